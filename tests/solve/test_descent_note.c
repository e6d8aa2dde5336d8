/* What a descent says of its end: nothing it does not know.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"
#include "support/oracle.h"

#define U (DBL_EPSILON / 2)

/* A note of a descent that met its tolerance and knows nothing of B claims nothing either.  Heavy
 * ball, whose steps are too long for that, is not among them. */
static void check_blind(const double *X, const double *y, int64_t n, int64_t p, const char *part) {
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        if (!strcmp(descents[kind / 2], "heavy-ball"))
            continue;
        lsq_solver_options options = {.on_rows = kind % 2};
        lsq_solver *solver = solver_of(descents[kind / 2], X, y, n, p, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 0);
        assert_int_equal(a->steps,
                         1); /* next to one column the other is nothing: 1/L is its step */
        assert_true(a->gradient <= 1e-10);
        assert_ptr_equal(strstr(a->note, "not converged: relative gradient "), a->note);
        check_contains(a->note, " after 1 step, but ");
        check_contains(a->note, part);
        check_lacks(a->note, "off by");
        check_lacks(a->note, "norm");
        lsq_solver_free(solver);
    }
}

/* Ten minutes from 1970 on, and lengths of 1e-10: well conditioned, once scaled, but a gradient
 * below 1e-10 of the first is met before anything is known of the other coefficient. */
static void a_small_gradient_is_not_a_solution_where_mu_is_smaller_still(void **state) {
    (void)state;
    double time[1000], tiny[40], y[500];
    for (int i = 0; i < 500; i++) {
        time[i] = 1;
        time[500 + i] = 1700000000.0 + 600 * i;
        y[i] = 2 + i % 7;
    }
    check_blind(time, y, 500, 2,
                "the condition number of X'X with unscaled columns, 1.1e27, leaves no digit of B; "
                "scale or centre them");
    for (int i = 0; i < 20; i++) {
        tiny[i] = 1;
        tiny[20 + i] = 1e-10 * (i + 1);
    }
    check_blind(tiny, y, 20, 2, "with unscaled columns, 3e18, leaves no digit of B");
    lsq_solver *solver = solver_of("gd", time, y, 500, 2, 1, (lsq_solver_options){0});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    assert_int_equal(a->minimum_norm, 0);
    check_digits(a->rcond, "2.54690416723343139704916683800561369722626e-5", 5);
    check_digits(a->mu, "2.59468833146220369883469841733632811414299e-6", 5);
    check_digits(a->C[3], "2.66667733337600017066734933606401092271035e-13", 5);
    lsq_solver_free(solver);
}

/* The number behind "B is off by at most". */
static double claimed(const lsq_answer *a) {
    const char *at = strstr(a->note, "B is off by at most ");
    assert_non_null(at);
    return strtod(at + strlen("B is off by at most "), NULL);
}

/* Rounding is harmless here, with L / mu = 3e10, but a tolerance of 1e-4 is met after one step,
 * while |g| / mu is thousands of times |B|. */
static void a_coarse_tolerance_is_no_excuse(void **state) {
    (void)state;
    double X[40], y[20];
    for (int i = 0; i < 20; i++) {
        X[i] = 1;
        X[20 + i] = 1e-6 * (i + 1);
        y[i] = 2 + i % 7;
    }
    lsq_solver *solver = solver_of("gd", X, y, 20, 2, 1, (lsq_solver_options){.tolerance = 1e-4});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 0);
    assert_int_equal(a->steps, 1);
    assert_true(a->gradient <= 1e-4);
    assert_true(a->error_bound >= 1);
    check_contains(a->note, "leaves no digit of B");
    lsq_solver_free(solver);
}

/* X = diag(1, s), y = (0, s): one step gives (0, 1) exactly and a gradient of 0.  Nobody can tell
 * from doubles for s = 2^30, where the rounding of X'X could have moved B by u s^2 = 128; for s = 1
 * the claim has room for rounding all the same. */
static void a_gradient_of_0_is_still_rounded(void **state) {
    (void)state;
    for (int power = 0; power <= 30; power += 30) {
        double s = ldexp(1, power), X[] = {1, 0, 0, s}, y[] = {0, s};
        lsq_solver *solver = solver_of("gd", X, y, 2, 2, 1, (lsq_solver_options){0});
        const lsq_answer *a = answer_of(solver);
        check_within(a->B[1], 1, 0);
        check_within(a->gradient, 0, 0);
        assert_int_equal(a->converged, power == 0);
        if (power == 0)
            assert_true(claimed(a) >= U);
        lsq_solver_free(solver);
    }
}

/* Columns 1, t, 2t: of rank 2 once scaled, with a second eigenvalue below the rounding of X'X. */
static void an_unknown_mu_is_no_convergence(void **state) {
    (void)state;
    double X[150], y[50];
    for (int i = 0; i < 50; i++) {
        X[i] = 1;
        X[50 + i] = 1700000000.0 + 6000 * i;
        X[100 + i] = 2 * X[50 + i];
        y[i] = 2 + i % 7;
    }
    check_blind(X, y, 50, 3,
                "small eigenvalues of X'X are lost in rounding, so no digit of B is known");
    lsq_solver *solver = solver_of("gd", X, y, 50, 3, 1, (lsq_solver_options){0});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    check_within(a->mu, 0, 0);
    assert_true(isinf(a->predicted));
    assert_true(isnan(a->error_bound));
    lsq_solver_free(solver);
}

