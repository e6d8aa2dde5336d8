/* passes_body.h - the passes of passes.h as plain loops that compilers turn into vector
 * instructions, compiled once for each level: passes.c, passes_avx2.c, passes_avx512.c.
 *
 * No loop leaves early or branches, and none needs an instruction that 128-bit vectors lack: an
 * int64_t below 2^51 becomes a double by an addition to the bits of 1.5 2^52 (the spacing of
 * doubles is 1 there), a power of two is found by clearing the lowest bit of a mantissa and
 * subtracting.  About 0.1 ns a number and slice with 512-bit vectors.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "integers.h"
#include "passes.h"
#include "powers.h"

static inline int64_t bits_of(double x) {
    int64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline double double_of(int64_t u) {
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

static inline uint64_t magnitude(int64_t z) {
    return z < 0 ? -(uint64_t)z : (uint64_t)z;
}

static uint64_t words(const int64_t *z, int64_t rows) {
    uint64_t all = 0;
    for (int64_t i = 0; i < rows; i++)
        all |= magnitude(z[i]);
    return all;
}

static void exponents(const int32_t *e, int64_t rows, int32_t *least, int32_t *most) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (int64_t i = 0; i < rows; i++) {
        low = e[i] < low ? e[i] : low;
        high = e[i] > high ? e[i] : high;
    }
    *least = low;
    *most = high;
}

static void span(const int64_t *z, const int32_t *e, int64_t rows, int32_t *least, int32_t *most) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (int64_t i = 0; i < rows; i++) {
        int32_t zero = -(int32_t)(z[i] == 0); /* all bits or none */
        int32_t under = (e[i] & ~zero) | (zero & INT32_MAX),
                over = (e[i] & ~zero) | (zero & INT32_MIN);
        low = under < low ? under : low;
        high = over > high ? over : high;
    }
    *least = low;
    *most = high;
}

/* 10^tens for tens <= LSQ_LOW_TENS; for others, which go with zeros, anything.  By the binary
 * digits of tens where vectors multiply 32-bit integers, which they do faster than they look up. */
static inline uint32_t short_power(uint32_t tens) {
#if defined(__AVX2__)
    return (1 + (9 & -(tens & 1))) * (1 + (99 & -(tens >> 1 & 1))) *
           (1 + (9999 & -(tens >> 2 & 1))) * (1 + (99999999 & -(tens >> 3 & 1)));
#else
    return (uint32_t)lsq_power10[tens <= LSQ_LOW_TENS ? tens : 0];
#endif
}

static uint64_t scale(int64_t *out, const int64_t *z, const int32_t *e, int64_t unit, int64_t most,
                      int64_t rows) {
    uint64_t all = 0;
    for (int64_t i = 0; most <= LSQ_LOW_TENS && i < rows; i++) {
        out[i] = z[i] * (int64_t)short_power((uint32_t)e[i] - (uint32_t)unit);
        all |= magnitude(out[i]);
    }
    for (int64_t i = 0; most > LSQ_LOW_TENS && i < rows; i++) {
        uint64_t tens = (uint64_t)(e[i] - unit); /* of a zero anything */
        out[i] = z[i] * lsq_power10[tens <= LSQ_WORD_TENS ? tens : 0];
        all |= magnitude(out[i]);
    }
    return all;
}

/* z = z1 2^32 + z0 with 0 <= z0 < 2^32: z0 10^t < 2^62, of which the upper half joins z1 10^t. */
static uint64_t scale_pairs(int64_t *restrict high, int64_t *restrict low,
                            const int64_t *restrict z, const int32_t *restrict e, int64_t unit,
                            int64_t rows, uint64_t *lows) {
    const uint64_t mask = UINT32_MAX;
    uint64_t all_high = 0, all_low = 0;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t power = short_power((uint32_t)e[i] - (uint32_t)unit), m = magnitude(z[i]),
                 lower = (m & mask) * power,
                 upper = (m >> LSQ_LOW_BITS) * power + (lower >> LSQ_LOW_BITS);
        lower &= mask;
        all_high |= upper;
        all_low |= lower;
        uint64_t sign = z[i] < 0 ? UINT64_MAX : 0;
        lower = (lower ^ (sign & mask)) - sign; /* as two's complement of both */
        low[i] = (int64_t)(lower & mask);
        high[i] = (int64_t)((upper ^ sign) + (lower >> LSQ_LOW_BITS));
    }
    *lows = all_low;
    return all_high;
}

/* Without the lowest bit of its mantissa x is y, and x - y is that bit; a power of two has no such
 * bit and is its own lowest.  Doubles that are not negative are ordered as their bits are. */
