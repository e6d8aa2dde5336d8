/* oracle.h - exact least squares by another route than the library's, to judge it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SUPPORT_ORACLE_H
#define SUPPORT_ORACLE_H

#include <stdint.h>

#include <gmp.h>

/* A matrix of rationals, rows x columns, element (i, j) at a[i * columns + j]. */
typedef struct oracle_matrix {
    int64_t rows, columns;
    mpq_t *a;
} oracle_matrix;

/* All zero. */
oracle_matrix oracle_matrix_new(int64_t rows, int64_t columns);
void oracle_matrix_free(oracle_matrix *A);
mpq_t *oracle_at(const oracle_matrix *A, int64_t i, int64_t j);

/* A = rows x columns numbers read from decimal texts, or from doubles as they are. */
oracle_matrix oracle_matrix_texts(int64_t rows, int64_t columns, const char *const *texts);
oracle_matrix oracle_matrix_doubles(int64_t rows, int64_t columns, const double *values);

/* The least-squares fit of Y, n-by-q, on X, n-by-p (the intercept, if any, is a column of X). */
typedef struct oracle {
    int64_t n, p, q, rank;
    int *independent;       /* p flags: not a combination of earlier columns */
    oracle_matrix relation; /* p-by-p: where column j is dependent, row j holds its combination of
                               the others */
    oracle_matrix coef;     /* p-by-q, 0 in dependent rows */
    oracle_matrix min_norm; /* p-by-q: pinv(X) Y */
    oracle_matrix inverse;  /* p-by-p: (X'X)^-1 of the independent columns, 0 elsewhere */
    oracle_matrix residual; /* n-by-q */
    mpq_t *rss, *tss, *centred_tss; /* q each: |e|^2, |y|^2, |y - mean|^2 */
} oracle;

/* X and Y are not changed. */
oracle *oracle_fit(const oracle_matrix *X, const oracle_matrix *Y);
void oracle_free(oracle *o);

#endif
