/* estimate.c - the best derivative that differences give, and how far it can be trusted.
 *
 * Quotients of steps h_0 > h_1 > ... are off by c h^p + c' h^2p + ... (p = 2 for central ones, 1 to
 * one side), which Richardson's extrapolation (1911) takes away two terms of, and by rounding.  Of
 * rounding nothing is presumed but that it does
 *
 *   e(h) <= A/h + B + u |f|/h
 *
 * A, that of values, is the largest scatter of neighbours at steps up to 1e-5, where truncation is
 * gone even from functions 10,000 times as quick as their variables' sizes say: a table of
 * differences as that of Moré and Wild (2011), but at points that lie apart by many sizes, so that
 * values which are rounded to a coarse grid show too.  B, that of differences which f tells, where
 * it does not grow as steps shrink, is the scatter of five neighbours where that is least.
 *
 * How far an extrapolated quotient is off by truncation is told by finer ones (Ridders 1982): no
 * farther than from them, what A does to them apart.  The bound is four times that and 32 times
 * e(h), 128 times where A is more than doubles explain; best is what has the least.  The factors
 * are against bad luck.
 *
 * Where central differences have no value those of the side that has are taken.
 *
 * A difference is believed only where nothing speaks against it.  The bound reaches
 *
 *   from side to side   where their derivatives differ by as much however small the step
 *   from best to v      where a run of smaller steps agrees on v within a hundredth of it, which
 *                       noise of size A would not let them do: of sin(x/1e-8) beside steps of 1
 *   from best to 0      where f does not feel steps up to 1e-6 or more, beyond what rounding of
 *                       doubles explains: coarse values and a flat place look alike
 *   to infinity         where A is a hundredth of f, or quotients grow like a power of the step, if
 *                       they come of values
 *
 * Cost: some 3,000 operations.
 *
 * SPDX-License-Identifier: MIT */
#include "estimate.h"

#include <float.h>
#include <math.h>

enum {
    ORDERS = 3,      /* quotients, and those extrapolated once and twice */
    FINE = 15,       /* steps up to 1e-5 */
    COARSER = 6,     /* up to a thousand times what f does not feel, its grid shows */
    WINDOW = 5,      /* neighbours that scatter */
    BEYOND = 8,      /* steps finer than these, for A */
    LIKE = 10,       /* gaps that are alike in a kink */
    LEAST = 12,      /* fewest steps with a value */
    KINK_WITHIN = 8, /* a kink shows at 1e-4 or closer */
    RUN = 5,         /* neighbours that agree on something else */
    GRID = 12,       /* f that feels no step above 1e-6 need not be flat */
    GROWING = 8      /* gaps that grow alike where there is no limit */
};

/* Multiples of e(h): of rounding to doubles, and of noise beyond that, which need not be as large
 * here as it is there, and among which a kink hides from the next few steps. */
static const double SAFETY = 32.0, NOISY = 128.0;

/* A series of quotients from coarse to fine, with errors of orders p, 2p, ... */
typedef struct series {
    const double *h, *floor;
    int first, count, p;         /* the first of them in the ladder */
    double values, quotients;    /* A and B */
    double safety;               /* multiples of e(h) in a bound */
    double r[ORDERS][LSQ_STEPS]; /* extrapolated from k ... k + order */
} series;

/* Neville's scheme: the value at h = 0 of the polynomial in h^p through `order` + 1 quotients. */
static void extrapolate(series *s, const double *d) {
    for (int k = 0; k < s->count; k++)
        s->r[0][k] = d[k];
    for (int o = 1; o < ORDERS; o++)
        for (int k = 0; k + o < s->count; k++) {
            double ratio = s->h[k] / s->h[k + o], w = s->p == 2 ? ratio * ratio : ratio;
            s->r[o][k] = s->r[o - 1][k + 1] + (s->r[o - 1][k + 1] - s->r[o - 1][k]) / (w - 1.0);
        }
}

static double scatter(const series *s, int o, int k) {
    return fabs(s->r[o][k] - s->r[o][k + 1]);
}

/* A, from steps not above that of `first`. */
static double rounding_of_values(const series *s, int first) {
    double most = 0.0;
    for (int k = first < 0 ? 0 : first; k + ORDERS < s->count; k++)
        most = fmax(most, scatter(s, ORDERS - 1, k) * s->h[k + ORDERS]);
    return most;
}

/* B: the geometric mean of the scatter of neighbours, none taken for less than A's share in it,
 * where that is least: it takes luck with all of them to be far too small. */
