/* matrices.c - derivatives of matrices by numbers and vectors, and of what is made of a matrix
 * whose derivative is known.
 *
 * A matrix has as its derivative one matrix for each variable.  They can be kept as pages of a
 * tensor, or the matrix can be stacked first, column upon column, and be a vector with a Jacobian:
 * in memory both are the same (Deisenroth, Faisal and Ong, Mathematics for Machine Learning, 2020,
 * section 5.4).  For F(X) the differential goes through like a matrix (Magnus and Neudecker 1988,
 * chapter 8; Petersen and Pedersen 2012, equations 33 to 46):
 *
 *   ∂Fᵀ = (∂F)ᵀ    ∂ tr F = tr ∂F    ∂ det F = det(F) tr(F⁻¹ ∂F)    ∂F⁻¹ = −F⁻¹ ∂F F⁻¹
 *
 * The inverse of an n-by-n F by v variables costs 4n³v flops, all else is of the size of J.
 *
 * SPDX-License-Identifier: MIT */
#include "matrices.h"

#include <math.h>

#include "../base/error.h"
#include "traces.h"

/* ---- by a number ---- */

lsq_status lsq_tangent_multiple(lsq_const_view A, lsq_view T, lsq_error *error) {
    lsq_status status =
        lsq_check_view("lsq_tangent_multiple", "T", lsq_view_look(T), A.rows, A.columns, error);
    return status ? status : lsq_copy(T, A, error);
}

/* T = [c, −s; s, c] */
static lsq_status set_turn(const char *call, double c, double s, lsq_view T, lsq_error *error) {
    lsq_status status = lsq_check_view(call, "T", lsq_view_look(T), 2, 2, error);
    if (status)
        return status;
    T.data[0] = T.data[1 + T.ld] = c;
    T.data[1] = s;
    T.data[T.ld] = -s;
    return LSQ_OK;
}

lsq_status lsq_rotation(double theta, lsq_view T, lsq_error *error) {
    return set_turn("lsq_rotation", cos(theta), sin(theta), T, error);
}

lsq_status lsq_tangent_rotation(double theta, lsq_view T, lsq_error *error) {
    return set_turn("lsq_tangent_rotation", -sin(theta), cos(theta), T, error);
}

lsq_status lsq_tangent_rotated(double theta, lsq_const_view u, lsq_view t, lsq_error *error) {
    const char *call = "lsq_tangent_rotated";
    lsq_status status = lsq_check_view(call, "u", u, 2, 1, error);
    if (!status)
        status = lsq_check_view(call, "t", lsq_view_look(t), 2, 1, error);
    if (status)
        return status;
    double c = cos(theta), s = sin(theta);
    t.data[0] = -s * u.data[0] - c * u.data[1];
    t.data[1] = c * u.data[0] - s * u.data[1];
    return LSQ_OK;
}

/* ---- by a vector ---- */

static lsq_status check_dyads(const char *call, lsq_const_view U, lsq_const_view V,
                              lsq_const_view x, lsq_view J, lsq_error *error) {
    lsq_status status = lsq_check_view(call, "x", x, x.rows, 1, error);
    if (!status)
        status = lsq_check_view(call, "U", U, U.rows, x.rows, error);
    if (!status)
        status = lsq_check_view(call, "V", V, V.rows, x.rows, error);
    if (!status)
        status = lsq_check_view(call, "J", lsq_view_look(J), U.rows * V.rows, x.rows, error);
    return status;
}

lsq_status lsq_jacobian_collated(const lsq_lapack *L, lsq_const_view U, lsq_const_view V,
                                 lsq_const_view x, lsq_view J, lsq_error *error) {
    int64_t m = U.rows, k = V.rows;
    lsq_status status = check_dyads("lsq_jacobian_collated", U, V, x, J, error);
    for (int64_t l = 0; !status && l < x.rows; l++) {
        lsq_view page = {J.data + l * J.ld, m, k, m};
        status = lsq_multiply(L, 2 * x.data[l], lsq_look_block(U, 0, l, m, 1), LSQ_PLAIN,
                              lsq_look_block(V, 0, l, k, 1), LSQ_TRANSPOSED, 0, page, error);
    }
    return status;
}

