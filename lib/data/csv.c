/* csv.c - records of a CSV source as columns of exact decimals, in one pass and constant memory.
 *
 * The parts: source -> records (buffer, lines) -> split (fields) -> cells (numbers, missing
 * values) -> blocks.  Records without surprises take the fast road of plain.h; every other
 * record, and every error, the strict one here.  Both read the same grammar.  An error ends the
 * reader: it is kept and given again.
 *
 * SPDX-License-Identifier: MIT */
#include "csv.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "header.h"
#include "plain.h"
#include "records.h"
#include "sniff.h"

struct lsq_csv {
    lsq_records records;
    lsq_cells cells;
    lsq_header header;
    lsq_plan plan;
    lsq_tally accounts;
    int ended;        /* 1: the last record was read */
    lsq_error failed; /* status LSQ_OK: nothing went wrong yet */
};

static lsq_status check_options(const lsq_csv_options *o, lsq_error *error) {
    char found[64];
    lsq_escape(found, sizeof found, &o->delimiter, 1);
    if (o->decimal && o->decimal != '.' && o->decimal != ',')
        return lsq_fail(error, LSQ_EUSAGE, "the decimal mark must be . or ,");
    if (o->delimiter == '.' && o->decimal != ',')
        return lsq_fail(error, LSQ_EUSAGE, "'%s' cannot be both delimiter and decimal mark", found);
    if (o->delimiter && ((o->delimiter & 0x80) || strchr("\"\r\n+-0123456789", o->delimiter) ||
                         (o->delimiter >= 'a' && o->delimiter <= 'z') ||
                         (o->delimiter >= 'A' && o->delimiter <= 'Z')))
        return lsq_fail(error, LSQ_EUSAGE,
                        "'%s' cannot be the delimiter; it must be one ASCII character that is no "
                        "letter, digit, sign, quote or line end",
                        found);
    return LSQ_OK;
}

/* Refuse a table of one column that blanks cut evenly. */
static lsq_status check_blanks(const lsq_csv *csv, char delimiter, lsq_error *error) {
    static const char *const remedies[] = {
        [LSQ_BLANKS_SINGLE] = "blanks; --delim ' '",
        [LSQ_BLANKS_RUNS] = "runs of blanks; tr -s ' ' <FILE | lsq fit - --delim ' '",
        [LSQ_BLANKS_ALIGNED] = "runs of blanks; awk '{$1=$1};1' FILE | lsq fit - --delim ' '",
    };
    const lsq_records *r = &csv->records;
    lsq_position at = {lsq_source_name(r->source), 0, 0, -1};
    int64_t fields = 0;
    lsq_blanks blanks =
        lsq_sniff_blanks(&fields, r->buffer + r->begin, r->end - r->begin, r->finished, delimiter);
    if (blanks == LSQ_BLANKS_NONE)
        return LSQ_OK;
    return lsq_fail_at(error, LSQ_EDATA, at,
                       "one column found, but every line has %lld fields separated by %s",
                       (long long)fields, remedies[blanks]);
}

/* Refuse a table of one column that another delimiter cuts evenly. */
static lsq_status check_delimiter(const lsq_csv *csv, const lsq_csv_options *o, char delimiter,
                                  lsq_error *error) {
    const lsq_records *r = &csv->records;
    lsq_position at = {lsq_source_name(r->source), 0, 0, -1};
    int64_t fields = 0;
    char decimal = o->no_header ? csv->cells.mark : 0;
    char other = lsq_sniff_denser(&fields, r->buffer + r->begin, r->end - r->begin, r->finished,
                                  delimiter, decimal);
    if (!other)
        return check_blanks(csv, delimiter, error);
    if (other == csv->cells.mark)
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "one column found, but a comma cuts every line into %lld fields; is it "
                           "the delimiter and not the decimal mark? leave out --decimal ,; if the "
                           "numbers are quoted, --delim , beside --decimal ,",
                           (long long)fields);
    return lsq_fail_at(error, LSQ_EDATA, at,
                       "one column found, but every line has %lld fields separated by %s; "
                       "--delim %s",
                       (long long)fields, lsq_delimiter_text(other), lsq_delimiter_text(other));
}

