/* lu.c - elimination with partial pivoting, and what a square matrix has by it.
 *
 *   P A = L U    B = op(A)^-1 B    det A = (-1)^exchanges u_11 u_22 ... u_nn    A^-1
 *
 * Gaussian elimination in blocks, 2 n^3 / 3 flops; a solve is 2 n^2 flops a column, an inverse one
 * of n columns.  The result is exact for some A + E with |E| <= c n u |L| |U|, which is of the size
 * of u |A| but for matrices made to show the contrary (Higham 2002, theorem 9.3 and section 9.4).
 * Hence a determinant is off by about n u |A| |A^-1| of itself.  Singular matrices have factors
 * and the determinant 0 or a tiny one, and neither solutions nor inverses.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "../base/memory.h"
#include "table.h"

static lsq_status check_square(const char *call, const char *name, lsq_const_view A,
                               lsq_error *error) {
    return lsq_check_view(call, name, A, A.columns, A.columns, error);
}

/* A pivot that is 0 is told by dgetrf and found again by whoever divides by it. */
lsq_status lsq_factor_lu(const lsq_lapack *L, lsq_view A, int64_t *pivots, lsq_error *error) {
    lapack_int *ipiv = NULL, n = (lapack_int)A.rows;
    lsq_status status = check_square("lsq_factor_lu", "A", lsq_view_look(A), error);
    if (status || n == 0)
        return status;
    status = lsq_alloc(&ipiv, n, sizeof *ipiv, error);
    if (!status)
        status = lsq_check_info(
            "dgetrf", L->dgetrf(LAPACK_COL_MAJOR, n, n, A.data, (lapack_int)A.ld, ipiv), error);
    for (int64_t j = 0; !status && j < n; j++)
        pivots[j] = ipiv[j] - 1;
    free(ipiv);
    return status;
}

/* B = P B forwards, B = P'B backwards */
static void exchange_rows(lsq_view B, const int64_t *pivots, int64_t n, int backwards) {
    for (int64_t step = 0; step < n; step++) {
        int64_t i = backwards ? n - 1 - step : step, other = pivots[i];
        for (int64_t j = 0; other != i && j < B.columns; j++) {
            double *column = B.data + j * B.ld, kept = column[i];
            column[i] = column[other];
            column[other] = kept;
        }
    }
}

/* PA = LU: A^-1 = U^-1 L^-1 P, and A^-T = P'L^-T U^-T. */
lsq_status lsq_solve_lu(const lsq_lapack *L, lsq_const_view LU, const int64_t *pivots, lsq_op op,
                        lsq_view B, lsq_error *error) {
    const char *call = "lsq_solve_lu";
    blasint n = (blasint)LU.rows, columns = (blasint)B.columns, ld = (blasint)LU.ld;
    lsq_status status = check_square(call, "LU", LU, error);
    if (!status)
        status = lsq_check_view(call, "B", lsq_view_look(B), LU.rows, B.columns, error);
    for (int64_t j = 0; !status && j < LU.rows; j++)
        if (LU.data[j + j * LU.ld] == 0)
            status =
                lsq_fail(error, LSQ_ENUMERIC, "%s: the matrix is singular, its pivot %lld is 0",
                         call, (long long)j);
    if (status || n == 0 || columns == 0)
        return status;
    int plain = op == LSQ_PLAIN;
    CBLAS_TRANSPOSE trans = plain ? CblasNoTrans : CblasTrans;
    if (plain)
        exchange_rows(B, pivots, n, 0);
    L->dtrsm(CblasColMajor, CblasLeft, plain ? CblasLower : CblasUpper, trans,
             plain ? CblasUnit : CblasNonUnit, n, columns, 1, LU.data, ld, B.data, (blasint)B.ld);
    L->dtrsm(CblasColMajor, CblasLeft, plain ? CblasUpper : CblasLower, trans,
             plain ? CblasNonUnit : CblasUnit, n, columns, 1, LU.data, ld, B.data, (blasint)B.ld);
    if (!plain)
        exchange_rows(B, pivots, n, 1);
    return LSQ_OK;
}

double lsq_determinant_lu(lsq_const_view LU, const int64_t *pivots, int64_t *exponent) {
    double fraction = 1;
    *exponent = 0;
    for (int64_t j = 0; j < LU.columns; j++) {
        int e = 0;
        fraction = frexp(fraction * (pivots[j] == j ? 1 : -1) * LU.data[j + j * LU.ld], &e);
        *exponent += e;
    }
    return fraction;
}

/* 1 if relative changes of n 2^-53 in the elements, as elimination makes them, may make A singular:
 * det(A + E) = det A (1 + tr(A^-1 E) + ...), and tr(A^-1 E) reaches -1.  This asks nothing of the
 * units of rows and columns, unlike a condition number. */
static int is_next_to_singular(lsq_const_view A, lsq_const_view inverse) {
    double sum = 0;
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            sum += fabs(A.data[i + j * A.ld] * inverse.data[j + i * inverse.ld]);
    return !(sum * (double)A.rows < 0x1p53);
}

lsq_status lsq_invert(const lsq_lapack *L, lsq_const_view A, lsq_view inverse, lsq_error *error) {
    const char *call = "lsq_invert";
    lsq_matrix LU = {NULL, 0, 0, NULL};
    int64_t *pivots = NULL;
    lsq_status status = check_square(call, "A", A, error);
    if (!status)
        status = lsq_check_view(call, "inverse", lsq_view_look(inverse), A.rows, A.columns, error);
    if (!status)
        status = lsq_matrix_init(&LU, A.rows, A.columns, NULL, error);
    if (!status)
        status = lsq_alloc(&pivots, A.rows, sizeof *pivots, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&LU), A, error);
    if (!status)
        status = lsq_factor_lu(L, lsq_matrix_view(&LU), pivots, error);
    if (!status) {
        lsq_set_identity(inverse);
        status = lsq_solve_lu(L, lsq_matrix_look(&LU), pivots, LSQ_PLAIN, inverse, error);
    }
    if (!status && is_next_to_singular(A, lsq_view_look(inverse)))
        status =
            lsq_fail(error, LSQ_ENUMERIC, "%s: the matrix is singular to working precision", call);
    free(pivots);
    lsq_matrix_clear(&LU);
    return status;
}
