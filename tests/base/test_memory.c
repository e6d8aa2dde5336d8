/* Checked allocation.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/check.h"

static void memory_comes_zeroed(void **state) {
    (void)state;
    double *a = NULL;
    check_status(lsq_alloc(&a, 1000, sizeof *a, NULL), LSQ_OK, NULL);
    assert_non_null(a);
    static const double zeros[1000];
    assert_memory_equal(a, zeros, sizeof zeros);
    free(a);
}

static void none_at_all_can_be_freed(void **state) {
    (void)state;
    int *a = NULL;
    check_status(lsq_alloc(&a, 0, sizeof *a, NULL), LSQ_OK, NULL);
    assert_non_null(a);
    free(a);
}

static void fault_99_sizes_that_overflow_are_refused(void **state) {
    (void)state;
    const struct {
        int64_t count;
        size_t size;
    } bad[] = {{-1, 1}, {INT64_MAX, 8}, {INT64_MAX, 2}, {1, SIZE_MAX}, {INT64_MIN, 16}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lsq_error error;
        int dummy, *a = &dummy;
        check_status(lsq_alloc(&a, bad[i].count, bad[i].size, &error), LSQ_ENOMEM, &error);
        assert_null(a);
        check_contains(error.message, "out of memory");
    }
}

static void more_than_there_is_is_refused(void **state) {
    (void)state;
    lsq_error error;
    char *a = NULL;
    check_status(lsq_alloc(&a, INT64_MAX / 4, 2, &error), LSQ_ENOMEM, &error);
    assert_null(a);
    check_contains(error.message, "bytes more were needed");
}

static void growing_keeps_the_old_and_zeroes_the_new(void **state) {
    (void)state;
    int32_t *a = NULL;
    int64_t capacity = 0;
    for (int32_t i = 0; i < 1000; i++) {
        check_status(lsq_grow(&a, &capacity, i + 1, sizeof *a, NULL), LSQ_OK, NULL);
        assert_true(capacity >= i + 1);
        assert_int_equal(a[i], 0);
        a[i] = i;
    }
    for (int32_t i = 0; i < 1000; i++)
        assert_int_equal(a[i], i);
    for (int64_t i = 1000; i < capacity; i++)
        assert_int_equal(a[i], 0);
    assert_true(capacity < 2048);
    free(a);
}

static void growing_doubles_or_jumps(void **state) {
    (void)state;
    char *a = NULL;
    int64_t capacity = 0;
    check_status(lsq_grow(&a, &capacity, 100, 1, NULL), LSQ_OK, NULL);
    assert_int_equal(capacity, 100);
    char *before = a;
    check_status(lsq_grow(&a, &capacity, 100, 1, NULL), LSQ_OK, NULL);
    assert_ptr_equal(a, before);
    check_status(lsq_grow(&a, &capacity, 101, 1, NULL), LSQ_OK, NULL);
    assert_int_equal(capacity, 200);
    check_status(lsq_grow(&a, &capacity, 1000, 1, NULL), LSQ_OK, NULL);
    assert_int_equal(capacity, 1000);
    free(a);
}

static void a_failed_growth_changes_nothing(void **state) {
    (void)state;
    lsq_error error;
    int64_t *a = NULL, capacity = 0;
    check_status(lsq_grow(&a, &capacity, 10, sizeof *a, NULL), LSQ_OK, NULL);
    a[9] = 42;
    int64_t *before = a;
    const int64_t bad[] = {INT64_MAX, INT64_MAX / 8, INT64_MAX / 16};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        check_status(lsq_grow(&a, &capacity, bad[i], sizeof *a, &error), LSQ_ENOMEM, &error);
        assert_ptr_equal(a, before);
        assert_int_equal(capacity, 10);
        assert_int_equal(a[9], 42);
    }
    free(a);
}

static void a_copied_text_is_terminated_and_keeps_its_zero_bytes(void **state) {
    (void)state;
    char *copy = NULL;
    check_status(lsq_copy_text(&copy, "abcdef", 3, NULL), LSQ_OK, NULL);
    check_text(copy, "abc");
    free(copy);
    check_status(lsq_copy_text(&copy, "a\0b", 3, NULL), LSQ_OK, NULL);
    assert_memory_equal(copy, "a\0b", 4);
    free(copy);
    check_status(lsq_copy_text(&copy, "", 0, NULL), LSQ_OK, NULL);
    check_text(copy, "");
    free(copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_zeroed),
        cmocka_unit_test(none_at_all_can_be_freed),
        cmocka_unit_test(fault_99_sizes_that_overflow_are_refused),
        cmocka_unit_test(more_than_there_is_is_refused),
        cmocka_unit_test(growing_keeps_the_old_and_zeroes_the_new),
        cmocka_unit_test(growing_doubles_or_jumps),
        cmocka_unit_test(a_failed_growth_changes_nothing),
        cmocka_unit_test(a_copied_text_is_terminated_and_keeps_its_zero_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
