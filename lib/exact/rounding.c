/* rounding.c - exact values to doubles and to decimals, correctly rounded or not at all.
 *
 * Everything comes down to the nearest integer of x * 10^k or x * 2^k.  For a ball: floor(y + 1/2)
 * of both ends, which must agree and must not touch a tie.  For an exact x or sqrt(x): by comparing
 * 2r + 1 with 2y, squares with squares.
 *
 * SPDX-License-Identifier: MIT */
#include "rounding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "powers.h"

void lsq_surd_init(lsq_surd *v) {
    fmpq_init(v->x);
    v->sign = v->root = 0;
}

void lsq_surd_clear(lsq_surd *v) {
    fmpq_clear(v->x);
}

void lsq_surd_set(lsq_surd *v, const fmpq_t x) {
    v->sign = fmpq_sgn(x);
    v->root = 0;
    fmpq_abs(v->x, x);
}

void lsq_rounded_init(lsq_rounded *r) {
    fmpz_init(r->mantissa);
    r->exp10 = 0;
}

void lsq_rounded_clear(lsq_rounded *r) {
    fmpz_clear(r->mantissa);
}

/* ---- balls ---- */

/* Bits to work with so that what is known of x is kept. */
static slong precision_of(const arb_t x) {
    slong bits = arb_is_exact(x) ? arb_bits(x) : arb_rel_accuracy_bits(x);
    return (bits < 0 ? 0 : bits) + 64;
}

/* r = the integer nearest to every number of the ball y, if it is one and no tie is in reach. */
static int nearest_of_ball(fmpz_t r, const arb_t y) {
    slong prec = precision_of(y);
    arf_t low, high;
    fmpz_t top;
    arf_init(low);
    arf_init(high);
    fmpz_init(top);
    arb_get_lbound_arf(low, y, prec);
    arb_get_ubound_arf(high, y, prec);
    arf_t half;
    arf_init(half);
    arf_set_d(half, 0.5);
    int decided = 0;
    if (arf_cmpabs(low, half) < 0 && arf_cmpabs(high, half) < 0) {
        fmpz_zero(r); /* not by the sums below: a p-value of 10^-10^10 would fill the memory */
        decided = 1;
    } else if (arf_is_finite(low) && arf_is_finite(high)) {
        arf_add(low, low, half, ARF_PREC_EXACT, ARF_RND_DOWN);
        arf_add(high, high, half, ARF_PREC_EXACT, ARF_RND_DOWN);
        arf_get_fmpz(r, low, ARF_RND_FLOOR);
        arf_get_fmpz(top, high, ARF_RND_FLOOR);
        decided = !arf_is_int(low) && fmpz_equal(r, top);
    }
    arf_clear(half);
    fmpz_clear(top);
    arf_clear(high);
    arf_clear(low);
    return decided;
}

/* floor(log10 |x|) or one more or less, for the midpoint of a ball that is not around zero. */
static int64_t log10_estimate(const arb_t x) {
    arf_t m;
    fmpz_t e;
    arf_init(m);
    fmpz_init(e);
    arf_frexp(m, e, arb_midref(x));
    double mantissa = fabs(arf_get_d(m, ARF_RND_NEAR));
    double value = log10(mantissa) + (double)fmpz_get_si(e) * 0.30102999566398119521;
    fmpz_clear(e);
    arf_clear(m);
    return (int64_t)floor(value);
}

/* y = x 10^k */
static void scale_ball(arb_t y, const arb_t x, int64_t k) {
    slong prec = precision_of(x);
    arb_t ten;
    arb_init(ten);
    lsq_ball_power(ten, k, 0, prec);
    arb_mul(y, x, ten, prec);
    arb_clear(ten);
}

/* An exact dyadic ball of moderate size as a rational. */
static int rational_of_ball(lsq_surd *v, const arb_t x) {
    if (!arb_is_exact(x) || !arf_is_finite(arb_midref(x)) ||
        arf_cmpabs_2exp_si(arb_midref(x), 1 << 14) > 0 ||
        (!arb_is_zero(x) && arf_cmpabs_2exp_si(arb_midref(x), -(1 << 14)) < 0))
        return 0;
    fmpq_t q;
    fmpq_init(q);
    arf_get_fmpq(q, arb_midref(x));
    lsq_surd_set(v, q);
    fmpq_clear(q);
    return 1;
}

