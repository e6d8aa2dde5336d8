/* rounding.h - exact values to doubles and to decimals, correctly rounded or not at all.
 *
 * A value is known as a ball (Arb: a midpoint and a proven radius) or exactly, as x or sqrt(x) of a
 * rational x.  A ball is rounded only if every number in it rounds alike.  Ties, which no ball can
 * settle, go to even from the exact value.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_ROUNDING_H
#define LSQ_EXACT_ROUNDING_H

#include "flint.h"

/* An exact value: sign * x, or sign * sqrt(x) if root; x >= 0. */
typedef struct lsq_surd {
    fmpq_t x;
    int sign, root;
} lsq_surd;

void lsq_surd_init(lsq_surd *v); /* 0 */
void lsq_surd_clear(lsq_surd *v);
void lsq_surd_set(lsq_surd *v, const fmpq_t x); /* v = x of either sign */

/* How to round: to `digits` significant digits if digits > 0, else to `decimals` after the
 * point. */
typedef struct lsq_places {
    int digits, decimals;
} lsq_places;

/* mantissa * 10^exp10; with significant digits the mantissa has exactly that many, or is 0. */
typedef struct lsq_rounded {
    fmpz_t mantissa;
    int64_t exp10;
} lsq_rounded;

void lsq_rounded_init(lsq_rounded *r);
void lsq_rounded_clear(lsq_rounded *r);

/* 1 and the result if the whole ball rounds alike, else 0. */
int lsq_round_ball(lsq_rounded *r, const arb_t x, lsq_places places);
int lsq_double_of_ball(double *d, const arb_t x);

/* The same of an exact value; these always succeed. */
void lsq_round_surd(lsq_rounded *r, const lsq_surd *v, lsq_places places);
double lsq_double_of_surd(const lsq_surd *v);

#endif
