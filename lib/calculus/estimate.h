/* estimate.h - the best derivative that differences give, and how far it can be trusted.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_ESTIMATE_H
#define LSQ_CALCULUS_ESTIMATE_H

#include "differences.h"

/* Why a bound may be more than truncation and rounding. */
typedef enum lsq_trouble {
    LSQ_NO_TROUBLE,
    LSQ_FEW_VALUES,   /* f has too few finite values around x */
    LSQ_NO_LIMIT,     /* differences settle on nothing as steps shrink, or are noise all over */
    LSQ_UNFELT,       /* f changes at no step; bound is what rounding hides then */
    LSQ_NOT_SMOOTH,   /* derivatives to both sides differ: right and left */
    LSQ_CONTRADICTION /* several small steps agree on something else than large ones */
} lsq_trouble;

typedef struct lsq_estimate {
    lsq_trouble trouble;
    double best;
    double bound;     /* of |best - derivative|: truncation and rounding of f; infinite: unknown */
    double rounding;  /* its part that is rounding */
    double curvature; /* size of the second derivative, from the steps of best */
    double nearby;    /* size of the derivative within the variable's size, the less of both sides;
                         infinite where f does not change at any step */
    double right, left;  /* where it is LSQ_NOT_SMOOTH, else both NAN */
    double coarse, fine; /* where it is LSQ_CONTRADICTION: of large steps and of small ones */
} lsq_estimate;

lsq_estimate lsq_estimate_from(lsq_quotients q);

#endif
