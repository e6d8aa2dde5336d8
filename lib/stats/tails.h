/* tails.h - tails of t and F, and the quantile of t, in balls.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_TAILS_H
#define LSQ_STATS_TAILS_H

#include <lsq.h>

#include "../exact/flint.h"

/* p = P(|T| >= |t|), T with df >= 1 degrees of freedom: I_x(df/2, 1/2) at x = df/(df + t^2). */
void lsq_t_tail(arb_t p, const arb_t t, int64_t df, slong prec);

/* p = P(F >= f), f >= 0: I_x(df2/2, df1/2) at x = df2/(df2 + df1 f). */
void lsq_f_tail(arb_t p, const arb_t f, int64_t df1, int64_t df2, slong prec);

/* q with P(|T| <= q) = level, 0 < level < 1.  The ball is proven by the signs at its ends; its
 * radius is about 2^-prec of q. */
void lsq_t_quantile(arb_t q, const fmpq_t level, int64_t df, slong prec);

#endif
