/* records.c - a source as a sequence of records, through one buffer.
 *
 * The buffer is always filled to the brim or to the end of the input, so what a reader sees does
 * not depend on how the bytes arrive.  A record that does not fit moves to the front, then the
 * buffer doubles: all in all each byte is looked at twice at most.  A NUL byte ends the text for
 * the splitter and fails when it is reached, so errors come in the order of the file.
 *
 * SPDX-License-Identifier: MIT */
#include "records.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "csv.h"

/* whole = the end of the last line in the buffer that is all there. */
static void find_whole_lines(lsq_records *r) {
    size_t i = r->end;
    while (i > r->begin) {
        char c = r->buffer[i - 1];
        if (c == '\n' || (c == '\r' && (i < r->end || r->finished)))
            break;
        i--;
    }
    r->whole = i;
}

/* Move what must stay to the front; let the buffer grow if that gives no room. */
static lsq_status make_room(lsq_records *r, lsq_error *error) {
    size_t from = r->held ? r->hold : r->begin;
    memmove(r->buffer, r->buffer + from, r->end - from);
    r->offset += (int64_t)from;
    r->begin -= from;
    r->end -= from;
    r->hold -= r->held ? from : 0;
    if ((int64_t)r->end < r->capacity)
        return LSQ_OK;
    int64_t most = (int64_t)LSQ_MAX_LINE + 4 * LSQ_BUFFER;
    int64_t wanted = 2 * r->capacity < most ? 2 * r->capacity : most;
    if (wanted <= r->capacity)
        wanted = r->capacity + LSQ_BUFFER;
    char *fresh = realloc(r->buffer, (size_t)wanted + LSQ_SLACK);
    if (!fresh)
        return lsq_fail_memory(error, (size_t)wanted + LSQ_SLACK);
    r->buffer = fresh;
    r->capacity = wanted;
    return LSQ_OK;
}

/* Read until the buffer is full or the input ends. */
static lsq_status fill(lsq_records *r, lsq_error *error) {
    lsq_status status = make_room(r, error);
    size_t fresh = r->end;
    while (!status && !r->finished && (int64_t)r->end < r->capacity) {
        size_t got = 0;
        status = lsq_source_read(r->source, r->buffer + r->end, (size_t)r->capacity - r->end, &got,
                                 error);
        r->end += got;
        r->finished = !status && got == 0;
    }
    memset(r->buffer + r->end, 0, LSQ_SLACK);
    r->filled = r->end;
    const char *nul = r->end > fresh ? memchr(r->buffer + fresh, '\0', r->end - fresh) : NULL;
    if (nul) {
        r->end = (size_t)(nul - r->buffer);
        r->nul = r->offset + (int64_t)r->end;
        r->finished = 1;
    }
    find_whole_lines(r);
    return status;
}

lsq_status lsq_records_init(lsq_records *r, lsq_source *source, lsq_error *error) {
    memset(r, 0, sizeof *r);
    r->source = source;
    r->line = 1;
    r->nul = -1;
    r->capacity = LSQ_BUFFER;
    lsq_status status = lsq_alloc(&r->buffer, LSQ_BUFFER + LSQ_SLACK, 1, error);
    return status ? status : fill(r, error);
}

void lsq_records_clear(lsq_records *r) {
    lsq_split_clear(&r->split);
    lsq_source_free(r->source);
    free(r->buffer);
    memset(r, 0, sizeof *r);
}

/* Line, column and offset of buffer[i], where buffer[from] is in `line` and starts it. */
static lsq_position place(const lsq_records *r, size_t from, int64_t line, size_t i) {
    lsq_position at = {lsq_source_name(r->source), line, 0, r->offset + (int64_t)i};
    size_t start = from;
    for (size_t k = from; k < i; k++) {
        char c = r->buffer[k];
        if (c == '\n' || (c == '\r' && r->buffer[k + 1] != '\n')) {
            at.line++;
            start = k + 1;
        }
    }
    at.column = (int64_t)(i - start) + 1;
    return at;
}

