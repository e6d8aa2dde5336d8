/* test_small.c - small decimals against a slow reading.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/small.h"
#include "support/check.h"
#include "support/random.h"
#include "slow_number.h"

/* The number at the start of the text and how many bytes it takes, -1 for none. */
static int take(const char *text, char mark, lsq_small *number) {
    char padded[96] = {0};
    assert_true(strlen(text) < 64);
    strcpy(padded, text);
    const char *end = lsq_small_read(padded, mark, number);
    return end ? (int)(end - padded) : -1;
}

static void check_number(const char *text, int taken, int negative, uint64_t digits, int exp10) {
    lsq_small n = {0, 0, 0};
    assert_int_equal(take(text, '.', &n), taken);
    if (taken < 0)
        return;
    assert_int_equal(n.negative, negative);
    assert_int_equal(n.digits, digits);
    assert_int_equal(n.exp10, exp10);
}

static void small_numbers_are_taken(void **state) {
    (void)state;
    check_number("1,2", 1, 0, 1, 0);
    check_number("-1.50,", 5, 1, 150, -2);
    check_number("+1.50,", 5, 0, 150, -2);
    check_number("0.123456\n", 8, 0, 123456, -6);
    check_number("1234567,", 7, 0, 1234567, 0);
    check_number("12345678,", 8, 0, 12345678, 0);
    check_number("12345678.,", 9, 0, 12345678, 0);
    check_number("1234567.8,", 9, 0, 12345678, -1);
    check_number("123456.78,", 9, 0, 12345678, -2);
    check_number("1234567.89,", 10, 0, 123456789, -2);
    check_number(".5,", 2, 0, 5, -1);
    check_number("5.,", 2, 0, 5, 0);
    check_number("123456789012345678,", 18, 0, 123456789012345678, 0);
    check_number("-0.12345678901234567\r", 20, 1, 12345678901234567, -17);
    check_number("1.5e3,", 5, 0, 15, 2);
    check_number("-12E-07,", 7, 1, 12, -7);
    check_number("5.e+99\n", 6, 0, 5, 99);
}

static void other_texts_are_left_to_the_strict_road(void **state) {
    (void)state;
    static const char *const none[] = {"",    ",", "-",  ".", "-.", "-+5", "+-5",
                                       "++5", "+", " 5", "x", "1e", "1e+", "1234567890123456789"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        check_number(none[i], -1, 0, 0, 0);
    check_number("1.2.3", 3, 0, 12, -1);
    check_number("12e5.5", 4, 0, 12, 5);
    check_number("12e123", 5, 0, 12, 12);
    check_number("12345678.5.6", 10, 0, 123456785, -1);
}

static void random_numbers_agree_with_a_slow_reading(void **state) {
    (void)state;
    static const char letters[] = "0123456789012345678901234567890123456789..,-+e";
    uint64_t seed = 7;
    for (int round = 0; round < 200000; round++) {
        char text[32] = {0}, mark = round & 1 ? '.' : ',';
        int64_t length = random_between(&seed, 1, 24);
        for (int64_t i = 0; i < length; i++)
            text[i] = letters[random_between(&seed, 0, (int64_t)sizeof letters - 2)];
        lsq_small n = {0, 0, 0};
        int taken = take(text, mark, &n);
        if (taken < 0)
            continue;
        slow_number slow;
        slow_parse(&slow, text, (size_t)taken, mark, 0);
        assert_int_equal(slow.result, LSQ_NUMBER_OK);
        fmpz_t value;
        fmpz_init_set_ui(value, n.digits);
        if (n.negative)
            fmpz_neg(value, value);
        assert_true(slow_agrees(&slow, value, n.exp10));
        fmpz_clear(value);
        slow_clear(&slow);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_numbers_are_taken),
        cmocka_unit_test(other_texts_are_left_to_the_strict_road),
        cmocka_unit_test(random_numbers_agree_with_a_slow_reading),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
