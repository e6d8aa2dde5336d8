/* descent.c - least squares by gradient descent, with a fixed step and with exact line search.
 *
 *   f(B) = |XB - Y|_F^2,  G = 2X'(XB - Y),  B <- B - t G  from B = 0, until |G| <= tolerance |G_0|
 *
 *   gd    t fixed, below 2/L: the error contracts by max(|1 - tL|, |1 - t mu|) a step, which is 1 -
 *         mu/L for t = 1/L and (L - mu) / (L + mu) for t = 2/(L + mu)
 *   line  t = g'g / (2 g'Mg) for each response, the minimum along its gradient (Cauchy 1847); f -
 *         f* falls by at least ((L - mu) / (L + mu))^2 a step (Kantorovich 1948)
 *
 * L and mu, twice the largest and the smallest positive eigenvalue of M = X'X, cost O(p^3) once;
 * what a step costs is told in quadratic.h.  With L / mu = cond(X)^2 this is the slowest method
 * there is, and here to be looked at: the number of steps is foretold before the first.
 *
 * B stays in the row space of X, so that the limit is pinv(X) Y whatever the rank.  It ends
 * unconverged after most_steps, or where rounding has stopped it; LSQ_ENUMERIC where it diverges.
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "quadratic.h"
#include "spectrum.h"
#include "step.h"

enum {
    MOST_STEPS = 100000, /* by default */
    GROWTHS = 3,         /* in a row of the steepest component: the descent diverges */
    PATIENCE = 100       /* steps without a new least gradient, after which rounding is suspected */
};

typedef enum ending { CONVERGED, EXHAUSTED, ROUNDING } ending;

typedef struct descent {
    lsq_quadratic F;
    lsq_spectrum S;
    lsq_matrix G, h; /* the gradient, and one column of it at length 1 */
    int line;        /* 1: exact line search */
    double t;        /* the fixed step */
    double tolerance;
    int64_t most_steps;
    double first, size, least; /* |G| at B = 0, now, and the least so far */
    double steepest;           /* component of G along the eigenvector of L */
    int64_t steps, least_at;
    int growths;
    ending end;
} descent;

static lsq_status read_options(descent *D, const lsq_solver_options *options, lsq_step *step,
                               lsq_error *error) {
    D->tolerance = options && options->tolerance != 0.0 ? options->tolerance : 1e-10;
    D->most_steps = options && options->most_steps != 0 ? options->most_steps : MOST_STEPS;
    assert(D->tolerance > 0.0 && D->tolerance < 1.0 && D->most_steps > 0); /* solver.c sees to it */
    return lsq_step_parse(step, options ? options->step : NULL, error);
}

static lsq_status prepare(descent *D, lsq_kept *kept, const lsq_solver_options *options,
                          lsq_error *error) {
    lsq_step step;
    lsq_status status = read_options(D, options, &step, error);
    if (status == LSQ_OK)
        status = lsq_quadratic_init(&D->F, kept, error);
    if (status == LSQ_OK)
        status = lsq_spectrum_init(&D->S, &D->F, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&D->G, kept->p, kept->q, &kept->account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&D->h, kept->p, 1, &kept->account, error);
    if (status == LSQ_OK)
        D->t = lsq_step_length(step, D->S.L, D->S.mu);
    return status;
}

static void clear(descent *D) {
    lsq_matrix_clear(&D->h);
    lsq_matrix_clear(&D->G);
    lsq_spectrum_clear(&D->S);
    lsq_quadratic_clear(&D->F);
}

/* *t = the step that minimises f along g.  A gradient in the row space gives 1/L <= t <= 1/mu; what
 * is outside that comes from rounding, and unbounded it would throw B out of the row space. */
static lsq_status line_step(descent *D, const double *g, double *t, lsq_error *error) {
    int64_t p = D->F.p;
    double length = lsq_length(g, p), *h = D->h.data, curvature = 0.0;
    *t = 0.0;
    if (!(length > 0.0))
        return LSQ_OK;
    for (int64_t i = 0; i < p; i++)
        h[i] = g[i] / length;
    lsq_status status = lsq_quadratic_curvature(&D->F, h, &curvature, error);
    double wanted = 2.0 * curvature; /* 1/t */
    *t = 1.0 / fmin(fmax(wanted, D->S.mu), D->S.L);
    return status;
}

/* B <- B - t G; *moved = 0 if no element of B has changed. */
static lsq_status take_step(descent *D, double *B, int *moved, lsq_error *error) {
    int64_t p = D->F.p;
    lsq_status status = LSQ_OK;
    *moved = 0;
    for (int64_t r = 0; r < D->F.q && status == LSQ_OK; r++) {
        double *b = B + r * p, *g = D->G.data + r * p, t = D->t;
        if (D->line)
            status = line_step(D, g, &t, error);
        for (int64_t i = 0; i < p; i++) {
            double before = b[i];
            b[i] -= t * g[i];
            *moved |= b[i] != before;
        }
    }
    return status;
}

