/* Numbers as cells: the wanted texts are NIST's certified values and hand-solved problems, rounded
 * by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "fit/fit.h"
#include "report/cell.h"
#include "report/fits.h"

#define DASH "–"

/* y = 1.1 + 1.1 x with residuals -.1, .8, -1.3, .6: RSS 2.7, standard errors sqrt(.945) and
 * sqrt(.27) in the unit of y. */
#define FOUR(unit) "x,y\n0,1" unit "\n1,3" unit "\n2,2" unit "\n3,5" unit "\n"

static void check_pair(lsq_fit *fit, int64_t term, int digits, const char *estimate,
                       const char *se) {
    lsq_coefficient c;
    lsq_error error = {0};
    check_status(lsq_cell_coefficient(fit, 0, term, digits, 0, &c, &error), LSQ_OK, &error);
    check_text(c.estimate, estimate);
    check_text(c.std_error, se);
}

static void check_interval(lsq_fit *fit, int64_t term, const char *lower, const char *upper) {
    lsq_coefficient c;
    lsq_error error = {0};
    check_status(lsq_cell_coefficient(fit, 0, term, 7, 0, &c, &error), LSQ_OK, &error);
    check_text(c.lower, lower);
    check_text(c.upper, upper);
}

static void estimate_and_error_end_at_the_same_decimal(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    check_pair(fit, 0, 7, "-3482259", "890420");
    check_pair(fit, 1, 7, "15.06187", "84.91493");
    check_pair(fit, 2, 7, "-0.03581918", "0.03349101");
    check_pair(fit, 5, 7, "-0.0511041", "0.2260732");
    check_pair(fit, 6, 7, "1829.151", "455.478");
    check_pair(fit, 6, 12, "1829.15146461", "455.47849914");
    check_pair(fit, 0, 2, "-3.5e6", "8.9e5");
    lsq_fit_free(fit);
}

static void a_small_standard_error_still_shows_four_digits(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Norris.csv", NULL);
    check_pair(fit, 1, 7, "1.0021168", "0.0004298");
    lsq_fit_free(fit);
}

static void large_and_small_rows_have_exponents(void **state) {
    (void)state;
    lsq_fit *fit = fit_of(FOUR("e9"), NULL);
    check_pair(fit, 1, 7, "1.100000e9", "5.196152e8");
    check_interval(fit, 1, "-1.1357e9", "3.3357e9"); /* 4.302653 standard errors about it */
    lsq_fit_free(fit);
    fit = fit_of(FOUR("e-9"), NULL);
    check_pair(fit, 1, 7, "1.100000e-9", "5.196152e-10");
    lsq_fit_free(fit);
    fit = fit_of(FOUR("e6"), NULL);
    check_pair(fit, 1, 7, "1100000", "519615");
    lsq_fit_free(fit);
    fit = fit_of(FOUR("e-5"), NULL);
    check_pair(fit, 1, 7, "0.00001100000", "0.00000519615");
    lsq_fit_free(fit);
}

static void an_error_far_from_the_estimate_stands_apart(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1000000.000000001\n1,1000000.000000003\n2,1000000.000000002\n"
                          "3,1000000.000000005\n",
                          NULL);
    check_pair(fit, 0, 7, "1000000", "9.721111e-10");
    lsq_fit_free(fit);
    fit = fit_of("Wampler5.csv", "y ~ powers(x, 5)"); /* certified 1 and 21523262.4678170 */
    check_pair(fit, 0, 7, "1.000000", "2.152326e7");
    lsq_fit_free(fit);
}

