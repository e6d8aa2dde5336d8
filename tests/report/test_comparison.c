/* The report of a comparison: options, and numbers that no locale changes.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "comparisons.h"
#include "report/comparison.h"

static void every_format_has_its_beginning(void **state) {
    (void)state;
    const struct {
        lsq_format format;
        const char *first;
    } cases[] = {{LSQ_FORMAT_TEXT, "Solvers compared   y ~ x\n"},
                 {LSQ_FORMAT_JSON, "{\n  \"schema\": 1,\n  \"command\": \"compare\",\n"},
                 {LSQ_FORMAT_CSV, "name,status,digits_coefficients,digits_std_errors,seconds,"
                                  "iterations,note,bytes\nexact,ok,17.0,17.0,"},
                 {LSQ_FORMAT_MARKDOWN, "Solvers compared: y \\~ x  \n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = comparison_report_of(comparison_of("Norris.csv", NULL, NULL, 0),
                                          (lsq_report_options){.format = cases[i].format});
        if (strncmp(text, cases[i].first, strlen(cases[i].first)) != 0)
            fail_msg("got %.200s, wanted %s", text, cases[i].first);
        assert_int_equal(text[strlen(text) - 1], '\n');
        lsq_text_free(text);
    }
}

static void wrong_arguments_are_refused(void **state) {
    (void)state;
    lsq_comparison *c = comparison_of("Norris.csv", NULL, NULL, 0);
    char *text = (char *)&text;
    lsq_error error = {0};
    lsq_report_options options = {.struct_size = sizeof options, .format = LSQ_FORMAT_LATEX};
    check_status(lsq_comparison_report(c, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_comparison_report(NULL, NULL, &text, &error), LSQ_EUSAGE, &error);
    assert_null(text);
    check_status(lsq_comparison_report(c, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "format is 4");
    options.format = LSQ_FORMAT_CSV;
    options.glance = 1;
    check_status(lsq_comparison_report(c, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "glance is for the CSV of a fit");
    options.struct_size = 0;
    check_status(lsq_comparison_report(c, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "struct_size is 0");
    check_status(lsq_comparison_report(c, NULL, &text, &error), LSQ_OK, &error);
    lsq_text_free(text);
    lsq_comparison_free(c);
}

static void check_put(double value, int decimals, const char *want) {
    lsq_text text = {0};
    lsq_put_decimals(&text, value, decimals, "none");
    check_text(text.bytes, want);
    lsq_text_clear(&text);
}

static void decimals_are_rounded_or_absent(void **state) {
    (void)state;
    check_put(0, 1, "0.0");
    check_put(7.25, 1, "7.3");
    check_put(7.2499, 1, "7.2");
    check_put(9.96, 1, "10.0");
    check_put(0.000000123, 9, "0.000000123");
    check_put(12, 0, "12");
    check_put(2.05e-6, 6, "0.000002");
    check_put(NAN, 1, "none");
    check_put(INFINITY, 1, "none");
    check_put(-1, 1, "none");
    check_put(1e14, 1, "none");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_its_beginning),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(decimals_are_rounded_or_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
