/* input_digits.c - how many digits of a coefficient survive the rounding of the input.
 *
 * Let every cell of column x be wrong by an independent uniform error of at most h_x, half a unit
 * of its finest printed decimal (variance h_x^2/3).  To first order, with C = (X'X)^-1, v = (b, -1)
 * over the terms and the response, and g_i the derivatives of all of them by x in row i,
 *
 *   var b_j = sum_x h_x^2/3 ( C_jj v'H v / n + RSS/n c_j'H c_j ),     H = sum_i g_i g_i'
 *
 * where C_jj / n stands for the mean of (C x_i)_j^2 and RSS/n for that of the squared residuals.
 * For a plain column H = n at its own place, and the sum is h^2/3 (b_k^2 C_jj + C_jk^2 RSS).  H
 * follows exactly from the moments of the monomials.
 *
 * SPDX-License-Identifier: MIT */
#include "input_digits.h"

#include <math.h>

#include "../exact/powers.h"

enum { ENOUGH_BITS = 24, MOST_BITS = 4096 };

/* The derivative of a term by column x, NULL if it is 0. */
static const lsq_polynomial *derivative(const lsq_term *term, int64_t x) {
    for (int64_t i = 0; i < term->n_by; i++)
        if (term->by[i].column == x)
            return &term->by[i].value;
    return NULL;
}

/* w += v times the polynomial, over the monomials. */
static void add_polynomial(arb_ptr w, const lsq_polynomial *f, const arb_t v, slong prec) {
    arb_t coef, unit;
    arb_init(coef);
    arb_init(unit);
    for (int64_t i = 0; i < f->count; i++) {
        lsq_ball_power(unit, f->parts[i].exp10, 0, prec);
        arb_mul_fmpz(coef, unit, f->parts[i].value, prec);
        arb_addmul(w + f->parts[i].monomial, coef, v, prec);
    }
    arb_clear(unit);
    arb_clear(coef);
}

/* s = w'M w over the monomials where w is not 0. */
static void quadratic(arb_t s, arb_srcptr w, const lsq_moments *m, slong prec) {
    arb_t product, unit;
    arb_init(product);
    arb_init(unit);
    arb_zero(s);
    for (int64_t i = 0; i < m->k; i++) {
        if (arb_is_zero(w + i))
            continue;
        for (int64_t j = 0; j <= i; j++) {
            if (arb_is_zero(w + j))
                continue;
            lsq_ball_power(unit, m->exp10[i] + m->exp10[j], m->exp2[i] + m->exp2[j] + (i != j),
                           prec);
            arb_mul_fmpz(product, unit, m->M + lsq_packed(j, i), prec);
            arb_mul(product, product, w + i, prec);
            arb_addmul(s, product, w + j, prec);
        }
    }
    arb_clear(unit);
    arb_clear(product);
}

/* The pieces of one variance; everything in the terms' own units. */
typedef struct pieces {
    const lsq_regression *g;
    const lsq_model *model;
    const lsq_moments *moments;
    int64_t response, term;
    arb_t cjj, rss;
    arb_ptr b; /* p: coefficients, 0 where aliased */
    arb_ptr c; /* p: row j of C */
    arb_ptr w; /* monomials */
} pieces;

static void load(pieces *s, slong prec) {
    const lsq_regression *g = s->g;
    int64_t y = g->N.p + s->response, j = g->basis.place[s->term];
    arb_t unit, unit_j;
    arb_init(unit);
    arb_init(unit_j);
    lsq_regression_unit(unit_j, g, s->term, prec);
    for (int64_t k = 0; k < g->basis.rank; k++) {
        int64_t t = g->basis.kept[k];
        lsq_regression_unit(unit, g, t, prec);
        arb_div(s->c + t, arb_mat_entry(g->solution.C, j, k), unit, prec);
        arb_div(s->c + t, s->c + t, unit_j, prec);
        arb_div(s->b + t, arb_mat_entry(g->solution.B, k, s->response), unit, prec);
    }
    arb_set(s->cjj, s->c + s->term);
    lsq_regression_unit(unit, g, y, prec);
    _arb_vec_scalar_mul(s->b, s->b, (slong)g->N.p, unit, prec);
    arb_sqr(unit, unit, prec);
    arb_mul(s->rss, arb_mat_entry(g->solution.rss, 0, s->response), unit, prec);
    arb_clear(unit_j);
    arb_clear(unit);
}

