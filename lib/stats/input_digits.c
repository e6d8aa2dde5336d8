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
 * follows exactly from the moments of the monomials.  With W = sum_x h_x^2/(3n) H, which has few
 * elements that are not 0,
 *
 *   var b_j = C_jj v'W v + RSS c_j'W c_j,
 *
 * p operations a coefficient for plain columns.  In the units of S, which W takes over, those of b
 * and its deviation are the same.
 *
 * SPDX-License-Identifier: MIT */
#include "input_digits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../exact/powers.h"

enum { ENOUGH_BITS = 24, MOST_BITS = 4096 };

/* A term or response whose derivative by a column is not 0. */
typedef struct touched {
    int64_t index, term; /* in W and in the model */
    const lsq_polynomial *by_column;
} touched;

/* *count of them for column x. */
static int64_t find_touched(touched *list, const lsq_regression *g, const lsq_model *model,
                            int64_t x) {
    int64_t count = 0;
    for (int64_t t = 0; t < model->p + model->q; t++) {
        int64_t index = t < model->p ? g->basis.place[t] : g->basis.rank + t - model->p;
        const lsq_term *term = &model->terms[t];
        for (int64_t i = 0; index >= 0 && i < term->n_by; i++)
            if (term->by[i].column == x)
                list[count++] = (touched){index, t, &term->by[i].value};
    }
    return count;
}

/* The value of an element: h^2/(3n) f'M g over the parts f and g of the two derivatives. */
static void weigh(fmpq_t value, const touched *k, const touched *l, int64_t finest,
                  const lsq_normal *N, const lsq_moments *m) {
    fmpq_t part;
    fmpz_t count;
    fmpq_init(part);
    fmpz_init_set_ui(count, 3 * (ulong)N->n);
    for (int64_t a = 0; a < k->by_column->count; a++)
        for (int64_t b = 0; b < l->by_column->count; b++) {
            const lsq_part *f = &k->by_column->parts[a], *g = &l->by_column->parts[b];
            int64_t i = f->monomial, j = g->monomial;
            fmpz_one(fmpq_denref(part));
            fmpz_mul(fmpq_numref(part), f->value, g->value);
            fmpz_mul(fmpq_numref(part), fmpq_numref(part),
                     m->M + (i < j ? lsq_packed(i, j) : lsq_packed(j, i)));
            lsq_rational_scale(part, f->exp10 + g->exp10 + m->exp10[i] + m->exp10[j],
                               m->exp2[i] + m->exp2[j]);
            fmpq_add(value, value, part);
        }
    lsq_rational_scale(value, 2 * finest - N->exp10[k->term] - N->exp10[l->term],
                       (k != l) - 2 - N->exp2[k->term] - N->exp2[l->term]);
    fmpq_div_fmpz(value, value, count);
    fmpz_clear(count);
    fmpq_clear(part);
}

lsq_status lsq_weights_init(lsq_weights *w, const lsq_regression *g, const lsq_model *model,
                            const lsq_moments *moments, const lsq_printed *printed,
                            lsq_error *error) {
    touched *list = NULL;
    w->n_responses = model->q;
    w->spread = _arb_vec_init((slong)model->q);
    lsq_status status = lsq_alloc(&list, model->p + model->q, sizeof *list, error);
    lsq_moments_settle(moments);
    for (int64_t x = 0; !status && x < model->n_columns; x++) {
        if (printed[x].exact)
            continue;
        w->rounded = 1;
        int64_t n = find_touched(list, g, model, x);
        status = lsq_grow(&w->at, &w->capacity, w->count + n * (n + 1) / 2, sizeof *w->at, error);
        for (int64_t i = 0; !status && i < n; i++)
            for (int64_t j = i; j < n; j++) {
                lsq_weight *e = &w->at[w->count++];
                arb_init(e->ball);
                fmpq_init(e->value);
                e->k = list[i].index;
                e->l = list[j].index;
                weigh(e->value, &list[i], &list[j], printed[x].finest, &g->N, moments);
            }
    }
    free(list);
    return status;
}

void lsq_weights_clear(lsq_weights *w) {
    for (int64_t i = 0; i < w->count; i++) {
        arb_clear(w->at[i].ball);
        fmpq_clear(w->at[i].value);
    }
    if (w->spread)
        _arb_vec_clear(w->spread, (slong)w->n_responses);
    free(w->at);
    memset(w, 0, sizeof *w);
}

/* v = element k of (b, -1) for response r: of the other responses it is 0. */
static void set_v(arb_t v, const lsq_regression *g, int64_t r, int64_t k) {
    if (k < g->basis.rank)
        arb_set(v, arb_mat_entry(g->solution.B, k, r));
    else
        arb_set_si(v, k == g->basis.rank + r ? -1 : 0);
}

