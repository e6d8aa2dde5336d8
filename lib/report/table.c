/* table.c - the coefficients of one response as an aligned table.
 *
 * The cells are composed first, the widths taken from them, then the lines are written: O(terms)
 * memory.  Term names give way where the table would be wider than the terminal.  Fails with
 * LSQ_ENOMEM and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "table.h"

#include <string.h>

#include "report.h"
#include "words.h"

#define DASH "\xE2\x80\x93" /* – */

enum { LEAST_TERM = 16 };

typedef struct table {
    lsq_fit *fit;
    lsq_grid grid;
    int64_t width[LSQ_GRID_COLUMNS];
    int64_t term_width, gap;
} table;

/* In the column of input digits, let numbers without a mark keep its place free. */
static void align_marks(lsq_grid *g) {
    for (int64_t j = 0; j < g->count && g->notes.marks; j++) {
        char *cell = g->row[j].cell[LSQ_GRID_INPUT];
        if (*cell && !strchr(cell, '!'))
            strcat(cell, "  ");
    }
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static void measure(table *t) {
    const lsq_grid *g = &t->grid;
    int64_t *width = t->width;
    memset(t->width, 0, sizeof t->width);
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        for (int64_t j = 0; j < g->count; j++)
            width[c] = larger(width[c], lsq_text_width(g->row[j].cell[c]));
    width[LSQ_GRID_LOWER] = larger(width[LSQ_GRID_LOWER], lsq_text_width(g->head[LSQ_GRID_UPPER]) -
                                                              4 - width[LSQ_GRID_UPPER]);
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        if (c != LSQ_GRID_UPPER) /* whose head spans both ends of the interval */
            width[c] = larger(width[c], lsq_text_width(g->head[c]));
}

/* The column of the terms takes what it needs, at least LEAST_TERM columns and no more than the
 * numbers leave.  1 if all fits. */
static int fit_terms(table *t, lsq_text *out) {
    int64_t numbers = 0, gaps = 0;
    t->term_width = 0;
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++) {
        numbers += t->grid.shown[c] ? t->width[c] : 0;
        gaps += t->grid.shown[c] && c != LSQ_GRID_UPPER;
    }
    numbers += t->grid.shown[LSQ_GRID_UPPER] ? 4 : 0;
    for (int64_t j = 0; j < t->grid.count; j++) {
        lsq_text name = {0};
        lsq_put_elided(&name, lsq_fit_term(t->fit, j), LSQ_REPORT_WIDTH);
        t->term_width = larger(t->term_width, name.bytes ? lsq_text_width(name.bytes) : 0);
        out->failed |= name.failed;
        lsq_text_clear(&name);
    }
    t->gap = t->term_width + numbers + 3 * gaps <= LSQ_REPORT_WIDTH ? 3 : 2;
    int64_t most = larger(LEAST_TERM, LSQ_REPORT_WIDTH - numbers - t->gap * gaps);
    t->term_width = t->term_width < most ? t->term_width : most;
    return t->term_width + numbers + t->gap * gaps <= LSQ_REPORT_WIDTH;
}

static void end_line(lsq_text *out) {
    while (!out->failed && out->length && out->bytes[out->length - 1] == ' ')
        out->bytes[--out->length] = '\0';
    lsq_text_put(out, "\n");
}

static void put_head(const table *t, const lsq_style *style, lsq_text *out) {
    lsq_text_put(out, style->strong);
    lsq_put_spaces(out, t->term_width);
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++) {
        if (!t->grid.shown[c] || c == LSQ_GRID_LOWER)
            continue;
        lsq_put_spaces(out, t->gap);
        lsq_put_right(out, t->grid.head[c],
                      t->width[c] + (c == LSQ_GRID_UPPER ? t->width[LSQ_GRID_LOWER] + 4 : 0));
    }
    lsq_text_put(out, style->plain);
    end_line(out);
}

static void put_numbers(const table *t, const lsq_grid_row *r, lsq_text *out) {
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++) {
        if (!t->grid.shown[c])
            continue;
        if (c == LSQ_GRID_UPPER)
            lsq_text_put(out, strcmp(r->cell[c], DASH) ? " to " : "    ");
        else
            lsq_put_spaces(out, t->gap);
        lsq_put_right(out, r->cell[c], t->width[c]);
    }
}

static void put_row(const table *t, int64_t j, lsq_text *out) {
    const lsq_grid_row *r = &t->grid.row[j];
    lsq_put_name(out, lsq_fit_term(t->fit, j), t->term_width);
    if (r->relation) {
        lsq_put_spaces(out, t->gap);
        lsq_put_relation(r->relation, out);
    } else {
        put_numbers(t, r, out);
    }
    end_line(out);
}

/* Fill and measure all of it; *fits = 1 if it is not too wide. */
static lsq_status compose(table *t, int64_t response, int digits, int squeeze, int *fits,
                          lsq_text *out, lsq_error *error) {
    lsq_status status = lsq_grid_fill(&t->grid, t->fit, response, digits, squeeze, error);
    if (status)
        return status;
    align_marks(&t->grid);
    measure(t);
    *fits = fit_terms(t, out);
    return LSQ_OK;
}

lsq_status lsq_put_table(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                         lsq_text *out, lsq_table_notes *notes, lsq_error *error) {
    table t = {.fit = fit};
    int fits = 0;
    lsq_status status = LSQ_OK;
    for (int squeeze = 0; squeeze <= LSQ_MOST_SQUEEZE && !fits && !status; squeeze++)
        status = compose(&t, response, digits, squeeze, &fits, out, error);
    if (!status) {
        put_head(&t, style, out);
        for (int64_t j = 0; j < t.grid.count; j++)
            put_row(&t, j, out);
        lsq_add_notes(notes, &t.grid.notes);
    }
    lsq_grid_clear(&t.grid);
    return status;
}
