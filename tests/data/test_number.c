/* test_number.c - the number grammar.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "slow_number.h"

static void check_groups(const char *text, char mark, char thousands, const char *value,
                         int exp10) {
    fmpz_t got, want;
    int32_t e = 12345;
    fmpz_init(got);
    fmpz_init(want);
    fmpz_set_str(want, value, 10);
    assert_int_equal(lsq_number_parse(got, &e, text, strlen(text), mark, thousands), LSQ_NUMBER_OK);
    assert_true(fmpz_equal(got, want));
    assert_int_equal(e, exp10);
    fmpz_clear(got);
    fmpz_clear(want);
}

static void check(const char *text, const char *value, int exp10) {
    check_groups(text, '.', 0, value, exp10);
}

/* The result is `want`, value and exponent stay untouched. */
static void refuse_groups(const char *text, size_t length, char mark, char thousands,
                          lsq_number_result want) {
    fmpz_t value;
    int32_t exp10 = 12345;
    fmpz_init_set_si(value, 678);
    if (lsq_number_parse(value, &exp10, text, length, mark, thousands) != want)
        fail_msg("'%.*s' is not refused as it should be", (int)length, text);
    assert_true(fmpz_equal_si(value, 678));
    assert_int_equal(exp10, 12345);
    fmpz_clear(value);
}

static void refuse_bytes(const char *text, size_t length, char mark, lsq_number_result want) {
    refuse_groups(text, length, mark, 0, want);
}

static void refuse(const char *text) {
    refuse_bytes(text, strlen(text), '.', LSQ_NUMBER_NOT);
}

static void numbers_keep_their_printed_decimals(void **state) {
    (void)state;
    check("0", "0", 0);
    check("7", "7", 0);
    check("-7", "-7", 0);
    check("1.50", "150", -2);
    check("0.00", "0", -2);
    check("-0.0", "0", -1);
    check("1e3", "1", 3);
    check("1.25E+02", "125", 0);
    check("12.5e-10", "125", -11);
    check("000.001", "1", -3);
}

static void fault_14_exponents_beyond_a_double_are_out_of_range(void **state) {
    (void)state;
    check("1e308", "1", 308);
    check("9.99e308", "999", 306);
    check("1e-324", "1", -324);
    check("4.9406564584124654e-324", "49406564584124654", -340);
    check("0.001e311", "1", 308);
    refuse_bytes("1e309", 5, '.', LSQ_NUMBER_RANGE);
    refuse_bytes("1e999", 5, '.', LSQ_NUMBER_RANGE);
    refuse_bytes("-1e-325", 7, '.', LSQ_NUMBER_RANGE);
    refuse_bytes("10e308", 6, '.', LSQ_NUMBER_RANGE);
    refuse_bytes("1e99999999999999999999999999", 28, '.', LSQ_NUMBER_RANGE);
    refuse_bytes("1e18446744073709551616", 22, '.', LSQ_NUMBER_RANGE); /* 2^64 */
    refuse_bytes("1e-99999999999999999999999999", 29, '.', LSQ_NUMBER_RANGE);
}

static void a_zero_with_a_wild_exponent_is_zero(void **state) {
    (void)state;
    check("0e99999999999999999999", "0", 308);
    check("0e-99999999999999999999", "0", -1423);
    check("0e5", "0", 5);
}

static void fault_16_hexadecimal_is_refused(void **state) {
    (void)state;
    refuse("0x1p3");
    refuse("0x10");
    refuse("0X1F");
}

static void fault_19_nan_and_inf_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"NaN",  "nan",      "nan(1)", "Inf",
                                        "-inf", "Infinity", "1.#INF"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuse(texts[i]);
}

static void fault_21_lone_marks_and_words_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {".",  "-", "+", "-.", "null", "#N/A",
                                        "NA", "",  " ", "e5", ".e5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuse(texts[i]);
}

