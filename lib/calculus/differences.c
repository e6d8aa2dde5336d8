/* differences.c - differences of a function along one variable, at many steps.
 *
 *   forward (f(x + h e) - f(x)) / h,  backward (f(x) - f(x - h e)) / h,
 *   central (f(x + h e) - f(x - h e)) / 2h,   h = size 10^(-k/2)
 *
 * A step is rounded so that x + h and x - h are doubles wherever h is not above |x|: then h is what
 * divides, and no rounding of x spoils a quotient.  Where f tells differences itself, those of two
 * values, which lose what f(x + h) and f(x - h) have in common, are not formed.
 *
 * Cost: two evaluations a step, or three of differences.  A value that is not finite leaves NAN in
 * the quotients it is part of.
 *
 * SPDX-License-Identifier: MIT */
#include "differences.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "../base/error.h"
#include "../base/memory.h"

static const double U = DBL_EPSILON / 2;

enum { FORWARD, BACKWARD, CENTRAL, FLOOR, KINDS };

lsq_ladder lsq_ladder_from(double h) {
    lsq_ladder ladder = {{0}, (int)floor(2.0 * log10(1.0 / h) + 1e-9)};
    for (int k = 0; k < LSQ_STEPS; k++) {
        int halves = ladder.own - k;
        double root = halves % 2 ? sqrt(10.0) : 1.0, power = pow(10.0, abs(halves / 2));
        ladder.h[k] = halves < 0 ? h / power / root : h * power * root;
    }
    return ladder;
}

lsq_status lsq_differences_init(lsq_differences *D, const lsq_function *f, const double *x,
                                lsq_error *error) {
    *D = (lsq_differences){.n = f->n, .m = f->m, .told = f->difference != NULL};
    const struct {
        double **p;
        int64_t count;
    } wanted[] = {{&D->quotients, f->m}, {&D->x, f->n},     {&D->y, f->n},     {&D->here, f->m},
                  {&D->above, f->m},     {&D->below, f->m}, {&D->across, f->m}};
    lsq_status status = LSQ_OK;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && status == LSQ_OK; i++)
        status = lsq_alloc(wanted[i].p, wanted[i].count,
                           (i == 0 ? KINDS * LSQ_STEPS : 1) * sizeof(double), error);
    if (status != LSQ_OK) {
        lsq_differences_clear(D);
        return status;
    }
    for (int64_t j = 0; j < f->n; j++)
        D->x[j] = D->y[j] = x[j];
    return LSQ_OK;
}

void lsq_differences_clear(lsq_differences *D) {
    free(D->quotients);
    free(D->x);
    free(D->y);
    free(D->here);
    free(D->above);
    free(D->below);
    free(D->across);
    *D = (lsq_differences){0};
}

lsq_quotients lsq_differences_of(const lsq_differences *D, int64_t i) {
    const double *q = D->quotients + i * KINDS * LSQ_STEPS;
    return (lsq_quotients){q + FORWARD * LSQ_STEPS,
                           q + BACKWARD * LSQ_STEPS,
                           q + CENTRAL * LSQ_STEPS,
                           q + FLOOR * LSQ_STEPS,
                           D->step,
                           D->told};
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
        double a = finite_or_nan(D->above[i]), b = finite_or_nan(D->below[i]), c = D->here[i];
        *quotient(D, i, FORWARD, k) = (a - c) / up;
        *quotient(D, i, BACKWARD, k) = (c - b) / down;
        *quotient(D, i, CENTRAL, k) = (a - b) / (up + down);
        *quotient(D, i, FLOOR, k) =
            (U * fmax(fabs(c), fmax(fabs(a), fabs(b))) + DBL_TRUE_MIN) / fmin(up, down);
    }
}

/* The same from f(x + h) - f(x), f(x + h) - f(x - h) and f(x) - f(x - h). */
static void from_differences(lsq_differences *D, int k, double up, double down) {
    for (int64_t i = 0; i < D->m; i++) {
        double a = finite_or_nan(D->above[i]), b = finite_or_nan(D->below[i]),
               c = finite_or_nan(D->across[i]),
               size = isfinite(c) ? fabs(c) : fmax(fabs(a), fabs(b));
        if (a == 0.0 && b == 0.0 && c == 0.0) /* f does not feel the step */
            size = fabs(D->here[i]);
        *quotient(D, i, FORWARD, k) = a / up;
        *quotient(D, i, BACKWARD, k) = b / down;
        *quotient(D, i, CENTRAL, k) = c / (up + down);
        *quotient(D, i, FLOOR, k) = (U * size + DBL_TRUE_MIN) / up;
    }
}

static void value_at(lsq_differences *D, const lsq_function *f, double *out) {
    if (f->value(f->context, D->x, out))
        for (int64_t i = 0; i < D->m; i++)
            out[i] = (double)NAN;
}

static void difference_of(lsq_differences *D, const lsq_function *f, double *out) {
    if (f->difference(f->context, D->x, D->y, out))
        for (int64_t i = 0; i < D->m; i++)
            out[i] = (double)NAN;
}

static void evaluate(lsq_differences *D, const lsq_function *f, int64_t j, double above,
                     double below) {
    double *x = D->x + j, *y = D->y + j, here = *x;
    *x = above;
    if (!f->difference) {
        value_at(D, f, D->above);
        *x = below;
        value_at(D, f, D->below);
    } else {
        difference_of(D, f, D->above);
        *y = below;
        difference_of(D, f, D->across);
        *x = here;
        difference_of(D, f, D->below);
    }
    *x = *y = here;
}

/* LSQ_ENUMERIC unless each value is there somewhere around x_j. */
static lsq_status check_values(const lsq_differences *D, int64_t j, lsq_error *error) {
    for (int64_t i = 0; i < D->m; i++) {
        lsq_quotients q = lsq_differences_of(D, i);
        int k = 0;
        while (k < LSQ_STEPS && isnan(q.forward[k]) && isnan(q.backward[k]))
            k++;
        if (k == LSQ_STEPS)
            return lsq_fail(error, LSQ_ENUMERIC,
                            "f[%" PRId64 "] has no finite value to any side of x[%" PRId64
                            "] = %.17g",
                            i, j, D->x[j]);
    }
    return LSQ_OK;
}

lsq_status lsq_differences_take(lsq_differences *D, const lsq_function *f, int64_t j, double size,
                                const lsq_ladder *ladder, lsq_error *error) {
    double x = D->x[j];
    for (int k = 0; k < LSQ_STEPS; k++) {
        double h = (fabs(x) + ladder->h[k] * size) - fabs(x), above = x + h, below = x - h;
        D->step[k] = h;
        evaluate(D, f, j, above, below);
        (f->difference ? from_differences : from_values)(D, k, above - x, x - below);
    }
    return check_values(D, j, error);
}
