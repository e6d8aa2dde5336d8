/* Singular values: NIST, rank, minimum-norm solutions against exact ones.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"

/* Without scaling the columns Pontius has 6 digits. */
static void nist_has_full_rank_and_the_digits_of_householder(void **state) {
    (void)state;
    check_nist("svd", plain_bars, PLAIN_BARS);
}

static double relation_size(const oracle *o) {
    double size = 0;
    for (int64_t i = 0; i < o->p; i++)
        for (int64_t j = 0; j < o->p; j++)
            size = hypot(size, exact_at(&o->relation, j, i));
    return size;
}

/* B = G^+ B_K, where G = [I relations] has no singular value below 1.  So the error is that of B_K,
 * by the bound of check_column, more that of the relations, 2 k e |relations| spread^2, times
 * sqrt(2) |B_K|: the bound of Wedin for G^+.  The columns have lengths of at least 2. */
static void check_minimum(const lsq_answer *a, const problem *P, const oracle *o, int64_t l,
                          double spread) {
    double k = 1 / a->rcond, e = (double)(P->n * P->p) * 0x1p-52;
    double error = 0, basic = 0, scaled = 0, shares = relation_size(o);
    for (int64_t j = 0; j < P->p; j++) {
        double exact = exact_at(&o->coef, j, l);
        error = hypot(error, a->B[j + l * P->p] - exact_at(&o->min_norm, j, l));
        basic = hypot(basic, exact);
        scaled = hypot(scaled, exact * length_of(P->X + j * P->n, P->n));
    }
    double residual = sqrt(mpq_get_d(o->rss[l])), y = length_of(P->Y + l * P->n, P->n);
    check_at_most(error,
                  k * e * (2 * scaled + (k + 1) * residual) / 2 +
                      1.5 * 2 * k * e * shares * spread * spread * basic,
                  "minimum norm");
    check_at_most(fabs(sqrt(a->rss[l]) - residual), e * (1 + 2 * k) * y, "residuals");
}

static void random_problems_agree_with_the_exact_solution(void **state) {
    (void)state;
    uint64_t seed = 41;
    int deficient = 0;
    for (int trial = 0; trial < 120; trial++) {
        int64_t p = random_between(&seed, 3, 7), n = random_between(&seed, 2, 14);
        problem P = random_problem(&seed, n, p, 2, random_between(&seed, 0, 3));
        oracle *o = oracle_of(&P);
        lsq_solver *solver = solver_of("svd", &P, random_between(&seed, 0, 3), NULL);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->rank, o->rank);
        assert_int_equal(a->minimum_norm, o->rank < p);
        check_relations(a, &P, o, 100);
        for (int64_t l = 0; l < 2; l++)
            if (o->rank < p)
                check_minimum(a, &P, o, l, 100);
            else
                check_column(a, &P, o, l);
        if (o->rank == p)
            check_inverse(a, &P, o);
        else
            assert_null(a->C);
        deficient += o->rank < p;
        lsq_solver_free(solver);
        oracle_free(o);
        problem_free(&P);
    }
    assert_true(deficient > 40);
}

