/* squares.h - f(B) = |X B - Y|^2 on kept rows, as a function to be differentiated.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_SQUARES_H
#define LSQ_FIT_SQUARES_H

#include "rows.h"

/* f near a point B, whose residuals are known: a point that differs from it in few coefficients
 * costs O(n) for each of these. */
typedef struct lsq_squares {
    const lsq_rows *kept;
    int64_t p, q;
    const double *B; /* p-by-q */
    double *R;       /* n-by-q, X B - Y */
    double *moves;   /* 2 p q: what the points of a call differ by */
    int64_t *moved;  /* p: and where */
} lsq_squares;

/* kept and B must live as long.  LSQ_ENOMEM. */
lsq_status lsq_squares_init(lsq_squares *s, const lsq_rows *kept, int64_t p, int64_t q,
                            const double *B, lsq_error *error);
void lsq_squares_clear(lsq_squares *s);

/* The three of lsq_function, the context being an lsq_squares; the gradient 2X'(XB - Y) in plain
 * doubles, row by row, as one writes it.  All return 0. */
int lsq_squares_value(void *context, const double *x, double *f);
int lsq_squares_difference(void *context, const double *x, const double *y, double *d);
int lsq_squares_gradient(void *context, const double *x, double *g);

/* rounding = p q bounds of what rounding may do to the gradient at B, in whatever order its sums
 * are taken, as 2X'(XB - Y) or as 2(X'XB - X'Y). */
void lsq_squares_rounding(const lsq_squares *s, double *rounding);

/* lengths = 2-norms of the p + q columns of [X Y]. */
void lsq_rows_lengths(const lsq_rows *kept, int64_t k, double *lengths);

#endif
