/* compare_judge.c - how many digits of an answer in doubles are right.
 *
 *   digits = min_j -log10 |b_j - beta_j| / |beta_j|,   -log10 |b_j| where beta_j = 0
 *
 * over the coefficients of all responses, and over the standard errors sqrt(C_jj rss / df) that
 * follow from the answer's C and rss in doubles.  beta is the exact value to 40 digits, so that
 * what is compared is right to 23 digits more than are counted, and zeros are proven.
 *
 * An answer may leave out columns only where the exact one does: numbers for a coefficient that is
 * not determined, or none for one that is, are worth no digit.  One that is meant as the solution
 * of minimum norm is compared with that one, which is the only one where X has full rank.
 *
 * Cost: rounding each exact number once, then O(p q) for each answer.
 *
 * SPDX-License-Identifier: MIT */
#include "compare.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../exact/powers.h"
#include "../stats/quantities.h"

enum { DIGITS = 40, DIGITS_BITS = 133, BITS = 256, BALL_BITS = 512, MOST_DIGITS = 17 };

static double right_digits(arb_srcptr got, arb_srcptr want) {
    arb_t error;
    arb_init(error);
    arb_sub(error, got, want, BITS);
    if (!arb_is_zero(want))
        arb_div(error, error, want, BITS);
    double size = fabs(arf_get_d(arb_midref(error), ARF_RND_NEAR));
    arb_clear(error);
    double digits = size > 0 ? -log10(size) : MOST_DIGITS;
    return digits < 0 ? 0 : digits > MOST_DIGITS ? MOST_DIGITS : digits;
}

double lsq_right_digits(double got, arb_srcptr want) {
    if (!isfinite(got))
        return 0;
    arb_t exact;
    arb_init(exact);
    arb_set_d(exact, got);
    double digits = right_digits(exact, want);
    arb_clear(exact);
    return digits;
}

/* v[j + r p] = the quantity of every term and response, 0 where it has no value. */
static lsq_status take_exact(arb_ptr v, lsq_regression *g, lsq_quantity what, lsq_error *error) {
    lsq_rounded rounded;
    arb_t unit;
    lsq_rounded_init(&rounded);
    arb_init(unit);
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < g->N.q; r++)
        for (int64_t j = 0; j < g->N.p && !status; j++) {
            if (!lsq_regression_has(g, what, r, j))
                continue;
            status = lsq_regression_round(g, what, r, j, (lsq_places){DIGITS, 0}, &rounded, error);
            lsq_ball_power(unit, rounded.exp10, 0, BITS);
            arb_mul_fmpz(v + j + r * g->N.p, unit, rounded.mantissa, BITS);
        }
    arb_clear(unit);
    lsq_rounded_clear(&rounded);
    return status;
}

/* The regression of the same moments with the other way of treating dependent terms. */
static lsq_status make_other(lsq_judge *judge, lsq_error *error) {
    if (judge->has_other)
        return LSQ_OK;
    lsq_fit *fit = judge->fit;
    lsq_status status = lsq_regression_init(&judge->other, fit->model, fit->moments, fit->level,
                                            !fit->g.min_norm, error);
    judge->has_other = !status;
    return status;
}

lsq_status lsq_judge_init(lsq_judge *judge, lsq_fit *fit, lsq_error *error) {
    memset(judge, 0, sizeof *judge);
    judge->fit = fit;
    judge->p = fit->g.N.p;
    judge->q = fit->g.N.q;
    judge->rank = fit->g.basis.rank;
    judge->B = _arb_vec_init((slong)(judge->p * judge->q));
    judge->errors = _arb_vec_init((slong)(judge->p * judge->q));
    judge->plain = &fit->g;
    lsq_status status = LSQ_OK;
    if (fit->g.min_norm) {
        status = make_other(judge, error);
        judge->plain = &judge->other;
    }
    if (!status)
        status = take_exact(judge->B, judge->plain, LSQ_ESTIMATE, error);
    if (!status)
        status = take_exact(judge->errors, judge->plain, LSQ_STD_ERROR, error);
    if (status) {
        lsq_judge_clear(judge);
        return status;
    }
    judge->place = judge->plain->basis.place;
    judge->has_errors = judge->plain->df > 0;
    return LSQ_OK;
}

void lsq_judge_clear(lsq_judge *judge) {
    if (!judge->fit)
        return;
    slong count = (slong)(judge->p * judge->q);
    _arb_vec_clear(judge->B, count);
    _arb_vec_clear(judge->errors, count);
    if (judge->minimum)
        _arb_vec_clear(judge->minimum, count);
    if (judge->has_other)
        lsq_regression_clear(&judge->other);
    memset(judge, 0, sizeof *judge);
}

/* v = R'(R R')^-1 B in balls, from the relations R and the kept coefficients B that the fit has; 1
 * if every element is known to DIGITS, so none is an unproven 0. */
