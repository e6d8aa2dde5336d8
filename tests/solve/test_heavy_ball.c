/* Heavy ball: steps by hand, contraction within the bound and at it, predicted steps.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"

/* X = diag(1, 2), y = (1, 1): L = 8, mu = 2, so that t = 4 / (2 sqrt 2 + sqrt 2)^2 = 2/9 and beta =
 * 1/9; the gradient is (2 (b - 1), 8 (b - 1/2)).  From 0: (4, 8) / 9.  Then (4/9 + 20/81 + 4/81,
 * 8/9 - 56/81 + 8/81) = (60, 24) / 81, and (540 + 84 + 24, 216 + 264 - 48) / 729 = (648, 432) /
 * 729. */
static void the_first_steps_are_those_by_hand(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, y[] = {1, 1};
    static const char *const want[][2] = {{"0.444444444444444444444", "0.888888888888888888888"},
                                          {"0.740740740740740740740", "0.296296296296296296296"},
                                          {"0.888888888888888888888", "0.592592592592592592592"}};
    for (int kind = 0; kind < 6; kind++) {
        lsq_solver_options options = {.most_steps = kind % 3 + 1, .on_rows = kind / 3};
        lsq_solver *solver = solver_of("heavy-ball", X, y, 2, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        check_digits(a->B[0], want[kind % 3][0], 14);
        check_digits(a->B[1], want[kind % 3][1], 14);
        check_digits(a->t, "0.222222222222222222222", 14);
        check_digits(a->momentum, "0.111111111111111111111", 14);
        check_digits(a->rate, "0.333333333333333333333", 14);
        lsq_solver_free(solver);
    }
}

static void every_step_is_within_the_bound(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3}, top[P] = {1};
    check_contraction_of("heavy-ball", all, 20000, 60);
    check_contraction_of("heavy-ball", top, 20000, 60);
}

/* Along v_max x_k = (-q)^k (1 + k (1 + q)), which is the bound: 1% less, and the steps exceed it.
 */
static void the_bound_is_attained(void **state) {
    (void)state;
    static const double top[P] = {1};
    for (double kappa = 10; kappa <= 1000; kappa *= 10)
        for (int64_t k = 1; k <= 100; k *= 10) {
            task problem = consistent(kappa, top);
            double e[P], first[N], last[N], q = (kappa - 1) / (kappa + 1);
            lsq_solver_options options = {.most_steps = k, .tolerance = 1e-300};
            lsq_solver *solver = solver_of("heavy-ball", problem.A.X, problem.y, N, P, 1, options);
            const lsq_answer *a = answer_of(solver);
            for (int j = 0; j < P; j++)
                e[j] = a->B[j] - problem.b[j];
            apply(last, problem.A.X, N, P, e);
            apply(first, problem.A.X, N, P, problem.b);
            double ratio = length(last, N) / length(first, N);
            if (ratio > 1e-6)
                check_within(ratio / a->bound, 1, 1e-4);
            check_within(a->bound, pow(q, (double)k) * (1 + (double)k * (1 + q)), 1e-8 * a->bound);
            lsq_solver_free(solver);
            prescribed_free(problem.A);
        }
}

static void the_predicted_steps_are_within_a_factor_of_2(void **state) {
    (void)state;
    check_predictions_of("heavy-ball", 1000, 400);
}

/* X = diag(sigma) and a column of zeros, y = (0, 1, 0): only the component between mu and L has a
 * weight, and 2^22 modes times steps do not suffice.  Its envelope is A r^k, A^2 = 1 + (c - r)^2 /
 * (1 - c^2). */
static void far_off_steps_are_foretold_from_the_envelope(void **state) {
    (void)state;
    const double sigma = 0.9999e6, X[] = {1e6, 0, 0, 0, sigma, 0, 0, 0, 1, 0, 0, 0},
                 y[] = {0, 1, 0};
    long double L = 2e12L, mu = 2, h = 2 * (long double)sigma * (long double)sigma, s = 1e6L;
    long double r = (s - 1) / (s + 1), t = 4 / (L + mu + 2 * sqrtl(L * mu));
    long double c = (1 + r * r - t * h) / (2 * r);
    long double A = sqrtl(1 + (c - r) * (c - r) / (1 - c * c));
    double want = (double)(logl(A * 1e10L) / -logl(r));
    lsq_solver_options options = {.most_steps = 1};
    lsq_solver *solver = solver_of("heavy-ball", X, y, 3, 4, 1, options);
    const lsq_answer *a = answer_of(solver);
    assert_true(A > 5 && want > 1 << 22);
    check_within(a->predicted / want, 1, 1e-6);
    lsq_solver_free(solver);
}

/* The rounding of a gradient, 1e-15 of the first, grows by about (kappa / 2)^1.5, 1e4: 1e-11 is
 * met, and what is never met ends there and not after 100,000 steps. */
static void the_rounding_that_it_amplifies_ends_it(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    for (int kind = 0; kind < 4; kind++) {
        task problem = consistent(1000, all);
        lsq_solver_options options = {.on_rows = kind / 2, .tolerance = kind % 2 ? 1e-300 : 1e-11};
        lsq_solver *solver = solver_of("heavy-ball", problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, !(kind % 2));
        if (kind % 2)
            check_contains(a->note, "rounding level");
        assert_true(a->steps < 50000);
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
}

/* Columns 1, t, 2t, whose second eigenvalue is lost. */
static void without_mu_the_level_of_rounding_stands_for_it(void **state) {
    (void)state;
    double X[150], y[50];
    for (int i = 0; i < 50; i++) {
        X[i] = 1;
        X[50 + i] = 1700000000.0 + 6000 * i;
        X[100 + i] = 2 * X[50 + i];
        y[i] = 2 + i % 7;
    }
    lsq_solver_options options = {.most_steps = 1000};
    lsq_solver *solver = solver_of("heavy-ball", X, y, 50, 3, 1, options);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 0);
    check_within(a->mu, 0, 0);
    assert_true(isinf(a->predicted) && isnan(a->bound));
    assert_true(isnan(a->rate) && isnan(a->contraction));
    assert_true(a->momentum > 0.99 && a->momentum < 1 && a->t < 4 / a->L);
    check_contains(a->note, "whose level stands for mu in step and momentum");
    lsq_solver_free(solver);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_steps_are_those_by_hand),
        cmocka_unit_test(every_step_is_within_the_bound),
        cmocka_unit_test(the_bound_is_attained),
        cmocka_unit_test(the_predicted_steps_are_within_a_factor_of_2),
        cmocka_unit_test(far_off_steps_are_foretold_from_the_envelope),
        cmocka_unit_test(the_rounding_that_it_amplifies_ends_it),
        cmocka_unit_test(without_mu_the_level_of_rounding_stands_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
