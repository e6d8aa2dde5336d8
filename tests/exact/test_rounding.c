/* Rounding of exact values and of balls, to decimals; to doubles in tests/laws/test_doubles.c.
 *
 * Judges: hand-proved cases, support/rational.h (GMP, another algorithm), and the definition itself: every
 * rounded ball's two ends must round alike.
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

/* A p-value may be 10^-10^10: rounded to decimals it is 0, without 10^10 digits of memory. */
static void deeply_small_balls_round_to_zero_decimals_at_once(void **state) {
    (void)state;
    lsq_rounded r;
    lsq_rounded_init(&r);
    arb_t x;
    arb_init(x);
    arb_set_ui(x, 3);
    arb_sqrt(x, x, 100);
    arb_mul_2exp_si(x, x, -((slong)1 << 38));
    assert_true(lsq_round_ball(&r, x, (lsq_places){0, 3}));
    assert_true(fmpz_is_zero(r.mantissa));
    arb_neg(x, x);
    assert_true(lsq_round_ball(&r, x, (lsq_places){0, -3}));
    assert_true(fmpz_is_zero(r.mantissa));
    double d = 1;
    assert_true(lsq_double_of_ball(&d, x));
    assert_true(d == 0);
    arb_clear(x);
    lsq_rounded_clear(&r);
}

