/* Input digits against Monte Carlo and against the formula done by hand.
 *
 * The Monte Carlo: every cell of a rounded column moved by an independent uniform error of at most
 * half a unit of the column's finest decimal, the exact fit repeated 4,000 times (Filip: 1,500),
 * log10 of |b| over the root mean square change.  The library's number is first order, so 0.35
 * digits are allowed where the rounding is as large as the estimate, as in Longley's with its years
 * rounded; 0.05 elsewhere.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"

static void check_near(double got, double want, double tolerance) {
    if (!(fabs(got - want) <= tolerance)) {
        print_error("%.4f input digits, wanted %.4f\n", got, want);
        fail();
    }
}

/* The digits of all terms of response 0; values below 0 are floored at 0. */
static void check_file(const char *path, const char *formula, const char *exact,
                       const double *digits, double tolerance) {
    lsq_fit_options options = {
        .struct_size = sizeof options, .formula = formula, .exact_columns = exact};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_csv(&fit, path, &options, &error), LSQ_OK, &error);
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++)
        check_near(lsq_fit_input_digits(fit, 0, j), fmax(digits[j], 0), tolerance);
    lsq_fit_free(fit);
}

static void well_conditioned_sets_agree_with_monte_carlo(void **state) {
    (void)state;
    static const double norris[] = {1.383, 4.701}, pontius[] = {2.645, 5.520, 3.664};
    check_file("datasets/nist/Norris.csv", "y ~ x", NULL, norris, 0.05);
    check_file("datasets/nist/Pontius.csv", "y ~ x + I(x^2)", NULL, pontius, 0.05);
}

static void filip_agrees_with_monte_carlo(void **state) {
    (void)state;
    static const double filip[] = {2.763, 2.765, 2.766, 2.766, 2.765, 2.762,
                                   2.758, 2.752, 2.744, 2.734, 2.724};
    check_file("datasets/nist/Filip.csv", "y ~ powers(x, 10)", NULL, filip, 0.05);
}

static void longley_agrees_with_monte_carlo(void **state) {
    (void)state;
    static const double rounded[] = {0.158, -0.683, -0.317, 0.260, 0.483, -0.740, 0.169};
    static const double exact_years[] = {2.828, 0.866, 1.827, 2.479, 2.737, 1.146, 2.869};
    check_file("datasets/nist/Longley.csv", "y ~ .", NULL, rounded, 0.35);
    check_file("datasets/nist/Longley.csv", "y ~ .", "x6", exact_years, 0.05);
}

static const char plain[] = "y,x,g\n2.31,1.2,0\n3.07,2.0,1\n5.52,3.1,1\n6.13,3.9,0\n7.94,5.2,1\n"
                            "9.48,6.1,0\n10.26,6.8,0\n12.71,8.3,1\n13.05,8.9,0\n15.37,10.1,1\n";

/* g has only 0 and 1 and is taken as exact. */
static void a_plain_set_with_a_column_of_0_and_1_agrees_with_monte_carlo(void **state) {
    (void)state;
    static const double linear[] = {1.169, 2.489, 0.770}, square[] = {0.879, 1.823, 0.768, -0.190};
    lsq_fit *fit = fit_of(plain, "y ~ x + g");
    for (int64_t j = 0; j < 3; j++)
        check_near(lsq_fit_input_digits(fit, 0, j), linear[j], 0.05);
    lsq_fit_free(fit);
    fit = fit_of(plain, "y ~ x + g + I(x^2)");
    for (int64_t j = 0; j < 4; j++)
        check_near(lsq_fit_input_digits(fit, 0, j), fmax(square[j], 0), 0.05);
    lsq_fit_free(fit);
}

/* The formula of the contract for plain columns, from the oracle's rationals:
 *   s^2 = sum_k h_k^2/3 (b_k^2 C_jj + C_jk^2 RSS) + h_y^2/3 C_jj */
