/* matrix.c - dense matrices of doubles: memory, views, copies, norms.
 *
 *   |A|_1 = max_j sum_i |a_ij|    |A|_inf = max_i sum_j |a_ij|    |A|_F = (sum a_ij^2)^(1/2)
 *
 * Everything passes through memory once, column by column; the norm of rows keeps no vector of sums
 * and passes along rows instead.  The root of a sum of squares is a plain sum where its result
 * proves that nothing left the range of a double; else a second pass scales by the power of 2 next
 * to the largest element, which is exact (idea: Blue 1978).  Relative error about m n u.
 *
 * SPDX-License-Identifier: MIT */
#include "matrix.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"

lsq_status lsq_matrix_init(lsq_matrix *A, int64_t rows, int64_t columns, lsq_account *account,
                           lsq_error *error) {
    *A = (lsq_matrix){NULL, 0, 0, NULL};
    int64_t count = 0;
    if (rows < 0 || columns < 0)
        return lsq_fail(error, LSQ_EUSAGE, "a matrix cannot be %lld-by-%lld", (long long)rows,
                        (long long)columns);
    if (__builtin_mul_overflow(rows, columns, &count))
        return lsq_fail(error, LSQ_ENOMEM, "out of memory: a matrix of %lld-by-%lld doubles",
                        (long long)rows, (long long)columns);
    lsq_status status = lsq_alloc(&A->data, count, sizeof *A->data, error);
    if (status)
        return status;
    A->rows = rows;
    A->columns = columns;
    A->account = account;
    if (account) {
        account->now += count * (int64_t)sizeof *A->data;
        if (account->now > account->peak)
            account->peak = account->now;
    }
    return LSQ_OK;
}

void lsq_matrix_clear(lsq_matrix *A) {
    if (A->account)
        A->account->now -= A->rows * A->columns * (int64_t)sizeof *A->data;
    free(A->data);
    *A = (lsq_matrix){NULL, 0, 0, NULL};
}

/* ---- views ---- */

lsq_view lsq_matrix_view(lsq_matrix *A) {
    return (lsq_view){A->data, A->rows, A->columns, A->rows};
}

lsq_const_view lsq_matrix_look(const lsq_matrix *A) {
    return (lsq_const_view){A->data, A->rows, A->columns, A->rows};
}

lsq_const_view lsq_view_look(lsq_view A) {
    return (lsq_const_view){A.data, A.rows, A.columns, A.ld};
}

/* An empty block of a matrix without memory has none either: no arithmetic on NULL. */
lsq_view lsq_view_block(lsq_view A, int64_t i, int64_t j, int64_t rows, int64_t columns) {
    assert(i >= 0 && j >= 0 && rows >= 0 && columns >= 0);
    assert(i <= A.rows - rows && j <= A.columns - columns);
    double *data = rows && columns ? A.data + i + j * A.ld : A.data;
    return (lsq_view){data, rows, columns, A.ld};
}

lsq_const_view lsq_look_block(lsq_const_view A, int64_t i, int64_t j, int64_t rows,
                              int64_t columns) {
    assert(i >= 0 && j >= 0 && rows >= 0 && columns >= 0);
    assert(i <= A.rows - rows && j <= A.columns - columns);
    const double *data = rows && columns ? A.data + i + j * A.ld : A.data;
    return (lsq_const_view){data, rows, columns, A.ld};
}

/* ---- copies ---- */

lsq_status lsq_copy(lsq_view to, lsq_const_view from, lsq_error *error) {
    if (to.rows != from.rows || to.columns != from.columns)
        return lsq_fail(error, LSQ_EUSAGE, "cannot copy a %lld-by-%lld matrix into %lld-by-%lld",
                        (long long)from.rows, (long long)from.columns, (long long)to.rows,
                        (long long)to.columns);
    if (from.rows)
        for (int64_t j = 0; j < from.columns; j++)
            memcpy(to.data + j * to.ld, from.data + j * from.ld,
                   (size_t)from.rows * sizeof(double));
    return LSQ_OK;
}

/* In tiles of 32-by-32, 8 KB, so that neither side leaves the nearest cache. */
lsq_status lsq_copy_transposed(lsq_view to, lsq_const_view from, lsq_error *error) {
    enum { TILE = 32 };
    if (to.rows != from.columns || to.columns != from.rows)
        return lsq_fail(error, LSQ_EUSAGE,
                        "cannot copy the transpose of a %lld-by-%lld matrix into %lld-by-%lld",
                        (long long)from.rows, (long long)from.columns, (long long)to.rows,
                        (long long)to.columns);
    for (int64_t j0 = 0; j0 < from.columns; j0 += TILE)
        for (int64_t i0 = 0; i0 < from.rows; i0 += TILE)
            for (int64_t j = j0; j < from.columns && j < j0 + TILE; j++)
                for (int64_t i = i0; i < from.rows && i < i0 + TILE; i++)
                    to.data[j + i * to.ld] = from.data[i + j * from.ld];
    return LSQ_OK;
}

