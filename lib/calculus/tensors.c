/* tensors.c - derivatives of matrices by matrices, as Jacobians of stacked columns.
 *
 *   d(A⁻¹) = −A⁻¹ dA A⁻¹    d(AB) = dA B + A dB    d(RᵀR) = dRᵀR + RᵀdR
 *
 * and their Jacobians by vec(AXB) = (Bᵀ ⊗ A) vec X (Magnus and Neudecker 1988, chapters 2 and 9).
 * The tensors of Ax and of RᵀR are examples 5.12 and 5.13 of Deisenroth, Faisal and Ong,
 * Mathematics for Machine Learning (2020).  A Jacobian costs as much as it has elements, an inverse
 * 2n³ more.
 *
 * SPDX-License-Identifier: MIT */
#include "tensors.h"

#include "../base/error.h"

lsq_status lsq_kronecker(lsq_const_view A, lsq_const_view B, lsq_view K, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_kronecker", "K", lsq_view_look(K), A.rows * B.rows,
                                       A.columns * B.columns, error);
    for (int64_t j = 0; !status && j < K.columns; j++)
        for (int64_t i = 0; i < A.rows; i++) {
            double factor = A.data[i + j / B.columns * A.ld];
            const double *column = B.data + j % B.columns * B.ld;
            for (int64_t k = 0; k < B.rows; k++)
                K.data[i * B.rows + k + j * K.ld] = factor * column[k];
        }
    return status;
}

/* ---- inverses ---- */

/* *V = A⁻¹, to be cleared in any case */
static lsq_status inverse_of(const lsq_lapack *L, lsq_const_view A, lsq_matrix *V,
                             lsq_error *error) {
    lsq_status status = lsq_matrix_init(V, A.rows, A.columns, NULL, error);
    return status ? status : lsq_invert(L, A, lsq_matrix_view(V), error);
}

lsq_status lsq_differential_inverse(const lsq_lapack *L, lsq_const_view A, lsq_const_view dA,
                                    lsq_view D, lsq_error *error) {
    const char *call = "lsq_differential_inverse";
    int64_t n = A.columns;
    lsq_matrix V = {NULL, 0, 0, NULL}, VdA = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view(call, "A", A, n, n, error);
    if (!status)
        status = lsq_check_view(call, "dA", dA, n, n, error);
    if (!status)
        status = lsq_check_view(call, "D", lsq_view_look(D), n, n, error);
    if (!status)
        status = inverse_of(L, A, &V, error);
    if (!status)
        status = lsq_product_init(L, &VdA, lsq_matrix_look(&V), LSQ_PLAIN, dA, LSQ_PLAIN, error);
    if (!status)
        status = lsq_multiply(L, -1, lsq_matrix_look(&VdA), LSQ_PLAIN, lsq_matrix_look(&V),
                              LSQ_PLAIN, 0, D, error);
    lsq_matrix_clear(&VdA);
    lsq_matrix_clear(&V);
    return status;
}

lsq_status lsq_jacobian_inverse(const lsq_lapack *L, lsq_const_view A, lsq_view J,
                                lsq_error *error) {
    const char *call = "lsq_jacobian_inverse";
    int64_t n = A.columns;
    lsq_matrix V = {NULL, 0, 0, NULL}, minus = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view(call, "A", A, n, n, error);
    if (!status)
        status = lsq_check_view(call, "J", lsq_view_look(J), n * n, n * n, error);
    if (!status)
        status = inverse_of(L, A, &V, error);
    if (!status)
        status = lsq_matrix_init(&minus, n, n, NULL, error);
    if (!status)
        status = lsq_copy_transposed(lsq_matrix_view(&minus), lsq_matrix_look(&V), error);
    for (int64_t j = 0; !status && j < n; j++)
        lsq_scale_column(lsq_matrix_view(&minus), j, -1);
    if (!status)
        status = lsq_kronecker(lsq_matrix_look(&minus), lsq_matrix_look(&V), J, error);
    lsq_matrix_clear(&minus);
    lsq_matrix_clear(&V);
    return status;
}

/* ---- products ---- */

lsq_status lsq_differential_product(const lsq_lapack *L, lsq_const_view A, lsq_const_view dA,
                                    lsq_const_view B, lsq_const_view dB, lsq_view D,
                                    lsq_error *error) {
    const char *call = "lsq_differential_product";
    lsq_status status = lsq_check_view(call, "dA", dA, A.rows, A.columns, error);
    if (!status)
        status = lsq_check_view(call, "B", B, A.columns, B.columns, error);
    if (!status)
        status = lsq_check_view(call, "dB", dB, B.rows, B.columns, error);
    if (!status)
        status = lsq_check_view(call, "D", lsq_view_look(D), A.rows, B.columns, error);
    if (!status)
        status = lsq_multiply(L, 1, dA, LSQ_PLAIN, B, LSQ_PLAIN, 0, D, error);
    if (!status)
        status = lsq_multiply(L, 1, A, LSQ_PLAIN, dB, LSQ_PLAIN, 1, D, error);
    return status;
}

/* (AB)_ij = sum over q of A_iq B_qj */
lsq_status lsq_jacobian_product_left(int64_t m, lsq_const_view B, lsq_view J, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_jacobian_product_left", "J", lsq_view_look(J),
                                       m * B.columns, m * B.rows, error);
    if (status)
        return status;
    lsq_set_zero(J);
    for (int64_t q = 0; q < B.rows; q++)
        for (int64_t j = 0; j < B.columns; j++)
            for (int64_t i = 0; i < m; i++)
                J.data[i + j * m + (i + q * m) * J.ld] = B.data[q + j * B.ld];
    return LSQ_OK;
}

lsq_status lsq_jacobian_product_right(lsq_const_view A, int64_t k, lsq_view J, lsq_error *error) {
    int64_t m = A.rows, n = A.columns;
    lsq_status status =
        lsq_check_view("lsq_jacobian_product_right", "J", lsq_view_look(J), m * k, n * k, error);
    if (status)
        return status;
    lsq_set_zero(J);
    for (int64_t j = 0; !status && j < k; j++)
        status = lsq_copy(lsq_view_block(J, j * m, j * n, m, n), A, error);
    return status;
}

lsq_status lsq_jacobian_matrix_vector(int64_t m, lsq_const_view x, lsq_view J, lsq_error *error) {
    const char *call = "lsq_jacobian_matrix_vector";
    lsq_status status = lsq_check_view(call, "x", x, x.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "J", lsq_view_look(J), m, m * x.rows, error);
    return status ? status : lsq_jacobian_product_left(m, x, J, error);
}

lsq_status lsq_jacobian_gram(lsq_const_view R, lsq_view J, lsq_error *error) {
    int64_t m = R.rows, n = R.columns;
    lsq_status status =
        lsq_check_view("lsq_jacobian_gram", "J", lsq_view_look(J), n * n, m * n, error);
    if (status)
        return status;
    lsq_set_zero(J);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) {
            double *column = J.data + (i + j * m) * J.ld;
            for (int64_t q = 0; q < n; q++) {
                column[j + q * n] += R.data[i + q * R.ld]; /* j = p */
                column[q + j * n] += R.data[i + q * R.ld]; /* j = q, the other index running */
            }
        }
    return LSQ_OK;
}
