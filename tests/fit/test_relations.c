/* Relations of aliased terms as people read them.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"

static void check_relation(const char *csv, const char *formula, int64_t term, const char *want) {
    lsq_fit *fit = fit_of(csv, formula);
    check_text(lsq_fit_relation(fit, term), want);
    lsq_fit_free(fit);
}

static void fault_59_a_constant_column_is_a_multiple_of_the_intercept(void **state) {
    (void)state;
    check_relation("c,x,y\n3,1,1\n3,2,2\n3,3,5\n", "y ~ c + x", 1, "3*(Intercept)");
    check_relation("c,x,y\n3,1,1\n3,2,2\n3,3,5\n", "y ~ c + x", 2, NULL);
    check_relation("c,x,y\n-0.125,1,1\n-0.125,2,2\n-0.1250,3,5\n", "y ~ x + c", 2,
                   "-1/8*(Intercept)");
    check_relation("c,y\n1,1\n1,2\n", "y ~ c", 1, "(Intercept)");
    check_relation("c,y\n-1,1\n-1,2\n", "y ~ c", 1, "-(Intercept)");
    check_relation("c,y\n1e30,1\n1e30,2\n", "y ~ c", 1,
                   "1000000000000000000000000000000*(Intercept)");
    check_relation("c,y\n3,1\n3,2\n", "y ~ c - 1", 0, NULL); /* without intercept it is the one */
}

static void a_column_of_zeros_is_zero(void **state) {
    (void)state;
    check_relation("x,z,y\n1,0,1\n2,0.00,2\n3,-0,5\n", "y ~ x + z", 2, "0");
    check_relation("x,z,y\n1,0,1\n2,0.00,2\n3,-0,5\n", "y ~ z + x - 1", 0, "0");
}

static void fault_60_multiples_and_twins_are_named(void **state) {
    (void)state;
    check_relation("x1,x2,y\n1,2,1\n2,4,2\n3,6,5\n", "y ~ x1 + x2", 2, "2*x1");
    check_relation("x1,x2,y\n1,2,1\n2,4,2\n3,6,5\n", "y ~ x2 + x1", 2, "1/2*x2");
    check_relation("x1,x2,y\n1,1.0,1\n2,2.0,2\n3,3.0,5\n", "y ~ x1 + x2", 2, "x1");
    check_relation("x1,x2,y\n1,-1,1\n2,-2,2\n3,-3,5\n", "y ~ x1 + x2", 2, "-x1");
}

/* x3 = 2 x1 - x2/3 and w = 1 - x1 + x2 + 5/2 x3, x3 being aliased itself: only kept terms stand in
 * a relation, so w = 1 + 4 x1 + x2/6. */
static void several_terms_fractions_and_signs_are_written_out(void **state) {
    (void)state;
    static const char csv[] = "x1,x2,x3,w,y\n1,3,1,5.5,1\n2,9,1,10.5,0\n5,6,8,22,7\n0,3,-1,1.5,2\n"
                              "-1,12,-6,-1,4\n";
    check_relation(csv, "y ~ x1 + x2 + x3", 3, "2*x1 - 1/3*x2");
    check_relation(csv, "y ~ x1 + x2 + x3 + w", 4, "(Intercept) + 4*x1 + 1/6*x2");
    check_relation(csv, "y ~ x3 + x2 + x1 - 1", 2, "1/2*x3 + 1/6*x2");
}

/* A 0/1 column is its own square; x^3 of three points follows from 1, x and x^2: (x - 1)(x - 2)(x -
 * 4) = 0. */
static void powers_are_related_where_the_points_are_few(void **state) {
    (void)state;
    check_relation("g,y\n0,1\n1,2\n0,3\n", "y ~ g + I(g^2)", 2, "g");
    check_relation("x,y\n1,1\n2,2\n4,5\n1,2\n", "y ~ x + I(x^2) + I(x^3)", 3,
                   "8*(Intercept) - 14*x + 7*I(x^2)");
}

