/* momentum.c - how many steps a descent with momentum takes.
 *
 *   x_k+1 = a x_k - b x_k-1,  x_-1 = x_0 = 1       for each eigenvalue, w_i its weight in G_0
 *   |G_N|^2 = sum (w_i x_N,i)^2
 *
 * With x_k = r^k (U_k(c) - r U_k-1(c)), U the Chebyshev polynomials of the second kind, r^2 = b and
 * 2 r c = a, the components oscillate, and what oscillates may pass below a tolerance long before
 * its envelope does.  So the recurrences themselves are run, which costs O(p) a step where the
 * descent costs O(p^2) or more.  Beyond a budget the envelope
 *
 *   |x_k| <= r^k min(sqrt(1 + (slope / sine)^2), 1 + k |slope|)
 *
 * must do: it rises before it falls, so that doubling and bisection find where it passes for good.
 *
 * SPDX-License-Identifier: MIT */
#include "momentum.h"

#include <math.h>
#include <stdlib.h>

#include "../base/memory.h"

enum { BUDGET = 1 << 22 }; /* modes times steps: some 10 ms */

typedef struct modes {
    int64_t count;
    lsq_mode *mode;
    double *weight, *now, *before, *part; /* weight in G_0 of length 1 */
} modes;

static void modes_clear(modes *m) {
    free(m->mode);
    free(m->weight);
    free(m->now);
    free(m->before);
    free(m->part);
}

/* Of all eigenvalues with a weight, of which there is one. */
static lsq_status modes_init(modes *m, const lsq_spectrum *S, lsq_mode_of mode, lsq_error *error) {
    double size = lsq_length(S->weight.data, S->p);
    lsq_status status = lsq_alloc(&m->mode, S->p, sizeof *m->mode, error);
    if (!status)
        status = lsq_alloc(&m->weight, S->p, sizeof *m->weight, error);
    if (!status)
        status = lsq_alloc(&m->now, S->p, sizeof *m->now, error);
    if (!status)
        status = lsq_alloc(&m->before, S->p, sizeof *m->before, error);
    if (!status)
        status = lsq_alloc(&m->part, S->p, sizeof *m->part, error);
    for (int64_t i = 0; i < S->p && !status; i++) {
        if (!(S->weight.data[i] > 0.0))
            continue;
        m->mode[m->count] = mode(S->L, S->mu, 2.0 * S->lambda.data[i]);
        m->weight[m->count] = S->weight.data[i] / size;
        m->now[m->count] = m->before[m->count] = 1.0;
        m->count++;
    }
    return status;
}

/* Run the recurrences; the N wanted, or INFINITY where the budget ends before it. */
static double run(modes *m, double tolerance) {
    for (int64_t N = 1; N * m->count <= BUDGET; N++) {
        for (int64_t i = 0; i < m->count; i++) {
            double next = m->mode[i].a * m->now[i] - m->mode[i].b * m->before[i];
            m->before[i] = m->now[i];
            m->now[i] = next;
            m->part[i] = m->weight[i] * next;
        }
        if (lsq_length(m->part, m->count) <= tolerance)
            return (double)N;
    }
    return INFINITY;
}

/* Of |G_N| / |G_0|. */
static double envelope(void *of, double N) {
    modes *m = of;
    for (int64_t i = 0; i < m->count; i++) {
        const lsq_mode *x = &m->mode[i];
        double most = fmin(hypot(1.0, x->slope / x->sine), 1.0 + N * fabs(x->slope));
        m->part[i] = m->weight[i] * most * exp(N * x->log_r);
    }
    return lsq_length(m->part, m->count);
}

/* The N from which the envelope is below the tolerance. */
static double pass(modes *m, double tolerance) {
    double high = 1.0; /* no longer rising: (1 + k slope) r^k has its top there */
    for (int64_t i = 0; i < m->count; i++)
        high = fmax(high, ceil(-1.0 / m->mode[i].log_r));
    return lsq_first_within(envelope, m, high, tolerance);
}

lsq_status lsq_momentum_steps(double *steps, const lsq_spectrum *S, lsq_mode_of mode,
                              double tolerance, lsq_error *error) {
    modes m = {0};
    *steps = 0.0;
    if (tolerance >= 1.0 || !(lsq_length(S->weight.data, S->p) > 0.0))
        return LSQ_OK;
    lsq_status status = modes_init(&m, S, mode, error);
    if (!status)
        *steps = run(&m, tolerance);
    if (!status && isinf(*steps))
        *steps = pass(&m, tolerance);
    modes_clear(&m);
    return status;
}
