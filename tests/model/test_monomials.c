/* test_monomials.c - the list of monomials is complete, minimal, ordered and planned.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

static int64_t degree(const lsq_monomial *m) {
    int64_t sum = 0;
    for (int64_t i = 0; i < m->count; i++)
        sum += m->factors[i].power;
    return sum;
}

static int64_t power(const lsq_monomial *m, int64_t column) {
    for (int64_t i = 0; i < m->count; i++)
        if (m->factors[i].column == column)
            return m->factors[i].power;
    return 0;
}

static void mark(const lsq_polynomial *a, int64_t n_monomials, unsigned char *used) {
    for (int64_t i = 0; i < a->count; i++) {
        assert_in_range(a->parts[i].monomial, 0, n_monomials - 1);
        assert_true(i == 0 || a->parts[i - 1].monomial < a->parts[i].monomial);
        used[a->parts[i].monomial] = 1;
    }
}

static void check_model(const char *formula, int64_t n_monomials, int64_t n_direct) {
    lsq_model *model = model_of(formula);
    unsigned char used[256] = {1};
    int64_t direct = 0;
    assert_int_equal(model->n_monomials, n_monomials);
    assert_true(n_monomials <= 256);
    for (int64_t t = 0; t < model->p + model->q; t++) {
        mark(&model->terms[t].value, n_monomials, used);
        for (int64_t k = 0; k < model->terms[t].n_by; k++)
            mark(&model->terms[t].by[k].value, n_monomials, used);
    }
    for (int64_t i = 0; i < n_monomials; i++) {
        const lsq_monomial *m = &model->monomials[i];
        assert_true(used[i]);
        assert_true(i == 0 ? degree(m) == 0 : degree(m) >= degree(m - 1) && degree(m) > 0);
        for (int64_t j = 1; j < m->count; j++)
            assert_true(m->factors[j - 1].column < m->factors[j].column);
        direct += i > 0 && m->base < 0;
        assert_true(m->base < i);
        for (int64_t c = 0; m->base >= 0 && c < model->n_columns; c++)
            assert_int_equal(power(m, c), power(&model->monomials[m->base], c) + (c == m->times));
    }
    assert_int_equal(direct, n_direct);
    lsq_model_free(model);
}

static void monomials_are_closed_and_no_more_than_needed(void **state) {
    (void)state;
    check_model("y ~ 1", 2, 0);               /* 1 y */
    check_model("y ~ I(x - 7) + x", 3, 0);    /* 1 x y */
    check_model("y ~ powers(x, 10)", 12, 0);  /* 1 x ... x^10 y */
    check_model("y ~ I(x^2 - x)", 4, 0);      /* 1 y x x^2, met in another order */
    check_model("y ~ a*b", 5, 0);             /* 1 a b y ab */
    check_model("y ~ I((x - 1950)^2)", 4, 0); /* 1 x y x^2 */
    check_model("y ~ a:b:c", 6, 3);           /* 1 y bc ac ab abc, pairs from nothing */
    check_model("y ~ I(x^10)", 4, 1);         /* 1 y x^9 x^10, x^9 from nothing */
    check_model("I(y^2) ~ a", 4, 0);          /* 1 a y y^2 */
    check_model("y ~ I((a + b)^3 - (a + b)^3)", 2, 0);
}

static void the_constant_is_first_then_degrees_in_order_of_use(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ a:b + b + I(x^2)");
    static const int64_t wanted[][4] = {/* powers of b a x y, the columns in order of use */
                                        {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0},
                                        {0, 1, 0, 0}, {0, 0, 2, 0}, {1, 1, 0, 0}};
    assert_int_equal(model->n_monomials, 7);
    assert_string_equal(model->names[0], "b");
    assert_string_equal(model->names[1], "x");
    assert_string_equal(model->names[2], "a");
    for (int64_t i = 0; i < 7; i++) {
        const lsq_monomial *m = &model->monomials[i];
        assert_int_equal(power(m, 0), wanted[i][0]);
        assert_int_equal(power(m, 2), wanted[i][1]);
        assert_int_equal(power(m, 1), wanted[i][2]);
        assert_int_equal(power(m, 3), wanted[i][3]);
    }
    lsq_model_free(model);
}

static void the_second_half_is_the_first_times_the_weight(void **state) {
    (void)state;
    lsq_model *model = NULL;
    lsq_request request = {.formula = "y ~ a:b + I(x^3)", .weights = "c"};
    assert_int_equal(lsq_model_build(&model, &request, &table_of_ten, NULL), LSQ_OK);
    lsq_model *plain = model_of("y ~ a:b + I(x^3)");
    assert_int_equal(plain->weight, -1);
    assert_int_equal(plain->weighted, 0);
    assert_int_equal(model->weighted, plain->n_monomials);
    assert_int_equal(model->n_monomials, 2 * plain->n_monomials);
    assert_int_equal(model->n_columns, plain->n_columns + 1);
    assert_string_equal(model->names[model->weight], "c");
    for (int64_t i = 0; i < model->weighted; i++) {
        assert_int_equal(model->monomials[model->weighted + i].base, i);
        assert_int_equal(model->monomials[model->weighted + i].times, model->weight);
    }
    lsq_model_free(plain);
    lsq_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monomials_are_closed_and_no_more_than_needed),
        cmocka_unit_test(the_constant_is_first_then_degrees_in_order_of_use),
        cmocka_unit_test(the_second_half_is_the_first_times_the_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
