/* QR block by block: the answer does not depend on the blocks but for rounding.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"

static void nist_has_the_digits_of_householder(void **state) {
    (void)state;
    check_nist("tsqr", plain_bars, PLAIN_BARS);
}

static void any_blocks_agree_with_the_exact_solution(void **state) {
    (void)state;
    uint64_t seed = 21;
    for (int trial = 0; trial < 20; trial++) {
        int64_t p = random_between(&seed, 1, 6), n = p + random_between(&seed, 2, 12);
        problem P = random_problem(&seed, n, p, 2, 0);
        oracle *o = oracle_of(&P);
        for (int64_t block = 1; o->rank == p && block <= n; block++) {
            lsq_solver *solver = solver_of("tsqr", &P, block, NULL);
            const lsq_answer *a = answer_of(solver);
            assert_int_equal(a->rank, p);
            check_inverse(a, &P, o);
            check_column(a, &P, o, 0);
            check_column(a, &P, o, 1);
            lsq_solver_free(solver);
        }
        oracle_free(o);
        problem_free(&P);
    }
}

static void three_responses_are_three_fits(void **state) {
    (void)state;
    uint64_t seed = 22;
    problem P = random_problem(&seed, 40, 4, 3, 0);
    oracle *o = oracle_of(&P);
    lsq_solver *all = solver_of("tsqr", &P, 0, NULL);
    const lsq_answer *a = answer_of(all);
    for (int64_t l = 0; l < 3; l++) {
        problem single = {P.n, P.p, 1, P.X, P.Y + l * P.n};
        lsq_solver *one = solver_of("tsqr", &single, 0, NULL);
        lsq_answer b = *answer_of(one);
        double shared[4];
        memcpy(shared, a->B + l * 4, sizeof shared);
        /* each is within the bound of the exact one */
        check_column(a, &P, o, l);
        oracle *alone = oracle_of(&single);
        check_column(&b, &single, alone, 0);
        b.B = shared;
        check_column(&b, &single, alone, 0);
        oracle_free(alone);
        lsq_solver_free(one);
    }
    lsq_solver_free(all);
    oracle_free(o);
    problem_free(&P);
}

static void more_rows_may_come_after_an_answer(void **state) {
    (void)state;
    uint64_t seed = 23;
    problem P = random_problem(&seed, 20, 3, 1, 0), half = problem_new(10, 3, 1);
    for (int64_t i = 0; i < 10; i++) {
        for (int64_t j = 0; j < 3; j++)
            half.X[i + j * 10] = P.X[i + j * 20];
        half.Y[i] = P.Y[i];
    }
    oracle *first = oracle_of(&half), *both = oracle_of(&P);
    lsq_solver *solver = solver_of("tsqr", &half, 0, NULL);
    check_column(answer_of(solver), &half, first, 0);
    check_column(answer_of(solver), &half, first, 0);
    lsq_doubles X = {P.X + 10, 10, 3, 1, 20}, Y = {P.Y + 10, 10, 1, 1, 20};
    assert_int_equal(lsq_solver_add(solver, X, Y, NULL), LSQ_OK);
    check_column(answer_of(solver), &P, both, 0);
    lsq_solver_free(solver);
    oracle_free(both);
    oracle_free(first);
    problem_free(&half);
    problem_free(&P);
}

static void powers_of_two_change_no_digit(void **state) {
    (void)state;
    uint64_t seed = 24;
    problem P = random_problem(&seed, 11, 5, 2, 0);
    check_powers_of_two("tsqr", &P);
    problem_free(&P);
}

static void the_same_rows_give_the_same_bits(void **state) {
    (void)state;
    uint64_t seed = 25;
    problem P = random_problem(&seed, 23, 7, 3, 0);
    check_deterministic("tsqr", &P);
    problem_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nist_has_the_digits_of_householder),
        cmocka_unit_test(any_blocks_agree_with_the_exact_solution),
        cmocka_unit_test(three_responses_are_three_fits),
        cmocka_unit_test(more_rows_may_come_after_an_answer),
        cmocka_unit_test(powers_of_two_change_no_digit),
        cmocka_unit_test(the_same_rows_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
