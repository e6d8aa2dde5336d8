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

/* x *= (unit_a / unit_b)^power; b < 0: no divisor */
static void exact_units(fmpq_t x, const lsq_regression *g, int64_t a, int64_t b, int64_t power) {
    int64_t tens = power * (g->N.exp10[a] - (b < 0 ? 0 : g->N.exp10[b]));
    int64_t twos = power * (g->N.exp2[a] - (b < 0 ? 0 : g->N.exp2[b]));
    lsq_rational_scale(x, tens, twos);
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

enum { MOST_DF = 2000 }; /* of an interval whose ends are decided exactly */

/* 1 if P(|T| <= t) is the level, t2 = t^2; 0 if not, or if it is even and beyond MOST_DF.  With one
 * degree of freedom that is atan t = level pi/2, among decimal levels and rational t^2 true at 1/2
 * and t = 1 alone (Niven).  With an odd number from three the angle and its sine would be algebraic
 * together, which is never (Baker 1966).  With an even number,
 *
 *   P = s (1 + c^2/2 + c^4 (1 3)/(2 4) + ...), df/2 terms,   c^2 = df/(df + t^2),  s^2 = 1 - c^2 */
static int is_quantile(const fmpq_t t2, int64_t df, const fmpq_t level) {
    if (df == 1)
        return fmpq_is_one(t2) && fmpz_is_one(fmpq_numref(level)) &&
               fmpz_equal_ui(fmpq_denref(level), 2);
    if (df % 2 || df > MOST_DF)
        return 0;
    fmpq_t c2, term, sum;
    fmpq_init(c2);
    fmpq_init(term);
    fmpq_init(sum);
    fmpq_set_si(term, (slong)df, 1);
    fmpq_add(c2, t2, term);
    fmpq_div(c2, term, c2);
    fmpq_one(term);
    for (int64_t k = 1; k <= df / 2; k++) {
        fmpq_add(sum, sum, term);
        fmpq_mul(term, term, c2);
        mul_si(term, 2 * k - 1);
        div_si(term, 2 * k);
    }
    fmpq_one(term);
    fmpq_sub(term, term, c2);
    fmpq_mul(sum, sum, sum);
    fmpq_mul(sum, sum, term); /* P^2 */
    fmpq_mul(c2, level, level);
    int is = fmpq_equal(sum, c2);
    fmpq_clear(sum);
    fmpq_clear(term);
    fmpq_clear(c2);
    return is;
}

/* x = the rational of least denominator in a finite ball. */
static void simplest_in(fmpq_t x, const arb_t ball) {
    fmpz_t low, high, exponent;
    fmpq_t end;
    fmpz_init(low);
    fmpz_init(high);
    fmpz_init(exponent);
    fmpq_init(end);
    arb_get_interval_fmpz_2exp(low, high, exponent, ball);
    slong twos = fmpz_get_si(exponent);
    fmpq_set_fmpz(x, low);
    fmpq_set_fmpz(end, high);
    if (twos < 0) {
        fmpq_div_2exp(x, x, (ulong)-twos);
        fmpq_div_2exp(end, end, (ulong)-twos);
    } else {
        fmpq_mul_2exp(x, x, (ulong)twos);
        fmpq_mul_2exp(end, end, (ulong)twos);
    }
    fmpq_simplest_between(x, x, end);
    fmpq_clear(end);
    fmpz_clear(exponent);
    fmpz_clear(high);
    fmpz_clear(low);
}

/* x = b + sign q se if that is rational: the simplest number in its ball, proven by the tail at (x
 * - b)/se. */
static int exact_interval_end(fmpq_t x, lsq_regression *g, lsq_quantity what, int64_t r,
                              int64_t term) {
    exact_estimate(x, g, r, term);
    if (g->rss_zero[r])
        return 1;
    arb_t ball;
    fmpq_t b, t2;
    lsq_surd error;
    arb_init(ball);
    fmpq_init(b);
    fmpq_init(t2);
    lsq_surd_init(&error);
    fmpq_set(b, x);
    lsq_quantity_ball(ball, g, what, r, term);
    int known = arb_is_finite(ball);
    if (known) {
        simplest_in(x, ball);
        exact_error(&error, g, r, term);
        fmpq_sub(t2, x, b);
        known = fmpq_sgn(t2) == (what == LSQ_CI_UPPER ? 1 : -1);
        fmpq_mul(t2, t2, t2);
        fmpq_div(t2, t2, error.x);
        known = known && is_quantile(t2, g->df, g->level);
    }
    lsq_surd_clear(&error);
    fmpq_clear(t2);
    fmpq_clear(b);
    arb_clear(ball);
    return known;
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
