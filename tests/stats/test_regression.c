/* Which numbers exist, and that each is the exact one rounded: zeros, ties, values out of a
 * double's range.
 *
 * Expectations are proven by hand beside the data or come from the rational oracle.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "stats/regression.h"

/* Letters of the quantities that exist: e s t p l u for a term, R S r a F q L A B for a
 * response. */
static void check_has(lsq_fit *fit, int64_t response, int64_t term, const char *wanted) {
    static const char letters[] = "estpluRSraFqLAB";
    char got[sizeof letters];
    int count = 0;
    for (int what = 0; what <= LSQ_BIC; what++)
        if (lsq_regression_has(&fit->g, (lsq_quantity)what, response, term))
            got[count++] = letters[what];
    got[count] = '\0';
    check_text(got, wanted);
}

static void a_plain_fit_has_everything(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n2,2\n3,4\n", "y ~ x");
    check_has(fit, 0, 0, "estpluRSraFqLAB");
    check_has(fit, 0, 1, "estpluRSraFqLAB");
    lsq_fit_free(fit);
}

static void fault_63_an_exact_fit_has_zero_errors_and_no_tests(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,3\n2,5\n3,7\n", "y ~ x");
    check_has(fit, 0, 1, "esluRSra");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "1");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "2");
    check_value(fit, LSQ_STD_ERROR, 0, 1, 0, "0");
    check_value(fit, LSQ_STD_ERROR, 0, 1, 30, "0");
    check_value(fit, LSQ_CI_LOWER, 0, 1, 0, "2");
    check_value(fit, LSQ_CI_UPPER, 0, 0, 0, "1");
    check_value(fit, LSQ_RSS, 0, 0, 0, "0");
    check_value(fit, LSQ_SIGMA, 0, 0, 0, "0");
    check_value(fit, LSQ_R_SQUARED, 0, 0, 0, "1");
    check_value(fit, LSQ_ADJ_R_SQUARED, 0, 0, 0, "1");
    lsq_fit_free(fit);
}

/* y = 1, 2, 3, 4 is exact, y + 1e-30 in one cell is not. */
static void a_residual_of_1e_30_is_not_zero(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n2,2\n3,3.000000000000000000000000000001\n4,4\n", "y ~ x");
    check_has(fit, 0, 1, "estpluRSraFqLAB");
    check_value(fit, LSQ_RSS, 0, 0, 0, "7e-61"); /* 1 - the leverage 1/4 + 0.25/5 */
    lsq_fit_free(fit);
}

static void fault_63_y_without_spread_has_no_r_squared(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,7\n2,7\n4,7\n", "y ~ x");
    check_has(fit, 0, 1, "esluRS");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "0");
    lsq_fit_free(fit);
    fit = fit_of("x,y\n1,0\n2,0\n4,0\n", "y ~ x - 1");
    check_has(fit, 0, 0, "esluRS");
    lsq_fit_free(fit);
}

static void fault_62_without_degrees_of_freedom_there_is_no_error(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,7\n2,9\n", "y ~ x");
    assert_int_equal(fit->g.df, 0);
    check_has(fit, 0, 1, "eRr");
    check_value(fit, LSQ_R_SQUARED, 0, 0, 0, "1");
    lsq_fit_free(fit);
    fit = fit_of("x,z,y\n1,4,7\n2,1,9\n", "y ~ x + z"); /* n < p */
    check_has(fit, 0, 0, "eRr");
    check_has(fit, 0, 1, "eRr");
    check_has(fit, 0, 2, "Rr");
    lsq_fit_free(fit);
    fit = fit_of("x,y\n3,7\n", "y ~ x"); /* n = 1 */
    check_has(fit, 0, 0, "eR");
    check_has(fit, 0, 1, "R");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "7");
    lsq_fit_free(fit);
}

static void an_intercept_alone_has_no_f(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("y\n1\n2\n6\n", "y ~ 1");
    check_has(fit, 0, 0, "estpluRSraLAB");
    check_value(fit, LSQ_R_SQUARED, 0, 0, 0, "0");
    check_value(fit, LSQ_ADJ_R_SQUARED, 0, 0, 0, "0");
    lsq_fit_free(fit);
}

static void fault_60_an_aliased_term_has_no_numbers_and_each_response_its_own(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,z,y,w\n1,2,1,1\n2,4,2,2\n3,6,4,3\n", "cbind(y, w) ~ x + z");
    check_has(fit, 0, 1, "estpluRSraFqLAB");
    check_has(fit, 0, 2, "RSraFqLAB");
    check_has(fit, 1, 1, "esluRSra");
    check_has(fit, 1, 2, "RSra");
    lsq_fit_free(fit);
}

