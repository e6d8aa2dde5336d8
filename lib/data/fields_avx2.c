/* fields_avx2.c - 64 fields of a column to integers at once, with AVX2.
 *
 * The way of fields_avx512.c: of each field the bytes that end where it ends are loaded, 16 or,
 * where one of the fields is longer, 32: its window.  Comparisons give a bit a byte, a field's bits
 * make a lane of 32, the last byte the highest, and a few operations on eight lanes tell whether
 * the fields are numbers, where the mark is, which bytes are digits.  These bits become masks of
 * bytes again; what stands in front of a mark moves up by a byte, what is no digit becomes 0, and
 * pairs, fours and eights are added up.  About 25 operations a field of up to 16 bytes, 40 of a
 * longer one; no jump depends on what the fields hold, except for their length.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#if defined(__AVX2__)

#include <immintrin.h>
#include <string.h>

enum { STEP = LSQ_FIELDS_STEP };

typedef __m256i lanes;

/* A step of fields.  Its windows are of `size` bytes, 16 or 32, the first two of 16 side by side in
 * one register and so on. */
typedef struct step {
    lanes window[STEP];                                  /* bytes less '0' */
    uint32_t marks[STEP], minuses[STEP], numerals[STEP]; /* of windows, `size` bits each */
    uint32_t moves[STEP];   /* the mark and the bytes in front of it, which move up by one */
    uint32_t digits[STEP];  /* the bytes that are digits after that */
    int32_t negative[STEP]; /* -1: there is a minus in front */
} step;

static inline lanes load(const void *p) {
    return _mm256_loadu_si256(p);
}

static inline lanes all_ones(void) {
    return _mm256_set1_epi32(-1);
}

static inline lanes is_zero(lanes x) {
    return _mm256_cmpeq_epi32(x, _mm256_setzero_si256());
}

static inline uint32_t bits(lanes bytes) {
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

/* Load the windows and tell the kinds of their bytes. */
static inline void look(step *s, int size, const char *bytes, const uint32_t *ends, char mark) {
    for (int i = 0; i < STEP * size / 32; i++) {
        lanes x;
        if (size == 16) {
            x = _mm256_castsi128_si256(_mm_loadu_si128((const void *)(bytes + ends[2 * i] - 16)));
            x = _mm256_inserti128_si256(
                x, _mm_loadu_si128((const void *)(bytes + ends[2 * i + 1] - 16)), 1);
        } else {
            x = load(bytes + ends[i] - 32);
        }
        lanes d = _mm256_sub_epi8(x, _mm256_set1_epi8('0'));
        s->window[i] = d;
        s->marks[i] = bits(_mm256_cmpeq_epi8(x, _mm256_set1_epi8(mark)));
        s->minuses[i] = bits(_mm256_cmpeq_epi8(x, _mm256_set1_epi8('-')));
        s->numerals[i] = bits(_mm256_cmpeq_epi8(d, _mm256_min_epu8(d, _mm256_set1_epi8(9))));
    }
}

/* The bits of the windows of eight fields from field k on, in lanes. */
static inline lanes in_lanes(const uint32_t *masks, int size, int k) {
    if (size == 32)
        return load(masks + k);
    return _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)(masks + k / 2))),
                             16);
}

/* From the bits of windows what the fields are; a bit for each that is no number: that has a byte
 * which is neither digit nor mark nor minus in front, a second mark, or no digit. */
static inline uint64_t judge(step *s, int size, const uint32_t *length, int32_t *exp10) {
    uint64_t unusual = 0;
    for (int k = 0; k < STEP; k += 8) {
        lanes keep = _mm256_sllv_epi32(all_ones(),
                                       _mm256_sub_epi32(_mm256_set1_epi32(32), load(length + k)));
        lanes first = _mm256_andnot_si256(_mm256_slli_epi32(keep, 1), keep);
        lanes mark = _mm256_and_si256(in_lanes(s->marks, size, k), keep);
        lanes minus = _mm256_and_si256(in_lanes(s->minuses, size, k), first);
        lanes digits = _mm256_and_si256(in_lanes(s->numerals, size, k), keep);
        lanes right = _mm256_or_si256(_mm256_or_si256(mark, minus), digits);
        lanes below = _mm256_add_epi32(mark, all_ones()), second = _mm256_and_si256(mark, below);
        lanes wrong = _mm256_or_si256(_mm256_xor_si256(keep, right), second);
        lanes unmarked = is_zero(mark);
        lanes moves = _mm256_andnot_si256(unmarked, _mm256_or_si256(mark, below));
        wrong = is_zero(_mm256_or_si256(wrong, is_zero(digits)));
        unusual |= (uint64_t)(255 & ~_mm256_movemask_ps(_mm256_castsi256_ps(wrong))) << k;
        /* The exponent of 2^i as a float is i; 2^31 has a sign too. */
        lanes place = _mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(mark)), 23);
        place = _mm256_sub_epi32(_mm256_and_si256(place, _mm256_set1_epi32(255)),
                                 _mm256_set1_epi32(127 + 31));
        _mm256_storeu_si256((void *)(exp10 + k), _mm256_andnot_si256(unmarked, place));
        _mm256_storeu_si256((void *)(s->moves + k), moves);
        /* Those in front of the mark are doubled, that is, moved up by one. */
        digits = _mm256_add_epi32(digits, _mm256_and_si256(digits, moves));
        _mm256_storeu_si256((void *)(s->digits + k), digits);
        _mm256_storeu_si256((void *)(s->negative + k),
                            _mm256_xor_si256(is_zero(minus), all_ones()));
    }
    return unusual;
}

