/* identity_traces.c - scalars by matrices, and products under a trace: the identities.
 *
 * SPDX-License-Identifier: MIT */
#include "identities.h"
#include "norms.h"
#include "traces.h"

/* ---- what the functions are made of ---- */

/* *trace = tr(op(A) B), from the product */
static lsq_status trace_of(const lsq_case *c, lsq_const_view A, lsq_op op, lsq_const_view B,
                           double *trace, lsq_error *error) {
    lsq_matrix AB = {0};
    lsq_status status = lsq_product_init(c->L, &AB, A, op, B, LSQ_PLAIN, error);
    if (!status)
        status = lsq_trace(trace, lsq_matrix_look(&AB), error);
    lsq_matrix_clear(&AB);
    return status;
}

/* *trace = tr(op(A) B C), from the products */
static lsq_status trace_of_three(const lsq_case *c, lsq_const_view A, lsq_op op, lsq_const_view B,
                                 lsq_const_view C, double *trace, lsq_error *error) {
    lsq_matrix AB = {0};
    lsq_status status = lsq_product_init(c->L, &AB, A, op, B, LSQ_PLAIN, error);
    if (!status)
        status = trace_of(c, lsq_matrix_look(&AB), LSQ_PLAIN, C, trace, error);
    lsq_matrix_clear(&AB);
    return status;
}

/* u'Av */
static double form_of(lsq_const_view u, lsq_const_view A, lsq_const_view v) {
    double sum = 0;
    for (int64_t j = 0; j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            sum += u.data[i] * lsq_at(A, i, j) * v.data[j];
    return sum;
}

/* ---- linear ---- */

static lsq_status value_trace(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    (void)c;
    return lsq_trace(f.data, X, error);
}

static lsq_status formula_trace(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)c;
    return lsq_gradient_trace(D, error);
}

static lsq_status value_product(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    return trace_of(c, lsq_given(c, 0), LSQ_PLAIN, X, f.data, error);
}

static lsq_status formula_product(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_trace_product(lsq_given(c, 0), D, error);
}

static lsq_status value_sandwich(const lsq_case *c, lsq_const_view X, lsq_view f,
                                 lsq_error *error) {
    return trace_of_three(c, lsq_given(c, 0), LSQ_PLAIN, X, lsq_given(c, 1), f.data, error);
}

static lsq_status formula_sandwich(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_trace_sandwich(c->L, lsq_given(c, 0), lsq_given(c, 1), D, error);
}

static lsq_status value_bilinear(const lsq_case *c, lsq_const_view X, lsq_view f,
                                 lsq_error *error) {
    (void)error;
    f.data[0] = form_of(lsq_given(c, 0), X, lsq_given(c, 1));
    return LSQ_OK;
}

static lsq_status formula_bilinear(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_bilinear(lsq_given(c, 0), lsq_given(c, 1), D, error);
}

/* tr(AX) + u'Xv; A = a[0], u = a[1], v = a[2] */
static lsq_status sum_of_forms(const void *context, lsq_const_view X, double *value,
                               lsq_error *error) {
    const lsq_case *c = context;
    lsq_status status = trace_of(c, lsq_given(c, 0), LSQ_PLAIN, X, value, error);
    if (!status)
        *value += form_of(lsq_given(c, 1), X, lsq_given(c, 2));
    return status;
}

static lsq_status value_any_linear(const lsq_case *c, lsq_const_view X, lsq_view f,
                                   lsq_error *error) {
    return sum_of_forms(c, X, f.data, error);
}

/* tr(U'X) for the U of the form */
static lsq_status formula_any_linear(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix U = {0};
    lsq_status status = lsq_matrix_init(&U, c->X.rows, c->X.columns, NULL, error);
    if (!status)
        status = lsq_gradient_linear_scalar(sum_of_forms, c, lsq_matrix_view(&U), error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&U), lsq_variable(c), D.data, error);
    lsq_matrix_clear(&U);
    return status;
}

/* ---- quadratic ---- */

static lsq_status value_squares(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = 0;
    for (int64_t j = 0; j < X.columns; j++)
        for (int64_t i = 0; i < X.rows; i++)
            f.data[0] += lsq_at(X, i, j) * lsq_at(X, i, j);
    return LSQ_OK;
}

static lsq_status value_trace_gram(const lsq_case *c, lsq_const_view X, lsq_view f,
                                   lsq_error *error) {
    return trace_of(c, X, LSQ_TRANSPOSED, X, f.data, error);
}

static lsq_status formula_squares(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_frobenius_square(lsq_variable(c), D, error);
}

