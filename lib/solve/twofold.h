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

/* The upper 26 bits of a, rounded. */
static inline double lsq_upper_half(double a) {
    double big = 0x8000001p0 * a;
    return big - (big - a);
}

/* a b - product for product = fl(a b), from halves a = a1 + a2, b = b1 + b2. */
static inline double lsq_two_product_error(double a, double b, double product) {
    double a1 = lsq_upper_half(a), a2 = a - a1, b1 = lsq_upper_half(b), b2 = b - b1;
    return ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2;
}

/* product + the value returned = a b, exactly within the range that twofold.c tells. */
static inline double lsq_two_product(double *product, double a, double b) {
    *product = a * b;
    return lsq_two_product_error(a, b, *product);
}

#endif
