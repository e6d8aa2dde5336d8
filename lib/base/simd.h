/* simd.h - which vector instructions may be used.
 *
 * A function with twins takes the level as an argument, so that tests can set one twin against
 * another; whoever opens a handle asks once.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_SIMD_H
#define LSQ_BASE_SIMD_H

typedef enum lsq_simd {
    LSQ_SIMD_PORTABLE,
    LSQ_SIMD_AVX2,  /* with FMA and BMI2: Intel Haswell (2013), AMD Zen and later */
    LSQ_SIMD_AVX512 /* F, BW, DQ, VL, VBMI and VBMI2: Intel Ice Lake (2019), AMD Zen 4 and later */
} lsq_simd;

/* The highest level that this processor has and the environment variable LSQ_SIMD (portable, avx2
 * or avx512) allows; what that holds else is of no effect. */
lsq_simd lsq_simd_here(void);

#endif
