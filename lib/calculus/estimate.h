/* estimate.h - the best derivative that differences give, and how far it can be trusted.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_ESTIMATE_H
#define LSQ_CALCULUS_ESTIMATE_H

#include "differences.h"

typedef struct lsq_estimate {
    double best;
    double bound;  /* of |best - derivative|: truncation and rounding; infinite where unknown */
    double nearby; /* the size of difference quotients a tenth of the variable's size away */
    double jump;   /* derivative to the right less that to the left, 0 unless f has a kink here */
} lsq_estimate;

lsq_estimate lsq_estimate_from(lsq_quotients q);

#endif
