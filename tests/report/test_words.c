/* Elided names and sums, wrapped sentences.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "report/words.h"
#include "support/check.h"

/* The text as a string; valid until the next call. */
static const char *shown(lsq_text *text) {
    static char copy[4096];
    assert_false(text->failed);
    assert_true(text->length < sizeof copy);
    memcpy(copy, text->bytes ? text->bytes : "", text->length + (text->bytes != NULL));
    if (!text->bytes)
        *copy = '\0';
    lsq_text_clear(text);
    return copy;
}

static const char *elided(const char *name, int64_t width) {
    lsq_text out = {0};
    lsq_put_elided(&out, name, width);
    return shown(&out);
}

static const char *summed(const char *sum, int64_t width, int64_t count) {
    lsq_text out = {0};
    lsq_put_sum(&out, sum, width, count);
    return shown(&out);
}

static const char *wrapped(const char *sentence, int64_t indent, int64_t width) {
    lsq_text out = {0};
    lsq_put_wrapped(&out, sentence, indent, width);
    return shown(&out);
}

static void a_name_that_fits_stays(void **state) {
    (void)state;
    check_text(elided("size", 4), "size");
    check_text(elided("größe", 5), "größe");
    check_text(elided("", 5), "");
}

static void a_long_name_keeps_both_ends(void **state) {
    (void)state;
    check_text(elided("abcdefghijklmnop", 10), "abcdef…nop");
    check_text(elided("öäüöäüöäüöäü", 7), "öäüö…äü");
    /* two columns each: seven do not fill with whole characters */
    check_text(elided("寸寸寸寸寸寸", 7), "寸寸…寸");
}

static void what_has_a_width_is_filled_up(void **state) {
    (void)state;
    lsq_text out = {0};
    lsq_put_right(&out, "größe", 7);
    check_text(shown(&out), "  größe");
    lsq_put_right(&out, "größe", 4);
    check_text(shown(&out), "größe");
    lsq_put_name(&out, "größe", 7);
    check_text(shown(&out), "größe  ");
    lsq_put_name(&out, "", 2);
    check_text(shown(&out), "  ");
    lsq_put_name(&out, "abcdefghijklmnop", 10);
    check_text(shown(&out), "abcdef…nop");
    lsq_put_name(&out, "a\033", 10);
    check_text(shown(&out), "a\\x1B     ");
}

static void fault_33_a_name_is_escaped_before_it_is_measured(void **state) {
    (void)state;
    check_text(elided("a\033[31m\n", 20), "a\\x1B[31m\\n");
    check_text(elided("\342\200\256abc", 20), "\\u{202E}abc");
}

static void fault_32_a_name_of_a_megabyte_is_cut(void **state) {
    (void)state;
    static char name[1 << 20];
    memset(name, 'n', sizeof name - 1);
    assert_int_equal(lsq_text_width(elided(name, 32)), 32);
}

static void a_long_sum_ends_after_a_whole_summand(void **state) {
    (void)state;
    check_text(summed("y ~ aa + bb + cc", 16, 4), "y ~ aa + bb + cc");
    check_text(summed("y ~ aa + bb + cc + dd + ee + ff", 30, 7), "y ~ aa + bb + cc + … (7 terms)");
    check_text(summed("y ~ aa + bb + cc + dd + ee + ff", 29, 7), "y ~ aa + bb + … (7 terms)");
    check_text(summed("y ~ aa + bb + cc + dd + ee + ff", 25, 7), "y ~ aa + bb + … (7 terms)");
    check_text(summed("y ~ aa + bb + cc + dd + ee + ff", 24, 7), "y ~ aa + … (7 terms)");
}

static void a_sentence_is_broken_at_spaces_with_a_hanging_indent(void **state) {
    (void)state;
    check_text(wrapped("one two three", 0, 80), "one two three");
    check_text(wrapped("one two three", 0, 7), "one two\nthree");
    check_text(wrapped("one two three", 2, 8), "one\n  two\n  three");
    check_text(wrapped("one two three", 2, 9), "one two\n  three");
    check_text(wrapped("a verylongword b", 0, 4), "a\nverylongword\nb");
}

static void widths_are_columns_not_bytes(void **state) {
    (void)state;
    check_text(wrapped("äöü äöü äöü", 0, 7), "äöü äöü\näöü");
}

static void
fault_33_control_characters_are_escaped_and_escapes_are_not_escaped_again(void **state) {
    (void)state;
    check_text(wrapped("a\033b", 0, 80), "a\\x1Bb");
    check_text(wrapped("a\\x1Bb \\n", 0, 80), "a\\x1Bb \\n");
}

static void negative_counts_of_spaces_are_none(void **state) {
    (void)state;
    lsq_text out = {0};
    lsq_put_spaces(&out, -3);
    lsq_put_spaces(&out, 2);
    check_text(shown(&out), "  ");
}

static void lines_are_taken_one_by_one(void **state) {
    (void)state;
    char text[] = "a\n\nbc\n", *rest = text;
    check_text(lsq_take_line(&rest), "a");
    check_text(lsq_take_line(&rest), "");
    check_text(lsq_take_line(&rest), "bc");
    assert_null(lsq_take_line(&rest));
    char open[] = "d";
    rest = open;
    check_text(lsq_take_line(&rest), "d");
    assert_null(rest);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_fits_stays),
        cmocka_unit_test(a_long_name_keeps_both_ends),
        cmocka_unit_test(what_has_a_width_is_filled_up),
        cmocka_unit_test(fault_33_a_name_is_escaped_before_it_is_measured),
        cmocka_unit_test(fault_32_a_name_of_a_megabyte_is_cut),
        cmocka_unit_test(a_long_sum_ends_after_a_whole_summand),
        cmocka_unit_test(a_sentence_is_broken_at_spaces_with_a_hanging_indent),
        cmocka_unit_test(widths_are_columns_not_bytes),
        cmocka_unit_test(fault_33_control_characters_are_escaped_and_escapes_are_not_escaped_again),
        cmocka_unit_test(negative_counts_of_spaces_are_none),
        cmocka_unit_test(lines_are_taken_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
