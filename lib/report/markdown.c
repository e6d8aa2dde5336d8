/* markdown.c - a fit in GitHub's Markdown: for each response a table of the cells of the text
 * report and a line about the whole; then the warnings as a list, and what the digits are worth.
 *
 * Fails with LSQ_ENOMEM and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "markdown.h"

#include "escape.h"
#include "findings.h"
#include "footer.h"
#include "grid.h"
#include "legend.h"
#include "report.h"
#include "words.h"

/* Lines in which names are escaped already, and clear them.  The last has no line end. */
static void put_sentences(lsq_text *out, lsq_text *lines) {
    out->failed |= lines->failed;
    for (char *rest = lines->bytes, *line; (line = lsq_take_line(&rest));) {
        lsq_put_markdown_sentence(out, line);
        lsq_text_put(out, rest ? "  \n" : "");
    }
    lsq_text_clear(lines);
}

void lsq_put_markdown_head(const lsq_fit *fit, const char *others, const char *title,
                           lsq_text *out) {
    lsq_text account = {0};
    lsq_text_format(out, "%s: ", title);
    lsq_put_markdown(out, lsq_fit_formula(fit));
    lsq_text_put(out, "  \n");
    lsq_put_account(fit, others, &account);
    put_sentences(out, &account);
}

void lsq_put_markdown_item(const char *name, const char *sentence, lsq_text *out) {
    lsq_text_put(out, "* ");
    lsq_put_markdown(out, name);
    lsq_text_put(out, ": ");
    lsq_put_markdown_sentence(out, sentence);
    lsq_text_put(out, "\n");
}

void lsq_put_markdown_warnings(const lsq_fit *fit, lsq_text *out) {
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++)
        lsq_put_markdown_item(lsq_fit_warning_code(fit, i), lsq_fit_warning_message(fit, i), out);
}

static void put_heads(const lsq_grid *g, lsq_text *out) {
    lsq_text_put(out, "\n| |");
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        if (g->shown[c] && c != LSQ_GRID_LOWER)
            lsq_text_format(out, " %s |", g->head[c]);
    lsq_text_put(out, "\n|:--|");
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        if (g->shown[c] && c != LSQ_GRID_LOWER)
            lsq_text_put(out, "--:|");
    lsq_text_put(out, "\n");
}

/* An aliased term has its relation in the first cell, and no numbers. */
static void put_row(const lsq_grid *g, const char *name, const lsq_grid_row *row, lsq_text *out) {
    lsq_text relation = {0};
    if (row->relation)
        lsq_put_relation(row->relation, &relation);
    lsq_text_put(out, "| ");
    lsq_put_markdown(out, name);
    lsq_text_put(out, " |");
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++) {
        if (!g->shown[c] || c == LSQ_GRID_LOWER)
            continue;
        lsq_text_put(out, " ");
        if (c == LSQ_GRID_ESTIMATE && row->relation)
            put_sentences(out, &relation);
        else if (c == LSQ_GRID_UPPER && *row->cell[c])
            lsq_text_format(out, "%s to %s", row->cell[LSQ_GRID_LOWER], row->cell[c]);
        else
            lsq_text_put(out, row->cell[c]);
        lsq_text_put(out, " |");
    }
    lsq_text_put(out, "\n");
}

static void put_table(const lsq_grid *g, const lsq_fit *fit, lsq_text *out) {
    put_heads(g, out);
    for (int64_t j = 0; j < g->count; j++)
        put_row(g, lsq_fit_term(fit, j), &g->row[j], out);
}

/* The table, the line about the whole and, unless quiet, why numbers are missing. */
static lsq_status put_response(lsq_fit *fit, int64_t response, const lsq_report_options *options,
                               lsq_table_notes *notes, lsq_text *out, lsq_error *error) {
    static const lsq_footer_style one_line = {", ", ", ", INT64_MAX, lsq_text_put, lsq_text_put};
    int digits = options->digits;
    lsq_grid grid = {0};
    lsq_text absences = {0};
    lsq_status status =
        lsq_grid_fill(&grid, fit, response, digits ? digits : LSQ_REPORT_DIGITS, 0, error);
    if (lsq_fit_responses(fit) > 1) {
        lsq_text_put(out, "\nResponse ");
        lsq_put_markdown(out, lsq_fit_response(fit, response));
        lsq_text_put(out, "\n");
    }
    if (!status) {
        put_table(&grid, fit, out);
        lsq_add_notes(notes, &grid.notes);
        lsq_text_put(out, "\n");
        status = lsq_put_footer(fit, response, digits, &one_line, out, error);
    }
    if (!status && !options->quiet)
        lsq_put_absences(fit, response, &absences);
    if (absences.length) {
        lsq_text_put(out, "\n");
        put_sentences(out, &absences);
        lsq_text_put(out, "\n");
    }
    lsq_grid_clear(&grid);
    return status;
}

/* One list: under minimum norm, where all terms have estimates, the relations among them; and the
 * warnings, unless quiet. */
static void put_items(const lsq_fit *fit, int quiet, lsq_text *out) {
    int related = lsq_fit_min_norm(fit) && lsq_fit_rank(fit) < lsq_fit_terms(fit);
    if (related || (!quiet && lsq_fit_warnings(fit)))
        lsq_text_put(out, "\n");
    for (int64_t j = 0; j < lsq_fit_terms(fit) && related; j++) {
        const char *relation = lsq_fit_relation(fit, j);
        if (!relation)
            continue;
        lsq_text_put(out, "* related: ");
        lsq_put_markdown(out, lsq_fit_term(fit, j));
        lsq_text_put(out, " = ");
        lsq_put_markdown(out, relation);
        lsq_text_put(out, "\n");
    }
    if (!quiet)
        lsq_put_markdown_warnings(fit, out);
}

static void put_legend(const lsq_fit *fit, const lsq_table_notes *notes, lsq_text *out) {
    lsq_text legend = {0};
    lsq_put_legend(fit, notes, &legend);
    lsq_text_put(out, "\n");
    put_sentences(out, &legend);
    lsq_text_put(out, "\n");
}

lsq_status lsq_report_markdown(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                               lsq_error *error) {
    lsq_table_notes notes = {0};
    lsq_text kind = {0};
    lsq_status status = LSQ_OK;
    lsq_put_kind(fit, &kind);
    out->failed |= kind.failed;
    lsq_put_markdown_head(fit, NULL, kind.bytes ? kind.bytes : "", out);
    lsq_text_clear(&kind);
    lsq_put_skipped(lsq_fit_accounts(fit), "  \n", out);
    lsq_text_put(out, "\n");
    for (int64_t r = 0; r < lsq_fit_responses(fit) && !status; r++)
        status = put_response(fit, r, options, &notes, out, error);
    if (status)
        return status;
    put_items(fit, options->quiet, out);
    if (!options->quiet)
        put_legend(fit, &notes, out);
    return LSQ_OK;
}
