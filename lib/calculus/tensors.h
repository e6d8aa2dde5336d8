/* tensors.h - derivatives of matrices by matrices.
 *
 * The derivative of a p-by-q matrix F by an m-by-n matrix X is a (p × q) × (m × n) tensor.  It is
 * stored flattened, as the pq-by-mn Jacobian J of vec F by vec X, columns stacked (numerator
 * layout): ∂F_ij/∂X_kl stands in row i + jp, column k + lm, counted from 0.  So column k + lm is
 * the p-by-q matrix ∂F/∂X_kl, and row i + jp the m-by-n matrix of derivatives of F_ij.
 *
 * Names as identity.h tells; a differential D has the shape of the function.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_TENSORS_H
#define LSQ_CALCULUS_TENSORS_H

#include "../dense/lapack.h"

/* K = A ⊗ B, mp-by-nq of blocks a_ij B, for A m-by-n and B p-by-q: vec(AXB) = (Bᵀ ⊗ A) vec X. */
lsq_status lsq_kronecker(lsq_const_view A, lsq_const_view B, lsq_view K, lsq_error *error);

/* ---- inverses ---- */

/* d(A⁻¹) = −A⁻¹ dA A⁻¹, all n-by-n.  LSQ_ENUMERIC if A is singular. */
lsq_status lsq_differential_inverse(const lsq_lapack *L, lsq_const_view A, lsq_const_view dA,
                                    lsq_view D, lsq_error *error);

/* ∂(A⁻¹)/∂A = −A⁻ᵀ ⊗ A⁻¹, n²-by-n².  LSQ_ENUMERIC if A is singular. */
lsq_status lsq_jacobian_inverse(const lsq_lapack *L, lsq_const_view A, lsq_view J,
                                lsq_error *error);

/* ---- products ---- */

/* d(AB) = dA B + A dB, A m-by-n, B n-by-k, D m-by-k */
lsq_status lsq_differential_product(const lsq_lapack *L, lsq_const_view A, lsq_const_view dA,
                                    lsq_const_view B, lsq_const_view dB, lsq_view D,
                                    lsq_error *error);

/* ∂(AB)/∂A = Bᵀ ⊗ I, mk-by-mn, for A of m rows and B n-by-k */
lsq_status lsq_jacobian_product_left(int64_t m, lsq_const_view B, lsq_view J, lsq_error *error);

/* ∂(AB)/∂B = I ⊗ A, mk-by-nk, for A m-by-n and B of k columns */
lsq_status lsq_jacobian_product_right(lsq_const_view A, int64_t k, lsq_view J, lsq_error *error);

/* ∂(Ax)ᵢ/∂A_kq = δᵢₖ x_q: the m × (m × n) tensor xᵀ ⊗ I, m-by-mn, for A of m rows and x n-by-1 */
lsq_status lsq_jacobian_matrix_vector(int64_t m, lsq_const_view x, lsq_view J, lsq_error *error);

/* K = RᵀR, R m-by-n: ∂K_pq/∂R_ij = R_iq δ_jp + R_ip δ_jq, so 2 R_iq where j = p = q; the
 * (n × n) × (m × n) tensor as n²-by-mn */
lsq_status lsq_jacobian_gram(lsq_const_view R, lsq_view J, lsq_error *error);

#endif
