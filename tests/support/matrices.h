/* matrices.h - random matrices for tests of linear algebra, of the kinds that break it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SUPPORT_MATRICES_H
#define SUPPORT_MATRICES_H

#include <stdint.h>

typedef enum matrix_kind {
    MATRIX_UNIFORM,    /* elements in [-1, 1); condition is ignored */
    MATRIX_GEOMETRIC,  /* sigma_i = condition^(-i / (r - 1)) */
    MATRIX_ONE_SMALL,  /* sigma = 1, ..., 1, 1 / condition */
    MATRIX_ARITHMETIC, /* sigma_i from 1 to 1 / condition in equal steps */
    MATRIX_BAD_SCALES, /* uniform, rows and columns times powers of 2 that span condition^2 */
    MATRIX_DEPENDENT, /* whole numbers; each third column is a combination of the two before it plus
                         1 / condition of noise: infinite makes it dependent exactly */
    MATRIX_KINDS
} matrix_kind;

extern const char *const matrix_kind_names[MATRIX_KINDS];

/* A, m-by-n, column-major without gaps, is a random matrix of that kind; r = min(m, n) and
 * condition >= 1.  The kinds given by their singular values are U diag(sigma) V' with random
 * orthogonal U and V, rounded: their sigma are right to about (m + n) u sigma_0. */
void random_matrix(double *A, int64_t m, int64_t n, matrix_kind kind, double condition,
                   uint64_t *state);

/* sigma_i of such a matrix, i = 0 .. r - 1 descending; NAN for the kinds not given by them. */
double matrix_sigma(matrix_kind kind, double condition, int64_t i, int64_t r);

#endif
