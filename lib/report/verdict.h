/* verdict.h - what the reports of checks say alike: verdicts, and numbers that may not exist.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_VERDICT_H
#define LSQ_REPORT_VERDICT_H

#include <lsq.h>

#include "../base/text.h"

enum { LSQ_VERDICT_WIDTH = 9 }; /* of the longest */

/* "agrees", "differs", "undecided" */
const char *lsq_verdict_word(lsq_verdict verdict);

/* Append the fewest digits that read back as this number; `none` if it is NaN or infinite.  With a
 * point or an exponent, so that readers of JSON always see a real number. */
void lsq_put_real(lsq_text *out, double value, const char *none);
lsq_number lsq_real_number(double value, const char *none); /* the same, without an allocation */

/* An error for people: two digits, "0" alone for none; "∞", and "–" where there is none. */
lsq_number lsq_error_number(double error);

#endif
