/* identity_norms.c - norms and determinants: the identities.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "identities.h"
#include "norms.h"

/* ---- norms of vectors ---- */

/* p is a[0]: 3, where the absolute values matter */
static lsq_status make_cubic(lsq_case *c, lsq_error *error) {
    (void)error;
    c->a[0].data[0] = 3;
    return LSQ_OK;
}

static lsq_status value_norm_p(const lsq_case *c, lsq_const_view x, lsq_view f, lsq_error *error) {
    (void)error;
    double p = lsq_given_number(c, 0), sum = 0;
    for (int64_t i = 0; i < x.rows; i++)
        sum += pow(fabs(x.data[i]), p);
    f.data[0] = pow(sum, 1 / p);
    return LSQ_OK;
}

static lsq_status formula_norm_p(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_norm_p(lsq_variable(c), lsq_given_number(c, 0), D.data, error);
}

static lsq_status formula_gradient_p(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_norm_p(lsq_variable(c), lsq_given_number(c, 0), D, error);
}

/* ---- norms of matrices ---- */

static lsq_status value_frobenius(const lsq_case *c, lsq_const_view X, lsq_view f,
                                  lsq_error *error) {
    (void)c;
    (void)error;
    f.data[0] = lsq_norm_frobenius(X);
    return LSQ_OK;
}

/* sqrt(tr X'X) */
static lsq_status formula_frobenius(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_matrix XX = {0};
    lsq_status status = lsq_product_init(c->L, &XX, lsq_variable(c), LSQ_TRANSPOSED,
                                         lsq_variable(c), LSQ_PLAIN, error);
    if (!status)
        status = lsq_trace(D.data, lsq_matrix_look(&XX), error);
    if (!status)
        D.data[0] = sqrt(D.data[0]);
    lsq_matrix_clear(&XX);
    return status;
}

static lsq_status formula_gradient_frobenius(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)error;
    return lsq_gradient_frobenius(lsq_variable(c), D, error);
}

/* The largest |Ax|_1 over the corners x = e_j of the ball |x|_1 = 1 */
static lsq_status value_induced_one(const lsq_case *c, lsq_const_view A, lsq_view f,
                                    lsq_error *error) {
    (void)c;
    lsq_status status = LSQ_OK;
    f.data[0] = 0;
    for (int64_t j = 0; !status && j < A.columns; j++) {
        double norm = 0;
        status = lsq_norm_p(lsq_look_block(A, 0, j, A.rows, 1), 1, &norm, error);
        f.data[0] = fmax(f.data[0], norm);
    }
    return status;
}

static lsq_status formula_induced_one(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_norm_induced(c->L, lsq_variable(c), 1, D.data, error);
}

/* The largest |Ax|_inf over those corners of |x|_inf = 1 that have the signs of a row */
static lsq_status value_induced_infinity(const lsq_case *c, lsq_const_view A, lsq_view f,
                                         lsq_error *error) {
    lsq_matrix x = {0}, Ax = {0};
    double norm = 0;
    f.data[0] = 0;
    lsq_status status = lsq_matrix_init(&x, A.columns, 1, NULL, error);
    if (!status)
        status = lsq_matrix_init(&Ax, A.rows, 1, NULL, error);
    for (int64_t i = 0; !status && i < A.rows; i++) {
        for (int64_t j = 0; j < A.columns; j++)
            x.data[j] = copysign(1, lsq_at(A, i, j));
        status = lsq_multiply_vector(c->L, 1, A, LSQ_PLAIN, x.data, 0, Ax.data, error);
        if (!status)
            status = lsq_norm_p(lsq_matrix_look(&Ax), INFINITY, &norm, error);
        f.data[0] = fmax(f.data[0], norm);
    }
    lsq_matrix_clear(&Ax);
    lsq_matrix_clear(&x);
    return status;
}

static lsq_status formula_induced_infinity(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_norm_induced(c->L, lsq_variable(c), INFINITY, D.data, error);
}

/* The largest |Av| over the v of length 1 where |Ax|/|x| is stationary, the eigenvectors of A'A;
 * and the root of the largest eigenvalue */
