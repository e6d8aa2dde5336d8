/* dots_avx512.c - dots.c with vectors of eight: of 32 registers 24 hold the sums of a 4-by-6 tile,
 * or 21 those of a triangle of six.
 *
 * SPDX-License-Identifier: MIT */
#include "dots.h"

#if defined(__AVX512F__) && defined(__AVX512DQ__)

#include <immintrin.h>

#define LANE 8
#define HIGH 4
#define WIDE 6
#define FUSED(s, a, b) _mm512_fmadd_pd(a, b, s)
#define LANES(v) _mm512_reduce_add_epi64((__m512i)(v))
#define ADD lsq_dots_add_avx512
#define ADD_OWN lsq_dots_add_own_avx512
#include "dots_tile.h"

#endif
