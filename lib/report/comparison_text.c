/* comparison_text.c - a comparison for people: as text of at most 100 columns, and as a table in
 * Markdown.
 *
 *   Solvers compared   y ~ x1 + x2
 *   16 rows read, 16 used, 0 dropped; 3 terms
 *   condition number of the scaled columns 4.3e4, its square 1.9e9
 *   rounding the numbers to doubles leaves 14.7 digits of the worst coefficient: more is luck
 *
 *                  right digits of the worst
 *                  coefficient    std. error     seconds    steps      memory
 *   exact                  all           all    0.000310
 *   cholesky               7.2           8.1    0.000020              1.2 KiB
 *
 * then, unless quiet, a note on each solver, the warnings of the exact fit and a legend.  "all"
 * stands for 15.95 digits and more: that is all that the nearest doubles have.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "comparison.h"
#include "escape.h"
#include "findings.h"
#include "markdown.h"
#include "report.h"
#include "table.h"
#include "words.h"

#define DASH "\xE2\x80\x93" /* – */

enum { CELLS = 5, CELL = 64, LEAST_NAME = 12, MOST_NAME = 20 };

/* Columns to the right of the name, and the width of each with the gap before it. */
static const char *const HEADS[CELLS] = {"coefficient", "std. error", "seconds", "steps", "memory"};
static const int WIDTHS[CELLS] = {14, 13, 13, 10, 13};

/* Move text into a cell of a line of `out`. */
static void take_cell(char cell[CELL], lsq_text *text, lsq_text *out) {
    out->failed |= text->failed;
    size_t length = text->length < CELL ? text->length : CELL - 1;
    if (length)
        memcpy(cell, text->bytes, length);
    cell[length] = '\0';
    lsq_text_clear(text);
}

static int is_all(double digits) {
    return digits >= 15.95;
}

static void digits_cell(char cell[CELL], double digits, lsq_text *out) {
    lsq_text text = {0};
    if (is_all(digits))
        lsq_text_put(&text, "all");
    else
        lsq_put_decimals(&text, digits, 1, "");
    take_cell(cell, &text, out);
}

/* 1.2 KiB: a number below 1,024 of its unit with one decimal, bytes without. */
static void memory_cell(char cell[CELL], int64_t bytes, lsq_text *out) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    double size = (double)bytes;
    while (size >= 1023.95 && unit + 1 < sizeof units / sizeof *units) {
        size /= 1024;
        unit++;
    }
    lsq_text text = {0};
    lsq_put_decimals(&text, size, unit ? 1 : 0, "");
    if (text.length)
        lsq_text_format(&text, " %s", units[unit]);
    take_cell(cell, &text, out);
}

/* The cells of a solver; one that has no digits shows its status in their place. */
static void fill(char cells[CELLS][CELL], const lsq_compared *s, lsq_text *out) {
    int ran = strcmp(s->status, "ok") == 0 || strcmp(s->status, "not converged") == 0;
    memset(cells, 0, CELLS * CELL);
    if (ran) {
        digits_cell(cells[0], s->digits_coefficients, out);
        digits_cell(cells[1], s->digits_std_errors, out);
        for (int i = 0; i < 2; i++)
            if (!*cells[i])
                strcpy(cells[i], DASH);
    } else {
        lsq_text status = {0};
        lsq_text_put(&status, s->status);
        take_cell(cells[0], &status, out);
    }
    lsq_text seconds = {0};
    if (ran)
        lsq_put_decimals(&seconds, s->seconds, 6, "");
    take_cell(cells[2], &seconds, out);
    if (ran && s->steps >= 0) {
        lsq_text steps = {0};
        lsq_text_format(&steps, "%" PRId64, s->steps);
        take_cell(cells[3], &steps, out);
    }
    if (ran && s->bytes >= 0)
        memory_cell(cells[4], s->bytes, out);
}

/* ---- text ---- */

/* Without the spaces at its end. */
static void put_line(lsq_text *out, const lsq_text *line) {
    size_t length = line->length;
    while (length && line->bytes[length - 1] == ' ')
        length--;
    lsq_text_add(out, line->bytes, length);
    lsq_text_put(out, "\n");
    out->failed |= line->failed;
}

