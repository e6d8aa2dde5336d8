/* norms.h - norms of vectors and matrices, and determinants by three ways.
 *
 * Gradients G have the shape of the variable.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_NORMS_H
#define LSQ_CALCULUS_NORMS_H

#include "../dense/lapack.h"

/* ---- norms ---- */

/* *norm = ‖x‖_p = (Σ |xᵢ|^p)^(1/p), the largest |xᵢ| for p = INFINITY; x n-by-1.  Neither overflows
 * nor underflows on the way.  LSQ_EUSAGE for p < 1, where the triangle inequality fails. */
lsq_status lsq_norm_p(lsq_const_view x, double p, double *norm, lsq_error *error);

/* ∇ ‖x‖_p: G_i = sign(xᵢ) (|xᵢ| / ‖x‖_p)^(p−1), 1 <= p < ∞.  LSQ_ENUMERIC where there is none: at
 * x = 0, and for p = 1 wherever an element is 0. */
lsq_status lsq_gradient_norm_p(lsq_const_view x, double p, lsq_view G, lsq_error *error);

/* ∇ ‖X‖_F = X / ‖X‖_F, where ‖X‖_F = sqrt(tr XᵀX) is lsq_norm_frobenius.  LSQ_ENUMERIC at 0. */
lsq_status lsq_gradient_frobenius(lsq_const_view X, lsq_view G, lsq_error *error);

/* *norm = ‖A‖_p = max ‖Ax‖_p over ‖x‖_p = 1, for p = 1 (largest column sum of |A|), 2 (largest
 * singular value) and INFINITY (largest row sum).  LSQ_EUSAGE for others: to come near the norm is
 * then NP-hard (Hendrickx and Olshevsky 2010). */
lsq_status lsq_norm_induced(const lsq_lapack *L, lsq_const_view A, double p, double *norm,
                            lsq_error *error);

/* ---- determinants of a square matrix ---- */

/* They are ±INFINITY or 0 where the value is beyond the doubles; 1 without rows. */

/* *det = ± u₁₁ ⋯ uₙₙ, by elimination with partial pivoting, 2n³/3 flops */
lsq_status lsq_determinant(const lsq_lapack *L, lsq_const_view A, double *det, lsq_error *error);

/* *det = λ₁ ⋯ λₙ, the product of the eigenvalues, 10n³ flops */
lsq_status lsq_determinant_by_eigenvalues(const lsq_lapack *L, lsq_const_view A, double *det,
                                          lsq_error *error);

/* *det = Σ_j a_1j C_1j, expanded by the first row (Laplace), 2n⁴/3 flops */
lsq_status lsq_determinant_by_cofactors(const lsq_lapack *L, lsq_const_view A, double *det,
                                        lsq_error *error);

/* C_ij = (−1)^(i+j) times the determinant of A without row i and column j, by elimination.  det A
 * is linear in each element, with C_ij as its slope: C = ∇ det A, also where A has no inverse. */
lsq_status lsq_gradient_determinant_by_cofactors(const lsq_lapack *L, lsq_const_view A, lsq_view C,
                                                 lsq_error *error);

#endif
