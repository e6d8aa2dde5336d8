/* scalars.c - gradients of scalars by vectors.
 *
 * Sums of n products, each with an error of n u times the sum of their sizes; quadratic forms and
 * products of m-by-n Jacobians take O(n^2) and O(mn).
 *
 * SPDX-License-Identifier: MIT */
#include "scalars.h"

#include "../base/error.h"

/* x is a column of n numbers, any number for n = -1. */
static lsq_status check_vector(const char *call, const char *name, lsq_const_view x, int64_t n,
                               lsq_error *error) {
    return lsq_check_view(call, name, x, n < 0 ? x.rows : n, 1, error);
}

/* G = factor x */
static lsq_status copy_scaled(const char *call, const char *name, double factor, lsq_const_view x,
                              lsq_view G, lsq_error *error) {
    lsq_status status = check_vector(call, name, x, -1, error);
    if (!status)
        status = check_vector(call, "G", lsq_view_look(G), x.rows, error);
    for (int64_t i = 0; i < x.rows && !status; i++)
        G.data[i] = factor * x.data[i];
    return status;
}

lsq_status lsq_gradient_linear(lsq_const_view a, lsq_view G, lsq_error *error) {
    return copy_scaled("lsq_gradient_linear", "a", 1, a, G, error);
}

lsq_status lsq_gradient_square(lsq_const_view x, lsq_view G, lsq_error *error) {
    return copy_scaled("lsq_gradient_square", "x", 2, x, G, error);
}

lsq_status lsq_gradient_norm(lsq_const_view x, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_norm";
    double norm = lsq_norm_frobenius(x);
    if (norm == 0)
        return lsq_fail(error, LSQ_ENUMERIC, "%s: the norm has no gradient at 0", call);
    lsq_status status = copy_scaled(call, "x", 1, x, G, error);
    for (int64_t i = 0; i < x.rows && !status; i++)
        G.data[i] /= norm;
    return status;
}

lsq_status lsq_gradient_quadratic_form(const lsq_lapack *L, lsq_const_view B, lsq_const_view x,
                                       lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_quadratic_form";
    lsq_status status = check_vector(call, "x", x, -1, error);
    if (!status)
        status = lsq_check_view(call, "B", B, x.rows, x.rows, error);
    if (!status)
        status = check_vector(call, "G", lsq_view_look(G), x.rows, error);
    if (!status)
        status = lsq_multiply_vector(L, 1, B, LSQ_PLAIN, x.data, 0, G.data, error);
    if (!status)
        status = lsq_multiply_vector(L, 1, B, LSQ_TRANSPOSED, x.data, 1, G.data, error);
    return status;
}

lsq_status lsq_directional_derivative(lsq_const_view g, lsq_const_view u, double *d,
                                      lsq_error *error) {
    const char *call = "lsq_directional_derivative";
    lsq_status status = check_vector(call, "g", g, -1, error);
    if (!status)
        status = check_vector(call, "u", u, g.rows, error);
    if (status)
        return status;
    double norm = lsq_norm_frobenius(u), sum = 0;
    if (norm == 0)
        return lsq_fail(error, LSQ_ENUMERIC, "%s: u is 0, which is no direction", call);
    for (int64_t i = 0; i < g.rows; i++)
        sum += g.data[i] * (u.data[i] / norm);
    *d = sum;
    return LSQ_OK;
}

lsq_status lsq_tangent_plane(double y0, lsq_const_view g, lsq_const_view x0, lsq_const_view x,
                             double *y, lsq_error *error) {
    const char *call = "lsq_tangent_plane";
    lsq_status status = check_vector(call, "g", g, -1, error);
    if (!status)
        status = check_vector(call, "x0", x0, g.rows, error);
    if (!status)
        status = check_vector(call, "x", x, g.rows, error);
    if (status)
        return status;
    double sum = y0;
    for (int64_t i = 0; i < g.rows; i++)
        sum += g.data[i] * (x.data[i] - x0.data[i]);
    *y = sum;
    return LSQ_OK;
}

lsq_status lsq_add_gradient_held(const lsq_lapack *L, lsq_const_view J, lsq_const_view held,
                                 lsq_view G, lsq_error *error) {
    const char *call = "lsq_add_gradient_held";
    lsq_status status = check_vector(call, "held", held, J.rows, error);
    if (!status)
        status = check_vector(call, "G", lsq_view_look(G), J.columns, error);
    if (!status)
        status = lsq_multiply_vector(L, 1, J, LSQ_TRANSPOSED, held.data, 1, G.data, error);
    return status;
}

lsq_status lsq_gradient_product(const lsq_lapack *L, lsq_const_view u, lsq_const_view Ju,
                                lsq_const_view v, lsq_const_view Jv, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_product";
    lsq_status status = check_vector(call, "u", u, Ju.rows, error);
    if (!status)
        status = check_vector(call, "v", v, Ju.rows, error);
    if (!status)
        status = lsq_check_view(call, "Jv", Jv, Ju.rows, Ju.columns, error);
    if (!status)
        status = check_vector(call, "G", lsq_view_look(G), Ju.columns, error);
    if (status)
        return status;
    lsq_set_zero(G);
    status = lsq_add_gradient_held(L, Ju, v, G, error);
    return status ? status : lsq_add_gradient_held(L, Jv, u, G, error);
}
