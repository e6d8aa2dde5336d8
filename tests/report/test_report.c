/* lsq_report: its options, its format, its failures.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "report/fits.h"
#include "report/records.h"

static void check_refused(lsq_report_options options, const char *part) {
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n2,2\n", NULL);
    char *text = (char *)"old";
    lsq_error error = {0};
    check_status(lsq_report(fit, &options, &text, &error), LSQ_EUSAGE, &error);
    assert_null(text);
    check_contains(error.message, part);
    lsq_fit_free(fit);
}

static void options_out_of_range_are_refused(void **state) {
    (void)state;
    const size_t size = sizeof(lsq_report_options);
    check_refused((lsq_report_options){.struct_size = 0}, "struct_size is 0");
    check_refused((lsq_report_options){.struct_size = size + 8}, "expected at most");
    check_refused((lsq_report_options){.struct_size = size, .digits = -1}, "digits is -1");
    check_refused((lsq_report_options){.struct_size = size, .digits = 1001}, "digits is 1001");
    check_refused((lsq_report_options){.struct_size = size, .format = (lsq_format)7},
                  "format is 7");
}

static void fault_104_null_arguments_are_refused(void **state) {
    (void)state;
    char *text = NULL;
    lsq_error error = {0};
    check_status(lsq_report(NULL, NULL, &text, &error), LSQ_EUSAGE, &error);
    assert_null(text);
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n2,2\n", NULL);
    check_status(lsq_report(fit, NULL, NULL, &error), LSQ_EUSAGE, &error);
    lsq_fit_free(fit);
    lsq_text_free(NULL);
}

static void without_options_it_is_text(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n2,2\n", NULL);
    char *text = NULL;
    check_status(lsq_report(fit, NULL, &text, NULL), LSQ_OK, NULL);
    check_contains(text, "Least squares   y ~ x\n");
    lsq_text_free(text);
    lsq_fit_free(fit);
}

static void an_older_and_shorter_struct_is_understood(void **state) {
    (void)state;
    lsq_report_options options = {.struct_size = offsetof(lsq_report_options, digits),
                                  .format = LSQ_FORMAT_JSON,
                                  .digits = -99};
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n2,2\n", NULL);
    char *text = NULL;
    check_status(lsq_report(fit, &options, &text, NULL), LSQ_OK, NULL);
    assert_int_equal(text[0], '{');
    lsq_text_free(text);
    lsq_fit_free(fit);
}

static void the_same_fit_is_reported_twice_alike(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    char *first = NULL, *second = NULL, *between = NULL;
    lsq_report_options many = {.struct_size = sizeof many, .digits = 200};
    check_status(lsq_report(fit, NULL, &first, NULL), LSQ_OK, NULL);
    check_status(lsq_report(fit, &many, &between, NULL), LSQ_OK, NULL);
    check_status(lsq_report(fit, NULL, &second, NULL), LSQ_OK, NULL);
    check_text(second, first);
    lsq_text_free(first);
    lsq_text_free(between);
    lsq_text_free(second);
    lsq_fit_free(fit);
}

static void a_glance_is_csv(void **state) {
    (void)state;
    for (int format = LSQ_FORMAT_TEXT; format <= LSQ_FORMAT_LATEX; format++)
        if (format != LSQ_FORMAT_CSV)
            check_refused((lsq_report_options){.struct_size = sizeof(lsq_report_options),
                                               .format = (lsq_format)format,
                                               .glance = 1},
                          "glance is a form of CSV");
}

static void tables_have_no_room_for_more_than_15_digits(void **state) {
    (void)state;
    const size_t size = sizeof(lsq_report_options);
    lsq_report_options options = {.format = LSQ_FORMAT_LATEX, .digits = 15};
    lsq_text_free(report_of("x,y\n0,1\n1,3\n2,2\n", NULL, options));
    check_refused(
        (lsq_report_options){.struct_size = size, .format = LSQ_FORMAT_LATEX, .digits = 16},
        "16 digits are too wide for a table");
    check_refused(
        (lsq_report_options){.struct_size = size, .format = LSQ_FORMAT_MARKDOWN, .digits = 16},
        "expected at most 15");
}

static void a_double_has_no_more_than_17_digits_to_show(void **state) {
    (void)state;
    lsq_fit *fit = fit_by("x,y\n0,1\n1,3\n2,2\n", NULL, "svd");
    for (int format = LSQ_FORMAT_TEXT; format <= LSQ_FORMAT_JSON; format++) {
        lsq_report_options options = {
            .struct_size = sizeof options, .format = (lsq_format)format, .digits = 17};
        char *text = NULL;
        lsq_error error = {0};
        check_status(lsq_report(fit, &options, &text, &error), LSQ_OK, &error);
        lsq_text_free(text);
        options.digits = 18;
        check_status(lsq_report(fit, &options, &text, &error), LSQ_EUSAGE, &error);
        check_contains(error.message, "18 digits of a fit by svd: a double has at most 17");
        assert_null(text);
    }
    lsq_fit_free(fit);
}

/* Names as the worst of headers has them, with the doubled quotes of CSV, and what term, response
 * and JSON must give back. */
