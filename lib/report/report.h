/* report.h - a fit in its formats, for people and for programs.
 *
 * Every number comes from lsq_fit_text or lsq_fit_fixed, whose rounding is proven; nothing here
 * rounds a double.  Of a classical solver the rounding is proven too, the number is its own.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_REPORT_H
#define LSQ_REPORT_REPORT_H

#include <lsq.h>

#include "../base/text.h"

enum {
    LSQ_REPORT_WIDTH = 100,       /* terminal columns of the text */
    LSQ_REPORT_DIGITS = 7,        /* of an estimate, where none are asked for */
    LSQ_REPORT_TABLE_DIGITS = 15, /* more than this have no place in a table */
    LSQ_REPORT_MAX_DIGITS = 1000,
    LSQ_DOUBLE_DIGITS = 17 /* tell any two doubles apart */
};

/* *known = the caller's options, zero where its struct is older and shorter; LSQ_EUSAGE for a
 * struct_size that is none. */
lsq_status lsq_report_read_options(lsq_report_options *known, const lsq_report_options *options,
                                   lsq_error *error);

/* The beginning of a report that is not of a fit but of `what`, "a comparison" or the like, in the
 * argument called `name`: *text = NULL and *known as above.  LSQ_EUSAGE also for a `thing` or text
 * that is NULL, and for what only fits have, LaTeX and glance. */
lsq_status lsq_report_begin(lsq_report_options *known, char **text, const void *thing,
                            const char *name, const char *what, const lsq_report_options *options,
                            lsq_error *error);

/* Append the report to *out, whose `failed` flag tells of lost memory.  The options are checked. */
lsq_status lsq_report_json(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                           lsq_error *error);
lsq_status lsq_report_csv(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                          lsq_error *error);
lsq_status lsq_report_text(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                           lsq_error *error);
lsq_status lsq_report_markdown(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                               lsq_error *error);
lsq_status lsq_report_latex(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                            lsq_error *error);

#endif
