/* The run of one solver: the rows that it gets, errors that were planted, failures, options.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <unistd.h>

#include "comparisons.h"
#include "fit/compare.h"
#include "support/random.h"

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
    spy broken = {.status = LSQ_ENOMEM}, unable = {.status = LSQ_ENUMERIC}, fine = {0};
    spy absent = {.status = LSQ_EIO};
    const lsq_outside outside[] = {outside_of(&absent), outside_of(&broken), outside_of(&unable),
                                   outside_of(&fine)};
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, outside, 4);
    int64_t last = lsq_comparison_count(c) - 1;
    check_text(lsq_comparison_at(c, last - 3)->status, "not installed");
    check_text(lsq_comparison_at(c, last - 3)->note, "the spy says no");
    check_text(lsq_comparison_at(c, last - 2)->status, "failed");
    check_text(lsq_comparison_at(c, last - 2)->note, "the spy says no");
    assert_true(isnan(lsq_comparison_at(c, last - 2)->digits_coefficients));
    assert_true(isnan(lsq_comparison_at(c, last - 2)->seconds));
    check_text(lsq_comparison_at(c, last - 1)->status, "refused");
    check_text(lsq_comparison_at(c, last)->status, "ok");
    assert_int_equal(broken.calls, 1);
    lsq_comparison_free(c);
    spy_clear(&absent);
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

/* Those that a method has no use for are not for it, and no reason to end. */
static void each_method_gets_its_own_options(void **state) {
    (void)state;
    lsq_solver_options solver = {.struct_size = sizeof solver, .step = "1e-9/L", .on_rows = 1};
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1,
                                        (lsq_fit_options){.solver_options = &solver}, NULL, 0);
    for (int64_t i = 0; i < lsq_comparison_count(c); i++) {
        const lsq_compared *entry = lsq_comparison_at(c, i);
        int ok = strcmp(entry->name, "gd") != 0 && strcmp(entry->name, "sgd") != 0;
        check_text(entry->status, ok ? "ok" : "not converged");
    }
    check_contains(entry_of(c, "gd")->note, "the step is only 1e-9 of 1/L");
    lsq_comparison_free(c);
}

static void columns_are_called_by_their_terms(void **state) {
    (void)state;
    lsq_comparison *c = compare_doubles(plane, 6, 3, plane_y, 1, (lsq_fit_options){0}, NULL, 0);
    check_contains(entry_of(c, "cholesky")->note, "precision at x3: ");
    check_contains(entry_of(c, "qr")->note, "x3 depends on the columns before it");
    check_contains(entry_of(c, "pivoted-qr")->note, "x3 left out ");
    lsq_comparison_free(c);
}

static void an_outside_note_stands_behind_what_the_judge_says(void **state) {
    (void)state;
    const double B[] = {2, 3, 0, 0}, C[16] = {0};
    spy s = {.B = B, .C = C};
    lsq_outside outside = outside_of(&s);
    outside.note = "spies on everybody";
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, &outside, 1);
    check_text(entry_of(c, "spy")->note, "spies on everybody");
    lsq_comparison_free(c);
    c = compare_doubles(plane, 6, 3, plane_y, 1, (lsq_fit_options){0}, &outside, 1);
    check_text(entry_of(c, "spy")->note,
               "gives a number for x3, which depends on other terms; spies on everybody");
    lsq_comparison_free(c);
    outside.note = NULL;
    c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, &outside, 1);
    check_contains(entry_of(c, "spy")->note, "of 16 digits lost");
    lsq_comparison_free(c);
    spy_clear(&s);
}

/* One that ends a descent early would leave no rank to pivoted-qr and svd: x2 has half of its
 * length beside x1. */
static void a_tolerance_is_for_descent_only(void **state) {
    (void)state;
    lsq_solver_options solver = {.struct_size = sizeof solver, .tolerance = 0.9};
    lsq_comparison *a = compare_doubles(plane, 6, 2, plane_y, 1,
                                        (lsq_fit_options){.solver_options = &solver}, NULL, 0);
    lsq_comparison *b = compare_doubles(plane, 6, 2, plane_y, 1, (lsq_fit_options){0}, NULL, 0);
    for (int64_t i = 0; i < lsq_comparison_count(a); i++) {
        const lsq_compared *x = lsq_comparison_at(a, i), *y = lsq_comparison_at(b, i);
        if (y->steps < 0) {
            check_same(x->digits_coefficients, y->digits_coefficients);
            check_text(x->note, y->note);
        } else {
            assert_true(x->steps < y->steps);
        }
    }
    lsq_comparison_free(b);
    lsq_comparison_free(a);
}

