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
 * unconverged after most_steps, where rounding has stopped it, and where a gradient below the
 * tolerance still allows an error of B, |g| / mu and rounding, as long as B itself: columns that
 * differ in size or lie far from the origin do that.  LSQ_ENUMERIC where it diverges.
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "../base/text.h"
#include "descent.h"
#include "step.h"

enum {
    GROWTHS = 3,   /* in a row of the steepest component: the descent diverges */
    PATIENCE = 100 /* steps without a new least gradient, after which rounding is suspected */
};

static lsq_status read_options(lsq_course *D, const lsq_solver_options *options, lsq_step *step,
                               lsq_error *error) {
    D->tolerance = options->tolerance != 0.0 ? options->tolerance : 1e-10;
    D->most_steps = options->most_steps;
    assert(D->tolerance > 0.0 && D->tolerance < 1.0 && D->most_steps > 0); /* solver.c sees to it */
    return lsq_step_parse(step, options->step, error);
}

static lsq_status prepare(lsq_course *D, lsq_kept *kept, const lsq_solver_options *options,
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

static void clear(lsq_course *D) {
    lsq_matrix_clear(&D->h);
    lsq_matrix_clear(&D->G);
    lsq_spectrum_clear(&D->S);
    lsq_quadratic_clear(&D->F);
}

/* *t = the step that minimises f along g.  A gradient in the row space gives 1/L <= t <= 1/mu; what
 * is outside that comes from rounding, and unbounded it would throw B out of the row space.  On
 * products a curvature below their rounding is not known either. */
static lsq_status line_step(lsq_course *D, const double *g, double *t, lsq_error *error) {
    int64_t p = D->F.p;
    double length = lsq_length(g, p), *h = D->h.data, curvature = 0.0;
    *t = 0.0;
    if (!(length > 0.0))
        return LSQ_OK;
    for (int64_t i = 0; i < p; i++)
        h[i] = g[i] / length;
    lsq_status status = lsq_quadratic_curvature(&D->F, h, &curvature, error);
    double wanted = 2.0 * curvature; /* 1/t */
    double least =
        D->F.kept->keep == LSQ_KEEP_ROWS && D->S.mu > 0.0 ? D->S.mu : fmax(D->S.mu, D->S.noise);
    *t = 1.0 / fmin(fmax(wanted, least), D->S.L);
    return status;
}

/* B <- B - t G; *moved = 0 if no element of B has changed. */
static lsq_status take_step(lsq_course *D, double *B, int *moved, lsq_error *error) {
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
static double steepest(const lsq_course *D) {
    int64_t p = D->F.p;
    double size = 0.0;
    for (int64_t r = 0; r < D->F.q; r++)
        size = hypot(size, lsq_inner(D->S.V.data + (p - 1) * p, D->G.data + r * p, p));
    return size;
}

/* The size of G below which it may be rounding alone: of its evaluation, with what the steps before
 * have left of the same, and of B - tG. */
static double rounding_level(const lsq_course *D, const double *B) {
    double u = DBL_EPSILON / 2, norm_B = lsq_length(B, D->F.p * D->F.q);
    double inverse_t = D->line ? D->S.L : 1.0 / D->t;
    return 4.0 * (lsq_quadratic_rounding(&D->F, norm_B) + u * norm_B * inverse_t);
}

static lsq_status diverges(const lsq_course *D, lsq_error *error) {
    if (D->line)
        return lsq_fail(error, LSQ_ENUMERIC,
                        "after %" PRId64 " steps the gradient is beyond the range of a double "
                        "(1.8e308): scale the columns",
                        D->steps);
    double excess = D->t * D->S.L;
    return lsq_fail(
        error, LSQ_ENUMERIC,
        "the descent diverges: the step %s is %s times the limit 2/L, so that the error "
        "along the steepest direction grows by %s a step, as %" PRId64
        " steps have shown; the step 1/L converges",
        lsq_number_digits(D->t, 3).text, lsq_course_factor(excess / 2.0).text,
        lsq_course_factor(excess - 1.0).text, D->steps);
}

/* A step beyond 2/L lets the steepest component grow by tL - 1 a step, rounding apart; half of that
 * growth, three times in a row above the rounding level, is no accident. */
static int is_growing(lsq_course *D, const double *B) {
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
static int is_stuck(lsq_course *D, const double *B) {
    if (D->size < D->least) {
        D->least = D->size;
        D->least_at = D->steps;
    }
    if (D->steps - D->least_at < PATIENCE)
        return 0;
    D->least_at = D->steps; /* look again after as many steps */
    return D->size <= rounding_level(D, B);
}

static lsq_status look(lsq_course *D, const double *B, lsq_error *error) {
    lsq_status status = lsq_quadratic_gradient(&D->F, B, D->G.data, error);
    D->size = lsq_length(D->G.data, D->F.p * D->F.q);
    return status;
}

static lsq_status descend(lsq_course *D, double *B, lsq_error *error) {
    lsq_status status = look(D, B, error);
    D->first = D->least = D->size;
    D->steepest = steepest(D);
    while (status == LSQ_OK && D->size > D->tolerance * D->first) {
        int moved = 0;
        D->end = D->steps == D->most_steps ? LSQ_EXHAUSTED
                 : is_stuck(D, B)          ? LSQ_ROUNDING
                                           : LSQ_CONVERGED;
        if (D->end != LSQ_CONVERGED)
            return LSQ_OK;
        status = take_step(D, B, &moved, error);
        if (status == LSQ_OK && !moved) {
            D->end = LSQ_ROUNDING;
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

/* Bounds of the error of B, in the row space: what is left of the gradient says |g| / mu, and
 * rounding of the data's products and of the gradient the same of their noise; beside |B|. */
typedef struct bounds {
    double B, gradient, noise;
} bounds;

static bounds find_bounds(const lsq_course *D, const double *B) {
    double norm_B = lsq_length(B, D->F.p * D->F.q);
    return (bounds){norm_B, D->size / D->S.mu, lsq_quadratic_noise(&D->F, norm_B) / D->S.mu};
}

int lsq_course_is_orthogonal(const lsq_course *D) {
    return D->first <= lsq_quadratic_noise(&D->F, 0.0);
}

/* 1 unless the error of B may be as long as B.  Where X'Y is rounding it always may, and B is 0
 * beside |Y| / |X|. */
static int is_known(const lsq_course *D, const double *B) {
    if (!(D->first > 0.0))
        return 1;
    if (!(D->S.mu > 0.0))
        return 0;
    bounds b = find_bounds(D, B);
    if (lsq_course_is_orthogonal(D))
        return b.noise < D->F.size_Y / D->F.size_X;
    return b.gradient + b.noise < b.B;
}

/* |error of B| / |B| at most; NAN where X'X has not full rank, so that nothing is known of the
 * error beside the row space that was found, and where B is 0. */
static double error_bound(const lsq_course *D, const double *B) {
    if (D->S.rank < D->F.p || !(D->S.mu > 0.0))
        return (double)NAN;
    bounds b = find_bounds(D, B);
    return b.B > 0.0 ? (b.gradient + b.noise) / b.B : (double)NAN;
}

/* What the answer holds besides B. */
static lsq_status finish(lsq_result *result, lsq_course *D, lsq_error *error) {
    lsq_answer *a = &result->answer;
    if (D->end == LSQ_CONVERGED && !is_known(D, result->B.data))
        D->end = LSQ_BLIND;
    a->rank = D->S.rank;
    a->minimum_norm = D->S.rank < D->F.p;
    a->rcond = D->S.rcond;
    a->steps = D->steps;
    a->converged = D->end == LSQ_CONVERGED;
    a->gradient = D->first > 0.0 ? D->size / D->first : 0.0;
    a->error_bound = error_bound(D, result->B.data);
    lsq_status status = lsq_quadratic_rss(&D->F, result->B.data, result->rss, error);
    if (status == LSQ_OK && !a->minimum_norm)
        status = lsq_result_need_C(result, error);
    if (status == LSQ_OK && !a->minimum_norm)
        status = lsq_copy(lsq_matrix_view(&result->C), lsq_matrix_look(&D->S.C), error);
    return status;
}

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        int line, lsq_error *error) {
    lsq_course D = {.line = line};
    lsq_answer *a = &result->answer;
    lsq_status status = prepare(&D, kept, options, error);
    if (status == LSQ_OK) {
        a->L = D.S.L;
        a->mu = D.S.mu;
        a->predicted = D.S.L > 0.0 && !(D.S.mu > 0.0) ? (double)INFINITY
                       : line                         ? lsq_spectrum_line_steps(&D.S, D.tolerance)
                              : lsq_spectrum_fixed_steps(&D.S, D.t, D.tolerance);
    }
    if (status == LSQ_OK && D.S.rank > 0)
        status = descend(&D, result->B.data, error);
    if (status == LSQ_OK)
        status = finish(result, &D, error);
    if (status == LSQ_OK)
        lsq_course_note(result, &D);
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

const lsq_method lsq_method_gd = {
    "gd", "gradient descent with a fixed step", LSQ_KEEP_PRODUCTS, LSQ_KEEP_ROWS, 1, solve_fixed};
const lsq_method lsq_method_line = {
    "line",    "gradient descent with exact line search", LSQ_KEEP_PRODUCTS, LSQ_KEEP_ROWS, 0,
    solve_line};