static int64_t name_width(const lsq_comparison *comparison) {
    int64_t width = LEAST_NAME;
    for (int64_t i = 0; i < lsq_comparison_count(comparison); i++) {
        int64_t wide = lsq_text_width(lsq_comparison_at(comparison, i)->name);
        width = wide > width ? wide : width;
    }
    return width < MOST_NAME ? width : MOST_NAME;
}

/* What there is to solve, behind the account of the rows and a line each: condition number, and
 * what rounding has taken. */
static void put_problem(lsq_text *out, const lsq_comparison *comparison, const char *line_end) {
    const lsq_fit *fit = lsq_comparison_fit(comparison);
    double condition = lsq_comparison_condition(comparison),
           rounded = lsq_comparison_rounded(comparison);
    int64_t terms = lsq_fit_terms(fit);
    if (lsq_fit_rank(fit) == terms)
        lsq_text_format(out, "; %" PRId64 " term%s", terms, terms == 1 ? "" : "s");
    lsq_put_skipped(lsq_fit_accounts(fit), line_end, out);
    if (!isnan(condition))
        lsq_text_format(out, "%scondition number of the scaled columns %s, its square %s", line_end,
                        lsq_short_number(condition).text,
                        lsq_short_number(condition * condition).text);
    if (!isnan(rounded) && !is_all(rounded)) {
        lsq_text_format(out, "%srounding the numbers to doubles leaves ", line_end);
        lsq_put_decimals(out, rounded, 1, "");
        lsq_text_put(out, " digits of the worst coefficient: more is luck");
    }
    lsq_text_put(out, "\n");
}

static void put_title(const lsq_comparison *comparison, const lsq_style *style, lsq_text *out) {
    static const char title[] = "Solvers compared";
    const lsq_fit *fit = lsq_comparison_fit(comparison);
    lsq_text_format(out, "%s%s%s   ", style->strong, title, style->plain);
    lsq_put_sum(out, lsq_fit_formula(fit), LSQ_REPORT_WIDTH - 3 - (int64_t)strlen(title),
                lsq_fit_terms(fit));
    lsq_text_put(out, "\n");
    lsq_put_account(fit, NULL, out);
    put_problem(out, comparison, "\n");
}

static void put_solver(lsq_text *out, const lsq_compared *s, int64_t width) {
    char cells[CELLS][CELL];
    lsq_text line = {0};
    fill(cells, s, out);
    lsq_put_name(&line, s->name, width);
    for (int i = 0; i < CELLS; i++)
        lsq_put_right(&line, cells[i], WIDTHS[i]);
    if (strcmp(s->status, "not converged") == 0)
        lsq_text_format(&line, "   %s", s->status);
    put_line(out, &line);
    lsq_text_clear(&line);
}

/* How many solvers from i on, in a row, have the note of solver i. */
static int64_t count_alike(const lsq_comparison *comparison, int64_t i) {
    int64_t end = i + 1;
    while (end < lsq_comparison_count(comparison) &&
           strcmp(lsq_comparison_at(comparison, i)->note,
                  lsq_comparison_at(comparison, end)->note) == 0)
        end++;
    return end - i;
}

/* "qr, svd": the names of `count` solvers from i on; returns their width. */
static int64_t put_names(lsq_text *out, const lsq_comparison *comparison, int64_t i,
                         int64_t count) {
    lsq_text names = {0};
    for (int64_t k = 0; k < count; k++) {
        lsq_text_put(&names, k ? ", " : "");
        lsq_put_elided(&names, lsq_comparison_at(comparison, i + k)->name, MOST_NAME);
    }
    lsq_text_put(&names, "");
    int64_t width = names.bytes ? lsq_text_width(names.bytes) : 0;
    lsq_text_add(out, names.bytes ? names.bytes : "", names.length);
    out->failed |= names.failed;
    lsq_text_clear(&names);
    return width;
}

static int stopped_short(const lsq_comparison *comparison, int64_t i) {
    const lsq_compared *s = lsq_comparison_at(comparison, i);
    return s && strcmp(s->status, "not converged") == 0;
}

/* How many solvers from i on, in a row, stopped short behind one that did, whose note was told; 0
 * where there is but one, whose own note is no longer. */
static int64_t count_further(const lsq_comparison *comparison, int64_t i) {
    int64_t end = i;
    while (stopped_short(comparison, end - 1) && stopped_short(comparison, end))
        end++;
    return end - i > 1 ? end - i : 0;
}

