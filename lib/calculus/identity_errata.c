/* identity_errata.c - formulas that are printed in lecture notes and wrong, each beside the right
 * one.
 *
 * What is wrong: the variable taken for another, a layout that is not told, a missing absolute
 * value, a factor in the wrong place, a mean taken for a sum, one term of two.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "identities.h"
#include "least_squares.h"
#include "norms.h"
#include "scalars.h"
#include "traces.h"

/* ---- |Y - XA|_F^2 by X; A = a[0], Y = a[1] ---- */

/* *R = Y - XA, to be cleared in any case */
static lsq_status residuals(const lsq_case *c, lsq_const_view X, lsq_const_view A, lsq_const_view Y,
                            lsq_matrix *R, lsq_error *error) {
    lsq_status status = lsq_matrix_init(R, Y.rows, Y.columns, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(R), Y, error);
    if (!status)
        status = lsq_multiply(c->L, -1, X, LSQ_PLAIN, A, LSQ_PLAIN, 1, lsq_matrix_view(R), error);
    return status;
}

static lsq_status value_by_data(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    lsq_matrix R = {0};
    lsq_status status = residuals(c, X, lsq_given(c, 0), lsq_given(c, 1), &R, error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&R), lsq_matrix_look(&R), f.data, error);
    lsq_matrix_clear(&R);
    return status;
}

/* D = -2 (Y - XA)' B */
static lsq_status residuals_times(const lsq_case *c, lsq_const_view B, lsq_view D,
                                  lsq_error *error) {
    lsq_matrix R = {0};
    lsq_status status = residuals(c, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), &R, error);
    if (!status)
        status =
            lsq_multiply(c->L, -2, lsq_matrix_look(&R), LSQ_TRANSPOSED, B, LSQ_PLAIN, 0, D, error);
    lsq_matrix_clear(&R);
    return status;
}

static lsq_status formula_residuals_times_x(const lsq_case *c, lsq_view D, lsq_error *error) {
    return residuals_times(c, lsq_variable(c), D, error);
}

static lsq_status formula_residuals_times_a(const lsq_case *c, lsq_view D, lsq_error *error) {
    return residuals_times(c, lsq_given(c, 0), D, error);
}

static lsq_status formula_by_data(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_by_data(c->L, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), D, error);
}

/* ---- |Ax - b|^2 by A; x = a[0], b = a[1] ---- */

/* r = factor Ax - b, m-by-1 */
static lsq_status residual(const lsq_case *c, double factor, lsq_const_view A, lsq_const_view x,
                           lsq_const_view b, lsq_matrix *r, lsq_error *error) {
    lsq_status status = lsq_matrix_init(r, b.rows, 1, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(r), b, error);
    if (!status)
        status = lsq_multiply_vector(c->L, factor, A, LSQ_PLAIN, x.data, -1, r->data, error);
    return status;
}

static lsq_status value_by_matrix(const lsq_case *c, lsq_const_view A, lsq_view f,
                                  lsq_error *error) {
    lsq_matrix r = {0};
    lsq_status status = residual(c, 1, A, lsq_given(c, 0), lsq_given(c, 1), &r, error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&r), lsq_matrix_look(&r), f.data, error);
    lsq_matrix_clear(&r);
    return status;
}

static lsq_status formula_dot(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix r = {0};
    lsq_status status =
        residual(c, 1, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), &r, error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&r), lsq_given(c, 0), D.data, error);
    if (!status)
        D.data[0] *= 2;
    lsq_matrix_clear(&r);
    return status;
}

static lsq_status formula_half_doubled(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix r = {0};
    lsq_status status =
        residual(c, 2, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), &r, error);
    if (!status)
        status = lsq_gradient_bilinear(lsq_matrix_look(&r), lsq_given(c, 0), D, error);
    lsq_matrix_clear(&r);
    return status;
}

static lsq_status formula_by_matrix(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_by_matrix(c->L, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), D,
                                  error);
}

/* ---- the mean of squares |Ax - b|^2 / m by x; A = a[0], b = a[1] ---- */

static lsq_status value_mean(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    lsq_matrix r = {0};
    lsq_status status = residual(c, 1, lsq_given(c, 0), x, lsq_given(c, 1), &r, error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&r), lsq_matrix_look(&r), f.data, error);
    if (!status)
        f.data[0] /= (double)r.rows;
    lsq_matrix_clear(&r);
    return status;
}

