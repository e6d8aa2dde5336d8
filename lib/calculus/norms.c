/* norms.c - norms of vectors and matrices, and determinants by three ways.
 *
 *   ‖x‖_p = (Σ |xᵢ|^p)^(1/p)    ‖A‖_p = max ‖Ax‖_p / ‖x‖_p    det A = λ₁ ⋯ λₙ = Σ_j a_1j C_1j
 *
 * The absolute values matter: without them the sum may be 0 or negative for odd p.  Golub and Van
 * Loan, Matrix Computations (2013), sections 2.2 and 2.3; Horn and Johnson, Matrix Analysis (2013),
 * section 0.3 for Laplace's expansion, whose minors are here determinants by elimination, so that
 * it costs n⁴ and not n! flops.  Each way is wrong by about n u ‖A‖‖A⁻¹‖ of the determinant, that
 * by eigenvalues by their conditions as well.
 *
 * SPDX-License-Identifier: MIT */
#include "norms.h"

#include <math.h>

#include "../base/error.h"

/* ---- norms of vectors ---- */

static lsq_status check_p(const char *call, lsq_const_view x, double p, lsq_error *error) {
    lsq_status status = lsq_check_view(call, "x", x, x.rows, 1, error);
    if (!status && !(p >= 1))
        status = lsq_fail(error, LSQ_EUSAGE, "%s: p is %g, expected at least 1", call, p);
    return status;
}

/* In units of the largest element no power is above 1. */
lsq_status lsq_norm_p(lsq_const_view x, double p, double *norm, lsq_error *error) {
    lsq_status status = check_p("lsq_norm_p", x, p, error);
    if (status)
        return status;
    double largest = lsq_norm_max(x), sum = 0;
    *norm = largest;
    if (isinf(p) || largest == 0 || !isfinite(largest))
        return LSQ_OK;
    for (int64_t i = 0; i < x.rows; i++)
        sum += pow(fabs(x.data[i]) / largest, p);
    *norm = largest * pow(sum, 1 / p);
    return LSQ_OK;
}

lsq_status lsq_gradient_norm_p(lsq_const_view x, double p, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_norm_p";
    double norm = 0;
    lsq_status status = check_p(call, x, p, error);
    if (!status && isinf(p))
        status = lsq_fail(error, LSQ_EUSAGE, "%s: p is infinite, expected a number", call);
    if (!status)
        status = lsq_check_view(call, "G", lsq_view_look(G), x.rows, 1, error);
    if (!status)
        status = lsq_norm_p(x, p, &norm, error);
    if (!status && norm == 0)
        status = lsq_fail(error, LSQ_ENUMERIC, "%s: the norm has no gradient at 0", call);
    for (int64_t i = 0; !status && i < x.rows; i++) {
        if (p == 1 && x.data[i] == 0)
            return lsq_fail(error, LSQ_ENUMERIC,
                            "%s: for p = 1 the norm has no gradient where x has a 0 (element %lld)",
                            call, (long long)i);
        G.data[i] = copysign(pow(fabs(x.data[i]) / norm, p - 1), x.data[i]);
    }
    return status;
}

/* ---- norms of matrices ---- */

lsq_status lsq_gradient_frobenius(lsq_const_view X, lsq_view G, lsq_error *error) {
    const char *call = "lsq_gradient_frobenius";
    double norm = lsq_norm_frobenius(X);
    lsq_status status = lsq_check_view(call, "G", lsq_view_look(G), X.rows, X.columns, error);
    if (!status && norm == 0)
        status = lsq_fail(error, LSQ_ENUMERIC, "%s: the norm has no gradient at 0", call);
    for (int64_t j = 0; !status && j < X.columns; j++)
        for (int64_t i = 0; i < X.rows; i++)
            G.data[i + j * G.ld] = X.data[i + j * X.ld] / norm;
    return status;
}

static lsq_status largest_singular_value(const lsq_lapack *L, lsq_const_view A, double *sigma,
                                         lsq_error *error) {
    int64_t m = A.rows, n = A.columns, r = m < n ? m : n;
    lsq_matrix copy = {NULL, 0, 0, NULL}, U = copy, Vt = copy, all = copy;
    lsq_status status = lsq_matrix_init(&copy, m, n, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&copy), A, error);
    if (!status)
        status = lsq_matrix_init(&U, m, r, NULL, error);
    if (!status)
        status = lsq_matrix_init(&Vt, r, n, NULL, error);
    if (!status)
        status = lsq_matrix_init(&all, r, 1, NULL, error);
    if (!status)
        status = lsq_factor_svd(L, lsq_matrix_view(&copy), lsq_matrix_view(&U), all.data,
                                lsq_matrix_view(&Vt), error);
    if (!status)
        *sigma = r ? all.data[0] : 0;
    lsq_matrix_clear(&all);
    lsq_matrix_clear(&Vt);
    lsq_matrix_clear(&U);
    lsq_matrix_clear(&copy);
    return status;
}

