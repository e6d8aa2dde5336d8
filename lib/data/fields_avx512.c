/* fields_avx512.c - sixteen fields of a column to integers at once, with AVX-512.
 *
 * Of each field the bytes that end where it ends are loaded, 16 or, where one of the sixteen fields
 * is longer, 32: its window.  Comparisons give a bit a byte; the bits of a field make a lane of 32,
 * the field's last byte the highest, and all that is to be known of sixteen fields comes from a few
 * operations on such lanes: whether they are numbers, where the mark is, which bytes are digits.
 * Then the bytes in front of a mark move up by one, what is no digit becomes 0, and pairs, fours
 * and eights are added up in vectors.  About 10 operations a field of up to 16 bytes, 20 of a
 * longer one; no jump depends on what the fields hold, except for their length.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#if defined(__AVX512F__)

#include <immintrin.h>

#include "fields_take.h"

enum { GROUP = LSQ_FIELDS_STEP };

/* The bytes of windows that are a mark, a minus, no digit. */
typedef struct seen {
    __m512i marks, minuses, others;
} seen;

/* What sixteen fields are, a lane or a bit each. */
typedef struct judged {
    __m512i moves;      /* the bytes that take the place of the one behind them, the mark's first */
    __m512i digits;     /* the bytes that are digits after that */
    __mmask16 negative; /* those with a minus in front */
    __mmask16 unusual;
} judged;

static inline judged judge(seen s, __m512i length, int32_t *exp10) {
    const __m512i all = _mm512_set1_epi32(-1), one = _mm512_set1_epi32(1);
    __m512i keep = _mm512_sllv_epi32(all, _mm512_sub_epi32(_mm512_set1_epi32(32), length));
    __m512i first = _mm512_andnot_si512(_mm512_slli_epi32(keep, 1), keep);
    __m512i mark = _mm512_and_si512(s.marks, keep), minus = _mm512_and_si512(s.minuses, first);
    __m512i others = _mm512_and_si512(s.others, keep);
    __m512i digits = _mm512_andnot_si512(others, keep);
    __m512i wrong = _mm512_andnot_si512(_mm512_or_si512(mark, minus), others);
    __m512i second = _mm512_and_si512(mark, _mm512_sub_epi32(mark, one));
    __mmask16 marked = _mm512_test_epi32_mask(mark, mark);
    /* The exponent of 2^i as a float is i. */
    __m512i place = _mm512_srli_epi32(_mm512_castps_si512(_mm512_cvtepu32_ps(mark)), 23);
    judged j;
    j.moves = _mm512_maskz_or_epi32(marked, mark, _mm512_sub_epi32(mark, one));
    j.digits = _mm512_ternarylogic_epi32(j.moves, _mm512_slli_epi32(digits, 1), digits, 0xCA);
    j.negative = _mm512_test_epi32_mask(minus, minus);
    j.unusual = (__mmask16)(_mm512_test_epi32_mask(_mm512_or_si512(wrong, second), all) |
                            _mm512_testn_epi32_mask(digits, digits));
    _mm512_storeu_si512(exp10, _mm512_maskz_sub_epi32(marked, place, _mm512_set1_epi32(127 + 31)));
    return j;
}

static inline __mmask64 other_bytes(__m512i x) {
    return _mm512_cmpgt_epu8_mask(_mm512_sub_epi8(x, _mm512_set1_epi8('0')), _mm512_set1_epi8(9));
}

/* Eight qwords of two numbers of up to eight digits: the lower times 10^8 plus the higher. */
static inline __m512i join(__m512i eights) {
    return _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100000000)),
                            _mm512_srli_epi64(eights, 32));
}

/* 128 bytes of digits to 16 numbers of eight: in each 16 bytes the two of a and the two of b. */
static inline __m512i eights(__m512i a, __m512i b) {
    const __m512i tens = _mm512_set1_epi16(10 | 1 << 8),
                  hundreds = _mm512_set1_epi32(100 | 1 << 16);
    a = _mm512_madd_epi16(_mm512_maddubs_epi16(a, tens), hundreds);
    b = _mm512_madd_epi16(_mm512_maddubs_epi16(b, tens), hundreds);
    return _mm512_madd_epi16(_mm512_packus_epi32(a, b), _mm512_set1_epi32(10000 | 1 << 16));
}

static inline void store(int64_t *value, __m512i v, __mmask8 negative) {
    _mm512_storeu_si512(value, _mm512_mask_sub_epi64(v, negative, _mm512_setzero_si512(), v));
}

/* Four windows of 16 bytes. */
static inline __m512i load_four(const char *bytes, const uint32_t *ends) {
    __m512i x = _mm512_castsi128_si512(_mm_loadu_si128((const void *)(bytes + ends[0] - 16)));
    x = _mm512_inserti32x4(x, _mm_loadu_si128((const void *)(bytes + ends[1] - 16)), 1);
    x = _mm512_inserti32x4(x, _mm_loadu_si128((const void *)(bytes + ends[2] - 16)), 2);
    return _mm512_inserti32x4(x, _mm_loadu_si128((const void *)(bytes + ends[3] - 16)), 3);
}

/* Sixteen lanes of 16 bits as the upper halves of lanes of 32. */
static inline __m512i widen(const uint64_t *masks) {
    return _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_load_si256((const void *)masks)), 16);
}

static inline void narrow(uint64_t *masks, __m512i lanes) {
    _mm256_store_si256((void *)masks, _mm512_cvtepi32_epi16(_mm512_srli_epi32(lanes, 16)));
}

