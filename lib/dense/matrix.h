/* matrix.h - dense matrices of doubles, column-major: element (i, j) is data[i + j * ld].
 *
 * An owner has its memory and is cleared; a view owns nothing and may be a block of something
 * larger.  What is only read comes as lsq_const_view.  Shapes that do not fit are LSQ_EUSAGE with
 * both shapes in the message; matrices without rows or columns are fine everywhere.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DENSE_MATRIX_H
#define LSQ_DENSE_MATRIX_H

#include <lsq.h>

/* Bytes that the matrices of one computation hold, and the most they held. */
typedef struct lsq_account {
    int64_t now, peak;
} lsq_account;

typedef struct lsq_matrix {
    double *data; /* ld = rows */
    int64_t rows, columns;
    lsq_account *account; /* NULL: nobody counts */
} lsq_matrix;

typedef struct lsq_view {
    double *data;
    int64_t rows, columns, ld; /* ld >= rows */
} lsq_view;

typedef struct lsq_const_view {
    const double *data;
    int64_t rows, columns, ld;
} lsq_const_view;

/* A = a zero matrix of that shape; LSQ_ENOMEM.  A zeroed lsq_matrix is a 0-by-0 one, and clearing
 * leaves that. */
lsq_status lsq_matrix_init(lsq_matrix *A, int64_t rows, int64_t columns, lsq_account *account,
                           lsq_error *error);
void lsq_matrix_clear(lsq_matrix *A);

lsq_view lsq_matrix_view(lsq_matrix *A);
lsq_const_view lsq_matrix_look(const lsq_matrix *A);
lsq_const_view lsq_view_look(lsq_view A);

/* Rows i .. i + rows, columns j .. j + columns of A, which lie within it. */
lsq_view lsq_view_block(lsq_view A, int64_t i, int64_t j, int64_t rows, int64_t columns);
lsq_const_view lsq_look_block(lsq_const_view A, int64_t i, int64_t j, int64_t rows,
                              int64_t columns);

/* to = from; they do not overlap. */
lsq_status lsq_copy(lsq_view to, lsq_const_view from, lsq_error *error);
lsq_status lsq_copy_transposed(lsq_view to, lsq_const_view from, lsq_error *error);
void lsq_set_zero(lsq_view A);
void lsq_set_identity(lsq_view A); /* ones on the main diagonal, of any shape */
void lsq_set_upper(lsq_view A);    /* zeros below the main diagonal */
void lsq_mirror_upper(lsq_view A); /* square: the lower triangle from the upper one */
void lsq_scale_column(lsq_view A, int64_t j, double factor);

/* Norms: the largest column sum, row sum and element of |A|, and the root of the sum of squares
 * (which neither overflows nor underflows on the way).  0 without elements, NaN where an element
 * is. */
double lsq_norm_one(lsq_const_view A);
double lsq_norm_infinity(lsq_const_view A);
double lsq_norm_max(lsq_const_view A);
double lsq_norm_frobenius(lsq_const_view A);
double lsq_norm_column(lsq_const_view A, int64_t j); /* 2-norm */

/* Sum of the main diagonal; LSQ_EUSAGE unless A is square. */
lsq_status lsq_trace(double *trace, lsq_const_view A, lsq_error *error);

/* 1 if no element is NaN or infinite. */
int lsq_is_finite(lsq_const_view A);

#endif
