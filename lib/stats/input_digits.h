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

/* W_kl = W_lk, k <= l, as far as it is due to one column; what several add up to is the element. */
typedef struct lsq_weight {
    int64_t k, l; /* kept terms; rank + r is response r */
    fmpq_t value; /* twice that for k < l */
    arb_t ball;
} lsq_weight;

/* What the rounding of the columns does to the terms (input_digits.c). */
typedef struct lsq_weights {
    lsq_weight *at;
    int64_t count, capacity;
    slong prec; /* of the balls, 0 before the first */
    int64_t n_responses;
    arb_ptr spread; /* of each response, v'W v; of the solution as it was at that precision, */
    int is_exact;   /* exact or not */
    int rounded;    /* 1: some column is */
} lsq_weights;

/* Of the regression of this model on these moments. */
lsq_status lsq_weights_init(lsq_weights *w, const lsq_regression *g, const lsq_model *model,
                            const lsq_moments *moments, const lsq_printed *printed,
                            lsq_error *error);
void lsq_weights_clear(lsq_weights *w);

/* log10 |b_j| / s_j, at least 0; NAN if nothing was rounded, the rounding moves no coefficient of
 * the response, or the coefficient has no standard error. */
double lsq_input_digits(lsq_weights *w, lsq_regression *g, int64_t response, int64_t term);

#endif
