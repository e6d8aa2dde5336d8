/* twofold.h - sums of products in twice the working precision, many at a time.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_TWOFOLD_H
#define LSQ_SOLVE_TWOFOLD_H

/* Rows of a tile, and partial sums of a dot product, which divide them. */
enum { LSQ_TILE = 256, LSQ_LANES = 16 };

/* A sum is high + low.  Pointers do not overlap. */
typedef struct lsq_twofold {
    /* s_i -= x_i b, for LSQ_TILE sums */
    void (*subtract_multiple)(double *high, double *low, const double *x, double b);
    /* s_(i mod LSQ_LANES) -= x_i y_i, for LSQ_TILE products */
    void (*subtract_products)(double *high, double *low, const double *x, const double *y);
} lsq_twofold;

/* In C alone; and by the instructions of this processor, the same bits where no product but 0 is
 * below 2^-968. */
const lsq_twofold *lsq_twofold_portable(void);
const lsq_twofold *lsq_twofold_here(void);

/* high + low = a + b, exactly, given in `high` and returned. */
static inline double lsq_two_sum(double *high, double a, double b) {
    double sum = a + b, part = sum - a;
    *high = sum;
    return (a - (sum - part)) + (b - part);
}

#endif
