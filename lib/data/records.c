/* records.c - a text in memory as a sequence of records.
 *
 * The text is a chunk of whole records, or the head of a source that grows as far as it is looked
 * at.  A NUL byte ends the text for the splitter and fails when it is reached, so errors come in
 * the order of the text.
 *
 * SPDX-License-Identifier: MIT */
#include "records.h"

#include <string.h>

#include "csv.h"

/* whole = the end of the last line that is all there. */
static void find_whole_lines(lsq_records *r) {
    size_t i = r->end;
    while (i > r->begin) {
        char c = r->bytes[i - 1];
        if (c == '\n' || (c == '\r' && (i < r->end || r->final)))
            break;
        i--;
    }
    r->whole = i;
}

/* Take `length` bytes, which begin with those that were there, up to a NUL. */
static void take(lsq_records *r, const char *bytes, size_t length) {
    const char *nul = length > r->end ? memchr(bytes + r->end, '\0', length - r->end) : NULL;
    r->bytes = bytes;
    r->end = nul ? (size_t)(nul - bytes) : length;
    r->nul = nul ? r->offset + (int64_t)r->end : -1;
    find_whole_lines(r);
}

void lsq_records_set(lsq_records *r, const lsq_chunk *chunk, int64_t line) {
    r->more = NULL;
    r->begin = r->end = 0;
    r->offset = chunk->offset;
    r->final = !chunk->cut;
    r->line = line;
    r->passed = (lsq_passed){0, 0, -1};
    r->held = 0;
    take(r, chunk->bytes, chunk->length);
}

/* Take what the head holds. */
static void take_head(lsq_records *r) {
    const lsq_chunks *c = r->more;
    r->final = c->finished && !c->failed.status;
    take(r, c->head.bytes + c->begin, c->end - c->begin);
}

lsq_status lsq_records_look(lsq_records *r, lsq_chunks *more, lsq_error *error) {
    lsq_status status = lsq_chunks_look(more, LSQ_LOOK, error);
    if (status)
        return status;
    r->name = lsq_source_name(more->source);
    r->more = more;
    r->begin = r->end = 0;
    r->offset = more->offset;
    r->line = 1;
    r->passed = (lsq_passed){0, 0, -1};
    r->held = 0;
    take_head(r);
    return LSQ_OK;
}

/* What has been read and is not held, in front of the next record. */
static size_t done_with(const lsq_records *r) {
    return r->held && r->hold < r->begin ? r->hold : r->begin;
}

/* Let the head lose what is done with and grow; *got = 0 where it cannot. */
static lsq_status look_further(lsq_records *r, int *got, lsq_error *error) {
    size_t done = done_with(r);
    lsq_status status = LSQ_OK;
    *got = r->more && !r->more->finished && r->end - done <= LSQ_MAX_LINE;
    if (*got) {
        lsq_chunks_pass(r->more, done);
        r->offset += (int64_t)done;
        r->begin -= done;
        r->end -= done;
        r->hold -= r->held ? done : 0;
        status = lsq_chunks_look(r->more, 2 * r->end + LSQ_LOOK, error);
        if (!status)
            take_head(r);
    } else if (r->more && r->more->failed.status) {
        if (error)
            *error = r->more->failed;
        status = r->more->failed.status;
    }
    return status;
}

/* The place of bytes[i], which is not in front of the place `at`. */
static lsq_position move(const lsq_records *r, lsq_position at, size_t i) {
    for (size_t k = (size_t)(at.byte - r->offset); k < i; k++) {
        char c = r->bytes[k];
        int ends = c == '\n' || (c == '\r' && r->bytes[k + 1] != '\n');
        at.line += ends;
        at.column = ends ? 1 : at.column + 1;
    }
    at.byte = r->offset + (int64_t)i;
    return at;
}

/* The place of bytes[i], where bytes[from] is in `line` and starts it. */
static lsq_position place(const lsq_records *r, size_t from, int64_t line, size_t i) {
    return move(r, (lsq_position){r->name, line, 1, r->offset + (int64_t)from}, i);
}

lsq_position lsq_records_field_place(const lsq_records *r, int64_t i) {
    return lsq_records_next_place(r, place(r, r->start, r->start_line, r->start), i);
}

lsq_position lsq_records_next_place(const lsq_records *r, lsq_position at, int64_t i) {
    const lsq_field *field = &r->split.fields[i];
    return move(r, at, (size_t)(field->text - field->quoted - r->bytes));
}

