/* passes_avx512.c - the passes compiled for AVX-512.
 *
 * SPDX-License-Identifier: MIT */
#if defined(__AVX512F__)
#include "passes_body.h"

const lsq_passes lsq_passes_avx512 = {words,   exponents, scale,     scale_pairs,
                                      doubles, cut_words, cut_pairs, cut_doubles};
#endif
