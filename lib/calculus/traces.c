/* traces.c - scalars of matrices and their gradients.
 *
 * All come from one sentence, the identification theorem: if df = tr(GᵀdX), then G is the gradient
 * (Magnus and Neudecker 1988, chapters 5 and 9).  A differential is brought to that form by turning
 * products round under the trace:
 *
 *   d tr(VXW) = tr(V dX W) = tr(WV dX)    d tr(XᵀAX) = tr(Xᵀ(A + Aᵀ) dX)
 *   d det X = det(X) tr(X⁻¹ dX)           d aᵀX⁻¹b = −aᵀX⁻¹ dX X⁻¹b
 *
 * The list is that of Dwyer (1967) and of Petersen and Pedersen's Matrix Cookbook (2012),
 * sections 2.1 to 2.5.  Costs are those of the products written; what has an inverse in it takes
 * one factorisation, 2n³/3 flops, and is wrong by about n u ‖X‖‖X⁻¹‖ of itself.
 *
 * SPDX-License-Identifier: MIT */
#include "traces.h"

#include <math.h>

#include "../base/error.h"

/* ---- products under a trace ---- */

lsq_status lsq_inner_product(lsq_const_view A, lsq_const_view B, double *sum, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_inner_product", "B", B, A.rows, A.columns, error);
    if (status)
        return status;
    *sum = 0;
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            *sum += A.data[i + j * A.ld] * B.data[i + j * B.ld];
    return LSQ_OK;
}

lsq_status lsq_trace_product(lsq_const_view A, lsq_const_view B, double *trace, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_trace_product", "B", B, A.columns, A.rows, error);
    if (status)
        return status;
    *trace = 0;
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            *trace += A.data[i + j * A.ld] * B.data[j + i * B.ld];
    return LSQ_OK;
}

/* ---- linear scalars ---- */

lsq_status lsq_gradient_trace(lsq_view G, lsq_error *error) {
    lsq_status status =
        lsq_check_view("lsq_gradient_trace", "G", lsq_view_look(G), G.columns, G.columns, error);
    if (!status)
        lsq_set_identity(G);
    return status;
}

lsq_status lsq_gradient_trace_product(lsq_const_view A, lsq_view G, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_gradient_trace_product", "G", lsq_view_look(G),
                                       A.columns, A.rows, error);
    return status ? status : lsq_copy_transposed(G, A, error);
}

lsq_status lsq_gradient_trace_sandwich(const lsq_lapack *L, lsq_const_view V, lsq_const_view W,
                                       lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_trace_sandwich";
    lsq_status status = lsq_check_view(call, "W", W, W.rows, V.rows, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), V.columns, W.rows, error);
    if (!status)
        status = lsq_multiply(L, 1, V, LSQ_TRANSPOSED, W, LSQ_TRANSPOSED, 0, G, error);
    return status;
}

lsq_status lsq_gradient_bilinear(lsq_const_view u, lsq_const_view v, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_bilinear";
    lsq_status status = lsq_check_view(call, "u", u, u.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "v", v, v.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), u.rows, v.rows, error);
    for (int64_t j = 0; !status && j < G.columns; j++)
        for (int64_t i = 0; i < G.rows; i++)
            G.data[i + j * G.ld] = u.data[i] * v.data[j];
    return status;
}

lsq_status lsq_gradient_linear_scalar(lsq_linear_scalar f, const void *context, lsq_view U,
                                      lsq_error *error) {
    lsq_matrix E;
    lsq_status status = lsq_matrix_init(&E, U.rows, U.columns, NULL, error);
    for (int64_t j = 0; !status && j < U.columns; j++)
        for (int64_t i = 0; !status && i < U.rows; i++) {
            E.data[i + j * E.rows] = 1;
            status = f(context, lsq_matrix_look(&E), &U.data[i + j * U.ld], error);
            E.data[i + j * E.rows] = 0;
        }
    lsq_matrix_clear(&E);
    return status;
}

/* ---- quadratic scalars ---- */

static void double_all(lsq_view G) {
    for (int64_t j = 0; j < G.columns; j++)
        lsq_scale_column(G, j, 2);
}

