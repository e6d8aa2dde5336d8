/* identity_matrices.c - matrices by numbers and vectors, and functions of a matrix function: the
 * identities.
 *
 * SPDX-License-Identifier: MIT */
#include "identities.h"
#include "matrices.h"
#include "norms.h"
#include "tensors.h"

/* A column of stacked columns as the m-by-n matrix it stands for */
static lsq_view unstacked(lsq_view column, int64_t m, int64_t n) {
    return (lsq_view){column.data, m, n, m};
}

/* ---- by a number ---- */

/* xA; A = a[0] */
static lsq_status value_multiple(const lsq_case *c, lsq_const_view x, lsq_view f,
                                 lsq_error *error) {
    lsq_status status = lsq_copy(f, lsq_given(c, 0), error);
    for (int64_t j = 0; !status && j < f.columns; j++)
        lsq_scale_column(f, j, x.data[0]);
    return status;
}

static lsq_status formula_multiple(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_tangent_multiple(lsq_given(c, 0), unstacked(D, c->f_rows, c->f_columns), error);
}

static lsq_status value_rotation(const lsq_case *c, lsq_const_view theta, lsq_view f,
                                 lsq_error *error) {
    (void)c;
    return lsq_rotation(theta.data[0], f, error);
}

static lsq_status formula_rotation(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_tangent_rotation(c->X.data[0], unstacked(D, 2, 2), error);
}

/* T(theta)u; u = a[0] */
static lsq_status value_rotated(const lsq_case *c, lsq_const_view theta, lsq_view f,
                                lsq_error *error) {
    double T[4];
    lsq_view turn = {T, 2, 2, 2};
    lsq_status status = lsq_rotation(theta.data[0], turn, error);
    if (!status)
        status = lsq_multiply_vector(c->L, 1, lsq_view_look(turn), LSQ_PLAIN, c->a[0].data, 0,
                                     f.data, error);
    return status;
}

static lsq_status formula_rotated(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_tangent_rotated(c->X.data[0], lsq_given(c, 0), D, error);
}

/* ---- by a vector: A(x) = U diag(x)^2 V'; U = a[0], V = a[1] ---- */

static lsq_status value_dyads(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    lsq_matrix Ux = {0};
    lsq_status status = lsq_matrix_init(&Ux, c->a[0].rows, c->a[0].columns, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&Ux), lsq_given(c, 0), error);
    for (int64_t l = 0; !status && l < x.rows; l++)
        lsq_scale_column(lsq_matrix_view(&Ux), l, x.data[l] * x.data[l]);
    if (!status)
        status = lsq_multiply(c->L, 1, lsq_matrix_look(&Ux), LSQ_PLAIN, lsq_given(c, 1),
                              LSQ_TRANSPOSED, 0, f, error);
    lsq_matrix_clear(&Ux);
    return status;
}

static lsq_status formula_collated(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_collated(c->L, lsq_given(c, 0), lsq_given(c, 1), lsq_variable(c), D, error);
}

static lsq_status formula_flattened(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_flattened(lsq_given(c, 0), lsq_given(c, 1), lsq_variable(c), D, error);
}

static const lsq_identity matrices[] = {
    {.name = "multiple of a matrix",
     .formula = {"∂(xA)/∂x = A"},
     .given = "x 1, A mn",
     .f = "mn",
     .kind = LSQ_OF_VECTOR,
     .value = value_multiple,
     .formula_at = formula_multiple},
    {.name = "rotation",
     .formula = {"∂T(θ)/∂θ = T′ = [−sin θ, −cos θ; cos θ, −sin θ]"},
     .given = "θ 1",
     .f = "22",
     .kind = LSQ_OF_VECTOR,
     .value = value_rotation,
     .formula_at = formula_rotation},
    {.name = "rotated vector",
     .formula = {"∂(T(θ)u)/∂θ = (T′u)ᵀ", "∂(T(θ)u)/∂θ = T′u"},
     .given = "θ 1, u 2",
     .f = "2",
     .kind = LSQ_OF_VECTOR,
     .value = value_rotated,
     .formula_at = formula_rotated},
    {.name = "matrix by a vector, collated",
     .formula = {"A = Σ xₗ²uₗvₗᵀ: ∂A/∂xₗ = 2xₗuₗvₗᵀ, row by row",
                 "A = Σ xₗ²uₗvₗᵀ: ∂A/∂xₗ = 2xₗuₗvₗᵀ, page by page"},
     .given = "x n, U mn, V kn",
     .f = "mk",
     .kind = LSQ_OF_VECTOR,
     .value = value_dyads,
     .formula_at = formula_collated},
    {.name = "matrix by a vector, flattened",
     .formula = {"∂ vec A/∂x = 2 diag(x)(V ⊙ U)ᵀ", "∂ vec A/∂x = 2(V ⊙ U) diag(x)"},
     .given = "x n, U mn, V kn",
     .f = "mk",
     .kind = LSQ_OF_VECTOR,
     .value = value_dyads,
     .formula_at = formula_flattened},
};

