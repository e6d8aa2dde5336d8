/* gradcheck_text.c - a gradient check for people: as text of at most 100 columns, and as a table in
 * Markdown.
 *
 *   Gradient check   y ~ x1 + x2
 *   16 rows read, 16 used, 0 dropped
 *   2X'(XB - Y) beside differences of |XB - Y|^2, at a random point (seed 1)
 *
 *                         at      analytic       central       forward   off by    bound  verdict
 *   (Intercept)    -463568.7     6.8952e7      6.8952e7    6.895541e7      3e-8   1.4e-6  agrees
 *
 *   Agrees: ...
 *   criterion at h = 1e-4: central 1.7e-14, forward 2.6e-5, threshold 1e-6; least 5.5e-19 at h = 1
 *
 * then the curve, if asked for, and unless quiet the warnings of the exact fit and a legend.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "curve.h"
#include "escape.h"
#include "findings.h"
#include "gradcheck.h"
#include "markdown.h"
#include "report.h"
#include "verdict.h"
#include "words.h"

enum { DIGITS = 7, NUMBER = 14, SMALL = 9, GAP = 2, MOST_NAME = 15, CELLS = 6 };

static const char *const heads[CELLS] = {"at", "analytic", "central", "forward", "off by", "bound"};
static const int widths[CELLS] = {NUMBER, NUMBER, NUMBER, NUMBER, SMALL, SMALL};

/* The numbers of an element, in the order of the heads. */
static void fill(lsq_number cells[CELLS], const lsq_gradcheck *g, const lsq_check_row *row) {
    const double values[] = {lsq_gradcheck_point(g)[row->variable], row->derivative, row->central,
                             row->forward};
    for (int i = 0; i < 4; i++) {
        cells[i] = lsq_number_digits(values[i], DIGITS);
        if (strlen(cells[i].text) >= NUMBER) /* -8.874877e-302 leaves no space */
            cells[i] = lsq_number_digits(values[i], DIGITS - 1);
        if (isnan(values[i]))
            strcpy(cells[i].text, "–");
    }
    cells[4] = lsq_error_number(fabs(row->best - row->derivative));
    cells[5] = lsq_error_number(row->bound);
}

/* "2X'(XB - Y) beside differences of |XB - Y|^2, at a random point (seed 1)" */
static void put_subject(const lsq_gradcheck *g, lsq_text *out) {
    const lsq_gradcheck_summary *about = lsq_gradcheck_about(g);
    lsq_text_format(out, "%s beside differences of |XB - Y|^2, at ",
                    about->own ? "the gradient given" : "2X'(XB - Y)");
    if (about->seed)
        lsq_text_format(out, "a random point (seed %" PRIu64 ")", about->seed);
    else
        lsq_text_put(out, strcmp(about->point, "given") == 0 ? "the point given"
                                                             : "the least-squares solution");
}

/* "Agrees: ", and why. */
static void put_verdict(const lsq_gradcheck *g, lsq_text *out) {
    static const char *const words[] = {"Agrees", "Differs", "Undecided"};
    const lsq_check_summary *s = lsq_check_about(lsq_gradcheck_check(g));
    const char *hint = lsq_gradcheck_about(g)->hint;
    lsq_text_format(out, "%s: %s.%s%s", words[s->verdict], lsq_gradcheck_about(g)->note,
                    hint ? "  " : "", hint ? hint : "");
}

/* "criterion at h = 1e-4: central 1.7e-14, forward 2.6e-5, threshold 1e-6; least 5.5e-19 at h = 1"
 */
static void put_criterion(const lsq_check_summary *s, lsq_text *out) {
    lsq_text_format(out, "criterion at h = %s: central %s, forward %s, threshold %s",
                    lsq_number_digits(s->h, 6).text, lsq_error_number(s->criterion).text,
                    lsq_error_number(s->forward_criterion).text,
                    lsq_number_digits(s->threshold, 6).text);
    if (s->criterion < s->threshold && isfinite(s->best_h))
        lsq_text_format(out, "; least %s at h = %s", lsq_error_number(s->best_criterion).text,
                        lsq_short_number(s->best_h).text);
}

