/* A fit as CSV: certified values, the columns of the contract, empty cells, every record whole.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "report/fits.h"
#include "report/records.h"

static const lsq_report_options terms = {.format = LSQ_FORMAT_CSV},
                                glance = {.format = LSQ_FORMAT_CSV, .glance = 1};

enum { TERM_FIELDS = 10, GLANCE_FIELDS = 19 };

static void check_field(const char *csv, int64_t record, int64_t field, const char *want) {
    char *got = NULL;
    assert_true(field_of(csv, record, field, &got) > field);
    check_text(got, want);
    free(got);
}

static void check_nearest_field(const char *csv, int64_t record, int64_t field, const char *want) {
    char *got = NULL;
    assert_true(field_of(csv, record, field, &got) > field);
    check_nearest(strtod(got, NULL), want);
    free(got);
}

static void check_whole(const char *csv, int64_t records, int64_t fields) {
    for (int64_t r = 0; r < records; r++)
        assert_int_equal(field_of(csv, r, 0, NULL), fields);
    assert_int_equal(field_of(csv, records, 0, NULL), -1);
}

/* Certified by NIST; the long forms as in test_json.c. */
static void longley_has_the_certified_doubles(void **state) {
    (void)state;
    char *csv = report_of("Longley.csv", NULL, terms);
    check_contains(csv, "response,term,estimate,std_error,t,p,ci_lower,ci_upper,input_digits,"
                        "relation\ny,(Intercept),-3482258.6345958");
    check_whole(csv, 8, TERM_FIELDS);
    check_nearest_field(csv, 1, 2, "-3482258.634595818325276897428755447506379");
    check_nearest_field(csv, 3, 3, "0.03349100777224318891500094857197392095971");
    check_field(csv, 7, 1, "x6");
    check_field(csv, 7, 9, "");
    lsq_text_free(csv);
    csv = report_of("Longley.csv", NULL, glance);
    check_whole(csv, 2, GLANCE_FIELDS);
    check_contains(csv, "response,rows_read,rows_used,rows_dropped,rank,df_residual,rss,sigma,"
                        "r_squared,adj_r_squared,f_statistic,f_df1,f_df2,f_p,log_likelihood,aic,"
                        "bic,solver,fingerprint\ny,16,16,0,7,9,836424.05550591");
    check_nearest_field(csv, 1, 8, "0.9954790045772956009001298858748625472709");
    check_field(csv, 1, 11, "6");
    check_field(csv, 1, 12, "9");
    check_field(csv, 1, 17, "exact");
    lsq_text_free(csv);
}

/* As R 4.2 has them, to eight digits. */
static void longley_has_the_numbers_of_r_in_their_columns(void **state) {
    (void)state;
    static const char *const x1[] = {NULL,          "x1",          "15.0618723",  "84.9149258",
                                     "0.177376028", "0.863140833", "-177.029035", "207.152780"};
    static const char *const whole[] = {
        NULL,          NULL,          NULL,          NULL,         NULL, NULL, "836424.0555",
        "304.854074",  "0.995479005", "0.992465008", "330.285339", NULL, NULL, "4.98403053e-10",
        "-109.617435", "235.234870",  "241.415579"};
    char *csv = report_of("Longley.csv", NULL, terms), *cell = NULL;
    for (int64_t i = 2; i < 8; i++) {
        field_of(csv, 2, i, &cell);
        check_digits(strtod(cell, NULL), x1[i], 8);
        free(cell);
    }
    lsq_text_free(csv);
    csv = report_of("Longley.csv", NULL, glance);
    for (int64_t i = 6; i < 17; i++) {
        field_of(csv, 1, i, &cell);
        if (whole[i])
            check_digits(strtod(cell, NULL), whole[i], 8);
        free(cell);
    }
    lsq_text_free(csv);
}

