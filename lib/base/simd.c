/* simd.c - which vector instructions may be used.
 *
 * The compiler's run-time asks the processor and the operating system (which must save the wide
 * registers).
 *
 * SPDX-License-Identifier: MIT */
#include "simd.h"

#include <stdlib.h>
#include <string.h>

static lsq_simd of_processor(void) {
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("popcnt");
    int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                 __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                 __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
    return avx512 ? LSQ_SIMD_AVX512 : avx2 ? LSQ_SIMD_AVX2 : LSQ_SIMD_PORTABLE;
#else
    return LSQ_SIMD_PORTABLE;
#endif
}

lsq_simd lsq_simd_here(void) {
    static const char *const names[] = {"portable", "avx2", "avx512"};
    const char *asked = getenv("LSQ_SIMD");
    lsq_simd best = of_processor();
    for (int level = LSQ_SIMD_PORTABLE; asked && level < (int)best; level++)
        if (strcmp(asked, names[level]) == 0)
            best = (lsq_simd)level;
    return best;
}