/* 1e9, 1e9 + 1, ...: 1 / cond^2 of the scaled columns is 3e-19, and X'X the same as for dependent
 * columns, but for rounding.  That much is said and no more. */
static void what_products_cannot_tell_from_dependent_is_called_nearly(void **state) {
    (void)state;
    static const double far[] = {1, 1, 1, 1, 1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3}, y[] = {1, 3, 2, 5};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        lsq_solver_options options = {.on_rows = kind % 2};
        lsq_solver *solver = solver_of(descents[kind / 2], far, y, 4, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->rank, 1);
        assert_true(isnan(a->error_bound));
        check_contains(a->note,
                       "; columns depend, or nearly (rank 1 of 2 in X'X): B has least norm");
        check_lacks(a->note, "off by");
        lsq_solver_free(solver);
    }
}

/* y = X b is rounded by (P + 1) u |X| |b| at most, which moves the solution by that over sigma_min:
 * kappa times less than what rounding of the products may do and the bound has to include.  Two
 * digits are shown: half of the last is 5 %. */
static void the_error_of_B_is_within_what_is_claimed(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    for (double kappa = 2; kappa <= 200; kappa *= 10) {
        task problem = consistent(kappa, all);
        for (int kind = 0; kind < 4 * DESCENTS; kind++) {
            lsq_solver_options options = {.most_steps = 10000000,
                                          .on_rows = kind % 2,
                                          .tolerance = kind / 2 % 2 ? 1e-14 : 1e-6};
            lsq_solver *solver =
                solver_of(descents[kind / 4], problem.A.X, problem.y, N, P, 1, options);
            const lsq_answer *a = answer_of(solver);
            double e[P];
            for (int j = 0; j < P; j++)
                e[j] = a->B[j] - problem.b[j];
            assert_true(length(e, P) <= a->error_bound * length(a->B, P));
            if (a->converged)
                assert_true(length(e, P) <= 1.05 * claimed(a) * length(problem.b, P));
            else
                check_lacks(a->note, "off by");
            lsq_solver_free(solver);
        }
        prescribed_free(problem.A);
    }
}

/* Norris: kappa^2 = 7.3e5, so that a gradient of 1e-10 leaves more than 4 digits of B, whose exact
 * value is NIST's. */
static void norris_converges_within_its_claim(void **state) {
    (void)state;
    double X[72], y[36];
    char line[256];
    FILE *file = fopen("datasets/nist/Norris.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (int i = 0; i < 36; i++) {
        char *end;
        assert_non_null(fgets(line, sizeof line, file));
        y[i] = strtod(line, &end);
        X[i] = 1;
        X[36 + i] = strtod(end + 1, NULL);
    }
    fclose(file);
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_solver_options options = {.on_rows = on_rows};
        lsq_solver *solver = solver_of("line", X, y, 36, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        check_digits(a->mu, "28.8856282075090498615560028131466150038139684", 12);
        double e[] = {a->B[0] + 0.2623230737740294952821641161949162875765,
                      a->B[1] - 1.002116818020454398944372442624649908972};
        assert_true(length(e, 2) <= 1.05 * claimed(a) * length(a->B, 2));
        assert_true(claimed(a) < 1e-4);
        check_within(a->error_bound, claimed(a), 0.05 * claimed(a)); /* which shows two digits */
        lsq_solver_free(solver);
        solver = solver_of("gd", X, y, 36, 2, 1, (lsq_solver_options){.most_steps = 100});
        check_contains(answer_of(solver)->note,
                       "(condition number of X'X 7.3e5, unscaled columns)");
        check_contains(answer_of(solver)->note, "; scale or centre the columns");
        lsq_solver_free(solver);
    }
}

/* Where a penalty makes the condition number, the units of the columns are not to blame. */
static void columns_are_blamed_for_their_units_alone(void **state) {
    (void)state;
    static const double X[] = {1, 1, 1, 1, 1, -1, 1, -1}, y[] = {1, 2, 4, 5};
    static const double ridge[] = {0, 1e8};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        lsq_solver_options options = {.on_rows = kind % 2, .most_steps = 1, .ridge = ridge};
        lsq_solver *solver = solver_of(descents[kind / 2], X, y, 4, 2, 1, options);
        check_lacks(answer_of(solver)->note, "scale");
        check_lacks(answer_of(solver)->note, "units");
        lsq_solver_free(solver);
    }
}