static void the_minimum_norm_solution_has_estimates_only(void **state) {
    (void)state;
    lsq_fit *fit = fit_with("x,z,y\n1,2,1\n2,4,2\n3,6,4\n",
                            (lsq_fit_options){.formula = "y ~ x + z", .min_norm = 1});
    for (int64_t j = 0; j < 3; j++)
        check_has(fit, 0, j, "eRSraFqLAB");
    /* y = -2/3 + 3/2 x: shared as 3/10 and 6/10 of x and z = 2 x */
    check_value(fit, LSQ_ESTIMATE, 0, 0, 5, "-0.66667");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "0.3");
    check_value(fit, LSQ_ESTIMATE, 0, 2, 0, "0.6");
    lsq_fit_free(fit);
}

static void a_slope_of_exactly_zero_is_found(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,0.1\n2,0.7\n3,0.3\n4,0.7\n5,0.1\n", "y ~ x");
    double value;
    int is_zero;
    lsq_error error = {0};
    check_status(lsq_regression_double(&fit->g, LSQ_ESTIMATE, 0, 1, &value, &is_zero, &error),
                 LSQ_OK, &error);
    check_same(value, 0);
    assert_true(is_zero);
    check_value(fit, LSQ_T, 0, 1, 0, "0");
    check_value(fit, LSQ_T, 0, 1, 30, "0");
    check_value(fit, LSQ_P, 0, 1, 0, "1");
    check_value(fit, LSQ_F, 0, 0, 0, "0");
    check_value(fit, LSQ_F_P, 0, 0, 0, "1");
    check_value(fit, LSQ_R_SQUARED, 0, 0, 0, "0");
    check_value(fit, LSQ_ADJ_R_SQUARED, 0, 0, 5, "-0.33333"); /* 1 - 4/3 */
    lsq_fit_free(fit);
}

static void ties_of_estimates_go_to_even(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("y\n9007199254740993\n", "y ~ 1"); /* 2^53 + 1 */
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "9.007199254740992e15");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 16, "9007199254740993");
    lsq_fit_free(fit);
    fit = fit_of("y\n-9007199254740995\n", "y ~ 1"); /* to -2^53 - 4 */
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "-9.007199254740996e15");
    lsq_fit_free(fit);
    fit = fit_of("a,b,c\n1,2,3\n2,3,5\n", "cbind(a, b, c) ~ 1"); /* 1.5, 2.5, 4 */
    check_value(fit, LSQ_ESTIMATE, 0, 0, 1, "2");
    check_value(fit, LSQ_ESTIMATE, 1, 0, 1, "2");
    check_value(fit, LSQ_ESTIMATE, 2, 0, 1, "4");
    lsq_fit_free(fit);
    fit = fit_of("a,b\n0.12345,-0.5\n", "cbind(a, b) ~ 1");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 4, "0.1234");
    lsq_rounded r;
    lsq_rounded_init(&r);
    lsq_error error = {0};
    check_status(lsq_regression_round(&fit->g, LSQ_ESTIMATE, 1, 0, (lsq_places){0, 0}, &r, &error),
                 LSQ_OK, &error);
    assert_true(fmpz_is_zero(r.mantissa)); /* -0.5 to 0 decimals */
    lsq_rounded_clear(&r);
    lsq_fit_free(fit);
}

/* The mean of two numbers d apart has the standard error d/2. */
static void ties_of_standard_errors_go_to_even(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,b,c\n0,3,18014398509481986\n5,10,0\n", "cbind(a, b, c) ~ 1");
    check_value(fit, LSQ_STD_ERROR, 0, 0, 1, "2");
    check_value(fit, LSQ_STD_ERROR, 0, 0, 2, "2.5");
    check_value(fit, LSQ_STD_ERROR, 1, 0, 1, "4");
    check_value(fit, LSQ_STD_ERROR, 2, 0, 0, "9.007199254740992e15"); /* 2^53 + 1 */
    lsq_fit_free(fit);
}

