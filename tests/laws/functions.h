/* functions.h - random functions with derivatives known by hand, right and wrong, for the check of
 * derivatives.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LAWS_FUNCTIONS_H
#define LAWS_FUNCTIONS_H

#include <lsq.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "support/random.h"

enum { MOST = 6, ROWS = 20, MOST_VARIABLES = 16, MOST_ELEMENTS = 64 };

typedef enum place { AWAY, NEAR, AT_OPTIMUM, PLACES } place;

/* A function at a point.  Matrices are column-major without gaps. */
typedef struct scene {
    const char *name;
    int64_t n, m, rows; /* variables, values, rows of A */
    double A[ROWS * MOST], b[ROWS], W[ROWS * ROWS], c[MOST];
    double size[MOST_VARIABLES], x[MOST_VARIABLES];
    double rate, shift; /* how quick it is beside the sizes, and what is added to it */
    place where;
    int sized;     /* the check is told the sizes */
    int decidable; /* rounding of f leaves the derivative 1e-6 at least */
    lsq_function f;
    /* A mistake of its own kind: a term dropped, a matrix transposed; NULL: none. */
    void (*mistake)(const struct scene *s, double *J);
} scene;

static double power_of_ten(uint64_t *state, double low, double high) {
    return pow(10.0, low + (high - low) * 0.5 * (1.0 + random_double(state)));
}

/* ---- least squares --------------------------------------------------------------------------- */

static double row_dot(const scene *s, int64_t i, const double *x) {
    double sum = 0.0;
    for (int64_t j = 0; j < s->n; j++)
        sum += s->A[i + j * s->rows] * x[j];
    return sum;
}

static int squares(void *context, const double *x, double *f) {
    const scene *s = context;
    *f = 0.0;
    for (int64_t i = 0; i < s->rows; i++) {
        double r = row_dot(s, i, x) - s->b[i];
        *f += r * r;
    }
    return 0;
}

/* (r - s)'(r + s) */
static int squares_difference(void *context, const double *x, const double *y, double *d) {
    const scene *s = context;
    double apart[MOST];
    for (int64_t j = 0; j < s->n; j++)
        apart[j] = x[j] - y[j];
    *d = 0.0;
    for (int64_t i = 0; i < s->rows; i++)
        *d += row_dot(s, i, apart) * ((row_dot(s, i, x) - s->b[i]) + (row_dot(s, i, y) - s->b[i]));
    return 0;
}

/* The same with r - s as it comes. */
static int squares_subtracted(void *context, const double *x, const double *y, double *d) {
    const scene *s = context;
    *d = 0.0;
    for (int64_t i = 0; i < s->rows; i++) {
        double r = row_dot(s, i, x) - s->b[i], t = row_dot(s, i, y) - s->b[i];
        *d += (r - t) * (r + t);
    }
    return 0;
}

/* 2A'(Ax - b), summed from the last row to the first. */
static int squares_gradient(void *context, const double *x, double *g) {
    const scene *s = context;
    memset(g, 0, (size_t)s->n * sizeof *g);
    for (int64_t i = s->rows - 1; i >= 0; i--) {
        double r = -s->b[i];
        for (int64_t j = s->n - 1; j >= 0; j--)
            r += s->A[i + j * s->rows] * x[j];
        for (int64_t j = 0; j < s->n; j++)
            g[j] += 2.0 * s->A[i + j * s->rows] * r;
    }
    return 0;
}

/* 2A'Ax */
static void without_b(const scene *s, double *g) {
    scene other = *s;
    memset(other.b, 0, sizeof other.b);
    squares_gradient(&other, s->x, g);
}

