/* dots_avx2.c - dots.c with vectors of four: of 16 registers 12 hold the sums of a 3-by-4 tile, or
 * 10 those of a triangle of four.
 *
 * SPDX-License-Identifier: MIT */
#include "dots.h"

#if defined(__AVX2__) && defined(__FMA__)

#include <immintrin.h>

#define LANE 4
#define HIGH 3
#define WIDE 4
#define FUSED(s, a, b) _mm256_fmadd_pd(a, b, s)
#define LANES(v) ((v)[0] + (v)[1] + (v)[2] + (v)[3])
#define ADD lsq_dots_add_avx2
#define ADD_OWN lsq_dots_add_own_avx2
#include "dots_tile.h"

#endif