/* Significant digits: the grid is that of 10^e <= |x| < 10^(e+1).  A ball across 10^e rounds to
 * 10^e on both sides when its lower end is within half a unit of the finer grid below. */
static int round_ball_digits(lsq_rounded *r, const arb_t x, int digits) {
    if (arb_contains_zero(x))
        return 0;
    arb_t a, y;
    fmpz_t low, high;
    arb_init(a);
    arb_init(y);
    fmpz_init(low);
    fmpz_init(high);
    arb_abs(a, x);
    int64_t e = log10_estimate(a);
    lsq_integer_ten(low, digits - 1);
    fmpz_mul_ui(high, low, 10);
    int decided = 0;
    for (int64_t shift = -1; shift <= 1 && !decided; shift++) {
        int64_t k = digits - 1 - (e + shift);
        scale_ball(y, a, k);
        if (!nearest_of_ball(r->mantissa, y) || fmpz_cmp(r->mantissa, low) < 0 ||
            fmpz_cmp(r->mantissa, high) > 0)
            continue;
        decided = 1;
        r->exp10 = -k;
        if (fmpz_equal(r->mantissa, high)) {
            fmpz_set(r->mantissa, low);
            r->exp10++;
        } else if (fmpz_equal(r->mantissa, low)) { /* perhaps from below 10^e: ask the finer grid */
            scale_ball(y, a, k + 1);
            fmpz_t finer;
            fmpz_init(finer);
            decided = nearest_of_ball(finer, y) && fmpz_cmp(finer, high) >= 0;
            fmpz_clear(finer);
            if (!decided && arb_is_positive(y)) { /* then it must lie wholly above 10^e */
                arb_sub_fmpz(y, y, high, precision_of(y));
                decided = arb_is_nonnegative(y);
            }
        }
    }
    if (decided && arb_is_negative(x))
        fmpz_neg(r->mantissa, r->mantissa);
    fmpz_clear(high);
    fmpz_clear(low);
    arb_clear(y);
    arb_clear(a);
    return decided;
}

int lsq_round_ball(lsq_rounded *r, const arb_t x, lsq_places places) {
    if (!arb_is_finite(x))
        return 0;
    lsq_surd exact;
    lsq_surd_init(&exact);
    int decided = rational_of_ball(&exact, x);
    if (decided) {
        lsq_round_surd(r, &exact, places);
    } else if (places.digits > 0) {
        decided = round_ball_digits(r, x, places.digits);
    } else {
        arb_t y;
        arb_init(y);
        scale_ball(y, x, places.decimals);
        decided = nearest_of_ball(r->mantissa, y);
        r->exp10 = -places.decimals;
        arb_clear(y);
    }
    lsq_surd_clear(&exact);
    return decided;
}

int lsq_double_of_ball(double *d, const arb_t x) {
    if (!arb_is_finite(x) || (arb_contains_zero(x) && !arb_is_zero(x)))
        return 0;
    slong prec = precision_of(x) + 64;
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    arb_get_lbound_arf(low, x, prec);
    arb_get_ubound_arf(high, x, prec);
    *d = arf_get_d(low, ARF_RND_NEAR); /* rounding is monotone: equal ends decide */
    int decided = *d == arf_get_d(high, ARF_RND_NEAR);
    arf_clear(high);
    arf_clear(low);
    return decided;
}

/* ---- exact values ---- */

