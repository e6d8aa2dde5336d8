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

#endif
