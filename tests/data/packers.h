/* packers.h - texts packed in memory by the libraries that unpack them.
 *
 * Their functions are looked up at run time, as in the library: nothing here is linked.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_PACKERS_H
#define TESTS_DATA_PACKERS_H

#include <bzlib.h>
#include <dlfcn.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "base/library.h"
#include "data/unpacked.h"

/* Declares `function`, of that name in the library. */
#define PACKER_FUNCTION(function, library_name)                  \
    void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL); \
    __typeof__(function) *call_##function = NULL;                \
    NEED(library != NULL && lsq_look_up(&call_##function, library, #function))

/* Each gives a member that holds the text, to be freed. */

static inline bytes pack_gzip(const char *text, size_t length) {
    PACKER_FUNCTION(deflateInit2_, "libz.so.1");
    __typeof__(deflate) *call_deflate = NULL;
    __typeof__(deflateEnd) *call_deflateEnd = NULL;
    NEED(lsq_look_up(&call_deflate, library, "deflate"));
    NEED(lsq_look_up(&call_deflateEnd, library, "deflateEnd"));
    size_t room = length + length / 100 + 1000;
    char *out = malloc(room);
    NEED(out);
    z_stream z = {.next_in = (z_const Bytef *)text,
                  .avail_in = (uInt)length,
                  .next_out = (Bytef *)out,
                  .avail_out = (uInt)room};
    NEED(call_deflateInit2_(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                            (int)sizeof z) == Z_OK);
    NEED(call_deflate(&z, Z_FINISH) == Z_STREAM_END);
    bytes packed = {out, room - z.avail_out};
    call_deflateEnd(&z);
    dlclose(library);
    return packed;
}

/* Without a checksum: ZSTD_compress writes none. */
static inline bytes pack_zstd(const char *text, size_t length) {
    PACKER_FUNCTION(ZSTD_compress, "libzstd.so.1");
    size_t room = ZSTD_COMPRESSBOUND(length);
    char *out = malloc(room);
    NEED(out);
    bytes packed = {out, call_ZSTD_compress(out, room, text, length, 3)};
    NEED(packed.length <= room);
    dlclose(library);
    return packed;
}

static inline bytes pack_xz(const char *text, size_t length) {
    PACKER_FUNCTION(lzma_easy_buffer_encode, "liblzma.so.5");
    size_t room = length + length / 100 + 1000;
    char *out = malloc(room);
    NEED(out);
    bytes packed = {out, 0};
    NEED(call_lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, (const uint8_t *)text, length,
                                      (uint8_t *)out, &packed.length, room) == LZMA_OK);
    dlclose(library);
    return packed;
}

static inline bytes pack_bzip2(const char *text, size_t length) {
    PACKER_FUNCTION(BZ2_bzBuffToBuffCompress, "libbz2.so.1.0");
    unsigned room = (unsigned)(length + length / 100 + 1000);
    char *out = malloc(room);
    NEED(out);
    NEED(call_BZ2_bzBuffToBuffCompress(out, &room, (char *)text, (unsigned)length, 1, 0, 0) ==
         BZ_OK);
    bytes packed = {out, room};
    dlclose(library);
    return packed;
}

typedef bytes packer(const char *text, size_t length);

static packer *const packers[] = {pack_gzip, pack_zstd, pack_xz, pack_bzip2};

enum { PACKERS = sizeof packers / sizeof *packers };

#endif
