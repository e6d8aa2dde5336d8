/* stream.c - one pass over a table: cells to decimals, to columns under one scale, to monomials, to
 * moments and, for a classical solver, to doubles.
 *
 * Each thread adds to moments of its own, which are merged at the end: sums of integers do not
 * depend on who adds what and when.  Memory: for each thread a block of LSQ_BLOCK_ROWS rows of the
 * columns and monomials in use and its moments, whatever the length of the file.
 *
 * SPDX-License-Identifier: MIT */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/workers.h"

/* ---- hands ---- */

static void hand_clear(lsq_hand *h) {
    for (int64_t j = 0; h->cells && j < h->k; j++)
        lsq_decimals_clear(&h->cells[j]);
    free(h->cells);
    lsq_integers_free(h->x, h->k);
    lsq_integers_free(h->Z, h->monomials);
    free(h->prints);
    lsq_moments_free(h->moments);
    memset(h, 0, sizeof *h);
}

static lsq_status hand_init(lsq_hand *h, const lsq_fit *fit, lsq_error *error) {
    const lsq_model *model = fit->model;
    memset(h, 0, sizeof *h);
    h->k = model->n_columns;
    h->monomials = model->n_monomials;
    lsq_status status = lsq_alloc(&h->cells, h->k, sizeof *h->cells, error);
    for (int64_t j = 0; !status && j < h->k; j++)
        status = lsq_decimals_init(&h->cells[j], error);
    if (!status)
        status = lsq_integers_new(&h->x, h->k, error);
    if (!status)
        status = lsq_integers_new(&h->Z, h->monomials, error);
    if (!status)
        status = lsq_alloc(&h->prints, h->k, sizeof *h->prints, error);
    if (!status)
        status = lsq_moments_new(&h->moments, h->monomials - 1, error);
    for (int64_t j = 0; !status && j < h->k; j++)
        h->prints[j] = (lsq_print){INT64_MAX, 1, 1, 0};
    h->watch = fit->timed ? &h->times : NULL;
    if (!status)
        h->moments->work.watch = h->watch;
    if (status)
        hand_clear(h);
    return status;
}

/* About the bytes of a hand: a block of cells, columns, monomials and their slices, the moments and
 * what pends of them. */
static double hand_bytes(const lsq_model *model) {
    double k = (double)model->n_columns, z = (double)model->n_monomials;
    return LSQ_BLOCK_ROWS * (20 * k + 32 * z) + 16 * z * z;
}

int lsq_most_hands(const lsq_model *model, int wanted) {
    const double enough = 512 << 20; /* bytes that hands may take where there are several */
    int most = wanted ? wanted : lsq_processors();
    while (most > 1 && most * hand_bytes(model) > enough)
        most--;
    return most;
}

lsq_status lsq_hands_init(lsq_hands *hands, lsq_fit *fit, int wanted, lsq_error *error) {
    int most = fit->solver || fit->sink ? 1 : lsq_most_hands(fit->model, wanted);
    *hands = (lsq_hands){.fit = fit, .wanted = wanted, .most = most};
    lsq_status status = lsq_alloc(&hands->all, hands->most, sizeof *hands->all, error);
    if (!status)
        status = hand_init(&hands->all[0], fit, error);
    hands->count = !status;
    if (status)
        lsq_hands_clear(hands);
    return status;
}

void lsq_hands_clear(lsq_hands *hands) {
    for (int i = 0; i < hands->count; i++)
        hand_clear(&hands->all[i]);
    free(hands->all);
    memset(hands, 0, sizeof *hands);
}

/* ---- rows ---- */

/* 1 if all values have at most three digits before their last three. */
static int are_below_a_million(const lsq_decimals *cells, int64_t bits) {
    const fmpz million = 1000000; /* of 20 bits */
    fmpz above = 0;
    if (bits != 20)
        return bits < 20;
    for (int64_t i = 0; i < cells->rows; i++) {
        fmpz v = cells->value[i];
        above |= million - 1 - (v < 0 ? -v : v);
    }
    return above >= 0;
}

/* Remember how rows of a column were printed.  What a column is not is known after a few cells, and
 * cells with one number of decimals are not looked at one by one. */
static void note_print(lsq_print *p, const lsq_decimals *cells, const lsq_integers *x) {
    if (x->finest < p->finest)
        p->finest = x->finest;
    if (p->binary)
        p->binary = (unsigned char)lsq_integers_are_binary(x);
    if (!p->thousands)
        return;
    if (x->finest == x->coarsest) {
        p->fraction |= x->finest == -3;
        p->thousands =
            x->finest == 0 || (x->finest == -3 && are_below_a_million(cells, x->printed));
        return;
    }
    for (int64_t i = 0; p->thousands && i < cells->rows; i++) {
        int32_t e = cells->exp10[i];
        p->fraction |= e == -3;
        fmpz v = cells->value[i];
        p->thousands = e == 0 || (e == -3 && v > -1000000 && v < 1000000);
    }
}

