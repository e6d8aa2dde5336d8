/* minimum_norm.h - the solution of minimum norm where columns depend on each other.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_MINIMUM_NORM_H
#define LSQ_SOLVE_MINIMUM_NORM_H

#include "method.h"
#include "sweep.h"

/* How far X B is from X_K B_K, the worst of all responses. */
typedef struct lsq_loss {
    double rounding; /* over what rounding explains */
    double limit;    /* over what the tolerance explains, or half the digits */
    double relative; /* over |Y| */
} lsq_loss;

/* B of minimum norm, and its rss, in place of the B_K that result->B has in its rows `columns`,
 * zeros elsewhere; `shares` as lsq_relate gives them, result->relations set.  A share that is
 * rounding alone, of a long column in the direction of a short one, can outweigh all others; so G
 * has the shares of the relations, without those, unless the fit is worse for it.  LSQ_ENUMERIC
 * where the norm is lost in rounding. */
lsq_status lsq_minimum_norm(lsq_result *result, const lsq_kept *kept, const lsq_directions *d,
                            const lsq_matrix *shares, const int64_t *columns, double tolerance,
                            lsq_loss *fit, lsq_error *error);

#endif
