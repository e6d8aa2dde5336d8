/* The judge: right digits, zeros, ranks, both forms of a deficient solution.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/compare.h"
#include "fit/fits.h"

static double digits(double got, const char *want) {
    arb_t w;
    arb_init(w);
    assert_int_equal(arb_set_str(w, want, 256), 0);
    if (strcmp(want, "0") == 0)
        arb_zero(w);
    double d = lsq_right_digits(got, w);
    arb_clear(w);
    return d;
}

static void check_close(double got, double want) {
    if (!(fabs(got - want) < 1e-3))
        fail_msg("%.9g digits, wanted %.9g", got, want);
}

static void digits_are_the_logarithm_of_the_relative_error(void **state) {
    (void)state;
    check_close(digits(1.001, "1"), 3);
    check_close(digits(-999e300, "-1e303"), 3);
    check_close(digits(1.00005e-300, "1e-300"), 4.301);
    check_close(digits(1, "1"), 17);
    check_close(digits(1, "1.00000000000000000001"), 17); /* 20, more than a double could show */
    check_close(digits(2, "1"), 0);
    check_close(digits(-1, "1"), 0);
    check_close(digits(1e9, "1"), 0); /* never below 0 */
}

static void beside_zero_the_absolute_error_counts(void **state) {
    (void)state;
    check_close(digits(1e-5, "0"), 5);
    check_close(digits(-1e-5, "0"), 5);
    check_close(digits(0, "0"), 17);
    check_close(digits(0, "1e-5"), 0);
    check_close(digits(3, "0"), 0);
}

static void what_is_not_finite_has_no_right_digit(void **state) {
    (void)state;
    check_same(digits(NAN, "1"), 0);
    check_same(digits(INFINITY, "1e308"), 0);
    check_same(digits(-INFINITY, "0"), 0);
}

/* b = 1 + a, c = a + b = 1 + 2a with the intercept: terms (Intercept), a, b, c of rank 2, y = 3 + 4
 * a + e, e = (1, -2, 1) / 10, orthogonal to both.  In the intercept and a: (3, 4).  The minimum
 * norm among u + v + w = 3, t + v + 2 w = 4 with u the intercept's, t, v, w those of a, b, c: x =
 * A' (A A')^-1 (3, 4), A = [1 0 1 1; 0 1 1 2], A A' = [3 3; 3 6], (A A')^-1 (3, 4) = (2/3, 1/3), x
 * = (2/3, 1/3, 1, 4/3). */
static const char deficient[] = "a,b,c,y\n-1,0,-1,-0.9\n0,1,1,2.8\n1,2,3,7.1\n";

static void judge(lsq_fit *fit, lsq_answer answer, double *b, double *se, char *why, size_t size) {
    lsq_judge j;
    lsq_text text = {0};
    lsq_error error = {0};
    check_status(lsq_judge_init(&j, fit, &error), LSQ_OK, &error);
    check_status(lsq_judge_answer(&j, &answer, b, se, &text, &error), LSQ_OK, &error);
    snprintf(why, size, "%s", text.length ? text.bytes : "");
    lsq_text_clear(&text);
    lsq_judge_clear(&j);
}

static void both_forms_of_a_deficient_solution_are_right(void **state) {
    (void)state;
    /* rss = 0.06, df = 1, X'X = diag(3, 2) */
    const double C[16] = {1. / 3, 0, 0, 0, 0, 0.5}, rss[] = {0.06};
    const double plain[] = {3, 4, 0, 0}, minimum[] = {2. / 3, 1. / 3, 1, 4. / 3};
    const unsigned char aliased[] = {0, 0, 1, 1};
    double b, se;
    char why[256];
    for (int min_norm = 0; min_norm < 2; min_norm++) {
        lsq_fit *fit = fit_with(deficient, (lsq_fit_options){.min_norm = min_norm});
        lsq_answer answer = {.n = 3,
                             .p = 4,
                             .q = 1,
                             .rank = 2,
                             .B = plain,
                             .C = C,
                             .rss = rss,
                             .aliased = aliased,
                             .steps = -1};
        judge(fit, answer, &b, &se, why, sizeof why);
        check_text(why, "");
        check_same(b, 17);
        assert_true(se > 15);
        answer.B = minimum;
        answer.C = NULL;
        answer.aliased = NULL;
        answer.minimum_norm = 1;
        judge(fit, answer, &b, &se, why, sizeof why);
        check_text(why, "");
        assert_true(b > 15.5); /* each is the nearest double */
        assert_true(isnan(se));
        answer.rank = 3;
        judge(fit, answer, &b, &se, why, sizeof why);
        check_text(why, "finds rank 3 where it is 2");
        assert_true(b > 15.5);
        answer.steps = 9; /* a descent decides none */
        judge(fit, answer, &b, &se, why, sizeof why);
        check_text(why, "");
        assert_true(b > 15.5);
        lsq_fit_free(fit);
    }
}

