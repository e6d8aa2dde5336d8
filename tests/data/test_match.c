/* test_match.c - the columns of one table by the names of another.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/csv.h"
#include "support/check.h"
#include "support/random.h"

/* A table of this header and a row of ones. */
static lsq_csv *open_header(const char *header, const char *file, int64_t columns) {
    lsq_text text = {0};
    lsq_source *source = NULL;
    lsq_csv *csv = NULL;
    lsq_csv_options o = {.delimiter = ','};
    lsq_text_format(&text, "%s\n1", header);
    for (int64_t j = 1; j < columns; j++)
        lsq_text_put(&text, ",1");
    assert_int_equal(lsq_source_memory(&source, text.bytes, text.length, file, NULL), LSQ_OK);
    assert_int_equal(lsq_csv_open(&csv, source, &o, NULL), LSQ_OK);
    lsq_text_clear(&text);
    return csv;
}

/* places of `first` in `other`, as digits, or the sentence that refuses. */
static void match(char *out, size_t size, const char *first, const char *other, int64_t n,
                  int64_t m) {
    lsq_csv *a = open_header(first, "a\033.csv", n), *b = open_header(other, "b.csv", m);
    int64_t *places = (int64_t *)1;
    lsq_error error = {0};
    lsq_status status = lsq_csv_match(&places, b, a, &error);
    if (status) {
        check_status(status, LSQ_EDATA, &error);
        assert_int_equal(error.line, 1);
        assert_null(places);
        snprintf(out, size, "%s", error.message);
    } else {
        for (int64_t j = 0; j < n; j++)
            out[j] = (char)('0' + places[j]);
        out[n] = '\0';
    }
    free(places);
    lsq_csv_free(a);
    lsq_csv_free(b);
}

#define check_match(first, other, n, m, want)             \
    do {                                                  \
        char got_[1024];                                  \
        match(got_, sizeof got_, first, other, (n), (m)); \
        check_text(got_, want);                           \
    } while (0)

static void columns_go_by_name(void **state) {
    (void)state;
    check_match("x", "x", 1, 1, "0");
    check_match("x,y,z", "x,y,z", 3, 3, "012");
    check_match("x,y,z", "z,x,y", 3, 3, "120");
    check_match("x,\"a,b\", c ", "c,x,\"a,b\"", 3, 3, "120");
    check_match("b,B,\xC3\xA4", "\xC3\xA4,B,b", 3, 3, "210");
}

static void equal_names_go_in_their_order(void **state) {
    (void)state;
    check_match("x,y,x", "x,x,y", 3, 3, "021");
    check_match("x,,", ",x,", 3, 3, "102");
}

static void a_name_too_few_or_too_many_is_told(void **state) {
    (void)state;
    static const char rule[] = "; files read together have the same columns, in any order";
    static const struct {
        const char *first, *other, *what;
        int64_t n, m;
    } cases[] = {
        {"x,y", "x,z", "there is no column 'y', which a\\x1B.csv has", 2, 2},
        {"x,z", "x,y", "there is a column 'y', which a\\x1B.csv has not", 2, 2},
        {"x,y", "x", "there is no column 'y', which a\\x1B.csv has", 2, 1},
        {"x", "y,x", "there is a column 'y', which a\\x1B.csv has not", 1, 2},
        {"x,y", "x,Y", "there is a column 'Y', which a\\x1B.csv has not", 2, 2},
        {"a,b,c", "c,b,a,b", "the column 'b' is here 2 times, in a\\x1B.csv 1 times", 3, 4},
        {"a,a\x01", "a,q", "there is no column 'a\\x01', which a\\x1B.csv has", 2, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char want[1024];
        snprintf(want, sizeof want, "b.csv:1: %s%s", cases[i].what, rule);
        check_match(cases[i].first, cases[i].other, cases[i].n, cases[i].m, want);
    }
    check_match(
        "x,y", "x,y,", 2, 3,
        "b.csv:1: 3 columns found, 2 in a\\x1B.csv; files read together have the same ones");
    check_match("x,", "x", 2, 1,
                "b.csv:1: 1 column found, 2 in a\\x1B.csv; files read together have the same ones");
}

static void many_columns_in_any_order(void **state) {
    (void)state;
    enum { COLUMNS = 30000 };
    static int64_t order[COLUMNS];
    lsq_text first = {0}, other = {0};
    uint64_t seed = 4;
    random_permutation(&seed, order, COLUMNS);
    for (int j = 0; j < COLUMNS; j++) {
        lsq_text_format(&first, "%sx%d", j ? "," : "", j);
        lsq_text_format(&other, "%sx%d", j ? "," : "", (int)order[j]);
    }
    lsq_csv *a = open_header(first.bytes, "a", COLUMNS);
    lsq_csv *b = open_header(other.bytes, "b", COLUMNS);
    int64_t *places = NULL;
    assert_int_equal(lsq_csv_match(&places, b, a, NULL), LSQ_OK);
    for (int j = 0; j < COLUMNS; j++)
        assert_int_equal(order[places[j]], j);
    free(places);
    lsq_csv_free(a);
    lsq_csv_free(b);
    lsq_text_clear(&first);
    lsq_text_clear(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_go_by_name),
        cmocka_unit_test(equal_names_go_in_their_order),
        cmocka_unit_test(a_name_too_few_or_too_many_is_told),
        cmocka_unit_test(many_columns_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