/* A column of decimals and two that make a wave around it, in more than two blocks. */
static void write_waves(FILE *file) {
    uint64_t state = 7;
    fprintf(file, "x1,x2,x3,y\n");
    for (int i = 0; i < 4500; i++) {
        double e = (double)random_between(&state, 0, 999) / 1000;
        fprintf(file, "%d.%03d,%.4f,%.5f,%.3f\n", 100 + i % 90, (i * 7) % 1000, sin(i) + 20,
                sin(i) * e + 0.1, i % 90 + e);
    }
}

/* The entries are those of answers that lsq_fit_csv gives by the same methods: the digits of the
 * worst coefficient and standard error change with any bit of them. */
static void check_against_fits(const char *path, const char *formula) {
    lsq_solver_options solver = {.struct_size = sizeof solver, .most_steps = 500};
    lsq_fit_options options = {
        .struct_size = sizeof options, .formula = formula, .solver_options = &solver};
    lsq_comparison *c = NULL;
    lsq_error error = {0};
    lsq_judge judge;
    check_status(lsq_compare_files(&c, &path, 1, &options, NULL, 0, &error), LSQ_OK, &error);
    check_status(lsq_judge_init(&judge, c->fit, &error), LSQ_OK, &error);
    for (int64_t i = 0; i < lsq_methods(); i++) {
        const lsq_compared *entry = lsq_comparison_at(c, 1 + i);
        lsq_fit *fit = NULL;
        options.solver = entry->name;
        options.solver_options = entry->steps < 0 ? NULL : &solver;
        lsq_status status = lsq_fit_csv(&fit, path, &options, &error);
        if (status) {
            check_status(status, LSQ_ENUMERIC, &error);
            check_contains(error.message, entry->note); /* refused, or not converged */
            continue;
        }
        const lsq_answer *answer = lsq_fit_answer(fit);
        lsq_text why = {0};
        double b, se;
        check_status(lsq_judge_answer(&judge, answer, &b, &se, &why, &error), LSQ_OK, &error);
        check_same(entry->digits_coefficients, b);
        check_same(entry->digits_std_errors, se);
        assert_int_equal(entry->bytes, answer->bytes);
        if (!why.length)
            check_text(entry->note, answer->note);
        lsq_text_clear(&why);
        lsq_fit_free(fit);
    }
    lsq_judge_clear(&judge);
    lsq_comparison_free(c);
}

static void the_bits_are_those_of_a_fit(void **state) {
    (void)state;
    for (size_t i = 0; i < NIST_SETS; i++) {
        char path[128];
        snprintf(path, sizeof path, "datasets/nist/%s.csv", nist_sets[i]);
        check_against_fits(path, nist_formula(nist_sets[i]));
    }
    check_against_fits("datasets/small/airquality.csv", "Ozone ~ Wind + I(Wind^2) + Temp");
    char path[] = "/tmp/lsq-waves-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    FILE *file = fdopen(handle, "w");
    assert_non_null(file);
    write_waves(file);
    fclose(file);
    check_against_fits(path, "y ~ x1 + x2 + x3");
    check_against_fits(path, "cbind(y, x3) ~ powers(x1, 4) + x2");
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outside_gets_the_nearest_doubles_of_the_terms),
        cmocka_unit_test(rows_of_several_blocks_come_in_their_order),
        cmocka_unit_test(planted_errors_are_measured),
        cmocka_unit_test(each_response_has_residuals_of_its_own),
        cmocka_unit_test(an_outside_failure_is_told_and_not_fatal),
        cmocka_unit_test(options_of_the_solvers_arrive),
        cmocka_unit_test(each_method_gets_its_own_options),
        cmocka_unit_test(columns_are_called_by_their_terms),
        cmocka_unit_test(an_outside_note_stands_behind_what_the_judge_says),
        cmocka_unit_test(a_tolerance_is_for_descent_only),
        cmocka_unit_test(the_bits_are_those_of_a_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