/* Let W and all v'W v be of the solution as it is now. */
static void update(lsq_weights *w, const lsq_regression *g) {
    slong prec = g->solution.prec;
    if (w->prec == prec && w->is_exact == g->solution.is_exact)
        return;
    arb_t vk, vl;
    arb_init(vk);
    arb_init(vl);
    for (int64_t i = 0; i < w->count; i++)
        arb_set_fmpq(w->at[i].ball, w->at[i].value, prec);
    for (int64_t r = 0; r < g->N.q; r++) {
        arb_zero(w->spread + r);
        for (int64_t i = 0; i < w->count; i++) {
            set_v(vk, g, r, w->at[i].k);
            set_v(vl, g, r, w->at[i].l);
            arb_mul(vk, vk, vl, prec);
            arb_addmul(w->spread + r, vk, w->at[i].ball, prec);
        }
    }
    w->prec = prec;
    w->is_exact = g->solution.is_exact;
    arb_clear(vl);
    arb_clear(vk);
}

/* s = c_j'W c_j */
static void quadratic(arb_t s, const lsq_weights *w, const lsq_regression *g, int64_t j) {
    slong prec = g->solution.prec;
    arb_t product;
    arb_init(product);
    arb_zero(s);
    for (int64_t i = 0; i < w->count; i++) {
        const lsq_weight *e = &w->at[i];
        if (e->k >= g->basis.rank || e->l >= g->basis.rank)
            continue;
        arb_mul(product, arb_mat_entry(g->solution.C, j, e->k),
                arb_mat_entry(g->solution.C, j, e->l), prec);
        arb_addmul(s, product, e->ball, prec);
    }
    arb_clear(product);
}

/* digits = log10 |b_j| / s_j; 1 if it is known well enough */
static int evaluate(double *digits, lsq_weights *w, const lsq_regression *g, int64_t r, int64_t j) {
    slong prec = g->solution.prec;
    arb_srcptr b = arb_mat_entry(g->solution.B, j, r);
    arb_t variance;
    arb_init(variance);
    update(w, g);
    quadratic(variance, w, g, j);
    arb_mul(variance, variance, arb_mat_entry(g->solution.rss, 0, r), prec);
    arb_addmul(variance, arb_mat_entry(g->solution.C, j, j), w->spread + r, prec);
    int known = 1;
    *digits = NAN;
    if (arb_is_zero(b)) {
        *digits = 0;
    } else if (!arb_is_zero(variance)) {
        arb_sqrt(variance, variance, prec);
        arb_div(variance, b, variance, prec);
        arb_abs(variance, variance);
        arb_log_base_ui(variance, variance, 10, prec);
        known = arb_is_finite(variance) && mag_cmp_2exp_si(arb_radref(variance), -ENOUGH_BITS) < 0;
        *digits = arf_get_d(arb_midref(variance), ARF_RND_NEAR);
        *digits = *digits > 0 ? *digits : 0;
    }
    arb_clear(variance);
    return known;
}

/* v_k as a rational, of the exact solution. */
static void set_exact_v(fmpq_t v, const lsq_regression *g, int64_t r, int64_t k) {
    if (k < g->basis.rank)
        fmpq_set(v, fmpq_mat_entry(g->solution.B_exact, k, r));
    else
        fmpq_set_si(v, k == g->basis.rank + r ? -1 : 0, 1);
}

/* 1 if the rounding moves no coefficient of response r, to first order: RSS and v'W v are 0, as in
 * x ~ I(x - 5). */
static int moves_nothing(const lsq_weights *w, const lsq_regression *g, int64_t r) {
    if (!g->solution.is_exact || !fmpq_is_zero(fmpq_mat_entry(g->solution.rss_exact, 0, r)))
        return 0;
    fmpq_t sum, vk, vl;
    fmpq_init(sum);
    fmpq_init(vk);
    fmpq_init(vl);
    for (int64_t i = 0; i < w->count; i++) {
        set_exact_v(vk, g, r, w->at[i].k);
        set_exact_v(vl, g, r, w->at[i].l);
        fmpq_mul(vk, vk, vl);
        fmpq_addmul(sum, vk, w->at[i].value);
    }
    int nothing = fmpq_is_zero(sum);
    fmpq_clear(vl);
    fmpq_clear(vk);
    fmpq_clear(sum);
    return nothing;
}

double lsq_input_digits(lsq_weights *w, lsq_regression *g, int64_t response, int64_t term) {
    if (!w->rounded || !lsq_regression_has(g, LSQ_STD_ERROR, response, term))
        return NAN;
    int64_t j = g->basis.place[term];
    double digits = NAN;
    int known = evaluate(&digits, w, g, response, j);
    if (!known) { /* perhaps an exact zero */
        lsq_regression_make_exact(g);
        if (moves_nothing(w, g, response))
            return NAN;
        known = evaluate(&digits, w, g, response, j);
    }
    while (!known && g->solution.prec < MOST_BITS &&
           !lsq_regression_refine(g, 2 * g->solution.prec, NULL))
        known = evaluate(&digits, w, g, response, j);
    return known ? digits : 0;
}
