/* fields.c - many fields of a column to integers at once: the choice of the twin, and the portable
 * one.
 *
 * A field is taken from its end, in words of eight bytes, what stands in front of it made digits 0;
 * two fields stand side by side in a vector of 16 bytes, which every machine has.  The bytes that
 * are no digits are found by carries inside the bytes; if there is one and it is the decimal mark,
 * all in front of it moves up by a byte; pairs of digits and then fours are added up.  A step of
 * fields has as many words as its longest needs.  About 70 operations for a field of up to 8 bytes
 * and 25 for each word more; no jump depends on the digits or where the mark is.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#include <string.h>

enum { WORDS = LSQ_FIELDS_LONGEST / 8 };

/* A word of each of two fields; as bytes, and as numbers of 16 and 32 bits. */
typedef uint64_t pair __attribute__((vector_size(16)));
typedef unsigned char bytes __attribute__((vector_size(16)));
typedef uint16_t shorts __attribute__((vector_size(16)));
typedef uint32_t ints __attribute__((vector_size(16)));

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
static inline pair not_digits(pair x) {
    const uint64_t high_bits = 0x8080808080808080;
    return (((x & ~high_bits) + 0x7676767676767676) | x) & high_bits;
}

/* Eight bytes of 0 ... 9 in each word to two numbers of four digits, the first in the lower half.
 */
static inline pair fours(pair x) {
    x = (pair)((shorts)x * 10 + ((shorts)x >> 8)) & 0x00FF00FF00FF00FF;
    return (pair)((ints)((shorts)x * 100) + ((ints)x >> 16)) & 0x0000FFFF0000FFFF;
}

/* Up to 64 fields without their signs, and the length of the longest. */
typedef struct step {
    const char *end[LSQ_FIELDS_STEP + 1];
    int32_t length[LSQ_FIELDS_STEP + 1];
    uint32_t negative[LSQ_FIELDS_STEP + 1]; /* 1: there is a minus in front */
    int64_t count;
    int32_t longest;
} step;

/* Those from field i on; the length of one that is too long is 0.  Behind an odd number of them
 * stands one more, the last again. */
static inline void take_fields(step *s, const lsq_fields *f, int64_t i) {
    const uint32_t *ends = f->ends + i * f->ends_stride;
    const uint32_t *before = f->before + i * f->before_stride;
    s->longest = 0;
    s->count = f->count - i < LSQ_FIELDS_STEP ? f->count - i : LSQ_FIELDS_STEP;
    for (int64_t k = 0; k < s->count; k++) {
        uint32_t length = *ends - *before - 1;
        const char *end = f->bytes + *ends;
        uint32_t negative = end[-(int64_t)length] == '-';
        length = length - 1 < LSQ_FIELDS_LONGEST ? length - negative : 0;
        s->end[k] = end;
        s->length[k] = (int32_t)length;
        s->negative[k] = negative;
        s->longest = (int32_t)length > s->longest ? (int32_t)length : s->longest;
        ends += f->ends_stride;
        before += f->before_stride;
    }
    s->end[s->count] = s->end[s->count - 1];
    s->length[s->count] = s->length[s->count - 1];
    s->negative[s->count] = s->negative[s->count - 1];
}

/* Word k, counted from the end, of two fields, less '0'; 0 for bytes in front of the field. */
static inline pair load_pair(const step *s, int64_t i, int k) {
    static const uint64_t ones[2 * WORDS] = {
        [WORDS] = ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0};
    const char *keep = (const char *)(ones + WORDS) - 8 * (k + 1);
    pair x = {load_word(s->end[i] - 8 * (k + 1)), load_word(s->end[i + 1] - 8 * (k + 1))};
    pair in_field = {load_word(keep + s->length[i]), load_word(keep + s->length[i + 1])};
    return (x ^ 0x3030303030303030) & in_field;
}