/* A byte for each bit of the windows in register i. */
static inline lanes in_bytes(const uint32_t *masks, int size, int i) {
    const lanes bit = _mm256_set1_epi64x((int64_t)0x8040201008040201);
    const lanes upper = _mm256_setr_epi64x(0x0202020202020202, 0x0303030303030303,
                                           0x0606060606060606, 0x0707070707070707);
    const lanes whole =
        _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    lanes mask;
    if (size == 16) {
        int64_t two;
        memcpy(&two, masks + 2 * i, sizeof two);
        mask = _mm256_shuffle_epi8(_mm256_set1_epi64x(two), upper);
    } else {
        mask = _mm256_shuffle_epi8(_mm256_set1_epi32((int)masks[i]), whole);
    }
    return _mm256_cmpeq_epi8(_mm256_and_si256(mask, bit), bit);
}

/* The digits in register i, the mark gone, and anything else 0. */
static inline lanes digits_of(const step *s, int size, int i) {
    lanes x = s->window[i];
    lanes up = size == 16 ? _mm256_slli_si256(x, 1)
                          : _mm256_alignr_epi8(x, _mm256_permute2x128_si256(x, x, 0x08), 15);
    x = _mm256_blendv_epi8(x, up, in_bytes(s->moves, size, i));
    return _mm256_and_si256(x, in_bytes(s->digits, size, i));
}

/* The 16 digits in each half of a and b to the numbers that they make: of a's first half, b's
 * first, a's second, b's second. */
static inline lanes sixteens(lanes a, lanes b) {
    const lanes tens = _mm256_set1_epi16(10 | 1 << 8), hundreds = _mm256_set1_epi32(100 | 1 << 16);
    a = _mm256_madd_epi16(_mm256_maddubs_epi16(a, tens), hundreds);
    b = _mm256_madd_epi16(_mm256_maddubs_epi16(b, tens), hundreds);
    lanes x = _mm256_madd_epi16(_mm256_packus_epi32(a, b), _mm256_set1_epi32(10000 | 1 << 16));
    return _mm256_add_epi64(_mm256_mul_epu32(x, _mm256_set1_epi64x(100000000)),
                            _mm256_srli_epi64(x, 32));
}

/* x * 10^16 for 0 <= x < 2^10. */
static inline lanes times_ten_to_16(lanes x) {
    const int64_t power = 10000000000000000;
    lanes low = _mm256_mul_epu32(x, _mm256_set1_epi64x(power & 0xFFFFFFFF));
    lanes high = _mm256_mul_epu32(x, _mm256_set1_epi64x(power >> 32));
    return _mm256_add_epi64(low, _mm256_slli_epi64(high, 32));
}

/* The values of a step; a bit for each that is too large. */
static inline uint64_t convert(const step *s, int size, int64_t *value) {
    uint64_t large = 0;
    for (int k = 0; k < STEP; k += 4) {
        lanes v;
        if (size == 16) {
            v = sixteens(digits_of(s, size, k / 2), digits_of(s, size, k / 2 + 1));
            v = _mm256_permute4x64_epi64(v, _MM_SHUFFLE(3, 1, 2, 0));
        } else {
            lanes a = sixteens(digits_of(s, size, k), digits_of(s, size, k + 1));
            lanes b = sixteens(digits_of(s, size, k + 2), digits_of(s, size, k + 3));
            lanes high = _mm256_permute2x128_si256(a, b, 0x20);
            lanes above = _mm256_cmpgt_epi64(high, _mm256_set1_epi64x(LSQ_FIELDS_HIGH - 1));
            large |= (uint64_t)_mm256_movemask_pd(_mm256_castsi256_pd(above)) << k;
            v = _mm256_add_epi64(times_ten_to_16(high), _mm256_permute2x128_si256(a, b, 0x31));
        }
        lanes negative = _mm256_cvtepi32_epi64(_mm_loadu_si128((const void *)(s->negative + k)));
        v = _mm256_sub_epi64(_mm256_xor_si256(v, negative), negative);
        _mm256_storeu_si256((void *)(value + k), v);
    }
    return large;
}

#include "fields_steps.h"

void lsq_fields_avx2(const lsq_fields *f, int64_t *value, int32_t *exp10, uint64_t *unusual) {
    convert_fields(f, value, exp10, unusual);
}

#endif
