/* files.c - one file or several as the rows of one fit.
 *
 * Each file is a table with a header of its own; the first one gives names and model, the others
 * are matched by name.  Files are read one after the other, each by all hands.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../data/paths.h"
#include "stream.h"

/* The files being read. */
typedef struct files {
    lsq_fit *fit;
    const lsq_fit_options *o;
    lsq_csv *first, *csv; /* the first table, kept for its names, and the one being read */
    int64_t *missing;     /* [column of the model] dropped rows without a value there */
    lsq_hands hands;
    int ready; /* 1: there are hands */
    lsq_progress progress;
    int64_t before; /* bytes of earlier files */
    double began;
} files;

/* ---- the first table ---- */

/* The model for the columns of the file. */
static lsq_status build_model(lsq_fit *fit, const lsq_csv *csv, const lsq_fit_options *o,
                              lsq_error *error) {
    lsq_table table = {lsq_csv_names(csv), lsq_csv_columns(csv), lsq_csv_text_cells(csv),
                       lsq_csv_source_name(csv)};
    lsq_request request = {o->formula, o->response, o->predictors, fit->weighed_by};
    unsigned char *exact = NULL;
    lsq_status status = lsq_model_build(&fit->model, &request, &table, error);
    if (!status)
        status = lsq_alloc(&exact, fit->model->n_columns, 1, error);
    if (!status && o->exact_columns)
        status = lsq_model_mark(fit->model, &table, o->exact_columns, exact, error);
    if (!status)
        status = lsq_alloc(&fit->printed, fit->model->n_columns, sizeof *fit->printed, error);
    for (int64_t j = 0; !status && j < fit->model->n_columns; j++)
        fit->printed[j].exact = exact[j];
    free(exact);
    return status;
}

/* 1 if the first column has no name, as where R and pandas write row numbers, and came in by
 * default. */
static int has_row_numbers(const lsq_fit *fit, const lsq_csv *csv, const lsq_fit_options *o) {
    if (o->no_header || o->predictors || *lsq_csv_names(csv)[0] ||
        (o->formula && (strstr(o->formula, "col1") || !strchr(o->formula, '.'))))
        return 0;
    for (int64_t j = 0; j < fit->model->n_columns; j++)
        if (fit->model->columns[j] == 0 && j != fit->model->weight)
            return 1;
    return 0;
}

/* ---- progress ---- */

static void tell(files *f, int64_t bytes, int64_t rows, double seconds) {
    f->progress.bytes = bytes;
    f->progress.rows = rows;
    f->progress.seconds = seconds;
    f->o->progress(f->o->progress_context, &f->progress);
}

/* Tell how far it is, a few times a second. */
static void tell_sometimes(void *context, int64_t bytes, int64_t rows) {
    const double often = 0.1;
    files *f = context;
    double seconds = lsq_seconds() - f->began;
    if (seconds - f->progress.seconds >= often)
        tell(f, f->before + bytes, f->fit->accounts.read + rows, seconds);
}

/* ---- accounts ---- */

/* The name of a column of the first table, which messages may show. */
static lsq_status name_column(const files *f, int64_t column, char **name, lsq_error *error) {
    const char *given = lsq_csv_names(f->first)[column];
    lsq_text text = {0};
    if (*given)
        lsq_text_put(&text, given);
    else
        lsq_text_format(&text, "col%lld", (long long)column + 1);
    return lsq_text_take(&text, name, error);
}

/* The place of something seen first in the present file, unless it was seen before. */
static lsq_status take_place(const files *f, lsq_place *place, lsq_place_text *text, int64_t line,
                             int64_t column, lsq_error *error) {
    const char *file = lsq_csv_source_name(f->csv);
    if (!line || place->line)
        return LSQ_OK;
    lsq_status status = lsq_copy_text(&text->file, file, strlen(file), error);
    if (!status && column >= 0)
        status = name_column(f, column, &text->column, error);
    *place = (lsq_place){text->file, line, text->column};
    return status;
}

/* Add what became of the rows of the present file. */
static lsq_status add_accounts(files *f, const int64_t *places, lsq_error *error) {
    lsq_fit *fit = f->fit;
    lsq_accounts *a = &fit->accounts;
    const lsq_tally *t = lsq_csv_tally(f->csv);
    int64_t column = t->missing_column;
    for (int64_t j = 0; t->missing_line && j < lsq_csv_columns(f->csv); j++)
        if (places[j] == t->missing_column)
            column = j;
    lsq_status status =
        take_place(f, &a->first_missing, &fit->places[0], t->missing_line, column, error);
    if (!status)
        status = take_place(f, &a->first_blank, &fit->places[1], t->blank_line, -1, error);
    a->read += t->read;
    a->used += t->used;
    a->missing += t->missing;
    f->fit->weightless += t->weightless;
    a->blank += t->blank;
    a->comments += t->comments;
    a->skipped += f->o->skip;
    for (int64_t j = 0; j < fit->model->n_columns; j++)
        f->missing[j] += lsq_csv_missing(f->csv)[j];
    return status;
}

