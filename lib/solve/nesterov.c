/* nesterov.c - accelerated gradient descent: the gradient ahead of the momentum.
 *
 *   Z_k = B_k + beta (B_k - B_k-1),  B_k+1 = Z_k - t G(Z_k),  B_-1 = B_0 = 0
 *   t = 1/L,  beta = (s - 1) / (s + 1),  s = sqrt(L / mu)    (Nesterov 2004, section 2.2)
 *
 * The gradient is affine in B, so that G(Z_k) = G_k + beta (G_k - G_k-1) costs no evaluation beside
 * that of G_k, which the loop makes to judge B_k.  Along an eigenvector with eigenvalue h of the
 * Hessian the error follows x_k+1 = (1 + beta) (1 - t h) x_k - beta (1 - t h) x_k-1, so that x_k =
 * r^k (U_k(c) - r U_k-1(c)) with r^2 = beta (1 - t h) and c^2 = (L - h) / (L - mu).  The slowest is
 * that of mu: (1 - 1/s)^k (1 + k/s), after which 1 - 1/s a step remain in the long run.
 *
 * A mu that is lost in rounding is done without: beta = (theta_k - 1) / theta_k+1 with theta_0 = 1,
 * theta_k+1 = (1 + sqrt(1 + 4 theta_k^2)) / 2, and f - f* <= 2 L |B*|^2 / (k + 1)^2 (Nesterov
 * 1983).
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "../base/memory.h"
#include "descent.h"
#include "momentum.h"

static lsq_mode mode_of(double L, double mu, double h) {
    double s = lsq_root_condition(L, mu), beta = (s - 1.0) / (s + 1.0), rest = 2.0 / (s + 1.0);
    double kept = (L - h) / L; /* 1 - t h */
    lsq_mode mode = {.a = (1.0 + beta) * kept, .b = beta * kept, .sine = 1.0};
    mode.log_r = (log1p(-rest) + log1p(-h / L)) / 2.0;
    if (beta > 0.0) {
        mode.sine = sqrt(h - mu) / sqrt(L - mu);
        mode.slope = sqrt(mode.b) * rest / (2.0 * beta);
    }
    return mode;
}

static lsq_status plan(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    D->t = a->t = 1.0 / a->L;
    if (!(a->mu > 0.0)) {
        double *theta = NULL;
        a->predicted = (double)INFINITY;
        lsq_status status = lsq_alloc(&theta, 1, sizeof *theta, error);
        if (!status)
            *theta = 1.0;
        D->state = theta;
        return status;
    }
    double s = lsq_root_condition(a->L, a->mu);
    a->momentum = (s - 1.0) / (s + 1.0);
    a->contraction = 1.0 / s;
    D->patience += (int64_t)fmin(20.0 * s, 1e9); /* in which it falls by e^20 */
    return lsq_momentum_steps(&a->predicted, &D->S, mode_of, D->tolerance, error);
}

/* beta of this step, 0 of the first. */
static double next_momentum(lsq_course *D) {
    double *theta = D->state;
    if (!theta)
        return D->steps > 0 ? D->answer->momentum : 0.0;
    double before = *theta;
    *theta = (1.0 + sqrt(1.0 + 4.0 * before * before)) / 2.0;
    return (before - 1.0) / *theta;
}

static lsq_status step(lsq_course *D, double *B, int *moved, lsq_error *error) {
    double *past = D->past[0].data, *past_G = D->past[1].data, *G = D->G.data;
    double beta = next_momentum(D);
    (void)error;
    for (int64_t i = 0; i < D->F.p * D->F.q; i++) {
        double before = B[i], ahead = before + beta * (before - past[i]);
        B[i] = ahead - D->t * (G[i] + beta * (G[i] - past_G[i]));
        *moved |= B[i] != before || before != past[i];
        past[i] = before;
        past_G[i] = G[i];
    }
    return LSQ_OK;
}

/* The maximum over all eigenvalues between mu and L, attained at mu. */
static double bound(const lsq_answer *a, double steps) {
    if (!(a->mu > 0.0))
        return (double)NAN;
    double inverse = 1.0 / lsq_root_condition(a->L, a->mu);
    return steps > 0.0 ? exp(steps * log1p(-inverse)) * (1.0 + steps * inverse) : 1.0;
}

static void excuse(const lsq_course *D, char *text, size_t size) {
    if (!(D->S.mu > 0.0))
        snprintf(text, size,
                 "small eigenvalues are lost in rounding, so f - f* falls as 1 / steps^2");
}

static const lsq_stepper NESTEROV = {.past = 2,
                                     .plan = plan,
                                     .step = step,
                                     .bound = bound,
                                     .foretold = {"", ""},
                                     .contracts = {"sqrt(f - f*)", " in the long run"},
                                     .excuse = excuse};

const lsq_method lsq_method_nesterov = {.name = "nesterov",
                                        .summary = "accelerated gradient descent",
                                        .takes = LSQ_DESCENT_TAKES "on_rows ",
                                        .keep = LSQ_KEEP_PRODUCTS,
                                        .stepper = &NESTEROV};