/* min |Ax - b| by modified Gram-Schmidt in long double. */
static void solve(const scene *s, double *x) {
    long double Q[ROWS * MOST], R[MOST * MOST] = {0}, b[ROWS], t[MOST];
    int64_t m = s->rows, n = s->n;
    for (int64_t at = 0; at < m * n; at++)
        Q[at] = s->A[at];
    for (int64_t i = 0; i < m; i++)
        b[i] = s->b[i];
    for (int64_t j = 0; j < n; j++) {
        long double size = 0.0L, part = 0.0L;
        for (int64_t i = 0; i < m; i++)
            size += Q[i + j * m] * Q[i + j * m];
        R[j + j * n] = size = sqrtl(size);
        for (int64_t i = 0; i < m; i++)
            part += (Q[i + j * m] /= size) * b[i];
        t[j] = part;
        for (int64_t i = 0; i < m; i++)
            b[i] -= part * Q[i + j * m];
        for (int64_t k = j + 1; k < n; k++) {
            for (int64_t i = 0; i < m; i++)
                R[j + k * n] += Q[i + j * m] * Q[i + k * m];
            for (int64_t i = 0; i < m; i++)
                Q[i + k * m] -= R[j + k * n] * Q[i + j * m];
        }
    }
    for (int64_t j = n - 1; j >= 0; j--) {
        for (int64_t k = j + 1; k < n; k++)
            t[j] -= R[j + k * n] * (long double)x[k];
        x[j] = (double)(t[j] / R[j + j * n]);
    }
}

/* A's columns in units of 1e-6 to 1e6, some far from the origin; b in one unit, `offset` units
 * away; x of the size that moves Ax by a unit. */
static void make_squares(scene *s, uint64_t *state, place where, double offset) {
    int intercept = random_word(state) % 2 == 0;
    s->n = random_between(state, 1, MOST);
    s->rows = random_between(state, s->n + 1, ROWS);
    s->sized = random_word(state) % 2 == 0;
    double unit = s->sized ? power_of_ten(state, -6, 6) : 1.0;
    for (int64_t j = 0; j < s->n; j++) {
        double scale = power_of_ten(state, -6, 6),
               far = random_word(state) % 3 ? 0.0 : power_of_ten(state, 0, 3);
        int constant = intercept && j == 0;
        s->size[j] = constant ? unit : unit / scale;
        for (int64_t i = 0; i < s->rows; i++)
            s->A[i + j * s->rows] = constant ? 1.0 : scale * (random_double(state) + far);
        s->x[j] = s->size[j] * random_double(state) * (constant && offset > 0.0 ? offset : 1.0);
    }
    offset *= unit * (1.0 + 0.5 * random_double(state));
    for (int64_t i = 0; i < s->rows; i++)
        s->b[i] = unit * random_double(state) + offset;
    if (where != AWAY)
        solve(s, s->x);
    for (int64_t j = 0; j < s->n && where == NEAR; j++)
        s->x[j] *= 1.0 + power_of_ten(state, -3, -1) * random_double(state);
    s->f = (lsq_function){s->n, 1, squares, squares_gradient, NULL, s};
    s->mistake = without_b;
}

static void plain_squares(scene *s, uint64_t *state, place where) {
    s->name = "|Ax - b|^2";
    make_squares(s, state, where, power_of_ten(state, -3, 3));
    s->decidable = where == AWAY;
}

static void far_squares(scene *s, uint64_t *state, place where) {
    s->name = "|Ax - b|^2 far away";
    make_squares(s, state, where, power_of_ten(state, 3, 8));
}

static void told_squares(scene *s, uint64_t *state, place where) {
    s->name = "|Ax - b|^2 with differences";
    make_squares(s, state, where, power_of_ten(state, -3, 8));
    s->f.difference = squares_difference;
    s->decidable = where == AWAY;
}

static void subtracted_squares(scene *s, uint64_t *state, place where) {
    s->name = "|Ax - b|^2 with residuals subtracted";
    make_squares(s, state, where, power_of_ten(state, -3, 8));
    s->f.difference = squares_subtracted;
}

/* ---- quadratic forms ------------------------------------------------------------------------- */

/* (b - Ax)'W(b - Ax), W of no symmetry */
static int weighted(void *context, const double *x, double *f) {
    const scene *s = context;
    double r[ROWS];
    for (int64_t i = 0; i < s->rows; i++)
        r[i] = s->b[i] - row_dot(s, i, x);
    *f = 0.0;
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t k = 0; k < s->rows; k++)
            *f += r[i] * s->W[i + k * s->rows] * r[k];
    return 0;
}

/* -A'(uW + vW')(b - Ax) */
static void weighted_by(const scene *s, const double *x, double u, double v, double *g) {
    memset(g, 0, (size_t)s->n * sizeof *g);
    for (int64_t i = 0; i < s->rows; i++) {
        double sum = 0.0;
        for (int64_t k = 0; k < s->rows; k++)
            sum += (u * s->W[i + k * s->rows] + v * s->W[k + i * s->rows]) *
                   (s->b[k] - row_dot(s, k, x));
        for (int64_t j = 0; j < s->n; j++)
            g[j] -= s->A[i + j * s->rows] * sum;
    }
}