/* r = nearest integer to sqrt(num/den) or num/den, ties to even; num >= 0, den > 0. */
static void nearest(fmpz_t r, const fmpz_t num, const fmpz_t den, int root) {
    fmpz_t left, right;
    fmpz_init(left);
    fmpz_init(right);
    fmpz_fdiv_q(r, num, den);
    if (root)
        fmpz_sqrt(r, r);
    /* compare the value with r + 1/2: 2 num with (2r + 1) den, or 4 num with (2r + 1)^2 den */
    fmpz_mul_2exp(left, r, 1);
    fmpz_add_ui(left, left, 1);
    if (root)
        fmpz_mul(left, left, left);
    fmpz_mul(left, left, den);
    fmpz_mul_2exp(right, num, root ? 2 : 1);
    int order = fmpz_cmp(right, left);
    if (order > 0 || (order == 0 && fmpz_is_odd(r)))
        fmpz_add_ui(r, r, 1);
    fmpz_clear(right);
    fmpz_clear(left);
}

/* r = nearest integer to |v| base^k. */
static void nearest_scaled(fmpz_t r, const lsq_surd *v, ulong base, int64_t k) {
    fmpz_t num, den, power;
    fmpz_init_set(num, fmpq_numref(v->x));
    fmpz_init_set(den, fmpq_denref(v->x));
    fmpz_init(power);
    fmpz_ui_pow_ui(power, base, (ulong)(k < 0 ? -k : k) * (v->root ? 2 : 1));
    fmpz_mul(k < 0 ? den : num, k < 0 ? den : num, power);
    nearest(r, num, den, v->root);
    fmpz_clear(power);
    fmpz_clear(den);
    fmpz_clear(num);
}

/* floor(log2 |v|) or one less, v != 0. */
static int64_t log2_estimate(const lsq_surd *v) {
    int64_t e = (int64_t)fmpz_bits(fmpq_numref(v->x)) - (int64_t)fmpz_bits(fmpq_denref(v->x)) - 1;
    return v->root ? (e - (e < 0)) / 2 : e;
}

/* From a grid that is too coarse to the first that shows all the digits.  The mantissa 10^(N-1) may
 * be the rounding of a value just below, which the next grid then shows as less than 10^N. */
static void round_surd_digits(lsq_rounded *r, const lsq_surd *v, int digits) {
    fmpz_t low, finer;
    fmpz_init(low);
    fmpz_init(finer);
    lsq_integer_ten(low, digits - 1);
    int64_t e = (int64_t)ceil((double)(log2_estimate(v) + 2) * 0.30103) + 1;
    for (r->exp10 = e - digits + 1;; r->exp10--) {
        nearest_scaled(r->mantissa, v, 10, -r->exp10);
        int order = fmpz_cmp(r->mantissa, low);
        if (order > 0)
            break;
        if (order < 0)
            continue;
        nearest_scaled(finer, v, 10, 1 - r->exp10);
        fmpz_sub(finer, finer, low);
        fmpz_submul_ui(finer, low, 9);
        if (fmpz_sgn(finer) >= 0)
            break;
    }
    fmpz_clear(finer);
    fmpz_clear(low);
}

void lsq_round_surd(lsq_rounded *r, const lsq_surd *v, lsq_places places) {
    if (places.digits <= 0) {
        nearest_scaled(r->mantissa, v, 10, places.decimals);
        r->exp10 = -places.decimals;
    } else if (fmpq_is_zero(v->x)) {
        fmpz_zero(r->mantissa);
        r->exp10 = 0;
    } else {
        round_surd_digits(r, v, places.digits);
    }
    if (v->sign < 0)
        fmpz_neg(r->mantissa, r->mantissa);
}

double lsq_double_of_surd(const lsq_surd *v) {
    if (fmpq_is_zero(v->x))
        return 0;
    int64_t e = log2_estimate(v);
    if (e > 1100 || e < -1200)
        return v->sign * (e > 0 ? HUGE_VAL : 0.0);
    fmpz_t r;
    fmpz_init(r);
    int64_t k = 52 - e; /* first try: 53 or 54 bits */
    nearest_scaled(r, v, 2, k > 1074 ? 1074 : k);
    if (fmpz_bits(r) > 53 && k <= 1074) {
        k--;
        nearest_scaled(r, v, 2, k);
    }
    double d = ldexp(fmpz_get_d(r), (int)-(k > 1074 ? 1074 : k));
    fmpz_clear(r);
    return v->sign * d;
}
