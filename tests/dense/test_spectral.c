/* Singular values and eigenvalues: ratios on random matrices, spectra known beforehand, and GSL's
 * Jacobi rotations beside.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gsl/gsl_linalg.h>

#include "samples.h"

/* U diag(values) W, where W = Vt */
static lsq_matrix scaled_product(lsq_const_view U, const double *values, lsq_const_view Vt) {
    lsq_matrix US = make(U.rows, U.columns);
    assert_int_equal(lsq_copy(lsq_matrix_view(&US), U, NULL), LSQ_OK);
    for (int64_t j = 0; j < U.columns; j++)
        lsq_scale_column(lsq_matrix_view(&US), j, values[j]);
    lsq_matrix P = product(lsq_matrix_look(&US), Vt);
    lsq_matrix_clear(&US);
    return P;
}

/* LAPACK's iteration takes an off-diagonal element for 0 below eps^(-1/8) u = 49 eps of the
 * singular values beside it (dbdsqr), which is an error of its own besides the rounding: as if
 * there were 5 dimensions more.  The sample's own sigma are off by the rounding of its making and
 * ours by that of finding them, each a small multiple of (m + n) eps sigma_0 (Weyl). */
static void svd(const sample *s) {
    int64_t m = s->A.rows, n = s->A.columns, r = m < n ? m : n;
    frame A = frame_of(s->A), U = frame_new(m, r), Vt = frame_new(r, n);
    lsq_matrix sigma = make(r, 1);
    check_status(lsq_factor_svd(s->L, A.A, U.A, sigma.data, Vt.A, NULL), LSQ_OK, NULL);
    lsq_matrix P = scaled_product(lsq_view_look(U.A), sigma.data, lsq_view_look(Vt.A));
    check_close("A = U S V'", s, s->A, lsq_matrix_look(&P), dimension_of(s) + 5);
    check_orthonormal("U'U = I", s, lsq_view_look(U.A));
    lsq_matrix V = transposed(lsq_view_look(Vt.A));
    check_orthonormal("V'V = I", s, lsq_matrix_look(&V));
    for (int64_t i = 0; i < r; i++) {
        double want = matrix_sigma(s->kind, s->condition, i, r);
        assert_true(sigma.data[i] >= 0 && (i == 0 || sigma.data[i] <= sigma.data[i - 1]));
        if (!isnan(want))
            check_ratio("sigma", s, fabs(sigma.data[i] - want), (double)(m + n + 5));
    }
    lsq_matrix_clear(&V);
    lsq_matrix_clear(&P);
    lsq_matrix_clear(&sigma);
    frame_free(&Vt);
    frame_free(&U);
    frame_free(&A);
}

static void a_matrix_is_rotations_and_singular_values(void **state) {
    (void)state;
    each_sample(0, svd);
}

/* One-sided Jacobi shares no step with ours; both are within the bound of the truth. */
static void singular_values_agree_with_jacobi_rotations_of_gsl(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 12;
    enum { M = 40, N = 13 };
    for (int kind = 0; kind < MATRIX_KINDS; kind++) {
        lsq_matrix A = make(M, N), U = make(M, N), Vt = make(N, N);
        double sigma[N];
        random_matrix(A.data, M, N, (matrix_kind)kind, 1e6, &seed);
        gsl_matrix *a = gsl_matrix_alloc(M, N), *v = gsl_matrix_alloc(N, N);
        gsl_vector *want = gsl_vector_alloc(N);
        for (size_t i = 0; i < M; i++)
            for (size_t j = 0; j < N; j++)
                gsl_matrix_set(a, i, j, A.data[i + M * j]);
        assert_int_equal(gsl_linalg_SV_decomp_jacobi(a, v, want), 0);
        check_status(lsq_factor_svd(L, lsq_matrix_view(&A), lsq_matrix_view(&U), sigma,
                                    lsq_matrix_view(&Vt), NULL),
                     LSQ_OK, NULL);
        for (size_t i = 0; i < N; i++)
            assert_true(fabs(sigma[i] - gsl_vector_get(want, i)) <=
                        RATIO * (M + N) * DBL_EPSILON * sigma[0]);
        gsl_vector_free(want);
        gsl_matrix_free(v);
        gsl_matrix_free(a);
        lsq_matrix_clear(&Vt);
        lsq_matrix_clear(&U);
        lsq_matrix_clear(&A);
    }
    lsq_lapack_close(L);
}

