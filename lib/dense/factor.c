/* factor.c - orthogonal triangularisation by Householder reflections.
 *
 *   A = Q R    A P = Q R with the largest remaining column first    [R; B] = Q [R+; 0]
 *
 * Householder (1958), Businger and Golub (1965) for the pivots; Schreiber and Van Loan's (1989)
 * compact form Q = I - V T V' makes blocks of reflections matrix products.  2 n^2 (m - n / 3) flops
 * for m-by-n; 2 m k^2 to fold m rows into a k-by-k triangle.  Backward stable, column by column:
 * each column's error is a small multiple of its own length (Higham 2002, theorem 19.4).
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>

#include "../base/memory.h"
#include "table.h"

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* LAPACK's blocks have at most 64 columns, whose products need that many numbers for each column
 * of the matrix, and 65-by-64 more. */
static lsq_status check_panel(const char *call, int64_t columns, lsq_error *error) {
    return lsq_check_work(call, 64 * ((double)columns + 1) + 65 * 64, error);
}

lsq_status lsq_factor_qr(const lsq_lapack *L, lsq_view A, double *tau, lsq_error *error) {
    const char *call = "lsq_factor_qr";
    lsq_matrix work = {NULL, 0, 0, NULL};
    lapack_int m = (lapack_int)A.rows, n = (lapack_int)A.columns, ld = (lapack_int)A.ld;
    lsq_status status = lsq_check_view(call, "A", lsq_view_look(A), A.rows, A.columns, error);
    if (!status)
        status = check_panel(call, A.columns, error);
    if (status || m == 0 || n == 0)
        return status;
    double numbers = 0;
    status = lsq_check_info(
        "dgeqrf", L->dgeqrf(LAPACK_COL_MAJOR, m, n, A.data, ld, tau, &numbers, -1), error);
    if (!status)
        status = lsq_init_work(&work, numbers, error);
    if (!status)
        status = lsq_check_info(
            "dgeqrf",
            L->dgeqrf(LAPACK_COL_MAJOR, m, n, A.data, ld, tau, work.data, (lapack_int)work.rows),
            error);
    lsq_matrix_clear(&work);
    return status;
}

/* Old versions of dormqr write into QR, and put back what was there. */
lsq_status lsq_apply_q(const lsq_lapack *L, lsq_const_view QR, const double *tau, lsq_op op,
                       lsq_view C, lsq_error *error) {
    const char *call = "lsq_apply_q";
    lsq_matrix work = {NULL, 0, 0, NULL};
    lapack_int m = (lapack_int)C.rows, n = (lapack_int)C.columns, ld = (lapack_int)C.ld;
    lapack_int k = (lapack_int)least(QR.rows, QR.columns), qr_ld = (lapack_int)QR.ld;
    char trans = op == LSQ_PLAIN ? 'N' : 'T';
    lsq_status status = lsq_check_view(call, "QR", QR, QR.rows, QR.columns, error);
    if (!status)
        status = lsq_check_view(call, "C", lsq_view_look(C), QR.rows, C.columns, error);
    if (!status)
        status = check_panel(call, C.columns, error);
    if (status || m == 0 || n == 0 || k == 0)
        return status;
    double numbers = 0;
    status = lsq_check_info("dormqr",
                            L->dormqr(LAPACK_COL_MAJOR, 'L', trans, m, n, k, QR.data, qr_ld, tau,
                                      C.data, ld, &numbers, -1),
                            error);
    if (!status)
        status = lsq_init_work(&work, numbers, error);
    if (!status)
        status = lsq_check_info("dormqr",
                                L->dormqr(LAPACK_COL_MAJOR, 'L', trans, m, n, k, QR.data, qr_ld,
                                          tau, C.data, ld, work.data, (lapack_int)work.rows),
                                error);
    lsq_matrix_clear(&work);
    return status;
}

