/* tails.c - tails of t and F in balls.
 *
 * Both are a regularised incomplete beta function I_x(d2/2, d1/2), and with w = 1 - x (DLMF 8.17.8)
 *
 *   I_x = x^(d2/2) w^(d1/2)/B (2/d2) S(x, d2) = 1 - x^(d2/2) w^(d1/2)/B (2/d1) S(w, d1),
 *   S(z, e) = sum_n prod_(i<n) z (d1 + d2 + 2i)/(e + 2 + 2i),
 *
 * where no term is negative, and the rest of the sum is below a geometric one.  The first form
 * keeps all digits of small tails, the second takes few terms where d2 is large.  Where neither is
 * short, Arb's hypergeometric function answers.
 *
 * With x = d2/(d2 + y) the factor before the sums, f = x^(d2/2) w^(d1/2)/B, is the slope of the
 * tail too: dI_x/d(log y) = -f.  So a ball of y is answered at its midpoint, and its radius costs
 * no more digits than it must.
 *
 * SPDX-License-Identifier: MIT */
#include "tails.h"

#include <math.h>

enum {
    MOST_TERMS = 3000, /* about what Arb takes as long for */
    MOST_BITS = 900    /* terms below 2^-1000 are not seen by doubles */
};

/* How many terms of S leave a rest below 2^-bits, judged in doubles; `most` if not fewer do. */
static slong terms_of(double z, double d, double e, slong bits, slong most) {
    if (8 - (double)most * log2(z) < (double)bits) /* terms fall hardly faster than z^n */
        return most;
    double term = 1, small = ldexp(1, (int)-bits);
    for (slong n = 0; n < most; n++) {
        double ratio = z * (d + 2 * (double)n) / (e + 2 + 2 * (double)n);
        if (ratio < 1 && term < small * (1 - fmax(ratio, z)))
            return n;
        term *= ratio;
    }
    return most;
}

/* sum = S(z, e) by so many terms, d = d1 + d2.  The ratios of the terms go to z from one side, so
 * those to come are below the next one or below z. */
static void series(arb_t sum, const arb_t z, slong d, slong e, slong terms, slong prec) {
    arb_t term, next;
    mag_t ratio, rest;
    arb_init(term);
    arb_init(next);
    mag_init(ratio);
    mag_init(rest);
    arb_one(term);
    arb_zero(sum);
    for (slong n = 0; n < terms; n++) {
        arb_add(sum, sum, term, prec);
        arb_mul(term, term, z, prec);
        arb_mul_si(term, term, d + 2 * n, prec);
        arb_div_si(term, term, e + 2 + 2 * n, prec);
    }
    arb_mul_si(next, z, d + 2 * terms, prec);
    arb_div_si(next, next, e + 2 + 2 * terms, prec);
    arb_get_mag(ratio, next);
    arb_get_mag(rest, z);
    mag_max(ratio, ratio, rest);
    mag_geom_series(ratio, ratio, 0);
    arb_get_mag(rest, term);
    mag_mul(rest, rest, ratio);
    arb_add_error_mag(sum, rest);
    mag_clear(rest);
    mag_clear(ratio);
    arb_clear(next);
    arb_clear(term);
}

/* p = Gamma(n/2) */
static void gamma_of_half(arb_t p, int64_t n, slong prec) {
    fmpq_t half;
    fmpq_init(half);
    fmpq_set_si(half, (slong)n, 2);
    arb_gamma_fmpq(p, half, prec);
    fmpq_clear(half);
}

/* p = x^(d2/2) w^(d1/2)/B(d2/2, d1/2) */
static void front(arb_t p, const arb_t x, const arb_t w, int64_t d1, int64_t d2, slong prec) {
    arb_t part;
    arb_init(part);
    gamma_of_half(p, d1 + d2, prec);
    gamma_of_half(part, d1, prec);
    arb_div(p, p, part, prec);
    gamma_of_half(part, d2, prec);
    arb_div(p, p, part, prec);
    arb_sqrt(part, x, prec);
    arb_pow_ui(part, part, (ulong)d2, prec);
    arb_mul(p, p, part, prec);
    arb_sqrt(part, w, prec);
    arb_pow_ui(part, part, (ulong)d1, prec);
    arb_mul(p, p, part, prec);
    arb_clear(part);
}

/* x = d2/(d2 + y), w = y/(d2 + y) */
static void shares(arb_t x, arb_t w, const arb_t y, int64_t d2, slong prec) {
    arb_add_si(x, y, (slong)d2, prec);
    arb_div(w, y, x, prec);
    arb_ui_div(x, (ulong)d2, x, prec);
}

