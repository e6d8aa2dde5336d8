/* quantities.c - the formulas of inference, in balls.
 *
 *   sigma^2 = RSS/df     se_j^2 = C_jj RSS/df     t_j = b_j/se_j     p_j = P(|T_df| >= |t_j|)
 *   R^2 = 1 - RSS/TSS    adjusted = 1 - (RSS/df)(n - c)/TSS          F = ((TSS - RSS)/k)/(RSS/df)
 *   log L = -n/2 (log(2 pi RSS/n) + 1)    AIC = -2 log L + 2 (rank + 1)    BIC = -2 log L +
 * log(n)(rank + 1)
 *
 * with C = (X'X)^-1, k = rank - c, c = 1 with an intercept and else 0.
 *
 * SPDX-License-Identifier: MIT */
#include "quantities.h"

#include "quantile.h"
#include "tails.h"

static arb_srcptr rss_of(const lsq_regression *g, int64_t r) {
    return arb_mat_entry(g->solution.rss, 0, r);
}

/* v *= unit_a / unit_b; b < 0: no divisor */
static void in_units(arb_t v, const lsq_regression *g, int64_t a, int64_t b, slong prec) {
    arb_t unit;
    arb_init(unit);
    lsq_regression_unit(unit, g, a, prec);
    arb_mul(v, v, unit, prec);
    if (b >= 0) {
        lsq_regression_unit(unit, g, b, prec);
        arb_div(v, v, unit, prec);
    }
    arb_clear(unit);
}

static void estimate(arb_t v, const lsq_regression *g, int64_t r, int64_t term, slong prec) {
    if (g->min_norm) {
        arb_set(v, arb_mat_entry(g->minimum, term, r));
        return;
    }
    arb_set(v, arb_mat_entry(g->solution.B, g->basis.place[term], r));
    in_units(v, g, g->N.p + r, term, prec);
}

/* v = sqrt(C_jj RSS/df), in units of S; RSS = 0 is known exactly and gives 0 */
static void scaled_error(arb_t v, const lsq_regression *g, int64_t r, int64_t i, slong prec) {
    arb_zero(v);
    if (g->rss_zero[r])
        return;
    arb_mul(v, arb_mat_entry(g->solution.C, i, i), rss_of(g, r), prec);
    arb_div_si(v, v, (slong)g->df, prec);
    arb_sqrt(v, v, prec);
}

static void std_error(arb_t v, const lsq_regression *g, int64_t r, int64_t term, slong prec) {
    scaled_error(v, g, r, g->basis.place[term], prec);
    in_units(v, g, g->N.p + r, term, prec);
}

static void t_statistic(arb_t v, const lsq_regression *g, int64_t r, int64_t term, slong prec) {
    int64_t i = g->basis.place[term];
    scaled_error(v, g, r, i, prec);
    arb_div(v, arb_mat_entry(g->solution.B, i, r), v, prec);
}

/* v = estimate + sign q se */
static void interval_end(arb_t v, lsq_regression *g, int64_t r, int64_t term, int sign,
                         slong prec) {
    if (g->quantile_prec < prec) {
        lsq_t_quantile(g->quantile, g->level, g->df, prec);
        g->quantile_prec = prec;
    }
    arb_t half;
    arb_init(half);
    std_error(half, g, r, term, prec);
    arb_mul(half, half, g->quantile, prec);
    estimate(v, g, r, term, prec);
    if (sign > 0)
        arb_add(v, v, half, prec);
    else
        arb_sub(v, v, half, prec);
    arb_clear(half);
}

int64_t lsq_f_df1(const lsq_regression *g) {
    return g->basis.rank - g->N.intercept;
}

/* v = 1 - RSS/TSS, or 1 - (RSS/df)(n - c)/TSS if adjusted */
static void r_squared(arb_t v, const lsq_regression *g, int64_t r, int adjusted, slong prec) {
    arb_t tss;
    arb_init(tss);
    arb_set_fmpq(tss, g->tss + r, prec);
    arb_div(v, rss_of(g, r), tss, prec);
    if (adjusted) {
        arb_mul_si(v, v, (slong)(g->N.n - g->N.intercept), prec);
        arb_div_si(v, v, (slong)g->df, prec);
    }
    arb_sub_ui(v, v, 1, prec);
    arb_neg(v, v);
    arb_clear(tss);
}

