/* Tails that are exactly rational, worked by hand from the closed forms.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "stats/tails.h"
#include "stats/ties.h"

static int is_tail(slong f, ulong f_den, int64_t df1, int64_t df2, slong p, ulong p_den) {
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_set_si(x, f, f_den);
    fmpq_set_si(y, p, p_den);
    int is = lsq_is_f_tail(x, df1, df2, y);
    fmpq_clear(y);
    fmpq_clear(x);
    return is;
}

/* x = df2/(df2 + df1 f).  (2, 2): P = x.  (4, 2): P = x(2 - x).  (2, 3): P = x^(3/2).  (3, 2):
 * 1 - P = (1 - x)^(3/2).  (1, 2), that is t: 1 - P = sqrt(1 - x) = t/sqrt(2 + t^2). */
static void rational_tails_are_proven(void **state) {
    (void)state;
    assert_true(is_tail(1, 1, 2, 2, 1, 2));
    assert_true(is_tail(3, 1, 2, 2, 1, 4));
    assert_true(is_tail(1, 2, 4, 2, 3, 4));
    assert_true(is_tail(9, 2, 2, 3, 1, 8));
    assert_true(is_tail(2, 9, 3, 2, 7, 8));
    assert_true(is_tail(18, 7, 1, 2, 1, 4));
    assert_true(is_tail(1, 1, 1, 1, 1, 2));
}

static void neighbours_are_not(void **state) {
    (void)state;
    assert_false(is_tail(3, 1, 2, 2, 1, 3));
    assert_false(is_tail(3000001, 1000000, 2, 2, 1, 4));
    assert_false(is_tail(1, 2, 4, 2, 5, 4)); /* the square root's other sign is no probability */
    assert_false(is_tail(1, 2, 4, 2, -3, 4));
    assert_false(is_tail(9, 2, 2, 3, 7, 8));
    assert_false(is_tail(1, 1, 1, 1, 1, 3));
    assert_false(is_tail(2, 1, 3, 5, 1, 4));      /* both odd */
    assert_false(is_tail(1, 1, 2, 100001, 1, 2)); /* too long to be tried */
}

/* Against the balls: whatever is proven must lie in the ball, for many degrees of freedom. */
static void no_proof_contradicts_a_ball(void **state) {
    (void)state;
    int proven = 0;
    for (int64_t df1 = 1; df1 <= 6; df1++)
        for (int64_t df2 = 1; df2 <= 6; df2++)
            for (slong num = 1; num <= 24; num++)
                for (slong p = 1; p < 16; p++) {
                    if (!is_tail(num, 4, df1, df2, p, 16))
                        continue;
                    arb_t f, tail;
                    fmpq_t want;
                    arb_init(f);
                    arb_init(tail);
                    fmpq_init(want);
                    arb_set_si(f, num);
                    arb_mul_2exp_si(f, f, -2);
                    lsq_f_tail(tail, f, df1, df2, 128);
                    fmpq_set_si(want, p, 16);
                    assert_true(arb_contains_fmpq(tail, want));
                    fmpq_clear(want);
                    arb_clear(tail);
                    arb_clear(f);
                    proven++;
                }
    assert_true(proven > 10);
}

static void the_simplest_rational_of_a_ball_is_found(void **state) {
    (void)state;
    arb_t ball;
    fmpq_t x;
    arb_init(ball);
    fmpq_init(x);
    fmpq_set_si(x, 27, 40);
    arb_set_fmpq(ball, x, 100);
    fmpq_zero(x);
    assert_int_equal(lsq_simplest_in(x, ball), 1);
    assert_true(fmpz_equal_si(fmpq_numref(x), 27) && fmpz_equal_si(fmpq_denref(x), 40));
    arb_indeterminate(ball);
    assert_int_equal(lsq_simplest_in(x, ball), 0);
    fmpq_clear(x);
    arb_clear(ball);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rational_tails_are_proven),
        cmocka_unit_test(neighbours_are_not),
        cmocka_unit_test(no_proof_contradicts_a_ball),
        cmocka_unit_test(the_simplest_rational_of_a_ball_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
