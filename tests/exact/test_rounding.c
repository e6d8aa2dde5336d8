/* Rounding of exact values to decimals; balls and doubles are in tests/laws/test_balls.c and
 * test_doubles.c.
 *
 * Judges: hand-proved cases and support/rational.h (GMP, another algorithm).
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"
#include "support/rational.h"
#include "values.h"

static void check_rounding_at(const char *value, int root, lsq_places places, const char *want,
                              int line) {
    char got[TEXT_SIZE];
    lsq_surd v;
    lsq_rounded r;
    lsq_surd_init(&v);
    lsq_rounded_init(&r);
    read_surd(&v, value, root);
    lsq_round_surd(&r, &v, places);
    text_of(got, &r);
    lsq_rounded_clear(&r);
    lsq_surd_clear(&v);
    check_text_at(got, want, __FILE__, line);
}
#define check_digits_of(value, digits, want) \
    check_rounding_at(value, 0, (lsq_places){digits, 0}, want, __LINE__)
#define check_root(value, digits, want) \
    check_rounding_at(value, 1, (lsq_places){digits, 0}, want, __LINE__)
#define check_decimals(value, decimals, want) \
    check_rounding_at(value, 0, (lsq_places){0, decimals}, want, __LINE__)
#define check_root_decimals(value, decimals, want) \
    check_rounding_at(value, 1, (lsq_places){0, decimals}, want, __LINE__)

static void ties_of_significant_digits_go_to_even(void **state) {
    (void)state;
    check_digits_of("2.5", 1, "2e0");
    check_digits_of("3.5", 1, "4e0");
    check_digits_of("-2.5", 1, "-2e0");
    check_digits_of("-3.5", 1, "-4e0");
    check_digits_of("0.9375", 3, "938e-3");
    check_digits_of("0.9365", 3, "936e-3");
    check_digits_of("9007199254740993", 15, "900719925474099e1");
    check_digits_of("9007199254740993", 16, "9007199254740993e0");
    check_digits_of("2.50000000000000000000000000000000000000001", 1, "3e0");
    check_digits_of("2.49999999999999999999999999999999999999999", 1, "2e0");
}

/* 10^k from below: 9.95 is a tie between 9.9 and 10.0, both written with two digits. */
static void carries_to_the_next_power_of_ten_keep_the_number_of_digits(void **state) {
    (void)state;
    check_digits_of("9.95", 2, "10e0");
    check_digits_of("9.85", 2, "98e-1");
    check_digits_of("9.94999", 2, "99e-1");
    check_digits_of("9.5", 1, "1e1");
    check_digits_of("8.5", 1, "8e0");
    check_digits_of("0.95", 1, "1e0");
    check_digits_of("999.5", 3, "100e1");
    check_digits_of("-999.4", 3, "-999e0");
    check_digits_of("1", 5, "10000e-4");
    check_digits_of("1.04", 2, "10e-1");
    check_digits_of("1.05", 2, "10e-1");
    check_digits_of("0.99996", 4, "1000e-3");
    check_digits_of("0.99994", 4, "9999e-4");
    check_digits_of("1000", 1, "1e3");
    check_digits_of("0", 7, "0e0");
}

static void roots_are_rounded_by_their_squares(void **state) {
    (void)state;
    check_root("6.25", 1, "2e0"); /* 2.5 */
    check_root("12.25", 1, "4e0");
    check_root("6.25000000000000000000000000000000000001", 1, "3e0");
    check_root("6.24999999999999999999999999999999999999", 1, "2e0");
    check_root("90.25", 1, "1e1"); /* 9.5 */
    check_root("2", 31, "1414213562373095048801688724210e-30");
    check_root("0.0081", 3, "900e-4");
    check_root("1e-40", 2, "10e-21");
    check_root("1e41", 3, "316e18"); /* 3.162...e20 */
    check_root("-6.25", 1, "-2e0");  /* sign * sqrt(x) */
    check_root("0", 4, "0e0");
    check_root_decimals("6.25", 0, "2e0");
    check_root_decimals("0.0225", 1, "2e-1"); /* 0.15 */
    check_root_decimals("0.0625", 1, "2e-1"); /* 0.25 */
    check_root_decimals("62500", -2, "2e2");  /* 250 */
    check_root_decimals("0.0001", 1, "0e-1");
}

