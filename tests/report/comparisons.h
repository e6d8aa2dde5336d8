/* comparisons.h - real comparisons for the tests of their reports, with outside solvers of hostile
 * names.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_COMPARISONS_H
#define REPORT_COMPARISONS_H

#include <lsq.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check.h"

/* Answers with zeros, or fails with the message that is its context. */
static inline lsq_status outside_solve(void *context, int64_t n, int64_t p, int64_t q, double *X,
                                       double *Y, double *B, double *C, int64_t *bytes,
                                       lsq_error *error) {
    (void)n, (void)p, (void)q, (void)X, (void)Y, (void)B, (void)C, (void)bytes;
    if (!context)
        return LSQ_OK;
    snprintf(error->message, sizeof error->message, "%s", (const char *)context);
    return LSQ_ENOMEM;
}

static inline lsq_outside outside_named(const char *name, const char *message) {
    return (lsq_outside){
        .name = name, .solve = outside_solve, .context = (void *)(intptr_t)message};
}

/* The comparison of a file below datasets/nist or, where the text has a line end, of that CSV
 * text. */
static inline lsq_comparison *comparison_of(const char *csv, const char *formula,
                                            const lsq_outside *outside, int64_t count) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    lsq_comparison *comparison = NULL;
    lsq_error error = {0};
    char path[128] = "datasets/nist/";
    int made = strchr(csv, '\n') != NULL;
    if (made) {
        strcpy(path, "/tmp/lsq-comparison-XXXXXX");
        int file = mkstemp(path);
        assert_true(file >= 0);
        assert_int_equal(write(file, csv, strlen(csv)), (ssize_t)strlen(csv));
        close(file);
    } else {
        strcat(path, csv);
    }
    lsq_status status =
        lsq_compare_files(&comparison, (const char *[]){path}, 1, &options, outside, count, &error);
    if (made)
        unlink(path);
    check_status(status, LSQ_OK, &error);
    assert_non_null(comparison);
    return comparison;
}

/* Its report, to be freed with lsq_text_free; the comparison is freed. */
static inline char *comparison_report_of(lsq_comparison *comparison, lsq_report_options options) {
    char *text = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    check_status(lsq_comparison_report(comparison, &options, &text, &error), LSQ_OK, &error);
    assert_non_null(text);
    lsq_comparison_free(comparison);
    return text;
}

#endif