static void random_value(char *text, uint64_t *seed) {
    char figures[128];
    random_decimal(seed, figures, sizeof figures, (int)random_between(seed, 1, 60), 0);
    if (random_between(seed, 0, 3) == 0) /* a tie */
        strcat(figures, "5");
    snprintf(text, TEXT_SIZE, "%se%d", figures, (int)random_between(seed, -90, 90));
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

/* ---- balls ---- */

/* want: the rounded value, or "" where the ball does not decide */
static void check_ball_at(const char *middle, const char *radius, lsq_places places,
                          const char *want, int line) {
    char got[TEXT_SIZE] = "";
    arb_t x;
    lsq_rounded r;
    arb_init(x);
    lsq_rounded_init(&r);
    read_ball(x, middle, radius);
    if (lsq_round_ball(&r, x, places))
        text_of(got, &r);
    lsq_rounded_clear(&r);
    arb_clear(x);
    check_text_at(got, want, __FILE__, line);
}
#define check_ball(middle, radius, digits, want) \
    check_ball_at(middle, radius, (lsq_places){digits, 0}, want, __LINE__)
#define check_ball_decimals(middle, radius, decimals, want) \
    check_ball_at(middle, radius, (lsq_places){0, decimals}, want, __LINE__)

static void a_ball_is_rounded_only_if_all_of_it_rounds_alike(void **state) {
    (void)state;
    check_ball("2.4", "0.05", 1, "2e0");
    check_ball("2.4", "0.2", 1, "");
    check_ball("2.5", "1e-50", 1, "");
    check_ball("-2.4", "0.05", 1, "-2e0");
    check_ball("-2.5", "1e-50", 1, "");
    check_ball("0", "1e-50", 3, "");
    check_ball("1e-60", "1e-50", 3, "");
    check_ball_decimals("0", "1e-50", 3, "0e-3");
    check_ball_decimals("-0.2", "0.1", 0, "0e0");
    check_ball_decimals("0.5", "0.01", 0, "");
    check_ball_decimals("-0.5", "0.01", 0, "");
    check_ball_decimals("123456", "3", -1, "");
    check_ball_decimals("123456", "0.3", -1, "12346e1");
    check_ball_decimals("-123456", "0.3", -1, "-12346e1");
}

static void balls_across_a_power_of_ten_are_rounded_from_both_sides(void **state) {
    (void)state;
    check_ball("1", "1e-30", 10, "1000000000e-9");
    check_ball("1", "1e-30", 1, "1e0");
    check_ball("-1000", "1e-30", 3, "-100e1");
    check_ball("0.99999999", "1e-9", 4, "1000e-3");
    check_ball("1.00000001", "1e-9", 4, "1000e-3");
    check_ball("0.99999999", "1e-7", 4, "1000e-3");
    check_ball("9.996", "0.0001", 3, "100e-1");
    check_ball("9.995", "0.0001", 3, "");
    check_ball("9.994", "0.0001", 3, "999e-2");
    check_ball("0.0999996", "1e-9", 5, "10000e-5");
    check_ball("1.0049", "0.00001", 3, "100e-2");
    check_ball("1.005", "0.00001", 3, "");
    check_ball("1.0051", "0.00001", 3, "101e-2");
    check_ball("0.95", "0.00001", 1, "");
    check_ball("0.96", "0.00001", 1, "1e0");
    check_ball("0.94", "0.00001", 1, "9e-1");
    check_ball("1.4", "0.00001", 1, "1e0");
}

static void exact_balls_are_rounded_as_the_numbers_they_are(void **state) {
    (void)state;
    check_ball("2.5", "0", 1, "2e0");
    check_ball("-3.5", "0", 1, "-4e0");
    check_ball("0", "0", 3, "0e0");
    check_ball("0.9375", "0", 3, "938e-3");
    check_ball("9007199254740993", "0", 15, "900719925474099e1");
    check_ball_decimals("0.5", "0", 0, "0e0");
    check_ball_decimals("-1.5", "0", 0, "-2e0");
    check_ball_decimals("0", "0", 2, "0e-2");
    check_ball_decimals("250", "0", -2, "2e2");
}

/* An oracle for the ends: round an exact dyadic. */
static void round_exactly(char *text, const arf_t a, lsq_places places) {
    fmpq_t q;
    mpq_t x;
    fmpq_init(q);
    mpq_init(x);
    arf_get_fmpq(q, a);
    fmpq_get_mpq(x, q);
    if (places.digits > 0) {
        rational_round(text, TEXT_SIZE, x, places.digits);
    } else { /* nearest integer of x 10^decimals, ties left to the caller's good luck: none in random data */
        mpz_t m;
        mpz_init(m);
        rational_scale10(x, places.decimals);
        mpz_mul_2exp(m, mpq_numref(x), 1);
        mpz_add(m, m, mpq_denref(x));
        mpz_mul_2exp(mpq_denref(x), mpq_denref(x), 1);
        mpz_fdiv_q(m, m, mpq_denref(x));
        gmp_snprintf(text, TEXT_SIZE, "%Zde%d", m, -places.decimals);
        mpz_clear(m);
    }
    mpq_clear(x);
    fmpq_clear(q);
}

static void random_ball(arb_t x, uint64_t *seed, slong accuracy) {
    char text[TEXT_SIZE];
    fmpq_t q;
    fmpq_init(q);
    if (random_between(seed, 0, 3)) {
        random_value(text, seed);
    } else { /* close to a power of ten */
        snprintf(text, sizeof text, "1e%d", (int)random_between(seed, -20, 20));
    }
    read_decimal(q, text);
    arb_set_fmpq(x, q, 300);
    if (random_between(seed, 0, 1)) {
        fmpq_set_si(q, (slong)random_between(seed, -99, 99), 7);
        arb_t shift;
        arb_init(shift);
        arb_set_fmpq(shift, q, 300);
        arb_mul(shift, shift, x, 300);
        arb_mul_2exp_si(shift, shift, -(slong)random_between(seed, 1, 120));
        arb_add(x, x, shift, 300);
        arb_clear(shift);
    }
    mag_t radius;
    mag_init(radius);
    arf_get_mag(radius, arb_midref(x));
    mag_mul_2exp_si(radius, radius, -accuracy);
    mag_add(arb_radref(x), arb_radref(x), radius);
    mag_clear(radius);
    fmpq_clear(q);
}

/* Soundness: both ends round to what was given.  Use: a ball of 250 bits that rounds to 40 digits is only left undecided if
 * its ends differ or a tie lies within. */
static void the_ends_of_a_rounded_ball_round_like_it(void **state) {
    (void)state;
    uint64_t seed = 42;
    char got[TEXT_SIZE], ends[2][TEXT_SIZE];
    int decided = 0, open = 0;
    lsq_rounded r;
    arb_t x;
    arf_t end;
    lsq_rounded_init(&r);
    arb_init(x);
    arf_init(end);
    for (int trial = 0; trial < 20000; trial++) {
        random_ball(x, &seed, (slong)random_between(&seed, 1, 250));
        lsq_places places = {trial % 4 ? (int)random_between(&seed, 1, 40) : 0,
                             (int)random_between(&seed, -20, 40)};
        arb_get_lbound_arf(end, x, ARF_PREC_EXACT);
        round_exactly(ends[0], end, places);
        arb_get_ubound_arf(end, x, ARF_PREC_EXACT);
        round_exactly(ends[1], end, places);
        if (!lsq_round_ball(&r, x, places)) {
            open++;
            assert_true(arb_rel_accuracy_bits(x) < 240 || strcmp(ends[0], ends[1]) != 0);
            continue;
        }
        decided++;
        text_of(got, &r);
        check_decimal(got, ends[0]);
        check_decimal(got, ends[1]);
        if (places.digits && !fmpz_is_zero(r.mantissa))
            assert_int_equal(rational_text_digits(got), places.digits);
    }
    assert_true(decided > 8000 && open > 2000); /* 12,000 and 8,000 or so */
    arf_clear(end);
    arb_clear(x);
    lsq_rounded_clear(&r);
}

static void balls_that_are_not_finite_decide_nothing(void **state) {
    (void)state;
    lsq_rounded r;
    arb_t x;
    double d;
    lsq_rounded_init(&r);
    arb_init(x);
    arb_indeterminate(x);
    assert_false(lsq_round_ball(&r, x, (lsq_places){3, 0}));
    assert_false(lsq_round_ball(&r, x, (lsq_places){0, 3}));
    assert_false(lsq_double_of_ball(&d, x));
    arb_pos_inf(x);
    assert_false(lsq_round_ball(&r, x, (lsq_places){3, 0}));
    assert_false(lsq_double_of_ball(&d, x));
    arb_clear(x);
    lsq_rounded_clear(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_of_significant_digits_go_to_even),
        cmocka_unit_test(carries_to_the_next_power_of_ten_keep_the_number_of_digits),
        cmocka_unit_test(roots_are_rounded_by_their_squares),
        cmocka_unit_test(decimals_may_be_negative),
        cmocka_unit_test(huge_exponents_are_no_obstacle),
        cmocka_unit_test(deeply_small_balls_round_to_zero_decimals_at_once),
        cmocka_unit_test(random_decimals_and_their_roots_agree_with_the_oracle),
        cmocka_unit_test(a_ball_is_rounded_only_if_all_of_it_rounds_alike),
        cmocka_unit_test(balls_across_a_power_of_ten_are_rounded_from_both_sides),
        cmocka_unit_test(exact_balls_are_rounded_as_the_numbers_they_are),
        cmocka_unit_test(the_ends_of_a_rounded_ball_round_like_it),
        cmocka_unit_test(balls_that_are_not_finite_decide_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
