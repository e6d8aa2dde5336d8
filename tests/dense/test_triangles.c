/* Cholesky and triangles: exactly on small whole numbers, by ratios on random matrices.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "samples.h"

/* The triangle of a square sample, its lower half forbidden; columns independent, if barely. */
static frame triangle_of(const sample *s) {
    lsq_matrix A = make(s->A.rows, s->A.columns), tau = make(s->A.columns, 1);
    assert_int_equal(lsq_copy(lsq_matrix_view(&A), s->A, NULL), LSQ_OK);
    assert_int_equal(lsq_factor_qr(s->L, lsq_matrix_view(&A), tau.data, NULL), LSQ_OK);
    frame R = frame_of(lsq_matrix_look(&A));
    forbid_lower(R.A);
    lsq_matrix_clear(&tau);
    lsq_matrix_clear(&A);
    return R;
}

static int has_zero_on_diagonal(lsq_view R) {
    for (int64_t j = 0; j < R.columns; j++)
        if (R.data[j + j * R.ld] == 0)
            return 1;
    return 0;
}

/* ---- solve ---- */

static void solve_has_a_small_residual(const sample *s) {
    for (int op = 0; op < 2; op++) {
        frame R = triangle_of(s), X = frame_new(s->A.rows, 3);
        uint64_t seed = 7;
        for (int64_t i = 0; i < 3 * X.A.rows; i++)
            X.A.data[i % X.A.rows + i / X.A.rows * X.A.ld] = random_double(&seed);
        lsq_matrix B = make(X.A.rows, 3);
        assert_int_equal(lsq_copy(lsq_matrix_view(&B), lsq_view_look(X.A), NULL), LSQ_OK);
        if (!has_zero_on_diagonal(R.A)) {
            lsq_error error;
            check_status(lsq_solve_triangle(s->L, lsq_view_look(R.A),
                                            op ? LSQ_TRANSPOSED : LSQ_PLAIN, X.A, &error),
                         LSQ_OK, NULL);
            check_lower_is_untouched(R.A);
            lsq_matrix U = upper_part(lsq_view_look(R.A), R.A.rows);
            lsq_matrix RX = op ? inner_products(lsq_matrix_look(&U), lsq_view_look(X.A))
                               : product(lsq_matrix_look(&U), lsq_view_look(X.A));
            for (int64_t i = 0; i < 3 * B.rows; i++)
                B.data[i] -= RX.data[i];
            double norm =
                op ? lsq_norm_infinity(lsq_matrix_look(&U)) : lsq_norm_one(lsq_matrix_look(&U));
            check_ratio("op(R) X = B", s, lsq_norm_one(lsq_matrix_look(&B)),
                        norm * lsq_norm_one(lsq_view_look(X.A)) * dimension_of(s));
            lsq_matrix_clear(&RX);
            lsq_matrix_clear(&U);
        }
        lsq_matrix_clear(&B);
        frame_free(&X);
        frame_free(&R);
    }
}

static void triangles_are_solved_with_small_residuals(void **state) {
    (void)state;
    each_sample(1, solve_has_a_small_residual);
}

/* R = [2 1; 0 4]: R^-1 (4, 8) = (1, 2), R^-T (4, 8) = (2, 3/2), (R'R)^-1 = [17 -2; -2 4] / 64,
 * |R|_1 = 5, |R^-1|_1 = 1/2; all exact in binary */
