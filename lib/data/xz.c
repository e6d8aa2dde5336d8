/* xz.c - xz data (The .xz File Format 1.0.4), by liblzma.
 *
 * A member is a stream; between and behind streams there may be zeros, four at a time.  The library
 * verifies the check of each block, CRC32, CRC64 or SHA-256, those of the headers, and the sizes in
 * the index.  A kind of check that it does not know is refused; a file that was made without any
 * (xz --check=none) tells of damage only where it breaks the format.
 *
 * A stream may want 256 MiB of memory at most: xz -9 makes files that need 65.
 *
 * SPDX-License-Identifier: MIT */
#include <lzma.h>

#include <string.h>

#include "../base/library.h"
#include "unpack.h"

#define XZ_TABLE(X) X(lzma_stream_decoder) X(lzma_code) X(lzma_end)

typedef struct xz {
    lzma_stream stream; /* LZMA_STREAM_INIT is all zero */
#define XZ_FIELD(name) __typeof__(name) *name;
    XZ_TABLE(XZ_FIELD)
#undef XZ_FIELD
} xz;

static int known(const char *bytes, size_t length) {
    return length >= 6 && memcmp(bytes, "\xFD\x37zXZ\0", 6) == 0;
}

static const char *load(void *state, void *library) {
    xz *x = state;
#define LOOK_UP(name)                           \
    if (!lsq_look_up(&x->name, library, #name)) \
        return #name;
    XZ_TABLE(LOOK_UP)
#undef LOOK_UP
    return NULL;
}

static int begin(void *state) {
    const uint64_t most = UINT64_C(256) << 20;
    xz *x = state;
    return x->lzma_stream_decoder(&x->stream, most, LZMA_TELL_UNSUPPORTED_CHECK) == LZMA_OK;
}

static lsq_status step(void *state, lsq_piece *piece) {
    xz *x = state;
    lzma_stream *s = &x->stream;
    s->next_in = piece->in;
    s->avail_in = piece->in_left;
    s->next_out = piece->out;
    s->avail_out = piece->out_left;
    lzma_ret result = x->lzma_code(s, LZMA_RUN);
    piece->in = s->next_in;
    piece->in_left = s->avail_in;
    piece->out = s->next_out;
    piece->out_left = s->avail_out;
    piece->whole = result == LZMA_STREAM_END;
    switch (result) {
    case LZMA_OK:
    case LZMA_STREAM_END:
    case LZMA_BUF_ERROR: /* nothing to take or no room */
        return LSQ_OK;
    case LZMA_MEM_ERROR:
        return LSQ_ENOMEM;
    case LZMA_MEMLIMIT_ERROR:
        piece->why = "more than 256 MiB of memory: xz -dc FILE | lsq fit -";
        return LSQ_ELIMIT;
    case LZMA_UNSUPPORTED_CHECK:
        piece->why = "their kind of check is unknown to liblzma";
        return LSQ_EDATA;
    case LZMA_OPTIONS_ERROR:
        piece->why = "they use an option that is unknown to liblzma";
        return LSQ_EDATA;
    default:
        piece->why = "contents and checks do not fit";
        return LSQ_EDATA;
    }
}

static void end(void *state) {
    xz *x = state;
    if (x->lzma_end)
        x->lzma_end(&x->stream);
}

const lsq_packing lsq_xz = {.name = "xz",
                            .program = "xz -dc",
                            .library = "liblzma.so.5",
                            .package = "liblzma5",
                            .state = sizeof(xz),
                            .padding = 4,
                            .known = known,
                            .load = load,
                            .begin = begin,
                            .step = step,
                            .end = end};