/* The criterion against h. */
static void put_curve(const lsq_check *check, lsq_text *out) {
    const lsq_check_summary *s = lsq_check_about(check);
    int64_t count = lsq_check_points(check);
    double *values;
    if (lsq_alloc(&values, 3 * count, sizeof *values, NULL)) {
        out->failed = 1;
        return;
    }
    double *h = values, *forward = values + count, *central = values + 2 * count;
    for (int64_t i = 0; i < count; i++) {
        const lsq_check_point *p = lsq_check_point_at(check, i);
        h[i] = p->h;
        forward[i] = p->forward;
        central[i] = p->central;
    }
    char level[64] = "threshold ", at[64] = "h = ";
    strcat(level, lsq_short_number(s->threshold).text);
    strcat(at, lsq_short_number(s->h).text);
    const lsq_curve curves[] = {{"○", "forward differences", forward},
                                {"●", "central differences", central}};
    const lsq_plot plot = {.x_name = "h",
                           .y_name = "criterion",
                           .count = count,
                           .x = h,
                           .n_curves = 2,
                           .curves = curves,
                           .level = s->threshold,
                           .level_name = level,
                           .at = s->h,
                           .at_name = at};
    lsq_put_plot(&plot, out);
    free(values);
}

/* ---- text ---- */

static int64_t name_width(const lsq_gradcheck *g) {
    const lsq_fit *fit = lsq_gradcheck_fit(g);
    int64_t width = 0;
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++) {
        int64_t wide = lsq_text_width(lsq_fit_term(fit, j));
        width = wide > width ? wide : width;
    }
    return width < MOST_NAME ? width : MOST_NAME;
}

static void put_heads(int64_t width, const lsq_style *style, lsq_text *out) {
    lsq_put_spaces(out, width);
    lsq_text_put(out, style->strong);
    for (int c = 0; c < CELLS; c++)
        lsq_put_right(out, heads[c], widths[c]);
    lsq_put_spaces(out, GAP);
    lsq_text_format(out, "verdict%s\n", style->plain);
}

static void put_element(const lsq_gradcheck *g, int64_t i, int64_t width, const lsq_style *style,
                        lsq_text *out) {
    const lsq_check_row *row = lsq_check_row_at(lsq_gradcheck_check(g), i);
    int agrees = row->verdict == LSQ_AGREES;
    lsq_number cells[CELLS];
    fill(cells, g, row);
    lsq_put_name(out, lsq_element_of(g, row->variable).term, width);
    for (int c = 0; c < CELLS; c++) {
        lsq_text_put(out, " "); /* between exponents of three digits, too */
        lsq_put_right(out, cells[c].text, widths[c] - 1);
    }
    lsq_put_spaces(out, GAP);
    lsq_text_format(out, "%s%s%s\n", agrees ? "" : style->alert, lsq_verdict_word(row->verdict),
                    agrees ? "" : style->plain);
}

static void put_legend(const lsq_style *style, lsq_text *out) {
    lsq_text_format(out, "\n%s", style->faint);
    lsq_put_wrapped(out,
                    "Off by is the distance of the analytic element from the best of the "
                    "differences at many h, bound what truncation and rounding may leave of it; "
                    "twice the threshold, times the element, is allowed beside it.  The criterion "
                    "is sqrt(sum (dh - df)^2 / sum (dh + df)^2) over all elements; "
                    "at a solution it means nothing, as both sums are rounding there.",
                    0, LSQ_REPORT_WIDTH);
    lsq_text_format(out, "%s\n", style->plain);
}

static void put_title(const lsq_gradcheck *g, const lsq_style *style, lsq_text *out) {
    static const char title[] = "Gradient check";
    const lsq_fit *fit = lsq_gradcheck_fit(g);
    lsq_text_format(out, "%s%s%s   ", style->strong, title, style->plain);
    lsq_put_sum(out, lsq_fit_formula(fit), LSQ_REPORT_WIDTH - 3 - (int64_t)strlen(title),
                lsq_fit_terms(fit));
    lsq_text_put(out, "\n");
    lsq_put_account(fit, out);
    lsq_put_skipped(lsq_fit_accounts(fit), "\n", out);
    lsq_text_put(out, "\n");
    put_subject(g, out);
    lsq_text_put(out, "\n");
}

/* Append the lines of `words`, wrapped, and clear it. */
static void put_lines(lsq_text *words, lsq_text *out) {
    out->failed |= words->failed;
    lsq_put_wrapped(out, words->bytes ? words->bytes : "", 0, LSQ_REPORT_WIDTH);
    lsq_text_put(out, "\n");
    lsq_text_clear(words);
}

