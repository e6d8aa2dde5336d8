/* fields_steps.h - the walk over a column in steps of 64 fields that the twins of fields.c share.
 *
 * Before it is included there must be, for one level of vector instructions,
 *
 *   step                                   64 fields in the making
 *   look(step, size, bytes, ends, mark)    load the `size` bytes, 16 or 32, in front of each end
 *   judge(step, size, length, exp10)       tell digits from what is none; bits for unusual fields
 *   convert(step, size, value)             make them values; bits for those too large
 *
 * Each goes over the whole step before the next begins, since a vector that is loaded too soon
 * after its parts were stored one by one has to wait for them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_FIELDS_STEPS_H
#define LSQ_DATA_FIELDS_STEPS_H

#include <immintrin.h>

#include "fields.h"

/* Two words at p and p + stride. */
static inline __m128 load_pairs(const uint32_t *p, int64_t stride) {
    __m128d low = _mm_castsi128_pd(_mm_loadl_epi64((const void *)p));
    return _mm_castpd_ps(_mm_loadh_pd(low, (const void *)(p + stride)));
}

/* take_fields for 64 fields whose ends stand beside what is in front of them, four at a time. */
static inline int take_beside(uint32_t *ends, uint32_t *length, const uint32_t *before,
                              int64_t stride) {
    __m128i sizes = _mm_setzero_si128();
    for (int k = 0; k < LSQ_FIELDS_STEP; k += 4) {
        __m128 low = load_pairs(before + k * stride, stride);
        __m128 high = load_pairs(before + (k + 2) * stride, stride);
        __m128i front = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
        __m128i end = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
        __m128i n = _mm_add_epi32(_mm_sub_epi32(end, front), _mm_set1_epi32(-1));
        sizes = _mm_or_si128(sizes, _mm_add_epi32(n, _mm_set1_epi32(15)));
        _mm_storeu_si128((void *)(ends + k), end);
        _mm_storeu_si128((void *)(length + k), n);
    }
    return !_mm_testz_si128(sizes, _mm_set1_epi32(~31));
}

/* Where the fields from field i on end and how long they are; for those beyond the last, that one's
 * end and length 0.  1 if one is longer than 16 bytes: if length + 15 is above 31. */
static inline int take_fields(uint32_t *ends, uint32_t *length, const lsq_fields *f, int64_t i) {
    const uint32_t *end = f->ends + i * f->ends_stride, *before = f->before + i * f->before_stride;
    int64_t n = f->count - i;
    if (n >= LSQ_FIELDS_STEP && before + 1 == end && f->before_stride == f->ends_stride)
        return take_beside(ends, length, before, f->before_stride);
    uint32_t sizes = 0;
    for (int64_t k = 0; k < LSQ_FIELDS_STEP; k++) {
        ends[k] = end[(k < n ? k : n - 1) * f->ends_stride];
        length[k] = k < n ? ends[k] - before[k * f->before_stride] - 1 : 0;
        sizes |= length[k] + 15;
    }
    return sizes > 31;
}

static inline uint64_t convert_step(int size, const lsq_fields *f, const uint32_t *ends,
                                    const uint32_t *length, int64_t *value, int32_t *exp10) {
    step s;
    look(&s, size, f->bytes, ends, f->mark);
    uint64_t unusual = judge(&s, size, length, exp10);
    return unusual | convert(&s, size, value);
}

static inline void convert_fields(const lsq_fields *f, int64_t *value, int32_t *exp10,
                                  uint64_t *unusual) {
    uint32_t ends[LSQ_FIELDS_STEP], length[LSQ_FIELDS_STEP];
    for (int64_t i = 0; i < f->count; i += LSQ_FIELDS_STEP) {
        int is_long = take_fields(ends, length, f, i);
        uint64_t odd = is_long ? convert_step(32, f, ends, length, value + i, exp10 + i)
                               : convert_step(16, f, ends, length, value + i, exp10 + i);
        int64_t left = f->count - i;
        uint64_t here = left < LSQ_FIELDS_STEP ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
        unusual[i / LSQ_FIELDS_STEP] = odd & here;
    }
}

#endif
