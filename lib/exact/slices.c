/* slices.c - integers cut into short signed slices.
 *
 * Words and doubles go by columns (passes.h), numbers of many words one by one.
 *
 * SPDX-License-Identifier: MIT */
#include "slices.h"

#include <assert.h>
#include <string.h>

#include "passes.h"

int lsq_slice_bits(int64_t rows) {
    int log2_rows = 0; /* rounded up */
    while (((int64_t)1 << log2_rows) < rows)
        log2_rows++;
    return (53 - log2_rows) / 2 + 1;
}

int64_t lsq_slice_count(int64_t bits, int b) {
    return (bits + b) / b;
}

/* The same for a z of many words: digits of |z|, with the sign of z. */
static void cut_wide(double *out, int64_t ld, const fmpz_t z, int64_t count, int b) {
    const __mpz_struct *big = COEFF_TO_PTR(*z);
    const mp_limb_t *limb = big->_mp_d;
    int64_t limbs = big->_mp_size < 0 ? -big->_mp_size : big->_mp_size;
    double sign = big->_mp_size < 0 ? -1 : 1;
    int64_t half = (int64_t)1 << (b - 1), carry = 0;
    for (int64_t s = 0; s < count; s++) {
        int64_t at = s * b / 64, shift = s * b % 64;
        uint64_t word = at < limbs ? limb[at] >> shift : 0;
        if (shift + b > 64 && at + 1 < limbs)
            word |= limb[at + 1] << (64 - shift);
        int64_t digit = (int64_t)(word & ((uint64_t)2 * (uint64_t)half - 1)) + carry;
        carry = digit >= half && s < count - 1;
        out[s * ld] = sign * (double)(carry ? digit - 2 * half : digit);
    }
}

void lsq_slices_cut(lsq_simd simd, double *out, int64_t ld, const lsq_integers *a, int64_t at,
                    int64_t rows, int64_t shift, int64_t count, int b) {
    const lsq_passes *pass = lsq_passes_of(simd);
    assert(shift || lsq_slice_count(a->bits, b) <= count);
    if (a->x) {
        assert(!shift && a->exp2 >= -1022 && a->bits <= LSQ_DOUBLE_BITS);
        int64_t own = lsq_slice_count(a->bits, b); /* cutting higher ones could pass the range */
        pass->cut_doubles(out, ld, a->x + at, a->exp2, rows, own, b);
        for (int64_t s = own; s < count; s++)
            memset(out + s * ld, 0, (size_t)rows * sizeof *out);
    } else if (a->high) {
        assert(!shift);
        pass->cut_pairs(out, ld, a->high + at, a->low + at, rows, count, b);
    } else if (a->bits <= LSQ_WORD_BITS) {
        pass->cut_words(out, ld, a->z + at, shift, rows, count, b);
    } else {
        assert(!shift);
        for (int64_t i = 0; i < rows; i++)
            if (COEFF_IS_MPZ(a->z[at + i]))
                cut_wide(out + i, ld, a->z + at + i, count, b);
            else
                pass->cut_words(out + i, ld, a->z + at + i, 0, 1, count, b);
    }
    for (int64_t s = 0; s < count; s++)
        for (int64_t i = rows; i < ld; i++)
            out[s * ld + i] = 0;
}