static void an_exact_zero_is_0(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n-1,1\n0,0\n1,1\n", NULL);
    char cell[LSQ_CELL];
    check_pair(fit, 1, 7, "0", "0.5773503");
    check_interval(fit, 1, "-7.3359", "7.3359"); /* 12.7062 * 0.57735 */
    check_status(lsq_cell_statistic(fit, LSQ_T, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "0");
    check_status(lsq_cell_probability(fit, LSQ_P, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "1.0");
    lsq_fit_free(fit);
}

static void the_interval_has_four_digits_of_the_error(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    check_interval(fit, 0, "-5496529", "-1467988");
    check_interval(fit, 1, "-177.03", "207.15");
    check_interval(fit, 2, "-0.11158", "0.03994");
    lsq_fit_free(fit);
}

static void fault_63_a_perfect_fit_has_dashes(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n2,5\n3,7\n", NULL);
    char cell[LSQ_CELL];
    check_pair(fit, 1, 7, "2.000000", "0");
    check_status(lsq_cell_statistic(fit, LSQ_T, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, DASH);
    check_status(lsq_cell_probability(fit, LSQ_P, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, DASH);
    check_status(lsq_cell_share(fit, LSQ_R_SQUARED, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "1");
    lsq_fit_free(fit);
}

static void fault_62_without_degrees_of_freedom_there_is_no_error(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n", NULL);
    check_pair(fit, 1, 7, "2.000000", DASH);
    check_interval(fit, 1, DASH, DASH);
    lsq_fit_free(fit);
}

static void statistics_have_three_decimals_or_four_digits(void **state) {
    (void)state;
    char cell[LSQ_CELL];
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    check_status(lsq_cell_statistic(fit, LSQ_T, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "0.177");
    check_status(lsq_cell_statistic(fit, LSQ_F, 0, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "330.3");
    lsq_fit_free(fit);
    fit = fit_of("Norris.csv", NULL);
    check_status(lsq_cell_statistic(fit, LSQ_T, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "2332");
    check_status(lsq_cell_statistic(fit, LSQ_F, 0, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "5436386"); /* certified 5436385.54079785 */
    lsq_fit_free(fit);
}

static void probabilities_have_two_digits(void **state) {
    (void)state;
    char cell[LSQ_CELL];
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    static const char *const wanted[] = {"0.0036", "0.86", "0.31", "0.0025", "0.00094", "0.83"};
    for (int64_t j = 0; j < 6; j++) {
        check_status(lsq_cell_probability(fit, LSQ_P, 0, j, cell, NULL), LSQ_OK, NULL);
        check_text(cell, wanted[j]);
    }
    check_status(lsq_cell_probability(fit, LSQ_F_P, 0, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "5.0e-10");
    lsq_fit_free(fit);
    fit = fit_of("Norris.csv", NULL);
    check_status(lsq_cell_probability(fit, LSQ_P, 0, 1, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "4.7e-90");
    lsq_fit_free(fit);
    fit = fit_of("Filip.csv", "y ~ powers(x, 10)"); /* 2 pt(-4.494, 71) */
    check_status(lsq_cell_probability(fit, LSQ_P, 0, 10, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "2.7e-5");
    lsq_fit_free(fit);
}

static void shares_near_1_show_their_distance_from_it(void **state) {
    (void)state;
    char cell[LSQ_CELL];
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    check_status(lsq_cell_share(fit, LSQ_R_SQUARED, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "0.9955");
    lsq_fit_free(fit);
    fit = fit_of("Norris.csv", NULL);
    check_status(lsq_cell_share(fit, LSQ_R_SQUARED, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "0.9999937"); /* certified 0.999993745883712 */
    lsq_fit_free(fit);
    /* 1 - R squared = 2.7e-18 / (5 (1 + 1e-9)^2 + ...), about 5.4e-19: nineteen decimals are
     * needed */
    fit = fit_of("x,y\n0,0.000000001\n1,1.000000003\n2,2.000000002\n3,3.000000005\n", NULL);
    check_status(lsq_cell_share(fit, LSQ_R_SQUARED, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "0.99999999999999999946");
    lsq_fit_free(fit);
}

/* What a solver in doubles leaves may be any number of times the total: 10^70 here, in place of a
 * residual sum of squares. */
static void a_share_far_below_0_has_an_exponent(void **state) {
    (void)state;
    lsq_fit *fit = fit_by("x,y\n1,1\n2,3\n3,2\n4,4\n", NULL, "qr");
    fmpq *rss = fmpq_mat_entry(fit->g.solution.rss_exact, 0, 0);
    char cell[LSQ_CELL];
    fmpz_ui_pow_ui(fmpq_numref(rss), 10, 70);
    fmpz_one(fmpq_denref(rss));
    arb_set_fmpq(arb_mat_entry(fit->g.solution.rss, 0, 0), rss, 128);
    check_status(lsq_cell_share(fit, LSQ_R_SQUARED, 0, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "-2.000e69"); /* TSS = 1 + 9 + 4 + 16 - 10^2 / 4 = 5, 1 - 10^70 / 5 */
    lsq_fit_free(fit);
}

static void decimals_are_as_many_as_asked(void **state) {
    (void)state;
    char cell[LSQ_CELL];
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    check_status(lsq_cell_decimals(fit, LSQ_AIC, 0, 2, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "235.23");
    check_status(lsq_cell_decimals(fit, LSQ_LOG_LIKELIHOOD, 0, 2, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "-109.62");
    lsq_fit_free(fit);
    fit = fit_of(FOUR("e30"), NULL);
    check_status(lsq_cell_decimals(fit, LSQ_RSS, 0, 2, cell, NULL), LSQ_OK, NULL);
    check_text(cell, "2.700000e60");
    lsq_fit_free(fit);
}

static void tenths_are_rounded_and_bounded(void **state) {
    (void)state;
    char cell[LSQ_CELL];
    assert_int_equal(lsq_cell_tenths(2.84, cell), 1);
    check_text(cell, "2.8");
    assert_int_equal(lsq_cell_tenths(0.25, cell), 1);
    check_text(cell, "0.3");
    assert_int_equal(lsq_cell_tenths(0, cell), 1);
    check_text(cell, "0.0");
    assert_int_equal(lsq_cell_tenths(NAN, cell), 0);
    check_text(cell, DASH);
    assert_int_equal(lsq_cell_tenths(INFINITY, cell), 0);
    assert_int_equal(lsq_cell_tenths(-1, cell), 0);
}

static void a_level_is_a_percentage_without_noise(void **state) {
    (void)state;
    static const struct {
        double level;
        const char *text;
    } all[] = {{0.95, "95%"},      {0.999, "99.9%"}, {0.5, "50%"},         {0.57, "57%"},
               {0.9973, "99.73%"}, {0.29, "29%"},    {0.99999, "99.999%"}, {0.0005, "0.05%"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char cell[LSQ_CELL];
        lsq_cell_percent(all[i].level, cell);
        check_text(cell, all[i].text);
    }
}

static void check_squeezed(lsq_fit *fit, int squeeze, const char *lower, const char *upper) {
    lsq_coefficient c;
    lsq_error error = {0};
    check_status(lsq_cell_coefficient(fit, 0, 1, 7, squeeze, &c, &error), LSQ_OK, &error);
    check_text(c.lower, lower);
    check_text(c.upper, upper);
    check_text(c.estimate, "1.0021168");
    check_text(c.std_error, "0.0004298");
}

/* Norris: 1.00211681802045 -+ t 0.000429796848199937, t = 2.0322445 on 34 df: 1.00124336,
 * 1.00299027. */
static void a_squeezed_interval_has_fewer_digits_and_none_at_last(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Norris.csv", NULL);
    check_squeezed(fit, 0, "1.0012434", "1.0029903");
    check_squeezed(fit, 1, "1.001243", "1.002990");
    check_squeezed(fit, 2, "1.00124", "1.00299");
    check_squeezed(fit, 3, DASH, DASH);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimate_and_error_end_at_the_same_decimal),
        cmocka_unit_test(a_small_standard_error_still_shows_four_digits),
        cmocka_unit_test(large_and_small_rows_have_exponents),
        cmocka_unit_test(an_error_far_from_the_estimate_stands_apart),
        cmocka_unit_test(an_exact_zero_is_0),
        cmocka_unit_test(the_interval_has_four_digits_of_the_error),
        cmocka_unit_test(fault_63_a_perfect_fit_has_dashes),
        cmocka_unit_test(fault_62_without_degrees_of_freedom_there_is_no_error),
        cmocka_unit_test(statistics_have_three_decimals_or_four_digits),
        cmocka_unit_test(probabilities_have_two_digits),
        cmocka_unit_test(shares_near_1_show_their_distance_from_it),
        cmocka_unit_test(a_share_far_below_0_has_an_exponent),
        cmocka_unit_test(decimals_are_as_many_as_asked),
        cmocka_unit_test(tenths_are_rounded_and_bounded),
        cmocka_unit_test(a_level_is_a_percentage_without_noise),
        cmocka_unit_test(a_squeezed_interval_has_fewer_digits_and_none_at_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
