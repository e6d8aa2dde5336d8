/* test_split.c - one record into its fields.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv.h"
#include "data/split.h"
#include "support/check.h"

/* The fields of the first record, quotes undone, as <a><b>; then the number of lines and of
 * bytes taken. */
static void describe(char *out, size_t size, const char *text, char delimiter, char comment) {
    lsq_split split = {0};
    size_t used = 0;
    lsq_split_init(&split, delimiter, comment);
    lsq_split_result result = lsq_split_record(&split, text, text + strlen(text), 1);
    static const char *const what[] = {" ", "blank ", "comment "};
    if (result > LSQ_SPLIT_COMMENT) {
        snprintf(out, size, "error %d at %d", (int)result, (int)(split.at - text));
    } else {
        for (int64_t i = 0; i < split.count; i++) {
            char field[64];
            size_t n = lsq_field_undouble(field, &split.fields[i]);
            used += (size_t)snprintf(out + used, size - used, "<%.*s>", (int)n, field);
        }
        snprintf(out + used, size - used, "%s%d %d", what[result], (int)split.lines,
                 (int)(split.next - text));
    }
    lsq_split_clear(&split);
}

#define check_split(text, delimiter, want) check_commented(text, delimiter, 0, want)
#define check_commented(text, delimiter, comment, want)        \
    do {                                                       \
        char got_[512];                                        \
        describe(got_, sizeof got_, text, delimiter, comment); \
        check_text(got_, want);                                \
    } while (0)

static void fields_are_cut_at_the_delimiter(void **state) {
    (void)state;
    check_split("a,b,c\n1", ',', "<a><b><c> 1 6");
    check_split("a;b,c;d\n", ';', "<a><b,c><d> 1 8");
    check_split(",,\n", ',', "<><><> 1 3");
    check_split("a\n", ',', "<a> 1 2");
    check_split("a\tb \t c\n", '\t', "<a><b >< c> 1 8");
}

static void fault_57_the_last_line_may_lack_its_end(void **state) {
    (void)state;
    check_split("a,b", ',', "<a><b> 1 3");
    check_split("a,", ',', "<a><> 1 2");
    check_split("a,\"b\"", ',', "<a><b> 1 5");
}

static void fault_09_crlf_is_one_line_end(void **state) {
    (void)state;
    check_split("a,b\r\nc", ',', "<a><b> 1 5");
    check_split("a,\"b\"\r\nc", ',', "<a><b> 1 7");
}

static void fault_11_a_lone_cr_ends_a_line(void **state) {
    (void)state;
    check_split("a,b\rc", ',', "<a><b> 1 4");
    check_split("a,b\r", ',', "<a><b> 1 4");
    check_split("a,b\r\r\n", ',', "<a><b> 1 4");
}

static void quoted_fields_hold_anything(void **state) {
    (void)state;
    check_split("\"a,b\",\"c\nd\",\"e\r\nf\rg\"\nh", ',', "<a,b><c\nd><e\r\nf\rg> 4 21");
    check_split("\"say \"\"so\"\"\",\"\"\"\",\"\"\n", ',', "<say \"so\"><\"><> 1 21");
}

static void fault_05_blank_lines_are_no_records(void **state) {
    (void)state;
    check_split("\na", ',', "blank 1 1");
    check_split("\r\na", ',', "blank 1 2");
    check_split(" \t \na", ',', "blank 1 4");
    check_split("  ", ',', "blank 1 2");
    check_split(" \t \na", '\t', "< >< > 1 4");
    check_split("  \n", '\t', "blank 1 3");
    check_split("\"\"\n", ',', "<> 1 3");
}

static void a_comment_holds_anything_up_to_its_line_end(void **state) {
    (void)state;
    check_commented("#a,\"b\n1", ',', '#', "comment 1 6");
    check_commented("#\r\n1", ',', '#', "comment 1 3");
    check_commented("#a\r1", ',', '#', "comment 1 3");
    check_commented("#", ',', '#', "comment 1 1");
    check_commented("a#,b\n", ',', '#', "<a#><b> 1 5"); /* only in front */
    check_commented(" #\n", ',', '#', "< #> 1 3");
    check_commented("\"#\n#\"\n", ',', '#', "<#\n#> 2 6");
    check_split("#a\n", ',', "<#a> 1 3");
    check_commented("%x\n", ',', '#', "<%x> 1 3");
}

static void fault_12_an_unclosed_quote_is_placed_where_it_opens(void **state) {
    (void)state;
    char want[64];
    snprintf(want, sizeof want, "error %d at 2", (int)LSQ_SPLIT_UNCLOSED);
    check_split("a,\"b\nc,d\n", ',', want);
    check_split("a,\"", ',', want);
    check_split("a,\"b\"\"", ',', want);
}

static void fault_13_stray_quotes_are_refused(void **state) {
    (void)state;
    char want[64];
    snprintf(want, sizeof want, "error %d at 2", (int)LSQ_SPLIT_QUOTE);
    check_split("a,b\"c\"\n", ',', want);
    check_split("a, \"c\"\n", ',', want);
    snprintf(want, sizeof want, "error %d at 2", (int)LSQ_SPLIT_AFTER_QUOTE);
    check_split("a,\"b\"c\n", ',', want);
    check_split("a,\"b\" ,c\n", ',', want);
}

