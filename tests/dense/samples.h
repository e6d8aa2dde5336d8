/* samples.h - random matrices set in a frame, and the ratios by which LAPACK judges itself.
 *
 * A frame is a block of a larger matrix whose other elements carry a mark: what a function does
 * outside of its views shows.  Unused halves of triangles are NaN, so that reading them shows too.
 *
 * A ratio is an error over (norm times dimension times eps), eps = 2^-52.  Backward stability
 * bounds it by a small constant (Higham 2002, theorems 10.3 and 19.4); LAPACK's own tests allow 30
 * (LAPACK working note 41), in practice it is below 1.  A wrong formula gives 10^10 and more.
 *
 * SPDX-License-Identifier: MIT */
#ifndef DENSE_SAMPLES_H
#define DENSE_SAMPLES_H

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dense/lapack.h"
#include "support/check.h"
#include "support/matrices.h"
#include "support/random.h"

#define RATIO 10.0
#define MARK 7.25

static inline lsq_lapack *open_lapack(void) {
    lsq_lapack *L = NULL;
    lsq_error error;
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, NULL);
    return L;
}

static inline lsq_matrix make(int64_t rows, int64_t columns) {
    lsq_matrix A;
    assert_int_equal(lsq_matrix_init(&A, rows, columns, NULL, NULL), LSQ_OK);
    return A;
}

static inline double at(lsq_const_view A, int64_t i, int64_t j) {
    return A.data[i + j * A.ld];
}

/* ---- frames ---- */

typedef struct frame {
    lsq_matrix whole;
    lsq_view A;
} frame;

/* 2 rows above, 1 below, 1 column on each side; A is filled with the mark too. */
static inline frame frame_new(int64_t rows, int64_t columns) {
    frame f = {make(rows + 3, columns + 2), {NULL, 0, 0, 0}};
    for (int64_t i = 0; i < f.whole.rows * f.whole.columns; i++)
        f.whole.data[i] = MARK;
    f.A = (lsq_view){f.whole.data + 2 + f.whole.rows, rows, columns, f.whole.rows};
    return f;
}

static inline frame frame_of(lsq_const_view from) {
    frame f = frame_new(from.rows, from.columns);
    assert_int_equal(lsq_copy(f.A, from, NULL), LSQ_OK);
    return f;
}

static inline void frame_free(frame *f) {
    for (int64_t j = 0; j < f->whole.columns; j++)
        for (int64_t i = 0; i < f->whole.rows; i++)
            if (i < 2 || i >= 2 + f->A.rows || j < 1 || j >= 1 + f->A.columns)
                check_same(f->whole.data[i + j * f->whole.rows], MARK);
    lsq_matrix_clear(&f->whole);
}

/* the part below the diagonal becomes NaN: nobody may read it */
static inline void forbid_lower(lsq_view A) {
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = j + 1; i < A.rows; i++)
            A.data[i + j * A.ld] = NAN;
}

static inline void check_lower_is_untouched(lsq_view A) {
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = j + 1; i < A.rows; i++)
            assert_true(isnan(A.data[i + j * A.ld]));
}

/* ---- products by three loops, to judge with ---- */

/* A B, to be cleared */
static inline lsq_matrix product(lsq_const_view A, lsq_const_view B) {
    lsq_matrix C = make(A.rows, B.columns);
    for (int64_t j = 0; j < B.columns; j++)
        for (int64_t k = 0; k < A.columns; k++)
            for (int64_t i = 0; i < A.rows; i++)
                C.data[i + j * C.rows] += at(A, i, k) * at(B, k, j);
    return C;
}

static inline lsq_matrix transposed(lsq_const_view A) {
    lsq_matrix T = make(A.columns, A.rows);
    assert_int_equal(lsq_copy_transposed(lsq_matrix_view(&T), A, NULL), LSQ_OK);
    return T;
}

/* A'B */
static inline lsq_matrix inner_products(lsq_const_view A, lsq_const_view B) {
    lsq_matrix T = transposed(A), C = product(lsq_matrix_look(&T), B);
    lsq_matrix_clear(&T);
    return C;
}