static void doubles(const double *x, int64_t rows, double *least, double *lowest, double *most) {
    const int64_t mantissa = ((int64_t)1 << 52) - 1, none = bits_of(HUGE_VAL);
    int64_t small = none, low = none, large = 0;
    for (int64_t i = 0; i < rows; i++) {
        int64_t u = bits_of(x[i]) & INT64_MAX;
        double y = double_of(u & mantissa ? u & (u - 1) : 0);
        int64_t bit = bits_of(double_of(u) - y);
        bit = bit ? bit : none;
        low = bit < low ? bit : low;
        large = u > large ? u : large;
        u = u ? u : none;
        small = u < small ? u : small;
    }
    *least = double_of(small);
    *lowest = double_of(low);
    *most = double_of(large);
}

/* With half of 2^b added to every slice but the last, and 2^62 to the last, all slices are fields
 * of bits of one non-negative number: z + 2^62 + half (1 + 2^b + ... + 2^(b (last - 1))) < 2^64. */
static void cut_words(double *restrict out, int64_t ld, const int64_t *restrict z, int64_t shift,
                      int64_t rows, int64_t count, int b) {
    const double magic = 0x1.8p52;
    int64_t last = LSQ_WORD_BITS / b < count - 1 ? LSQ_WORD_BITS / b : count - 1;
    uint64_t half = (uint64_t)1 << (b - 1), offset = (uint64_t)1 << LSQ_WORD_BITS;
    for (int64_t s = 0; s < last; s++)
        offset += half << s * b;
    offset -= (uint64_t)shift;
    for (int64_t s = 0; s < count; s++) {
        double *restrict slice = out + s * ld;
        int at = (int)(s * b);
        uint64_t mask = s < last ? 2 * half - 1 : UINT64_MAX,
                 back = s < last    ? half
                        : s == last ? (uint64_t)1 << LSQ_WORD_BITS >> at
                                    : 0;
        uint64_t add = (uint64_t)bits_of(magic) - back;
        for (int64_t i = 0; s <= last && i < rows; i++)
            slice[i] =
                double_of((int64_t)(((((uint64_t)z[i] + offset) >> at) & mask) + add)) - magic;
        for (int64_t i = 0; s > last && i < rows; i++)
            slice[i] = 0;
    }
}

/* As words are cut, the offset going over both words. */
static void cut_pairs(double *restrict out, int64_t ld, const int64_t *restrict high,
                      const int64_t *restrict low, int64_t rows, int64_t count, int b) {
    const double magic = 0x1.8p52;
    int64_t last = LSQ_PAIR_BITS / b < count - 1 ? LSQ_PAIR_BITS / b : count - 1;
    uint64_t half = (uint64_t)1 << (b - 1), offset_high = (uint64_t)1 << LSQ_WORD_BITS,
             offset_low = 0;
    for (int64_t s = 0; s < last; s++) {
        unsigned __int128 more = (unsigned __int128)half << s * b;
        offset_low += (uint64_t)more & UINT32_MAX;
        offset_high += (uint64_t)(more >> LSQ_LOW_BITS);
    }
    for (int64_t s = 0; s < count; s++) {
        double *restrict slice = out + s * ld;
        int at = (int)(s * b), right = at < LSQ_LOW_BITS ? 0 : at - LSQ_LOW_BITS,
            left = at < LSQ_LOW_BITS ? LSQ_LOW_BITS - at : 0;
        int low_right = at < LSQ_LOW_BITS ? at : 63; /* 63: nothing of it */
        uint64_t mask = s < last ? 2 * half - 1 : UINT64_MAX,
                 back = s < last    ? half
                        : s == last ? (uint64_t)1 << LSQ_WORD_BITS >> right
                                    : 0;
        uint64_t add = (uint64_t)bits_of(magic) - back;
        for (int64_t i = 0; s <= last && i < rows; i++) {
            uint64_t lower = (uint64_t)low[i] + offset_low,
                     upper = (uint64_t)high[i] + offset_high + (lower >> LSQ_LOW_BITS);
            uint64_t field = (upper << left >> right) | ((lower & UINT32_MAX) >> low_right);
            slice[i] = double_of((int64_t)((field & mask) + add)) - magic;
        }
        for (int64_t i = 0; s > last && i < rows; i++)
            slice[i] = 0;
    }
}

/* What is left of a row waits in slice 0, which is what is left in the end. */
static void cut_doubles(double *restrict out, int64_t ld, const double *restrict x, int64_t exp2,
                        int64_t rows, int64_t count, int b) {
    const double unit = ldexp(1, (int)-exp2);
    for (int64_t i = 0; i < rows; i++)
        out[i] = x[i] * unit;
    for (int64_t s = count - 1; s > 0; s--) {
        double *restrict slice = out + s * ld;
        const double magic = ldexp(1.5, (int)(52 + s * b)), back = ldexp(1, (int)(-s * b));
        for (int64_t i = 0; i < rows; i++) {
            double digit = (out[i] + magic) - magic;
            out[i] -= digit;
            slice[i] = digit * back;
        }
    }
}

#define LSQ_ALL_PASSES \
    { words, exponents, span, scale, scale_pairs, doubles, cut_words, cut_pairs, cut_doubles }