static lsq_status formula_sum(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_least_squares(c->L, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1), D,
                                      error);
}

static lsq_status formula_mean(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_status status = formula_sum(c, D, error);
    if (!status)
        lsq_scale_column(D, 0, 1 / (double)c->a[0].rows);
    return status;
}

/* ---- u'Xv by X; u = a[0], v = a[1] ---- */

static lsq_status value_bilinear(const lsq_case *c, lsq_const_view X, lsq_view f,
                                 lsq_error *error) {
    (void)error;
    f.data[0] = 0;
    for (int64_t j = 0; j < X.columns; j++)
        for (int64_t i = 0; i < X.rows; i++)
            f.data[0] += c->a[0].data[i] * lsq_at(X, i, j) * c->a[1].data[j];
    return LSQ_OK;
}

static lsq_status formula_vu(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_bilinear(lsq_given(c, 1), lsq_given(c, 0), D, error);
}

static lsq_status formula_uv(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_bilinear(lsq_given(c, 0), lsq_given(c, 1), D, error);
}

/* ---- norms ---- */

static lsq_status make_negative(lsq_case *c, lsq_error *error) {
    (void)error;
    c->X.data[0] = -fabs(c->X.data[0]);
    return LSQ_OK;
}

static lsq_status value_norm(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = 0;
    for (int64_t i = 0; i < x.rows; i++)
        f.data[0] += pow(fabs(x.data[i]), 3);
    f.data[0] = cbrt(f.data[0]);
    return LSQ_OK;
}

static lsq_status formula_signed(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)error;
    D.data[0] = 0;
    for (int64_t i = 0; i < c->X.rows; i++)
        D.data[0] += pow(c->X.data[i], 3);
    D.data[0] = cbrt(D.data[0]);
    return LSQ_OK;
}

static lsq_status formula_absolute(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_norm_p(lsq_variable(c), 3, D.data, error);
}

/* ---- u'v for u = Ax, v = Bx; A = a[0], B = a[1] ---- */

static lsq_status value_inner(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    lsq_matrix u = {0}, v = {0};
    lsq_status status = lsq_product_init(c->L, &u, lsq_given(c, 0), LSQ_PLAIN, x, LSQ_PLAIN, error);
    if (!status)
        status = lsq_product_init(c->L, &v, lsq_given(c, 1), LSQ_PLAIN, x, LSQ_PLAIN, error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&u), lsq_matrix_look(&v), f.data, error);
    lsq_matrix_clear(&v);
    lsq_matrix_clear(&u);
    return status;
}

/* u'dv alone: B'u */
static lsq_status formula_one_term(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix u = {0};
    lsq_status status =
        lsq_product_init(c->L, &u, lsq_given(c, 0), LSQ_PLAIN, lsq_variable(c), LSQ_PLAIN, error);
    if (!status)
        status = lsq_multiply(c->L, 1, lsq_given(c, 1), LSQ_TRANSPOSED, lsq_matrix_look(&u),
                              LSQ_PLAIN, 0, D, error);
    lsq_matrix_clear(&u);
    return status;
}

static lsq_status formula_both_terms(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view A = lsq_given(c, 0), B = lsq_given(c, 1);
    lsq_matrix u = {0}, v = {0};
    lsq_status status = lsq_product_init(c->L, &u, A, LSQ_PLAIN, lsq_variable(c), LSQ_PLAIN, error);
    if (!status)
        status = lsq_product_init(c->L, &v, B, LSQ_PLAIN, lsq_variable(c), LSQ_PLAIN, error);
    if (!status)
        status =
            lsq_gradient_product(c->L, lsq_matrix_look(&u), A, lsq_matrix_look(&v), B, D, error);
    lsq_matrix_clear(&v);
    lsq_matrix_clear(&u);
    return status;
}