static void decimals_may_be_negative(void **state) {
    (void)state;
    check_decimals("2.345", 2, "234e-2");
    check_decimals("2.355", 2, "236e-2");
    check_decimals("-0.005", 2, "0e-2");
    check_decimals("-0.015", 2, "-2e-2");
    check_decimals("1250", -2, "12e2");
    check_decimals("1350", -2, "14e2");
    check_decimals("-50", -2, "0e2");
    check_decimals("50.0000001", -2, "1e2");
    check_decimals("0.5", 0, "0e0");
    check_decimals("1.5", 0, "2e0");
    check_decimals("7", 3, "7000e-3");
    check_decimals("0", 3, "0e-3");
    check_decimals("4", -1000, "0e1000");
}

static void huge_exponents_are_no_obstacle(void **state) {
    (void)state;
    check_digits_of("1e-100000", 3, "100e-100002");
    check_digits_of("9.995e99999", 3, "100e99998");
    check_root("1e-100000", 1, "1e-50000");
    check_root("1e99999", 2, "32e49998"); /* sqrt(10) = 3.16 */
    lsq_surd v;
    lsq_rounded r;
    lsq_surd_init(&v);
    lsq_rounded_init(&r);
    fmpz_ui_pow_ui(fmpq_denref(v.x), 10, 1000000);
    fmpz_set_ui(fmpq_numref(v.x), 7);
    v.sign = -1;
    lsq_round_surd(&r, &v, (lsq_places){2, 0});
    assert_true(fmpz_equal_si(r.mantissa, -70));
    assert_int_equal(r.exp10, -1000001);
    assert_true(lsq_double_of_surd(&v) == 0);
    fmpq_inv(v.x, v.x);
    check_same(lsq_double_of_surd(&v), -HUGE_VAL);
    arb_t x;
    arb_init(x);
    arb_set_fmpz(x, fmpq_numref(v.x)); /* 10^1000000 / 7 */
    arb_div_fmpz(x, x, fmpq_denref(v.x), 200);
    assert_true(lsq_round_ball(&r, x, (lsq_places){4, 0}));
    assert_true(fmpz_equal_si(r.mantissa, 1429));
    assert_int_equal(r.exp10, 1000000 - 4);
    arb_inv(x, x, 200);
    assert_true(lsq_round_ball(&r, x, (lsq_places){4, 0}));
    assert_true(fmpz_equal_si(r.mantissa, 7000));
    assert_int_equal(r.exp10, -1000003);
    arb_clear(x);
    lsq_rounded_clear(&r);
    lsq_surd_clear(&v);
}

/* The oracle writes d.ddde-x and "0"; compare as numbers and count the digits. */
static void check_against_oracle(const lsq_rounded *r, const char *want, int digits) {
    char got[TEXT_SIZE];
    text_of(got, r);
    check_decimal(got, want);
    if (!fmpz_is_zero(r->mantissa))
        assert_int_equal(rational_text_digits(got), digits);
}

static void random_decimals_and_their_roots_agree_with_the_oracle(void **state) {
    (void)state;
    uint64_t seed = 41;
    char value[TEXT_SIZE], want[TEXT_SIZE];
    lsq_surd v;
    lsq_rounded r;
    lsq_surd_init(&v);
    lsq_rounded_init(&r);
    mpq_t x;
    mpq_init(x);
    for (int trial = 0; trial < 6000; trial++) {
        int digits = (int)random_between(&seed, 1, 70), root = trial % 3 == 0;
        random_value(value, &seed);
        rational_from_text(x, value);
        if (root) {
            if (random_between(&seed, 0, 1))
                mpq_mul(x, x, x); /* sqrt is rational, perhaps a tie */
            mpq_abs(x, x);
        } else if (trial % 3 == 1 && mpq_sgn(x)) {
            mpq_inv(x, x);
        }
        fmpq_t q;
        fmpq_init(q);
        fmpq_set_mpq(q, x);
        lsq_surd_set(&v, q);
        v.root = root;
        fmpq_clear(q);
        lsq_round_surd(&r, &v, (lsq_places){digits, 0});
        (root ? rational_round_sqrt : rational_round)(want, sizeof want, x, digits);
        check_against_oracle(&r, want, digits);
    }
    mpq_clear(x);
    lsq_rounded_clear(&r);
    lsq_surd_clear(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_of_significant_digits_go_to_even),
        cmocka_unit_test(carries_to_the_next_power_of_ten_keep_the_number_of_digits),
        cmocka_unit_test(roots_are_rounded_by_their_squares),
        cmocka_unit_test(decimals_may_be_negative),
        cmocka_unit_test(huge_exponents_are_no_obstacle),
        cmocka_unit_test(random_decimals_and_their_roots_agree_with_the_oracle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
