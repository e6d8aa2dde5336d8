/* dots.h - dot products of columns of doubles that hold integers, exact by what they hold
 * (slices.h): every sum, in any order, fused or not, is an integer below 2^53, so all twins give
 * the same bits.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_DOTS_H
#define LSQ_EXACT_DOTS_H

#include <stdint.h>

#include "../base/simd.h"

enum { LSQ_DOTS_STEP = 8 }; /* rows come in multiples of this */

/* dots[i * ldd + j] = sum over r < rows of A[i * ld + r] * B[j * ld + r], i < na, j < nb; rows a
 * multiple of LSQ_DOTS_STEP, at most ld.  na nb rows multiply-adds. */
void lsq_dots(lsq_simd simd, double *dots, int64_t ldd, const double *A, int64_t na,
              const double *B, int64_t nb, int64_t ld, int64_t rows);

#endif