static void a_record_that_is_not_all_there_asks_for_more(void **state) {
    (void)state;
    const char *text = "\n ,\"a\"\"b\r\nc\",12\r\n";
    size_t length = strlen(text);
    lsq_split split = {0};
    lsq_split_init(&split, ',', 0);
    assert_int_equal(lsq_split_record(&split, text, text + 1, 0), LSQ_SPLIT_BLANK);
    for (size_t n = 2; n < length; n++)
        assert_int_equal(lsq_split_record(&split, text + 1, text + n, 0), LSQ_SPLIT_MORE);
    assert_int_equal(lsq_split_record(&split, text + 1, text + length, 0), LSQ_SPLIT_RECORD);
    assert_int_equal(split.count, 3);
    const char *cr = "a\r";
    assert_int_equal(lsq_split_record(&split, cr, cr + 2, 0), LSQ_SPLIT_MORE);
    split.comment = 'a';
    assert_int_equal(lsq_split_record(&split, cr, cr + 1, 0), LSQ_SPLIT_MORE);
    assert_int_equal(lsq_split_record(&split, cr, cr + 2, 0), LSQ_SPLIT_MORE);
    assert_int_equal(lsq_split_record(&split, cr, cr + 2, 1), LSQ_SPLIT_COMMENT);
    lsq_split_clear(&split);
}

static void surplus_fields_are_counted_but_not_kept(void **state) {
    (void)state;
    const char *text = "1,2,3,4,5\n";
    lsq_split split = {0};
    lsq_split_init(&split, ',', 0);
    split.keep = 2;
    assert_int_equal(lsq_split_record(&split, text, text + 10, 1), LSQ_SPLIT_RECORD);
    assert_int_equal(split.count, 5);
    assert_true(split.capacity < 5 || split.fields[2].text == NULL);
    lsq_split_clear(&split);
}

/* A record of `n` bytes x, cut by a comma after every `step`, with the end at hand or not; where it
 * begins with #, a comment. */
static lsq_split_result split_long(int64_t n, int64_t step, char first, int final) {
    char *text = malloc((size_t)n);
    assert_non_null(text);
    memset(text, 'x', (size_t)n);
    for (int64_t i = step; i < n; i += step)
        text[i] = ',';
    text[0] = first;
    lsq_split split = {0};
    lsq_split_init(&split, ',', '#');
    lsq_split_result result = lsq_split_record(&split, text, text + n, final);
    lsq_split_clear(&split);
    free(text);
    return result;
}

static void fault_36_a_line_is_limited(void **state) {
    (void)state;
    assert_int_equal(split_long(LSQ_MAX_LINE, 1000, 'x', 1), LSQ_SPLIT_RECORD);
    assert_int_equal(split_long(LSQ_MAX_LINE + 1, 1000, 'x', 1), LSQ_SPLIT_LINE_LIMIT);
    assert_int_equal(split_long(LSQ_MAX_LINE + 1, 1000, 'x', 0), LSQ_SPLIT_LINE_LIMIT);
    assert_int_equal(split_long(LSQ_MAX_LINE, 1000, '#', 1), LSQ_SPLIT_COMMENT);
    assert_int_equal(split_long(LSQ_MAX_LINE + 1, 1000, '#', 1), LSQ_SPLIT_LINE_LIMIT);
    assert_int_equal(split_long(LSQ_MAX_LINE + 1, 1000, '#', 0), LSQ_SPLIT_LINE_LIMIT);
}

static void fault_37_a_field_is_limited(void **state) {
    (void)state;
    assert_int_equal(split_long(LSQ_MAX_FIELD, INT64_MAX / 2, 'x', 1), LSQ_SPLIT_RECORD);
    assert_int_equal(split_long(LSQ_MAX_FIELD + 1, INT64_MAX / 2, 'x', 1), LSQ_SPLIT_FIELD_LIMIT);
    assert_int_equal(split_long(LSQ_MAX_FIELD + 1, INT64_MAX / 2, 'x', 0), LSQ_SPLIT_FIELD_LIMIT);
    assert_int_equal(split_long(LSQ_MAX_FIELD + 2, INT64_MAX / 2, '"', 0), LSQ_SPLIT_FIELD_LIMIT);
    assert_int_equal(split_long(LSQ_MAX_FIELD + 1, INT64_MAX / 2, '"', 0), LSQ_SPLIT_MORE);
}

static void blanks_are_trimmed_at_both_ends(void **state) {
    (void)state;
    const char *text = " \t a b\t ";
    size_t length = strlen(text);
    lsq_trim_blanks(&text, &length);
    assert_int_equal(length, 3);
    assert_memory_equal(text, "a b", 3);
    text = " \t";
    length = 2;
    lsq_trim_blanks(&text, &length);
    assert_int_equal(length, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_cut_at_the_delimiter),
        cmocka_unit_test(fault_57_the_last_line_may_lack_its_end),
        cmocka_unit_test(fault_09_crlf_is_one_line_end),
        cmocka_unit_test(fault_11_a_lone_cr_ends_a_line),
        cmocka_unit_test(quoted_fields_hold_anything),
        cmocka_unit_test(fault_05_blank_lines_are_no_records),
        cmocka_unit_test(a_comment_holds_anything_up_to_its_line_end),
        cmocka_unit_test(fault_12_an_unclosed_quote_is_placed_where_it_opens),
        cmocka_unit_test(fault_13_stray_quotes_are_refused),
        cmocka_unit_test(a_record_that_is_not_all_there_asks_for_more),
        cmocka_unit_test(surplus_fields_are_counted_but_not_kept),
        cmocka_unit_test(fault_36_a_line_is_limited),
        cmocka_unit_test(fault_37_a_field_is_limited),
        cmocka_unit_test(blanks_are_trimmed_at_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
