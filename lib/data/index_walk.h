/* index_walk.h - the walk over a text that the twins of index.c share.
 *
 * Before it is included there must be, for one level of vector instructions,
 *
 *   block                type of 64 bytes of text
 *   load(p)              those at p
 *   equal(b, c)          bit i: byte i of the block is c
 *   holds(b, c, d, e)    1 if a byte of it is c, d or e
 *   put(end, fields, line, at, ends, lines)
 *                        the places of the bits of `end`, `at` added, to ends[fields] and onwards,
 *                        the number of each that is in `line` to *lines and onwards, which moves;
 *                        returns the new `fields`
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
    uint64_t inside;  /* all ones: the next byte is in quotes */
    uint64_t stop;    /* in the last block: the first byte of what is not regular */
    uint64_t returns; /* not 0: there are some */
} walk;

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

/* Of a block at text[at] that may have quotes, CR or comments: the ends of fields and, among them,
 * of lines. */
static uint64_t careful(walk *w, int64_t at, block b, uint64_t *lines) {
    const char last = at ? w->text[at - 1] : '\n';
    const int outside = !w->inside, after_line = outside && (last == '\n' || last == '\r'),
              after_quote = outside && last == '"';
    uint64_t feeds = equal(b, '\n'), returns = equal(b, '\r'), quotes = equal(b, '"');
    uint64_t comments = w->comment ? equal(b, w->comment) : 0;
    uint64_t in = parity(quotes) ^ w->inside;
    uint64_t line = (feeds | returns) & ~in, end = line | (equal(b, w->delimiter) & ~in);
    uint64_t after_end = behind(end, after_line || (outside && last == w->delimiter));
    uint64_t wrong = (feeds | returns) & in;
    wrong |= quotes & in & ~(after_end | behind(quotes, after_quote));
    wrong |= behind(quotes & ~in, after_quote) & ~(end | quotes);
    wrong |= comments & behind(line, after_line);
    uint64_t second = feeds & behind(returns & ~in, outside && last == '\r'); /* of CR LF */
    w->inside = 0 - (in >> 63);
    w->stop = wrong & (0 - wrong);
    w->returns |= returns;
    *lines = line & ~second;
    return end & ~second;
}

static inline void walk_text(lsq_index *x, int64_t length, char delimiter, char comment) {
    walk w = {.text = x->text, .delimiter = delimiter, .comment = comment};
    uint32_t *lines = x->lines;
    int64_t fields = 0;
    int odd_before = 0;
    for (int64_t at = 0; at < length && !w.stop; at += 64) {
        block b = load(x->text + at);
        uint64_t line = equal(b, '\n'), end = line | equal(b, delimiter);
        int odd = holds(b, '"', '\r', comment ? comment : '\r');
        if (odd | odd_before)
            end = careful(&w, at, b, &line);
        uint64_t here = length - at < 64 ? ((uint64_t)1 << (length - at)) - 1 : ~(uint64_t)0;
        w.stop &= here;
        here &= w.stop ? w.stop - 1 : ~(uint64_t)0;
        fields = put(end & here, fields, line & here, (uint32_t)at, x->ends, &lines);
        odd_before = odd | (w.inside != 0);
    }
    x->count = lines - x->lines;
    x->returns = w.returns != 0;
    x->irregular = w.stop != 0;
}

#endif
