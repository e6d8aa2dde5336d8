/* descend_optimum.c - how far coefficients in doubles are from the exact minimum.
 *
 *   f(B) - f* = sum_r e_r'M e_r,   e = B - B*,   M = X~'X~ + diag(lambda)
 *
 * B* is known beyond the sum of two doubles that it is kept as, and so is M, so that neither f(B) -
 * f* of two nearly equal numbers nor B - B* loses anything.  Products and sums of e'Me are formed
 * in twice the working precision: e is small in the directions where M is large, and there M e
 * cancels, by up to cond(X~)^2 = kappa^2.  What is left is right to about kappa^2 u^2, u = 2^-53.
 *
 * Cost: O(p^3) once, for the exact solution, then some 20 p^2 q operations for each B.
 *
 * SPDX-License-Identifier: MIT */
#include "compare.h"
#include "descend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../exact/powers.h"
#include "../solve/twofold.h"
#include "../stats/quantities.h"

enum { DIGITS = 70, BITS = 256, ENOUGH_BITS = 112, DOUBLINGS = 3, MOST_DIGITS = 17 };

/* ---- exactly ---- */

/* v = the quantity, with more digits than two doubles have: from the balls as they are, if they
 * know the nearest double, or rounded to DIGITS, which proves zeros and shows ties. */
static lsq_status take_quantity(arb_t v, lsq_regression *g, lsq_quantity what, int64_t r, int64_t j,
                                lsq_error *error) {
    lsq_rounded rounded;
    double nearest;
    lsq_quantity_ball(v, g, what, r, j);
    if (arb_rel_accuracy_bits(v) >= ENOUGH_BITS && lsq_double_of_ball(&nearest, v))
        return LSQ_OK;
    lsq_rounded_init(&rounded);
    lsq_status status =
        lsq_regression_round(g, what, r, j, (lsq_places){DIGITS, 0}, &rounded, error);
    lsq_ball_power(v, rounded.exp10, 0, BITS);
    arb_mul_fmpz(v, v, rounded.mantissa, BITS);
    lsq_rounded_clear(&rounded);
    return status;
}

/* v = b_0 - sum_j c_j d_j b_j from balls of g as they are */
static void sum_intercept(arb_t v, lsq_regression *g, const lsq_transform *t, int64_t r) {
    slong prec = g->solution.prec;
    arb_t b, factor;
    arb_init(b);
    arb_init(factor);
    lsq_quantity_ball(v, g, LSQ_ESTIMATE, r, 0);
    for (int64_t j = 1; j < t->p; j++) {
        if (t->c[j] == 0 || t->d[j] == 0)
            continue;
        lsq_quantity_ball(b, g, LSQ_ESTIMATE, r, j);
        arb_set_d(factor, t->d[j]);
        arb_mul(b, b, factor, prec);
        arb_set_d(factor, t->c[j]);
        arb_submul(v, b, factor, prec);
    }
    arb_clear(factor);
    arb_clear(b);
}

/* The intercept in the units of the data.  What a thousand bits do not tell from 0 is taken for
 * 0. */
static lsq_status take_intercept(arb_t v, lsq_regression *g, const lsq_transform *t, int64_t r,
                                 lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int i = 0; !status && i <= DOUBLINGS; i++) {
        if (i)
            status = lsq_regression_refine(g, 2 * g->solution.prec, error);
        sum_intercept(v, g, t, r);
        if (arb_rel_accuracy_bits(v) >= ENOUGH_BITS)
            return status;
    }
    if (arb_contains_zero(v))
        arb_zero(v);
    return status;
}

/* v = coefficient (j, r) in the units of the data, from b in those of t. */
static lsq_status take_back(arb_t v, arb_srcptr b, lsq_regression *g, const lsq_transform *t,
                            int64_t r, int64_t j, lsq_error *error) {
    if (t->intercept && j == 0) {
        int moved = 0;
        for (int64_t i = 0; i < t->p; i++)
            moved |= t->c[i] != 0;
        if (moved)
            return take_intercept(v, g, t, r, error);
    }
    arb_t d;
    arb_init(d);
    arb_set_d(d, t->d[j]);
    arb_mul(v, b, d, BITS);
    arb_clear(d);
    return LSQ_OK;
}

