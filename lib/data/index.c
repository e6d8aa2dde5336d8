/* index.c - where the fields and lines of a stretch of text end: the choice of the twin, and the
 * portable one.
 *
 * In vectors of 16 bytes, which every machine has: a comparison leaves all ones in the bytes that
 * equal a character.  Of these the four vectors of a block keep a bit each, so that all fit into
 * eight bytes, a matrix of 8 by 8 bits whose transpose is the word wanted (Warren, Hacker's
 * Delight, 7-3).  About 40 operations a character and block.  The work on these words is that of
 * index_walk.h.
 *
 * SPDX-License-Identifier: MIT */
#include "index.h"

#include <stdlib.h>
#include <string.h>

typedef unsigned char bytes __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));

typedef struct block {
    bytes part[4];
} block;

static inline block load(const char *p) {
    block out;
    memcpy(out.part, p, sizeof out.part);
    return out;
}

static inline bytes is(bytes b, char c) {
    return (bytes)(b == (bytes){0} + (unsigned char)c);
}

/* Word i of a vector, the first byte in the lowest place whatever the machine's order. */
static inline uint64_t word(bytes b, int i) {
    uint64_t x = ((words)b)[i];
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* Bit 8 i + j to 8 j + i: in blocks of 1, 2 and 4 bits. */
static inline uint64_t transpose(uint64_t x) {
    uint64_t swap = (x ^ x >> 7) & 0x00AA00AA00AA00AA;
    x ^= swap ^ swap << 7;
    swap = (x ^ x >> 14) & 0x0000CCCC0000CCCC;
    x ^= swap ^ swap << 14;
    swap = (x ^ x >> 28) & 0x00000000F0F0F0F0;
    return x ^ swap ^ swap << 28;
}

static inline uint64_t equal(block b, char c) {
    bytes even = {0};
    for (int i = 0; i < 4; i++)
        even |= is(b.part[i], c) & (unsigned char)(1 << 2 * i);
    return transpose(word(even, 0) | word(even, 1) << 1);
}

static inline int holds(block b, char c, char d, char e) {
    bytes any = {0};
    for (int i = 0; i < 4; i++)
        any |= is(b.part[i], c) | is(b.part[i], d) | is(b.part[i], e);
    return (word(any, 0) | word(any, 1)) != 0;
}

/* How many bits are set: sums of pairs, fours and bytes, and of the bytes by a multiplication. */
static inline int count_bits(uint64_t x) {
    x -= x >> 1 & 0x5555555555555555;
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return (int)(x * 0x0101010101010101 >> 56);
}

/* Eight at a time, and a line: what is too many is written over later, and jumps that nobody can
 * foresee are saved. */
static inline int64_t put(uint64_t end, int64_t fields, uint64_t line, uint32_t at, uint32_t *ends,
                          uint32_t **lines) {
    const uint64_t last = (uint64_t)1 << 63; /* stands in where no bit is left */
    int64_t next = fields + count_bits(end);
    do {
        **lines = (uint32_t)(fields + count_bits(end & ((line & (0 - line)) - 1)));
        *lines += line != 0;
        line &= line - 1;
    } while (line);
    for (; fields < next; fields += 8)
        for (int k = 0; k < 8; k++, end &= end - 1)
            ends[fields + k] = at + (uint32_t)__builtin_ctzll(end | last);
    return next;
}

#include "index_walk.h"

int lsq_index_reserve(lsq_index *x, int64_t room) {
    enum { MARGIN = 64 }; /* twins write whole vectors behind the last one */
    if (room > x->room) {
        size_t each = (size_t)room + 1 + MARGIN;
        uint32_t *memory = malloc(2 * each * sizeof *memory);
        if (!memory)
            return 0;
        free(x->memory);
        x->memory = memory;
        x->room = room;
        x->ends = memory + 1;
        x->lines = memory + each + 1;
        x->ends[-1] = x->lines[-1] = UINT32_MAX;
    }
    x->count = 0;
    return 1;
}

void lsq_index_clear(lsq_index *x) {
    free(x->memory);
    memset(x, 0, sizeof *x);
}

void lsq_index_lines(lsq_simd simd, lsq_index *x, const char *text, int64_t length, char delimiter,
                     char comment) {
    x->text = text;
#if defined(__x86_64__)
    if (simd == LSQ_SIMD_AVX512)
        lsq_index_avx512(x, length, delimiter, comment);
    else if (simd == LSQ_SIMD_AVX2)
        lsq_index_avx2(x, length, delimiter, comment);
    else
#endif
        walk_text(x, length, delimiter, comment);
    (void)simd;
}

int64_t lsq_index_start(const lsq_index *x, int64_t k) {
    if (!k)
        return 0;
    const char *p = x->text + x->ends[x->lines[k - 1]];
    return p - x->text + (p[0] == '\r' && p[1] == '\n' ? 2 : 1);
}
