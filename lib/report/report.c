/* report.c - lsq_report: checks the options and hands the fit to the writer of the format.
 *
 * Cost: a few roundings for each number shown.  Fails on options out of range (LSQ_EUSAGE), on lost
 * memory, and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdlib.h>
#include <string.h>

lsq_status lsq_report_read_options(lsq_report_options *known, const lsq_report_options *options,
                                   lsq_error *error) {
    memset(known, 0, sizeof *known);
    if (!options)
        return LSQ_OK;
    if (options->struct_size < sizeof options->struct_size || options->struct_size > sizeof *known)
        return lsq_fail(error, LSQ_EUSAGE,
                        "lsq_report_options.struct_size is %zu, expected at most %zu; set it to "
                        "sizeof(lsq_report_options)",
                        options->struct_size, sizeof *known);
    memcpy(known, options, options->struct_size);
    return LSQ_OK;
}

lsq_status lsq_report_begin(lsq_report_options *known, char **text, const void *thing,
                            const char *name, const char *what, const lsq_report_options *options,
                            lsq_error *error) {
    if (!text)
        return lsq_fail(error, LSQ_EUSAGE, "text is NULL, expected the address of a char *");
    *text = NULL;
    if (!thing)
        return lsq_fail(error, LSQ_EUSAGE, "%s is NULL, expected %s", name, what);
    lsq_status status = lsq_report_read_options(known, options, error);
    if (status)
        return status;
    if ((int)known->format < LSQ_FORMAT_TEXT || known->format > LSQ_FORMAT_MARKDOWN)
        return lsq_fail(error, LSQ_EUSAGE,
                        "format is %d, expected LSQ_FORMAT_TEXT, _JSON, _CSV or _MARKDOWN",
                        (int)known->format);
    if (known->glance)
        return lsq_fail(error, LSQ_EUSAGE, "glance is for the CSV of a fit, not of %s", what);
    return LSQ_OK;
}

typedef lsq_status writer(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                          lsq_error *error);

/* By lsq_format. */
static writer *const writers[] = {lsq_report_text, lsq_report_json, lsq_report_csv,
                                  lsq_report_markdown, lsq_report_latex};

static lsq_status check_options(const lsq_report_options *known, lsq_error *error) {
    if ((int)known->format < 0 || (size_t)known->format >= sizeof writers / sizeof *writers)
        return lsq_fail(error, LSQ_EUSAGE,
                        "format is %d, expected LSQ_FORMAT_TEXT, _JSON, _CSV, _MARKDOWN or _LATEX",
                        (int)known->format);
    if (known->digits < 0 || known->digits > LSQ_REPORT_MAX_DIGITS)
        return lsq_fail(error, LSQ_EUSAGE, "digits is %d, expected 1 to %d, or 0 for the default",
                        known->digits, LSQ_REPORT_MAX_DIGITS);
    if (known->digits > LSQ_REPORT_TABLE_DIGITS &&
        (known->format == LSQ_FORMAT_MARKDOWN || known->format == LSQ_FORMAT_LATEX))
        return lsq_fail(error, LSQ_EUSAGE,
                        "%d digits are too wide for a table in Markdown or LaTeX, expected at most "
                        "%d; text, JSON and CSV have room",
                        known->digits, LSQ_REPORT_TABLE_DIGITS);
    if (known->glance && known->format != LSQ_FORMAT_CSV)
        return lsq_fail(error, LSQ_EUSAGE,
                        "glance is a form of CSV; the other formats have those numbers anyway");
    return LSQ_OK;
}

/* Doubles do not have digits that are worth printing beyond those that tell them apart. */
static lsq_status check_digits(const lsq_fit *fit, int digits, lsq_error *error) {
    if (!lsq_fit_answer(fit) || digits <= LSQ_DOUBLE_DIGITS)
        return LSQ_OK;
    return lsq_fail(error, LSQ_EUSAGE,
                    "%d digits of a fit by %s: a double has at most %d; the exact solver has them "
                    "all",
                    digits, lsq_fit_solver(fit), LSQ_DOUBLE_DIGITS);
}

lsq_status lsq_report(lsq_fit *fit, const lsq_report_options *options, char **text,
                      lsq_error *error) {
    if (!text)
        return lsq_fail(error, LSQ_EUSAGE, "text is NULL, expected the address of a char *");
    *text = NULL;
    if (!fit)
        return lsq_fail(error, LSQ_EUSAGE, "fit is NULL, expected a fit");
    lsq_report_options known;
    lsq_status status = lsq_report_read_options(&known, options, error);
    if (!status)
        status = check_options(&known, error);
    if (!status)
        status = check_digits(fit, known.digits, error);
    if (status)
        return status;
    lsq_text out = {0};
    status = writers[known.format](fit, &known, &out, error);
    if (!status)
        status = lsq_text_take(&out, text, error);
    lsq_text_clear(&out);
    return status;
}

void lsq_text_free(char *text) {
    free(text);
}
