/* quantities.h - the formulas of inference, once in balls and once as exact surds.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_QUANTITIES_H
#define LSQ_STATS_QUANTITIES_H

#include "regression.h"

/* k, the numerator's degrees of freedom of F. */
int64_t lsq_f_df1(const lsq_regression *g);

/* v = the quantity as a ball, from the balls of g at their precision. */
void lsq_quantity_ball(arb_t v, lsq_regression *g, lsq_quantity what, int64_t response,
                       int64_t term);

/* v = the quantity exactly, 1; or 0 if it is not rational or the square root of a rational.  Makes
 * g's solution exact. */
int lsq_quantity_exact(lsq_surd *v, lsq_regression *g, lsq_quantity what, int64_t response,
                       int64_t term);

#endif