/* F on 2 and 2 degrees of freedom has p = RSS/TSS = 24/160: a tie to one digit. */
static void a_tie_of_a_probability_goes_to_even(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,b,y\n1,0,10\n-1,0,-6\n0,1,2\n0,-1,-2\n0,0,-4\n", "y ~ a + b");
    check_value(fit, LSQ_F, 0, 0, 5, "5.6667"); /* 17/3 */
    check_value(fit, LSQ_F_P, 0, 0, 0, "0.15");
    check_value(fit, LSQ_F_P, 0, 0, 1, "0.2");
    check_value(fit, LSQ_F_P, 0, 0, 5, "0.15000");
    lsq_fit_free(fit);
}

static void fault_64_an_estimate_beyond_a_double_keeps_its_digits(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("x,y,z\n1e-300,1e300,-2e300\n3e-300,3e300,-6e300\n", "cbind(y, z) ~ x - 1");
    double value;
    int is_zero;
    lsq_error error = {0};
    check_status(lsq_regression_double(&fit->g, LSQ_ESTIMATE, 0, 0, &value, &is_zero, &error),
                 LSQ_OK, &error);
    check_same(value, HUGE_VAL);
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 1, 0), -HUGE_VAL);
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "1.0000000000000000e600");
    check_value(fit, LSQ_ESTIMATE, 1, 0, 3, "-2.00e600");
    lsq_fit_free(fit);
    fit = fit_of("x,y\n1e300,1e-300\n3e300,2e-300\n", "y ~ x - 1");
    check_status(lsq_regression_double(&fit->g, LSQ_ESTIMATE, 0, 0, &value, &is_zero, &error),
                 LSQ_OK, &error);
    check_same(value, 0);
    assert_false(is_zero);
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "7.0000000000000000e-601"); /* 7/10 */
    lsq_fit_free(fit);
}

/* x^2 = 1e600, 1e-600, 1: b = sum x^2 y / sum x^4, dominated by the first row, but the residuals
 * are exact. */
static void fault_64_1e300_and_1e_300_in_one_column_squared(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1e300,1e308\n1e-300,1\n1,1\n", "y ~ I(x^2) - 1");
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 0), 1e-292);
    check_value(fit, LSQ_RSS, 0, 0, 0, "2");
    lsq_fit_free(fit);
}

/* Six pairs at x = -1 and 1, y = 10^T x +- 1: RSS = 12, se^2 = 1/10, t^2 = 10^(2T + 1) on 10
 * degrees of freedom.  The values are I_x(5, 1/2) at x = 10/(10 + t^2), from mpmath with 60
 * digits. */
static void fault_64_probabilities_far_below_a_double_keep_their_digits(void **state) {
    (void)state;
    static const struct {
        const char *T, *p;
    } cases[] = {{"45", "2.46093750000000000000000000000e-451"},
                 {"250", "2.46093750000000000000000000000e-2501"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char csv[8192];
        size_t used = (size_t)sprintf(csv, "x,y\n");
        int digits = atoi(cases[i].T);
        for (int row = 0; row < 12; row++) { /* 10^T + 1 or - 1 */
            used += (size_t)sprintf(csv + used, "%d,%s", row % 2 ? 1 : -1, row % 2 ? "" : "-");
            if (row % 4 < 2)
                used += (size_t)sprintf(csv + used, "1%0*d\n", digits, 1);
            else
                for (int k = 0; k <= digits; k++)
                    used += (size_t)sprintf(csv + used, k < digits ? "9" : "\n");
        }
        lsq_fit *fit = fit_of(csv, "y ~ x");
        check_value(fit, LSQ_RSS, 0, 0, 0, "12");
        check_value(fit, LSQ_P, 0, 1, 30, cases[i].p);
        check_value(fit, LSQ_F_P, 0, 0, 30, cases[i].p);
        check_same(lsq_fit_value(fit, LSQ_P, 0, 1), 0);
        char text[64];
        assert_int_equal(lsq_fit_text(fit, LSQ_P, 0, 1, 0, text, sizeof text, NULL), LSQ_OK);
        assert_int_equal(rational_text_digits(text), 17);
        lsq_fit_free(fit);
    }
}

static void a_thousand_digits_are_all_right(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("y\n1\n1\n2\n", "y ~ 1"); /* 4/3 */
    char got[1100], want[1100] = "1.";
    memset(want + 2, '3', 999);
    assert_int_equal(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 1000, got, sizeof got, NULL), LSQ_OK);
    check_text(got, want);
    mpq_t ninth; /* se^2 = (2/3)/2/3 = 1/9, a perfect square */
    mpq_init(ninth);
    mpq_set_ui(ninth, 1, 9);
    rational_round_sqrt(want, sizeof want, ninth, 1000);
    assert_int_equal(lsq_fit_text(fit, LSQ_STD_ERROR, 0, 0, 1000, got, sizeof got, NULL), LSQ_OK);
    check_decimal(got, want);
    mpq_clear(ninth);
    lsq_fit_free(fit);
}

