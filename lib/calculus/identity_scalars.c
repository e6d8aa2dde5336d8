/* identity_scalars.c - scalars by vectors: the identities.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "identities.h"
#include "scalars.h"

static double dot(lsq_const_view a, lsq_const_view b) {
    double sum = 0;
    for (int64_t i = 0; i < a.rows; i++)
        sum += a.data[i] * b.data[i];
    return sum;
}

/* ---- linear: a = a[0] ---- */

static lsq_status value_linear(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    f.data[0] = dot(lsq_given(c, 0), x);
    return LSQ_OK;
}

static lsq_status formula_linear(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_linear(lsq_given(c, 0), D, error);
}

/* ---- squares ---- */

static lsq_status value_square(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = dot(x, x);
    return LSQ_OK;
}

static lsq_status formula_square(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_square(lsq_variable(c), D, error);
}

/* ---- quadratic form: B = a[0] ---- */

static double quadratic_form(lsq_const_view B, lsq_const_view x) {
    double sum = 0;
    for (int64_t j = 0; j < B.columns; j++)
        for (int64_t i = 0; i < B.rows; i++)
            sum += x.data[i] * lsq_at(B, i, j) * x.data[j];
    return sum;
}

static lsq_status value_quadratic(const lsq_case *c, lsq_const_view x, lsq_view f,
                                  lsq_error *error) {
    (void)error;
    f.data[0] = quadratic_form(lsq_given(c, 0), x);
    return LSQ_OK;
}

static lsq_status formula_quadratic(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_quadratic_form(c->L, lsq_given(c, 0), lsq_variable(c), D, error);
}

/* f(x) = 3x1^2 + 2x1x2 + x2^2, at (1, -1) */
static lsq_status prepare_worked(lsq_case *c, lsq_error *error) {
    (void)error;
    c->X.data[0] = 1;
    c->X.data[1] = -1;
    return LSQ_OK;
}

static lsq_status value_worked(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = 3 * x.data[0] * x.data[0] + 2 * x.data[0] * x.data[1] + x.data[1] * x.data[1];
    return LSQ_OK;
}

static lsq_status formula_worked(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)c;
    (void)error;
    D.data[0] = 4;
    D.data[1] = 0;
    return LSQ_OK;
}

/* ---- norm ---- */

static lsq_status value_norm(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = sqrt(dot(x, x));
    return LSQ_OK;
}

static lsq_status formula_norm(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_norm(lsq_variable(c), D, error);
}

/* ---- affine: a = a[0], b = a[1] ---- */

static lsq_status value_affine(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    f.data[0] = dot(lsq_given(c, 0), x) + lsq_given_number(c, 1);
    return LSQ_OK;
}

/* ---- along a direction: t is the variable, at 0; x = a[0], u = a[1] of length 1, B = a[2] ---- */

/* B near I and u not far from x, so that the slope is no small difference of large numbers. */
static lsq_status prepare_direction(lsq_case *c, lsq_error *error) {
    (void)error;
    lsq_matrix *x = &c->a[0], *u = &c->a[1];
    c->X.data[0] = 0;
    lsq_make_well_conditioned(&c->a[2]);
    for (int64_t i = 0; i < u->rows; i++)
        u->data[i] = copysign(u->data[i], x->data[i]);
    lsq_scale_column(lsq_matrix_view(u), 0, 1 / lsq_norm_column(lsq_matrix_look(u), 0));
    return LSQ_OK;
}

static lsq_status value_direction(const lsq_case *c, lsq_const_view t, lsq_view f,
                                  lsq_error *error) {
    lsq_matrix moved = {0};
    lsq_const_view x = lsq_given(c, 0), u = lsq_given(c, 1);
    lsq_status status = lsq_matrix_init(&moved, x.rows, 1, NULL, error);
    for (int64_t i = 0; i < x.rows && !status; i++)
        moved.data[i] = x.data[i] + t.data[0] * u.data[i];
    if (!status)
        f.data[0] = quadratic_form(lsq_given(c, 2), lsq_matrix_look(&moved));
    lsq_matrix_clear(&moved);
    return status;
}

