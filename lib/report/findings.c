/* findings.c - what fits and comparisons say alike: the account of the rows, and the warnings.
 *
 * Failure to allocate is left in the `failed` flag of the output.
 *
 * SPDX-License-Identifier: MIT */
#include "findings.h"

#include <inttypes.h>
#include <string.h>

#include "report.h"
#include "words.h"

enum { SHOWN_OF_A_CODE = 3 };

static const char *plural(int64_t count) {
    return count == 1 ? "" : "s";
}

static void put_first(const lsq_accounts *a, lsq_text *out) {
    const lsq_place *first = &a->first_missing;
    if (!first->line)
        return;
    lsq_text_put(out, a->files > 1 && first->file ? ", first in " : ", first in line ");
    if (a->files > 1 && first->file) {
        char name[256]; /* no longer than in messages */
        lsq_escape(name, sizeof name, first->file, strlen(first->file));
        lsq_text_format(out, "%s:", name);
    }
    lsq_text_format(out, "%" PRId64, first->line);
}

void lsq_put_rows(const lsq_accounts *a, const char *others, lsq_text *out) {
    if (a->files > 1)
        lsq_text_format(out, "%" PRId64 " files, ", a->files);
    lsq_text_format(out, "%" PRId64 " row%s read, %" PRId64 " used", a->read, plural(a->read),
                    a->used);
    if (a->missing || !others)
        lsq_text_format(out, ", %" PRId64 " dropped", a->missing);
    if (a->missing) {
        lsq_text_put(out, " (missing values");
        put_first(a, out);
        lsq_text_put(out, ")");
    }
    if (others)
        lsq_text_format(out, ", %s", others);
}

void lsq_put_account(const lsq_fit *fit, const char *others, lsq_text *out) {
    lsq_put_rows(lsq_fit_accounts(fit), others, out);
    if (lsq_fit_rank(fit) < lsq_fit_terms(fit))
        lsq_text_format(out, "; rank %" PRId64 " of %" PRId64 " terms", lsq_fit_rank(fit),
                        lsq_fit_terms(fit));
}

void lsq_put_skipped(const lsq_accounts *a, const char *line_end, lsq_text *out) {
    if (!a->comments && !a->skipped)
        return;
    lsq_text_put(out, line_end);
    if (a->comments)
        lsq_text_format(out, "%" PRId64 " comment line%s", a->comments, plural(a->comments));
    if (a->skipped)
        lsq_text_format(out, "%s%" PRId64 " line%s before the header%s", a->comments ? " and " : "",
                        a->skipped, plural(a->skipped), a->files > 1 ? "s" : "");
    lsq_text_put(out, " skipped");
}

/* How many of the warnings before `end` have that code, counting no further than `most`. */
static int64_t count_code(const lsq_fit *fit, const char *code, int64_t end, int64_t most) {
    int64_t count = 0;
    for (int64_t k = 0; k < end && count < most; k++)
        count += !strcmp(code, lsq_fit_warning_code(fit, k));
    return count;
}

static void put_code(const char *code, const lsq_style *style, lsq_text *out) {
    lsq_text_format(out, "%s%s%s  ", style->alert, code, style->plain);
}

void lsq_put_warnings(const lsq_fit *fit, const lsq_style *style, lsq_text *out) {
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++) {
        const char *code = lsq_fit_warning_code(fit, i);
        int64_t before = count_code(fit, code, i, SHOWN_OF_A_CODE);
        if (!i)
            lsq_text_put(out, "\n");
        if (before < SHOWN_OF_A_CODE) {
            put_code(code, style, out);
            lsq_put_wrapped(out, lsq_fit_warning_message(fit, i), lsq_text_width(code) + 2,
                            LSQ_REPORT_WIDTH);
            lsq_text_put(out, "\n");
        }
        if (before != SHOWN_OF_A_CODE - 1)
            continue;
        int64_t more = count_code(fit, code, lsq_fit_warnings(fit), INT64_MAX) - SHOWN_OF_A_CODE;
        if (more) {
            put_code(code, style, out);
            lsq_text_format(out, "and %" PRId64 " more of this kind; -o json lists them all.\n",
                            more);
        }
    }
}

static void put_json_text(lsq_text *out, const char *text) {
    if (text)
        lsq_text_add_json(out, text);
    else
        lsq_text_put(out, "null");
}

static void put_json_place(const lsq_place *place, lsq_text *out) {
    if (!place->line) {
        lsq_text_put(out, "null");
        return;
    }
    lsq_text_put(out, "{\"file\": ");
    put_json_text(out, place->file);
    lsq_text_format(out, ", \"line\": %" PRId64 ", \"column\": ", place->line);
    put_json_text(out, place->column);
    lsq_text_put(out, "}");
}

void lsq_put_json_rows(const lsq_accounts *a, int64_t zero_weight, lsq_text *out) {
    lsq_text_format(out,
                    "\"rows\": {\"read\": %" PRId64 ", \"used\": %" PRId64
                    ", \"dropped\": {\"missing\": %" PRId64,
                    a->read, a->used, a->missing);
    if (zero_weight >= 0)
        lsq_text_format(out, ", \"zero_weight\": %" PRId64, zero_weight);
    lsq_text_put(out, "}, \"first_dropped\": {\"missing\": ");
    put_json_place(&a->first_missing, out);
    lsq_text_format(out,
                    "}, \"lines\": {\"blank\": %" PRId64 ", \"comments\": %" PRId64
                    ", \"skipped\": %" PRId64 "}}",
                    a->blank, a->comments, a->skipped);
}

void lsq_put_json_warnings(const lsq_fit *fit, lsq_text *out) {
    int64_t count = lsq_fit_warnings(fit);
    lsq_text_put(out, "\"warnings\": [");
    for (int64_t i = 0; i < count; i++) {
        const char *term = lsq_fit_warning_term(fit, i);
        lsq_text_put(out, i ? ",\n    {\"code\": " : "\n    {\"code\": ");
        lsq_text_add_json(out, lsq_fit_warning_code(fit, i));
        lsq_text_put(out, ", \"term\": ");
        put_json_text(out, term);
        lsq_text_put(out, ", \"message\": ");
        lsq_text_add_json(out, lsq_fit_warning_message(fit, i));
        lsq_text_put(out, "}");
    }
    lsq_text_put(out, count ? "\n  ]" : "]");
}
