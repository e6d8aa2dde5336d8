/* dots.c - dot products of columns of doubles that hold integers.
 *
 * The portable twin: vectors of two doubles, which every machine has, in 2-by-4 tiles; and the
 * choice between the twins.
 *
 * SPDX-License-Identifier: MIT */
#include "dots.h"

#define LANE 2
#define HIGH 2
#define WIDE 4
#define FUSED(s, a, b) ((s) + (a) * (b))
#define LANES(v) ((v)[0] + (v)[1])
#define ADD add_portable
#define ADD_OWN add_own_portable
static lsq_dots_add_twin ADD;
static lsq_dots_add_own_twin ADD_OWN;
#include "dots_tile.h"

void lsq_dots_add(lsq_simd simd, int64_t *sums, int64_t lds, const double *A, int64_t na,
                  const double *B, int64_t nb, int64_t ld, int64_t rows, int64_t terms) {
    lsq_dots_add_twin *twin = add_portable;
#if defined(__x86_64__)
    if (simd == LSQ_SIMD_AVX512)
        twin = lsq_dots_add_avx512;
    else if (simd == LSQ_SIMD_AVX2)
        twin = lsq_dots_add_avx2;
#else
    (void)simd;
#endif
    twin(sums, lds, A, na, B, nb, ld, rows, terms);
}

void lsq_dots_add_own(lsq_simd simd, int64_t *sums, int64_t lds, const double *A, int64_t na,
                      int64_t ld, int64_t rows, int64_t terms) {
    lsq_dots_add_own_twin *twin = add_own_portable;
#if defined(__x86_64__)
    if (simd == LSQ_SIMD_AVX512)
        twin = lsq_dots_add_own_avx512;
    else if (simd == LSQ_SIMD_AVX2)
        twin = lsq_dots_add_own_avx2;
#else
    (void)simd;
#endif
    twin(sums, lds, A, na, ld, rows, terms);
}
