/* chunks.h - a source cut into chunks of whole records, so that several threads may read them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_CHUNKS_H
#define LSQ_DATA_CHUNKS_H

#include <lsq.h>
#include <pthread.h>

#include "source.h"

enum {
    LSQ_LOOK = 256 << 10,  /* bytes looked at before anything is decided */
    LSQ_CHUNK = 256 << 10, /* bytes read at a time: they stay in the cache until they are numbers */
    LSQ_MAX_CHUNK = 1 << 30,
    LSQ_FRONT = 64, /* bytes in front of the first one, of any value, and ... */
    LSQ_SLACK = 64  /* ... zero bytes behind the last one, so that whole vectors may be loaded */
};

/* Bytes with LSQ_FRONT in front and LSQ_SLACK behind them, which capacity does not count. */
typedef struct lsq_buffer {
    char *bytes;
    size_t capacity;
} lsq_buffer;

/* The next records, whole. */
typedef struct lsq_chunk {
    char *bytes; /* somewhere in the buffer: LSQ_FRONT in front of them, LSQ_SLACK behind them */
    size_t length;
    int64_t offset;   /* of bytes[0] in the text */
    int64_t index;    /* 0, 1, ... */
    int cut;          /* 1: the last record goes on behind it and is too long */
    lsq_error failed; /* not LSQ_OK: reading failed somewhere behind it */
    lsq_buffer buffer;
    int64_t place; /* of a piece that is claimed and not read, in the file; -1: it is read */
    int last;      /* 1: the source ends or fails behind it */
} lsq_chunk;

typedef struct lsq_chunks {
    lsq_source *source;
    int64_t size; /* of a piece */
    char comment; /* 0: none */

    /* For those who look and claim: */
    lsq_buffer head; /* bytes read and not claimed are head.bytes[begin .. end) */
    size_t begin, end;
    int finished;     /* 1: the source has ended or failed */
    lsq_error failed; /* not LSQ_OK: how */
    int64_t claimed;  /* so many times */

    /* For those who take, under the lock: */
    pthread_mutex_t lock;
    pthread_cond_t moved; /* next or over */
    lsq_buffer tail;      /* tail.bytes[0 .. left): the record that has begun and not ended */
    size_t left;
    int odd, in_comment; /* of the tail: it has an odd number of quotes; is a comment */
    int64_t offset;      /* of the first byte that no chunk has, in the text */
    int64_t next;        /* index of the next chunk */
    int over;            /* 1: there are no more */
} lsq_chunks;

/* Take over the source.  size 0: LSQ_CHUNK; a line that begins with `comment` has no quotes. */
void lsq_chunks_init(lsq_chunks *chunks, lsq_source *source, int64_t size, char comment);
void lsq_chunks_clear(lsq_chunks *chunks);

/* Before anything is claimed: let head.bytes[begin .. end) hold at least `wanted` bytes or all that
 * is left.  A source that fails has ended, as far as this goes: chunks->failed tells.
 * LSQ_ENOMEM. */
lsq_status lsq_chunks_look(lsq_chunks *chunks, size_t wanted, lsq_error *error);

/* The first bytes of the head are done with. */
void lsq_chunks_pass(lsq_chunks *chunks, size_t count);

/* Claim the next piece, what was looked at and not passed coming first; behind the end it is empty.
 * One thread at a time; what is claimed has to be taken, or nobody else gets further.  LSQ_ENOMEM,
 * and nothing is claimed. */
lsq_status lsq_chunks_claim(lsq_chunks *chunks, lsq_chunk *chunk, lsq_error *error);

/* Make the claimed piece a chunk, whose index is that of the claim: the records that end within it,
 * which may be none.  Any number of threads; each waits for those who claimed before.  It is cut
 * nowhere else: what stands between quotes is never taken for the end of a record.  A record beyond
 * LSQ_MAX_LINE comes cut, too long for any reader.  Of a source that fails the chunks end with the
 * last whole record.  *got = 0: there are no more.  LSQ_ENOMEM, and there will be none. */
lsq_status lsq_chunks_take(lsq_chunks *chunks, lsq_chunk *chunk, int *got, lsq_error *error);
void lsq_chunk_clear(lsq_chunk *chunk);

#endif
