/* fields_avx2.c - four fields of a column to integers at once, with AVX2.
 *
 * The way of fields.c in lanes of 64 bits, a lane a field: of each field the last 16 or, where one
 * of 64 is longer, 32 bytes are taken as words of eight, word 0 the last.  Bytes are all ones or
 * all zeros for what they are, digits, mark, minus; the bytes in front of the mark move up by one,
 * and pairs, fours and eights are added up.  About 25 operations a field of up to 16 bytes, 45 of a
 * longer one; no jump depends on what the fields hold, except for their length.
 *
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#if defined(__AVX2__)

#include <immintrin.h>

#include "fields_take.h"

typedef __m256i lanes;

static inline lanes all_ones(void) {
    return _mm256_set1_epi64x(-1);
}

static inline lanes is_zero(lanes x) {
    return _mm256_cmpeq_epi64(x, _mm256_setzero_si256());
}

/* The 16 bytes at p and at q. */
static inline lanes load_two(const char *p, const char *q) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const void *)p)),
                                   _mm_loadu_si128((const void *)q), 1);
}

static inline void load_words(lanes *x, int count, const char *bytes, const uint32_t *ends) {
    for (int k = 0; k < count; k += 2) {
        const char *base = bytes - 8 * (k + 2);
        lanes even = load_two(base + ends[0], base + ends[2]);
        lanes odd = load_two(base + ends[1], base + ends[3]);
        x[k] = _mm256_unpackhi_epi64(even, odd);
        x[k + 1] = _mm256_unpacklo_epi64(even, odd);
    }
}

/* The bytes of word k that belong to the field. */
static inline lanes bytes_kept(int k, lanes length) {
    lanes in_front =
        _mm256_sub_epi32(_mm256_set1_epi64x(64 * (k + 1)), _mm256_slli_epi64(length, 3));
    return _mm256_sllv_epi64(all_ones(), _mm256_max_epi32(in_front, _mm256_setzero_si256()));
}

/* Each byte of word k replaced by the one in front of it. */
static inline lanes moved_up(const lanes *x, int k, int count) {
    lanes up = _mm256_slli_epi64(x[k], 8);
    return k + 1 < count ? _mm256_or_si256(up, _mm256_srli_epi64(x[k + 1], 56)) : up;
}

/* Two words of digits to the numbers that they make, high * 10^8 + low. */
static inline lanes number(lanes high, lanes low) {
    const lanes tens = _mm256_set1_epi16(10 | 1 << 8), hundreds = _mm256_set1_epi32(100 | 1 << 16);
    high = _mm256_madd_epi16(_mm256_maddubs_epi16(high, tens), hundreds);
    low = _mm256_madd_epi16(_mm256_maddubs_epi16(low, tens), hundreds);
    lanes eights =
        _mm256_madd_epi16(_mm256_packus_epi32(high, low), _mm256_set1_epi32(10000 | 1 << 16));
    eights = _mm256_shuffle_epi32(eights, _MM_SHUFFLE(3, 1, 2, 0));
    return _mm256_add_epi64(_mm256_mul_epu32(eights, _mm256_set1_epi64x(100000000)),
                            _mm256_srli_epi64(eights, 32));
}

/* x * 10^16 for x < 2^10. */
static inline lanes times_ten_to_16(lanes x) {
    const uint64_t power = 10000000000000000;
    lanes low = _mm256_mul_epu32(x, _mm256_set1_epi64x(power & 0xFFFFFFFF));
    lanes high = _mm256_mul_epu32(x, _mm256_set1_epi64x(power >> 32));
    return _mm256_add_epi64(low, _mm256_slli_epi64(high, 32));
}

/* What is known of four fields, a lane each, anything but 0 where it is so. */
typedef struct known {
    lanes wrong, digits, minus, mark;
} known;

