/* identity_tensors.c - matrices and vectors by matrices: the identities.
 *
 * SPDX-License-Identifier: MIT */
#include "identities.h"
#include "tensors.h"

/* *S = A + tE, to be cleared in any case */
static lsq_status moved(lsq_matrix *S, lsq_const_view A, double t, lsq_const_view E,
                        lsq_error *error) {
    lsq_status status = lsq_matrix_init(S, A.rows, A.columns, NULL, error);
    for (int64_t j = 0; !status && j < A.columns; j++)
        for (int64_t i = 0; i < A.rows; i++)
            S->data[i + j * S->rows] = lsq_at(A, i, j) + t * lsq_at(E, i, j);
    return status;
}

/* ---- inverses ---- */

/* A + tE stays far from singular: the elements of E are below 1/(4n), t is below 1. */
static lsq_status make_path(lsq_case *c, lsq_error *error) {
    (void)error;
    lsq_make_well_conditioned(&c->a[0]);
    for (int64_t j = 0; j < c->a[1].columns; j++)
        lsq_scale_column(lsq_matrix_view(&c->a[1]), j, 0.25 / (double)c->a[1].rows);
    return LSQ_OK;
}

/* (A + tE)^-1; A = a[0], E = a[1] */
static lsq_status value_inverse_path(const lsq_case *c, lsq_const_view t, lsq_view f,
                                     lsq_error *error) {
    lsq_matrix S = {0};
    lsq_status status = moved(&S, lsq_given(c, 0), t.data[0], lsq_given(c, 1), error);
    if (!status)
        status = lsq_invert(c->L, lsq_matrix_look(&S), f, error);
    lsq_matrix_clear(&S);
    return status;
}

static lsq_status formula_inverse_path(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix S = {0};
    int64_t n = c->f_rows;
    lsq_status status = moved(&S, lsq_given(c, 0), c->X.data[0], lsq_given(c, 1), error);
    if (!status)
        status = lsq_differential_inverse(c->L, lsq_matrix_look(&S), lsq_given(c, 1),
                                          (lsq_view){D.data, n, n, n}, error);
    lsq_matrix_clear(&S);
    return status;
}

static lsq_status value_inverse(const lsq_case *c, lsq_const_view A, lsq_view f, lsq_error *error) {
    return lsq_invert(c->L, A, f, error);
}

static lsq_status formula_inverse(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_inverse(c->L, lsq_variable(c), D, error);
}

/* ---- products ---- */

/* (A + tE)(B + tF); A, E, B, F = a[0], ..., a[3] */
static lsq_status value_product_path(const lsq_case *c, lsq_const_view t, lsq_view f,
                                     lsq_error *error) {
    lsq_matrix A = {0}, B = {0};
    lsq_status status = moved(&A, lsq_given(c, 0), t.data[0], lsq_given(c, 1), error);
    if (!status)
        status = moved(&B, lsq_given(c, 2), t.data[0], lsq_given(c, 3), error);
    if (!status)
        status = lsq_multiply(c->L, 1, lsq_matrix_look(&A), LSQ_PLAIN, lsq_matrix_look(&B),
                              LSQ_PLAIN, 0, f, error);
    lsq_matrix_clear(&B);
    lsq_matrix_clear(&A);
    return status;
}

static lsq_status formula_product_path(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix A = {0}, B = {0};
    lsq_view dAB = {D.data, c->f_rows, c->f_columns, c->f_rows};
    lsq_status status = moved(&A, lsq_given(c, 0), c->X.data[0], lsq_given(c, 1), error);
    if (!status)
        status = moved(&B, lsq_given(c, 2), c->X.data[0], lsq_given(c, 3), error);
    if (!status)
        status = lsq_differential_product(c->L, lsq_matrix_look(&A), lsq_given(c, 1),
                                          lsq_matrix_look(&B), lsq_given(c, 3), dAB, error);
    lsq_matrix_clear(&B);
    lsq_matrix_clear(&A);
    return status;
}

/* The variable times a[0] */
static lsq_status value_times_constant(const lsq_case *c, lsq_const_view A, lsq_view f,
                                       lsq_error *error) {
    return lsq_multiply(c->L, 1, A, LSQ_PLAIN, lsq_given(c, 0), LSQ_PLAIN, 0, f, error);
}

static lsq_status formula_product_left(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_product_left(c->X.rows, lsq_given(c, 0), D, error);
}

static lsq_status formula_matrix_vector(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_matrix_vector(c->X.rows, lsq_given(c, 0), D, error);
}

/* a[0] times the variable */
static lsq_status value_constant_times(const lsq_case *c, lsq_const_view B, lsq_view f,
                                       lsq_error *error) {
    return lsq_multiply(c->L, 1, lsq_given(c, 0), LSQ_PLAIN, B, LSQ_PLAIN, 0, f, error);
}

