/* index_walk.h - the walk over a text that the twins of index.c share.
 *
 * Before it is included there must be, for one level of vector instructions,
 *
 *   block                              the type of 64 bytes of text
 *   load(p)                            those at p
 *   equal(b, c)                        bit i: byte i of the block is c
 *   put(ends, fields, lines, at, out)  append the bits of `ends` to out->ends, `at` added, and the
 *                                      number of each that is in `lines` to out->lines
 *
 * Where bytes of a kind stand is a word of 64 bits; whether a byte is in quotes is the parity of
 * the quotes up to it (Langdale and Lemire 2019), an opening quote counting as inside and a closing
 * one as outside.  Blocks without quotes, CR and comments, as most are, take the short way.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_INDEX_WALK_H
#define LSQ_DATA_INDEX_WALK_H

#include "index.h"

/* A place in the walk. */
typedef struct walk {
    const char *text;
    char delimiter, comment;
    uint64_t inside; /* all ones: the next byte is in quotes */
    uint64_t stop;   /* in the last block: the first byte of what is not regular */
} walk;

/* Where bytes of a kind are in a block. */
typedef struct kinds {
    uint64_t delimiters, feeds, returns, quotes, comments;
} kinds;

/* Bit i: the parity of bits 0 ... i. */
static inline uint64_t parity(uint64_t x) {
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    return x ^ x << 32;
}

/* The bits in front of which stands one of x, or, for the first one, `carry`. */
static inline uint64_t behind(uint64_t x, int carry) {
    return x << 1 | (uint64_t)carry;
}

/* Of a block with quotes, CR or comments at text[at]: the ends of fields and, among them, of lines.
 */
static uint64_t careful(walk *w, int64_t at, const kinds *k, uint64_t *lines) {
    const char last = at ? w->text[at - 1] : '\n';
    const int outside = !w->inside, after_line = outside && (last == '\n' || last == '\r'),
              after_quote = outside && last == '"';
    uint64_t in = parity(k->quotes) ^ w->inside;
    uint64_t line = (k->feeds | k->returns) & ~in, end = line | (k->delimiters & ~in);
    uint64_t after_end = behind(end, after_line || (outside && last == w->delimiter));
    uint64_t wrong = (k->feeds | k->returns) & in;
    wrong |= k->quotes & in & ~(after_end | behind(k->quotes, after_quote));
    wrong |= behind(k->quotes & ~in, after_quote) & ~(end | k->quotes);
    wrong |= k->comments & behind(line, after_line);
    uint64_t second = k->feeds & behind(k->returns & ~in, outside && last == '\r'); /* of CR LF */
    w->inside = in >> 63 ? ~(uint64_t)0 : 0;
    w->stop = wrong & (0 - wrong);
    *lines = line & ~second;
    return end & ~second;
}

static inline void walk_text(lsq_index *x, int64_t length, char delimiter, char comment) {
    walk w = {x->text, delimiter, comment, 0, 0};
    uint32_t *lines = x->lines;
    int64_t fields = 0;
    uint64_t odd_before = 0, all_odd = 0;
    for (int64_t at = 0; at < length && !w.stop; at += 64) {
        block b = load(x->text + at);
        kinds k = {equal(b, delimiter), equal(b, '\n'), equal(b, '\r'), equal(b, '"'),
                   comment ? equal(b, comment) : 0};
        uint64_t odd = k.returns | k.quotes | k.comments;
        uint64_t line = k.feeds, end = k.delimiters | k.feeds;
        if (odd | odd_before | w.inside)
            end = careful(&w, at, &k, &line);
        uint64_t here = length - at < 64 ? ((uint64_t)1 << (length - at)) - 1 : ~(uint64_t)0;
        w.stop &= here;
        here &= w.stop ? w.stop - 1 : ~(uint64_t)0;
        fields = put(end & here, fields, line & here, (uint32_t)at, x->ends, &lines);
        odd_before = odd >> 63;
        all_odd |= k.returns;
    }
    x->count = lines - x->lines;
    x->returns = all_odd != 0;
    x->irregular = w.stop != 0;
}

#endif
