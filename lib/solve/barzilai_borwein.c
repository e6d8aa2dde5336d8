/* barzilai_borwein.c - gradient descent with the steps of Barzilai and Borwein (1988).
 *
 *   B <- B - t G,  t = s's / s'y,  s = B_k - B_k-1,  y = G_k - G_k-1       for each response
 *
 * the first of their two steps: 1/t is the curvature along the step before, as if the Hessian were
 * that number times I.  As y = 2Ms it lies between mu and L, and rounding is kept from leading it
 * outside.  The gradient rises and falls on its way.
 *
 * The first step is 1/L.  Where s is so short that y may be all rounding, s'y is anything, and
 * small ones, which make the longest steps, would throw B about just where nothing is known: there
 * the curvature is evaluated from s, O(p^2) more, on rows O(n p).  A gradient that may be all
 * rounding itself is worth no longer step than 1/L.
 *
 * It converges R-linearly (Dai and Liao 2002), at a rate of 1 - mu/L or better with a constant that
 * nobody knows (Li and Sun 2021).  In practice it takes far fewer steps than that: for L / mu = 1e6
 * and a few columns some 300, and seldom 10,000.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "descent.h"

static lsq_status plan(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    (void)error;
    a->contraction = a->mu / a->L;
    if (lsq_length(D->S.weight.data, D->F.p) > 0.0)
        a->predicted = fmax(1.0, ceil(log(D->tolerance) / log1p(-a->contraction)));
    else
        a->predicted = 0.0;
    return LSQ_OK;
}

/* The size of a gradient at b that rounding may make alone, its sums over rows going astray at
 * random; what rounding has made of M is common to all gradients. */
static double rounding_at(const lsq_course *D, const double *b) {
    double norm_b = lsq_length(b, D->F.p);
    return fmin(lsq_quadratic_rounding(&D->F, norm_b), lsq_quadratic_noise(&D->F, norm_b));
}

/* *wanted = 1/t of one response, where b and g have come from past_b and past_g. */
static lsq_status find_curvature(double *wanted, lsq_course *D, const double *b, const double *g,
                                 const double *past_b, const double *past_g, lsq_error *error) {
    double *s = D->h.data, along = 0.0, level = rounding_at(D, b);
    *wanted = D->S.L;
    for (int64_t i = 0; i < D->F.p; i++)
        s[i] = b[i] - past_b[i];
    double size = lsq_course_direction(D, s, s);
    if (!(size > 0.0) || !(lsq_length(g, D->F.p) > level))
        return LSQ_OK;
    for (int64_t i = 0; i < D->F.p; i++)
        along += s[i] * (g[i] - past_g[i]);
    if (!(along > level + rounding_at(D, past_b)))
        return lsq_course_curvature(D, s, wanted, error);
    *wanted = lsq_course_possible(D, along / size);
    return LSQ_OK;
}

static lsq_status step(lsq_course *D, double *B, int *moved, lsq_error *error) {
    int64_t p = D->F.p;
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < D->F.q && status == LSQ_OK; r++) {
        double *b = B + r * p, *g = D->G.data + r * p;
        double *past_b = D->past[0].data + r * p, *past_g = D->past[1].data + r * p;
        double wanted = D->S.L;
        if (D->steps > 0)
            status = find_curvature(&wanted, D, b, g, past_b, past_g, error);
        memcpy(past_b, b, (size_t)p * sizeof *b);
        memcpy(past_g, g, (size_t)p * sizeof *g);
        D->t = 1.0 / wanted;
        *moved |= lsq_course_move(D, b, -D->t, g);
    }
    if (D->F.q > 1)
        D->t = (double)NAN;
    return status;
}

static const lsq_stepper BARZILAI_BORWEIN = {
    .past = 2,
    .plan = plan,
    .step = step,
    .foretold = {"", " at the worst rate"},
    .contracts = {"sqrt(f - f*)", " in the long run, or better"}};

const lsq_method lsq_method_bb = {.name = "bb",
                                  .summary = "gradient descent with Barzilai-Borwein steps",
                                  .takes = LSQ_DESCENT_TAKES "on_rows ",
                                  .keep = LSQ_KEEP_PRODUCTS,
                                  .stepper = &BARZILAI_BORWEIN};
