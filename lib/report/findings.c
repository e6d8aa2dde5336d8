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

void lsq_put_rows(const lsq_fit *fit, lsq_text *out) {
    int64_t read = lsq_fit_accounts(fit)->read, missing = lsq_fit_accounts(fit)->missing;
    lsq_text_format(out, "%" PRId64 " row%s read, %" PRId64 " used, %" PRId64 " dropped%s", read,
                    read == 1 ? "" : "s", lsq_fit_accounts(fit)->used, missing,
                    missing ? " (missing values)" : "");
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

void lsq_put_json_rows(const lsq_fit *fit, lsq_text *out) {
    lsq_text_format(out,
                    "\"rows\": {\"read\": %" PRId64 ", \"used\": %" PRId64
                    ", \"dropped\": {\"missing\": %" PRId64 "}}",
                    lsq_fit_accounts(fit)->read, lsq_fit_accounts(fit)->used,
                    lsq_fit_accounts(fit)->missing);
}

void lsq_put_json_warnings(const lsq_fit *fit, lsq_text *out) {
    int64_t count = lsq_fit_warnings(fit);
    lsq_text_put(out, "\"warnings\": [");
    for (int64_t i = 0; i < count; i++) {
        const char *term = lsq_fit_warning_term(fit, i);
        lsq_text_put(out, i ? ",\n    {\"code\": " : "\n    {\"code\": ");
        lsq_text_add_json(out, lsq_fit_warning_code(fit, i));
        lsq_text_put(out, ", \"term\": ");
        if (term)
            lsq_text_add_json(out, term);
        else
            lsq_text_put(out, "null");
        lsq_text_put(out, ", \"message\": ");
        lsq_text_add_json(out, lsq_fit_warning_message(fit, i));
        lsq_text_put(out, "}");
    }
    lsq_text_put(out, count ? "\n  ]" : "]");
}
