/* identity_least_squares.c - sums of squares: the identities.
 *
 * SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "identities.h"
#include "least_squares.h"
#include "scalars.h"
#include "vectors.h"

/* |XA - Y|_F^2, element by element */
static double sum_of_squares(lsq_const_view X, lsq_const_view A, lsq_const_view Y) {
    double sum = 0;
    for (int64_t j = 0; j < Y.columns; j++)
        for (int64_t i = 0; i < Y.rows; i++) {
            double r = -lsq_at(Y, i, j);
            for (int64_t k = 0; k < X.columns; k++)
                r += lsq_at(X, i, k) * lsq_at(A, k, j);
            sum += r * r;
        }
    return sum;
}

/* ---- by x, and by A: A = a[0] or X = a[0], b or Y = a[1] ---- */

static lsq_status value_by_coefficients(const lsq_case *c, lsq_const_view x, lsq_view f,
                                        lsq_error *error) {
    (void)error;
    f.data[0] = sum_of_squares(lsq_given(c, 0), x, lsq_given(c, 1));
    return LSQ_OK;
}

static lsq_status formula_single(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_least_squares(c->L, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1), D,
                                      error);
}

static lsq_status formula_responses(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_responses(c->L, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1), D,
                                  error);
}

/* The last column of A is twice the first. */
static lsq_status prepare_deficient(lsq_case *c, lsq_error *error) {
    lsq_view A = lsq_matrix_view(&c->a[0]);
    lsq_view first = lsq_view_block(A, 0, 0, A.rows, 1);
    lsq_view last = lsq_view_block(A, 0, A.columns - 1, A.rows, 1);
    lsq_status status = lsq_copy(last, lsq_view_look(first), error);
    lsq_scale_column(last, 0, 2);
    return status;
}

/* ---- the chain rule: Phi = a[0], y = a[1] ---- */

static lsq_status value_squared_length(const lsq_case *c, lsq_const_view e, lsq_view f,
                                       lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = 0;
    for (int64_t i = 0; i < e.rows; i++)
        f.data[0] += e.data[i] * e.data[i];
    return LSQ_OK;
}

static lsq_status formula_squared_length(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_square(lsq_variable(c), D, error);
}

static lsq_status value_residual(const lsq_case *c, lsq_const_view theta, lsq_view f,
                                 lsq_error *error) {
    lsq_const_view Phi = lsq_given(c, 0);
    lsq_status status = lsq_copy(f, lsq_given(c, 1), error);
    for (int64_t j = 0; j < Phi.columns; j++)
        for (int64_t i = 0; i < Phi.rows; i++)
            f.data[i] -= lsq_at(Phi, i, j) * theta.data[j];
    return status;
}

static lsq_status formula_residual(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_residual(lsq_given(c, 0), D, error);
}

/* e, its Jacobian, the gradient of |e|^2 by e, and both put together. */
static lsq_status formula_chained(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view Phi = lsq_given(c, 0);
    lsq_matrix e = {0}, g = {0}, J = {0};
    lsq_status status = lsq_matrix_init(&e, Phi.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&g, Phi.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&J, Phi.rows, Phi.columns, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&e), lsq_given(c, 1), error);
    if (!status)
        status = lsq_multiply_vector(c->L, -1, Phi, LSQ_PLAIN, c->X.data, 1, e.data, error);
    if (!status)
        status = lsq_gradient_square(lsq_matrix_look(&e), lsq_matrix_view(&g), error);
    if (!status)
        status = lsq_jacobian_residual(Phi, lsq_matrix_view(&J), error);
    if (!status)
        status = lsq_gradient_chain(c->L, lsq_matrix_look(&g), lsq_matrix_look(&J), D, error);
    lsq_matrix_clear(&J);
    lsq_matrix_clear(&g);
    lsq_matrix_clear(&e);
    return status;
}

/* ---- term by term ---- */

/* x = a[0], y = a[1] */
static lsq_status value_one_square(const lsq_case *c, lsq_const_view a, lsq_view f,
                                   lsq_error *error) {
    (void)error;
    double r = lsq_given_number(c, 1);
    for (int64_t i = 0; i < a.rows; i++)
        r -= lsq_at(lsq_given(c, 0), i, 0) * a.data[i];
    f.data[0] = r * r;
    return LSQ_OK;
}

