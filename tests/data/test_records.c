/* test_records.c - a text in memory as a sequence of records: a chunk, or the head of a source.
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

/* Records, and what their bytes stand in. */
typedef struct fixture {
    lsq_records r;
    lsq_chunks chunks;
    pieces p;
    char *copy; /* of a chunk */
} fixture;

/* The head of a source that comes in pieces. */
static void look(fixture *f, const char *bytes, size_t length, size_t step, char comment) {
    lsq_source *source = NULL;
    memset(f, 0, sizeof *f);
    f->p = (pieces){bytes, length, step};
    assert_int_equal(lsq_source_stream(&source, next_piece, &f->p, "t.csv", NULL), LSQ_OK);
    lsq_chunks_init(&f->chunks, source, 0, comment);
    assert_int_equal(lsq_records_look(&f->r, &f->chunks, NULL), LSQ_OK);
    lsq_split_init(&f->r.split, ',', comment);
}

/* A chunk of its own, which begins at byte `offset` in `line`. */
static void set(fixture *f, const char *bytes, size_t length, int final, int64_t offset,
                int64_t line) {
    memset(f, 0, sizeof *f);
    f->copy = calloc(1, length + LSQ_SLACK);
    assert_non_null(f->copy);
    memcpy(f->copy, bytes, length);
    lsq_chunk chunk = {.bytes = f->copy, .length = length, .offset = offset, .cut = !final};
    f->r.name = "t.csv";
    lsq_split_init(&f->r.split, ',', 0);
    lsq_records_set(&f->r, &chunk, line);
}

