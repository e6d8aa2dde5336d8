/* Numbers as text.  The judge of shortest texts is a search through all candidates with glibc's
 * printf and strtod.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exact/numerals.h"
#include "support/check.h"
#include "support/random.h"
#include "support/rational.h"

static void check_rounded_at(const char *mantissa, int64_t exp10, const char *text,
                             const char *plain, int line) {
    lsq_rounded r;
    lsq_text got = {0};
    lsq_rounded_init(&r);
    assert_int_equal(fmpz_set_str(r.mantissa, mantissa, 10), 0);
    r.exp10 = exp10;
    lsq_rounded_text(&got, &r);
    check_text_at(got.bytes, text, __FILE__, line);
    lsq_text_clear(&got);
    lsq_rounded_plain(&got, &r);
    check_text_at(got.bytes, plain, __FILE__, line);
    lsq_text_clear(&got);
    lsq_rounded_clear(&r);
}
#define check_rounded(mantissa, exp10, text, plain) \
    check_rounded_at(mantissa, exp10, text, plain, __LINE__)

static void a_rounded_value_is_plain_where_its_digits_reach(void **state) {
    (void)state;
    check_rounded("12345", 0, "12345", "12345");
    check_rounded("12345", -2, "123.45", "123.45");
    check_rounded("-12345", -4, "-1.2345", "-1.2345");
    check_rounded("12345", -5, "0.12345", "0.12345");
    check_rounded("12345", -9, "0.000012345", "0.000012345"); /* e-5 */
    check_rounded("12345", -10, "1.2345e-6", "0.0000012345");
    check_rounded("12345", 1, "1.2345e5", "123450");
    check_rounded("-12", 3, "-1.2e4", "-12000");
    check_rounded("7", 0, "7", "7");
    check_rounded("7", 1, "7e1", "70");
    check_rounded("-7", -7, "-7e-7", "-0.0000007");
    check_rounded("100", -2, "1.00", "1.00");
    check_rounded("10", -1, "1.0", "1.0");
}

static void zero_shows_the_decimals_it_was_rounded_to(void **state) {
    (void)state;
    check_rounded("0", 0, "0", "0");
    check_rounded("0", -2, "0", "0.00");
    check_rounded("0", -1, "0", "0.0");
    check_rounded("0", 3, "0", "0");
}

/* The fewest digits, 1 to 17, of a decimal next to |x| on either side that strtod reads as |x|. */
static int fewest_digits(double x) {
    for (int digits = 1; digits < 17; digits++) {
        char text[64], low[64], high[64];
        snprintf(text, sizeof text, "%.*e", digits - 1, fabs(x));
        long long mantissa = text[0] - '0';
        for (const char *s = text + 1; *s && *s != 'e'; s++)
            mantissa = *s == '.' ? mantissa : 10 * mantissa + (*s - '0');
        long exponent = strtol(strchr(text, 'e') + 1, NULL, 10) - digits + 1;
        snprintf(low, sizeof low, "%llde%ld", mantissa - 1, exponent);
        snprintf(high, sizeof high, "%llde%ld", mantissa + 1, exponent);
        if (strtod(text, NULL) == fabs(x) || strtod(low, NULL) == fabs(x) ||
            strtod(high, NULL) == fabs(x))
            return digits;
    }
    return 17;
}

/* Significant digits between the first and the last that is not 0. */
static int digits_without_zeros(const char *text) {
    int digits = 0, upto = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (!digits && *text == '0'))
            continue;
        digits++;
        upto = *text == '0' ? upto : digits;
    }
    return upto;
}

static void check_shortest_at(double x, int line) {
    lsq_text text = {0};
    lsq_shortest_text(&text, x);
    assert_false(text.failed);
    int digits = digits_without_zeros(text.bytes), fewest = fewest_digits(x);
    if (strtod(text.bytes, NULL) != x || digits != fewest) {
        print_error("%s stands for %.17g (%a), which needs %d digits\n", text.bytes, x, x, fewest);
        lsq_text_clear(&text);
        _fail(__FILE__, line);
    }
    fmpq_t q;
    mpq_t got, want;
    fmpq_init(q);
    mpq_init(got);
    mpq_init(want);
    lsq_rational_of_shortest(q, x);
    fmpq_get_mpq(got, q);
    assert_int_equal(rational_from_text(want, text.bytes), 0);
    int equal = mpq_equal(got, want);
    mpq_clear(want);
    mpq_clear(got);
    fmpq_clear(q);
    lsq_text_clear(&text);
    if (!equal)
        _fail(__FILE__, line);
}
#define check_shortest(x) check_shortest_at(x, __LINE__)

static void random_doubles_have_the_shortest_text_that_reads_back(void **state) {
    (void)state;
    uint64_t seed = 51;
    for (int trial = 0; trial < 12000; trial++) {
        uint64_t word = random_word(&seed);
        if (trial % 8 == 0)
            word &= 0x800FFFFFFFFFFFFFu >> random_between(&seed, 0, 40); /* subnormal */
        if (trial % 8 == 1)
            word &= 0xFFFFFFFF00000000u; /* few bits */
        double x;
        memcpy(&x, &word, sizeof x);
        if (trial % 8 == 2)
            x = (double)random_between(&seed, -100000, 100000) / 1000;
        if (isfinite(x) && x != 0)
            check_shortest(x);
    }
}

