/* pseudoinverse.c - P = pinv(X), the matrix of Moore 1920 and Penrose 1955.
 *
 *   A = X or X', whichever is tall     A = Q [R; 0],  R = U S V'
 *   pinv(A)' = Q [U S^-1 V'; 0]        1 / sigma_i is 0 where sigma_i <= tolerance sigma_1
 *
 * Golub and Kahan 1965.  The columns are not scaled, for the pseudoinverse is of the matrix as it
 * is; the whole of X is, by a power of 2.  Cost: with m = max(n, p) and k = min(n, p) 4 m k^2 + 24
 * k^3 flops.  |P - pinv(X)| <= c u cond |pinv(X)| in the 2-norm, cond = sigma_1 / sigma_rank.
 * LSQ_ENUMERIC if the iteration does not converge or P is beyond the range of doubles.
 *
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../base/doubles.h"
#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../dense/lapack.h"

/* A = X, or X' if X is wide, times 2^-exponent, so that its largest element is in [1/2, 1). */
static lsq_status gather(lsq_matrix *A, int *exponent, lsq_doubles X, lsq_error *error) {
    int wide = X.rows < X.columns;
    double most = 0;
    lsq_status status = lsq_check_finite(X, "X", error);
    if (!status)
        status =
            lsq_matrix_init(A, wide ? X.columns : X.rows, wide ? X.rows : X.columns, NULL, error);
    for (int64_t j = 0; !status && j < X.columns; j++)
        for (int64_t i = 0; i < X.rows; i++) {
            double x = X.data[i * X.row_stride + j * X.column_stride];
            A->data[wide ? j + i * A->rows : i + j * A->rows] = x;
            most = fmax(most, fabs(x));
        }
    frexp(most, exponent);
    for (int64_t i = 0; !status && i < A->rows * A->columns; i++)
        A->data[i] = ldexp(A->data[i], -*exponent);
    return status;
}

/* R becomes pinv(R)' = U S^-1 V', k-by-k. */
static lsq_status invert_square(lsq_matrix *R, int64_t *rank, const lsq_lapack *L, double tolerance,
                                lsq_error *error) {
    int64_t k = R->rows;
    double *sigma;
    lsq_matrix U = {0}, Vt = {0};
    lsq_status status = lsq_alloc(&sigma, k, sizeof *sigma, error);
    if (!status)
        status = lsq_matrix_init(&U, k, k, NULL, error);
    if (!status)
        status = lsq_matrix_init(&Vt, k, k, NULL, error);
    if (!status)
        status = lsq_factor_svd(L, lsq_matrix_view(R), lsq_matrix_view(&U), sigma,
                                lsq_matrix_view(&Vt), error);
    for (*rank = 0; !status && *rank < k && sigma[*rank] > tolerance * sigma[0]; ++*rank)
        lsq_scale_column(lsq_matrix_view(&U), *rank, 1 / sigma[*rank]);
    if (!status)
        status = lsq_multiply(L, 1, lsq_look_block(lsq_matrix_look(&U), 0, 0, k, *rank), LSQ_PLAIN,
                              lsq_look_block(lsq_matrix_look(&Vt), 0, 0, *rank, k), LSQ_PLAIN, 0,
                              lsq_matrix_view(R), error);
    lsq_matrix_clear(&Vt);
    lsq_matrix_clear(&U);
    free(sigma);
    return status;
}

/* Z = pinv(A)', of the shape of A, which is tall and overwritten. */
static lsq_status invert(lsq_matrix *Z, int64_t *rank, const lsq_lapack *L, lsq_matrix *A,
                         double tolerance, lsq_error *error) {
    int64_t k = A->columns;
    double *tau;
    lsq_matrix R = {0};
    lsq_status status = lsq_alloc(&tau, k, sizeof *tau, error);
    if (!status)
        status = lsq_factor_qr(L, lsq_matrix_view(A), tau, error);
    if (!status)
        status = lsq_matrix_init(&R, k, k, NULL, error);
    if (!status)
        status =
            lsq_copy(lsq_matrix_view(&R), lsq_look_block(lsq_matrix_look(A), 0, 0, k, k), error);
    if (!status) {
        lsq_set_upper(lsq_matrix_view(&R));
        status = invert_square(&R, rank, L, tolerance, error);
    }
    if (!status)
        status = lsq_matrix_init(Z, A->rows, k, NULL, error);
    if (!status)
        status =
            lsq_copy(lsq_view_block(lsq_matrix_view(Z), 0, 0, k, k), lsq_matrix_look(&R), error);
    if (!status)
        status = lsq_apply_q(L, lsq_matrix_look(A), tau, LSQ_PLAIN, lsq_matrix_view(Z), error);
    lsq_matrix_clear(&R);
    free(tau);
    return status;
}

/* P, p-by-n, from Z: pinv(X)' if X is tall, pinv(X) if it is wide; times 2^-exponent. */
static lsq_status deliver(double *P, lsq_matrix *Z, lsq_doubles X, int exponent, lsq_error *error) {
    for (int64_t i = 0; i < Z->rows * Z->columns; i++)
        Z->data[i] = ldexp(Z->data[i], -exponent);
    if (!lsq_is_finite(lsq_matrix_look(Z)))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the pseudoinverse is beyond the range of doubles: X is too small; "
                        "multiply it by a power of 10");
    lsq_view to = {P, X.columns, X.rows, X.columns};
    return X.rows < X.columns ? lsq_copy(to, lsq_matrix_look(Z), error)
                              : lsq_copy_transposed(to, lsq_matrix_look(Z), error);
}

static lsq_status check(const double *P, lsq_doubles X, double tolerance, lsq_error *error) {
    if (X.rows < 0 || X.columns < 0)
        return lsq_fail(error, LSQ_EUSAGE, "X is %lld-by-%lld; a matrix has no fewer than 0 rows",
                        (long long)X.rows, (long long)X.columns);
    if (X.rows > 0 && X.columns > 0 && (!P || !X.data))
        return lsq_fail(error, LSQ_EUSAGE, "%s is NULL, and X is %lld-by-%lld", P ? "X.data" : "P",
                        (long long)X.rows, (long long)X.columns);
    if (!(tolerance >= 0 && tolerance < 1))
        return lsq_fail(error, LSQ_EUSAGE, "the tolerance is %s; it is at least 0 and below 1",
                        lsq_number_digits(tolerance, 6).text);
    return LSQ_OK;
}

lsq_status lsq_pseudoinverse(double *P, int64_t *rank, lsq_doubles X, double tolerance,
                             lsq_error *error) {
    lsq_status status = check(P, X, tolerance, error);
    int64_t n = X.rows, p = X.columns, found = 0;
    if (status)
        return status;
    if (tolerance == 0)
        tolerance = (double)(n > p ? n : p) * DBL_EPSILON;
    int exponent = 0;
    lsq_lapack *L = NULL;
    lsq_matrix A = {0}, Z = {0};
    status = lsq_lapack_open(&L, error);
    if (!status)
        status = gather(&A, &exponent, X, error);
    if (!status)
        status = invert(&Z, &found, L, &A, tolerance, error);
    if (!status)
        status = deliver(P, &Z, X, exponent, error);
    if (!status && rank)
        *rank = found;
    lsq_matrix_clear(&Z);
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
    return status;
}
