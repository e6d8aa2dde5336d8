/* A ball is rounded to decimals only if all of it rounds alike, and then like every number in it.
 *
 * Judges: hand-proved cases, and the exact roundings of both ends of random balls.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../exact/values.h"
#include "support/check.h"

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

/* [2.5, 2.5625] holds 2.5, which goes to 2, and 2.51, which goes to 3. */
static void a_ball_that_ends_in_a_tie_is_left_undecided(void **state) {
    (void)state;
    lsq_rounded r;
    arb_t x;
    lsq_rounded_init(&r);
    arb_init(x);
    mag_set_ui_2exp_si(arb_radref(x), 1, -5);
    const double middles[] = {2.53125, -2.53125};
    for (int i = 0; i < 2; i++) {
        arf_set_d(arb_midref(x), middles[i]);
        assert_false(lsq_round_ball(&r, x, (lsq_places){1, 0}));
        assert_false(lsq_round_ball(&r, x, (lsq_places){0, 0}));
        assert_true(lsq_round_ball(&r, x, (lsq_places){0, -1}));
        assert_true(fmpz_is_zero(r.mantissa));
    }
    arb_clear(x);
    lsq_rounded_clear(&r);
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
    check_ball("1.0005", "0.0001", 3, "100e-2"); /* a tie of the next digit lies inside */
    check_ball("-1.0005", "0.0001", 3, "-100e-2");
    check_ball("0.9995", "0.0001", 3, "");
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
    } else { /* nearest integer of x 10^decimals, ties left to the caller's good luck: none in
                random data */
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

/* Soundness: both ends round to what was given.  Use: a ball of 250 bits that rounds to 40 digits
 * is only left undecided if its ends differ or a tie lies within. */
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ball_is_rounded_only_if_all_of_it_rounds_alike),
        cmocka_unit_test(a_ball_that_ends_in_a_tie_is_left_undecided),
        cmocka_unit_test(balls_across_a_power_of_ten_are_rounded_from_both_sides),
        cmocka_unit_test(exact_balls_are_rounded_as_the_numbers_they_are),
        cmocka_unit_test(the_ends_of_a_rounded_ball_round_like_it),
        cmocka_unit_test(balls_that_are_not_finite_decide_nothing),
        cmocka_unit_test(deeply_small_balls_round_to_zero_decimals_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
