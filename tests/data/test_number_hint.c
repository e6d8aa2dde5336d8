/* test_number_hint.c - hints for texts that are no numbers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "data/number.h"

static void check_in(char delimiter, const char *text, char mark, const char *part) {
    const char *hint = lsq_number_hint(text, strlen(text), mark, 0, delimiter);
    if (!part) {
        assert_null(hint);
        return;
    }
    assert_non_null(hint);
    assert_non_null(strstr(hint, part));
}

static void check(const char *text, char mark, const char *part) {
    check_in(';', text, mark, part);
}

/* The hint is this and nothing more. */
static void check_whole(char delimiter, const char *text, const char *want) {
    const char *hint = lsq_number_hint(text, strlen(text), '.', 0, delimiter);
    assert_non_null(hint);
    assert_string_equal(hint, want);
}

static void fault_17_a_decimal_comma_is_suggested(void **state) {
    (void)state;
    check("1,5", '.', "decimal comma? --decimal ,");
    check("-12,5e3", '.', "decimal comma? --decimal ,");
    check(" ,5 ", '.', "decimal comma? --decimal ,");
    check("1.5", ',', "decimal point? leave out --decimal ,");
    check_whole(';', "1,5", "decimal comma? --decimal ,");
    check_whole(',', "1,5", "decimal comma? --decimal , --delim ,");
}

static void fault_18_thousands_are_recognised(void **state) {
    (void)state;
    check("1,000", '.', "a thousands comma? --thousands ,; a decimal comma? --decimal ,");
    check("1,234,567", '.', "thousands commas? --thousands ,");
    check("-1,234.5", '.', "thousands commas? --thousands ,");
    check_whole(';', "1.234,5", "thousands points? --thousands . --decimal ,");
    check("1.234", ',', "a thousands point? --thousands .; a decimal point? leave out --decimal ,");
    check("1,234.5", ',', "thousands commas? --thousands , and leave out --decimal ,");
    check("1.234.567,5", ',', "thousands points? --thousands .");
    check_whole(';', "1.234.567", "thousands points? --thousands . --decimal ,");
    check_whole(',', "1.234.567", "thousands points? --thousands . --decimal , --delim ,");
    check_whole(',', "1.234,5", "thousands points? --thousands . --decimal , --delim ,");
    check_whole(',', "1,000",
                "a thousands comma? --thousands ,; a decimal comma? --decimal , --delim ,");
    check("1,23,456", '.', NULL);
    check("1,2345,678", '.', NULL);
    check("1234,567,890", '.', NULL);
    check("1,000.5x", '.', NULL);
    check("1,,234", '.', NULL);
    check(",123,456", '.', NULL);
    check_whole(';', "1_000", "digits in groups? --thousands _");
    check_whole(';', "-1'234'567.5", "digits in groups? --thousands \"'\"");
    check_whole(';', " 1 000", "digits in groups? --thousands space; another delimiter? --delim");
    check("1_00", '.', "write them together");
    check("1_000_00", '.', "write them together");
}

static void fault_18_spaces_of_every_kind_are_recognised(void **state) {
    (void)state;
    static const char *const spaces[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        char text[64];
        snprintf(text, sizeof text, "-1%s500%s000,5", spaces[i], spaces[i]);
        check_whole(';', text, "digits in groups? --thousands space --decimal ,");
        check_whole(',', text, "digits in groups? --thousands space --decimal , --delim ,");
        text[3 + 2 * strlen(spaces[i]) + 5] = '.';
        check(text, ',', "digits in groups? --thousands space and leave out --decimal ,");
        check_whole(';', text,
                    i ? "digits in groups? --thousands space"
                      : "digits in groups? --thousands space; another delimiter? --delim");
        snprintf(text, sizeof text, "1%s50,5", spaces[i]); /* no option reads it */
        check(text, '.', i ? "a no-break or thin space? remove it" : "write them together");
    }
}

static void check_rule(const char *text, char mark, char thousands, int known) {
    const char *hint = lsq_number_hint(text, strlen(text), mark, thousands, ';');
    const char *rule = "with --thousands 1 to 3 digits come first, then groups of 3, and none "
                       "behind the decimal mark";
    if (known != (hint && strcmp(hint, rule) == 0))
        fail_msg("'%s': %s", text, hint ? hint : "no hint");
}

static void fault_18_the_rule_of_groups_is_named(void **state) {
    (void)state;
    check_rule("1,23", '.', ',', 1);
    check_rule("12,34,567", '.', ',', 1);
    check_rule("1.000,000", '.', ',', 1);
    check_rule("-1e1,000", '.', ',', 1);
    check_rule("+1,5E3", '.', ',', 1);
    check_rule("1.5", ',', '.', 1);
    check_rule("1 23", '.', ' ', 1);
    check_rule("1\xC2\xA0\x32\x33", '.', ' ', 1);
    check_rule("1\xE2\x80\x89\x32\x33", '.', ',', 0);
    check_rule("1,23", '.', 0, 0);
    check_rule("1.2.3", '.', ',', 0);
    check_rule("1,23x", '.', ',', 0);
    check_rule(",", '.', ',', 0);
    check_rule("e,e", '.', ',', 0);
    check_rule("1 000,5", '.', ' ', 0);
}