lsq_position lsq_records_place(const lsq_records *r, const char *byte) {
    return place(r, r->start, r->start_line, (size_t)(byte - r->buffer));
}

lsq_position lsq_records_field_place(const lsq_records *r, int64_t i) {
    const lsq_field *field = &r->split.fields[i];
    return lsq_records_place(r, field->text - field->quoted);
}

static lsq_status fail_nul(const lsq_records *r, lsq_error *error) {
    lsq_position at = place(r, r->begin, r->line, r->end);
    return lsq_fail_at(error, LSQ_EDATA, at, "byte %lld is NUL, which no text has%s",
                       (long long)r->nul,
                       r->nul < 4 ? "; UTF-16 or UTF-32? convert it with iconv -t UTF-8" : "");
}

/* The sentence for a record that cannot be split. */
static lsq_status fail_record(const lsq_records *r, lsq_split_result result, lsq_error *error) {
    size_t i = (size_t)(r->split.at - r->buffer), left = r->end - i;
    lsq_position at = place(r, r->begin, r->line, i);
    char found[256];
    lsq_escape(found, sizeof found, r->buffer + i, left < 24 ? left : 24);
    switch (result) {
    case LSQ_SPLIT_QUOTE:
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "a quote inside a field without quotes, found '%s'; quote the whole "
                           "field and double the quotes in it",
                           found);
    case LSQ_SPLIT_AFTER_QUOTE:
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "text after the closing quote of a field, found '%s'; double the quotes "
                           "inside a quoted field",
                           found);
    case LSQ_SPLIT_UNCLOSED:
        return lsq_fail_at(error, LSQ_EDATA, at, "the quote opened here is never closed");
    case LSQ_SPLIT_FIELD_LIMIT:
        return lsq_fail_at(error, LSQ_ELIMIT, at, "a field is longer than %d bytes%s",
                           (int)LSQ_MAX_FIELD,
                           r->buffer[i] == '"' ? "; is its quote never closed?" : "");
    case LSQ_SPLIT_COLUMNS:
        return lsq_fail_at(error, LSQ_ELIMIT, at, "more than %d fields in a line",
                           (int)LSQ_MAX_COLUMNS);
    case LSQ_SPLIT_LINE_LIMIT:
        at.line = r->line;
        at.column = 1;
        return lsq_fail_at(error, LSQ_ELIMIT, at, "the line is longer than %d bytes",
                           (int)LSQ_MAX_LINE);
    default:
        return lsq_fail_at(error, LSQ_ENOMEM, at, "out of memory for the fields of this line");
    }
}

lsq_status lsq_records_next(lsq_records *r, int *got, lsq_error *error) {
    *got = 0;
    for (;;) {
        int final = r->finished && r->nul < 0;
        lsq_split_result result = LSQ_SPLIT_MORE;
        if (r->begin < r->end)
            result = lsq_split_record(&r->split, r->buffer + r->begin, r->buffer + r->end, final);
        else if (final)
            return LSQ_OK;
        if (result == LSQ_SPLIT_MORE) {
            if (r->finished)
                return fail_nul(r, error);
            lsq_status status = fill(r, error);
            if (status)
                return status;
            continue;
        }
        if (result != LSQ_SPLIT_RECORD && result != LSQ_SPLIT_BLANK)
            return fail_record(r, result, error);
        r->start = r->begin;
        r->start_line = r->line;
        r->begin = (size_t)(r->split.next - r->buffer);
        r->line += r->split.lines;
        if (result == LSQ_SPLIT_RECORD) {
            *got = 1;
            return LSQ_OK;
        }
        r->blank_lines++;
    }
}

void lsq_records_hold(lsq_records *r) {
    r->held = 1;
    r->hold = r->begin;
    r->hold_line = r->line;
    r->hold_blank_lines = r->blank_lines;
}

void lsq_records_rewind(lsq_records *r) {
    r->begin = r->hold;
    r->line = r->hold_line;
    r->blank_lines = r->hold_blank_lines;
    r->held = 0;
}