static lsq_status formula_direction(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix g = {0};
    lsq_const_view x = lsq_given(c, 0), u = lsq_given(c, 1), B = lsq_given(c, 2);
    lsq_status status = lsq_matrix_init(&g, x.rows, 1, NULL, error);
    if (!status)
        status = lsq_gradient_quadratic_form(c->L, B, x, lsq_matrix_view(&g), error);
    if (!status)
        status = lsq_directional_derivative(lsq_matrix_look(&g), u, D.data, error);
    lsq_matrix_clear(&g);
    return status;
}

/* ---- tangent plane of x'x at x0 = a[0]: below the function by |x - x0|^2 exactly ---- */

static lsq_status value_above_plane(const lsq_case *c, lsq_const_view x, lsq_view f,
                                    lsq_error *error) {
    (void)error;
    lsq_const_view x0 = lsq_given(c, 0);
    double gap = 0;
    for (int64_t i = 0; i < x.rows; i++)
        gap += (x.data[i] - x0.data[i]) * (x.data[i] - x0.data[i]);
    f.data[0] = dot(x, x) - gap;
    return LSQ_OK;
}

static lsq_status formula_tangent_plane(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix g = {0};
    lsq_const_view x0 = lsq_given(c, 0);
    lsq_status status = lsq_matrix_init(&g, x0.rows, 1, NULL, error);
    if (!status)
        status = lsq_gradient_square(x0, lsq_matrix_view(&g), error);
    if (!status)
        status =
            lsq_tangent_plane(dot(x0, x0), lsq_matrix_look(&g), x0, lsq_variable(c), D.data, error);
    lsq_matrix_clear(&g);
    return status;
}

/* ---- products: u = sin(Ax), v = Bx with A = a[0], B = a[1] ---- */

static lsq_status value_product(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    lsq_const_view A = lsq_given(c, 0), B = lsq_given(c, 1);
    f.data[0] = 0;
    for (int64_t i = 0; i < A.rows; i++) {
        double u = 0, v = 0;
        for (int64_t j = 0; j < A.columns; j++) {
            u += lsq_at(A, i, j) * x.data[j];
            v += lsq_at(B, i, j) * x.data[j];
        }
        f.data[0] += sin(u) * v;
    }
    return LSQ_OK;
}

/* u takes Ax first, which Ju = diag(cos(Ax)) A needs. */
static lsq_status formula_product(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view A = lsq_given(c, 0), B = lsq_given(c, 1), x = lsq_variable(c);
    lsq_matrix u = {0}, v = {0}, Ju = {0};
    lsq_status status = lsq_matrix_init(&u, A.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&v, A.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&Ju, A.rows, A.columns, NULL, error);
    if (!status)
        status = lsq_multiply_vector(c->L, 1, A, LSQ_PLAIN, x.data, 0, u.data, error);
    if (!status)
        status = lsq_multiply_vector(c->L, 1, B, LSQ_PLAIN, x.data, 0, v.data, error);
    for (int64_t i = 0; i < A.rows && !status; i++) {
        for (int64_t j = 0; j < A.columns; j++)
            Ju.data[i + j * A.rows] = cos(u.data[i]) * lsq_at(A, i, j);
        u.data[i] = sin(u.data[i]);
    }
    if (!status)
        status = lsq_gradient_product(c->L, lsq_matrix_look(&u), lsq_matrix_look(&Ju),
                                      lsq_matrix_look(&v), B, D, error);
    lsq_matrix_clear(&Ju);
    lsq_matrix_clear(&v);
    lsq_matrix_clear(&u);
    return status;
}