static double by_formula(const oracle *o, int64_t j, const double *h, double h_y) {
    double cjj = mpq_get_d(*oracle_at(&o->inverse, j, j)), rss = mpq_get_d(o->rss[0]);
    double b = mpq_get_d(*oracle_at(&o->coef, j, 0)), s2 = h_y * h_y / 3 * cjj;
    for (int64_t k = 0; k < o->p; k++) {
        double bk = mpq_get_d(*oracle_at(&o->coef, k, 0));
        double cjk = mpq_get_d(*oracle_at(&o->inverse, j, k));
        s2 += h[k] * h[k] / 3 * (bk * bk * cjj + cjk * cjk * rss);
    }
    double digits = log10(fabs(b) / sqrt(s2));
    return b == 0 || digits < 0 ? 0 : digits;
}

static void plain_columns_follow_the_formula(void **state) {
    (void)state;
    uint64_t seed = 4;
    static table t;
    static const double unit[] = {0, 0.5, 0.05, 0.005}; /* halves: 1, 0.1, 0.01 */
    for (int trial = 0; trial < 20; trial++) {
        t.n = 12;
        t.k = 4;
        for (int64_t i = 0; i < t.n; i++) /* column j has exactly j decimals, y two */
            for (int j = 0; j < 4; j++)
                snprintf(t.cell[i][j], TABLE_CELL, "%d.%0*d", (int)random_between(&seed, 2, 99),
                         j < 3 ? j : 2, j ? 1 + (int)random_between(&seed, 0, 7) : 0);
        for (int64_t i = 0; i < t.n; i++) /* no decimals: no point */
            *strchr(t.cell[i][0], '.') = '\0';
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "c4 ~ c1 + c2 + c3");
        oracle_matrix X = table_matrix(&t, 0, 3, 1), Y = table_matrix(&t, 3, 1, 0);
        oracle *o = oracle_fit(&X, &Y);
        for (int64_t j = 0; j < 4; j++)
            check_near(lsq_fit_input_digits(fit, 0, j), by_formula(o, j, unit, 0.005), 1e-6);
        lsq_fit_free(fit);
        fit = fit_with(csv,
                       (lsq_fit_options){.formula = "c4 ~ c1 + c2 + c3", .exact_columns = "c2,c4"});
        static const double some[] = {0, 0.5, 0, 0.005};
        for (int64_t j = 0; j < 4; j++)
            check_near(lsq_fit_input_digits(fit, 0, j), by_formula(o, j, some, 0), 1e-6);
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
        lsq_fit_free(fit);
        free(csv);
    }
}

/* A constant shift and a constant factor of x are not rounded: the slope keeps its digits. */
static void a_shifted_or_stretched_column_keeps_the_digits_of_its_slope(void **state) {
    (void)state;
    static const char *const same[] = {"y ~ I(x - 6.5)", "y ~ I(x + 1950)", "y ~ I(3 * x)",
                                       "y ~ I(0.25 * x - 7)"};
    lsq_fit *fit = fit_of(plain, "y ~ x");
    double digits = lsq_fit_input_digits(fit, 0, 1);
    lsq_fit_free(fit);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        fit = fit_of(plain, same[i]);
        check_near(lsq_fit_input_digits(fit, 0, 1), digits, 1e-6);
        lsq_fit_free(fit);
    }
}

/* 2,500 rows, the finest decimal of x in one late cell: written 0.50 instead of 0.5 the same number
 * is ten times finer, and x alone is rounded, so that each term gains one digit. */
static void the_finest_decimal_counts_wherever_it_stands(void **state) {
    (void)state;
    char *csv = malloc(65536);
    assert_non_null(csv);
    double digits[2][2];
    for (int fine = 0; fine < 2; fine++) {
        size_t used = (size_t)sprintf(csv, "x,y\n");
        for (int i = 0; i < 2500; i++)
            used += (size_t)sprintf(csv + used, "%d.5%s,%d\n", i % 10, fine && i == 2400 ? "0" : "",
                                    (7 * i) % 31 + 3 * (i % 10));
        lsq_fit *fit = fit_with(csv, (lsq_fit_options){.formula = "y ~ x", .exact_columns = "y"});
        for (int64_t j = 0; j < 2; j++)
            digits[fine][j] = lsq_fit_input_digits(fit, 0, j);
        lsq_fit_free(fit);
    }
    check_near(digits[1][0], digits[0][0] + 1, 1e-6);
    check_near(digits[1][1], digits[0][1] + 1, 1e-6);
    free(csv);
}

