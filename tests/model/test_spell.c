/* test_spell.c - names, numbers and expressions come out as R writes them.
 *
 * Expectations are what R 4.2 gives for deparse() and for the labels of terms().
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "model/spell.h"

static void assert_name(const char *name, const char *wanted) {
    lsq_text text = {0};
    lsq_spell_name(&text, name);
    assert_string_equal(text.bytes, wanted);
    lsq_text_clear(&text);
}

static void unusual_names_stand_in_backquotes(void **state) {
    (void)state;
    assert_name("a.b_2", "a.b_2");
    assert_name("\xC3\xA9", "\xC3\xA9");
    assert_name(".a", ".a");
    assert_name("..", "..");
    assert_name("T", "T");
    assert_name("my col", "`my col`");
    assert_name("a-b", "`a-b`");
    assert_name("1a", "`1a`");
    assert_name("_a", "`_a`");
    assert_name(".1", "`.1`");
    assert_name("if", "`if`");
    assert_name("in", "`in`");
    assert_name("TRUE", "`TRUE`");
    assert_name("NA_real_", "`NA_real_`");
    assert_name("I(x^2)", "`I(x^2)`");
}

/* Where R differs: it escapes a backquote by a backslash, and takes a lone dot for a name. */
static void a_backquote_is_doubled_and_a_dot_quoted(void **state) {
    (void)state;
    assert_name("a`b", "`a``b`");
    assert_name("`", "````");
    assert_name(".", "`.`");
    assert_name("a\\b", "`a\\b`");
}

static void fault_33_control_bytes_stay_in_the_name(void **state) {
    (void)state;
    assert_name("a\n\x1B[31m", "`a\n\x1B[31m`");
}

/* I(...) of the response as R would write it */
static void assert_expression(const char *inside, const char *wanted) {
    char formula[4096];
    assert_true(strlen(inside) < 4000);
    strcpy(formula, "I(");
    strcat(formula, inside);
    strcat(formula, ") ~ 1");
    lsq_tree tree;
    lsq_error error = {0};
    if (lsq_formula_parse(&tree, formula, &error))
        fail_msg("%s: %s", formula, error.message);
    lsq_text text = {0};
    int64_t identity = tree.nodes[tree.responses].child;
    lsq_spell_expression(&text, &tree, tree.nodes[identity].child);
    assert_string_equal(text.bytes, wanted);
    lsq_text_clear(&text);
    lsq_tree_clear(&tree);
}

static void numbers_are_the_shorter_of_plain_and_scientific(void **state) {
    (void)state;
    assert_expression("1.50", "1.5");
    assert_expression("5.", "5");
    assert_expression(".5", "0.5");
    assert_expression("000123", "123");
    assert_expression("0.0", "0");
    assert_expression("1e3", "1000");
    assert_expression("100000", "1e+05");
    assert_expression("120000", "120000");
    assert_expression("123456", "123456");
    assert_expression("1.25e5", "125000");
    assert_expression("0.0001", "1e-04");
    assert_expression("0.00015", "0.00015");
    assert_expression("1.5e-5", "1.5e-05");
    assert_expression("12345.6789", "12345.6789");
    assert_expression("1e15", "1e+15");
    assert_expression("1e-20", "1e-20");
    assert_expression("1e300", "1e+300");
}

/* 99 ones and six zeros are 105 bytes, as long as with e+104, and so plain; a seventh is not. */
static void a_tie_of_lengths_is_written_plain(void **state) {
    (void)state;
    char text[128] = {0}, wanted[128] = "1.";
    memset(text, '1', 99);
    strcat(text, "000000");
    assert_expression(text, text);
    memset(wanted + 2, '1', 98);
    strcat(wanted, "e+105");
    strcat(text, "0");
    assert_expression(text, wanted);
}

/* R shortens to 15 digits; two different terms would then have one name. */
static void numbers_keep_all_their_digits(void **state) {
    (void)state;
    assert_expression("123456789012345678", "123456789012345678");
    assert_expression("0.1234567890123456789", "0.1234567890123456789");
    assert_expression("1.0000000000000000000001e-9", "1.0000000000000000000001e-09");
}

static void expressions_are_spaced_as_in_r(void **state) {
    (void)state;
    assert_expression("x^ 2", "x^2");
    assert_expression("x1*x2", "x1 * x2");
    assert_expression("x-1950", "x - 1950");
    assert_expression("(a+b)*c", "(a + b) * c");
    assert_expression("a*(b+c)*-2", "a * (b + c) * -2");
    assert_expression("-a^2", "-a^2");
    assert_expression("(-a)^2", "(-a)^2");
    assert_expression("- -a", "--a");
    assert_expression("a- -b", "a - -b");
    assert_expression("a - +b", "a - +b");
    assert_expression("-a*b", "-a * b");
    assert_expression("((a))", "((a))");
    assert_expression("`my col`^2", "`my col`^2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unusual_names_stand_in_backquotes),
        cmocka_unit_test(a_backquote_is_doubled_and_a_dot_quoted),
        cmocka_unit_test(fault_33_control_bytes_stay_in_the_name),
        cmocka_unit_test(numbers_are_the_shorter_of_plain_and_scientific),
        cmocka_unit_test(a_tie_of_lengths_is_written_plain),
        cmocka_unit_test(numbers_keep_all_their_digits),
        cmocka_unit_test(expressions_are_spaced_as_in_r),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
