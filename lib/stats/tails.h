/* tails.h - tails of t and F in balls.
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

#endif
