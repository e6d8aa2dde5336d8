/* header.c - the columns of a table: their names, and what stands in them at first.
 *
 * The kind of a column comes from the first record that has a value there, within the first
 * LSQ_SNIFF_RECORDS records and LSQ_SNIFF_BYTES bytes.  A text that was probably meant as a
 * number ("1,5", "NaN") leaves the matter open; if nothing settles it, the column counts as one
 * of numbers, so that the reader can refuse the cell with its place.
 *
 * SPDX-License-Identifier: MIT */
#include "header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "csv.h"
#include "number.h"
#include "sniff.h"

/* The text of a field as the user means it: quotes undone into out, else blanks cut off. */
static size_t clean(char *out, const lsq_field *field) {
    const char *text = field->text;
    size_t length = field->length;
    if (field->quoted)
        return lsq_field_undouble(out, field);
    lsq_trim_blanks(&text, &length);
    memcpy(out, text, length);
    return length;
}

/* 1 if all names are UTF-8. */
static int are_utf8(const lsq_split *split, int64_t columns) {
    for (int64_t i = 0; i < columns; i++)
        if (!lsq_is_utf8(split->fields[i].text, split->fields[i].length))
            return 0;
    return 1;
}

/* The names, which are Windows-1252 if they are not UTF-8. */
static lsq_status copy_names(lsq_header *h, const lsq_split *split, const lsq_cells *cells,
                             lsq_error *error) {
    h->foreign = !are_utf8(split, h->columns);
    int64_t bytes = 0, most = 0, widest = h->foreign ? 3 : 1;
    for (int64_t i = 0; i < h->columns; i++) {
        int64_t length = split->fields[i].length;
        most = length > most ? length : most;
        bytes += widest * length + 1;
    }
    char *name = NULL;
    lsq_status status = lsq_alloc(&h->text, bytes, 1, error);
    if (!status)
        status = lsq_alloc(&name, most, 1, error);
    char *out = h->text;
    h->numeric = 1;
    for (int64_t i = 0; i < h->columns && !status; i++) {
        size_t n = clean(h->foreign ? name : out, &split->fields[i]);
        if (h->foreign)
            n = lsq_from_windows_1252(out, name, n);
        out[n] = '\0';
        h->names[i] = out;
        h->numeric = h->numeric && lsq_cells_is_numeric(cells, out, n);
        out += n + 1;
    }
    free(name);
    return status;
}

lsq_status lsq_header_read(lsq_header *h, lsq_records *records, const lsq_cells *cells,
                           int no_header, lsq_error *error) {
    lsq_position at = {records->name, 0, 0, -1};
    int got = 0;
    memset(h, 0, sizeof *h);
    records->split.keep = no_header ? 0 : LSQ_MAX_COLUMNS;
    lsq_status status = lsq_records_next(records, &got, error);
    if (status)
        return status;
    if (!got)
        return lsq_fail_at(error, LSQ_EDATA, at, "no %s: the input is empty",
                           no_header ? "data rows" : "header");
    h->columns = records->split.count;
    h->line = records->start_line;
    status = lsq_alloc(&h->names, h->columns, sizeof *h->names, error);
    for (int64_t i = 0; !status && i < h->columns; i++)
        h->names[i] = "";
    if (!status && no_header) {
        lsq_records_hold(records);
        lsq_records_rewind(records);
    } else if (!status) {
        status = copy_names(h, &records->split, cells, error);
    }
    records->split.keep = h->columns + 1;
    return status;
}

void lsq_header_clear(lsq_header *h) {
    free(h->names);
    free(h->text);
    free(h->kinds);
    for (int64_t i = 0; h->text_cells && i < h->columns; i++)
        free(h->text_cells[i].text);
    free(h->text_cells);
    memset(h, 0, sizeof *h);
}

/* While looking: nothing seen yet, or only texts that may be meant as numbers. */
enum { UNSEEN = LSQ_CELL_TEXT + 1, DOUBTFUL };

static int kind_of(const lsq_cells *cells, const lsq_field *field) {
    if (lsq_cells_is_missing(cells, field->text, field->length))
        return UNSEEN;
    if (lsq_cells_is_numeric(cells, field->text, field->length))
        return LSQ_CELL_NUMBER;
    if (lsq_missing_hint(field->text, field->length) ||
        lsq_number_hint(field->text, field->length, cells->mark, cells->thousands,
                        cells->delimiter))
        return DOUBTFUL;
    return LSQ_CELL_TEXT;
}

/* Keep field i of the last record, the first text of its column; *at is moved there. */
static lsq_status keep_text(lsq_header *h, const lsq_records *records, int64_t i, lsq_position *at,
                            lsq_error *error) {
    enum { KEPT = 64 }; /* more than messages show, so that they show that there is more */
    const lsq_field *field = &records->split.fields[i];
    char *text = NULL;
    lsq_status status = LSQ_OK;
    if (!h->text_cells)
        status = lsq_alloc(&h->text_cells, h->columns, sizeof *h->text_cells, error);
    if (!status)
        status = lsq_alloc(&text, (int64_t)field->length + 1, 1, error);
    if (status)
        return status;
    size_t length = clean(text, field);
    status = lsq_copy_text(&h->text_cells[i].text, text, length < KEPT ? length : KEPT, error);
    *at = lsq_records_next_place(records, *at, i);
    h->text_cells[i].line = at->line;
    h->text_cells[i].column = at->column;
    free(text);
    return status;
}

