/* passes.h - one pass over a column of a block, for each level of vector instructions.
 *
 * Every pass works in integers, or in doubles without rounding, so all levels give the same bits.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_PASSES_H
#define LSQ_EXACT_PASSES_H

#include <stdint.h>

#include "../base/simd.h"

enum { LSQ_LOW_TENS = 9 }; /* 10^9 < 2^LSQ_LOW_BITS */

typedef struct lsq_passes {
    /* The bitwise or of all |z_i|, whose length is that of the longest.  |z_i| < 2^63. */
    uint64_t (*words)(const int64_t *z, int64_t rows);

    /* *least and *most of e; INT32_MAX and INT32_MIN without rows. */
    void (*exponents)(const int32_t *e, int64_t rows, int32_t *least, int32_t *most);

    /* The same of those e_i whose z_i is not 0; INT32_MAX and INT32_MIN if there are none. */
    void (*span)(const int64_t *z, const int32_t *e, int64_t rows, int32_t *least, int32_t *most);

    /* out_i = z_i 10^(e_i - unit), where 0 <= e_i - unit <= most <= LSQ_WORD_TENS or z_i = 0, and
     * no product passes a word.  Returns the or of all |out_i|.  out may be z. */
    uint64_t (*scale)(int64_t *out, const int64_t *z, const int32_t *e, int64_t unit, int64_t most,
                      int64_t rows);

    /* high_i 2^LSQ_LOW_BITS + low_i = z_i 10^(e_i - unit), low_i >= 0, where 0 <= e_i - unit <=
     * LSQ_LOW_TENS or z_i = 0, and no product passes LSQ_PAIR_BITS.  Returns the or of the higher
     * words of all magnitudes, *lows that of the lower ones. */
    uint64_t (*scale_pairs)(int64_t *high, int64_t *low, const int64_t *z, const int32_t *e,
                            int64_t unit, int64_t rows, uint64_t *lows);

    /* Of the x_i that are not zero, all being finite: the least |x_i| and the lowest bit set in
     * any, as a power of two, both infinite if there are none; and the largest |x_i|.  The lowest
     * bit is right where *least >= 2^-900. */
    void (*doubles)(const double *x, int64_t rows, double *least, double *lowest, double *most);

    /* Slice s of z_i - shift to out[s * ld + i], as slices.h says; |z_i - shift| < 2^62. */
    void (*cut_words)(double *out, int64_t ld, const int64_t *z, int64_t shift, int64_t rows,
                      int64_t count, int b);

    /* The same of high_i 2^LSQ_LOW_BITS + low_i, where count > 1 and the last slice begins at bit
     * LSQ_LOW_BITS or above. */
    void (*cut_pairs)(double *out, int64_t ld, const int64_t *high, const int64_t *low,
                      int64_t rows, int64_t count, int b);

    /* Slice s of x_i 2^-exp2 to out[s * ld + i], as slices.h says; exp2 >= -1022. */
    void (*cut_doubles)(double *out, int64_t ld, const double *x, int64_t exp2, int64_t rows,
                        int64_t count, int b);
} lsq_passes;

const lsq_passes *lsq_passes_of(lsq_simd simd);

extern const lsq_passes lsq_passes_avx2, lsq_passes_avx512; /* only where compilers know them */

#endif