/* A note for each solver, or for those in a row that have the same one, or that stopped short;
 * `width` columns are the names'. */
static void put_notes(const lsq_comparison *comparison, int64_t width, lsq_text *out) {
    int64_t alike = 1;
    lsq_text_put(out, "\n");
    for (int64_t i = 0; i < lsq_comparison_count(comparison); i += alike) {
        const char *note = lsq_comparison_at(comparison, i)->note;
        int64_t further = count_further(comparison, i);
        alike = further ? further : count_alike(comparison, i);
        if (further)
            note = "not converged either; 'lsq descend' looks at one of them, -o md and -o json "
                   "tell why";
        if (!*note)
            continue;
        int64_t used = put_names(out, comparison, i, alike);
        if (used + 2 > width) {
            lsq_text_put(out, "\n");
            used = 0;
        }
        lsq_put_spaces(out, width - used);
        lsq_put_wrapped(out, note, width, LSQ_REPORT_WIDTH);
        lsq_text_put(out, "\n");
    }
}

static void put_legend(const lsq_style *style, lsq_text *out) {
    lsq_text_format(out, "\n%s", style->faint);
    lsq_put_wrapped(out,
                    "Right digits are those of the worst coefficient, and of the worst standard "
                    "error, beside the exact value; \"all\" is what the nearest doubles have.",
                    0, LSQ_REPORT_WIDTH);
    lsq_text_put(out, "\n");
    lsq_put_wrapped(out,
                    "Seconds go from the rows in memory to coefficients and (X'X)^-1; memory is "
                    "that of a solver's matrices at their most.",
                    0, LSQ_REPORT_WIDTH);
    lsq_text_format(out, "%s\n", style->plain);
}

void lsq_comparison_text(const lsq_comparison *comparison, const lsq_report_options *options,
                         lsq_text *out) {
    const lsq_style *style = lsq_style_of(options->color);
    int64_t width = name_width(comparison);
    put_title(comparison, style, out);
    lsq_text_put(out, "\n");
    lsq_put_right(out, "right digits of the worst", width + WIDTHS[0] + WIDTHS[1]);
    lsq_text_put(out, "\n");
    lsq_put_spaces(out, width);
    for (int i = 0; i < CELLS; i++)
        lsq_put_right(out, HEADS[i], WIDTHS[i]);
    lsq_text_put(out, "\n");
    for (int64_t i = 0; i < lsq_comparison_count(comparison); i++)
        put_solver(out, lsq_comparison_at(comparison, i), width);
    if (options->quiet)
        return;
    put_notes(comparison, width + 2, out);
    lsq_put_warnings(lsq_comparison_fit(comparison), style, out);
    put_legend(style, out);
}

/* ---- Markdown ---- */

static void put_items(const lsq_comparison *comparison, lsq_text *out) {
    const lsq_fit *fit = lsq_comparison_fit(comparison);
    lsq_text_put(out, "\n");
    for (int64_t i = 0; i < lsq_comparison_count(comparison); i++) {
        const lsq_compared *s = lsq_comparison_at(comparison, i);
        if (*s->note)
            lsq_put_markdown_item(s->name, s->note, out);
    }
    lsq_put_markdown_warnings(fit, out);
}

void lsq_comparison_markdown(const lsq_comparison *comparison, const lsq_report_options *options,
                             lsq_text *out) {
    lsq_put_markdown_head(lsq_comparison_fit(comparison), NULL, "Solvers compared", out);
    put_problem(out, comparison, "  \n");
    lsq_text_put(out, "\n| solver | right digits, coefficient | right digits, std. error | seconds "
                      "| steps | memory | status |\n|:--|--:|--:|--:|--:|--:|:--|\n");
    for (int64_t i = 0; i < lsq_comparison_count(comparison); i++) {
        const lsq_compared *s = lsq_comparison_at(comparison, i);
        char cells[CELLS][CELL];
        fill(cells, s, out);
        if (strcmp(cells[0], s->status) == 0)
            cells[0][0] = '\0';
        lsq_text_put(out, "| ");
        lsq_put_markdown(out, s->name);
        for (int k = 0; k < CELLS; k++)
            lsq_text_format(out, " | %s", cells[k]);
        lsq_text_format(out, " | %s |\n", s->status);
    }
    if (!options->quiet)
        put_items(comparison, out);
}
