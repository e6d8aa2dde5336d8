/* test_request.c - responses and predictors by lists and defaults, and what these may not take.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

#include <stdio.h>

static void assert_request(const lsq_table *table, lsq_request request, const char *wanted,
                           int guessed) {
    lsq_model *model = NULL;
    lsq_error error = {0};
    if (lsq_model_build(&model, &request, table, &error))
        fail_msg("%s", error.message);
    assert_string_equal(model->formula, wanted);
    assert_int_equal(model->response_guessed, guessed);
    lsq_model_free(model);
}

static void the_default_response_is_y_or_the_last_column(void **state) {
    (void)state;
    const lsq_table last = {(const char *const[]){"a", "b", "c"}, 3, NULL, "data.csv"};
    const lsq_table y = {(const char *const[]){"a", "y", "c"}, 3, NULL, "data.csv"};
    assert_request(&last, (lsq_request){0}, "c ~ a + b", 1);
    assert_request(&y, (lsq_request){0}, "y ~ a + c", 0);
    assert_request(&last, (lsq_request){NULL, NULL, "a", NULL}, "c ~ a", 1);
    assert_request(&last, (lsq_request){NULL, "b", NULL, NULL}, "b ~ a + c", 0);
    assert_request(&last, (lsq_request){NULL, " b , c ", NULL, NULL}, "cbind(b, c) ~ a", 0);
    assert_request(&last, (lsq_request){NULL, "a", "c,b,c", NULL}, "a ~ c + b", 0);
    assert_request(&last, (lsq_request){"c ~ b", NULL, NULL, NULL}, "c ~ b", 0);
}

static void one_column_is_fitted_by_its_mean(void **state) {
    (void)state;
    const lsq_table one = {(const char *const[]){"a"}, 1, NULL, "data.csv"};
    assert_request(&one, (lsq_request){0}, "a ~ 1", 1);
    assert_request(&one, (lsq_request){"a ~ .", NULL, NULL, NULL}, "a ~ 1", 0);
    const lsq_table none = {NULL, 0, NULL, "data.csv"};
    assert_fails(&none, (lsq_request){0}, LSQ_EDATA, 0, "data.csv: there are no columns");
}

static void no_variable_has_two_roles(void **state) {
    (void)state;
    assert_formula_fails("y ~ a + y", 1, "y is both response and predictor");
    assert_formula_fails("cbind(y, a) ~ a + b", 15, "a is both response and predictor");
    assert_formula_fails("cbind(y, y) ~ a", 7, "y is a response twice");
    assert_fails(&table_of_ten, (lsq_request){NULL, "a", "b,a", NULL}, LSQ_EFORMULA, 0,
                 "a is both response and predictor");
    assert_fails(&table_of_ten, (lsq_request){NULL, "a,a", NULL, NULL}, LSQ_EFORMULA, 0,
                 "a is a response twice");
    const lsq_table last = {(const char *const[]){"a", "b"}, 2, NULL, "data.csv"};
    assert_fails(&last, (lsq_request){NULL, NULL, "a,b", NULL}, LSQ_EFORMULA, 0,
                 "b is both predictor and, as the last column, response; name the response: -y");
}

static void weights_are_no_predictor_unless_named_as_one(void **state) {
    (void)state;
    const lsq_table t = {(const char *const[]){"a", "b", "w"}, 3, NULL, "data.csv"};
    const lsq_table y = {(const char *const[]){"y", "a", "b"}, 3, NULL, "data.csv"};
    assert_request(&t, (lsq_request){.weights = "w"}, "b ~ a", 1);
    assert_request(&t, (lsq_request){.weights = "a"}, "w ~ b", 1);
    assert_request(&y, (lsq_request){.weights = "y"}, "b ~ a", 1);
    assert_request(&t, (lsq_request){.formula = "a ~ .", .weights = "w"}, "a ~ b", 0);
    assert_request(&t, (lsq_request){.formula = "a ~ . + w", .weights = "w"}, "a ~ b + w", 0);
    assert_request(&t, (lsq_request){.formula = "w ~ a", .weights = "w"}, "w ~ a", 0);
    assert_request(&t, (lsq_request){.predictors = "a,w", .weights = "w"}, "b ~ a + w", 1);
    assert_request(&t, (lsq_request){.response = "w", .weights = "w"}, "w ~ a + b", 0);
    const lsq_table one = {(const char *const[]){"w"}, 1, NULL, "data.csv"};
    assert_fails(&one, (lsq_request){.weights = "w"}, LSQ_EDATA, 0, "there are no columns to fit");
}

static void unknown_weights_get_the_nearest_name(void **state) {
    (void)state;
    assert_fails(&table_of_ten, (lsq_request){.weights = "agee"}, LSQ_EFORMULA, 1,
                 "no column 'agee' in data.csv; did you mean 'age'?");
    assert_fails(&table_of_twelve, (lsq_request){.weights = "dup"}, LSQ_EDATA, 0, "(11 and 12)");
    const char *weights = "agee", *formula = "y ~ a";
    lsq_model *model = NULL;
    lsq_error error = {0};
    lsq_request request = {.formula = formula, .weights = weights};
    assert_int_equal(lsq_model_build(&model, &request, &table_of_ten, &error), LSQ_EFORMULA);
    assert_ptr_equal(error.within, weights);
}

static void a_model_without_terms_is_refused(void **state) {
    (void)state;
    assert_formula_fails("y ~ 0", 1, "no terms");
    assert_formula_fails("y ~ a - a - 1", 1, "no terms");
    assert_formula("y ~ I(a - a) - 1", "y ~ I(a - a) - 1");
}

static void a_formula_excludes_the_lists(void **state) {
    (void)state;
    assert_fails(&table_of_ten, (lsq_request){"y ~ a", "y", NULL, NULL}, LSQ_EUSAGE, 0,
                 "a formula excludes a list of responses");
    assert_fails(&table_of_ten, (lsq_request){"y ~ a", NULL, "a", NULL}, LSQ_EUSAGE, 0,
                 "a formula excludes a list of predictors");
}

static void text_that_nobody_asked_for_is_refused_with_the_list_without_it(void **state) {
    (void)state;
    static const char *const of[] = {"price", "city", "area", "rooms", "age"};
    static char berlin[] = "Berlin", old[] = "old";
    static const lsq_text_cell second[5] = {[1] = {berlin, 2, 5, NULL}},
                               last[5] = {[4] = {old, 3, 9, NULL}};
    lsq_table table = {of, 5, second, "data.csv"};
    assert_fails(&table, (lsq_request){NULL, "price", NULL, NULL}, LSQ_EDATA, 5,
                 "data.csv:2:5: column 'city' begins with text, 'Berlin'; name the numeric "
                 "columns: -x area,rooms,age");
    assert_fails(&table, (lsq_request){"price ~ .", NULL, NULL, NULL}, LSQ_EDATA, 5,
                 "data.csv:2:5: column 'city' begins with text, 'Berlin'; take it out with '. - "
                 "city'");
    assert_request(&table, (lsq_request){"price ~ . - city", NULL, NULL, NULL},
                   "price ~ area + rooms + age", 0);
    assert_request(&table, (lsq_request){NULL, NULL, "area,price", NULL}, "age ~ area + price", 1);
    assert_request(&table, (lsq_request){NULL, "price", "city", NULL}, "price ~ city", 0);
    table.text_cells = last;
    assert_fails(&table, (lsq_request){0}, LSQ_EDATA, 9,
                 "data.csv:3:9: the last column would be the response, but 'age' begins with text, "
                 "'old'; name the response with -y, one of: price,city,area,rooms");
    table.names = (const char *const[]){"a", "b", "c", "d", "y"};
    assert_fails(&table, (lsq_request){0}, LSQ_EDATA, 9,
                 "the response would be y, but column 'y' begins with text, 'old'; name");
}

static void a_hint_of_the_reader_takes_the_place_of_the_list(void **state) {
    (void)state;
    static char x[] = "x";
    static const lsq_text_cell first[2] = {[0] = {x, 1, 1, "is line 1 a header?"}};
    const lsq_table table = {(const char *const[]){"", ""}, 2, first, "data.csv"};
    assert_fails(&table, (lsq_request){0}, LSQ_EDATA, 1,
                 "data.csv:1:1: column 'col1' begins with text, 'x'; is line 1 a header?");
}

/* What a shell makes of the words behind `mark` in the message. */
static void through_a_shell(const char *message, const char *mark, char *out, size_t size) {
    char command[1200];
    const char *words = strstr(message, mark);
    assert_non_null(words);
    snprintf(command, sizeof command, "printf %%s %s", words + strlen(mark));
    FILE *shell = popen(command, "r");
    assert_non_null(shell);
    size_t n = fread(out, 1, size - 1, shell);
    out[n] = '\0';
    assert_int_equal(pclose(shell), 0);
}

