/* test_keys.c - keys are numbered once, in order, whatever bytes they hold.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/keys.h"

static void equal_strings_get_one_number(void **state) {
    (void)state;
    lsq_keys keys = {0};
    int64_t i = -1;
    assert_int_equal(lsq_keys_add(&keys, "age", 3, &i, NULL), LSQ_OK);
    assert_int_equal(i, 0);
    assert_int_equal(lsq_keys_add(&keys, "ag", 2, &i, NULL), LSQ_OK);
    assert_int_equal(i, 1);
    assert_int_equal(lsq_keys_add(&keys, "age", 3, &i, NULL), LSQ_OK);
    assert_int_equal(i, 0);
    assert_int_equal(keys.count, 2);
    lsq_keys_clear(&keys);
}

static void zero_bytes_and_the_empty_string_are_keys(void **state) {
    (void)state;
    lsq_keys keys = {0};
    int64_t i = -1;
    size_t length = 99;
    assert_int_equal(lsq_keys_find(&keys, NULL, 0), -1);
    assert_int_equal(lsq_keys_add(&keys, NULL, 0, &i, NULL), LSQ_OK);
    assert_int_equal(i, 0);
    assert_int_equal(lsq_keys_add(&keys, "\0\0", 2, &i, NULL), LSQ_OK);
    assert_int_equal(i, 1);
    assert_int_equal(lsq_keys_add(&keys, "\0", 1, &i, NULL), LSQ_OK);
    assert_int_equal(i, 2);
    assert_int_equal(lsq_keys_find(&keys, NULL, 0), 0);
    assert_string_equal(lsq_keys_get(&keys, 0, &length), "");
    assert_int_equal(length, 0);
    lsq_keys_get(&keys, 1, &length);
    assert_int_equal(length, 2);
    lsq_keys_clear(&keys);
}

static void fifty_thousand_keys_are_found_again(void **state) {
    (void)state;
    lsq_keys keys = {0};
    char text[32];
    int64_t found = -1;
    for (int64_t i = 0; i < 50000; i++) {
        int n = snprintf(text, sizeof text, "column %lld", (long long)i);
        assert_int_equal(lsq_keys_add(&keys, text, (size_t)n, &found, NULL), LSQ_OK);
        assert_int_equal(found, i);
    }
    for (int64_t i = 0; i < 50000; i++) {
        int n = snprintf(text, sizeof text, "column %lld", (long long)i);
        assert_int_equal(lsq_keys_find(&keys, text, (size_t)n), i);
        assert_string_equal(lsq_keys_get(&keys, i, NULL), text);
        assert_int_equal((uintptr_t)lsq_keys_get(&keys, i, NULL) % 8, 0);
    }
    assert_int_equal(lsq_keys_find(&keys, "column 50000", 12), -1);
    lsq_keys_clear(&keys);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_strings_get_one_number),
        cmocka_unit_test(zero_bytes_and_the_empty_string_are_keys),
        cmocka_unit_test(fifty_thousand_keys_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
