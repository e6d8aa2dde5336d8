/* ties.h - tail probabilities that are exactly rational: what no ball can tell from its neighbours.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_TIES_H
#define LSQ_STATS_TIES_H

#include <lsq.h>

#include "../exact/flint.h"

/* x = the rational of least denominator in the ball, 1; or 0 if the ball is not finite.  If the
 * value is rational and the ball narrow enough, x is the value: it remains to be proven. */
int lsq_simplest_in(fmpq_t x, const arb_t ball);

/* 1 if P(F >= f) = p, proven, for f > 0 and rational p; 0 if it is not, or if both degrees of
 * freedom are odd and it is never a decimal, or if the sum is too long to be tried.  P(|T| >= t) is
 * the case df1 = 1, f = t^2. */
int lsq_is_f_tail(const fmpq_t f, int64_t df1, int64_t df2, const fmpq_t p);

#endif
