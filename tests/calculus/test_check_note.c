/* The sentence on a check: each of its forms, from checks that are made by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "calculus/check.h"
#include "support/check.h"

/* A check of f[1] by x[3] where everything else is missing. */
static lsq_check_row row = {1, 3, 2.5, 2.4, 2.4, 2.4, 1e-9, LSQ_AGREES};
static lsq_estimate smooth, kink;
static lsq_check_value values[2];

static lsq_check check_of(lsq_verdict verdict) {
    smooth.right = smooth.left = (double)NAN;
    kink.trouble = LSQ_NOT_SMOOTH;
    kink.right = 1.0;
    kink.left = -0.25;
    return (lsq_check){.about = {.n = 1,
                                 .m = 1,
                                 .verdict = verdict,
                                 .criterion = 3e-9,
                                 .h = 1e-4,
                                 .threshold = 1e-6,
                                 .best_h = 1e-2,
                                 .best_criterion = 2e-12},
                       .rows = &row,
                       .estimates = &smooth,
                       .values = values};
}

static void check_note(lsq_check c, const char *wanted) {
    check_status(lsq_check_write_note(&c, 0, NULL), LSQ_OK, NULL);
    check_text(c.about.note, wanted);
    free(c.note);
}

static void agreement_is_told_with_the_criterion_or_why_without(void **state) {
    (void)state;
    lsq_check c = check_of(LSQ_AGREES);
    lsq_check_row near = row;
    near.derivative = near.best * (1 + 1e-6);
    c.rows = &near;
    check_note(c,
               "the criterion, 3e-9, is below 1e-6, and no element exceeds its bound by more than "
               "2e-6 of itself, which is allowed");
    near.derivative = near.best;
    check_note(c, "the criterion, 3e-9, is below 1e-6, and no element exceeds its bound");
    c.about.criterion = 3e-5;
    check_note(c, "the criterion, 3e-5 at h = 1e-4, is spoiled by rounding of the differences, and "
                  "is 2e-12 at h = 0.01; no element exceeds its bound");
    c.about.best_h = 1e-7;
    check_note(c, "the criterion, 3e-5 at h = 1e-4, is spoiled by truncation of the differences, "
                  "and is 2e-12 at h = 1e-7; no element exceeds its bound");
    c.about.best_criterion = 1e-5;
    check_note(c, "no h suits all variables together; no element exceeds its bound");
    c.about.criterion = (double)NAN;
    check_note(c, "f has no values on both sides of x at h = 1e-4, and so the criterion none; no "
                  "element exceeds its bound");
    c.about.criterion = 3e-5;
    lsq_check_value zero = {.is_zero = 1};
    c.values = &zero;
    check_note(c, "derivative and differences are 0 but for rounding, which leaves the criterion "
                  "no meaning; no element exceeds its bound");
    c.about.n = 0;
    check_note(c, "there is nothing to check");
}

static void a_difference_names_the_element_and_both_numbers(void **state) {
    (void)state;
    lsq_check c = check_of(LSQ_DIFFERS);
    check_note(c, "the derivative by x[3] is 2.5, differences say 2.4 to within 1e-9");
    c.about.m = 2;
    check_note(c, "the derivative of f[1] by x[3] is 2.5, differences say 2.4 to within 1e-9");
    c.estimates = &kink;
    check_note(c, "the derivative of f[1] by x[3] is 2.5, but f is not smooth there, with 1 to "
                  "the right and -0.25 to the left");
    lsq_estimate two = {LSQ_CONTRADICTION, .coarse = 0.5, .fine = 0.0};
    c.estimates = &two;
    check_note(c, "the derivative of f[1] by x[3] is 2.5, differences say 0.5 at large steps and 0 "
                  "at small ones");
}

static void doubt_tells_what_is_known(void **state) {
    (void)state;
    lsq_check c = check_of(LSQ_UNDECIDED);
    smooth.rounding = row.bound;
    check_note(c, "rounding of f hides errors: of the derivative by x[3] no more is known than 2.4 "
                  "to within 1e-9");
    smooth.rounding = row.bound / 4.0;
    check_note(c,
               "truncation of the differences hides errors: of the derivative by x[3] no more is "
               "known than 2.4 to within 1e-9");
    c.estimates = &kink;
    check_note(c, "f is not smooth at x: by differences the derivative by x[3] is 1 to the right "
                  "and -0.25 to the left");
    lsq_estimate other = {LSQ_FEW_VALUES, .coarse = 0.5, .fine = -1.0};
    c.estimates = &other;
    check_note(c, "f has too few finite values around x to tell the derivative by x[3]");
    other.trouble = LSQ_NO_LIMIT;
    check_note(c, "differences of f settle on no value as steps shrink: nothing is known of the "
                  "derivative by x[3]");
    other.trouble = LSQ_UNFELT;
    check_note(c, "f changes at no step: nothing is known of the derivative by x[3]");
    other.trouble = LSQ_CONTRADICTION;
    check_note(c, "differences contradict each other: by them the derivative by x[3] is 0.5 at "
                  "large steps and -1 at small ones");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreement_is_told_with_the_criterion_or_why_without),
        cmocka_unit_test(a_difference_names_the_element_and_both_numbers),
        cmocka_unit_test(doubt_tells_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
