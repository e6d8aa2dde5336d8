/* criterion.c - the relative distance of differences and derivatives.
 *
 * Squares are taken beside the largest element so far, as LAPACK's dlassq does.
 *
 * SPDX-License-Identifier: MIT */
#include "criterion.h"

#include <math.h>

void lsq_length_add(lsq_length *l, double element) {
    double a = fabs(element);
    if (!isfinite(a) || !isfinite(l->sum))
        l->sum += a;
    else if (a > l->scale) {
        l->sum = l->sum * (l->scale / a) * (l->scale / a) + 1.0;
        l->scale = a;
    } else if (a > 0.0)
        l->sum += (a / l->scale) * (a / l->scale);
}

double lsq_length_of(lsq_length l) {
    return isfinite(l.sum) ? l.scale * sqrt(l.sum) : l.sum;
}

void lsq_criterion_add(lsq_criterion *c, double difference, double derivative) {
    lsq_length_add(&c->apart, difference - derivative);
    lsq_length_add(&c->together, difference + derivative);
}

double lsq_criterion_of(const lsq_criterion *c) {
    double apart = lsq_length_of(c->apart), together = lsq_length_of(c->together);
    return apart == 0.0 && together == 0.0 ? 0.0 : apart / together;
}
