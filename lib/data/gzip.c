/* gzip.c - gzip data (RFC 1952), by zlib's inflate.
 *
 * zlib verifies the CRC and the length at the end of a member, and the header's CRC where there is
 * one.  Name, time and system in a header mean nothing here.  The format has no padding: gzip(1)
 * overlooks zeros and warns of other bytes behind the last member, here both are a failure.
 *
 * SPDX-License-Identifier: MIT */
#include <zlib.h>

#include <limits.h>
#include <string.h>

#include "../base/library.h"
#include "unpack.h"

#define GZIP_TABLE(X) X(inflateInit2_) X(inflateReset) X(inflate) X(inflateEnd)

typedef struct gzip {
    z_stream stream;
    int open;
#define GZIP_FIELD(name) __typeof__(name) *name;
    GZIP_TABLE(GZIP_FIELD)
#undef GZIP_FIELD
} gzip;

static int known(const char *bytes, size_t length) {
    return length >= 3 && memcmp(bytes, "\x1F\x8B\x08", 3) == 0;
}

static const char *load(void *state, void *library) {
    gzip *g = state;
#define LOOK_UP(name)                           \
    if (!lsq_look_up(&g->name, library, #name)) \
        return #name;
    GZIP_TABLE(LOOK_UP)
#undef LOOK_UP
    return NULL;
}

static int begin(void *state) {
    const int window = 15, gzip_only = 16;
    gzip *g = state;
    if (g->open)
        return g->inflateReset(&g->stream) == Z_OK;
    g->open = g->inflateInit2_(&g->stream, window + gzip_only, ZLIB_VERSION,
                               (int)sizeof g->stream) == Z_OK;
    return g->open;
}

static uInt at_most(size_t size) {
    return size < UINT_MAX ? (uInt)size : UINT_MAX;
}

static lsq_status step(void *state, lsq_piece *piece) {
    gzip *g = state;
    z_stream *z = &g->stream;
    uInt in = at_most(piece->in_left), out = at_most(piece->out_left);
    z->next_in = (z_const Bytef *)piece->in;
    z->avail_in = in;
    z->next_out = piece->out;
    z->avail_out = out;
    int result = g->inflate(z, Z_NO_FLUSH);
    piece->in = z->next_in;
    piece->in_left -= in - z->avail_in;
    piece->out = z->next_out;
    piece->out_left -= out - z->avail_out;
    piece->whole = result == Z_STREAM_END;
    if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR)
        return LSQ_OK;
    if (result == Z_MEM_ERROR)
        return LSQ_ENOMEM;
    if (z->msg)
        piece->why = z->msg;
    return LSQ_EDATA;
}

static void end(void *state) {
    gzip *g = state;
    if (g->open)
        g->inflateEnd(&g->stream);
}

const lsq_packing lsq_gzip = {.name = "gzip",
                              .program = "gzip -dc",
                              .library = "libz.so.1",
                              .package = "zlib1g",
                              .state = sizeof(gzip),
                              .known = known,
                              .load = load,
                              .begin = begin,
                              .step = step,
                              .end = end};
