/* The report of a gradient check: options, and the beginning of each format.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "gradchecks.h"
#include "report/gradcheck.h"

static void every_format_has_its_beginning(void **state) {
    (void)state;
    static const char *const first[] = {
        "Gradient check   y ~ x\n", "{\n  \"schema\": 1,\n  \"command\": \"gradcheck\",\n",
        "response,term,point,analytic,central,forward,best,bound,verdict\ny,(Intercept),1.0,-22.0,",
        "Gradient check: y \\~ x  \n"};
    for (int format = LSQ_FORMAT_TEXT; format <= LSQ_FORMAT_MARKDOWN; format++) {
        char *text = gradcheck_report_of(three_of(NULL), 0,
                                         (lsq_report_options){.format = (lsq_format)format});
        if (strncmp(text, first[format], strlen(first[format])) != 0)
            fail_msg("got %.200s, wanted %s", text, first[format]);
        assert_int_equal(text[strlen(text) - 1], '\n');
        lsq_text_free(text);
    }
}

static void an_element_has_response_and_term(void **state) {
    (void)state;
    lsq_gradcheck *check =
        gradcheck_of("a,b,x\n1,2,3\n2,5,1\n4,1,1\n", "cbind(a, b) ~ x", (lsq_gradcheck_options){0});
    check_text(lsq_element_of(check, 0).response, "a");
    check_text(lsq_element_of(check, 0).term, "(Intercept)");
    check_text(lsq_element_of(check, 3).response, "b");
    check_text(lsq_element_of(check, 3).term, "x");
    lsq_gradcheck_free(check);
}

static void wrong_arguments_are_refused(void **state) {
    (void)state;
    lsq_gradcheck *check = three_of(NULL);
    lsq_report_options options = {.struct_size = sizeof options, .format = LSQ_FORMAT_LATEX};
    lsq_error error = {0};
    char *text = (char *)&text;
    check_status(lsq_gradcheck_report(NULL, 0, NULL, &text, &error), LSQ_EUSAGE, &error);
    assert_null(text);
    check_status(lsq_gradcheck_report(check, 0, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_gradcheck_report(check, 0, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "format is 4");
    options =
        (lsq_report_options){.struct_size = sizeof options, .format = LSQ_FORMAT_CSV, .glance = 1};
    check_status(lsq_gradcheck_report(check, 0, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "glance is for the CSV of a fit, not of a gradient check");
    lsq_gradcheck_free(check);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_its_beginning),
        cmocka_unit_test(an_element_has_response_and_term),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
