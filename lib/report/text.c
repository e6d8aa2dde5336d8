/* text.c - a fit as text for people.
 *
 * Model and rows, then for each response the coefficients and the fit as a whole, then the findings
 * with their remedies, then what the reader may not know.  Quiet text ends after the numbers.  At
 * most 100 columns wide. Fails with LSQ_ENOMEM and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "findings.h"
#include "footer.h"
#include "legend.h"
#include "report.h"
#include "table.h"
#include "words.h"

static void put_title(lsq_fit *fit, const lsq_style *style, lsq_text *out) {
    lsq_text title = {0};
    lsq_put_kind(fit, &title);
    lsq_text_format(out, "%s%s%s   ", style->strong, title.bytes ? title.bytes : "", style->plain);
    lsq_put_sum(out, lsq_fit_formula(fit), LSQ_REPORT_WIDTH - 3 - (int64_t)title.length,
                lsq_fit_terms(fit));
    out->failed |= title.failed;
    lsq_text_clear(&title);
    lsq_text_put(out, "\n");
    lsq_put_account(fit, NULL, out);
    lsq_put_skipped(lsq_fit_accounts(fit), "\n", out);
    lsq_text_put(out, "\n");
}

/* Under minimum norm the table has estimates for all terms; the relations among them stand below
 * it. */
static void put_relations(lsq_fit *fit, lsq_text *out) {
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++) {
        const char *relation = lsq_fit_relation(fit, j);
        if (!relation)
            continue;
        lsq_text head = {0};
        lsq_text_put(&head, "related: ");
        lsq_put_elided(&head, lsq_fit_term(fit, j), LSQ_REPORT_WIDTH / 3);
        lsq_text_put(&head, " = ");
        out->failed |= head.failed;
        lsq_text_add(out, head.bytes, head.length);
        lsq_put_wrapped(out, relation, head.bytes ? lsq_text_width(head.bytes) : 0,
                        LSQ_REPORT_WIDTH);
        lsq_text_clear(&head);
        lsq_text_put(out, "\n");
    }
}

static lsq_status put_response(lsq_fit *fit, int64_t response, const lsq_report_options *options,
                               const lsq_style *style, lsq_text *out, lsq_table_notes *notes,
                               lsq_error *error) {
    int digits = options->digits;
    lsq_text_put(out, "\n");
    if (lsq_fit_responses(fit) > 1) {
        lsq_text_format(out, "%sResponse ", style->strong);
        lsq_put_elided(out, lsq_fit_response(fit, response), LSQ_REPORT_WIDTH - 9);
        lsq_text_format(out, "%s\n", style->plain);
    }
    lsq_status status = digits > LSQ_REPORT_TABLE_DIGITS
                            ? lsq_put_list(fit, response, digits, style, out, notes, error)
                            : lsq_put_table(fit, response, digits ? digits : LSQ_REPORT_DIGITS,
                                            style, out, notes, error);
    if (status)
        return status;
    if (lsq_fit_min_norm(fit))
        put_relations(fit, out);
    lsq_text_put(out, "\n");
    status = lsq_put_footer(fit, response, digits, &lsq_footer_text, out, error);
    if (!status && !options->quiet)
        lsq_put_absences(fit, response, out);
    return status;
}

static void put_legend(const lsq_fit *fit, const lsq_table_notes *notes, const lsq_style *style,
                       lsq_text *out) {
    lsq_text legend = {0};
    lsq_put_legend(fit, notes, &legend);
    lsq_text_format(out, "\n%s", style->faint);
    for (char *rest = legend.bytes, *line; (line = lsq_take_line(&rest));) {
        lsq_put_wrapped(out, line, 0, LSQ_REPORT_WIDTH);
        lsq_text_put(out, rest ? "\n" : "");
    }
    lsq_text_format(out, "%s\n", style->plain);
    out->failed |= legend.failed;
    lsq_text_clear(&legend);
}

lsq_status lsq_report_text(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                           lsq_error *error) {
    const lsq_style *style = lsq_style_of(options->color);
    lsq_table_notes notes = {0};
    put_title(fit, style, out);
    for (int64_t r = 0; r < lsq_fit_responses(fit); r++) {
        lsq_status status = put_response(fit, r, options, style, out, &notes, error);
        if (status)
            return status;
    }
    if (!options->quiet) {
        lsq_put_warnings(fit, style, out);
        put_legend(fit, &notes, style, out);
    }
    return LSQ_OK;
}
