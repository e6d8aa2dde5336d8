/* differences.c - differences of a function along one variable, at many steps.
 *
 *   forward (f(x + h e) - f(x)) / h,  backward (f(x) - f(x - h e)) / h,
 *   central (f(x + h e) - f(x - h e)) / 2h,   h = size 10^(-k/2)
 *
 * A step is rounded so that x + h and x - h are doubles wherever h is not above |x|: then h is what
 * divides, and no rounding of x spoils a quotient.  Where f tells differences itself, those of two
 * values, which lose what f(x + h) and f(x - h) have in common, are not formed.
 *
 * Cost: two evaluations a step.  A value that is not finite leaves NAN in the quotients it is part
 * of.
 *
 * SPDX-License-Identifier: MIT */
#include "differences.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"

enum { FORWARD, BACKWARD, CENTRAL, FLOOR, KINDS };

lsq_ladder lsq_ladder_from(double h) {
    lsq_ladder ladder = {{0}, (int)floor(2.0 * log10(1.0 / h) + 1e-9)};
    for (int k = 0; k < LSQ_STEPS; k++)
        ladder.h[k] = k == ladder.own ? h : h * pow(10.0, (ladder.own - k) / 2.0);
    return ladder;
}

lsq_status lsq_differences_init(lsq_differences *D, const lsq_function *f, const double *x,
                                lsq_error *error) {
    *D = (lsq_differences){.n = f->n, .m = f->m};
    lsq_status status = lsq_alloc(&D->quotients, f->m, KINDS * LSQ_STEPS * sizeof(double), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&D->x, f->n, sizeof(double), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&D->y, f->n, sizeof(double), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&D->here, f->m, sizeof(double), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&D->above, f->m, sizeof(double), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&D->below, f->m, sizeof(double), error);
    if (status == LSQ_OK && f->n > 0) {
        memcpy(D->x, x, (size_t)f->n * sizeof(double));
        memcpy(D->y, x, (size_t)f->n * sizeof(double));
    }
    if (status != LSQ_OK)
        lsq_differences_clear(D);
    return status;
}

void lsq_differences_clear(lsq_differences *D) {
    free(D->quotients);
    free(D->x);
    free(D->y);
    free(D->here);
    free(D->above);
    free(D->below);
    *D = (lsq_differences){0};
}

lsq_quotients lsq_differences_of(const lsq_differences *D, int64_t i) {
    const double *q = D->quotients + i * KINDS * LSQ_STEPS;
    return (lsq_quotients){q + FORWARD * LSQ_STEPS, q + BACKWARD * LSQ_STEPS,
                           q + CENTRAL * LSQ_STEPS, q + FLOOR * LSQ_STEPS, D->step};
}

static double *quotient(lsq_differences *D, int64_t i, int kind, int k) {
    return D->quotients + (i * KINDS + kind) * LSQ_STEPS + k;
}

static double finite_or_nan(double v) {
    return isfinite(v) ? v : (double)NAN;
}

/* The quotients of step k from values at x + h and x - h. */
static void from_values(lsq_differences *D, int k, double up, double down) {
    for (int64_t i = 0; i < D->m; i++) {
        double a = D->above[i], b = D->below[i], c = D->here[i];
        *quotient(D, i, FORWARD, k) = finite_or_nan((a - c) / up);
        *quotient(D, i, BACKWARD, k) = finite_or_nan((c - b) / down);
        *quotient(D, i, CENTRAL, k) = finite_or_nan((a - b) / (up + down));
        *quotient(D, i, FLOOR, k) = DBL_EPSILON / 2 * (fabs(a) + fabs(b)) / (up + down);
    }
}

/* The same from differences that f tells: above = f(x + h) - f(x), below = f(x + h) - f(x - h), or,
 * where there is none, f(x) - f(x - h) is asked for apart. */
static void from_differences(lsq_differences *D, int k, double up, double down) {
    for (int64_t i = 0; i < D->m; i++) {
        double a = D->above[i], c = D->below[i];
        *quotient(D, i, FORWARD, k) = finite_or_nan(a / up);
        *quotient(D, i, BACKWARD, k) = finite_or_nan((c - a) / down);
        *quotient(D, i, CENTRAL, k) = finite_or_nan(c / (up + down));
        *quotient(D, i, FLOOR, k) = DBL_EPSILON * fabs(c) / (up + down);
    }
}

static lsq_status ended(const lsq_differences *D, int64_t j, double at, lsq_error *error) {
    return lsq_fail(error, LSQ_ENUMERIC,
                    "f ended the check where x[%" PRId64 "] = %.17g, beside %.17g", j, at, D->x[j]);
}

static lsq_status take_step(lsq_differences *D, const lsq_function *f, int64_t j, double x, int k,
                            double h, lsq_error *error) {
    double above = x + h, below = x - h;
    D->step[k] = h;
    int bad;
    D->x[j] = above;
    if (!f->difference) {
        bad = f->value(f->context, D->x, D->above);
        D->x[j] = below;
        bad = bad || f->value(f->context, D->x, D->below);
    } else {
        bad = f->difference(f->context, D->x, D->y, D->above);
        D->y[j] = below;
        bad = bad || f->difference(f->context, D->x, D->y, D->below);
    }
    D->x[j] = D->y[j] = x;
    if (bad)
        return ended(D, j, above, error);
    (f->difference ? from_differences : from_values)(D, k, above - x, x - below);
    return LSQ_OK;
}

lsq_status lsq_differences_take(lsq_differences *D, const lsq_function *f, int64_t j, double size,
                                const lsq_ladder *ladder, lsq_error *error) {
    double x = D->x[j];
    lsq_status status = LSQ_OK;
    for (int k = 0; k < LSQ_STEPS && status == LSQ_OK; k++) {
        double h = (fabs(x) + ladder->h[k] * size) - fabs(x);
        status = take_step(D, f, j, x, k, h, error);
    }
    return status;
}