/* sum of v_k times the derivative of term k by x, then its quadratic form; `minus` is the
 * response's term or NULL */
static void spread(arb_t out, pieces *s, arb_srcptr v, const lsq_term *minus, int64_t x,
                   slong prec) {
    arb_t minus_one;
    arb_init(minus_one);
    arb_set_si(minus_one, -1);
    _arb_vec_zero(s->w, (slong)s->model->n_monomials);
    for (int64_t k = 0; k < s->model->p; k++) {
        const lsq_polynomial *f = derivative(&s->model->terms[k], x);
        if (f && !arb_is_zero(v + k))
            add_polynomial(s->w, f, v + k, prec);
    }
    const lsq_polynomial *f = minus ? derivative(minus, x) : NULL;
    if (f)
        add_polynomial(s->w, f, minus_one, prec);
    quadratic(out, s->w, s->moments, prec);
    arb_clear(minus_one);
}

/* variance += the share of column x, which is rounded to 10^finest */
static void add_column(arb_t variance, pieces *s, int64_t x, int64_t finest, slong prec) {
    arb_t share, part, h;
    arb_init(share);
    arb_init(part);
    arb_init(h);
    spread(share, s, s->b, &s->model->terms[s->model->p + s->response], x, prec);
    arb_mul(share, share, s->cjj, prec);
    spread(part, s, s->c, NULL, x, prec);
    arb_addmul(share, part, s->rss, prec);
    lsq_ball_power(h, 2 * finest, -2, prec);
    arb_mul(share, share, h, prec);
    arb_div_ui(share, share, 3 * (ulong)s->g->N.n, prec);
    arb_add(variance, variance, share, prec);
    arb_clear(h);
    arb_clear(part);
    arb_clear(share);
}

/* digits = log10 |b| / s of the pieces; 1 if it is known well enough */
static int evaluate(double *digits, pieces *s, const lsq_printed *printed, slong prec) {
    arb_t variance;
    arb_init(variance);
    load(s, prec);
    for (int64_t x = 0; x < s->model->n_columns; x++)
        if (!printed[x].exact)
            add_column(variance, s, x, printed[x].finest, prec);
    int known = 1;
    *digits = NAN;
    if (arb_is_zero(s->b + s->term)) {
        *digits = 0;
    } else if (!arb_is_zero(variance)) {
        arb_sqrt(variance, variance, prec);
        arb_div(variance, s->b + s->term, variance, prec);
        arb_abs(variance, variance);
        arb_log_base_ui(variance, variance, 10, prec);
        known = arb_is_finite(variance) && mag_cmp_2exp_si(arb_radref(variance), -ENOUGH_BITS) < 0;
        *digits = arf_get_d(arb_midref(variance), ARF_RND_NEAR);
        *digits = *digits > 0 ? *digits : 0;
    }
    arb_clear(variance);
    return known;
}

double lsq_input_digits(lsq_regression *g, const lsq_model *model, const lsq_moments *moments,
                        const lsq_printed *printed, int64_t response, int64_t term) {
    int rounded = 0;
    for (int64_t x = 0; x < model->n_columns; x++)
        rounded |= !printed[x].exact;
    if (!rounded || !lsq_regression_has(g, LSQ_STD_ERROR, response, term))
        return NAN;
    pieces s = {.g = g, .model = model, .moments = moments, .response = response, .term = term};
    arb_init(s.cjj);
    arb_init(s.rss);
    s.b = _arb_vec_init((slong)model->p);
    s.c = _arb_vec_init((slong)model->p);
    s.w = _arb_vec_init((slong)model->n_monomials);
    double digits = NAN;
    int known = evaluate(&digits, &s, printed, g->solution.prec);
    if (!known) { /* perhaps an exact zero */
        lsq_regression_make_exact(g);
        known = evaluate(&digits, &s, printed, g->solution.prec);
    }
    while (!known && g->solution.prec < MOST_BITS &&
           !lsq_regression_refine(g, 2 * g->solution.prec, NULL))
        known = evaluate(&digits, &s, printed, g->solution.prec);
    if (!known) /* a variance of 0, or as good as that */
        digits = 0;
    _arb_vec_clear(s.w, (slong)model->n_monomials);
    _arb_vec_clear(s.c, (slong)model->p);
    _arb_vec_clear(s.b, (slong)model->p);
    arb_clear(s.rss);
    arb_clear(s.cjj);
    return digits;
}
