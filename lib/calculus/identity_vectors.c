/* identity_vectors.c - vectors by numbers and vectors: the identities.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "identities.h"
#include "vectors.h"

static const double pi = 3.14159265358979323846;

/* s = A x, for functions by their definition */
static double row_times(lsq_const_view A, int64_t i, lsq_const_view x) {
    double sum = 0;
    for (int64_t j = 0; j < A.columns; j++)
        sum += lsq_at(A, i, j) * x.data[j];
    return sum;
}

static double logistic(double h) {
    return 1 / (1 + exp(-h));
}

/* sigma' = sigma (1 - sigma), by the hyperbolic cosine */
static double logistic_slope(double h) {
    double c = cosh(h / 2);
    return 1 / (4 * c * c);
}

/* tanh' = 1 - tanh^2 = 1 / cosh^2 */
static double tanh_slope(double h) {
    double c = cosh(h);
    return 1 / (c * c);
}

/* ---- curves ---- */

static lsq_status value_line(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    for (int64_t i = 0; i < f.rows; i++)
        f.data[i] = lsq_at(lsq_given(c, 0), i, 0) * x.data[0];
    return LSQ_OK;
}

static lsq_status formula_line(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_tangent_line(lsq_given(c, 0), D, error);
}

static lsq_status value_circle(const lsq_case *c, lsq_const_view theta, lsq_view f,
                               lsq_error *error) {
    (void)error;
    f.data[0] = lsq_given_number(c, 0) * cos(theta.data[0]);
    f.data[1] = lsq_given_number(c, 0) * sin(theta.data[0]);
    return LSQ_OK;
}

static lsq_status formula_circle(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_tangent_circle(lsq_given_number(c, 0), c->X.data[0], D, error);
}

static lsq_status prepare_radius(lsq_case *c, lsq_error *error) {
    (void)error;
    c->X.data[0] = fabs(c->X.data[0]);
    return LSQ_OK;
}

static lsq_status value_circumference(const lsq_case *c, lsq_const_view r, lsq_view f,
                                      lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = 2 * pi * r.data[0];
    return LSQ_OK;
}

/* The trapezoidal rule over a period; the length of the tangent is the same everywhere. */
static lsq_status formula_length(const lsq_case *c, lsq_view D, lsq_error *error) {
    enum { POINTS = 12 };
    double T[2], sum = 0;
    lsq_status status = LSQ_OK;
    for (int i = 0; i < POINTS && !status; i++) {
        status =
            lsq_tangent_circle(c->X.data[0], 2 * pi * i / POINTS, (lsq_view){T, 2, 1, 2}, error);
        sum += hypot(T[0], T[1]);
    }
    D.data[0] = sum * 2 * pi / POINTS;
    return status;
}

/* ---- linear: A = a[0], b = a[1] where there is one ---- */

static lsq_status value_linear(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    for (int64_t i = 0; i < f.rows; i++)
        f.data[i] = row_times(lsq_given(c, 0), i, x);
    return LSQ_OK;
}

static lsq_status value_affine(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    for (int64_t i = 0; i < f.rows; i++)
        f.data[i] = row_times(lsq_given(c, 0), i, x) + lsq_at(lsq_given(c, 1), i, 0);
    return LSQ_OK;
}

static lsq_status formula_linear(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_linear(lsq_given(c, 0), D, error);
}

/* ---- element by element ---- */

static lsq_status value_elementwise(const lsq_case *c, lsq_const_view h, lsq_view f,
                                    lsq_error *error) {
    (void)c;
    (void)error;
    for (int64_t i = 0; i < h.rows; i++)
        f.data[i] = logistic(h.data[i]);
    return LSQ_OK;
}

static lsq_status formula_elementwise(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_elementwise(logistic_slope, lsq_variable(c), D, error);
}

/* W = a[0], b = a[1] */
static lsq_status value_layer(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    for (int64_t i = 0; i < f.rows; i++)
        f.data[i] = tanh(row_times(lsq_given(c, 0), i, x) - lsq_at(lsq_given(c, 1), i, 0));
    return LSQ_OK;
}

static lsq_status formula_layer(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_layer(c->L, tanh_slope, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1),
                              D, error);
}

/* ---- chains ---- */

/* z = sigma(Ay), y = tanh(Wx): W = a[0], A = a[1] */
static lsq_status value_chain(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    lsq_const_view W = lsq_given(c, 0), A = lsq_given(c, 1);
    lsq_set_zero(f);
    for (int64_t i = 0; i < W.rows; i++) {
        double y = tanh(row_times(W, i, x));
        for (int64_t k = 0; k < A.rows; k++)
            f.data[k] += lsq_at(A, k, i) * y;
    }
    for (int64_t k = 0; k < A.rows; k++)
        f.data[k] = logistic(f.data[k]);
    return LSQ_OK;
}

