/* identities_text.c - the identities for people: as text of at most 100 columns, and as tables in
 * Markdown.
 *
 *   Identities of matrix calculus   denominator layout
 *
 *   scalars by vectors
 *     agrees     2.1e-12   gradient of a quadratic form
 *                          ∇ xᵀBx = (B + Bᵀ)x   x 3, B 3×3, ∇ 3
 *   errata
 *     differs        0.4   d(uᵀv) = uᵀdv ...
 *
 *   82 identities agree.  8 errata differ, as they must.
 *
 * A verdict that should be another one has a ! behind it.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "escape.h"
#include "identities.h"
#include "report.h"
#include "verdict.h"
#include "words.h"

enum { ERROR_WIDTH = 8, TEXT_AT = 2 + LSQ_VERDICT_WIDTH + 2 + ERROR_WIDTH + 3 };

static const char *const layouts[] = {"denominator", "numerator"};

static int is_right(const lsq_identity_result *r) {
    return r->verdict == (r->erratum ? LSQ_DIFFERS : LSQ_AGREES);
}

static int begins_group(const lsq_identity_list *list, int64_t i) {
    return !i || strcmp(list->rows[i].group, list->rows[i - 1].group) != 0;
}

/* ---- the last line ---- */

/* How many identities, or errata, there are, and how many have the verdict they should have. */
static void count_all(const lsq_identity_list *list, int erratum, int64_t *all, int64_t *right) {
    *all = *right = 0;
    for (int64_t i = 0; i < list->count; i++) {
        *all += list->rows[i].erratum == erratum;
        *right += list->rows[i].erratum == erratum && is_right(&list->rows[i]);
    }
}

/* "82 of 83 identities agree" */
static void put_count(lsq_text *out, int64_t all, int64_t right, const char *one, const char *many,
                      const char *verb) {
    lsq_text_format(out, "%" PRId64, right);
    if (right < all)
        lsq_text_format(out, " of %" PRId64, all);
    lsq_text_format(out, " %s %s%s", all == 1 ? one : many, verb, right == 1 ? "s" : "");
}

static void put_summary(const lsq_identity_list *list, lsq_text *out) {
    int64_t all, right;
    count_all(list, 0, &all, &right);
    put_count(out, all, right, "identity", "identities", "agree");
    count_all(list, 1, &all, &right);
    if (all) {
        lsq_text_put(out, "; ");
        put_count(out, all, right, "erratum", "errata", "differ");
        lsq_text_put(out, right < all ? "" : right == 1 ? ", as it must" : ", as they must");
    }
    lsq_text_put(out, ".");
}

/* ---- text ---- */

/* "∇ xᵀBx = (B + Bᵀ)x   x 3, B 3×3", the shapes on a line of their own where they are too long. */
static void put_formula(const lsq_identity_result *r, const lsq_style *style, lsq_text *out) {
    int64_t width = lsq_text_width(r->formula), gap = 3;
    lsq_put_spaces(out, TEXT_AT);
    lsq_text_put(out, r->formula);
    if (*r->shapes && TEXT_AT + width + gap + lsq_text_width(r->shapes) > LSQ_REPORT_WIDTH) {
        lsq_text_put(out, "\n");
        gap = TEXT_AT;
    }
    lsq_put_spaces(out, *r->shapes ? gap : 0);
    lsq_text_format(out, "%s%s%s\n", style->faint, r->shapes, style->plain);
}

static void put_identity(const lsq_identity_result *r, const lsq_style *style, lsq_text *out) {
    const char *word = lsq_verdict_word(r->verdict);
    int right = is_right(r);
    lsq_text_format(out, "  %s%s%s%s", right ? "" : style->alert, word, right ? "  " : " !",
                    right ? "" : style->plain);
    lsq_put_spaces(out, LSQ_VERDICT_WIDTH - lsq_text_width(word));
    lsq_put_right(out, lsq_error_number(r->error).text, ERROR_WIDTH);
    lsq_put_spaces(out, 3);
    lsq_text_put(out, r->erratum ? "erratum: " : "");
    lsq_put_wrapped(out, r->name, TEXT_AT, LSQ_REPORT_WIDTH - (r->erratum ? 9 : 0));
    lsq_text_put(out, "\n");
    put_formula(r, style, out);
}

void lsq_identities_text(const lsq_identity_list *list, const lsq_report_options *options,
                         lsq_text *out) {
    const lsq_style *style = lsq_style_of(options->color);
    lsq_text_format(out, "%sIdentities of matrix calculus%s   %s layout\n", style->strong,
                    style->plain, layouts[list->layout]);
    for (int64_t i = 0; i < list->count; i++) {
        if (begins_group(list, i))
            lsq_text_format(out, "\n%s%s%s\n", style->strong, list->rows[i].group, style->plain);
        put_identity(&list->rows[i], style, out);
    }
    lsq_text_put(out, "\n");
    put_summary(list, out);
    lsq_text_put(out, "\n");
    if (options->quiet)
        return;
    lsq_text_put(out, style->faint);
    lsq_put_wrapped(
        out,
        "The number is the relative error of the formula beside central differences, or "
        "of two sides computed apart; ∞ where already the shapes differ.  In ∂ matrices "
        "count as their columns, one below the other.  An erratum is a formula that is printed "
        "somewhere, if in other letters or in the other layout, and wrong.",
        0, LSQ_REPORT_WIDTH);
    lsq_text_format(out, "%s\n", style->plain);
}

/* ---- Markdown ---- */

void lsq_identities_markdown(const lsq_identity_list *list, lsq_text *out) {
    lsq_text_format(out, "Identities of matrix calculus, %s layout\n", layouts[list->layout]);
    for (int64_t i = 0; i < list->count; i++) {
        const lsq_identity_result *r = &list->rows[i];
        if (begins_group(list, i)) {
            lsq_text_put(out, "\n");
            lsq_put_markdown(out, r->group);
            lsq_text_put(out, "\n\n| identity | formula | shapes | error | verdict |\n"
                              "|:--|:--|:--|--:|:--|\n");
        }
        lsq_text_put(out, r->erratum ? "| erratum: " : "| ");
        lsq_put_markdown(out, r->name);
        lsq_text_put(out, " | ");
        lsq_put_markdown(out, r->formula);
        lsq_text_put(out, " | ");
        lsq_put_markdown(out, r->shapes);
        lsq_text_format(out, " | %s | %s%s |\n", lsq_error_number(r->error).text,
                        lsq_verdict_word(r->verdict), is_right(r) ? "" : " !");
    }
    lsq_text_put(out, "\n");
    put_summary(list, out);
    lsq_text_put(out, "\n");
}