/* Rows from ... from + rows - 1 of the cells; keep: in the units that their columns had before,
 * where that costs nothing.  How long a product gets depends on the finest scale among its rows:
 * where it gets too long, halves may do, and whether a row alone does depends on nothing else. */
static lsq_status add_rows(lsq_hand *h, lsq_fit *fit, int64_t from, int64_t rows, int keep,
                           lsq_error *error) {
    lsq_status status = LSQ_OK;
    lsq_stopwatch_start(h->watch);
    for (int64_t j = 0; !status && j < h->k; j++) {
        lsq_integers *x = &h->x[j];
        lsq_decimals part = {h->cells[j].value + from, h->cells[j].exp10 + from, rows,
                             h->cells[j].wide};
        status = lsq_integers_from_decimals(h->moments->work.simd, x, &part,
                                            keep && x->rows ? x->exp10 : LSQ_NO_UNIT, error);
        if (!status)
            note_print(&h->prints[j], &part, x);
    }
    lsq_stopwatch_split(h->watch, LSQ_TIME_SLICE);
    if (!status)
        status = lsq_fit_add(fit, h->moments, h->x, rows, h->Z, error);
    if (status == LSQ_ELIMIT && keep)
        return add_rows(h, fit, from, rows, 0, error);
    if (status != LSQ_ELIMIT || rows == 1)
        return status;
    status = add_rows(h, fit, from, rows / 2, 0, error);
    return status ? status : add_rows(h, fit, from + rows / 2, rows - rows / 2, 0, error);
}

/* Add the rows that the block holds.  After LSQ_ELIMIT the rest is still to be read for what may be
 * wrong in it, but nothing is added. */
static lsq_status empty_block(lsq_hand *h, lsq_fit *fit, lsq_error *error) {
    lsq_status status = LSQ_OK;
    if (h->rows && !h->failed.status)
        status = add_rows(h, fit, 0, h->rows, 1, error);
    if (status == LSQ_ELIMIT)
        h->failed = *error;
    h->rows = 0;
    for (int64_t j = 0; j < h->k; j++)
        lsq_decimals_narrow(&h->cells[j]);
    return status == LSQ_ELIMIT ? LSQ_OK : status;
}

/* The share of hand i in the rows of the table. */
static void work(void *context, int i) {
    lsq_hands *hands = context;
    lsq_hand *h = &hands->all[i];
    lsq_reader *reader = NULL;
    lsq_error failed = {0};
    lsq_status status = lsq_reader_new(&reader, hands->csv, h->watch, &failed);
    while (!status && !(status = lsq_reader_fill(reader, h->cells, &h->rows, &failed)) &&
           h->rows == LSQ_BLOCK_ROWS)
        status = empty_block(h, hands->fit, &failed);
    if (status)
        h->failed = failed;
    lsq_reader_free(reader);
    if (i)
        lsq_thread_end();
}

/* As many hands as are worth having for this table, or as there is memory for. */
static int get_ready(lsq_hands *hands) {
    int worth = hands->wanted || !lsq_csv_is_short(hands->csv) ? hands->most : 1;
    while (hands->count < worth) {
        if (hand_init(&hands->all[hands->count], hands->fit, NULL))
            return hands->count;
        hands->count++;
    }
    return worth;
}

lsq_status lsq_hands_read(lsq_hands *hands, lsq_csv *csv, lsq_error *error) {
    hands->csv = csv;
    lsq_workers_run(get_ready(hands), work, hands);
    lsq_status status = lsq_csv_finish(csv, error);
    for (int i = 0; !status && i < hands->count; i++) {
        const lsq_error *failed = &hands->all[i].failed;
        if (failed->status && failed->status != LSQ_ELIMIT) {
            status = failed->status;
            if (error)
                *error = *failed;
        }
    }
    return status;
}

lsq_status lsq_hands_finish(lsq_hands *hands, lsq_print *prints, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int i = 0; i < hands->count && !status; i++) {
        lsq_hand *h = &hands->all[i];
        lsq_error failed = {0};
        status = empty_block(h, hands->fit, &failed);
        if (!status && h->failed.status)
            status = (failed = h->failed).status;
        if (status && error)
            *error = failed;
        lsq_stopwatch_start(h->watch);
        if (!status)
            status = lsq_moments_merge(hands->fit->moments, h->moments, error);
        lsq_stopwatch_split(h->watch, LSQ_TIME_PRODUCT);
        for (int part = 0; part < LSQ_TIMES; part++)
            hands->fit->times.seconds[part] += h->times.seconds[part];
        for (int64_t j = 0; j < h->k; j++) {
            lsq_print *p = &prints[j], one = h->prints[j];
            if (!i)
                *p = one;
            p->finest = one.finest < p->finest ? one.finest : p->finest;
            p->binary &= one.binary;
            p->thousands &= one.thousands;
            p->fraction |= one.fraction;
        }
    }
    return status;
}
