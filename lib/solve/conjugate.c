/* conjugate.c - conjugate gradients (Hestenes and Stiefel 1952).
 *
 *   D <- -G + beta D,  beta = |g|^2 / |g before|^2,  0 at first
 *   B <- B + alpha D,  alpha = -g'd / (2 d'Md)                            for each response
 *
 * After k steps f is the least that any polynomial of degree k in M can make of it, so that sqrt(f
 * - f*) falls at least to 1 / T_k((L + mu) / (L - mu)) = 2 / (q^k + q^-k) of the first, q = (s - 1)
 * / (s + 1) with s = sqrt(L / mu), and f = f* after as many steps as M has different eigenvalues:
 * in exact arithmetic.  Rounding spoils the directions, and it takes longer.
 *
 * G is evaluated from B at every step, which doubles the work of the usual recurrence for it and
 * keeps it honest at the level of rounding; and alpha, which is |g|^2 / (2 d'Md) but for rounding,
 * is the minimum along D whatever D has become.
 *
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <math.h>
#include <string.h>

#include "../base/memory.h"
#include "descent.h"

/* How many eigenvalues have a share in the first gradient.  Neighbours that rounding could have
 * made of one, each off to its own side, count as one. */
static int64_t count_different(const lsq_spectrum *S) {
    double size = lsq_length(S->weight.data, S->p), last = -INFINITY;
    int64_t count = 0;
    for (int64_t i = S->p - S->rank; i < S->p; i++) {
        double h = 2.0 * S->lambda.data[i];
        if (!(S->weight.data[i] > (double)S->p * DBL_EPSILON * size))
            continue;
        count += h - last > 2.0 * S->noise;
        last = h;
    }
    return count;
}

static lsq_status plan(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    double *sizes = NULL;
    lsq_status status = lsq_alloc(&sizes, D->F.q, sizeof *sizes, error);
    D->state = sizes;
    a->contraction = a->mu > 0.0 ? 2.0 / (lsq_root_condition(a->L, a->mu) + 1.0) : 0.0;
    a->predicted =
        fmin((double)count_different(&D->S), lsq_spectrum_chebyshev_steps(&D->S, D->tolerance));
    return status;
}

static lsq_status step(lsq_course *D, double *B, int *moved, lsq_error *error) {
    int64_t p = D->F.p;
    double *before = D->state;
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < D->F.q && status == LSQ_OK; r++) {
        const double *g = D->G.data + r * p;
        double *d = D->past[0].data + r * p, *h = D->h.data, now = lsq_length(g, p), wanted;
        if (!(now > 0.0))
            continue;
        double ratio = before[r] > 0.0 ? now / before[r] : 0.0;
        for (int64_t i = 0; i < p; i++)
            d[i] = ratio * ratio * d[i] - g[i];
        double size = lsq_course_direction(D, d, h), along = lsq_inner(g, h, p);
        status = lsq_course_curvature(D, h, &wanted, error);
        *moved |= lsq_course_move(D, B + r * p, -along / wanted, h);
        D->t = -along / wanted / size;
        before[r] = now;
    }
    if (D->F.q > 1)
        D->t = (double)NAN;
    return status;
}

static double bound(const lsq_answer *a, double steps) {
    double s = lsq_root_condition(a->L, a->mu);
    return steps > 0.0 && a->mu > 0.0 ? 1.0 / cosh(steps * log1p(-2.0 / (s + 1.0))) : 1.0;
}

static const lsq_stepper CONJUGATE = {.past = 1,
                                      .plan = plan,
                                      .step = step,
                                      .bound = bound,
                                      .foretold = {"at most ", " in exact arithmetic"},
                                      .contracts = {"sqrt(f - f*)", " in the mean, or better"}};

const lsq_method lsq_method_cg = {.name = "cg",
                                  .summary = "conjugate gradients",
                                  .takes = LSQ_DESCENT_TAKES "on_rows ",
                                  .keep = LSQ_KEEP_PRODUCTS,
                                  .stepper = &CONJUGATE};
