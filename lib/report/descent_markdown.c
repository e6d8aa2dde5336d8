/* descent_markdown.c - a descent in GitHub's Markdown: what the text has, in tables and a list.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "descent.h"
#include "escape.h"
#include "findings.h"
#include "markdown.h"

/* Sentences in which names are escaped already, and clear them. */
static void put_sentence(lsq_text *out, lsq_text *sentence) {
    if (sentence->bytes)
        lsq_put_markdown_sentence(out, sentence->bytes);
    out->failed |= sentence->failed;
    lsq_text_clear(sentence);
}

static void put_head(const lsq_descent *descent, lsq_text *out) {
    const lsq_fit *fit = lsq_descent_fit(descent);
    lsq_text title = {0}, objective = {0}, weightless = {0};
    lsq_text_format(&title, "Descent by %s", lsq_descent_about(descent)->method);
    lsq_put_weightless(descent, &weightless);
    lsq_put_markdown_head(fit, weightless.bytes, title.bytes ? title.bytes : "", out);
    out->failed |= title.failed | weightless.failed;
    lsq_text_clear(&title);
    lsq_text_clear(&weightless);
    lsq_put_skipped(lsq_fit_accounts(fit), "  \n", out);
    lsq_text_put(out, "  \n");
    lsq_put_objective(descent, &objective);
    put_sentence(out, &objective);
    lsq_text_put(out, "\n");
}

static void put_facts(const lsq_facts *facts, const char *title, lsq_text *out) {
    lsq_text_format(out, "\n| %s | | |\n|:--|--:|:--|\n", title);
    for (int i = 0; i < facts->count; i++) {
        const lsq_fact *fact = &facts->fact[i];
        lsq_text_put(out, "| ");
        lsq_put_markdown(out, fact->name);
        lsq_text_format(out, " | %s | ", fact->value);
        lsq_put_markdown(out, fact->meaning);
        lsq_text_put(out, " |\n");
    }
}

static void put_course(const lsq_descent *descent, lsq_text *out) {
    lsq_text_put(out, "\n| step | f | f \\- f\\* | gradient | step size | digits |\n"
                      "|--:|--:|--:|--:|--:|--:|\n");
    for (int64_t i = 0; i < lsq_descent_rows(descent); i++) {
        lsq_course_cells c;
        lsq_course_fill(&c, lsq_descent_row_at(descent, i));
        lsq_text_format(out, "| %s | %s | %s | %s | %s | %s |\n", c.step, c.f, c.excess, c.gradient,
                        c.t, c.digits);
    }
}

static void put_coefficients(const lsq_descent *descent, int64_t response, lsq_text *out) {
    const lsq_fit *fit = lsq_descent_fit(descent);
    if (lsq_fit_responses(fit) > 1) {
        lsq_text_put(out, "\nResponse ");
        lsq_put_markdown(out, lsq_fit_response(fit, response));
        lsq_text_put(out, "\n");
    }
    lsq_text_put(out, "\n| | reached | exact | digits |\n|:--|--:|--:|--:|\n");
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++) {
        lsq_coefficient_cells c;
        lsq_coefficient_fill(&c, descent, response, j);
        lsq_text_put(out, "| ");
        lsq_put_markdown(out, lsq_fit_term(fit, j));
        lsq_text_format(out, " | %s | %s | %s |\n", c.reached, c.exact, c.digits);
    }
}

static void put_items(const lsq_descent *descent, lsq_text *out) {
    lsq_text hint = {0};
    lsq_text_put(out, "\n");
    lsq_put_markdown_item(lsq_descent_about(descent)->method, lsq_descent_about(descent)->note,
                          out);
    if (lsq_put_standardizing(descent, &hint) && hint.bytes)
        lsq_put_markdown_item("hint", hint.bytes, out);
    out->failed |= hint.failed;
    lsq_text_clear(&hint);
    lsq_put_markdown_warnings(lsq_descent_fit(descent), out);
}

void lsq_descent_markdown(const lsq_descent *descent, const lsq_report_options *options,
                          lsq_text *out) {
    lsq_facts facts;
    put_head(descent, out);
    lsq_facts_before(&facts, descent);
    put_facts(&facts, "before", out);
    put_course(descent, out);
    lsq_facts_after(&facts, descent);
    put_facts(&facts, lsq_descent_end(descent), out);
    for (int64_t r = 0; r < lsq_fit_responses(lsq_descent_fit(descent)); r++)
        put_coefficients(descent, r, out);
    if (!options->quiet)
        put_items(descent, out);
}
