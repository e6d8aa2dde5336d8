/* least_squares.c - gradients of sums of squares.
 *
 *   d tr R'R = 2 tr R' dR    R = XA - Y    dR = X dA + dX A
 *
 * so the gradient is 2X'R by A and 2RA' by X (Magnus and Neudecker 1988); one column of A and Y is
 * the single response.  Each costs one product for the residuals and one for the gradient, 4npq
 * flops, and memory for the residuals.  Rounding is that of two products: of residuals that are
 * small beside Y, as near the solution, few digits are right, and of the gradient as many.
 *
 * SPDX-License-Identifier: MIT */
#include "least_squares.h"

/* R = XA - Y, to be cleared.  The arguments go by these names in messages. */
static lsq_status residuals(lsq_matrix *R, const char *call, const char *const names[3],
                            const lsq_lapack *L, lsq_const_view X, lsq_const_view A,
                            lsq_const_view Y, lsq_error *error) {
    lsq_status status = lsq_check_view(call, names[0], X, X.rows, A.rows, error);
    if (!status)
        status = lsq_check_view(call, names[2], Y, X.rows, A.columns, error);
    if (!status)
        status = lsq_matrix_init(R, Y.rows, Y.columns, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(R), Y, error);
    if (!status)
        status = lsq_multiply(L, 1, X, LSQ_PLAIN, A, LSQ_PLAIN, -1, lsq_matrix_view(R), error);
    return status;
}

static const char *const single[3] = {"A", "x", "b"}, *const several[3] = {"X", "A", "Y"};

/* G = 2X'(XA - Y) */
static lsq_status by_coefficients(const char *call, const char *const names[3], const lsq_lapack *L,
                                  lsq_const_view X, lsq_const_view A, lsq_const_view Y, lsq_view G,
                                  lsq_error *error) {
    lsq_matrix R = {0};
    lsq_status status = lsq_check_view(call, "G", lsq_view_look(G), A.rows, A.columns, error);
    if (!status)
        status = residuals(&R, call, names, L, X, A, Y, error);
    if (!status)
        status = lsq_multiply(L, 2, X, LSQ_TRANSPOSED, lsq_matrix_look(&R), LSQ_PLAIN, 0, G, error);
    lsq_matrix_clear(&R);
    return status;
}

/* G = 2(XA - Y)A' */
static lsq_status by_factor(const char *call, const char *const names[3], const lsq_lapack *L,
                            lsq_const_view X, lsq_const_view A, lsq_const_view Y, lsq_view G,
                            lsq_error *error) {
    lsq_matrix R = {0};
    lsq_status status = lsq_check_view(call, "G", lsq_view_look(G), X.rows, X.columns, error);
    if (!status)
        status = residuals(&R, call, names, L, X, A, Y, error);
    if (!status)
        status = lsq_multiply(L, 2, lsq_matrix_look(&R), LSQ_PLAIN, A, LSQ_TRANSPOSED, 0, G, error);
    lsq_matrix_clear(&R);
    return status;
}

lsq_status lsq_gradient_least_squares(const lsq_lapack *L, lsq_const_view A, lsq_const_view x,
                                      lsq_const_view b, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_least_squares";
    lsq_status status = lsq_check_view(call, "x", x, A.columns, 1, error);
    return status ? status : by_coefficients(call, single, L, A, x, b, G, error);
}

lsq_status lsq_jacobian_residual(lsq_const_view Phi, lsq_view J, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_jacobian_residual", "J", lsq_view_look(J), Phi.rows,
                                       Phi.columns, error);
    if (!status)
        status = lsq_copy(J, Phi, error);
    for (int64_t j = 0; j < Phi.columns && !status; j++)
        lsq_scale_column(J, j, -1);
    return status;
}

lsq_status lsq_gradient_one_square(lsq_const_view a, lsq_const_view x, double y, lsq_view G,
                                   lsq_error *error) {
    const char *call = "lsq_gradient_one_square";
    lsq_status status = lsq_check_view(call, "a", a, a.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "x", x, a.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), a.rows, 1, error);
    if (status)
        return status;
    double r = -y;
    for (int64_t i = 0; i < a.rows; i++)
        r += a.data[i] * x.data[i];
    for (int64_t i = 0; i < a.rows; i++)
        G.data[i] = 2 * r * x.data[i];
    return LSQ_OK;
}

lsq_status lsq_gradient_responses(const lsq_lapack *L, lsq_const_view X, lsq_const_view A,
                                  lsq_const_view Y, lsq_view G, lsq_error *error) {
    return by_coefficients("lsq_gradient_responses", several, L, X, A, Y, G, error);
}

lsq_status lsq_gradient_weighted(const lsq_lapack *L, lsq_const_view A, lsq_const_view s,
                                 lsq_const_view x, lsq_const_view W, lsq_view G, lsq_error *error) {
    static const char *const names[3] = {"A", "s", "x"};
    const char *call = "lsq_gradient_weighted";
    lsq_matrix R = {0}, WR = {0};
    lsq_status status = lsq_check_view(call, "s", s, A.columns, 1, error);
    if (!status)
        status = lsq_check_view(call, "W", W, A.rows, A.rows, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), A.columns, 1, error);
    if (!status)
        status = residuals(&R, call, names, L, A, s, x, error);
    if (!status)
        status = lsq_matrix_init(&WR, A.rows, 1, NULL, error);
    if (!status)
        status = lsq_multiply_symmetric(L, 1, W, R.data, 0, WR.data, error);
    if (!status)
        status = lsq_multiply_vector(L, 2, A, LSQ_TRANSPOSED, WR.data, 0, G.data, error);
    lsq_matrix_clear(&WR);
    lsq_matrix_clear(&R);
    return status;
}

lsq_status lsq_gradient_ridge(const lsq_lapack *L, lsq_const_view A, lsq_const_view x,
                              lsq_const_view b, double lambda, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_ridge";
    lsq_status status = lsq_check_view(call, "x", x, A.columns, 1, error);
    if (!status)
        status = by_coefficients(call, single, L, A, x, b, G, error);
    for (int64_t j = 0; j < x.rows && !status; j++)
        G.data[j] += 2 * lambda * x.data[j];
    return status;
}

lsq_status lsq_gradient_by_matrix(const lsq_lapack *L, lsq_const_view A, lsq_const_view x,
                                  lsq_const_view b, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_by_matrix";
    lsq_status status = lsq_check_view(call, "x", x, A.columns, 1, error);
    return status ? status : by_factor(call, single, L, A, x, b, G, error);
}

lsq_status lsq_gradient_by_data(const lsq_lapack *L, lsq_const_view X, lsq_const_view A,
                                lsq_const_view Y, lsq_view G, lsq_error *error) {
    return by_factor("lsq_gradient_by_data", several, L, X, A, Y, G, error);
}
