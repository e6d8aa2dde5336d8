/* Steps of Barzilai and Borwein: by hand, between 1/L and 1/mu, and convergence.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"

/* X = diag(1, 2), y = (1, 1): g = (2 (b - 1), 8 (b - 1/2)), L = 8.  t = 1/8 leads to (1/4, 1/2); s
 * = (1/4, 1/2), y = (1/2, 4), t = (5/16) / (17/8) = 5/34, to (1/4 + 15/68, 1/2) = (8/17, 1/2); s =
 * (15/68, 0), y = 2s, t = 1/2, to (1, 1/2). */
static void the_first_steps_are_those_by_hand(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, y[] = {1, 1};
    static const char *const want[] = {"0.25", "0.470588235294117647059", "1"};
    for (int kind = 0; kind < 6; kind++) {
        lsq_solver_options options = {.most_steps = kind % 3 + 1, .on_rows = kind / 3};
        lsq_solver *solver = solver_of("bb", X, y, 2, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        check_digits(a->B[0], want[kind % 3], 14);
        check_digits(a->B[1], "0.5", 14);
        assert_int_equal(a->converged, kind % 3 == 2);
        assert_true(isnan(a->t) && isnan(a->momentum) && isnan(a->bound));
        check_digits(a->rate, "0.75", 14);
        check_within(a->predicted, 81, 0); /* 0.75^80 = 1.01e-10 */
        lsq_solver_free(solver);
    }
}

static int check_step(void *context, const lsq_descent_state *state) {
    int64_t *other = context;
    const lsq_answer *a = state->theory;
    if (state->step == 0)
        return 0;
    assert_true(state->t >= 1 / a->L && state->t <= 1 / a->mu);
    *other += state->t > 1.01 / a->L && state->t < 0.99 / a->mu;
    return 0;
}

static void it_converges_for_any_spectrum_with_steps_between_1_over_L_and_1_over_mu(void **state) {
    (void)state;
    uint64_t seed = 13;
    int64_t other = 0;
    for (int round = 0; round < 300; round++) {
        double sigma[P], start[P], kappa = pow(10, 1 + round % 3);
        task problem = {.y = {0}};
        random_spectrum(sigma, P, kappa, &seed);
        problem.A = matrix_with(seed, N, P, sigma);
        for (int64_t j = 0; j < P; j++)
            start[j] = random_double(&seed);
        for (int64_t j = 0; j < P; j++)
            for (int64_t i = 0; i < P; i++)
                problem.b[j] += start[i] * problem.A.V[j + i * P];
        apply(problem.y, problem.A.X, N, P, problem.b);
        lsq_solver_options options = {
            .on_rows = round % 2, .watch = check_step, .watch_context = &other};
        lsq_solver *solver = solver_of("bb", problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        assert_true((double)a->steps <= a->predicted);
        assert_true(a->steps < 20000);
        for (int j = 0; j < P; j++)
            check_within(a->B[j], problem.b[j], a->error_bound * length(a->B, P));
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
    assert_true(other > 1000);
}

/* How high the gradient of a course rises. */
static int see_gradient(void *context, const lsq_descent_state *state) {
    double *top = context;
    *top = fmax(*top, state->gradient);
    return 0;
}

/* With a tolerance below what rounding lets the gradient reach, steps become so short that their
 * curvature is not known from gradients.  A step made for another direction may make the gradient
 * kappa^2 times as long, but later ones bring it down again: hardly any run ends on its way. */
static void what_rounding_leaves_of_a_short_step_throws_it_nowhere(void **state) {
    (void)state;
    uint64_t seed = 5;
    int64_t above = 0;
    for (int round = 0; round < 120; round++) {
        double sigma[P], y[N], kappa = pow(10, 3 + round % 6), top = 0;
        random_spectrum(sigma, P, kappa, &seed);
        prescribed A = matrix_with(seed, N, P, sigma);
        for (int64_t i = 0; i < N; i++)
            y[i] = random_double(&seed);
        lsq_solver_options options = {.tolerance = 1e-15,
                                      .most_steps = 20000,
                                      .on_rows = round % 2,
                                      .watch = see_gradient,
                                      .watch_context = &top};
        lsq_solver *solver = solver_of("bb", A.X, y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        if (!(top < 1000 * kappa * kappa))
            fail_msg("kappa %g: the gradient rises to %g and ends at %g", kappa, top, a->gradient);
        above += a->gradient > 1;
        lsq_solver_free(solver);
        prescribed_free(A);
    }
    assert_true(above <= 4);
}

/* Each has a step of its own: with two responses none is told, with one it is. */
static void several_responses_have_steps_of_their_own(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, Y[] = {1, 1, 1, 0};
    lsq_solver *solver = solver_of("bb", X, Y, 2, 2, 2, (lsq_solver_options){.most_steps = 2});
    const lsq_answer *a = answer_of(solver);
    check_digits(a->B[0], "0.470588235294117647059", 14);
    check_digits(a->B[1], "0.5", 14);
    check_digits(a->B[2], "1", 14); /* (1/4, 0), then with t = 1/2 */
    check_same(a->B[3], 0);
    lsq_solver_free(solver);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_steps_are_those_by_hand),
        cmocka_unit_test(it_converges_for_any_spectrum_with_steps_between_1_over_L_and_1_over_mu),
        cmocka_unit_test(what_rounding_leaves_of_a_short_step_throws_it_nowhere),
        cmocka_unit_test(several_responses_have_steps_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
