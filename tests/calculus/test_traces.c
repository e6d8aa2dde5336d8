/* Scalars of matrices and their gradients, by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "calculus/traces.h"
#include "views.h"

#define DONE(call) check_status(call, LSQ_OK, NULL)

/* A = [1 2 3; 4 5 6], B = [1 0; 2 1; 0 3]: AB has 5 and 23 on its diagonal. */
static void traces_of_products_without_the_products(void **state) {
    (void)state;
    double sum = 0, trace = 0;
    DONE(lsq_inner_product(LOOK(2, 2, 1, 3, 2, 4), LOOK(2, 2, 5, 7, 6, 8), &sum, NULL));
    check_same(sum, 70);
    lsq_const_view A = LOOK(2, 3, 1, 4, 2, 5, 3, 6), B = LOOK(3, 2, 1, 2, 0, 0, 1, 3);
    DONE(lsq_trace_product(A, B, &trace, NULL));
    check_same(trace, 28);
    DONE(lsq_trace_product(B, A, &trace, NULL));
    check_same(trace, 28);
}

/* V = [1 2], W = (3, 4, 5)', X 2-by-3: V'W' = [3 4 5; 6 8 10] */
static void linear_scalars_have_constant_gradients(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[6];
    DONE(lsq_gradient_trace(VIEW(G, 2, 2), NULL));
    check_elements(G, 4, 1, 0, 0, 1);
    DONE(lsq_gradient_trace_product(LOOK(2, 3, 1, 2, 3, 4, 5, 6), VIEW(G, 3, 2), NULL));
    check_elements(G, 6, 1, 3, 5, 2, 4, 6);
    DONE(
        lsq_gradient_trace_sandwich(L, LOOK(1, 2, 1, 2), LOOK(3, 1, 3, 4, 5), VIEW(G, 2, 3), NULL));
    check_elements(G, 6, 3, 6, 4, 8, 5, 10);
    DONE(lsq_gradient_bilinear(LOOK(2, 1, 1, 2), LOOK(3, 1, 3, 4, 5), VIEW(G, 2, 3), NULL));
    check_elements(G, 6, 3, 6, 4, 8, 5, 10);
    lsq_lapack_close(L);
}

/* x11 + 10 x21 + 100 x12 + 1000 x22, for as long as *context allows */
static lsq_status digits_of(const void *context, lsq_const_view X, double *value,
                            lsq_error *error) {
    (void)error;
    const double *x = X.data;
    *value = x[0] + 10 * x[1] + 100 * x[X.ld] + 1000 * x[1 + X.ld];
    return *value <= *(const double *)context ? LSQ_OK : LSQ_ENUMERIC;
}

static void a_linear_scalar_is_known_by_its_values_at_unit_matrices(void **state) {
    (void)state;
    double U[4], most = 1000;
    DONE(lsq_gradient_linear_scalar(digits_of, &most, VIEW(U, 2, 2), NULL));
    check_elements(U, 4, 1, 10, 100, 1000);
    most = 50;
    check_status(lsq_gradient_linear_scalar(digits_of, &most, VIEW(U, 2, 2), NULL), LSQ_ENUMERIC,
                 NULL);
}

/* A = [1 2; 3 4], X = (5, -1)': (A + A')X = [2 5; 5 8]X = (5, 17)' */
static void quadratic_scalars_take_both_halves(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[4];
    lsq_const_view A = LOOK(2, 2, 1, 3, 2, 4);
    DONE(lsq_gradient_frobenius_square(LOOK(2, 2, 1, -3, 2, 4), VIEW(G, 2, 2), NULL));
    check_elements(G, 4, 2, -6, 4, 8);
    DONE(lsq_gradient_trace_quadratic(L, A, LOOK(2, 1, 5, -1), VIEW(G, 2, 1), NULL));
    check_elements(G, 2, 5, 17);
    DONE(lsq_gradient_trace_square(A, VIEW(G, 2, 2), NULL));
    check_elements(G, 4, 2, 4, 6, 8);
    lsq_lapack_close(L);
}

/* X = [4 1; 2 1.5]: det 4, cofactors [1.5 -2; -1 4], X^-1 = [0.375 -0.25; -0.5 1].
 * With a = (1, 2), b = (4, -2): X^-1 b = (2, -4), X^-T a = (-0.625, 1.75). */
static void determinants_and_forms_with_an_inverse(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[4];
    lsq_const_view X = LOOK(2, 2, 4, 2, 1, 1.5);
    DONE(lsq_gradient_determinant(L, X, VIEW(G, 2, 2), NULL));
    check_elements(G, 4, 1.5, -1, -2, 4);
    DONE(lsq_gradient_inverse_form(L, LOOK(2, 1, 1, 2), X, LOOK(2, 1, 4, -2), VIEW(G, 2, 2), NULL));
    check_elements(G, 4, 1.25, -3.5, -2.5, 7);
    lsq_lapack_close(L);
}

/* det = 2^1200, its gradient 2^800 I */
static void a_determinant_beyond_the_doubles_has_a_gradient_within(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[9];
    const double x = 0x1p400;
    DONE(lsq_gradient_determinant(L, LOOK(3, 3, x, 0, 0, 0, x, 0, 0, 0, -x), VIEW(G, 3, 3), NULL));
    for (int i = 0; i < 9; i++)
        assert_true(G[i] == (i % 4 ? 0 : i == 8 ? 0x1p800 : -0x1p800));
    lsq_lapack_close(L);
}