/* The exact solver's minimum-norm fit of the same doubles. */
static void the_exact_solver_has_the_same_minimum(void **state) {
    (void)state;
    uint64_t seed = 42;
    problem P = random_problem(&seed, 4, 6, 1, 0);
    lsq_fit_options options = {.struct_size = sizeof options,
                               .formula = "y ~ x1 + x2 + x3 + x4 + x5 + x6 - 1",
                               .min_norm = 1};
    lsq_fit *fit;
    lsq_error error = {0};
    check_status(
        lsq_fit_doubles(&fit, columns_of(P.X, 4, 6), columns_of(P.Y, 4, 1), &options, &error),
        LSQ_OK, &error);
    lsq_solver *solver = solver_of("svd", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    double size = 0, difference = 0;
    for (int64_t j = 0; j < 6; j++) {
        double exact = lsq_fit_value(fit, LSQ_ESTIMATE, 0, j);
        size = hypot(size, exact);
        difference = hypot(difference, a->B[j] - exact);
    }
    /* no residuals; the columns differ in length by less than 10 */
    check_at_most(difference, 100 * 24 * 0x1p-52 / a->rcond * size, "difference");
    lsq_solver_free(solver);
    lsq_fit_free(fit);
    problem_free(&P);
}

/* x2 = 1e100 x1: min |b| with b1 + 1e100 b2 = b is b2 = 1e-100 b, b1 = 1e-200 b, of which no digit
 * would be left if the solution came by subtraction from one with b1 = b. */
static void the_norm_is_that_of_the_coefficients_as_they_are(void **state) {
    (void)state;
    problem P = problem_new(3, 2, 1);
    for (int i = 0; i < 3; i++) {
        P.X[i] = i + 1;
        P.X[i + 3] = (i + 1) * 1e100;
        P.Y[i] = 7 * (i + 1);
    }
    lsq_solver *solver = solver_of("svd", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 1);
    assert_true(a->minimum_norm);
    /* 3 rows, 2 columns, condition 1: some 20 rounding errors */
    check_at_most(fabs(a->B[1] / 7e-100 - 1), 20 * 0x1p-52, "b2");
    check_at_most(fabs(a->B[0]), 20 * 0x1p-52 * 7e-100, "b1");
    lsq_solver_free(solver);
    problem_free(&P);
}

/* By hand: x2 = x1, so each has half of the slope 2. */
static void equal_columns_share_the_effect(void **state) {
    (void)state;
    problem P = problem_new(3, 3, 1);
    for (int i = 0; i < 3; i++) {
        P.X[i] = 1;
        P.X[i + 3] = P.X[i + 6] = i - 1;
        P.Y[i] = 5 + 2 * (i - 1);
    }
    lsq_solver *solver = solver_of("svd", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    assert_true(a->aliased[2]);
    check_at_most(fabs(a->B[0] - 5), 90 * 0x1p-52, "constant"); /* 5 n p 2^-52 2 */
    check_at_most(fabs(a->B[1] - 1), 90 * 0x1p-52, "x1");
    check_at_most(fabs(a->B[2] - 1), 90 * 0x1p-52, "x2");
    check_contains(a->note, "rank 2 of 3 columns");
    lsq_solver_free(solver);
    problem_free(&P);
}

/* A singular value above the tolerance of 1e-9 and below that of 1e-5: see the pivoted QR. */
static void the_tolerance_decides_the_rank(void **state) {
    (void)state;
    uint64_t seed = 43;
    problem P = random_problem(&seed, 30, 3, 1, 0);
    for (int64_t i = 0; i < 30; i++)
        P.X[i + 60] = P.X[i] + (i % 2 ? 1e-6 : -1e-6);
    lsq_solver_options fine = {.struct_size = sizeof fine, .tolerance = 1e-9},
                       coarse = {.struct_size = sizeof coarse, .tolerance = 1e-5};
    lsq_solver *solver = solver_of("svd", &P, 0, &fine);
    assert_int_equal(answer_of(solver)->rank, 3);
    lsq_solver_free(solver);
    solver = solver_of("svd", &P, 0, &coarse);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    assert_true(a->minimum_norm && a->aliased[2]);
    lsq_solver_free(solver);
    problem_free(&P);
}

/* However small the tolerance. */
static void the_rank_is_at_most_the_number_of_rows(void **state) {
    (void)state;
    uint64_t seed = 36;
    problem P = random_problem(&seed, 3, 6, 1, 0);
    lsq_solver_options options = {.struct_size = sizeof options, .tolerance = 1e-300};
    lsq_solver *solver = solver_of("svd", &P, 0, &options);
    assert_int_equal(answer_of(solver)->rank, 3);
    lsq_solver_free(solver);
    problem_free(&P);
}

static void a_matrix_of_zeros_has_the_solution_zero(void **state) {
    (void)state;
    problem P = problem_new(4, 2, 1);
    for (int i = 0; i < 4; i++)
        P.Y[i] = i + 1;
    lsq_solver *solver = solver_of("svd", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 0);
    check_same(a->B[0], 0);
    check_same(a->B[1], 0);
    check_at_most(fabs(a->rss[0] - 30), 30 * 16 * 0x1p-52, "RSS"); /* 1 + 4 + 9 + 16 */
    lsq_solver_free(solver);
    problem_free(&P);
}

static void powers_of_two_change_no_digit(void **state) {
    (void)state;
    uint64_t seed = 44;
    problem P = random_problem(&seed, 11, 5, 2, 0);
    check_powers_of_two("svd", &P);
    problem_free(&P);
}

static void the_same_rows_give_the_same_bits(void **state) {
    (void)state;
    uint64_t seed = 45;
    problem P = random_problem(&seed, 23, 7, 3, 2);
    check_deterministic("svd", &P);
    problem_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nist_has_full_rank_and_the_digits_of_householder),
        cmocka_unit_test(random_problems_agree_with_the_exact_solution),
        cmocka_unit_test(the_exact_solver_has_the_same_minimum),
        cmocka_unit_test(the_norm_is_that_of_the_coefficients_as_they_are),
        cmocka_unit_test(equal_columns_share_the_effect),
        cmocka_unit_test(the_tolerance_decides_the_rank),
        cmocka_unit_test(the_rank_is_at_most_the_number_of_rows),
        cmocka_unit_test(a_matrix_of_zeros_has_the_solution_zero),
        cmocka_unit_test(powers_of_two_change_no_digit),
        cmocka_unit_test(the_same_rows_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
