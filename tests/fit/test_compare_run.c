/* The run of one solver: the rows that it gets, errors that were planted, failures, options.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "comparisons.h"

static void outside_gets_the_nearest_doubles_of_the_terms(void **state) {
    (void)state;
    spy s = {0};
    lsq_outside outside = outside_of(&s);
    const double x[] = {1, 2, 4, 0.1}, y[] = {3, 5, 7, 1e300};
    lsq_comparison *c = compare_doubles(
        x, 4, 1, y, 1, (lsq_fit_options){.formula = "y ~ x1 + I(x1^2)"}, &outside, 1);
    assert_int_equal(s.n, 4);
    assert_int_equal(s.p, 3);
    assert_int_equal(s.q, 1);
    assert_int_equal(entry_of(c, "spy")->bytes, 12345);
    for (int i = 0; i < 4; i++) {
        check_same(s.X[i], 1);
        check_same(s.X[4 + i], x[i]);
        check_same(s.X[8 + i], x[i] * x[i]); /* one rounding, of the exact square */
        check_same(s.Y[i], y[i]);
    }
    lsq_comparison_free(c);
    spy_clear(&s);
}

static void rows_of_several_blocks_come_in_their_order(void **state) {
    (void)state;
    enum { N = 5000 };
    static double x[N], y[2 * N];
    for (int i = 0; i < N; i++) {
        x[i] = i;
        y[i] = i % 7;
        y[N + i] = -2 * i;
    }
    spy s = {0};
    lsq_outside outside = outside_of(&s);
    lsq_comparison *c = compare_doubles(x, N, 1, y, 2, (lsq_fit_options){0}, &outside, 1);
    assert_int_equal(s.n, N);
    assert_int_equal(s.q, 2);
    assert_memory_equal(s.X + N, x, sizeof x);
    assert_memory_equal(s.Y, y, sizeof y);
    lsq_comparison_free(c);
    spy_clear(&s);
}

static void planted_errors_are_measured(void **state) {
    (void)state;
    const struct {
        double B[2], C[2], coefficients, errors;
    } cases[] = {
        {{2, 3}, {0.25, 0.05}, 17, 15},           /* C is right: 1/20 is rounded */
        {{2.00002, 3}, {0.25, 0.05}, 5, 9},       /* relative 1e-5; rss grows by 4 1e-10/4 */
        {{2, 2.997}, {0.25, 0.05}, 3, 4},         /* rss grows by 20 9e-6, relative 4.5e-5 */
        {{2, 3}, {0.25 * 1.0001, 0.05}, 17, 4.3}, /* half of 1e-4 in the root */
        {{2, 3}, {-0.25, 0.05}, 17, 0},           /* a root of a negative number */
        {{2, NAN}, {0.25, 0.05}, 0, 0},           {{4, 3}, {0.25, 0.05}, 0, 0},
        {{-1e300, 3}, {0.25, 0.05}, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double C[] = {cases[i].C[0], 0, 0, cases[i].C[1]};
        spy s = {.B = cases[i].B, .C = C};
        lsq_outside outside = outside_of(&s);
        lsq_comparison *c =
            compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, &outside, 1);
        const lsq_compared *entry = entry_of(c, "spy");
        check_text(entry->status, "ok");
        if (!(fabs(entry->digits_coefficients - cases[i].coefficients) < 0.01) ||
            !(entry->digits_std_errors > cases[i].errors - 0.01) ||
            (cases[i].errors < 15 && !(entry->digits_std_errors < cases[i].errors + 1)))
            fail_msg("case %zu: %g and %g digits", i, entry->digits_coefficients,
                     entry->digits_std_errors);
        lsq_comparison_free(c);
        spy_clear(&s);
    }
}

static void each_response_has_residuals_of_its_own(void **state) {
    (void)state;
    /* the second response is the first with residuals of 3 (1, -1, -1, 1), so that its rss is 36 */
    const double B[] = {2, 3, 2, 3}, C[] = {0.25, 0, 0, 0.05};
    double Y[8];
    for (int i = 0; i < 4; i++) {
        Y[i] = line_y[i];
        Y[4 + i] = 2 + 3 * line_x[i] + 3 * (line_y[i] - 2 - 3 * line_x[i]);
    }
    spy s = {.B = B, .C = C};
    lsq_outside outside = outside_of(&s);
    lsq_comparison *c = compare_doubles(line_x, 4, 1, Y, 2, (lsq_fit_options){0}, &outside, 1);
    check_same(entry_of(c, "spy")->digits_coefficients, 17);
    assert_true(entry_of(c, "spy")->digits_std_errors > 15);
    lsq_comparison_free(c);
    spy_clear(&s);
}

static void an_outside_failure_is_told_and_not_fatal(void **state) {
    (void)state;
    spy broken = {.status = LSQ_EIO}, unable = {.status = LSQ_ENUMERIC}, fine = {0};
    const lsq_outside outside[] = {outside_of(&broken), outside_of(&unable), outside_of(&fine)};
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, outside, 3);
    int64_t last = lsq_comparison_count(c) - 1;
    check_text(lsq_comparison_at(c, last - 2)->status, "failed");
    check_text(lsq_comparison_at(c, last - 2)->note, "the spy says no");
    assert_true(isnan(lsq_comparison_at(c, last - 2)->digits_coefficients));
    assert_true(isnan(lsq_comparison_at(c, last - 2)->seconds));
    check_text(lsq_comparison_at(c, last - 1)->status, "refused");
    check_text(lsq_comparison_at(c, last)->status, "ok");
    assert_int_equal(broken.calls, 1);
    lsq_comparison_free(c);
    spy_clear(&broken);
    spy_clear(&unable);
    spy_clear(&fine);
}

static void options_of_the_solvers_arrive(void **state) {
    (void)state;
    lsq_solver_options solver = {.struct_size = sizeof solver, .most_steps = 7};
    lsq_comparison *c = compare_doubles(plane, 6, 2, plane_y, 1,
                                        (lsq_fit_options){.solver_options = &solver}, NULL, 0);
    assert_int_equal(entry_of(c, "gd")->steps, 7);
    check_text(entry_of(c, "gd")->status, "not converged");
    lsq_comparison_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outside_gets_the_nearest_doubles_of_the_terms),
        cmocka_unit_test(rows_of_several_blocks_come_in_their_order),
        cmocka_unit_test(planted_errors_are_measured),
        cmocka_unit_test(each_response_has_residuals_of_its_own),
        cmocka_unit_test(an_outside_failure_is_told_and_not_fatal),
        cmocka_unit_test(options_of_the_solvers_arrive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
