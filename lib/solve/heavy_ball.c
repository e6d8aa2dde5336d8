/* heavy_ball.c - gradient descent with momentum (Polyak 1964).
 *
 *   B_k+1 = B_k - t G_k + beta (B_k - B_k-1),  B_-1 = B_0 = 0
 *   t = 4 / (sqrt L + sqrt mu)^2,  beta = q^2,  q = (sqrt L - sqrt mu) / (sqrt L + sqrt mu)
 *
 * Along an eigenvector with eigenvalue h of the Hessian the error follows x_k+1 = (1 + beta - t h)
 * x_k - beta x_k-1, so that x_k = q^k (U_k(c) - q U_k-1(c)) with 2 q c = 1 + beta - t h, U the
 * Chebyshev polynomials of the second kind.  With these t and beta |c| <= 1 for all h from mu to L:
 * each component contracts by q a step in the long run, sqrt(L / mu) times faster than gradient
 * descent, but by k steps at most as q^k (1 + k (1 + q)), attained at h = L: it rises before it
 * falls.  A mu that is lost in rounding is replaced by the level of that rounding.
 *
 * What rounds off in a step is amplified in the same way, so that the gradient wanders (1 - q)^-3/2
 * above the rounding of one evaluation in the end, and dips below it at times.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "descent.h"
#include "momentum.h"

static lsq_mode mode_of(double L, double mu, double h) {
    double s = lsq_root_condition(L, mu), q = (s - 1.0) / (s + 1.0), rest = 2.0 / (s + 1.0);
    double root_t = 2.0 / (sqrt(L) + sqrt(mu));
    lsq_mode mode = {.a = 1.0 + q * q - h * root_t * root_t, .b = q * q, .log_r = log1p(-rest)};
    mode.sine = q > 0.0 ? sqrt(h - mu) * root_t * (sqrt(L - h) * root_t) / (2.0 * q) : 1.0;
    mode.slope = q > 0.0 ? rest - (h - mu) * root_t * root_t / (2.0 * q) : 0.0;
    return mode;
}

static lsq_status plan(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    double mu = a->mu > 0.0 ? a->mu : D->S.noise, s = lsq_root_condition(a->L, mu);
    double q = (s - 1.0) / (s + 1.0), root_t = 2.0 / (sqrt(a->L) + sqrt(mu));
    a->t = D->t = root_t * root_t;
    a->momentum = q * q;
    a->contraction = a->mu > 0.0 ? 2.0 / (s + 1.0) : 0.0;
    D->patience += (int64_t)fmin(10.0 * s, 1e9); /* in which it falls by e^20 */
    if (!(a->mu > 0.0)) {
        a->predicted = (double)INFINITY;
        return LSQ_OK;
    }
    return lsq_momentum_steps(&a->predicted, &D->S, mode_of, D->tolerance, error);
}

static lsq_status step(lsq_course *D, double *B, int *moved, lsq_error *error) {
    double *past = D->past[0].data, beta = D->answer->momentum;
    (void)error;
    for (int64_t i = 0; i < D->F.p * D->F.q; i++) {
        double before = B[i];
        B[i] += beta * (before - past[i]) - D->t * D->G.data[i];
        *moved |= B[i] != before || before != past[i];
        past[i] = before;
    }
    return LSQ_OK;
}

/* The maximum over all eigenvalues between mu and L, attained at L. */
static double bound(const lsq_answer *a, double steps) {
    if (!(a->mu > 0.0))
        return (double)NAN;
    double rest = 2.0 / (lsq_root_condition(a->L, a->mu) + 1.0);
    return steps > 0.0 ? exp(steps * log1p(-rest)) * (1.0 + steps * (2.0 - rest)) : 1.0;
}

static void excuse(const lsq_course *D, char *text, size_t size) {
    if (!(D->S.mu > 0.0))
        snprintf(text, size,
                 "small eigenvalues are lost in rounding, whose level stands for mu in step and "
                 "momentum");
}

static const lsq_stepper HEAVY_BALL = {.past = 1,
                                       .plan = plan,
                                       .step = step,
                                       .bound = bound,
                                       .foretold = {"", ""},
                                       .contracts = {"sqrt(f - f*)", " in the long run"},
                                       .excuse = excuse};

const lsq_method lsq_method_heavy_ball = {.name = "heavy-ball",
                                          .summary = "gradient descent with momentum",
                                          .takes = LSQ_DESCENT_TAKES "on_rows ",
                                          .keep = LSQ_KEEP_PRODUCTS,
                                          .stepper = &HEAVY_BALL};
