/* surds.c - the quantities that are rational or square roots of rationals, exactly.
 *
 * For the few values that no ball settles: zeros and rounding ties.  b_j and RSS come from one exact solve, C_jj from one
 * more each.
 *
 *   se^2 = C_jj RSS/df     t^2 = b^2 df/(C_jj RSS)     sigma^2 = RSS/df
 *
 * SPDX-License-Identifier: MIT */
#include "quantities.h"

/* x *= (unit_a / unit_b)^power; b < 0: no divisor */
static void exact_units(fmpq_t x, const lsq_regression *g, int64_t a, int64_t b, int64_t power) {
    int64_t tens = power * (g->N.exp10[a] - (b < 0 ? 0 : g->N.exp10[b]));
    int64_t twos = power * (g->N.exp2[a] - (b < 0 ? 0 : g->N.exp2[b]));
    fmpz_t ten;
    fmpz_init(ten);
    fmpz_ui_pow_ui(ten, 10, (ulong)(tens < 0 ? -tens : tens));
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

/* b = R'(R R')^-1 b_kept for the terms' own units: the minimum-norm solution, one entry */
static void exact_minimum(fmpq_t x, const lsq_regression *g, int64_t r, int64_t term) {
    slong rank = (slong)g->basis.rank;
    fmpq_mat_t Rt, G, b, z;
    fmpq_mat_init(Rt, (slong)g->N.p, rank);
    fmpq_mat_init(G, rank, rank);
    fmpq_mat_init(b, rank, 1);
    fmpq_mat_init(z, rank, 1);
    fmpq_mat_transpose(Rt, g->basis.R);
    fmpq_mat_mul(G, g->basis.R, Rt);
    for (slong i = 0; i < rank; i++) {
        fmpq *bi = fmpq_mat_entry(b, i, 0);
        fmpq_set(bi, fmpq_mat_entry(g->solution.B_exact, i, r));
        exact_units(bi, g, g->N.p + r, g->basis.kept[i], 1);
    }
    fmpq_zero(x);
    if (rank)
        fmpq_mat_solve(z, G, b);
    for (slong i = 0; i < rank; i++)
        fmpq_addmul(x, fmpq_mat_entry(Rt, term, i), fmpq_mat_entry(z, i, 0));
    fmpq_mat_clear(z);
    fmpq_mat_clear(b);
    fmpq_mat_clear(G);
    fmpq_mat_clear(Rt);
}

static void exact_estimate(fmpq_t x, const lsq_regression *g, int64_t r, int64_t term) {
    if (g->min_norm) {
        exact_minimum(x, g, r, term);
        return;
    }
    fmpq_set(x, fmpq_mat_entry(g->solution.B_exact, g->basis.place[term], r));
    exact_units(x, g, g->N.p + r, term, 1);
}

static void div_si(fmpq_t x, int64_t d) {
    fmpz_t t;
    fmpz_init_set_si(t, (slong)d);
    fmpq_div_fmpz(x, x, t);
    fmpz_clear(t);
}

static void mul_si(fmpq_t x, int64_t m) {
    fmpz_t t;
    fmpz_init_set_si(t, (slong)m);
    fmpq_mul_fmpz(x, x, t);
    fmpz_clear(t);
}

/* x = C_jj RSS/df in units of S */
static void exact_variance(fmpq_t x, const lsq_regression *g, int64_t r, int64_t term) {
    lsq_solution_exact_inverse(x, &g->solution, g->basis.place[term]);
    fmpq_mul(x, x, fmpq_mat_entry(g->solution.rss_exact, 0, r));
    div_si(x, g->df);
}

/* v = sqrt(C_jj RSS/df) */
static void exact_error(lsq_surd *v, const lsq_regression *g, int64_t r, int64_t term) {
    exact_variance(v->x, g, r, term);
    exact_units(v->x, g, g->N.p + r, term, 2);
    v->sign = v->root = 1;
}

static void exact_t(lsq_surd *v, const lsq_regression *g, int64_t r, int64_t term) {
    fmpq *b = fmpq_mat_entry(g->solution.B_exact, g->basis.place[term], r);
    fmpq_t variance;
    fmpq_init(variance);
    exact_variance(variance, g, r, term);
    fmpq_mul(v->x, b, b);
    fmpq_div(v->x, v->x, variance);
    v->sign = fmpq_sgn(b);
    v->root = 1;
    fmpq_clear(variance);
}

/* x = 1 - RSS/TSS, or 1 - (RSS/df)(n - c)/TSS if adjusted */
static void exact_r_squared(fmpq_t x, const lsq_regression *g, int64_t r, int adjusted) {
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_div(x, fmpq_mat_entry(g->solution.rss_exact, 0, r), g->tss + r);
    if (adjusted) {
        mul_si(x, g->N.n - g->N.intercept);
        div_si(x, g->df);
    }
    fmpq_sub(x, one, x);
    fmpq_clear(one);
}

static void exact_f(fmpq_t x, const lsq_regression *g, int64_t r) {
    fmpq *rss = fmpq_mat_entry(g->solution.rss_exact, 0, r);
    fmpq_sub(x, g->tss + r, rss);
    fmpq_div(x, x, rss);
    mul_si(x, g->df);
    div_si(x, lsq_f_df1(g));
}

/* v = RSS/df under the root for sigma, RSS itself without */
static void exact_rss(lsq_surd *v, const lsq_regression *g, int64_t r, int root) {
    fmpq_set(v->x, fmpq_mat_entry(g->solution.rss_exact, 0, r));
    exact_units(v->x, g, g->N.p + r, -1, 2);
    if (root)
        div_si(v->x, g->df);
    v->sign = 1;
    v->root = root;
}

/* 1 as the p-value of a statistic that is exactly 0; 0 if it is not. */
static int exact_one(lsq_surd *v, int statistic_is_zero) {
    fmpq_one(v->x);
    v->sign = 1;
    v->root = 0;
    return statistic_is_zero;
}

int lsq_quantity_exact(lsq_surd *v, lsq_regression *g, lsq_quantity what, int64_t r, int64_t term) {
    lsq_solution_make_exact(&g->solution);
    fmpq_t x;
    fmpq_init(x);
    int known = 1;
    switch (what) {
    case LSQ_ESTIMATE:
        exact_estimate(x, g, r, term);
        lsq_surd_set(v, x);
        break;
    case LSQ_STD_ERROR:
        exact_error(v, g, r, term);
        break;
    case LSQ_T:
        exact_t(v, g, r, term);
        break;
    case LSQ_P:
        known = exact_one(
            v, fmpq_is_zero(fmpq_mat_entry(g->solution.B_exact, g->basis.place[term], r)));
        break;
    case LSQ_CI_LOWER:
    case LSQ_CI_UPPER:
        exact_estimate(x, g, r, term);
        lsq_surd_set(v, x);
        known = g->rss_zero[r];
        break;
    case LSQ_RSS:
    case LSQ_SIGMA:
        exact_rss(v, g, r, what == LSQ_SIGMA);
        break;
    case LSQ_R_SQUARED:
    case LSQ_ADJ_R_SQUARED:
        exact_r_squared(x, g, r, what == LSQ_ADJ_R_SQUARED);
        lsq_surd_set(v, x);
        break;
    case LSQ_F:
        exact_f(x, g, r);
        lsq_surd_set(v, x);
        break;
    case LSQ_F_P:
        exact_f(x, g, r);
        known = exact_one(v, fmpq_is_zero(x));
        break;
    case LSQ_LOG_LIKELIHOOD:
    case LSQ_AIC:
    case LSQ_BIC:
        known = 0;
        break;
    }
    fmpq_clear(x);
    return known;
}
