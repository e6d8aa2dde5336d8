/* slices.h - integers cut into short signed slices that doubles multiply and add without rounding.
 *
 *   z = sum_s d_s 2^(b s),   |d_s| <= 2^(b-1),   s = 0 ... count - 1
 *
 * A product of two slices is at most 2^(2b-2), a sum of m of them at most m 2^(2b-2) <= 2^53 when
 * 2(b - 1) + log2(m) <= 53: every partial sum, in any order, fused or not, is an integer that a
 * double holds. (Ozaki, Ogita, Oishi, Rump 2012, for integers.)
 *
 * Each slice but the last is z modulo 2^b, nearest to zero; what is left of z is divided by 2^b and
 * goes on.  Where |z| <= 2^bits before such a step, the quotient is at most (2^bits + 2^(b-1)) /
 * 2^b < 2^(bits-b) + 1 after it, and being an integer at most 2^(bits-b), or 1 where bits < b.  So
 * the last slice, all that is left, is at most 2^(bits - b (count - 1)) or 1, and bits <= b count -
 * 1 is enough for it.
 *
 * Integers that stand as doubles x = z 2^exp2 (integers.h) are cut from the highest slice on by
 * t = (r + 1.5 2^(52 + bs)) - 1.5 2^(52 + bs), beginning with r = z as a double, r - t going on to
 * the next: near 1.5 2^(52 + bs) doubles are 2^(bs) apart, so t is the multiple of 2^(bs) nearest
 * to r as long as |r| <= 2^(51 + bs), both differences are exact, and |r - t| <= 2^(bs-1) is the
 * next r. The bound on r: |z| < 2^bits <= 2^(bs + b - 1) at the top and 2^(bs + b - 1) from then
 * on, b <= 52. r - t is exact: if the lowest bit of r is 2^(bs) or more, t = r.  Else r - t is a
 * multiple of that bit, and no longer than r: t is 0, or |r| >= 2^(bs-1) >= |r - t|. That needs
 * rounding to nearest.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_SLICES_H
#define LSQ_EXACT_SLICES_H

#include "../base/simd.h"
#include "integers.h"

/* The longest slice, in bits with its sign, for sums of `rows` products, 1 <= rows <=
 * 2^40. */
int lsq_slice_bits(int64_t rows);

/* How many slices of b bits hold every |z| < 2^bits: 1 at least. */
int64_t lsq_slice_count(int64_t bits, int b);

/* Write the slices of z_i - shift, at <= i < at + rows: slice s of row at + i to out[s * ld + i],
 * ld >= rows; rows .. ld are set to 0.  `count` is enough for the longest z_i - shift, 3 <= b
 * <= 52. A shift other than 0 is for columns of words (a->z, a->bits <= LSQ_WORD_BITS), and leaves
 * |z_i - shift| < 2^LSQ_WORD_BITS.  Columns of doubles have at most LSQ_DOUBLE_BITS bits. */
void lsq_slices_cut(lsq_simd simd, double *out, int64_t ld, const lsq_integers *a, int64_t at,
                    int64_t rows, int64_t shift, int64_t count, int b);

#endif