static double rounding_of_quotients(const series *s) {
    double least = HUGE_VAL;
    for (int o = 0; o < ORDERS; o++) {
        int w = 0;
        do {
            double mean = 1.0;
            for (int k = w; k < w + WINDOW; k++)
                mean *= pow(fmax(scatter(s, o, k), s->values / s->h[k + o + 1]), 1.0 / WINDOW);
            least = fmin(least, mean);
            w++;
        } while (w + WINDOW + ORDERS + BEYOND <= s->count);
    }
    return least;
}

static double rounding(const series *s, int k) {
    return s->values / s->h[k] + s->quotients + s->floor[k];
}

/* How far finer steps are from order o at k, beyond what rounding does to them; and, as noise may
 * grow with the step, one that is coarser. */
static double truncation(const series *s, int o, int k) {
    double most = s->safety == NOISY && k > 0 ? scatter(s, o, k - 1) : 0.0;
    for (int l = k + 1; l + o < s->count; l++)
        most = fmax(most, fabs(s->r[o][k] - s->r[o][l]) - 4.0 * s->values / s->h[l + o]);
    return most;
}

/* best and bound of e; returns the finest step that best is made of. */
static int choose(const series *s, lsq_estimate *e) {
    int at = 0;
    for (int o = 0; o < ORDERS; o++)
        for (int k = 0; k + o + BEYOND < s->count; k++) {
            double bound = s->safety * rounding(s, k + o);
            if (bound < e->bound)
                bound += 4.0 * truncation(s, o, k);
            if (bound < e->bound) {
                e->bound = bound;
                e->rounding = SAFETY * rounding(s, k + o);
                e->best = s->r[o][k];
                at = k + o;
            }
        }
    return at;
}

/* The first of the finest steps that f feels none of, or LSQ_STEPS. */
static int unfelt_from(lsq_quotients q) {
    int k = LSQ_STEPS;
    while (k > 0 && q.forward[k - 1] == 0.0 && q.backward[k - 1] == 0.0)
        k--;
    return k;
}

/* The coarsest step that f does not feel at all, or the count. */
static int first_unfelt(const series *s, lsq_quotients q) {
    int k = s->count;
    for (int l = LSQ_STEPS - 1; l >= s->first; l--)
        if (q.forward[l] == 0.0 && q.backward[l] == 0.0 && q.central[l] == 0.0)
            k = l - s->first;
    return k;
}

/* The least change of f that the finest steps feel, where they feel none up to 1e-6: the values may
 * lie on a grid of that. */
static double grid_of(const series *s, lsq_quotients q) {
    int k = unfelt_from(q), felt = k - 1;
    if (k > GRID || felt < s->first)
        return 0.0;
    return fmax(fabs(q.forward[felt]), fabs(q.backward[felt])) * q.step[felt];
}

/* The finest quotients up to the first that is NAN. */
static series series_of(const double *d, lsq_quotients q, int p) {
    int first = LSQ_STEPS;
    while (first > 0 && isfinite(d[first - 1]))
        first--;
    series s = {.h = q.step + first,
                .floor = q.floor + first,
                .first = first,
                .count = LSQ_STEPS - first,
                .p = p};
    if (s.count < LEAST)
        return s;
    int unfelt = first_unfelt(&s, q), fine = s.count - FINE;
    extrapolate(&s, d + first);
    s.values = rounding_of_values(&s, unfelt - COARSER < fine ? unfelt - COARSER : fine);
    if (!q.told)
        s.values = fmax(s.values, grid_of(&s, q));
    int last = s.count - 1;
    s.safety = !q.told && s.values > SAFETY * s.floor[last] * s.h[last] ? NOISY : SAFETY;
    s.quotients = q.told ? rounding_of_quotients(&s) : 0.0;
    return s;
}

/* 1 if the derivatives to both sides part by as much at each of LIKE steps up to k, and rounding
 * has no part in it: it would make gaps grow as steps shrink, as curvature makes them fall. */
static int parts_at(const series *s, lsq_quotients q, int k) {
    for (int l = k; l > k - LIKE; l--) {
        double ratio = (q.forward[l] - q.backward[l]) / (q.forward[l - 1] - q.backward[l - 1]);
        if (!(ratio > 0.5 && ratio < 2.5))
            return 0;
    }
    return fabs(q.forward[k] - q.backward[k]) > 2.0 * s->safety * rounding(s, k - s->first);
}