/* x'Bx as the product of u = x and v = Bx: v is held, then u. */
static lsq_status formula_stopped(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view B = lsq_given(c, 0), x = lsq_variable(c);
    lsq_matrix v = {0}, I = {0};
    lsq_status status = lsq_matrix_init(&v, x.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&I, x.rows, x.rows, NULL, error);
    if (!status)
        status = lsq_multiply_vector(c->L, 1, B, LSQ_PLAIN, x.data, 0, v.data, error);
    if (!status) {
        lsq_set_zero(D);
        lsq_set_identity(lsq_matrix_view(&I));
        status = lsq_add_gradient_held(c->L, lsq_matrix_look(&I), lsq_matrix_look(&v), D, error);
    }
    if (!status)
        status = lsq_add_gradient_held(c->L, B, x, D, error);
    lsq_matrix_clear(&I);
    lsq_matrix_clear(&v);
    return status;
}

static const lsq_identity rows[] = {
    {.name = "linear function",
     .formula = {"∇ aᵀx = a", "∂(aᵀx)/∂x = aᵀ"},
     .given = "x n, a n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_linear,
     .formula_at = formula_linear},
    {.name = "affine function",
     .formula = {"∇ (aᵀx + b) = a", "∂(aᵀx + b)/∂x = aᵀ"},
     .given = "x n, a n, b 1",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_affine,
     .formula_at = formula_linear},
    {.name = "square of the norm",
     .formula = {"∇ xᵀx = 2x", "∂(xᵀx)/∂x = 2xᵀ"},
     .given = "x n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_square,
     .formula_at = formula_square},
    {.name = "norm",
     .formula = {"∇ ‖x‖ = x/‖x‖", "∂‖x‖/∂x = xᵀ/‖x‖"},
     .given = "x n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_norm,
     .formula_at = formula_norm},
    {.name = "quadratic form",
     .formula = {"∇ xᵀBx = (B + Bᵀ)x", "∂(xᵀBx)/∂x = xᵀ(B + Bᵀ)"},
     .given = "x n, B nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_quadratic,
     .formula_at = formula_quadratic},
    {.name = "worked quadratic form",
     .formula = {"∇ (3x₁² + 2x₁x₂ + x₂²) at (1, −1) = (4, 0)ᵀ",
                 "∂(3x₁² + 2x₁x₂ + x₂²)/∂x at (1, −1) = (4, 0)"},
     .given = "x 2",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = prepare_worked,
     .value = value_worked,
     .formula_at = formula_worked},
    {.name = "directional derivative",
     .formula = {"d/dt y(x + tu) at 0 = ∇yᵀu, ‖u‖ = 1, y = xᵀBx"},
     .given = "t 1, x n, u n, B nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = prepare_direction,
     .value = value_direction,
     .formula_at = formula_direction},
    {.name = "tangent plane of a square",
     .formula = {"x₀ᵀx₀ + 2x₀ᵀ(x − x₀) = xᵀx − ‖x − x₀‖²"},
     .given = "x n, x₀ n",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_above_plane,
     .formula_at = formula_tangent_plane},
    {.name = "product rule",
     .formula = {"∇ uᵀv = (∂u/∂x)v + (∂v/∂x)u, u = sin Ax, v = Bx",
                 "∂(uᵀv)/∂x = vᵀ ∂u/∂x + uᵀ ∂v/∂x, u = sin Ax, v = Bx"},
     .given = "x n, A mn, B mn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_product,
     .formula_at = formula_product},
    {.name = "product rule by held factors",
     .formula = {"∇ xᵀBx = ∇ xᵀ[Bx] + ∇ [x]ᵀBx, held: [ ]",
                 "∂(xᵀBx)/∂x = ∂(xᵀ[Bx])/∂x + ∂([x]ᵀBx)/∂x, held: [ ]"},
     .given = "x n, B nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_quadratic,
     .formula_at = formula_stopped},
};

const lsq_identity_group lsq_identities_scalars = {"scalars by vectors", rows,
                                                   sizeof rows / sizeof *rows};