static const lsq_identity rows[] = {
    {.name = "by the data matrix, claimed as by the coefficients",
     .formula = {"∂‖Y − XA‖²/∂X = −2(Y − XA)ᵀX"},
     .given = "X mn, A nk, Y mk",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {1, 1},
     .printed = "kn",
     .value = value_by_data,
     .formula_at = formula_residuals_times_x},
    {.name = "by the data matrix, claimed with A behind",
     .formula = {"∂‖Y − XA‖²/∂X = −2(Y − XA)ᵀA"},
     .given = "X NN, A Nk, Y Nk",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {1, 1},
     .printed = "kk",
     .value = value_by_data,
     .formula_at = formula_residuals_times_a},
    {.name = "by the data matrix, right",
     .formula = {"∇ ‖Y − XA‖² by X = −2(Y − XA)Aᵀ", "∂‖Y − XA‖²/∂X = −2A(Y − XA)ᵀ"},
     .given = "X mn, A nk, Y mk",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_data,
     .formula_at = formula_by_data},
    {.name = "by the matrix, claimed as a dot product",
     .formula = {"∇ ‖Ax − b‖² by A = 2(Ax − b)·x"},
     .given = "A NN, x N, b N",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {1, 1},
     .printed = "1",
     .value = value_by_matrix,
     .formula_at = formula_dot},
    {.name = "by the matrix, claimed with b once",
     .formula = {"∇ ‖Ax − b‖² by A = (2Ax − b)xᵀ", "∂‖Ax − b‖²/∂A = ((2Ax − b)xᵀ)ᵀ"},
     .given = "A mn, x n, b m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {1, 1},
     .value = value_by_matrix,
     .formula_at = formula_half_doubled},
    {.name = "by the matrix, right",
     .formula = {"∇ ‖Ax − b‖² by A = 2(Ax − b)xᵀ", "∂‖Ax − b‖²/∂A = 2x(Ax − b)ᵀ"},
     .given = "A mn, x n, b m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_matrix,
     .formula_at = formula_by_matrix},
    {.name = "mean squared error, claimed as of the sum",
     .formula = {"∇ (‖Ax − b‖²/m) = 2Aᵀ(Ax − b)", "∂(‖Ax − b‖²/m)/∂x = 2(Ax − b)ᵀA"},
     .given = "x n, A Mn, b M",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {1, 1},
     .value = value_mean,
     .formula_at = formula_sum},
    {.name = "mean squared error, right",
     .formula = {"∇ (‖Ax − b‖²/m) = (2/m)Aᵀ(Ax − b)", "∂(‖Ax − b‖²/m)/∂x = (2/m)(Ax − b)ᵀA"},
     .given = "x n, A Mn, b M",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_mean,
     .formula_at = formula_mean},
    {.name = "bilinear form, right in numerator layout only",
     .formula = {"∂(uᵀXv)/∂X = vuᵀ"},
     .given = "X MN, u M, v N",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {[LSQ_DENOMINATOR] = 1},
     .printed = "NM",
     .value = value_bilinear,
     .formula_at = formula_vu},
    {.name = "bilinear form, right in denominator layout only",
     .formula = {"∂(uᵀXv)/∂X = uvᵀ"},
     .given = "X MN, u M, v N",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {[LSQ_NUMERATOR] = 1},
     .printed = "MN",
     .value = value_bilinear,
     .formula_at = formula_uv},
    {.name = "L_p norm, claimed without absolute values",
     .formula = {"‖x‖_p = (Σxᵢ^p)^(1/p), p = 3"},
     .given = "x n",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .erratum = {1, 1},
     .prepare = make_negative,
     .value = value_norm,
     .formula_at = formula_signed},
    {.name = "L_p norm, right",
     .formula = {"‖x‖_p = (Σ|xᵢ|^p)^(1/p), p = 3, x₁ < 0"},
     .given = "x n",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .prepare = make_negative,
     .value = value_norm,
     .formula_at = formula_absolute},
    {.name = "product rule, claimed with one term",
     .formula = {"d(uᵀv) = uᵀdv: ∇ (Ax)ᵀBx = Bᵀu", "d(uᵀv) = uᵀdv: ∂((Ax)ᵀBx)/∂x = uᵀB"},
     .given = "x n, A mn, B mn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .erratum = {1, 1},
     .value = value_inner,
     .formula_at = formula_one_term},
    {.name = "product rule, right",
     .formula = {"d(uᵀv) = vᵀdu + uᵀdv: ∇ (Ax)ᵀBx = Aᵀv + Bᵀu",
                 "d(uᵀv) = vᵀdu + uᵀdv: ∂((Ax)ᵀBx)/∂x = vᵀA + uᵀB"},
     .given = "x n, A mn, B mn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_inner,
     .formula_at = formula_both_terms},
};

const lsq_identity_group lsq_identities_errata = {"errata", rows, sizeof rows / sizeof *rows};
