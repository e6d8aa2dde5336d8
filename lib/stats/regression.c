/* regression.c - every number of a linear regression, as a value that can be rounded anywhere.
 *
 * SPDX-License-Identifier: MIT */
#include "regression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../exact/numerals.h"
#include "../exact/powers.h"
#include "quantities.h"

enum {
    FIRST_BITS = 128,
    GUARD_BITS = 64,    /* over those of the digits that are wanted */
    DOUBLINGS = 2,      /* before a value is computed exactly */
    MOST_DOUBLINGS = 6, /* before a transcendental one is given up */
    MORE_DIGITS = 40    /* tried where the wanted number of digits ends in a tie */
};

void lsq_regression_unit(arb_t unit, const lsq_regression *g, int64_t i, slong prec) {
    lsq_ball_power(unit, g->N.exp10[i], g->N.exp2[i], prec);
}

/* minimum = R'(R R')^-1 B for the kept coefficients B in their own units.  0 if the balls cannot
 * invert R R'. */
static int make_minimum(lsq_regression *g, slong prec) {
    if (g->solution.is_exact) {
        arb_mat_set_fmpq_mat(g->minimum, g->minimum_exact, prec);
        return 1;
    }
    slong rank = (slong)g->basis.rank, p = (slong)g->N.p, q = (slong)g->N.q;
    arb_mat_t R, Rt, G, b;
    arb_t unit;
    arb_mat_init(R, rank, p);
    arb_mat_init(Rt, p, rank);
    arb_mat_init(G, rank, rank);
    arb_mat_init(b, rank, q);
    arb_init(unit);
    arb_mat_set_fmpq_mat(R, g->basis.R, prec);
    arb_mat_transpose(Rt, R);
    arb_mat_mul(G, R, Rt, prec);
    for (slong i = 0; i < rank; i++)
        for (slong r = 0; r < q; r++) {
            arb_ptr v = arb_mat_entry(b, i, r);
            lsq_regression_unit(unit, g, g->N.p + r, prec);
            arb_mul(v, arb_mat_entry(g->solution.B, i, r), unit, prec);
            lsq_regression_unit(unit, g, g->basis.kept[i], prec);
            arb_div(v, v, unit, prec);
        }
    int solved = rank == 0 || arb_mat_spd_solve(b, G, b, prec);
    if (solved)
        arb_mat_mul(g->minimum, Rt, b, prec);
    arb_clear(unit);
    arb_mat_clear(b);
    arb_mat_clear(G);
    arb_mat_clear(Rt);
    arb_mat_clear(R);
    return solved;
}

/* The same over the rationals. */
static void make_minimum_exact(lsq_regression *g) {
    slong rank = (slong)g->basis.rank, q = (slong)g->N.q;
    fmpq_mat_t Rt, G, b;
    fmpq_mat_init(Rt, (slong)g->N.p, rank);
    fmpq_mat_init(G, rank, rank);
    fmpq_mat_init(b, rank, q);
    fmpq_mat_transpose(Rt, g->basis.R);
    fmpq_mat_mul(G, g->basis.R, Rt);
    fmpq_mat_set(b, g->solution.B_exact);
    for (slong i = 0; i < rank; i++)
        for (slong r = 0; r < q; r++) {
            int64_t x = g->basis.kept[i], y = g->N.p + r;
            lsq_rational_scale(fmpq_mat_entry(b, i, r), g->N.exp10[y] - g->N.exp10[x],
                               g->N.exp2[y] - g->N.exp2[x]);
        }
    if (rank) {
        fmpq_mat_solve(b, G, b);
        fmpq_mat_mul(g->minimum_exact, Rt, b);
    }
    fmpq_mat_clear(b);
    fmpq_mat_clear(G);
    fmpq_mat_clear(Rt);
}

void lsq_regression_make_exact(lsq_regression *g) {
    if (g->solution.is_exact)
        return;
    lsq_solution_make_exact(&g->solution);
    if (g->min_norm) {
        make_minimum_exact(g);
        make_minimum(g, g->solution.prec);
    }
}

lsq_status lsq_regression_refine(lsq_regression *g, slong prec, lsq_error *error) {
    while (g->solution.prec < prec) {
        lsq_status status = lsq_solution_refine(&g->solution, prec, error);
        if (status)
            return status;
        if (g->min_norm && !make_minimum(g, g->solution.prec))
            prec = 2 * g->solution.prec;
    }
    return LSQ_OK;
}

/* LSQ_EUSAGE if n, rank and sums of squares cannot be those of rows. */
static lsq_status check_possible(const lsq_regression *g, lsq_error *error) {
    int possible = g->df >= 0;
    for (int64_t r = 0; r < g->N.q; r++)
        possible = possible && fmpq_sgn(g->tss + r) >= 0 &&
                   !arb_is_negative(arb_mat_entry(g->solution.rss, 0, r)) &&
                   fmpq_sgn(fmpq_mat_entry(g->solution.rss_exact, 0, r)) >= 0;
    if (possible)
        return LSQ_OK;
    return lsq_fail(error, LSQ_EUSAGE,
                    "these moments are not those of any rows; were rows subtracted that had not "
                    "been added?");
}