static void fault_22_the_written_grammar_is_read_and_nothing_else(void **state) {
    (void)state;
    check("+5", "5", 0);
    check(" 5 ", "5", 0);
    check("\t5\t ", "5", 0);
    check("5.", "5", 0);
    check(".5", "5", -1);
    check("-.5e1", "-5", 0);
    static const char *const texts[] = {"1d5",   "1_000", "\xEF\xBC\x95", "\xE2\x88\x92\x35",
                                        "1 000", "5f",    "5e",           "5e+",
                                        "1e5.0", "--5",   "+-5",          "- 5",
                                        "5-",    "1,5",   "1..2",         "1.2.3",
                                        "1e1e1", "5\n",   "\xC2\xA0\x35", "0b1",
                                        "1/2",   "5%",    "(5)",          "1e 5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuse(texts[i]);
    refuse_bytes("5\0", 2, '.', LSQ_NUMBER_NOT);
    refuse_bytes("5\0006", 3, '.', LSQ_NUMBER_NOT);
}

static void fault_23_leading_zeros_are_decimal(void **state) {
    (void)state;
    check("010", "10", 0);
    check("-0017", "-17", 0);
    check("1e010", "1", 10);
}

static void fault_24_wide_integers_are_exact(void **state) {
    (void)state;
    check("9007199254740993", "9007199254740993", 0);
    check("4611686018427387903", "4611686018427387903", 0);
    check("4611686018427387904", "4611686018427387904", 0);
    check("-18446744073709551616", "-18446744073709551616", 0);
    check("123456789012345678901234567890", "123456789012345678901234567890", 0);
    check("1234567890123456789.01234567890", "123456789012345678901234567890", -11);
}

static void fault_25_digits_are_limited_and_linear(void **state) {
    (void)state;
    char text[40002], value[1200];
    memset(text, '1', sizeof text);
    text[1] = '.';
    memset(value, '1', sizeof value);
    value[LSQ_MAX_DIGITS] = '\0';
    fmpz_t got, want;
    int32_t exp10 = 0;
    fmpz_init(got);
    fmpz_init(want);
    assert_int_equal(lsq_number_parse(got, &exp10, text, LSQ_MAX_DIGITS + 1, '.', 0),
                     LSQ_NUMBER_OK);
    fmpz_set_str(want, value, 10);
    assert_true(fmpz_equal(got, want));
    assert_int_equal(exp10, 1 - LSQ_MAX_DIGITS);
    fmpz_clear(got);
    fmpz_clear(want);
    refuse_bytes(text, LSQ_MAX_DIGITS + 2, '.', LSQ_NUMBER_TOO_LONG);
    refuse_bytes(text, sizeof text, '.', LSQ_NUMBER_TOO_LONG);
    memset(text, '0', sizeof text); /* leading zeros are no significant digits */
    text[1] = '.';
    memcpy(text + sizeof text - 7, "7e40000", 7);
    fmpz_init(got);
    assert_int_equal(lsq_number_parse(got, &exp10, text, sizeof text, '.', 0), LSQ_NUMBER_OK);
    assert_true(fmpz_equal_si(got, 7));
    assert_int_equal(exp10, 40000 - (40002 - 7 - 1));
    fmpz_clear(got);
}

static void a_decimal_comma_is_an_option(void **state) {
    (void)state;
    check_groups("1,50", ',', 0, "150", -2);
    check_groups(",5", ',', 0, "5", -1);
    refuse_bytes("1.5", 3, ',', LSQ_NUMBER_NOT);
    refuse_bytes("1.000,5", 7, ',', LSQ_NUMBER_NOT);
}

static void fault_18_groups_of_three_are_an_option(void **state) {
    (void)state;
    check_groups("1,234", '.', ',', "1234", 0);
    check_groups("12,345", '.', ',', "12345", 0);
    check_groups("-123,456,789.50", '.', ',', "-12345678950", -2);
    check_groups("+1,000e3", '.', ',', "1000", 3);
    check_groups("1,000.", '.', ',', "1000", 0);
    check_groups("1.234.567,8", ',', '.', "12345678", -1);
    check_groups(" 1 234 ", '.', ' ', "1234", 0);
    check_groups("1'234", '.', '\'', "1234", 0);
    check_groups("1_000_000", '.', '_', "1000000", 0);
    check_groups("0,000,012", '.', ',', "12", 0);
    check_groups("000,000.0", '.', ',', "0", -1);
    check_groups("123,456,789,012,345,678,901", '.', ',', "123456789012345678901", 0);
    static const char *const ungrouped[] = {"1234567", "1234567.125", ".5", "1e3", "12"};
    static const char *const values[] = {"1234567", "1234567125", "5", "1", "12"};
    static const int exponents[] = {0, -3, -1, 3, 0};
    for (size_t i = 0; i < sizeof ungrouped / sizeof *ungrouped; i++)
        check_groups(ungrouped[i], '.', ',', values[i], exponents[i]);
}

static void fault_18_bad_groups_are_refused_with_the_option_too(void **state) {
    (void)state;
    static const char *const texts[] = {
        "1,23",      "1,2345",   ",123",      "1,,234",   "12,34,567",  "1,234,",
        "1,",        "1234,567", "1,234567",  "1,234,56", "1.000,000",  "1.5,000",
        "1e1,000",   "1,000e",   "1,e3",      "1,-234",   "-,123",      ",",
        "1,234.5.6", "1, 234",   "1,234 567", "1'234",    "1_234",      "1 234",
        "1,.5",      "1,234,.5", "1,2,3",     "0001,234", "1,234e1,000"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuse_groups(texts[i], strlen(texts[i]), '.', ',', LSQ_NUMBER_NOT);
    refuse_groups("1,234", 4, '.', ',', LSQ_NUMBER_NOT); /* the bytes behind do not help */
    refuse_groups("1,234", 2, '.', ',', LSQ_NUMBER_NOT);
    refuse_groups("1  234", 6, '.', ' ', LSQ_NUMBER_NOT);
    refuse_groups("1\t234", 5, '.', ' ', LSQ_NUMBER_NOT);
    refuse_groups("- 1 234", 7, '.', ' ', LSQ_NUMBER_NOT);
    refuse_groups("1 234 e5", 8, '.', ' ', LSQ_NUMBER_NOT);
    refuse_groups("1.5", 3, ',', '.', LSQ_NUMBER_NOT);
    refuse_groups("1\000234", 5, '.', ',', LSQ_NUMBER_NOT);
    refuse_bytes("1\000234", 5, '.', LSQ_NUMBER_NOT); /* 0 is no character that groups */
    refuse_groups("1,000e306", 9, '.', ',', LSQ_NUMBER_RANGE);
}

static void groups_by_a_space_may_be_held_by_no_break_and_thin_ones(void **state) {
    (void)state;
    static const char *const spaces[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        char text[64];
        snprintf(text, sizeof text, "-1%s500,50", spaces[i]);
        check_groups(text, ',', ' ', "-150050", -2);
        for (size_t cut = 3; cut < 2 + strlen(spaces[i]) + 3; cut++) /* -1, not a whole group */
            refuse_groups(text, cut, ',', ' ', LSQ_NUMBER_NOT);
        refuse_groups(text, strlen(text), ',', 0, LSQ_NUMBER_NOT);
        refuse_groups(text, strlen(text), ',', '.', LSQ_NUMBER_NOT);
        snprintf(text, sizeof text, "12%s345 678%s901", spaces[i], spaces[(i + 1) % 3]);
        check_groups(text, '.', ' ', "12345678901", 0);
        snprintf(text, sizeof text, "0%s001", spaces[i]);
        check_groups(text, '.', ' ', "1", 0);
        snprintf(text, sizeof text, "1%s%s500", spaces[i], spaces[i]);
        refuse_groups(text, strlen(text), '.', ' ', LSQ_NUMBER_NOT);
        snprintf(text, sizeof text, "%s500", spaces[i]);
        refuse_groups(text, strlen(text), '.', ' ', LSQ_NUMBER_NOT);
        snprintf(text, sizeof text, "1500%s", spaces[i]);
        refuse_groups(text, strlen(text), '.', ' ', LSQ_NUMBER_NOT);
        snprintf(text, sizeof text, "1.500%s000", spaces[i]);
        refuse_groups(text, strlen(text), '.', ' ', LSQ_NUMBER_NOT);
    }
    refuse_groups("1\xE2\x80\x8A\x35\x30\x30", 7, '.', ' ', LSQ_NUMBER_NOT); /* a hair space */
}

static void the_bytes_behind_the_length_do_not_matter(void **state) {
    (void)state;
    fmpz_t value;
    int32_t exp10 = 0;
    fmpz_init(value);
    assert_int_equal(lsq_number_parse(value, &exp10, "123456", 3, '.', 0), LSQ_NUMBER_OK);
    assert_true(fmpz_equal_si(value, 123));
    assert_int_equal(lsq_number_parse(value, &exp10, "12e5", 2, '.', 0), LSQ_NUMBER_OK);
    assert_true(fmpz_equal_si(value, 12));
    fmpz_clear(value);
}

static void a_wide_value_in_the_slot_is_replaced(void **state) {
    (void)state;
    fmpz_t value;
    int32_t exp10 = 0;
    fmpz_init(value);
    fmpz_set_str(value, "123456789012345678901234567890", 10);
    assert_int_equal(lsq_number_parse(value, &exp10, "-3", 2, '.', 0), LSQ_NUMBER_OK);
    assert_true(fmpz_equal_si(value, -3));
    fmpz_clear(value);
}

static uint64_t draw(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void random_texts_agree_with_a_slow_reading(void **state) {
    (void)state;
    static const char letters[] = "0001234567899..,+-eE \t";
    uint64_t seed = 20240607;
    for (int round = 0; round < 20000; round++) {
        char text[48], mark = round % 3 ? '.' : ',';
        size_t length = draw(&seed) % (round % 5 ? 9 : sizeof text);
        for (size_t i = 0; i < length; i++)
            text[i] = letters[draw(&seed) % (round % 2 ? 14 : sizeof letters - 1)];
        fmpz_t value;
        int32_t exp10 = 0;
        fmpz_init(value);
        slow_number slow;
        slow_parse(&slow, text, length, mark, 0);
        lsq_number_result result = lsq_number_parse(value, &exp10, text, length, mark, 0);
        assert_int_equal(result, slow.result);
        if (result == LSQ_NUMBER_OK)
            assert_true(slow_agrees(&slow, value, exp10));
        slow_clear(&slow);
        fmpz_clear(value);
    }
}

/* Append the sign between groups; a space is one of four. */
static size_t draw_sign(char *text, uint64_t *seed, char thousands) {
    static const char *const spaces[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
    const char one[] = {thousands, '\0'};
    const char *sign = thousands == ' ' ? spaces[draw(seed) % 4] : one;
    memcpy(text, sign, strlen(sign));
    return strlen(sign);
}

/* Mostly well grouped, then one byte changed. */
static size_t draw_groups(char *text, uint64_t *seed, char mark, char thousands) {
    static const char changes[] = "0123,.'_ eE+-\xC2\xA0\xE2\x89";
    size_t n = 0;
    for (uint64_t i = draw(seed) % 4; i > 0; i--)
        text[n++] = "0123456789"[draw(seed) % 10];
    for (uint64_t i = draw(seed) % 4; i > 0; i--) {
        n += draw_sign(text + n, seed, thousands);
        for (int k = 0; k < 3; k++)
            text[n++] = "0123456789"[draw(seed) % 10];
    }
    if (draw(seed) % 2)
        text[n++] = mark;
    for (uint64_t i = draw(seed) % 4; i > 0; i--)
        text[n++] = "0123456789"[draw(seed) % 10];
    if (draw(seed) % 4 == 0) {
        text[n++] = 'e';
        text[n++] = "0123456789"[draw(seed) % 10];
    }
    if (n && draw(seed) % 2)
        text[draw(seed) % n] = changes[draw(seed) % (sizeof changes - 1)];
    return n;
}

static void random_groups_agree_with_a_slow_reading(void **state) {
    (void)state;
    static const char others[] = "'_ ";
    uint64_t seed = 18;
    int good = 0;
    for (int round = 0; round < 6000; round++) {
        char text[48], mark = round % 2 ? '.' : ',';
        char thousands = (char)(round % 3 ? others[round % 5 % 3] : mark == '.' ? ',' : '.');
        size_t length = draw_groups(text, &seed, mark, thousands);
        fmpz_t value;
        int32_t exp10 = 0;
        fmpz_init(value);
        slow_number slow;
        slow_parse(&slow, text, length, mark, thousands);
        lsq_number_result result = lsq_number_parse(value, &exp10, text, length, mark, thousands);
        assert_int_equal(result, slow.result);
        good += result == LSQ_NUMBER_OK && memchr(text, thousands, length) != NULL;
        if (result == LSQ_NUMBER_OK)
            assert_true(slow_agrees(&slow, value, exp10));
        slow_clear(&slow);
        fmpz_clear(value);
    }
    assert_true(good > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_their_printed_decimals),
        cmocka_unit_test(fault_14_exponents_beyond_a_double_are_out_of_range),
        cmocka_unit_test(a_zero_with_a_wild_exponent_is_zero),
        cmocka_unit_test(fault_16_hexadecimal_is_refused),
        cmocka_unit_test(fault_19_nan_and_inf_are_refused),
        cmocka_unit_test(fault_21_lone_marks_and_words_are_refused),
        cmocka_unit_test(fault_22_the_written_grammar_is_read_and_nothing_else),
        cmocka_unit_test(fault_23_leading_zeros_are_decimal),
        cmocka_unit_test(fault_24_wide_integers_are_exact),
        cmocka_unit_test(fault_25_digits_are_limited_and_linear),
        cmocka_unit_test(a_decimal_comma_is_an_option),
        cmocka_unit_test(fault_18_groups_of_three_are_an_option),
        cmocka_unit_test(fault_18_bad_groups_are_refused_with_the_option_too),
        cmocka_unit_test(groups_by_a_space_may_be_held_by_no_break_and_thin_ones),
        cmocka_unit_test(the_bytes_behind_the_length_do_not_matter),
        cmocka_unit_test(a_wide_value_in_the_slot_is_replaced),
        cmocka_unit_test(random_texts_agree_with_a_slow_reading),
        cmocka_unit_test(random_groups_agree_with_a_slow_reading),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
