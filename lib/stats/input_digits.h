/* input_digits.h - how many digits of a coefficient survive the rounding of the input's last
 * printed decimals.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_INPUT_DIGITS_H
#define LSQ_STATS_INPUT_DIGITS_H

#include "regression.h"

/* How the columns of the model were printed. */
typedef struct lsq_printed {
    int64_t
        finest; /* 10^finest: the unit of the finest decimal seen, rounded by at most half of it */
    unsigned char exact; /* 1: not rounded (0/1 columns, --exact-columns, doubles) */
} lsq_printed;

/* log10 |b_j| / s_j, at least 0; NAN if nothing was rounded or the coefficient has no standard
 * error. */
double lsq_input_digits(lsq_regression *g, const lsq_model *model, const lsq_moments *moments,
                        const lsq_printed *printed, int64_t response, int64_t term);

#endif