lsq_status lsq_gradient_frobenius_square(lsq_const_view X, lsq_view G, lsq_error *error) {
    lsq_status status = lsq_check_view("lsq_gradient_frobenius_square", "G", lsq_view_look(G),
                                       X.rows, X.columns, error);
    if (!status)
        status = lsq_copy(G, X, error);
    if (!status)
        double_all(G);
    return status;
}

lsq_status lsq_gradient_trace_quadratic(const lsq_lapack *L, lsq_const_view A, lsq_const_view X,
                                        lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_trace_quadratic";
    lsq_status status = lsq_check_view(call, "A", A, X.rows, X.rows, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), X.rows, X.columns, error);
    if (!status)
        status = lsq_multiply(L, 1, A, LSQ_PLAIN, X, LSQ_PLAIN, 0, G, error);
    if (!status)
        status = lsq_multiply(L, 1, A, LSQ_TRANSPOSED, X, LSQ_PLAIN, 1, G, error);
    return status;
}

lsq_status lsq_gradient_trace_square(lsq_const_view A, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_trace_square";
    lsq_status status = lsq_check_view(call, "A", A, A.columns, A.columns, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), A.rows, A.columns, error);
    if (!status)
        status = lsq_copy_transposed(G, A, error);
    if (!status)
        double_all(G);
    return status;
}

/* ---- scalars of a square matrix that has an inverse ---- */

/* The power of 2 of the determinant comes in last, and element by element: det X may be beyond a
 * double where the product with X^-T is not. */
lsq_status lsq_gradient_determinant(const lsq_lapack *L, lsq_const_view X, lsq_view G,
                                    lsq_error *error) {
    const char *call = "lsq_gradient_determinant";
    lsq_lu F = {{NULL, 0, 0, NULL}, NULL};
    int64_t exponent = 0;
    lsq_status status = lsq_check_view(call, "X", X, X.columns, X.columns, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), X.rows, X.columns, error);
    if (!status)
        status = lsq_lu_init(L, &F, X, error);
    if (!status) {
        lsq_set_identity(G);
        status = lsq_solve_lu(L, &F, LSQ_TRANSPOSED, G, error);
    }
    if (!status) {
        double fraction = lsq_determinant_lu(&F, &exponent);
        for (int64_t j = 0; j < G.columns; j++)
            for (int64_t i = 0; i < G.rows; i++)
                G.data[i + j * G.ld] = scalbln(fraction * G.data[i + j * G.ld], (long)exponent);
    }
    lsq_lu_clear(&F);
    return status;
}

/* -(X^-T a) (X^-1 b)': two solves and no inverse */
lsq_status lsq_gradient_inverse_form(const lsq_lapack *L, lsq_const_view a, lsq_const_view X,
                                     lsq_const_view b, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_inverse_form";
    int64_t n = X.columns;
    lsq_lu F = {{NULL, 0, 0, NULL}, NULL};
    lsq_matrix S = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view(call, "X", X, n, n, error);
    if (!status)
        status = lsq_check_view(call, "a", a, n, 1, error);
    if (!status)
        status = lsq_check_view(call, "b", b, n, 1, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), n, n, error);
    if (!status)
        status = lsq_matrix_init(&S, n, 2, NULL, error);
    if (!status)
        status = lsq_lu_init(L, &F, X, error);
    if (!status) {
        lsq_view y = lsq_view_block(lsq_matrix_view(&S), 0, 0, n, 1);
        lsq_view z = lsq_view_block(lsq_matrix_view(&S), 0, 1, n, 1);
        lsq_copy(y, a, NULL); /* of one shape, so that it cannot fail */
        lsq_copy(z, b, NULL);
        status = lsq_solve_lu(L, &F, LSQ_TRANSPOSED, y, error);
        if (!status)
            status = lsq_solve_lu(L, &F, LSQ_PLAIN, z, error);
        if (!status)
            lsq_scale_column(y, 0, -1);
        if (!status)
            status = lsq_gradient_bilinear(lsq_view_look(y), lsq_view_look(z), G, error);
    }
    lsq_lu_clear(&F);
    lsq_matrix_clear(&S);
    return status;
}
