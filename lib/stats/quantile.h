/* quantile.h - the quantile of t in balls.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_QUANTILE_H
#define LSQ_STATS_QUANTILE_H

#include <lsq.h>

#include "../exact/flint.h"

/* q with P(|T| <= q) = level, 0 < level < 1, T with df >= 1 degrees of freedom.  The ball is
 * proven; its radius is at most about 2^-prec of q. */
void lsq_t_quantile(arb_t q, const fmpq_t level, int64_t df, slong prec);

#endif
