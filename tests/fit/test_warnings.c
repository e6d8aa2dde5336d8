/* The findings: each code exactly when it should be there, its text with the column and the remedy.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "fit/fits.h"

/* The codes in their order, "W21 W22". */
static void check_codes(lsq_fit *fit, const char *want) {
    char got[256] = "";
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? " " : "",
                 lsq_fit_warning_code(fit, i));
    check_text(got, want);
}

static void check_fit_codes(const char *csv, const char *formula, const char *want) {
    lsq_fit *fit = fit_of(csv, formula);
    check_codes(fit, want);
    lsq_fit_free(fit);
}

/* 8 rows, 6 degrees of freedom, nothing to remark. */
static const char good[] = "x,y\n1,1\n2,3\n3,2\n4,5\n5,4\n6,7\n7,5\n8,9\n";

static void a_good_fit_has_no_findings(void **state) {
    (void)state;
    check_fit_codes(good, NULL, "");
}

static void w01_tells_which_response_was_guessed(void **state) {
    (void)state;
    static const char csv[] = "a,b\n1,1\n2,3\n3,2\n4,5\n5,4\n6,7\n7,5\n8,9\n";
    lsq_fit *fit = fit_of(csv, NULL);
    check_codes(fit, "W01");
    const char *text = warning_of(fit, "W01", NULL);
    check_contains(text, "b");
    check_contains(text, "-y");
    assert_null(lsq_fit_warning_term(fit, 0));
    lsq_fit_free(fit);
    fit = fit_with(csv, (lsq_fit_options){.response = "b"});
    check_codes(fit, "");
    lsq_fit_free(fit);
    check_fit_codes(csv, "b ~ a", "");
}

static void w02_suspects_a_header_of_numbers(void **state) {
    (void)state;
    static const char csv[] = "1,1.5\n2,3\n3,2\n4,5\n5,4\n6,7\n7,5\n8,9\n";
    lsq_fit *fit = fit_of(csv, NULL);
    check_codes(fit, "W01 W02");
    check_contains(warning_of(fit, "W02", NULL), "line 1");
    check_contains(warning_of(fit, "W02", NULL), "--no-header");
    lsq_fit_free(fit);
    fit = fit_with(csv, (lsq_fit_options){.no_header = 1});
    check_codes(fit, "W01");
    lsq_fit_free(fit);
}

/* As R's write.csv and pandas' to_csv write it; a name, a choice or --no-header is not suspected.
 */
static void w03_suspects_row_numbers_that_nobody_chose(void **state) {
    (void)state;
    static const char csv[] = ",a,y\n0,1,1\n1,3,3\n2,7,2\n3,4,5\n4,9,4\n5,1,7\n6,5,5\n7,8,9\n";
    check_fit_codes(csv, NULL, "W03");
    check_fit_codes(csv, "y ~ .", "W03");
    check_fit_codes(csv, "y ~ a", "");
    check_fit_codes(csv, "y ~ col1 + a", "");
    char named[sizeof csv + 1] = "n";
    strcat(named, csv);
    check_fit_codes(named, NULL, "");
}

static void w06_tells_of_names_that_are_no_utf8(void **state) {
    (void)state;
    static const char rows[] = "0,1\n1,3\n2,2\n3,5\n4,4\n5,7\n6,5\n7,9\n";
    char csv[128];
    snprintf(csv, sizeof csv, "H\xF6he,y\n%s", rows);
    check_fit_codes(csv, "y ~ H\xC3\xB6he", "W06");
    snprintf(csv, sizeof csv, "H\xC3\xB6he,y\n%s", rows);
    check_fit_codes(csv, "y ~ H\xC3\xB6he", "");
}

static void fit_codes_with(const char *csv, lsq_fit_options options, const char *want) {
    lsq_fit *fit = fit_with(csv, options);
    check_codes(fit, want);
    lsq_fit_free(fit);
}

/* 1.200 among whole numbers below 1,000 in a file with semicolons; two decimals, four digits in
 * front, a comma as delimiter or the mark told are not suspected. */
