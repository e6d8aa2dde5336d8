/* gradcheck.c - a gradient check as text, JSON, CSV or Markdown.
 *
 * Everything comes from lsq.h.  Fails on wrong options and on lost memory only.
 *
 * SPDX-License-Identifier: MIT */
#include "gradcheck.h"

#include "../base/error.h"
#include "report.h"

lsq_element_name lsq_element_of(const lsq_gradcheck *gradcheck, int64_t element) {
    const lsq_fit *fit = lsq_gradcheck_fit(gradcheck);
    int64_t terms = lsq_fit_terms(fit);
    return (lsq_element_name){lsq_fit_response(fit, element / terms),
                              lsq_fit_term(fit, element % terms)};
}

lsq_status lsq_gradcheck_report(const lsq_gradcheck *gradcheck, int curve,
                                const lsq_report_options *options, char **text, lsq_error *error) {
    lsq_report_options known;
    lsq_status status =
        lsq_report_begin(&known, text, gradcheck, "gradcheck", "a gradient check", options, error);
    if (status)
        return status;
    lsq_text out = {0};
    switch (known.format) {
    case LSQ_FORMAT_TEXT:
        lsq_gradcheck_text(gradcheck, curve, &known, &out);
        break;
    case LSQ_FORMAT_JSON:
        lsq_gradcheck_json(gradcheck, &out);
        break;
    case LSQ_FORMAT_CSV:
        lsq_gradcheck_csv(gradcheck, curve, &out);
        break;
    case LSQ_FORMAT_MARKDOWN:
        lsq_gradcheck_markdown(gradcheck, curve, &known, &out);
        break;
    case LSQ_FORMAT_LATEX: /* refused above */
        break;
    }
    status = lsq_text_take(&out, text, error);
    lsq_text_clear(&out);
    return status;
}