static uint64_t convert_short(const char *bytes, const uint32_t *ends, const uint32_t *length,
                              char mark, int64_t *value, int32_t *exp10) {
    enum { COUNT = GROUP / 4 };
    _Alignas(64) uint64_t marks[COUNT], minuses[COUNT], others[COUNT];
    __m512i x[COUNT];
    uint64_t unusual = 0, negative = 0;
    for (int i = 0; i < COUNT; i++) {
        x[i] = load_four(bytes, ends + 4 * i);
        marks[i] = _mm512_cmpeq_epi8_mask(x[i], _mm512_set1_epi8(mark));
        minuses[i] = _mm512_cmpeq_epi8_mask(x[i], _mm512_set1_epi8('-'));
        others[i] = other_bytes(x[i]);
    }
    for (int i = 0; i < COUNT; i += 4) {
        judged j = judge((seen){widen(marks + i), widen(minuses + i), widen(others + i)},
                         _mm512_loadu_si512(length + 4 * i), exp10 + 4 * i);
        narrow(marks + i, j.moves);
        narrow(others + i, j.digits);
        unusual |= (uint64_t)j.unusual << 4 * i;
        negative |= (uint64_t)j.negative << 4 * i;
    }
    const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    for (int i = 0; i < COUNT; i += 2) {
        for (int k = i; k < i + 2; k++) {
            x[k] = _mm512_mask_alignr_epi8(x[k], marks[k], x[k], x[k], 15);
            x[k] = _mm512_maskz_sub_epi8(others[k], x[k], _mm512_set1_epi8('0'));
        }
        __m512i v = _mm512_permutexvar_epi64(order, join(eights(x[i], x[i + 1])));
        store(value + 4 * i, v, (__mmask8)(negative >> 4 * i));
    }
    return unusual;
}

/* Two windows of 32 bytes. */
static inline __m512i load_two(const char *bytes, const uint32_t *ends) {
    __m512i x = _mm512_castsi256_si512(_mm256_loadu_si256((const void *)(bytes + ends[0] - 32)));
    return _mm512_inserti64x4(x, _mm256_loadu_si256((const void *)(bytes + ends[1] - 32)), 1);
}

/* Each byte with the one in front of it, as indices. */
static inline __m512i one_byte_up(void) {
    return _mm512_set_epi64(0x3E3D3C3B3A393837, 0x363534333231302F, 0x2E2D2C2B2A292827,
                            0x262524232221201F, 0x1E1D1C1B1A191817, 0x161514131211100F,
                            0x0E0D0C0B0A090807, 0x060504030201003F);
}

static uint64_t convert_long(const char *bytes, const uint32_t *ends, const uint32_t *length,
                             char mark, int64_t *value, int32_t *exp10) {
    enum { COUNT = GROUP / 2 };
    _Alignas(64) uint64_t marks[COUNT], minuses[COUNT], others[COUNT];
    __m512i x[COUNT];
    uint64_t unusual = 0, negative = 0;
    for (int i = 0; i < COUNT; i++) {
        x[i] = load_two(bytes, ends + 2 * i);
        marks[i] = _mm512_cmpeq_epi8_mask(x[i], _mm512_set1_epi8(mark));
        minuses[i] = _mm512_cmpeq_epi8_mask(x[i], _mm512_set1_epi8('-'));
        others[i] = other_bytes(x[i]);
    }
    for (int i = 0; i < COUNT; i += 8) {
        judged j = judge((seen){_mm512_load_si512(marks + i), _mm512_load_si512(minuses + i),
                                _mm512_load_si512(others + i)},
                         _mm512_loadu_si512(length + 2 * i), exp10 + 2 * i);
        _mm512_store_si512(marks + i, j.moves);
        _mm512_store_si512(others + i, j.digits);
        unusual |= (uint64_t)j.unusual << 2 * i;
        negative |= (uint64_t)j.negative << 2 * i;
    }
    const __m512i upper = _mm512_setr_epi64(0, 4, 1, 5, 8, 12, 9, 13);
    const __m512i lower = _mm512_setr_epi64(2, 6, 3, 7, 10, 14, 11, 15);
    for (int i = 0; i < COUNT; i += 4) {
        for (int k = i; k < i + 4; k++) {
            x[k] = _mm512_mask_permutexvar_epi8(x[k], marks[k], one_byte_up(), x[k]);
            x[k] = _mm512_maskz_sub_epi8(others[k], x[k], _mm512_set1_epi8('0'));
        }
        __m512i a = join(eights(x[i], x[i + 1])), b = join(eights(x[i + 2], x[i + 3]));
        __m512i high = _mm512_permutex2var_epi64(a, upper, b);
        __m512i v = _mm512_mullo_epi64(high, _mm512_set1_epi64(10000000000000000));
        v = _mm512_add_epi64(v, _mm512_permutex2var_epi64(a, lower, b));
        store(value + 2 * i, v, (__mmask8)(negative >> 2 * i));
        uint64_t large = _mm512_cmpge_epu64_mask(high, _mm512_set1_epi64(LSQ_FIELDS_HIGH));
        unusual |= large << 2 * i;
    }
    return unusual;
}

void lsq_fields_avx512(const lsq_fields *f, int64_t *value, int32_t *exp10, uint64_t *unusual) {
    uint32_t ends[GROUP], length[GROUP];
    for (int64_t i = 0; i < f->count; i += GROUP) {
        int is_long = take_fields(ends, length, f, i);
        uint64_t odd = is_long
                           ? convert_long(f->bytes, ends, length, f->mark, value + i, exp10 + i)
                           : convert_short(f->bytes, ends, length, f->mark, value + i, exp10 + i);
        unusual[i / GROUP] = odd & fields_there(f, i);
    }
}

#endif
