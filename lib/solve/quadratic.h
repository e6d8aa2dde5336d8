/* quadratic.h - f(B) = |XB - Y|_F^2 + sum_j lambda_j |row j of B|^2 as descent sees it: gradient,
 * curvature, value.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_QUADRATIC_H
#define LSQ_SOLVE_QUADRATIC_H

#include "method.h"

typedef struct lsq_quadratic {
    const lsq_kept *kept; /* its rows are read, if rows are what it keeps */
    int64_t p, q;
    const double *ridge;   /* p penalties lambda, the caller's; NULL: none */
    int penalised;         /* 1: M has penalties, by ridge or as the products were given */
    lsq_matrix M;          /* X'X + diag(lambda), both triangles */
    lsq_matrix c;          /* X'Y */
    lsq_matrix YY;         /* q-by-1, the diagonal of Y'Y */
    lsq_matrix scratch;    /* one vector */
    double size_X, size_Y; /* Frobenius norms, that of X with the penalty as rows below it */
    double walk;           /* sqrt(n), as sums of n products go astray; 0 for products given */
} lsq_quadratic;

/* From kept products, or from kept rows by one pass of n p^2 operations.  LSQ_ENUMERIC where the
 * products are beyond the range of a double, above or below.  On failure clearing is still due. */
lsq_status lsq_quadratic_init(lsq_quadratic *F, lsq_kept *kept, const double *ridge,
                              lsq_error *error);
void lsq_quadratic_clear(lsq_quadratic *F);

/* What to do where M is beyond the range. */
const char *lsq_quadratic_remedy(const lsq_quadratic *F);

/* G = 2X'(XB - Y) + 2 diag(lambda) B, contiguous p-by-q as B is: evaluated on the rows if they are
 * kept, 4 n p operations for each response, else as 2(MB - c), 2 p^2 operations. */
lsq_status lsq_quadratic_gradient(lsq_quadratic *F, const double *B, double *G, lsq_error *error);

/* *value = h'Mh, on rows |Xh|^2 and the penalty, for one vector h of moderate length. */
lsq_status lsq_quadratic_curvature(lsq_quadratic *F, const double *h, double *value,
                                   lsq_error *error);

/* rss[r] = |X b_r - y_r|^2 >= 0, without the penalty. */
lsq_status lsq_quadratic_rss(lsq_quadratic *F, const double *B, double *rss, lsq_error *error);

/* A bound on the rounding error of a computed gradient at a B of that Frobenius norm. */
double lsq_quadratic_rounding(const lsq_quadratic *F, double norm_B);

/* How large an error of the gradient at such a B rounding has likely made in all: of the sums over
 * the n rows too, be it those of M and c or of the gradient itself; products that were given are
 * rounded once and have none. */
double lsq_quadratic_noise(const lsq_quadratic *F, double norm_B);

/* Inner product, and 2-norm without overflow or underflow, of contiguous vectors. */
double lsq_inner(const double *x, const double *y, int64_t n);
double lsq_length(const double *x, int64_t n);

#endif
