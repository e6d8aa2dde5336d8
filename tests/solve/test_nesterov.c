/* Nesterov's descent: steps by hand, contraction within the bound and at it, predicted steps.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"

/* X = diag(1, 2), y = (1, 1): L = 8, mu = 2, t = 1/8, s = 2, beta = 1/3; the gradient is (2 (z -
 * 1), 8 (z - 1/2)), so that a step ends at (z + (1 - z) / 4, 1/2).  z = 0: (1/4, 1/2).  z = 1/4 +
 * 1/12 = 1/3: 1/2.  z = 1/2 + 1/12 = 7/12: 7/12 + 5/48 = 33/48 = 11/16. */
static void the_first_steps_are_those_by_hand(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, y[] = {1, 1};
    static const char *const want[] = {"0.25", "0.5", "0.6875"};
    for (int kind = 0; kind < 6; kind++) {
        lsq_solver_options options = {.most_steps = kind % 3 + 1, .on_rows = kind / 3};
        lsq_solver *solver = solver_of("nesterov", X, y, 2, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        check_digits(a->B[0], want[kind % 3], 14);
        check_digits(a->B[1], "0.5", 14);
        check_digits(a->t, "0.125", 14);
        check_digits(a->momentum, "0.333333333333333333333", 14);
        check_digits(a->rate, "0.5", 14);
        lsq_solver_free(solver);
    }
}

static void every_step_is_within_the_bound(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3}, least[P] = {0, 0, 0, 0, 0, 1};
    check_contraction_of("nesterov", all, 20000, 60);
    check_contraction_of("nesterov", least, 20000, 60);
}

/* Along v_min x_k = (1 - 1/s)^k (1 + k/s), s = kappa, which is the bound. */
static void the_bound_is_attained(void **state) {
    (void)state;
    static const double least[P] = {0, 0, 0, 0, 0, 1};
    for (double kappa = 10; kappa <= 1000; kappa *= 10)
        for (int64_t k = 1; k <= 1000; k *= 10) {
            task problem = consistent(kappa, least);
            double e[P], first[N], last[N];
            lsq_solver_options options = {.most_steps = k, .tolerance = 1e-300};
            lsq_solver *solver = solver_of("nesterov", problem.A.X, problem.y, N, P, 1, options);
            const lsq_answer *a = answer_of(solver);
            for (int j = 0; j < P; j++)
                e[j] = a->B[j] - problem.b[j];
            apply(last, problem.A.X, N, P, e);
            apply(first, problem.A.X, N, P, problem.b);
            double ratio = length(last, N) / length(first, N);
            if (ratio > 1e-6)
                check_within(ratio / a->bound, 1, 1e-4);
            double steps = (double)a->steps; /* rounding may have stopped it */
            check_within(a->bound, pow(1 - 1 / kappa, steps) * (1 + steps / kappa),
                         1e-8 * a->bound);
            lsq_solver_free(solver);
            prescribed_free(problem.A);
        }
}

static void the_predicted_steps_are_within_a_factor_of_2(void **state) {
    (void)state;
    check_predictions_of("nesterov", 1000, 400);
}

/* X = diag(sigma), y = (0, 1, 0): only the component between mu and L has a weight, and 2^22 modes
 * times steps do not suffice.  Its envelope is A r^k, A^2 = 1 + (c - r)^2 / (1 - c^2). */
static void far_off_steps_are_foretold_from_the_envelope(void **state) {
    (void)state;
    const double sigma = 1.005, X[] = {1e6, 0, 0, 0, sigma, 0, 0, 0, 1}, y[] = {0, 1, 0};
    long double L = 2e12L, h = 2 * (long double)sigma * (long double)sigma, s = 1e6L;
    long double beta = (s - 1) / (s + 1), r = sqrtl(beta * (1 - h / L));
    long double c = (1 + beta) * (1 - h / L) / (2 * r);
    long double A = sqrtl(1 + (c - r) * (c - r) / (1 - c * c));
    double want = (double)(logl(A * 1e10L) / -logl(r));
    lsq_solver_options options = {.most_steps = 1};
    lsq_solver *solver = solver_of("nesterov", X, y, 3, 3, 1, options);
    const lsq_answer *a = answer_of(solver);
    assert_true(A > 5 && want > 1 << 22);
    check_within(a->predicted / want, 1, 1e-6);
    lsq_solver_free(solver);
}

/* Columns of lengths 1e-9, 10, 20 (twice the second) and 1: rank 3, and of the eigenvalue 2e-18
 * nothing is left beside L = 1000.  Along the last, h = 2, the error is x_k+1 = 0.998 (x_k + beta_k
 * (x_k - x_k-1)) with beta_k = (theta_k - 1) / theta_k+1 = 0, 0.2817..., 0.4340...; in 40 digits.
 */
static void without_mu_the_momentum_grows(void **state) {
    (void)state;
    static const double X[] = {1e-9, 0, 0, 0, 10, 0, 0, 20, 0, 0, 0, 1}, y[] = {1, 1, 1};
    static const char *const want[] = {"0.002", "0.0045583800361501403531022580",
                                       "0.0076574887735974162683808585"};
    for (int kind = 0; kind < 6; kind++) {
        lsq_solver_options options = {.most_steps = kind % 3 + 1, .on_rows = kind / 3};
        lsq_solver *solver = solver_of("nesterov", X, y, 3, 4, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->rank, 3);
        check_within(a->mu, 0, 0);
        check_digits(a->B[3], want[kind % 3], 12);
        assert_true(isinf(a->predicted) && isnan(a->bound) && isnan(a->momentum));
        assert_true(isnan(a->rate) && isnan(a->contraction));
        check_contains(a->note, "f - f* falls as 1 / steps^2");
        lsq_solver_free(solver);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_steps_are_those_by_hand),
        cmocka_unit_test(every_step_is_within_the_bound),
        cmocka_unit_test(the_bound_is_attained),
        cmocka_unit_test(the_predicted_steps_are_within_a_factor_of_2),
        cmocka_unit_test(far_off_steps_are_foretold_from_the_envelope),
        cmocka_unit_test(without_mu_the_momentum_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
