/* tails.c - tails of t and F in balls.
 *
 * Both tails are a regularised incomplete beta function at the end where small tails keep all their
 * digits; that of F is Arb's.  For t with d degrees of freedom, x = d/(d + t^2), y = 1 - x, and K =
 * 2 x^(d/2) Gamma((d + 1)/2) / (Gamma(d/2) sqrt(pi)),
 *
 *   p = 1 - K sqrt(y) sum_k u_k,   u_0 = 1,  u_(k+1) = u_k y (d + 1 + 2k)/(3 + 2k)
 *   p = K / (sqrt(y) f_0),         f_j = d + 2j + (j + 1)(d + j) (d/t^2) / f_(j+1)
 *
 * (DLMF 8.17.8, the series of 2F1 in y; the continued fraction of Gauss, DLMF 15.7.5, of 2F1(1/2,
 * 1; d/2 + 1; -d/t^2)).  The ratio of the u falls below 1 and is then at most the present one, or y
 * if d = 1: what is left of the sum is less than a geometric series.  All parts of the fraction are
 * positive, so f_j lies between d + 2j and what f_(j+1) = d + 2j + 2 would make of it: begun with
 * that interval at some j, the fraction carries its own bound.  The series takes about t^2/2 terms
 * more than its digits, the fraction ever fewer the larger t; the shorter one is taken, about half
 * a term a bit at worst.
 *
 * A ball of t or F is answered at its midpoint, and its radius by the slope, so that it costs no
 * more digits than it must: with y = t^2 or d1 F, the tail falls with log y by x^(d2/2) w^(d1/2)/B,
 * x = d2/(d2 + y), w = 1 - x, B = B(d2/2, d1/2); a wide ball is answered at its ends.
 *
 * SPDX-License-Identifier: MIT */
#include "tails.h"

#include <math.h>

/* How many terms of the series, or steps of the fraction, give `bits` bits: at most `most`. */
static int64_t series_length(double df, double y, double bits, int64_t most) {
    double log_u = 0;
    for (int64_t k = 0; k < most; k++) {
        double ratio = y * (df + 1 + 2 * (double)k) / (3 + 2 * (double)k);
        log_u += log2(ratio);
        if (ratio < 0.99 && log_u < -bits)
            return k + 1;
    }
    return most;
}

static int64_t fraction_length(double df, double w, double bits, int64_t most) {
    double log_error = 0;
    for (int64_t k = 0; k < most; k++) {
        double j = (double)k, a = (j + 1) * (df + j) * w, b = df + 2 * j;
        double f = (b + sqrt(b * b + 4 * a)) / 2; /* about f_j and f_(j+1): f = b + a/f */
        log_error += log2(a / f / f);
        if (!(log_error > -bits))
            return k + 1;
    }
    return most;
}

/* s = sum of all u_k from n of them */
static void sum_series(arb_t s, const arb_t y, int64_t df, int64_t n, slong prec) {
    arb_t u, rest;
    arb_init(u);
    arb_init(rest);
    arb_one(u);
    arb_one(s);
    for (int64_t k = 0; k < n; k++) {
        arb_mul_ui(u, u, (ulong)(df + 1 + 2 * k), prec);
        arb_mul(u, u, y, prec);
        arb_div_ui(u, u, (ulong)(3 + 2 * k), prec);
        if (k < n - 1)
            arb_add(s, s, u, prec);
    }
    arb_mul_ui(rest, y, (ulong)(df + 1 + 2 * n), prec);
    arb_div_ui(rest, rest, (ulong)(3 + 2 * n), prec);
    if (arb_gt(y, rest) || df == 1)
        arb_set(rest, y);
    arb_sub_ui(rest, rest, 1, prec);
    arb_neg(rest, rest);
    if (arb_is_positive(rest)) {
        arb_div(rest, u, rest, prec); /* all terms from u on */
        arb_add_error(s, rest);
    } else {
        arb_indeterminate(s);
    }
    arb_clear(rest);
    arb_clear(u);
}

