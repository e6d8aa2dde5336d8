/* bzip2.c - bzip2 data, by libbz2.
 *
 * A member is a stream, "BZh", the size of its blocks and then the mark of a block, or of the end
 * where it is empty: a header of a CSV file may begin with the first three letters.  The library
 * verifies the CRC of each block and that of the stream.
 *
 * SPDX-License-Identifier: MIT */
#include <bzlib.h>

#include <limits.h>
#include <string.h>

#include "../base/library.h"
#include "unpack.h"

#define BZIP2_TABLE(X) X(BZ2_bzDecompressInit) X(BZ2_bzDecompress) X(BZ2_bzDecompressEnd)

typedef struct bzip2 {
    bz_stream stream;
    int open;
#define BZIP2_FIELD(name) __typeof__(name) *name;
    BZIP2_TABLE(BZIP2_FIELD)
#undef BZIP2_FIELD
} bzip2;

static int known(const char *bytes, size_t length) {
    return length >= 10 && memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' && bytes[3] <= '9' &&
           (memcmp(bytes + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
            memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static const char *load(void *state, void *library) {
    bzip2 *b = state;
#define LOOK_UP(name)                           \
    if (!lsq_look_up(&b->name, library, #name)) \
        return #name;
    BZIP2_TABLE(LOOK_UP)
#undef LOOK_UP
    return NULL;
}

static void end(void *state) {
    bzip2 *b = state;
    if (b->open)
        b->BZ2_bzDecompressEnd(&b->stream);
    b->open = 0;
}

static int begin(void *state) {
    bzip2 *b = state;
    end(b);
    b->open = b->BZ2_bzDecompressInit(&b->stream, 0, 0) == BZ_OK;
    return b->open;
}

static unsigned at_most(size_t size) {
    return size < UINT_MAX ? (unsigned)size : UINT_MAX;
}

static lsq_status step(void *state, lsq_piece *piece) {
    bzip2 *b = state;
    bz_stream *s = &b->stream;
    unsigned in = at_most(piece->in_left), out = at_most(piece->out_left);
    s->next_in = (char *)piece->in;
    s->avail_in = in;
    s->next_out = (char *)piece->out;
    s->avail_out = out;
    int result = b->BZ2_bzDecompress(s);
    in -= s->avail_in;
    out -= s->avail_out;
    piece->in += in;
    piece->in_left -= in;
    piece->out += out;
    piece->out_left -= out;
    piece->whole = result == BZ_STREAM_END;
    if (result == BZ_OK || result == BZ_STREAM_END)
        return LSQ_OK;
    piece->why = "contents and checks do not fit";
    return result == BZ_MEM_ERROR ? LSQ_ENOMEM : LSQ_EDATA;
}

const lsq_packing lsq_bzip2 = {.name = "bzip2",
                               .program = "bzip2 -dc",
                               .library = "libbz2.so.1.0",
                               .package = "libbz2-1.0",
                               .state = sizeof(bzip2),
                               .known = known,
                               .load = load,
                               .begin = begin,
                               .step = step,
                               .end = end};
