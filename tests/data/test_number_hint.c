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

static void check(const char *text, char mark, const char *part) {
    const char *hint = lsq_number_hint(text, strlen(text), mark);
    if (!part) {
        assert_null(hint);
        return;
    }
    assert_non_null(hint);
    assert_non_null(strstr(hint, part));
}

static void fault_17_a_decimal_comma_is_suggested(void **state) {
    (void)state;
    check("1,5", '.', "decimal comma? --decimal ,");
    check("-12,5e3", '.', "decimal comma? --decimal ,");
    check(" ,5 ", '.', "decimal comma? --decimal ,");
    check("1.5", ',', "decimal point? leave out --decimal ,");
}

static void fault_18_thousands_are_recognised(void **state) {
    (void)state;
    check("1,000", '.', "a thousands comma? remove it; a decimal comma? --decimal ,");
    check("1,234,567", '.', "thousands commas? remove them");
    check("-1,234.5", '.', "thousands commas? remove them");
    check("1.234,5", '.', "thousands points? remove them, and --decimal ,");
    check("1.234.567,5", ',', "thousands points? remove them");
    check("1,23,456", '.', NULL);
    check("1,2345,678", '.', NULL);
    check(",123,456", '.', NULL);
}

static void fault_19_nan_and_inf_are_explained(void **state) {
    (void)state;
    check("NaN", '.', "--na");
    check("-Inf", '.', "infinite");
}

static void fault_21_words_for_missing_values_point_to_the_option(void **state) {
    (void)state;
    static const char *const texts[] = {".", "-", "--", "?", "NULL", "n/a", "#N/A", "none", "nil"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i], '.', "--na");
}

static void fault_22_foreign_notations_are_named(void **state) {
    (void)state;
    check("0x1p3", '.', "hexadecimal");
    check("-0x1F", '.', "hexadecimal");
    check("1d5", '.', "Fortran");
    check("1.5D-3", '.', "Fortran");
    check("1_000", '.', "together");
    check("1 000", '.', "together");
    check("\xEF\xBC\x95", '.', "digits 0 to 9");
    check("\xE2\x88\x92\x35", '.', "Unicode minus");
    check("1\xC2\xA0"
          "000",
          '.', "space");
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
        cmocka_unit_test(fault_19_nan_and_inf_are_explained),
        cmocka_unit_test(fault_21_words_for_missing_values_point_to_the_option),
        cmocka_unit_test(fault_22_foreign_notations_are_named),
        cmocka_unit_test(ordinary_texts_have_no_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