static void there_is_none_where_nothing_was_rounded_or_nothing_is_estimated(void **state) {
    (void)state;
    lsq_fit *fit = fit_with(plain, (lsq_fit_options){.formula = "y ~ x", .exact_columns = "x,y"});
    assert_true(isnan(lsq_fit_input_digits(fit, 0, 1)));
    lsq_fit_free(fit);
    fit = fit_of("x,y\n0,1\n1,0\n1,1\n0,1\n", "y ~ x"); /* 0 and 1 alone */
    assert_true(isnan(lsq_fit_input_digits(fit, 0, 1)));
    lsq_fit_free(fit);
    fit = fit_of("x,z,y\n1,2,1\n2,4,2\n3,6,4\n", "y ~ x + z"); /* aliased */
    assert_true(lsq_fit_input_digits(fit, 0, 1) >= 0);
    assert_true(isnan(lsq_fit_input_digits(fit, 0, 2)));
    lsq_fit_free(fit);
    fit = fit_of("x,y\n1,2\n2,5\n", "y ~ x"); /* no degrees of freedom */
    assert_true(isnan(lsq_fit_input_digits(fit, 0, 1)));
    lsq_fit_free(fit);
    fit = fit_with(plain, (lsq_fit_options){.formula = "y ~ x", .min_norm = 1});
    assert_true(isnan(lsq_fit_input_digits(fit, 0, 1)));
    lsq_fit_free(fit);
}

/* Of two responses each has the digits that it has alone, also after the other and with the
 * solution made exact or more precise in between; x stands in two terms. */
static void each_response_has_its_own_digits(void **state) {
    (void)state;
    static const char both[] = "y,w,x\n2.31,1.5,1.2\n3.07,0.1,2.0\n5.52,7.3,3.1\n6.13,2.2,3.9\n"
                               "7.94,5.5,5.2\n9.48,3.1,6.1\n10.26,9.0,6.8\n";
    static const char *const alone[] = {"y ~ x + I(x^2)", "w ~ x + I(x^2)"};
    lsq_fit *fit = fit_of(both, "cbind(y, w) ~ x + I(x^2)");
    for (int round = 0; round < 3; round++) {
        for (int64_t r = 0; r < 2; r++) {
            lsq_fit *one = fit_of(both, alone[r]);
            for (int64_t j = 0; j < 3; j++)
                check_near(lsq_fit_input_digits(fit, r, j), lsq_fit_input_digits(one, 0, j), 1e-9);
            lsq_fit_free(one);
        }
        if (round == 0)
            lsq_regression_make_exact(&fit->g);
        else
            check_status(lsq_regression_refine(&fit->g, 512, NULL), LSQ_OK, NULL);
    }
    lsq_fit_free(fit);
}

/* y - w on w has the slope of y on w less 1, and the same residuals; the error of w goes into both
 * sides, and what it does to the slope is the same. */
static void a_column_on_both_sides_is_one_column(void **state) {
    (void)state;
    static const char csv[] = "y,w\n2.3,1.5\n3.1,0.1\n5.5,7.3\n6.1,2.2\n7.9,5.5\n9.4,3.1\n";
    lsq_fit *apart = fit_of(csv, "y ~ w"), *both = fit_of(csv, "I(y - w) ~ w");
    for (int64_t j = 0; j < 2; j++) {
        double a = lsq_fit_value(apart, LSQ_ESTIMATE, 0, j);
        double b = lsq_fit_value(both, LSQ_ESTIMATE, 0, j);
        double want = lsq_fit_input_digits(apart, 0, j) + log10(fabs(b / a));
        check_near(lsq_fit_input_digits(both, 0, j), want, 1e-9);
        assert_true(want > 0.1);
    }
    lsq_fit_free(both);
    lsq_fit_free(apart);
}