static void a_small_triangle_is_solved_and_inverted_exactly(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double r[] = {2, NAN, 1, 4}, b[] = {4, 8, 2, -4}, c[] = {4, 8}, rcond;
    lsq_view R = {r, 2, 2, 2};
    check_status(lsq_solve_triangle(L, lsq_view_look(R), LSQ_PLAIN, (lsq_view){b, 2, 2, 2}, NULL),
                 LSQ_OK, NULL);
    check_status(
        lsq_solve_triangle(L, lsq_view_look(R), LSQ_TRANSPOSED, (lsq_view){c, 2, 1, 2}, NULL),
        LSQ_OK, NULL);
    const double x[] = {1, 2, 1.5, -1};
    for (int i = 0; i < 4; i++)
        check_same(b[i], x[i]);
    check_same(c[0], 2);
    check_same(c[1], 1.5);
    check_status(lsq_rcond_triangle(L, lsq_view_look(R), &rcond, NULL), LSQ_OK, NULL);
    check_same(rcond, 0.4);
    check_status(lsq_invert_gram(L, R, NULL), LSQ_OK, NULL);
    check_same(r[0], 17.0 / 64);
    check_same(r[2], -2.0 / 64);
    check_same(r[3], 4.0 / 64);
    assert_true(isnan(r[1]));
    lsq_lapack_close(L);
}

static void a_zero_on_the_diagonal_is_told_by_its_place(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_error error;
    for (int64_t k = 0; k < 70; k += 23) {
        lsq_matrix R = make(70, 70), B = make(70, 1);
        lsq_set_identity(lsq_matrix_view(&R));
        R.data[71 * k] = 0;
        B.data[0] = 5;
        char place[32];
        snprintf(place, sizeof place, "element %d is 0", (int)k);
        double rcond = NAN;
        check_status(
            lsq_solve_triangle(L, lsq_matrix_look(&R), LSQ_PLAIN, lsq_matrix_view(&B), &error),
            LSQ_ENUMERIC, &error);
        check_contains(error.message, place);
        check_same(B.data[0], 5);
        check_status(lsq_rcond_triangle(L, lsq_matrix_look(&R), &rcond, &error), LSQ_OK, NULL);
        check_same(rcond, 0);
        check_status(lsq_invert_gram(L, lsq_matrix_view(&R), &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, place);
        lsq_matrix_clear(&B);
        lsq_matrix_clear(&R);
    }
    lsq_lapack_close(L);
}

/* ---- inverse and condition ---- */

/* C = (R'R)^-1 beside X X' with X = R^-1 in long double.  LAPACK's X has X R = I + F, |F| <= c n u
 * |X| |R| (Higham 2002, section 14.2), so that X is off by |F| |X| and C by twice c n u |R| |X|^3;
 * the other residual, R X - I, may be larger than u cond(R), and is not asked for. */
static void inverse_of_gram(const sample *s) {
    int64_t n = s->A.rows;
    frame R = triangle_of(s);
    long double *X = calloc((size_t)(n * n) + 1, sizeof *X), squares = 0;
    assert_non_null(X);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j; i >= 0; i--) {
            long double sum = i == j;
            for (int64_t k = i + 1; k <= j; k++)
                sum -= at(lsq_view_look(R.A), i, k) * X[k + j * n];
            X[i + j * n] = sum / at(lsq_view_look(R.A), i, i);
            squares += X[i + j * n] * X[i + j * n];
        }
    lsq_matrix U = upper_part(lsq_view_look(R.A), n), D = make(n, n);
    if (!has_zero_on_diagonal(R.A)) {
        check_status(lsq_invert_gram(s->L, R.A, NULL), LSQ_OK, NULL);
        check_lower_is_untouched(R.A);
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i <= j; i++) {
                long double sum = 0;
                for (int64_t k = j; k < n; k++)
                    sum += X[i + k * n] * X[j + k * n];
                D.data[i + j * n] = (double)(at(lsq_view_look(R.A), i, j) - sum);
            }
        lsq_mirror_upper(lsq_matrix_view(&D));
        double length = (double)sqrtl(squares);
        check_ratio("C = X X'", s, lsq_norm_frobenius(lsq_matrix_look(&D)),
                    2 * length * length * length * lsq_norm_frobenius(lsq_matrix_look(&U)) *
                        (double)n);
    }
    lsq_matrix_clear(&D);
    lsq_matrix_clear(&U);
    free(X);
    frame_free(&R);
}

