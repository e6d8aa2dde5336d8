/* fields.c - many fields of a column to integers at once: the choice of the twin, and the portable
 * one.
 *
 * A field is taken from its end, in words of eight bytes, what stands in front of it made digits 0.
 * The bytes that are no digits are found by carries inside the bytes; if there is one and it is
 * the decimal mark, all in front of it moves up by a byte; eight digits then become an integer in
 * three multiplications (pairs, fours, eight).  About 40 operations for a field of up to 8 bytes,
 * three times as many for a longer one; no jump depends on the digits.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

enum { WORDS = LSQ_FIELDS_LONGEST / 8 };

static const uint64_t zeros = 0x3030303030303030; /* "00000000" */
static const uint64_t high_bits = 0x8080808080808080;

/* The bytes at p, the first in the lowest place whatever the machine's order; compilers make it
 * one load. */
static inline uint64_t load_word(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

/* The high bits of the bytes that are above 9. */
static inline uint64_t not_digits(uint64_t word) {
    return (((word & ~high_bits) + 0x7676767676767676) | word) & high_bits;
}

/* How many bytes stand behind the one whose high bit is the only bit set. */
static inline unsigned bytes_behind(uint64_t bit) {
#if defined(__GNUC__)
    return (unsigned)__builtin_clzll(bit) >> 3;
#else
    unsigned n = 0;
    for (; bit < (uint64_t)1 << 56; bit <<= 8)
        n++;
    return n;
#endif
}

/* The number that eight bytes of 0 ... 9 make. */
static inline uint64_t word_value(uint64_t v) {
    v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FF;
    v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFF;
    return (v * 10000 + (v >> 32)) & 0xFFFFFFFF;
}

/* The last 8 * count bytes in front of `end` less '0' to x[0 .. count), x[0] the last; 0 for those
 * in front of the field of `length` bytes. */
static inline void load_field(uint64_t *x, int count, const char *end, unsigned length) {
    for (int k = 0; k < count; k++) {
        unsigned behind = 8 * (unsigned)k;
        x[k] = load_word(end - 8 * (k + 1)) ^ zeros;
        if (length < behind + 8)
            x[k] = length > behind ? x[k] & ~(uint64_t)0 << 8 * (behind + 8 - length) : 0;
    }
}

/* Take the byte at `mark`, a bit in one of the words, out. */
static inline void close_up(uint64_t *x, int count, const uint64_t *mark) {
    uint64_t behind = 0; /* all ones once the mark has been behind this word */
    for (int k = 0; k < count; k++) {
        uint64_t moved = x[k] << 8 | (k + 1 < count ? x[k + 1] >> 56 : 0);
        uint64_t moves = mark[k] ? mark[k] ^ (mark[k] - 1) : behind;
        x[k] = (x[k] & ~moves) | (moved & moves);
        behind |= mark[k] ? ~(uint64_t)0 : 0;
    }
}

/* The `length` bytes without a sign in front of `end`, 1 <= length <= 8 * count, as digits with or
 * without a mark; 0 if they are anything else or too large. */
static inline int read_digits(int count, const char *end, unsigned length, char mark,
                              uint64_t *value, int32_t *exp10) {
    uint64_t x[WORDS], stops[WORDS], bit = 0, high = 0;
    unsigned words = 0, behind = 0;
    load_field(x, count, end, length);
    for (int k = 0; k < count; k++) {
        stops[k] = not_digits(x[k]);
        words += stops[k] != 0;
        bit |= stops[k];
        behind = stops[k] ? 8 * (unsigned)k + bytes_behind(stops[k]) : behind;
    }
    if (bit) {
        if (words > 1 || (bit & (bit - 1)) || end[-1 - (int)behind] != mark || length == 1)
            return 0;
        close_up(x, count, stops);
    }
    *value = word_value(x[0]);
    if (count > 1) {
        *value += word_value(x[1]) * 100000000;
        high = word_value(x[3]) * 100000000 + word_value(x[2]);
        *value += high * 10000000000000000;
    }
    *exp10 = -(int32_t)behind;
    return high < LSQ_FIELDS_HIGH;
}

/* 1 if the field was a number. */
static inline int read_field(const char *end, uint32_t length, char mark, int64_t *value,
                             int32_t *exp10) {
    if (!length || length > LSQ_FIELDS_LONGEST)
        return 0;
    uint64_t digits = 0;
    int negative = end[-(int64_t)length] == '-', usual;
    length -= (uint32_t)negative;
    if (!length)
        return 0;
    usual = length <= 8 ? read_digits(1, end, length, mark, &digits, exp10)
                        : read_digits(WORDS, end, length, mark, &digits, exp10);
    *value = negative ? -(int64_t)digits : (int64_t)digits;
    return usual;
}

static void convert_portable(const lsq_fields *f, int64_t *value, int32_t *exp10,
                             uint64_t *unusual) {
    for (int64_t i = 0; i < f->count; i++) {
        uint32_t end = f->ends[i * f->ends_stride];
        uint32_t length = end - f->before[i * f->before_stride] - 1;
        if (i % 64 == 0)
            unusual[i / 64] = 0;
        if (!read_field(f->bytes + end, length, f->mark, &value[i], &exp10[i]))
            unusual[i / 64] |= (uint64_t)1 << i % 64;
    }
}

void lsq_fields_convert(lsq_simd simd, const lsq_fields *fields, int64_t *value, int32_t *exp10,
                        uint64_t *unusual) {
#if defined(__x86_64__)
    if (simd >= LSQ_SIMD_AVX512) {
        lsq_fields_avx512(fields, value, exp10, unusual);
        return;
    }
    if (simd >= LSQ_SIMD_AVX2) {
        lsq_fields_avx2(fields, value, exp10, unusual);
        return;
    }
#endif
    (void)simd;
    convert_portable(fields, value, exp10, unusual);
}
