/* test_sniff.c - encodings and delimiters.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "data/sniff.h"
#include "support/check.h"

static void refuses(const char *bytes, size_t length, const char *part) {
    lsq_error error = {0};
    size_t mark = 0;
    lsq_status status = lsq_sniff_encoding(&mark, bytes, length, "t.csv", &error);
    check_status(status, LSQ_EDATA, &error);
    check_contains(error.message, part);
    check_contains(error.message, "t.csv: ");
}

static void delimiter_is(char want, const char *text, char decimal) {
    assert_int_equal(lsq_sniff_delimiter(text, strlen(text), 1, decimal, 0), want);
}

static void fault_07_and_08_marks_and_archives_are_told_apart(void **state) {
    (void)state;
    size_t mark = 9;
    assert_int_equal(lsq_sniff_encoding(&mark,
                                        "\xEF\xBB\xBF"
                                        "a",
                                        4, "", NULL),
                     LSQ_OK);
    assert_int_equal(mark, 3);
    assert_int_equal(lsq_sniff_encoding(&mark, "\xEF\xBB", 2, "", NULL), LSQ_OK);
    assert_int_equal(mark, 0);
    assert_int_equal(lsq_sniff_encoding(&mark, "", 0, "", NULL), LSQ_OK);
    refuses("PK\x03\x04", 4, "ZIP archive");
    refuses("\xFF\xFE", 2, "UTF-16 (little-endian)");
    refuses("\xFF\xFE\0\0", 4, "UTF-32 (little-endian)");
    refuses("\xFE\xFF\0a", 4, "UTF-16 (big-endian)");
    refuses("\0\0\xFE\xFF", 4, "UTF-32 (big-endian)");
}

static void the_delimiter_on_which_the_records_agree_is_taken(void **state) {
    (void)state;
    delimiter_is(',', "a,b\n1,2\n3,4\n", '.');
    delimiter_is(';', "a;b\n1;2\n", '.');
    delimiter_is('\t', "a\tb\n1\t2\n", '.');
    delimiter_is('|', "a|b\n1|2\n", '.');
    delimiter_is(';', "a;b\n1,5;2,5\n2,5;3,5\n", '.');
    delimiter_is(';', "1,5;2,5\n2,5;3,5\n", '.');
    delimiter_is(',', "a,b;c,d\n1,2,3\n4,5,6\n", '.');
    delimiter_is(',', "a,b,c\n1,2,3\n1,2\n4,5,6\n", '.');
    delimiter_is(',', "x\n1\n2\n", '.');
    delimiter_is(',', "", '.');
    delimiter_is(',', "a,b,c|d\n", '.');
}

static void quotes_hide_delimiters(void **state) {
    (void)state;
    delimiter_is(',', "\"a;b\",c\n\"1;2\",3\n", '.');
    delimiter_is(';', "\"a,b\";\"c\n,d\"\n1;2\n", '.');
}

static void a_decimal_comma_is_no_delimiter(void **state) {
    (void)state;
    delimiter_is(';', "a\n1,5\n", ',');
    delimiter_is(';', "a,b;c\n1,5;2\n", ',');
    delimiter_is('\t', "a\tb\n1,5\t2,5\n", ',');
}

static void only_whole_records_near_the_start_are_looked_at(void **state) {
    (void)state;
    const char *text = "a;b\n1;2\n3";
    assert_int_equal(lsq_sniff_delimiter(text, strlen(text), 0, '.', 0), ';');
    lsq_text far = {0};
    lsq_text_put(&far, "a;b\n");
    while (far.length <= LSQ_SNIFF_BYTES)
        lsq_text_put(&far, "1111111111111111111111111111111111111;2\n");
    lsq_text_put(&far, "1,1,1\n");
    assert_int_equal(lsq_sniff_delimiter(far.bytes, far.length, 1, '.', 0), ';');
    lsq_text_clear(&far);
}

static void comments_are_passed_over(void **state) {
    (void)state;
    const char *text = "#a,b,c\na;b\n# 1,2\" 3\n1;2\n";
    int64_t fields = 0;
    assert_int_equal(lsq_sniff_delimiter(text, strlen(text), 1, '.', '#'), ';');
    assert_int_equal(lsq_sniff_delimiter(text, strlen(text), 1, '.', 0), ',');
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, '|', '.', '#'), ';');
    assert_int_equal(fields, 2);
    text = "# a note\nx y\n#\n1 2\n";
    assert_int_equal(lsq_sniff_blanks(&fields, text, strlen(text), 1, ',', '#'), LSQ_BLANKS_SINGLE);
    assert_int_equal(fields, 2);
}

static void a_header_longer_than_the_look_still_tells(void **state) {
    (void)state;
    lsq_text wide = {0};
    for (int i = 0; i < 20000; i++)
        lsq_text_format(&wide, i ? ";x%d" : "x%d", i);
    lsq_text_put(&wide, "\n");
    assert_true(wide.length > LSQ_SNIFF_BYTES);
    assert_int_equal(lsq_sniff_delimiter(wide.bytes, wide.length, 1, '.', 0), ';');
    lsq_text_clear(&wide);
}

static void fault_40_a_denser_delimiter_is_found(void **state) {
    (void)state;
    int64_t fields = 0;
    const char *text = "a\tb\tc\n1\t2\t3\n";
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, ',', '.', 0), '\t');
    assert_int_equal(fields, 3);
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, '\t', '.', 0), 0);
    text = "a;b,c\n1;2,3\n";
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, ';', '.', 0), 0);
    text = "a\n1,5\n";
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, ';', '.', 0), 0);
    text = "1,5\n2,5\n";
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, ';', ',', 0), 0);
    text = "\"x\",\"y\"\n\"1\",\"2\"\n"; /* which ; cannot even split */
    assert_int_equal(lsq_sniff_denser(&fields, text, strlen(text), 1, ';', '.', 0), ',');
    assert_int_equal(fields, 2);
}