static lsq_status value_quadratic(const lsq_case *c, lsq_const_view X, lsq_view f,
                                  lsq_error *error) {
    return trace_of_three(c, X, LSQ_TRANSPOSED, lsq_given(c, 0), X, f.data, error);
}

static lsq_status formula_quadratic(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_trace_quadratic(c->L, lsq_given(c, 0), lsq_variable(c), D, error);
}

static lsq_status value_trace_square(const lsq_case *c, lsq_const_view X, lsq_view f,
                                     lsq_error *error) {
    return trace_of(c, X, LSQ_PLAIN, X, f.data, error);
}

static lsq_status formula_trace_square(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_trace_square(lsq_variable(c), D, error);
}

/* ---- with an inverse ---- */

static lsq_status value_determinant(const lsq_case *c, lsq_const_view X, lsq_view f,
                                    lsq_error *error) {
    return lsq_determinant(c->L, X, f.data, error);
}

static lsq_status formula_determinant(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_determinant(c->L, lsq_variable(c), D, error);
}

/* a'X^-1 b; a = a[0], b = a[1] */
static lsq_status value_inverse_form(const lsq_case *c, lsq_const_view X, lsq_view f,
                                     lsq_error *error) {
    lsq_matrix V = {0};
    lsq_status status = lsq_matrix_init(&V, X.rows, X.columns, NULL, error);
    if (!status)
        status = lsq_invert(c->L, X, lsq_matrix_view(&V), error);
    if (!status)
        f.data[0] = form_of(lsq_given(c, 0), lsq_matrix_look(&V), lsq_given(c, 1));
    lsq_matrix_clear(&V);
    return status;
}

static lsq_status formula_inverse_form(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_inverse_form(c->L, lsq_given(c, 0), lsq_variable(c), lsq_given(c, 1), D,
                                     error);
}

static const lsq_identity scalars[] = {
    {.name = "trace",
     .formula = {"∇ tr X = I", "∂ tr X/∂X = I"},
     .given = "X nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_trace,
     .formula_at = formula_trace},
    {.name = "trace of a product",
     .formula = {"∇ tr(AX) = Aᵀ", "∂ tr(AX)/∂X = A"},
     .given = "X mn, A nm",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_product,
     .formula_at = formula_product},
    {.name = "trace of a product of three",
     .formula = {"∇ tr(VXW) = VᵀWᵀ", "∂ tr(VXW)/∂X = WV"},
     .given = "X mn, V km, W nk",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_sandwich,
     .formula_at = formula_sandwich},
    {.name = "bilinear form by its matrix",
     .formula = {"∇ uᵀXv = uvᵀ", "∂(uᵀXv)/∂X = vuᵀ"},
     .given = "X mn, u m, v n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_bilinear,
     .formula_at = formula_bilinear},
    {.name = "any linear scalar",
     .formula = {"f(X) = tr(UᵀX), Uᵢⱼ = f(eᵢeⱼᵀ)"},
     .given = "X mn, A nm, u m, v n",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_any_linear,
     .formula_at = formula_any_linear},
    {.name = "square of the Frobenius norm",
     .formula = {"∇ ‖X‖_F² = 2X", "∂‖X‖_F²/∂X = 2Xᵀ"},
     .given = "X mn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_squares,
     .formula_at = formula_squares},
    {.name = "trace of XᵀX",
     .formula = {"∇ tr(XᵀX) = 2X", "∂ tr(XᵀX)/∂X = 2Xᵀ"},
     .given = "X mn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_trace_gram,
     .formula_at = formula_squares},
    {.name = "trace of XᵀAX",
     .formula = {"∇ tr(XᵀAX) = (A + Aᵀ)X", "∂ tr(XᵀAX)/∂X = Xᵀ(A + Aᵀ)"},
     .given = "X mn, A mm",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_quadratic,
     .formula_at = formula_quadratic},
    {.name = "trace of a square",
     .formula = {"∇ tr(A²) = 2Aᵀ", "∂ tr(A²)/∂A = 2A"},
     .given = "A nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_trace_square,
     .formula_at = formula_trace_square},
    {.name = "determinant",
     .formula = {"∇ det X = det(X) X⁻ᵀ", "∂ det X/∂X = det(X) X⁻¹"},
     .given = "X nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = lsq_prepare_invertible,
     .value = value_determinant,
     .formula_at = formula_determinant},
    {.name = "form with an inverse",
     .formula = {"∇ aᵀX⁻¹b = −X⁻ᵀabᵀX⁻ᵀ", "∂(aᵀX⁻¹b)/∂X = −X⁻¹baᵀX⁻¹"},
     .given = "X nn, a n, b n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = lsq_prepare_invertible,
     .value = value_inverse_form,
     .formula_at = formula_inverse_form},
};