/* |v'G| for the eigenvector v of L. */
static double steepest(const descent *D) {
    int64_t p = D->F.p;
    double size = 0.0;
    for (int64_t r = 0; r < D->F.q; r++)
        size = hypot(size, lsq_inner(D->S.V.data + (p - 1) * p, D->G.data + r * p, p));
    return size;
}

/* The size of G below which it may be rounding alone: of its evaluation, with what the steps before
 * have left of the same, and of B - tG. */
static double rounding_level(const descent *D, const double *B) {
    double u = DBL_EPSILON / 2, norm_B = lsq_length(B, D->F.p * D->F.q);
    double inverse_t = D->line ? D->S.L : 1.0 / D->t;
    return 4.0 * (lsq_quadratic_rounding(&D->F, norm_B) + u * norm_B * inverse_t);
}

static lsq_status diverges(const descent *D, lsq_error *error) {
    if (D->line)
        return lsq_fail(error, LSQ_ENUMERIC,
                        "after %" PRId64 " steps the gradient is beyond the range of a double "
                        "(1.8e308): scale the columns",
                        D->steps);
    double excess = D->t * D->S.L;
    return lsq_fail(error, LSQ_ENUMERIC,
                    "the descent diverges: the step %.3g is %.10g times the limit 2/L = %.3g, so "
                    "that the error along the steepest direction grows by %.10g a step, as %" PRId64
                    " steps have shown; the step 1/L converges",
                    D->t, excess / 2.0, 2.0 / D->S.L, excess - 1.0, D->steps);
}

/* A step beyond 2/L lets the steepest component grow by tL - 1 a step, rounding apart; half of that
 * growth, three times in a row above the rounding level, is no accident. */
static int is_growing(descent *D, const double *B) {
    double excess = D->t * D->S.L - 2.0;
    if (D->line || !(excess > (double)D->F.p * 4.0 * DBL_EPSILON)) /* L itself is no better */
        return 0;
    double before = D->steepest, norm_B = lsq_length(B, D->F.p * D->F.q);
    D->steepest = steepest(D);
    int grown = before > lsq_quadratic_rounding(&D->F, norm_B) &&
                D->steepest >= before * (1.0 + excess / 2.0);
    D->growths = grown ? D->growths + 1 : 0;
    return D->growths >= GROWTHS;
}

/* 1 if the gradient has long found no new minimum and is of the size of its rounding. */
static int is_stuck(descent *D, const double *B) {
    if (D->size < D->least) {
        D->least = D->size;
        D->least_at = D->steps;
    }
    if (D->steps - D->least_at < PATIENCE)
        return 0;
    D->least_at = D->steps; /* look again after as many steps */
    return D->size <= rounding_level(D, B);
}

static lsq_status look(descent *D, const double *B, lsq_error *error) {
    lsq_status status = lsq_quadratic_gradient(&D->F, B, D->G.data, error);
    D->size = lsq_length(D->G.data, D->F.p * D->F.q);
    return status;
}

static lsq_status descend(descent *D, double *B, lsq_error *error) {
    lsq_status status = look(D, B, error);
    D->first = D->least = D->size;
    D->steepest = steepest(D);
    while (status == LSQ_OK && D->size > D->tolerance * D->first) {
        int moved = 0;
        D->end = D->steps == D->most_steps ? EXHAUSTED : is_stuck(D, B) ? ROUNDING : CONVERGED;
        if (D->end != CONVERGED)
            return LSQ_OK;
        status = take_step(D, B, &moved, error);
        if (status == LSQ_OK && !moved) {
            D->end = ROUNDING;
            return LSQ_OK;
        }
        D->steps++;
        if (status == LSQ_OK)
            status = look(D, B, error);
        if (status == LSQ_OK && (!isfinite(D->size) || is_growing(D, B)))
            return diverges(D, error);
    }
    return status;
}

/* How a note shows a number of steps: 309, 2.4e+14, inf. */
static void show_count(char *text, size_t size, double count) {
    snprintf(text, size, count < 1e7 ? "%.0f" : "%.2g", count);
}

/* What a note begins with where eigenvalues count as 0: they may be those of a matrix of full rank
 * whose condition number, squared, is lost in X'X. */
static void show_rank(char *text, size_t size, const lsq_answer *a) {
    *text = '\0';
    if (a->rank < a->p)
        snprintf(text, size,
                 "X'X has %" PRId64 " of %" PRId64 " eigenvalues above rounding, so that B has "
                 "minimum norm; ",
                 a->rank, a->p);
}

