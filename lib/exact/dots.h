/* dots.h - dot products of columns of doubles that hold integers, exact by what they hold
 * (slices.h), so that all twins give the same bits.
 *
 * A twin sums in vectors of 2, 4 or 8 lanes.  A lane sums at most `terms` products before it is
 * added to integers: where that many are below 2^53 together, every sum of doubles is an integer
 * that a double holds, in any order, fused or not.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_DOTS_H
#define LSQ_EXACT_DOTS_H

#include <stdint.h>

#include "../base/simd.h"

enum { LSQ_DOTS_STEP = 8 }; /* rows come in multiples of this */

/* sums[i * lds + j] += sum over r < rows of A[i * ld + r] * B[j * ld + r], i < na, j < nb; rows a
 * multiple of LSQ_DOTS_STEP, at most ld; terms a power of two, 1 at least, whose products reach
 * 2^53 at most.  na nb rows multiply-adds. */
void lsq_dots_add(lsq_simd simd, int64_t *sums, int64_t lds, const double *A, int64_t na,
                  const double *B, int64_t nb, int64_t ld, int64_t rows, int64_t terms);

/* The same for the columns of A with each other, i <= j < na: sums[i * lds + j] for i > j stay as
 * they are.  Half the multiply-adds. */
void lsq_dots_add_own(lsq_simd simd, int64_t *sums, int64_t lds, const double *A, int64_t na,
                      int64_t ld, int64_t rows, int64_t terms);

/* The twins. */
typedef void lsq_dots_add_twin(int64_t *sums, int64_t lds, const double *A, int64_t na,
                               const double *B, int64_t nb, int64_t ld, int64_t rows,
                               int64_t terms);
typedef void lsq_dots_add_own_twin(int64_t *sums, int64_t lds, const double *A, int64_t na,
                                   int64_t ld, int64_t rows, int64_t terms);
#if defined(__x86_64__)
lsq_dots_add_twin lsq_dots_add_avx2, lsq_dots_add_avx512;
lsq_dots_add_own_twin lsq_dots_add_own_avx2, lsq_dots_add_own_avx512;
#endif

#endif