const lsq_identity_group lsq_identities_by_matrices = {"scalars by matrices", scalars,
                                                       sizeof scalars / sizeof *scalars};

/* ---- products under a trace ---- */

/* tr(AB) twice; B is the variable, A = a[0] */
static lsq_status value_turned(const lsq_case *c, lsq_const_view B, lsq_view f, lsq_error *error) {
    lsq_status status = value_product(c, B, f, error);
    f.data[1] = f.data[0];
    return status;
}

/* tr(BA), sum(A o B') */
static lsq_status formula_turned(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_status status = trace_of(c, lsq_variable(c), LSQ_PLAIN, lsq_given(c, 0), &D.data[0], error);
    return status ? status : lsq_trace_product(lsq_given(c, 0), lsq_variable(c), &D.data[1], error);
}

/* tr(ABC) twice; A is the variable, B = a[0], C = a[1] */
static lsq_status value_cycle(const lsq_case *c, lsq_const_view A, lsq_view f, lsq_error *error) {
    lsq_status status =
        trace_of_three(c, A, LSQ_PLAIN, lsq_given(c, 0), lsq_given(c, 1), f.data, error);
    f.data[1] = f.data[0];
    return status;
}

/* tr(CAB), tr(BCA) */
static lsq_status formula_cycle(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_const_view A = lsq_variable(c), B = lsq_given(c, 0), C = lsq_given(c, 1);
    lsq_status status = trace_of_three(c, C, LSQ_PLAIN, A, B, &D.data[0], error);
    return status ? status : trace_of_three(c, B, LSQ_PLAIN, C, A, &D.data[1], error);
}

static lsq_status formula_transpose(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix T = {0};
    lsq_status status = lsq_matrix_init(&T, c->X.columns, c->X.rows, NULL, error);
    if (!status)
        status = lsq_copy_transposed(lsq_matrix_view(&T), lsq_variable(c), error);
    if (!status)
        status = lsq_trace(D.data, lsq_matrix_look(&T), error);
    lsq_matrix_clear(&T);
    return status;
}

/* tr(yx'A); x = a[0], y = a[1] */
static lsq_status formula_form_as_trace(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix yx = {0};
    lsq_status status = lsq_product_init(c->L, &yx, lsq_given(c, 1), LSQ_PLAIN, lsq_given(c, 0),
                                         LSQ_TRANSPOSED, error);
    if (!status)
        status = trace_of(c, lsq_matrix_look(&yx), LSQ_PLAIN, lsq_variable(c), D.data, error);
    lsq_matrix_clear(&yx);
    return status;
}

/* sum(xy' o A) */
static lsq_status formula_form_as_sum(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix xy = {0};
    lsq_status status = lsq_product_init(c->L, &xy, lsq_given(c, 0), LSQ_PLAIN, lsq_given(c, 1),
                                         LSQ_TRANSPOSED, error);
    if (!status)
        status = lsq_inner_product(lsq_matrix_look(&xy), lsq_variable(c), D.data, error);
    lsq_matrix_clear(&xy);
    return status;
}

static const lsq_identity traces[] = {
    {.name = "two factors under a trace",
     .formula = {"tr(AB) = tr(BA) = sum(A ∘ Bᵀ)"},
     .given = "B mn, A nm",
     .f = "2",
     .kind = LSQ_OF_EQUATION,
     .value = value_turned,
     .formula_at = formula_turned},
    {.name = "cycle of three under a trace",
     .formula = {"tr(ABC) = tr(CAB) = tr(BCA)"},
     .given = "A mn, B nk, C km",
     .f = "2",
     .kind = LSQ_OF_EQUATION,
     .value = value_cycle,
     .formula_at = formula_cycle},
    {.name = "trace of the transpose",
     .formula = {"tr Aᵀ = tr A"},
     .given = "A nn",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_trace,
     .formula_at = formula_transpose},
    {.name = "bilinear form as a trace",
     .formula = {"xᵀAy = tr(yxᵀA)"},
     .given = "A mn, x m, y n",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_bilinear,
     .formula_at = formula_form_as_trace},
    {.name = "bilinear form as a sum",
     .formula = {"xᵀAy = sum(xyᵀ ∘ A)"},
     .given = "A mn, x m, y n",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_bilinear,
     .formula_at = formula_form_as_sum},
};

const lsq_identity_group lsq_identities_traces = {"traces", traces, sizeof traces / sizeof *traces};