const lsq_identity_group lsq_identities_matrices = {"matrices by scalars and vectors", matrices,
                                                    sizeof matrices / sizeof *matrices};

/* ---- what is made of F(X) = XAX, a matrix with a known derivative; A = a[0] ---- */

static lsq_status function_at(const lsq_case *c, lsq_const_view X, lsq_view F, lsq_error *error) {
    lsq_matrix XA = {0};
    lsq_status status =
        lsq_product_init(c->L, &XA, X, LSQ_PLAIN, lsq_given(c, 0), LSQ_PLAIN, error);
    if (!status)
        status = lsq_multiply(c->L, 1, lsq_matrix_look(&XA), LSQ_PLAIN, X, LSQ_PLAIN, 0, F, error);
    lsq_matrix_clear(&XA);
    return status;
}

/* *J = (AX)' x I + I x XA: dX AX + XA dX */
static lsq_status derivative_at(const lsq_case *c, lsq_matrix *J, lsq_error *error) {
    lsq_const_view X = lsq_variable(c), A = lsq_given(c, 0);
    int64_t m = X.rows, n = X.columns;
    lsq_matrix AX = {0}, XA = {0}, right = {0};
    lsq_status status = lsq_matrix_init(J, m * n, m * n, NULL, error);
    if (!status)
        status = lsq_matrix_init(&right, m * n, m * n, NULL, error);
    if (!status)
        status = lsq_product_init(c->L, &AX, A, LSQ_PLAIN, X, LSQ_PLAIN, error);
    if (!status)
        status = lsq_product_init(c->L, &XA, X, LSQ_PLAIN, A, LSQ_PLAIN, error);
    if (!status)
        status = lsq_jacobian_product_left(m, lsq_matrix_look(&AX), lsq_matrix_view(J), error);
    if (!status)
        status =
            lsq_jacobian_product_right(lsq_matrix_look(&XA), n, lsq_matrix_view(&right), error);
    for (int64_t i = 0; !status && i < J->rows * J->columns; i++)
        J->data[i] += right.data[i];
    lsq_matrix_clear(&XA);
    lsq_matrix_clear(&AX);
    lsq_matrix_clear(&right);
    return status;
}

/* *F = F(X) of the variable, square, and *J its derivative; both to be cleared in any case */
static lsq_status both_at(const lsq_case *c, lsq_matrix *F, lsq_matrix *J, lsq_error *error) {
    lsq_status status = lsq_matrix_init(F, c->X.rows, c->X.columns, NULL, error);
    if (!status)
        status = function_at(c, lsq_variable(c), lsq_matrix_view(F), error);
    return status ? status : derivative_at(c, J, error);
}

static lsq_status make_invertible(lsq_case *c, lsq_error *error) {
    (void)error;
    lsq_make_well_conditioned(&c->X);
    lsq_make_well_conditioned(&c->a[0]);
    return LSQ_OK;
}

static lsq_status value_transpose(const lsq_case *c, lsq_const_view X, lsq_view f,
                                  lsq_error *error) {
    lsq_matrix F = {0};
    lsq_status status = lsq_matrix_init(&F, X.rows, X.columns, NULL, error);
    if (!status)
        status = function_at(c, X, lsq_matrix_view(&F), error);
    if (!status)
        status = lsq_copy_transposed(f, lsq_matrix_look(&F), error);
    lsq_matrix_clear(&F);
    return status;
}