static void w04_suspects_thousands_points(void **state) {
    (void)state;
    const char *rest = "300;2\n3.100;5\n410;4\n12.300;7\n1.1;5\n2.2;9\n";
    char csv[128];
    snprintf(csv, sizeof csv, "x;y\n%s", "1.200;1\n300;3\n3.100;2\n410;5\n12.300;4\n999;7\n");
    check_fit_codes(csv, "y ~ x", "W04 W25");
    fit_codes_with(csv, (lsq_fit_options){.formula = "y ~ x", .decimal = '.'}, "W25");
    for (char *p = csv; *p; p++)
        *p = *p == ';' ? ',' : *p;
    check_fit_codes(csv, "y ~ x", "W25");
    snprintf(csv, sizeof csv, "x;y\n1.200;1\n%s", rest);
    check_fit_codes(csv, "y ~ x", "");
    snprintf(csv, sizeof csv, "x;y\n1.200;1\n300;3\n3.100;2\n410;5\n1234.300;4\n999;7\n");
    check_fit_codes(csv, "y ~ x", "W25");
    /* three decimals in every cell: 20 bits are not yet a fourth digit in front */
    snprintf(csv, sizeof csv, "x;y\n1.200;1\n-0.300;3\n3.100;2\n4.100;5\n-999.999;4\n999.999;7\n");
    check_fit_codes(csv, "y ~ x", "W04 W25");
    snprintf(csv, sizeof csv, "x;y\n1.200;1\n-0.300;3\n3.100;2\n4.100;5\n12.300;4\n9.999;7\n");
    check_fit_codes(csv, "y ~ x", "W04 W25");
    snprintf(csv, sizeof csv, "x;y\n1.200;1\n-0.300;3\n3.100;2\n4.100;5\n-1000.000;4\n9.999;7\n");
    check_fit_codes(csv, "y ~ x", "W25");
    snprintf(csv, sizeof csv, "x;y\n1.200;1\n-0.300;3\n3.100;2\n4.100;5\n9999.000;4\n9.999;7\n");
    check_fit_codes(csv, "y ~ x", "W25");
}

static void fault_20_w11_counts_dropped_rows_and_names_the_first(void **state) {
    (void)state;
    lsq_fit *fit = fit_of(
        "u,x,y\n,1,1\n1,2,3\n1,3,2\n1,NA,5\n1,5,4\n1,6,7\n1,7,\n1,8,9\n1,9,8\n1,10,12\n", "y ~ x");
    check_codes(fit, "W11");
    const char *text = warning_of(fit, "W11", NULL);
    check_contains(text, "2 of 10 rows");
    check_contains(text, "line 5");
    check_contains(text, ": x (1), y (1);");
    lsq_fit_free(fit);
}

static void fault_05_w12_counts_blank_lines(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n\n2,3\n3,2\n4,5\n \n5,4\n6,7\n7,5\n8,9\n", "y ~ x");
    check_codes(fit, "W12");
    check_contains(warning_of(fit, "W12", NULL), "2 blank lines");
    assert_int_equal(lsq_fit_accounts(fit)->read, 8);
    lsq_fit_free(fit);
    fit = fit_of("x,y\n1,1\n\n2,3\n3,2\n4,5\n5,4\n6,7\n7,5\n8,9\n", "y ~ x");
    check_contains(warning_of(fit, "W12", NULL), "1 blank line ");
    lsq_fit_free(fit);
}

/* Eight cells m - 1 and m + 1 by turns: mean m, standard deviation 1 (divisor n). */
static lsq_fit *two_values(long m, const char *formula) {
    char csv[512];
    size_t used = (size_t)sprintf(csv, "x,y\n");
    for (int i = 0; i < 8; i++)
        used += (size_t)sprintf(csv + used, "%ld,%d\n", m + (i % 2 ? 1 : -1), (i * i) % 7);
    return fit_of(csv, formula);
}

static void w21_begins_where_the_mean_passes_100_deviations(void **state) {
    (void)state;
    lsq_fit *fit = two_values(100, "y ~ x");
    check_codes(fit, "");
    lsq_fit_free(fit);
    fit = two_values(-100, "y ~ x");
    check_codes(fit, "");
    lsq_fit_free(fit);
    fit = two_values(101, "y ~ x");
    check_codes(fit, "W21");
    check_text(lsq_fit_warning_term(fit, 0), "x");
    const char *text = warning_of(fit, "W21", "x");
    check_contains(text, "0.99 %");
    check_contains(text, "101");
    check_contains(text, "centre it");
    lsq_fit_free(fit);
    fit = two_values(-101, "y ~ x");
    check_codes(fit, "W21");
    lsq_fit_free(fit);
    fit = two_values(1000000, "y ~ x - 1"); /* nothing to be confused with */
    check_codes(fit, "");
    lsq_fit_free(fit);
}

/* u = (20, 20, -33, -10, 3) and v = (1, -1, 0, 0, 0) have sum 0, u'v = 0, u'u = 1998, v'v = 2.  For
 * x = u and z = b u + c v the variance inflation is 1 + 999 (b/c)^2 of either: exactly 1000 at b =
 * c.  Each row twice. */
