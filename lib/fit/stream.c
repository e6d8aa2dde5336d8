/* stream.c - one pass over a CSV: cells to decimals, to columns under one scale, to monomials, to
 * moments and, for a classical solver, to doubles.
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
    free(b->cells);
    lsq_integers_free(b->x, b->k);
    lsq_integers_free(b->Z, b->monomials);
}

static lsq_status block_init(block *b, const lsq_model *model, lsq_error *error) {
    memset(b, 0, sizeof *b);
    b->k = model->n_columns;
    b->monomials = model->n_monomials;
    lsq_status status = lsq_alloc(&b->cells, b->k, sizeof *b->cells, error);
    for (int64_t j = 0; !status && j < b->k; j++)
        status = lsq_decimals_init(&b->cells[j], error);
    if (!status)
        status = lsq_integers_new(&b->x, b->k, error);
    if (!status)
        status = lsq_integers_new(&b->Z, b->monomials, error);
    if (status)
        block_clear(b);
    return status;
}

/* The model for the columns of the file. */
static lsq_status build_model(lsq_fit *fit, const lsq_csv *csv, const lsq_fit_options *o,
                              lsq_error *error) {
    lsq_table table = {lsq_csv_names(csv), lsq_csv_columns(csv), lsq_csv_text_cells(csv),
                       lsq_csv_source_name(csv)};
    lsq_request request = {o->formula, o->response, o->predictors};
    unsigned char *exact = NULL;
    lsq_status status = lsq_model_build(&fit->model, &request, &table, error);
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
    return status;
}

/* How a column was printed so far. */
typedef struct print {
    unsigned char binary;    /* all cells are 0 or 1 */
    unsigned char thousands; /* all fractions have three digits after at most three others, ... */
    unsigned char fraction;  /* ... and there is one */
} print;

/* Remember how a block of column j was printed. */
static void note_print(lsq_printed *printed, print *p, const lsq_decimals *cells,
                       const lsq_integers *x) {
    if (x->finest < printed->finest)
        printed->finest = x->finest;
    if (p->binary)
        p->binary = (unsigned char)lsq_integers_are_binary(x);
    for (int64_t i = 0; p->thousands && i < cells->rows; i++) {
        int32_t e = cells->exp10[i];
        p->fraction |= e == -3;
        fmpz v = cells->value[i];
        p->thousands = e == 0 || (e == -3 && v > -1000000 && v < 1000000);
    }
}

static lsq_status add_rows(lsq_fit *fit, lsq_csv *csv, block *b, print *prints, lsq_error *error) {
    for (;;) {
        int64_t rows = 0;
        lsq_status status = lsq_csv_read(csv, b->cells, &rows, error);
        if (status || !rows)
            return status;
        for (int64_t j = 0; !status && j < b->k; j++) {
            status = lsq_integers_from_decimals(&b->x[j], &b->cells[j], error);
            note_print(&fit->printed[j], &prints[j], &b->cells[j], &b->x[j]);
        }
        if (!status)
            status = lsq_fit_add(fit, b->x, rows, b->Z, error);
        if (status)
            return status;
    }
}

/* "b (392), a (1), …": the columns that lack the most values, as the header calls them. */
static lsq_status list_missing(const lsq_fit *fit, const lsq_csv *csv, char **list,
                               lsq_error *error) {
    enum { SHOWN = 3 };
    const int64_t *missing = lsq_csv_missing(csv);
    int64_t best[SHOWN + 1], count = 0;
    for (int64_t j = 0; j < fit->model->n_columns; j++) {
        int64_t at = count < SHOWN ? count++ : SHOWN;
        for (; at > 0 && missing[best[at - 1]] < missing[j]; at--)
            best[at] = best[at - 1];
        best[at] = j;
    }
    lsq_text text = {0};
    for (int64_t i = 0; i < count && missing[best[i]]; i++) {
        char name[256];
        const char *given = lsq_csv_names(csv)[fit->model->columns[best[i]]];
        lsq_escape(name, sizeof name, given, strlen(given));
        if (*name)
            lsq_text_format(&text, "%s%s", i ? ", " : "", name);
        else
            lsq_text_format(&text, "%scol%lld", i ? ", " : "",
                            (long long)fit->model->columns[best[i]] + 1);
        lsq_text_format(&text, " (%lld)", (long long)missing[best[i]]);
    }
    return lsq_text_take(&text, list, error);
}

