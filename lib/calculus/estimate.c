/* estimate.c - the best derivative that differences give, and how far it can be trusted.
 *
 * SPDX-License-Identifier: MIT */
#include "estimate.h"

#include <math.h>

enum {
    ORDERS = 3,   /* quotients, and those extrapolated once and twice */
    FINE = 9,     /* finest steps, at which differences are rounding and little else */
    WINDOW = 5,   /* residuals in a row */
    LEAST = 12,   /* fewest steps with a value for any bound */
    COARSEST = 8, /* from which on windows are looked at: of 1e-8 and above */
    SAFETY = 32
};

/* A series of quotients from coarse to fine, with errors h^p, h^2p, ... */
typedef struct series {
    const double *d, *h, *floor;
    int count, p;
    double r[ORDERS][LSQ_STEPS]; /* extrapolated from k ... k + order */
} series;

/* Neville's scheme: the value at h = 0 of the polynomial in h^p through `order` + 1 quotients. */
static void extrapolate(series *s) {
    for (int k = 0; k < s->count; k++)
        s->r[0][k] = s->d[k];
    for (int o = 1; o < ORDERS; o++)
        for (int k = 0; k + o < s->count; k++) {
            double ratio = s->h[k] / s->h[k + o], w = s->p == 2 ? ratio * ratio : ratio;
            s->r[o][k] = s->r[o - 1][k + 1] + (s->r[o - 1][k + 1] - s->r[o - 1][k]) / (w - 1.0);
        }
}

/* Rounding of a difference of values, from the finest steps. */
static double noise_of_values(const series *s) {
    double noise = 0.0;
    for (int k = s->count - FINE; k + 1 < s->count; k++)
        noise = fmax(noise, fabs(s->d[k] - s->d[k + 1]) * s->h[k + 1]);
    return noise;
}

/* Rounding of quotients that does not grow as steps shrink. */
static double noise_of_quotients(const series *s, double values) {
    double least = HUGE_VAL;
    for (int w = 0; w + WINDOW + ORDERS <= s->count - COARSEST; w++) {
        double most = 0.0;
        for (int k = w; k < w + WINDOW; k++) {
            double residual = fabs(s->r[2][k] - s->r[2][k + 1]);
            most = fmax(most, residual - 4.0 * values / s->h[k + ORDERS]);
        }
        least = fmin(least, most);
    }
    return least;
}

/* What order o at k may be off by truncation: how far its parents are from it. */
static double truncation(const series *s, int o, int k) {
    double best = s->r[o][k];
    if (o == 0)
        return 2.0 * fabs(best - s->d[k + 1]);
    double off =
        fmax(fabs(best - s->r[o - 1][k + 1]), fabs(best - s->r[o - 1][k]) * pow(10.0, -s->p / 2.0));
    if (o == 2)
        off = fmax(off, fabs(best - s->d[k + 2]) * pow(10.0, -s->p));
    return off;
}

static lsq_estimate judge(series *s) {
    lsq_estimate e = {(double)NAN, HUGE_VAL, 0.0, 0.0};
    if (s->count < LEAST)
        return e;
    extrapolate(s);
    double values = noise_of_values(s), quotients = noise_of_quotients(s, values);
    for (int o = 0; o < ORDERS; o++)
        for (int k = 0; k + o + 1 < s->count; k++) {
            double noise = quotients + values / s->h[k + o] + s->floor[k + o];
            double bound = truncation(s, o, k) + SAFETY * noise;
            if (bound < e.bound) {
                e.bound = bound;
                e.best = s->r[o][k];
            }
        }
    return e;
}

/* The finest quotients up to the first that is NAN. */
static series series_of(const double *d, lsq_quotients q, int p) {
    int first = LSQ_STEPS;
    while (first > 0 && isfinite(d[first - 1]))
        first--;
    return (series){.d = d + first,
                    .h = q.step + first,
                    .floor = q.floor + first,
                    .count = LSQ_STEPS - first,
                    .p = p};
}

lsq_estimate lsq_estimate_from(lsq_quotients q) {
    series s = series_of(q.central, q, 2);
    lsq_estimate e = judge(&s);
    double a = fabs(q.forward[2]), b = fabs(q.backward[2]);
    e.nearby = isfinite(a) && isfinite(b) ? fmin(a, b) : 0.0;
    return e;
}