/* p = x^(d2/2) w^(d1/2)/B (2/d2) S(x, d2), or from the other end 1 less the same with w and d1;
 * f = a bound for what stands before the sum */
static void by_series(arb_t p, mag_t f, const arb_t y, int64_t d1, int64_t d2, int other_end,
                      slong terms, slong prec) {
    slong e = (slong)(other_end ? d1 : d2);
    arb_t x, w, sum;
    arb_init(x);
    arb_init(w);
    arb_init(sum);
    shares(x, w, y, d2, prec);
    front(p, x, w, d1, d2, prec);
    arb_get_mag(f, p);
    series(sum, other_end ? w : x, (slong)(d1 + d2), e, terms, prec);
    arb_mul(p, p, sum, prec);
    arb_div_si(p, p, e, prec);
    arb_mul_2exp_si(p, p, 1);
    if (other_end) {
        arb_sub_ui(p, p, 1, prec);
        arb_neg(p, p);
    }
    arb_clear(sum);
    arb_clear(w);
    arb_clear(x);
}

/* p = the tail at an exact y by the shorter of the two sums, f as above; 0 if both are long. */
static int short_tail(arb_t p, mag_t f, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    arb_t x, w;
    arb_init(x);
    arb_init(w);
    shares(x, w, y, d2, 64);
    double z1 = arf_get_d(arb_midref(x), ARF_RND_UP), z2 = arf_get_d(arb_midref(w), ARF_RND_UP);
    arb_clear(w);
    arb_clear(x);
    if (prec > MOST_BITS)
        return 0;
    double d = (double)d1 + (double)d2;
    slong guard = 80 - __builtin_clzll((unsigned long long)(d1 + d2));
    slong terms = terms_of(z1, d, (double)d2, prec, MOST_TERMS), others = terms;
    /* 1 - I_x loses the bits before the first of the tail, which is about x^(d2/2). */
    double lost = 8 - log2(z1) * (double)d2 / 2;
    if ((double)prec + lost <= MOST_BITS)
        others = terms_of(z2, d, (double)d1, prec + (slong)lost, terms);
    if (others < terms)
        by_series(p, f, y, d1, d2, 1, others, prec + guard + (slong)lost);
    else if (terms < MOST_TERMS)
        by_series(p, f, y, d1, d2, 0, terms, prec + guard);
    return others < MOST_TERMS;
}

/* The same for any exact y; 1 for y <= 0. */
static void exact_tail(arb_t p, mag_t f, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    arb_one(p);
    mag_zero(f);
    if (!arb_is_positive(y) || short_tail(p, f, y, d1, d2, prec))
        return;
    arb_t a, b, x;
    arb_init(a);
    arb_init(b);
    arb_init(x);
    shares(x, b, y, d2, prec);
    front(a, x, b, d1, d2, prec);
    arb_get_mag(f, a);
    arb_set_si(a, (slong)d2);
    arb_mul_2exp_si(a, a, -1);
    arb_set_si(b, (slong)d1);
    arb_mul_2exp_si(b, b, -1);
    arb_hypgeom_beta_lower(p, a, b, x, 1, prec);
    arb_clear(x);
    arb_clear(b);
    arb_clear(a);
}

/* p = I_x(d2/2, d1/2), x = d2/(d2 + y), y >= 0 */
static void beta_tail(arb_t p, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    arb_t at, other;
    mag_t r, f;
    arb_init(at);
    arb_init(other);
    mag_init(r);
    mag_init(f);
    /* |log y - log m| <= radius/(m - radius) = r for the midpoint m; with r (d1 + d2) <= 1 the
     * factor f changes by less than e^(1/2) < 2.  Wider balls are answered at their ends. */
    arb_get_mag_lower(f, y);
    mag_div(r, arb_radref(y), f);
    mag_mul_ui(f, r, (ulong)(d1 + d2));
    if (!arb_is_finite(y)) {
        arb_indeterminate(p);
    } else if (mag_cmp_2exp_si(f, 0) <= 0) {
        arb_get_mid_arb(at, y);
        exact_tail(p, f, at, d1, d2, prec);
        mag_mul(f, f, r);
        mag_mul_2exp_si(f, f, 1);
        arb_add_error_mag(p, f);
    } else {
        arb_get_lbound_arf(arb_midref(at), y, prec);
        exact_tail(p, f, at, d1, d2, prec);
        arb_get_ubound_arf(arb_midref(at), y, prec);
        exact_tail(other, f, at, d1, d2, prec);
        arb_union(p, p, other, prec);
    }
    mag_clear(f);
    mag_clear(r);
    arb_clear(other);
    arb_clear(at);
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