static lsq_fit *follower(long b, long c, long offset) {
    static const long u[] = {20, 20, -33, -10, 3}, v[] = {1, -1, 0, 0, 0};
    char csv[512];
    size_t used = (size_t)sprintf(csv, "x,z,y\n");
    for (int i = 0; i < 10; i++)
        used += (size_t)sprintf(csv + used, "%ld,%ld,%d\n", u[i % 5] + offset,
                                b * u[i % 5] + c * v[i % 5], (i * i) % 7);
    return fit_of(csv, "y ~ x + z");
}

static void w22_begins_where_the_variance_inflation_passes_1000(void **state) {
    (void)state;
    lsq_fit *fit = follower(1, 1, 0);
    check_codes(fit, "");
    lsq_fit_free(fit);
    fit = follower(7, 7, 11);
    check_codes(fit, "");
    lsq_fit_free(fit);
    fit = follower(999999, 1000000, 0);
    check_codes(fit, "");
    lsq_fit_free(fit);
    fit = follower(1000001, 1000000, 11);
    check_codes(fit, "W22 W22");
    check_text(lsq_fit_warning_term(fit, 0), "x");
    check_text(lsq_fit_warning_term(fit, 1), "z");
    check_contains(warning_of(fit, "W22", "x"), "x follows z (R² 0.999)");
    check_contains(warning_of(fit, "W22", "z"), "z follows x (R² 0.999)");
    check_contains(warning_of(fit, "W22", "z"), "predictions");
    lsq_fit_free(fit);
}

/* a and b are unrelated but for chance; c = a to 1e-3, d = a + b to 1e-3. */
static void w22_names_what_a_column_follows_most(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,b,c,y\n1,3,1.001,1\n2,1,2,3\n3,4,3.001,2\n4,1,4,5\n5,5,5,4\n6,9,6,7\n"
                          "7,2,7,5\n8,6,8.001,9\n",
                          "y ~ a + b + c");
    check_codes(fit, "W22 W22 W25");
    check_contains(warning_of(fit, "W22", "a"), "a follows the other terms (");
    check_contains(warning_of(fit, "W22", "a"), "), mostly c: ");
    check_contains(warning_of(fit, "W22", "c"), "c follows the other terms (");
    lsq_fit_free(fit);
    fit = fit_of("a,b,d,y\n1,3,4.001,1\n2,1,3,3\n3,4,7.001,2\n4,1,5,5\n5,5,10,4\n6,9,15,7\n"
                 "7,2,9,5\n8,6,14.001,9\n",
                 "y ~ a + b + d");
    check_codes(fit, "W22 W22 W22 W25");
    check_contains(warning_of(fit, "W22", "d"), " and ");
    check_contains(warning_of(fit, "W22", "d"), "d follows ");
    lsq_fit_free(fit);
}

/* x = 1 ... 8 and z = x + 1e-12 e_1.  1 - R^2 of z on x is 1e-24 |r|^2/42, r what is left of e_1
 * beside 1 and x: |r|^2 = 1 - 1/8 - 12.25/42 = 7/12, and 7/12/42 = 0.01389. */
static void w22_tells_the_rest_where_nines_would_hide_it(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,z,y\n1,1.000000000001,1\n2,2,3\n3,3,2\n4,4,5\n5,5,4\n6,6,7\n7,7,5\n"
                          "8,8,9\n",
                          "y ~ x + z");
    check_codes(fit, "W22 W22");
    check_contains(warning_of(fit, "W22", "z"), "1 - R² = 1.4e-26");
    lsq_fit_free(fit);
}

static void fault_60_w23_gives_the_relation_and_the_remedy(void **state) {
    (void)state;
    static const char csv[] = "x,z,y\n1,2,1\n2,4,3\n3,6,2\n4,8,5\n5,10,4\n6,12,7\n7,14,5\n";
    lsq_fit *fit = fit_of(csv, "y ~ x + z");
    check_codes(fit, "W23");
    check_text(lsq_fit_warning_term(fit, 0), "z");
    check_contains(warning_of(fit, "W23", "z"), "z equals 2*x exactly");
    check_contains(warning_of(fit, "W23", "z"), "--min-norm");
    lsq_fit_free(fit);
    fit = fit_with(csv, (lsq_fit_options){.formula = "y ~ x + z", .min_norm = 1});
    check_codes(fit, "W23");
    check_contains(warning_of(fit, "W23", "z"), "minimum-norm");
    lsq_fit_free(fit);
}