/* "b (392), a (1), …": the columns that lack the most values, as the header calls them. */
static lsq_status list_missing(const files *f, char **list, lsq_error *error) {
    enum { SHOWN = 3 };
    const int64_t *missing = f->missing;
    int64_t best[SHOWN + 1], count = 0;
    for (int64_t j = 0; j < f->fit->model->n_columns; j++) {
        int64_t at = count < SHOWN ? count++ : SHOWN;
        for (; at > 0 && missing[best[at - 1]] < missing[j]; at--)
            best[at] = best[at - 1];
        best[at] = j;
    }
    lsq_text text = {0};
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < count && missing[best[i]] && !status; i++) {
        char *name = NULL, shown[256];
        status = name_column(f, f->fit->model->columns[best[i]], &name, error);
        if (status)
            break;
        lsq_escape(shown, sizeof shown, name, strlen(name));
        lsq_text_format(&text, "%s%s (%lld)", i ? ", " : "", shown, (long long)missing[best[i]]);
        free(name);
    }
    if (!status)
        status = lsq_text_take(&text, list, error);
    lsq_text_clear(&text);
    return status;
}

/* All rows were dropped. */
static lsq_status fail_no_rows(const files *f, lsq_error *error) {
    const lsq_fit *fit = f->fit;
    long long read = fit->accounts.read, weightless = fit->weightless;
    lsq_position at = {fit->accounts.files > 1 ? NULL : lsq_csv_source_name(f->first), 0, 0, -1};
    char shown[256];
    if (!weightless)
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "no rows left: each of %lld lacks a value in a used column, most in %s; "
                           "leave out what is empty with -x, or name another response with -y",
                           read, fit->notes.missing);
    const char *name = fit->model->names[fit->model->weight];
    lsq_escape(shown, sizeof shown, name, strlen(name));
    return lsq_fail_at(error, LSQ_ENUMERIC, at,
                       "no rows left: the weight (column %s) is 0 in %lld of %lld%s", shown,
                       weightless, read, weightless < read ? ", and the others lack a value" : "");
}

/* What the fit says about the rows when all files are read. */
static lsq_status check_accounts(files *f, lsq_error *error) {
    lsq_fit *fit = f->fit;
    const lsq_accounts *a = &fit->accounts;
    lsq_status status = LSQ_OK;
    if (a->read != a->used + a->missing + fit->weightless ||
        a->used != lsq_moments_rows(fit->moments))
        return lsq_fail(error, LSQ_EINTERNAL, "the rows do not add up: %lld read, %lld used",
                        (long long)a->read, (long long)a->used);
    if (a->missing)
        status = list_missing(f, &fit->notes.missing, error);
    if (!status && !a->read)
        return lsq_fail(error, LSQ_EDATA, "no data rows in any of %lld files", (long long)a->files);
    return status || a->used ? status : fail_no_rows(f, error);
}

/* ---- reading ---- */

/* Model, moments and hands, by the first table. */
static lsq_status begin(files *f, lsq_error *error) {
    lsq_fit *fit = f->fit;
    lsq_status status = build_model(fit, f->csv, f->o, error);
    if (!status)
        status = lsq_fit_begin(fit, f->o, error);
    if (!status)
        status = lsq_alloc(&f->missing, fit->model->n_columns, sizeof *f->missing, error);
    if (!status)
        status = lsq_hands_init(&f->hands, fit, f->o->threads, error);
    f->ready = !status;
    fit->notes.header_is_numeric = lsq_csv_header_is_numeric(f->csv);
    fit->notes.header_line = lsq_csv_header_line(f->csv);
    fit->notes.header_is_foreign = lsq_csv_header_is_foreign(f->csv);
    if (!status)
        fit->notes.row_numbers = has_row_numbers(fit, f->csv, f->o);
    return status;
}

