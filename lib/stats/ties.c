/* ties.c - tail probabilities that are exactly rational.
 *
 * With x = df2/(df2 + df1 f), a = df2/2, b = df1/2 (Abramowitz and Stegun 26.6.4-5):
 *
 *   P     = x^a       sum_(i<b) (a)_i/i! (1 - x)^i     for b an integer
 *   1 - P = (1 - x)^b sum_(i<a) (b)_i/i! x^i           for a an integer
 *
 * The sums are rational and the power in front is the root of a rational, so squares are compared.
 * With both odd P holds an angle over pi: for df1 = df2 = 1 a decimal at f = 1 alone (Niven), for
 * others the angle and its sine would have to be algebraic together (Baker 1966).
 *
 * SPDX-License-Identifier: MIT */
#include "ties.h"

enum { MOST_TERMS = 1000 };

int lsq_simplest_in(fmpq_t x, const arb_t ball) {
    if (!arb_is_finite(ball))
        return 0;
    fmpz_t low, high, exponent;
    fmpq_t end;
    fmpz_init(low);
    fmpz_init(high);
    fmpz_init(exponent);
    fmpq_init(end);
    arb_get_interval_fmpz_2exp(low, high, exponent, ball);
    int moderate = fmpz_bits(exponent) < 20;
    if (moderate) {
        slong twos = fmpz_get_si(exponent);
        fmpq_set_fmpz(x, low);
        fmpq_set_fmpz(end, high);
        if (twos < 0) {
            fmpq_div_2exp(x, x, (ulong)-twos);
            fmpq_div_2exp(end, end, (ulong)-twos);
        } else {
            fmpq_mul_2exp(x, x, (ulong)twos);
            fmpq_mul_2exp(end, end, (ulong)twos);
        }
        fmpq_simplest_between(x, x, end);
    }
    fmpq_clear(end);
    fmpz_clear(exponent);
    fmpz_clear(high);
    fmpz_clear(low);
    return moderate;
}

/* 1 if value^2 = y^m (sum_(i<count) (m/2)_i/i! (1 - y)^i)^2 */
static int squares_agree(const fmpq_t value, const fmpq_t y, int64_t m, int64_t count) {
    fmpq_t z, term, sum, factor;
    fmpq_init(z);
    fmpq_init(term);
    fmpq_init(sum);
    fmpq_init(factor);
    fmpq_one(term);
    fmpq_sub(z, term, y);
    for (int64_t i = 0; i < count; i++) {
        fmpq_add(sum, sum, term);
        fmpq_set_si(factor, (slong)(m + 2 * i), (ulong)(2 * (i + 1)));
        fmpq_mul(term, term, factor);
        fmpq_mul(term, term, z);
    }
    fmpq_mul(sum, sum, sum);
    fmpq_pow_si(factor, y, (slong)m);
    fmpq_mul(sum, sum, factor);
    fmpq_mul(z, value, value);
    int agree = fmpq_equal(z, sum);
    fmpq_clear(factor);
    fmpq_clear(sum);
    fmpq_clear(term);
    fmpq_clear(z);
    return agree;
}

int lsq_is_f_tail(const fmpq_t f, int64_t df1, int64_t df2, const fmpq_t p) {
    fmpq_t x, y, q;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_init(q);
    fmpq_set_si(y, (slong)df1, 1);
    fmpq_mul(y, y, f); /* df1 f */
    fmpq_set_si(x, (slong)df2, 1);
    fmpq_add(y, y, x);
    fmpq_div(x, x, y);
    fmpq_one(q);
    fmpq_sub(y, q, x);
    fmpq_sub(q, q, p);
    int is = 0;
    if (fmpq_sgn(p) <= 0 || fmpq_sgn(q) <= 0)
        is = 0;
    else if (df1 % 2 == 0 && df1 / 2 <= MOST_TERMS && df2 <= 2 * MOST_TERMS)
        is = squares_agree(p, x, df2, df1 / 2);
    else if (df2 % 2 == 0 && df2 / 2 <= MOST_TERMS && df1 <= 2 * MOST_TERMS)
        is = squares_agree(q, y, df1, df2 / 2);
    else if (df1 == 1 && df2 == 1)
        is = fmpq_is_one(f) && fmpq_equal(p, q);
    fmpq_clear(q);
    fmpq_clear(y);
    fmpq_clear(x);
    return is;
}
