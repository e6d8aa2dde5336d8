/* fields_avx512.c - 64 fields of a column to integers at once, with AVX-512.
 *
 * Of each field the bytes that end where it ends are loaded, 16 or, where one of the fields is
 * longer, 32: its window.  Comparisons give a bit a byte; a field's bits make a lane of 32, the
 * last byte the highest, and a few operations on sixteen lanes tell whether the fields are numbers,
 * where the mark is, which bytes are digits.  Then what stands in front of a mark moves up by a
 * byte, what is no digit becomes 0, and pairs, fours and eights are added up.  About 13 operations
 * a field of up to 16 bytes, 20 of a longer one; no jump depends on what the fields hold, except
 * for their length.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#if defined(__AVX512F__)

#include <immintrin.h>

enum { STEP = LSQ_FIELDS_STEP };

typedef __m512i lanes;

/* A step of fields.  Its windows are of `size` bytes, 16 or 32, so many of them side by side in one
 * register as it takes; the masks have a bit for each byte of a register. */
typedef struct step {
    lanes window[STEP / 2];
    uint64_t marks[STEP / 2], minuses[STEP / 2], numerals[STEP / 2];
    uint64_t moves[STEP / 2];  /* the mark and the bytes in front of it, which move up by one */
    uint64_t digits[STEP / 2]; /* the bytes that are digits after that */
    uint64_t negative;         /* a bit for each field with a minus in front */
} step;

static inline lanes load(const void *p) {
    return _mm512_loadu_si512(p);
}

/* Four windows of 16 bytes. */
static inline lanes load_four(const char *base, const uint32_t *ends) {
    lanes x = _mm512_castsi128_si512(_mm_loadu_si128((const void *)(base + ends[0])));
    x = _mm512_inserti32x4(x, _mm_loadu_si128((const void *)(base + ends[1])), 1);
    x = _mm512_inserti32x4(x, _mm_loadu_si128((const void *)(base + ends[2])), 2);
    return _mm512_inserti32x4(x, _mm_loadu_si128((const void *)(base + ends[3])), 3);
}

/* Two windows of 32 bytes. */
static inline lanes load_two(const char *base, const uint32_t *ends) {
    lanes x = _mm512_castsi256_si512(_mm256_loadu_si256((const void *)(base + ends[0])));
    return _mm512_inserti64x4(x, _mm256_loadu_si256((const void *)(base + ends[1])), 1);
}

/* Load the windows and tell the kinds of their bytes. */
static inline void look(step *s, int size, const char *bytes, const uint32_t *ends, char mark) {
    const char *base = bytes - size;
    for (int i = 0; i < STEP * size / 64; i++) {
        lanes x = size == 16 ? load_four(base, ends + 4 * i) : load_two(base, ends + 2 * i);
        lanes d = _mm512_sub_epi8(x, _mm512_set1_epi8('0'));
        s->window[i] = x;
        s->marks[i] = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(mark));
        s->minuses[i] = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('-'));
        s->numerals[i] = _mm512_cmple_epu8_mask(d, _mm512_set1_epi8(9));
    }
}

/* The bits of the windows of sixteen fields from field k on, in lanes, and back. */
static inline lanes in_lanes(const uint64_t *masks, int size, int k) {
    if (size == 32)
        return load(masks + k / 2);
    return _mm512_slli_epi32(
        _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(masks + k / 4))), 16);
}

static inline void in_masks(uint64_t *masks, int size, int k, lanes x) {
    if (size == 32)
        _mm512_storeu_si512(masks + k / 2, x);
    else
        _mm256_storeu_si256((void *)(masks + k / 4),
                            _mm512_cvtepi32_epi16(_mm512_srli_epi32(x, 16)));
}

/* From the bits of windows what the fields are; a bit for each that is no number: that has a byte
 * which is neither digit nor mark nor minus in front, a second mark, or no digit. */
