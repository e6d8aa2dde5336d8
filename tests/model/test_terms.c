/* test_terms.c - which terms a formula has, and in which order: R's answers.
 *
 * The expectations are attr(terms(formula, data = d), "term.labels") and "intercept" of R 4.2 with
 * the columns of support.h, typed from its output.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

static void terms_are_ordered_by_degree_then_as_written(void **state) {
    (void)state;
    assert_formula("y~a*b+c", "y ~ a + b + c + a:b");
    assert_formula("y~a*b*c", "y ~ a + b + c + a:b + a:c + b:c + a:b:c");
    assert_formula("y~a:b+c", "y ~ c + a:b");
    assert_formula("y~(a+b)*(c+d)", "y ~ a + b + c + d + a:c + a:d + b:c + b:d");
    assert_formula("y~(a+b):(c+d)", "y ~ a:c + a:d + b:c + b:d");
    assert_formula("y~a*b:c", "y ~ a + b:c + a:b:c");
    assert_formula("y~a+b*c+d:a", "y ~ a + b + c + b:c + a:d");
    assert_formula("y~a:b:c+a:b+c", "y ~ c + a:b + a:b:c");
    assert_formula("y~(a+b)*(a+b)", "y ~ a + b + a:b");
    assert_formula("y~I(a^2)*b", "y ~ I(a^2) + b + I(a^2):b");
}

static void variables_of_a_term_stand_in_the_order_of_the_formula(void **state) {
    (void)state;
    assert_formula("y~b:a+a:b", "y ~ b:a");
    assert_formula("y~d:c+b:a", "y ~ d:c + b:a");
    assert_formula("y~x+b:a:x", "y ~ x + x:b:a");
    assert_formula("y~a-b+b:a", "y ~ a + a:b");
    assert_formula("y~ -b + b:a + a", "y ~ a + b:a");
    assert_formula("y~x+x:y", "y ~ x + y:x");
    assert_formula("cbind(y,a)~x+x:y", "cbind(y, a) ~ x + x:y");
}

static void repeated_terms_count_once(void **state) {
    (void)state;
    assert_formula("y~a+a", "y ~ a");
    assert_formula("y~a:a", "y ~ a");
    assert_formula("y~a:a:b", "y ~ a:b");
    assert_formula("y~a+I(x^2)+I( x^ 2 )", "y ~ a + I(x^2)");
    assert_formula("y~a+I(a)", "y ~ a + I(a)");
}

static void minus_removes_what_stood_before(void **state) {
    (void)state;
    assert_formula("y~a*b-a", "y ~ b + a:b");
    assert_formula("y~a-a", "y ~ 1");
    assert_formula("y~-a+a", "y ~ a");
    assert_formula("y~a-a+b+a", "y ~ b + a");
    assert_formula("y~(a+b+c)-(b+c)", "y ~ a");
    assert_formula("y~a*b-b:a", "y ~ a + b");
    assert_formula("y~a+(b-a)", "y ~ a + b");
    assert_formula("y~a-(b-a)", "y ~ a");
    assert_formula("y~a - -b", "y ~ a");
    assert_formula("y~a+-b", "y ~ a");
    assert_formula("y~a:(b+c)-a:c", "y ~ a:b");
    assert_formula("y~-(a)", "y ~ 1");
}

static void one_and_zero_switch_the_intercept(void **state) {
    (void)state;
    assert_formula("y~a-1+1", "y ~ a");
    assert_formula("y~0+a+1", "y ~ a");
    assert_formula("y~a+0", "y ~ a - 1");
    assert_formula("y~a-0", "y ~ a");
    assert_formula("y~a-(-1)", "y ~ a");
    assert_formula("y~a--1", "y ~ a");
    assert_formula("y~a+-1", "y ~ a - 1");
    assert_formula("y~--1+a", "y ~ a");
    assert_formula("y~-1+a", "y ~ a - 1");
    assert_formula("y~(a-1)+b", "y ~ a + b - 1");
    assert_formula("y~a+(0+b)", "y ~ a + b - 1");
    assert_formula("y~1+1", "y ~ 1");
    assert_formula("y~1", "y ~ 1");
}

static void a_dot_is_every_column_outside_the_response(void **state) {
    (void)state;
    assert_formula("y~.", "y ~ a + b + c + d + x + `my col` + age + col9 + y2");
    assert_formula("y~. - 1", "y ~ a + b + c + d + x + `my col` + age + col9 + y2 - 1");
    assert_formula("y~.-a-y2-age-col9", "y ~ b + c + d + x + `my col`");
    assert_formula("y~(.-b-c-d-age-col9-y2):a", "y ~ a + a:x + a:`my col`");
    assert_formula("I(a^2)~.-y2-age", "I(a^2) ~ y + b + c + d + x + `my col` + col9");
    assert_formula("cbind(y,I(y2*a))~.",
                   "cbind(y, I(y2 * a)) ~ b + c + d + x + `my col` + age + col9");
}

static void powers_and_raw_poly_give_powers(void **state) {
    (void)state;
    assert_formula("y ~ powers(x, 3)", "y ~ x + I(x^2) + I(x^3)");
    assert_formula("y ~ poly(x, 3, raw = TRUE)", "y ~ x + I(x^2) + I(x^3)");
    assert_formula("y ~ poly(`my col`,2,raw=T)", "y ~ `my col` + I(`my col`^2)");
    assert_formula("y ~ powers(x, 1)", "y ~ x");
    assert_formula("y ~ I(x^2) + powers(x, 3) + x", "y ~ I(x^2) + x + I(x^3)");
    assert_formula("y ~ powers(x, 2):a", "y ~ x:a + I(x^2):a");
}

/* R keeps or drops them by rules of its own; nobody means them. */
static void numbers_in_products_are_refused(void **state) {
    (void)state;
    assert_formula_fails("y ~ a:1", 7, "cannot be part of a product");
    assert_formula_fails("y ~ (1 + a)*b", 6, "cannot be part of a product");
    assert_formula_fails("y ~ a*(b:(c - 0))", 15, "cannot be part of a product");
}

