/* grid.c - the coefficients of one response as rows of cells.
 *
 * O(terms) memory.  Fails with LSQ_ENOMEM and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"

#define DASH "\xE2\x80\x93" /* – */

enum { LONGEST_RELATION = 60 };

int lsq_cell_input_digits(lsq_fit *fit, int64_t response, int64_t term, char cell[LSQ_CELL],
                          lsq_table_notes *notes) {
    double digits = lsq_fit_input_digits(fit, response, term);
    if (!lsq_cell_tenths(digits, cell))
        return 0;
    notes->input_digits = 1;
    if (floor(digits * 10 + 0.5) < 20) { /* as it is shown */
        notes->marks = 1;
        strcat(cell, " !");
    }
    return 1;
}

void lsq_put_relation(const char *relation, lsq_text *out) {
    if (lsq_text_width(relation) > LONGEST_RELATION) {
        lsq_text_put(out, "aliased: a combination of others, in full with -o json");
    } else {
        lsq_text_put(out, "aliased: = ");
        lsq_text_add_escaped(out, relation, strlen(relation));
    }
}

void lsq_add_notes(lsq_table_notes *all, const lsq_table_notes *notes) {
    all->input_digits |= notes->input_digits;
    all->marks |= notes->marks;
    all->no_interval |= notes->no_interval;
}

static lsq_status fill_row(lsq_grid *g, lsq_fit *fit, int64_t response, int64_t j, int digits,
                           int squeeze, lsq_error *error) {
    lsq_grid_row *r = &g->row[j];
    *r = (lsq_grid_row){0};
    if (!lsq_fit_has(fit, LSQ_ESTIMATE, response, j)) {
        r->relation = lsq_fit_relation(fit, j);
        return LSQ_OK;
    }
    lsq_coefficient c;
    lsq_status status = lsq_cell_coefficient(fit, response, j, digits, squeeze, &c, error);
    if (!status)
        status = lsq_cell_statistic(fit, LSQ_T, response, j, r->cell[LSQ_GRID_T], error);
    if (!status)
        status = lsq_cell_probability(fit, LSQ_P, response, j, r->cell[LSQ_GRID_P], error);
    if (status)
        return status;
    memcpy(r->cell[LSQ_GRID_ESTIMATE], c.estimate, LSQ_CELL);
    memcpy(r->cell[LSQ_GRID_STD_ERROR], c.std_error, LSQ_CELL);
    memcpy(r->cell[LSQ_GRID_LOWER], c.lower, LSQ_CELL);
    memcpy(r->cell[LSQ_GRID_UPPER], c.upper, LSQ_CELL);
    lsq_cell_input_digits(fit, response, j, r->cell[LSQ_GRID_INPUT], &g->notes);
    return LSQ_OK;
}

static void name_columns(lsq_grid *g, double level) {
    static const char *const names[LSQ_GRID_COLUMNS] = {"estimate", "std.error", "t",           "p",
                                                        "",         "",          "input digits"};
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        strcpy(g->head[c], names[c]);
    lsq_cell_percent(level, g->head[LSQ_GRID_UPPER]);
    strcat(g->head[LSQ_GRID_UPPER], " interval");
}

/* Which columns have a value anywhere; both ends of an interval have one or none. */
static void choose_columns(lsq_grid *g) {
    memset(g->shown, 0, sizeof g->shown);
    for (int64_t j = 0; j < g->count; j++)
        for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
            g->shown[c] |= *g->row[j].cell[c] && strcmp(g->row[j].cell[c], DASH) != 0;
    g->shown[LSQ_GRID_ESTIMATE] = 1; /* also where all terms are aliased */
    /* With standard errors at hand, t and p stay, so that their dashes are seen. */
    g->shown[LSQ_GRID_T] = g->shown[LSQ_GRID_P] = g->shown[LSQ_GRID_STD_ERROR];
}

lsq_status lsq_grid_fill(lsq_grid *g, lsq_fit *fit, int64_t response, int digits, int squeeze,
                         lsq_error *error) {
    lsq_status status = LSQ_OK;
    if (!g->row) {
        g->count = lsq_fit_terms(fit);
        status = lsq_alloc(&g->row, g->count, sizeof *g->row, error);
    }
    g->notes = (lsq_table_notes){.no_interval = squeeze == LSQ_MOST_SQUEEZE};
    for (int64_t j = 0; j < g->count && !status; j++)
        status = fill_row(g, fit, response, j, digits, squeeze, error);
    if (status)
        return status;
    name_columns(g, lsq_fit_level(fit));
    choose_columns(g);
    return LSQ_OK;
}

void lsq_grid_clear(lsq_grid *g) {
    free(g->row);
    *g = (lsq_grid){0};
}