/* The rows of an open table, the columns[j] of it being column j of the first one. */
static lsq_status read_rows(files *f, const int64_t *columns, lsq_error *error) {
    const lsq_model *model = f->fit->model;
    lsq_stopwatch *watch = f->fit->timed ? &f->fit->times : NULL;
    int64_t *chosen = NULL;
    lsq_status status = lsq_alloc(&chosen, model->n_columns, sizeof *chosen, error);
    for (int64_t j = 0; !status && j < model->n_columns; j++)
        chosen[j] = columns[model->columns[j]];
    if (!status)
        status = lsq_csv_select(f->csv, chosen, model->n_columns, error);
    if (!status)
        lsq_csv_weigh(f->csv, model->weight);
    lsq_stopwatch_split(watch, LSQ_TIME_READ);
    if (!status)
        status = lsq_hands_read(&f->hands, f->csv, error);
    lsq_stopwatch_start(watch); /* the hands have their own */
    if (!status)
        status = add_accounts(f, columns, error);
    free(chosen);
    return status;
}

/* All of one source, which is freed. */
static lsq_status read_source(files *f, lsq_source *source, lsq_error *error) {
    const lsq_fit_options *o = f->o;
    const lsq_csv_options csv_options = {.delimiter = o->delimiter,
                                         .decimal = o->decimal,
                                         .missing = o->missing,
                                         .no_header = o->no_header,
                                         .skip = o->skip,
                                         .comment = o->comment,
                                         .thousands = o->thousands,
                                         .missing_is_error = o->missing_is_error,
                                         .may_be_empty = f->progress.files > 1,
                                         .chunk = o->chunk,
                                         .progress = o->progress ? tell_sometimes : NULL,
                                         .progress_context = f};
    int64_t *columns = NULL;
    lsq_status status = lsq_csv_open(&f->csv, source, &csv_options, error);
    if (status)
        return status;
    if (!f->first) {
        f->first = f->csv;
        status = begin(f, error);
    }
    if (!status)
        status = lsq_csv_match(&columns, f->csv, f->first, error);
    if (!status)
        status = read_rows(f, columns, error);
    free(columns);
    f->fit->accounts.files++;
    f->before += lsq_csv_bytes(f->csv);
    if (f->csv != f->first)
        lsq_csv_free(f->csv);
    f->csv = f->first;
    return status;
}

/* The hands' work into the fit. */
static lsq_status finish(files *f, lsq_error *error) {
    lsq_fit *fit = f->fit;
    lsq_print *prints = NULL;
    if (f->o->progress)
        tell(f, f->before, fit->accounts.read, lsq_seconds() - f->began);
    int may_be_thousands = lsq_csv_delimiter(f->first) == ';' && !f->o->decimal;
    lsq_status status = lsq_alloc(&prints, fit->model->n_columns, sizeof *prints, error);
    if (!status)
        status = lsq_hands_finish(&f->hands, prints, error);
    fit->timings.threads = f->hands.count;
    for (int64_t j = 0; !status && j < fit->model->n_columns; j++) {
        fit->printed[j].finest = prints[j].finest;
        fit->printed[j].exact |= prints[j].binary;
        if (may_be_thousands && prints[j].thousands && prints[j].fraction &&
            fit->notes.thousands < 0)
            fit->notes.thousands = j;
    }
    free(prints);
    return status ? status : check_accounts(f, error);
}

static void files_clear(files *f) {
    if (f->ready)
        lsq_hands_clear(&f->hands);
    lsq_csv_free(f->first);
    free(f->missing);
}

lsq_status lsq_fit_read_source(lsq_fit *fit, lsq_source *source, const lsq_fit_options *o,
                               lsq_error *error) {
    files f = {.fit = fit, .o = o, .progress = {.files = 1, .total = -1}, .began = lsq_seconds()};
    lsq_status status = read_source(&f, source, error);
    if (!status)
        status = finish(&f, error);
    files_clear(&f);
    return status;
}

static const char *name_of(const lsq_fit_options *o, int64_t count) {
    return count == 1 ? o->input_name : NULL;
}

lsq_status lsq_fit_read_files(lsq_fit *fit, const char *const *paths, int64_t count,
                              const lsq_fit_options *o, lsq_error *error) {
    int64_t repeated = -1;
    lsq_status status = lsq_paths_check(paths, count, &repeated, error);
    if (status)
        return status;
    files f = {.fit = fit, .o = o, .progress = {.files = count}, .began = lsq_seconds()};
    f.progress.total = o->progress ? lsq_paths_bytes(paths, count) : -1;
    if (repeated >= 0)
        status =
            lsq_copy_text(&fit->notes.repeated, paths[repeated], strlen(paths[repeated]), error);
    for (int64_t i = 0; i < count && !status; i++) {
        lsq_source *source = NULL;
        f.progress.file = i;
        status = lsq_source_open(&source, paths[i], name_of(o, count), error);
        if (!status)
            status = read_source(&f, source, error);
    }
    if (!status)
        status = finish(&f, error);
    files_clear(&f);
    return status;
}