static void note_success(lsq_result *result, const descent *D) {
    const lsq_answer *a = &result->answer;
    double rest = D->t * a->L, contraction = fmin(D->t * a->mu, 2.0 - rest); /* 1 - factor */
    double error = D->size / a->mu / lsq_length(result->B.data, D->F.p * D->F.q);
    char predicted[32], rank[128];
    show_count(predicted, sizeof predicted, a->predicted);
    show_rank(rank, sizeof rank, a);
    if (a->steps == 0)
        lsq_result_note(result, "%sconverged at once: X'Y is 0, and so is B", rank);
    else if (D->line)
        lsq_result_note(result,
                        "%sconverged in %" PRId64
                        " steps (theory: at most %s); sqrt(f - f*) contracts by 1 - 1/%.3g a step "
                        "or better; B is off by at most %.1e of its length, rounding apart",
                        rank, a->steps, predicted, (a->L / a->mu + 1.0) / 2.0, error);
    else
        lsq_result_note(result,
                        "%sconverged in %" PRId64 " steps (theory: %s); the error contracts by 1 - "
                        "1/%.3g a step; B is off by at most %.1e of its length, rounding apart",
                        rank, a->steps, predicted, 1.0 / contraction, error);
}

static void note_failure(lsq_result *result, const descent *D) {
    const lsq_answer *a = &result->answer;
    const char *bound = D->line ? "at most " : "", *advice = "; scale or centre the columns";
    char predicted[32], rank[128];
    show_count(predicted, sizeof predicted, a->predicted);
    show_rank(rank, sizeof rank, a);
    if (D->end == ROUNDING)
        lsq_result_note(result,
                        "%snot converged: reached the rounding level of the gradient, %.1e of the "
                        "first, after %" PRId64 " steps, before the tolerance %.1e (condition "
                        "number of X'X %.2g)",
                        rank, a->gradient, a->steps, D->tolerance, a->L / a->mu);
    else if (isinf(a->predicted))
        lsq_result_note(result,
                        "%snot converged: relative gradient %.1e after %" PRId64 " steps; the step "
                        "is %.10g times the limit 2/L, below which descent converges",
                        rank, a->gradient, a->steps, D->t * a->L / 2.0);
    else if (!D->line && D->t * a->L < 0.5)
        lsq_result_note(result,
                        "%snot converged: relative gradient %.1e after %" PRId64 " steps; theory "
                        "predicts %s; the step is only %.3g of 1/L",
                        rank, a->gradient, a->steps, predicted, D->t * a->L);
    else
        lsq_result_note(result,
                        "%snot converged: relative gradient %.1e after %" PRId64 " steps; theory "
                        "predicts %s%s (condition number of X'X %.2g)%s",
                        rank, a->gradient, a->steps, bound, predicted, a->L / a->mu,
                        a->L > 100.0 * a->mu ? advice : "");
}

/* What the answer holds besides B. */
static lsq_status finish(lsq_result *result, descent *D, lsq_error *error) {
    lsq_answer *a = &result->answer;
    const lsq_lapack *L = D->F.kept->L;
    lsq_matrix W = {0};
    a->rank = D->S.rank;
    a->minimum_norm = D->S.rank < D->F.p;
    a->steps = D->steps;
    a->converged = D->end == CONVERGED;
    a->gradient = D->first > 0.0 ? D->size / D->first : 0.0;
    lsq_status status = lsq_quadratic_rss(&D->F, result->B.data, result->rss, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&W, D->F.p, D->F.p, D->F.M.account, error);
    if (status == LSQ_OK)
        status = lsq_scaled_rcond(&a->rcond, &D->F, lsq_matrix_view(&W), error);
    if (status == LSQ_OK && !a->minimum_norm)
        status = lsq_result_need_C(result, error);
    if (status == LSQ_OK && !a->minimum_norm)
        status =
            lsq_spectrum_inverse(&D->S, L, lsq_matrix_view(&W), lsq_matrix_view(&result->C), error);
    lsq_matrix_clear(&W);
    return status;
}

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        int line, lsq_error *error) {
    descent D = {.line = line};
    lsq_answer *a = &result->answer;
    lsq_status status = prepare(&D, kept, options, error);
    if (status == LSQ_OK) {
        a->L = D.S.L;
        a->mu = D.S.mu;
        a->predicted = line ? lsq_spectrum_line_steps(&D.S, D.tolerance)
                            : lsq_spectrum_fixed_steps(&D.S, D.t, D.tolerance);
    }
    if (status == LSQ_OK && D.S.rank > 0)
        status = descend(&D, result->B.data, error);
    if (status == LSQ_OK)
        status = finish(result, &D, error);
    if (status == LSQ_OK && a->converged)
        note_success(result, &D);
    else if (status == LSQ_OK)
        note_failure(result, &D);
    clear(&D);
    return status;
}

static lsq_status solve_fixed(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                              lsq_error *error) {
    return solve(result, kept, options, 0, error);
}

static lsq_status solve_line(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                             lsq_error *error) {
    return solve(result, kept, options, 1, error);
}

const lsq_method lsq_method_gd = {"gd", "gradient descent with a fixed step", LSQ_KEEP_PRODUCTS,
                                  LSQ_KEEP_ROWS, solve_fixed};
const lsq_method lsq_method_line = {"line", "gradient descent with exact line search",
                                    LSQ_KEEP_PRODUCTS, LSQ_KEEP_ROWS, solve_line};
