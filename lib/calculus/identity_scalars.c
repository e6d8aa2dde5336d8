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

static const lsq_identity rows[] = {
    {.name = "linear function",
     .formula = {"∇ aᵀx = a", "∂(aᵀx)/∂x = aᵀ"},
     .given = "x n, a n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_linear,
     .formula_at = formula_linear},
    {.name = "square of the norm",
     .formula = {"∇ xᵀx = 2x", "∂(xᵀx)/∂x = 2xᵀ"},
     .given = "x n",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_square,
     .formula_at = formula_square},
    {.name = "quadratic form",
     .formula = {"∇ xᵀBx = (B + Bᵀ)x", "∂(xᵀBx)/∂x = xᵀ(B + Bᵀ)"},
     .given = "x n, B nn",
     .f = "1",
     .kind = LSQ_OF_SCALAR,
     .value = value_quadratic,
     .formula_at = formula_quadratic},
};

const lsq_identity_group lsq_identities_scalars = {"scalars by vectors", rows,
                                                   sizeof rows / sizeof *rows};