static void check_missing(const char *text, const char *want) {
    const char *hint = lsq_missing_hint(text, strlen(text));
    if (!want) {
        assert_null(hint);
        return;
    }
    assert_non_null(hint);
    assert_string_equal(hint, want);
}

static void fault_19_nan_and_inf_are_explained(void **state) {
    (void)state;
    check_missing("NaN", "a missing value?");
    check_missing("-nan", "a missing value?");
    check_missing("Inf", NULL);
    check("-Inf", '.', "infinite");
}

static void fault_21_words_for_missing_values_are_known(void **state) {
    (void)state;
    static const char *const texts[] = {".",   "-",   "--",   "?",   " NULL ",
                                        "n/a", "N/A", "none", "nil", "Null"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check_missing(texts[i], "a missing value?");
    static const char *const errors[] = {"#DIV/0!", "#VALUE!", "#N/A",   "#REF!", "#NAME?",
                                         "#NUM!",   "#A1!",    "#NULL!", "#NV",   "#WERT!",
                                         " #REF! ", "#SPILL!", "#n/a"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        check_missing(errors[i], "a spreadsheet's error value; to drop such rows");
    static const char *const others[] = {"",   "#",     "#!",   "# note!", "#Num!", "#a/b!",
                                         "#1", "note?", "NANA", "n",       "+"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        check_missing(others[i], NULL);
}

static void dates_are_known(void **state) {
    (void)state;
    static const char *const dates[] = {"2024-01-05",          "5.1.2024",        "1/5/24",
                                        "31/12/1999",          "12/31/99",        "2024/1/5",
                                        " 2024-01-05\t",       "05.01.24",        "2024.1.5",
                                        "2024-01-05T10:00:00", "2024-01-05 10:00"};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        assert_int_equal(lsq_is_date(dates[i], strlen(dates[i])), 1);
    static const char *const others[] = {
        "",         "1.2.3",     "1.234.567",   "2024-13-05",   "2024-01-32",   "32/1/24",
        "13/13/24", "1-5/24",    "2024-01",     "2024-01-",     "2024-01-05x",  "1.5.",
        "1:5:24",   "1.5.20245", "2024-01-05T", "2024-01-05-1", "2024-01-05Tx", "0/1/24",
        "1.5.202",  "1.5",       "192.168.1.1", "2024-01-05 x"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (lsq_is_date(others[i], strlen(others[i])))
            fail_msg("'%s' is taken for a date", others[i]);
}

static void fault_22_foreign_notations_are_named(void **state) {
    (void)state;
    check("0x1p3", '.', "hexadecimal");
    check("-0x1F", '.', "hexadecimal");
    check("1d5", '.', "Fortran");
    check("1.5D-3", '.', "Fortran");
    check("0x", '.', NULL);
    check("1d+5", '.', "Fortran");
    check("1d05", '.', "Fortran");
    check("1dx", '.', NULL);
    check("1d", '.', NULL);
    check("1\t00", '.', "together");
    check("5%5", '.', NULL);
    check("\xEF\xBC\x85", '.', NULL); /* a full-width per cent sign, and an A */
    check("\xEF\xBC\xA1", '.', NULL);
    check("\xC2\xA0\x35", '.', "a no-break or thin space? remove it");
    check("5\xE2\x80\xAF%", '.', "a no-break or thin space? remove it");
    check("5\xE2\x80\x89", '.', "a no-break or thin space? remove it");
    check("\xC2\xA3"
          "5",
          '.', "currency");
    check("{5\xE2\x82\xAC", '.', "currency");
    check("EUR 5\xE2\x82\xAC", '.', NULL); /* letters: a text */
    check("1_00", '.', "together");
    check("1 00", '.', "together");
    check("\xEF\xBC\x95", '.', "digits 0 to 9");
    check("\xE2\x88\x92\x35", '.', "Unicode minus");
    check("5%", '.', "percent");
    check("$5", '.', "currency");
    check("5 \xE2\x82\xAC", '.', "currency");
    check("TRUE", '.', "1 and 0");
}

static void ordinary_texts_have_no_hint(void **state) {
    (void)state;
    static const char *const texts[] = {"",         " ", "north",     "x1",    "5th",         "a,b",
                                        "New York", "+", "#",         "12abc", "caf\xC3\xA9", "$",
                                        "1..2",     "e", "2024-01-05"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i], '.', NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_17_a_decimal_comma_is_suggested),
        cmocka_unit_test(fault_18_thousands_are_recognised),
        cmocka_unit_test(fault_18_spaces_of_every_kind_are_recognised),
        cmocka_unit_test(fault_18_the_rule_of_groups_is_named),
        cmocka_unit_test(fault_19_nan_and_inf_are_explained),
        cmocka_unit_test(fault_21_words_for_missing_values_are_known),
        cmocka_unit_test(dates_are_known),
        cmocka_unit_test(fault_22_foreign_notations_are_named),
        cmocka_unit_test(ordinary_texts_have_no_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