/* Below a power of two the doubles lie twice as close as above: 2^-44
 * = 5.684341886080801486968994140625e-14 is read from 5.684341886080802e-14, 5.1e-30 above it, and
 * not from the nearer 5.684341886080801e-14, 4.9e-30 below. */
static void powers_of_two_have_the_shortest_text_too(void **state) {
    (void)state;
    lsq_text text = {0};
    lsq_shortest_text(&text, -0x1p-44);
    check_text(text.bytes, "-5.684341886080802e-14");
    lsq_text_clear(&text);
    for (int e = -1074; e <= 1023; e++) {
        double x = ldexp(1, e);
        check_shortest(x);
        check_shortest(-x);
        check_shortest(nextafter(x, 0) != 0 ? nextafter(x, 0) : x);
        check_shortest(nextafter(x, DBL_MAX));
    }
    check_shortest(DBL_MAX);
    check_shortest(DBL_MIN);
}

static void powers_of_ten_have_one_digit(void **state) {
    (void)state;
    for (int e = -323; e <= 308; e++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", e);
        double x = strtod(text, NULL);
        check_shortest(x);
        check_shortest(nextafter(x, 0));
        check_shortest(nextafter(x, DBL_MAX));
        lsq_text got = {0};
        lsq_shortest_text(&got, x);
        assert_int_equal(digits_without_zeros(got.bytes), 1);
        lsq_text_clear(&got);
    }
}

static void check_text_of_double_at(double x, const char *want, int line) {
    lsq_text text = {0};
    lsq_shortest_text(&text, x);
    check_text_at(text.bytes, want, __FILE__, line);
    lsq_text_clear(&text);
}
#define check_text_of_double(x, want) check_text_of_double_at(x, want, __LINE__)

static void doubles_are_plain_from_1e_minus_5_to_1e15(void **state) {
    (void)state;
    check_text_of_double(0.0, "0");
    check_text_of_double(-0.0, "0");
    check_text_of_double(1, "1");
    check_text_of_double(-0.1, "-0.1");
    check_text_of_double(100, "100");
    check_text_of_double(999999999999999, "999999999999999");
    check_text_of_double(999999999999999.9, "999999999999999.9");
    check_text_of_double(1e15, "1e15");
    check_text_of_double(9007199254740993.0, "9.007199254740992e15");
    check_text_of_double(99999999999999984.0, "9.999999999999998e16");
    check_text_of_double(1e17, "1e17");
    check_text_of_double(1e-5, "0.00001");
    check_text_of_double(1.5e-5, "0.000015");
    check_text_of_double(9e-6, "9e-6");
    check_text_of_double(5e-324, "5e-324");
    check_text_of_double(DBL_MAX, "1.7976931348623157e308");
    check_text_of_double(0x1p-1022, "2.2250738585072014e-308");
    check_text_of_double(123456.789, "123456.789");
}

static void the_level_of_an_interval_is_the_decimal_that_was_meant(void **state) {
    (void)state;
    fmpq_t x, want;
    fmpq_init(x);
    fmpq_init(want);
    lsq_rational_of_shortest(x, 0.95);
    fmpq_set_si(want, 19, 20);
    assert_true(fmpq_equal(x, want));
    lsq_rational_of_shortest(x, -1e22);
    assert_true(fmpz_is_one(fmpq_denref(x)));
    lsq_rational_of_shortest(x, 0);
    assert_true(fmpq_is_zero(x));
    fmpq_clear(want);
    fmpq_clear(x);
}

static void a_double_is_the_rational_that_gmp_says(void **state) {
    (void)state;
    static const double some[] = {0,
                                  -0.0,
                                  1,
                                  -0.1,
                                  1.0 / 3,
                                  4.9406564584124654e-324,
                                  -1.7976931348623157e308,
                                  9007199254740993.0,
                                  6.25e-2};
    mpq_t want, got;
    fmpq_t x;
    mpq_init(want);
    mpq_init(got);
    fmpq_init(x);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        lsq_rational_of_double(x, some[i]);
        fmpq_get_mpq(got, x);
        rational_from_double(want, some[i]);
        assert_true(mpq_equal(got, want));
    }
    fmpq_clear(x);
    mpq_clear(got);
    mpq_clear(want);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rounded_value_is_plain_where_its_digits_reach),
        cmocka_unit_test(zero_shows_the_decimals_it_was_rounded_to),
        cmocka_unit_test(random_doubles_have_the_shortest_text_that_reads_back),
        cmocka_unit_test(powers_of_two_have_the_shortest_text_too),
        cmocka_unit_test(powers_of_ten_have_one_digit),
        cmocka_unit_test(doubles_are_plain_from_1e_minus_5_to_1e15),
        cmocka_unit_test(the_level_of_an_interval_is_the_decimal_that_was_meant),
        cmocka_unit_test(a_double_is_the_rational_that_gmp_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
