/* least_squares.h - gradients of sums of squares.
 *
 * Names and layout as identity.h tells: a gradient G has the shape of what one differentiates by.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_LEAST_SQUARES_H
#define LSQ_CALCULUS_LEAST_SQUARES_H

#include "../dense/lapack.h"

/* ∇ ‖Ax − b‖² = 2Aᵀ(Ax − b), whatever the rank of A: A m-by-n, x n-by-1, b m-by-1 */
lsq_status lsq_gradient_least_squares(const lsq_lapack *L, lsq_const_view A, lsq_const_view x,
                                      lsq_const_view b, lsq_view G, lsq_error *error);

/* e(θ) = y − Φθ has the Jacobian −Φ, m-by-n.  With ‖e‖² behind it: lsq_gradient_chain. */
lsq_status lsq_jacobian_residual(lsq_const_view Phi, lsq_view J, lsq_error *error);

/* One term of a sum of squares: ∇ (y − aᵀx)² by a = 2(aᵀx − y) x, a, x n-by-1. */
lsq_status lsq_gradient_one_square(lsq_const_view a, lsq_const_view x, double y, lsq_view G,
                                   lsq_error *error);

/* ∇ ‖Y − XA‖_F² by A = −2Xᵀ(Y − XA): X n-by-p, A p-by-q, Y n-by-q */
lsq_status lsq_gradient_responses(const lsq_lapack *L, lsq_const_view X, lsq_const_view A,
                                  lsq_const_view Y, lsq_view G, lsq_error *error);

/* ∇ (x − As)ᵀ W (x − As) by s = −2AᵀW(x − As): A m-by-n, s n-by-1, x m-by-1, W m-by-m and
 * symmetric, of which the upper triangle is read */
lsq_status lsq_gradient_weighted(const lsq_lapack *L, lsq_const_view A, lsq_const_view s,
                                 lsq_const_view x, lsq_const_view W, lsq_view G, lsq_error *error);

/* ∇ (‖Ax − b‖² + λ‖x‖²) = 2Aᵀ(Ax − b) + 2λx */
lsq_status lsq_gradient_ridge(const lsq_lapack *L, lsq_const_view A, lsq_const_view x,
                              lsq_const_view b, double lambda, lsq_view G, lsq_error *error);

/* ∇ ‖Ax − b‖² by the matrix A = 2(Ax − b)xᵀ, m-by-n */
lsq_status lsq_gradient_by_matrix(const lsq_lapack *L, lsq_const_view A, lsq_const_view x,
                                  lsq_const_view b, lsq_view G, lsq_error *error);

/* ∇ ‖Y − XA‖_F² by the data matrix X = −2(Y − XA)Aᵀ, n-by-p */
lsq_status lsq_gradient_by_data(const lsq_lapack *L, lsq_const_view X, lsq_const_view A,
                                lsq_const_view Y, lsq_view G, lsq_error *error);

#endif