static lsq_status formula_one_square(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_one_square(lsq_variable(c), lsq_given(c, 0), lsq_given_number(c, 1), D,
                                   error);
}

/* The rows of X = a[0] are the x_i, of y = a[1] the y_i. */
static lsq_status formula_sum_form(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view X = lsq_given(c, 0);
    lsq_matrix x = {0}, g = {0};
    lsq_status status = lsq_matrix_init(&x, X.columns, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&g, X.columns, 1, NULL, error);
    lsq_set_zero(D);
    for (int64_t i = 0; i < X.rows && !status; i++) {
        for (int64_t j = 0; j < X.columns; j++)
            x.data[j] = lsq_at(X, i, j);
        status = lsq_gradient_one_square(lsq_variable(c), lsq_matrix_look(&x),
                                         lsq_at(lsq_given(c, 1), i, 0), lsq_matrix_view(&g), error);
        for (int64_t j = 0; j < X.columns && !status; j++)
            D.data[j] += g.data[j];
    }
    lsq_matrix_clear(&g);
    lsq_matrix_clear(&x);
    return status;
}

/* ---- weighted: A = a[0], x = a[1], W = a[2] ---- */

static lsq_status prepare_weighted(lsq_case *c, lsq_error *error) {
    (void)error;
    lsq_mirror_upper(lsq_matrix_view(&c->a[2]));
    return LSQ_OK;
}

static lsq_status value_weighted(const lsq_case *c, lsq_const_view s, lsq_view f,
                                 lsq_error *error) {
    lsq_const_view A = lsq_given(c, 0), x = lsq_given(c, 1), W = lsq_given(c, 2);
    lsq_matrix r = {0};
    lsq_status status = lsq_matrix_init(&r, A.rows, 1, NULL, error);
    if (status)
        return status;
    f.data[0] = 0;
    for (int64_t i = 0; i < A.rows; i++) {
        r.data[i] = x.data[i];
        for (int64_t j = 0; j < A.columns; j++)
            r.data[i] -= lsq_at(A, i, j) * s.data[j];
    }
    for (int64_t j = 0; j < W.columns; j++)
        for (int64_t i = 0; i < W.rows; i++)
            f.data[0] += r.data[i] * lsq_at(W, i, j) * r.data[j];
    lsq_matrix_clear(&r);
    return LSQ_OK;
}

static lsq_status formula_weighted(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_weighted(c->L, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1),
                                 lsq_given(c, 2), D, error);
}

/* ---- ridge: A = a[0], b = a[1], lambda = a[2] ---- */

static lsq_status value_ridge(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    f.data[0] = sum_of_squares(lsq_given(c, 0), x, lsq_given(c, 1));
    for (int64_t i = 0; i < x.rows; i++)
        f.data[0] += lsq_given_number(c, 2) * x.data[i] * x.data[i];
    return LSQ_OK;
}

static lsq_status formula_ridge(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_ridge(c->L, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1),
                              lsq_given_number(c, 2), D, error);
}

/* ---- by the matrix on the left: x or A = a[0], b or Y = a[1] ---- */

static lsq_status value_by_factor(const lsq_case *c, lsq_const_view X, lsq_view f,
                                  lsq_error *error) {
    (void)error;
    f.data[0] = sum_of_squares(X, lsq_given(c, 0), lsq_given(c, 1));
    return LSQ_OK;
}

static lsq_status formula_by_matrix(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_by_matrix(c->L, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), D,
                                  error);
}

static lsq_status formula_by_data(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_by_data(c->L, lsq_variable(c), lsq_given(c, 0), lsq_given(c, 1), D, error);
}

