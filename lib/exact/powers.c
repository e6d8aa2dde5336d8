/* powers.c - powers of ten and two, the units of everything that is exact here.
 *
 * SPDX-License-Identifier: MIT */
#include "powers.h"

const int64_t lsq_power10[LSQ_WORD_TENS + 1] = {1,
                                                10,
                                                100,
                                                1000,
                                                10000,
                                                100000,
                                                1000000,
                                                10000000,
                                                100000000,
                                                1000000000,
                                                10000000000,
                                                100000000000,
                                                1000000000000,
                                                10000000000000,
                                                100000000000000,
                                                1000000000000000,
                                                10000000000000000,
                                                100000000000000000,
                                                1000000000000000000};

void lsq_integer_ten(fmpz_t v, int64_t tens) {
    if (tens <= LSQ_WORD_TENS)
        fmpz_set_si(v, lsq_power10[tens]);
    else
        fmpz_ui_pow_ui(v, 10, (ulong)tens);
}

void lsq_rational_scale(fmpq_t x, int64_t tens, int64_t twos) {
    fmpz_t ten;
    fmpz_init(ten);
    lsq_integer_ten(ten, tens < 0 ? -tens : tens);
    if (tens < 0)
        fmpq_div_fmpz(x, x, ten);
    else
        fmpq_mul_fmpz(x, x, ten);
    fmpz_clear(ten);
    if (twos < 0)
        fmpq_div_2exp(x, x, (ulong)-twos);
    else
        fmpq_mul_2exp(x, x, (ulong)twos);
}

void lsq_ball_power(arb_t v, int64_t tens, int64_t twos, slong prec) {
    arb_set_ui(v, 10);
    arb_pow_ui(v, v, (ulong)(tens < 0 ? -tens : tens), prec);
    if (tens < 0)
        arb_inv(v, v, prec);
    arb_mul_2exp_si(v, v, (slong)twos);
}
