/* reader.c - the rows of a csv, chunk by chunk, by one reader or several.
 *
 * Records without surprises take the fast road of plain.h; every other record, and every error, the
 * strict one here.  Both read the same grammar.  A reader knows the lines of its chunk only from
 * the chunk's first one; where it fails, it waits until all earlier chunks are in the ledger and
 * reads its own once more with the true lines: who tells an error knows where it stands.
 *
 * SPDX-License-Identifier: MIT */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"

struct lsq_reader {
    lsq_csv *csv;
    lsq_records records; /* of the chunk */
    lsq_chunk chunk;
    lsq_plain plain; /* the fast road through it */
    int holds;       /* 1: the chunk has been taken and is not entered */
    lsq_count count; /* of the chunk; `missing` of all chunks */
    lsq_stopwatch *watch;
};

lsq_status lsq_reader_new(lsq_reader **reader, lsq_csv *csv, lsq_stopwatch *watch,
                          lsq_error *error) {
    const lsq_split *pattern = &csv->records.split;
    lsq_reader *r = NULL;
    *reader = NULL;
    lsq_status status = lsq_alloc(&r, 1, sizeof *r, error);
    if (!status)
        status = lsq_alloc(&r->count.missing, csv->plan.count, sizeof *r->count.missing, error);
    if (status) {
        free(r);
        return status;
    }
    r->csv = csv;
    r->watch = watch;
    lsq_plain_init(&r->plain, csv->simd, &csv->plan, &csv->cells, watch);
    r->records.name = csv->records.name;
    lsq_split_init(&r->records.split, pattern->delimiter, pattern->comment);
    r->records.split.keep = pattern->keep;
    *reader = r;
    return LSQ_OK;
}

void lsq_reader_free(lsq_reader *r) {
    if (!r)
        return;
    lsq_ledger *ledger = &r->csv->ledger;
    if (r->holds)
        lsq_ledger_stop(ledger);
    pthread_mutex_lock(&ledger->lock);
    for (int64_t j = 0; j < r->csv->plan.count; j++)
        r->csv->missing[j] += r->count.missing[j];
    pthread_mutex_unlock(&ledger->lock);
    lsq_chunk_clear(&r->chunk);
    lsq_plain_clear(&r->plain);
    lsq_split_clear(&r->records.split);
    free(r->count.missing);
    free(r);
}

/* ---- chunks ---- */

/* The records of the chunk from its start, lines counted from `line`. */
static void begin_chunk(lsq_reader *r, int64_t line) {
    lsq_records_set(&r->records, &r->chunk, line);
    lsq_plain_forget(&r->plain);
    memset(&r->count.tally, 0, sizeof r->count.tally);
}

/* The next chunk; r->holds = 0 at the end. */
static lsq_status take_chunk(lsq_reader *r, lsq_error *error) {
    lsq_csv *csv = r->csv;
    lsq_error failure = {0};
    lsq_status status = LSQ_OK;
    pthread_mutex_lock(&csv->reading);
    int room = lsq_ledger_wait_for_room(&csv->ledger, csv->chunks.claimed);
    if (room) {
        status = lsq_chunks_claim(&csv->chunks, &r->chunk, &failure);
        if (csv->progress)
            csv->progress(csv->progress_context, lsq_source_consumed(csv->chunks.source),
                          lsq_ledger_rows(&csv->ledger));
    }
    pthread_mutex_unlock(&csv->reading);
    if (room && !status)
        status = lsq_chunks_take(&csv->chunks, &r->chunk, &r->holds, &failure);
    if (status)
        lsq_ledger_fail(&csv->ledger, &failure);
    else if (r->holds)
        begin_chunk(r, 1);
    else
        lsq_ledger_close(&csv->ledger);
    return lsq_ledger_status(&csv->ledger, error);
}

/* The chunk is read: into the ledger with it. */
static void enter_chunk(lsq_reader *r) {
    const lsq_records *records = &r->records;
    lsq_page page = {.tally = r->count.tally, .lines = records->line - 1};
    page.tally.comments = records->passed.comments;
    page.tally.blank_line = page.tally.blank ? records->passed.blank_line : 0;
    page.blank_at_end = records->passed.blank - page.tally.blank;
    page.blank_at_end_line =
        page.tally.blank || !page.blank_at_end ? 0 : records->passed.blank_line;
    r->holds = 0;
    lsq_ledger_enter(&r->csv->ledger, r->chunk.index, &page);
}

/* ---- rows ---- */

/* The cell of a chosen column in the last record, doubled quotes undone in a copy. */
static lsq_status strict_cell(lsq_reader *r, const lsq_chosen *chosen, lsq_decimals *block,
                              int64_t row, lsq_cell_kind *kind, lsq_error *error) {
    const lsq_csv *csv = r->csv;
    const lsq_field *field = &r->records.split.fields[chosen->column];
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
    block[chosen->target].wide |= COEFF_IS_MPZ(block[chosen->target].value[row]);
    int is_negative = chosen->is_weight && *kind == LSQ_CELL_NUMBER &&
                      fmpz_sgn(&block[chosen->target].value[row]) < 0;
    if (*kind == LSQ_CELL_TEXT || (*kind == LSQ_CELL_MISSING && csv->plan.missing_is_error) ||
        is_negative) {
        char name[256];
        lsq_header_show(&csv->header, chosen->column, name, sizeof name);
        lsq_position at = lsq_records_field_place(&r->records, chosen->column);
        status = *kind == LSQ_CELL_TEXT ? lsq_cells_fail(&csv->cells, text, length, name, at, error)
                 : *kind == LSQ_CELL_MISSING ? lsq_cells_fail_missing(text, length, name, at, error)
                                             : lsq_cells_fail_weight(text, length, name, at, error);
    }
    if (*kind == LSQ_CELL_MISSING)
        block[chosen->target].exp10[row] = LSQ_NO_VALUE;
    free(copy);
    return status;
}