static void f_statistic(arb_t v, const lsq_regression *g, int64_t r, slong prec) {
    arb_t tss;
    arb_init(tss);
    arb_set_fmpq(tss, g->tss + r, prec);
    arb_sub(tss, tss, rss_of(g, r), prec);
    arb_mul_si(tss, tss, (slong)g->df, prec);
    arb_mul_si(v, rss_of(g, r), (slong)lsq_f_df1(g), prec);
    arb_div(v, tss, v, prec);
    arb_clear(tss);
}

static void rss_in_units(arb_t v, const lsq_regression *g, int64_t r, slong prec) {
    arb_set(v, rss_of(g, r));
    in_units(v, g, g->N.p + r, -1, prec);
    in_units(v, g, g->N.p + r, -1, prec);
}

static void sigma(arb_t v, const lsq_regression *g, int64_t r, slong prec) {
    arb_zero(v);
    if (g->rss_zero[r])
        return;
    arb_div_si(v, rss_of(g, r), (slong)g->df, prec);
    arb_sqrt(v, v, prec);
    in_units(v, g, g->N.p + r, -1, prec);
}

static void log_likelihood(arb_t v, const lsq_regression *g, int64_t r, slong prec) {
    arb_t t;
    arb_init(t);
    rss_in_units(v, g, r, prec);
    arb_const_pi(t, prec);
    arb_mul(v, v, t, prec);
    arb_mul_2exp_si(v, v, 1);
    arb_div_si(v, v, (slong)g->N.n, prec);
    arb_log(v, v, prec);
    arb_add_ui(v, v, 1, prec);
    arb_mul_si(v, v, (slong)-g->N.n, prec);
    arb_mul_2exp_si(v, v, -1);
    arb_clear(t);
}

/* v = -2 log L + penalty (rank + 1), penalty 2 or log n */
static void information(arb_t v, const lsq_regression *g, int64_t r, int bayes, slong prec) {
    arb_t penalty;
    arb_init(penalty);
    if (bayes)
        arb_log_ui(penalty, (ulong)g->N.n, prec);
    else
        arb_set_ui(penalty, 2);
    arb_mul_si(penalty, penalty, (slong)g->basis.rank + 1, prec);
    log_likelihood(v, g, r, prec);
    arb_mul_2exp_si(v, v, 1);
    arb_sub(v, penalty, v, prec);
    arb_clear(penalty);
}

void lsq_quantity_ball(arb_t v, lsq_regression *g, lsq_quantity what, int64_t r, int64_t term) {
    slong prec = g->solution.prec;
    switch (what) {
    case LSQ_ESTIMATE:
        estimate(v, g, r, term, prec);
        break;
    case LSQ_STD_ERROR:
        std_error(v, g, r, term, prec);
        break;
    case LSQ_T:
        t_statistic(v, g, r, term, prec);
        break;
    case LSQ_P:
        t_statistic(v, g, r, term, prec);
        lsq_t_tail(v, v, g->df, prec);
        break;
    case LSQ_CI_LOWER:
    case LSQ_CI_UPPER:
        interval_end(v, g, r, term, what == LSQ_CI_UPPER ? 1 : -1, prec);
        break;
    case LSQ_RSS:
        rss_in_units(v, g, r, prec);
        break;
    case LSQ_SIGMA:
        sigma(v, g, r, prec);
        break;
    case LSQ_R_SQUARED:
    case LSQ_ADJ_R_SQUARED:
        r_squared(v, g, r, what == LSQ_ADJ_R_SQUARED, prec);
        break;
    case LSQ_F:
        f_statistic(v, g, r, prec);
        break;
    case LSQ_F_P:
        f_statistic(v, g, r, prec);
        lsq_f_tail(v, v, lsq_f_df1(g), g->df, prec);
        break;
    case LSQ_LOG_LIKELIHOOD:
        log_likelihood(v, g, r, prec);
        break;
    case LSQ_AIC:
    case LSQ_BIC:
        information(v, g, r, what == LSQ_BIC, prec);
        break;
    }
}
