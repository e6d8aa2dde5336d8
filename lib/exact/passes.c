/* passes.c - the passes for every machine, and which ones this machine may use.
 *
 * SPDX-License-Identifier: MIT */
#include "passes_body.h"

static const lsq_passes portable = LSQ_ALL_PASSES;

const lsq_passes *lsq_passes_of(lsq_simd simd) {
#if defined(__x86_64__)
    if (simd == LSQ_SIMD_AVX512)
        return &lsq_passes_avx512;
    if (simd == LSQ_SIMD_AVX2)
        return &lsq_passes_avx2;
#endif
    (void)simd;
    return &portable;
}