void lsq_set_zero(lsq_view A) {
    if (A.rows)
        for (int64_t j = 0; j < A.columns; j++)
            memset(A.data + j * A.ld, 0, (size_t)A.rows * sizeof(double));
}

void lsq_set_identity(lsq_view A) {
    lsq_set_zero(A);
    for (int64_t j = 0; j < A.columns && j < A.rows; j++)
        A.data[j + j * A.ld] = 1;
}

void lsq_set_upper(lsq_view A) {
    for (int64_t j = 0; j < A.columns && j + 1 < A.rows; j++)
        memset(A.data + j + 1 + j * A.ld, 0, (size_t)(A.rows - j - 1) * sizeof(double));
}

void lsq_mirror_upper(lsq_view A) {
    assert(A.rows == A.columns);
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = j + 1; i < A.rows; i++)
            A.data[i + j * A.ld] = A.data[j + i * A.ld];
}

void lsq_scale_column(lsq_view A, int64_t j, double factor) {
    assert(j >= 0 && j < A.columns);
    for (int64_t i = 0; i < A.rows; i++)
        A.data[i + j * A.ld] *= factor;
}

/* ---- norms ---- */

/* the larger one, NaN if either is */
static double larger(double a, double b) {
    return a > b || isnan(a) ? a : b;
}

double lsq_norm_one(lsq_const_view A) {
    double most = 0;
    for (int64_t j = 0; j < A.columns; j++) {
        double sum = 0;
        for (int64_t i = 0; i < A.rows; i++)
            sum += fabs(A.data[i + j * A.ld]);
        most = larger(most, sum);
    }
    return most;
}

double lsq_norm_infinity(lsq_const_view A) {
    double most = 0;
    for (int64_t i = 0; i < A.rows; i++) {
        double sum = 0;
        for (int64_t j = 0; j < A.columns; j++)
            sum += fabs(A.data[i + j * A.ld]);
        most = larger(most, sum);
    }
    return most;
}

double lsq_norm_max(lsq_const_view A) {
    double most = 0;
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            most = larger(most, fabs(A.data[i + j * A.ld]));
    return most;
}

/* sum of (a_ij first second)^2, in parts, so that rounding errors grow with their length and number
 * rather than with that of all elements */
static double sum_of_squares(lsq_const_view A, double first, double second) {
    enum { PART = 512 };
    double sum = 0;
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t at = 0; at < A.rows; at += PART) {
            int64_t end = A.rows - at < PART ? A.rows : at + PART;
            double part = 0;
            for (int64_t i = at; i < end; i++) {
                double x = A.data[i + j * A.ld] * first * second;
                part += x * x;
            }
            sum += part;
        }
    return sum;
}

/* A square that underflows is off by less than 2^-1074, and there are fewer than 2^63: a plain sum
 * above 2^-900 does not feel them.  Else the power of 2 that brings the largest element to [1/2, 1)
 * scales all, in two steps since it may be out of range itself; the sum is then at least 1/4, and
 * what underflows is again nothing beside it. */
double lsq_norm_frobenius(lsq_const_view A) {
    double sum = sum_of_squares(A, 1, 1);
    if (sum > 0x1p-900 && sum <= DBL_MAX)
        return sqrt(sum);
    double most = lsq_norm_max(A);
    if (most == 0 || !(most <= DBL_MAX))
        return most;
    int e;
    frexp(most, &e);
    sum = sum_of_squares(A, ldexp(1, -e / 2), ldexp(1, -e - (-e / 2)));
    return ldexp(sqrt(sum), e);
}

double lsq_norm_column(lsq_const_view A, int64_t j) {
    assert(j >= 0 && j < A.columns);
    return lsq_norm_frobenius(lsq_look_block(A, 0, j, A.rows, 1));
}

lsq_status lsq_trace(double *trace, lsq_const_view A, lsq_error *error) {
    if (A.rows != A.columns)
        return lsq_fail(error, LSQ_EUSAGE, "a trace needs a square matrix, not %lld-by-%lld",
                        (long long)A.rows, (long long)A.columns);
    *trace = 0;
    for (int64_t j = 0; j < A.columns; j++)
        *trace += A.data[j + j * A.ld];
    return LSQ_OK;
}

/* NaN and infinities are the doubles with all exponent bits set: integers compare without branches,
 * so that the loop runs in vectors. */
int lsq_is_finite(lsq_const_view A) {
    const uint64_t exponent = UINT64_C(0x7ff) << 52;
    for (int64_t j = 0; j < A.columns; j++) {
        uint64_t found = 0;
        for (int64_t i = 0; i < A.rows; i++) {
            uint64_t bits;
            memcpy(&bits, &A.data[i + j * A.ld], sizeof bits);
            found |= (bits & exponent) == exponent;
        }
        if (found)
            return 0;
    }
    return 1;
}
