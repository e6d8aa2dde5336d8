/* test_tokens.c - the words of a formula, and bytes that are none.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "model/tokens.h"

static void assert_token(const char *text, lsq_token_kind kind, int64_t at, int64_t length) {
    lsq_token token;
    assert_int_equal(lsq_token_read(&token, text, 0, NULL), LSQ_OK);
    assert_int_equal(token.kind, kind);
    assert_int_equal(token.at, at);
    assert_int_equal(token.length, length);
    assert_int_equal(token.sign, kind == LSQ_TOKEN_SIGN ? text[at] : 0);
}

static void assert_no_token(const char *text, int64_t column, const char *wanted) {
    lsq_token token;
    lsq_error error = {0};
    assert_int_equal(lsq_token_read(&token, text, 0, &error), LSQ_EFORMULA);
    assert_int_equal(error.line, 1);
    assert_int_equal(error.column, column);
    assert_non_null(strstr(error.message, wanted));
}

static void names_take_dots_underscores_digits_and_utf8(void **state) {
    (void)state;
    assert_token("x_1.b+c", LSQ_TOKEN_NAME, 0, 5);
    assert_token(" \t\r\n.x2", LSQ_TOKEN_NAME, 4, 3);
    assert_token("gr\xC3\xB6\xC3\x9F"
                 "e-1",
                 LSQ_TOKEN_NAME, 0, 7);
    assert_token("..1", LSQ_TOKEN_NAME, 0, 3);
    assert_token(". - x", LSQ_TOKEN_DOT, 0, 1);
    assert_token("", LSQ_TOKEN_END, 0, 0);
    assert_token("  ", LSQ_TOKEN_END, 2, 0);
}

static void quoted_names_hold_anything_and_doubled_backquotes(void **state) {
    (void)state;
    assert_token("`a + \x1B\n`+b", LSQ_TOKEN_QUOTED, 0, 8);
    assert_token("`a``b`", LSQ_TOKEN_QUOTED, 0, 6);
    assert_token("````", LSQ_TOKEN_QUOTED, 0, 4);
    assert_no_token("  `abc", 3, "no partner");
    assert_no_token("`abc``", 1, "no partner");
    assert_no_token("``", 1, "hold no name");
}

static void numbers_end_where_their_grammar_ends(void **state) {
    (void)state;
    assert_token("12+3", LSQ_TOKEN_NUMBER, 0, 2);
    assert_token("1.50e-3*x", LSQ_TOKEN_NUMBER, 0, 7);
    assert_token("1E5+x", LSQ_TOKEN_NUMBER, 0, 3);
    assert_token("1e+5)", LSQ_TOKEN_NUMBER, 0, 4);
    assert_token(".5)", LSQ_TOKEN_NUMBER, 0, 2);
    assert_token("5.)", LSQ_TOKEN_NUMBER, 0, 2);
    assert_no_token("1e", 1, "'1e' is neither a number nor a name");
    assert_no_token("3x+1", 1, "'3x'");
    assert_no_token("1.2.3", 1, "'1.2.3'");
    assert_no_token("0x10", 1, "'0x10'");
    assert_no_token("1e999", 1, "outside the range");
}

static void fault_73_a_long_number_is_refused_in_linear_time(void **state) {
    (void)state;
    static char text[1000001];
    memset(text, '9', sizeof text - 1);
    assert_no_token(text, 1, "more than 1100 digits");
}

static void other_bytes_are_refused_with_a_hint(void **state) {
    (void)state;
    assert_no_token("/ b", 1, "multiply by a decimal");
    assert_no_token(" \"a\"", 2, "backquotes");
    assert_no_token("_a", 1, "backquotes");
    assert_no_token("%in%", 1, "a:b");
    assert_no_token("\x01", 1, "'\\x01' has no meaning");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_take_dots_underscores_digits_and_utf8),
        cmocka_unit_test(quoted_names_hold_anything_and_doubled_backquotes),
        cmocka_unit_test(numbers_end_where_their_grammar_ends),
        cmocka_unit_test(fault_73_a_long_number_is_refused_in_linear_time),
        cmocka_unit_test(other_bytes_are_refused_with_a_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
