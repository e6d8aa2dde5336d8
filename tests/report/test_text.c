/* The whole text: header, blocks, words, colour.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/text.h"
#include "report/fits.h"

static char *text_of(const char *csv, const char *formula) {
    return report_of(csv, formula, (lsq_report_options){.format = LSQ_FORMAT_TEXT});
}

static void the_model_and_the_rows_come_first(void **state) {
    (void)state;
    char *text = text_of("Longley.csv", NULL);
    static const char head[] = "Least squares   y ~ x1 + x2 + x3 + x4 + x5 + x6\n"
                               "16 rows read, 16 used, 0 dropped\n\n";
    assert_memory_equal(text, head, sizeof head - 1);
    lsq_text_free(text);
}

static void fault_20_dropped_rows_are_counted(void **state) {
    (void)state;
    char *text = text_of("x,y\n0,1\n1,NA\n2,2\n,5\n4,7\n", NULL);
    check_contains(text, "\n5 rows read, 3 used, 2 dropped (missing values, first in line 3)\n");
    lsq_text_free(text);
}

static void no_line_is_wider_than_the_terminal(void **state) {
    (void)state;
    char *text = text_of("Longley.csv", "y ~ powers(x1, 3) + powers(x2, 3) + powers(x3, 2) + "
                                        "powers(x4, 2) + I((x5 - 100000)^2) + x6");
    check_contains(text, "… (");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(lsq_text_width(line) <= 100);
    lsq_text_free(text);
}

static void missing_intervals_are_explained(void **state) {
    (void)state;
    static const char said[] = "\nThe intervals are left out for want of room; -o json has them.\n";
    char *text =
        report_by("../small/Seatbelts.csv", NULL, NULL, (lsq_report_options){.digits = 15});
    check_contains(text, said);
    check_lacks(text, "95% interval");
    lsq_text_free(text);
    text = report_by("../small/Seatbelts.csv", NULL, NULL, (lsq_report_options){0});
    check_lacks(text, said);
    check_contains(text, "95% interval");
    lsq_text_free(text);
}

static void the_legend_explains_only_what_is_shown(void **state) {
    (void)state;
    char *text = text_of("Longley.csv", NULL);
    check_contains(text,
                   "\nEvery digit shown is proven for the numbers in the file; \"input digits\"");
    check_contains(text, "\n\"!\" marks fewer than 2 such digits");
    lsq_text_free(text);
    text = text_of("Norris.csv", "y ~ x - 1");
    check_contains(text, "\"input digits\"");
    check_lacks(text, "marks");
    lsq_text_free(text);
    text = text_of("x,y\n0,1\n1,3\n", NULL);
    check_contains(text, "\nEvery digit shown is proven for the numbers in the file.\n");
    check_lacks(text, "input digits");
    lsq_text_free(text);
}

static void quiet_text_ends_after_the_numbers(void **state) {
    (void)state;
    char *text =
        report_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, (lsq_report_options){.quiet = 1});
    check_lacks(text, "Every digit");
    check_lacks(text, "\nW");
    check_contains(text, "\nsigma ");
    lsq_text_free(text);
}

static void several_responses_have_a_block_each(void **state) {
    (void)state;
    char *text = text_of("x,a,b\n0,1,2\n1,3,3\n2,2,7\n3,5,1\n", "cbind(a, b) ~ x");
    check_contains(text, "\n\nResponse a\n");
    check_contains(text, "\n\nResponse b\n");
    /* RSS of a is 2.7: y = 1.1 + 1.1 x */
    check_contains(text, "RSS 2.700000 ");
    lsq_text_free(text);
    text = text_of("x,a\n0,1\n1,3\n2,2\n3,5\n", NULL);
    check_lacks(text, "Response");
    lsq_text_free(text);
}

static void findings_have_codes(void **state) {
    (void)state;
    char *text = text_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL);
    check_contains(text, "; rank 2 of 3 terms\n");
    check_contains(text, "\n\nW");
    lsq_text_free(text);
}

