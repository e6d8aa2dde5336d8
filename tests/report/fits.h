/* fits.h - real fits for the tests of the report, and their texts.  Include after cmocka.h and
 * stdlib.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_FITS_H
#define REPORT_FITS_H

#include <lsq.h>
#include <string.h>

#include "support/check.h"

/* A fit of a file below datasets/nist or, where the text has a line end, of that CSV text. */
static inline lsq_fit *fit_by(const char *csv, const char *formula, const char *solver) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula, .solver = solver};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    lsq_status status;
    if (strchr(csv, '\n')) {
        status = lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error);
    } else {
        char path[128] = "datasets/nist/";
        strcat(path, csv);
        status = lsq_fit_csv(&fit, path, &options, &error);
    }
    check_status(status, LSQ_OK, &error);
    assert_non_null(fit);
    return fit;
}

static inline lsq_fit *fit_of(const char *csv, const char *formula) {
    return fit_by(csv, formula, NULL);
}

/* Its report, to be freed with lsq_text_free. */
static inline char *report_by(const char *csv, const char *formula, const char *solver,
                              lsq_report_options options) {
    lsq_fit *fit = fit_by(csv, formula, solver);
    char *text = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    check_status(lsq_report(fit, &options, &text, &error), LSQ_OK, &error);
    assert_non_null(text);
    lsq_fit_free(fit);
    return text;
}

static inline char *report_of(const char *csv, const char *formula, lsq_report_options options) {
    return report_by(csv, formula, NULL, options);
}

#endif