/* Encoding, delimiter, header, first records. */
static lsq_status begin(lsq_csv *csv, const lsq_csv_options *o, lsq_error *error) {
    lsq_records *r = &csv->records;
    size_t mark = 0;
    lsq_status status =
        lsq_sniff_encoding(&mark, r->buffer, r->filled, lsq_source_name(r->source), error);
    if (status)
        return status;
    r->begin = mark;
    char delimiter = o->delimiter;
    if (!delimiter)
        delimiter = lsq_sniff_delimiter(r->buffer + r->begin, r->end - r->begin, r->finished,
                                        csv->cells.mark);
    lsq_split_init(&r->split, delimiter);
    csv->cells.delimiter = delimiter;
    status = check_delimiter(csv, o, delimiter, error);
    if (!status)
        status = lsq_header_read(&csv->header, r, &csv->cells, o->no_header, error);
    if (!status)
        status = lsq_header_look_ahead(&csv->header, r, &csv->cells, error);
    csv->plan.columns = csv->header.columns;
    return status;
}

lsq_status lsq_csv_open(lsq_csv **csv, lsq_source *source, const lsq_csv_options *options,
                        lsq_error *error) {
    static const lsq_csv_options defaults = {0};
    const lsq_csv_options *o = options ? options : &defaults;
    lsq_csv *c = NULL;
    lsq_status status = LSQ_OK;
    if (csv)
        *csv = NULL;
    if (!csv || !source)
        status = lsq_fail(error, LSQ_EUSAGE, "lsq_csv_open: %s is NULL", csv ? "source" : "csv");
    if (!status)
        status = check_options(o, error);
    if (!status)
        status = lsq_alloc(&c, 1, sizeof *c, error);
    if (status) {
        lsq_source_free(source);
        return status;
    }
    status = lsq_records_init(&c->records, source, error);
    if (!status)
        status = lsq_cells_init(&c->cells, o->decimal ? o->decimal : '.', 0, o->missing, error);
    if (!status)
        status = begin(c, o, error);
    if (status) {
        lsq_csv_free(c);
        return status;
    }
    *csv = c;
    return LSQ_OK;
}

void lsq_csv_free(lsq_csv *csv) {
    if (!csv)
        return;
    lsq_records_clear(&csv->records);
    lsq_cells_clear(&csv->cells);
    lsq_header_clear(&csv->header);
    free(csv->plan.chosen);
    free(csv->plan.missing);
    free(csv);
}

const char *lsq_csv_source_name(const lsq_csv *csv) {
    return lsq_source_name(csv->records.source);
}

int64_t lsq_csv_columns(const lsq_csv *csv) {
    return csv->header.columns;
}

const char *const *lsq_csv_names(const lsq_csv *csv) {
    return csv->header.names;
}

int lsq_csv_header_is_numeric(const lsq_csv *csv) {
    return csv->header.numeric;
}

int64_t lsq_csv_header_line(const lsq_csv *csv) {
    return csv->header.line;
}

char lsq_csv_delimiter(const lsq_csv *csv) {
    return csv->records.split.delimiter;
}

const lsq_text_cell *lsq_csv_text_cells(const lsq_csv *csv) {
    return csv->header.text_cells;
}

const lsq_tally *lsq_csv_tally(const lsq_csv *csv) {
    return &csv->accounts;
}

const int64_t *lsq_csv_missing(const lsq_csv *csv) {
    return csv->plan.missing;
}

static int by_column(const void *a, const void *b) {
    const lsq_chosen *c = a, *d = b;
    return (c->column > d->column) - (c->column < d->column);
}

lsq_status lsq_csv_select(lsq_csv *csv, const int64_t *columns, int64_t count, lsq_error *error) {
    if (!csv || count < 0 || (count && !columns))
        return lsq_fail(error, LSQ_EUSAGE, "lsq_csv_select: %lld columns at NULL",
                        (long long)count);
    lsq_chosen *chosen = NULL;
    int64_t *missing = NULL;
    lsq_status status = lsq_alloc(&chosen, count, sizeof *chosen, error);
    if (!status)
        status = lsq_alloc(&missing, count, sizeof *missing, error);
    for (int64_t i = 0; !status && i < count; i++) {
        chosen[i].column = columns[i];
        chosen[i].target = i;
    }
    if (!status)
        qsort(chosen, (size_t)count, sizeof *chosen, by_column);
    for (int64_t i = 0, next = 0; !status && i < count; i++) {
        int64_t column = chosen[i].column;
        if (column < 0 || column >= csv->header.columns)
            status = lsq_fail(error, LSQ_EUSAGE, "column %lld was chosen, there are %lld",
                              (long long)column, (long long)csv->header.columns);
        else if (column < next)
            status = lsq_fail(error, LSQ_EUSAGE, "column %lld was chosen twice", (long long)column);
        chosen[i].skip = column - next;
        next = column + 1;
    }
    if (status) {
        free(chosen);
        free(missing);
        return status;
    }
    free(csv->plan.chosen);
    free(csv->plan.missing);
    csv->plan.chosen = chosen;
    csv->plan.missing = missing;
    csv->plan.count = count;
    return LSQ_OK;
}