/* Year and offset, Unix times, columns that differ in the 13th digit, and small integers full of
 * ties. */
static void random_tables_give_the_oracles_numbers_at_any_rounding(void **state) {
    (void)state;
    uint64_t seed = 77;
    static table t;
    for (int trial = 0; trial < 60; trial++) {
        int small = trial % 3 == 0;
        table_random(&t, &seed, random_between(&seed, 2, 10), 4, small ? 1 : 12, small ? 0 : 9);
        for (int64_t i = 0; trial % 3 == 1 && i < t.n; i++) { /* offsets */
            snprintf(t.cell[i][0], TABLE_CELL, "%lld",
                     1700000000 + 3600 * (long long)random_between(&seed, 0, 99));
            snprintf(t.cell[i][2], TABLE_CELL, "%s%s", t.cell[i][0], i % 2 ? ".001" : "");
        }
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "c4 ~ c1 + c2 + c3");
        oracle_matrix X = table_matrix(&t, 0, 3, 1), Y = table_matrix(&t, 3, 1, 0);
        oracle *o = oracle_fit(&X, &Y);
        mpq_t v;
        mpq_init(v);
        int root, sign;
        for (int what = 0; what <= LSQ_F; what++)
            for (int64_t j = 0; j < (what <= LSQ_CI_UPPER ? 4 : 1); j++)
                if (what != LSQ_T && lsq_fit_has(fit, (lsq_quantity)what, 0, j) &&
                    oracle_quantity(v, &root, &sign, o, (lsq_quantity)what, 0, j, 1))
                    check_exact(fit, (lsq_quantity)what, 0, j, v, root);
        mpq_clear(v);
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
        lsq_fit_free(fit);
        free(csv);
    }
}

/* y_i = i x^2 + i on x = -3 ... 3: three slopes of exactly 0, whose p is 1.  No question may raise
 * the precision above what one such question needs, however many there are. */
static void many_exact_zeros_do_not_ratchet_the_precision(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y1,y2,y3\n-3,11,20,30\n-2,5,10,15\n-1,3,4,6\n0,1,2,3\n1,3,4,6\n"
                          "2,5,10,15\n3,11,20,30\n",
                          "cbind(y1, y2, y3) ~ x");
    for (int i = 0; i < 30; i++)
        for (int64_t r = 0; r < 3; r++) {
            check_value(fit, LSQ_ESTIMATE, r, 1, 0, "0");
            check_value(fit, LSQ_T, r, 1, 0, "0");
            check_value(fit, LSQ_P, r, 1, 0, "1");
            check_value(fit, LSQ_F_P, r, 0, 7, "1.000000");
        }
    assert_true(fit->g.solution.prec <= 1024);
    lsq_fit_free(fit);
}

/* Eight perfect fits on three rows: all residual sums are exactly 0. */
static void many_perfect_responses_are_quick(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,a,b,c,d,e,f,g,h\n1,4,5,6,7,8,9,10,11\n2,5,7,9,11,13,15,17,19\n"
                          "4,7,11,15,19,23,27,31,35\n",
                          "cbind(a, b, c, d, e, f, g, h) ~ x");
    for (int64_t r = 0; r < 8; r++)
        check_value(fit, LSQ_RSS, r, 0, 0, "0");
    assert_true(fit->g.solution.prec <= 1024);
    lsq_fit_free(fit);
}

/* Effects of x1 and x2 in +-1 give RSS/TSS, and with (2, 2) degrees of freedom that is p of F.
 * First RSS/TSS = 16736283347125283/2^54, half-way between two doubles; then 27/40. */
static void tails_that_are_ties_go_to_even(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x1,x2,y\n1,0,269489402\n-1,0,127435842\n0,1,-144895242\n"
                          "0,-1,-161346038\n0,0,-90683964\n",
                          "y ~ x1 + x2");
    check_nearest(lsq_fit_value(fit, LSQ_F_P, 0, 0),
                  "0.929050355931453519797713624939206056296825408935546875");
    lsq_fit_free(fit);
    fit = fit_of("x1,x2,y\n1,0,10\n-1,0,2\n0,1,6\n0,-1,-6\n0,0,-12\n", "y ~ x1 + x2");
    check_value(fit, LSQ_F_P, 0, 0, 2, "0.68");
    check_value(fit, LSQ_F_P, 0, 0, 3, "0.675");
    lsq_fit_free(fit);
}