static void fault_63_w24_names_the_response_that_is_reproduced(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("x,y,w\n1,3,1\n2,5,2\n3,7,4\n4,9,1\n5,11,3\n6,13,5\n7,15,2\n", "cbind(y, w) ~ x");
    check_codes(fit, "W24");
    check_contains(warning_of(fit, "W24", NULL), "y exactly");
    lsq_fit_free(fit);
    fit = fit_of("x,y,w\n1,3,1\n2,5,2\n3,7,3\n4,9,4\n5,11,5\n6,13,6\n7,15,7\n", "cbind(y, w) ~ x");
    check_codes(fit, "W24 W24");
    lsq_fit_free(fit);
    check_fit_codes("x,y\n1,3\n2,5\n3,7\n", "y ~ x", "W24"); /* one degree, nothing uncertain */
}

/* y ~ x with df + 2 rows. */
static void fault_62_w25_below_five_degrees_and_w26_without_any(void **state) {
    (void)state;
    static const char *const codes[] = {"W26", "W25", "W25", "W25", "W25", "", ""};
    for (int df = 0; df <= 6; df++) {
        char csv[128];
        size_t used = (size_t)sprintf(csv, "x,y\n");
        for (int i = 0; i < df + 2; i++)
            used += (size_t)sprintf(csv + used, "%d,%d\n", i, (i * i) % 7);
        lsq_fit *fit = fit_of(csv, "y ~ x");
        check_codes(fit, codes[df]);
        if (df == 0)
            check_contains(warning_of(fit, "W26", NULL), "2 rows for 2 coefficients");
        if (df == 1)
            check_contains(warning_of(fit, "W25", NULL), "1 residual degree of freedom");
        if (df == 4)
            check_contains(warning_of(fit, "W25", NULL), "4 residual degrees of freedom");
        lsq_fit_free(fit);
    }
    check_fit_codes("x,y\n3,7\n", "y ~ x", "W23 W26"); /* one row */
}

static void fault_33_names_are_escaped_in_the_texts(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("\"a\x1b[31m\",z,y\n1,2,1\n2,4,3\n3,6,2\n4,8,5\n5,10,4\n6,12,7\n7,14,5\n", NULL);
    check_codes(fit, "W23");
    check_lacks(warning_of(fit, "W23", NULL), "\x1b");
    check_contains(warning_of(fit, "W23", NULL), "\\x1B");
    lsq_fit_free(fit);
}

static void longley_and_filip_get_the_findings_they_are_known_for(void **state) {
    (void)state;
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_csv(&fit, "datasets/nist/Longley.csv", NULL, &error), LSQ_OK, &error);
    check_codes(fit, "W21 W22"); /* variance inflations 1789 (x2), 759 (x6), 399, 136, 34, 4 */
    check_contains(warning_of(fit, "W21", "x6"), "0.24 %");
    check_contains(warning_of(fit, "W22", "x2"), "R² 0.9994"); /* 1 - 1/1789 */
    lsq_fit_free(fit);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "y ~ powers(x, 10)"};
    check_status(lsq_fit_csv(&fit, "datasets/nist/Filip.csv", &options, &error), LSQ_OK, &error);
    check_codes(fit, "W22 W22 W22 W22 W22 W22 W22 W22 W22 W22");
    lsq_fit_free(fit);
}

static lsq_fit *fit_by(const char *csv, const char *solver) {
    return fit_with(csv, (lsq_fit_options){.solver = solver});
}

static const char twins[] = "x,z,y\n1,2,1\n2,4,3\n3,6,2\n4,8,5\n5,10,4\n6,12,7\n7,14,5\n8,16,9\n";

static void w23_of_a_classical_solver_claims_no_more_than_it_knows(void **state) {
    (void)state;
    lsq_fit *fit = fit_by(twins, "pivoted-qr");
    check_codes(fit, "W23");
    check_contains(warning_of(fit, "W23", "z"), "z equals 2*x to working precision");
    check_contains(warning_of(fit, "W23", "z"), "--solver svd");
    check_lacks(warning_of(fit, "W23", "z"), "exactly");
    check_lacks(warning_of(fit, "W23", "z"), "--min-norm");
    lsq_fit_free(fit);
    fit = fit_by("x,c,y\n1,3,1\n2,3,3\n3,3,2\n4,3,5\n5,3,4\n6,3,7\n7,3,5\n8,3,9\n", "pivoted-qr");
    check_contains(warning_of(fit, "W23", "c"),
                   "c is constant, 3*(Intercept) to working precision");
    lsq_fit_free(fit);
}