/* 1 if the first column has no name, as where R and pandas write row numbers, and came in by
 * default. */
static int has_row_numbers(const lsq_fit *fit, const lsq_csv *csv, const lsq_fit_options *o) {
    if (o->no_header || o->predictors || *lsq_csv_names(csv)[0] ||
        (o->formula && (strstr(o->formula, "col1") || !strchr(o->formula, '.'))))
        return 0;
    for (int64_t j = 0; j < fit->model->n_columns; j++)
        if (fit->model->columns[j] == 0)
            return 1;
    return 0;
}

/* What the fit keeps of the reader when the pass is over. */
static lsq_status take_accounts(lsq_fit *fit, const lsq_csv *csv, const lsq_fit_options *o,
                                lsq_error *error) {
    const lsq_tally *t = lsq_csv_tally(csv);
    lsq_accounts *a = &fit->accounts;
    *a = (lsq_accounts){.files = 1,
                        .read = t->read,
                        .used = t->used,
                        .missing = t->missing,
                        .blank = t->blank_lines,
                        .first_missing = {NULL, t->missing_line, NULL}};
    fit->notes.header_is_numeric = lsq_csv_header_is_numeric(csv);
    fit->notes.header_line = lsq_csv_header_line(csv);
    fit->notes.row_numbers = has_row_numbers(fit, csv, o);
    if (fit->accounts.read != fit->accounts.used + fit->accounts.missing ||
        fit->accounts.used != lsq_moments_rows(fit->moments))
        return lsq_fail(error, LSQ_EINTERNAL, "the rows do not add up: %lld read, %lld used",
                        (long long)fit->accounts.read, (long long)fit->accounts.used);
    lsq_status status = LSQ_OK;
    if (fit->accounts.missing)
        status = list_missing(fit, csv, &fit->notes.missing, error);
    if (!status && !fit->accounts.used) {
        lsq_position at = {lsq_csv_source_name(csv), 0, 0, -1};
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "no rows left: each of %lld lacks a value in a used column, most in %s; "
                           "leave out what is empty with -x",
                           (long long)fit->accounts.read, fit->notes.missing);
    }
    return status;
}

lsq_status lsq_fit_read_csv(lsq_fit *fit, lsq_csv *csv, const lsq_fit_options *o,
                            lsq_error *error) {
    lsq_status status = build_model(fit, csv, o, error);
    if (status)
        return status;
    block b;
    print *prints = NULL;
    if ((status = block_init(&b, fit->model, error)))
        return status;
    status = lsq_alloc(&prints, b.k, sizeof *prints, error);
    for (int64_t j = 0; !status && j < b.k; j++) {
        prints[j].binary = 1;
        prints[j].thousands = lsq_csv_delimiter(csv) == ';' && !o->decimal;
    }
    if (!status)
        status = lsq_fit_begin(fit, o, error);
    if (!status)
        status = lsq_csv_select(csv, fit->model->columns, b.k, error);
    if (!status)
        status = add_rows(fit, csv, &b, prints, error);
    if (!status)
        status = take_accounts(fit, csv, o, error);
    for (int64_t j = 0; !status && j < b.k; j++) {
        fit->printed[j].exact |= prints[j].binary;
        if (prints[j].thousands && prints[j].fraction && fit->notes.thousands < 0)
            fit->notes.thousands = j;
    }
    free(prints);
    block_clear(&b);
    return status;
}

lsq_status lsq_fit_read_source(lsq_fit *fit, lsq_source *source, const lsq_fit_options *o,
                               lsq_error *error) {
    lsq_csv_options csv_options = {o->delimiter, o->decimal, o->missing, o->no_header};
    lsq_csv *csv = NULL;
    lsq_status status = lsq_csv_open(&csv, source, &csv_options, error);
    if (!status)
        status = lsq_fit_read_csv(fit, csv, o, error);
    lsq_csv_free(csv);
    return status;
}
