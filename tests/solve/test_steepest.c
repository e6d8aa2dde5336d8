/* Gradient descent: steps by hand, contraction against theory, divergence.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"

#define U (DBL_EPSILON / 2)

/* M = [2 1; 1 2], c = (3, 4), y'y = 10; eigenvalues of M are 1 and 3, so L = 6 and mu = 2. */
static const double hand_X[] = {1, 1, 0, 1, 0, 1}, hand_y[] = {3, 0, 1};

static lsq_solver *by_hand(const char *method, const char *step, int64_t most, int on_rows) {
    lsq_solver_options options = {.step = step, .most_steps = most, .on_rows = on_rows};
    return solver_of(method, hand_X, hand_y, 3, 2, 1, options);
}

static void check_first(const char *method, const char *step, const char *b0, const char *b1) {
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_solver *solver = by_hand(method, step, 1, on_rows);
        const lsq_answer *a = answer_of(solver);
        check_digits(a->B[0], b0, 14);
        check_digits(a->B[1], b1, 14);
        assert_int_equal(a->steps, 1);
        assert_int_equal(a->converged, 0);
        lsq_solver_free(solver);
    }
}

/* g = -2c = (-6, -8).  The line step is g'g / (2 g'Mg) = 100 / (2 * 296) = 25/148. */
static void the_first_step_is_the_one_by_hand(void **state) {
    (void)state;
    check_first("gd", NULL, "1", "1.33333333333333333");
    check_first("gd", "1/L", "1", "1.33333333333333333");
    check_first("gd", "2/(L+mu)", "1.5", "2");
    check_first("gd", "0.5/L", "0.5", "0.666666666666666667");
    check_first("gd", "0.125", "0.75", "1");
    check_first("line", NULL, "1.01351351351351351", "1.35135135135135135");
}

/* One step of 1/L leads to B = (1, 4/3), which is off by (1, -1) / 3, the eigenvector of mu, so
 * that |g| / mu is the error itself: sqrt(2)/3 beside |B| = 5/3.  Rounding adds 2 (p + 2 + sqrt(n))
 * u |X| (|X| |B| + |y|) / (mu |B|) = 5e-15 with |X| = 2 and |y| = sqrt(10), less than 1e-13 of
 * that.
 */
static void the_bound_of_the_error_is_the_one_by_hand(void **state) {
    (void)state;
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_solver *solver = by_hand("gd", "1/L", 1, on_rows);
        check_digits(answer_of(solver)->error_bound, "0.282842712474619009760337744842", 13);
        lsq_solver_free(solver);
    }
}

/* b = M^-1 c = (2/3, 5/3), rss = 10 - c'b = 4/3, C = [2 -1; -1 2] / 3; scaled to length 1 the
 * columns have products [1 1/2; 1/2 1], eigenvalues 1/2 and 3/2.  With t = 1/4 every component is
 * halved each step, and 2^-34 is the first power below 1e-10. */
static void the_answer_is_the_one_by_hand(void **state) {
    (void)state;
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_solver *solver = by_hand("gd", "2/(L+mu)", 0, on_rows);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->steps, 34);
        check_within(a->predicted, 34, 0);
        assert_int_equal(a->converged, 1);
        assert_int_equal(a->rank, 2);
        assert_int_equal(a->minimum_norm, 0);
        check_within(a->gradient, 0x1p-34, 1e-15); /* a few u of rounding over |g_0| */
        check_digits(a->L, "6", 14);
        check_digits(a->mu, "2", 14);
        check_digits(a->rcond, "0.577350269189625764509148780502", 14);
        check_digits(a->B[0], "0.666666666666666666666", 9); /* |g| / mu = 3e-10 */
        check_digits(a->B[1], "1.666666666666666666666", 9);
        check_digits(a->rss[0], "1.333333333333333333333", 14);
        check_digits(a->C[0], "0.666666666666666666666", 14);
        check_digits(a->C[1], "-0.333333333333333333333", 14);
        check_digits(a->C[2], "-0.333333333333333333333", 14);
        check_digits(a->C[3], "0.666666666666666666666", 14);
        check_contains(a->note, "converged in 34 steps (theory: 34)");
        check_contains(a->note, "1 - 1/2 a step");
        lsq_solver_free(solver);
    }
}

/* f_0 - f* = c'b = 26/3, so that 2L (f_0 - f*) / |g_0|^2 = 1.04; rho = (6 - 2) / (6 + 2) = 1/2: the
 * bound is the first N with 1.04 4^-N <= 1e-20, that is 34. */
