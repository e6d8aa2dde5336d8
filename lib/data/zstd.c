/* zstd.c - Zstandard data (RFC 8878), by libzstd.
 *
 * A member is a frame; skippable ones hold no text.  The library verifies the checksum of a frame
 * and the size its header tells, where there are any.  The program zstd writes a checksum, the
 * library's default and most languages' bindings do not: without one, damage is found only where it
 * breaks the format or the length, and damaged text can come out as good.
 *
 * A frame may want a window of at most 128 MiB, the library's default limit.
 *
 * SPDX-License-Identifier: MIT */
#include <zstd.h>
#include <zstd_errors.h>

#include <string.h>

#include "../base/library.h"
#include "unpack.h"

#define ZSTD_TABLE(X)        \
    X(ZSTD_createDStream)    \
    X(ZSTD_initDStream)      \
    X(ZSTD_decompressStream) \
    X(ZSTD_freeDStream) X(ZSTD_isError) X(ZSTD_getErrorCode) X(ZSTD_getErrorName)

typedef struct zstd {
    ZSTD_DStream *stream;
    size_t wanted; /* bytes up to the end of the next block's header */
#define ZSTD_FIELD(name) __typeof__(name) *name;
    ZSTD_TABLE(ZSTD_FIELD)
#undef ZSTD_FIELD
} zstd;

static int known(const char *bytes, size_t length) {
    if (length < 4)
        return 0;
    int skippable = (bytes[0] & 0xF0) == 0x50 && memcmp(bytes + 1, "\x2A\x4D\x18", 3) == 0;
    return skippable || memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0;
}

static const char *load(void *state, void *library) {
    zstd *z = state;
#define LOOK_UP(name)                           \
    if (!lsq_look_up(&z->name, library, #name)) \
        return #name;
    ZSTD_TABLE(LOOK_UP)
#undef LOOK_UP
    return NULL;
}

static int begin(void *state) {
    zstd *z = state;
    if (!z->stream)
        z->stream = z->ZSTD_createDStream();
    if (!z->stream)
        return 0;
    z->wanted = z->ZSTD_initDStream(z->stream);
    return !z->ZSTD_isError(z->wanted);
}

/* The library moves its places only when a call succeeds: block by block, as it wishes, the place
 * of a failure is known to the block. */
static lsq_status step(void *state, lsq_piece *piece) {
    zstd *z = state;
    size_t size = z->wanted < piece->in_left ? z->wanted : piece->in_left;
    ZSTD_inBuffer in = {piece->in, size, 0};
    ZSTD_outBuffer out = {piece->out, piece->out_left, 0};
    size_t result = z->ZSTD_decompressStream(z->stream, &out, &in);
    if (z->ZSTD_isError(result)) {
        ZSTD_ErrorCode code = z->ZSTD_getErrorCode(result);
        piece->why = code == ZSTD_error_frameParameter_windowTooLarge
                         ? "a window of more than 128 MiB: zstd -dc --long=31 FILE | lsq fit -"
                         : z->ZSTD_getErrorName(result);
        return code == ZSTD_error_frameParameter_windowTooLarge ? LSQ_ELIMIT
               : code == ZSTD_error_memory_allocation           ? LSQ_ENOMEM
                                                                : LSQ_EDATA;
    }
    z->wanted = result;
    piece->whole = result == 0;
    piece->in += in.pos;
    piece->in_left -= in.pos;
    piece->out += out.pos;
    piece->out_left -= out.pos;
    return LSQ_OK;
}

static void end(void *state) {
    zstd *z = state;
    if (z->stream)
        z->ZSTD_freeDStream(z->stream);
}

const lsq_packing lsq_zstd = {.name = "zstd",
                              .program = "zstd -dc",
                              .library = "libzstd.so.1",
                              .package = "libzstd1",
                              .state = sizeof(zstd),
                              .known = known,
                              .load = load,
                              .begin = begin,
                              .step = step,
                              .end = end};