static void the_inverse_of_a_gram_matrix_is_one(void **state) {
    (void)state;
    each_sample(1, inverse_of_gram);
}

/* |R^-1| by solving for the identity, good to n cond eps < 10^-8 for condition <= 10^4 and these
 * kinds.  The estimate of |R^-1| is a lower bound; ten times too low was never seen. */
static void rcond_is_near(const sample *s) {
    if (s->A.rows == 0 || s->condition > 1e4 || s->kind == MATRIX_BAD_SCALES)
        return;
    frame R = triangle_of(s), inverse = frame_new(s->A.rows, s->A.rows);
    lsq_set_identity(inverse.A);
    check_status(lsq_solve_triangle(s->L, lsq_view_look(R.A), LSQ_PLAIN, inverse.A, NULL), LSQ_OK,
                 NULL);
    lsq_matrix U = upper_part(lsq_view_look(R.A), R.A.rows);
    double rcond,
        truth = 1 / lsq_norm_one(lsq_matrix_look(&U)) / lsq_norm_one(lsq_view_look(inverse.A));
    check_status(lsq_rcond_triangle(s->L, lsq_view_look(R.A), &rcond, NULL), LSQ_OK, NULL);
    if (!(rcond >= truth * (1 - 1e-3) && rcond <= 10 * truth))
        fail_msg("rcond %g, true %g", rcond, truth);
    lsq_matrix_clear(&U);
    frame_free(&inverse);
    frame_free(&R);
}

static void the_condition_estimate_is_near_the_truth(void **state) {
    (void)state;
    each_sample(1, rcond_is_near);
    lsq_lapack *L = open_lapack();
    double rcond = NAN;
    check_status(lsq_rcond_triangle(L, (lsq_const_view){NULL, 0, 0, 0}, &rcond, NULL), LSQ_OK,
                 NULL);
    check_same(rcond, 1);
    lsq_lapack_close(L);
}

/* ---- Cholesky ---- */

/* S = A'A, R'R = the leading part of S as far as it was factored; a condition of 10^4 leaves
 * S at 10^8, far from 1 / eps: that must go through. */
static void cholesky_factors(const sample *s) {
    lsq_matrix G = inner_products(s->A, s->A);
    frame S = frame_of(lsq_matrix_look(&G));
    forbid_lower(S.A);
    int64_t failed = 99;
    check_status(lsq_factor_cholesky(s->L, S.A, &failed, NULL), LSQ_OK, NULL);
    check_lower_is_untouched(S.A);
    if (s->A.rows >= s->A.columns && s->kind > MATRIX_UNIFORM && s->kind < MATRIX_BAD_SCALES &&
        s->condition <= 1e4)
        assert_int_equal(failed, -1);
    int64_t done = failed < 0 ? S.A.columns : failed;
    assert_in_range(done, 0, S.A.columns);
    lsq_matrix R = upper_part(lsq_look_block(lsq_view_look(S.A), 0, 0, done, done), done);
    lsq_matrix RR = inner_products(lsq_matrix_look(&R), lsq_matrix_look(&R));
    check_close("S = R'R", s, lsq_look_block(lsq_matrix_look(&G), 0, 0, done, done),
                lsq_matrix_look(&RR), dimension_of(s));
    lsq_matrix_clear(&RR);
    lsq_matrix_clear(&R);
    frame_free(&S);
    lsq_matrix_clear(&G);
}

static void cholesky_factors_what_is_positive_definite(void **state) {
    (void)state;
    each_sample(0, cholesky_factors);
}

/* S = R'DR with R of small whole numbers and ones on the diagonal, D ones but for one pivot: every
 * step is exact, so the pivot fails where it was planted, and R is found exactly before it. */
