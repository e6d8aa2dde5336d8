/* curve.c - curves drawn with characters, both axes logarithmic.
 *
 *     criterion
 *          1 │                                    ○
 *       1e-2 │                          ○
 *       1e-4 │                ○
 *       1e-6 │┄┄┄┄┄┄┄┄┄○┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
 *            └─────────┬─────────┬─────────┬
 *                     1e-6      1e-4      1e-2   h
 *
 * A row is half a decade, a whole one or several, so that there are at most 22 of them.  Cost: one
 * canvas of 22 by 61 cells.  Failure to allocate is left in the `failed` flag of the output.
 *
 * SPDX-License-Identifier: MIT */
#include "curve.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "words.h"

enum { COLUMNS = 61, MOST_ROWS = 22, LABEL = 9, LEAST_TICK = 8, MOST_CURVES = 9 };
enum { BLANK, LEVEL, AT, FIRST_CURVE }; /* what a cell shows */

static const char *const signs[] = {" ", "┄", "┊"};

/* A logarithmic axis from 10^low to 10^high. */
typedef struct axis {
    double low, high;
} axis;

typedef struct canvas {
    axis x, y;
    int rows;
    double per_row; /* decades */
    unsigned char cell[MOST_ROWS][COLUMNS];
} canvas;

/* Make room for a value, if it has a place on such an axis. */
static void widen(axis *a, double value) {
    if (!(value > 0 && value <= DBL_MAX))
        return;
    a->low = fmin(a->low, log10(value));
    a->high = fmax(a->high, log10(value));
}

/* Whole decades, at least one of them. */
static void round_axis(axis *a) {
    a->low = floor(a->low + 1e-9);
    a->high = fmax(ceil(a->high - 1e-9), a->low + 1);
}

/* Both axes; 0 if there is nothing to show. */
static int measure(canvas *c, const lsq_plot *plot) {
    c->x = c->y = (axis){INFINITY, -INFINITY};
    for (int64_t i = 0; i < plot->count; i++) {
        widen(&c->x, plot->x[i]);
        for (int64_t k = 0; k < plot->n_curves; k++)
            widen(&c->y, plot->curves[k].y[i]);
    }
    if (c->x.low > c->x.high || c->y.low > c->y.high)
        return 0;
    widen(&c->x, plot->at);
    widen(&c->y, plot->level);
    round_axis(&c->x);
    round_axis(&c->y);
    double decades = c->y.high - c->y.low;
    c->per_row = decades * 2 < MOST_ROWS ? 0.5 : ceil(decades / (MOST_ROWS - 1));
    c->rows = (int)ceil(decades / c->per_row) + 1;
    return 1;
}

/* The column of 10^exponent. */
static int column_of(const canvas *c, double exponent) {
    return (int)floor((exponent - c->x.low) / (c->x.high - c->x.low) * (COLUMNS - 1) + 0.5);
}

static int row_of(const canvas *c, double y) {
    double row = floor((c->y.high - log10(y)) / c->per_row + 0.5);
    return (int)fmax(0, fmin(row, c->rows - 1)); /* 0 and infinity: the edges */
}

static void fill(canvas *c, const lsq_plot *plot) {
    memset(c->cell, BLANK, sizeof c->cell);
    if (plot->at > 0)
        for (int row = 0; row < c->rows; row++)
            c->cell[row][column_of(c, log10(plot->at))] = AT;
    if (plot->level > 0)
        memset(c->cell[row_of(c, plot->level)], LEVEL, COLUMNS);
    for (int64_t k = 0; k < plot->n_curves && k < MOST_CURVES; k++)
        for (int64_t i = 0; i < plot->count; i++)
            if (plot->x[i] > 0 && plot->x[i] <= DBL_MAX && plot->curves[k].y[i] >= 0)
                c->cell[row_of(c, plot->curves[k].y[i])][column_of(c, log10(plot->x[i]))] =
                    (unsigned char)(FIRST_CURVE + k);
}

/* ---- writing ---- */

/* "1e-6", "1", at the right end of `width` columns. */
static void put_decade(lsq_text *out, double exponent, int64_t width) {
    lsq_text label = {0};
    lsq_text_format(&label, exponent == 0 ? "1" : "1e%d", (int)exponent);
    lsq_put_right(out, label.bytes ? label.bytes : "", width);
    out->failed |= label.failed;
    lsq_text_clear(&label);
}

/* The label of the decade in this row, which every second row may have; else blanks. */
static void put_row_label(const canvas *c, int row, lsq_text *out) {
    double exponent = c->y.high - row * c->per_row;
    if (row % 2 == 0)
        put_decade(out, exponent, LABEL);
    else
        lsq_put_spaces(out, LABEL);
}

static void put_row(const canvas *c, int row, const lsq_plot *plot, lsq_text *out) {
    int end = COLUMNS;
    while (end && c->cell[row][end - 1] == BLANK)
        end--;
    put_row_label(c, row, out);
    lsq_text_put(out, " │");
    for (int i = 0; i < end; i++) {
        unsigned char what = c->cell[row][i];
        lsq_text_put(out, what < FIRST_CURVE ? signs[what] : plot->curves[what - FIRST_CURVE].mark);
    }
    lsq_text_put(out, "\n");
}

/* Decades from one tick to the next. */
static double tick_step(const canvas *c) {
    return ceil(LEAST_TICK * (c->x.high - c->x.low) / (COLUMNS - 1));
}

/* The axis with its ticks, and their labels below, which end two columns right of the tick. */
static void put_axis(const canvas *c, const char *name, lsq_text *out) {
    double step = tick_step(c), first = c->x.low;
    lsq_put_spaces(out, LABEL);
    lsq_text_put(out, " └");
    for (int i = 0; i < COLUMNS; i++) {
        int is_tick = 0;
        for (double e = first; e <= c->x.high; e += step)
            is_tick |= column_of(c, e) == i;
        lsq_text_put(out, is_tick ? "┬" : "─");
    }
    lsq_text_put(out, "\n");
    int at = -LABEL - 2; /* the columns written, counted from the axis */
    for (double e = first; e <= c->x.high; e += step) {
        int end = column_of(c, e) + 3;
        put_decade(out, e, end - at);
        at = end;
    }
    lsq_text_format(out, "   %s\n", name);
}

static void put_legend(const lsq_plot *plot, lsq_text *out) {
    lsq_put_spaces(out, LABEL + 2);
    for (int64_t k = 0; k < plot->n_curves; k++)
        lsq_text_format(out, "%s%s %s", k ? "   " : "", plot->curves[k].mark, plot->curves[k].name);
    if (plot->level > 0)
        lsq_text_format(out, "   %s %s", signs[LEVEL], plot->level_name);
    if (plot->at > 0)
        lsq_text_format(out, "   %s %s", signs[AT], plot->at_name);
    lsq_text_put(out, "\n");
}

void lsq_put_plot(const lsq_plot *plot, lsq_text *out) {
    canvas c;
    if (!measure(&c, plot))
        return;
    fill(&c, plot);
    lsq_put_right(out, plot->y_name, LABEL);
    lsq_text_put(out, "\n");
    for (int row = 0; row < c.rows; row++)
        put_row(&c, row, plot, out);
    put_axis(&c, plot->x_name, out);
    put_legend(plot, out);
}
