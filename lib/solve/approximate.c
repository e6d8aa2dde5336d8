/* approximate.c - the inverse of a positive definite matrix in doubles.
 *
 *   G = U'U,   V = U^-1,   R = V V'
 *
 * Everything works on rows of upper triangles, which stand one after the other in memory.  The
 * error of Cholesky's method, in any order of its sums: |G - U'U| <= c |U|'|U| with c = (n + 1)u /
 * (1 - (n + 1)u), u = 2^-53, and so at most c/(1 - c) sqrt(g_ii g_jj) (Higham, Accuracy and
 * Stability of Numerical Algorithms, 2002, theorems 10.3 and 10.5).  A product that underflows adds
 * 2^-1074, a sum of n of them less than 2^-1000.
 *
 * SPDX-License-Identifier: MIT */
#include "approximate.h"

#include <math.h>
#include <string.h>

typedef double vector
    __attribute__((vector_size(LSQ_APPROXIMATE_STEP * sizeof(double)), may_alias, aligned(8)));

/* Where a loop over the elements from j on may begin: what stands before j is 0 or never read. */
static int64_t begin(int64_t j) {
    return j - j % LSQ_APPROXIMATE_STEP;
}

/* y -= a x from element j on */
static void subtract(double *y, const double *x, double a, int64_t j, int64_t ld) {
    for (int64_t i = begin(j); i < ld; i += LSQ_APPROXIMATE_STEP)
        *(vector *)(y + i) -= *(const vector *)(x + i) * a;
}

static double dot(const double *x, const double *y, int64_t j, int64_t ld) {
    vector sum = {0};
    for (int64_t i = begin(j); i < ld; i += LSQ_APPROXIMATE_STEP)
        sum += *(const vector *)(x + i) * *(const vector *)(y + i);
    double s = 0;
    for (int i = 0; i < LSQ_APPROXIMATE_STEP; i++)
        s += sum[i];
    return s;
}

/* The upper triangle of G becomes U.  0 if a pivot is not positive. */
static int factor(double *G, int64_t n, int64_t ld) {
    for (int64_t k = 0; k < n; k++) {
        double *row = G + k * ld, pivot = sqrt(row[k]);
        if (!(pivot > 0))
            return 0;
        row[k] = pivot;
        for (int64_t j = k + 1; j < n; j++)
            row[j] /= pivot;
        for (int64_t i = k + 1; i < n; i++)
            subtract(G + i * ld, row, row[i], i, ld);
    }
    return 1;
}

/* U becomes V = U^-1, zeros below the diagonal: U_ii v_i = e_i - sum over l > i of U_il v_l. */
static void invert(double *U, double *v, int64_t n, int64_t ld) {
    for (int64_t i = n - 1; i >= 0; i--) {
        double *row = U + i * ld;
        memset(v, 0, (size_t)ld * sizeof *v);
        for (int64_t l = i + 1; l < n; l++)
            subtract(v, U + l * ld, row[l], l, ld);
        v[i] = 1;
        double pivot = row[i];
        for (int64_t j = 0; j < ld; j++)
            row[j] = v[j] / pivot;
    }
}

int lsq_approximate_inverse(double *R, double *G, int64_t n, int64_t ld) {
    if (!factor(G, n, ld))
        return 0;
    invert(G, R, n, ld);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = i; j < n; j++)
            R[i * ld + j] = R[j * ld + i] = dot(G + i * ld, G + j * ld, j, ld);
    return 1;
}

double lsq_cholesky_error(int64_t n) {
    return (double)(n + 2) * 0x1p-52; /* more than twice the bound, for the rounding of pivots */
}
