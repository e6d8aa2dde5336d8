/* triangle.h - from the triangle of [X Y] = Q R to an answer: what all methods by QR share.
 *
 *   R = [R_xx R_xy; 0 R_yy]    B = R_xx^-1 R_xy    C = (R_xx'R_xx)^-1    rss_r = |R_yy e_r|^2
 *
 * Columns are first brought to a length near 1 by powers of 2, which rounds nothing, so that their
 * units matter neither for overflow nor for the condition number.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_TRIANGLE_H
#define LSQ_SOLVE_TRIANGLE_H

#include "method.h"

/* [X_K Y] = Q T for some columns K of X: column j of X_K and of Y is 2^exponent[j] times that of
 * Q T, which has a length in [1/2, 1) or is 0. */
typedef struct lsq_reduced {
    const lsq_lapack *L;
    int64_t p, q, r;        /* of X, of Y, of K */
    const int64_t *columns; /* K in the order of T; NULL: all of X */
    lsq_matrix T;           /* (r + q)-by-(r + q), zeros below the diagonal */
    int *exponent;          /* r + q */
    lsq_account *account;
} lsq_reduced;

/* From the triangle R, (p + q)-by-(p + q).  `columns` must outlive the result; r counts them.  For
 * other columns than all of X in their order one more QR, O((p + q)^2 (r + q)).  LSQ_ENUMERIC if an
 * element of R is not finite. */
lsq_status lsq_reduced_init(lsq_reduced *reduced, const lsq_lapack *L, lsq_const_view R, int64_t q,
                            const int64_t *columns, int64_t r, lsq_account *account,
                            lsq_error *error);
void lsq_reduced_clear(lsq_reduced *reduced);

/* The blocks of T. */
lsq_const_view lsq_reduced_xx(const lsq_reduced *reduced);
lsq_const_view lsq_reduced_xy(const lsq_reduced *reduced);

/* Results for the columns of T become those for X: B from Z, r-by-q; then C from the
 * upper triangle of S, r-by-r, and with both the error of the worst coefficient; rss from R_yy.
 * The rest of B and C stays as it is.  LSQ_ENUMERIC where B underflows. */
lsq_status lsq_reduced_set_B(lsq_result *result, const lsq_reduced *reduced, lsq_const_view Z,
                             lsq_error *error);
lsq_status lsq_reduced_set_C(lsq_result *result, const lsq_reduced *reduced, lsq_const_view S,
                             lsq_error *error);
void lsq_reduced_set_rss(lsq_result *result, const lsq_reduced *reduced);

/* B, C, rss, rank, rcond and the note by substitution in T.  LSQ_ENUMERIC where rcond is 0 or below
 * `least`, with the first column that depends on those before it; where `dependent` is not NULL,
 * that is no answer, and *dependent the place in T of a column to leave out; else it is -1. */
lsq_status lsq_answer_from_reduced(lsq_result *result, const lsq_reduced *reduced, double least,
                                   int64_t *dependent, lsq_error *error);

/* rcond below which p columns count as dependent, p 2^-50: rounding moves each column by a few
 * 2^-52 of its length, and with less than that in each, those that were given may well be. */
double lsq_least_rcond(int64_t p);

/* The same for all columns of X from the triangle R of n rows, (p + q)-by-(p + q).  LSQ_ENUMERIC
 * where n < p, and where the columns are dependent as far as doubles can tell, rcond < p 2^-50.
 * `exponent`, k of them, says that R is of columns already multiplied by 2^-exponent; NULL: by
 * 1. */
lsq_status lsq_answer_from_triangle(lsq_result *result, const lsq_lapack *L, lsq_const_view R,
                                    int64_t n, const int *exponent, lsq_account *account,
                                    lsq_error *error);

/* Multiply each column by 2^-exponent[j], which brings its length to [1/2, 1), but by 2^1022 at
 * most; exponent 0 for a zero column.  What this rounds is below 2^-1000 of the column's length. */
void lsq_scale_columns(lsq_view A, int *exponent);

/* 1 if 2^exponent size is below 2^-1022.  What underflows there is off by 2^-1075, which is more
 * than u of that size; where it is the size of the largest effect b_j |X e_j|, in units of b_i, it
 * is more than rounding takes from b_i anyway. */
int lsq_is_tiny(double size, int exponent);
lsq_status lsq_refuse_tiny_B(const lsq_result *result, int64_t j, lsq_error *error);

/* (2^exponent length)^2, which is 0 for the length 0 alone: what underflows is 2^-1074 at least, so
 * that the caller sees that it does. */
double lsq_square(double length, int exponent);

/* LSQ_ENUMERIC if there are fewer rows than columns. */
lsq_status lsq_need_rows(int64_t n, int64_t p, lsq_error *error);

/* "condition number of the scaled columns 4.3e4: about 11 of 16 digits are left", from rcond */
void lsq_note_condition(lsq_result *result);

/* "about 16 of 16 digits are left, 12 in the worst coefficient": an error that has grown from u =
 * 2^-53 to `growth` u of the vector of scaled coefficients can be more of a single one, which has a
 * word of its own where that costs more than a digit. */
typedef struct lsq_digits {
    char text[96];
} lsq_digits;
lsq_digits lsq_digits_left(const lsq_result *result, double growth);

#endif
