/* test_cells.c - what the text of a cell is.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "data/cells.h"
#include "support/check.h"

static lsq_cell_kind kind_of(const char *list, const char *text) {
    lsq_cells cells;
    fmpz_t value;
    int32_t exp10 = 0;
    fmpz_init(value);
    assert_int_equal(lsq_cells_init(&cells, '.', 0, list, NULL), LSQ_OK);
    lsq_cell_kind kind = lsq_cells_read(&cells, text, strlen(text), value, &exp10);
    lsq_cells_clear(&cells);
    fmpz_clear(value);
    return kind;
}

static void check_message(const char *list, const char *text, const char *want) {
    lsq_cells cells;
    lsq_error error;
    lsq_position at = {"t.csv", 7, 3, 40};
    assert_int_equal(lsq_cells_init(&cells, '.', 0, list, NULL), LSQ_OK);
    lsq_status status = lsq_cells_fail(&cells, text, strlen(text), "age", at, &error);
    check_status(status, LSQ_EDATA, &error);
    check_text(error.message, want);
    assert_int_equal(error.line, 7);
    assert_int_equal(error.column, 3);
    assert_int_equal(error.byte, 40);
    lsq_cells_clear(&cells);
}

static void fault_20_empty_and_na_are_missing(void **state) {
    (void)state;
    assert_int_equal(kind_of(NULL, ""), LSQ_CELL_MISSING);
    assert_int_equal(kind_of(NULL, " \t"), LSQ_CELL_MISSING);
    assert_int_equal(kind_of(NULL, "NA"), LSQ_CELL_MISSING);
    assert_int_equal(kind_of(NULL, " NA "), LSQ_CELL_MISSING);
    assert_int_equal(kind_of(NULL, "na"), LSQ_CELL_TEXT);
    assert_int_equal(kind_of(NULL, "NAN"), LSQ_CELL_TEXT);
    assert_int_equal(kind_of(NULL, "N"), LSQ_CELL_TEXT);
    assert_int_equal(kind_of(NULL, "0"), LSQ_CELL_NUMBER);
}

static void a_list_replaces_the_default(void **state) {
    (void)state;
    assert_int_equal(kind_of("-, .", "."), LSQ_CELL_MISSING);
    assert_int_equal(kind_of("-, .", "-"), LSQ_CELL_MISSING);
    assert_int_equal(kind_of("-, .", ""), LSQ_CELL_TEXT);
    assert_int_equal(kind_of("-, .", "NA"), LSQ_CELL_TEXT);
    assert_int_equal(kind_of("NA,", ""), LSQ_CELL_MISSING);
    assert_int_equal(kind_of(",", ""), LSQ_CELL_MISSING);
    assert_int_equal(kind_of("", ""), LSQ_CELL_MISSING);
    assert_int_equal(kind_of("", "NA"), LSQ_CELL_TEXT);
}

static void a_number_can_be_declared_missing(void **state) {
    (void)state;
    assert_int_equal(kind_of("-999", "-999"), LSQ_CELL_MISSING);
    assert_int_equal(kind_of("-999", "-999.0"), LSQ_CELL_NUMBER);
    lsq_cells cells;
    assert_int_equal(lsq_cells_init(&cells, '.', 0, "x,-999", NULL), LSQ_OK);
    assert_int_equal(cells.numeric_missing, 1);
    lsq_cells_clear(&cells);
    assert_int_equal(lsq_cells_init(&cells, '.', 0, "x,-", NULL), LSQ_OK);
    assert_int_equal(cells.numeric_missing, 0);
    lsq_cells_clear(&cells);
}

static void a_number_leaves_its_value(void **state) {
    (void)state;
    lsq_cells cells;
    fmpz_t value;
    int32_t exp10 = 99;
    fmpz_init_set_si(value, 5);
    assert_int_equal(lsq_cells_init(&cells, ',', 0, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_cells_read(&cells, "x", 1, value, &exp10), LSQ_CELL_TEXT);
    assert_true(fmpz_equal_si(value, 5) && exp10 == 99);
    assert_int_equal(lsq_cells_read(&cells, "-1,25", 5, value, &exp10), LSQ_CELL_NUMBER);
    assert_true(fmpz_equal_si(value, -125) && exp10 == -2);
    assert_int_equal(lsq_cells_is_numeric(&cells, "1e999", 5), 1);
    assert_int_equal(lsq_cells_is_numeric(&cells, "1.5", 3), 0);
    lsq_cells_clear(&cells);
    fmpz_clear(value);
}

static void fault_18_grouped_numbers_are_an_option(void **state) {
    (void)state;
    lsq_cells cells;
    fmpz_t value;
    int32_t exp10 = 99;
    lsq_error error;
    lsq_position at = {"t.csv", 7, 3, 40};
    fmpz_init(value);
    assert_int_equal(lsq_cells_init(&cells, ',', '.', "1.000, -1 000", NULL), LSQ_OK);
    assert_int_equal(cells.numeric_missing, 1);
    assert_int_equal(lsq_cells_read(&cells, "1.000", 5, value, &exp10), LSQ_CELL_MISSING);
    assert_int_equal(lsq_cells_read(&cells, "-1.000,5", 8, value, &exp10), LSQ_CELL_NUMBER);
    assert_true(fmpz_equal_si(value, -10005) && exp10 == -1);
    assert_int_equal(lsq_cells_is_numeric(&cells, "1.000.000", 9), 1);
    assert_int_equal(lsq_cells_is_numeric(&cells, "1.00", 4), 0);
    assert_int_equal(lsq_cells_fail(&cells, "1.00", 4, "age", at, &error), LSQ_EDATA);
    check_text(error.message,
               "t.csv:7:3: '1.00' is not a number (column age); with --thousands 1 to 3 digits "
               "come first, then groups of 3, and none behind the decimal mark");
    assert_int_equal(lsq_cells_fail(&cells, "1.000e306", 9, "age", at, &error), LSQ_EDATA);
    check_contains(error.message, "out of range");
    lsq_cells_clear(&cells);
    fmpz_clear(value);
}

static void messages_name_the_cell_the_column_and_a_remedy(void **state) {
    (void)state;
    check_message(NULL, "12,5",
                  "t.csv:7:3: '12,5' is not a number (column age); decimal comma? --decimal ,");
    check_message(NULL, " north ", "t.csv:7:3: 'north' is not a number (column age)");
    check_message(NULL, "age", "t.csv:7:3: 'age' is not a number (column age); the header again?");
    check_message(
        NULL, "Grand total",
        "t.csv:7:3: 'Grand total' is not a number (column age); a summary line? remove it");
    check_message(NULL, "Summer", "t.csv:7:3: 'Summer' is not a number (column age)");
    check_message(NULL, "# x",
                  "t.csv:7:3: '# x' is not a number (column age); a comment line? remove it");
    check_message(NULL, "1;2",
                  "t.csv:7:3: '1;2' is not a number (column age); another delimiter? --delim ';'");
    check_message(NULL, "1|2",
                  "t.csv:7:3: '1|2' is not a number (column age); another delimiter? --delim '|'");
    check_message("\x1B", "nan",
                  "t.csv:7:3: 'nan' is not a number (column age); a missing value? add it to the "
                  "list of --na");
    char list[200];
    memset(list, 'x', sizeof list - 1);
    list[sizeof list - 1] = '\0';
    check_message(list, "nan",
                  "t.csv:7:3: 'nan' is not a number (column age); a missing value? add it to the "
                  "list of --na");
    list[195] = '\0'; /* with ,nan 199 bytes */
    char want[400];
    snprintf(want, sizeof want,
             "t.csv:7:3: 'nan' is not a number (column age); a missing value? --na %s,nan", list);
    check_message(list, "nan", want);
    check_message("NA", "",
                  "t.csv:7:3: an empty cell is not a number (column age); a missing value? --na "
                  ",NA");
    check_message("NA,'", "?",
                  "t.csv:7:3: '?' is not a number (column age); a missing value? --na "
                  "'NA,'\\'',?'");
    check_message(NULL, "#DIV/0!",
                  "t.csv:7:3: '#DIV/0!' is not a number (column age); a spreadsheet's error value; "
                  "to drop such rows --na ',NA,#DIV/0!'");
    check_message(NULL, "2024-01-05",
                  "t.csv:7:3: '2024-01-05' is not a number (column age); a date; turn it into a "
                  "number first");
    check_message(NULL, "-1e999",
                  "t.csv:7:3: '-1e999' is out of range (column age); the decimal exponent of a "
                  "number goes from -324 to 308");
}

static void lines_that_are_no_records_are_recognised(void **state) {
    (void)state;
    check_contains(lsq_cells_line_hint("#", 1), "comment");
    check_contains(lsq_cells_line_hint("TOTAL", 5), "summary");
    check_contains(lsq_cells_line_hint("mean: 5", 7), "summary");
    check_contains(lsq_cells_line_hint("sum{", 4), "summary");
    assert_null(lsq_cells_line_hint("means", 5));
    assert_null(lsq_cells_line_hint("tot", 3));
    assert_null(lsq_cells_line_hint("", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_20_empty_and_na_are_missing),
        cmocka_unit_test(a_list_replaces_the_default),
        cmocka_unit_test(a_number_can_be_declared_missing),
        cmocka_unit_test(a_number_leaves_its_value),
        cmocka_unit_test(fault_18_grouped_numbers_are_an_option),
        cmocka_unit_test(messages_name_the_cell_the_column_and_a_remedy),
        cmocka_unit_test(lines_that_are_no_records_are_recognised),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
