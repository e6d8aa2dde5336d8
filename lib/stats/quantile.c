/* quantile.c - the quantile of t in balls: q with P(|T| >= q) = alpha = 1 - level.
 *
 * A guess in doubles (Wallace 1959: sqrt(df log(1 + t^2/df)) is nearly normal), steps of Halley's
 * method with a growing precision, and one step of interval Newton (Moore 1966), which doubles the
 * digits and proves them: three tails for the usual levels.  Where the guess is too far off, as for
 * one degree of freedom, a bracket comes first.
 *
 * SPDX-License-Identifier: MIT */
#include "quantile.h"

#include <math.h>

#include "tails.h"

/* The tail as a function of q > 0 that has to come down to alpha. */
typedef struct {
    int64_t df;
    arb_t alpha;
    arb_t steepest; /* -dP/dq at 0: 2 Gamma((df + 1)/2) / (Gamma(df/2) sqrt(pi df)) */
    slong guard;    /* bits of the tail that may be lost */
    slong work;     /* guard and the bits asked for */
} descent;

static void descent_init(descent *d, const fmpq_t level, int64_t df, slong prec, slong guard) {
    d->df = df;
    d->guard = guard;
    d->work = prec + guard;
    arb_init(d->alpha);
    arb_init(d->steepest);
    arb_set_fmpq(d->alpha, level, d->work);
    arb_sub_ui(d->alpha, d->alpha, 1, d->work);
    arb_neg(d->alpha, d->alpha);
    arb_t a;
    arb_init(a);
    arb_set_si(a, (slong)df + 1);
    arb_mul_2exp_si(a, a, -1);
    arb_lgamma(d->steepest, a, d->work);
    arb_set_si(a, (slong)df);
    arb_mul_2exp_si(a, a, -1);
    arb_lgamma(a, a, d->work);
    arb_sub(d->steepest, d->steepest, a, d->work);
    arb_exp(d->steepest, d->steepest, d->work);
    arb_const_pi(a, d->work);
    arb_mul_si(a, a, (slong)df, d->work);
    arb_rsqrt(a, a, d->work);
    arb_mul(d->steepest, d->steepest, a, d->work);
    arb_mul_2exp_si(d->steepest, d->steepest, 1);
    arb_clear(a);
}

static void descent_clear(descent *d) {
    arb_clear(d->steepest);
    arb_clear(d->alpha);
}

/* slope = -dP/dq = steepest (1 + q^2/df)^(-(df + 1)/2) */
static void slope_at(arb_t slope, const descent *d, const arb_t q, slong prec) {
    arb_sqr(slope, q, prec);
    arb_div_si(slope, slope, (slong)d->df, prec);
    arb_log1p(slope, slope, prec);
    arb_mul_si(slope, slope, -(slong)d->df - 1, prec);
    arb_mul_2exp_si(slope, slope, -1);
    arb_exp(slope, slope, prec);
    arb_mul(slope, slope, d->steepest, prec);
}

/* bend = 1/q + (df + 1) q/(df + q^2): how fast q and the slope change, relatively. */
static void bend_at(arb_t bend, const descent *d, const arb_t q, slong prec) {
    arb_t a;
    arb_init(a);
    arb_sqr(a, q, prec);
    arb_add_si(a, a, (slong)d->df, prec);
    arb_div(a, q, a, prec);
    arb_mul_si(a, a, (slong)d->df + 1, prec);
    arb_inv(bend, q, prec);
    arb_add(bend, bend, a, prec);
    arb_clear(a);
}

/* step = (P(q) - alpha)/slope(range): Newton's at range = q, interval Newton's for a range around
 * q. */
static void newton_step(arb_t step, const descent *d, const arb_t q, const arb_t range,
                        slong prec) {
    arb_t slope;
    arb_init(slope);
    slope_at(slope, d, range, prec);
    lsq_t_tail(step, q, d->df, prec);
    arb_sub(step, step, d->alpha, prec);
    arb_div(step, step, slope, prec);
    arb_clear(slope);
}

/* Move q by one step of Halley's method: Newton's s becomes s/(1 - s (bend - 1/q)/2).  Returns the
 * bits of q that should be right then: s bend measures the error before, its cube the error after.
 */
static slong halley_step(arb_t q, const descent *d, slong most) {
    slong prec = most + d->guard;
    arb_t s, bend, part;
    arb_init(s);
    arb_init(bend);
    arb_init(part);
    newton_step(s, d, q, q, prec);
    bend_at(bend, d, q, prec);
    arb_mul(bend, s, bend, prec);
    slong bits = arb_is_finite(bend) ? -3 * (slong)arf_abs_bound_lt_2exp_si(arb_midref(bend)) : 0;
    arb_div(part, s, q, prec);
    arb_sub(part, part, bend, prec);
    arb_mul_2exp_si(part, part, -1);
    arb_add_ui(part, part, 1, prec);
    arb_div(s, s, part, prec);
    arb_add(q, q, s, prec);
    mag_zero(arb_radref(q));
    arb_clear(part);
    arb_clear(bend);
    arb_clear(s);
    return bits < most ? bits : most;
}

