/* blas.c - what OpenBLAS reads from the environment when it is loaded.
 *
 *   OPENBLAS_NUM_THREADS = 1: a sum has the same order whatever the number of processors, and a
 *   table that takes a millisecond starts no threads.  Always set, since OpenBLAS takes what it
 *   cannot read as "all of them".
 *
 *   OPENBLAS_CORETYPE: its own choice goes by the model numbers of its year.  Up to 0.3.24, on an
 *   Intel processor that it does not know, it takes kernels of 2004 (Prescott; OpenBLAS issue 4267)
 *   whose products are four times slower.  We ask for instructions instead.  Not set if the user
 *   has set it, nor where even AVX2 is missing.
 *
 * The library never does this: the environment belongs to the program.  When memory for it is
 * lacking, nothing is set, and OpenBLAS chooses.
 *
 * SPDX-License-Identifier: MIT */
#include "blas.h"

#include <stdlib.h>

/* The newest kernels of OpenBLAS that run here, NULL for its own choice. */
static const char *kernels(void) {
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "Haswell";
#endif
    return NULL;
}

void prepare_blas(void) {
    const char *core = kernels();
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (core)
        setenv("OPENBLAS_CORETYPE", core, 0);
}