/* ---- eigenvalues ---- */

static void eigen(const sample *s) {
    int64_t n = s->A.columns;
    lsq_matrix S = make(n, n), lambda = make(n, 1);
    assert_int_equal(lsq_copy(lsq_matrix_view(&S), s->A, NULL), LSQ_OK);
    lsq_mirror_upper(lsq_matrix_view(&S));
    frame V = frame_of(lsq_matrix_look(&S));
    forbid_lower(V.A);
    check_status(lsq_factor_eigen(s->L, V.A, lambda.data, NULL), LSQ_OK, NULL);
    lsq_matrix Vt = transposed(lsq_view_look(V.A));
    lsq_matrix P = scaled_product(lsq_view_look(V.A), lambda.data, lsq_matrix_look(&Vt));
    check_close("S = V L V'", s, lsq_matrix_look(&S), lsq_matrix_look(&P), dimension_of(s));
    check_orthonormal("V'V = I", s, lsq_view_look(V.A));
    for (int64_t i = 1; i < n; i++)
        assert_true(lambda.data[i - 1] <= lambda.data[i]);
    lsq_matrix_clear(&P);
    lsq_matrix_clear(&Vt);
    frame_free(&V);
    lsq_matrix_clear(&lambda);
    lsq_matrix_clear(&S);
}

static void a_symmetric_matrix_is_a_rotation_and_eigenvalues(void **state) {
    (void)state;
    each_sample(1, eigen);
}

/* Second differences, 2 on the diagonal and -1 beside: 4 sin^2(k pi / (2 (n + 1))), k = 1 .. n. */
static void eigenvalues_of_second_differences_are_squared_sines(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    static const int orders[] = {1, 2, 5, 24, 26, 60, 150};
    for (int c = 0; c < 7; c++) {
        int64_t n = orders[c];
        lsq_matrix S = make(n, n), lambda = make(n, 1);
        for (int64_t j = 0; j < n; j++) {
            S.data[j + j * n] = 2;
            if (j > 0)
                S.data[j - 1 + j * n] = -1;
        }
        check_status(lsq_factor_eigen(L, lsq_matrix_view(&S), lambda.data, NULL), LSQ_OK, NULL);
        for (int64_t k = 1; k <= n; k++) {
            double sine = sin((double)k * acos(-1) / (double)(2 * (n + 1)));
            assert_true(fabs(lambda.data[k - 1] - 4 * sine * sine) <=
                        RATIO * 4 * (double)n * DBL_EPSILON);
        }
        lsq_matrix_clear(&lambda);
        lsq_matrix_clear(&S);
    }
    lsq_lapack_close(L);
}

/* ---- eigenvalues of any square matrix ---- */

/* the distance from z to the nearest eigenvalue not yet taken, which is taken */
static double take_nearest(lsq_matrix *re, lsq_matrix *im, char *taken, double x, double y) {
    int64_t nearest = -1;
    double best = INFINITY;
    for (int64_t i = 0; i < re->rows; i++) {
        double distance = hypot(re->data[i] - x, im->data[i] - y);
        if (!taken[i] && distance < best) {
            best = distance;
            nearest = i;
        }
    }
    assert_true(nearest >= 0);
    taken[nearest] = 1;
    return best;
}

/* A circulant matrix a_(i - j mod n) is normal, so no eigenvalue moves by more than the error of
 * the matrix; they are the Fourier sums of its first column (Davis 1979). */
static void eigenvalues_of_circulants_are_fourier_sums(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 13;
    static const int orders[] = {1, 2, 3, 4, 7, 16, 40, 75, 120};
    for (int c = 0; c < 9; c++) {
        int64_t n = orders[c];
        lsq_matrix first = make(n, 1), re = make(n, 1), im = make(n, 1);
        frame A = frame_new(n, n);
        char taken[120] = {0};
        random_matrix(first.data, n, 1, MATRIX_UNIFORM, 1, &seed);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < n; i++)
                A.A.data[i + j * A.A.ld] = first.data[(i - j + n) % n];
        double size = lsq_norm_frobenius(lsq_view_look(A.A));
        check_status(lsq_eigenvalues(L, A.A, re.data, im.data, NULL), LSQ_OK, NULL);
        for (int64_t k = 0; k < n; k++) {
            double x = 0, y = 0, turn = 2 * acos(-1) / (double)n;
            for (int64_t j = 0; j < n; j++) {
                x += first.data[j] * cos(turn * (double)(j * k % n));
                y -= first.data[j] * sin(turn * (double)(j * k % n));
            }
            assert_true(take_nearest(&re, &im, taken, x, y) <=
                        RATIO * (double)n * DBL_EPSILON * size);
        }
        for (int64_t i = 0; i < n; i++)
            if (im.data[i] > 0) {
                check_same(re.data[i + 1], re.data[i]);
                check_same(im.data[i + 1], -im.data[i]);
            }
        frame_free(&A);
        lsq_matrix_clear(&im);
        lsq_matrix_clear(&re);
        lsq_matrix_clear(&first);
    }
    lsq_lapack_close(L);
}