static void digits_are_as_asked(void **state) {
    (void)state;
    char *csv = report_of("Longley.csv", NULL,
                          (lsq_report_options){.format = LSQ_FORMAT_CSV, .digits = 30});
    check_contains(csv, "\ny,(Intercept),-3482258.63459581832527689742876,"
                        "890420.383607372547243283262219,");
    lsq_text_free(csv);
}

/* On 0, 1, 2, 3 the line through 1, 3, 2, 5 is 1.1 + 1.1 x with RSS 2.7; through 2, 3, 7, 1 it is
 * 3.1 + 0.1 x with RSS 20.7. */
static void each_response_and_term_has_a_row(void **state) {
    (void)state;
    static const char csv[] = "x,z,a,b\n0,0,1,2\n1,2,3,3\n2,4,2,7\n3,6,5,1\n,1,1,1\n";
    char *text = report_of(csv, "cbind(a, b) ~ x + z", terms);
    check_whole(text, 7, TERM_FIELDS);
    check_contains(text, "\na,x,1.1,");
    check_contains(text, "\nb,(Intercept),3.1,");
    check_contains(text, "\na,z,,,,,,,,2*x\n");
    check_contains(text, "\nb,z,,,,,,,,2*x\n");
    lsq_text_free(text);
    text = report_of(csv, "cbind(a, b) ~ x + z", glance);
    check_whole(text, 3, GLANCE_FIELDS);
    check_contains(text, "\na,5,4,1,2,2,2.7,");
    check_contains(text, "\nb,5,4,1,2,2,20.7,");
    lsq_text_free(text);
}

static void fault_63_what_has_no_value_is_an_empty_cell(void **state) {
    (void)state;
    char *text = report_of("x,y\n0,1\n1,3\n2,5\n3,7\n", NULL, terms);
    check_contains(text, "\ny,x,2,0,,,2,2,");
    lsq_text_free(text);
    text = report_of("x,y\n0,1\n1,3\n2,5\n3,7\n", NULL, glance);
    check_contains(text, "\ny,4,4,0,2,2,0,0,1,1,,,,,,,,exact,");
    lsq_text_free(text);
    text = report_of("x,y\n0,1\n1,3\n", NULL, terms);
    check_contains(text, "\ny,x,2,,,,,,,\n");
    lsq_text_free(text);
}

static void an_estimate_out_of_range_is_refused_without_digits(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1e-300,1e300\n2e-300,3e300\n3e-300,5.5e300\n", NULL);
    lsq_report_options options = {.struct_size = sizeof options, .format = LSQ_FORMAT_CSV};
    char *text = NULL;
    lsq_error error = {0};
    check_status(lsq_report(fit, &options, &text, &error), LSQ_ENUMERIC, &error);
    assert_null(text);
    options.digits = 3;
    check_status(lsq_report(fit, &options, &text, &error), LSQ_OK, NULL);
    check_contains(text, "\ny,x,2.25e600,"); /* (5.5 - 1) / 2 */
    lsq_text_free(text);
    lsq_fit_free(fit);
}

static void fault_33_names_read_back_as_they_are(void **state) {
    (void)state;
    static const char csv[] = "\"a\"\"\033\n,b\",\" =y \"\n0,1\n1,3\n2,2\n3,5\n";
    lsq_fit *fit = fit_of(csv, NULL);
    char *text = report_of(csv, NULL, terms);
    check_whole(text, 3, TERM_FIELDS);
    check_contains(lsq_fit_term(fit, 1), "a\"\033\n,b");
    check_field(text, 2, 1, lsq_fit_term(fit, 1));
    check_field(text, 2, 0, lsq_fit_response(fit, 0));
    lsq_text_free(text);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longley_has_the_certified_doubles),
        cmocka_unit_test(longley_has_the_numbers_of_r_in_their_columns),
        cmocka_unit_test(digits_are_as_asked),
        cmocka_unit_test(each_response_and_term_has_a_row),
        cmocka_unit_test(fault_63_what_has_no_value_is_an_empty_cell),
        cmocka_unit_test(an_estimate_out_of_range_is_refused_without_digits),
        cmocka_unit_test(fault_33_names_read_back_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