/* Let the last record decide the kinds that are open; *open = how many still are. */
static lsq_status decide(lsq_header *h, const lsq_records *records, const lsq_cells *cells,
                         int64_t *open, lsq_error *error) {
    lsq_position at = lsq_records_field_place(records, 0);
    lsq_status status = LSQ_OK;
    *open = 0;
    for (int64_t i = 0; !status && i < h->columns; i++) {
        if (h->kinds[i] < UNSEEN)
            continue;
        int kind = kind_of(cells, &records->split.fields[i]);
        if (kind != UNSEEN)
            h->kinds[i] = (unsigned char)kind;
        if (kind == LSQ_CELL_TEXT)
            status = keep_text(h, records, i, &at, error);
        *open += h->kinds[i] >= UNSEEN;
    }
    return status;
}

/* A first record with texts and nothing that may be a number is hardly data: say so of its texts.
 */
static void judge_first(lsq_header *h, int64_t line) {
    for (int64_t i = 0; i < h->columns; i++)
        if (h->kinds[i] != LSQ_CELL_TEXT && h->kinds[i] != UNSEEN)
            return;
    long long first = (long long)h->line, next = (long long)line;
    if (next == first)
        snprintf(h->hint, sizeof h->hint, "is line %lld a header? leave out --no-header", next);
    else if (*h->names[0] == '#')
        snprintf(h->hint, sizeof h->hint, "is line %lld a comment? --comment '#'", first);
    else
        snprintf(h->hint, sizeof h->hint,
                 "is line %lld a title? --skip %lld; is line %lld a second header? remove it",
                 first, first, next);
    for (int64_t i = 0; h->text_cells && i < h->columns; i++)
        if (h->text_cells[i].text)
            h->text_cells[i].hint = h->hint;
}

/* What no record has settled. */
static lsq_status decide_rest(lsq_header *h) {
    for (int64_t i = 0; i < h->columns; i++)
        if (h->kinds[i] >= UNSEEN)
            h->kinds[i] = h->kinds[i] == UNSEEN ? LSQ_CELL_MISSING : LSQ_CELL_NUMBER;
    return LSQ_OK;
}

lsq_status lsq_header_look_ahead(lsq_header *h, lsq_records *records, const lsq_cells *cells,
                                 int may_be_empty, lsq_error *error) {
    lsq_position at = {records->name, 0, 0, -1};
    lsq_status status = lsq_alloc(&h->kinds, h->columns, 1, error);
    if (status)
        return status;
    memset(h->kinds, UNSEEN, (size_t)h->columns);
    int got = 0;
    status = lsq_records_next(records, &got, error);
    if (!status && !got && may_be_empty)
        return decide_rest(h);
    if (!status && !got)
        return lsq_fail_at(error, LSQ_EDATA, at, "no data rows%s",
                           h->numeric ? "; if the first line is data: --no-header" : "");
    if (!status)
        status = lsq_header_check(h, records, error);
    if (status)
        return status;
    lsq_records_hold(records);
    int64_t open = 0;
    status = decide(h, records, cells, &open, error);
    judge_first(h, records->start_line);
    for (int n = 1; !status && open && n < LSQ_SNIFF_RECORDS; n++) {
        if (records->begin - records->hold >= LSQ_SNIFF_BYTES)
            break;
        if (lsq_records_next(records, &got, NULL) || !got || records->split.count != h->columns)
            break; /* the reader will come to it, too */
        status = decide(h, records, cells, &open, error);
    }
    lsq_records_rewind(records);
    return status ? status : decide_rest(h);
}

/* 1 if the record has no field but would have as many as it should with this delimiter. */
static int would_fit(const lsq_header *h, const lsq_split *split, char delimiter) {
    int64_t count = 1;
    for (uint32_t i = 0; i < split->fields[0].length; i++)
        count += split->fields[0].text[i] == delimiter;
    return split->count == 1 && count == h->columns;
}

static const char *count_hint(const lsq_header *h, const lsq_split *split) {
    const lsq_field *first = &split->fields[0], *last = first;
    if (split->count > h->columns)
        last = &split->fields[h->columns];
    const char *hint = lsq_cells_line_hint(first->text, first->length);
    if (hint)
        return hint;
    if (*h->names[0] == '#')
        return "does the file begin with comments? --comment '#'";
    if (h->columns == 1 && *h->names[0] && !h->numeric)
        return "a title in front of the header? --skip 1; a decimal comma? --decimal ,";
    if (split->count == h->columns + 1 && !last->length && !last->quoted)
        return "a delimiter at the end of the line?";
    if (split->count == h->columns - 1 && !*h->names[h->columns - 1])
        return "the header ends with a delimiter";
    for (const char *c = ",;\t|"; *c; c++)
        if (*c != split->delimiter && would_fit(h, split, *c))
            return "is this line separated otherwise?";
    if (split->count > h->columns && split->delimiter == ',')
        return "a decimal comma, or a comma in a field without quotes?";
    return NULL;
}

lsq_status lsq_header_check(const lsq_header *h, const lsq_records *records, lsq_error *error) {
    const lsq_split *split = &records->split;
    if (split->count == h->columns)
        return LSQ_OK;
    int64_t wrong = split->count > h->columns ? h->columns : 0;
    const char *hint = count_hint(h, split);
    return lsq_fail_at(error, LSQ_EDATA, lsq_records_field_place(records, wrong),
                       "%lld %s found, %lld expected as in line %lld%s%s", (long long)split->count,
                       split->count == 1 ? "field" : "fields", (long long)h->columns,
                       (long long)h->line, hint ? "; " : "", hint ? hint : "");
}

void lsq_header_show(const lsq_header *h, int64_t column, char *out, size_t size) {
    const char *name = h->names[column];
    if (*name)
        lsq_escape(out, size, name, strlen(name));
    else
        snprintf(out, size, "col%lld", (long long)column + 1);
}
