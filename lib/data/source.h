/* source.h - bytes from a file, standard input, memory or a function, as they are or unpacked.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_SOURCE_H
#define LSQ_DATA_SOURCE_H

#include <lsq.h>

typedef struct lsq_source lsq_source;

/* Open a path, "-" being standard input; name is what messages call it (NULL: the path, "stdin"
 * for "-"). LSQ_EIO with strerror for a path that cannot be opened or is a directory. */
lsq_status lsq_source_open(lsq_source **source, const char *path, const char *name,
                           lsq_error *error);

/* The same from bytes that the caller keeps until lsq_source_free. */
lsq_status lsq_source_memory(lsq_source **source, const void *bytes, size_t size, const char *name,
                             lsq_error *error);

/* The same from a function that delivers up to `size` bytes, *got = 0 at the end; context is
 * handed to it and stays the caller's. */
typedef lsq_status (*lsq_source_function)(void *context, char *buffer, size_t size, size_t *got,
                                          lsq_error *error);
lsq_status lsq_source_stream(lsq_source **source, lsq_source_function read, void *context,
                             const char *name, lsq_error *error);

/* Put a source in front of *source whose function makes its bytes from those of *source, which now
 * belongs to it and is freed after release(context).  Name, bytes consumed and check stay those of
 * the inner one.  On failure nothing has changed. */
lsq_status lsq_source_wrap(lsq_source **source, lsq_source_function read, void *context,
                           void (*release)(void *context), lsq_error *error);

void lsq_source_free(lsq_source *source);

/* Up to `size` bytes into buffer; *got = 0 only at the end.  EINTR is retried, short reads are
 * normal, other errors are LSQ_EIO with the byte offset. */
lsq_status lsq_source_read(lsq_source *source, char *buffer, size_t size, size_t *got,
                           lsq_error *error);

/* 1: the next `size` bytes are the caller's, to be had by lsq_source_read_at from byte *at on, and
 * lsq_source_read goes on behind them.  0, and nothing has changed: the source is no regular file
 * opened by its path, or had not so many bytes left when it was opened. */
int lsq_source_claim(lsq_source *source, size_t size, int64_t *at);

/* Bytes that were claimed, by any thread while others read; fewer only where the file was cut or,
 * with the LSQ_EIO of lsq_source_read, in front of the failure. */
lsq_status lsq_source_read_at(const lsq_source *source, int64_t at, char *buffer, size_t size,
                              size_t *got, lsq_error *error);

enum { LSQ_PEEK = 16 };

/* The first LSQ_PEEK bytes, *got fewer only if there are no more.  They are still to be read. */
lsq_status lsq_source_peek(lsq_source *source, char *bytes, size_t *got, lsq_error *error);

/* Let the source deliver what its bytes hold: the first ones tell gzip, zstd, xz and bzip2,
 * anything else stays as it is (unpack.c).  Takes *source over and puts another in its place, of
 * the same name; on failure it stands as before, still to be freed. */
lsq_status lsq_source_unpack(lsq_source **source, lsq_error *error);

/* Bytes taken from the disk or pipe so far, packed ones where the source is unpacked. */
int64_t lsq_source_consumed(const lsq_source *source);

/* LSQ_EIO if the file is no longer what was opened: another size or time of change, or another
 * file under its path.  Pipes, devices and memory are always fine. */
lsq_status lsq_source_check(const lsq_source *source, lsq_error *error);

const char *lsq_source_name(const lsq_source *source);

#endif
