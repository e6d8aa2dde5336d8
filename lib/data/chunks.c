/* chunks.c - a source cut into chunks of whole records.
 *
 * A record ends at a line end with an even number of quotes in front of it, counted from the start
 * of the chunk, which is the start of a record: in a text without errors every quote opens or
 * closes a field, or is half of a doubled one.  So the last end in a chunk is found from behind,
 * with one count of the quotes; without quotes it is the last line end.  Comments may hold any
 * quotes: where there are both, the chunk is walked from the front.  Behind an error in the quotes
 * the cuts may be anywhere, but the reader of the chunk that has the error comes first.
 *
 * A chunk without any end doubles and is searched again, so each byte is looked at three times at
 * most.
 *
 * SPDX-License-Identifier: MIT */
#include "chunks.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "csv.h"

void lsq_chunks_init(lsq_chunks *c, lsq_source *source, int64_t size, char comment) {
    memset(c, 0, sizeof *c);
    c->source = source;
    c->size = size ? size : LSQ_CHUNK;
    c->comment = comment;
}

/* What `reserve` got. */
static void release(char *bytes) {
    if (bytes)
        free(bytes - LSQ_FRONT);
}

void lsq_chunks_clear(lsq_chunks *c) {
    lsq_source_free(c->source);
    release(c->head);
    memset(c, 0, sizeof *c);
}

void lsq_chunk_clear(lsq_chunk *chunk) {
    release(chunk->bytes);
    memset(chunk, 0, sizeof *chunk);
}

/* Room for `wanted` bytes and the margins; what is there stays. */
static lsq_status reserve(char **bytes, int64_t *capacity, size_t wanted, lsq_error *error) {
    if ((int64_t)wanted <= *capacity && *bytes)
        return LSQ_OK;
    char *fresh = realloc(*bytes ? *bytes - LSQ_FRONT : NULL, LSQ_FRONT + wanted + LSQ_SLACK);
    if (!fresh)
        return lsq_fail_memory(error, LSQ_FRONT + wanted + LSQ_SLACK);
    if (!*bytes)
        memset(fresh, 0, LSQ_FRONT);
    *bytes = fresh + LSQ_FRONT;
    *capacity = (int64_t)wanted;
    return LSQ_OK;
}

/* Read until there are `wanted` bytes in the buffer or the source ends. */
static void read_to(lsq_chunks *c, char *bytes, size_t *length, size_t wanted) {
    while (!c->finished && *length < wanted) {
        size_t got = 0;
        lsq_status status =
            lsq_source_read(c->source, bytes + *length, wanted - *length, &got, &c->failed);
        *length += got;
        c->finished = status || !got;
    }
}

lsq_status lsq_chunks_look(lsq_chunks *c, size_t wanted, lsq_error *error) {
    if (c->begin) {
        memmove(c->head, c->head + c->begin, c->end - c->begin);
        c->end -= c->begin;
        c->begin = 0;
    }
    lsq_status status = reserve(&c->head, &c->capacity, wanted, error);
    if (status)
        return status;
    read_to(c, c->head, &c->end, wanted);
    memset(c->head + c->end, 0, LSQ_SLACK);
    return LSQ_OK;
}

void lsq_chunks_pass(lsq_chunks *c, size_t count) {
    c->begin += count;
    c->offset += (int64_t)count;
}

static int is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* 1 if a line ends in front of p[i], 0 < i <= n, as far as n bytes tell: LF may follow a CR.
 * Readers end at a NUL without a look at it, and so know as little. */
static int ends_line(const char *p, size_t i, size_t n) {
    return p[i - 1] == '\n' || (p[i - 1] == '\r' && i < n && p[i] != '\n' && p[i] != '\0');
}

static size_t count_quotes(const char *p, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += p[i] == '"';
    return count;
}

/* The end of the last record, from behind; 0 if there is none. */
static size_t last_end(const char *p, size_t n, size_t quotes) {
    for (size_t i = n; i > 0; i--) {
        if (quotes % 2 == 0 && ends_line(p, i, n))
            return i;
        quotes -= p[i - 1] == '"';
    }
    return 0;
}