static void singular_matrices_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[4];
    lsq_error error = {0};
    lsq_const_view X = LOOK(2, 2, 1, 2, 2, 4), a = LOOK(2, 1, 1, 2);
    check_status(lsq_gradient_determinant(L, X, VIEW(G, 2, 2), &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "singular");
    check_status(lsq_gradient_inverse_form(L, a, X, a, VIEW(G, 2, 2), &error), LSQ_ENUMERIC,
                 &error);
    lsq_lapack_close(L);
}

#define REFUSED(call, text)                       \
    do {                                          \
        lsq_error refused = {0};                  \
        check_status(call, LSQ_EUSAGE, &refused); \
        check_text(refused.message, text);        \
        check_same(d, 7);                         \
        check_elements(G, 6, 7, 7, 7, 7, 7, 7);   \
    } while (0)

static void shapes_that_do_not_fit_are_refused_with_both(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[6] = {7, 7, 7, 7, 7, 7}, d = 7;
    lsq_const_view x = LOOK(2, 1, 1, 2), S = LOOK(2, 2, 1, 2, 3, 4),
                   A = LOOK(2, 3, 1, 2, 3, 4, 5, 6);
    lsq_view square = VIEW(G, 2, 2), wide = VIEW(G, 2, 3);
    REFUSED(lsq_inner_product(A, S, &d, &refused),
            "lsq_inner_product: B is 2-by-2, expected 2-by-3");
    REFUSED(lsq_trace_product(A, A, &d, &refused),
            "lsq_trace_product: B is 2-by-3, expected 3-by-2");
    REFUSED(lsq_gradient_trace(wide, &refused), "lsq_gradient_trace: G is 2-by-3, expected 3-by-3");
    REFUSED(lsq_gradient_trace_product(A, wide, &refused),
            "lsq_gradient_trace_product: G is 2-by-3, expected 3-by-2");
    REFUSED(lsq_gradient_trace_sandwich(L, A, A, wide, &refused),
            "lsq_gradient_trace_sandwich: W is 2-by-3, expected 2-by-2");
    REFUSED(lsq_gradient_trace_sandwich(L, A, S, wide, &refused),
            "lsq_gradient_trace_sandwich: G is 2-by-3, expected 3-by-2");
    REFUSED(lsq_gradient_bilinear(A, x, wide, &refused),
            "lsq_gradient_bilinear: u is 2-by-3, expected 2-by-1");
    REFUSED(lsq_gradient_bilinear(x, A, wide, &refused),
            "lsq_gradient_bilinear: v is 2-by-3, expected 2-by-1");
    REFUSED(lsq_gradient_bilinear(x, x, wide, &refused),
            "lsq_gradient_bilinear: G is 2-by-3, expected 2-by-2");
    REFUSED(lsq_gradient_frobenius_square(A, square, &refused),
            "lsq_gradient_frobenius_square: G is 2-by-2, expected 2-by-3");
    REFUSED(lsq_gradient_trace_quadratic(L, A, x, square, &refused),
            "lsq_gradient_trace_quadratic: A is 2-by-3, expected 2-by-2");
    REFUSED(lsq_gradient_trace_quadratic(L, S, x, square, &refused),
            "lsq_gradient_trace_quadratic: G is 2-by-2, expected 2-by-1");
    REFUSED(lsq_gradient_trace_square(A, wide, &refused),
            "lsq_gradient_trace_square: A is 2-by-3, expected 3-by-3");
    REFUSED(lsq_gradient_trace_square(S, wide, &refused),
            "lsq_gradient_trace_square: G is 2-by-3, expected 2-by-2");
    REFUSED(lsq_gradient_determinant(L, A, wide, &refused),
            "lsq_gradient_determinant: X is 2-by-3, expected 3-by-3");
    REFUSED(lsq_gradient_determinant(L, S, wide, &refused),
            "lsq_gradient_determinant: G is 2-by-3, expected 2-by-2");
    REFUSED(lsq_gradient_inverse_form(L, x, A, x, square, &refused),
            "lsq_gradient_inverse_form: X is 2-by-3, expected 3-by-3");
    REFUSED(lsq_gradient_inverse_form(L, S, S, x, square, &refused),
            "lsq_gradient_inverse_form: a is 2-by-2, expected 2-by-1");
    REFUSED(lsq_gradient_inverse_form(L, x, S, S, square, &refused),
            "lsq_gradient_inverse_form: b is 2-by-2, expected 2-by-1");
    REFUSED(lsq_gradient_inverse_form(L, x, S, x, wide, &refused),
            "lsq_gradient_inverse_form: G is 2-by-3, expected 2-by-2");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_of_products_without_the_products),
        cmocka_unit_test(linear_scalars_have_constant_gradients),
        cmocka_unit_test(a_linear_scalar_is_known_by_its_values_at_unit_matrices),
        cmocka_unit_test(quadratic_scalars_take_both_halves),
        cmocka_unit_test(determinants_and_forms_with_an_inverse),
        cmocka_unit_test(a_determinant_beyond_the_doubles_has_a_gradient_within),
        cmocka_unit_test(singular_matrices_are_refused),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused_with_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