static void fault_62_fewer_rows_than_terms_leave_relations(void **state) {
    (void)state;
    check_relation("a,b,c,y\n1,5,2,1\n2,7,9,2\n", "y ~ a + b + c", 2, "3*(Intercept) + 2*a");
    check_relation("a,b,c,y\n1,5,2,1\n2,7,9,2\n", "y ~ a + b + c", 3, "-5*(Intercept) + 7*a");
    check_relation("a,y\n7,1\n", "y ~ a", 1, "7*(Intercept)"); /* one row */
}

static void fault_61_nearly_equal_columns_have_no_relation(void **state) {
    (void)state;
    check_relation("a,b,y\n1,1.000000000001,1\n2,2,2\n3,3,5\n4,4,4\n", "y ~ a + b", 2, NULL);
    check_relation("a,b,y\n1000000001,1000000002,1\n1000000002,1000000003,2\n1000000003,"
                   "1000000004,5\n",
                   "y ~ a + b", 2, "(Intercept) + a");
    check_relation("year,off,y\n1990,0.1,1\n1991,1.1,2\n1992,2.1,3\n1993,3.1,3\n", "y ~ year + off",
                   2, "-19899/10*(Intercept) + year");
}

static void odd_names_stand_as_the_terms_are_called(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("my col,b,y\n1,2,1\n2,4,2\n3,6,5\n", "y ~ `my col` + b");
    check_text(lsq_fit_term(fit, 1), "`my col`");
    check_text(lsq_fit_relation(fit, 2), "2*`my col`");
    lsq_fit_free(fit);
}

static void min_norm_keeps_the_relations(void **state) {
    (void)state;
    lsq_fit *fit = fit_with("x1,x2,y\n1,2,1\n2,4,2\n3,6,5\n",
                            (lsq_fit_options){.formula = "y ~ x1 + x2", .min_norm = 1});
    check_text(lsq_fit_relation(fit, 2), "2*x1");
    check_text(lsq_fit_relation(fit, 1), NULL);
    lsq_fit_free(fit);
}

/* The factors 2/3 and -1/3 in decimals of six digits, 1 and 2 as they are. */
static void relations_that_rounding_has_touched_have_six_digits(void **state) {
    (void)state;
    static const char csv[] = "a,b,c,d,y\n3,6,0,9,1\n6,3,3,9,5\n-9,12,-10,3,2\n0,6,-2,6,4\n"
                              "15,-3,11,12,4\n3,9,-1,12,3\n";
    lsq_fit *exact = fit_of(csv, "y ~ a + b + c + d - 1");
    check_text(lsq_fit_relation(exact, 2), "2/3*a - 1/3*b");
    check_text(lsq_fit_relation(exact, 3), "a + b");
    lsq_fit *fit = fit_with(
        csv, (lsq_fit_options){.formula = "y ~ a + b + c + d - 1", .solver = "pivoted-qr"});
    check_text(lsq_fit_relation(fit, 0), NULL);
    check_text(lsq_fit_relation(fit, 1), NULL);
    check_text(lsq_fit_relation(fit, 2), "0.666667*a - 0.333333*b");
    check_text(lsq_fit_relation(fit, 3), "a + b");
    lsq_fit_free(fit);
    lsq_fit_free(exact);
    fit = fit_with("a,b,z,y\n1,1000,0,2\n2,2000,0,3\n3,3000,0,5\n4,4000,0,4\n",
                   (lsq_fit_options){.solver = "svd"});
    check_text(lsq_fit_relation(fit, 2), "1000*a");
    check_text(lsq_fit_relation(fit, 3), "0");
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_59_a_constant_column_is_a_multiple_of_the_intercept),
        cmocka_unit_test(a_column_of_zeros_is_zero),
        cmocka_unit_test(fault_60_multiples_and_twins_are_named),
        cmocka_unit_test(several_terms_fractions_and_signs_are_written_out),
        cmocka_unit_test(powers_are_related_where_the_points_are_few),
        cmocka_unit_test(fault_62_fewer_rows_than_terms_leave_relations),
        cmocka_unit_test(fault_61_nearly_equal_columns_have_no_relation),
        cmocka_unit_test(odd_names_stand_as_the_terms_are_called),
        cmocka_unit_test(min_norm_keeps_the_relations),
        cmocka_unit_test(relations_that_rounding_has_touched_have_six_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
