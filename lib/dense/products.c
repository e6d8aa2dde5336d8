/* products.c - products of matrices, by BLAS.
 *
 *   C = alpha op(A) op(B) + beta C    y = alpha op(A) x + beta y    G = alpha A'A + beta G
 *
 * 2 m n k flops, half for A'A.  Elementwise error at most k u |A| |B| to first order, whatever the
 * order of summation (Higham 2002, section 3.5).  With beta = 0 the output need not be set before:
 * it is cleared here, since libraries disagree whether 0 times NaN is then 0, and are not asked for
 * products without terms, where some refuse the leading dimension.
 *
 * SPDX-License-Identifier: MIT */
#include "table.h"

/* C = beta C; 0 C is 0 */
static void scale(lsq_view C, double beta) {
    if (beta == 0)
        lsq_set_zero(C);
    else
        for (int64_t j = 0; j < C.columns && beta != 1; j++)
            lsq_scale_column(C, j, beta);
}

static lsq_view vector(double *x, int64_t n) {
    return (lsq_view){x, n, 1, n};
}

lsq_status lsq_multiply(const lsq_lapack *L, double alpha, lsq_const_view A, lsq_op op_a,
                        lsq_const_view B, lsq_op op_b, double beta, lsq_view C, lsq_error *error) {
    const char *call = "lsq_multiply";
    int64_t m = op_a == LSQ_PLAIN ? A.rows : A.columns, k = op_a == LSQ_PLAIN ? A.columns : A.rows;
    int64_t n = op_b == LSQ_PLAIN ? B.columns : B.rows;
    lsq_status status = lsq_check_view(call, "A", A, A.rows, A.columns, error);
    if (!status)
        status = lsq_check_view(call, "B", B, op_b == LSQ_PLAIN ? k : n, op_b == LSQ_PLAIN ? n : k,
                                error);
    if (!status)
        status = lsq_check_view(call, "C", lsq_view_look(C), m, n, error);
    if (status || m == 0 || n == 0)
        return status;
    if (beta == 0 || k == 0)
        scale(C, beta);
    if (k > 0)
        L->dgemm(CblasColMajor, op_a == LSQ_PLAIN ? CblasNoTrans : CblasTrans,
                 op_b == LSQ_PLAIN ? CblasNoTrans : CblasTrans, (blasint)m, (blasint)n, (blasint)k,
                 alpha, A.data, (blasint)A.ld, B.data, (blasint)B.ld, beta, C.data, (blasint)C.ld);
    return LSQ_OK;
}

lsq_status lsq_product_init(const lsq_lapack *L, lsq_matrix *C, lsq_const_view A, lsq_op op_a,
                            lsq_const_view B, lsq_op op_b, lsq_error *error) {
    int64_t m = op_a == LSQ_PLAIN ? A.rows : A.columns;
    int64_t n = op_b == LSQ_PLAIN ? B.columns : B.rows;
    lsq_status status = lsq_matrix_init(C, m, n, NULL, error);
    if (!status)
        status = lsq_multiply(L, 1, A, op_a, B, op_b, 0, lsq_matrix_view(C), error);
    if (status)
        lsq_matrix_clear(C);
    return status;
}

lsq_status lsq_multiply_vector(const lsq_lapack *L, double alpha, lsq_const_view A, lsq_op op,
                               const double *x, double beta, double *y, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_multiply_vector", "A", A, A.rows, A.columns, error);
    if (status)
        return status;
    if (beta == 0 || A.rows == 0 || A.columns == 0)
        scale(vector(y, op == LSQ_PLAIN ? A.rows : A.columns), beta);
    if (A.rows > 0 && A.columns > 0)
        L->dgemv(CblasColMajor, op == LSQ_PLAIN ? CblasNoTrans : CblasTrans, (blasint)A.rows,
                 (blasint)A.columns, alpha, A.data, (blasint)A.ld, x, 1, beta, y, 1);
    return LSQ_OK;
}

lsq_status lsq_multiply_symmetric(const lsq_lapack *L, double alpha, lsq_const_view S,
                                  const double *x, double beta, double *y, lsq_error *error) {
    lsq_status status =
        lsq_check_view("lsq_multiply_symmetric", "S", S, S.columns, S.columns, error);
    if (status || S.rows == 0)
        return status;
    if (beta == 0)
        scale(vector(y, S.rows), beta);
    L->dsymv(CblasColMajor, CblasUpper, (blasint)S.rows, alpha, S.data, (blasint)S.ld, x, 1, beta,
             y, 1);
    return LSQ_OK;
}

/* G = beta G, upper triangle */
static void scale_upper(lsq_view G, double beta) {
    for (int64_t j = 0; j < G.columns; j++)
        scale(lsq_view_block(G, 0, j, j + 1, 1), beta);
}

lsq_status lsq_gram(const lsq_lapack *L, double alpha, lsq_const_view A, double beta, lsq_view G,
                    lsq_error *error) {
    const char *call = "lsq_gram";
    lsq_status status = lsq_check_view(call, "A", A, A.rows, A.columns, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), A.columns, A.columns, error);
    if (status || A.columns == 0)
        return status;
    if (beta == 0 || A.rows == 0)
        scale_upper(G, beta);
    if (A.rows > 0)
        L->dsyrk(CblasColMajor, CblasUpper, CblasTrans, (blasint)A.columns, (blasint)A.rows, alpha,
                 A.data, (blasint)A.ld, beta, G.data, (blasint)G.ld);
    return LSQ_OK;
}
