/* triangles.c - Cholesky's factor, and what is done with an upper triangle R.
 *
 *   S = R'R    B = op(R)^-1 B    (R'R)^-1 = R^-1 R^-T    rcond = 1 / (|R|_1 |R^-1|_1)
 *
 * Cholesky needs n^3 / 3 flops and finds (R + E)'(R + E) = S with small E, or a pivot that is not
 * positive: S is then not positive definite to working precision.  A solve, n^2 flops a column, has
 * a small residual for each column, and is often more accurate than cond(R) promises (Higham 2002,
 * chapters 8 and 10).  The estimate of |R^-1| takes a few solves, O(n^2) (Hager 1984, Higham 1988).
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "../base/memory.h"
#include "table.h"

static lsq_status check_triangle(const char *call, lsq_const_view R, lsq_error *error) {
    return lsq_check_view(call, "R", R, R.columns, R.columns, error);
}

static lsq_status check_diagonal(const char *call, lsq_const_view R, lsq_error *error) {
    for (int64_t j = 0; j < R.columns; j++)
        if (R.data[j + j * R.ld] == 0)
            return lsq_fail(error, LSQ_ENUMERIC,
                            "%s: R is singular, its diagonal element %lld is 0", call,
                            (long long)j);
    return LSQ_OK;
}

lsq_status lsq_solve_triangle(const lsq_lapack *L, lsq_const_view R, lsq_op op, lsq_view B,
                              lsq_error *error) {
    const char *call = "lsq_solve_triangle";
    lsq_status status = check_triangle(call, R, error);
    if (!status)
        status = lsq_check_view(call, "B", lsq_view_look(B), R.rows, B.columns, error);
    if (!status)
        status = check_diagonal(call, R, error);
    if (status || B.rows == 0 || B.columns == 0)
        return status;
    L->dtrsm(CblasColMajor, CblasLeft, CblasUpper, op == LSQ_PLAIN ? CblasNoTrans : CblasTrans,
             CblasNonUnit, (blasint)B.rows, (blasint)B.columns, 1, R.data, (blasint)R.ld, B.data,
             (blasint)B.ld);
    return LSQ_OK;
}

lsq_status lsq_invert_gram(const lsq_lapack *L, lsq_view R, lsq_error *error) {
    const char *call = "lsq_invert_gram";
    lsq_status status = check_triangle(call, lsq_view_look(R), error);
    if (!status)
        status = check_diagonal(call, lsq_view_look(R), error);
    if (status || R.rows == 0)
        return status;
    return lsq_check_info(
        "dpotri", L->dpotri(LAPACK_COL_MAJOR, 'U', (lapack_int)R.rows, R.data, (lapack_int)R.ld),
        error);
}

lsq_status lsq_rcond_triangle(const lsq_lapack *L, lsq_const_view R, double *rcond,
                              lsq_error *error) {
    *rcond = 1;
    lsq_matrix work = {NULL, 0, 0, NULL};
    lapack_int *iwork = NULL;
    lsq_status status = check_triangle("lsq_rcond_triangle", R, error);
    if (status || R.rows == 0)
        return status;
    status = lsq_matrix_init(&work, R.rows, 3, NULL, error);
    if (!status)
        status = lsq_alloc(&iwork, R.rows, sizeof *iwork, error);
    if (!status)
        status = lsq_check_info("dtrcon",
                                L->dtrcon(LAPACK_COL_MAJOR, '1', 'U', 'N', (lapack_int)R.rows,
                                          R.data, (lapack_int)R.ld, rcond, work.data, iwork),
                                error);
    free(iwork);
    lsq_matrix_clear(&work);
    return status;
}

/* The pivots are looked at once more: not every dpotrf stops at one that is NaN. */
lsq_status lsq_factor_cholesky(const lsq_lapack *L, lsq_view S, int64_t *failed, lsq_error *error) {
    *failed = -1;
    lsq_status status =
        lsq_check_view("lsq_factor_cholesky", "S", lsq_view_look(S), S.columns, S.columns, error);
    if (status || S.rows == 0)
        return status;
    lapack_int info =
        L->dpotrf(LAPACK_COL_MAJOR, 'U', (lapack_int)S.rows, S.data, (lapack_int)S.ld);
    if ((status = lsq_check_info("dpotrf", info, error)))
        return status;
    if (info > 0)
        *failed = info - 1;
    int64_t factored = info > 0 ? info - 1 : S.rows;
    for (int64_t j = factored - 1; j >= 0; j--)
        if (!(S.data[j + j * S.ld] > 0))
            *failed = j;
    return LSQ_OK;
}
