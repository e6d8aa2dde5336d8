/* chunks.h - a source cut into chunks of whole records, so that several threads may read them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_CHUNKS_H
#define LSQ_DATA_CHUNKS_H

#include <lsq.h>

#include "source.h"

enum {
    LSQ_LOOK = 256 << 10, /* bytes looked at before anything is decided */
    LSQ_CHUNK = 1 << 20,  /* bytes of a chunk */
    LSQ_MAX_CHUNK = 1 << 30,
    LSQ_FRONT = 64, /* bytes in front of the first one, of any value, and ... */
    LSQ_SLACK = 64  /* ... zero bytes behind the last one, so that whole vectors may be loaded */
};

/* The next records, whole. */
typedef struct lsq_chunk {
    char *bytes;      /* LSQ_FRONT in front of them, LSQ_SLACK behind them */
    int64_t capacity; /* without the slack */
    size_t length;
    int64_t offset;   /* of bytes[0] in the text */
    int64_t index;    /* 0, 1, ... */
    int cut;          /* 1: the last record goes on behind it and is too long */
    lsq_error failed; /* not LSQ_OK: reading failed somewhere behind it */
} lsq_chunk;

typedef struct lsq_chunks {
    lsq_source *source;
    int64_t size; /* of a chunk */
    char comment; /* 0: none */
    char *head;   /* bytes read and not handed out are head[begin .. end), margins as in a chunk */
    int64_t capacity;
    size_t begin, end;
    int64_t offset;   /* of head[begin] in the text */
    int64_t next;     /* index of the next chunk */
    int finished;     /* 1: the source has ended or failed */
    lsq_error failed; /* not LSQ_OK: how */
    int told;         /* 1: a chunk has said so */
} lsq_chunks;

/* Take over the source.  size 0: LSQ_CHUNK; a line that begins with `comment` has no quotes. */
void lsq_chunks_init(lsq_chunks *chunks, lsq_source *source, int64_t size, char comment);
void lsq_chunks_clear(lsq_chunks *chunks);

/* Let head[begin .. end) hold at least `wanted` bytes or all that is left.  A source that fails
 * has ended, as far as this goes: chunks->failed tells.  LSQ_ENOMEM. */
lsq_status lsq_chunks_look(lsq_chunks *chunks, size_t wanted, lsq_error *error);

/* The first bytes of the head are done with. */
void lsq_chunks_pass(lsq_chunks *chunks, size_t count);

/* The next chunk; *got = 0 at the end.  It has the records that end within the next `size` bytes,
 * or, where none does, within twice as many, and so on, and is cut nowhere else: what stands
 * between quotes is never taken for the end of a record.  A record beyond LSQ_MAX_LINE comes cut,
 * too long for any reader. Of a source that fails the chunks end with the last whole record.
 * LSQ_ENOMEM. */
lsq_status lsq_chunks_next(lsq_chunks *chunks, lsq_chunk *chunk, int *got, lsq_error *error);
void lsq_chunk_clear(lsq_chunk *chunk);

#endif
