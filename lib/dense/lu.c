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

static lsq_status factor(const lsq_lapack *L, lsq_lu *F, lsq_error *error) {
    lapack_int *ipiv = NULL, n = (lapack_int)F->LU.rows;
    lsq_status status = lsq_alloc(&ipiv, n, sizeof *ipiv, error);
    if (!status && n > 0) /* a pivot that is 0 is told here, and found again by who divides by it */
        status =
            lsq_check_info("dgetrf", L->dgetrf(LAPACK_COL_MAJOR, n, n, F->LU.data, n, ipiv), error);
    for (int64_t j = 0; !status && j < n; j++)
        F->pivots[j] = ipiv[j] - 1;
    free(ipiv);
    return status;
}

lsq_status lsq_lu_init(const lsq_lapack *L, lsq_lu *F, lsq_const_view A, lsq_error *error) {
    *F = (lsq_lu){{NULL, 0, 0, NULL}, NULL};
    lsq_status status = check_square("lsq_lu_init", "A", A, error);
    if (!status)
        status = lsq_matrix_init(&F->LU, A.rows, A.columns, NULL, error);
    if (!status)
        status = lsq_alloc(&F->pivots, A.rows, sizeof *F->pivots, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&F->LU), A, error);
    if (!status)
        status = factor(L, F, error);
    if (status)
        lsq_lu_clear(F);
    return status;
}

void lsq_lu_clear(lsq_lu *F) {
    free(F->pivots);
    F->pivots = NULL;
    lsq_matrix_clear(&F->LU);
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
lsq_status lsq_solve_lu(const lsq_lapack *L, const lsq_lu *F, lsq_op op, lsq_view B,
                        lsq_error *error) {
    const char *call = "lsq_solve_lu";
    const double *LU = F->LU.data;
    int64_t rows = F->LU.rows;
    blasint n = (blasint)rows, columns = (blasint)B.columns, ld = (blasint)B.ld;
    int plain = op == LSQ_PLAIN;
    CBLAS_TRANSPOSE trans = plain ? CblasNoTrans : CblasTrans;
    lsq_status status = lsq_check_view(call, "B", lsq_view_look(B), rows, B.columns, error);
    for (int64_t j = 0; !status && j < rows; j++)
        if (LU[j + j * rows] == 0)
            status =
                lsq_fail(error, LSQ_ENUMERIC, "%s: the matrix is singular, its pivot %lld is 0",
                         call, (long long)j);
    if (status || n == 0 || columns == 0)
        return status;
    if (plain)
        exchange_rows(B, F->pivots, n, 0);
    L->dtrsm(CblasColMajor, CblasLeft, plain ? CblasLower : CblasUpper, trans,
             plain ? CblasUnit : CblasNonUnit, n, columns, 1, LU, n, B.data, ld);
    L->dtrsm(CblasColMajor, CblasLeft, plain ? CblasUpper : CblasLower, trans,
             plain ? CblasNonUnit : CblasUnit, n, columns, 1, LU, n, B.data, ld);
    if (!plain)
        exchange_rows(B, F->pivots, n, 1);
    return LSQ_OK;
}

double lsq_determinant_lu(const lsq_lu *F, int64_t *exponent) {
    double fraction = 1;
    *exponent = 0;
    for (int64_t j = 0; j < F->LU.rows; j++) {
        int e = 0;
        double sign = F->pivots[j] == j ? 1 : -1;
        fraction = frexp(sign * fraction * F->LU.data[j + j * F->LU.rows], &e);
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
    lsq_lu F = {{NULL, 0, 0, NULL}, NULL};
    lsq_status status = check_square(call, "A", A, error);
    if (!status)
        status = lsq_check_view(call, "inverse", lsq_view_look(inverse), A.rows, A.columns, error);
    if (!status)
        status = lsq_lu_init(L, &F, A, error);
    if (!status) {
        lsq_set_identity(inverse);
        status = lsq_solve_lu(L, &F, LSQ_PLAIN, inverse, error);
    }
    if (!status && is_next_to_singular(A, lsq_view_look(inverse)))
        status =
            lsq_fail(error, LSQ_ENUMERIC, "%s: the matrix is singular to working precision", call);
    lsq_lu_clear(&F);
    return status;
}
