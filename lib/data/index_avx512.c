/* index_avx512.c - the twin of index.c for AVX-512: 64 bytes a comparison, and the places of all
 * bits at once by packing the numbers 0 ... 63 (VBMI2).
 *
 * SPDX-License-Identifier: MIT */
#if defined(__AVX512F__)

#include <immintrin.h>

#include "index.h"

typedef __m512i block;

static inline block load(const char *p) {
    return _mm512_loadu_si512(p);
}

static inline uint64_t equal(block b, char c) {
    return _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c));
}

static inline int holds(block b, char c, char d, char e) {
    __m512i x = _mm512_min_epu8(_mm512_xor_si512(b, _mm512_set1_epi8(c)),
                                _mm512_min_epu8(_mm512_xor_si512(b, _mm512_set1_epi8(d)),
                                                _mm512_xor_si512(b, _mm512_set1_epi8(e))));
    return _mm512_testn_epi8_mask(x, x) != 0;
}

static const unsigned char counting[64] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* base + the places of the bits to out, always 16 of them, and more while there are more; return
 * how many bits there are. */
static inline int64_t places(uint64_t bits, uint32_t base, uint32_t *out) {
    __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(counting));
    __m512i from = _mm512_set1_epi32((int)base);
    int64_t count = _mm_popcnt_u64(bits);
    _mm512_storeu_si512(
        out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed)), from));
    for (int64_t done = 16; done < count; done += 16) {
        packed = _mm512_shuffle_i64x2(packed, packed, 0x39); /* the next 16 bytes come first */
        _mm512_storeu_si512(
            out + done,
            _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed)), from));
    }
    return count;
}

static inline int64_t put(uint64_t end, int64_t fields, uint64_t line, uint32_t at, uint32_t *ends,
                          uint32_t **lines) {
    *lines += places(_pext_u64(line, end), (uint32_t)fields, *lines);
    return fields + places(end, at, ends + fields);
}

#include "index_walk.h"

void lsq_index_avx512(lsq_index *index, int64_t length, char delimiter, char comment) {
    walk_text(index, length, delimiter, comment);
}

#else
typedef int lsq_no_avx512_here;
#endif
