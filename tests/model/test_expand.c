/* test_expand.c - terms mean what their names say: their values at points, against C's integers.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

#include <stdio.h>

/* The value of a polynomial of a model where the table's column i is at[i], times 10^scale. */
static int64_t value_at(const lsq_model *model, const lsq_polynomial *a, const int64_t *at,
                        int64_t scale) {
    int64_t value = 0;
    for (int64_t i = 0; i < a->count; i++) {
        int64_t part = fmpz_get_si(a->parts[i].value);
        for (int64_t k = -scale; k < a->parts[i].exp10; k++)
            part *= 10;
        const lsq_monomial *m = &model->monomials[a->parts[i].monomial];
        for (int64_t j = 0; j < m->count; j++)
            for (int64_t k = 0; k < m->factors[j].power; k++)
                part *= at[model->columns[m->factors[j].column]];
        value += part;
    }
    return value;
}

/* columns           y  a  b   c  d  x  my col  age  col9  y2 */
static const int64_t at[] = {2, 3, -5, 7, 4, 6, 9, 40, 8, -1};

static void assert_term(const char *formula, int64_t term, int64_t scale, int64_t wanted) {
    lsq_model *model = model_of(formula);
    assert_true(term < model->p + model->q);
    assert_int_equal(value_at(model, &model->terms[term].value, at, scale), wanted);
    lsq_model_free(model);
}

static void a_term_is_the_product_of_its_variables(void **state) {
    (void)state;
    assert_term("y ~ a", 0, 0, 1);
    assert_term("y ~ a", 1, 0, 3);
    assert_term("y ~ a", 2, 0, 2);
    assert_term("y ~ a:b:c - 1", 0, 0, 3 * -5 * 7);
    assert_term("y ~ I(a^2):I(a + b) - 1", 0, 0, 9 * -2);
    assert_term("y ~ powers(x, 10) - 1", 9, 0, 60466176);
    assert_term("I(y*y2 - 1) ~ 1", 1, 0, -3);
    assert_term("cbind(y, I(y2^3)) ~ a", 3, 0, -1);
    assert_term("y ~ I(col9 * `my col`) - 1", 0, 0, 72);
}

static void arithmetic_binds_and_signs_as_in_r(void **state) {
    (void)state;
    assert_term("y ~ I(-a^2) - 1", 0, 0, -9);
    assert_term("y ~ I((-a)^2) - 1", 0, 0, 9);
    assert_term("y ~ I(a - b - c) - 1", 0, 0, 3 + 5 - 7);
    assert_term("y ~ I(a - (b - c)) - 1", 0, 0, 3 - (-5 - 7));
    assert_term("y ~ I(a * -b) - 1", 0, 0, 15);
    assert_term("y ~ I(- -a + +b) - 1", 0, 0, -2);
    assert_term("y ~ I(2 * a + 3 * b^2 * c) - 1", 0, 0, 6 + 3 * 25 * 7);
    assert_term("y ~ I(((a + b)^2 - 4)^2) - 1", 0, 0, 0);
    assert_term("y ~ I((a + 1)^3) - 1", 0, 0, 64);
    assert_term("y ~ I(a^0) - 1", 0, 0, 1);
    assert_term("y ~ I(1.50 * a - 1e2 * b + .25) - 1", 0, 2, 450 + 50000 + 25);
    assert_term("y ~ I(0.1 * (a + 0.1)) - 1", 0, 2, 31);
}

/* A central difference of a polynomial of degree 2 is exact: f(x + 1) - f(x - 1) = 2 f'(x). */
static void derivatives_are_differences(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ I((a - 2*b)^2 + 3*a*b - c) + a:b + I(a - 7)");
    for (int64_t t = 0; t < model->p + model->q; t++) {
        const lsq_term *term = &model->terms[t];
        for (int64_t j = 0, k = 0; j < model->n_columns; j++) {
            int64_t up[10], down[10];
            memcpy(up, at, sizeof up);
            memcpy(down, at, sizeof down);
            up[model->columns[j]]++;
            down[model->columns[j]]--;
            int64_t difference =
                value_at(model, &term->value, up, 0) - value_at(model, &term->value, down, 0);
            int64_t derivative = 0;
            if (k < term->n_by && term->by[k].column == j)
                derivative = value_at(model, &term->by[k++].value, at, 0);
            assert_int_equal(difference, 2 * derivative);
        }
    }
    assert_int_equal(model->terms[0].n_by, 0);
    assert_int_equal(model->terms[1].n_by, 3);
    assert_int_equal(model->terms[2].n_by, 1); /* I(a - 7), before a:b */
    lsq_model_free(model);
}

static void only_used_columns_enter_the_model(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ a + b + I(c * x) - b");
    static const int64_t columns[] = {1, 3, 5, 0};
    assert_int_equal(model->n_columns, 4);
    assert_memory_equal(model->columns, columns, sizeof columns);
    assert_string_equal(model->names[2], "x");
    lsq_model_free(model);
    model = model_of("y ~ col9");
    assert_string_equal(model->names[0], "col9");
    lsq_model_free(model);
}

static void fault_73_limits_are_told_at_their_place(void **state) {
    (void)state;
    assert_formula_fails("y ~ b + I((a^8)^9)", 16, "degree 72, the limit is 64");
    assert_formula_fails("y ~ I(a^40 * b^40)", 12, "degree 80");
    assert_formula_fails("y ~ I(a^40):I(b^40)", 5, "degree 80");
    assert_formula_fails("y ~ I(a*((1e300^64)^64))", 20, "more than 20000 digits");
    assert_fails(&table_of_ten, (lsq_request){"y ~ I((a+b+c+d+x+age)^40)", NULL, NULL, NULL},
                 LSQ_EFORMULA, 22,
                 "the model needs more than 4000 products of columns; write fewer, or choose fewer "
                 "predictors with -x");
}

/* Each (a + b)^64 is some 4,000 products; a thousand of them are above the limit of two million. */
static void fault_73_the_work_of_a_formula_is_bounded(void **state) {
    (void)state;
    enum { TERMS = 1000, LONGEST = 24 };
    char *text = malloc(TERMS * LONGEST + 8), *s = text;
    assert_non_null(text);
    s += sprintf(s, "y ~ 1");
    for (int i = 0; i < TERMS; i++)
        s += snprintf(s, LONGEST, " + I((a + b)^64 + %d)", i);
    lsq_model *model = NULL;
    lsq_error error = {0};
    lsq_request request = {text, NULL, NULL, NULL};
    assert_int_equal(lsq_model_build(&model, &request, &table_of_ten, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "multiplies out to too much"));
    assert_true(error.column > 100 && !memcmp(text + error.column - 1, "^64", 3));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_is_the_product_of_its_variables),
        cmocka_unit_test(arithmetic_binds_and_signs_as_in_r),
        cmocka_unit_test(derivatives_are_differences),
        cmocka_unit_test(only_used_columns_enter_the_model),
        cmocka_unit_test(fault_73_limits_are_told_at_their_place),
        cmocka_unit_test(fault_73_the_work_of_a_formula_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