/* x = 5 + (x - 5), whatever x is wrong by; of the same column and another response it is not so. */
static void there_is_none_where_rounding_moves_no_coefficient(void **state) {
    (void)state;
    static const struct {
        const char *text, *formula;
    } cases[] = {
        {"x\n1\n2\n4\n", "x ~ I(x - 5)"},
        {"x\n0.1\n0.2\n0.5\n0.55\n", "x ~ I(x - 5)"},
        {"x\n0.1\n0.23\n0.5\n", "I(2*x + 3) ~ x"},
        {"x\n1\n2\n4\n7\n", "I(x^2) ~ x + I((x - 1)^2)"},
        {"x\n1\n2\n4\n7.5\n", "I(x^2) ~ x + I((x - 1)^2)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_fit *fit = fit_of(cases[i].text, cases[i].formula);
        for (int64_t j = 0; j < lsq_fit_terms(fit); j++)
            assert_true(isnan(lsq_fit_input_digits(fit, 0, j)));
        lsq_fit_free(fit);
    }
    lsq_fit *fit = fit_of("x,y\n1,3\n2,5\n4,9\n", "cbind(x, y) ~ I(x - 5)");
    assert_true(isnan(lsq_fit_input_digits(fit, 0, 1)));
    assert_true(!isnan(lsq_fit_input_digits(fit, 1, 1)));
    lsq_fit_free(fit);
}

static void an_estimate_of_zero_has_no_digits(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,0.1\n2,0.7\n3,0.3\n4,0.7\n5,0.1\n", "y ~ x");
    check_same(lsq_fit_input_digits(fit, 0, 1), 0);
    lsq_fit_free(fit);
}

/* A zero printed as 0.00 tells the decimals of its column as well as 1.00 does. */
static void the_decimals_of_a_zero_count(void **state) {
    (void)state;
    lsq_fit *zero = fit_of("x,y\n0.00,1.00\n1,2.50\n2,4.75\n4,8.25\n", "y ~ x");
    lsq_fit *one = fit_of("x,y\n0,1.00\n1.00,2.50\n2,4.75\n4,8.25\n", "y ~ x");
    lsq_fit *none = fit_of("x,y\n0,1.00\n1,2.50\n2,4.75\n4,8.25\n", "y ~ x");
    double digits = lsq_fit_input_digits(zero, 0, 1);
    check_same(digits, lsq_fit_input_digits(one, 0, 1));
    assert_true(digits > lsq_fit_input_digits(none, 0, 1) + 1);
    lsq_fit_free(none);
    lsq_fit_free(one);
    lsq_fit_free(zero);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_conditioned_sets_agree_with_monte_carlo),
        cmocka_unit_test(filip_agrees_with_monte_carlo),
        cmocka_unit_test(longley_agrees_with_monte_carlo),
        cmocka_unit_test(a_plain_set_with_a_column_of_0_and_1_agrees_with_monte_carlo),
        cmocka_unit_test(plain_columns_follow_the_formula),
        cmocka_unit_test(a_shifted_or_stretched_column_keeps_the_digits_of_its_slope),
        cmocka_unit_test(the_finest_decimal_counts_wherever_it_stands),
        cmocka_unit_test(there_is_none_where_nothing_was_rounded_or_nothing_is_estimated),
        cmocka_unit_test(each_response_has_its_own_digits),
        cmocka_unit_test(a_column_on_both_sides_is_one_column),
        cmocka_unit_test(there_is_none_where_rounding_moves_no_coefficient),
        cmocka_unit_test(an_estimate_of_zero_has_no_digits),
        cmocka_unit_test(the_decimals_of_a_zero_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
