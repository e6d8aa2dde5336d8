/* test_shell.c - words to be pasted into a shell.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/shell.h"
#include "support/check.h"

static void check_word(const char *word, const char *want) {
    lsq_text text = {0};
    lsq_put_shell_word(&text, word);
    check_text(text.bytes, want);
    lsq_text_clear(&text);
}

static void plain_words_stay_bare_and_others_are_quoted(void **state) {
    (void)state;
    check_word("area,rooms_2.x", "area,rooms_2.x");
    check_word("", "''");
    check_word("my col", "'my col'");
    check_word("-x", "'-x'");
    check_word("m\xC2\xB2", "'m\xC2\xB2'");
    check_word("it's", "'it'\\''s'");
    check_word("'", "''\\'''");
}

/* The words go through a real shell, which prints them between brackets. */
static void a_shell_takes_each_word_as_it_is(void **state) {
    (void)state;
    static const char *const words[] = {"",
                                        "a,b",
                                        "it's $(id)",
                                        "`id`",
                                        "'; id; '",
                                        "$HOME",
                                        "a\\b\\\\",
                                        "*",
                                        "\"q\" 'q'",
                                        "!!",
                                        "#x",
                                        "~",
                                        "a  b ",
                                        "''",
                                        "&|<>;(){}",
                                        "'\\''",
                                        "-n",
                                        "%s%n",
                                        "m\xC2\xB2,\xC3\xB6"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        lsq_text command = {0};
        char got[256] = "", want[256];
        lsq_text_put(&command, "printf '[%s]' ");
        lsq_put_shell_word(&command, words[i]);
        FILE *shell = popen(command.bytes, "r");
        assert_non_null(shell);
        size_t n = fread(got, 1, sizeof got - 1, shell);
        assert_int_equal(pclose(shell), 0);
        got[n] = '\0';
        snprintf(want, sizeof want, "[%s]", words[i]);
        check_text(got, want);
        lsq_text_clear(&command);
    }
}

static void what_could_harm_a_terminal_is_not_showable(void **state) {
    (void)state;
    static const char *const shown[] = {"", "a", "\\", "a\\b", "m\xC2\xB2", "it's $(id)", "\\\\"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_int_equal(lsq_is_showable(shown[i]), 1);
    static const char *const hidden[] = {"a\nb", "\x1B[2J", "\xE2\x80\xAE", "\xFF", "\\\t", "\x7F"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_int_equal(lsq_is_showable(hidden[i]), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_stay_bare_and_others_are_quoted),
        cmocka_unit_test(a_shell_takes_each_word_as_it_is),
        cmocka_unit_test(what_could_harm_a_terminal_is_not_showable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
