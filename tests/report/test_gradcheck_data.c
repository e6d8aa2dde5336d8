/* A gradient check as JSON and CSV: the keys of the contract, numbers that read back.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>

#include "gradchecks.h"
#include "records.h"

static json_t *json_of(lsq_gradcheck *check) {
    char *text = gradcheck_report_of(check, 0, (lsq_report_options){.format = LSQ_FORMAT_JSON});
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (!json)
        fail_msg("not JSON: %s", text);
    lsq_text_free(text);
    return json;
}

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

static const char *text_at(json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static void the_keys_are_those_of_the_contract(void **state) {
    (void)state;
    static const char *const top[] = {
        "schema",       "command",   "version",           "formula", "rows",           "point",
        "seed",         "gradient",  "verdict",           "note",    "hint",           "h",
        "threshold",    "criterion", "forward_criterion", "best_h",  "best_criterion", "worst",
        "coefficients", "curve",     "warnings"};
    static const char *const each[] = {"response", "term", "point", "analytic", "central",
                                       "forward",  "best", "bound", "verdict"};
    static const char *const point[] = {"h", "forward", "central"};
    lsq_gradcheck *check = three_of(NULL);
    const lsq_check *c = lsq_gradcheck_check(check);
    double central = lsq_check_row_at(c, 1)->central, first = lsq_check_point_at(c, 0)->forward;
    size_t points = (size_t)lsq_check_points(c);
    json_t *json = json_of(check), *rows = json_object_get(json, "coefficients");
    check_keys(json, top, sizeof top / sizeof *top);
    assert_int_equal(json_array_size(rows), 2);
    json_t *row = json_array_get(rows, 1), *curve = json_object_get(json, "curve");
    check_keys(row, each, sizeof each / sizeof *each);
    check_text(text_at(row, "term"), "x");
    check_same(json_real_value(json_object_get(row, "point")), -1);
    check_same(json_real_value(json_object_get(row, "analytic")), -54);
    check_same(json_real_value(json_object_get(row, "central")), central);
    check_text(text_at(row, "verdict"), "agrees");
    assert_int_equal(json_array_size(curve), points);
    check_keys(json_array_get(curve, 0), point, 3);
    check_same(json_real_value(json_object_get(json_array_get(curve, 0), "forward")), first);
    check_text(text_at(json, "command"), "gradcheck");
    check_text(text_at(json, "point"), "given");
    assert_true(json_is_null(json_object_get(json, "seed")));
    check_text(text_at(json, "gradient"), "analytic");
    check_text(text_at(json, "verdict"), "agrees");
    assert_true(json_is_null(json_object_get(json, "hint")));
    check_same(json_real_value(json_object_get(json, "h")), 1e-4);
    check_same(json_real_value(json_object_get(json, "threshold")), 1e-6);
    json_decref(json);
}

static void a_wrong_gradient_is_told(void **state) {
    (void)state;
    static const double half[] = {-11, -27}, off[] = {-22, -53};
    json_t *json = json_of(three_of(half));
    check_text(text_at(json, "gradient"), "given");
    check_text(text_at(json, "verdict"), "differs");
    check_text(text_at(json, "hint"),
               "It is half the right gradient: the 2 of 2X'(XB - Y) is missing.");
    json_decref(json);
    json = json_of(three_of(off));
    json_t *rows = json_object_get(json, "coefficients");
    check_text(text_at(json_object_get(json, "worst"), "term"), "x");
    check_text(text_at(json_array_get(rows, 0), "verdict"), "agrees");
    check_text(text_at(json_array_get(rows, 1), "verdict"), "differs");
    check_contains(text_at(json, "note"), "the element of x is -53, differences say -54");
    json_decref(json);
}

static void a_random_point_has_a_seed(void **state) {
    (void)state;
    json_t *json =
        json_of(gradcheck_of("x,y\n1,1\n2,3\n3,4\n", NULL, (lsq_gradcheck_options){.seed = 17}));
    check_text(text_at(json, "point"), "random");
    assert_int_equal(json_integer_value(json_object_get(json, "seed")), 17);
    json_decref(json);
    json = json_of(
        gradcheck_of("x,y\n1,1\n2,3\n3,4\n", NULL, (lsq_gradcheck_options){.at_solution = 1}));
    check_text(text_at(json, "point"), "solution");
    assert_true(json_is_null(json_object_get(json, "seed")));
    json_decref(json);
}

static void csv_has_coefficients_or_the_curve(void **state) {
    (void)state;
    char *text =
        gradcheck_report_of(three_of(NULL), 0, (lsq_report_options){.format = LSQ_FORMAT_CSV});
    for (int64_t record = 0; record < 3; record++)
        assert_int_equal(field_of(text, record, 0, NULL), 9);
    assert_int_equal(field_of(text, 3, 0, NULL), -1);
    check_contains(text, "\ny,x,-1.0,-54.0,");
    lsq_text_free(text);
    lsq_gradcheck *check = three_of(NULL);
    int64_t points = lsq_check_points(lsq_gradcheck_check(check));
    text = gradcheck_report_of(check, 1, (lsq_report_options){.format = LSQ_FORMAT_CSV});
    check_contains(text, "h,forward,central\n1.0,");
    for (int64_t record = 0; record <= points; record++)
        assert_int_equal(field_of(text, record, 0, NULL), 3);
    assert_int_equal(field_of(text, points + 1, 0, NULL), -1);
    lsq_text_free(text);
}

static void hostile_names_go_through(void **state) {
    (void)state;
    static const char csv[] = "\"a,\"\"|\033\",y\n1,1\n2,3\n3,4\n";
    json_t *json = json_of(gradcheck_of(csv, NULL, (lsq_gradcheck_options){0}));
    json_t *row = json_array_get(json_object_get(json, "coefficients"), 1);
    check_text(text_at(row, "term"), "`a,\"|\033`");
    json_decref(json);
    char *field = NULL;
    char *text = gradcheck_report_of(gradcheck_of(csv, NULL, (lsq_gradcheck_options){0}), 0,
                                     (lsq_report_options){.format = LSQ_FORMAT_CSV});
    assert_int_equal(field_of(text, 2, 1, &field), 9);
    check_text(field, "`a,\"|\033`");
    free(field);
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_are_those_of_the_contract),
        cmocka_unit_test(a_wrong_gradient_is_told),
        cmocka_unit_test(a_random_point_has_a_seed),
        cmocka_unit_test(csv_has_coefficients_or_the_curve),
        cmocka_unit_test(hostile_names_go_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