static lsq_status formula_transpose(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix J = {0};
    lsq_status status = derivative_at(c, &J, error);
    if (!status)
        status = lsq_jacobian_of_transpose(c->X.rows, c->X.columns, lsq_matrix_look(&J), D, error);
    lsq_matrix_clear(&J);
    return status;
}

/* A scalar or matrix made of F, by its definition */
static lsq_status value_of(const lsq_case *c, lsq_const_view X, lsq_view f,
                           lsq_status (*make)(const lsq_lapack *L, lsq_const_view F, lsq_view f,
                                              lsq_error *error),
                           lsq_error *error) {
    lsq_matrix F = {0};
    lsq_status status = lsq_matrix_init(&F, X.rows, X.columns, NULL, error);
    if (!status)
        status = function_at(c, X, lsq_matrix_view(&F), error);
    if (!status)
        status = make(c->L, lsq_matrix_look(&F), f, error);
    lsq_matrix_clear(&F);
    return status;
}

static lsq_status make_trace(const lsq_lapack *L, lsq_const_view F, lsq_view f, lsq_error *error) {
    (void)L;
    return lsq_trace(f.data, F, error);
}

static lsq_status make_determinant(const lsq_lapack *L, lsq_const_view F, lsq_view f,
                                   lsq_error *error) {
    return lsq_determinant(L, F, f.data, error);
}

static lsq_status value_trace(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    return value_of(c, X, f, make_trace, error);
}

static lsq_status value_determinant(const lsq_case *c, lsq_const_view X, lsq_view f,
                                    lsq_error *error) {
    return value_of(c, X, f, make_determinant, error);
}

static lsq_status value_inverse(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    return value_of(c, X, f, lsq_invert, error);
}

static lsq_status formula_trace(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix J = {0};
    lsq_view G = {D.data, D.rows * D.columns, 1, D.rows * D.columns};
    lsq_status status = derivative_at(c, &J, error);
    if (!status)
        status = lsq_gradient_of_trace(c->X.rows, lsq_matrix_look(&J), G, error);
    lsq_matrix_clear(&J);
    return status;
}

static lsq_status formula_determinant(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix F = {0}, J = {0};
    lsq_view G = {D.data, D.rows * D.columns, 1, D.rows * D.columns};
    lsq_status status = both_at(c, &F, &J, error);
    if (!status)
        status =
            lsq_gradient_of_determinant(c->L, lsq_matrix_look(&F), lsq_matrix_look(&J), G, error);
    lsq_matrix_clear(&J);
    lsq_matrix_clear(&F);
    return status;
}

static lsq_status formula_inverse(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix F = {0}, J = {0};
    lsq_status status = both_at(c, &F, &J, error);
    if (!status)
        status = lsq_jacobian_of_inverse(c->L, lsq_matrix_look(&F), lsq_matrix_look(&J), D, error);
    lsq_matrix_clear(&J);
    lsq_matrix_clear(&F);
    return status;
}

static const lsq_identity functions[] = {
    {.name = "transpose of F(X)",
     .formula = {"∂Fᵀ = (∂F)ᵀ, F = XAX"},
     .given = "X mn, A nm",
     .f = "nm",
     .kind = LSQ_OF_VECTOR,
     .value = value_transpose,
     .formula_at = formula_transpose},
    {.name = "trace of F(X)",
     .formula = {"∂ tr F = tr ∂F, F = XAX"},
     .given = "X nn, A nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_trace,
     .formula_at = formula_trace},
    {.name = "determinant of F(X)",
     .formula = {"∂ det F = det(F) tr(F⁻¹ ∂F), F = XAX"},
     .given = "X nn, A nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = make_invertible,
     .value = value_determinant,
     .formula_at = formula_determinant},
    {.name = "inverse of F(X)",
     .formula = {"∂F⁻¹ = −F⁻¹ ∂F F⁻¹, F = XAX"},
     .given = "X nn, A nn",
     .f = "nn",
     .kind = LSQ_OF_VECTOR,
     .prepare = make_invertible,
     .value = value_inverse,
     .formula_at = formula_inverse},
};

const lsq_identity_group lsq_identities_functions = {"functions of a matrix", functions,
                                                     sizeof functions / sizeof *functions};
