/* tails.c - tails of t and F, and the quantile of t, in balls.
 *
 * Both tails are a regularised incomplete beta function at the end where small tails keep all their
 * digits.  The quantile: bracketed Newton steps on the tail with a growing precision, then the two
 * ends q(1 -+ 2^-prec) whose tails must lie on either side of 1 - level.
 *
 * SPDX-License-Identifier: MIT */
#include "tails.h"

/* p = I_(d2 / (d2 + y))(d2/2, d1/2), y >= 0 */
static void beta_tail(arb_t p, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    arb_t a, b, x;
    arb_init(a);
    arb_init(b);
    arb_init(x);
    arb_add_si(x, y, (slong)d2, prec);
    arb_ui_div(x, (ulong)d2, x, prec);
    arb_set_si(a, (slong)d2);
    arb_mul_2exp_si(a, a, -1);
    arb_set_si(b, (slong)d1);
    arb_mul_2exp_si(b, b, -1);
    if (arb_is_one(x))
        arb_one(p);
    else
        arb_hypgeom_beta_lower(p, a, b, x, 1, prec);
    arb_clear(x);
    arb_clear(b);
    arb_clear(a);
}

void lsq_t_tail(arb_t p, const arb_t t, int64_t df, slong prec) {
    arb_t y;
    arb_init(y);
    arb_sqr(y, t, prec);
    beta_tail(p, y, 1, df, prec);
    arb_clear(y);
}

void lsq_f_tail(arb_t p, const arb_t f, int64_t df1, int64_t df2, slong prec) {
    arb_t y;
    arb_init(y);
    arb_mul_si(y, f, (slong)df1, prec);
    beta_tail(p, y, df1, df2, prec);
    arb_clear(y);
}

/* d = the density of T at t, twice: -d/dt of the two-sided tail. */
static void two_densities(arb_t d, const arb_t t, int64_t df, slong prec) {
    arb_t a, b;
    arb_init(a);
    arb_init(b);
    arb_set_si(a, (slong)df);
    arb_mul_2exp_si(a, a, -1); /* df/2 */
    arb_set_d(b, 0.5);
    arb_add(b, a, b, prec); /* (df + 1)/2 */
    arb_sqr(d, t, prec);
    arb_div_si(d, d, (slong)df, prec);
    arb_log1p(d, d, prec);
    arb_mul(d, d, b, prec);
    arb_neg(d, d);
    arb_lgamma(b, b, prec);
    arb_add(d, d, b, prec);
    arb_lgamma(b, a, prec);
    arb_sub(d, d, b, prec);
    arb_exp(d, d, prec); /* times 1/sqrt(pi df) */
    arb_const_pi(a, prec);
    arb_mul_si(a, a, (slong)df, prec);
    arb_rsqrt(a, a, prec);
    arb_mul(d, d, a, prec);
    arb_mul_2exp_si(d, d, 1);
    arb_clear(b);
    arb_clear(a);
}

/* 1, -1 or 0 as the tail at q is provably above, below or not distinguished from alpha. */
static int tail_side(const arb_t q, const arb_t alpha, int64_t df, slong prec) {
    arb_t p;
    arb_init(p);
    lsq_t_tail(p, q, df, prec);
    int side = arb_gt(p, alpha) ? 1 : arb_lt(p, alpha) ? -1 : 0;
    arb_clear(p);
    return side;
}

/* A first q within a factor 2^(1/16): doubling or halving from 1, then bisection of the
 * exponent. */
static void bracket(arb_t q, const arb_t alpha, int64_t df, slong prec) {
    arb_t low, high;
    arb_init(low);
    arb_init(high);
    arb_one(low);
    arb_one(high);
    while (tail_side(high, alpha, df, prec) > 0) {
        arb_set(low, high);
        arb_mul_2exp_si(high, high, 1);
    }
    while (tail_side(low, alpha, df, prec) < 0) {
        arb_set(high, low);
        arb_mul_2exp_si(low, low, -1);
    }
    for (int i = 0; i < 6; i++) {
        arb_add(q, low, high, prec);
        arb_mul_2exp_si(q, q, -1);
        arf_set_round(arb_midref(q), arb_midref(q), 32, ARF_RND_DOWN);
        mag_zero(arb_radref(q));
        if (tail_side(q, alpha, df, prec) > 0)
            arb_set(low, q);
        else
            arb_set(high, q);
    }
    arb_clear(high);
    arb_clear(low);
}

/* q's midpoint moved by one Newton step. */
static void newton(arb_t q, const arb_t alpha, int64_t df, slong prec) {
    arb_t p, d;
    arb_init(p);
    arb_init(d);
    lsq_t_tail(p, q, df, prec);
    arb_sub(p, p, alpha, prec);
    two_densities(d, q, df, prec);
    arb_div(p, p, d, prec);
    arb_add(q, q, p, prec);
    mag_zero(arb_radref(q));
    arb_clear(d);
    arb_clear(p);
}

void lsq_t_quantile(arb_t q, const fmpq_t level, int64_t df, slong prec) {
    /* A small level means a tail next to 1, and t^2 is added to df: twice the bits before the
     * level's first are lost. */
    slong lost =
        2 * ((slong)fmpz_bits(fmpq_denref(level)) - (slong)fmpz_bits(fmpq_numref(level)) + 1);
    slong guard = 64 + lost, work = prec + guard;
    arb_t alpha, end;
    fmpq_t tail;
    arb_init(alpha);
    arb_init(end);
    fmpq_init(tail);
    fmpq_one(tail);
    fmpq_sub(tail, tail, level);
    arb_set_fmpq(alpha, tail, work);
    bracket(q, alpha, df, guard);
    for (slong bits = 4; bits < 2 * work;
         bits *= 2) /* of q that are right; each step doubles them */
        newton(q, alpha, df, 2 * bits + guard < work ? 2 * bits + guard : work);
    /* The two ends q (1 -+ 2^-bits), wider until both signs are proven. */
    for (slong bits = prec;; bits -= 8) {
        mag_t radius;
        mag_init(radius);
        arf_get_mag(radius, arb_midref(q));
        mag_mul_2exp_si(radius, radius, -bits);
        mag_set(arb_radref(q), radius);
        mag_clear(radius);
        arb_get_lbound_arf(arb_midref(end), q, 2 * work);
        int low = tail_side(end, alpha, df, work);
        arb_get_ubound_arf(arb_midref(end), q, 2 * work);
        if (low > 0 && tail_side(end, alpha, df, work) < 0)
            break;
        if (bits <= 8) {
            arb_indeterminate(q);
            break;
        }
    }
    fmpq_clear(tail);
    arb_clear(end);
    arb_clear(alpha);
}