/* the first `rows` rows on and above the diagonal, zeros below */
static inline lsq_matrix upper_part(lsq_const_view A, int64_t rows) {
    lsq_matrix R = make(rows, A.columns);
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i <= j && i < rows; i++)
            R.data[i + j * rows] = at(A, i, j);
    return R;
}

/* ---- samples ---- */

typedef struct sample {
    lsq_const_view A;
    matrix_kind kind;
    double condition;
    const lsq_lapack *L;
} sample;

/* error / (size eps) is below the limit */
static inline void check_ratio(const char *what, const sample *s, double error, double size) {
    double ratio = error == 0 ? 0 : error / (size * DBL_EPSILON);
    if (!(ratio < RATIO)) {
        print_error("%s: ratio %g, %lld-by-%lld, %s, condition %g\n", what, ratio,
                    (long long)s->A.rows, (long long)s->A.columns, matrix_kind_names[s->kind],
                    s->condition);
        fail();
    }
}

/* I = Q'Q */
static inline void check_orthonormal(const char *what, const sample *s, lsq_const_view Q) {
    lsq_matrix G = inner_products(Q, Q);
    for (int64_t j = 0; j < G.columns; j++)
        G.data[j + j * G.rows] -= 1;
    check_ratio(what, s, lsq_norm_one(lsq_matrix_look(&G)), (double)Q.rows);
    lsq_matrix_clear(&G);
}

/* A = B, column by column: each error relative to that column of A */
static inline void check_columns(const char *what, const sample *s, lsq_const_view A,
                                 lsq_const_view B, double dimension) {
    lsq_matrix D = make(A.rows, 1);
    for (int64_t j = 0; j < A.columns; j++) {
        for (int64_t i = 0; i < A.rows; i++)
            D.data[i] = at(A, i, j) - at(B, i, j);
        check_ratio(what, s, lsq_norm_frobenius(lsq_matrix_look(&D)),
                    lsq_norm_column(A, j) * dimension);
    }
    lsq_matrix_clear(&D);
}

/* A = B relative to the norm of A */
static inline void check_close(const char *what, const sample *s, lsq_const_view A,
                               lsq_const_view B, double dimension) {
    lsq_matrix D = make(A.rows, A.columns);
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            D.data[i + j * D.rows] = at(A, i, j) - at(B, i, j);
    check_ratio(what, s, lsq_norm_one(lsq_matrix_look(&D)), lsq_norm_one(A) * dimension);
    lsq_matrix_clear(&D);
}

static inline double dimension_of(const sample *s) {
    return (double)(s->A.rows > s->A.columns ? s->A.rows : s->A.columns);
}

/* Every kind of matrix at a list of shapes and conditions; the large ones at one condition each. */
static inline void each_sample(int square_only, void (*check)(const sample *)) {
    static const int shapes[][2] = {{0, 0},    {0, 3},    {3, 0},     {1, 1},    {2, 1},
                                    {1, 2},    {2, 2},    {3, 3},     {5, 3},    {3, 5},
                                    {10, 10},  {33, 10},  {10, 33},   {33, 33},  {64, 64},
                                    {100, 20}, {64, 100}, {100, 100}, {200, 33}, {200, 200}};
    static const double conditions[] = {1, 1e4, 1e8, 1e16};
    lsq_lapack *L = open_lapack();
    uint64_t seed = 20240611;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int c = 0; c < 4 * MATRIX_KINDS; c++) {
            int64_t m = shapes[i][0], n = shapes[i][1];
            matrix_kind kind = (matrix_kind)(c / 4);
            if ((square_only && m != n) || (m * n > 5000 && c % 4 != c / 4 % 4))
                continue;
            lsq_matrix A = make(m, n);
            random_matrix(A.data, m, n, kind, conditions[c % 4], &seed);
            sample s = {lsq_matrix_look(&A), kind, conditions[c % 4], L};
            check(&s);
            lsq_matrix_clear(&A);
        }
    lsq_lapack_close(L);
}

/* Matrices that exist on paper only. */
#define BEYOND (INT64_C(1) << 31)
#define ON_PAPER(rows, columns) ((lsq_view){NULL, rows, columns, rows})

#endif
