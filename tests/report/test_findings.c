/* The account of the rows and the warnings, as fits and comparisons tell them.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "comparisons.h"
#include "report/findings.h"
#include "report/fits.h"

static const lsq_style plain = {"", "", "", ""};

typedef void put_function(const lsq_fit *fit, lsq_text *out);

static void put_plain_warnings(const lsq_fit *fit, lsq_text *out) {
    lsq_put_warnings(fit, &plain, out);
}

static char *text_of(const char *csv, put_function *put) {
    lsq_fit *fit = fit_of(csv, NULL);
    lsq_text out = {0};
    char *text = NULL;
    put(fit, &out);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    lsq_fit_free(fit);
    return text;
}

static void check_put(const char *csv, put_function *put, const char *want) {
    char *text = text_of(csv, put);
    check_text(text, want);
    free(text);
}

static void put_account(const lsq_fit *fit, lsq_text *out) {
    lsq_put_account(fit, NULL, out);
}

static void rows_are_accounted_for(void **state) {
    (void)state;
    check_put("x,y\n1,2\n2,4\n", put_account, "2 rows read, 2 used, 0 dropped");
    check_put("x,y\n1,2\n2,NA\n3,4\n", put_account,
              "3 rows read, 2 used, 1 dropped (missing values, first in line 3)");
    check_put("x,y\n1,2\n", put_account, "1 row read, 1 used, 0 dropped; rank 1 of 2 terms");
}

typedef void put_accounts(const lsq_accounts *accounts, lsq_text *out);

static void put_plain_rows(const lsq_accounts *accounts, lsq_text *out) {
    lsq_put_rows(accounts, NULL, out);
}

static void put_rows_and_others(const lsq_accounts *accounts, lsq_text *out) {
    lsq_put_rows(accounts, "3 dropped (why)", out);
}

static void check_accounts(lsq_accounts accounts, put_accounts *put, const char *want) {
    lsq_text out = {0};
    char *text = NULL;
    put(&accounts, &out);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    check_text(text, want);
    free(text);
}

static void fault_20_the_first_dropped_row_is_placed(void **state) {
    (void)state;
    lsq_accounts a = {.files = 1, .read = 60, .used = 39, .missing = 21};
    check_accounts(a, put_plain_rows, "60 rows read, 39 used, 21 dropped (missing values)");
    check_accounts(a, put_rows_and_others,
                   "60 rows read, 39 used, 21 dropped (missing values), 3 dropped (why)");
    a.missing = 0;
    check_accounts(a, put_rows_and_others, "60 rows read, 39 used, 3 dropped (why)");
    a.missing = 21;
    a.first_missing = (lsq_place){"a.csv", 17, "x2"};
    check_accounts(a, put_plain_rows,
                   "60 rows read, 39 used, 21 dropped (missing values, first in line 17)");
    a.files = 3;
    check_accounts(a, put_plain_rows,
                   "3 files, 60 rows read, 39 used, 21 dropped (missing values, first in "
                   "a.csv:17)");
    a.first_missing.file = "a\n\033\\.csv";
    check_accounts(a, put_plain_rows,
                   "3 files, 60 rows read, 39 used, 21 dropped (missing values, first in "
                   "a\\n\\x1B\\\\.csv:17)");
    a.first_missing.file = NULL;
    check_accounts(a, put_plain_rows,
                   "3 files, 60 rows read, 39 used, 21 dropped (missing values, first in line "
                   "17)");
}

static void put_skipped(const lsq_accounts *accounts, lsq_text *out) {
    lsq_put_skipped(accounts, "\n", out);
}

static void lines_that_were_passed_over_are_counted_if_there_are_any(void **state) {
    (void)state;
    lsq_accounts a = {.files = 1, .read = 2, .used = 2, .blank = 3};
    check_accounts(a, put_skipped, "");
    a.comments = 1;
    check_accounts(a, put_skipped, "\n1 comment line skipped");
    a.skipped = 3;
    check_accounts(a, put_skipped, "\n1 comment line and 3 lines before the header skipped");
    a.comments = 0;
    a.files = 2;
    check_accounts(a, put_skipped, "\n3 lines before the headers skipped");
    a.skipped = 1;
    a.comments = 5;
    check_accounts(a, put_skipped, "\n5 comment lines and 1 line before the headers skipped");
}

static void put_rows(const lsq_accounts *accounts, lsq_text *out) {
    lsq_put_json_rows(accounts, -1, out);
}

/* read = used + missing + zero_weight, where there are weights. */
static void put_weighed_rows(const lsq_accounts *accounts, lsq_text *out) {
    lsq_put_json_rows(accounts, accounts->read - accounts->used - accounts->missing, out);
}

