/* test_header.c - the columns of a table.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/header.h"
#include "support/check.h"
#include "table.h"

typedef struct fixture {
    lsq_chunks chunks;
    lsq_records records;
    lsq_cells cells;
    lsq_header header;
} fixture;

/* Read the header of the text and, if that succeeds and `ahead`, look at the first records. */
static lsq_status open_header(fixture *f, const char *text, int no_header, int ahead,
                              lsq_error *error) {
    lsq_source *source = NULL;
    memset(f, 0, sizeof *f);
    assert_int_equal(lsq_source_memory(&source, text, strlen(text), "t.csv", NULL), LSQ_OK);
    lsq_chunks_init(&f->chunks, source, 0, 0);
    assert_int_equal(lsq_records_look(&f->records, &f->chunks, NULL), LSQ_OK);
    assert_int_equal(lsq_cells_init(&f->cells, '.', 0, NULL, NULL), LSQ_OK);
    lsq_split_init(&f->records.split, ',', 0);
    lsq_status status = lsq_header_read(&f->header, &f->records, &f->cells, no_header, error);
    if (!status && ahead)
        status = lsq_header_look_ahead(&f->header, &f->records, &f->cells, 0, error);
    return status;
}

static void close_header(fixture *f) {
    lsq_header_clear(&f->header);
    lsq_cells_clear(&f->cells);
    lsq_split_clear(&f->records.split);
    lsq_chunks_clear(&f->chunks);
}

static void names_are_cleaned(void **state) {
    (void)state;
    fixture f;
    lsq_error error;
    check_status(open_header(&f, "\n a ,\" b \",\"c\"\"d\",,\n1,2,3,4,5\n", 0, 1, &error), LSQ_OK,
                 NULL);
    static const char *const want[] = {"a", " b ", "c\"d", "", ""};
    assert_int_equal(f.header.columns, 5);
    for (int i = 0; i < 5; i++)
        check_text(f.header.names[i], want[i]);
    assert_int_equal(f.header.line, 2);
    assert_int_equal(f.header.numeric, 0);
    close_header(&f);
}

static void names_are_shown_escaped_or_numbered(void **state) {
    (void)state;
    fixture f;
    char out[256];
    check_status(open_header(&f, "\"a\nb\",\n1,2\n", 0, 1, NULL), LSQ_OK, NULL);
    lsq_header_show(&f.header, 0, out, sizeof out);
    check_text(out, "a\\nb");
    lsq_header_show(&f.header, 1, out, sizeof out);
    check_text(out, "col2");
    close_header(&f);
}

static void the_first_records_are_still_to_be_read(void **state) {
    (void)state;
    for (int no_header = 0; no_header < 2; no_header++) {
        fixture f;
        int got = 0;
        check_status(
            open_header(&f, no_header ? "NA,2\n3,4\n" : "a,b\nNA,2\n3,4\n", no_header, 1, NULL),
            LSQ_OK, NULL);
        assert_int_equal(f.header.kinds[0], LSQ_CELL_NUMBER);
        check_text(f.header.names[0], no_header ? "" : "a");
        check_status(lsq_records_next(&f.records, &got, NULL), LSQ_OK, NULL);
        assert_int_equal(got, 1);
        assert_memory_equal(f.records.split.fields[0].text, "NA", 2);
        assert_int_equal(f.records.start_line, no_header ? 1 : 2);
        close_header(&f);
    }
}

static void kinds_come_from_the_first_value(void **state) {
    (void)state;
    fixture f;
    check_status(open_header(&f, "a,b,c,d,e\n1,x,,.,.\nx,1,NA,north,2\n", 0, 1, NULL), LSQ_OK,
                 NULL);
    static const lsq_cell_kind want[] = {LSQ_CELL_NUMBER, LSQ_CELL_TEXT, LSQ_CELL_MISSING,
                                         LSQ_CELL_TEXT, LSQ_CELL_NUMBER};
    for (int i = 0; i < 5; i++)
        assert_int_equal(f.header.kinds[i], want[i]);
    close_header(&f);
    check_status(open_header(&f, "a,b\n.,\n1\n2,x\n", 0, 1, NULL), LSQ_OK, NULL);
    assert_int_equal(f.header.kinds[0], LSQ_CELL_NUMBER);  /* the reader will refuse '.' */
    assert_int_equal(f.header.kinds[1], LSQ_CELL_MISSING); /* a short record ends the look */
    close_header(&f);
}

