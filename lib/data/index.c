/* index.c - where the fields and lines of a stretch of text end: the choice of the twin, and the
 * portable one.
 *
 * Eight bytes at a time: those that equal a character are found by carries inside the bytes, and
 * gathered into eight bits by one multiplication.  The work on these bits is that of index_walk.h.
 *
 * SPDX-License-Identifier: MIT */
#include "index.h"

#include <stdlib.h>
#include <string.h>

typedef struct block {
    uint64_t word[8];
} block;

static inline block load(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    block out;
    for (int i = 0; i < 8; i++, b += 8)
        out.word[i] = (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
                      (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
                      (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
    return out;
}

static inline uint64_t equal(block b, char c) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7F;
    uint64_t all = 0x0101010101010101 * (unsigned char)c, bits = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t x = b.word[i] ^ all;
        uint64_t zero = ~(((x & low) + low) | x | low); /* 0x80 in the bytes that are 0 */
        bits |= ((zero >> 7) * 0x0102040810204080 >> 56) << 8 * i;
    }
    return bits;
}

/* The high bit of the lowest byte that is 0 is set, and of those above it anything. */
static inline uint64_t zero_byte(uint64_t x) {
    return (x - 0x0101010101010101) & ~x;
}

static inline int holds(block b, char c, char d, char e) {
    const uint64_t ones = 0x0101010101010101;
    uint64_t any = 0;
    for (int i = 0; i < 8; i++)
        any |= zero_byte(b.word[i] ^ ones * (unsigned char)c) |
               zero_byte(b.word[i] ^ ones * (unsigned char)d) |
               zero_byte(b.word[i] ^ ones * (unsigned char)e);
    return (any & 0x8080808080808080) != 0;
}

/* Index of the lowest bit set, x != 0. */
static inline unsigned lowest(uint64_t x) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(x);
#else
    unsigned i = 0;
    while (!(x >> i & 1))
        i++;
    return i;
#endif
}

static inline int64_t put(uint64_t end, int64_t fields, uint64_t line, uint32_t at, uint32_t *ends,
                          uint32_t **lines) {
    uint32_t *next = *lines;
    for (; end; end &= end - 1, fields++) {
        unsigned i = lowest(end);
        ends[fields] = at + i;
        *next = (uint32_t)fields;
        next += line >> i & 1;
    }
    *lines = next;
    return fields;
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
