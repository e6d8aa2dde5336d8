/* traces.h - scalars of matrices: traces, forms and determinants, and their gradients by the
 * matrix.
 *
 * Names and layout as identity.h tells; G is a gradient, of the shape of X: df = tr(Gᵀ dX).
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_TRACES_H
#define LSQ_CALCULUS_TRACES_H

#include "../dense/lapack.h"

/* ---- products under a trace ---- */

/* *sum = ⟨A, B⟩ = tr(AᵀB) = sum(A ∘ B), both m-by-n.  O(mn), without the product. */
lsq_status lsq_inner_product(lsq_const_view A, lsq_const_view B, double *sum, lsq_error *error);

/* *trace = tr(AB) = tr(BA) = sum(A ∘ Bᵀ), A m-by-n and B n-by-m.  O(mn), without the product. */
lsq_status lsq_trace_product(lsq_const_view A, lsq_const_view B, double *trace, lsq_error *error);

/* ---- linear scalars ---- */

/* ∇ tr X = I, X square */
lsq_status lsq_gradient_trace(lsq_view G, lsq_error *error);

/* ∇ tr(AX) = Aᵀ, A n-by-m and X m-by-n */
lsq_status lsq_gradient_trace_product(lsq_const_view A, lsq_view G, lsq_error *error);

/* ∇ tr(VXW) = VᵀWᵀ, V k-by-m, X m-by-n, W n-by-k */
lsq_status lsq_gradient_trace_sandwich(const lsq_lapack *L, lsq_const_view V, lsq_const_view W,
                                       lsq_view G, lsq_error *error);

/* ∇ uᵀXv = uvᵀ, u m-by-1, X m-by-n, v n-by-1 */
lsq_status lsq_gradient_bilinear(lsq_const_view u, lsq_const_view v, lsq_view G, lsq_error *error);

/* A scalar that is linear in a matrix; like every function here it may fail. */
typedef lsq_status (*lsq_linear_scalar)(const void *context, lsq_const_view X, double *value,
                                        lsq_error *error);

/* The gradient U of a linear f, which is the one matrix with f(X) = tr(UᵀX): U_ij = f(eᵢeⱼᵀ), since
 * the eᵢeⱼᵀ are an orthonormal basis under ⟨·,·⟩.  Asks f once for each element. */
lsq_status lsq_gradient_linear_scalar(lsq_linear_scalar f, const void *context, lsq_view U,
                                      lsq_error *error);

/* ---- quadratic scalars ---- */

/* ∇ ‖X‖_F² = ∇ tr(XᵀX) = 2X */
lsq_status lsq_gradient_frobenius_square(lsq_const_view X, lsq_view G, lsq_error *error);

/* ∇ tr(XᵀAX) = (A + Aᵀ)X, A m-by-m, X m-by-n */
lsq_status lsq_gradient_trace_quadratic(const lsq_lapack *L, lsq_const_view A, lsq_const_view X,
                                        lsq_view G, lsq_error *error);

/* ∇ tr(A²) = 2Aᵀ, A square */
lsq_status lsq_gradient_trace_square(lsq_const_view A, lsq_view G, lsq_error *error);

/* ---- scalars of a square matrix that has an inverse ---- */

/* ∇ det X = det(X) X⁻ᵀ (Jacobi).  LSQ_ENUMERIC if X is singular, where ∇ is still the matrix of
 * cofactors (norms.h). */
lsq_status lsq_gradient_determinant(const lsq_lapack *L, lsq_const_view X, lsq_view G,
                                    lsq_error *error);

/* ∇ aᵀX⁻¹b = −X⁻ᵀabᵀX⁻ᵀ, X n-by-n, a and b n-by-1.  LSQ_ENUMERIC if X is singular. */
lsq_status lsq_gradient_inverse_form(const lsq_lapack *L, lsq_const_view a, lsq_const_view X,
                                     lsq_const_view b, lsq_view G, lsq_error *error);

#endif
