/* descent.c - least squares by descent: the loop that all methods share.
 *
 *   f(B) = |XB - Y|_F^2 + penalty,  G its gradient,  B <- next(B, G, ...)  from B = 0, until
 *   |G| <= tolerance |G_0|
 *
 * What comes next is the stepper's (descent.h), a file each: steepest.c, heavy_ball.c, nesterov.c,
 * barzilai_borwein.c, conjugate.c, stochastic.c.  L and mu, twice the largest and the smallest
 * positive eigenvalue of M = X'X, cost O(p^3) once, and foretell the number of steps before the
 * first; what a gradient costs is told in quadratic.h.
 *
 * B stays in the row space of X, so that the limit is pinv(X) Y whatever the rank.  It ends
 * unconverged after most_steps, where rounding has stopped it, and where a gradient below the
 * tolerance still allows an error of B, |g| / mu and rounding, as long as B itself: columns that
 * differ in size or lie far from the origin do that.  LSQ_ENUMERIC where it diverges.
 *
 * SPDX-License-Identifier: MIT */
#include "descent.h"

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_STEPS = 100000, PATIENCE = 100 };

static lsq_status prepare(lsq_course *D, lsq_kept *kept, lsq_error *error) {
    lsq_status status = lsq_quadratic_init(&D->F, kept, D->options->ridge, error);
    if (status == LSQ_OK)
        status = lsq_spectrum_init(&D->S, &D->F, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&D->G, kept->p, kept->q, &kept->account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&D->h, kept->p, 1, &kept->account, error);
    for (int i = 0; i < D->stepper->past && status == LSQ_OK; i++)
        status = lsq_matrix_init(&D->past[i], kept->p, kept->q, &kept->account, error);
    return status;
}

static void clear(lsq_course *D) {
    free(D->state);
    for (int i = 0; i < D->stepper->past; i++)
        lsq_matrix_clear(&D->past[i]);
    lsq_matrix_clear(&D->h);
    lsq_matrix_clear(&D->G);
    lsq_spectrum_clear(&D->S);
    lsq_quadratic_clear(&D->F);
}

/* What is known before the first step. */
static lsq_status plan(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    a->rank = D->S.rank;
    a->rcond = D->S.rcond;
    a->L = D->S.L;
    a->mu = D->S.mu;
    a->predicted = (double)NAN;
    if (D->S.rank == 0) {
        a->predicted = 0.0;
        return LSQ_OK;
    }
    lsq_status status = D->stepper->plan(D, error);
    if (!(a->mu > 0.0) && a->contraction >= 0.0)
        a->contraction = (double)NAN; /* slow, but nobody knows how slow */
    a->rate = 1.0 - a->contraction;
    if (!(a->mu > 0.0) && !isnan(a->predicted))
        a->predicted = (double)INFINITY;
    return status;
}

/* ---- for steppers ---- */

int lsq_course_move(lsq_course *D, double *b, double s, const double *h) {
    int moved = 0;
    for (int64_t i = 0; i < D->F.p; i++) {
        double before = b[i];
        b[i] += s * h[i];
        moved |= b[i] != before;
    }
    return moved;
}

double lsq_course_direction(const lsq_course *D, const double *v, double *h) {
    double length = lsq_length(v, D->F.p);
    for (int64_t i = 0; i < D->F.p; i++)
        h[i] = v[i] / length;
    return length;
}

double lsq_course_possible(const lsq_course *D, double curvature) {
    double least =
        D->F.kept->keep == LSQ_KEEP_ROWS && D->S.mu > 0.0 ? D->S.mu : fmax(D->S.mu, D->S.noise);
    return fmin(fmax(curvature, least), D->S.L);
}

lsq_status lsq_course_curvature(lsq_course *D, const double *h, double *wanted, lsq_error *error) {
    double curvature = 0.0;
    lsq_status status = lsq_quadratic_curvature(&D->F, h, &curvature, error);
    *wanted = lsq_course_possible(D, 2.0 * curvature);
    return status;
}

/* ---- the loop ---- */

/* The size of G below which it may be rounding alone: of its evaluation, with what the steps before
 * have left of the same, and of B - tG. */
static double rounding_level(const lsq_course *D, const double *B) {
    double u = DBL_EPSILON / 2, norm_B = lsq_length(B, D->F.p * D->F.q);
    double inverse_t = isnan(D->answer->t) ? D->S.L : 1.0 / D->answer->t;
    return 4.0 * (lsq_quadratic_rounding(&D->F, norm_B) + u * norm_B * inverse_t);
}

/* 1 if the gradient has long found no new minimum and is of the size of its rounding. */
static int is_stuck(lsq_course *D, const double *B) {
    if (D->size < D->least) {
        D->least = D->size;
        D->least_at = D->steps;
    }
    return D->steps - D->least_at >= D->patience && D->size <= rounding_level(D, B);
}

static lsq_ending judge(lsq_course *D, const double *B) {
    if (!(D->size > D->tolerance * D->first))
        return LSQ_CONVERGED;
    if (D->steps == D->most_steps)
        return LSQ_EXHAUSTED;
    return is_stuck(D, B) ? LSQ_ROUNDING : LSQ_MOVING;
}