static void the_lists_of_hints_work_when_they_are_pasted_into_a_shell(void **state) {
    (void)state;
    static const char *const of[] = {"y",   "city", "it's $(id)", "a,b",       " c ",
                                     "d`e", "`",    "",           "m\xC2\xB2", "\\n",
                                     "!!",  "*",    "-x",         "a\"b",      "TRUE"};
    static char berlin[] = "Berlin";
    static const lsq_text_cell second[15] = {[1] = {berlin, 2, 5, NULL}};
    lsq_table table = {of, 15, second, "data.csv"};
    lsq_request request = {NULL, "y", NULL, NULL};
    lsq_model *model = NULL;
    lsq_error error = {0};
    char list[512];
    assert_int_equal(lsq_model_build(&model, &request, &table, &error), LSQ_EDATA);
    through_a_shell(error.message, "-x ", list, sizeof list);
    request.predictors = list;
    if (lsq_model_build(&model, &request, &table, &error))
        fail_msg("%s: %s", list, error.message);
    assert_int_equal(model->p, 1 + 13);
    for (int64_t j = 0; j < model->n_columns; j++)
        assert_int_not_equal(model->columns[j], 1);
    lsq_model_free(model);
}

static void the_formula_of_a_hint_works_when_it_is_pasted_into_a_shell(void **state) {
    (void)state;
    static const char *const of[] = {"y", "it's `$(id)`", "a", "T", "my city"};
    static char text[] = "x";
    static const lsq_text_cell cells[5] = {
        [1] = {text, 2, 3, NULL}, [3] = {text, 2, 5, NULL}, [4] = {text, 2, 7, NULL}};
    const lsq_table table = {of, 5, cells, "data.csv"};
    lsq_model *model = NULL;
    lsq_error error = {0};
    char part[256], formula[300];
    assert_int_equal(
        lsq_model_build(&model, &(lsq_request){"y ~ .", NULL, NULL, NULL}, &table, &error),
        LSQ_EDATA);
    through_a_shell(error.message, "take it out with ", part, sizeof part);
    snprintf(formula, sizeof formula, "y ~ %s", part);
    assert_request(&table, (lsq_request){formula, NULL, NULL, NULL}, "y ~ a", 0);
}

