/* scalars.h - gradients of scalars by vectors.
 *
 * Names and layout as identity.h tells; g, G are gradients, n-by-1.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_SCALARS_H
#define LSQ_CALCULUS_SCALARS_H

#include "../dense/lapack.h"

/* ∇ aᵀx = ∇ (aᵀx + b) = a */
lsq_status lsq_gradient_linear(lsq_const_view a, lsq_view G, lsq_error *error);

/* ∇ xᵀx = 2x */
lsq_status lsq_gradient_square(lsq_const_view x, lsq_view G, lsq_error *error);

/* ∇ ‖x‖ = x / ‖x‖; LSQ_ENUMERIC at 0, where there is none. */
lsq_status lsq_gradient_norm(lsq_const_view x, lsq_view G, lsq_error *error);

/* ∇ xᵀBx = (B + Bᵀ) x, B n-by-n */
lsq_status lsq_gradient_quadratic_form(const lsq_lapack *L, lsq_const_view B, lsq_const_view x,
                                       lsq_view G, lsq_error *error);

/* The slope in the direction of u, *d = gᵀu / ‖u‖; LSQ_ENUMERIC for u = 0. */
lsq_status lsq_directional_derivative(lsq_const_view g, lsq_const_view u, double *d,
                                      lsq_error *error);

/* The height *y at x of the plane that is tangent to a function at x₀, where its value is y₀ and
 * its gradient g: y = y₀ + gᵀ(x − x₀). */
lsq_status lsq_tangent_plane(double y0, lsq_const_view g, lsq_const_view x0, lsq_const_view x,
                             double *y, lsq_error *error);

/* G += Jᵀ held, the gradient of heldᵀu(x) for a factor that is held (a stopped gradient), J being
 * the Jacobian of u, m-by-n. */
lsq_status lsq_add_gradient_held(const lsq_lapack *L, lsq_const_view J, lsq_const_view held,
                                 lsq_view G, lsq_error *error);

/* ∇ uᵀv = Juᵀv + Jvᵀu, which is d(uᵀv) = vᵀdu + uᵀdv: hold one factor, differentiate the other, and
 * add.  u, v m-by-1, Ju, Jv m-by-n */
lsq_status lsq_gradient_product(const lsq_lapack *L, lsq_const_view u, lsq_const_view Ju,
                                lsq_const_view v, lsq_const_view Jv, lsq_view G, lsq_error *error);

#endif
