/* slices.h - integers cut into short signed slices that doubles multiply and add without rounding.
 *
 *   z = sum_s d_s 2^(b s),   |d_s| <= 2^(b-1)
 *
 * A product of two slices is at most 2^(2b-2), a sum of m of them at most m 2^(2b-2) <= 2^53 when
 * 2(b - 1) + log2(m) <= 53: every partial sum, in any order, fused or not, is an integer that a
 * double holds. (Ozaki, Ogita, Oishi, Rump 2012, for integers.)
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_SLICES_H
#define LSQ_EXACT_SLICES_H

#include "../base/simd.h"
#include "integers.h"

/* The longest slice, in bits with its sign, for dot products over `rows` rows, 1 <= rows <=
 * 2^40. */
int lsq_slice_bits(int64_t rows);

/* How many slices of b bits hold every |z| < 2^bits: 1 at least. */
int64_t lsq_slice_count(int64_t bits, int b);

/* Write the slices of a->z[at .. at + rows): slice s of row at + i to out[s * ld + i], ld >= rows;
 * rows .. ld are set to 0. */
void lsq_slices_cut(lsq_simd simd, double *out, int64_t ld, const lsq_integers *a, int64_t at,
                    int64_t rows, int64_t count, int b);

#endif