/* The cell of a chosen column in the last record, doubled quotes undone in a copy. */
static lsq_status strict_cell(lsq_csv *csv, const lsq_chosen *chosen, lsq_decimals *block,
                              int64_t row, lsq_cell_kind *kind, lsq_error *error) {
    const lsq_field *field = &csv->records.split.fields[chosen->column];
    const char *text = field->text;
    size_t length = field->length;
    char *copy = NULL;
    lsq_status status = LSQ_OK;
    if (field->doubled) {
        status = lsq_copy_text(&copy, text, length, error);
        if (status)
            return status;
        length = lsq_field_undouble(copy, field);
        text = copy;
    }
    *kind = lsq_cells_read(&csv->cells, text, length, &block[chosen->target].value[row],
                           &block[chosen->target].exp10[row]);
    if (*kind == LSQ_CELL_TEXT) {
        char name[256];
        lsq_header_show(&csv->header, chosen->column, name, sizeof name);
        status = lsq_cells_fail(&csv->cells, text, length, name,
                                lsq_records_field_place(&csv->records, chosen->column), error);
    }
    if (*kind == LSQ_CELL_MISSING)
        block[chosen->target].exp10[row] = LSQ_NO_VALUE;
    free(copy);
    return status;
}

/* The last record into row `row` of the block; *used = 0 if it was dropped. */
static lsq_status strict_row(lsq_csv *csv, lsq_decimals *block, int64_t row, int *used,
                             lsq_error *error) {
    int64_t missing = -1;
    lsq_status status = lsq_header_check(&csv->header, &csv->records, error);
    for (int64_t i = 0; !status && i < csv->plan.count; i++) {
        lsq_cell_kind kind = LSQ_CELL_NUMBER;
        status = strict_cell(csv, &csv->plan.chosen[i], block, row, &kind, error);
        if (kind == LSQ_CELL_MISSING && missing < 0)
            missing = csv->plan.chosen[i].column;
    }
    if (status)
        return status;
    lsq_tally *a = &csv->accounts;
    *used = missing < 0;
    a->read++;
    a->used += *used;
    a->missing += !*used;
    if (!*used)
        lsq_plan_count_missing(&csv->plan, block, row);
    if (!*used && !a->missing_line) {
        a->missing_line = csv->records.start_line;
        a->missing_column = missing;
    }
    return LSQ_OK;
}

/* Rows until the block is full or the data end. */
static lsq_status read_rows(lsq_csv *csv, lsq_decimals *block, int64_t *row, lsq_error *error) {
    while (!csv->ended) {
        int got = 0, used = 0;
        lsq_plain_rows(&csv->records, &csv->plan, &csv->cells, block, row, &csv->accounts);
        if (*row == LSQ_BLOCK_ROWS)
            return LSQ_OK;
        lsq_status status = lsq_records_next(&csv->records, &got, error);
        if (!status && got) {
            csv->accounts.blank_lines = csv->records.blank_lines; /* not those at the end */
            status = strict_row(csv, block, *row, &used, error);
        }
        if (status)
            return status;
        csv->ended = !got;
        *row += used;
        if (*row == LSQ_BLOCK_ROWS)
            return LSQ_OK;
    }
    return LSQ_OK;
}

lsq_status lsq_csv_read(lsq_csv *csv, lsq_decimals *block, int64_t *rows, lsq_error *error) {
    if (rows)
        *rows = 0;
    if (!csv || !rows || (csv->plan.count && !block))
        return lsq_fail(error, LSQ_EUSAGE, "lsq_csv_read: %s is NULL",
                        !csv    ? "csv"
                        : !rows ? "rows"
                                : "block");
    int64_t row = 0;
    if (!csv->failed.status)
        read_rows(csv, block, &row, &csv->failed);
    if (csv->failed.status) {
        row = 0;
        if (error)
            *error = csv->failed;
    }
    for (int64_t j = 0; j < csv->plan.count; j++)
        block[j].rows = row;
    *rows = row;
    return csv->failed.status;
}
