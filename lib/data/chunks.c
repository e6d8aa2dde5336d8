/* chunks.c - a source cut into chunks of whole records.
 *
 * The source is read piece by piece, each into the buffer of the chunk that it becomes.  A chunk is
 * what earlier pieces left over, in front of its piece, up to the last end of a record; the rest is
 * the tail, left to the chunk behind it.  A piece without any end becomes an empty chunk and part
 * of the tail.
 *
 * Pieces of a regular file are read by all threads at once, others where they are claimed, by one
 * at a time.  The tails go from hand to hand in the order of the text, under a lock that is held
 * for some hundred bytes a chunk: room in front of the piece lets the tail get there without moving
 * it.  A tail that has no room gets the piece appended, and the buffers are exchanged.  So each
 * byte of a record is moved twice at most, however long it is.
 *
 * A record ends at a line end with an even number of quotes in front of it, counted from where an
 * earlier record ended: in a text without errors every quote opens or closes a field, or is half of
 * a doubled one.  So the last end in a piece is found from behind, once it is known whether they
 * are odd; without quotes it is the last line end.  Comments may hold any quotes: where there are
 * both, the piece is walked from the front.  Behind an error in the quotes the cuts may be
 * anywhere, but the reader of the chunk that has the error comes first.
 *
 * SPDX-License-Identifier: MIT */
#include "chunks.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "csv.h"

enum {
    ROOM = 64 << 10
}; /* in front of a piece: most tails are a line at most; unused, it is free */

void lsq_chunks_init(lsq_chunks *c, lsq_source *source, int64_t size, char comment) {
    memset(c, 0, sizeof *c);
    c->source = source;
    c->size = size ? size : LSQ_CHUNK;
    c->comment = comment;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->moved, NULL);
}

/* What `reserve` got. */
static void release(lsq_buffer *b) {
    if (b->bytes)
        free(b->bytes - LSQ_FRONT);
    memset(b, 0, sizeof *b);
}

void lsq_chunks_clear(lsq_chunks *c) {
    lsq_source_free(c->source);
    release(&c->head);
    release(&c->tail);
    pthread_cond_destroy(&c->moved);
    pthread_mutex_destroy(&c->lock);
    memset(c, 0, sizeof *c);
}

void lsq_chunk_clear(lsq_chunk *chunk) {
    release(&chunk->buffer);
    memset(chunk, 0, sizeof *chunk);
}

/* Room for `wanted` bytes and the margins; what is there stays. */
static lsq_status reserve(lsq_buffer *b, size_t wanted, lsq_error *error) {
    if (wanted <= b->capacity && b->bytes)
        return LSQ_OK;
    char *fresh = realloc(b->bytes ? b->bytes - LSQ_FRONT : NULL, LSQ_FRONT + wanted + LSQ_SLACK);
    if (!fresh)
        return lsq_fail_memory(error, LSQ_FRONT + wanted + LSQ_SLACK);
    if (!b->bytes)
        memset(fresh, 0, LSQ_FRONT);
    b->bytes = fresh + LSQ_FRONT;
    b->capacity = wanted;
    return LSQ_OK;
}

/* Read until there are `wanted` bytes or the source ends. */
static void read_to(lsq_chunks *c, char *bytes, size_t *length, size_t wanted) {
    while (!c->finished && *length < wanted) {
        size_t got = 0;
        lsq_status status =
            lsq_source_read(c->source, bytes + *length, wanted - *length, &got, &c->failed);
        *length += got;
        c->finished = status || !got;
    }
}

/* ---- the head ---- */

lsq_status lsq_chunks_look(lsq_chunks *c, size_t wanted, lsq_error *error) {
    if (c->begin) {
        memmove(c->head.bytes, c->head.bytes + c->begin, c->end - c->begin);
        c->end -= c->begin;
        c->begin = 0;
    }
    lsq_status status = reserve(&c->head, wanted, error);
    if (status)
        return status;
    read_to(c, c->head.bytes, &c->end, wanted);
    memset(c->head.bytes + c->end, 0, LSQ_SLACK);
    return LSQ_OK;
}