/* x = 3 and z = 0 throughout: what is said of their coefficients is what the table shows. */
static void w23_of_a_constant_follows_the_way_of_solving(void **state) {
    (void)state;
    static const char csv[] = "x,z,y\n3,0,1\n3,0,2\n3,0,4\n3,0,3\n3,0,7\n3,0,5\n";
    const struct {
        const char *solver, *x, *z;
        int min_norm;
    } cases[] = {
        {NULL, "it has no coefficient of its own", "it has no coefficient of its own", 0},
        {"pivoted-qr", "it has no coefficient of its own", "it has no coefficient of its own", 0},
        {NULL, "the minimum-norm solution shares", "its coefficient of minimum norm is 0.", 1},
        {"svd", "the minimum-norm solution shares", "its coefficient of minimum norm is 0.", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_fit *fit = fit_with(
            csv, (lsq_fit_options){.solver = cases[i].solver, .min_norm = cases[i].min_norm});
        check_contains(warning_of(fit, "W23", "x"), cases[i].x);
        check_contains(warning_of(fit, "W23", "z"), cases[i].z);
        lsq_fit_free(fit);
    }
}

/* Nearly constant and nearly aliased columns, once with weights 1 to 3 tenths and once with rows
 * repeated. */
static void weights_change_no_finding_that_rows_repeated_would_not(void **state) {
    (void)state;
    lsq_text weighed = {0}, repeated = {0};
    lsq_text_put(&weighed, "w,a,b,y\n");
    lsq_text_put(&repeated, "a,b,y\n");
    for (int i = 0; i < 12; i++) {
        lsq_text_format(&weighed, "0.%d,%d.5,%d.51%d,%d\n", i % 3 + 1, 1000 + i, 1000 + i, i % 4,
                        i * i % 7);
        for (int k = 0; k <= i % 3; k++)
            lsq_text_format(&repeated, "%d.5,%d.51%d,%d\n", 1000 + i, 1000 + i, i % 4, i * i % 7);
    }
    lsq_fit *fit = NULL, *other = fit_of(repeated.bytes, "y ~ a + b");
    lsq_fit_options o = {.formula = "y ~ a + b", .level = 0.95};
    lsq_error error = {0};
    check_status(read_weighed(&fit, weighed.bytes, "w", &o, &error), LSQ_OK, &error);
    check_status(lsq_fit_finish(fit, &o, &error), LSQ_OK, &error);
    assert_true(lsq_fit_warnings(fit) >= 4);
    assert_int_equal(lsq_fit_warnings(fit), lsq_fit_warnings(other));
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++)
        check_text(lsq_fit_warning_message(fit, i), lsq_fit_warning_message(other, i));
    for (int64_t j = 0; j < 3; j++)
        check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, j),
                   lsq_fit_value(other, LSQ_ESTIMATE, 0, j));
    lsq_fit_free(fit);
    lsq_fit_free(other);
    lsq_text_clear(&weighed);
    lsq_text_clear(&repeated);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_fit_has_no_findings),
        cmocka_unit_test(w01_tells_which_response_was_guessed),
        cmocka_unit_test(w02_suspects_a_header_of_numbers),
        cmocka_unit_test(w03_suspects_row_numbers_that_nobody_chose),
        cmocka_unit_test(w04_suspects_thousands_points),
        cmocka_unit_test(w06_tells_of_names_that_are_no_utf8),
        cmocka_unit_test(fault_20_w11_counts_dropped_rows_and_names_the_first),
        cmocka_unit_test(fault_05_w12_counts_blank_lines),
        cmocka_unit_test(w21_begins_where_the_mean_passes_100_deviations),
        cmocka_unit_test(w22_begins_where_the_variance_inflation_passes_1000),
        cmocka_unit_test(w22_names_what_a_column_follows_most),
        cmocka_unit_test(w22_tells_the_rest_where_nines_would_hide_it),
        cmocka_unit_test(fault_60_w23_gives_the_relation_and_the_remedy),
        cmocka_unit_test(fault_63_w24_names_the_response_that_is_reproduced),
        cmocka_unit_test(fault_62_w25_below_five_degrees_and_w26_without_any),
        cmocka_unit_test(fault_33_names_are_escaped_in_the_texts),
        cmocka_unit_test(longley_and_filip_get_the_findings_they_are_known_for),
        cmocka_unit_test(w23_of_a_classical_solver_claims_no_more_than_it_knows),
        cmocka_unit_test(w23_of_a_constant_follows_the_way_of_solving),
        cmocka_unit_test(weights_change_no_finding_that_rows_repeated_would_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