static int weighted_gradient(void *context, const double *x, double *g) {
    weighted_by(context, x, 1.0, 1.0, g);
    return 0;
}

static void as_if_symmetric(const scene *s, double *g) {
    weighted_by(s, s->x, 2.0, 0.0, g);
}

static void weighted_squares(scene *s, uint64_t *state, place where) {
    make_squares(s, state, where, power_of_ten(state, -3, 2));
    s->name = "r'Wr";
    for (int64_t at = 0; at < s->rows * s->rows; at++)
        s->W[at] = random_double(state);
    s->f = (lsq_function){s->n, 1, weighted, weighted_gradient, NULL, s};
    s->mistake = as_if_symmetric;
}

/* ---- vectors --------------------------------------------------------------------------------- */

static double sigmoid(double t) {
    return 1.0 / (1.0 + exp(-t));
}

/* Wx + b, or its sigmoids where there is a rate; W m-by-n */
static int layer(void *context, const double *x, double *f) {
    const scene *s = context;
    for (int64_t i = 0; i < s->m; i++) {
        f[i] = s->b[i];
        for (int64_t j = 0; j < s->n; j++)
            f[i] += s->W[i + j * s->m] * x[j];
        f[i] = s->rate > 0.0 ? sigmoid(f[i]) : f[i];
    }
    return 0;
}

static int layer_jacobian(void *context, const double *x, double *J) {
    const scene *s = context;
    double f[MOST];
    layer(context, x, f);
    for (int64_t j = 0; j < s->n; j++)
        for (int64_t i = 0; i < s->m; i++)
            J[i + j * s->m] = s->W[i + j * s->m] * (s->rate > 0.0 ? f[i] * (1.0 - f[i]) : 1.0);
    return 0;
}

static void transposed(const scene *s, double *J) {
    double right[MOST_ELEMENTS];
    s->f.derivative(s->f.context, s->x, right);
    for (int64_t j = 0; j < s->n; j++)
        for (int64_t i = 0; i < s->m; i++)
            J[i + j * s->m] = right[i * s->n + j]; /* by rows for by columns */
}

static void a_layer(scene *s, uint64_t *state, place where) {
    s->rate = random_word(state) % 2 ? 1.0 : 0.0;
    s->name = s->rate > 0.0 ? "sigmoid(Wx + b)" : "Wx + b";
    s->n = random_between(state, 1, MOST);
    s->m = random_between(state, 1, MOST);
    s->sized = 1;
    s->decidable = where == AWAY;
    for (int64_t j = 0; j < s->n; j++) {
        s->size[j] = power_of_ten(state, -6, 6);
        s->x[j] = s->size[j] * random_double(state);
        for (int64_t i = 0; i < s->m; i++)
            s->W[i + j * s->m] = random_double(state) / s->size[j];
    }
    for (int64_t i = 0; i < s->m; i++)
        s->b[i] = random_double(state);
    s->f = (lsq_function){s->n, s->m, layer, layer_jacobian, NULL, s};
    s->mistake = transposed;
}

/* ---- smooth functions ------------------------------------------------------------------------ */

typedef enum kind {
    EXPONENTIALS,
    LOGISTIC,
    SINES,
    PRODUCT,
    RATIONAL,
    ROSENBROCK,
    NORM,
    COSH,
    KINDS
} kind;

static const char *const kind_names[KINDS] = {"sum exp",  "logistic loss", "sum sin", "product",
                                              "rational", "Rosenbrock",    "norm",    "sum cosh"};