/* Make the words of four fields digits without a mark; exp10 as for lsq_fields_convert. */
static inline known take_digits(lanes *x, int count, lanes length, char mark, int32_t *exp10) {
    const lanes zero = _mm256_setzero_si256();
    lanes keep[5], kept_moves = _mm256_set1_epi8((char)count);
    known n = {zero, zero, zero, zero};
    lanes moves[4];
    for (int k = 0; k < count; k++)
        keep[k] = bytes_kept(k, length);
    for (int k = 0; k < count; k++) {
        lanes d = _mm256_xor_si256(x[k], _mm256_set1_epi8('0'));
        lanes digits = _mm256_and_si256(
            keep[k], _mm256_cmpeq_epi8(d, _mm256_min_epu8(d, _mm256_set1_epi8(9))));
        lanes marks = _mm256_and_si256(keep[k], _mm256_cmpeq_epi8(x[k], _mm256_set1_epi8(mark)));
        lanes first = _mm256_andnot_si256(moved_up(keep, k, count), keep[k]);
        lanes minus = _mm256_and_si256(first, _mm256_cmpeq_epi8(x[k], _mm256_set1_epi8('-')));
        lanes right = _mm256_or_si256(_mm256_or_si256(digits, marks), minus);
        lanes bit = _mm256_and_si256(marks, _mm256_set1_epi8(-128));
        lanes below = _mm256_add_epi64(bit, all_ones());
        lanes second = _mm256_or_si256(_mm256_and_si256(bit, below), _mm256_and_si256(n.mark, bit));
        lanes none = is_zero(bit);
        n.wrong =
            _mm256_or_si256(n.wrong, _mm256_or_si256(second, _mm256_xor_si256(keep[k], right)));
        n.digits = _mm256_or_si256(n.digits, digits);
        n.minus = _mm256_or_si256(n.minus, minus);
        moves[k] = _mm256_or_si256(n.mark, _mm256_andnot_si256(none, _mm256_or_si256(bit, below)));
        n.mark = _mm256_or_si256(n.mark, _mm256_xor_si256(none, all_ones()));
        kept_moves = _mm256_add_epi8(kept_moves, moves[k]);
        x[k] = _mm256_and_si256(d, digits);
    }
    for (int k = 0; k < count; k++)
        x[k] = _mm256_blendv_epi8(x[k], moved_up(x, k, count), moves[k]);
    lanes behind = _mm256_and_si256(n.mark, _mm256_sad_epu8(kept_moves, zero));
    behind = _mm256_permutevar8x32_epi32(_mm256_sub_epi64(zero, behind),
                                         _mm256_setr_epi32(0, 2, 4, 6, 0, 0, 0, 0));
    _mm_storeu_si128((void *)exp10, _mm256_castsi256_si128(behind));
    return n;
}

/* Four fields of at most 8 * count bytes; a bit for each that is no number. */
static inline uint64_t convert_four(int count, const char *bytes, const uint32_t *ends,
                                    const uint32_t *lengths, char mark, int64_t *value,
                                    int32_t *exp10) {
    lanes x[4];
    lanes length = _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)lengths));
    load_words(x, count, bytes, ends);
    known n = take_digits(x, count, length, mark, exp10);
    lanes bad = _mm256_or_si256(n.wrong, is_zero(n.digits)), v = number(x[1], x[0]);
    if (count > 2) {
        lanes high = number(x[3], x[2]);
        v = _mm256_add_epi64(v, times_ten_to_16(high));
        bad =
            _mm256_or_si256(bad, _mm256_cmpgt_epi64(high, _mm256_set1_epi64x(LSQ_FIELDS_HIGH - 1)));
        bad = _mm256_or_si256(bad,
                              _mm256_cmpgt_epi64(length, _mm256_set1_epi64x(LSQ_FIELDS_LONGEST)));
    }
    lanes sign = _mm256_xor_si256(is_zero(n.minus), all_ones());
    _mm256_storeu_si256((void *)value, _mm256_sub_epi64(_mm256_xor_si256(v, sign), sign));
    return 15 & ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(is_zero(bad)));
}

void lsq_fields_avx2(const lsq_fields *f, int64_t *value, int32_t *exp10, uint64_t *unusual) {
    uint32_t ends[LSQ_FIELDS_STEP], length[LSQ_FIELDS_STEP];
    for (int64_t i = 0; i < f->count; i += LSQ_FIELDS_STEP) {
        int is_long = take_fields(ends, length, f, i);
        uint64_t odd = 0;
        for (int k = 0; k < LSQ_FIELDS_STEP; k += 4)
            odd |= (is_long ? convert_four(4, f->bytes, ends + k, length + k, f->mark,
                                           value + i + k, exp10 + i + k)
                            : convert_four(2, f->bytes, ends + k, length + k, f->mark,
                                           value + i + k, exp10 + i + k))
                   << k;
        unusual[i / LSQ_FIELDS_STEP] = odd & fields_there(f, i);
    }
}

#endif
