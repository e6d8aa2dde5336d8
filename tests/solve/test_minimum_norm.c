/* The minimum norm where columns depend on each other: units of any size, rounding that would take
 * over, and what is refused.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"

/* |Y - XB|^2 of a response, exactly but for the last rounding. */
static double rss_of(const problem *P, const double *B, int64_t l) {
    mpq_t sum, r, a, b;
    mpq_inits(sum, r, a, b, NULL);
    for (int64_t i = 0; i < P->n; i++) {
        rational_from_double(r, P->Y[i + l * P->n]);
        for (int64_t j = 0; j < P->p; j++) {
            rational_from_double(a, P->X[i + j * P->n]);
            rational_from_double(b, B[j + l * P->p]);
            mpq_mul(a, a, b);
            mpq_sub(r, r, a);
        }
        mpq_mul(r, r, r);
        mpq_add(sum, sum, r);
    }
    double rss = mpq_get_d(sum);
    mpq_clears(sum, r, a, b, NULL);
    return rss;
}

/* sum of |X e_j| |B_j| */
static double effects(const problem *P, const double *B) {
    double sum = 0;
    for (int64_t j = 0; j < P->p; j++)
        sum += fabs(B[j]) * length_of(P->X + j * P->n, P->n);
    return sum;
}

/* rss comes from the triangle, which is that of X and Y to within e |X e_j|, e = n p 2^-52. */
static void check_rss_is_that_of_B(const lsq_answer *a, const problem *P) {
    double e = (double)(P->n * P->p) * 0x1p-52;
    check_at_most(fabs(sqrt(a->rss[0]) - sqrt(rss_of(P, a->B, 0))),
                  e * (length_of(P->Y, P->n) + effects(P, a->B)), "RSS and that of B");
}

/* The least rss of the columns that are not aliased. */
static double least_rss(const lsq_answer *a, const problem *P) {
    problem K = problem_new(P->n, a->rank, 1);
    int64_t at = 0;
    memcpy(K.Y, P->Y, (size_t)P->n * sizeof *K.Y);
    for (int64_t j = 0; j < P->p; j++)
        if (!a->aliased[j])
            memcpy(K.X + P->n * at++, P->X + P->n * j, (size_t)P->n * sizeof *K.X);
    assert_int_equal(at, a->rank);
    oracle *o = oracle_of(&K);
    double rss = mpq_get_d(o->rss[0]);
    oracle_free(o);
    problem_free(&K);
    return rss;
}

/* How far X B may be from X_K B_K: 3 tolerance (1 + sum |z|) |X e_j| |B_j| for the aliased columns,
 * see the test of the relations. */
static double made_by_tolerance(const lsq_answer *a, const problem *P, double tolerance) {
    double moved = 0;
    for (int64_t j = 0; j < P->p; j++) {
        double length = length_of(P->X + P->n * j, P->n), sum = length;
        for (int64_t i = 0; i < P->p; i++)
            sum += fabs(a->relations[i + P->p * j]) * length_of(P->X + P->n * i, P->n);
        moved += a->aliased[j] ? 3 * tolerance * sum * fabs(a->B[j]) : 0;
    }
    return moved;
}

/* Hilbert's matrix, where every share of a relation may be noise by itself.  The tolerances leave
 * columns with a condition number k of 10^9 and less, and their solution a residual within e (1 +
 * 2 k) |y| of the least, see check_column. */
static void ill_conditioned_columns_have_a_solution_of_minimum_norm(void **state) {
    (void)state;
    static const double tolerances[] = {0, 1e-8, 1e-5, 1e-3};
    problem P = problem_new(16, 14, 1);
    for (int j = 0; j < 14; j++)
        for (int i = 0; i < 16; i++)
            P.X[i + 16 * j] = 1.0 / (i + j + 1);
    for (int i = 0; i < 16; i++)
        P.Y[i] = (i * i * 7 + 3) % 11;
    double y = length_of(P.Y, 16);
    for (int t = 0; t < 4; t++) {
        lsq_solver_options options = {.struct_size = sizeof options, .tolerance = tolerances[t]};
        lsq_solver *solver = solver_of("svd", &P, 0, &options);
        const lsq_answer *a = answer_of(solver);
        assert_true(a->minimum_norm);
        check_rss_is_that_of_B(a, &P);
        check_at_most(sqrt(rss_of(&P, a->B, 0)), y, "residuals"); /* those of B = 0 */
        if (t > 0)
            check_at_most(sqrt(rss_of(&P, a->B, 0)),
                          sqrt(least_rss(a, &P)) + made_by_tolerance(a, &P, tolerances[t]) +
                              224 * 0x1p-52 * (1 + 2 / a->rcond) * y,
                          "residuals beside the least");
        lsq_solver_free(solver);
    }
    problem_free(&P);
}

/* S (a + 3 b) beside a and b, condition number 1.4, in any order: the shares of rows of G of sizes
 * 1 and S keep their digits each.  n p 2^-52 is 8e-15, and 10 of these are a digit from 14. */
