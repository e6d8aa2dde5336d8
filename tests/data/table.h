/* table.h - read a whole CSV text and show what came of it.  Include after cmocka.h and
 * support/check.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_TABLE_H
#define TESTS_DATA_TABLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/csv.h"

/* A text delivered in pieces of at most `step` bytes. */
typedef struct pieces {
    const char *bytes;
    size_t left, step;
} pieces;

static inline lsq_status next_piece(void *context, char *buffer, size_t size, size_t *got,
                                    lsq_error *error) {
    pieces *p = context;
    (void)error;
    *got = size < p->step ? size : p->step;
    if (*got > p->left)
        *got = p->left;
    memcpy(buffer, p->bytes, *got);
    p->bytes += *got;
    p->left -= *got;
    return LSQ_OK;
}

/* "value e exponent" for each cell, a blank between cells, a line for each row. */
static inline void show_block(lsq_text *out, const lsq_decimals *block, int64_t count,
                              int64_t rows) {
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < count; j++) {
            char *digits = fmpz_get_str(NULL, 10, &block[j].value[i]);
            lsq_text_format(out, "%s%se%d", j ? " " : "", digits, (int)block[j].exp10[i]);
            flint_free(digits);
        }
        lsq_text_put(out, "\n");
    }
}

/* Read everything of an opened table and free it.  columns NULL: all.  missing, if not NULL, gets
 * the count of each column. */
static inline lsq_status read_table(lsq_csv *csv, const int64_t *columns, int64_t count,
                                    lsq_text *out, lsq_tally *accounts, int64_t *missing,
                                    lsq_error *error) {
    int64_t *all = NULL, rows = 0;
    if (!columns) {
        count = lsq_csv_columns(csv);
        all = calloc((size_t)count, sizeof *all);
        for (int64_t j = 0; j < count; j++)
            all[j] = j;
    }
    lsq_decimals *block = calloc((size_t)count + 1, sizeof *block);
    lsq_reader *reader = NULL;
    lsq_status status = lsq_csv_select(csv, columns ? columns : all, count, error);
    if (!status)
        status = lsq_reader_new(&reader, csv, NULL, error);
    for (int64_t j = 0; j < count; j++)
        lsq_decimals_init(&block[j], NULL);
    do {
        rows = 0;
        if (!status)
            status = lsq_reader_fill(reader, block, &rows, error);
        show_block(out, block, count, rows);
    } while (!status && rows);
    lsq_reader_free(reader);
    if (accounts)
        *accounts = *lsq_csv_tally(csv);
    for (int64_t j = 0; missing && j < count; j++)
        missing[j] = lsq_csv_missing(csv)[j];
    for (int64_t j = 0; j < count; j++)
        lsq_decimals_clear(&block[j]);
    free(block);
    free(all);
    lsq_csv_free(csv);
    return status;
}

static inline lsq_status open_pieces(lsq_csv **csv, pieces *p, const lsq_csv_options *options,
                                     lsq_error *error) {
    lsq_source *source = NULL;
    lsq_status status = lsq_source_stream(&source, next_piece, p, "t.csv", error);
    return status ? status : lsq_csv_open(csv, source, options, error);
}

static inline lsq_status read_pieces(const char *bytes, size_t length, size_t step,
                                     const lsq_csv_options *options, const int64_t *columns,
                                     int64_t count, lsq_text *out, lsq_tally *accounts,
                                     lsq_error *error) {
    pieces p = {bytes, length, step};
    lsq_csv *csv = NULL;
    lsq_status status = open_pieces(&csv, &p, options, error);
    return status ? status : read_table(csv, columns, count, out, accounts, NULL, error);
}

/* All columns, and how often each had no value. */
static inline lsq_status read_counting(const char *bytes, size_t length, size_t step,
                                       const lsq_csv_options *options, lsq_text *out,
                                       lsq_tally *accounts, int64_t *missing, lsq_error *error) {
    pieces p = {bytes, length, step};
    lsq_csv *csv = NULL;
    lsq_status status = open_pieces(&csv, &p, options, error);
    return status ? status : read_table(csv, NULL, 0, out, accounts, missing, error);
}

#endif
