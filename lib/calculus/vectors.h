/* vectors.h - Jacobians of vectors by numbers and vectors, and the chain rule.
 *
 * Names and layout as identity.h tells: J is m-by-n for m values and n variables.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_VECTORS_H
#define LSQ_CALCULUS_VECTORS_H

#include "../dense/lapack.h"

/* The line ax, x a number, has the tangent a: T and a m-by-1. */
lsq_status lsq_tangent_line(lsq_const_view a, lsq_view T, lsq_error *error);

/* The circle (r cos θ, r sin θ) has the tangent (−r sin θ, r cos θ), of length r: T 2-by-1. */
lsq_status lsq_tangent_circle(double r, double theta, lsq_view T, lsq_error *error);

/* ∂(Ax)/∂x = ∂(Ax + b)/∂x = A, m-by-n */
lsq_status lsq_jacobian_linear(lsq_const_view A, lsq_view J, lsq_error *error);

/* z = σ(h) for each element: J = diag(σ'(h)), n-by-n; `slope` is σ'. */
lsq_status lsq_jacobian_elementwise(double (*slope)(double), lsq_const_view h, lsq_view J,
                                    lsq_error *error);

/* z = h(Wx − b) for each element: J = diag(h'(Wx − b)) W, m-by-n; `slope` is h'. */
lsq_status lsq_jacobian_layer(const lsq_lapack *L, double (*slope)(double), lsq_const_view W,
                              lsq_const_view x, lsq_const_view b, lsq_view J, lsq_error *error);

/* z(y(x)): ∂z/∂x = (∂z/∂y)(∂y/∂x), J = Jz Jy, k-by-m times m-by-n */
lsq_status lsq_jacobian_chain(const lsq_lapack *L, lsq_const_view Jz, lsq_const_view Jy, lsq_view J,
                              lsq_error *error);

/* The same for one value: f(y(x)) has the gradient G = Jyᵀ g, n-by-1, g being that of f by y. */
lsq_status lsq_gradient_chain(const lsq_lapack *L, lsq_const_view g, lsq_const_view Jy, lsq_view G,
                              lsq_error *error);

/* Areas grow by *factor = |det J| under a map of the plane, J 2-by-2.  Error 2 u (|J₁₁J₂₂| +
 * |J₁₂J₂₁|). */
lsq_status lsq_area_factor(lsq_const_view J, double *factor, lsq_error *error);

#endif
