/* csv.c - a CSV source is opened: what encoding, delimiter and columns it has.
 *
 * The parts: source -> chunks (whole records) -> records (lines) -> split (fields) -> cells
 * (numbers, missing values) -> blocks, by the readers of reader.c.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "reader.h"
#include "sniff.h"

/* 1 for what may stand in numbers, names or quotes. */
static int is_text(char c) {
    return (c & 0x80) || strchr("\"\r\n+-0123456789", c) || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static lsq_status check_marks(const lsq_csv_options *o, char decimal, lsq_error *error) {
    char found[64];
    lsq_escape(found, sizeof found, &o->comment, 1);
    if (o->comment && (is_text(o->comment) || strchr(" \t.", o->comment) ||
                       o->comment == o->delimiter || o->comment == decimal))
        return lsq_fail(error, LSQ_EUSAGE,
                        "'%s' cannot begin comments; it must be one ASCII character that begins no "
                        "record, such as #",
                        found);
    lsq_escape(found, sizeof found, &o->thousands, 1);
    if (o->thousands && (!strchr(",.'_ ", o->thousands) || o->thousands == decimal))
        return lsq_fail(error, LSQ_EUSAGE,
                        "'%s' cannot stand between thousands beside the decimal mark %c; one of "
                        ", . ' _ and space can",
                        found, decimal);
    return LSQ_OK;
}

static lsq_status check_options(const lsq_csv_options *o, lsq_error *error) {
    char found[64];
    lsq_escape(found, sizeof found, &o->delimiter, 1);
    if (o->decimal && o->decimal != '.' && o->decimal != ',')
        return lsq_fail(error, LSQ_EUSAGE, "the decimal mark must be . or ,");
    if (o->delimiter == '.' && o->decimal != ',')
        return lsq_fail(error, LSQ_EUSAGE, "'%s' cannot be both delimiter and decimal mark", found);
    if (o->delimiter && is_text(o->delimiter))
        return lsq_fail(error, LSQ_EUSAGE,
                        "'%s' cannot be the delimiter; it must be one ASCII character that is no "
                        "letter, digit, sign, quote or line end",
                        found);
    if (o->skip < 0 || o->chunk < 0 || o->chunk > LSQ_MAX_CHUNK)
        return lsq_fail(error, LSQ_EUSAGE,
                        "%lld lines to be skipped, chunks of %lld bytes; expected 0 or more, and "
                        "%d bytes at most",
                        (long long)o->skip, (long long)o->chunk, (int)LSQ_MAX_CHUNK);
    return check_marks(o, o->decimal ? o->decimal : '.', error);
}

/* Refuse a table of one column that blanks cut evenly. */
static lsq_status check_blanks(const lsq_csv *csv, char delimiter, lsq_error *error) {
    static const char *const remedies[] = {
        [LSQ_BLANKS_SINGLE] = "blanks; --delim ' '",
        [LSQ_BLANKS_RUNS] = "runs of blanks; tr -s ' ' <FILE | lsq fit - --delim ' '",
        [LSQ_BLANKS_ALIGNED] = "runs of blanks; awk '{$1=$1};1' FILE | lsq fit - --delim ' '",
    };
    const lsq_records *r = &csv->records;
    lsq_position at = {r->name, 0, 0, -1};
    int64_t fields = 0;
    lsq_blanks blanks = lsq_sniff_blanks(&fields, r->bytes + r->begin, r->end - r->begin, r->final,
                                         delimiter, r->split.comment);
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
    lsq_position at = {r->name, 0, 0, -1};
    int64_t fields = 0;
    char decimal = o->no_header ? csv->cells.mark : 0;
    char other = lsq_sniff_denser(&fields, r->bytes + r->begin, r->end - r->begin, r->final,
                                  delimiter, decimal, o->comment);
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

/* "sep=;" and a line end, by which Excel is told the delimiter: pass over it, and take it unless
 * another is given. */
static void take_separator(lsq_records *r, char *delimiter) {
    const char *p = r->bytes + r->begin;
    size_t length = r->end - r->begin, end = 5;
    if (length < 6 || memcmp(p, "sep=", 4) != 0 || is_text(p[4]))
        return;
    end += p[5] == '\r' && length > 6 && p[6] == '\n';
    if (p[end] != '\r' && p[end] != '\n')
        return;
    *delimiter = *delimiter ? *delimiter : p[4];
    r->begin += end + 1;
    r->line++;
}

/* Encoding, delimiter, header, first records. */
static lsq_status begin(lsq_csv *csv, const lsq_csv_options *o, lsq_error *error) {
    lsq_records *r = &csv->records;
    size_t mark = 0;
    lsq_status status =
        lsq_sniff_encoding(&mark, r->bytes, csv->chunks.end - csv->chunks.begin, r->name, error);
    r->begin = mark;
    if (!status)
        status = lsq_records_skip(r, o->skip, error);
    if (status)
        return status;
    char delimiter = o->delimiter;
    take_separator(r, &delimiter);
    if (!delimiter)
        delimiter = lsq_sniff_delimiter(r->bytes + r->begin, r->end - r->begin, r->final,
                                        csv->cells.mark, o->comment);
    lsq_split_init(&r->split, delimiter, o->comment);
    csv->cells.delimiter = delimiter;
    status = check_delimiter(csv, o, delimiter, error);
    if (!status)
        status = lsq_header_read(&csv->header, r, &csv->cells, o->no_header, error);
    if (!status)
        status = lsq_header_look_ahead(&csv->header, r, &csv->cells, o->may_be_empty, error);
    csv->plan.columns = csv->header.columns;
    csv->plan.missing_is_error = o->missing_is_error;
    return status;
}

/* The rows begin where the look at the first ones ended. */
static void begin_account(lsq_csv *csv) {
    const lsq_records *r = &csv->records;
    lsq_ledger_init(&csv->ledger);
    csv->ledger.line = r->line;
    csv->ledger.tally.comments = r->passed.comments;
    csv->ledger.blank_at_end = r->passed.blank;
    csv->ledger.blank_at_end_line = r->passed.blank_line > 0 ? r->passed.blank_line : 0;
    csv->is_short = csv->chunks.finished;
    lsq_chunks_pass(&csv->chunks, r->begin);
}

static lsq_status open_source(lsq_csv *csv, lsq_source *source, const lsq_csv_options *o,
                              lsq_error *error) {
    lsq_status status = lsq_source_unpack(&source, error);
    lsq_chunks_init(&csv->chunks, source, o->chunk, o->comment);
    if (!status)
        status = lsq_records_look(&csv->records, &csv->chunks, error);
    if (!status)
        status = lsq_cells_init(&csv->cells, o->decimal ? o->decimal : '.', o->thousands,
                                o->missing, error);
    if (!status)
        status = begin(csv, o, error);
    return status ? lsq_csv_check_source(csv, status, error) : LSQ_OK;
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
    pthread_mutex_init(&c->reading, NULL);
    c->simd = lsq_simd_here();
    status = open_source(c, source, o, error);
    c->progress = o->progress;
    c->progress_context = o->progress_context;
    begin_account(c);
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
    lsq_chunks_clear(&csv->chunks);
    lsq_split_clear(&csv->records.split);
    lsq_cells_clear(&csv->cells);
    lsq_header_clear(&csv->header);
    lsq_ledger_clear(&csv->ledger);
    pthread_mutex_destroy(&csv->reading);
    free(csv->plan.chosen);
    free(csv->missing);
    free(csv);
}

const char *lsq_csv_source_name(const lsq_csv *csv) {
    return csv->records.name;
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

int lsq_csv_header_is_foreign(const lsq_csv *csv) {
    return csv->header.foreign;
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

int lsq_csv_is_short(const lsq_csv *csv) {
    return csv->is_short;
}

int64_t lsq_csv_bytes(const lsq_csv *csv) {
    return lsq_source_consumed(csv->chunks.source);
}

const lsq_tally *lsq_csv_tally(const lsq_csv *csv) {
    return &csv->ledger.tally;
}

const int64_t *lsq_csv_missing(const lsq_csv *csv) {
    return csv->missing;
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
        next = column + 1;
    }
    if (status) {
        free(chosen);
        free(missing);
        return status;
    }
    free(csv->plan.chosen);
    free(csv->missing);
    csv->plan.chosen = chosen;
    csv->missing = missing;
    csv->plan.count = count;
    return LSQ_OK;
}

void lsq_csv_weigh(lsq_csv *csv, int64_t i) {
    for (int64_t j = 0; j < csv->plan.count; j++)
        csv->plan.chosen[j].is_weight = csv->plan.chosen[j].target == i;
}