/* Make q a ball that holds the quantile, given that about `bits` of it are right.  Interval Newton:
 * if q + (P(q) - alpha)/slope(range) lies within the range, the quantile lies in it. */
static int prove(arb_t q, const descent *d, slong bits) {
    arb_t range, step;
    mag_t radius;
    arb_init(range);
    arb_init(step);
    mag_init(radius);
    bend_at(step, d, q, d->guard);
    arb_inv(step, step, d->guard);
    arb_get_mag(radius, step);
    mag_mul_2exp_si(radius, radius, 4 - bits);
    arb_set(range, q);
    mag_set(arb_radref(range), radius);
    newton_step(step, d, q, range, d->work);
    arb_add(q, q, step, d->work);
    int proven = arb_is_positive(range) && arb_is_finite(q) && arb_contains(range, q);
    mag_clear(radius);
    arb_clear(step);
    arb_clear(range);
    return proven;
}

/* From a first q to a proven ball; 0 if the first q was too far off. */
static int close_in(arb_t q, const descent *d) {
    slong prec = d->work - d->guard;
    slong bits = 0, hoped = 16;
    for (;;) {
        slong most = hoped < prec ? hoped : prec;
        slong now = halley_step(q, d, most);
        if (now <= bits)
            return 0;
        bits = now;
        if (2 * bits >= prec + 16)
            return prove(q, d, bits);
        hoped = 3 * bits;
    }
}

/* z with P(|Z| >= z) = alpha for a normal Z, and the t that is as far out. */
static void guess(arb_t q, const descent *d) {
    double alpha = arf_get_d(arb_midref(d->alpha), ARF_RND_NEAR), df = (double)d->df;
    double low = 0, high = 40; /* beyond, no double is left of the tail */
    for (int i = 0; i < 40; i++) {
        double z = (low + high) / 2;
        if (erfc(z * sqrt(0.5)) > alpha)
            low = z;
        else
            high = z;
    }
    double u = low * (8 * df + 3) / (8 * df + 1);
    arb_set_d(q, sqrt(df * expm1(u * u / df)));
}

/* 1, -1 or 0 as the tail at q is provably above, below or not distinguished from alpha. */
static int tail_side(const descent *d, const arb_t q) {
    arb_t p;
    arb_init(p);
    lsq_t_tail(p, q, d->df, d->guard);
    int side = arb_gt(p, d->alpha) ? 1 : arb_lt(p, d->alpha) ? -1 : 0;
    arb_clear(p);
    return side;
}

/* A first q by doubling or halving from 1, then bisection to 2^-16. */
static void bracket(arb_t q, const descent *d) {
    arb_t low, high;
    arb_init(low);
    arb_init(high);
    arb_one(low);
    arb_one(high);
    while (tail_side(d, high) > 0) {
        arb_set(low, high);
        arb_mul_2exp_si(high, high, 1);
    }
    while (tail_side(d, low) < 0) {
        arb_set(high, low);
        arb_mul_2exp_si(low, low, -1);
    }
    for (int i = 0; i < 16; i++) {
        arb_add(q, low, high, 32);
        arb_mul_2exp_si(q, q, -1);
        mag_zero(arb_radref(q));
        if (tail_side(d, q) > 0)
            arb_set(low, q);
        else
            arb_set(high, q);
    }
    arb_clear(high);
    arb_clear(low);
}

/* Bits that a tail may lose: what q^2 adds to df, what is left of 1 where it is subtracted, and,
 * where the level is small and the tail next to 1, twice the bits before the level's first. */
static slong first_guard(const fmpq_t level, int64_t df) {
    fmpq_t alpha;
    fmpq_init(alpha);
    fmpq_one(alpha);
    fmpq_sub(alpha, alpha, level);
    slong denominator = (slong)fmpz_bits(fmpq_denref(level));
    slong guard = 32 + (64 - __builtin_clzll((unsigned long long)df)) +
                  (denominator - (slong)fmpz_bits(fmpq_numref(alpha))) +
                  2 * (denominator - (slong)fmpz_bits(fmpq_numref(level)));
    fmpq_clear(alpha);
    return guard;
}

void lsq_t_quantile(arb_t q, const fmpq_t level, int64_t df, slong prec) {
    slong guard = first_guard(level, df), most = 8 * guard;
    for (int found = 0; !found && guard <= most; guard *= 2) {
        descent d;
        descent_init(&d, level, df, prec < 64 ? 64 : prec, guard);
        guess(q, &d);
        found = close_in(q, &d);
        if (!found) {
            bracket(q, &d);
            found = close_in(q, &d);
        }
        if (!found)
            arb_indeterminate(q);
        descent_clear(&d);
    }
}
