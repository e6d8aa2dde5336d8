/* The kind of fit and the legend.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/fits.h"
#include "report/legend.h"

static void check_kind(const char *solver, int min_norm, const char *want) {
    static const char csv[] = "x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n";
    lsq_fit_options options = {
        .struct_size = sizeof options, .solver = solver, .min_norm = min_norm};
    lsq_fit *fit = NULL;
    lsq_text out = {0};
    check_status(lsq_fit_buffer(&fit, csv, sizeof csv - 1, &options, NULL), LSQ_OK, NULL);
    lsq_put_kind(fit, &out);
    check_text(out.bytes, want);
    lsq_text_clear(&out);
    lsq_fit_free(fit);
}

static void the_kind_names_what_is_not_plain(void **state) {
    (void)state;
    check_kind(NULL, 0, "Least squares");
    check_kind("exact", 1, "Least squares, minimum norm");
    check_kind("svd", 0, "Least squares, minimum norm (svd)");
    check_kind("pivoted-qr", 0, "Least squares (pivoted-qr)");
}

static void check_legend(const char *solver, lsq_table_notes notes, const char *start,
                         const char *end) {
    lsq_fit *fit = fit_by("Norris.csv", NULL, solver);
    lsq_text out = {0};
    lsq_put_legend(fit, &notes, &out);
    assert_false(out.failed);
    assert_memory_equal(out.bytes, start, strlen(start));
    check_text(out.bytes + out.length - strlen(end), end);
    lsq_text_clear(&out);
    lsq_fit_free(fit);
}

static void the_legend_says_what_the_digits_are_worth_and_what_marks_mean(void **state) {
    (void)state;
    static const char proven[] = "Every digit shown is proven for the numbers in the file",
                      computed[] = "Computed in double precision by qr: ";
    const lsq_table_notes none = {0};
    check_legend(NULL, none, proven, "in the file.");
    check_legend(NULL, (lsq_table_notes){.input_digits = 1}, proven, "own last decimals.");
    check_legend(NULL, (lsq_table_notes){.marks = 1}, proven,
                 "such as years and counts: --exact-columns LIST.");
    check_legend(NULL, (lsq_table_notes){.no_interval = 1}, proven,
                 ".\nThe intervals are left out for want of room; -o json has them.");
    check_legend("qr", none, computed, "how many are right here.");
    check_legend("qr", (lsq_table_notes){.input_digits = 1}, computed,
                 "right here.  \"input digits\" counts those that survive the rounding of the "
                 "file's own last decimals.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_names_what_is_not_plain),
        cmocka_unit_test(the_legend_says_what_the_digits_are_worth_and_what_marks_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