static void fault_01_and_02_emptiness_is_an_error(void **state) {
    (void)state;
    fixture f;
    lsq_error error;
    check_status(open_header(&f, "", 0, 1, &error), LSQ_EDATA, &error);
    check_text(error.message, "t.csv: no header: the input is empty");
    close_header(&f);
    check_status(open_header(&f, "a,b\n", 0, 1, &error), LSQ_EDATA, &error);
    check_text(error.message, "t.csv: no data rows");
    close_header(&f);
}

static void check_count(const char *text, const char *want) {
    fixture f;
    lsq_error error;
    check_status(open_header(&f, text, 0, 1, &error), LSQ_EDATA, &error);
    check_text(error.message, want);
    close_header(&f);
}

static void fault_03_and_04_wrong_counts_are_explained(void **state) {
    (void)state;
    check_count("a,b,c\n1,2\n", "t.csv:2:1: 2 fields found, 3 expected as in line 1");
    check_count("a,b\n1,2,3,4\n", "t.csv:2:5: 4 fields found, 2 expected as in line 1; a decimal "
                                  "comma, or a comma in a field without quotes?");
    check_count("a,b\n1,2,\n", "t.csv:2:5: 3 fields found, 2 expected as in line 1; a delimiter at "
                               "the end of the line?");
    check_count("a,b,\n1,2\n",
                "t.csv:2:1: 2 fields found, 3 expected as in line 1; the header ends "
                "with a delimiter");
    check_count("a,b,c\n1;2;3\n", "t.csv:2:1: 1 field found, 3 expected as in line 1; is this line "
                                  "separated otherwise?");
    check_count("a,b,c\n# one, two\n", "t.csv:2:1: 2 fields found, 3 expected as in line 1; a "
                                       "comment line? remove it");
    check_count("a,b,c\nTotal,5\n", "t.csv:2:1: 2 fields found, 3 expected as in line 1; a summary "
                                    "line? remove it");
}

/* In one look at the record: a look for each column would take minutes. */
static void a_third_of_a_million_columns_of_text_know_their_places(void **state) {
    (void)state;
    enum { COLUMNS = 333333 };
    lsq_text text = {0};
    fixture f;
    for (int row = 0; row < 2; row++)
        for (int j = 0; j < COLUMNS; j++)
            lsq_text_put(&text, !row ? (j ? ",h" : "h") : j ? ",\"t\nt\"" : "\na");
    lsq_text_put(&text, "\n");
    check_status(open_header(&f, text.bytes, 0, 1, NULL), LSQ_OK, NULL);
    for (int j = 1; j < COLUMNS; j++) { /* each behind a line end, the t" and the comma */
        assert_int_equal(f.header.text_cells[j].line, 1 + j);
        assert_int_equal(f.header.text_cells[j].column, j > 1 ? 4 : 3);
    }
    close_header(&f);
    lsq_text_clear(&text);
}

static void too_many_columns_are_a_limit(void **state) {
    (void)state;
    fixture f;
    lsq_error error;
    char *text = malloc((size_t)LSQ_MAX_COLUMNS + 3);
    assert_non_null(text);
    memset(text, ',', (size_t)LSQ_MAX_COLUMNS + 1);
    strcpy(text + LSQ_MAX_COLUMNS, "\n");
    check_status(open_header(&f, text, 0, 0, &error), LSQ_ELIMIT, &error);
    check_contains(error.message, "t.csv:1:4194305: more than 4194304 fields in a line");
    close_header(&f);
    strcpy(text + LSQ_MAX_COLUMNS - 1, "\n");
    check_status(open_header(&f, text, 0, 0, &error), LSQ_OK, NULL);
    assert_int_equal(f.header.columns, LSQ_MAX_COLUMNS);
    close_header(&f);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_cleaned),
        cmocka_unit_test(names_are_shown_escaped_or_numbered),
        cmocka_unit_test(the_first_records_are_still_to_be_read),
        cmocka_unit_test(kinds_come_from_the_first_value),
        cmocka_unit_test(fault_01_and_02_emptiness_is_an_error),
        cmocka_unit_test(fault_03_and_04_wrong_counts_are_explained),
        cmocka_unit_test(a_third_of_a_million_columns_of_text_know_their_places),
        cmocka_unit_test(too_many_columns_are_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