void lsq_chunks_pass(lsq_chunks *c, size_t count) {
    c->begin += count;
    c->offset += (int64_t)count;
}

/* ---- where records end ---- */

/* 1 if a line ends in front of p[i], 0 <= i <= n, as far as n bytes tell: LF may follow a CR.
 * Readers end at a NUL without a look at it, and so know as little. */
static int ends_line(const char *p, int64_t i, int64_t n) {
    return p[i - 1] == '\n' || (p[i - 1] == '\r' && i < n && p[i] != '\n' && p[i] != '\0');
}

/* How many quotes there are, as far as it matters: 0 for none, else 1 or 2 as they are odd or even.
 * Eight bytes at a time, the quotes among them become high bits, which cancel in pairs: exact, as
 * the sum of two bytes below 128 carries nothing into the next. */
static int count_quotes(const char *p, size_t n) {
    const uint64_t low = 0x7f7f7f7f7f7f7f7f, quotes = 0x2222222222222222;
    uint64_t high = 0;
    size_t i = 0;
    if (!memchr(p, '"', n))
        return 0;
    for (; i + sizeof high <= n; i += sizeof high) {
        uint64_t v;
        memcpy(&v, p + i, sizeof v);
        v ^= quotes;
        high ^= ~(((v & low) + low) | v | low);
    }
    int odd = __builtin_parityll(high);
    for (; i < n; i++)
        odd ^= p[i] == '"';
    return odd ? 1 : 2;
}

/* The last end of a record, from behind, -1 if there is none; odd: up to p[n] are odd quotes. */
static int64_t last_end(const char *p, int64_t n, int odd) {
    for (int64_t i = n; i >= 0; i--) {
        if (!odd && ends_line(p, i, n))
            return i;
        odd ^= p[i - 1] == '"';
    }
    return -1;
}

/* The same from the front, past comments. */
static int64_t last_end_with_comments(lsq_chunks *c, const char *p, int64_t n) {
    int64_t end = -1;
    for (int64_t i = 0; i <= n; i++) {
        c->odd ^= i && p[i - 1] == '"' && !c->in_comment;
        if (c->odd || !ends_line(p, i, n))
            continue;
        end = i;
        c->in_comment = i < n && p[i] == c->comment;
    }
    return end;
}

/* The last end of a record in front of p[n], p[0] standing behind the tail, -1 if there is none.
 * p[-1] is the last byte of the tail, NUL if it is empty. */
static int64_t find_end(lsq_chunks *c, const char *p, int64_t n, int quotes) {
    if (!c->left)
        c->in_comment = c->comment && n && *p == c->comment;
    if (c->comment && quotes && (c->in_comment || memchr(p, c->comment, (size_t)n)))
        return last_end_with_comments(c, p, n);
    c->odd ^= quotes & 1;
    int64_t end = quotes || !c->odd ? last_end(p, n, c->odd) : -1;
    if (end >= 0)
        c->in_comment = c->comment && end < n && p[end] == c->comment;
    return end;
}

/* ---- a piece ---- */

lsq_status lsq_chunks_claim(lsq_chunks *c, lsq_chunk *chunk, lsq_error *error) {
    const size_t size = (size_t)c->size;
    size_t here = c->end - c->begin;
    if (chunk->buffer.capacity > 2 * (ROOM + size)) /* a long record was here */
        release(&chunk->buffer);
    lsq_status status = reserve(&chunk->buffer, ROOM + size, error);
    if (status)
        return status;
    chunk->bytes = chunk->buffer.bytes + ROOM;
    chunk->length = here < size ? here : size;
    chunk->place = -1;
    if (here)
        memcpy(chunk->bytes, c->head.bytes + c->begin, chunk->length);
    else if (!c->finished && lsq_source_claim(c->source, size, &chunk->place))
        chunk->length = size;
    else
        read_to(c, chunk->bytes, &chunk->length, size);
    c->begin += here ? chunk->length : 0;
    chunk->last = c->finished && c->begin == c->end;
    chunk->failed.status = LSQ_OK;
    if (chunk->last && c->failed.status)
        chunk->failed = c->failed;
    chunk->index = c->claimed++;
    return LSQ_OK;
}

