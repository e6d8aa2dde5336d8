/* doubles.h - what a caller's matrix of doubles must be.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_DOUBLES_H
#define LSQ_BASE_DOUBLES_H

#include <lsq.h>

/* 1 if no element is NaN or infinite. */
int lsq_all_finite(lsq_doubles A);

/* LSQ_EDATA, "X[17, 3] is NaN", for the first element by rows that is NaN or infinite. */
lsq_status lsq_check_finite(lsq_doubles A, const char *name, lsq_error *error);

#endif
