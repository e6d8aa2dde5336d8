/* identities.c - the identities of matrix calculus, checked, as text, JSON, CSV or Markdown.
 *
 * Everything comes from lsq.h.  Fails on wrong options and on lost memory only.
 *
 * SPDX-License-Identifier: MIT */
#include "identities.h"

#include <stdlib.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "report.h"

static void put_list(const lsq_identity_list *list, const lsq_report_options *options,
                     lsq_text *out) {
    switch (options->format) {
    case LSQ_FORMAT_TEXT:
        lsq_identities_text(list, options, out);
        break;
    case LSQ_FORMAT_JSON:
        lsq_identities_json(list, out);
        break;
    case LSQ_FORMAT_CSV:
        lsq_identities_csv(list, out);
        break;
    case LSQ_FORMAT_MARKDOWN:
        lsq_identities_markdown(list, out);
        break;
    case LSQ_FORMAT_LATEX: /* refused above */
        break;
    }
}

lsq_status lsq_identities_report(const lsq_identities *identities,
                                 const lsq_report_options *options, char **text, lsq_error *error) {
    lsq_report_options known;
    lsq_identity_result *rows = NULL;
    int64_t count = lsq_identities_count(identities);
    lsq_status status =
        lsq_report_begin(&known, text, identities, "identities", "identities", options, error);
    if (!status)
        status = lsq_alloc(&rows, count, sizeof *rows, error);
    if (status)
        return status;
    lsq_text out = {0};
    for (int64_t i = 0; i < count; i++)
        rows[i] = *lsq_identities_at(identities, i);
    lsq_identity_list list = {lsq_identities_layout(identities), count, rows};
    put_list(&list, &known, &out);
    status = lsq_text_take(&out, text, error);
    lsq_text_clear(&out);
    free(rows);
    return status;
}
