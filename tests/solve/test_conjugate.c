/* Conjugate gradients: steps by hand, the bound of Chebyshev, the number of different eigenvalues.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"

/* X = diag(1, 2), y = (1, 1): g = (-2, -4) at 0, alpha = 20 / (2 (4 + 64)) = 5/34, B = (5, 10) /
 * 17; the second step leads to the solution (1, 1/2). */
static void the_steps_are_those_by_hand(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, y[] = {1, 1};
    static const char *const want[][2] = {{"0.294117647058823529412", "0.588235294117647058824"},
                                          {"1", "0.5"}};
    for (int kind = 0; kind < 4; kind++) {
        lsq_solver_options options = {.most_steps = kind % 2 + 1, .on_rows = kind / 2};
        lsq_solver *solver = solver_of("cg", X, y, 2, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        check_digits(a->B[0], want[kind % 2][0], 14);
        check_digits(a->B[1], want[kind % 2][1], 14);
        assert_int_equal(a->converged, kind % 2);
        check_within(a->predicted, 2, 0);
        check_digits(a->rate, "0.333333333333333333333", 14);
        /* 1 / T_1(10/6), 1 / T_2(10/6) = 1 / (50/9 - 1) */
        check_digits(a->bound, kind % 2 ? "0.219512195121951219512" : "0.6", 14);
        lsq_solver_free(solver);
    }
}

static int keep_step(void *context, const lsq_descent_state *state) {
    *(double *)context = state->t;
    return 0;
}

/* alpha of the first step above. */
static void the_step_that_is_told_is_alpha(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, y[] = {1, 1};
    double t = 0;
    lsq_solver_options options = {.most_steps = 1, .watch = keep_step, .watch_context = &t};
    lsq_solver *solver = solver_of("cg", X, y, 2, 2, 1, options);
    answer_of(solver);
    check_digits(t, "0.147058823529411764706", 14);
    lsq_solver_free(solver);
}

/* The other components of the start are what rounding makes of 0. */
static void eigenvalues_without_a_share_do_not_count(void **state) {
    (void)state;
    static const double start[P] = {1, 0, 0, 1, 0, 0};
    for (double kappa = 2; kappa <= 200; kappa *= 10) {
        task problem = consistent(kappa, start);
        lsq_solver *solver =
            solver_of("cg", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){0});
        const lsq_answer *a = answer_of(solver);
        check_within(a->predicted, 2, 0);
        assert_true(a->steps == 2 || a->steps == 3);
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
}

/* With equal parts of the gradient along v_max and v_min the first step is as bad as can be. */
static void every_step_is_within_the_bound(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    check_contraction_of("cg", all, 30, 5);
    for (double kappa = 10; kappa <= 1000; kappa *= 10) {
        double both[P] = {1 / (kappa * kappa), 0, 0, 0, 0, 1}, e[P], first[N], last[N];
        task problem = consistent(kappa, both);
        lsq_solver *solver =
            solver_of("cg", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){.most_steps = 1});
        const lsq_answer *a = answer_of(solver);
        for (int j = 0; j < P; j++)
            e[j] = a->B[j] - problem.b[j];
        apply(last, problem.A.X, N, P, e);
        apply(first, problem.A.X, N, P, problem.b);
        check_within(length(last, N) / length(first, N), a->bound, 1e-8);
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
}

/* `different` values among P, at random places. */
static void it_ends_after_as_many_steps_as_there_are_eigenvalues(void **state) {
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 200; round++) {
        int64_t different = 1 + round % P;
        double sigma[P], start[P], value[P], kappa = pow(10, 3 * (random_double(&seed) + 1) / 2);
        task problem = {.y = {0}};
        for (int64_t i = 0; i < different; i++)
            value[i] = pow(kappa, different > 1 ? (double)i / (double)(different - 1) : 0);
        for (int64_t i = 0; i < P; i++)
            sigma[i] = value[i < different ? i : random_between(&seed, 0, different - 1)];
        problem.A = matrix_with(seed, N, P, sigma);
        for (int64_t i = 0; i < P; i++)
            start[i] = 2 + random_double(&seed);
        for (int64_t j = 0; j < P; j++)
            for (int64_t i = 0; i < P; i++)
                problem.b[j] += start[i] * problem.A.V[j + i * P];
        apply(problem.y, problem.A.X, N, P, problem.b);
        lsq_solver_options options = {.on_rows = round / P % 2};
        lsq_solver *solver = solver_of("cg", problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        assert_true(a->predicted <= (double)different && a->predicted >= 1);
        assert_true(a->steps <= different + (kappa < 100 ? 2 : 4));
        for (int j = 0; j < P; j++)
            check_within(a->B[j], problem.b[j], a->error_bound * length(a->B, P));
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
}

/* 40 eigenvalues between 1 and 4: the Chebyshev bound, q = 1/3, is the smaller one.  2 sqrt(e) /
 * 3^N
 * <= 1e-6 with 1 <= e <= 4: N = 14 or 15. */
static void with_many_eigenvalues_the_condition_foretells(void **state) {
    (void)state;
    enum { n = 60, p = 40 };
    double sigma[p], b[p], y[n];
    for (int i = 0; i < p; i++) {
        sigma[i] = 2 - (double)i / (p - 1);
        b[i] = sin(i);
    }
    prescribed A = matrix_with(3, n, p, sigma);
    apply(y, A.X, n, p, b);
    lsq_solver *solver = solver_of("cg", A.X, y, n, p, 1, (lsq_solver_options){.tolerance = 1e-6});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 1);
    assert_true(a->predicted == 14 || a->predicted == 15);
    assert_true((double)a->steps <= a->predicted && a->steps > 5);
    check_contains(a->note, " in exact arithmetic)");
    lsq_solver_free(solver);
    prescribed_free(A);
}

/* Condition numbers of X'X of 1e6 to 1e12, 8 eigenvalues: rounding makes directions useless, and it
 * takes longer, but it arrives at the rounding of the gradient. */
static void rounding_delays_it_but_does_not_lead_it_astray(void **state) {
    (void)state;
    enum { n = 30, p = 8 };
    for (double kappa = 1e3; kappa <= 1e6; kappa *= 10) {
        double sigma[p], b[p], y[n];
        spread(sigma, p, kappa);
        prescribed A = matrix_with(3, n, p, sigma);
        for (int i = 0; i < p; i++)
            b[i] = sin(i);
        apply(y, A.X, n, p, b);
        lsq_solver_options options = {.tolerance = 1e-13, .most_steps = 2000};
        lsq_solver *solver = solver_of("cg", A.X, y, n, p, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_true(a->gradient < 1e-12);
        lsq_solver_free(solver);
        prescribed_free(A);
    }
}

static void several_responses_have_directions_of_their_own(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 2}, Y[] = {1, 1, 1, 0};
    lsq_solver *solver = solver_of("cg", X, Y, 2, 2, 2, (lsq_solver_options){0});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->steps, 2);
    check_digits(a->B[0], "1", 14);
    check_digits(a->B[1], "0.5", 14);
    check_digits(a->B[2], "1", 14); /* after one step */
    check_same(a->B[3], 0);
    lsq_solver_free(solver);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_steps_are_those_by_hand),
        cmocka_unit_test(the_step_that_is_told_is_alpha),
        cmocka_unit_test(eigenvalues_without_a_share_do_not_count),
        cmocka_unit_test(every_step_is_within_the_bound),
        cmocka_unit_test(it_ends_after_as_many_steps_as_there_are_eigenvalues),
        cmocka_unit_test(with_many_eigenvalues_the_condition_foretells),
        cmocka_unit_test(rounding_delays_it_but_does_not_lead_it_astray),
        cmocka_unit_test(several_responses_have_directions_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