static int enclose_minimum(arb_ptr v, lsq_regression *g) {
    slong rank = (slong)g->basis.rank, p = (slong)g->N.p, q = (slong)g->N.q;
    arb_mat_t R, Rt, G, B, Z, X;
    arb_mat_init(R, rank, p);
    arb_mat_init(Rt, p, rank);
    arb_mat_init(G, rank, rank);
    arb_mat_init(B, rank, q);
    arb_mat_init(Z, rank, q);
    arb_mat_init(X, p, q);
    arb_mat_set_fmpq_mat(R, g->basis.R, BALL_BITS);
    arb_mat_transpose(Rt, R);
    arb_mat_mul(G, R, Rt, BALL_BITS);
    for (slong i = 0; i < rank; i++)
        for (slong r = 0; r < q; r++)
            lsq_quantity_ball(arb_mat_entry(B, i, r), g, LSQ_ESTIMATE, r, g->basis.kept[i]);
    int known = rank == 0 || arb_mat_solve(Z, G, B, BALL_BITS);
    if (known)
        arb_mat_mul(X, Rt, Z, BALL_BITS);
    for (slong r = 0; r < q && known; r++)
        for (slong j = 0; j < p && known; j++) {
            arb_set(v + j + r * p, arb_mat_entry(X, j, r));
            known = arb_rel_accuracy_bits(v + j + r * p) >= DIGITS_BITS;
        }
    arb_mat_clear(X);
    arb_mat_clear(Z);
    arb_mat_clear(B);
    arb_mat_clear(G);
    arb_mat_clear(Rt);
    arb_mat_clear(R);
    return known;
}

/* The rank and the relations of n < p terms are most of an exact fit, so that a second regression
 * is the last resort: for elements that are 0, or far below the others. */
static lsq_status make_minimum(lsq_judge *judge, lsq_error *error) {
    lsq_regression *g = &judge->fit->g;
    if (judge->minimum)
        return LSQ_OK;
    judge->minimum = _arb_vec_init((slong)(judge->p * judge->q));
    if (g->min_norm)
        return take_exact(judge->minimum, g, LSQ_ESTIMATE, error);
    if (enclose_minimum(judge->minimum, g))
        return LSQ_OK;
    lsq_status status = make_other(judge, error);
    return status ? status : take_exact(judge->minimum, &judge->other, LSQ_ESTIMATE, error);
}

static const char *term_name(const lsq_judge *judge, int64_t j, char name[256]) {
    const char *text = judge->fit->model->terms[j].name;
    lsq_escape(name, 256, text, strlen(text));
    return name;
}

/* Say in *why how the answer's rank is wrong, if it is; 1 if that makes its numbers worthless. */
static int check_rank(const lsq_judge *judge, const lsq_answer *answer, lsq_text *why) {
    char name[256];
    if (answer->minimum_norm) {
        int decided = answer->steps < 0; /* a descent only counts the eigenvalues that it sees */
        if (decided && answer->rank != judge->rank)
            lsq_text_format(why, "finds rank %" PRId64 " where it is %" PRId64, answer->rank,
                            judge->rank);
        return 0;
    }
    for (int64_t j = 0; j < judge->p; j++) {
        int kept = !answer->aliased || !answer->aliased[j];
        if (kept == (judge->place[j] >= 0))
            continue;
        if (kept)
            lsq_text_format(why, "gives a number for %s, which depends on other terms",
                            term_name(judge, j, name));
        else
            lsq_text_format(why, "drops %s, which is independent", term_name(judge, j, name));
        return 1;
    }
    return 0;
}

static double worse(double digits, double other) {
    return isnan(digits) || other < digits ? other : digits;
}

lsq_status lsq_judge_answer(lsq_judge *judge, const lsq_answer *answer, double *coefficients,
                            double *errors, lsq_text *why, lsq_error *error) {
    int64_t p = judge->p, df = answer->n - answer->rank;
    int has_errors = judge->has_errors && answer->C && df > 0;
    lsq_status status = LSQ_OK;
    *coefficients = *errors = NAN;
    if (check_rank(judge, answer, why)) {
        *coefficients = 0;
        *errors = has_errors ? 0 : NAN;
        return LSQ_OK;
    }
    if (answer->minimum_norm && judge->rank < p)
        status = make_minimum(judge, error);
    arb_srcptr B = answer->minimum_norm && judge->rank < p ? judge->minimum : judge->B;
    for (int64_t r = 0; r < judge->q && !status; r++)
        for (int64_t j = 0; j < p; j++) {
            if (!answer->minimum_norm && judge->place[j] < 0)
                continue;
            int64_t at = j + r * p;
            *coefficients = worse(*coefficients, lsq_right_digits(answer->B[at], B + at));
            if (!has_errors)
                continue;
            /* the product of C_jj and rss may be out of range where this is not */
            double se = sqrt(answer->C[j + j * p]) * sqrt(answer->rss[r] / (double)df);
            *errors = worse(*errors, lsq_right_digits(se, judge->errors + at));
        }
    return status;
}

lsq_status lsq_judge_regression(lsq_judge *judge, lsq_regression *g, double *digits,
                                lsq_error *error) {
    int64_t p = judge->p, count = p * judge->q;
    *digits = NAN;
    if (judge->rank < p || g->basis.rank < p)
        return LSQ_OK;
    arb_ptr B = _arb_vec_init((slong)count);
    lsq_status status = take_exact(B, g, LSQ_ESTIMATE, error);
    for (int64_t at = 0; at < count && !status; at++)
        *digits = worse(*digits, right_digits(B + at, judge->B + at));
    _arb_vec_clear(B, (slong)count);
    return status;
}