/* The right digits of a minimum-norm solution; *again = whether that took a second regression. */
static double digits_of_minimum(lsq_fit *fit, int64_t n, int64_t p, int64_t rank, const double *B,
                                int *again) {
    lsq_answer answer = {
        .n = n, .p = p, .q = 1, .rank = rank, .B = B, .minimum_norm = 1, .steps = -1};
    lsq_judge j;
    lsq_text text = {0};
    double b, se;
    check_status(lsq_judge_init(&j, fit, NULL), LSQ_OK, NULL);
    check_status(lsq_judge_answer(&j, &answer, &b, &se, &text, NULL), LSQ_OK, NULL);
    *again = j.has_other;
    lsq_text_clear(&text);
    lsq_judge_clear(&j);
    return b;
}

/* The terms of `deficient` again, y = -0.3 + 0 a + e: (A A')^-1 (-0.3, 0) = (-0.2, 0.1), and x =
 * (-0.2, 0.1, -0.1, 0), whose last element balls of -0.2 + 2 0.1 leave undecided. */
static void a_zero_of_the_minimum_norm_is_proven_by_a_second_regression_alone(void **state) {
    (void)state;
    const double plain[] = {2. / 3, 1. / 3, 1, 4. / 3};
    double zero[] = {-0.2, 0.1, -0.1, 0};
    int again;
    lsq_fit *fit = fit_with(deficient, (lsq_fit_options){0});
    assert_true(digits_of_minimum(fit, 3, 4, 2, plain, &again) > 15.5);
    assert_int_equal(again, 0);
    lsq_fit_free(fit);
    fit = fit_with("a,b,c,y\n-1,0,-1,-0.29\n0,1,1,-0.32\n1,2,3,-0.29\n", (lsq_fit_options){0});
    assert_true(digits_of_minimum(fit, 3, 4, 2, zero, &again) > 15.5);
    assert_int_equal(again, 1);
    zero[3] = 1e-5;
    check_close(digits_of_minimum(fit, 3, 4, 2, zero, &again), 5);
    lsq_fit_free(fit);
}

/* n < p, where the exact fit of minimum norm is another way to the same numbers; a nearest double
 * is off by 2^-53 of itself at most. */
static void fewer_rows_than_terms_have_the_minimum_norm_of_the_fit(void **state) {
    (void)state;
    enum { ROWS = 6, TERMS = 11 };
    char csv[2048] = "x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,y\n";
    uint64_t seed = 3;
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < TERMS; j++)
            snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%d%s",
                     (int)random_between(&seed, -99, 99), j < TERMS - 1 ? "," : "\n");
    lsq_fit *fit = fit_with(csv, (lsq_fit_options){0});
    lsq_fit *minimum = fit_with(csv, (lsq_fit_options){.min_norm = 1});
    double B[TERMS];
    int again;
    for (int j = 0; j < TERMS; j++)
        B[j] = lsq_fit_value(minimum, LSQ_ESTIMATE, 0, j);
    assert_true(digits_of_minimum(fit, ROWS, TERMS, ROWS, B, &again) > 15.9);
    assert_int_equal(again, 0);
    B[TERMS - 1] *= 1 + 1e-9;
    check_close(digits_of_minimum(fit, ROWS, TERMS, ROWS, B, &again), 9);
    lsq_fit_free(minimum);
    lsq_fit_free(fit);
}