/* A zero in jpvt leaves a column free to move; on return it counts from 1. */
static lsq_status factor_pivoted(const lsq_lapack *L, lsq_view A, double *tau, lapack_int *jpvt,
                                 lsq_error *error) {
    lsq_matrix work = {NULL, 0, 0, NULL};
    lapack_int m = (lapack_int)A.rows, n = (lapack_int)A.columns, ld = (lapack_int)A.ld;
    double numbers = 0;
    lsq_status status = lsq_check_info(
        "dgeqp3", L->dgeqp3(LAPACK_COL_MAJOR, m, n, A.data, ld, jpvt, tau, &numbers, -1), error);
    if (!status)
        status = lsq_init_work(&work, numbers, error);
    if (!status)
        status = lsq_check_info("dgeqp3",
                                L->dgeqp3(LAPACK_COL_MAJOR, m, n, A.data, ld, jpvt, tau, work.data,
                                          (lapack_int)work.rows),
                                error);
    lsq_matrix_clear(&work);
    return status;
}

lsq_status lsq_factor_pivoted_qr(const lsq_lapack *L, lsq_view A, double *tau, int64_t *pivots,
                                 lsq_error *error) {
    const char *call = "lsq_factor_pivoted_qr";
    lapack_int *jpvt = NULL;
    lsq_status status = lsq_check_view(call, "A", lsq_view_look(A), A.rows, A.columns, error);
    if (!status)
        status = check_panel(call, A.columns, error);
    if (status)
        return status;
    for (int64_t j = 0; j < A.columns; j++)
        pivots[j] = j;
    if (A.rows == 0 || A.columns == 0)
        return LSQ_OK;
    status = lsq_alloc(&jpvt, A.columns, sizeof *jpvt, error);
    if (!status)
        status = factor_pivoted(L, A, tau, jpvt, error);
    for (int64_t j = 0; !status && j < A.columns; j++)
        pivots[j] = jpvt[j] - 1;
    free(jpvt);
    return status;
}

/* The hot loop of what streams: no memory is taken here. */
lsq_status lsq_fold_rows(const lsq_lapack *L, lsq_view R, lsq_view B, lsq_view T, lsq_view work,
                         lsq_error *error) {
    const char *call = "lsq_fold_rows";
    int64_t k = R.columns;
    lsq_status status = lsq_check_view(call, "R", lsq_view_look(R), k, k, error);
    if (!status)
        status = lsq_check_view(call, "B", lsq_view_look(B), B.rows, k, error);
    if (status || B.rows == 0 || k == 0)
        return status;
    status = lsq_check_view(call, "T", lsq_view_look(T), T.rows, k, error);
    if (!status)
        status = lsq_check_view(call, "work", lsq_view_look(work), T.rows, k, error);
    if (status)
        return status;
    assert(T.rows >= 1 && T.rows <= k && work.ld == work.rows);
    return lsq_check_info("dtpqrt",
                          L->dtpqrt(LAPACK_COL_MAJOR, (lapack_int)B.rows, (lapack_int)k, 0,
                                    (lapack_int)T.rows, R.data, (lapack_int)R.ld, B.data,
                                    (lapack_int)B.ld, T.data, (lapack_int)T.ld, work.data),
                          error);
}

/* For streams of blocks too. */
lsq_status lsq_apply_fold(const lsq_lapack *L, lsq_const_view V, lsq_const_view T, lsq_op op,
                          lsq_view C, lsq_view F, lsq_view work, lsq_error *error) {
    const char *call = "lsq_apply_fold";
    int64_t k = V.columns, q = C.columns;
    lsq_status status = lsq_check_view(call, "V", V, V.rows, k, error);
    if (!status)
        status = lsq_check_view(call, "C", lsq_view_look(C), k, q, error);
    if (!status)
        status = lsq_check_view(call, "F", lsq_view_look(F), V.rows, q, error);
    if (status || V.rows == 0 || k == 0 || q == 0)
        return status;
    status = lsq_check_view(call, "T", T, T.rows, k, error);
    if (!status)
        status = lsq_check_view(call, "work", lsq_view_look(work), T.rows, q, error);
    if (status)
        return status;
    assert(T.rows >= 1 && T.rows <= k && work.ld == work.rows);
    return lsq_check_info("dtpmqrt",
                          L->dtpmqrt(LAPACK_COL_MAJOR, 'L', op == LSQ_PLAIN ? 'N' : 'T',
                                     (lapack_int)V.rows, (lapack_int)q, (lapack_int)k, 0,
                                     (lapack_int)T.rows, V.data, (lapack_int)V.ld, T.data,
                                     (lapack_int)T.ld, C.data, (lapack_int)C.ld, F.data,
                                     (lapack_int)F.ld, work.data),
                          error);
}