/* The bytes that were only claimed. */
static void read_piece(const lsq_chunks *c, lsq_chunk *chunk) {
    size_t got = 0;
    if (chunk->place < 0)
        return;
    chunk->failed.status = lsq_source_read_at(c->source, chunk->place, chunk->bytes, chunk->length,
                                              &got, &chunk->failed);
    chunk->last = got < chunk->length;
    chunk->length = got;
}

/* Add bytes to the tail. */
static lsq_status append(lsq_chunks *c, const char *bytes, size_t count, lsq_error *error) {
    size_t wanted = c->left + count, twice = 2 * c->tail.capacity;
    lsq_status status = LSQ_OK;
    if (wanted > c->tail.capacity || !c->tail.bytes)
        status = reserve(&c->tail, wanted > twice ? wanted : twice, error);
    if (status)
        return status;
    memcpy(c->tail.bytes + c->left, bytes, count);
    c->left += count;
    return LSQ_OK;
}

/* Let the chunk be the tail and its piece up to `end`; the rest is the new tail. */
static lsq_status join(lsq_chunks *c, lsq_chunk *chunk, size_t end, lsq_error *error) {
    char *rest = chunk->bytes + end;
    size_t count = chunk->length - end;
    if (c->left <= ROOM) {
        chunk->bytes -= c->left;
        chunk->length = c->left + end;
        if (c->left)
            memcpy(chunk->bytes, c->tail.bytes, c->left);
        c->left = 0;
        return count ? append(c, rest, count, error) : LSQ_OK;
    }
    lsq_status status = append(c, chunk->bytes, end, error);
    if (status)
        return status;
    lsq_buffer full = c->tail;
    chunk->bytes = full.bytes;
    chunk->length = c->left;
    c->tail = chunk->buffer;
    chunk->buffer = full;
    c->left = count;
    memmove(c->tail.bytes, rest, count);
    return LSQ_OK;
}

/* Whole records into the chunk. */
static lsq_status cut(lsq_chunks *c, lsq_chunk *chunk, int quotes, lsq_error *error) {
    chunk->bytes[-1] = c->left ? c->tail.bytes[c->left - 1] : '\0';
    int64_t end = find_end(c, chunk->bytes, (int64_t)chunk->length, quotes);
    chunk->cut = end < 0 && !chunk->last && c->left + chunk->length > LSQ_MAX_LINE;
    if (chunk->cut || (chunk->last && !chunk->failed.status))
        end = (int64_t)chunk->length;
    if (end >= 0)
        return join(c, chunk, (size_t)end, error);
    size_t count = chunk->length;
    chunk->length = 0;
    return append(c, chunk->bytes, count, error);
}

lsq_status lsq_chunks_take(lsq_chunks *c, lsq_chunk *chunk, int *got, lsq_error *error) {
    lsq_status status = LSQ_OK;
    *got = 0;
    read_piece(c, chunk);
    int quotes = count_quotes(chunk->bytes, chunk->length);
    pthread_mutex_lock(&c->lock);
    while (!c->over && c->next != chunk->index)
        pthread_cond_wait(&c->moved, &c->lock);
    if (!c->over) {
        status = cut(c, chunk, quotes, error);
        c->over = chunk->last || status;
        *got = !status && (chunk->length || !chunk->last || chunk->failed.status);
        chunk->offset = c->offset;
        c->offset += (int64_t)chunk->length;
        c->next += *got;
        pthread_cond_broadcast(&c->moved);
    }
    pthread_mutex_unlock(&c->lock);
    if (*got)
        memset(chunk->bytes + chunk->length, 0, LSQ_SLACK);
    return status;
}