lsq_status lsq_norm_induced(const lsq_lapack *L, lsq_const_view A, double p, double *norm,
                            lsq_error *error) {
    if (p == 2)
        return largest_singular_value(L, A, norm, error);
    if (p != 1 && p != INFINITY)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_norm_induced: p is %g, expected 1, 2 or infinity",
                        p);
    *norm = p == 1 ? lsq_norm_one(A) : lsq_norm_infinity(A);
    return LSQ_OK;
}

/* ---- determinants ---- */

lsq_status lsq_determinant(const lsq_lapack *L, lsq_const_view A, double *det, lsq_error *error) {
    lsq_lu F = {{NULL, 0, 0, NULL}, NULL};
    int64_t exponent = 0;
    lsq_status status = lsq_check_view("lsq_determinant", "A", A, A.columns, A.columns, error);
    if (!status)
        status = lsq_lu_init(L, &F, A, error);
    if (!status) {
        double fraction = lsq_determinant_lu(&F, &exponent);
        *det = scalbln(fraction, (long)exponent);
    }
    lsq_lu_clear(&F);
    return status;
}

/* The product of n numbers re + i im that come in conjugate pairs, a pair being re² + im²; the
 * exponent is kept apart, so that no partial product leaves the range. */
static double product_of(const double *re, const double *im, int64_t n) {
    double fraction = 1;
    int64_t exponent = 0;
    for (int64_t i = 0; i < n; i++) {
        double factor = im[i] == 0 ? re[i] : hypot(re[i], im[i]); /* each of a pair */
        int e = 0;
        fraction = frexp(fraction * factor, &e);
        exponent += e;
    }
    return scalbln(fraction, (long)exponent);
}

lsq_status lsq_determinant_by_eigenvalues(const lsq_lapack *L, lsq_const_view A, double *det,
                                          lsq_error *error) {
    int64_t n = A.columns;
    lsq_matrix copy = {NULL, 0, 0, NULL}, lambda = copy;
    lsq_status status = lsq_check_view("lsq_determinant_by_eigenvalues", "A", A, n, n, error);
    if (!status)
        status = lsq_matrix_init(&copy, n, n, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&copy), A, error);
    if (!status)
        status = lsq_matrix_init(&lambda, n, 2, NULL, error);
    if (!status)
        status = lsq_eigenvalues(L, lsq_matrix_view(&copy), lambda.data, lambda.data + n, error);
    if (!status)
        *det = product_of(lambda.data, lambda.data + n, n);
    lsq_matrix_clear(&lambda);
    lsq_matrix_clear(&copy);
    return status;
}

/* *C = C_ij; `minor` is scratch for n - 1 rows and columns. */
static lsq_status cofactor(const lsq_lapack *L, lsq_const_view A, int64_t i, int64_t j,
                           lsq_matrix *minor, double *C, lsq_error *error) {
    int64_t left = minor->rows;
    for (int64_t c = 0; c < left; c++)
        for (int64_t r = 0; r < left; r++)
            minor->data[r + c * left] = A.data[r + (r >= i) + (c + (c >= j)) * A.ld];
    lsq_status status = lsq_determinant(L, lsq_matrix_look(minor), C, error);
    if (!status && (i + j) % 2)
        *C = -*C;
    return status;
}

lsq_status lsq_determinant_by_cofactors(const lsq_lapack *L, lsq_const_view A, double *det,
                                        lsq_error *error) {
    int64_t n = A.columns;
    lsq_matrix minor = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view("lsq_determinant_by_cofactors", "A", A, n, n, error);
    if (!status)
        status = lsq_matrix_init(&minor, n ? n - 1 : 0, n ? n - 1 : 0, NULL, error);
    double sum = n == 0, C = 0;
    for (int64_t j = 0; !status && j < n; j++) {
        status = cofactor(L, A, 0, j, &minor, &C, error);
        sum += A.data[j * A.ld] * C;
    }
    if (!status)
        *det = sum;
    lsq_matrix_clear(&minor);
    return status;
}

lsq_status lsq_gradient_determinant_by_cofactors(const lsq_lapack *L, lsq_const_view A, lsq_view C,
                                                 lsq_error *error) {
    const char *call = "lsq_gradient_determinant_by_cofactors";
    int64_t n = A.columns;
    lsq_matrix minor = {NULL, 0, 0, NULL};
    lsq_status status = lsq_check_view(call, "A", A, n, n, error);
    if (!status)
        status = lsq_check_view(call, "C", lsq_view_look(C), n, n, error);
    if (!status)
        status = lsq_matrix_init(&minor, n ? n - 1 : 0, n ? n - 1 : 0, NULL, error);
    for (int64_t j = 0; !status && j < n; j++)
        for (int64_t i = 0; !status && i < n; i++)
            status = cofactor(L, A, i, j, &minor, &C.data[i + j * C.ld], error);
    lsq_matrix_clear(&minor);
    return status;
}