/* What two fields are made of. */
typedef struct two {
    pair fours[WORDS]; /* from the end */
    pair moved;        /* how many bytes, one more than stand in front of the mark: sum of bytes */
    pair wrong;        /* not 0: there is a byte that is neither digit nor mark, or a second mark */
} two;

static inline two read_two(const step *s, int64_t i, int count, char mark) {
    const bytes marks = (bytes){0} + (unsigned char)(mark ^ '0');
    two t = {.moved = {0}, .wrong = {0}};
    pair x[WORDS + 1], seen = {0}; /* seen: all ones once the mark has been */
    for (int k = 0; k < count; k++)
        x[k] = load_pair(s, i, k);
    x[count] = (pair){0};
    for (int k = 0; k < count; k++) {
        pair bit = not_digits(x[k]), below = bit - 1;
        pair here = (below >> 63) - 1; /* with two bits anything */
        pair moves = ((bit ^ below) & here) | seen;
        pair up = x[k] << 8 | x[k + 1] >> 56;
        t.fours[k] = fours(x[k] ^ ((x[k] ^ up) & moves));
        t.moved += moves & 0x0101010101010101;
        t.wrong |= bit & (below | seen | ~(pair)((bytes)x[k] == marks));
        seen |= here;
    }
    return t;
}

/* The number of eight digits. */
static inline uint64_t eight(uint64_t two_fours) {
    return (two_fours * 10000 + (two_fours >> 32)) & 0xFFFFFFFF;
}

/* Field i of a step, in lane `lane` of t, to a number; 0: it is none, for it has a byte that is
 * neither digit nor mark, or a second mark, or no digit, or is too large. */
static inline uint64_t finish(const step *s, int64_t i, const two *t, int lane, int count,
                              int64_t *value, int32_t *exp10) {
    int moved = (int)(t->moved[lane] * 0x0101010101010101 >> 56), marked = moved > 0;
    int behind = (8 * count - moved) & -marked;
    uint64_t sum = eight(t->fours[0][lane]), high = 0;
    if (count > 1)
        sum += eight(t->fours[1][lane]) * 100000000;
    if (count > 2)
        high = eight(t->fours[2][lane]);
    if (count > 3)
        high += eight(t->fours[3][lane]) * 100000000;
    sum += high * 10000000000000000;
    value[i] = (int64_t)((sum ^ -(uint64_t)s->negative[i]) + s->negative[i]);
    exp10[i] = -behind;
    return (t->wrong[lane] == 0) & (s->length[i] > marked) & (high < LSQ_FIELDS_HIGH);
}

/* The fields of a step, none longer than 8 * count; a bit for each that is unusual. */
static inline uint64_t read_fields(const step *s, int count, char mark, int64_t *value,
                                   int32_t *exp10) {
    uint64_t usual = 0;
    for (int64_t i = 0; i < s->count; i += 2) {
        two t = read_two(s, i, count, mark);
        uint64_t first = finish(s, i, &t, 0, count, value, exp10),
                 second = finish(s, i + 1, &t, 1, count, value, exp10);
        usual |= (first | second << 1) << i;
    }
    return ~usual & ~(uint64_t)0 >> (LSQ_FIELDS_STEP - s->count);
}

static void convert_portable(const lsq_fields *f, int64_t *value, int32_t *exp10,
                             uint64_t *unusual) {
    step s;
    for (int64_t i = 0; i < f->count; i += LSQ_FIELDS_STEP) {
        uint64_t *odd = unusual + i / LSQ_FIELDS_STEP;
        take_fields(&s, f, i);
        *odd = s.longest <= 8    ? read_fields(&s, 1, f->mark, value + i, exp10 + i)
               : s.longest <= 16 ? read_fields(&s, 2, f->mark, value + i, exp10 + i)
               : s.longest <= 24 ? read_fields(&s, 3, f->mark, value + i, exp10 + i)
                                 : read_fields(&s, WORDS, f->mark, value + i, exp10 + i);
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
