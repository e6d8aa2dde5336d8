/* strict.h - a whole CSV text by the strict road alone: every record split, every cell judged by
 * the number grammar.  What lsq_csv_read gives must be the same.  Include after table.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_STRICT_H
#define TESTS_DATA_STRICT_H

#include "data/cells.h"
#include "data/records.h"
#include "data/sniff.h"

typedef struct strict {
    lsq_chunks chunks;
    lsq_records records;
    lsq_cells cells;
    int64_t columns;
    lsq_tally accounts;
    int64_t *missing; /* of each column; NULL: not wanted */
} strict;

static inline void strict_show(lsq_text *row, int64_t j, const fmpz_t value, int32_t exp10) {
    char *digits = fmpz_get_str(NULL, 10, value);
    lsq_text_format(row, "%s%se%d", j ? " " : "", digits, (int)exp10);
    flint_free(digits);
}

/* One record to text: 1 used, 0 missing, -1 wrong. */
static inline int strict_row(strict *s, lsq_text *row, unsigned char *lacks) {
    int used = 1, wrong = s->records.split.count != s->columns;
    for (int64_t j = 0; !wrong && j < s->columns; j++) {
        const lsq_field *field = &s->records.split.fields[j];
        char *text = malloc((size_t)field->length + 1);
        size_t length = lsq_field_undouble(text, field);
        fmpz_t value;
        int32_t exp10 = 0;
        fmpz_init(value);
        lsq_cell_kind kind = lsq_cells_read(&s->cells, text, length, value, &exp10);
        wrong = kind == LSQ_CELL_TEXT;
        lacks[j] = kind == LSQ_CELL_MISSING;
        if (kind == LSQ_CELL_MISSING && used) {
            used = 0;
            if (!s->accounts.missing_line) {
                s->accounts.missing_line = s->records.start_line;
                s->accounts.missing_column = j;
            }
        }
        strict_show(row, j, value, exp10);
        fmpz_clear(value);
        free(text);
    }
    lsq_text_put(row, "\n");
    return wrong ? -1 : used;
}

/* All rows of all columns into out.  The text must be one that lsq_csv_open accepts. */
static inline lsq_status strict_read(const char *bytes, size_t length, const lsq_csv_options *o,
                                     lsq_text *out, lsq_tally *accounts, int64_t *missing) {
    strict s = {.missing = missing};
    lsq_source *source = NULL;
    int got = 0, row_state = 1;
    size_t mark = 0;
    lsq_source_memory(&source, bytes, length, NULL, NULL);
    lsq_chunks_init(&s.chunks, source, 0, o->comment);
    lsq_status status = lsq_records_look(&s.records, &s.chunks, NULL);
    lsq_cells_init(&s.cells, o->decimal ? o->decimal : '.', o->thousands, o->missing, NULL);
    lsq_records *r = &s.records;
    lsq_sniff_encoding(&mark, r->bytes, s.chunks.end, "", NULL);
    r->begin = mark;
    lsq_records_skip(r, o->skip, NULL);
    lsq_split_init(&r->split,
                   o->delimiter ? o->delimiter
                                : lsq_sniff_delimiter(r->bytes + r->begin, r->end - r->begin,
                                                      r->final, s.cells.mark, o->comment),
                   o->comment);
    int header = !o->no_header;
    while (!status && row_state >= 0) {
        status = lsq_records_next(r, &got, NULL);
        if (status || !got)
            break;
        if (!s.columns)
            s.columns = r->split.count;
        if (header) {
            header = 0;
            continue;
        }
        lsq_text row = {0};
        unsigned char *lacks = calloc((size_t)s.columns, 1);
        row_state = strict_row(&s, &row, lacks);
        for (int64_t j = 0; s.missing && row_state == 0 && j < s.columns; j++)
            s.missing[j] += lacks[j];
        free(lacks);
        s.accounts.blank = r->passed.blank;
        s.accounts.blank_line = r->passed.blank ? r->passed.blank_line : 0;
        s.accounts.read += row_state >= 0;
        s.accounts.used += row_state == 1;
        s.accounts.missing += row_state == 0;
        if (row_state == 1)
            lsq_text_add(out, row.bytes, row.length);
        lsq_text_clear(&row);
    }
    s.accounts.comments = r->passed.comments;
    *accounts = s.accounts;
    lsq_cells_clear(&s.cells);
    lsq_split_clear(&r->split);
    lsq_chunks_clear(&s.chunks);
    return row_state < 0 ? LSQ_EDATA : status;
}

#endif