static void units_cost_the_minimum_norm_no_digit(void **state) {
    (void)state;
    static const int exponents[] = {0, 26, 40, 53, 100, 300, -30, -60, -300};
    uint64_t seed = 46;
    for (int trial = 0; trial < 27; trial++) {
        problem P = problem_new(12, 3, 1);
        int64_t c = trial / 9, a = (c + 1) % 3, b = (c + 2) % 3;
        for (int64_t i = 0; i < 12; i++) {
            double x = (double)random_between(&seed, -9, 9),
                   z = (double)random_between(&seed, -9, 9);
            P.X[i + 12 * a] = x;
            P.X[i + 12 * b] = z;
            P.X[i + 12 * c] = ldexp(x + 3 * z, exponents[trial % 9]);
            P.Y[i] = (double)random_between(&seed, -99, 99);
        }
        oracle *o = oracle_of(&P);
        lsq_solver *solver = solver_of("svd", &P, 0, NULL);
        const lsq_answer *got = answer_of(solver);
        assert_int_equal(got->rank, 2);
        for (int64_t j = 0; j < 3; j++) {
            double digits = right_digits(got->B[j], *oracle_at(&o->min_norm, j, 0));
            if (digits < 13)
                fail_msg("2^%d: %.1f digits in B[%lld]", exponents[trial % 9], digits,
                         (long long)j);
        }
        check_rss_is_that_of_B(got, &P);
        lsq_solver_free(solver);
        oracle_free(o);
        problem_free(&P);
    }
}

/* |Y - X_K B_K| */
static double least_residual(const oracle *o) {
    return sqrt(mpq_get_d(o->rss[0]));
}

/* x, 2 S x, z / S: rounding makes a share of u of the second in the direction of the third, which
 * outweighs the share of x by u S^2.  By hand b1 = 2 S b0; each effect within the bound of
 * check_minimum, with directions that have shares of 1. */
static void a_share_that_is_rounding_does_not_make_the_norm(void **state) {
    (void)state;
    static const int exponents[] = {0, 10, 20, 26, 30, 40, 100, 300};
    uint64_t seed = 48;
    for (int trial = 0; trial < 24; trial++) {
        problem P = problem_new(12, 3, 1);
        double S = ldexp(1, exponents[trial % 8]);
        for (int64_t i = 0; i < 12; i++) {
            P.X[i] = random_double(&seed);
            P.X[i + 12] = 2 * S * P.X[i];
            P.X[i + 24] = random_double(&seed) / S;
            P.Y[i] = random_double(&seed);
        }
        oracle *o = oracle_of(&P);
        lsq_solver *solver = solver_of("svd", &P, 0, NULL);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->rank, 2);
        double k = 1 / a->rcond, e = 36 * 0x1p-52, scaled = 0;
        for (int64_t j = 0; j < 3; j++)
            scaled = hypot(scaled, exact_at(&o->coef, j, 0) * length_of(P.X + 12 * j, 12));
        for (int64_t j = 0; j < 3; j++)
            check_at_most(fabs(a->B[j] - exact_at(&o->min_norm, j, 0)) *
                              length_of(P.X + 12 * j, 12),
                          k * e * (5 * scaled + (k + 1) * least_residual(o)), "effect");
        check_at_most(fabs(a->B[1] / (2 * S * a->B[0]) - 1), 10 * e, "b1 / b0");
        check_rss_is_that_of_B(a, &P);
        lsq_solver_free(solver);
        oracle_free(o);
        problem_free(&P);
    }
}

/* x, z / S, S (x + t z) with S = 2^60: the third takes the whole effect of the second, 1 / t times
 * as large, and x has to cancel that, so that rounding of u / t of the effect is left in the fit:
 * 2^-33 are told, 2^-13 refused. */
static void a_fit_that_is_lost_in_cancellation_is_no_answer(void **state) {
    (void)state;
    uint64_t seed = 49;
    for (int trial = 0; trial < 10; trial++) {
        problem P = problem_new(12, 3, 1);
        int exponent = trial % 2 ? -40 : -20;
        for (int64_t i = 0; i < 12; i++) {
            double x = (double)random_between(&seed, -9, 9),
                   z = (double)random_between(&seed, -9, 9);
            P.X[i] = x;
            P.X[i + 12] = ldexp(z, -60);
            P.X[i + 24] = ldexp(x + ldexp(z, exponent), 60);
            P.Y[i] = 3 * x + 5 * z + (double)random_between(&seed, -9, 9);
        }
        if (trial % 2) {
            check_refused("svd", &P,
                          "the minimum norm is lost in rounding, as the lengths of "
                          "columns differ by 1e36");
        } else {
            lsq_solver *solver = solver_of("svd", &P, 0, NULL);
            const lsq_answer *a = answer_of(solver);
            check_contains(a->note, "; their fit is met to ");
            check_contains(a->note, " of the response");
            check_rss_is_that_of_B(a, &P);
            check_at_most(sqrt(rss_of(&P, a->B, 0)),
                          sqrt(least_rss(a, &P)) +
                              36 * 0x1p-52 * (length_of(P.Y, 12) + effects(&P, a->B)),
                          "residuals beside the least");
            lsq_solver_free(solver);
        }
        problem_free(&P);
    }
}