static void the_bound_of_line_search_is_the_one_by_hand(void **state) {
    (void)state;
    lsq_solver *solver = by_hand("line", NULL, 0, 0);
    const lsq_answer *a = answer_of(solver);
    check_within(a->predicted, 34, 0);
    assert_true(a->steps <= 34 && a->steps > 1);
    assert_int_equal(a->converged, 1);
    check_digits(a->B[0], "0.666666666666666666666", 9);
    check_contains(a->note, "theory: at most 34");
    lsq_solver_free(solver);
}

/* L = 6, mu = 2: rates of t = 1/6, 1/4, 1.9/6 and 2.5/6 and of line search, (L - mu) / (L + mu). */
static void rates_and_bounds_are_those_by_hand(void **state) {
    (void)state;
    static const struct {
        const char *method, *step, *rate, *square;
    } cases[] = {{"gd", "1/L", "0.666666666666666666667", "0.444444444444444444444"},
                 {"gd", "2/(L+mu)", "0.5", "0.25"},
                 {"gd", "1.9/L", "0.9", "0.81"},
                 {"gd", "2.5/L", "1.5", "2.25"},
                 {"line", NULL, "0.5", "0.25"}};
    for (int i = 0; i < 5; i++) {
        lsq_solver *solver = by_hand(cases[i].method, cases[i].step, 2, 0);
        const lsq_answer *a = answer_of(solver);
        check_digits(a->rate, cases[i].rate, 13);
        check_digits(a->bound, cases[i].square, 13);
        lsq_solver_free(solver);
    }
}

static void every_step_of_both_is_within_the_bound(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    check_contraction_of("gd", all, 5000, 500);
    check_contraction_of("line", all, 5000, 500);
}

/* Growth by 3 a step from the first on: three in a row suffice. */
static void three_growths_are_seen_after_three_steps(void **state) {
    (void)state;
    lsq_error error = {0};
    const lsq_answer *a = NULL;
    lsq_solver *solver = by_hand("gd", "4/L", 20, 0);
    check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "grows by 3 a step, as 3 steps have shown");
    lsq_solver_free(solver);
}

/* ---- contraction ---- */

/* |x_k - x*|, or its image under X, where f - f* is the square. */
static double error_after(const task *problem, const char *method, const char *step, int64_t k,
                          int image) {
    double e[P], Xe[N];
    lsq_solver_options options = {.step = step, .most_steps = k, .tolerance = 1e-300};
    double *B = k > 0 ? coefficients(method, problem->A.X, problem->y, N, P, 1, options)
                      : calloc(P, sizeof *B);
    for (int64_t j = 0; j < P; j++)
        e[j] = B[j] - problem->b[j];
    free(B);
    apply(Xe, problem->A.X, N, P, e);
    return image ? length(Xe, N) : length(e, P);
}

/* Rounding of X, M and c moves the fixed point by about N kappa^2 u of b, at most 2e-9 here.  That
 * changes the quotient of two errors by (1 - quotient) times as much, below 1e-14, and the rounding
 * of the errors themselves by another 1e-14; 1e-10 is 1e-4 of the least 1 - quotient, 1e-6. */
static const double SLACK = 1e-10;

static void check_contraction(const double *start, const char *method, const char *step,
                              double kappa, double bound, int equal) {
    static const int64_t at[] = {0, 1, 2, 5, 20, 100};
    task problem = consistent(kappa, start);
    int image = strcmp(method, "line") == 0;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        double before = error_after(&problem, method, step, at[i], image);
        double after = error_after(&problem, method, step, at[i] + 1, image);
        if (before < 1e-9) /* the quotient is rounding from here on */
            break;
        if (after > (bound + SLACK) * before || (equal && after < (bound - SLACK) * before))
            print_error("kappa %g, step %" PRId64 " of %s %s\n", kappa, at[i], method,
                        step ? step : "");
        assert_true(after <= (bound + SLACK) * before);
        assert_true(!equal || after >= (bound - SLACK) * before);
    }
    prescribed_free(problem.A);
}

static void every_step_contracts_as_theory_says(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    for (double kappa = 10; kappa <= 1000; kappa *= 10) {
        double square = kappa * kappa, rho = (square - 1) / (square + 1);
        check_contraction(all, "gd", NULL, kappa, 1 - 1 / square, 0);
        check_contraction(all, "gd", "2/(L+mu)", kappa, rho, 0);
        check_contraction(all, "line", NULL, kappa, rho, 0);
    }
}

