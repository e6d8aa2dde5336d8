/* estimate.h - the best derivative that differences give, and how far it can be trusted.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_ESTIMATE_H
#define LSQ_CALCULUS_ESTIMATE_H

#include "differences.h"

typedef struct lsq_estimate {
    double best;
    double bound;     /* of |best - derivative|: truncation and rounding of f; infinite: unknown */
    double curvature; /* size of the second derivative, from the steps of best */
    double nearby;    /* size of the derivative within the variable's size, the less of both sides;
                         infinite where f does not change at any step */
    double right, left; /* derivatives to both sides where f has a kink, else both NAN */
} lsq_estimate;

lsq_estimate lsq_estimate_from(lsq_quotients q);

#endif
