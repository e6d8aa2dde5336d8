/* descents.h - real descents for the tests of their reports.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_DESCENTS_H
#define REPORT_DESCENTS_H

#include <lsq.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check.h"

/* The descent on a file below datasets/nist or, where the text has a line end, on that CSV text. */
static inline lsq_descent *descent_of(const char *csv, const char *formula,
                                      lsq_descend_options options) {
    lsq_fit_options fit = {.struct_size = sizeof fit, .formula = formula};
    lsq_descent *descent = NULL;
    lsq_error error = {0};
    char path[128] = "datasets/nist/";
    int made = strchr(csv, '\n') != NULL;
    if (made) {
        strcpy(path, "/tmp/lsq-descent-XXXXXX");
        int file = mkstemp(path);
        assert_true(file >= 0);
        assert_int_equal(write(file, csv, strlen(csv)), (ssize_t)strlen(csv));
        close(file);
    } else {
        strcat(path, csv);
    }
    options.struct_size = sizeof options;
    lsq_status status =
        lsq_descend_files(&descent, (const char *[]){path}, 1, &fit, &options, &error);
    if (made)
        unlink(path);
    check_status(status, LSQ_OK, &error);
    assert_non_null(descent);
    return descent;
}

/* Its report, to be freed with lsq_text_free; the descent stays. */
static inline char *descent_report_of(const lsq_descent *descent, lsq_report_options options) {
    char *text = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    check_status(lsq_descent_report(descent, &options, &text, &error), LSQ_OK, &error);
    assert_non_null(text);
    return text;
}

/* The same of a descent that is freed. */
static inline char *report_once(lsq_descent *descent, lsq_format format) {
    char *text = descent_report_of(descent, (lsq_report_options){.format = format});
    lsq_descent_free(descent);
    return text;
}

/* y = 1.25 + 2.25 x + 3.25 z +- 0.25 at the corners of a square about 0: X'X = 4 I, one step of gd,
 * f* = 0.25. */
static const char square[] = "x,z,y\n-1,-1,-4\n1,-1,0\n-1,1,2\n1,1,7\n";

/* Columns that gd sees as very long and very short, b = 2 a, and two responses. */
static const char uneven[] = "x,z,y\n1000,1,1\n2000,4,3\n4000,1,2\n3000,2,5\n1000,3,2\n";
static const char deficient[] = "a,b,y,z\n1,2,3,1\n2,4,1,5\n3,6,2,2\n4,8,9,1\n";

/* The column of weights and two rows that do not count. */
static const char weighed[] = "my w,x,y\n1,1,2\n0,9,9\n2,2,3.5\n,3,3\n0.5,4,7\n0.00,5,9\n2.5,5,8\n";

static const lsq_solver_options few_steps = {.struct_size = sizeof few_steps, .most_steps = 30};
static const lsq_solver_options too_far = {.struct_size = sizeof too_far, .step = "2.5/L"};

#endif