static void fault_30_double_names_matter_only_where_they_are_used(void **state) {
    (void)state;
    static const char clash[] = "data.csv: two columns are called 'dup' (11 and 12)";
    assert_request(&table_of_twelve, (lsq_request){"y ~ a", NULL, NULL, NULL}, "y ~ a", 0);
    assert_request(&table_of_twelve, (lsq_request){NULL, "a", "b", NULL}, "a ~ b", 0);
    assert_fails(&table_of_twelve, (lsq_request){0}, LSQ_EDATA, 0, clash);
    assert_fails(&table_of_twelve, (lsq_request){"y ~ a + .", NULL, NULL, NULL}, LSQ_EDATA, 0,
                 clash);
    assert_fails(&table_of_twelve, (lsq_request){"y ~ I(dup^2)", NULL, NULL, NULL}, LSQ_EDATA, 0,
                 clash);
    assert_fails(&table_of_twelve, (lsq_request){NULL, "dup", NULL, NULL}, LSQ_EDATA, 0, clash);
    assert_fails(&table_of_twelve, (lsq_request){NULL, "a", "b, dup", NULL}, LSQ_EDATA, 0, clash);
}

static void fault_73_an_unknown_name_is_located(void **state) {
    (void)state;
    assert_formula_fails("y ~ a + aeg", 9, "no column 'aeg' in data.csv; did you mean 'age'?");
    assert_formula_fails("y ~ a + I(2 * (aeg - 1)^2)", 16, "did you mean 'age'?");
    assert_formula_fails("y ~ a - `my coll`", 9, "did you mean `my col`?");
    assert_formula_fails("yy ~ a", 1, "no column 'yy'");
    assert_formula_fails("y ~ powers(q, 2)", 12, "no column 'q'");
    assert_fails(&table_of_ten, (lsq_request){NULL, NULL, "a, aeg", NULL}, LSQ_EFORMULA, 4,
                 "'age'");
    assert_fails(&table_of_ten, (lsq_request){NULL, "q", NULL, NULL}, LSQ_EFORMULA, 1,
                 "no column 'q'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_response_is_y_or_the_last_column),
        cmocka_unit_test(one_column_is_fitted_by_its_mean),
        cmocka_unit_test(no_variable_has_two_roles),
        cmocka_unit_test(weights_are_no_predictor_unless_named_as_one),
        cmocka_unit_test(unknown_weights_get_the_nearest_name),
        cmocka_unit_test(a_model_without_terms_is_refused),
        cmocka_unit_test(a_formula_excludes_the_lists),
        cmocka_unit_test(text_that_nobody_asked_for_is_refused_with_the_list_without_it),
        cmocka_unit_test(a_hint_of_the_reader_takes_the_place_of_the_list),
        cmocka_unit_test(the_lists_of_hints_work_when_they_are_pasted_into_a_shell),
        cmocka_unit_test(the_formula_of_a_hint_works_when_it_is_pasted_into_a_shell),
        cmocka_unit_test(fault_30_double_names_matter_only_where_they_are_used),
        cmocka_unit_test(fault_73_an_unknown_name_is_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