static lsq_status formula_product_right(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_product_right(lsq_given(c, 0), c->X.columns, D, error);
}

/* AXB; A = a[0], B = a[1] */
static lsq_status value_both_sides(const lsq_case *c, lsq_const_view X, lsq_view f,
                                   lsq_error *error) {
    lsq_matrix AX = {0};
    lsq_status status =
        lsq_product_init(c->L, &AX, lsq_given(c, 0), LSQ_PLAIN, X, LSQ_PLAIN, error);
    if (!status)
        status = lsq_multiply(c->L, 1, lsq_matrix_look(&AX), LSQ_PLAIN, lsq_given(c, 1), LSQ_PLAIN,
                              0, f, error);
    lsq_matrix_clear(&AX);
    return status;
}

static lsq_status formula_both_sides(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix Bt = {0};
    lsq_status status = lsq_matrix_init(&Bt, c->a[1].columns, c->a[1].rows, NULL, error);
    if (!status)
        status = lsq_copy_transposed(lsq_matrix_view(&Bt), lsq_given(c, 1), error);
    if (!status)
        status = lsq_kronecker(lsq_matrix_look(&Bt), lsq_given(c, 0), D, error);
    lsq_matrix_clear(&Bt);
    return status;
}

static lsq_status value_gram(const lsq_case *c, lsq_const_view R, lsq_view f, lsq_error *error) {
    return lsq_multiply(c->L, 1, R, LSQ_TRANSPOSED, R, LSQ_PLAIN, 0, f, error);
}

static lsq_status formula_gram(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_jacobian_gram(lsq_variable(c), D, error);
}

static const lsq_identity rows[] = {
    {.name = "differential of the inverse",
     .formula = {"d(A⁻¹) = −A⁻¹ dA A⁻¹"},
     .given = "t 1, A nn, dA nn",
     .f = "nn",
     .kind = LSQ_OF_VECTOR,
     .prepare = make_path,
     .value = value_inverse_path,
     .formula_at = formula_inverse_path},
    {.name = "inverse by the matrix",
     .formula = {"∂(A⁻¹)/∂A = −A⁻¹ ⊗ A⁻ᵀ", "∂(A⁻¹)/∂A = −A⁻ᵀ ⊗ A⁻¹"},
     .given = "A nn",
     .f = "nn",
     .kind = LSQ_OF_VECTOR,
     .prepare = lsq_prepare_invertible,
     .value = value_inverse,
     .formula_at = formula_inverse},
    {.name = "differential of a product",
     .formula = {"d(AB) = dA B + A dB"},
     .given = "t 1, A mn, dA mn, B nk, dB nk",
     .f = "mk",
     .kind = LSQ_OF_VECTOR,
     .value = value_product_path,
     .formula_at = formula_product_path},
    {.name = "product by its left factor",
     .formula = {"∂(AB)/∂A = B ⊗ I", "∂(AB)/∂A = Bᵀ ⊗ I"},
     .given = "A mn, B nk",
     .f = "mk",
     .kind = LSQ_OF_VECTOR,
     .value = value_times_constant,
     .formula_at = formula_product_left},
    {.name = "product by its right factor",
     .formula = {"∂(AB)/∂B = I ⊗ Aᵀ", "∂(AB)/∂B = I ⊗ A"},
     .given = "B nk, A mn",
     .f = "mk",
     .kind = LSQ_OF_VECTOR,
     .value = value_constant_times,
     .formula_at = formula_product_right},
    {.name = "product of three by the middle one",
     .formula = {"∂(AXB)/∂X = B ⊗ Aᵀ", "∂(AXB)/∂X = Bᵀ ⊗ A"},
     .given = "X mn, A km, B nk",
     .f = "kk",
     .kind = LSQ_OF_VECTOR,
     .value = value_both_sides,
     .formula_at = formula_both_sides},
    {.name = "matrix times vector by the matrix",
     .formula = {"∂(Ax)/∂A = x ⊗ I: ∂(Ax)ᵢ/∂A_kq = δᵢₖx_q",
                 "∂(Ax)/∂A = xᵀ ⊗ I: ∂(Ax)ᵢ/∂A_kq = δᵢₖx_q"},
     .given = "A mn, x n",
     .f = "m",
     .kind = LSQ_OF_VECTOR,
     .value = value_times_constant,
     .formula_at = formula_matrix_vector},
    {.name = "Gram matrix",
     .formula = {"K = RᵀR: ∂K_pq/∂R_ij = R_iq δ_jp + R_ip δ_jq"},
     .given = "R mn",
     .f = "nn",
     .kind = LSQ_OF_VECTOR,
     .value = value_gram,
     .formula_at = formula_gram},
};

const lsq_identity_group lsq_identities_tensors = {"matrices and vectors by matrices", rows,
                                                   sizeof rows / sizeof *rows};