/* Both layers have the thresholds 0. */
static lsq_status formula_chain(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view W = lsq_given(c, 0), A = lsq_given(c, 1), x = lsq_variable(c);
    lsq_matrix y = {0}, zero = {0}, Jy = {0}, Jz = {0};
    lsq_status status = lsq_matrix_init(&y, W.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&zero, W.rows > A.rows ? W.rows : A.rows, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&Jy, W.rows, W.columns, NULL, error);
    if (!status)
        status = lsq_matrix_init(&Jz, A.rows, A.columns, NULL, error);
    if (!status)
        status = lsq_multiply_vector(c->L, 1, W, LSQ_PLAIN, x.data, 0, y.data, error);
    for (int64_t i = 0; i < W.rows && !status; i++)
        y.data[i] = tanh(y.data[i]);
    lsq_const_view none = lsq_matrix_look(&zero);
    if (!status)
        status = lsq_jacobian_layer(c->L, tanh_slope, W, x, lsq_look_block(none, 0, 0, W.rows, 1),
                                    lsq_matrix_view(&Jy), error);
    if (!status)
        status =
            lsq_jacobian_layer(c->L, logistic_slope, A, lsq_matrix_look(&y),
                               lsq_look_block(none, 0, 0, A.rows, 1), lsq_matrix_view(&Jz), error);
    if (!status)
        status = lsq_jacobian_chain(c->L, lsq_matrix_look(&Jz), lsq_matrix_look(&Jy), D, error);
    lsq_matrix_clear(&Jz);
    lsq_matrix_clear(&Jy);
    lsq_matrix_clear(&zero);
    lsq_matrix_clear(&y);
    return status;
}

/* h(t) = exp(x1 x2^2) on the spiral x = (t cos t, t sin t) */
static lsq_status value_spiral(const lsq_case *c, lsq_const_view t, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    double x1 = t.data[0] * cos(t.data[0]), x2 = t.data[0] * sin(t.data[0]);
    f.data[0] = exp(x1 * x2 * x2);
    return LSQ_OK;
}

static lsq_status formula_spiral(const lsq_case *c, lsq_view D, lsq_error *error) {
    double t = c->X.data[0], x1 = t * cos(t), x2 = t * sin(t), h = exp(x1 * x2 * x2);
    double g[] = {x2 * x2 * h, 2 * x1 * x2 * h};
    double tangent[] = {cos(t) - t * sin(t), sin(t) + t * cos(t)};
    return lsq_gradient_chain(c->L, (lsq_const_view){g, 2, 1, 2},
                              (lsq_const_view){tangent, 2, 1, 2}, D, error);
}

/* f(x) = x1^2 x2 in polar coordinates x = (s cos t, s sin t) */
static lsq_status value_polar(const lsq_case *c, lsq_const_view st, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    double x1 = st.data[0] * cos(st.data[1]), x2 = st.data[0] * sin(st.data[1]);
    f.data[0] = x1 * x1 * x2;
    return LSQ_OK;
}

static lsq_status formula_polar(const lsq_case *c, lsq_view D, lsq_error *error) {
    double s = c->X.data[0], t = c->X.data[1], x1 = s * cos(t), x2 = s * sin(t);
    double g[] = {2 * x1 * x2, x1 * x1};
    double J[] = {cos(t), sin(t), -s * sin(t), s * cos(t)};
    return lsq_gradient_chain(c->L, (lsq_const_view){g, 2, 1, 2}, (lsq_const_view){J, 2, 2, 2}, D,
                              error);
}

/* ---- area ---- */

/* The image of the unit square is the parallelogram 0, j1, j1 + j2, j2: its area by Gauss's
 * formula, half the sum of x_i y_(i+1) - x_(i+1) y_i over its corners. */
static lsq_status value_area(const lsq_case *c, lsq_const_view J, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    double x[5] = {0}, y[5] = {0}, twice = 0;
    x[1] = lsq_at(J, 0, 0);
    y[1] = lsq_at(J, 1, 0);
    x[3] = lsq_at(J, 0, 1);
    y[3] = lsq_at(J, 1, 1);
    x[2] = x[1] + x[3];
    y[2] = y[1] + y[3];
    for (int i = 0; i < 4; i++)
        twice += x[i] * y[i + 1] - x[i + 1] * y[i];
    f.data[0] = fabs(twice) / 2;
    return LSQ_OK;
}

