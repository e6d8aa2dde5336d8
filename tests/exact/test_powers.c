/* Powers of ten and two, against GMP and by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "exact/powers.h"

static void the_table_and_the_integers_are_powers_of_ten(void **state) {
    (void)state;
    fmpz_t v, want;
    fmpz_init(v);
    fmpz_init_set_ui(want, 1);
    for (int64_t tens = 0; tens <= 700; tens++) {
        lsq_integer_ten(v, tens);
        assert_true(fmpz_equal(v, want));
        if (tens <= LSQ_WORD_TENS)
            assert_true(fmpz_equal_si(want, lsq_power10[tens]));
        fmpz_mul_ui(want, want, 10);
    }
    fmpz_clear(want);
    fmpz_clear(v);
}

/* 3/7 * 10^tens * 2^twos, back again, and 5/2 from 1 */
static void a_rational_scales_up_and_down_exactly(void **state) {
    (void)state;
    static const int64_t tens[] = {0, 1, -1, 17, -18, 19, -300}, twos[] = {0, 5, -5, -1074};
    fmpq_t x, start;
    fmpq_init(x);
    fmpq_init(start);
    fmpq_set_si(start, 3, 7);
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 4; j++) {
            fmpq_set(x, start);
            lsq_rational_scale(x, tens[i], twos[j]);
            assert_int_equal(fmpq_equal(x, start), !tens[i] && !twos[j]);
            lsq_rational_scale(x, -tens[i], -twos[j]);
            assert_true(fmpq_equal(x, start));
        }
    fmpq_one(x);
    lsq_rational_scale(x, 1, -2);
    fmpq_set_si(start, 5, 2);
    assert_true(fmpq_equal(x, start));
    fmpq_clear(start);
    fmpq_clear(x);
}

static void a_ball_holds_the_power_and_nearly_all_its_bits(void **state) {
    (void)state;
    static const int64_t tens[] = {0, 3, -3, 400, -400}, twos[] = {0, 7, -7};
    arb_t v;
    fmpq_t x;
    arb_init(v);
    fmpq_init(x);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 3; j++) {
            lsq_ball_power(v, tens[i], twos[j], 128);
            fmpq_one(x);
            lsq_rational_scale(x, tens[i], twos[j]);
            assert_true(arb_contains_fmpq(v, x));
            assert_true(arb_rel_accuracy_bits(v) > 110); /* about ten roundings */
        }
    fmpq_clear(x);
    arb_clear(v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_and_the_integers_are_powers_of_ten),
        cmocka_unit_test(a_rational_scales_up_and_down_exactly),
        cmocka_unit_test(a_ball_holds_the_power_and_nearly_all_its_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