static const lsq_identity rows[] = {
    {.name = "single response",
     .formula = {"∇ ‖Ax − b‖² = 2Aᵀ(Ax − b)", "∂‖Ax − b‖²/∂x = 2(Ax − b)ᵀA"},
     .given = "x n, A mn, b m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_coefficients,
     .formula_at = formula_single},
    {.name = "squared length of residuals",
     .formula = {"∇ ‖e‖² = 2e", "∂‖e‖²/∂e = 2eᵀ"},
     .given = "e m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_squared_length,
     .formula_at = formula_squared_length},
    {.name = "residuals by parameters",
     .formula = {"∂(y − Φθ)/∂θ = −Φᵀ", "∂(y − Φθ)/∂θ = −Φ"},
     .given = "θ n, Φ mn, y m",
     .f = "m",
     .kind = LSQ_OF_VECTOR,
     .value = value_residual,
     .formula_at = formula_residual},
    {.name = "single response by the chain rule",
     .formula = {"∇ ‖e‖² = −2Φᵀe, e = y − Φθ", "∂‖e‖²/∂θ = ∂‖e‖²/∂e ∂e/∂θ = −2eᵀΦ, e = y − Φθ"},
     .given = "θ n, Φ mn, y m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_coefficients,
     .formula_at = formula_chained},
    {.name = "one square of a sum",
     .formula = {"∇ (yᵢ − aᵀxᵢ)² = 2(aᵀxᵢ − yᵢ)xᵢ", "∂(yᵢ − aᵀxᵢ)²/∂a = 2(aᵀxᵢ − yᵢ)xᵢᵀ"},
     .given = "a n, xᵢ n, yᵢ 1",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_one_square,
     .formula_at = formula_one_square},
    {.name = "sum of squares",
     .formula = {"∇ Σᵢ(yᵢ − xᵢᵀa)² = Σᵢ 2(aᵀxᵢ − yᵢ)xᵢ", "∂Σᵢ(yᵢ − xᵢᵀa)²/∂a = Σᵢ 2(aᵀxᵢ − yᵢ)xᵢᵀ"},
     .given = "a n, X mn, y m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_coefficients,
     .formula_at = formula_sum_form},
    {.name = "several responses",
     .formula = {"∇ ‖Y − XA‖² by A = −2Xᵀ(Y − XA)", "∂‖Y − XA‖²/∂A = −2(Y − XA)ᵀX"},
     .given = "A nk, X mn, Y mk",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_coefficients,
     .formula_at = formula_responses},
    {.name = "weighted",
     .formula = {"∇ (x − As)ᵀW(x − As) = −2AᵀW(x − As), W = Wᵀ",
                 "∂(x − As)ᵀW(x − As)/∂s = −2(x − As)ᵀWA, W = Wᵀ"},
     .given = "s n, A mn, x m, W mm",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = prepare_weighted,
     .value = value_weighted,
     .formula_at = formula_weighted},
    {.name = "ridge",
     .formula = {"∇ (‖Ax − b‖² + λ‖x‖²) = 2Aᵀ(Ax − b) + 2λx",
                 "∂(‖Ax − b‖² + λ‖x‖²)/∂x = 2(Ax − b)ᵀA + 2λxᵀ"},
     .given = "x n, A mn, b m, λ 1",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_ridge,
     .formula_at = formula_ridge},
    {.name = "rank deficient",
     .formula = {"∇ ‖Ax − b‖² = 2Aᵀ(Ax − b), rank A < n",
                 "∂‖Ax − b‖²/∂x = 2(Ax − b)ᵀA, rank A < n"},
     .given = "x N, A mN, b m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = prepare_deficient,
     .value = value_by_coefficients,
     .formula_at = formula_single},
    {.name = "by the matrix",
     .formula = {"∇ ‖Ax − b‖² by A = 2(Ax − b)xᵀ", "∂‖Ax − b‖²/∂A = 2x(Ax − b)ᵀ"},
     .given = "A mn, x n, b m",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_factor,
     .formula_at = formula_by_matrix},
    {.name = "by the data matrix",
     .formula = {"∇ ‖Y − XA‖² by X = −2(Y − XA)Aᵀ", "∂‖Y − XA‖²/∂X = −2A(Y − XA)ᵀ"},
     .given = "X mn, A nk, Y mk",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_by_factor,
     .formula_at = formula_by_data},
};

const lsq_identity_group lsq_identities_least_squares = {"least squares", rows,
                                                         sizeof rows / sizeof *rows};