/* 2^-1000 beside 2^1000 is 0. */
static void lengths_beyond_the_range_of_a_ratio_are_refused(void **state) {
    (void)state;
    uint64_t seed = 50;
    problem P = problem_new(6, 3, 1);
    for (int64_t i = 0; i < 6; i++) {
        P.X[i] = ldexp((double)random_between(&seed, 1, 9), 1000);
        P.X[i + 6] = 2 * P.X[i];
        P.X[i + 12] = ldexp((double)random_between(&seed, -9, 9), -1000);
        P.Y[i] = (double)random_between(&seed, -9, 9);
    }
    check_refused("svd", &P, "the minimum norm is lost in rounding, as the lengths of columns");
    for (int64_t i = 0; i < 6; i++) /* 2^-1024 of the longest, with few digits */
        P.X[i + 12] = ldexp(P.X[i + 12], 980);
    check_refused("svd", &P, "the minimum norm is lost in rounding, as the lengths of columns");
    problem_free(&P);
}

/* Beside columns of 0 and of any length, and beside a response that is not 0. */
static void a_response_of_zeros_has_the_solution_zero(void **state) {
    (void)state;
    problem P = problem_new(6, 4, 2);
    P.X[6] = 0x1p377;
    P.X[15] = -0x1p-4;
    P.X[23] = -0x1p900;
    P.Y[6 + 3] = 1;
    lsq_solver *solver = solver_of("svd", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 3);
    for (int64_t j = 0; j < 4; j++)
        assert_true(a->B[j] == 0);
    check_same(a->rss[0], 0);
    assert_true(a->B[4 + 2] == -16);
    lsq_solver_free(solver);
    P.Y[6 + 3] = 0;
    P.X[23] = -0x1p1022;
    solver = solver_of("svd", &P, 0, NULL);
    a = answer_of(solver);
    for (int64_t j = 0; j < 8; j++)
        assert_true(a->B[j] == 0);
    lsq_solver_free(solver);
    problem_free(&P);
}

/* x3 = x1 + x2 to within 3e-3: not the least, as what the tolerance takes for 0 is none. */
static void rss_is_that_of_the_answer_under_any_tolerance(void **state) {
    (void)state;
    uint64_t seed = 47;
    lsq_solver_options options = {.struct_size = sizeof options, .tolerance = 1e-2};
    problem P = random_problem(&seed, 12, 3, 1, 0);
    for (int64_t i = 0; i < 12; i++)
        P.X[i + 24] = P.X[i] + P.X[i + 12] + 3e-3 * random_double(&seed);
    lsq_solver *solver = solver_of("svd", &P, 0, &options);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    check_rss_is_that_of_B(a, &P);
    assert_true(fabs(sqrt(a->rss[0]) - sqrt(least_rss(a, &P))) >
                100 * 36 * 0x1p-52 * length_of(P.Y, 12));
    lsq_solver_free(solver);
    problem_free(&P);
}

/* The share of 1e-350 of b in a is none, nor is that of a in b. */
static void units_beyond_the_range_are_refused(void **state) {
    (void)state;
    problem P = problem_new(4, 2, 1);
    for (int order = 0; order < 2; order++) {
        for (int i = 0; i < 4; i++) {
            P.X[i + 4 * order] = (i + 1) * 1e-150;
            P.X[i + 4 * !order] = P.X[i + 4 * order] * 1e150 * 1e200;
            P.Y[i] = i + 1;
        }
        check_refused("svd", &P, "as a multiple of column 0 of X is beyond the range of a double");
        check_refused("pivoted-qr", &P, "is beyond the range of a double");
    }
    problem_free(&P);
}

/* b1 is 7e-150, and shared with x2 = 1e160 x1 that is 7e-310. */
static void a_share_of_the_solution_that_underflows_is_refused(void **state) {
    (void)state;
    problem P = problem_new(3, 2, 1);
    for (int i = 0; i < 3; i++) {
        P.X[i] = i + 1;
        P.X[i + 3] = (i + 1) * 1e160;
        P.Y[i] = 7e-150 * (i + 1);
    }
    check_refused("svd", &P, "the coefficient of column 1 of X underflows a double");
    problem_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ill_conditioned_columns_have_a_solution_of_minimum_norm),
        cmocka_unit_test(units_cost_the_minimum_norm_no_digit),
        cmocka_unit_test(a_share_that_is_rounding_does_not_make_the_norm),
        cmocka_unit_test(a_fit_that_is_lost_in_cancellation_is_no_answer),
        cmocka_unit_test(lengths_beyond_the_range_of_a_ratio_are_refused),
        cmocka_unit_test(a_response_of_zeros_has_the_solution_zero),
        cmocka_unit_test(rss_is_that_of_the_answer_under_any_tolerance),
        cmocka_unit_test(units_beyond_the_range_are_refused),
        cmocka_unit_test(a_share_of_the_solution_that_underflows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
