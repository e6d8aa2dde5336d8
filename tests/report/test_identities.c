/* The report of identities: options, formats, every identity there is.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "report/words.h"
#include "support/check.h"

static lsq_identities *identities_of(lsq_layout layout) {
    lsq_identities *identities = NULL;
    lsq_error error = {0};
    check_status(lsq_identities_new(&identities, layout, NULL, 0, &error), LSQ_OK, &error);
    return identities;
}

static char *report_of(const lsq_identities *identities, lsq_format format) {
    lsq_report_options options = {.struct_size = sizeof options, .format = format};
    lsq_error error = {0};
    char *text = NULL;
    check_status(lsq_identities_report(identities, &options, &text, &error), LSQ_OK, &error);
    return text;
}

static void every_format_has_its_beginning(void **state) {
    (void)state;
    static const char *const first[] = {"Identities of matrix calculus   denominator layout\n",
                                        "{\n  \"schema\": 1,\n  \"command\": \"gradcheck\",\n",
                                        "group,name,formula,shapes,erratum,error,verdict\n",
                                        "Identities of matrix calculus, denominator layout\n"};
    lsq_identities *identities = identities_of(LSQ_DENOMINATOR);
    for (int format = LSQ_FORMAT_TEXT; format <= LSQ_FORMAT_MARKDOWN; format++) {
        char *text = report_of(identities, (lsq_format)format);
        if (strncmp(text, first[format], strlen(first[format])) != 0)
            fail_msg("got %.200s, wanted %s", text, first[format]);
        lsq_text_free(text);
    }
    lsq_identities_free(identities);
}

static void all_are_told_in_their_order_and_layout(void **state) {
    (void)state;
    for (int layout = LSQ_DENOMINATOR; layout <= LSQ_NUMERATOR; layout++) {
        lsq_identities *identities = identities_of((lsq_layout)layout);
        char *text = report_of(identities, LSQ_FORMAT_JSON);
        json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        json_t *rows = json_object_get(json, "identities");
        check_text(json_string_value(json_object_get(json, "layout")),
                   layout == LSQ_NUMERATOR ? "numerator" : "denominator");
        assert_int_equal(json_array_size(rows), lsq_identities_count(identities));
        for (size_t i = 0; i < json_array_size(rows); i++) {
            const lsq_identity_result *r = lsq_identities_at(identities, (int64_t)i);
            check_text(json_string_value(json_object_get(json_array_get(rows, i), "formula")),
                       r->formula);
        }
        json_decref(json);
        lsq_text_free(text);
        lsq_identities_free(identities);
    }
}

static void the_text_fits_a_terminal(void **state) {
    (void)state;
    lsq_identities *identities = identities_of(LSQ_NUMERATOR);
    char *text = report_of(identities, LSQ_FORMAT_TEXT), *rest = text;
    for (char *line; (line = lsq_take_line(&rest));)
        if (lsq_text_width(line) > 100)
            fail_msg("%s", line);
    lsq_text_free(text);
    lsq_identities_free(identities);
}

static void wrong_arguments_are_refused(void **state) {
    (void)state;
    lsq_identities *identities = identities_of(LSQ_DENOMINATOR);
    lsq_report_options options = {.struct_size = sizeof options, .format = LSQ_FORMAT_LATEX};
    lsq_error error = {0};
    char *text = (char *)&text;
    check_status(lsq_identities_report(NULL, NULL, &text, &error), LSQ_EUSAGE, &error);
    assert_null(text);
    check_status(lsq_identities_report(identities, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_identities_report(identities, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "format is 4");
    options =
        (lsq_report_options){.struct_size = sizeof options, .format = LSQ_FORMAT_CSV, .glance = 1};
    check_status(lsq_identities_report(identities, &options, &text, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "glance is for the CSV of a fit, not of identities");
    lsq_identities_free(identities);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_its_beginning),
        cmocka_unit_test(all_are_told_in_their_order_and_layout),
        cmocka_unit_test(the_text_fits_a_terminal),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