/* Columns x and x + 1e-10 e: doubles see a matrix of rank 1, whose own condition number is 1. */
static void a_rank_that_is_seen_in_part_is_told_with_its_condition_number(void **state) {
    (void)state;
    static const double X[] = {1, 2, 3, 5, 1, 2, 3.0000000001, 5, 1, 0, 0, 1}, y[] = {1, 3, 1, 7};
    lsq_solver *solver =
        solver_of("heavy-ball", X, y, 4, 3, 1, (lsq_solver_options){.most_steps = 2});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    check_contains(a->note, " within the rank that doubles see, 2 of 3)");
    lsq_solver_free(solver);
}

/* (0.1, 0.2, -0.3) again, on rows: the gradient wanders in its rounding and finds no minimum. */
static void a_gradient_of_rounding_alone_is_told_as_such(void **state) {
    (void)state;
    double X[30], y[30];
    for (int i = 0; i < 30; i++) {
        X[i] = 0.1 * (1 + i / 2);
        y[i] = i % 2 ? 0.7 : -0.7;
    }
    int wandered = 0;
    for (int kind = 0; kind < DESCENTS; kind++) {
        lsq_solver *solver = solver_of(descents[kind], X, y, 30, 1, 1,
                                       (lsq_solver_options){.on_rows = 1, .tolerance = 1e-14});
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        check_within(a->B[0], 0, 30 * U);
        if (a->steps > 0)
            check_contains(a->note, "Y is orthogonal to X but for rounding");
        if (a->gradient > 1e-14)
            check_contains(a->note, "which is all there is of the gradient");
        wandered += a->gradient > 1e-14;
        lsq_solver_free(solver);
    }
    assert_true(wandered > 0);
}

/* 0.1 + 0.2 - 0.3 is 0 but for rounding, and so is B. */
static void a_product_of_rounding_alone_is_no_failure(void **state) {
    (void)state;
    static const double X[] = {1, 1, 1}, y[] = {0.1, 0.2, -0.3};
    for (int line = 0; line <= 1; line++) {
        lsq_solver *solver =
            solver_of(line ? "line" : "gd", X, y, 3, 1, 1, (lsq_solver_options){0});
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        check_within(a->B[0], 0, 3 * U);
        check_lacks(a->note, "off by");
        check_contains(a->note, "Y is orthogonal to X but for rounding, and B is 0");
        lsq_solver_free(solver);
    }
}

/* The same y, and a second column so short that its coefficient may be anything. */
static void rounding_alone_tells_nothing_of_a_small_column(void **state) {
    (void)state;
    static const double X[] = {1, 1, 1, 1e-28, 2e-28, 3e-28}, y[] = {0.1, 0.2, -0.3};
    lsq_solver *solver = solver_of("gd", X, y, 3, 2, 1, (lsq_solver_options){0});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->rank, 2);
    assert_int_equal(a->converged, 0);
    check_contains(a->note, "leaves no digit of B");
    lsq_solver_free(solver);
}

static void nothing_to_explain_is_converged_at_step_0(void **state) {
    (void)state;
    static const double X[] = {1, 1, 1, 1, 1, -1, 1, -1}, zero[8] = {0};
    static const double orthogonal[] = {1, 1, -1, -1};
    struct {
        const double *X, *y;
        int64_t rank;
        double rss;
    } cases[] = {{X, zero, 2, 0}, {X, orthogonal, 2, 4}, {zero, orthogonal, 0, 4}};
    for (int i = 0; i < 3; i++)
        for (int kind = 0; kind < 2 * DESCENTS; kind++) {
            lsq_solver *solver = solver_of(descents[kind / 2], cases[i].X, cases[i].y, 4, 2, 1,
                                           (lsq_solver_options){.on_rows = kind % 2});
            const lsq_answer *a = answer_of(solver);
            assert_int_equal(a->steps, 0);
            assert_int_equal(a->converged, 1);
            assert_int_equal(a->rank, cases[i].rank);
            check_within(a->B[0], 0, 0);
            check_within(a->B[1], 0, 0);
            check_within(a->gradient, 0, 0);
            check_within(a->predicted, 0, 0);
            check_within(a->rss[0], cases[i].rss, 0);
            check_contains(a->note, "at once");
            assert_true(isnan(a->error_bound)); /* relative to a B of 0 */
            lsq_solver_free(solver);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_gradient_is_not_a_solution_where_mu_is_smaller_still),
        cmocka_unit_test(a_coarse_tolerance_is_no_excuse),
        cmocka_unit_test(a_gradient_of_0_is_still_rounded),
        cmocka_unit_test(an_unknown_mu_is_no_convergence),
        cmocka_unit_test(what_products_cannot_tell_from_dependent_is_called_nearly),
        cmocka_unit_test(the_error_of_B_is_within_what_is_claimed),
        cmocka_unit_test(norris_converges_within_its_claim),
        cmocka_unit_test(columns_are_blamed_for_their_units_alone),
        cmocka_unit_test(a_rank_that_is_seen_in_part_is_told_with_its_condition_number),
        cmocka_unit_test(a_gradient_of_rounding_alone_is_told_as_such),
        cmocka_unit_test(a_product_of_rounding_alone_is_no_failure),
        cmocka_unit_test(rounding_alone_tells_nothing_of_a_small_column),
        cmocka_unit_test(nothing_to_explain_is_converged_at_step_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