static const struct {
    const char *quoted, *name;
} hostile[] = {{"a\033[2J\x01\x7F\n\r\tb", "a\033[2J\x01\x7F\n\r\tb"},
               {"\xE2\x80\xAE\xE2\x80\x8Ertl", "\xE2\x80\xAE\xE2\x80\x8Ertl"},
               {"p|q&r<b>#%$~^_{}\\", "p|q&r<b>#%$~^_{}\\"},
               {"\"\"q\"\",''q'';,", "\"q\",''q'';,"},
               {"=1+2", "=1+2"}};

enum { HOSTILE = sizeof hostile / sizeof *hostile };

static lsq_fit *hostile_fit(void) {
    char csv[512] = "";
    for (size_t i = 0; i < HOSTILE; i++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "\"%s\",", hostile[i].quoted);
    strcat(csv, "y\n0,1,5,2,9,1\n3,1,0,7,2,2\n1,5,1,0,0,3\n2,2,8,1,1,2\n3,3,3,7,5,5\n"
                "4,0,2,2,6,2\n7,7,1,3,0,0\n");
    return fit_of(csv, NULL);
}

static char *text_by_format(lsq_fit *fit, lsq_format format) {
    lsq_report_options options = {.struct_size = sizeof options, .format = format};
    char *text = NULL;
    lsq_error error = {0};
    check_status(lsq_report(fit, &options, &text, &error), LSQ_OK, &error);
    return text;
}

static void fault_33_what_people_read_has_no_hidden_bytes(void **state) {
    (void)state;
    lsq_fit *fit = hostile_fit();
    for (int format = LSQ_FORMAT_TEXT; format <= LSQ_FORMAT_LATEX; format++) {
        if (format == LSQ_FORMAT_CSV)
            continue;
        char *text = text_by_format(fit, (lsq_format)format);
        for (const char *at = text; *at; at++)
            if (((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7F)
                fail_msg("format %d has byte %d: %s", format, *at, text);
        check_lacks(text, "\xE2\x80\xAE");
        check_lacks(text, "\xE2\x80\x8E");
        lsq_text_free(text);
    }
    lsq_fit_free(fit);
}

static void fault_33_what_programs_read_is_the_name(void **state) {
    (void)state;
    lsq_fit *fit = hostile_fit();
    char *json = text_by_format(fit, LSQ_FORMAT_JSON), *csv = text_by_format(fit, LSQ_FORMAT_CSV);
    json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
    json_t *response = json_array_get(json_object_get(root, "responses"), 0);
    json_t *terms = json_object_get(response, "coefficients");
    assert_int_equal(json_array_size(terms), HOSTILE + 1);
    for (size_t i = 0; i < HOSTILE; i++) {
        const char *term = lsq_fit_term(fit, (int64_t)i + 1);
        char *cell = NULL;
        check_text(json_string_value(json_object_get(json_array_get(terms, i + 1), "term")), term);
        assert_int_equal(field_of(csv, (int64_t)i + 2, 1, &cell), 10);
        check_text(cell, term);
        free(cell);
        if (!strpbrk(hostile[i].name, "\\`")) /* which the spelling of a name doubles */
            check_contains(term, hostile[i].name);
    }
    json_decref(root);
    lsq_text_free(csv);
    lsq_text_free(json);
    lsq_fit_free(fit);
}

static void fault_32_a_name_of_a_megabyte_is_whole_but_in_text(void **state) {
    (void)state;
    enum { LONG = 1000000 };
    static const char rows[] = ",y\n0,1\n1,3\n2,2\n3,5\n";
    char *csv = malloc(LONG + sizeof rows), *name = malloc(LONG + 1);
    memset(name, 'n', LONG);
    name[LONG] = '\0';
    memcpy(csv, name, LONG);
    memcpy(csv + LONG, rows, sizeof rows);
    lsq_fit *fit = fit_of(csv, NULL);
    for (int format = LSQ_FORMAT_TEXT; format <= LSQ_FORMAT_LATEX; format++) {
        char *text = text_by_format(fit, (lsq_format)format);
        if (format == LSQ_FORMAT_TEXT)
            assert_true(strlen(text) < 2000);
        else
            assert_non_null(strstr(text, name));
        lsq_text_free(text);
    }
    lsq_fit_free(fit);
    free(name);
    free(csv);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(fault_104_null_arguments_are_refused),
        cmocka_unit_test(without_options_it_is_text),
        cmocka_unit_test(an_older_and_shorter_struct_is_understood),
        cmocka_unit_test(the_same_fit_is_reported_twice_alike),
        cmocka_unit_test(a_glance_is_csv),
        cmocka_unit_test(tables_have_no_room_for_more_than_15_digits),
        cmocka_unit_test(fault_33_what_people_read_has_no_hidden_bytes),
        cmocka_unit_test(fault_33_what_programs_read_is_the_name),
        cmocka_unit_test(fault_32_a_name_of_a_megabyte_is_whole_but_in_text),
        cmocka_unit_test(a_double_has_no_more_than_17_digits_to_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