static void look_for_kink(const series *s, lsq_quotients q, lsq_estimate *e) {
    int k = LSQ_STEPS - 1;
    while (k >= KINK_WITHIN && k >= s->first + LIKE && !parts_at(s, q, k))
        k--;
    if (k < KINK_WITHIN || k < s->first + LIKE)
        return;
    lsq_estimate right = {.bound = HUGE_VAL}, left = {.bound = HUGE_VAL};
    series forward = series_of(q.forward, q, 1), backward = series_of(q.backward, q, 1);
    choose(&forward, &right);
    choose(&backward, &left);
    e->right = right.best;
    e->left = left.best;
    e->best = e->left + (e->right - e->left) / 2.0;
    e->bound = fmax(e->bound, fabs(q.forward[k] - q.backward[k]));
    e->trouble = LSQ_NOT_SMOOTH;
}

/* Let the bound reach to what small steps agree on, if it does not. */
static void contradict(lsq_estimate *e, double fine, double within) {
    double apart = fabs(e->best - fine);
    if (e->trouble != LSQ_NO_TROUBLE || !(apart > e->bound + within))
        return;
    e->trouble = LSQ_CONTRADICTION;
    e->coarse = e->best;
    e->fine = fine;
    e->best = fine + (e->coarse - fine) / 2.0;
    e->bound += within + apart / 2.0;
}

static void look_for_contradiction(const series *s, lsq_quotients q, int at, lsq_estimate *e) {
    int unfelt = unfelt_from(q);
    if (unfelt <= GRID)
        contradict(e, 0.0, 2.0 * q.floor[unfelt]);
    for (int o = 0; o < ORDERS - 1; o++)
        for (int k = at - s->first; k + o + RUN <= s->count; k++) {
            double least = HUGE_VAL, most = -HUGE_VAL;
            for (int l = k; l < k + RUN; l++) {
                least = fmin(least, s->r[o][l]);
                most = fmax(most, s->r[o][l]);
            }
            double v = least + (most - least) / 2.0;
            if (most - least < 0.01 * fabs(v))
                contradict(e, v, most - least + s->safety * s->floor[k + o + RUN - 1]);
        }
}

/* 1 if quotients finer than k change by ever more, each time by about the same factor: rounding is
 * not as regular. */
static int grows_from(const series *s, int k) {
    const double *r = s->r[0];
    double least = HUGE_VAL, most = 0.0;
    for (int l = k; l < k + GROWING; l++) {
        double ratio = (r[l + 2] - r[l + 1]) / (r[l + 1] - r[l]);
        if (!(ratio > 0.9))
            return 0;
        least = fmin(least, ratio);
        most = fmax(most, ratio);
    }
    return most < 1.5 * least;
}

static int has_no_limit(const series *s, int at) {
    for (int k = at - s->first; k + GROWING + 1 < s->count; k++)
        if (grows_from(s, k))
            return 1;
    return 0;
}

/* 1 if noise of the values is a hundredth of them or more. */
static int is_all_noise(const series *s) {
    return s->values > 0.01 * s->floor[0] * s->h[0] / (DBL_EPSILON / 2);
}

static double derivative_nearby(lsq_quotients q) {
    double nearby = (double)NAN;
    int changes = 0;
    for (int k = 0; k < LSQ_STEPS; k++) {
        double a = fabs(q.forward[k]), b = fabs(q.backward[k]);
        changes |= a != 0.0 || b != 0.0;
        if (isnan(nearby) && isfinite(a) && isfinite(b))
            nearby = fmin(a, b);
    }
    return !changes ? HUGE_VAL : isnan(nearby) ? 0.0 : nearby;
}

lsq_estimate lsq_estimate_from(lsq_quotients q) {
    lsq_estimate e = {.best = (double)NAN,
                      .bound = HUGE_VAL,
                      .right = (double)NAN,
                      .left = (double)NAN,
                      .nearby = derivative_nearby(q)};
    if (!q.told && unfelt_from(q) == 0)
        return (lsq_estimate){LSQ_UNFELT, .bound = q.floor[0], .right = e.right, .left = e.left};
    series s = series_of(q.central, q, 2);
    int both = s.count >= LEAST;
    if (!both)
        s = series_of(q.forward, q, 1);
    if (s.count < LEAST)
        s = series_of(q.backward, q, 1);
    if (s.count < LEAST) {
        e.trouble = LSQ_FEW_VALUES;
        return e;
    }
    int at = s.first + choose(&s, &e);
    if (both) {
        e.curvature = fabs(q.forward[at] - q.backward[at]) / q.step[at];
        look_for_kink(&s, q, &e);
    }
    look_for_contradiction(&s, q, at, &e);
    if (e.trouble == LSQ_NO_TROUBLE && !q.told && (has_no_limit(&s, at) || is_all_noise(&s))) {
        e.trouble = LSQ_NO_LIMIT;
        e.bound = HUGE_VAL;
    }
    return e;
}
