/* latex.c - a fit as tables for LaTeX, one a response: \usepackage{booktabs}.
 *
 * A tabular has the cells of the text report and, below a rule, the numbers of the whole fit.  What
 * is said in words stands in comments around it.  Minus signs and powers of ten are in math mode,
 * nothing else is; the input encoding is UTF-8.  Fails with LSQ_ENOMEM and with what the rounding
 * of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "escape.h"
#include "findings.h"
#include "footer.h"
#include "grid.h"
#include "legend.h"
#include "report.h"
#include "words.h"

enum { COLUMN_WIDTH = 12 }; /* characters of a column, on the average */

/* The lines as comments, and clear them; names in them are escaped already. */
static void put_comments(lsq_text *out, lsq_text *lines) {
    out->failed |= lines->failed;
    for (char *rest = lines->bytes, *line; (line = lsq_take_line(&rest));) {
        lsq_text_put(out, "% ");
        lsq_text_put(out, line);
        lsq_text_put(out, "\n");
    }
    lsq_text_clear(lines);
}

static void put_head(const lsq_fit *fit, lsq_text *out) {
    const char *formula = lsq_fit_formula(fit);
    lsq_text head = {0};
    lsq_put_kind(fit, &head);
    lsq_text_put(&head, ": ");
    lsq_text_add_escaped(&head, formula, strlen(formula));
    lsq_text_put(&head, "\n");
    lsq_put_account(fit, NULL, &head);
    lsq_put_skipped(lsq_fit_accounts(fit), "\n", &head);
    lsq_text_put(&head, "\nNeeds \\usepackage{booktabs}");
    put_comments(out, &head);
}

/* Columns of numbers; the interval is one. */
static int count_columns(const lsq_grid *g) {
    int count = 0;
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        count += g->shown[c] && c != LSQ_GRID_LOWER;
    return count;
}

/* The first cell of the head is the response. */
static void put_heads(const lsq_grid *g, const char *response, lsq_text *out) {
    lsq_text_format(out, "\\begin{tabular}{l*{%d}{r}}\n\\toprule\n", count_columns(g));
    lsq_put_latex(out, response);
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++) {
        if (!g->shown[c] || c == LSQ_GRID_LOWER)
            continue;
        lsq_text_put(out, " & ");
        lsq_put_latex(out, g->head[c]);
    }
    lsq_text_put(out, " \\\\\n\\midrule\n");
}

static void put_numbers(const lsq_grid *g, const lsq_grid_row *row, lsq_text *out) {
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++) {
        if (!g->shown[c] || c == LSQ_GRID_LOWER)
            continue;
        lsq_text_put(out, " & ");
        if (c == LSQ_GRID_UPPER && *row->cell[c]) {
            lsq_put_latex_number(out, row->cell[LSQ_GRID_LOWER]);
            lsq_text_put(out, " to ");
        }
        lsq_put_latex_number(out, row->cell[c]);
    }
}

static void put_row(const lsq_grid *g, const char *name, const lsq_grid_row *row, lsq_text *out) {
    lsq_put_latex(out, name);
    if (row->relation) {
        lsq_text relation = {0};
        lsq_put_relation(row->relation, &relation);
        lsq_text_format(out, " & \\multicolumn{%d}{l}{", count_columns(g));
        lsq_put_latex_sentence(out, relation.bytes ? relation.bytes : "");
        lsq_text_put(out, "}");
        out->failed |= relation.failed;
        lsq_text_clear(&relation);
    } else {
        put_numbers(g, row, out);
    }
    lsq_text_put(out, " \\\\\n");
}

/* The numbers of the whole fit, in lines across the table. */
static lsq_status put_whole(lsq_fit *fit, int64_t response, int digits, int columns, lsq_text *out,
                            lsq_error *error) {
    const lsq_footer_style style = {", ", "\n", COLUMN_WIDTH * (columns + 1), lsq_put_latex,
                                    lsq_put_latex_number};
    lsq_text lines = {0};
    lsq_status status = lsq_put_footer(fit, response, digits, &style, &lines, error);
    lsq_text_put(out, lines.length ? "\\midrule\n" : "");
    for (char *rest = lines.bytes, *line; (line = lsq_take_line(&rest));)
        lsq_text_format(out, "\\multicolumn{%d}{l}{%s} \\\\\n", columns + 1, line);
    out->failed |= lines.failed;
    lsq_text_clear(&lines);
    return status;
}

static lsq_status put_response(lsq_fit *fit, int64_t response, const lsq_report_options *options,
                               lsq_table_notes *notes, lsq_text *out, lsq_error *error) {
    int digits = options->digits;
    lsq_grid grid = {0};
    lsq_text absences = {0};
    lsq_status status =
        lsq_grid_fill(&grid, fit, response, digits ? digits : LSQ_REPORT_DIGITS, 0, error);
    if (!status) {
        lsq_text_put(out, "\n");
        put_heads(&grid, lsq_fit_response(fit, response), out);
        for (int64_t j = 0; j < grid.count; j++)
            put_row(&grid, lsq_fit_term(fit, j), &grid.row[j], out);
        lsq_add_notes(notes, &grid.notes);
        status = put_whole(fit, response, digits, count_columns(&grid), out, error);
        lsq_text_put(out, "\\bottomrule\n\\end{tabular}\n");
    }
    if (!status && !options->quiet)
        lsq_put_absences(fit, response, &absences);
    put_comments(out, &absences);
    lsq_grid_clear(&grid);
    return status;
}

/* Under minimum norm all terms have estimates; the relations among them are comments. */
static void put_relations(const lsq_fit *fit, lsq_text *out) {
    for (int64_t j = 0; j < lsq_fit_terms(fit) && lsq_fit_min_norm(fit); j++) {
        const char *term = lsq_fit_term(fit, j), *relation = lsq_fit_relation(fit, j);
        if (!relation)
            continue;
        lsq_text_put(out, "% related: ");
        lsq_text_add_escaped(out, term, strlen(term));
        lsq_text_put(out, " = ");
        lsq_text_add_escaped(out, relation, strlen(relation));
        lsq_text_put(out, "\n");
    }
}

static void put_words(const lsq_fit *fit, const lsq_table_notes *notes, lsq_text *out) {
    lsq_text words = {0};
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++)
        lsq_text_format(&words, "%s  %s\n", lsq_fit_warning_code(fit, i),
                        lsq_fit_warning_message(fit, i));
    lsq_put_legend(fit, notes, &words);
    lsq_text_put(out, "\n");
    put_comments(out, &words);
}

lsq_status lsq_report_latex(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                            lsq_error *error) {
    lsq_table_notes notes = {0};
    lsq_status status = LSQ_OK;
    put_head(fit, out);
    for (int64_t r = 0; r < lsq_fit_responses(fit) && !status; r++)
        status = put_response(fit, r, options, &notes, out, error);
    if (status)
        return status;
    put_relations(fit, out);
    if (!options->quiet)
        put_words(fit, &notes, out);
    return LSQ_OK;
}