void lsq_gradcheck_text(const lsq_gradcheck *g, int curve, const lsq_report_options *options,
                        lsq_text *out) {
    const lsq_style *style = lsq_style_of(options->color);
    const lsq_fit *fit = lsq_gradcheck_fit(g);
    const lsq_check *check = lsq_gradcheck_check(g);
    int64_t width = name_width(g), terms = lsq_fit_terms(fit);
    lsq_text words = {0};
    put_title(g, style, out);
    for (int64_t i = 0; i < lsq_check_rows(check); i++) {
        if (i % terms == 0) {
            lsq_text_put(out, "\n");
            if (lsq_fit_responses(fit) > 1) {
                lsq_text_format(out, "%sResponse ", style->strong);
                lsq_put_elided(out, lsq_fit_response(fit, i / terms), LSQ_REPORT_WIDTH - 9);
                lsq_text_format(out, "%s\n", style->plain);
            }
            put_heads(width, style, out);
        }
        put_element(g, i, width, style, out);
    }
    lsq_text_put(out, "\n");
    put_verdict(g, &words);
    put_lines(&words, out);
    put_criterion(lsq_check_about(check), &words);
    put_lines(&words, out);
    if (curve) {
        lsq_text_put(out, "\n");
        put_curve(check, out);
    }
    if (options->quiet)
        return;
    lsq_put_warnings(fit, style, out);
    put_legend(style, out);
}

/* ---- Markdown ---- */

static void put_table(const lsq_gradcheck *g, lsq_text *out) {
    const lsq_check *check = lsq_gradcheck_check(g);
    int several = lsq_fit_responses(lsq_gradcheck_fit(g)) > 1;
    lsq_text_format(out,
                    "\n|%s coefficient | at | analytic | central | forward | off by | bound | "
                    "verdict |\n%s|:--|--:|--:|--:|--:|--:|--:|:--|\n",
                    several ? " response |" : "", several ? "|:--" : "");
    for (int64_t i = 0; i < lsq_check_rows(check); i++) {
        const lsq_check_row *row = lsq_check_row_at(check, i);
        lsq_element_name name = lsq_element_of(g, row->variable);
        lsq_number cells[CELLS];
        fill(cells, g, row);
        lsq_text_put(out, "| ");
        if (several) {
            lsq_put_markdown(out, name.response);
            lsq_text_put(out, " | ");
        }
        lsq_put_markdown(out, name.term);
        for (int c = 0; c < CELLS; c++)
            lsq_text_format(out, " | %s", cells[c].text);
        lsq_text_format(out, " | %s |\n", lsq_verdict_word(row->verdict));
    }
}

/* Append the words as a paragraph, and clear them. */
static void put_paragraph(lsq_text *words, lsq_text *out) {
    out->failed |= words->failed;
    lsq_put_markdown_sentence(out, words->bytes ? words->bytes : "");
    lsq_text_clear(words);
}

void lsq_gradcheck_markdown(const lsq_gradcheck *g, int curve, const lsq_report_options *options,
                            lsq_text *out) {
    const lsq_fit *fit = lsq_gradcheck_fit(g);
    const lsq_check *check = lsq_gradcheck_check(g);
    lsq_text words = {0};
    lsq_put_markdown_head(fit, "Gradient check", out);
    lsq_put_skipped(lsq_fit_accounts(fit), "  \n", out);
    lsq_text_put(out, "  \n");
    put_subject(g, &words);
    put_paragraph(&words, out);
    lsq_text_put(out, "\n");
    put_table(g, out);
    lsq_text_put(out, "\n");
    put_verdict(g, &words);
    put_paragraph(&words, out);
    lsq_text_put(out, "  \n");
    put_criterion(lsq_check_about(check), &words);
    put_paragraph(&words, out);
    lsq_text_put(out, "\n");
    if (curve) {
        lsq_text_put(out, "\n```\n");
        put_curve(check, out);
        lsq_text_put(out, "```\n");
    }
    if (options->quiet || !lsq_fit_warnings(fit))
        return;
    lsq_text_put(out, "\n");
    lsq_put_markdown_warnings(fit, out);
}
