/* Descents as JSON and CSV: the keys of the contract, null for what is not there, numbers that read
 * back.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "descents.h"
#include "records.h"

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

static json_t *json_of(const lsq_descent *descent) {
    char *text = descent_report_of(descent, (lsq_report_options){.format = LSQ_FORMAT_JSON});
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (!json)
        fail_msg("not JSON: %s", text);
    lsq_text_free(text);
    return json;
}

#define COUNT(keys) keys, sizeof keys / sizeof *keys

static void the_keys_are_those_of_the_contract(void **state) {
    (void)state;
    static const char *const top[] = {
        "schema", "command", "version",     "formula", "rows",    "rank",         "terms",
        "method", "on_rows", "standardize", "ridge",   "weights", "zero_weights", "tolerance",
        "batch",  "seed",    "before",      "course",  "after",   "responses",    "warnings"};
    static const char *const before[] = {
        "L",         "mu",       "kappa", "kappa_standardized", "safe_step",
        "step_size", "momentum", "rate",  "predicted_steps"};
    static const char *const row[] = {"step", "f", "excess", "gradient", "step_size", "digits"};
    static const char *const after[] = {"status",         "steps",  "gradient", "measured_rate",
                                        "measured_bound", "digits", "f_star",   "note"};
    static const char *const response[] = {"name", "coefficients"};
    static const char *const coefficient[] = {"term", "reached", "exact", "digits"};
    lsq_descent *d = descent_of(uneven, NULL, (lsq_descend_options){.solver_options = &few_steps});
    json_t *json = json_of(d), *responses = json_object_get(json, "responses");
    check_keys(json, COUNT(top));
    check_text(json_string_value(json_object_get(json, "command")), "descend");
    check_keys(json_object_get(json, "before"), COUNT(before));
    check_keys(json_array_get(json_object_get(json, "course"), 0), COUNT(row));
    check_keys(json_object_get(json, "after"), COUNT(after));
    check_keys(json_array_get(responses, 0), COUNT(response));
    check_keys(json_array_get(json_object_get(json_array_get(responses, 0), "coefficients"), 2),
               COUNT(coefficient));
    assert_int_equal(json_array_size(json_object_get(json, "course")), lsq_descent_rows(d));
    json_decref(json);
    lsq_descent_free(d);
}

static void check_number(json_t *object, const char *key, double want) {
    json_t *value = json_object_get(object, key);
    if (isfinite(want))
        assert_true(json_is_real(value));
    else
        assert_true(json_is_null(value));
    if (isfinite(want))
        check_same(json_real_value(value), want);
}

static void numbers_are_those_of_the_descent_bit_by_bit(void **state) {
    (void)state;
    const lsq_descend_options cases[] = {{.solver_options = &few_steps},
                                         {.solver_options = &too_far},
                                         {.method = "heavy-ball"},
                                         {.method = "cg", .ridge = 0.1},
                                         {.method = "line", .standardize = 1},
                                         {.method = "bb"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_descent *d = descent_of(uneven, NULL, cases[i]);
        const lsq_descent_summary *s = lsq_descent_about(d);
        json_t *json = json_of(d), *before = json_object_get(json, "before"),
               *after = json_object_get(json, "after"), *course = json_object_get(json, "course");
        check_number(json, "ridge", s->ridge);
        check_number(json, "tolerance", s->tolerance);
        check_number(before, "L", s->L);
        check_number(before, "mu", s->mu);
        check_number(before, "kappa", s->kappa);
        check_number(before, "kappa_standardized", s->kappa_standardized);
        check_number(before, "safe_step", s->safe);
        check_number(before, "step_size", s->t);
        check_number(before, "momentum", s->momentum);
        check_number(before, "rate", s->rate);
        check_number(before, "predicted_steps", s->predicted);
        check_text(json_string_value(json_object_get(after, "status")), s->status);
        check_text(json_string_value(json_object_get(after, "note")), s->note);
        assert_int_equal(json_integer_value(json_object_get(after, "steps")), s->steps);
        check_number(after, "gradient", s->gradient);
        check_number(after, "measured_rate", s->measured);
        check_number(after, "measured_bound", s->measured_bound);
        check_number(after, "f_star", s->f_star);
        for (int64_t k = 0; k < lsq_descent_rows(d); k++) {
            const lsq_descent_row *row = lsq_descent_row_at(d, k);
            json_t *told = json_array_get(course, (size_t)k);
            assert_int_equal(json_integer_value(json_object_get(told, "step")), row->step);
            check_number(told, "f", row->f);
            check_number(told, "excess", row->excess);
            check_number(told, "gradient", row->gradient);
            check_number(told, "step_size", row->t);
        }
        assert_true(json_is_null(json_object_get(json, "weights")));
        json_t *dropped = json_object_get(json_object_get(json, "rows"), "dropped");
        assert_int_equal(json_object_size(dropped), 1);
        assert_true(json_is_null(json_object_get(json, "batch")));
        json_decref(json);
        lsq_descent_free(d);
    }
}

static void coefficients_are_in_the_order_of_the_terms(void **state) {
    (void)state;
    lsq_descent *d =
        descent_of(deficient, "cbind(y, z) ~ a + b", (lsq_descend_options){.method = "cg"});
    json_t *json = json_of(d), *responses = json_object_get(json, "responses");
    assert_int_equal(json_array_size(responses), 2);
    for (int64_t r = 0; r < 2; r++) {
        json_t *response = json_array_get(responses, (size_t)r),
               *all = json_object_get(response, "coefficients");
        check_text(json_string_value(json_object_get(response, "name")), r ? "z" : "y");
        assert_int_equal(json_array_size(all), 3);
        for (int64_t j = 0; j < 3; j++) {
            double reached, exact, digits;
            json_t *one = json_array_get(all, (size_t)j);
            assert_true(lsq_descent_coefficient(d, r, j, &reached, &exact, &digits));
            check_text(json_string_value(json_object_get(one, "term")),
                       lsq_fit_term(lsq_descent_fit(d), j));
            check_number(one, "reached", reached);
            check_number(one, "exact", exact);
            assert_true(fabs(json_real_value(json_object_get(one, "digits")) - digits) <= 0.0501);
        }
    }
    json_decref(json);
    lsq_descent_free(d);
}

static void weights_have_a_name_and_a_count(void **state) {
    (void)state;
    lsq_descent *d = descent_of(weighed, NULL, (lsq_descend_options){.weights = "my w"});
    json_t *json = json_of(d), *rows = json_object_get(json, "rows");
    check_text(json_string_value(json_object_get(json, "weights")), "my w");
    assert_int_equal(json_integer_value(json_object_get(json, "zero_weights")), 2);
    json_t *dropped = json_object_get(rows, "dropped");
    assert_int_equal(json_integer_value(json_object_get(dropped, "missing")), 1);
    assert_int_equal(json_integer_value(json_object_get(dropped, "zero_weight")), 2);
    assert_int_equal(json_integer_value(json_object_get(rows, "read")), 7);
    assert_int_equal(json_integer_value(json_object_get(rows, "used")), 4);
    json_decref(json);
    lsq_descent_free(d);
}

static void csv_is_the_course(void **state) {
    (void)state;
    lsq_descent *d = descent_of(uneven, NULL, (lsq_descend_options){.solver_options = &few_steps});
    char *csv = descent_report_of(d, (lsq_report_options){.format = LSQ_FORMAT_CSV});
    check_contains(csv, "step,f,excess,gradient,step_size,digits\n0,43.0,");
    for (int64_t i = 0; i < lsq_descent_rows(d); i++) {
        const lsq_descent_row *row = lsq_descent_row_at(d, i);
        const double want[] = {(double)row->step, row->f, row->excess, row->gradient, row->t};
        for (int64_t k = 0; k < 5; k++) {
            char *field = NULL;
            assert_int_equal(field_of(csv, i + 1, k, &field), 6);
            if (isnan(want[k]))
                check_text(field, "");
            else
                check_same(strtod(field, NULL), want[k]);
            free(field);
        }
    }
    assert_int_equal(field_of(csv, lsq_descent_rows(d) + 1, 0, NULL), -1);
    lsq_text_free(csv);
    lsq_descent_free(d);
}

static void a_row_of_the_course_is_the_line_that_the_report_has(void **state) {
    (void)state;
    const lsq_descent_row row = {
        .step = 3, .f = 0.1, .excess = INFINITY, .gradient = 1e-300, .t = NAN, .digits = 17};
    char line[256];
    lsq_error error = {0};
    assert_int_equal(lsq_descent_row_text(&row, line, sizeof line, &error), LSQ_OK);
    check_text(line, "3,0.1,,1e-300,,17.0\n");
    assert_int_equal(lsq_descent_row_text(NULL, line, sizeof line, &error), LSQ_OK);
    check_text(line, "step,f,excess,gradient,step_size,digits\n");
    check_status(lsq_descent_row_text(&row, line, 20, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "a row of 20 bytes does not fit into 20");
    assert_int_equal(lsq_descent_row_text(&row, line, 21, &error), LSQ_OK);
    check_status(lsq_descent_row_text(&row, NULL, 256, &error), LSQ_EUSAGE, &error);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_of_the_course_is_the_line_that_the_report_has),
        cmocka_unit_test(the_keys_are_those_of_the_contract),
        cmocka_unit_test(numbers_are_those_of_the_descent_bit_by_bit),
        cmocka_unit_test(coefficients_are_in_the_order_of_the_terms),
        cmocka_unit_test(weights_have_a_name_and_a_count),
        cmocka_unit_test(csv_is_the_course),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
