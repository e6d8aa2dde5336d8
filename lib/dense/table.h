/* table.h - the functions of BLAS and LAPACK that a handle holds, and the guards before each call.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DENSE_TABLE_H
#define LSQ_DENSE_TABLE_H

#include <cblas.h>
#include <lapacke.h>

#include "../base/error.h"
#include "lapack.h"

/* Field, name of the function.  The types come from the headers, the addresses from dlsym. */
#define LSQ_LAPACK_TABLE(X)          \
    X(dgemm, cblas_dgemm)            \
    X(dgemv, cblas_dgemv)            \
    X(dsymv, cblas_dsymv)            \
    X(dsyrk, cblas_dsyrk)            \
    X(dtrsm, cblas_dtrsm)            \
    X(dgeqrf, LAPACKE_dgeqrf_work)   \
    X(dormqr, LAPACKE_dormqr_work)   \
    X(dgeqp3, LAPACKE_dgeqp3_work)   \
    X(dtpqrt, LAPACKE_dtpqrt_work)   \
    X(dtpmqrt, LAPACKE_dtpmqrt_work) \
    X(dpotrf, LAPACKE_dpotrf_work)   \
    X(dpotri, LAPACKE_dpotri_work)   \
    X(dtrcon, LAPACKE_dtrcon_work)   \
    X(dgetrf, LAPACKE_dgetrf_work)   \
    X(dgesvd, LAPACKE_dgesvd_work)   \
    X(dsyevd, LAPACKE_dsyevd_work)   \
    X(dgeev, LAPACKE_dgeev_work)

struct lsq_lapack {
    void *library;
#define LSQ_LAPACK_FIELD(field, name) __typeof__(name) *field;
    LSQ_LAPACK_TABLE(LSQ_LAPACK_FIELD)
#undef LSQ_LAPACK_FIELD
    /* of OpenBLAS; NULL in any other BLAS */
    char *(*config)(void), *(*core)(void);
    int (*threads)(void);
    void (*set_threads)(int);
};

/* lsq_lapack_open from the library of that name. */
lsq_status lsq_lapack_load(lsq_lapack **L, const char *library, lsq_error *error);

/* What OPENBLAS_CORETYPE should be on a processor with these instructions (AVX2 and FMA; AVX-512 F,
 * DQ, BW, VL and CD) instead of `core`, NULL if there is nothing better. */
const char *lsq_newer_kernels(const char *core, int avx2, int avx512);

/* LAPACK counts the numbers of its workspace in 32 bits too: LSQ_ELIMIT if there are more. */
lsq_status lsq_check_work(const char *call, double numbers, lsq_error *error);

/* work = a column of as many doubles as the LAPACK function asked for. */
lsq_status lsq_init_work(lsq_matrix *work, double numbers, lsq_error *error);

/* Negative: we called it wrongly, LSQ_EINTERNAL.  Positive results are each function's own. */
lsq_status lsq_check_info(const char *function, lapack_int info, lsq_error *error);

#endif
