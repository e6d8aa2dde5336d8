/* gradchecks.h - real gradient checks for the tests of their reports.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_GRADCHECKS_H
#define REPORT_GRADCHECKS_H

#include <lsq.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check.h"

/* The check of a CSV text by these options; a hostile header goes through. */
static inline lsq_gradcheck *gradcheck_of(const char *csv, const char *formula,
                                          lsq_gradcheck_options options) {
    lsq_fit_options fit = {.struct_size = sizeof fit, .formula = formula};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    char path[] = "/tmp/lsq-gradcheck-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, csv, strlen(csv)), (ssize_t)strlen(csv));
    close(file);
    options.struct_size = sizeof options;
    lsq_status status =
        lsq_gradcheck_files(&check, (const char *[]){path}, 1, &fit, &options, &error);
    unlink(path);
    check_status(status, LSQ_OK, &error);
    return check;
}

/* y ~ x at (1, -1), where the gradient is (-22, -54): its own or, unless NULL, a given one. */
static inline lsq_gradcheck *three_of(const double *gradient) {
    static const double B[] = {1, -1};
    return gradcheck_of("x,y\n1,1\n2,3\n3,4\n", NULL,
                        (lsq_gradcheck_options){.point = B,
                                                .point_count = 2,
                                                .gradient = gradient,
                                                .gradient_count = gradient ? 2 : 0});
}

/* Its report, to be freed with lsq_text_free; the check is freed. */
static inline char *gradcheck_report_of(lsq_gradcheck *check, int curve,
                                        lsq_report_options options) {
    char *text = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    check_status(lsq_gradcheck_report(check, curve, &options, &text, &error), LSQ_OK, &error);
    lsq_gradcheck_free(check);
    return text;
}

#endif
