/* powers.h - powers of ten and two, the units of everything that is exact here.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_POWERS_H
#define LSQ_EXACT_POWERS_H

#include <lsq.h>

#include "flint.h"

enum { LSQ_WORD_TENS = 18 }; /* 10^18 is the largest power of ten that a word holds */

extern const int64_t lsq_power10[LSQ_WORD_TENS + 1];

/* v = 10^tens, tens >= 0 */
void lsq_integer_ten(fmpz_t v, int64_t tens);

/* x *= 10^tens 2^twos, either sign, exactly */
void lsq_rational_scale(fmpq_t x, int64_t tens, int64_t twos);

/* v = 10^tens 2^twos, either sign, to prec bits */
void lsq_ball_power(arb_t v, int64_t tens, int64_t twos, slong prec);

#endif
