/* Identities as JSON and CSV.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>

#include "identity_lists.h"
#include "records.h"

static const lsq_identity_list list = {LSQ_NUMERATOR, N_IDENTITIES, identity_rows};

static void json_has_the_keys_of_the_contract(void **state) {
    (void)state;
    static const char *const top[] = {"schema", "command", "version", "layout", "identities"};
    static const char *const each[] = {"group",   "name",  "formula", "shapes",
                                       "erratum", "error", "verdict"};
    lsq_text out = {0};
    lsq_identities_json(&list, &out);
    char *text = taken(&out);
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *value;
    assert_non_null(json);
    const char *key;
    size_t i = 0;
    json_object_foreach(json, key, value) check_text(key, top[i++]);
    assert_int_equal(i, 5);
    check_text(json_string_value(json_object_get(json, "command")), "gradcheck");
    check_text(json_string_value(json_object_get(json, "layout")), "numerator");
    json_t *rows = json_object_get(json, "identities"), *row = json_array_get(rows, 1);
    assert_int_equal(json_array_size(rows), N_IDENTITIES);
    i = 0;
    json_object_foreach(row, key, value) check_text(key, each[i++]);
    assert_int_equal(i, 7);
    check_text(json_string_value(json_object_get(row, "name")), "gradient, \"quadratic\"");
    check_text(json_string_value(json_object_get(row, "formula")), "∇ xᵀBx = (B + Bᵀ)x");
    assert_true(json_is_false(json_object_get(row, "erratum")));
    assert_true(json_is_real(json_object_get(row, "error")));
    row = json_array_get(rows, 0);
    check_same(json_real_value(json_object_get(row, "error")), 2.1e-12);
    row = json_array_get(rows, 3);
    assert_true(json_is_true(json_object_get(row, "erratum")));
    assert_true(json_is_null(json_object_get(row, "error")));
    check_text(json_string_value(json_object_get(row, "verdict")), "differs");
    json_decref(json);
    lsq_text_free(text);
    lsq_identities_json(&(lsq_identity_list){LSQ_DENOMINATOR, 0, NULL}, &out);
    text = taken(&out);
    json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_array_size(json_object_get(json, "identities")), 0);
    check_text(json_string_value(json_object_get(json, "layout")), "denominator");
    json_decref(json);
    lsq_text_free(text);
}

static void csv_has_a_record_an_identity(void **state) {
    (void)state;
    lsq_text out = {0};
    lsq_identities_csv(&list, &out);
    char *text = taken(&out), *field = NULL;
    for (int64_t i = 0; i <= N_IDENTITIES; i++)
        assert_int_equal(field_of(text, i, 0, NULL), 7);
    assert_int_equal(field_of(text, N_IDENTITIES + 1, 0, NULL), -1);
    field_of(text, 2, 1, &field);
    check_text(field, identity_rows[1].name);
    free(field);
    check_contains(text, "errata,product rule | with uᵀdv for both,d(uᵀv) = uᵀdv,\"u 4, v "
                         "4\",1,0.413,differs\n");
    check_contains(text, ",,1,,differs\n");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_keys_of_the_contract),
        cmocka_unit_test(csv_has_a_record_an_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
