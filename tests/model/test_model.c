/* test_model.c - whole models: names, canonical formula, marks, size, memory.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

#include <stdio.h>

static void a_model_has_its_names_terms_and_flags(void **state) {
    (void)state;
    lsq_model *model = model_of("cbind(y, y2) ~ `my col`:a + I( x-1950 ) + col9");
    static const char *const names[] = {"(Intercept)", "I(x - 1950)", "col9",
                                        "`my col`:a",  "y",           "y2"};
    assert_int_equal(model->p, 4);
    assert_int_equal(model->q, 2);
    assert_int_equal(model->intercept, 1);
    for (int64_t i = 0; i < 6; i++)
        assert_string_equal(model->terms[i].name, names[i]);
    assert_string_equal(model->formula, "cbind(y, y2) ~ I(x - 1950) + col9 + `my col`:a");
    lsq_model_free(model);
    lsq_model_free(NULL);
}

static void the_canonical_formula_means_the_same(void **state) {
    (void)state;
    static const char *const formulas[] = {"y ~ a*b*I(x^2) - 1",
                                           "cbind(y, I(y2^2)) ~ .",
                                           "y ~ b:a:c + c + a",
                                           "y ~ powers(x, 4):a",
                                           "y ~ 1",
                                           "I(y*1e-5) ~ `my col` + I(-a^2*-1.50)",
                                           "y ~ x:c + d:b:a + a",
                                           "y ~ I(`my col`*a) - 1"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        lsq_model *first = model_of(formulas[i]), *again = model_of(first->formula);
        assert_int_equal(again->p, first->p);
        assert_int_equal(again->n_columns, first->n_columns);
        assert_memory_equal(again->columns, first->columns,
                            (size_t)first->n_columns * sizeof *first->columns);
        for (int64_t t = 0; t < first->p + first->q; t++) {
            const lsq_polynomial *a = &first->terms[t].value, *b = &again->terms[t].value;
            assert_int_equal(a->count, b->count);
            for (int64_t k = 0; k < a->count; k++) {
                assert_int_equal(a->parts[k].monomial, b->parts[k].monomial);
                assert_int_equal(a->parts[k].exp10, b->parts[k].exp10);
                assert_true(fmpz_equal(a->parts[k].value, b->parts[k].value));
            }
        }
        lsq_model_free(first);
        lsq_model_free(again);
    }
}

static void fault_33_hostile_names_work_and_survive_in_the_formula(void **state) {
    (void)state;
    static const char *const of[] = {"y", "a\nb", "`", "I(x^2)", "x ~ y + ", "\xE2\x80\xAE", "."};
    const lsq_table table = {of, 7, NULL, "data.csv"};
    static const char wanted[] = "y ~ `a\nb` + ```` + `I(x^2)` + `x ~ y + ` + \xE2\x80\xAE + `.`";
    lsq_request request = {0};
    for (int round = 0; round < 2; round++) {
        lsq_model *model = NULL;
        assert_int_equal(lsq_model_build(&model, &request, &table, NULL), LSQ_OK);
        assert_string_equal(model->formula, wanted);
        assert_int_equal(model->n_columns, 7);
        request.formula = wanted;
        lsq_model_free(model);
    }
}

static void marks_follow_the_columns_of_the_model(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ x + I(a^2)");
    unsigned char flags[3] = {9, 9, 9};
    lsq_error error = {0};
    assert_int_equal(lsq_model_mark(model, &table_of_ten, "a, age ,y", flags, &error), LSQ_OK);
    assert_string_equal(model->names[0], "x");
    assert_int_equal(flags[0], 0);
    assert_string_equal(model->names[1], "a");
    assert_int_equal(flags[1], 1);
    assert_string_equal(model->names[2], "y");
    assert_int_equal(flags[2], 1);
    assert_int_equal(lsq_model_mark(model, &table_of_ten, "x, aeg", flags, &error), LSQ_EFORMULA);
    assert_int_equal(error.column, 4);
    assert_int_equal(flags[0], 0);
    assert_int_equal(flags[1], 1);
    lsq_model_free(model);
}

static void twenty_thousand_columns_have_one_derivative_each(void **state) {
    (void)state;
    static char name[LSQ_MAX_TERMS + 1][16];
    static const char *of[LSQ_MAX_TERMS + 1];
    for (int i = 0; i <= LSQ_MAX_TERMS; i++) {
        snprintf(name[i], sizeof name[i], "v%d", i);
        of[i] = name[i];
    }
    lsq_table table = {of, LSQ_MAX_TERMS, NULL, NULL};
    lsq_model *model = NULL;
    assert_int_equal(lsq_model_build(&model, &(lsq_request){0}, &table, NULL), LSQ_OK);
    assert_int_equal(model->p, LSQ_MAX_TERMS);
    assert_int_equal(model->n_monomials, LSQ_MAX_TERMS + 1);
    for (int64_t t = 1; t <= LSQ_MAX_TERMS; t++) {
        assert_int_equal(model->terms[t].n_by, 1);
        assert_int_equal(model->terms[t].by[0].value.parts[0].monomial, 0);
    }
    lsq_model_free(model);
    table.count++;
    assert_fails(&table, (lsq_request){0}, LSQ_ELIMIT, 0,
                 "the model has 2001 terms, the limit is 2000; choose the predictors with -x");
    assert_fails(&table, (lsq_request){"v0 ~ .", NULL, NULL, NULL}, LSQ_ELIMIT, 6, "with -x");
}

static void fault_34_unused_columns_cost_nothing_in_the_model(void **state) {
    (void)state;
    enum { MANY = 1000000 };
    const char **of = malloc(MANY * sizeof *of);
    assert_non_null(of);
    for (int i = 0; i < MANY; i++)
        of[i] = "";
    const lsq_table table = {of, MANY, NULL, NULL};
    lsq_model *model = NULL;
    lsq_request request = {"col1000000 ~ col7", NULL, NULL, NULL};
    assert_int_equal(lsq_model_build(&model, &request, &table, NULL), LSQ_OK);
    assert_int_equal(model->n_columns, 2);
    assert_int_equal(model->columns[0], 6);
    assert_int_equal(model->columns[1], MANY - 1);
    lsq_model_free(model);
    assert_fails(&table, (lsq_request){0}, LSQ_ELIMIT, 0,
                 "more terms than the limit of 2000; choose the predictors with -x");
    free(of);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_has_its_names_terms_and_flags),
        cmocka_unit_test(the_canonical_formula_means_the_same),
        cmocka_unit_test(fault_33_hostile_names_work_and_survive_in_the_formula),
        cmocka_unit_test(marks_follow_the_columns_of_the_model),
        cmocka_unit_test(twenty_thousand_columns_have_one_derivative_each),
        cmocka_unit_test(fault_34_unused_columns_cost_nothing_in_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
