/* Comparisons as JSON and CSV: the keys of the contract, null for what is not there, hostile names.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>
#include <math.h>

#include "comparisons.h"

/* The keys of the object are these, in this order. */
static void check_keys(json_t *object, const char *const *keys, size_t count) {
    size_t i = 0;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        assert_true(i < count);
        check_text(key, keys[i++]);
    }
    assert_int_equal(i, count);
}

static json_t *json_of(lsq_comparison *comparison) {
    char *text = comparison_report_of(comparison, (lsq_report_options){.format = LSQ_FORMAT_JSON});
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (!json)
        fail_msg("not JSON: %s", text);
    check_lacks(text, "nan");
    check_lacks(text, "inf,");
    lsq_text_free(text);
    return json;
}

static void the_keys_are_those_of_the_contract(void **state) {
    (void)state;
    static const char *const top[] = {
        "schema", "command",   "version",           "formula", "rows",    "rank",
        "terms",  "condition", "digits_of_doubles", "solvers", "warnings"};
    static const char *const each[] = {
        "name", "status", "digits_coefficients", "digits_std_errors", "seconds", "iterations",
        "note", "bytes"};
    json_t *json = json_of(comparison_of("Longley.csv", NULL, NULL, 0)), *solver;
    check_keys(json, top, sizeof top / sizeof *top);
    json_t *rows = json_object_get(json, "rows"), *solvers = json_object_get(json, "solvers");
    assert_int_equal(json_integer_value(json_object_get(rows, "read")), 16);
    assert_int_equal(json_integer_value(json_object_get(rows, "used")), 16);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(rows, "dropped"), "missing")), 0);
    assert_int_equal(json_integer_value(json_object_get(json, "schema")), 1);
    assert_int_equal(json_integer_value(json_object_get(json, "rank")), 7);
    check_text(json_string_value(json_object_get(json, "version")), LSQ_VERSION);
    /* "43275.044" in datasets/nist/Longley.json; six digits are written */
    check_digits(json_real_value(json_object_get(json, "condition")), "43275.0", 6);
    /* 14.72, as tests/fit/test_compare_rounded.c finds it */
    check_same(json_real_value(json_object_get(json, "digits_of_doubles")), 14.7);
    assert_int_equal(json_array_size(solvers), (size_t)(1 + lsq_methods()));
    size_t i;
    json_array_foreach(solvers, i, solver) {
        check_keys(solver, each, sizeof each / sizeof *each);
        check_text(json_string_value(json_object_get(solver, "name")),
                   i ? lsq_method_name((int64_t)i - 1) : "exact");
        assert_true(json_is_real(json_object_get(solver, "seconds")));
        int descends = json_is_integer(json_object_get(solver, "iterations"));
        assert_int_equal(descends, i >= 6);
        assert_int_equal(json_is_integer(json_object_get(solver, "bytes")), i > 0);
    }
    json_decref(json);
}

static void the_numbers_are_those_of_the_comparison(void **state) {
    (void)state;
    lsq_comparison *c = comparison_of("Longley.csv", NULL, NULL, 0);
    double want[16], seconds[16];
    for (int64_t i = 0; i < lsq_comparison_count(c); i++) {
        want[i] = lsq_comparison_at(c, i)->digits_coefficients;
        seconds[i] = lsq_comparison_at(c, i)->seconds;
    }
    json_t *json = json_of(c), *solver;
    size_t i;
    json_array_foreach(json_object_get(json, "solvers"), i, solver) {
        double digits = json_real_value(json_object_get(solver, "digits_coefficients"));
        assert_true(fabs(digits - want[i]) <= 0.05 + 1e-9); /* one decimal */
        assert_true(fabs(json_real_value(json_object_get(solver, "seconds")) - seconds[i]) < 1e-9);
    }
    json_decref(json);
}

static const char deficient[] = "x1,x2,y\n1,2,1\n2,4,3\n3,6,4\n";

static void what_is_not_there_is_null(void **state) {
    (void)state;
    lsq_outside outside = outside_named("broken", "no such library");
    json_t *json = json_of(comparison_of(deficient, NULL, &outside, 1));
    assert_true(json_is_null(json_object_get(json, "condition")));
    assert_true(json_is_null(json_object_get(json, "digits_of_doubles")));
    json_t *solvers = json_object_get(json, "solvers");
    json_t *broken = json_array_get(solvers, json_array_size(solvers) - 1);
    check_text(json_string_value(json_object_get(broken, "status")), "failed");
    check_text(json_string_value(json_object_get(broken, "note")), "no such library");
    static const char *const keys[] = {"digits_coefficients", "digits_std_errors", "seconds",
                                       "iterations", "bytes"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(json_is_null(json_object_get(broken, keys[i])));
    json_decref(json);
}

static const char hostile[] = "a,\"b\"|\n\r\t\x01\\ \xE2\x80\xAE*_<b>\xFF end";

static void hostile_names_stay_one_string_in_json(void **state) {
    (void)state;
    lsq_outside outside = outside_named(hostile, hostile);
    json_t *json = json_of(comparison_of(deficient, NULL, &outside, 1));
    json_t *solvers = json_object_get(json, "solvers");
    json_t *last = json_array_get(solvers, json_array_size(solvers) - 1);
    /* what is not UTF-8 becomes U+FFFD, all else comes back */
    static const char want[] = "a,\"b\"|\n\r\t\x01\\ \xE2\x80\xAE*_<b>\xEF\xBF\xBD end";
    check_text(json_string_value(json_object_get(last, "name")), want);
    check_text(json_string_value(json_object_get(last, "note")), want);
    json_decref(json);
}

static void csv_quotes_what_would_break_it(void **state) {
    (void)state;
    lsq_outside outside = outside_named(hostile, "plain");
    char *text = comparison_report_of(comparison_of(deficient, NULL, &outside, 1),
                                      (lsq_report_options){.format = LSQ_FORMAT_CSV});
    check_contains(text,
                   "\n\"a,\"\"b\"\"|\n\r\t\x01\\ \xE2\x80\xAE*_<b>\xFF end\",failed,,,,,plain,"
                   "\n");
    lsq_text_free(text);
    outside.name = " a ";
    text = comparison_report_of(comparison_of(deficient, NULL, &outside, 1),
                                (lsq_report_options){.format = LSQ_FORMAT_CSV});
    check_contains(text, "\n\" a \",failed,,,,,plain,\n");
    lsq_text_free(text);
}

/* Read by a reader of its own: every record has eight fields. */
static void every_record_of_the_csv_has_eight_fields(void **state) {
    (void)state;
    lsq_outside outside = outside_named(hostile, hostile);
    char *text = comparison_report_of(comparison_of("Longley.csv", NULL, &outside, 1),
                                      (lsq_report_options){.format = LSQ_FORMAT_CSV});
    int fields = 1, records = 0, quoted = 0;
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (*at == ',' && !quoted)
            fields++;
        else if (*at == '\n' && !quoted) {
            assert_int_equal(fields, 8);
            fields = 1;
            records++;
        }
    }
    assert_false(quoted);
    assert_int_equal(records, 3 + lsq_methods());
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_are_those_of_the_contract),
        cmocka_unit_test(the_numbers_are_those_of_the_comparison),
        cmocka_unit_test(what_is_not_there_is_null),
        cmocka_unit_test(hostile_names_stay_one_string_in_json),
        cmocka_unit_test(csv_quotes_what_would_break_it),
        cmocka_unit_test(every_record_of_the_csv_has_eight_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