static void cholesky_tells_the_first_pivot_that_is_not_positive(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 8;
    static const int orders[] = {1, 2, 7, 65, 150, 300};
    static const double pivots[] = {0, -1, NAN};
    for (int c = 0; c < 6 * 3; c++)
        for (int64_t n = orders[c / 3], k = 0; k < n; k += 1 + n / 5) {
            lsq_matrix R = make(n, n), DR = make(n, n);
            for (int64_t j = 0; j < n; j++)
                for (int64_t i = 0; i <= j; i++) {
                    R.data[i + j * n] = i == j ? 1 : (double)random_between(&seed, -1, 1);
                    DR.data[i + j * n] =
                        R.data[i + j * n] * (i != k || c % 3 == 2 ? 1 : pivots[c % 3]);
                }
            lsq_matrix S = inner_products(lsq_matrix_look(&R), lsq_matrix_look(&DR));
            if (c % 3 == 2)
                S.data[k + k * n] = NAN;
            int64_t failed = 99;
            check_status(lsq_factor_cholesky(L, lsq_matrix_view(&S), &failed, NULL), LSQ_OK, NULL);
            assert_int_equal(failed, k);
            for (int64_t j = 0; j < k; j++)
                for (int64_t i = 0; i <= j; i++)
                    check_same(S.data[i + j * n], R.data[i + j * n]);
            lsq_matrix_clear(&S);
            lsq_matrix_clear(&DR);
            lsq_matrix_clear(&R);
        }
    lsq_lapack_close(L);
}

/* ---- refusals ---- */

static void shapes_and_indices_that_do_not_fit_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_error error;
    double rcond;
    int64_t failed;
    lsq_view wide = ON_PAPER(2, 3), square = ON_PAPER(2, 2), beyond = ON_PAPER(BEYOND, BEYOND);
    check_status(lsq_solve_triangle(L, lsq_view_look(wide), LSQ_PLAIN, square, &error), LSQ_EUSAGE,
                 &error);
    check_text(error.message, "lsq_solve_triangle: R is 2-by-3, expected 3-by-3");
    check_status(lsq_solve_triangle(L, lsq_view_look(square), LSQ_PLAIN, ON_PAPER(3, 1), &error),
                 LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_solve_triangle: B is 3-by-1, expected 2-by-1");
    check_status(lsq_invert_gram(L, wide, &error), LSQ_EUSAGE, &error);
    check_status(lsq_rcond_triangle(L, lsq_view_look(wide), &rcond, &error), LSQ_EUSAGE, &error);
    check_status(lsq_factor_cholesky(L, wide, &failed, &error), LSQ_EUSAGE, &error);
    check_status(
        lsq_solve_triangle(L, lsq_view_look(beyond), LSQ_PLAIN, ON_PAPER(BEYOND, 1), &error),
        LSQ_ELIMIT, &error);
    check_status(
        lsq_solve_triangle(L, lsq_view_look(square), LSQ_PLAIN, ON_PAPER(2, BEYOND), &error),
        LSQ_ELIMIT, &error);
    check_status(lsq_invert_gram(L, beyond, &error), LSQ_ELIMIT, &error);
    check_status(lsq_rcond_triangle(L, lsq_view_look(beyond), &rcond, &error), LSQ_ELIMIT, &error);
    check_status(lsq_factor_cholesky(L, beyond, &failed, &error), LSQ_ELIMIT, &error);
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triangles_are_solved_with_small_residuals),
        cmocka_unit_test(a_small_triangle_is_solved_and_inverted_exactly),
        cmocka_unit_test(a_zero_on_the_diagonal_is_told_by_its_place),
        cmocka_unit_test(the_inverse_of_a_gram_matrix_is_one),
        cmocka_unit_test(the_condition_estimate_is_near_the_truth),
        cmocka_unit_test(cholesky_factors_what_is_positive_definite),
        cmocka_unit_test(cholesky_tells_the_first_pivot_that_is_not_positive),
        cmocka_unit_test(shapes_and_indices_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