/* Along v_min the bounds of the fixed steps are attained, and that of line search where g has equal
 * components along v_max and v_min. */
static void the_worst_starts_attain_the_bounds(void **state) {
    (void)state;
    for (double kappa = 10; kappa <= 1000; kappa *= 10) {
        double square = kappa * kappa, rho = (square - 1) / (square + 1);
        double least[P] = {0, 0, 0, 0, 0, 1}, both[P] = {1 / square, 0, 0, 0, 0, 1};
        check_contraction(least, "gd", NULL, kappa, 1 - 1 / square, 1);
        check_contraction(least, "gd", "2/(L+mu)", kappa, rho, 1);
        check_contraction(least, "gd", "0.5/L", kappa, 1 - 0.5 / square, 1);
        check_contraction(both, "line", NULL, kappa, rho, 1);
    }
}

static void the_predicted_steps_are_the_measured_ones(void **state) {
    (void)state;
    static const char *const steps[] = {"1/L", "2/(L+mu)", "0.3/L", "1.5/L", "1.98/L"};
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    for (double kappa = 2; kappa <= 200; kappa *= 10) {
        task problem = consistent(kappa, all);
        for (int i = 0; i < 6; i++) {
            const char *method = i < 5 ? "gd" : "line";
            lsq_solver_options options = {.step = i < 5 ? steps[i] : NULL, .most_steps = 10000000};
            lsq_solver *solver = solver_of(method, problem.A.X, problem.y, N, P, 1, options);
            const lsq_answer *a = answer_of(solver);
            assert_int_equal(a->converged, 1);
            if (i < 5)
                check_within((double)a->steps, a->predicted, fmax(1, 0.01 * a->predicted));
            else
                assert_true((double)a->steps <= a->predicted);
            check_within(a->L / a->mu, kappa * kappa, kappa * kappa * 64 * N * kappa * kappa * U);
            lsq_solver_free(solver);
        }
        prescribed_free(problem.A);
    }
}

static void over_many_spectra_and_starts_too(void **state) {
    (void)state;
    check_predictions_of("gd", 100, 200);
}

/* ---- divergence ---- */

static lsq_status run(const char *step, const double *X, const double *y, int64_t n, int64_t p,
                      int on_rows, lsq_error *error) {
    lsq_solver_options options = {.step = step, .most_steps = 20, .on_rows = on_rows};
    lsq_solver *solver = solver_of("gd", X, y, n, p, 1, options);
    const lsq_answer *answer = NULL;
    lsq_status status = lsq_solver_solve(solver, &answer, error);
    assert_true((status == LSQ_OK) == (answer != NULL));
    lsq_solver_free(solver);
    return status;
}

static void a_step_beyond_the_limit_is_called_divergent_within_20(void **state) {
    (void)state;
    uint64_t seed = 5;
    double X[40 * 8], y[40];
    for (int round = 0; round < 100; round++) {
        int64_t n = random_between(&seed, 1, 40), p = random_between(&seed, 1, 8);
        double scale = ldexp(1, (int)random_between(&seed, -300, 300));
        double away = round % 3 ? 0 : 100; /* from the origin: ill-conditioned */
        for (int64_t i = 0; i < n * p; i++)
            X[i] = scale * (random_double(&seed) + away);
        for (int64_t i = 0; i < n; i++)
            y[i] = random_double(&seed);
        lsq_error error = {0};
        check_status(run("2.02/L", X, y, n, p, round % 2, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "diverges");
        check_contains(error.message, "1.01 times the limit 2/L");
        check_contains(error.message, "grows by 1.02 a step");
        check_status(run("1.98/L", X, y, n, p, round % 2, &error), LSQ_OK, NULL);
        check_status(run("1000/L", X, y, n, p, round % 2, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "is 500 times the limit 2/L");
        check_contains(error.message, "grows by 1e3 a step");
    }
}

/* The gradient overflows before it has grown three times. */
static void a_step_beyond_all_measure_is_called_divergent(void **state) {
    (void)state;
    static const double X[] = {1, 2, 3}, y[] = {1, 1, 2};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_error error = {0};
        check_status(run("1e200", X, y, 3, 1, on_rows, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "diverges: the step 1e200 is");
    }
}

/* A component of 1e-8 along v_max is lost in the others' size, not in their rounding. */
static void a_small_steepest_component_is_seen_to_grow(void **state) {
    (void)state;
    static const double start[P] = {1e-8, 1, 1, 1, 1, 1};
    task problem = consistent(10, start);
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_error error = {0};
        check_status(run("2.02/L", problem.A.X, problem.y, N, P, on_rows, &error), LSQ_ENUMERIC,
                     &error);
    }
    prescribed_free(problem.A);
}

/* X = diag(2, 1), y = (0, 1): nothing moves along v_max, and t h = 2.02/8 * 2 of the other. */
static void without_a_steepest_component_any_step_may_converge(void **state) {
    (void)state;
    static const double X[] = {2, 0, 0, 1}, y[] = {0, 1};
    lsq_solver *solver = solver_of("gd", X, y, 2, 2, 1, (lsq_solver_options){.step = "2.02/L"});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 1);
    /* 0.495^N <= 1e-10: N = 32.7 */
    assert_int_equal(a->steps, 33);
    check_within(a->predicted, 33, 0);
    check_within(a->B[1], 1, 1e-10);
    lsq_solver_free(solver);
}

