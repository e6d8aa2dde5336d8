/* transform.h - least squares with other columns and a penalty: exact, and back.
 *
 *   x~_j = (x_j - c_j) d_j,   f(B) = |X~ B - Y|^2 + sum_j lambda_j |row j of B|^2
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_TRANSFORM_H
#define LSQ_SOLVE_TRANSFORM_H

#include "../dense/matrix.h"
#include "normal.h"

/* c, d and lambda are doubles that stand for themselves, but lambda for its shortest decimal. */
typedef struct lsq_transform {
    int64_t p;
    int intercept;  /* 1: column 0 is the constant, and stays */
    double *c, *d;  /* 0 and 1 where a column stays as it is */
    double *lambda; /* >= 0 */
} lsq_transform;

/* The transform that asks for lambda = ridge >= 0 of all terms but the intercept and, if
 * standardize, brings the columns to mean 0, as far as the double nearest to the mean does, and to
 * mean square 1.  Without an intercept the means stay, and lambda is that of all.  A column without
 * spread about its mean becomes 0.  LSQ_ENUMERIC where a mean or mean square is out of the range
 * of doubles, LSQ_ENOMEM. */
lsq_status lsq_transform_init(lsq_transform *t, const lsq_normal *N, const char *const *names,
                              double ridge, int standardize, lsq_error *error);
void lsq_transform_clear(lsq_transform *t);

/* T = [X~ Y]'[X~ Y] + diag(lambda, 0), exactly.  A penalty is as good as one more row of X, so n
 * grows by the number of those above 0.  LSQ_ENOMEM. */
lsq_status lsq_transform_normal(lsq_normal *T, const lsq_normal *N, const lsq_transform *t,
                                lsq_error *error);

/* The rows of D = [X Y] become [X~ Y], rounded twice. */
void lsq_transform_rows(lsq_view D, const lsq_transform *t);

/* Each row of D times the root of its weight, rounded twice. */
void lsq_transform_weigh(lsq_view D, const double *w);

/* b = the coefficients of the columns of X that do what b~ does on X~: b_j = d_j b~_j, and for the
 * intercept b~_0 - sum c_j d_j b~_j, added up in twice the working precision.  b may be b~. */
void lsq_transform_back(double *b, const double *transformed, const lsq_transform *t);

#endif
