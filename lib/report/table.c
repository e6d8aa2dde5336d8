/* table.c - the coefficients of one response as an aligned table.
 *
 * The cells are composed first, the widths taken from them, then the lines are written: O(terms)
 * memory.  Term names give way where the table would be wider than the terminal.  Fails with
 * LSQ_ENOMEM and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "cell.h"
#include "report.h"
#include "words.h"

#define DASH "\xE2\x80\x93" /* – */

enum { LONGEST_RELATION = 60, LEAST_TERM = 16 };

enum { STD_ERROR = 1, T, P, LOWER, UPPER, INPUT, COLUMNS }; /* 0 is the estimate */

typedef struct row {
    const char *relation; /* instead of numbers */
    char cell[COLUMNS][LSQ_CELL];
} row;

typedef struct table {
    lsq_fit *fit;
    int64_t response, rows;
    row *row;
    char head[COLUMNS][LSQ_CELL];
    int shown[COLUMNS];
    int64_t width[COLUMNS];
    int64_t term_width, gap;
} table;

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

static lsq_status fill_row(table *t, int64_t j, int digits, int squeeze, lsq_table_notes *notes,
                           lsq_error *error) {
    row *r = &t->row[j];
    if (!lsq_fit_has(t->fit, LSQ_ESTIMATE, t->response, j)) {
        r->relation = lsq_fit_relation(t->fit, j);
        return LSQ_OK;
    }
    lsq_coefficient c;
    lsq_status status = lsq_cell_coefficient(t->fit, t->response, j, digits, squeeze, &c, error);
    if (!status)
        status = lsq_cell_statistic(t->fit, LSQ_T, t->response, j, r->cell[T], error);
    if (!status)
        status = lsq_cell_probability(t->fit, LSQ_P, t->response, j, r->cell[P], error);
    if (status)
        return status;
    memcpy(r->cell[0], c.estimate, LSQ_CELL);
    memcpy(r->cell[STD_ERROR], c.std_error, LSQ_CELL);
    memcpy(r->cell[LOWER], c.lower, LSQ_CELL);
    memcpy(r->cell[UPPER], c.upper, LSQ_CELL);
    lsq_cell_input_digits(t->fit, t->response, j, r->cell[INPUT], notes);
    return LSQ_OK;
}

