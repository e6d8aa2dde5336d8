/* small.c - small decimals out of text.
 *
 * A number is taken eight bytes at a time: the first byte that is no digit is found by carries
 * in a 64-bit word; if it is the decimal mark, the word is closed up over it; up to eight digits
 * then become an integer in three multiplications (pairs, fours, eight).  Longer numbers take
 * several words.
 *
 * SPDX-License-Identifier: MIT */
#include "small.h"

#include <stddef.h>

/* The bytes at p, the first in the lowest place whatever the machine's order; compilers make it
 * one load. */
static inline uint64_t load_word(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

static const uint64_t zeros = 0x3030303030303030; /* "00000000" */

/* The high bit of the first byte that is no digit is the lowest bit set; 0 if there are eight
 * digits.  (Carries out of bytes above 0xB9 spoil only bytes behind that first one.) */
static inline uint64_t not_digits(uint64_t word) {
    uint64_t v = word ^ zeros;
    return ((v + 0x7676767676767676) | v) & 0x8080808080808080;
}

/* Index of the byte whose high bit is the lowest bit set, bits != 0. */
static inline unsigned first_byte(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits) >> 3;
#else
    unsigned i = 0;
    while (!(bits & 0x80)) {
        bits >>= 8;
        i++;
    }
    return i;
#endif
}

/* The number that the first n digits of the word make, 1 <= n <= 8. */
static inline uint64_t word_value(uint64_t word, unsigned n) {
    uint64_t v = (word ^ zeros) << (64 - 8 * n);
    v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FF;
    v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFF;
    return (v * 10000 + (v >> 32)) & 0xFFFFFFFF;
}

/* The same as lsq_small_read without the sign, for more than eight digits: a word at a time. */
static const char *long_number(const char *p, char mark, lsq_small *number) {
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    uint64_t value = 0;
    unsigned digits = 0, decimals = 0, marked = 0;
    for (;;) {
        uint64_t word = load_word(p), stops = not_digits(word);
        unsigned n = stops ? first_byte(stops) : 8;
        if (n) {
            digits += n;
            if (digits > 18)
                return NULL;
            value = value * tens[n] + word_value(word, n);
            decimals += marked ? n : 0;
            p += n;
        }
        if (n < 8) {
            if (marked || *p != mark)
                break;
            marked = 1;
            p++;
        }
    }
    number->digits = value;
    number->exp10 = -(int32_t)decimals;
    return digits ? p : NULL;
}

#if defined(__GNUC__)
__attribute__((always_inline))
#endif
static inline const char *
read_mantissa(const char *p, char mark, lsq_small *number) {
    number->negative = *p == '-';
    p += number->negative | (*p == '+');
    uint64_t word = load_word(p), closed = load_word(p + 1);
    uint64_t stops = not_digits(word);
    if (!stops)
        return long_number(p, mark, number);
    unsigned whole = first_byte(stops);
    unsigned marked = p[whole] == mark;
    uint64_t below = ((uint64_t)1 << 8 * whole) - 1;
    word = marked ? (word & below) | (closed & ~below) : word;
    stops = not_digits(word);
    unsigned n = stops ? first_byte(stops) : 8;
    if (n == 8 && (unsigned char)(p[8 + marked] - '0') < 10)
        return long_number(p, mark, number);
    if (!n)
        return NULL;
    number->digits = word_value(word, n);
    number->exp10 = -(int32_t)(n - whole);
    return p + n + marked;
}

/* An exponent of one or two digits at p, the e: no number so small or large is out of range. */
static const char *read_exponent(const char *p, lsq_small *number) {
    int negative = p[1] == '-', value = 0, digits = 0;
    p += p[1] == '-' || p[1] == '+' ? 2 : 1;
    for (; digits < 2 && (unsigned char)(*p - '0') < 10; digits++)
        value = 10 * value + (*p++ - '0');
    number->exp10 += negative ? -value : value;
    return digits ? p : NULL;
}

const char *lsq_small_read(const char *p, char mark, lsq_small *number) {
    const char *end = read_mantissa(p, mark, number);
    return end && (*end == 'e' || *end == 'E') ? read_exponent(end, number) : end;
}
