/* index_avx2.c - the twin of index.c for AVX2: 32 bytes a comparison, places by counting zeros.
 *
 * SPDX-License-Identifier: MIT */
#if defined(__AVX2__)

#include <immintrin.h>

#include "index.h"

typedef struct block {
    __m256i low, high;
} block;

static inline block load(const char *p) {
    return (block){_mm256_loadu_si256((const __m256i *)(const void *)p),
                   _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}

static inline uint64_t equal(block b, char c) {
    __m256i all = _mm256_set1_epi8(c);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b.low, all));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b.high, all));
    return low | (uint64_t)high << 32;
}

static inline int holds(block b, char c, char d, char e) {
    __m256i any = _mm256_setzero_si256();
    const char wanted[3] = {c, d, e};
    for (int i = 0; i < 3; i++) {
        __m256i all = _mm256_set1_epi8(wanted[i]);
        any = _mm256_or_si256(
            any, _mm256_or_si256(_mm256_cmpeq_epi8(b.low, all), _mm256_cmpeq_epi8(b.high, all)));
    }
    return !_mm256_testz_si256(any, any);
}

/* Eight at a time, and two lines: what is too many is written over later, and jumps that nobody can
 * foresee are saved. */
static inline int64_t put(uint64_t end, int64_t fields, uint64_t line, uint32_t at, uint32_t *ends,
                          uint32_t **lines) {
    int64_t next = fields + _mm_popcnt_u64(end);
    uint32_t *out = *lines;
    *lines += _mm_popcnt_u64(line);
    for (int k = 0; k < 2 || line; k++, line = _blsr_u64(line))
        out[k] = (uint32_t)(fields + _mm_popcnt_u64(end & (_blsi_u64(line) - 1)));
    for (; fields < next; fields += 8)
        for (int k = 0; k < 8; k++, end = _blsr_u64(end))
            ends[fields + k] = at + (uint32_t)_tzcnt_u64(end);
    return next;
}

#include "index_walk.h"

void lsq_index_avx2(lsq_index *index, int64_t length, char delimiter, char comment) {
    walk_text(index, length, delimiter, comment);
}

#else
typedef int lsq_no_avx2_here;
#endif
