/* matrices.h - derivatives of matrices by numbers and vectors, and of what is made of a matrix
 * whose derivative is known.
 *
 * Names and layout as identity.h tells; Jacobians of matrices are flattened as in tensors.h: column
 * l of J, taken as a matrix, is the derivative by the variable l.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_MATRICES_H
#define LSQ_CALCULUS_MATRICES_H

#include "../dense/lapack.h"

/* ---- by a number ---- */

/* ∂(Ax)/∂x = A for a number x; T of the shape of A */
lsq_status lsq_tangent_multiple(lsq_const_view A, lsq_view T, lsq_error *error);

/* T = T(θ) = [cos θ, −sin θ; sin θ, cos θ], 2-by-2: turns by θ from the first axis to the second */
lsq_status lsq_rotation(double theta, lsq_view T, lsq_error *error);

/* T = T′(θ) = [−sin θ, −cos θ; cos θ, −sin θ], 2-by-2 */
lsq_status lsq_tangent_rotation(double theta, lsq_view T, lsq_error *error);

/* t = ∂(T(θ)u)/∂θ = T′(θ)u, u and t 2-by-1: across T(θ)u, and as long */
lsq_status lsq_tangent_rotated(double theta, lsq_const_view u, lsq_view t, lsq_error *error);

/* ---- by a vector: two routes to one tensor ---- */

/* A(x) = Σ x_l² u_l v_lᵀ = U diag(x)² Vᵀ, m-by-k, for x n-by-1, U m-by-n, V k-by-n, has the
 * derivative J, an m × k × n tensor stored as mk-by-n.
 *
 * Collated: each ∂A/∂x_l = 2 x_l u_l v_lᵀ is an m-by-k matrix, and they become the pages of J. */
lsq_status lsq_jacobian_collated(const lsq_lapack *L, lsq_const_view U, lsq_const_view V,
                                 lsq_const_view x, lsq_view J, lsq_error *error);

/* Flattened: vec A = (V ⊙ U)(x ∘ x), where column l of V ⊙ U is v_l ⊗ u_l, and so J = 2 (V ⊙ U)
 * diag(x), a Jacobian like that of any vector. */
lsq_status lsq_jacobian_flattened(lsq_const_view U, lsq_const_view V, lsq_const_view x, lsq_view J,
                                  lsq_error *error);

/* ---- of F(X) with its derivative given ---- */

/* F is p-by-q, J = ∂F/∂X its Jacobian, pq-by-v for v variables; G is v-by-1, the gradient stacked.
 *
 * ∂Fᵀ = (∂F)ᵀ: the rows of J in another order.  p q must be the rows of J. */
lsq_status lsq_jacobian_of_transpose(int64_t p, int64_t q, lsq_const_view J, lsq_view D,
                                     lsq_error *error);

/* ∂ tr F = tr ∂F, a contraction of J: Σ over i of ∂F_ii; F is n-by-n. */
lsq_status lsq_gradient_of_trace(int64_t n, lsq_const_view J, lsq_view G, lsq_error *error);

/* ∂ det F = det(F) tr(F⁻¹ ∂F).  LSQ_ENUMERIC if F is singular. */
lsq_status lsq_gradient_of_determinant(const lsq_lapack *L, lsq_const_view F, lsq_const_view J,
                                       lsq_view G, lsq_error *error);

/* ∂F⁻¹ = −F⁻¹ ∂F F⁻¹.  LSQ_ENUMERIC if F is singular. */
lsq_status lsq_jacobian_of_inverse(const lsq_lapack *L, lsq_const_view F, lsq_const_view J,
                                   lsq_view D, lsq_error *error);

#endif