/* In the column of input digits, let numbers without a mark keep its place free. */
static void align_marks(table *t, const lsq_table_notes *notes) {
    for (int64_t j = 0; j < t->rows && notes->marks; j++) {
        char *cell = t->row[j].cell[INPUT];
        if (*cell && !strchr(cell, '!'))
            strcat(cell, "  ");
    }
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Which columns have a value anywhere, and how wide they are. */
static void measure(table *t) {
    t->shown[0] = 1;
    for (int c = 0; c < COLUMNS; c++) {
        for (int64_t j = 0; j < t->rows; j++) {
            const char *cell = t->row[j].cell[c];
            t->shown[c] |= *cell && strncmp(cell, DASH, strlen(DASH)) != 0;
            t->width[c] = larger(t->width[c], lsq_text_width(cell));
        }
    }
    t->shown[LOWER] |= t->shown[UPPER];
    t->shown[UPPER] = t->shown[LOWER];
    /* With standard errors at hand, t and p stay, so that their dashes are seen. */
    t->shown[T] = t->shown[P] = t->shown[STD_ERROR];
    t->width[LOWER] = larger(t->width[LOWER], lsq_text_width(t->head[UPPER]) - 4 - t->width[UPPER]);
    for (int c = 0; c < COLUMNS; c++)
        if (c != UPPER) /* whose head spans both ends of the interval */
            t->width[c] = larger(t->width[c], lsq_text_width(t->head[c]));
}

/* The column of the terms takes what it needs, at least LEAST_TERM columns and no more than the
 * numbers leave.  1 if all fits. */
static int fit_terms(table *t, lsq_text *out) {
    int64_t numbers = 0, gaps = 0;
    for (int c = 0; c < COLUMNS; c++) {
        numbers += t->shown[c] ? t->width[c] : 0;
        gaps += t->shown[c] && c != UPPER;
    }
    numbers += t->shown[UPPER] ? 4 : 0;
    for (int64_t j = 0; j < t->rows; j++) {
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

static void put_right(lsq_text *out, const char *text, int64_t width) {
    lsq_put_spaces(out, width - lsq_text_width(text));
    lsq_text_put(out, text);
}

static void end_line(lsq_text *out) {
    while (!out->failed && out->length && out->bytes[out->length - 1] == ' ')
        out->bytes[--out->length] = '\0';
    lsq_text_put(out, "\n");
}

static void put_head(const table *t, const lsq_style *style, lsq_text *out) {
    lsq_text_put(out, style->strong);
    lsq_put_spaces(out, t->term_width);
    for (int c = 0; c < COLUMNS; c++) {
        if (!t->shown[c] || c == LOWER)
            continue;
        lsq_put_spaces(out, t->gap);
        put_right(out, t->head[c], t->width[c] + (c == UPPER ? t->width[LOWER] + 4 : 0));
    }
    lsq_text_put(out, style->plain);
    end_line(out);
}

static void put_numbers(const table *t, const row *r, lsq_text *out) {
    for (int c = 0; c < COLUMNS; c++) {
        if (!t->shown[c])
            continue;
        if (c == UPPER)
            lsq_text_put(out, strcmp(r->cell[c], DASH) ? " to " : "    ");
        else
            lsq_put_spaces(out, t->gap);
        put_right(out, r->cell[c], t->width[c]);
    }
}

static void put_row(const table *t, int64_t j, lsq_text *out) {
    const row *r = &t->row[j];
    lsq_text name = {0};
    lsq_put_elided(&name, lsq_fit_term(t->fit, j), t->term_width);
    lsq_text_put(&name, "");
    out->failed |= name.failed;
    if (!name.failed) {
        lsq_text_put(out, name.bytes);
        lsq_put_spaces(out, t->term_width - lsq_text_width(name.bytes));
    }
    lsq_text_clear(&name);
    if (r->relation) {
        lsq_put_spaces(out, t->gap);
        lsq_put_relation(r->relation, out);
    } else {
        put_numbers(t, r, out);
    }
    end_line(out);
}

static void name_columns(table *t) {
    static const char *const names[COLUMNS] = {"estimate", "std.error", "t",           "p",
                                               "",         "",          "input digits"};
    for (int c = 0; c < COLUMNS; c++)
        strcpy(t->head[c], names[c]);
    lsq_cell_percent(lsq_fit_level(t->fit), t->head[UPPER]);
    strcat(t->head[UPPER], " interval");
}

/* Fill and measure all of it; *fits = 1 if it is not too wide. */
static lsq_status compose(table *t, int digits, int squeeze, lsq_table_notes *notes, int *fits,
                          lsq_text *out, lsq_error *error) {
    *t = (table){.fit = t->fit, .response = t->response, .rows = t->rows, .row = t->row};
    lsq_status status = LSQ_OK;
    for (int64_t j = 0; j < t->rows && !status; j++) {
        t->row[j] = (row){0};
        status = fill_row(t, j, digits, squeeze, notes, error);
    }
    if (status)
        return status;
    name_columns(t);
    align_marks(t, notes);
    measure(t);
    *fits = fit_terms(t, out);
    notes->no_interval |= squeeze == LSQ_MOST_SQUEEZE;
    return LSQ_OK;
}

lsq_status lsq_put_table(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                         lsq_text *out, lsq_table_notes *notes, lsq_error *error) {
    table t = {.fit = fit, .response = response, .rows = lsq_fit_terms(fit)};
    lsq_table_notes mine = {0};
    int fits = 0;
    lsq_status status = lsq_alloc(&t.row, t.rows, sizeof *t.row, error);
    for (int squeeze = 0; squeeze <= LSQ_MOST_SQUEEZE && !fits && !status; squeeze++)
        status = compose(&t, digits, squeeze, &mine, &fits, out, error);
    if (!status) {
        put_head(&t, style, out);
        for (int64_t j = 0; j < t.rows; j++)
            put_row(&t, j, out);
        notes->input_digits |= mine.input_digits;
        notes->marks |= mine.marks;
        notes->no_interval |= mine.no_interval;
    }
    free(t.row);
    return status;
}