/* f = f_0, begun at f_n; w = d/t^2 */
static void evaluate_fraction(arb_t f, const arb_t w, int64_t df, int64_t n, slong prec) {
    arb_t half;
    arb_init(half);
    arb_mul_ui(half, w, (ulong)((n + 1) * (df + n)), prec);
    arb_div_ui(half, half, (ulong)(2 * (df + 2 * n + 2)), prec);
    arb_add_ui(f, half, (ulong)(df + 2 * n), prec);
    arb_add_error(f, half);
    for (int64_t j = n - 1; j >= 0; j--) {
        arb_div(f, w, f, prec);
        arb_mul_ui(f, f, (ulong)((j + 1) * (df + j)), prec);
        arb_add_ui(f, f, (ulong)(df + 2 * j), prec);
    }
    arb_clear(half);
}

/* v = K */
static void factor(arb_t v, const arb_t t2, int64_t df, slong prec) {
    arb_t a, b;
    arb_init(a);
    arb_init(b);
    arb_set_si(a, (slong)df);
    arb_mul_2exp_si(a, a, -1);
    arb_div_si(v, t2, (slong)df, prec);
    arb_log1p(v, v, prec);
    arb_mul(v, v, a, prec); /* x^(d/2) = exp(-v) */
    arb_lgamma(b, a, prec);
    arb_add(v, v, b, prec);
    arb_set_d(b, 0.5);
    arb_add(b, b, a, prec);
    arb_lgamma(b, b, prec);
    arb_sub(v, b, v, prec);
    arb_exp(v, v, prec);
    arb_const_sqrt_pi(b, prec);
    arb_div(v, v, b, prec);
    arb_mul_2exp_si(v, v, 1);
    arb_clear(b);
    arb_clear(a);
}

/* p = the tail at an exact t^2 = t2 > 0, slope = a bound for -dp/d(log t2) */
static void t_tail(arb_t p, mag_t slope, const arb_t t2, int64_t df, slong prec) {
    arb_t y, s;
    arb_init(y);
    arb_init(s);
    double d = (double)df, square = arf_get_d(arb_midref(t2), ARF_RND_NEAR);
    slong size = arf_abs_bound_lt_2exp_si(arb_midref(t2));
    /* logarithms are up to d (log d + |log t|), and their last bits are the first of K */
    slong work = prec + 2 * (slong)FLINT_BIT_COUNT((ulong)df) +
                 (slong)FLINT_BIT_COUNT((ulong)(size < 0 ? -size : size)) + 8;
    int64_t steps = square < 1 ? 2 * work : fraction_length(d, d / square, (double)work, 2 * work);
    double lost = d / 2 * log2(1 + square / d) + 8;
    int64_t terms = series_length(d, square / (d + square), (double)work + lost, steps);
    int by_series = terms < steps;
    if (by_series)
        work += (slong)lost;
    arb_add_si(y, t2, (slong)df, work);
    arb_div(y, t2, y, work);
    factor(p, t2, df, work);
    arb_sqrt(s, y, work);
    arb_mul(p, p, s, work);
    arb_get_mag(slope, p);
    mag_mul_2exp_si(slope, slope, -1);
    if (by_series) {
        sum_series(s, y, df, terms, work);
        arb_mul(p, p, s, work);
        arb_sub_ui(p, p, 1, work);
        arb_neg(p, p);
    } else {
        arb_div(p, p, y, work);
        arb_ui_div(y, (ulong)df, t2, work);
        evaluate_fraction(s, y, df, steps, work);
        arb_div(p, p, s, work);
    }
    arb_set_round(p, p, prec);
    arb_clear(s);
    arb_clear(y);
}

/* v = Gamma(n/2) */
static void gamma_of_half(arb_t v, int64_t n, slong prec) {
    fmpq_t half;
    fmpq_init(half);
    fmpq_set_si(half, (slong)n, 2);
    arb_gamma_fmpq(v, half, prec);
    fmpq_clear(half);
}