static void put_pair(double *high, double *low, const arb_t v) {
    arb_t rest;
    arb_init(rest);
    *high = arf_get_d(arb_midref(v), ARF_RND_NEAR);
    arb_set_d(rest, *high);
    arb_sub(rest, v, rest, BITS);
    *low = isfinite(*high) ? arf_get_d(arb_midref(rest), ARF_RND_NEAR) : 0;
    arb_clear(rest);
}

static lsq_status take_solution(lsq_optimum *o, lsq_regression *g, lsq_error *error) {
    arb_t v, f, back;
    arb_init(v);
    arb_init(f);
    arb_init(back);
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < o->q && !status; r++) {
        status = take_quantity(v, g, LSQ_RSS, r, 0, error);
        arb_add(f, f, v, BITS);
        for (int64_t j = 0; j < o->p && !status; j++) {
            int64_t at = j + r * o->p;
            status = take_quantity(v, g, LSQ_ESTIMATE, r, j, error);
            put_pair(&o->B.data[at], &o->B_low.data[at], v);
            if (!status)
                status = take_back(back, v, g, o->t, r, j, error);
            put_pair(&o->b.data[at], &o->b_low.data[at], back);
        }
    }
    o->f = arf_get_d(arb_midref(f), ARF_RND_NEAR);
    arb_clear(back);
    arb_clear(f);
    arb_clear(v);
    return status;
}

/* M as it is used, and the powers of two. */
static lsq_status take_products(lsq_optimum *o, const lsq_normal *T, lsq_error *error) {
    int64_t k = o->p + o->q, *shift = NULL;
    lsq_matrix high = {0}, low = {0};
    lsq_status status = lsq_alloc(&shift, k, sizeof *shift, error);
    if (!status)
        status = lsq_matrix_init(&high, k, k, NULL, error);
    if (!status)
        status = lsq_matrix_init(&low, k, k, NULL, error);
    if (!status) {
        lsq_normal_round(lsq_matrix_view(&high), (lsq_view){0}, T, NULL);
        for (int64_t j = 0; j < o->p; j++) {
            double square = high.data[j + j * k];
            shift[j] = square > 0 && isfinite(square) ? ilogb(square) / 2 : 0;
            o->scale[j] = ldexp(1, (int)shift[j]);
        }
        lsq_normal_round(lsq_matrix_view(&high), lsq_matrix_view(&low), T, shift);
        status = lsq_copy(lsq_matrix_view(&o->M),
                          lsq_look_block(lsq_matrix_look(&high), 0, 0, o->p, o->p), error);
    }
    if (!status)
        status = lsq_copy(lsq_matrix_view(&o->M_low),
                          lsq_look_block(lsq_matrix_look(&low), 0, 0, o->p, o->p), error);
    lsq_matrix_clear(&low);
    lsq_matrix_clear(&high);
    free(shift);
    return status;
}

static lsq_status allocate(lsq_optimum *o, lsq_error *error) {
    lsq_matrix *const solutions[] = {&o->B, &o->B_low, &o->b, &o->b_low, &o->mapped};
    lsq_status status = lsq_alloc(&o->scale, o->p, sizeof *o->scale, error);
    for (size_t i = 0; i < sizeof solutions / sizeof *solutions && !status; i++)
        status = lsq_matrix_init(solutions[i], o->p, o->q, NULL, error);
    if (!status)
        status = lsq_matrix_init(&o->M, o->p, o->p, NULL, error);
    if (!status)
        status = lsq_matrix_init(&o->M_low, o->p, o->p, NULL, error);
    if (!status)
        status = lsq_matrix_init(&o->work, o->p, 4, NULL, error);
    return status;
}