/* [0 -2; 2 0] turns by a right angle: 2i and -2i; [2 1; 0 3] has its diagonal. */
static void eigenvalues_of_two_by_two_are_those_by_hand(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double turn[] = {0, 2, -2, 0}, triangle[] = {2, 0, 1, 3}, re[2], im[2];
    check_status(lsq_eigenvalues(L, (lsq_view){turn, 2, 2, 2}, re, im, NULL), LSQ_OK, NULL);
    assert_true(fabs(re[0]) + fabs(re[1]) <= 8 * DBL_EPSILON && im[0] == -im[1]);
    assert_true(fabs(im[0] - 2) <= 4 * DBL_EPSILON);
    check_status(lsq_eigenvalues(L, (lsq_view){triangle, 2, 2, 2}, re, im, NULL), LSQ_OK, NULL);
    assert_true(fmin(re[0], re[1]) == 2 && fmax(re[0], re[1]) == 3 && im[0] == 0 && im[1] == 0);
    check_status(lsq_eigenvalues(L, (lsq_view){NULL, 0, 0, 0}, NULL, NULL, NULL), LSQ_OK, NULL);
    lsq_lapack_close(L);
}

/* ---- refusals ---- */

static void shapes_and_indices_that_do_not_fit_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_error error;
    lsq_view A = ON_PAPER(5, 3), small = ON_PAPER(3, 3), large = ON_PAPER(50000, 50000);
    check_status(lsq_factor_svd(L, A, small, NULL, small, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_factor_svd: U is 3-by-3, expected 5-by-3");
    check_status(lsq_factor_svd(L, A, A, NULL, A, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_factor_svd: Vt is 5-by-3, expected 3-by-3");
    check_status(lsq_factor_eigen(L, A, NULL, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_factor_eigen: S is 5-by-3, expected 3-by-3");
    check_status(lsq_eigenvalues(L, A, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_eigenvalues: A is 5-by-3, expected 3-by-3");
    lsq_view beyond = ON_PAPER(BEYOND, 1), one = ON_PAPER(1, 1);
    check_status(lsq_factor_svd(L, beyond, beyond, NULL, one, &error), LSQ_ELIMIT, &error);
    check_status(lsq_factor_eigen(L, ON_PAPER(BEYOND, BEYOND), NULL, &error), LSQ_ELIMIT, &error);
    check_status(lsq_eigenvalues(L, ON_PAPER(BEYOND, BEYOND), NULL, NULL, &error), LSQ_ELIMIT,
                 &error);
    check_status(lsq_eigenvalues(L, ON_PAPER(1 << 26, 1 << 26), NULL, NULL, &error), LSQ_ELIMIT,
                 &error);
    /* 50,000^2 numbers of workspace are more than 2^31 */
    check_status(lsq_factor_svd(L, large, large, NULL, large, &error), LSQ_ELIMIT, &error);
    check_status(lsq_factor_eigen(L, large, NULL, &error), LSQ_ELIMIT, &error);
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_is_rotations_and_singular_values),
        cmocka_unit_test(singular_values_agree_with_jacobi_rotations_of_gsl),
        cmocka_unit_test(a_symmetric_matrix_is_a_rotation_and_eigenvalues),
        cmocka_unit_test(eigenvalues_of_second_differences_are_squared_sines),
        cmocka_unit_test(eigenvalues_of_circulants_are_fourier_sums),
        cmocka_unit_test(eigenvalues_of_two_by_two_are_those_by_hand),
        cmocka_unit_test(shapes_and_indices_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
