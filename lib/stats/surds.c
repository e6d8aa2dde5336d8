/* surds.c - the quantities that are rational or square roots of rationals, exactly.
 *
 * For the few values that no ball settles: zeros and rounding ties.  b_j and RSS come from one
 * exact solve, C_jj from one more each.
 *
 *   se^2 = C_jj RSS/df     t^2 = b^2 df/(C_jj RSS)     sigma^2 = RSS/df
 *
 * SPDX-License-Identifier: MIT */
#include "../exact/powers.h"
#include "quantities.h"
#include "ties.h"

/* x *= (unit_a / unit_b)^power; b < 0: no divisor */
static void exact_units(fmpq_t x, const lsq_regression *g, int64_t a, int64_t b, int64_t power) {
    int64_t tens = power * (g->N.exp10[a] - (b < 0 ? 0 : g->N.exp10[b]));
    int64_t twos = power * (g->N.exp2[a] - (b < 0 ? 0 : g->N.exp2[b]));
    lsq_rational_scale(x, tens, twos);
}

static void exact_estimate(fmpq_t x, const lsq_regression *g, int64_t r, int64_t term) {
    if (g->min_norm) {
        fmpq_set(x, fmpq_mat_entry(g->minimum_exact, term, r));
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
static void exact_variance(fmpq_t x, lsq_regression *g, int64_t r, int64_t term) {
    lsq_solution_exact_inverse(x, &g->solution, g->basis.place[term]);
    fmpq_mul(x, x, fmpq_mat_entry(g->solution.rss_exact, 0, r));
    div_si(x, g->df);
}

/* v = sqrt(C_jj RSS/df) */
static void exact_error(lsq_surd *v, lsq_regression *g, int64_t r, int64_t term) {
    exact_variance(v->x, g, r, term);
    exact_units(v->x, g, g->N.p + r, term, 2);
    v->sign = v->root = 1;
}

static void exact_t(lsq_surd *v, lsq_regression *g, int64_t r, int64_t term) {
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

/* x = b + sign q se if that is rational: the simplest number in its ball, proven by the tail at
 * (x - b)/se. */
static int exact_interval_end(fmpq_t x, lsq_regression *g, lsq_quantity what, int64_t r,
                              int64_t term) {
    exact_estimate(x, g, r, term);
    if (g->rss_zero[r])
        return 1;
    arb_t ball;
    fmpq_t b, t2, alpha;
    arb_init(ball);
    fmpq_init(b);
    fmpq_init(t2);
    fmpq_init(alpha);
    fmpq_set(b, x);
    lsq_quantity_ball(ball, g, what, r, term);
    int known = lsq_simplest_in(x, ball);
    if (known) {
        fmpq_sub(t2, x, b);
        known = fmpq_sgn(t2) == (what == LSQ_CI_UPPER ? 1 : -1);
        fmpq_mul(t2, t2, t2);
        exact_variance(alpha, g, r, term);
        exact_units(alpha, g, g->N.p + r, term, 2);
        fmpq_div(t2, t2, alpha);
        fmpq_one(alpha);
        fmpq_sub(alpha, alpha, g->level);
        known = known && lsq_is_f_tail(t2, 1, g->df, alpha);
    }
    fmpq_clear(alpha);
    fmpq_clear(t2);
    fmpq_clear(b);
    arb_clear(ball);
    return known;
}

/* x = P(F >= f) for df1 and g->df degrees of freedom if that is rational: 1 at f = 0, else the
 * simplest number in the ball of `what`, proven. */
static int exact_tail(fmpq_t x, lsq_regression *g, lsq_quantity what, int64_t r, int64_t term,
                      const fmpq_t f, int64_t df1) {
    fmpq_one(x);
    if (fmpq_is_zero(f))
        return 1;
    arb_t ball;
    arb_init(ball);
    lsq_quantity_ball(ball, g, what, r, term);
    int known = lsq_simplest_in(x, ball) && lsq_is_f_tail(f, df1, g->df, x);
    arb_clear(ball);
    return known;
}

int lsq_quantity_exact(lsq_surd *v, lsq_regression *g, lsq_quantity what, int64_t r, int64_t term) {
    lsq_regression_make_exact(g);
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
        exact_t(v, g, r, term); /* v->x = t^2 */
        known = exact_tail(x, g, what, r, term, v->x, 1);
        lsq_surd_set(v, x);
        break;
    case LSQ_CI_LOWER:
    case LSQ_CI_UPPER:
        known = exact_interval_end(x, g, what, r, term);
        lsq_surd_set(v, x);
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
        exact_f(v->x, g, r);
        known = exact_tail(x, g, what, r, term, v->x, lsq_f_df1(g));
        lsq_surd_set(v, x);
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
