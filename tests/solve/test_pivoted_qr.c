/* QR with column pivoting: rank, the columns left out, their relations, the answer for the rest.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"

/* Full rank everywhere, Filip included: 5.2e9 is less than 1 / (82 2^-52) = 5.5e13. */
static void nist_has_full_rank_and_the_digits_of_householder(void **state) {
    (void)state;
    check_nist("pivoted-qr", plain_bars, PLAIN_BARS);
}

static void dependent_columns_are_left_out_as_the_oracle_leaves_them_out(void **state) {
    (void)state;
    uint64_t seed = 31;
    int deficient = 0;
    for (int trial = 0; trial < 100; trial++) {
        int64_t p = random_between(&seed, 3, 7), n = random_between(&seed, 4, 14);
        problem P = random_problem(&seed, n, p, 2, random_between(&seed, 0, 3));
        oracle *o = oracle_of(&P);
        lsq_solver *solver = solver_of("pivoted-qr", &P, random_between(&seed, 0, 3), NULL);
        const lsq_answer *a = answer_of(solver);
        deficient += o->rank < p;
        assert_int_equal(a->rank, o->rank);
        assert_false(a->minimum_norm);
        check_relations(a, &P, o, 100);
        check_inverse(a, &P, o);
        check_column(a, &P, o, 0);
        check_column(a, &P, o, 1);
        for (int64_t j = 0; j < p; j++)
            if (a->aliased[j])
                check_same(a->B[j], 0);
        if (a->rank < p)
            check_contains(a->note, a->rank + 1 < p ? " more left out as dependent on other"
                                                    : " of X left out as dependent on other");
        lsq_solver_free(solver);
        oracle_free(o);
        problem_free(&P);
    }
    assert_true(deficient > 30);
}

/* x4 = x1 - 3 x2 is found to be so whatever the units. */
static void the_rank_does_not_depend_on_units(void **state) {
    (void)state;
    uint64_t seed = 32;
    static const double unit[] = {1, 1e-100, 1e100, 1e-7, 1e20};
    problem P = random_problem(&seed, 12, 5, 1, 0);
    for (int64_t i = 0; i < 12; i++)
        P.X[i + 36] = P.X[i] - 3 * P.X[i + 12];
    for (int64_t i = 0; i < 60; i++)
        P.X[i] *= unit[i / 12];
    lsq_solver *solver = solver_of("pivoted-qr", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 4);
    for (int j = 0; j < 5; j++)
        assert_int_equal(a->aliased[j], j == 3);
    double k = 1 / a->rcond, bound = 2 * k * 60 * 0x1p-52 * 10; /* see check_relations */
    check_at_most(fabs(a->relations[0 + 15] / 1e-7 - 1), bound, "x1");
    check_at_most(fabs(a->relations[1 + 15] / -3e93 - 1), bound, "x2");
    check_same(a->relations[2 + 15], 0);
    check_same(a->relations[4 + 15], 0);
    lsq_solver_free(solver);
    problem_free(&P);
}

static void the_tolerance_decides_what_is_dependent(void **state) {
    (void)state;
    uint64_t seed = 33;
    problem P = random_problem(&seed, 30, 3, 1, 0);
    for (int64_t i = 0; i < 30; i++)
        P.X[i + 60] = P.X[i] + (i % 2 ? 1e-6 : -1e-6);
    /* the distance of x3 from x1, 1e-6 sqrt(30), over a length of 9 sqrt(30) at most and 1 at
     * least, the part along x2 apart: between 1e-8 and 1e-6 */
    lsq_solver_options fine = {.struct_size = sizeof fine, .tolerance = 1e-9},
                       coarse = {.struct_size = sizeof coarse, .tolerance = 1e-5};
    lsq_solver *solver = solver_of("pivoted-qr", &P, 0, &fine);
    assert_int_equal(answer_of(solver)->rank, 3);
    lsq_solver_free(solver);
    solver = solver_of("pivoted-qr", &P, 0, &coarse);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    assert_true(a->aliased[2]);
    check_same(a->relations[7], 0); /* x2 has no share above the tolerance */
    check_contains(a->note,
                   "column 2 of X left out as dependent on other columns to within 1e-5 of "
                   "its length; ");
    lsq_solver_free(solver);
    problem_free(&P);
}

/* What tsqr refuses, pointing here, is deficient here and for svd; what it takes is not, n being
 * below 4 p. */