static void a_wrong_choice_of_columns_is_worth_nothing(void **state) {
    (void)state;
    const double B[] = {3, 4, 0, 0}, C[16] = {0}, rss[] = {0};
    const unsigned char other[] = {0, 1, 0, 1}, few[] = {0, 0, 0, 1};
    lsq_fit *fit = fit_with(deficient, (lsq_fit_options){0});
    lsq_answer answer = {
        .n = 3, .p = 4, .q = 1, .rank = 2, .B = B, .C = C, .rss = rss, .aliased = other};
    double b, se;
    char why[256];
    judge(fit, answer, &b, &se, why, sizeof why);
    check_text(why, "drops a, which is independent");
    check_same(b, 0);
    check_same(se, 0);
    answer.aliased = few;
    answer.rank = 3;
    judge(fit, answer, &b, &se, why, sizeof why);
    check_text(why, "gives a number for b, which depends on other terms");
    check_same(b, 0);
    assert_true(isnan(se)); /* its own degrees of freedom are used up */
    lsq_fit_free(fit);
}

static void the_worst_response_decides(void **state) {
    (void)state;
    lsq_fit *fit = fit_with("x,u,v\n-3,-6,3\n-1,-2,1\n1,4,-1\n3,12,-3\n",
                            (lsq_fit_options){.formula = "cbind(u, v) ~ x"});
    /* u = 2 + 3 x + (1, -1, -1, 1), v = -x */
    const double B[] = {2, 3.003, 0.0001, -1}, C[] = {0.25, 0, 0, 0.05}, rss[] = {4, 0};
    const unsigned char none[] = {0, 0};
    lsq_answer answer = {
        .n = 4, .p = 2, .q = 2, .rank = 2, .B = B, .C = C, .rss = rss, .aliased = none};
    double b, se;
    char why[256];
    judge(fit, answer, &b, &se, why, sizeof why);
    check_close(b, 3); /* 4 for v, whose intercept is 0 */
    assert_true(se > 15);
    lsq_fit_free(fit);
}

/* The line of comparisons.h in units of 10^100 and 10^-100: C_jj rss is beyond the doubles. */
static void units_do_not_matter_to_standard_errors(void **state) {
    (void)state;
    static const char *const csv[] = {
        "x,y\n-3e-100,-6e100\n-1e-100,-2e100\n1e-100,4e100\n3e-100,12e100\n",
        "x,y\n-3e100,-6e-100\n-1e100,-2e-100\n1e100,4e-100\n3e100,12e-100\n"};
    const struct {
        double B[2], C[4], rss;
    } units[] = {{{2e100, 3e200}, {0.25, 0, 0, 5e198}, 4e200},
                 {{2e-100, 3e-200}, {0.25, 0, 0, 5e-202}, 4e-200}};
    const unsigned char none[] = {0, 0};
    for (int i = 0; i < 2; i++) {
        lsq_fit *fit = fit_with(csv[i], (lsq_fit_options){0});
        lsq_answer answer = {.n = 4,
                             .p = 2,
                             .q = 1,
                             .rank = 2,
                             .B = units[i].B,
                             .C = units[i].C,
                             .rss = &units[i].rss,
                             .aliased = none,
                             .steps = -1};
        double b, se;
        char why[256];
        judge(fit, answer, &b, &se, why, sizeof why);
        assert_true(b > 15 && se > 15); /* the nearest doubles, and two roots of such */
        lsq_fit_free(fit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_the_logarithm_of_the_relative_error),
        cmocka_unit_test(beside_zero_the_absolute_error_counts),
        cmocka_unit_test(what_is_not_finite_has_no_right_digit),
        cmocka_unit_test(both_forms_of_a_deficient_solution_are_right),
        cmocka_unit_test(a_zero_of_the_minimum_norm_is_proven_by_a_second_regression_alone),
        cmocka_unit_test(fewer_rows_than_terms_have_the_minimum_norm_of_the_fit),
        cmocka_unit_test(a_wrong_choice_of_columns_is_worth_nothing),
        cmocka_unit_test(the_worst_response_decides),
        cmocka_unit_test(units_do_not_matter_to_standard_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
