/* split.c - one record of a CSV text into its fields.
 *
 *   record = field (delimiter field)* line-end
 *   field  = quote (any byte but quote | quote quote)* quote
 *          | (any byte but quote, delimiter, CR, LF)*
 *   comment = comment-character (any byte but CR, LF)* line-end, in place of a record
 *   line-end = LF | CR LF | CR | end of the input
 *
 * RFC 4180 (Shafranovich 2005), any line end.  Costs one table look-up a byte.  It fails with a
 * result that names the broken rule and the field; a record that is not all there is asked for
 * again with more bytes.
 *
 * SPDX-License-Identifier: MIT */
#include "split.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "csv.h"

void lsq_split_init(lsq_split *split, char delimiter, char comment) {
    split->delimiter = delimiter;
    split->comment = comment;
    split->keep = INT64_MAX;
    memset(split->special, 0, sizeof split->special);
    split->special[(unsigned char)delimiter] = 1;
    split->special['"'] = 1;
    split->special['\n'] = 1;
    split->special['\r'] = 1;
}

void lsq_split_clear(lsq_split *split) {
    free(split->fields);
    memset(split, 0, sizeof *split);
}

/* A scan over [p, end). */
typedef struct scan {
    const char *p, *end;
    int final;
} scan;

static int is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* Pass over the line end at s->p; 0 if it may go on beyond the end. */
static int pass_line_end(scan *s) {
    if (*s->p == '\r') {
        if (s->p + 1 == s->end && !s->final)
            return 0;
        if (s->p + 1 < s->end && s->p[1] == '\n')
            s->p++;
    }
    s->p++;
    return 1;
}

/* The field that starts with the quote at s->p; *lines grows by the line ends inside. */
static lsq_split_result quoted_field(scan *s, char delimiter, lsq_field *field, int64_t *lines) {
    field->text = ++s->p;
    field->quoted = 1;
    for (;;) {
        while (s->p < s->end && *s->p != '"' && !is_line_end(*s->p))
            s->p++;
        if (s->p - field->text > LSQ_MAX_FIELD)
            return LSQ_SPLIT_FIELD_LIMIT;
        if (s->p == s->end)
            return s->final ? LSQ_SPLIT_UNCLOSED : LSQ_SPLIT_MORE;
        if (is_line_end(*s->p)) {
            if (!pass_line_end(s))
                return LSQ_SPLIT_MORE;
            ++*lines;
            continue;
        }
        if (s->p + 1 == s->end && !s->final)
            return LSQ_SPLIT_MORE;
        if (s->p + 1 < s->end && s->p[1] == '"') {
            field->doubled = 1;
            s->p += 2;
            continue;
        }
        field->length = (uint32_t)(s->p - field->text);
        s->p++;
        return s->p == s->end || *s->p == delimiter || is_line_end(*s->p) ? LSQ_SPLIT_RECORD
                                                                          : LSQ_SPLIT_AFTER_QUOTE;
    }
}

/* The field without quotes that starts at s->p. */
static lsq_split_result plain_field(scan *s, const unsigned char special[256], lsq_field *field) {
    field->text = s->p;
    while (s->p < s->end && !special[(unsigned char)*s->p])
        s->p++;
    if (s->p - field->text > LSQ_MAX_FIELD)
        return LSQ_SPLIT_FIELD_LIMIT;
    if (s->p == s->end && !s->final)
        return LSQ_SPLIT_MORE;
    field->length = (uint32_t)(s->p - field->text);
    return s->p < s->end && *s->p == '"' ? LSQ_SPLIT_QUOTE : LSQ_SPLIT_RECORD;
}

/* The comment at the start of the scan. */
static lsq_split_result comment_line(lsq_split *split, scan s) {
    const char *start = s.p;
    while (s.p < s.end && !is_line_end(*s.p))
        s.p++;
    if (s.p - start > LSQ_MAX_LINE)
        return LSQ_SPLIT_LINE_LIMIT;
    if (s.p == s.end ? !s.final : !pass_line_end(&s))
        return LSQ_SPLIT_MORE;
    split->next = s.p;
    split->lines = 1;
    return LSQ_SPLIT_COMMENT;
}

/* A line without a record at the start of the scan: RECORD if it is none. */
static lsq_split_result empty_line(lsq_split *split, scan s) {
    const char *start = s.p;
    if (split->comment && s.p < s.end && *s.p == split->comment)
        return comment_line(split, s);
    while (s.p < s.end && (*s.p == ' ' || *s.p == '\t') && *s.p != split->delimiter)
        s.p++;
    if (s.p < s.end && !is_line_end(*s.p))
        return LSQ_SPLIT_RECORD;
    if (s.p - start > LSQ_MAX_FIELD)
        return LSQ_SPLIT_FIELD_LIMIT;
    if (s.p == s.end ? !s.final : !pass_line_end(&s))
        return LSQ_SPLIT_MORE;
    split->next = s.p;
    split->lines = 1;
    return LSQ_SPLIT_BLANK;
}

/* Keep the field if it is among the first split->keep; 0 without memory. */
static int add_field(lsq_split *split, lsq_field field) {
    if (split->count < split->keep) {
        if (lsq_grow(&split->fields, &split->capacity, split->count + 1, sizeof field, NULL))
            return 0;
        split->fields[split->count] = field;
    }
    split->count++;
    return 1;
}

lsq_split_result lsq_split_record(lsq_split *split, const char *p, const char *end, int final) {
    scan s = {p, end, final};
    split->count = 0;
    split->lines = 0;
    split->at = p;
    lsq_split_result result = empty_line(split, s);
    while (result == LSQ_SPLIT_RECORD) {
        lsq_field field = {NULL, 0, 0, 0};
        split->at = s.p;
        result = s.p < end && *s.p == '"'
                     ? quoted_field(&s, split->delimiter, &field, &split->lines)
                     : plain_field(&s, split->special, &field);
        if (s.p - p > LSQ_MAX_LINE)
            return LSQ_SPLIT_LINE_LIMIT;
        if (result)
            return result;
        if (split->count == LSQ_MAX_COLUMNS)
            return LSQ_SPLIT_COLUMNS;
        if (!add_field(split, field))
            return LSQ_SPLIT_MEMORY;
        if (s.p == end || *s.p != split->delimiter)
            break;
        s.p++;
    }
    if (result)
        return result;
    if (s.p == end ? !final : !pass_line_end(&s))
        return LSQ_SPLIT_MORE;
    split->lines++;
    split->next = s.p;
    return LSQ_SPLIT_RECORD;
}

size_t lsq_field_undouble(char *out, const lsq_field *field) {
    size_t n = 0;
    for (uint32_t i = 0; i < field->length; i++) {
        out[n++] = field->text[i];
        i += field->doubled && field->text[i] == '"';
    }
    return n;
}

void lsq_trim_blanks(const char **text, size_t *length) {
    while (*length && (**text == ' ' || **text == '\t')) {
        ++*text;
        --*length;
    }
    while (*length && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t'))
        --*length;
}
