/* csv.h - records of a CSV source as columns of exact decimals, in one pass and constant memory.
 *
 * RFC 4180 with the liberties people take: LF, CRLF, lone CR and mixtures; a UTF-8 mark; any of
 * , ; tab | as delimiter, detected from the first records (a comma that is the decimal mark too
 * must be asked for; numbers with it are then quoted); the last line may lack its end.  A
 * line that is empty or has only spaces and tabs is blank: counted and skipped, also in a file
 * of one column (where a missing value is therefore written NA or "").  Where space or tab is
 * the delimiter, it makes a record.  Blanks around unquoted names and cells do not count.
 *
 * Limits: 64 MiB a line (LSQ_MAX_LINE; a record with quoted line ends counts as one line), 1 MiB
 * a field (LSQ_MAX_FIELD), 4 Mi columns (LSQ_MAX_COLUMNS); beyond them LSQ_ELIMIT.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_CSV_H
#define LSQ_DATA_CSV_H

#include <lsq.h>

#include "../exact/integers.h"
#include "cells.h"
#include "source.h"

enum { LSQ_MAX_LINE = 64 << 20, LSQ_MAX_FIELD = 1 << 20, LSQ_MAX_COLUMNS = 1 << 22 };

typedef struct lsq_csv_options {
    char delimiter;      /* 0: detect */
    char decimal;        /* 0: '.' */
    const char *missing; /* comma-separated texts of a missing value; NULL: empty and NA */
    int no_header;
} lsq_csv_options;

typedef struct lsq_csv lsq_csv;

/* Rows so far.  read = used + missing, always. */
typedef struct lsq_tally {
    int64_t read, used, missing;
    int64_t blank_lines;    /* before records; those that end the file are nothing to tell */
    int64_t missing_line;   /* line of the first dropped row, 0 if none */
    int64_t missing_column; /* its column, an index into the header */
} lsq_tally;

/* Take over `source` (freed by lsq_csv_free, and on failure), read the header and look at the
 * first records.  options may be NULL.  LSQ_EUSAGE for an impossible delimiter or decimal mark;
 * LSQ_EDATA for an empty source or one without data rows, compressed ones, UTF-16/32, NUL bytes,
 * a malformed header or first record, a file that is not separated as told. */
lsq_status lsq_csv_open(lsq_csv **csv, lsq_source *source, const lsq_csv_options *options,
                        lsq_error *error);
void lsq_csv_free(lsq_csv *csv);

const char *lsq_csv_source_name(const lsq_csv *csv);
int64_t lsq_csv_columns(const lsq_csv *csv);
const char *const *
lsq_csv_names(const lsq_csv *csv); /* "" where the header cell is empty: then colN */
int lsq_csv_header_is_numeric(const lsq_csv *csv); /* 1 if every header cell reads as a number */

/* One for each column of the header, with the text that is its first value; NULL if no column holds
 * text, as far as the first records tell.  A text that was probably meant as a number, such as 1,5
 * or NaN, counts as one: choosing the column then tells where it stands. */
const lsq_text_cell *lsq_csv_text_cells(const lsq_csv *csv);

char lsq_csv_delimiter(const lsq_csv *csv); /* as given or found */

/* Line of the header, or of the first record without one. */
int64_t lsq_csv_header_line(const lsq_csv *csv);

/* Choose the columns to convert, distinct indices in any order; the others are only separated. */
lsq_status lsq_csv_select(lsq_csv *csv, const int64_t *columns, int64_t count, lsq_error *error);

/* Read up to LSQ_BLOCK_ROWS further complete rows of the chosen columns into block[0 .. count),
 * in the order chosen; rows in which a chosen column is missing are dropped and counted.  *rows
 * = block[j].rows = 0 at the end of the data.  Errors are LSQ_EDATA or LSQ_ELIMIT with
 * file:line:column, LSQ_EIO, LSQ_ENOMEM; after one every further read gives it again. */
lsq_status lsq_csv_read(lsq_csv *csv, lsq_decimals *block, int64_t *rows, lsq_error *error);

const lsq_tally *lsq_csv_tally(const lsq_csv *csv);

/* For each chosen column, in the order chosen, how many of the dropped rows had no value there; a
 * row may count in several columns.  Valid until the next choice. */
const int64_t *lsq_csv_missing(const lsq_csv *csv);

#endif