/* The last record into row *row of the block, unless it is dropped. */
static lsq_status strict_row(lsq_reader *r, lsq_decimals *block, int64_t *row, lsq_error *error) {
    const lsq_plan *plan = &r->csv->plan;
    int dropped = 0;
    lsq_status status = lsq_header_check(&r->csv->header, &r->records, error);
    for (int64_t i = 0; !status && i < plan->count; i++) {
        lsq_cell_kind kind = LSQ_CELL_NUMBER;
        status = strict_cell(r, &plan->chosen[i], block, *row, &kind, error);
        dropped |=
            kind == LSQ_CELL_MISSING ||
            (plan->chosen[i].is_weight && fmpz_is_zero(&block[plan->chosen[i].target].value[*row]));
    }
    if (status)
        return status;
    r->count.tally.blank = r->records.passed.blank; /* not those behind the last row */
    r->count.tally.read++;
    if (dropped)
        lsq_count_dropped(&r->count, plan, block, *row, r->records.start_line);
    else
        r->count.tally.used++, ++*row;
    return LSQ_OK;
}

/* Rows of the chunk until the block is full or the chunk ends: *ended = 1. */
static lsq_status read_rows(lsq_reader *r, lsq_decimals *block, int64_t *row, int *ended,
                            lsq_error *error) {
    lsq_status status = LSQ_OK;
    *ended = 0;
    while (!status && !*ended && *row < LSQ_BLOCK_ROWS) {
        int got = 0;
        lsq_plain_rows(&r->plain, &r->records, block, row, &r->count);
        if (*row == LSQ_BLOCK_ROWS)
            break;
        status = lsq_records_next(&r->records, &got, error);
        if (!status && got)
            status = strict_row(r, block, row, error);
        *ended = !got;
    }
    return status;
}

/* A failure in the chunk or behind it: tell it when its turn comes, with the lines of the text. */
static lsq_status fail_in_turn(lsq_reader *r, lsq_error failure, lsq_decimals *block,
                               lsq_error *error) {
    lsq_ledger *ledger = &r->csv->ledger;
    int64_t line = 0, row = 0;
    if (lsq_ledger_wait_for_turn(ledger, r->chunk.index, &line)) {
        int ended = 0;
        lsq_status status = LSQ_OK;
        begin_chunk(r, line);
        for (; !status && !ended; row = 0)
            status = read_rows(r, block, &row, &ended, &failure);
        lsq_ledger_fail(ledger, &failure);
    }
    r->holds = 0;
    return lsq_ledger_status(ledger, error);
}

lsq_status lsq_reader_fill(lsq_reader *r, lsq_decimals *block, int64_t *rows, lsq_error *error) {
    if (!r || !rows || (r->csv->plan.count && !block))
        return lsq_fail(error, LSQ_EUSAGE, "lsq_reader_fill: %s is NULL",
                        !r      ? "reader"
                        : !rows ? "rows"
                                : "block");
    lsq_error failure = {0};
    lsq_status status = LSQ_OK;
    int64_t row = *rows;
    while (!status && row < LSQ_BLOCK_ROWS) {
        int ended = 0;
        lsq_stopwatch_start(r->watch);
        if (!r->holds && ((status = take_chunk(r, error)) || !r->holds))
            break;
        lsq_stopwatch_split(r->watch, LSQ_TIME_READ);
        status = read_rows(r, block, &row, &ended, &failure);
        lsq_stopwatch_split(r->watch, LSQ_TIME_CONVERT);
        if (!status && ended && r->chunk.failed.status)
            failure = r->chunk.failed;
        if (failure.status)
            status = fail_in_turn(r, failure, block, error);
        else if (ended)
            enter_chunk(r);
    }
    *rows = status ? 0 : row;
    for (int64_t j = 0; j < r->csv->plan.count; j++)
        block[j].rows = *rows;
    return status;
}

lsq_status lsq_csv_check_source(const lsq_csv *csv, lsq_status status, lsq_error *error) {
    lsq_status changed = LSQ_OK;
    if (!status || status == LSQ_EDATA)
        changed = lsq_source_check(csv->chunks.source, error);
    return changed ? changed : status;
}

lsq_status lsq_csv_finish(lsq_csv *csv, lsq_error *error) {
    lsq_status status = lsq_ledger_status(&csv->ledger, error);
    status = lsq_csv_check_source(csv, status, error);
    if (!status && !csv->ledger.over && csv->ledger.next != csv->chunks.next)
        status = lsq_fail(error, LSQ_EINTERNAL, "%lld of %lld chunks were read",
                          (long long)csv->ledger.next, (long long)csv->chunks.next);
    return status;
}