static void clear(fixture *f) {
    lsq_split_clear(&f->r.split);
    lsq_chunks_clear(&f->chunks);
    free(f->copy);
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

/* The records of \n"a\nb",c\r\n\r\n1,"2\r\r\n3",4\r5, which begins with `byte` in `line`. */
static void check_places(lsq_records *r, int64_t line, int64_t byte) {
    assert_int_equal(next(r), 1);
    assert_int_equal(r->start_line, line + 1);
    check_field(r, 0, "a\nb", line + 1, 1, byte + 1);
    check_field(r, 1, "c", line + 2, 4, byte + 7);
    assert_int_equal(next(r), 1);
    assert_int_equal(r->start_line, line + 4);
    check_field(r, 1, "2\r\r\n3", line + 4, 3, byte + 14);
    check_field(r, 2, "4", line + 6, 4, byte + 22);
    assert_int_equal(next(r), 1);
    check_field(r, 0, "5", line + 7, 1, byte + 24);
    assert_int_equal(r->passed.blank, 2);
    assert_int_equal(r->passed.blank_line, line);
    assert_int_equal(next(r), 0);
    assert_int_equal(next(r), 0);
}

static void fields_know_their_places(void **state) {
    (void)state;
    const char *text = "\n\"a\nb\",c\r\n\r\n1,\"2\r\r\n3\",4\r5";
    fixture f;
    for (size_t step = 1; step < 40; step += 13) {
        look(&f, text, strlen(text), step, 0);
        check_places(&f.r, 1, 0);
        clear(&f);
    }
    set(&f, text, strlen(text), 1, 1000, 77);
    check_places(&f.r, 77, 1000);
    clear(&f);
}

static void comments_and_blank_lines_are_counted(void **state) {
    (void)state;
    const char *text = "#1\n\na,b\n# \"\n \n#\r\n1,2\n#";
    fixture f;
    look(&f, text, strlen(text), 1, '#');
    assert_int_equal(next(&f.r), 1);
    assert_int_equal(f.r.start_line, 3);
    assert_int_equal(next(&f.r), 1);
    check_field(&f.r, 1, "2", 7, 3, 19);
    assert_int_equal(next(&f.r), 0);
    assert_int_equal(f.r.passed.comments, 4);
    assert_int_equal(f.r.passed.blank, 2);
    assert_int_equal(f.r.passed.blank_line, 2);
    clear(&f);
}

/* Far more than is looked at first, in pieces of any size; each record knows its place. */
static void the_head_grows_as_far_as_it_is_read(void **state) {
    (void)state;
    lsq_text text = {0};
    enum { ROWS = 200000 };
    for (int i = 0; i < ROWS; i++)
        lsq_text_format(&text, "%d,%d\n", i, i % 7);
    fixture f;
    look(&f, text.bytes, text.length, 65521, 0);
    assert_int_equal(f.r.end, LSQ_LOOK);
    assert_int_equal(f.p.left, text.length - LSQ_LOOK);
    int64_t byte = 0;
    for (int i = 0; i < ROWS; i++) {
        char want[16];
        snprintf(want, sizeof want, "%d", i);
        assert_int_equal(next(&f.r), 1);
        check_field(&f.r, 0, want, i + 1, 1, byte);
        byte += (int64_t)strlen(want) + 3;
    }
    assert_int_equal(next(&f.r), 0);
    clear(&f);
    lsq_text_clear(&text);
}

/* A thousand times the first look of comments, then a record: what is done with is not kept. */
static void passed_lines_take_no_memory(void **state) {
    (void)state;
    size_t length = 32 * (size_t)LSQ_LOOK;
    char *text = malloc(length + 4);
    assert_non_null(text);
    for (size_t i = 0; i < length; i += 2)
        memcpy(text + i, i % 8 ? "#\n" : "\n\n", 2);
    memcpy(text + length, "a\nb", 3);
    for (int skip = 0; skip < 2; skip++) {
        fixture f;
        look(&f, text, length + 3, SIZE_MAX, '#');
        int64_t lines = (int64_t)(length / 8 * 5);
        if (skip)
            check_status(lsq_records_skip(&f.r, lines, NULL), LSQ_OK, NULL);
        assert_int_equal(next(&f.r), 1);
        check_field(&f.r, 0, "a", lines + 1, 1, (int64_t)length);
        assert_int_equal(f.r.passed.blank, skip ? 0 : lines / 5 * 2);
        assert_int_equal(f.r.passed.comments, skip ? 0 : lines / 5 * 3);
        assert_true(f.r.more->head.capacity <= 4 * LSQ_LOOK);
        assert_int_equal(next(&f.r), 1);
        check_field(&f.r, 0, "b", lines + 2, 1, (int64_t)length + 2);
        clear(&f);
    }
    free(text);
}

static void held_records_come_again(void **state) {
    (void)state;
    lsq_text text = {0};
    lsq_text_put(&text, "h\n\n");
    for (int i = 0; i < 100000; i++)
        lsq_text_format(&text, "%d\n", i);
    fixture f;
    look(&f, text.bytes, text.length, SIZE_MAX, 0);
    assert_int_equal(next(&f.r), 1);
    assert_int_equal(next(&f.r), 1);
    lsq_records_hold(&f.r);
    for (int i = 1; i < 90000; i++) /* beyond the first look */
        assert_int_equal(next(&f.r), 1);
    check_field(&f.r, 0, "89999", 90002, 1, 3 + 10 * 2 + 90 * 3 + 900 * 4 + 9000 * 5 + 79999 * 6);
    assert_int_equal(f.r.passed.blank_line, 2);
    lsq_records_rewind(&f.r);
    assert_int_equal(f.r.passed.blank, 1); /* it stands in front of the one that is held */
    for (int i = 0; i < 100000; i++) {
        char want[16];
        snprintf(want, sizeof want, "%d", i);
        assert_int_equal(next(&f.r), 1);
        assert_int_equal(f.r.split.fields[0].length, strlen(want));
        assert_memory_equal(f.r.split.fields[0].text, want, strlen(want));
        assert_int_equal(f.r.start_line, i + 3);
    }
    assert_int_equal(next(&f.r), 0);
    assert_int_equal(f.r.passed.blank, 1);
    clear(&f);
    lsq_text_clear(&text);
}

static void check_nul(lsq_records *r) {
    lsq_error error;
    int got = 0;
    assert_int_equal(next(r), 1);
    check_field(r, 1, "2", 1, 3, 2);
    for (int i = 0; i < 2; i++) {
        check_status(lsq_records_next(r, &got, &error), LSQ_EDATA, &error);
        assert_int_equal(got, 0);
        assert_int_equal(error.line, 2);
        assert_int_equal(error.column, 4);
        assert_int_equal(error.byte, 7);
        check_contains(error.message, ":2:4: byte 7 is NUL, which no text has");
        assert_null(strstr(error.message, "UTF-16"));
    }
}

static void fault_06_records_before_a_nul_byte_are_whole(void **state) {
    (void)state;
    fixture f;
    look(&f, "1,2\n3,4\0,5\n", 11, SIZE_MAX, 0);
    check_nul(&f.r);
    clear(&f);
    set(&f, "1,2\n3,4\0,5\n", 11, 0, 0, 1);
    check_nul(&f.r);
    clear(&f);
}

static void whole_lines_are_told_apart_from_the_rest(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length, whole, whole_if_more;
    } cases[] = {{"1\n2", 3, 2, 2}, {"1\r2", 3, 2, 2},   {"1\r\n2", 4, 3, 3},  {"1\r", 2, 2, 0},
                 {"1", 1, 0, 0},    {"1\n2\n", 4, 4, 4}, {"1\n2\0\n", 5, 2, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture f;
        look(&f, cases[i].text, cases[i].length, SIZE_MAX, 0);
        assert_int_equal(f.r.whole, cases[i].whole);
        clear(&f);
        for (int final = 0; final < 2; final++) {
            set(&f, cases[i].text, cases[i].length, final, 0, 1);
            assert_int_equal(f.r.whole, final ? cases[i].whole : cases[i].whole_if_more);
            clear(&f);
        }
    }
}

static void skipped_lines_are_bytes(void **state) {
    (void)state;
    const char *text = "\"no, quote\r\rthree \"\r\na,b\n";
    for (size_t step = 1; step < 30; step += 28) {
        fixture f;
        look(&f, text, strlen(text), step, 0);
        assert_int_equal(lsq_records_skip(&f.r, 0, NULL), LSQ_OK);
        assert_int_equal(f.r.line, 1);
        assert_int_equal(lsq_records_skip(&f.r, 3, NULL), LSQ_OK);
        assert_int_equal(f.r.line, 4);
        assert_int_equal(next(&f.r), 1);
        check_field(&f.r, 1, "b", 4, 3, 23);
        assert_int_equal(f.r.passed.blank, 0);
        clear(&f);
    }
}

static void lines_to_be_skipped_must_be_there(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
        int64_t lines;
    } cases[] = {{"1\n2", "t.csv: no header: 2 lines are to be skipped, and there are 2", 2},
                 {"1\n", "t.csv: no header: 9 lines are to be skipped, and there are 1", 9},
                 {"", "t.csv: no header: 1 lines are to be skipped, and there are 0", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture f;
        lsq_error error;
        look(&f, cases[i].text, strlen(cases[i].text), 1, 0);
        check_status(lsq_records_skip(&f.r, cases[i].lines, &error), LSQ_EDATA, &error);
        check_text(error.message, cases[i].message);
        clear(&f);
    }
    fixture f; /* a CR ends a line when nothing can follow */
    look(&f, "1\r", 2, 1, 0);
    assert_int_equal(lsq_records_skip(&f.r, 1, NULL), LSQ_OK);
    assert_int_equal(next(&f.r), 0);
    clear(&f);
}

/* "1,2\n" again and again until call number `good` + 1. */
typedef struct broken_source {
    int calls, good;
} broken_source;

static lsq_status broken(void *context, char *buffer, size_t size, size_t *got, lsq_error *error) {
    broken_source *b = context;
    if (++b->calls > b->good)
        return lsq_fail(error, LSQ_EIO, "broken");
    *got = size < 4 ? size : 4;
    memcpy(buffer, "1,2\n", *got);
    return LSQ_OK;
}

static void fault_49_a_failing_source_tells_after_its_records(void **state) {
    (void)state;
    for (int good = 0; good < 3; good++) {
        fixture f = {0};
        lsq_source *source = NULL;
        lsq_error error = {0};
        broken_source b = {0, good};
        int got = 0;
        assert_int_equal(lsq_source_stream(&source, broken, &b, NULL, NULL), LSQ_OK);
        lsq_chunks_init(&f.chunks, source, 0, 0);
        check_status(lsq_records_look(&f.r, &f.chunks, &error), LSQ_OK, NULL);
        lsq_split_init(&f.r.split, ',', 0);
        for (int i = 0; i < good; i++)
            assert_int_equal(next(&f.r), 1);
        for (int i = 0; i < 2; i++) {
            check_status(lsq_records_next(&f.r, &got, &error), LSQ_EIO, &error);
            check_text(error.message, "broken");
        }
        assert_int_equal(b.calls, good + 1);
        clear(&f);
    }
}

/* Of a chunk, which is all there ever is of its records. */
static void a_record_that_a_chunk_cuts_is_too_long(void **state) {
    (void)state;
    fixture f;
    lsq_error error;
    int got = 0;
    set(&f, "1,2\n3,\"4", 8, 0, 0, 1);
    assert_int_equal(next(&f.r), 1);
    check_status(lsq_records_next(&f.r, &got, &error), LSQ_ELIMIT, &error);
    check_text(error.message, "t.csv:2:1: the line is longer than 67108864 bytes");
    clear(&f);
    set(&f, "1,2\n", 4, 0, 0, 1);
    assert_int_equal(next(&f.r), 1);
    assert_int_equal(next(&f.r), 0);
    clear(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_know_their_places),
        cmocka_unit_test(comments_and_blank_lines_are_counted),
        cmocka_unit_test(the_head_grows_as_far_as_it_is_read),
        cmocka_unit_test(passed_lines_take_no_memory),
        cmocka_unit_test(held_records_come_again),
        cmocka_unit_test(fault_06_records_before_a_nul_byte_are_whole),
        cmocka_unit_test(whole_lines_are_told_apart_from_the_rest),
        cmocka_unit_test(skipped_lines_are_bytes),
        cmocka_unit_test(lines_to_be_skipped_must_be_there),
        cmocka_unit_test(fault_49_a_failing_source_tells_after_its_records),
        cmocka_unit_test(a_record_that_a_chunk_cuts_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
