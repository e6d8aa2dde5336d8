/* csv.h - records of a CSV source as columns of exact decimals, in one pass and constant memory.
 *
 * RFC 4180 with the liberties people take: LF, CRLF, lone CR and mixtures; a UTF-8 mark; any of
 * , ; tab | as delimiter, detected from the first records (a comma that is the decimal mark too
 * must be asked for; numbers with it are then quoted) or told by a first line like Excel's "sep=;";
 * the last line may lack its end.  A line that is empty or has only spaces and tabs is blank:
 * counted and skipped, also in a file of one column (where a missing value is therefore written NA
 * or "").  Where space or tab is the delimiter, it makes a record.  Blanks around unquoted names
 * and cells do not count.  By option, lines that begin with a certain character are comments,
 * wherever a record may begin.
 *
 * Limits: 64 MiB a line (LSQ_MAX_LINE; a record with quoted line ends counts as one line), 1 MiB
 * a field (LSQ_MAX_FIELD), 4 Mi columns (LSQ_MAX_COLUMNS); beyond them LSQ_ELIMIT, or
 * LSQ_EDATA for a field in quotes, one of which is probably missing.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_CSV_H
#define LSQ_DATA_CSV_H

#include <lsq.h>

#include "../base/stopwatch.h"
#include "../exact/integers.h"
#include "cells.h"
#include "ledger.h"
#include "source.h"

enum { LSQ_MAX_LINE = 64 << 20, LSQ_MAX_FIELD = 1 << 20, LSQ_MAX_COLUMNS = 1 << 22 };

typedef struct lsq_csv_options {
    char delimiter;      /* 0: detect */
    char decimal;        /* 0: '.' */
    const char *missing; /* comma-separated texts of a missing value; NULL: empty and NA */
    int no_header;
    int64_t skip;   /* lines in front of the header that are passed over, whatever they hold */
    char comment;   /* 0: no lines are comments */
    char thousands; /* between groups of three digits; 0: nothing is */
    int missing_is_error; /* 1: a row without a value in a chosen column is LSQ_EDATA */
    int may_be_empty;     /* 1: a header without rows is fine */
    int64_t chunk;        /* bytes that a reader takes at a time; 0: LSQ_CHUNK */
    /* Called with bytes taken from the disk and rows read, whenever a chunk is taken, by one reader
     * at a time; NULL: not */
    void (*progress)(void *context, int64_t bytes, int64_t rows);
    void *progress_context;
} lsq_csv_options;

typedef struct lsq_csv lsq_csv;

/* Take over `source` (freed by lsq_csv_free, and on failure), unpack it if it is compressed, read
 * the header and look at the first records.  options may be NULL.  LSQ_EUSAGE for impossible
 * options; LSQ_EDATA for an empty source or one without data rows, UTF-16/32, NUL bytes, a
 * malformed header or first record, a file that is not separated as told. */
lsq_status lsq_csv_open(lsq_csv **csv, lsq_source *source, const lsq_csv_options *options,
                        lsq_error *error);
void lsq_csv_free(lsq_csv *csv);

const char *lsq_csv_source_name(const lsq_csv *csv);
int64_t lsq_csv_columns(const lsq_csv *csv);
const char *const *
lsq_csv_names(const lsq_csv *csv); /* "" where the header cell is empty: then colN */
int lsq_csv_header_is_numeric(const lsq_csv *csv); /* 1 if every header cell reads as a number */

int lsq_csv_header_is_foreign(const lsq_csv *csv); /* 1: no UTF-8, names taken as Windows-1252 */

/* One for each column of the header, with the text that is its first value; NULL if no column holds
 * text, as far as the first records tell.  A text that was probably meant as a number, such as 1,5
 * or NaN, counts as one: choosing the column then tells where it stands. */
const lsq_text_cell *lsq_csv_text_cells(const lsq_csv *csv);

char lsq_csv_delimiter(const lsq_csv *csv); /* as given or found */

/* Line of the header, or of the first record without one. */
int64_t lsq_csv_header_line(const lsq_csv *csv);

/* 1 if the text is so short that all of it was looked at: hardly worth a second reader. */
int lsq_csv_is_short(const lsq_csv *csv);

/* Choose the columns to convert, distinct indices in any order; the others are only separated.
 * Before there are readers. */
lsq_status lsq_csv_select(lsq_csv *csv, const int64_t *columns, int64_t count, lsq_error *error);

/* The columns[i] chosen holds weights: a negative one is LSQ_EDATA, and a row with 0 is dropped and
 * counted. */
void lsq_csv_weigh(lsq_csv *csv, int64_t i);

/* One of those who share the rows of a csv; several may read at once, each in a thread of its own.
 * Together they get each row once.  One alone gets them in order.  watch: NULL, or what keeps the
 * time of this reader. */
typedef struct lsq_reader lsq_reader;
lsq_status lsq_reader_new(lsq_reader **reader, lsq_csv *csv, lsq_stopwatch *watch,
                          lsq_error *error);

/* A reader that goes before its rows are at an end stops the others. */
void lsq_reader_free(lsq_reader *reader);

/* Fill block[0 .. count), which holds *rows rows, up to LSQ_BLOCK_ROWS with further complete rows
 * of the chosen columns, in the order chosen; rows in which a chosen column is missing are dropped
 * and counted.  *rows, and block[j].rows, are fewer only at the end of the data.  Errors are
 * LSQ_EDATA or LSQ_ELIMIT with file:line:column, LSQ_EIO, LSQ_ENOMEM; *rows is then 0, and every
 * further call by any reader gives it again.  It is the first of the text, whatever the readers and
 * chunks. */
lsq_status lsq_reader_fill(lsq_reader *reader, lsq_decimals *block, int64_t *rows,
                           lsq_error *error);

/* After the readers are freed.  The failure that ended the reading, if there is one, and LSQ_EIO if
 * the file did not stay as it was. */
lsq_status lsq_csv_finish(lsq_csv *csv, lsq_error *error);

/* places[j] = the column of csv that has the name of column j of `first`, columns of one name in
 * their order, nameless ones being of one name; freed by the caller.  LSQ_EDATA unless both have
 * the same names as often (match.c). */
lsq_status lsq_csv_match(int64_t **places, const lsq_csv *csv, const lsq_csv *first,
                         lsq_error *error);

/* Bytes taken from disk or pipe so far. */
int64_t lsq_csv_bytes(const lsq_csv *csv);

/* After the readers are freed. */
const lsq_tally *lsq_csv_tally(const lsq_csv *csv);

/* For each chosen column, in the order chosen, how many of the dropped rows had no value there; a
 * row may count in several columns.  Valid until the next choice. */
const int64_t *lsq_csv_missing(const lsq_csv *csv);

#endif
