/* differences.h - differences of a function along one variable, at many steps.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_DIFFERENCES_H
#define LSQ_CALCULUS_DIFFERENCES_H

#include <lsq.h>

/* Steps for each variable, from its size down to 1e-12 of it, two a decade. */
enum { LSQ_STEPS = 25 };

/* The steps beside the size of a variable, descending, h[own] being the one that is asked for. */
typedef struct lsq_ladder {
    double h[LSQ_STEPS];
    int own;
} lsq_ladder;

/* h from 1e-12 to 1. */
lsq_ladder lsq_ladder_from(double h);

/* Differences of one value of f by one variable: quotients of step k, NAN where f has no value. */
typedef struct lsq_quotients {
    const double *forward;  /* (f(x + h) - f(x)) / h */
    const double *backward; /* (f(x) - f(x - h)) / h */
    const double *central;  /* (f(x + h) - f(x - h)) / 2h */
    const double *floor;    /* what rounding the values to doubles alone may do to them */
    const double *step;     /* h as it is */
    int told;               /* 1: f tells differences */
} lsq_quotients;

/* Those of all values of f by one variable. */
typedef struct lsq_differences {
    int64_t n, m;
    int told;
    double step[LSQ_STEPS];
    double *quotients;                     /* 4 m LSQ_STEPS, value by value */
    double *x, *y;                         /* points */
    double *here, *above, *below, *across; /* values, or differences, at them */
} lsq_differences;

/* For f at points of n variables; here = the m values at x.  O(m + n) memory. */
lsq_status lsq_differences_init(lsq_differences *D, const lsq_function *f, const double *x,
                                lsq_error *error);
void lsq_differences_clear(lsq_differences *D);

/* Take those by x_j, whose size is `size` > 0, at every step: 2 LSQ_STEPS values of f, or 3 of
 * its differences.
 * LSQ_ENUMERIC where a value is nowhere finite. */
lsq_status lsq_differences_take(lsq_differences *D, const lsq_function *f, int64_t j, double size,
                                const lsq_ladder *ladder, lsq_error *error);

/* Those of value i, until others are taken. */
lsq_quotients lsq_differences_of(const lsq_differences *D, int64_t i);

#endif