static inline uint64_t judge(step *s, int size, const uint32_t *length, int32_t *exp10) {
    const lanes all = _mm512_set1_epi32(-1);
    uint64_t unusual = 0;
    s->negative = 0;
    for (int k = 0; k < STEP; k += 16) {
        lanes keep =
            _mm512_sllv_epi32(all, _mm512_sub_epi32(_mm512_set1_epi32(32), load(length + k)));
        lanes first = _mm512_andnot_si512(_mm512_slli_epi32(keep, 1), keep);
        lanes mark = _mm512_and_si512(in_lanes(s->marks, size, k), keep);
        lanes minus = _mm512_and_si512(in_lanes(s->minuses, size, k), first);
        lanes digits = _mm512_and_si512(in_lanes(s->numerals, size, k), keep);
        lanes right = _mm512_or_si512(_mm512_or_si512(mark, minus), digits);
        lanes below = _mm512_add_epi32(mark, all), second = _mm512_and_si512(mark, below);
        lanes wrong = _mm512_or_si512(_mm512_xor_si512(keep, right), second);
        __mmask16 marked = _mm512_test_epi32_mask(mark, mark);
        lanes moves = _mm512_maskz_or_epi32(marked, mark, below);
        uint64_t odd =
            _mm512_test_epi32_mask(wrong, wrong) | _mm512_testn_epi32_mask(digits, digits);
        unusual |= odd << k;
        s->negative |= (uint64_t)_mm512_test_epi32_mask(minus, minus) << k;
        /* The exponent of 2^i as a float is i. */
        lanes place = _mm512_srli_epi32(_mm512_castps_si512(_mm512_cvtepu32_ps(mark)), 23);
        place = _mm512_maskz_sub_epi32(marked, place, _mm512_set1_epi32(127 + 31));
        _mm512_storeu_si512(exp10 + k, place);
        in_masks(s->moves, size, k, moves);
        /* Those in front of the mark are doubled, that is, moved up by one. */
        digits = _mm512_add_epi32(digits, _mm512_and_si512(digits, moves));
        in_masks(s->digits, size, k, digits);
    }
    return unusual;
}

/* The digits in register i, the mark gone, and anything else 0. */
static inline lanes digits_of(const step *s, int size, int i) {
    const lanes in_front = _mm512_set_epi64(
        0x3E3D3C3B3A393837, 0x363534333231302F, 0x2E2D2C2B2A292827, 0x262524232221201F,
        0x1E1D1C1B1A191817, 0x161514131211100F, 0x0E0D0C0B0A090807, 0x060504030201003F);
    lanes x = s->window[i];
    x = size == 16 ? _mm512_mask_alignr_epi8(x, s->moves[i], x, x, 15)
                   : _mm512_mask_permutexvar_epi8(x, s->moves[i], in_front, x);
    return _mm512_maskz_sub_epi8(s->digits[i], x, _mm512_set1_epi8('0'));
}

/* The 16 digits in each quarter of a and b to the numbers that they make: of a's first quarter,
 * b's first, a's second and so on. */
static inline lanes sixteens(lanes a, lanes b) {
    const lanes tens = _mm512_set1_epi16(10 | 1 << 8), hundreds = _mm512_set1_epi32(100 | 1 << 16);
    a = _mm512_madd_epi16(_mm512_maddubs_epi16(a, tens), hundreds);
    b = _mm512_madd_epi16(_mm512_maddubs_epi16(b, tens), hundreds);
    lanes x = _mm512_madd_epi16(_mm512_packus_epi32(a, b), _mm512_set1_epi32(10000 | 1 << 16));
    return _mm512_add_epi64(_mm512_mul_epu32(x, _mm512_set1_epi64(100000000)),
                            _mm512_srli_epi64(x, 32));
}

/* The values of a step; a bit for each that is too large. */
static inline uint64_t convert(const step *s, int size, int64_t *value) {
    const lanes even_odd = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    const lanes upper = _mm512_setr_epi64(0, 4, 1, 5, 8, 12, 9, 13);
    const lanes lower = _mm512_setr_epi64(2, 6, 3, 7, 10, 14, 11, 15);
    uint64_t large = 0;
    for (int k = 0; k < STEP; k += 8) {
        lanes v;
        if (size == 16) {
            v = sixteens(digits_of(s, size, k / 4), digits_of(s, size, k / 4 + 1));
            v = _mm512_permutexvar_epi64(even_odd, v);
        } else {
            lanes a = sixteens(digits_of(s, size, k / 2), digits_of(s, size, k / 2 + 1));
            lanes b = sixteens(digits_of(s, size, k / 2 + 2), digits_of(s, size, k / 2 + 3));
            lanes high = _mm512_permutex2var_epi64(a, upper, b);
            large |= (uint64_t)_mm512_cmpge_epu64_mask(high, _mm512_set1_epi64(LSQ_FIELDS_HIGH))
                     << k;
            v = _mm512_mullo_epi64(high, _mm512_set1_epi64(10000000000000000));
            v = _mm512_add_epi64(v, _mm512_permutex2var_epi64(a, lower, b));
        }
        v = _mm512_mask_sub_epi64(v, (__mmask8)(s->negative >> k), _mm512_setzero_si512(), v);
        _mm512_storeu_si512(value + k, v);
    }
    return large;
}

#include "fields_steps.h"

void lsq_fields_avx512(const lsq_fields *f, int64_t *value, int32_t *exp10, uint64_t *unusual) {
    convert_fields(f, value, exp10, unusual);
}

#endif
