/* The status table and the messages.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"
#include "support/check.h"

static void every_status_has_its_row(void **state) {
    (void)state;
    const struct {
        lsq_status status;
        const char *name;
        int exit_code;
    } rows[] = {
        {LSQ_OK, "LSQ_OK", 0},
        {LSQ_EUSAGE, "LSQ_EUSAGE", 2},
        {LSQ_EFORMULA, "LSQ_EFORMULA", 2},
        {LSQ_EDATA, "LSQ_EDATA", 3},
        {LSQ_ENUMERIC, "LSQ_ENUMERIC", 4},
        {LSQ_EIO, "LSQ_EIO", 5},
        {LSQ_ENOMEM, "LSQ_ENOMEM", 6},
        {LSQ_ELIMIT, "LSQ_ELIMIT", 6},
        {LSQ_EINTERNAL, "LSQ_EINTERNAL", 70},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal((size_t)rows[i].status, i);
        check_text(lsq_status_name(rows[i].status), rows[i].name);
        assert_int_equal(lsq_exit_code(rows[i].status), rows[i].exit_code);
        assert_true(strlen(lsq_status_text(rows[i].status)) > 3);
    }
}

static void an_unknown_status_is_an_internal_fault(void **state) {
    (void)state;
    check_text(lsq_status_name((lsq_status)(LSQ_EINTERNAL + 1)), "LSQ_EINTERNAL");
    check_text(lsq_status_name((lsq_status)1000), "LSQ_EINTERNAL");
    assert_int_equal(lsq_exit_code((lsq_status)1000), 70);
}

static void the_version_is_that_of_the_header(void **state) {
    (void)state;
    check_text(lsq_version(), LSQ_VERSION);
}

static void fail_fills_the_error_and_returns_the_status(void **state) {
    (void)state;
    lsq_error error;
    memset(&error, 0x55, sizeof error);
    lsq_status status = lsq_fail(&error, LSQ_EUSAGE, "block has %d columns, %s", 4, "5 wanted");
    check_status(status, LSQ_EUSAGE, &error);
    check_text(error.message, "block has 4 columns, 5 wanted");
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
    assert_int_equal(error.byte, -1);
}

static void the_error_may_be_null(void **state) {
    (void)state;
    assert_int_equal(lsq_fail(NULL, LSQ_EIO, "%d", 1), LSQ_EIO);
    lsq_position at = {"a.csv", 1, 2, 3};
    assert_int_equal(lsq_fail_at(NULL, LSQ_EDATA, at, "%d", 1), LSQ_EDATA);
    assert_int_equal(lsq_fail_memory(NULL, 7), LSQ_ENOMEM);
}

static void a_position_stands_in_front_as_far_as_it_is_known(void **state) {
    (void)state;
    lsq_error error;
    lsq_position at = {"data.csv", 1042, 3, 77};
    assert_int_equal(lsq_fail_at(&error, LSQ_EDATA, at, "'%s' is not a number", "12,5"), LSQ_EDATA);
    check_text(error.message, "data.csv:1042:3: '12,5' is not a number");
    assert_int_equal(error.line, 1042);
    assert_int_equal(error.column, 3);
    assert_int_equal(error.byte, 77);
    at.column = 0;
    lsq_fail_at(&error, LSQ_EDATA, at, "short");
    check_text(error.message, "data.csv:1042: short");
    at.line = 0;
    lsq_fail_at(&error, LSQ_EDATA, at, "empty");
    check_text(error.message, "data.csv: empty");
    at.name = NULL;
    at.line = 1;
    at.column = 9;
    lsq_fail_at(&error, LSQ_EFORMULA, at, "a term is missing");
    check_text(error.message, "a term is missing");
    assert_int_equal(error.column, 9);
}

static void fault_58_a_file_name_is_escaped_in_messages(void **state) {
    (void)state;
    lsq_error error;
    lsq_position at = {"a\nb\x1b[31m.csv", 2, 1, 0};
    lsq_fail_at(&error, LSQ_EDATA, at, "bad");
    check_text(error.message, "a\\nb\\x1B[31m.csv:2:1: bad");
}

static void an_overlong_message_is_cut_and_terminated(void **state) {
    (void)state;
    lsq_error error;
    char long_text[3000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    lsq_position at = {long_text, 1, 1, 0};
    lsq_fail_at(&error, LSQ_EDATA, at, "%s", long_text);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_int_equal(error.status, LSQ_EDATA);
}

static void an_overlong_message_never_ends_inside_a_character(void **state) {
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        lsq_error error;
        char text[1400];
        memset(text, 'x', (size_t)shift);
        for (size_t i = (size_t)shift; i + 4 < sizeof text; i += 4)
            memcpy(text + i, "\xF0\x9F\x90\x8C", 5);
        lsq_fail(&error, LSQ_EDATA, "%s", text);
        size_t n = strlen(error.message);
        assert_true(n > sizeof error.message - 5);
        assert_int_equal((n - (size_t)shift) % 4, 0);
    }
}

static void a_column_counts_in_the_text_that_is_told(void **state) {
    (void)state;
    const char *text = "y ~ ?";
    lsq_error error;
    lsq_position at = {NULL, 1, 5, -1};
    lsq_fail_at(&error, LSQ_EFORMULA, at, "what is this");
    assert_null(error.within);
    assert_int_equal(lsq_fail_within(&error, LSQ_EFORMULA, text), LSQ_EFORMULA);
    assert_ptr_equal(error.within, text);
    lsq_fail_at(&error, LSQ_EDATA, at, "a place in the file");
    assert_int_equal(lsq_fail_within(&error, LSQ_EDATA, text), LSQ_EDATA);
    assert_null(error.within);
    lsq_fail(&error, LSQ_EFORMULA, "no place at all");
    lsq_fail_within(&error, LSQ_EFORMULA, text);
    assert_null(error.within);
    assert_int_equal(lsq_fail_within(NULL, LSQ_EFORMULA, text), LSQ_EFORMULA);
}

static void a_memory_error_tells_the_bytes(void **state) {
    (void)state;
    lsq_error error;
    check_status(lsq_fail_memory(&error, 123456789), LSQ_ENOMEM, &error);
    check_contains(error.message, "123456789 bytes");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_row),
        cmocka_unit_test(an_unknown_status_is_an_internal_fault),
        cmocka_unit_test(the_version_is_that_of_the_header),
        cmocka_unit_test(fail_fills_the_error_and_returns_the_status),
        cmocka_unit_test(the_error_may_be_null),
        cmocka_unit_test(a_position_stands_in_front_as_far_as_it_is_known),
        cmocka_unit_test(fault_58_a_file_name_is_escaped_in_messages),
        cmocka_unit_test(an_overlong_message_is_cut_and_terminated),
        cmocka_unit_test(an_overlong_message_never_ends_inside_a_character),
        cmocka_unit_test(a_column_counts_in_the_text_that_is_told),
        cmocka_unit_test(a_memory_error_tells_the_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