lsq_status lsq_jacobian_flattened(lsq_const_view U, lsq_const_view V, lsq_const_view x, lsq_view J,
                                  lsq_error *error) {
    lsq_status status = check_dyads("lsq_jacobian_flattened", U, V, x, J, error);
    for (int64_t l = 0; !status && l < J.columns; l++)
        for (int64_t r = 0; r < J.rows; r++)
            J.data[r + l * J.ld] =
                2 * x.data[l] * V.data[r / U.rows + l * V.ld] * U.data[r % U.rows + l * U.ld];
    return status;
}

/* ---- of F(X) with its derivative given ---- */

/* (Fᵀ)_ji = F_ij */
lsq_status lsq_jacobian_of_transpose(int64_t p, int64_t q, lsq_const_view J, lsq_view D,
                                     lsq_error *error) {
    const char *call = "lsq_jacobian_of_transpose";
    lsq_status status = lsq_check_view(call, "J", J, p * q, J.columns, error);
    if (!status)
        status = lsq_check_view(call, "D", lsq_view_look(D), p * q, J.columns, error);
    for (int64_t l = 0; !status && l < J.columns; l++)
        for (int64_t j = 0; j < q; j++)
            for (int64_t i = 0; i < p; i++)
                D.data[j + i * q + l * D.ld] = J.data[i + j * p + l * J.ld];
    return status;
}

/* ∂F/∂X_l, which is n-by-n */
static lsq_const_view page_of(lsq_const_view J, int64_t l, int64_t n) {
    return (lsq_const_view){J.data + l * J.ld, n, n, n};
}

static lsq_status check_square_function(const char *call, int64_t n, lsq_const_view J, lsq_view G,
                                        lsq_error *error) {
    lsq_status status = lsq_check_view(call, "J", J, n * n, J.columns, error);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), J.columns, 1, error);
    return status;
}

lsq_status lsq_gradient_of_trace(int64_t n, lsq_const_view J, lsq_view G, lsq_error *error) {
    lsq_status status = check_square_function("lsq_gradient_of_trace", n, J, G, error);
    for (int64_t l = 0; !status && l < J.columns; l++)
        status = lsq_trace(&G.data[l], page_of(J, l, n), error);
    return status;
}

/* det(F) tr(F⁻¹ ∂F) = ⟨det(F) F⁻ᵀ, ∂F⟩, the gradient by F itself */
lsq_status lsq_gradient_of_determinant(const lsq_lapack *L, lsq_const_view F, lsq_const_view J,
                                       lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_of_determinant";
    int64_t n = F.columns;
    lsq_matrix by_F = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view(call, "F", F, n, n, error);
    if (!status)
        status = check_square_function(call, n, J, G, error);
    if (!status)
        status = lsq_matrix_init(&by_F, n, n, NULL, error);
    if (!status)
        status = lsq_gradient_determinant(L, F, lsq_matrix_view(&by_F), error);
    for (int64_t l = 0; !status && l < J.columns; l++)
        status = lsq_inner_product(lsq_matrix_look(&by_F), page_of(J, l, n), &G.data[l], error);
    lsq_matrix_clear(&by_F);
    return status;
}

lsq_status lsq_jacobian_of_inverse(const lsq_lapack *L, lsq_const_view F, lsq_const_view J,
                                   lsq_view D, lsq_error *error) {
    const char *call = "lsq_jacobian_of_inverse";
    int64_t n = F.columns;
    lsq_matrix V = {NULL, 0, 0, NULL}, left = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view(call, "F", F, n, n, error);
    if (!status)
        status = lsq_check_view(call, "J", J, n * n, J.columns, error);
    if (!status)
        status = lsq_check_view(call, "D", lsq_view_look(D), n * n, J.columns, error);
    if (!status)
        status = lsq_matrix_init(&V, n, n, NULL, error);
    if (!status)
        status = lsq_matrix_init(&left, n, n, NULL, error);
    if (!status)
        status = lsq_invert(L, F, lsq_matrix_view(&V), error);
    for (int64_t l = 0; !status && l < J.columns; l++) {
        lsq_view page = {D.data + l * D.ld, n, n, n};
        status = lsq_multiply(L, 1, lsq_matrix_look(&V), LSQ_PLAIN, page_of(J, l, n), LSQ_PLAIN, 0,
                              lsq_matrix_view(&left), error);
        if (!status)
            status = lsq_multiply(L, -1, lsq_matrix_look(&left), LSQ_PLAIN, lsq_matrix_look(&V),
                                  LSQ_PLAIN, 0, page, error);
    }
    lsq_matrix_clear(&left);
    lsq_matrix_clear(&V);
    return status;
}
