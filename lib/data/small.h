/* small.h - small decimals out of text: numbers of up to 18 digits.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_SMALL_H
#define LSQ_DATA_SMALL_H

#include <stdint.h>

/* An exact decimal in 64 bits: (negative ? -digits : digits) * 10^exp10. */
typedef struct lsq_small {
    uint64_t digits;
    int32_t exp10;
    int negative;
} lsq_small;

/* Read [sign]digits[mark digits][e exponent] at p, at most 18 digits and two of the exponent;
 * return where it ends, NULL if there is no such number.  LSQ_SLACK bytes behind it must be
 * readable.  What follows the end is for the caller to judge. */
const char *lsq_small_read(const char *p, char mark, lsq_small *number);

#endif
