/* stream.c - one pass over a CSV: cells to decimals, to columns under one scale, to monomials, to
 * moments.
 *
 * Memory: one block of LSQ_BLOCK_ROWS rows of the columns and monomials in use, whatever the length
 * of the file.
 *
 * SPDX-License-Identifier: MIT */
#include "fit.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"

/* The arrays of one block. */
typedef struct block {
    int64_t k, monomials;
    lsq_decimals *cells; /* k */
    lsq_integers *x;     /* k */
    lsq_integers *Z;     /* monomials */
} block;

static void block_clear(block *b) {
    for (int64_t j = 0; b->cells && j < b->k; j++)
        lsq_decimals_clear(&b->cells[j]);
    for (int64_t j = 0; b->x && j < b->k; j++)
        lsq_integers_clear(&b->x[j]);
    for (int64_t j = 0; b->Z && j < b->monomials; j++)
        lsq_integers_clear(&b->Z[j]);
    free(b->cells);
    free(b->x);
    free(b->Z);
}

static lsq_status block_init(block *b, const lsq_model *model, lsq_error *error) {
    memset(b, 0, sizeof *b);
    b->k = model->n_columns;
    b->monomials = model->n_monomials;
    lsq_status status = lsq_alloc(&b->cells, b->k, sizeof *b->cells, error);
    if (!status)
        status = lsq_alloc(&b->x, b->k, sizeof *b->x, error);
    if (!status)
        status = lsq_alloc(&b->Z, b->monomials, sizeof *b->Z, error);
    for (int64_t j = 0; !status && j < b->k; j++) {
        status = lsq_decimals_init(&b->cells[j], error);
        if (!status)
            status = lsq_integers_init(&b->x[j], error);
    }
    for (int64_t j = 0; !status && j < b->monomials; j++)
        status = lsq_integers_init(&b->Z[j], error);
    if (status)
        block_clear(b);
    return status;
}

/* The model for the columns of the file. */
static lsq_status build_model(lsq_fit *fit, const lsq_csv *csv, const lsq_fit_options *o,
                              lsq_error *error) {
    int64_t count = lsq_csv_columns(csv);
    unsigned char *is_text;
    lsq_status status = lsq_alloc(&is_text, count, 1, error);
    if (status)
        return status;
    for (int64_t j = 0; j < count; j++)
        is_text[j] = lsq_csv_first_cell(csv, j) == LSQ_CELL_TEXT;
    lsq_table table = {lsq_csv_names(csv), count, is_text, lsq_csv_source_name(csv)};
    lsq_request request = {o->formula, o->response, o->predictors};
    status = lsq_model_build(&fit->model, &request, &table, error);
    unsigned char *exact = NULL;
    if (!status)
        status = lsq_alloc(&exact, fit->model->n_columns, 1, error);
    if (!status && o->exact_columns)
        status = lsq_model_mark(fit->model, &table, o->exact_columns, exact, error);
    if (!status)
        status = lsq_alloc(&fit->printed, fit->model->n_columns, sizeof *fit->printed, error);
    for (int64_t j = 0; !status && j < fit->model->n_columns; j++) {
        fit->printed[j].finest = INT64_MAX;
        fit->printed[j].exact = exact[j];
    }
    free(exact);
    free(is_text);
    return status;
}

/* Remember how a block of column j was printed; *binary stays 1 while all cells are 0 or 1. */
static void note_print(lsq_printed *printed, unsigned char *binary, const lsq_integers *x) {
    if (x->bits && x->exp10 < printed->finest)
        printed->finest = x->exp10;
    if (*binary)
        *binary = (unsigned char)lsq_integers_are_binary(x);
}

static lsq_status add_rows(lsq_fit *fit, lsq_csv *csv, block *b, unsigned char *binary,
                           lsq_error *error) {
    for (;;) {
        int64_t rows = 0;
        lsq_status status = lsq_csv_read(csv, b->cells, &rows, error);
        if (status || !rows)
            return status;
        for (int64_t j = 0; !status && j < b->k; j++) {
            status = lsq_integers_from_decimals(&b->x[j], &b->cells[j], error);
            note_print(&fit->printed[j], &binary[j], &b->x[j]);
        }
        if (!status)
            status = lsq_model_rows(fit->model, b->x, rows, b->Z, error);
        if (!status)
            status = lsq_moments_add_block(fit->moments, b->Z, error);
        if (status)
            return status;
    }
}

/* What the fit keeps of the reader when the pass is over. */
static lsq_status take_accounts(lsq_fit *fit, const lsq_csv *csv, lsq_error *error) {
    fit->accounts = *lsq_csv_accounts(csv);
    fit->header_is_numeric = lsq_csv_header_is_numeric(csv);
    fit->header_line = lsq_csv_header_line(csv);
    const char *source = lsq_csv_source_name(csv);
    if (fit->accounts.read != fit->accounts.used + fit->accounts.missing ||
        fit->accounts.used != lsq_moments_rows(fit->moments))
        return lsq_fail(error, LSQ_EINTERNAL, "the rows do not add up: %lld read, %lld used",
                        (long long)fit->accounts.read, (long long)fit->accounts.used);
    if (!fit->accounts.used) {
        lsq_position at = {source, 0, 0, -1};
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "no rows left: each of %lld lacks a value in a used column",
                           (long long)fit->accounts.read);
    }
    if (!fit->accounts.missing)
        return LSQ_OK;
    const char *name = lsq_csv_names(csv)[fit->accounts.missing_column];
    lsq_text text = {0};
    if (*name)
        lsq_text_put(&text, name);
    else
        lsq_text_format(&text, "col%lld", (long long)fit->accounts.missing_column + 1);
    return lsq_text_take(&text, &fit->missing_name, error);
}

lsq_status lsq_fit_read_csv(lsq_fit *fit, lsq_csv *csv, const lsq_fit_options *o,
                            lsq_error *error) {
    lsq_status status = build_model(fit, csv, o, error);
    if (status)
        return status;
    block b;
    unsigned char *binary = NULL;
    if ((status = block_init(&b, fit->model, error)))
        return status;
    status = lsq_alloc(&binary, b.k, 1, error);
    if (!status) {
        memset(binary, 1, (size_t)b.k);
        status = lsq_moments_new(&fit->moments, b.monomials - 1, error);
    }
    if (!status)
        status = lsq_csv_select(csv, fit->model->columns, b.k, error);
    if (!status)
        status = add_rows(fit, csv, &b, binary, error);
    if (!status)
        status = take_accounts(fit, csv, error);
    for (int64_t j = 0; !status && j < b.k; j++)
        fit->printed[j].exact |= binary[j];
    free(binary);
    block_clear(&b);
    return status;
}
