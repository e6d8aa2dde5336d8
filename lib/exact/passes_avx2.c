/* passes_avx2.c - the passes compiled for AVX2.
 *
 * SPDX-License-Identifier: MIT */
#if defined(__AVX2__)
#include "passes_body.h"

const lsq_passes lsq_passes_avx2 = LSQ_ALL_PASSES;
#endif
