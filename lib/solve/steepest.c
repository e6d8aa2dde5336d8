/* steepest.c - descent along the negative gradient: gd with a fixed step, line with the best one.
 *
 *   gd    B <- B - t G, t fixed, below 2/L: the error contracts by max(|1 - tL|, |1 - t mu|) a
 *         step, which is 1 - mu/L for t = 1/L and (L - mu) / (L + mu) for t = 2/(L + mu)
 *   line  t = g'g / (2 g'Mg) for each response, the minimum along its gradient (Cauchy 1847);
 *         f - f* falls by at least ((L - mu) / (L + mu))^2 a step (Kantorovich 1948)
 *
 * With L / mu = cond(X)^2 these are the slowest methods there are, and here to be looked at.  gd
 * diverges with t beyond 2/L, and says so as soon as it is seen.
 *
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "../base/memory.h"
#include "descent.h"
#include "step.h"

/* ---- a fixed step ---- */

enum { GROWTHS = 3 }; /* in a row of the steepest component: the descent diverges */

/* Of the gradient along the eigenvector of L. */
typedef struct steepest {
    double size;
    int growths;
} steepest;

static lsq_status plan_fixed(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    lsq_step step;
    steepest *s = NULL;
    lsq_status status = lsq_step_parse(&step, D->options->step, error);
    if (status == LSQ_OK)
        status = lsq_alloc(&s, 1, sizeof *s, error);
    if (status != LSQ_OK)
        return status;
    s->size = D->S.weight.data[D->F.p - 1];
    D->state = s;
    D->t = a->t = lsq_step_length(step, a->L, a->mu);
    a->contraction = fmin(a->t * a->mu, 2.0 - a->t * a->L);
    a->predicted = lsq_spectrum_fixed_steps(&D->S, a->t, D->tolerance);
    return LSQ_OK;
}

static lsq_status step_fixed(lsq_course *D, double *B, int *moved, lsq_error *error) {
    (void)error;
    for (int64_t r = 0; r < D->F.q; r++)
        *moved |= lsq_course_move(D, B + r * D->F.p, -D->t, D->G.data + r * D->F.p);
    return LSQ_OK;
}

/* |v'G| for the eigenvector v of L. */
static double along_steepest(const lsq_course *D) {
    int64_t p = D->F.p;
    double size = 0.0;
    for (int64_t r = 0; r < D->F.q; r++)
        size = hypot(size, lsq_inner(D->S.V.data + (p - 1) * p, D->G.data + r * p, p));
    return size;
}

/* A step beyond 2/L lets the steepest component grow by tL - 1 a step, rounding apart; half of that
 * growth, three times in a row above the rounding level, is no accident. */
static lsq_status judge_fixed(lsq_course *D, const double *B, lsq_error *error) {
    steepest *s = D->state;
    double factor = D->t * D->S.L, excess = factor - 2.0;
    if (!(excess > (double)D->F.p * 4.0 * DBL_EPSILON)) /* L itself is no better */
        return LSQ_OK;
    double before = s->size, norm_B = lsq_length(B, D->F.p * D->F.q);
    s->size = along_steepest(D);
    int grown =
        before > lsq_quadratic_rounding(&D->F, norm_B) && s->size >= before * (1.0 + excess / 2.0);
    s->growths = grown ? s->growths + 1 : 0;
    if (s->growths < GROWTHS && isfinite(D->size))
        return LSQ_OK;
    return lsq_fail(
        error, LSQ_ENUMERIC,
        "the descent diverges: the step %s is %s times the limit 2/L, so that the error "
        "along the steepest direction grows by %s a step, as %" PRId64
        " steps have shown; the step 1/L converges",
        lsq_number_digits(D->t, 3).text, lsq_course_factor(factor / 2.0).text,
        lsq_course_factor(factor - 1.0).text, D->steps);
}

static double bound_fixed(const lsq_answer *a, double steps) {
    return exp(steps * log1p(-fmin(a->t * a->mu, 2.0 - a->t * a->L)));
}

static void excuse_fixed(const lsq_course *D, char *text, size_t size) {
    double factor = D->t * D->S.L;
    if (factor >= 2.0)
        snprintf(text, size, "the step is %s times the limit 2/L, below which descent converges",
                 lsq_course_factor(factor / 2.0).text);
    else if (factor < 0.5)
        snprintf(text, size, "theory predicts %s; the step is only %s of 1/L",
                 lsq_course_steps(D->answer->predicted).text, lsq_short_number(factor).text);
}

static const lsq_stepper FIXED = {.plan = plan_fixed,
                                  .step = step_fixed,
                                  .judge = judge_fixed,
                                  .bound = bound_fixed,
                                  .foretold = {"", ""},
                                  .contracts = {"the error", ""},
                                  .excuse = excuse_fixed};

/* ---- exact line search ---- */

static lsq_status plan_line(lsq_course *D, lsq_error *error) {
    (void)error;
    lsq_answer *a = D->answer;
    a->contraction = 2.0 / (a->L / a->mu + 1.0);
    a->predicted = lsq_spectrum_line_steps(&D->S, D->tolerance);
    return LSQ_OK;
}

static lsq_status step_line(lsq_course *D, double *B, int *moved, lsq_error *error) {
    int64_t p = D->F.p;
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < D->F.q && status == LSQ_OK; r++) {
        double *g = D->G.data + r * p, wanted = INFINITY;
        if (lsq_course_direction(D, g, D->h.data) > 0.0)
            status = lsq_course_curvature(D, D->h.data, &wanted, error);
        D->t = 1.0 / wanted;
        *moved |= lsq_course_move(D, B + r * p, -D->t, g);
    }
    if (D->F.q > 1)
        D->t = (double)NAN;
    return status;
}

static double bound_line(const lsq_answer *a, double steps) {
    return exp(steps * log1p(-2.0 / (a->L / a->mu + 1.0)));
}

static const lsq_stepper LINE = {.plan = plan_line,
                                 .step = step_line,
                                 .bound = bound_line,
                                 .foretold = {"at most ", ""},
                                 .contracts = {"sqrt(f - f*)", " or better"}};

const lsq_method lsq_method_gd = {.name = "gd",
                                  .summary = "gradient descent with a fixed step",
                                  .takes = LSQ_DESCENT_TAKES "on_rows step ",
                                  .keep = LSQ_KEEP_PRODUCTS,
                                  .stepper = &FIXED};
const lsq_method lsq_method_line = {.name = "line",
                                    .summary = "gradient descent with exact line search",
                                    .takes = LSQ_DESCENT_TAKES "on_rows ",
                                    .keep = LSQ_KEEP_PRODUCTS,
                                    .stepper = &LINE};