static void fault_73_explosions_are_refused_at_their_place(void **state) {
    (void)state;
    enum { MANY = 100 };
    static char name[MANY][8], text[4096];
    static const char *of[MANY];
    for (int i = 0; i < MANY; i++) {
        memcpy(name[i], "v00", 4);
        name[i][1] = (char)('0' + i / 10);
        name[i][2] = (char)('0' + i % 10);
        of[i] = name[i];
    }
    const lsq_table table = {of, MANY, NULL, NULL};
    for (int colon = 0; colon < 2; colon++) {
        strcpy(text, "v00 ~ v01");
        for (int i = 2; i < MANY; i++) {
            strcat(text, colon ? ":" : "*");
            strcat(text, of[i]);
        }
        assert_fails(&table, (lsq_request){text, NULL, NULL, NULL}, LSQ_EFORMULA, 10,
                     colon ? "more variables than the limit of 64"
                           : "more terms than the limit of 2000");
    }
    assert_fails(&table, (lsq_request){"v00 ~ .:.:.:.", NULL, NULL, NULL}, LSQ_EFORMULA, 8,
                 "more terms than the limit of 2000; write out fewer, or choose the predictors "
                 "with -x");
    strcpy(text, "v00 ~ .");
    for (int i = 0; i < 60; i++)
        strcat(text, "*.");
    assert_fails(&table, (lsq_request){text, NULL, NULL, NULL}, LSQ_EFORMULA, 8, "more terms");
}

static void all_pairs_of_columns_are_no_explosion(void **state) {
    (void)state;
    assert_formula("y ~ (.)*(.) - (.)*(.) + a", "y ~ a");
    lsq_model *model = model_of("y ~ (.)*(.)");
    assert_int_equal(model->p, 1 + 9 + 36);
    lsq_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_ordered_by_degree_then_as_written),
        cmocka_unit_test(variables_of_a_term_stand_in_the_order_of_the_formula),
        cmocka_unit_test(repeated_terms_count_once),
        cmocka_unit_test(minus_removes_what_stood_before),
        cmocka_unit_test(one_and_zero_switch_the_intercept),
        cmocka_unit_test(a_dot_is_every_column_outside_the_response),
        cmocka_unit_test(powers_and_raw_poly_give_powers),
        cmocka_unit_test(numbers_in_products_are_refused),
        cmocka_unit_test(fault_73_explosions_are_refused_at_their_place),
        cmocka_unit_test(all_pairs_of_columns_are_no_explosion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
