/* footer.h - what a fit says about a response as a whole.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_FOOTER_H
#define LSQ_REPORT_FOOTER_H

#include <lsq.h>

#include "../base/text.h"

/* How a format sets it. */
typedef struct lsq_footer_style {
    const char *gap;  /* between two numbers */
    const char *turn; /* between lines, and between the numbers of fit and of errors */
    int64_t width;    /* of a line */
    void (*put_words)(lsq_text *out, const char *words);
    void (*put_number)(lsq_text *out, const char *number);
} lsq_footer_style;

extern const lsq_footer_style lsq_footer_text;

/* Append R squared, F, sigma and the rest, and a line end; digits as in lsq_report_options, above
 * LSQ_REPORT_TABLE_DIGITS one number a line. */
lsq_status lsq_put_footer(lsq_fit *fit, int64_t response, int digits, const lsq_footer_style *style,
                          lsq_text *out, lsq_error *error);

/* Append why R squared or standard errors are missing where no warning of the fit says so, a line
 * each. */
void lsq_put_absences(const lsq_fit *fit, int64_t response, lsq_text *out);

#endif