static lsq_status value_induced_two(const lsq_case *c, lsq_const_view A, lsq_view f,
                                    lsq_error *error) {
    lsq_matrix V = {0}, lambda = {0}, AV = {0};
    f.data[0] = 0;
    lsq_status status = lsq_product_init(c->L, &V, A, LSQ_TRANSPOSED, A, LSQ_PLAIN, error);
    if (!status)
        status = lsq_matrix_init(&lambda, V.rows, 1, NULL, error);
    if (!status)
        status = lsq_factor_eigen(c->L, lsq_matrix_view(&V), lambda.data, error);
    if (!status)
        status = lsq_product_init(c->L, &AV, A, LSQ_PLAIN, lsq_matrix_look(&V), LSQ_PLAIN, error);
    for (int64_t j = 0; j < AV.columns && !status; j++)
        f.data[0] = fmax(f.data[0], lsq_norm_column(lsq_matrix_look(&AV), j));
    if (!status)
        f.data[1] = sqrt(lambda.data[V.rows - 1]);
    lsq_matrix_clear(&AV);
    lsq_matrix_clear(&lambda);
    lsq_matrix_clear(&V);
    return status;
}

/* sigma_1 twice */
static lsq_status formula_induced_two(const lsq_case *c, lsq_view D, lsq_error *error) {
    lsq_status status = lsq_norm_induced(c->L, lsq_variable(c), 2, D.data, error);
    D.data[1] = D.data[0];
    return status;
}

/* ---- determinants ---- */

static lsq_status value_determinant(const lsq_case *c, lsq_const_view X, lsq_view f,
                                    lsq_error *error) {
    return lsq_determinant(c->L, X, f.data, error);
}

static lsq_status formula_eigenvalues(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_determinant_by_eigenvalues(c->L, lsq_variable(c), D.data, error);
}

static lsq_status formula_cofactors(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_determinant_by_cofactors(c->L, lsq_variable(c), D.data, error);
}

static lsq_status formula_gradient_cofactors(const lsq_case *c, lsq_view D, lsq_error *error) {
    return lsq_gradient_determinant_by_cofactors(c->L, lsq_variable(c), D, error);
}

static const lsq_identity rows[] = {
    {.name = "L_p norm",
     .formula = {"‖x‖_p = (Σ|xᵢ|^p)^(1/p), p = 3"},
     .given = "x n, p 1",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .prepare = make_cubic,
     .value = value_norm_p,
     .formula_at = formula_norm_p},
    {.name = "gradient of the L_p norm",
     .formula = {"∇ ‖x‖_p = sign(x) ∘ (|x|/‖x‖_p)^(p−1), p = 3",
                 "∂‖x‖_p/∂x = (sign(x) ∘ (|x|/‖x‖_p)^(p−1))ᵀ, p = 3"},
     .given = "x n, p 1",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = make_cubic,
     .value = value_norm_p,
     .formula_at = formula_gradient_p},
    {.name = "Frobenius norm",
     .formula = {"‖X‖_F = sqrt(tr XᵀX)"},
     .given = "X mn",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_frobenius,
     .formula_at = formula_frobenius},
    {.name = "gradient of the Frobenius norm",
     .formula = {"∇ ‖X‖_F = X/‖X‖_F", "∂‖X‖_F/∂X = Xᵀ/‖X‖_F"},
     .given = "X mn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_frobenius,
     .formula_at = formula_gradient_frobenius},
    {.name = "induced 1-norm",
     .formula = {"max ‖Ax‖₁/‖x‖₁ = max_j Σᵢ|a_ij|"},
     .given = "A mn",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_induced_one,
     .formula_at = formula_induced_one},
    {.name = "induced 2-norm",
     .formula = {"max ‖Ax‖₂/‖x‖₂ = σ₁ = sqrt(λ_max(AᵀA))"},
     .given = "A mn",
     .f = "2",
     .kind = LSQ_OF_EQUATION,
     .value = value_induced_two,
     .formula_at = formula_induced_two},
    {.name = "induced infinity norm",
     .formula = {"max ‖Ax‖_∞/‖x‖_∞ = maxᵢ Σ_j|a_ij|"},
     .given = "A mn",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .value = value_induced_infinity,
     .formula_at = formula_induced_infinity},
    {.name = "determinant by eigenvalues",
     .formula = {"det A = λ₁λ₂⋯λₙ"},
     .given = "A nn",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .prepare = lsq_prepare_invertible,
     .value = value_determinant,
     .formula_at = formula_eigenvalues},
    {.name = "determinant by cofactors",
     .formula = {"det A = Σ_j a_1j C_1j"},
     .given = "A nn",
     .f = "1",
     .kind = LSQ_OF_EQUATION,
     .prepare = lsq_prepare_invertible,
     .value = value_determinant,
     .formula_at = formula_cofactors},
    {.name = "gradient of the determinant by cofactors",
     .formula = {"∇ det A = C", "∂ det A/∂A = Cᵀ"},
     .given = "A nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .prepare = lsq_prepare_invertible,
     .value = value_determinant,
     .formula_at = formula_gradient_cofactors},
};

const lsq_identity_group lsq_identities_norms = {"norms and determinants", rows,
                                                 sizeof rows / sizeof *rows};
