/* comparison.h - a comparison of solvers in its formats.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_COMPARISON_H
#define LSQ_REPORT_COMPARISON_H

#include <lsq.h>

#include "../base/text.h"

/* Append the comparison to *out, whose `failed` flag tells of lost memory. */
void lsq_comparison_text(const lsq_comparison *comparison, const lsq_report_options *options,
                         lsq_text *out);
void lsq_comparison_json(const lsq_comparison *comparison, lsq_text *out);
void lsq_comparison_csv(const lsq_comparison *comparison, lsq_text *out);
void lsq_comparison_markdown(const lsq_comparison *comparison, const lsq_report_options *options,
                             lsq_text *out);

/* A number >= 0 with `decimals` (at most 9) after the point, whatever the locale; `none` if it is
 * not a number or beyond 10^15 of the last decimal. */
void lsq_put_decimals(lsq_text *out, double value, int decimals, const char *none);

#endif
