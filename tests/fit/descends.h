/* descends.h - the exact minimum of a small table, by the library and by rationals.  Include after
 * cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FIT_DESCENDS_H
#define FIT_DESCENDS_H

#include "fit/descend.h"
#include "fit/fits.h"

/* A problem as it is descended, with its optimum; it does not move. */
typedef struct posed {
    lsq_fit *fit;
    lsq_transform t;
    lsq_optimum optimum;
} posed;

static inline void pose(posed *P, lsq_fit *fit, double ridge, int standardize) {
    lsq_normal T;
    lsq_lapack *L;
    lsq_error error = {0};
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, &error);
    P->fit = fit;
    check_status(lsq_transform_init(&P->t, &fit->g.N, NULL, ridge, standardize, &error), LSQ_OK,
                 &error);
    check_status(lsq_transform_normal(&T, &fit->g.N, &P->t, &error), LSQ_OK, &error);
    check_status(lsq_optimum_init(&P->optimum, &T, &P->t,
                                  ridge == 0 && fit->g.basis.rank < fit->g.N.p, L, &error),
                 LSQ_OK, &error);
    lsq_lapack_close(L);
}

static inline void posed_free(posed *P) {
    lsq_optimum_clear(&P->optimum);
    lsq_transform_clear(&P->t);
    lsq_fit_free(P->fit);
}

/* X~ of the rows X, and below them root times the unit rows of the penalised columns, root^2 being
 * lambda. */
static inline oracle_matrix moved_rows(const oracle_matrix *X, const lsq_transform *t,
                                       double root) {
    int64_t more = root != 0 ? t->p : 0;
    oracle_matrix A = oracle_matrix_new(X->rows + more, t->p);
    mpq_t v;
    mpq_init(v);
    for (int64_t j = 0; j < t->p; j++) {
        for (int64_t i = 0; i < X->rows; i++) {
            mpq_t *x = oracle_at(&A, i, j);
            rational_from_double(v, t->c[j]);
            mpq_sub(*x, *oracle_at(X, i, j), v);
            rational_from_double(v, t->d[j]);
            mpq_mul(*x, *x, v);
        }
        if (more && !(t->intercept && j == 0))
            rational_from_double(*oracle_at(&A, X->rows + j, j), root);
    }
    mpq_clear(v);
    return A;
}

/* The same matrix with zero rows below it. */
static inline oracle_matrix with_rows(const oracle_matrix *A, int64_t more) {
    oracle_matrix B = oracle_matrix_new(A->rows + more, A->columns);
    for (int64_t i = 0; i < A->rows * A->columns; i++)
        mpq_set(B.a[i], A->a[i]);
    return B;
}

/* Rows of doubles, X n-by-p and Y n-by-q, column-major, and the same as rationals. */
enum { DESCENDS_MOST = 256 };
typedef struct numbers {
    int64_t n, p, q;
    double X[DESCENDS_MOST], Y[DESCENDS_MOST];
} numbers;

/* Random whole numbers; `dependent` columns at the end are twice the first ones. */
static inline numbers random_rows(uint64_t *seed, int64_t n, int64_t p, int64_t q,
                                  int64_t dependent) {
    numbers R = {.n = n, .p = p, .q = q};
    assert_true(n * p <= DESCENDS_MOST && n * q <= DESCENDS_MOST);
    for (int64_t i = 0; i < n * p; i++)
        R.X[i] = (double)random_between(seed, -9, 9);
    for (int64_t i = n * (p - dependent); i < n * p; i++)
        R.X[i] = 2 * R.X[i - n * (p - dependent)];
    for (int64_t i = 0; i < n * q; i++)
        R.Y[i] = (double)random_between(seed, -99, 99);
    return R;
}

static inline lsq_doubles columns_at(const double *data, int64_t n, int64_t k) {
    return (lsq_doubles){data, n, k, 1, n};
}

static inline oracle_matrix rational_rows(const double *data, int64_t n, int64_t k, int ones) {
    oracle_matrix A = oracle_matrix_new(n, k + ones);
    for (int64_t i = 0; i < n; i++) {
        if (ones)
            mpq_set_ui(*oracle_at(&A, i, 0), 1, 1);
        for (int64_t j = 0; j < k; j++)
            rational_from_double(*oracle_at(&A, i, j + ones), data[i + j * n]);
    }
    return A;
}

/* What the tests ask for. */
typedef struct asked {
    const char *method, *formula, *step;
    int on_rows, standardize;
    double ridge, tolerance;
    int64_t most_steps, rows;
    int (*trace)(void *context, const lsq_descent_row *row);
    void *trace_context;
} asked;

static inline lsq_descent *descend_rows(const numbers *R, asked a) {
    const lsq_solver_options s = {.struct_size = sizeof s,
                                  .step = a.step,
                                  .on_rows = a.on_rows,
                                  .tolerance = a.tolerance,
                                  .most_steps = a.most_steps};
    const lsq_descend_options d = {.struct_size = sizeof d,
                                   .method = a.method,
                                   .solver_options = &s,
                                   .ridge = a.ridge,
                                   .standardize = a.standardize,
                                   .rows = a.rows,
                                   .trace = a.trace,
                                   .trace_context = a.trace_context};
    const lsq_fit_options o = {.struct_size = sizeof o, .formula = a.formula};
    lsq_descent *descent = NULL;
    lsq_error error = {0};
    check_status(lsq_descend_doubles(&descent, columns_at(R->X, R->n, R->p),
                                     columns_at(R->Y, R->n, R->q), &o, &d, &error),
                 LSQ_OK, &error);
    assert_non_null(descent);
    return descent;
}

#endif
