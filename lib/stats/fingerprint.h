/* fingerprint.h - one line that is equal for equal data.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_FINGERPRINT_H
#define LSQ_STATS_FINGERPRINT_H

#include "../solve/normal.h"

enum { LSQ_FINGERPRINT_SIZE = 65 };

/* hex = SHA-256 of the text that fingerprint.c states. */
lsq_status lsq_fingerprint(char hex[LSQ_FINGERPRINT_SIZE], const lsq_normal *N,
                           const lsq_model *model, lsq_error *error);

#endif