static void blanks_are(lsq_blanks want, int64_t want_fields, const char *text) {
    int64_t fields = 0;
    assert_int_equal(lsq_sniff_blanks(&fields, text, strlen(text), 1, ',', 0), want);
    if (want != LSQ_BLANKS_NONE)
        assert_int_equal(fields, want_fields);
}

static void fault_40_blanks_that_cut_every_record_alike_are_found(void **state) {
    (void)state;
    blanks_are(LSQ_BLANKS_SINGLE, 2, "x y\n1 2\n\n3 4");
    blanks_are(LSQ_BLANKS_SINGLE, 2, "\"x z\" y\n1 2\n");
    blanks_are(LSQ_BLANKS_RUNS, 3, "x y z\n1 2  3\n");
    blanks_are(LSQ_BLANKS_ALIGNED, 2, "x y \n1   2\n");
    blanks_are(LSQ_BLANKS_ALIGNED, 2, " 10   2\n1 2\n");
    blanks_are(LSQ_BLANKS_NONE, 0, "x y\n");
    blanks_are(LSQ_BLANKS_NONE, 0, " x\n 5\n 7\n");
    blanks_are(LSQ_BLANKS_NONE, 0, "x y\n1 2\n3\n");
    blanks_are(LSQ_BLANKS_NONE, 0, "x y\n1 2 3\n");
    blanks_are(LSQ_BLANKS_NONE, 0, "x,y z\n1,2 3\n");
    blanks_are(LSQ_BLANKS_NONE, 0, "");
}

static void delimiters_are_shown_as_a_shell_takes_them(void **state) {
    (void)state;
    check_text(lsq_delimiter_text(','), ",");
    check_text(lsq_delimiter_text('\t'), "$'\\t'");
    check_text(lsq_delimiter_text('|'), "'|'");
    check_text(lsq_delimiter_text(';'), "';'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_07_and_08_marks_and_archives_are_told_apart),
        cmocka_unit_test(the_delimiter_on_which_the_records_agree_is_taken),
        cmocka_unit_test(quotes_hide_delimiters),
        cmocka_unit_test(a_decimal_comma_is_no_delimiter),
        cmocka_unit_test(only_whole_records_near_the_start_are_looked_at),
        cmocka_unit_test(comments_are_passed_over),
        cmocka_unit_test(a_header_longer_than_the_look_still_tells),
        cmocka_unit_test(fault_40_a_denser_delimiter_is_found),
        cmocka_unit_test(fault_40_blanks_that_cut_every_record_alike_are_found),
        cmocka_unit_test(delimiters_are_shown_as_a_shell_takes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