static void columns_that_tsqr_refuses_are_left_out(void **state) {
    (void)state;
    int refused = 0, taken = 0;
    for (int64_t p = 9; p <= 14; p++)
        for (int64_t n = p; n < 3 * p; n++) {
            problem P = problem_new(n, p, 1);
            for (int64_t i = 0; i < n * p; i++)
                P.X[i] = 1.0 / (double)(i % n + i / n + 1);
            lsq_solver *tsqr = solver_of("tsqr", &P, 0, NULL), *svd = solver_of("svd", &P, 0, NULL),
                       *pivoted = solver_of("pivoted-qr", &P, 0, NULL);
            const lsq_answer *a;
            if (lsq_solver_solve(tsqr, &a, NULL)) {
                assert_in_range(answer_of(pivoted)->rank, 1, p - 1);
                assert_in_range(answer_of(svd)->rank, 1, p - 1);
                refused++;
            } else {
                assert_int_equal(answer_of(pivoted)->rank, p);
                taken++;
            }
            assert_true(answer_of(pivoted)->rcond >= (double)answer_of(pivoted)->rank * 0x1p-50);
            lsq_solver_free(pivoted);
            lsq_solver_free(svd);
            lsq_solver_free(tsqr);
            problem_free(&P);
        }
    assert_true(refused > 20 && taken > 20);
}

/* Kahan's matrices (1966): no pivot is small, but one singular value is, some (1 + c)^-p of the
 * last pivot, and no other one.  (Rounding may let the pivots see it all the same: more often than
 * in one case of two they do not.) */
static void one_column_is_left_out_where_no_pivot_is_small(void **state) {
    (void)state;
    static const double cosines[] = {0.55, 0.6};
    int unseen = 0;
    for (int64_t p = 50; p <= 90; p += 10)
        for (int t = 0; t < 2; t++) {
            double c = cosines[t], s = sqrt(1 - c * c);
            problem P = problem_new(p, p, 1);
            for (int64_t j = 0; j < p; j++)
                for (int64_t i = 0; i <= j; i++)
                    P.X[i + p * j] = pow(s, (double)i) * (i == j ? 1 : -c);
            P.Y[0] = P.Y[p - 1] = 1;
            check_refused("tsqr", &P, "depends on the columns before it");
            lsq_solver *solver = solver_of("pivoted-qr", &P, 0, NULL);
            const lsq_answer *a = answer_of(solver);
            assert_int_equal(a->rank, p - 1);
            assert_true(a->rcond >= (double)(p - 1) * 0x1p-50);
            unseen +=
                strstr(a->note, "dependent on other columns as far as doubles can tell") != NULL;
            lsq_solver_free(solver);
            problem_free(&P);
        }
    assert_true(unseen > 2);
}

/* However small the tolerance. */
static void the_rank_is_at_most_the_number_of_rows(void **state) {
    (void)state;
    uint64_t seed = 36;
    problem P = random_problem(&seed, 3, 6, 1, 0);
    lsq_solver_options options = {.struct_size = sizeof options, .tolerance = 1e-300};
    lsq_solver *solver = solver_of("pivoted-qr", &P, 0, &options);
    assert_int_equal(answer_of(solver)->rank, 3);
    lsq_solver_free(solver);
    problem_free(&P);
}

static void a_matrix_of_zeros_has_rank_zero(void **state) {
    (void)state;
    problem P = problem_new(4, 2, 1);
    for (int i = 0; i < 4; i++)
        P.Y[i] = i + 1;
    lsq_solver *solver = solver_of("pivoted-qr", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 0);
    assert_true(a->aliased[0] && a->aliased[1]);
    check_same(a->rcond, 1);
    check_at_most(fabs(a->rss[0] - 30), 30 * 16 * 0x1p-52, "RSS"); /* 1 + 4 + 9 + 16 */
    lsq_solver_free(solver);
    problem_free(&P);
}

static void powers_of_two_change_no_digit(void **state) {
    (void)state;
    uint64_t seed = 34;
    problem P = random_problem(&seed, 11, 5, 2, 0), deficient = random_problem(&seed, 11, 5, 2, 2);
    check_powers_of_two("pivoted-qr", &P);
    check_powers_of_two("pivoted-qr", &deficient);
    problem_free(&deficient);
    problem_free(&P);
}

static void the_same_rows_give_the_same_bits(void **state) {
    (void)state;
    uint64_t seed = 35;
    problem P = random_problem(&seed, 23, 7, 3, 2);
    check_deterministic("pivoted-qr", &P);
    problem_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nist_has_full_rank_and_the_digits_of_householder),
        cmocka_unit_test(dependent_columns_are_left_out_as_the_oracle_leaves_them_out),
        cmocka_unit_test(the_rank_does_not_depend_on_units),
        cmocka_unit_test(the_tolerance_decides_what_is_dependent),
        cmocka_unit_test(columns_that_tsqr_refuses_are_left_out),
        cmocka_unit_test(one_column_is_left_out_where_no_pivot_is_small),
        cmocka_unit_test(the_rank_is_at_most_the_number_of_rows),
        cmocka_unit_test(a_matrix_of_zeros_has_rank_zero),
        cmocka_unit_test(powers_of_two_change_no_digit),
        cmocka_unit_test(the_same_rows_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