/* The same from the front, past comments. */
static size_t last_end_with_comments(const char *p, size_t n, char comment) {
    size_t end = 0, quotes = 0;
    int is_comment = *p == comment;
    for (size_t i = 1; i <= n; i++) {
        quotes += p[i - 1] == '"' && !is_comment;
        if (quotes % 2 || !is_line_end(p[i - 1]) || !ends_line(p, i, n))
            continue;
        end = i;
        is_comment = i < n && p[i] == comment;
    }
    return end;
}

static size_t whole_records(const lsq_chunks *c, const char *p, size_t n) {
    if (!n || !memchr(p, '"', n))
        return last_end(p, n, 0);
    return c->comment ? last_end_with_comments(p, n, c->comment)
                      : last_end(p, n, count_quotes(p, n));
}

/* Let the chunk hold `wanted` bytes, those of the head first, or all that is left. */
static lsq_status fill(lsq_chunks *c, lsq_chunk *chunk, size_t wanted, lsq_error *error) {
    lsq_status status = reserve(&chunk->bytes, &chunk->capacity, wanted, error);
    if (status)
        return status;
    size_t more = wanted - chunk->length, here = c->end - c->begin;
    size_t count = more < here ? more : here;
    if (count)
        memcpy(chunk->bytes + chunk->length, c->head + c->begin, count);
    chunk->length += count;
    c->begin += count;
    if (c->begin == c->end)
        read_to(c, chunk->bytes, &chunk->length, wanted);
    return LSQ_OK;
}

/* The bytes of the chunk from `keep` on go back to the head. */
static lsq_status put_back(lsq_chunks *c, lsq_chunk *chunk, size_t keep, lsq_error *error) {
    size_t count = chunk->length - keep;
    chunk->length = keep;
    if (c->begin < c->end) { /* then all bytes came from there */
        c->begin -= count;
        return LSQ_OK;
    }
    lsq_status status = reserve(&c->head, &c->capacity, count, error);
    if (status)
        return status;
    if (count)
        memcpy(c->head, chunk->bytes + keep, count);
    c->begin = 0;
    c->end = count;
    return LSQ_OK;
}

/* Whole records into the chunk, at least one unless the text ends. */
static lsq_status cut(lsq_chunks *c, lsq_chunk *chunk, lsq_error *error) {
    const size_t most = (size_t)LSQ_MAX_LINE + LSQ_LOOK;
    for (size_t wanted = (size_t)c->size;; wanted = wanted < most / 2 ? 2 * wanted : most) {
        lsq_status status = fill(c, chunk, wanted, error);
        if (status)
            return status;
        int all = c->finished && c->begin == c->end;
        if (all && !c->failed.status)
            return LSQ_OK;
        size_t keep = whole_records(c, chunk->bytes, chunk->length);
        if (all) {
            chunk->length = keep;
            chunk->failed = c->failed;
            return LSQ_OK;
        }
        if (keep)
            return put_back(c, chunk, keep, error);
        if (chunk->length > LSQ_MAX_LINE) {
            chunk->cut = 1;
            return LSQ_OK;
        }
    }
}

lsq_status lsq_chunks_next(lsq_chunks *c, lsq_chunk *chunk, int *got, lsq_error *error) {
    const int64_t usual = 4 * c->size + LSQ_LOOK;
    *got = 0;
    if (chunk->capacity > usual) /* a long record was here */
        lsq_chunk_clear(chunk);
    chunk->length = 0;
    chunk->cut = 0;
    chunk->failed.status = LSQ_OK;
    if (c->finished && c->begin == c->end && (!c->failed.status || c->told))
        return LSQ_OK;
    lsq_status status = cut(c, chunk, error);
    if (status)
        return status;
    memset(chunk->bytes + chunk->length, 0, LSQ_SLACK);
    c->told = chunk->failed.status != LSQ_OK;
    *got = chunk->length > 0 || c->told;
    chunk->index = c->next;
    chunk->offset = c->offset;
    c->next += *got;
    c->offset += (int64_t)chunk->length;
    return LSQ_OK;
}
