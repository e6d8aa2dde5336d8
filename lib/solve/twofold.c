/* twofold.c - sums of products in twice the working precision, a tile of rows at a time.
 *
 *   a b = p + e,  p = fl(a b)        e = fma(a, b, -p), or from halves of 26 bits of a and b
 *   h + p = h' + f,  h' = fl(h + p)  low += e + f
 *
 * Dot2 of Ogita, Rump and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005): as
 * if added in twice the working precision and rounded once.  The sum is Knuth's TwoSum, the product
 * TwoProduct by Veltkamp's and Dekker's halves (1971), which is exact unless something leaves the
 * range: factors up to 2^995, products up to 2^1022 and, but for 0, from 2^-968 on.  Below that, e
 * is off by a few 2^-1074.  Both ways to e then give the same bits.
 *
 * The loops run along rows, which do not depend on each other, so that compilers make vectors of
 * them.  Cost of a product: 25 flops, 10 with fma.
 *
 * SPDX-License-Identifier: MIT */
#include "twofold.h"

#define INLINE static inline __attribute__((always_inline))

/* e of a b = product + e */
INLINE double lost(double a, double b, double product, int fused) {
    return fused ? __builtin_fma(a, b, -product) : lsq_two_product_error(a, b, product);
}

INLINE void subtract(double *high, double *low, double a, double b, int fused) {
    double product = -a * b, e = lost(-a, b, product, fused);
    double f = lsq_two_sum(high, *high, product);
    *low += f + e;
}

INLINE void multiple(double *restrict high, double *restrict low, const double *restrict x,
                     double b, int fused) {
    for (int i = 0; i < LSQ_TILE; i++)
        subtract(&high[i], &low[i], x[i], b, fused);
}

INLINE void products(double *restrict high, double *restrict low, const double *restrict x,
                     const double *restrict y, int fused) {
    for (int at = 0; at < LSQ_TILE; at += LSQ_LANES)
        for (int i = 0; i < LSQ_LANES; i++)
            subtract(&high[i], &low[i], x[at + i], y[at + i], fused);
}

static void portable_multiple(double *restrict high, double *restrict low, const double *restrict x,
                              double b) {
    multiple(high, low, x, b, 0);
}

static void portable_products(double *restrict high, double *restrict low, const double *restrict x,
                              const double *restrict y) {
    products(high, low, x, y, 0);
}

static const lsq_twofold portable = {portable_multiple, portable_products};

const lsq_twofold *lsq_twofold_portable(void) {
    return &portable;
}

#if defined(__x86_64__)
#define WITH_FMA __attribute__((target("avx2,fma")))

WITH_FMA static void fused_multiple(double *restrict high, double *restrict low,
                                    const double *restrict x, double b) {
    multiple(high, low, x, b, 1);
}

WITH_FMA static void fused_products(double *restrict high, double *restrict low,
                                    const double *restrict x, const double *restrict y) {
    products(high, low, x, y, 1);
}

static const lsq_twofold fused = {fused_multiple, fused_products};

const lsq_twofold *lsq_twofold_here(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &fused : &portable;
}

#else

const lsq_twofold *lsq_twofold_here(void) {
    return &portable;
}

#endif