/* f of z = x / size and its gradient by z, the kind being that of s->m < 0. */
static double smooth_of(const scene *s, const double *z, double *g) {
    int64_t n = s->n;
    kind which = (kind)s->rows;
    double f = 0.0, w = s->rate, sum = 0.0;
    memset(g, 0, (size_t)n * sizeof *g);
    for (int64_t j = 0; j < n; j++)
        sum += (z[j] - s->c[j]) * (z[j] - s->c[j]);
    for (int64_t i = 0; i < n && which <= SINES; i++) {
        double t = s->c[i], slope = 0.0;
        for (int64_t j = 0; j < n; j++)
            t += s->W[i + j * n] * z[j];
        f += which == EXPONENTIALS ? exp(w * t)
             : which == LOGISTIC   ? log1p(exp(-w * t))
                                   : sin(w * t);
        slope = which == EXPONENTIALS ? exp(w * t)
                : which == LOGISTIC   ? -1.0 / (1.0 + exp(w * t))
                                      : cos(w * t);
        for (int64_t j = 0; j < n; j++)
            g[j] += w * slope * s->W[i + j * n];
    }
    if (which == PRODUCT) {
        f = 1.0;
        for (int64_t j = 0; j < n; j++)
            f *= z[j] + s->c[j];
    }
    for (int64_t j = 0; j < n && which == PRODUCT; j++) {
        g[j] = 1.0;
        for (int64_t k = 0; k < n; k++)
            g[j] *= k == j ? 1.0 : z[k] + s->c[k];
    }
    for (int64_t j = 0; j + 1 < n && which == ROSENBROCK; j++) {
        double r = z[j + 1] - z[j] * z[j];
        f += 100.0 * r * r + (1.0 - z[j]) * (1.0 - z[j]);
        g[j + 1] += 200.0 * r;
        g[j] += -400.0 * r * z[j] - 2.0 * (1.0 - z[j]);
    }
    f = which == RATIONAL ? 1.0 / (1.0 + sum) : which == NORM ? sqrt(sum) : f;
    for (int64_t j = 0; j < n && which != ROSENBROCK; j++) {
        double d = z[j] - s->c[j];
        f += which == COSH ? cosh(d) : 0.0;
        g[j] += which == COSH       ? sinh(d)
                : which == NORM     ? d / sqrt(sum)
                : which == RATIONAL ? -2.0 * d / ((1.0 + sum) * (1.0 + sum))
                                    : 0.0;
    }
    return f;
}

static int smooth(void *context, const double *x, double *f) {
    const scene *s = context;
    double z[MOST], g[MOST];
    for (int64_t j = 0; j < s->n; j++)
        z[j] = x[j] / s->size[j];
    *f = smooth_of(s, z, g) + s->shift;
    return 0;
}

static int smooth_gradient(void *context, const double *x, double *g) {
    const scene *s = context;
    double z[MOST];
    for (int64_t j = 0; j < s->n; j++)
        z[j] = x[j] / s->size[j];
    smooth_of(s, z, g);
    for (int64_t j = 0; j < s->n; j++)
        g[j] /= s->size[j];
    return 0;
}

/* Up to 1,000 times as quick as the sizes say. */
static void a_smooth_one(scene *s, uint64_t *state, place where) {
    kind which = (kind)random_between(state, 0, KINDS - 1);
    s->name = kind_names[which];
    s->n = random_between(state, which == ROSENBROCK ? 2 : 1, MOST);
    s->rows = which;
    s->sized = 1;
    s->rate = which <= SINES ? power_of_ten(state, 0, 3) : 1.0;
    s->shift = where == AWAY ? 0.0 : power_of_ten(state, 0, 8) * random_double(state);
    double near = which <= LOGISTIC ? 1.0 / s->rate : 1.0; /* where exp is of size 1 */
    for (int64_t j = 0; j < s->n; j++) {
        s->size[j] = power_of_ten(state, -6, 6);
        s->c[j] = near * random_double(state);
        s->x[j] = near * s->size[j] * random_double(state);
        for (int64_t i = 0; i < s->n; i++)
            s->W[i + j * s->n] = random_double(state);
    }
    double far = 0.0; /* from where the norm has its kink */
    for (int64_t j = 0; j < s->n; j++)
        far = hypot(far, s->x[j] / s->size[j] - s->c[j]);
    s->decidable = where == AWAY && (which != NORM || far > 1e-2);
    s->f = (lsq_function){s->n, 1, smooth, smooth_gradient, NULL, s};
}

/* ---- all ------------------------------------------------------------------------------------- */

static void (*const families[])(scene *s, uint64_t *state, place where) = {
    plain_squares,    far_squares, told_squares, subtracted_squares,
    weighted_squares, a_layer,     a_smooth_one, a_smooth_one};

/* A random scene; f's context is *s. */
static void make_scene(scene *s, uint64_t *state) {
    memset(s, 0, sizeof *s);
    s->m = 1;
    s->where = (place)random_between(state, 0, PLACES - 1);
    size_t count = sizeof families / sizeof *families;
    families[random_word(state) % count](s, state, s->where);
}

#endif