/* ---- given solutions ---- */

/* The fit of y on x with another solution in the place of the exact one. */
static lsq_fit *fit_given(const char *csv, const lsq_answer *answer) {
    lsq_fit *fit = fit_of(csv, NULL);
    lsq_error error = {0};
    lsq_regression_clear(&fit->g);
    check_status(lsq_regression_init_given(&fit->g, fit->model, fit->moments, 0.95, answer, &error),
                 LSQ_OK, &error);
    return fit;
}

/* TSS = 133/24: 1 + 4 + 4.25^2 - 7.25^2/3. */
static const char three_rows[] = "x,y\n0.1,1.00\n0.2,2.00\n0.3,4.25\n";
static const double given_B[] = {-0.5, 1.25}, given_C[] = {2, -1, -1, 0.5}, given_rss[] = {0.25};
static const unsigned char none_aliased[] = {0, 0};
static const lsq_answer given = {.n = 3,
                                 .p = 2,
                                 .q = 1,
                                 .rank = 2,
                                 .B = given_B,
                                 .C = given_C,
                                 .rss = given_rss,
                                 .aliased = none_aliased,
                                 .rcond = 0.5,
                                 .steps = -1,
                                 .note = "made by hand"};

/* With 1 degree of freedom: sigma^2 = 1/4, se^2 = C_jj/4, t^2 = b^2/se^2, p = 1 - 2 atan(t)/pi;
 * R^2 = 1 - 6/133, adjusted 1 - 12/133, F = (133/24 - 1/4)/(1/4) = 127/6. */
static void everything_follows_from_the_given_doubles(void **state) {
    (void)state;
    static const struct {
        lsq_quantity what;
        int64_t term;
        long numerator, denominator;
        int root;
    } want[] = {{LSQ_ESTIMATE, 0, -1, 2, 0},
                {LSQ_ESTIMATE, 1, 5, 4, 0},
                {LSQ_STD_ERROR, 0, 1, 2, 1},
                {LSQ_STD_ERROR, 1, 1, 8, 1},
                {LSQ_T, 1, 25, 2, 1},
                {LSQ_RSS, 0, 1, 4, 0},
                {LSQ_SIGMA, 0, 1, 4, 1},
                {LSQ_R_SQUARED, 0, 127, 133, 0},
                {LSQ_ADJ_R_SQUARED, 0, 121, 133, 0},
                {LSQ_F, 0, 127, 6, 0}};
    lsq_fit *fit = fit_given(three_rows, &given);
    check_has(fit, 0, 1, "estpluRSraFqLAB");
    mpq_t v;
    mpq_init(v);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        mpq_set_si(v, want[i].numerator, (unsigned long)want[i].denominator);
        check_exact(fit, want[i].what, 0, want[i].term, v, want[i].root);
    }
    mpq_clear(v);
    /* mpmath: 1 - 2*atan(sqrt(12.5))/pi, 1.25 + tan(0.95*pi/2)*sqrt(0.125) */
    check_digits(lsq_fit_value(fit, LSQ_P, 0, 1), "0.1754796560918218105", 15);
    check_digits(lsq_fit_value(fit, LSQ_CI_UPPER, 0, 1), "5.74232176604688034690", 15);
    lsq_fit_free(fit);
}

/* X'X = diag(4, 2), b = (3, 0), residuals 0, -1, 1, 0: all of it is in doubles. */
static void a_given_exact_solution_gives_the_exact_numbers(void **state) {
    (void)state;
    static const char csv[] = "x,y\n-1,3\n0,2\n0,4\n1,3\n";
    static const double B[] = {3, 0}, C[] = {0.25, 0, 0, 0.5}, rss[] = {2};
    lsq_answer answer = given;
    answer.n = 4;
    answer.B = B;
    answer.C = C;
    answer.rss = rss;
    lsq_fit *exact = fit_of(csv, NULL), *same = fit_given(csv, &answer);
    for (int what = 0; what <= LSQ_BIC; what++)
        for (int64_t j = 0; j < 2; j++)
            for (int digits = 0; digits <= 60; digits += 20) {
                char a[96], b[96];
                assert_int_equal(lsq_fit_has(same, (lsq_quantity)what, 0, j),
                                 lsq_fit_has(exact, (lsq_quantity)what, 0, j));
                if (!lsq_fit_has(same, (lsq_quantity)what, 0, j))
                    continue;
                check_status(
                    lsq_fit_text(exact, (lsq_quantity)what, 0, j, digits, a, sizeof a, NULL),
                    LSQ_OK, NULL);
                check_status(
                    lsq_fit_text(same, (lsq_quantity)what, 0, j, digits, b, sizeof b, NULL), LSQ_OK,
                    NULL);
                check_text(b, a);
            }
    lsq_fit_free(same);
    lsq_fit_free(exact);
}