/* Which residual sums of squares are exactly zero. */
static lsq_status find_zeros(lsq_regression *g, lsq_error *error) {
    lsq_status status = lsq_regression_refine(g, FIRST_BITS, error);
    for (int64_t r = 0; !status && r < g->N.q; r++) {
        arb_srcptr rss = arb_mat_entry(g->solution.rss, 0, r);
        for (int i = 0; !status && i < DOUBLINGS; i++)
            if (arb_contains_zero(rss) && !g->solution.is_exact)
                status = lsq_regression_refine(g, 2 * g->solution.prec, error);
        if (status || !arb_contains_zero(rss))
            continue;
        lsq_regression_make_exact(g);
        g->rss_zero[r] = (unsigned char)fmpq_is_zero(fmpq_mat_entry(g->solution.rss_exact, 0, r));
    }
    return status ? status : check_possible(g, error);
}

/* Everything but basis and solution of g, which is zero but for N. */
static lsq_status prepare(lsq_regression *g, double level, int min_norm, lsq_error *error) {
    g->min_norm = min_norm;
    fmpq_init(g->level);
    lsq_rational_of_shortest(g->level, level);
    arb_init(g->quantile);
    arb_mat_init(g->minimum, min_norm ? (slong)g->N.p : 0, (slong)g->N.q);
    fmpq_mat_init(g->minimum_exact, min_norm ? (slong)g->N.p : 0, (slong)g->N.q);
    g->tss = _fmpq_vec_init((slong)g->N.q);
    for (int64_t r = 0; r < g->N.q; r++)
        lsq_normal_tss(g->tss + r, &g->N, r);
    return lsq_alloc(&g->rss_zero, g->N.q, 1, error);
}

lsq_status lsq_regression_init_normal(lsq_regression *g, lsq_normal *N, double level, int min_norm,
                                      lsq_error *error) {
    *g = (lsq_regression){.N = *N};
    memset(N, 0, sizeof *N);
    lsq_status status = prepare(g, level, min_norm, error);
    if (!status)
        status = lsq_basis_init(&g->basis, &g->N, error);
    if (!status) {
        g->df = g->N.n - g->basis.rank;
        lsq_solution_init(&g->solution, &g->N, &g->basis);
        status = find_zeros(g, error);
    }
    if (status)
        lsq_regression_clear(g);
    return status;
}

lsq_status lsq_regression_init(lsq_regression *g, const lsq_model *model,
                               const lsq_moments *moments, double level, int min_norm,
                               lsq_error *error) {
    lsq_normal N;
    memset(g, 0, sizeof *g);
    lsq_status status = lsq_normal_init(&N, model, moments, error);
    return status ? status : lsq_regression_init_normal(g, &N, level, min_norm, error);
}

lsq_status lsq_regression_init_given(lsq_regression *g, const lsq_model *model,
                                     const lsq_moments *moments, double level,
                                     const lsq_answer *answer, lsq_error *error) {
    memset(g, 0, sizeof *g);
    lsq_status status = lsq_normal_init(&g->N, model, moments, error);
    if (status)
        return status;
    status = prepare(g, level, answer->minimum_norm, error);
    if (!status)
        status = lsq_basis_give(&g->basis, &g->N, answer, error);
    if (!status) {
        g->df = g->N.n - g->basis.rank;
        lsq_solution_give(&g->solution, &g->N, &g->basis, answer);
        for (int64_t r = 0; r < g->N.q; r++) {
            g->rss_zero[r] = answer->rss[r] == 0;
            for (int64_t j = 0; g->min_norm && j < g->N.p; j++)
                lsq_rational_of_double(fmpq_mat_entry(g->minimum_exact, j, r),
                                       answer->B[j + r * g->N.p]);
        }
        status = lsq_regression_refine(g, FIRST_BITS, error);
    }
    if (status)
        lsq_regression_clear(g);
    return status;
}

void lsq_regression_clear(lsq_regression *g) {
    if (!g->tss)
        return;
    lsq_solution_clear(&g->solution);
    lsq_basis_clear(&g->basis);
    _fmpq_vec_clear(g->tss, (slong)g->N.q);
    arb_mat_clear(g->minimum);
    fmpq_mat_clear(g->minimum_exact);
    arb_clear(g->quantile);
    fmpq_clear(g->level);
    free(g->rss_zero);
    lsq_normal_clear(&g->N);
    memset(g, 0, sizeof *g);
}

/* A given solution may lack C, or have lost an element of it by underflow. */
static int has_variance(const lsq_regression *g, int64_t term) {
    const lsq_answer *given = g->solution.given;
    return !given || (given->C && given->C[term + term * g->N.p] > 0);
}

