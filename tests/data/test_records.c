/* test_records.c - a source as a sequence of records.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "data/records.h"
#include "table.h"

static void start(lsq_records *r, pieces *p, const char *bytes, size_t length, size_t step) {
    lsq_source *source = NULL;
    *p = (pieces){bytes, length, step};
    assert_int_equal(lsq_source_stream(&source, next_piece, p, "t.csv", NULL), LSQ_OK);
    assert_int_equal(lsq_records_init(r, source, NULL), LSQ_OK);
    lsq_split_init(&r->split, ',');
}

static int next(lsq_records *r) {
    int got = -1;
    lsq_error error = {0};
    check_status(lsq_records_next(r, &got, &error), LSQ_OK, NULL);
    return got;
}

static void check_field(const lsq_records *r, int64_t i, const char *want, int64_t line,
                        int64_t column, int64_t byte) {
    const lsq_field *field = &r->split.fields[i];
    assert_int_equal(field->length, strlen(want));
    assert_memory_equal(field->text, want, field->length);
    lsq_position at = lsq_records_field_place(r, i);
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
    assert_int_equal(at.byte, byte);
    check_text(at.name, "t.csv");
}

static void fields_know_their_places(void **state) {
    (void)state;
    const char *text = "\n\"a\nb\",c\r\n\r\n1,\"2\r\r\n3\",4\r5";
    for (size_t step = 1; step < 40; step += 13) {
        lsq_records r;
        pieces p;
        start(&r, &p, text, strlen(text), step);
        assert_int_equal(next(&r), 1);
        assert_int_equal(r.start_line, 2);
        check_field(&r, 0, "a\nb", 2, 1, 1);
        check_field(&r, 1, "c", 3, 4, 7);
        assert_int_equal(next(&r), 1);
        assert_int_equal(r.start_line, 5);
        check_field(&r, 1, "2\r\r\n3", 5, 3, 14);
        check_field(&r, 2, "4", 7, 4, 22);
        assert_int_equal(next(&r), 1);
        check_field(&r, 0, "5", 8, 1, 24);
        assert_int_equal(r.blank_lines, 2);
        assert_int_equal(next(&r), 0);
        assert_int_equal(next(&r), 0);
        lsq_records_clear(&r);
    }
}

/* Many records, the buffer refilled often; each knows its number, line and offset. */
static void long_inputs_pass_through_the_buffer(void **state) {
    (void)state;
    lsq_text text = {0};
    enum { ROWS = 200000 };
    for (int i = 0; i < ROWS; i++)
        lsq_text_format(&text, "%d,%d\n", i, i % 7);
    lsq_records r;
    pieces p;
    start(&r, &p, text.bytes, text.length, 65521);
    int64_t byte = 0;
    for (int i = 0; i < ROWS; i++) {
        char want[16];
        snprintf(want, sizeof want, "%d", i);
        assert_int_equal(next(&r), 1);
        check_field(&r, 0, want, i + 1, 1, byte);
        byte += (int64_t)strlen(want) + 3;
    }
    assert_int_equal(next(&r), 0);
    assert_int_equal(r.capacity, LSQ_BUFFER);
    lsq_records_clear(&r);
    lsq_text_clear(&text);
}

static void the_buffer_grows_for_a_long_record_only(void **state) {
    (void)state;
    size_t length = 5 * (size_t)LSQ_BUFFER;
    char *text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < length; i++)
        text[i] = i % 9 ? 'x' : ',';
    memcpy(text, "short\n", 6);
    memcpy(text + length - 4, "\nend", 4);
    lsq_records r;
    pieces p;
    start(&r, &p, text, length, SIZE_MAX);
    assert_int_equal(next(&r), 1);
    assert_int_equal(r.capacity, LSQ_BUFFER);
    assert_int_equal(next(&r), 1);
    assert_true(r.capacity <= 8 * LSQ_BUFFER);
    assert_int_equal(next(&r), 1);
    check_field(&r, 0, "end", 3, 1, (int64_t)length - 3);
    assert_int_equal(next(&r), 0);
    lsq_records_clear(&r);
    free(text);
}