/* RSS = 8 over TSS = 133/24: R^2 = 1 - 192/133 is negative, and F has no value. */
static void a_solution_worse_than_the_mean_says_so(void **state) {
    (void)state;
    static const double rss[] = {8};
    lsq_answer answer = given;
    answer.rss = rss;
    lsq_fit *fit = fit_given(three_rows, &answer);
    check_has(fit, 0, 1, "estpluRSraLAB");
    check_value(fit, LSQ_R_SQUARED, 0, 0, 10, "-0.4436090226");
    lsq_fit_free(fit);
}

static void what_a_given_solution_lacks_has_no_value(void **state) {
    (void)state;
    static const double zero[] = {0}, lost[] = {2, 0, 0, 0}, least[] = {-0.1, 0.7};
    lsq_answer answer = given;
    answer.C = NULL;
    lsq_fit *fit = fit_given(three_rows, &answer);
    check_has(fit, 0, 1, "eRSraFqLAB");
    lsq_fit_free(fit);
    answer.C = lost; /* by underflow */
    fit = fit_given(three_rows, &answer);
    check_has(fit, 0, 0, "estpluRSraFqLAB");
    check_has(fit, 0, 1, "eRSraFqLAB");
    lsq_fit_free(fit);
    answer = given;
    answer.rss = zero;
    fit = fit_given(three_rows, &answer);
    check_has(fit, 0, 1, "esluRSra");
    check_value(fit, LSQ_STD_ERROR, 0, 1, 0, "0");
    check_value(fit, LSQ_CI_LOWER, 0, 1, 0, "1.25");
    check_value(fit, LSQ_R_SQUARED, 0, 0, 0, "1");
    lsq_fit_free(fit);
    answer = given;
    answer.rank = 1;
    answer.minimum_norm = 1;
    answer.C = NULL;
    answer.B = least;
    fit = fit_given(three_rows, &answer);
    check_has(fit, 0, 1, "eRSraLAB"); /* F has no degrees of freedom */
    assert_true(lsq_fit_min_norm(fit));
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "-0.1");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 20, "0.69999999999999995559");
    assert_int_equal(lsq_fit_df_residual(fit), 2);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_fit_has_everything),
        cmocka_unit_test(fault_63_an_exact_fit_has_zero_errors_and_no_tests),
        cmocka_unit_test(a_residual_of_1e_30_is_not_zero),
        cmocka_unit_test(fault_63_y_without_spread_has_no_r_squared),
        cmocka_unit_test(fault_62_without_degrees_of_freedom_there_is_no_error),
        cmocka_unit_test(an_intercept_alone_has_no_f),
        cmocka_unit_test(fault_60_an_aliased_term_has_no_numbers_and_each_response_its_own),
        cmocka_unit_test(the_minimum_norm_solution_has_estimates_only),
        cmocka_unit_test(a_slope_of_exactly_zero_is_found),
        cmocka_unit_test(ties_of_estimates_go_to_even),
        cmocka_unit_test(ties_of_standard_errors_go_to_even),
        cmocka_unit_test(a_tie_of_a_probability_goes_to_even),
        cmocka_unit_test(fault_64_an_estimate_beyond_a_double_keeps_its_digits),
        cmocka_unit_test(fault_64_1e300_and_1e_300_in_one_column_squared),
        cmocka_unit_test(fault_64_probabilities_far_below_a_double_keep_their_digits),
        cmocka_unit_test(a_thousand_digits_are_all_right),
        cmocka_unit_test(random_tables_give_the_oracles_numbers_at_any_rounding),
        cmocka_unit_test(many_exact_zeros_do_not_ratchet_the_precision),
        cmocka_unit_test(many_perfect_responses_are_quick),
        cmocka_unit_test(tails_that_are_ties_go_to_even),
        cmocka_unit_test(everything_follows_from_the_given_doubles),
        cmocka_unit_test(a_given_exact_solution_gives_the_exact_numbers),
        cmocka_unit_test(a_solution_worse_than_the_mean_says_so),
        cmocka_unit_test(what_a_given_solution_lacks_has_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