static void json_has_every_key_of_the_rows(void **state) {
    (void)state;
    lsq_accounts a = {.files = 1, .read = 2, .used = 2};
    check_accounts(a, put_rows,
                   "\"rows\": {\"read\": 2, \"used\": 2, \"dropped\": {\"missing\": 0}, "
                   "\"first_dropped\": {\"missing\": null}, "
                   "\"lines\": {\"blank\": 0, \"comments\": 0, \"skipped\": 0}}");
    check_accounts(a, put_weighed_rows,
                   "\"rows\": {\"read\": 2, \"used\": 2, "
                   "\"dropped\": {\"missing\": 0, \"zero_weight\": 0}, "
                   "\"first_dropped\": {\"missing\": null}, "
                   "\"lines\": {\"blank\": 0, \"comments\": 0, \"skipped\": 0}}");
    a = (lsq_accounts){.files = 2,
                       .read = 9,
                       .used = 7,
                       .missing = 2,
                       .blank = 3,
                       .comments = 4,
                       .skipped = 5,
                       .first_missing = {"a\"b.csv", 17, "x\n2"}};
    check_accounts(a, put_rows,
                   "\"rows\": {\"read\": 9, \"used\": 7, \"dropped\": {\"missing\": 2}, "
                   "\"first_dropped\": {\"missing\": {\"file\": \"a\\\"b.csv\", \"line\": 17, "
                   "\"column\": \"x\\u000a2\"}}, "
                   "\"lines\": {\"blank\": 3, \"comments\": 4, \"skipped\": 5}}");
    a.first_missing = (lsq_place){NULL, 17, NULL};
    check_accounts(a, put_rows,
                   "\"rows\": {\"read\": 9, \"used\": 7, \"dropped\": {\"missing\": 2}, "
                   "\"first_dropped\": {\"missing\": {\"file\": null, \"line\": 17, "
                   "\"column\": null}}, "
                   "\"lines\": {\"blank\": 3, \"comments\": 4, \"skipped\": 5}}");
}

/* Four columns that follow x to a part in 10^4 or less. */
static const char crowd[] = "x,a,b,c,d,y\n"
                            "1,1.0001,1,1,1,1\n2,2,2.0001,2,2,3\n3,3,3,3.0001,3,2\n"
                            "4,4,4,4,4.0001,5\n5,5,5.0002,5,5,4\n6,6.0003,6,6,6,8\n"
                            "7,7,7,7.0002,7,6\n8,8,8,8,8,9\n9,9,9,9,9,8\n10,10,10,10,10,11\n"
                            "11,11,11,11,11,9\n12,12,12,12,12,13\n";

static void of_one_kind_three_are_shown(void **state) {
    (void)state;
    char *text = text_of(crowd, put_plain_warnings);
    assert_true(text[0] == '\n');
    check_contains(text, "\nW22  x follows the other terms");
    check_contains(text, "\nW22  a follows the other terms");
    check_contains(text, "\nW22  b follows the other terms");
    check_lacks(text, "\nW22  c follows");
    check_contains(text, "\nW22  and 2 more of this kind; -o json lists them all.\n");
    free(text);
    text = text_of(crowd, lsq_put_json_warnings);
    check_contains(text, "{\"code\": \"W22\", \"term\": \"d\", \"message\": \"d follows ");
    free(text);
}

static void without_warnings_nothing_stands(void **state) {
    (void)state;
    check_put("Norris.csv", put_plain_warnings, "");
    check_put("Norris.csv", lsq_put_json_warnings, "\"warnings\": []");
}

/* The warnings of a report, from the first W on to the empty line. */
static char *warnings_within(const char *report) {
    const char *start = strstr(report, "\nW"), *end = start ? strstr(start, "\n\n") : NULL;
    assert_non_null(end);
    char *text = malloc((size_t)(end - start) + 1);
    memcpy(text, start, (size_t)(end - start));
    text[end - start] = '\0';
    return text;
}

static void a_comparison_warns_as_the_fit_does(void **state) {
    (void)state;
    static const char *const files[] = {"Longley.csv",
                                        "a,b,c\n1,2,1\n2,4,NA\n3,6,4\n4,8,6\n5,10,8\n",
                                        "x,y\n1000000,1\n1000001,3\n1000002,2\n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *fit = report_by(files[i], NULL, NULL, (lsq_report_options){0});
        char *comparison =
            comparison_report_of(comparison_of(files[i], NULL, NULL, 0), (lsq_report_options){0});
        char *want = warnings_within(fit), *got = warnings_within(comparison);
        check_text(got, want);
        free(got);
        free(want);
        lsq_text_free(comparison);
        lsq_text_free(fit);
    }
}

static void both_have_the_same_in_json(void **state) {
    (void)state;
    const lsq_report_options json = {.format = LSQ_FORMAT_JSON};
    char *fit = report_by("Longley.csv", NULL, NULL, json);
    char *comparison = comparison_report_of(comparison_of("Longley.csv", NULL, NULL, 0), json);
    json_t *a = json_loads(fit, 0, NULL), *b = json_loads(comparison, 0, NULL);
    assert_non_null(a);
    assert_non_null(b);
    static const char *const keys[] = {"rows", "warnings"};
    for (int i = 0; i < 2; i++)
        assert_true(json_equal(json_object_get(a, keys[i]), json_object_get(b, keys[i])));
    assert_int_equal(json_array_size(json_object_get(a, "warnings")), 2);
    json_decref(b);
    json_decref(a);
    lsq_text_free(comparison);
    lsq_text_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_accounted_for),
        cmocka_unit_test(fault_20_the_first_dropped_row_is_placed),
        cmocka_unit_test(lines_that_were_passed_over_are_counted_if_there_are_any),
        cmocka_unit_test(json_has_every_key_of_the_rows),
        cmocka_unit_test(of_one_kind_three_are_shown),
        cmocka_unit_test(without_warnings_nothing_stands),
        cmocka_unit_test(a_comparison_warns_as_the_fit_does),
        cmocka_unit_test(both_have_the_same_in_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
