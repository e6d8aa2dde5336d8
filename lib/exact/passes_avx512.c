/* passes_avx512.c - the passes compiled for AVX-512.
 *
 * SPDX-License-Identifier: MIT */
#if defined(__AVX512F__)
#include "passes_body.h"

const lsq_passes lsq_passes_avx512 = LSQ_ALL_PASSES;
#endif