static void a_step_at_the_limit_does_not_converge_and_says_so(void **state) {
    (void)state;
    static const double X[] = {2, 0, 0, 1}, y[] = {1, 1};
    lsq_solver_options options = {.step = "2/L", .most_steps = 1000};
    lsq_solver *solver = solver_of("gd", X, y, 2, 2, 1, options);
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 0);
    assert_int_equal(a->steps, 1000);
    assert_true(isinf(a->predicted));
    check_contains(a->note, "1 times the limit 2/L");
    lsq_solver_free(solver);
}

static void a_slow_descent_says_what_it_would_have_taken(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    task problem = consistent(1000, all);
    lsq_solver *solver =
        solver_of("gd", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){.most_steps = 500});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 0);
    assert_int_equal(a->steps, 500);
    check_contains(a->note, "after 500 steps; theory predicts ");
    check_contains(a->note, "(condition number of X'X 1e6)");
    check_lacks(a->note, "scale");
    check_digits(a->contraction, "1e-6", 10);
    lsq_solver_free(solver);
    solver = solver_of("gd", problem.A.X, problem.y, N, P, 1,
                       (lsq_solver_options){.most_steps = 5, .step = "0.01/L"});
    check_contains(answer_of(solver)->note, "the step is only 0.01 of 1/L");
    lsq_solver_free(solver);
    prescribed_free(problem.A);
}

static void a_step_that_is_none_is_a_fault_of_usage(void **state) {
    (void)state;
    lsq_error error = {0};
    lsq_solver_options options = {.struct_size = sizeof options, .step = "fast"};
    lsq_solver *solver = NULL;
    check_status(lsq_solver_new(&solver, "gd", 2, 1, &options, &error), LSQ_EUSAGE, &error);
    assert_null(solver);
    check_contains(error.message, "step is 'fast', expected 1/L, 2/(L+mu), a multiple");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_step_is_the_one_by_hand),
        cmocka_unit_test(the_bound_of_the_error_is_the_one_by_hand),
        cmocka_unit_test(the_answer_is_the_one_by_hand),
        cmocka_unit_test(the_bound_of_line_search_is_the_one_by_hand),
        cmocka_unit_test(rates_and_bounds_are_those_by_hand),
        cmocka_unit_test(every_step_of_both_is_within_the_bound),
        cmocka_unit_test(three_growths_are_seen_after_three_steps),
        cmocka_unit_test(every_step_contracts_as_theory_says),
        cmocka_unit_test(the_worst_starts_attain_the_bounds),
        cmocka_unit_test(the_predicted_steps_are_the_measured_ones),
        cmocka_unit_test(over_many_spectra_and_starts_too),
        cmocka_unit_test(a_step_beyond_the_limit_is_called_divergent_within_20),
        cmocka_unit_test(a_step_beyond_all_measure_is_called_divergent),
        cmocka_unit_test(a_small_steepest_component_is_seen_to_grow),
        cmocka_unit_test(without_a_steepest_component_any_step_may_converge),
        cmocka_unit_test(a_step_at_the_limit_does_not_converge_and_says_so),
        cmocka_unit_test(a_slow_descent_says_what_it_would_have_taken),
        cmocka_unit_test(a_step_that_is_none_is_a_fault_of_usage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