static double relative_gradient(const lsq_course *D) {
    return D->first > 0.0 ? D->size / D->first : 0.0;
}

static lsq_status tell(const lsq_course *D, const double *B, lsq_error *error) {
    if (!D->options->watch)
        return LSQ_OK;
    lsq_descent_state state = {.step = D->steps,
                               .B = B,
                               .gradient = relative_gradient(D),
                               .t = D->steps > 0 ? D->t : (double)NAN,
                               .theory = D->answer};
    if (!D->options->watch(D->options->watch_context, &state))
        return LSQ_OK;
    return lsq_fail(error, LSQ_EIO,
                    "who watches the descent has stopped it after %" PRId64 " step%s", D->steps,
                    D->steps == 1 ? "" : "s");
}

static lsq_status look(lsq_course *D, const double *B, lsq_error *error) {
    lsq_status status = lsq_quadratic_gradient(&D->F, B, D->G.data, error);
    D->size = lsq_length(D->G.data, D->F.p * D->F.q);
    return status;
}

/* Steps up to the next look, and the look; D->end tells if nothing moved. */
static lsq_status advance(lsq_course *D, double *B, lsq_error *error) {
    lsq_status status = LSQ_OK;
    int looked = 0;
    while (status == LSQ_OK && !looked) {
        int moved = 0;
        status = D->stepper->step(D, B, &moved, error);
        if (status == LSQ_OK && !moved) {
            D->end = LSQ_ROUNDING;
            return LSQ_OK;
        }
        D->steps++;
        looked = D->steps % D->every == 0 || D->steps == D->most_steps;
        if (status == LSQ_OK && looked)
            status = look(D, B, error);
        if (status == LSQ_OK)
            status = tell(D, B, error);
    }
    return status;
}

static lsq_status check_range(const lsq_course *D, lsq_error *error) {
    if (isfinite(D->size))
        return LSQ_OK;
    return lsq_fail(error, LSQ_ENUMERIC,
                    "after %" PRId64 " steps the gradient is beyond the range of a double "
                    "(1.8e308): scale the columns",
                    D->steps);
}

static lsq_status descend(lsq_course *D, double *B, lsq_error *error) {
    lsq_status status = D->S.rank > 0 ? look(D, B, error) : LSQ_OK;
    D->first = D->least = D->size;
    if (status == LSQ_OK)
        status = check_range(D, error);
    if (status == LSQ_OK)
        status = tell(D, B, error);
    while (status == LSQ_OK && (D->end = judge(D, B)) == LSQ_MOVING) {
        status = advance(D, B, error);
        if (status == LSQ_OK && D->end != LSQ_MOVING)
            return LSQ_OK;
        if (status == LSQ_OK && D->stepper->judge)
            status = D->stepper->judge(D, B, error);
        if (status == LSQ_OK)
            status = check_range(D, error);
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
    if (D->end == LSQ_ROUNDING && lsq_course_is_orthogonal(D))
        D->end = LSQ_CONVERGED; /* B = 0 is as near as any other that it went through */
    if (D->end == LSQ_CONVERGED && !is_known(D, result->B.data))
        D->end = LSQ_BLIND;
    a->minimum_norm = D->S.rank < D->F.p;
    a->steps = D->steps;
    a->converged = D->end == LSQ_CONVERGED;
    a->gradient = relative_gradient(D);
    if (D->stepper->bound && D->S.rank > 0)
        a->bound = D->stepper->bound(a, (double)D->steps);
    a->error_bound = error_bound(D, result->B.data);
    lsq_status status = lsq_quadratic_rss(&D->F, result->B.data, result->rss, error);
    int has_C = !a->minimum_norm && !D->F.ridge;
    if (status == LSQ_OK && has_C)
        status = lsq_result_need_C(result, error);
    if (status == LSQ_OK && has_C)
        status = lsq_copy(lsq_matrix_view(&result->C), lsq_matrix_look(&D->S.C), error);
    return status;
}

lsq_status lsq_descend(lsq_result *result, lsq_kept *kept, const lsq_stepper *stepper,
                       const lsq_solver_options *options, lsq_error *error) {
    lsq_course D = {.stepper = stepper,
                    .options = options,
                    .answer = &result->answer,
                    .t = (double)NAN,
                    .tolerance = options->tolerance != 0.0 ? options->tolerance : 1e-10,
                    .most_steps = options->most_steps ? options->most_steps : MOST_STEPS,
                    .every = 1,
                    .patience = PATIENCE};
    assert(D.tolerance > 0.0 && D.tolerance < 1.0 && D.most_steps > 0); /* solver.c sees to it */
    lsq_status status = prepare(&D, kept, error);
    if (status == LSQ_OK)
        status = plan(&D, error);
    if (status == LSQ_OK)
        status = descend(&D, result->B.data, error);
    if (status == LSQ_OK)
        status = finish(result, &D, error);
    if (status == LSQ_OK)
        lsq_course_note(result, &D);
    clear(&D);
    return status;
}