/* Of the two bytes of an ASCII character UTF-16 has NUL as the first or the second. */
static lsq_status fail_nul(const lsq_records *r, lsq_error *error) {
    lsq_position at = place(r, r->begin, r->line, r->end);
    const char *order = r->nul == 0 ? "BE" : "LE";
    if (r->nul > 1)
        return lsq_fail_at(error, LSQ_EDATA, at, "byte %lld is NUL, which no text has",
                           (long long)r->nul);
    return lsq_fail_at(error, LSQ_EDATA, at,
                       "byte %lld is NUL, which no text has; UTF-16 without its mark? iconv -f "
                       "UTF-16%s -t UTF-8 FILE converts it",
                       (long long)r->nul, order);
}

/* The sentence for a record that cannot be split. */
static lsq_status fail_record(const lsq_records *r, lsq_split_result result, lsq_error *error) {
    size_t i = (size_t)(r->split.at - r->bytes), most = r->end - i < 24 ? r->end - i : 24, n = 0;
    lsq_position at = place(r, r->begin, r->line, i);
    char found[256];
    while (n < most && r->bytes[i + n] != '\n' && r->bytes[i + n] != '\r')
        n++; /* what follows the line may not be here */
    lsq_escape(found, sizeof found, r->bytes + i, n);
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
    case LSQ_SPLIT_FIELD_LIMIT: {
        int quoted = r->bytes[i] == '"'; /* as LSQ_SPLIT_UNCLOSED, whatever the size of the file */
        return lsq_fail_at(error, quoted ? LSQ_EDATA : LSQ_ELIMIT, at,
                           "a field is longer than %d bytes%s", (int)LSQ_MAX_FIELD,
                           quoted ? "; is its quote never closed?" : "");
    }
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
        int ends = r->final && r->nul < 0, more = 0;
        lsq_split_result result = LSQ_SPLIT_MORE;
        if (r->begin < r->end)
            result = lsq_split_record(&r->split, r->bytes + r->begin, r->bytes + r->end, ends);
        else if (r->nul < 0 && (ends || !r->more))
            return LSQ_OK;
        if (result == LSQ_SPLIT_MORE) {
            if (r->nul >= 0)
                return fail_nul(r, error);
            lsq_status status = look_further(r, &more, error);
            if (status)
                return status;
            if (!more)
                return fail_record(r, LSQ_SPLIT_LINE_LIMIT, error);
            continue;
        }
        if (result == LSQ_SPLIT_BLANK && r->passed.blank_line < 0)
            r->passed.blank_line = r->line;
        r->passed.blank += result == LSQ_SPLIT_BLANK;
        r->passed.comments += result == LSQ_SPLIT_COMMENT;
        int found = result == LSQ_SPLIT_RECORD;
        if (!found && result != LSQ_SPLIT_BLANK && result != LSQ_SPLIT_COMMENT)
            return fail_record(r, result, error);
        r->start = r->begin;
        r->start_line = r->line;
        r->begin = (size_t)(r->split.next - r->bytes);
        r->line += r->split.lines;
        if (found) {
            *got = 1;
            return LSQ_OK;
        }
    }
}

lsq_status lsq_records_skip(lsq_records *r, int64_t lines, lsq_error *error) {
    lsq_position at = {r->name, 0, 0, -1};
    while (r->line <= lines) {
        size_t i = r->begin;
        int more = 0;
        while (i < r->end && r->bytes[i] != '\n' && r->bytes[i] != '\r')
            i++;
        if (i == r->end || (r->bytes[i] == '\r' && i + 1 == r->end && !r->final)) {
            lsq_status status = r->nul >= 0 ? fail_nul(r, error) : look_further(r, &more, error);
            if (status)
                return status;
            if (!more)
                return lsq_fail_at(error, LSQ_EDATA, at,
                                   "no header: %lld lines are to be skipped, and there are %lld",
                                   (long long)lines, (long long)r->line - (i == r->begin));
            continue;
        }
        r->begin = i + (r->bytes[i] == '\r' && r->bytes[i + 1] == '\n' ? 2 : 1);
        r->line++;
    }
    find_whole_lines(r);
    return LSQ_OK;
}

void lsq_records_hold(lsq_records *r) {
    r->held = 1;
    r->hold = r->start;
    r->hold_line = r->start_line;
    r->hold_passed = r->passed;
}

void lsq_records_rewind(lsq_records *r) {
    r->held = 0;
    r->begin = r->hold;
    r->line = r->hold_line;
    r->passed = r->hold_passed;
}