static void held_records_come_again(void **state) {
    (void)state;
    lsq_text text = {0};
    lsq_text_put(&text, "h\n\n");
    for (int i = 0; i < 100000; i++)
        lsq_text_format(&text, "%d\n", i);
    lsq_records r;
    pieces p;
    start(&r, &p, text.bytes, text.length, SIZE_MAX);
    assert_int_equal(next(&r), 1);
    lsq_records_hold(&r);
    for (int i = 0; i < 90000; i++)
        assert_int_equal(next(&r), 1);
    check_field(&r, 0, "89999", 90002, 1, 3 + 10 * 2 + 90 * 3 + 900 * 4 + 9000 * 5 + 79999 * 6);
    lsq_records_rewind(&r);
    assert_int_equal(r.blank_lines, 0);
    for (int i = 0; i < 100000; i++) {
        char want[16];
        snprintf(want, sizeof want, "%d", i);
        assert_int_equal(next(&r), 1);
        assert_int_equal(r.split.fields[0].length, strlen(want));
        assert_memory_equal(r.split.fields[0].text, want, strlen(want));
        assert_int_equal(r.start_line, i + 3);
    }
    assert_int_equal(next(&r), 0);
    assert_int_equal(r.blank_lines, 1);
    lsq_records_clear(&r);
    lsq_text_clear(&text);
}

static void fault_06_records_before_a_nul_byte_are_whole(void **state) {
    (void)state;
    lsq_records r;
    pieces p;
    lsq_error error;
    int got = 0;
    start(&r, &p, "1,2\n3,4\0,5\n", 11, SIZE_MAX);
    assert_int_equal(next(&r), 1);
    check_field(&r, 1, "2", 1, 3, 2);
    for (int i = 0; i < 2; i++) {
        check_status(lsq_records_next(&r, &got, &error), LSQ_EDATA, &error);
        assert_int_equal(got, 0);
        assert_int_equal(error.line, 2);
        assert_int_equal(error.column, 4);
        assert_int_equal(error.byte, 7);
    }
    lsq_records_clear(&r);
}

static void whole_lines_are_told_apart_from_the_rest(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length, whole;
    } cases[] = {{"1\n2", 3, 2}, {"1\r2", 3, 2},   {"1\r\n2", 4, 3},  {"1\r", 2, 2},
                 {"1", 1, 0},    {"1\n2\n", 4, 4}, {"1\n2\0\n", 5, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_records r;
        pieces p;
        start(&r, &p, cases[i].text, cases[i].length, SIZE_MAX);
        assert_int_equal(r.whole, cases[i].whole);
        lsq_records_clear(&r);
    }
    char *text =
        malloc(LSQ_BUFFER + 1); /* a CR as the last byte of a full buffer may be half of CR LF */
    assert_non_null(text);
    memset(text, '7', LSQ_BUFFER + 1);
    text[99] = '\n';
    text[LSQ_BUFFER - 1] = '\r';
    text[LSQ_BUFFER] = '\n';
    lsq_records r;
    pieces p;
    start(&r, &p, text, LSQ_BUFFER + 1, SIZE_MAX);
    assert_int_equal(r.whole, 100);
    lsq_records_clear(&r);
    free(text);
}

static lsq_status broken(void *context, char *buffer, size_t size, size_t *got, lsq_error *error) {
    int *calls = context;
    if (++*calls == 2)
        return lsq_fail(error, LSQ_EIO, "broken");
    *got = size < 4 ? size : 4;
    memcpy(buffer, "1,2\n", *got);
    return LSQ_OK;
}

static void fault_49_a_failing_source_is_passed_on(void **state) {
    (void)state;
    lsq_records r;
    lsq_source *source = NULL;
    lsq_error error;
    int calls = 0;
    assert_int_equal(lsq_source_stream(&source, broken, &calls, NULL, NULL), LSQ_OK);
    check_status(lsq_records_init(&r, source, &error), LSQ_EIO, &error);
    check_text(error.message, "broken");
    lsq_records_clear(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_know_their_places),
        cmocka_unit_test(long_inputs_pass_through_the_buffer),
        cmocka_unit_test(the_buffer_grows_for_a_long_record_only),
        cmocka_unit_test(held_records_come_again),
        cmocka_unit_test(fault_06_records_before_a_nul_byte_are_whole),
        cmocka_unit_test(whole_lines_are_told_apart_from_the_rest),
        cmocka_unit_test(fault_49_a_failing_source_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
