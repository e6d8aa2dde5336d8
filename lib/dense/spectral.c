/* spectral.c - singular values and eigenvalues.
 *
 *   A = U diag(sigma) V'    S = V diag(lambda) V'    A x = lambda x
 *
 * Singular values by dgesvd, the implicit QR iteration without shift where that is more accurate
 * (Golub and Reinsch 1970, Demmel and Kahan 1990): it finds the singular values of the bidiagonal
 * to high relative accuracy, where divide and conquer (dgesdd) is only good to u sigma_1, and needs
 * less memory.  About 4 m n^2 + 20 n^3 flops.  Symmetric eigenvalues by dsyevd, divide and conquer
 * (Cuppen 1981, Gu and Eisenstat 1995): there the reduction to tridiagonal form already leaves
 * errors of u |S| in every eigenvalue, so the faster method loses nothing.  About 4 to 9 n^3 flops
 * and 2 n^2 numbers of memory.  Eigenvalues of other square matrices by dgeev without vectors, the
 * implicit QR iteration with double shifts (Francis 1961), about 10 n^3 flops: those of A + E with
 * |E| <= c u |A|, where a multiple eigenvalue moves by far more than E.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "../base/memory.h"
#include "table.h"

static lsq_status check_convergence(const char *what, lapack_int info, lsq_error *error) {
    if (info <= 0)
        return LSQ_OK;
    return lsq_fail(error, LSQ_ENUMERIC, "the iteration for %s did not converge (%lld are left)",
                    what, (long long)info);
}

static lsq_status decompose(const lsq_lapack *L, lsq_view A, lsq_view U, double *sigma, lsq_view Vt,
                            double *work, lapack_int lwork, lsq_error *error) {
    lapack_int info = L->dgesvd(LAPACK_COL_MAJOR, 'S', 'S', (lapack_int)A.rows,
                                (lapack_int)A.columns, A.data, (lapack_int)A.ld, sigma, U.data,
                                (lapack_int)U.ld, Vt.data, (lapack_int)Vt.ld, work, lwork);
    lsq_status status = lsq_check_info("dgesvd", info, error);
    return status ? status : check_convergence("singular values", info, error);
}

/* dgesvd wants at most r^2 numbers and some panels. */
lsq_status lsq_factor_svd(const lsq_lapack *L, lsq_view A, lsq_view U, double *sigma, lsq_view Vt,
                          lsq_error *error) {
    const char *call = "lsq_factor_svd";
    lsq_matrix work = {NULL, 0, 0, NULL};
    int64_t m = A.rows, n = A.columns, r = m < n ? m : n;
    lsq_status status = lsq_check_view(call, "A", lsq_view_look(A), m, n, error);
    if (!status)
        status = lsq_check_view(call, "U", lsq_view_look(U), m, r, error);
    if (!status)
        status = lsq_check_view(call, "Vt", lsq_view_look(Vt), r, n, error);
    if (!status)
        status = lsq_check_work(
            call, (double)r * (double)r + 128 * ((double)m + (double)n) + 65 * 64, error);
    if (status || r == 0)
        return status;
    double numbers = 0;
    status = decompose(L, A, U, sigma, Vt, &numbers, -1, error);
    if (!status)
        status = lsq_init_work(&work, numbers, error);
    if (!status)
        status = decompose(L, A, U, sigma, Vt, work.data, (lapack_int)work.rows, error);
    lsq_matrix_clear(&work);
    return status;
}

lsq_status lsq_factor_eigen(const lsq_lapack *L, lsq_view S, double *lambda, lsq_error *error) {
    const char *call = "lsq_factor_eigen";
    lsq_matrix work = {NULL, 0, 0, NULL};
    lapack_int *iwork = NULL, n = (lapack_int)S.rows, ld = (lapack_int)S.ld, integers = 0, info = 0;
    lsq_status status = lsq_check_view(call, "S", lsq_view_look(S), S.columns, S.columns, error);
    if (!status)
        status = lsq_check_work(call, 2.0 * (double)S.rows * (double)S.rows + 70.0 * (double)S.rows,
                                error);
    if (status || n == 0)
        return status;
    double numbers = 0;
    info =
        L->dsyevd(LAPACK_COL_MAJOR, 'V', 'U', n, S.data, ld, lambda, &numbers, -1, &integers, -1);
    status = lsq_check_info("dsyevd", info, error);
    if (!status)
        status = lsq_init_work(&work, numbers, error);
    if (!status)
        status = lsq_alloc(&iwork, integers, sizeof *iwork, error);
    if (!status) {
        info = L->dsyevd(LAPACK_COL_MAJOR, 'V', 'U', n, S.data, ld, lambda, work.data,
                         (lapack_int)work.rows, iwork, integers);
        status = lsq_check_info("dsyevd", info, error);
    }
    if (!status)
        status = check_convergence("eigenvalues", info, error);
    free(iwork);
    lsq_matrix_clear(&work);
    return status;
}

lsq_status lsq_eigenvalues(const lsq_lapack *L, lsq_view A, double *re, double *im,
                           lsq_error *error) {
    const char *call = "lsq_eigenvalues";
    lsq_matrix work = {NULL, 0, 0, NULL};
    lapack_int n = (lapack_int)A.rows, ld = (lapack_int)A.ld, info = 0;
    lsq_status status = lsq_check_view(call, "A", lsq_view_look(A), A.columns, A.columns, error);
    if (!status)
        status = lsq_check_work(call, 70.0 * (double)A.rows + 65 * 64, error);
    if (status || n == 0)
        return status;
    double numbers = 0;
    info =
        L->dgeev(LAPACK_COL_MAJOR, 'N', 'N', n, A.data, ld, re, im, NULL, 1, NULL, 1, &numbers, -1);
    status = lsq_check_info("dgeev", info, error);
    if (!status)
        status = lsq_init_work(&work, numbers, error);
    if (!status) {
        info = L->dgeev(LAPACK_COL_MAJOR, 'N', 'N', n, A.data, ld, re, im, NULL, 1, NULL, 1,
                        work.data, (lapack_int)work.rows);
        status = lsq_check_info("dgeev", info, error);
    }
    if (!status)
        status = check_convergence("eigenvalues", info, error);
    lsq_matrix_clear(&work);
    return status;
}
