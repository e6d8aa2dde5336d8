/* A descent in any format: options, and what is said for people alike in text and Markdown.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <locale.h>
#include <math.h>

#include "descents.h"
#include "report/descent.h"

static void check_refused(const lsq_report_options *options, const char *want) {
    lsq_descent *d = descent_of(square, NULL, (lsq_descend_options){0});
    char *text = (char *)(intptr_t) "stale";
    lsq_error error = {0};
    check_status(lsq_descent_report(d, options, &text, &error), LSQ_EUSAGE, &error);
    assert_null(text);
    check_contains(error.message, want);
    lsq_descent_free(d);
}

static void wrong_options_are_refused(void **state) {
    (void)state;
    const lsq_report_options latex = {.struct_size = sizeof latex, .format = LSQ_FORMAT_LATEX},
                             other = {.struct_size = sizeof other, .format = (lsq_format)17},
                             glance = {.struct_size = sizeof glance,
                                       .format = LSQ_FORMAT_CSV,
                                       .glance = 1},
                             size = {.struct_size = 3};
    check_refused(&latex, "format is 4, expected LSQ_FORMAT_TEXT, _JSON, _CSV or _MARKDOWN");
    check_refused(&other, "format is 17");
    check_refused(&glance, "not of a descent");
    check_refused(&size, "struct_size is 3");
    char *text = NULL;
    lsq_error error = {0};
    check_status(lsq_descent_report(NULL, NULL, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "descent is NULL");
    lsq_descent *d = descent_of(square, NULL, (lsq_descend_options){0});
    check_status(lsq_descent_report(d, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "text is NULL");
    check_status(lsq_descent_report(d, NULL, &text, &error), LSQ_OK, &error);
    check_contains(text, "Descent by gd");
    lsq_text_free(text);
    lsq_descent_free(d);
}

static const lsq_fact *fact_of(const lsq_facts *facts, const char *name) {
    for (int i = 0; i < facts->count; i++)
        if (!strcmp(facts->fact[i].name, name))
            return &facts->fact[i];
    return NULL;
}

static void check_fact(const lsq_facts *facts, const char *name, const char *value,
                       const char *meaning) {
    const lsq_fact *fact = fact_of(facts, name);
    if (!fact)
        fail_msg("no %s", name);
    check_text(fact->value, value);
    check_text(fact->meaning, meaning);
}

/* X'X = 4 I: L = mu = 8, one step of 1/8 to the end; f falls from 69 to 0.25. */
static void the_facts_are_those_done_by_hand(void **state) {
    (void)state;
    lsq_descent *d = descent_of(square, NULL, (lsq_descend_options){0});
    lsq_facts facts;
    lsq_facts_before(&facts, d);
    check_fact(&facts, "L", "8", "twice the largest eigenvalue of X'X");
    check_fact(&facts, "mu", "8", "twice the smallest positive one");
    check_fact(&facts, "kappa", "1", "sqrt(L/mu), the condition number of X");
    check_fact(&facts, "2/L", "0.25", "a fixed step below it converges");
    check_fact(&facts, "step", "0.125", "fixed");
    check_fact(&facts, "rate", "0",
               "sqrt(f - f*) contracts by it a step in the long run, or better");
    check_fact(&facts, "predicted steps", "1", "until |g| is 1e-10 of |g at 0|");
    assert_null(fact_of(&facts, "momentum"));
    lsq_facts_after(&facts, d);
    check_fact(&facts, "steps", "1", "1 predicted");
    check_fact(&facts, "right digits", "all", "of the worst coefficient");
    check_fact(&facts, "f*", "0.25", "f at the exact solution");
    check_text(lsq_descent_end(d), "converged");
    lsq_descent_free(d);
}

static void a_descent_that_stops_short_or_diverges_says_so(void **state) {
    (void)state;
    lsq_facts facts;
    lsq_descent *d = descent_of(uneven, NULL, (lsq_descend_options){.solver_options = &few_steps});
    check_text(lsq_descent_end(d), "not converged");
    lsq_facts_before(&facts, d);
    assert_non_null(strstr(fact_of(&facts, "rate")->value, "1 - "));
    lsq_facts_after(&facts, d);
    check_fact(&facts, "steps", "30", "");
    lsq_descent_free(d);
    d = descent_of(uneven, NULL, (lsq_descend_options){.solver_options = &too_far});
    check_text(lsq_descent_end(d), "diverged");
    lsq_facts_before(&facts, d);
    lsq_descent_free(d);
    /* kappa^2 = 1e18: 1 - rate is below the rounding of 1 */
    d = descent_of("x1,x2,y\n1e9,0,1\n0,1,1\n", "y ~ x1 + x2 - 1",
                   (lsq_descend_options){.solver_options = &few_steps});
    lsq_facts_before(&facts, d);
    check_fact(&facts, "rate", "1 - 1e-18",
               "sqrt(f - f*) contracts by it a step in the long run, or better");
    lsq_descent_free(d);
    d = descent_of(uneven, NULL, (lsq_descend_options){.solver_options = &too_far});
    lsq_facts_before(&facts, d);
    check_fact(&facts, "rate", "1.5", "sqrt(f - f*) grows by it a step in the long run");
    check_fact(&facts, "predicted steps", "infinite", "until |g| is 1e-10 of |g at 0|");
    lsq_descent_free(d);
}

