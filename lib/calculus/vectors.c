/* vectors.c - Jacobians of vectors by numbers and vectors, and the chain rule.
 *
 * O(mn) but for the product of two Jacobians, 2kmn flops.  Products carry the elementwise bounds of
 * dense/products.c.
 *
 * SPDX-License-Identifier: MIT */
#include "vectors.h"

#include <math.h>

lsq_status lsq_tangent_line(lsq_const_view a, lsq_view T, lsq_error *error) {
    const char *call = "lsq_tangent_line";
    lsq_status status = lsq_check_view(call, "a", a, a.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "T", lsq_view_look(T), a.rows, 1, error);
    return status ? status : lsq_copy(T, a, error);
}

lsq_status lsq_tangent_circle(double r, double theta, lsq_view T, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_tangent_circle", "T", lsq_view_look(T), 2, 1, error);
    if (status)
        return status;
    T.data[0] = -r * sin(theta);
    T.data[1] = r * cos(theta);
    return LSQ_OK;
}

lsq_status lsq_jacobian_linear(lsq_const_view A, lsq_view J, lsq_error *error) {
    lsq_status status =
        lsq_check_view("lsq_jacobian_linear", "J", lsq_view_look(J), A.rows, A.columns, error);
    return status ? status : lsq_copy(J, A, error);
}

lsq_status lsq_jacobian_elementwise(double (*slope)(double), lsq_const_view h, lsq_view J,
                                    lsq_error *error) {
    const char *call = "lsq_jacobian_elementwise";
    lsq_status status = lsq_check_view(call, "h", h, h.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "J", lsq_view_look(J), h.rows, h.rows, error);
    if (status)
        return status;
    lsq_set_zero(J);
    for (int64_t i = 0; i < h.rows; i++)
        J.data[i + i * J.ld] = slope(h.data[i]);
    return LSQ_OK;
}

/* The slopes stand in a vector of their own, so that J is written in one pass and not read. */
lsq_status lsq_jacobian_layer(const lsq_lapack *L, double (*slope)(double), lsq_const_view W,
                              lsq_const_view x, lsq_const_view b, lsq_view J, lsq_error *error) {
    const char *call = "lsq_jacobian_layer";
    lsq_matrix s = {0};
    lsq_status status = lsq_check_view(call, "x", x, W.columns, 1, error);
    if (!status)
        status = lsq_check_view(call, "b", b, W.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "J", lsq_view_look(J), W.rows, W.columns, error);
    if (!status)
        status = lsq_matrix_init(&s, W.rows, 1, NULL, error);
    if (!status)
        status = lsq_multiply_vector(L, 1, W, LSQ_PLAIN, x.data, 0, s.data, error);
    for (int64_t i = 0; i < W.rows && !status; i++)
        s.data[i] = slope(s.data[i] - b.data[i]);
    for (int64_t j = 0; j < W.columns && !status; j++)
        for (int64_t i = 0; i < W.rows; i++)
            J.data[i + j * J.ld] = s.data[i] * W.data[i + j * W.ld];
    lsq_matrix_clear(&s);
    return status;
}

lsq_status lsq_jacobian_chain(const lsq_lapack *L, lsq_const_view Jz, lsq_const_view Jy, lsq_view J,
                              lsq_error *error) {
    const char *call = "lsq_jacobian_chain";
    lsq_status status = lsq_check_view(call, "Jy", Jy, Jz.columns, Jy.columns, error);
    if (!status)
        status = lsq_check_view(call, "J", lsq_view_look(J), Jz.rows, Jy.columns, error);
    return status ? status : lsq_multiply(L, 1, Jz, LSQ_PLAIN, Jy, LSQ_PLAIN, 0, J, error);
}

lsq_status lsq_gradient_chain(const lsq_lapack *L, lsq_const_view g, lsq_const_view Jy, lsq_view G,
                              lsq_error *error) {
    const char *call = "lsq_gradient_chain";
    lsq_status status = lsq_check_view(call, "g", g, Jy.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), Jy.columns, 1, error);
    return status ? status
                  : lsq_multiply_vector(L, 1, Jy, LSQ_TRANSPOSED, g.data, 0, G.data, error);
}

lsq_status lsq_area_factor(lsq_const_view J, double *factor, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_area_factor", "J", J, 2, 2, error);
    if (status)
        return status;
    const double *first = J.data, *second = J.data + J.ld;
    *factor = fabs(first[0] * second[1] - first[1] * second[0]);
    return LSQ_OK;
}