static lsq_status formula_area(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_area_factor(lsq_variable(c), D.data, error);
}

/* [-2 1; 1 1] */
static lsq_status prepare_worked_area(lsq_case *c, lsq_error *error) {
    (void)error;
    c->X.data[0] = -2;
    c->X.data[1] = c->X.data[2] = c->X.data[3] = 1;
    return LSQ_OK;
}

static lsq_status formula_worked_area(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)c;
    (void)error;
    D.data[0] = 3;
    return LSQ_OK;
}

static const lsq_identity rows[] = {
    {.name = "tangent of a line",
     .formula = {"∂(ax)/∂x = aᵀ, x a number", "∂(ax)/∂x = a, x a number"},
     .given = "x 1, a m",
     .f = "m",
     .kind = LSQ_OF_VECTOR,
     .value = value_line,
     .formula_at = formula_line},
    {.name = "tangent of a circle",
     .formula = {"∂(r cos θ, r sin θ)/∂θ = (−r sin θ, r cos θ)"},
     .given = "θ 1, r 1",
     .f = "2",
     .kind = LSQ_OF_VECTOR,
     .value = value_circle,
     .formula_at = formula_circle},
    {.name = "length of a circle",
     .formula = {"∫ ‖T(θ)‖ dθ from 0 to 2π = 2πr, T its tangent"},
     .given = "r 1",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .prepare = prepare_radius,
     .value = value_circumference,
     .formula_at = formula_length},
    {.name = "linear map",
     .formula = {"∂(Ax)/∂x = Aᵀ", "∂(Ax)/∂x = A"},
     .given = "x n, A mn",
     .f = "m",
     .kind = LSQ_OF_VECTOR,
     .value = value_linear,
     .formula_at = formula_linear},
    {.name = "affine map",
     .formula = {"∂(Wx + b)/∂x = Wᵀ", "∂(Wx + b)/∂x = W"},
     .given = "x n, W mn, b m",
     .f = "m",
     .kind = LSQ_OF_VECTOR,
     .value = value_affine,
     .formula_at = formula_linear},
    {.name = "element by element",
     .formula = {"∂σ(h)/∂h = diag(σ′(h)), σ logistic"},
     .given = "h n",
     .f = "n",
     .kind = LSQ_OF_VECTOR,
     .value = value_elementwise,
     .formula_at = formula_elementwise},
    {.name = "layer",
     .formula = {"∂h(Wx − b)/∂x = Wᵀ diag(h′(Wx − b)), h = tanh",
                 "∂h(Wx − b)/∂x = diag(h′(Wx − b)) W, h = tanh"},
     .given = "x n, W mn, b m",
     .f = "m",
     .kind = LSQ_OF_VECTOR,
     .value = value_layer,
     .formula_at = formula_layer},
    {.name = "chain rule",
     .formula = {"∂z/∂x = (∂y/∂x)(∂z/∂y), z = σ(Ay), y = tanh Wx",
                 "∂z/∂x = (∂z/∂y)(∂y/∂x), z = σ(Ay), y = tanh Wx"},
     .given = "x n, W mn, A km",
     .f = "k",
     .kind = LSQ_OF_VECTOR,
     .value = value_chain,
     .formula_at = formula_chain},
    {.name = "chain rule along a curve",
     .formula = {"dh/dt = (dx/dt)∇h, h = exp(x₁x₂²), x = (t cos t, t sin t)",
                 "dh/dt = (∂h/∂x)(dx/dt), h = exp(x₁x₂²), x = (t cos t, t sin t)"},
     .given = "t 1",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_spiral,
     .formula_at = formula_spiral},
    {.name = "chain rule in new coordinates",
     .formula = {"∇ f(x(s, t)) = Jᵀ ∇f, f = x₁²x₂, x = (s cos t, s sin t)",
                 "∂f/∂(s, t) = ∂f/∂x J, f = x₁²x₂, x = (s cos t, s sin t)"},
     .given = "(s,t) 2",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_polar,
     .formula_at = formula_polar},
    {.name = "area factor",
     .formula = {"area of J(unit square) = |det J|"},
     .given = "J 22",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_area,
     .formula_at = formula_area},
    {.name = "worked area factor",
     .formula = {"area of J(unit square) = 3, J = [−2 1; 1 1]"},
     .given = "J 22",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .prepare = prepare_worked_area,
     .value = value_area,
     .formula_at = formula_worked_area},
};

const lsq_identity_group lsq_identities_vectors = {"vectors by numbers and vectors", rows,
                                                   sizeof rows / sizeof *rows};