/* Nine columns that repeat x: nine findings of one kind, of which three are shown. */
static void many_findings_of_a_kind_are_summed_up(void **state) {
    (void)state;
    char *text = text_of("x,a,b,c,d,e,f,g,h,i,y\n0,0,0,0,0,0,0,0,0,0,1\n1,1,1,1,1,1,1,1,1,1,3\n"
                         "2,2,2,2,2,2,2,2,2,2,2\n3,3,3,3,3,3,3,3,3,3,5\n",
                         NULL);
    int64_t count = 0;
    for (const char *at = text; (at = strstr(at, "\nW23")); at++)
        count++;
    assert_int_equal(count, 4);
    check_contains(text, "\nW23  and 6 more of this kind; -o json lists them all.\n");
    lsq_text_free(text);
}

static void fault_60_minimum_norm_keeps_the_relations(void **state) {
    (void)state;
    static const char csv[] = "x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n";
    lsq_fit_options options = {.struct_size = sizeof options, .min_norm = 1};
    lsq_fit *fit = NULL;
    char *text = NULL;
    check_status(lsq_fit_buffer(&fit, csv, sizeof csv - 1, &options, NULL), LSQ_OK, NULL);
    check_status(lsq_report(fit, NULL, &text, NULL), LSQ_OK, NULL);
    check_contains(text, "Least squares, minimum norm   y ~ x1 + x2\n");
    check_contains(text, "\nrelated: x2 = 2*x1\n");
    /* 1.1 x along (1, 2): 1.1 / 5 = 0.22 and twice that */
    check_contains(text, "0.2200000\n");
    check_contains(text, "0.4400000\n");
    check_lacks(text, "std.error ");
    lsq_text_free(text);
    lsq_fit_free(fit);
}

static void colour_only_decorates(void **state) {
    (void)state;
    static const char csv[] = "x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n";
    char *plain = text_of(csv, NULL);
    char *text = report_of(csv, NULL, (lsq_report_options){.color = 1});
    check_contains(text, "\033[1mLeast squares\033[0m");
    char *to = text;
    for (char *from = text; *from;) {
        if (*from == '\033')
            from += strcspn(from, "m") + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    check_text(text, plain);
    check_lacks(plain, "\033");
    lsq_text_free(plain);
    lsq_text_free(text);
}

static char *text_by(const char *csv, const char *solver, int quiet) {
    return report_by(csv, NULL, solver, (lsq_report_options){.quiet = quiet});
}

static void a_classical_solver_is_named_and_proves_nothing(void **state) {
    (void)state;
    char *text = text_by("Longley.csv", "qr", 0);
    check_contains(text, "Least squares (qr)   y ~ x1 + x2 + x3 + x4 + x5 + x6\n");
    check_contains(text, "\nComputed in double precision by qr: condition number of the scaled");
    check_contains(text, "\"input digits\" counts those that survive");
    check_contains(text, "lsq compare");
    check_lacks(text, "Every digit shown");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(lsq_text_width(line) <= 100);
    lsq_text_free(text);
    text = text_by("Longley.csv", "qr", 1);
    check_contains(text, "Least squares (qr)   ");
    check_lacks(text, "Computed");
    lsq_text_free(text);
    text = text_by("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", "svd", 0);
    check_contains(text, "Least squares, minimum norm (svd)   y ~ x1 + x2\n");
    check_contains(text, "; rank 2 of 3 terms\n");
    check_contains(text, "\nrelated: x2 = 2*x1\n");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_and_the_rows_come_first),
        cmocka_unit_test(fault_20_dropped_rows_are_counted),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(missing_intervals_are_explained),
        cmocka_unit_test(the_legend_explains_only_what_is_shown),
        cmocka_unit_test(quiet_text_ends_after_the_numbers),
        cmocka_unit_test(several_responses_have_a_block_each),
        cmocka_unit_test(findings_have_codes),
        cmocka_unit_test(many_findings_of_a_kind_are_summed_up),
        cmocka_unit_test(fault_60_minimum_norm_keeps_the_relations),
        cmocka_unit_test(colour_only_decorates),
        cmocka_unit_test(a_classical_solver_is_named_and_proves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
