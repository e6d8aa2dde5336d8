/* normal.h - the normal equations of a model from the moments of its monomials, exact.
 *
 *   S = [X Y]'W[X Y] = T M T',   T the terms as combinations of the monomials z, W the weights or
 * 1, M = z'Wz
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_NORMAL_H
#define LSQ_SOLVE_NORMAL_H

#include "../dense/matrix.h"
#include "../exact/flint.h"
#include "../model/model.h"
#include "../moments/moments.h"

/* S_ij (p + q by p + q, symmetric, integer) times unit_i unit_j, unit = 10^exp10 2^exp2.  Without
 * weights the intercept has the unit 1; with them, half of the unit of a weight is in each unit. */
typedef struct lsq_normal {
    int64_t n; /* rows, those with weight 0 left out */
    int64_t p, q;
    fmpq_t total; /* of the weights; n without */
    fmpz_mat_t S;
    int64_t *exp10, *exp2;
    int intercept; /* 1: term 0 is the constant, and S_00 the number of rows or sum of weights */
} lsq_normal;

/* LSQ_ENOMEM. */
lsq_status lsq_normal_init(lsq_normal *N, const lsq_model *model, const lsq_moments *moments,
                           lsq_error *error);

/* The same, once more.  LSQ_ENOMEM. */
lsq_status lsq_normal_copy(lsq_normal *copy, const lsq_normal *N, lsq_error *error);
void lsq_normal_clear(lsq_normal *N);

/* high + low = [X Y]'[X Y] with column i, and row i, times 2^-shift[i]: both triangles, k-by-k,
 * each high the double nearest, but for a square of not only zeros, which is not 0.  low.data and
 * shift may be NULL. */
void lsq_normal_round(lsq_view high, lsq_view low, const lsq_normal *N, const int64_t *shift);

/* tss = the total sum of squares of response r in units of S: centred if the model has an
 * intercept. */
void lsq_normal_tss(fmpq_t tss, const lsq_normal *N, int64_t r);

#endif
