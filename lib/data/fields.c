/* fields.c - many fields of a column to integers at once: the choice of the twin, and the portable
 * one.
 *
 * A field is taken from its end, in words of eight bytes, what stands in front of it made digits 0.
 * The bytes that are no digits are found by carries inside the bytes; if there is one and it is
 * the decimal mark, all in front of it moves up by a byte; eight digits then become an integer in
 * three multiplications (pairs, fours, eight).  About 70 operations for a field of up to 8 bytes,
 * twice as many for one of up to 24; no jump depends on the digits or where the mark is.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#include <string.h>

enum { WORDS = LSQ_FIELDS_LONGEST / 8 };

static const uint64_t zeros = 0x3030303030303030; /* "00000000" */
static const uint64_t high_bits = 0x8080808080808080;

/* The bytes at p, the first in the lowest place whatever the machine's order. */
static inline uint64_t load_word(const char *p) {
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, p, sizeof word);
#else
    for (int i = 7; i >= 0; i--)
        word = word << 8 | (unsigned char)p[i];
#endif
    return word;
}

/* The high bits of the bytes that are above 9. */
static inline uint64_t not_digits(uint64_t word) {
    return (((word & ~high_bits) + 0x7676767676767676) | word) & high_bits;
}

/* How many bytes stand behind the one whose high bit is the only bit set. */
static inline int bytes_behind(uint64_t bit) {
#if defined(__GNUC__)
    return __builtin_clzll(bit) >> 3;
#else
    int n = 0;
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
static inline void load_field(uint64_t *x, int count, const char *end, int length) {
    for (int k = 0; k < count; k++) {
        int in_front = 8 * (k + 1) - length;
        in_front = in_front < 0 ? 0 : in_front > 8 ? 8 : in_front;
        x[k] = load_word(end - 8 * (k + 1)) ^ zeros;
        x[k] &= ~(uint64_t)0 << 4 * in_front << 4 * in_front; /* twice, as 64 at once is too many */
    }
}

/* The `length` bytes without a sign in front of `end`, 1 <= length <= 8 * count, as digits with or
 * without a mark; 0 if they are anything else or too large. */
static inline int read_digits(int count, const char *end, int length, char mark, uint64_t *value,
                              int32_t *exp10) {
    uint64_t x[WORDS + 1] = {0}, digits[WORDS] = {0};
    uint64_t seen = 0; /* all ones once the mark has been */
    int behind = 0, wrong = 0;
    load_field(x, count, end, length);
    for (int k = 0; k < count; k++) {
        uint64_t bit = not_digits(x[k]), here = bit ? ~(uint64_t)0 : 0;
        uint64_t moves = ((bit ^ (bit - 1)) & here) | seen;
        digits[k] = (x[k] & ~moves) | ((x[k] << 8 | x[k + 1] >> 56) & moves);
        wrong |= (bit & ((bit - 1) | seen)) != 0;
        behind = bit ? 8 * k + bytes_behind(bit) : behind;
        seen |= here;
    }
    if (wrong || (seen && (end[-1 - behind] != mark || length == 1)))
        return 0;
    *exp10 = -behind;
    *value = word_value(digits[0]);
    if (count == 1)
        return 1;
    uint64_t high = word_value(digits[3]) * 100000000 + word_value(digits[2]);
    *value += high * 10000000000000000 + word_value(digits[1]) * 100000000;
    return high < LSQ_FIELDS_HIGH;
}

/* 1 if the field was a number. */
static inline int read_field(const char *end, uint32_t length, char mark, int64_t *value,
                             int32_t *exp10) {
    if (!length || length > LSQ_FIELDS_LONGEST)
        return 0;
    uint64_t digits = 0;
    int negative = end[-(int64_t)length] == '-', usual, rest = (int)length - negative;
    if (!rest)
        return 0;
    usual = rest <= 8    ? read_digits(1, end, rest, mark, &digits, exp10)
            : rest <= 24 ? read_digits(3, end, rest, mark, &digits, exp10)
                         : read_digits(WORDS, end, rest, mark, &digits, exp10);
    *value = ((int64_t)digits ^ -negative) + negative;
    return usual;
}

static void convert_portable(const lsq_fields *f, int64_t *value, int32_t *exp10,
                             uint64_t *unusual) {
    for (int64_t i = 0; i < f->count; i += 64) {
        const uint32_t *ends = f->ends + i * f->ends_stride;
        const uint32_t *before = f->before + i * f->before_stride;
        int64_t left = f->count - i < 64 ? f->count - i : 64;
        uint64_t odd = 0;
        for (int64_t k = 0; k < left; k++) {
            uint32_t end = ends[k * f->ends_stride];
            uint32_t length = end - before[k * f->before_stride] - 1;
            int usual = read_field(f->bytes + end, length, f->mark, &value[i + k], &exp10[i + k]);
            odd |= (uint64_t)!usual << k;
        }
        unusual[i / 64] = odd;
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