/* p = the tail of F at an exact y = d1 F > 0, slope = a bound for -dp/d(log y).  Arb loses some 20
 * to 60 bits on the way. */
static void f_tail(arb_t p, mag_t slope, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    slong work = prec + 64;
    arb_t a, b, x;
    arb_init(a);
    arb_init(b);
    arb_init(x);
    arb_add_si(x, y, (slong)d2, work);
    arb_div(a, y, x, work);
    arb_ui_div(x, (ulong)d2, x, work);
    arb_sqrt(a, a, work);
    arb_pow_ui(a, a, (ulong)d1, work);
    arb_sqrt(b, x, work);
    arb_pow_ui(b, b, (ulong)d2, work);
    arb_mul(p, a, b, work);
    gamma_of_half(a, d1 + d2, work);
    arb_mul(p, p, a, work);
    gamma_of_half(a, d1, work);
    gamma_of_half(b, d2, work);
    arb_mul(a, a, b, work);
    arb_div(p, p, a, work);
    arb_get_mag(slope, p);
    arb_set_si(a, (slong)d2);
    arb_mul_2exp_si(a, a, -1);
    arb_set_si(b, (slong)d1);
    arb_mul_2exp_si(b, b, -1);
    arb_hypgeom_beta_lower(p, a, b, x, 1, work);
    arb_set_round(p, p, prec);
    arb_clear(x);
    arb_clear(b);
    arb_clear(a);
}

/* The tail of t for d1 = 1, of F else, at an exact y; 1 for y <= 0. */
static void exact_tail(arb_t p, mag_t slope, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    if (!arb_is_positive(y)) {
        arb_one(p);
        mag_zero(slope);
    } else if (d1 == 1) {
        t_tail(p, slope, y, d2, prec);
    } else {
        f_tail(p, slope, y, d1, d2, prec);
    }
}

/* The same for a ball y.  |log y - log m| <= radius/(m - radius) = r for its midpoint m, and with r
 * (d1 + d2) <= 1 the slope changes by a factor below e^(1/2) < 2. */
static void tail(arb_t p, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    arb_t at, other;
    mag_t r, slope;
    arb_init(at);
    arb_init(other);
    mag_init(r);
    mag_init(slope);
    arb_get_mag_lower(slope, y);
    mag_div(r, arb_radref(y), slope);
    mag_mul_ui(slope, r, (ulong)(d1 + d2));
    if (!arb_is_finite(y)) {
        arb_indeterminate(p);
    } else if (mag_cmp_2exp_si(slope, 0) <= 0) {
        arb_get_mid_arb(at, y);
        exact_tail(p, slope, at, d1, d2, prec);
        mag_mul(slope, slope, r);
        mag_mul_2exp_si(slope, slope, 1);
        arb_add_error_mag(p, slope);
    } else {
        arb_get_lbound_arf(arb_midref(at), y, prec);
        exact_tail(p, slope, at, d1, d2, prec);
        arb_get_ubound_arf(arb_midref(at), y, prec);
        exact_tail(other, slope, at, d1, d2, prec);
        arb_union(p, p, other, prec);
    }
    mag_clear(slope);
    mag_clear(r);
    arb_clear(other);
    arb_clear(at);
}

void lsq_t_tail(arb_t p, const arb_t t, int64_t df, slong prec) {
    arb_t y;
    arb_init(y);
    arb_sqr(y, t, 2 * prec + 128);
    tail(p, y, 1, df, prec);
    arb_clear(y);
}

void lsq_f_tail(arb_t p, const arb_t f, int64_t df1, int64_t df2, slong prec) {
    arb_t y;
    arb_init(y);
    arb_mul_si(y, f, (slong)df1, 2 * prec + 128);
    tail(p, y, df1, df2, prec);
    arb_clear(y);
}
