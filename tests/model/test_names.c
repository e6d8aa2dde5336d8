/* test_names.c - columns by name: nameless, double, unknown ones, and lists of them.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"

static const lsq_position third = {NULL, 1, 3, -1};

static void init(lsq_names *names, lsq_table *table, const char *const *of, int64_t count) {
    *table = (lsq_table){of, count, NULL, "data.csv"};
    assert_int_equal(lsq_names_init(names, table, NULL), LSQ_OK);
}

static void assert_unknown(const lsq_names *names, const char *name, lsq_status status,
                           const char *wanted) {
    lsq_error error = {0};
    int64_t column = -7;
    assert_int_equal(lsq_names_find(names, name, LSQ_IN_FORMULA, third, &column, &error), status);
    if (!strstr(error.message, wanted))
        fail_msg("%s", error.message);
    if (status == LSQ_EFORMULA)
        assert_int_equal(error.column, 3);
}

static void fault_31_a_nameless_column_is_known_by_its_number(void **state) {
    (void)state;
    static const char *const of[] = {"", "a", ""};
    lsq_names names;
    lsq_table table;
    int64_t column = -1;
    init(&names, &table, of, 3);
    assert_int_equal(lsq_names_find(&names, "col1", LSQ_IN_FORMULA, third, &column, NULL), LSQ_OK);
    assert_int_equal(column, 0);
    assert_int_equal(lsq_names_find(&names, "col3", LSQ_IN_FORMULA, third, &column, NULL), LSQ_OK);
    assert_int_equal(column, 2);
    assert_string_equal(lsq_names_get(&names, 2), "col3");
    assert_unknown(&names, "col2", LSQ_EFORMULA, "no column 'col2' in data.csv");
    assert_unknown(&names, "", LSQ_EFORMULA, "no column ''");
    lsq_names_clear(&names);
}

static void fault_31_a_name_like_that_of_a_nameless_column_is_double(void **state) {
    (void)state;
    static const char *const of[] = {"", "a", "col1"};
    lsq_names names;
    lsq_table table;
    init(&names, &table, of, 3);
    assert_unknown(&names, "col1", LSQ_EDATA, "data.csv: two columns are called 'col1' (1 and 3)");
    lsq_names_clear(&names);
}

static void fault_30_a_double_name_is_an_error_where_it_is_used(void **state) {
    (void)state;
    static const char *const of[] = {"x", "a", "x", "b", "x", "a"};
    lsq_names names;
    lsq_table table;
    int64_t column = -1;
    init(&names, &table, of, 6);
    assert_unknown(&names, "a", LSQ_EDATA, "two columns are called 'a' (2 and 6)");
    assert_unknown(&names, "x", LSQ_EDATA, "3 columns are called 'x' (1, 3 and 5)");
    assert_int_equal(lsq_names_find(&names, "b", LSQ_IN_FORMULA, third, &column, NULL), LSQ_OK);
    assert_int_equal(column, 3);
    lsq_names_clear(&names);
}

static void fault_30_a_name_of_very_many_columns_makes_a_short_message(void **state) {
    (void)state;
    enum { MANY = 5000 };
    static const char *of[MANY];
    for (int i = 0; i < MANY; i++)
        of[i] = "x";
    lsq_names names;
    lsq_table table;
    init(&names, &table, of, MANY);
    assert_unknown(&names, "x", LSQ_EDATA, "5000 columns are called 'x' (1, 2, 3, 4, ");
    assert_unknown(&names, "x", LSQ_EDATA, ", \xE2\x80\xA6); give");
    lsq_names_clear(&names);
}

static void an_unknown_name_gets_the_nearest_or_the_first_few(void **state) {
    (void)state;
    static const char *const of[] = {"age", "height", "c", "d", "e", "f", "g"};
    lsq_names names;
    lsq_table table;
    init(&names, &table, of, 7);
    assert_unknown(&names, "aeg", LSQ_EFORMULA, "no column 'aeg' in data.csv; did you mean 'age'?");
    assert_unknown(&names, "zzz", LSQ_EFORMULA,
                   "; there are age, height, c, d, e, f, \xE2\x80\xA6");
    lsq_names_clear(&names);
    init(&names, &table, of, 2);
    table.source = NULL;
    assert_unknown(&names, "zzz", LSQ_EFORMULA, "no column 'zzz'; there are age, height");
    lsq_names_clear(&names);
    init(&names, &table, of, 0);
    assert_unknown(&names, "a", LSQ_EFORMULA, "no column 'a' in data.csv");
    lsq_names_clear(&names);
}

static void a_hint_spells_names_as_they_are_written_there(void **state) {
    (void)state;
    static const char *const of[] = {"Area", "m\xC2\xB2", "net price", "b,c", "d`e", " f"};
    lsq_names names;
    lsq_table table;
    lsq_error error = {0};
    int64_t column = -1;
    init(&names, &table, of, 6);
    assert_unknown(&names, "zzzzzz", LSQ_EFORMULA,
                   "there are Area, m\xC2\xB2, `net price`, `b,c`, `d``e`, ` f`");
    assert_unknown(&names, "net_price", LSQ_EFORMULA, "; did you mean `net price`?");
    lsq_names_find(&names, "zzzzzz", LSQ_IN_LIST, third, &column, &error);
    assert_non_null(
        strstr(error.message, "there are Area, m\xC2\xB2, net price, `b,c`, `d``e`, ` f`"));
    lsq_names_find(&names, "net_price", LSQ_IN_LIST, third, &column, &error);
    assert_non_null(strstr(error.message, "; did you mean 'net price'?"));
    lsq_names_clear(&names);
}

static void blanks_around_a_name_ask_for_backquotes_in_a_list(void **state) {
    (void)state;
    static const char *const of[] = {"a ", "\tb", "c\t", "\nd", "e\r", "f\tg"};
    lsq_names names;
    lsq_table table;
    lsq_error error = {0};
    int64_t column = -1;
    init(&names, &table, of, 6);
    lsq_names_find(&names, "zzzzzz", LSQ_IN_LIST, third, &column, &error);
    if (!strstr(error.message, "there are `a `, `\\tb`, `c\\t`, `\\nd`, `e\\r`, f\\tg"))
        fail_msg("%s", error.message);
    lsq_names_clear(&names);
}

static void fault_73_a_list_above_one_mebibyte_is_refused(void **state) {
    (void)state;
    static const char *const of[] = {"a"};
    lsq_names names;
    lsq_table table;
    lsq_error error = {0};
    int64_t count = 0, *columns = NULL;
    size_t length = (1 << 20) + 1;
    char *list = malloc(length + 1);
    assert_non_null(list);
    memset(list, 'a', length);
    list[length] = '\0';
    init(&names, &table, of, 1);
    assert_int_equal(lsq_names_list(&names, list, &columns, &count, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "has 1048577 bytes, at most 1048576 are read"));
    assert_null(columns);
    lsq_names_clear(&names);
    free(list);
}

static void fault_33_foreign_bytes_are_escaped_in_messages(void **state) {
    (void)state;
    static const char *const of[] = {"a\n\x1B[1m", "a\n\x1B[1m", "\u202Eevil"};
    lsq_names names;
    lsq_table table;
    init(&names, &table, of, 3);
    assert_unknown(&names, of[0], LSQ_EDATA, "'a\\n\\x1B[1m'");
    assert_unknown(&names, "q\x1B", LSQ_EFORMULA, "'q\\x1B'");
    assert_unknown(&names, "evil", LSQ_EFORMULA, "did you mean '\\u{202E}evil'?");
    lsq_names_clear(&names);
}

static void assert_list(const lsq_names *names, const char *list, int64_t n,
                        const int64_t *wanted) {
    int64_t *columns = NULL, count = -1;
    lsq_error error = {0};
    if (lsq_names_list(names, list, &columns, &count, &error))
        fail_msg("%s: %s", list, error.message);
    assert_int_equal(count, n);
    assert_memory_equal(columns, wanted, (size_t)n * sizeof *columns);
    free(columns);
}

static void assert_list_fails(const lsq_names *names, const char *list, int64_t column,
                              const char *wanted) {
    int64_t *columns = (int64_t *)&columns, count = -1;
    lsq_error error = {0};
    assert_int_equal(lsq_names_list(names, list, &columns, &count, &error), LSQ_EFORMULA);
    assert_null(columns);
    assert_int_equal(error.column, column);
    if (!strstr(error.message, wanted))
        fail_msg("%s", error.message);
}

static void lists_are_plain_names_with_blanks_and_backquotes(void **state) {
    (void)state;
    static const char *const of[] = {"a", "my col", "b,c", "d`e", "x^2"};
    lsq_names names;
    lsq_table table;
    init(&names, &table, of, 5);
    assert_list(&names, "a", 1, (int64_t[]){0});
    assert_list(&names, " my col ,a", 2, (int64_t[]){1, 0});
    assert_list(&names, "a,\t`b,c` , a", 3, (int64_t[]){0, 2, 0});
    assert_list(&names, "`d``e`,d`e,x^2", 3, (int64_t[]){3, 3, 4});
    assert_list_fails(&names, "", 1, "empty name");
    assert_list_fails(&names, "a,,b", 3, "empty name");
    assert_list_fails(&names, "a, ", 4, "empty name");
    assert_list_fails(&names, "``", 1, "empty name");
    assert_list_fails(&names, "a,`b", 3, "has no end");
    assert_list_fails(&names, "`a`b", 1, "a comma must follow");
    assert_list_fails(&names, "a, my coll", 4, "did you mean 'my col'?");
    lsq_names_clear(&names);
}

static void the_numeric_list_leaves_out_text_doubles_and_the_skipped(void **state) {
    (void)state;
    static const char *const of[] = {"y", "a", "city", "x", "x", "my col", "b,c", ""};
    static char berlin[] = "Berlin";
    static const lsq_text_cell texts[8] = {[2] = {berlin, 2, 5, NULL}};
    static const unsigned char skip[] = {1, 0, 0, 0, 0, 0, 0, 0};
    lsq_names names;
    lsq_table table;
    lsq_text text = {0};
    init(&names, &table, of, 8);
    table.text_cells = texts;
    lsq_names_put_numeric(&names, skip, &text);
    assert_string_equal(text.bytes, "'a,my col,`b,c`,col8'");
    lsq_text_clear(&text);
    lsq_names_put_without_text(&names, skip, &text);
    assert_string_equal(text.bytes, "'. - city'");
    lsq_text_clear(&text);
    table.count = 3;
    lsq_names_put_numeric(&names, skip, &text);
    assert_string_equal(text.bytes, "a");
    lsq_text_clear(&text);
    table.count = 8;
    lsq_names_clear(&names);
}

static void a_long_numeric_list_is_cut(void **state) {
    (void)state;
    enum { MANY = 1000 };
    static const char *of[MANY];
    static char name[MANY][16];
    static const unsigned char skip[MANY];
    for (int i = 0; i < MANY; i++) {
        memcpy(name[i], "column-0000", 12);
        for (int j = 10, n = i; n; n /= 10)
            name[i][j--] = (char)('0' + n % 10);
        of[i] = name[i];
    }
    lsq_names names;
    lsq_table table;
    lsq_text text = {0};
    init(&names, &table, of, MANY);
    lsq_names_put_numeric(&names, skip, &text);
    assert_true(text.length < 250);
    assert_non_null(strstr(text.bytes, "'column-0000,column-0001,"));
    assert_non_null(strstr(text.bytes, "column-0015' (16 of 1000 columns of numbers)"));
    lsq_text_clear(&text);
    lsq_names_clear(&names);
}

static void fault_33_a_name_that_cannot_be_shown_is_left_out_of_a_list(void **state) {
    (void)state;
    static const char *const of[] = {"a", "b\x1B[2J", "c"};
    static const unsigned char skip[3];
    lsq_names names;
    lsq_table table;
    lsq_text text = {0};
    init(&names, &table, of, 3);
    lsq_names_put_numeric(&names, skip, &text);
    assert_string_equal(text.bytes, "a,c (2 of 3 columns of numbers)");
    lsq_text_clear(&text);
    static const unsigned char others[] = {1, 0, 1};
    lsq_names_put_numeric(&names, others, &text);
    assert_null(text.bytes);
    lsq_names_clear(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_31_a_nameless_column_is_known_by_its_number),
        cmocka_unit_test(fault_31_a_name_like_that_of_a_nameless_column_is_double),
        cmocka_unit_test(fault_30_a_double_name_is_an_error_where_it_is_used),
        cmocka_unit_test(fault_30_a_name_of_very_many_columns_makes_a_short_message),
        cmocka_unit_test(an_unknown_name_gets_the_nearest_or_the_first_few),
        cmocka_unit_test(a_hint_spells_names_as_they_are_written_there),
        cmocka_unit_test(blanks_around_a_name_ask_for_backquotes_in_a_list),
        cmocka_unit_test(fault_73_a_list_above_one_mebibyte_is_refused),
        cmocka_unit_test(fault_33_foreign_bytes_are_escaped_in_messages),
        cmocka_unit_test(fault_33_a_name_that_cannot_be_shown_is_left_out_of_a_list),
        cmocka_unit_test(lists_are_plain_names_with_blanks_and_backquotes),
        cmocka_unit_test(the_numeric_list_leaves_out_text_doubles_and_the_skipped),
        cmocka_unit_test(a_long_numeric_list_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
