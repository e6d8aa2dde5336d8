/* slices.c - integers cut into short signed slices.
 *
 * Balanced digits: the lowest b bits are taken as a number in [-2^(b-1), 2^(b-1)), the rest
 * carries. s digits reach (2^(b-1) - 1)(2^(bs) - 1)/(2^b - 1) > 2^(bs-2) for b >= 3, hence the
 * count below.
 *
 * SPDX-License-Identifier: MIT */
#include "slices.h"

#include <assert.h>

int lsq_slice_bits(int64_t rows) {
    int log2_rows = 0; /* rounded up */
    while (((int64_t)1 << log2_rows) < rows)
        log2_rows++;
    return (53 - log2_rows) / 2 + 1;
}

int64_t lsq_slice_count(int64_t bits, int b) {
    return bits <= b - 1 ? 1 : (bits + 2 + b - 1) / b;
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
        carry = digit >= half;
        out[s * ld] = sign * (double)(carry ? digit - 2 * half : digit);
    }
    assert(!carry);
}

static void cut_small(double *out, int64_t ld, int64_t z, int64_t count, int b) {
    int64_t half = (int64_t)1 << (b - 1), mask = 2 * half - 1;
    for (int64_t s = 0; s < count; s++) {
        int64_t digit = ((z + half) & mask) - half;
        out[s * ld] = (double)digit;
        z = (z - digit) / (2 * half);
    }
    assert(z == 0);
}

void lsq_slices_cut(lsq_simd simd, double *out, int64_t ld, const lsq_integers *a, int64_t at,
                    int64_t rows, int64_t count, int b) {
    const fmpz *z = a->z + at;
    (void)simd;
    for (int64_t i = 0; i < rows; i++)
        if (COEFF_IS_MPZ(z[i]))
            cut_wide(out + i, ld, z + i, count, b);
        else if (count == 1)
            out[i] = (double)z[i];
        else
            cut_small(out + i, ld, z[i], count, b);
    for (int64_t s = 0; s < count; s++)
        for (int64_t i = rows; i < ld; i++)
            out[s * ld + i] = 0;
}