lsq_status lsq_optimum_init(lsq_optimum *o, lsq_normal *T, const lsq_transform *t, int deficient,
                            const lsq_lapack *L, lsq_error *error) {
    const double any_level = 0.95;
    *o = (lsq_optimum){.p = T->p, .q = T->q, .t = t};
    lsq_regression g = {0};
    lsq_status status = allocate(o, error);
    if (!status)
        status = take_products(o, T, error);
    if (!status)
        status = lsq_regression_init_normal(&g, T, any_level, deficient, error);
    else
        lsq_normal_clear(T);
    if (!status)
        status = take_solution(o, &g, error);
    if (!status)
        status = lsq_condition(&o->condition, &g, 0, L, error);
    lsq_regression_clear(&g);
    if (status)
        lsq_optimum_clear(o);
    return status;
}

void lsq_optimum_clear(lsq_optimum *o) {
    lsq_matrix_clear(&o->B);
    lsq_matrix_clear(&o->B_low);
    lsq_matrix_clear(&o->b);
    lsq_matrix_clear(&o->b_low);
    lsq_matrix_clear(&o->M);
    lsq_matrix_clear(&o->M_low);
    lsq_matrix_clear(&o->work);
    lsq_matrix_clear(&o->mapped);
    free(o->scale);
    memset(o, 0, sizeof *o);
}

/* ---- in doubles ---- */

/* e + e_low = (B - B*) times the scale */
static void find_error(const lsq_optimum *o, const double *B, int64_t r, double *e, double *e_low) {
    for (int64_t j = 0; j < o->p; j++) {
        int64_t at = j + r * o->p;
        double high, low = lsq_two_sum(&high, B[at], -o->B.data[at]);
        low = lsq_two_sum(&high, high, low - o->B_low.data[at]);
        e[j] = o->scale[j] * high;
        e_low[j] = o->scale[j] * low;
    }
}

/* v + v_low = M (e + e_low) */
static void multiply(const lsq_optimum *o, const double *e, const double *e_low, double *v,
                     double *v_low) {
    int64_t p = o->p;
    memset(v, 0, (size_t)p * sizeof *v);
    memset(v_low, 0, (size_t)p * sizeof *v_low);
    for (int64_t j = 0; j < p; j++) {
        const double *m = o->M.data + j * p, *m_low = o->M_low.data + j * p;
        for (int64_t i = 0; i < p; i++) {
            double product, rest = lsq_two_product(&product, m[i], e[j]);
            rest += lsq_two_sum(&v[i], v[i], product);
            v_low[i] += rest + (m[i] * e_low[j] + m_low[i] * e[j]);
        }
    }
}

double lsq_optimum_excess(lsq_optimum *o, const double *B) {
    int64_t p = o->p;
    double *e = o->work.data, *e_low = e + p, *v = e_low + p, *v_low = v + p;
    double high = 0, low = 0;
    for (int64_t r = 0; r < o->q; r++) {
        find_error(o, B, r, e, e_low);
        multiply(o, e, e_low, v, v_low);
        for (int64_t i = 0; i < p; i++) {
            double product, rest = lsq_two_product(&product, e[i], v[i]);
            rest += lsq_two_sum(&high, high, product);
            low += rest + (e[i] * v_low[i] + e_low[i] * v[i]);
        }
    }
    double excess = high + low; /* NAN where a product was beyond the range, or B is */
    return isnan(excess) ? (double)INFINITY : fmax(excess, 0);
}

static double right_digits(double got, double want, double want_low) {
    double error = fabs((got - want) - want_low), size = want != 0 ? error / fabs(want) : error;
    if (isnan(size))
        return 0;
    return size > 0 ? fmin(fmax(-log10(size), 0), MOST_DIGITS) : MOST_DIGITS;
}

double lsq_optimum_digits(lsq_optimum *o, const double *B, double *reached, double *digits) {
    double *b = reached ? reached : o->mapped.data, worst = NAN;
    for (int64_t r = 0; r < o->q; r++)
        lsq_transform_back(b + r * o->p, B + r * o->p, o->t);
    for (int64_t at = 0; at < o->p * o->q; at++) {
        double right = right_digits(b[at], o->b.data[at], o->b_low.data[at]);
        worst = isnan(worst) ? right : fmin(worst, right);
        if (digits)
            digits[at] = right;
    }
    return worst;
}