static void bounds_are_told_as_bounds(void **state) {
    (void)state;
    static const char *const methods[] = {"line", "bb", "cg"};
    for (int i = 0; i < 3; i++) {
        lsq_facts facts;
        lsq_descent *d = descent_of(square, NULL, (lsq_descend_options){.method = methods[i]});
        lsq_facts_before(&facts, d);
        check_contains(fact_of(&facts, "predicted steps")->value, "at most ");
        assert_null(fact_of(&facts, "step"));
        lsq_descent_free(d);
    }
}

static void check_objective(const char *formula, lsq_descend_options options, const char *want) {
    lsq_text text = {0};
    lsq_descent *d = descent_of(square, formula, options);
    lsq_put_objective(d, &text);
    check_text(text.bytes, want);
    lsq_text_clear(&text);
    lsq_descent_free(d);
}

static void what_is_minimised_is_told(void **state) {
    (void)state;
    const lsq_solver_options on_rows = {.struct_size = sizeof on_rows, .on_rows = 1};
    check_objective(NULL, (lsq_descend_options){0}, "f(B) = |Y - XB|^2, gradients from X'X");
    check_objective(NULL, (lsq_descend_options){.solver_options = &on_rows},
                    "f(B) = |Y - XB|^2, gradients from the rows");
    check_objective(NULL, (lsq_descend_options){.ridge = 0.25, .standardize = 1},
                    "f(B) = |Y - XB|^2 + 0.25 |B|^2 without the intercept, columns with mean 0 and "
                    "mean square 1, gradients from X'X");
    check_objective("y ~ x - 1", (lsq_descend_options){.ridge = 2, .standardize = 1},
                    "f(B) = |Y - XB|^2 + 2 |B|^2, columns with mean square 1, gradients from X'X");
}

static int has_hint(const char *csv, lsq_descend_options options, const char *want) {
    lsq_text text = {0};
    lsq_descent *d = descent_of(csv, NULL, options);
    int found = lsq_put_standardizing(d, &text);
    assert_int_equal(found, text.length > 0);
    if (found)
        check_contains(text.bytes, want);
    lsq_text_clear(&text);
    lsq_descent_free(d);
    return found;
}

static void standardizing_is_recommended_where_it_helps(void **state) {
    (void)state;
    assert_true(has_hint(uneven, (lsq_descend_options){.solver_options = &few_steps},
                         "the steps of gd go with kappa squared."));
    assert_true(
        has_hint(uneven, (lsq_descend_options){.method = "cg"}, "the steps of cg go with kappa."));
    assert_false(has_hint(uneven, (lsq_descend_options){.standardize = 1}, ""));
    assert_false(has_hint(square, (lsq_descend_options){0}, ""));
}

static void check_cells(lsq_descent_row row, const char *f, const char *excess,
                        const char *digits) {
    lsq_course_cells c;
    lsq_course_fill(&c, &row);
    check_text(c.f, f);
    check_text(c.excess, excess);
    check_text(c.digits, digits);
}

static void numbers_are_short_in_every_locale(void **state) {
    (void)state;
    static const char *const locales[] = {"C", "de_DE.UTF-8", "fr_FR.UTF-8"};
    for (int i = 0; i < 3; i++) {
        setlocale(LC_NUMERIC, locales[i]); /* may not be there */
        check_cells((lsq_descent_row){1, 12.5, 0.00012345, 1, 1, 9.96}, "12.5", "1.23e-04", "10.0");
        check_cells((lsq_descent_row){1, 123456789, 1e300, 1, 1, 15.95}, "1.234568e8", "1.00e+300",
                    "all");
        check_cells((lsq_descent_row){1, INFINITY, INFINITY, 1, 1, NAN}, "", "", "");
        check_cells((lsq_descent_row){1, 0, 0, 1, 1, 0}, "0", "0.00e+00", "0.0");
    }
    setlocale(LC_NUMERIC, "C");
}

/* After a descent that stopped short both differ, each to ten digits. */
static void coefficients_are_shown_as_reached_and_exact(void **state) {
    (void)state;
    lsq_descent *d = descent_of(uneven, NULL, (lsq_descend_options){.solver_options = &few_steps});
    for (int64_t j = 0; j < 3; j++) {
        double reached, exact, digits;
        lsq_coefficient_cells c;
        assert_true(lsq_descent_coefficient(d, 0, j, &reached, &exact, &digits));
        assert_true(reached != exact);
        lsq_coefficient_fill(&c, d, 0, j);
        check_text(c.reached, lsq_number_digits(reached, 10).text);
        check_text(c.exact, lsq_number_digits(exact, 10).text);
    }
    lsq_descent_free(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(the_facts_are_those_done_by_hand),
        cmocka_unit_test(a_descent_that_stops_short_or_diverges_says_so),
        cmocka_unit_test(bounds_are_told_as_bounds),
        cmocka_unit_test(what_is_minimised_is_told),
        cmocka_unit_test(standardizing_is_recommended_where_it_helps),
        cmocka_unit_test(numbers_are_short_in_every_locale),
        cmocka_unit_test(coefficients_are_shown_as_reached_and_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
