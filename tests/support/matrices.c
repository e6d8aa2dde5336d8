/* matrices.c - random matrices for tests of linear algebra.
 *
 * Orthogonal factors are products of Householder reflections along random vectors of lengths r, r +
 * 1, ..., as in LAPACK's test generators (Stewart 1980).
 *
 * SPDX-License-Identifier: MIT */
#include "matrices.h"

#include <math.h>
#include <stdlib.h>

#include "random.h"

const char *const matrix_kind_names[MATRIX_KINDS] = {"uniform",    "geometric",  "one small",
                                                     "arithmetic", "bad scales", "dependent"};

double matrix_sigma(matrix_kind kind, double condition, int64_t i, int64_t r) {
    double part = r > 1 ? (double)i / (double)(r - 1) : 0;
    switch (kind) {
    case MATRIX_GEOMETRIC:
        return pow(condition, -part);
    case MATRIX_ONE_SMALL:
        return i > 0 && i == r - 1 ? 1 / condition : 1;
    case MATRIX_ARITHMETIC:
        return 1 - part * (1 - 1 / condition);
    default:
        return NAN;
    }
}

/* Apply I - 2 v v' / v'v to the `lines` vectors of `length` elements; element e of line l stands at
 * a[e * step + l * pitch]. */
static void reflect(double *a, int64_t length, int64_t step, int64_t lines, int64_t pitch,
                    double *v, uint64_t *state) {
    double square = 0;
    for (int64_t e = 0; e < length; e++) {
        v[e] = random_double(state);
        square += v[e] * v[e];
    }
    for (int64_t l = 0; l < lines && square > 0; l++) {
        double dot = 0;
        for (int64_t e = 0; e < length; e++)
            dot += v[e] * a[e * step + l * pitch];
        for (int64_t e = 0; e < length; e++)
            a[e * step + l * pitch] -= 2 * dot / square * v[e];
    }
}

/* A = U diag(sigma) V'; a reflection from place i on meets only rows (or columns) from i on */
static void spectral(double *A, int64_t m, int64_t n, matrix_kind kind, double condition,
                     uint64_t *state) {
    int64_t r = m < n ? m : n;
    double *v = calloc((size_t)(m + n) + 1, sizeof *v);
    if (!v)
        abort();
    for (int64_t i = 0; i < m * n; i++)
        A[i] = 0;
    for (int64_t i = 0; i < r; i++)
        A[i + i * m] = matrix_sigma(kind, condition, i, r);
    for (int64_t i = r - 1; i >= 0; i--) {
        reflect(A + i + i * m, m - i, 1, n - i, m, v, state);
        reflect(A + i + i * m, n - i, m, m - i, 1, v, state);
    }
    free(v);
}

/* 2^k with |k| <= log2(condition) / 2 */
static double power(double condition, uint64_t *state) {
    int most = (int)(log2(condition) / 2);
    return ldexp(1, (int)random_between(state, -most, most));
}

static void bad_scales(double *A, int64_t m, int64_t n, double condition, uint64_t *state) {
    for (int64_t i = 0; i < m; i++) {
        double row = power(condition, state);
        for (int64_t j = 0; j < n; j++)
            A[i + j * m] = row * random_double(state);
    }
    for (int64_t j = 0; j < n; j++) {
        double column = power(condition, state);
        for (int64_t i = 0; i < m; i++)
            A[i + j * m] *= column;
    }
}

static void dependent(double *A, int64_t m, int64_t n, double condition, uint64_t *state) {
    for (int64_t j = 0; j < n; j++) {
        double a = (double)random_between(state, 1, 3), b = (double)random_between(state, -3, -1);
        for (int64_t i = 0; i < m; i++) {
            double *x = &A[i + j * m];
            if (j % 3 != 2)
                *x = (double)random_between(state, -1000000, 1000000);
            else
                *x = a * x[-m] + b * x[-2 * m] + 1e6 / condition * random_double(state);
        }
    }
}

void random_matrix(double *A, int64_t m, int64_t n, matrix_kind kind, double condition,
                   uint64_t *state) {
    switch (kind) {
    case MATRIX_UNIFORM:
        for (int64_t i = 0; i < m * n; i++)
            A[i] = random_double(state);
        break;
    case MATRIX_BAD_SCALES:
        bad_scales(A, m, n, condition, state);
        break;
    case MATRIX_DEPENDENT:
        dependent(A, m, n, condition, state);
        break;
    default:
        spectral(A, m, n, kind, condition, state);
    }
}
