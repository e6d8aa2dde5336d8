/* comparison.c - a comparison of solvers as text, JSON, CSV or Markdown.
 *
 * Everything comes from lsq.h; the numbers are doubles that need few digits, written so that no
 * locale changes them.  Digits have one decimal, seconds are rounded to microseconds in
 * text and to nanoseconds elsewhere.  Fails on wrong options and on lost memory only.
 *
 * SPDX-License-Identifier: MIT */
#include "comparison.h"

#include <inttypes.h>
#include <math.h>

#include "../base/error.h"
#include "report.h"

void lsq_put_decimals(lsq_text *out, double value, int decimals, const char *none) {
    int64_t unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (!(value >= 0 && value * (double)unit < 1e15)) {
        lsq_text_put(out, none);
        return;
    }
    int64_t whole = (int64_t)floor(value * (double)unit + 0.5);
    lsq_text_format(out, "%" PRId64, whole / unit);
    if (decimals)
        lsq_text_format(out, ".%0*" PRId64, decimals, whole % unit);
}

lsq_status lsq_comparison_report(const lsq_comparison *comparison,
                                 const lsq_report_options *options, char **text, lsq_error *error) {
    lsq_report_options known;
    lsq_status status =
        lsq_report_begin(&known, text, comparison, "comparison", "a comparison", options, error);
    if (status)
        return status;
    lsq_text out = {0};
    switch (known.format) {
    case LSQ_FORMAT_TEXT:
        lsq_comparison_text(comparison, &known, &out);
        break;
    case LSQ_FORMAT_JSON:
        lsq_comparison_json(comparison, &out);
        break;
    case LSQ_FORMAT_CSV:
        lsq_comparison_csv(comparison, &out);
        break;
    case LSQ_FORMAT_MARKDOWN:
        lsq_comparison_markdown(comparison, &known, &out);
        break;
    case LSQ_FORMAT_LATEX: /* refused above */
        break;
    }
    status = lsq_text_take(&out, text, error);
    lsq_text_clear(&out);
    return status;
}
