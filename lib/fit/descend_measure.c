/* descend_measure.c - the contraction of a descent as it was seen, as far as rounding lets it be.
 *
 *   measured = (sqrt(f_k - f*) / sqrt(f_0 - f*))^(1/k)
 *
 * A computed gradient is off by some d, |d| <= c u |X| (|X| |B| + |Y|), of which the products'
 * rounding, and without products that of the rows and their sums, is a part.  Where the true
 * gradient is as short as d a descent may rest, and there f - f* = d'M^-1 d / 4 <= |d|^2 / (2 mu).
 * A fixed step t with momentum beta answers an error that changes its sign from step to step, along
 * the eigenvector of L, by t / (2 (1 + beta) - t L), which for the heavy ball is as much as 1 / mu.
 * At a hundred times that level rounding has at most a tenth in sqrt(f - f*), and what comes later
 * is not looked at.
 *
 * SPDX-License-Identifier: MIT */
#include "descend.h"

#include <float.h>
#include <math.h>

/* The root of the sum of squares that the diagonal has. */
static double length_of(lsq_const_view G, int64_t first, int64_t count) {
    double length = 0;
    for (int64_t j = first; j < first + count; j++)
        length = hypot(length, sqrt(G.data[j + j * G.ld]));
    return length;
}

double lsq_descent_level(const lsq_optimum *o, lsq_const_view G, int64_t n,
                         const lsq_answer *theory, double longest) {
    double u = DBL_EPSILON / 2, terms = (double)o->p + 2 + sqrt((double)n);
    double X = length_of(G, 0, o->p), Y = length_of(G, o->p, o->q);
    double shift = 0;
    for (int64_t j = 0; j < o->p; j++) /* columns far from 0 were rounded before their means went */
        shift = hypot(shift, o->t->c[j] * o->t->d[j]);
    double error = 2 * terms * u * (X + sqrt((double)n) * shift) * (X * longest + Y);
    if (!(theory->mu > 0))
        return NAN;
    double level = error / theory->mu * error / 2;
    if (isnan(theory->t))
        return level;
    error += u * longest / theory->t; /* of B - t G */
    double beta = isnan(theory->momentum) ? 0 : theory->momentum;
    double swing = error * theory->t / (2 * (1 + beta) - theory->t * theory->L);
    return fmax(error / theory->mu * error / 2, theory->L / 2 * swing * swing);
}

int64_t lsq_descent_measure(double *measured, const lsq_descent_row *rows, int64_t count,
                            double level) {
    const double tenth = 100; /* squared */
    int64_t last = 0;
    while (last + 1 < count && rows[last + 1].excess > tenth * level &&
           isfinite(rows[last + 1].excess))
        last++;
    *measured = NAN;
    if (!last || !(rows[0].excess > 0))
        return 0;
    double steps = (double)rows[last].step;
    *measured = exp(0.5 * (log(rows[last].excess) - log(rows[0].excess)) / steps);
    return rows[last].step;
}