/* A given solution may be worse than none: F would be negative, which it never is. */
static int explains(const lsq_regression *g, int64_t r) {
    return !g->solution.given ||
           fmpq_cmp(g->tss + r, fmpq_mat_entry(g->solution.rss_exact, 0, r)) >= 0;
}

int lsq_regression_has(const lsq_regression *g, lsq_quantity what, int64_t r, int64_t term) {
    if (what <= LSQ_CI_UPPER && g->min_norm)
        return what == LSQ_ESTIMATE;
    if (what <= LSQ_CI_UPPER && g->basis.place[term] < 0)
        return 0;
    int noisy = !g->rss_zero[r], varied = !fmpq_is_zero(g->tss + r);
    switch (what) {
    case LSQ_ESTIMATE:
    case LSQ_RSS:
        return 1;
    case LSQ_STD_ERROR:
    case LSQ_CI_LOWER:
    case LSQ_CI_UPPER:
        return g->df > 0 && has_variance(g, term);
    case LSQ_SIGMA:
        return g->df > 0;
    case LSQ_T:
    case LSQ_P:
        return g->df > 0 && noisy && has_variance(g, term);
    case LSQ_R_SQUARED:
        return varied;
    case LSQ_ADJ_R_SQUARED:
        return g->df > 0 && varied;
    case LSQ_F:
    case LSQ_F_P:
        return g->df > 0 && noisy && lsq_f_df1(g) > 0 && explains(g, r);
    case LSQ_LOG_LIKELIHOOD:
    case LSQ_AIC:
    case LSQ_BIC:
        return noisy;
    }
    return 0;
}

/* What a value is wanted as: a double, or a decimal. */
typedef struct target {
    lsq_places places;
    lsq_rounded *rounded; /* NULL: a double */
    double value;
    int is_zero;
} target;

static int hit_by_ball(target *t, const arb_t v) {
    t->is_zero = arb_is_zero(v);
    return t->rounded ? lsq_round_ball(t->rounded, v, t->places) : lsq_double_of_ball(&t->value, v);
}

static void hit_by_exact(target *t, const lsq_surd *v) {
    t->is_zero = fmpq_is_zero(v->x);
    if (t->rounded)
        lsq_round_surd(t->rounded, v, t->places);
    else
        t->value = lsq_double_of_surd(v);
}

/* A tie that nothing proves, as far as anyone can tell: more digits than were asked for are all
 * right, and of two doubles the even one is as near as the other. */
static int hit_nearly(target *t, const arb_t v) {
    if (!t->rounded && arb_is_finite(v)) {
        t->value = arf_get_d(arb_midref(v), ARF_RND_NEAR);
        return 1;
    }
    for (int i = 0; t->rounded && i < MORE_DIGITS; i++) {
        t->places.digits += t->places.digits > 0;
        t->places.decimals++;
        if (lsq_round_ball(t->rounded, v, t->places))
            return 1;
    }
    return 0;
}

/* Evaluate until the target is hit.  Precision is counted from the first that makes sense for the
 * target, not from where an earlier question left it. */
static lsq_status resolve(lsq_regression *g, lsq_quantity what, int64_t r, int64_t term, target *t,
                          lsq_error *error) {
    slong first = t->rounded ? GUARD_BITS + (slong)(t->places.digits * 3.33) : FIRST_BITS;
    first = first > FIRST_BITS ? first : FIRST_BITS;
    arb_t v;
    lsq_surd exact;
    arb_init(v);
    lsq_surd_init(&exact);
    lsq_status status = lsq_regression_refine(g, first, error);
    int done = 0;
    while (!status && !done) {
        lsq_quantity_ball(v, g, what, r, term);
        done = hit_by_ball(t, v);
        if (!done && g->solution.prec >= first << DOUBLINGS &&
            lsq_quantity_exact(&exact, g, what, r, term)) {
            hit_by_exact(t, &exact);
            done = 1;
        }
        if (!done && g->solution.prec >= first << MOST_DOUBLINGS) {
            done = hit_nearly(t, v);
            if (!done)
                status = lsq_fail(error, LSQ_ENUMERIC, "a value stays undecided at %lld bits",
                                  (long long)g->solution.prec);
        }
        if (!status && !done)
            status = lsq_regression_refine(g, 2 * g->solution.prec, error);
    }
    lsq_surd_clear(&exact);
    arb_clear(v);
    return status;
}

lsq_status lsq_regression_round(lsq_regression *g, lsq_quantity what, int64_t response,
                                int64_t term, lsq_places places, lsq_rounded *rounded,
                                lsq_error *error) {
    target t = {places, rounded, 0, 0};
    return resolve(g, what, response, term, &t, error);
}

lsq_status lsq_regression_double(lsq_regression *g, lsq_quantity what, int64_t response,
                                 int64_t term, double *d, int *is_zero, lsq_error *error) {
    target t = {{0, 0}, NULL, 0, 0};
    lsq_status status = resolve(g, what, response, term, &t, error);
    *d = t.value;
    *is_zero = t.is_zero;
    return status;
}
