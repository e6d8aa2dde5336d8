/* Gradients of scalars by vectors, by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "calculus/scalars.h"
#include "views.h"

static void linear_functions_squares_and_norms(void **state) {
    (void)state;
    double G[2];
    check_status(lsq_gradient_linear(LOOK(2, 1, 5, -7), VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, 5, -7);
    check_status(lsq_gradient_square(LOOK(2, 1, 3, -4), VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, 6, -8);
    check_status(lsq_gradient_norm(LOOK(2, 1, 3, -4), VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, 0.6, -0.8);
}

static void the_norm_has_no_gradient_at_zero(void **state) {
    (void)state;
    double G[2] = {7, 7};
    lsq_error error = {0};
    check_status(lsq_gradient_norm(LOOK(2, 1, 0, 0), VIEW(G, 2, 1), &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "no gradient at 0");
    check_elements(G, 2, 7, 7);
}

/* B = [1 2; 3 4], x = (5, -1): (B + B')x = [2 5; 5 8] x = (5, 17) */
static void quadratic_forms_take_both_halves(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2];
    check_status(lsq_gradient_quadratic_form(L, LOOK(2, 2, 1, 3, 2, 4), LOOK(2, 1, 5, -1),
                                             VIEW(G, 2, 1), NULL),
                 LSQ_OK, NULL);
    check_elements(G, 2, 5, 17);
    /* 3x^2 + 2xy + y^2 at (1, -1) */
    check_status(lsq_gradient_quadratic_form(L, LOOK(2, 2, 3, 1, 1, 1), LOOK(2, 1, 1, -1),
                                             VIEW(G, 2, 1), NULL),
                 LSQ_OK, NULL);
    check_elements(G, 2, 4, 0);
    lsq_lapack_close(L);
}

static void slopes_and_tangent_planes(void **state) {
    (void)state;
    double d = 0, y = 0;
    check_status(lsq_directional_derivative(LOOK(2, 1, 10, 5), LOOK(2, 1, 3, 4), &d, NULL), LSQ_OK,
                 NULL);
    check_same(d, 10);
    lsq_error error = {0};
    check_status(lsq_directional_derivative(LOOK(2, 1, 10, 5), LOOK(2, 1, 0, 0), &d, &error),
                 LSQ_ENUMERIC, &error);
    check_contains(error.message, "no direction");
    /* of x'x at (1, 2): 5 + 2 (x - 1) + 4 (y - 2) */
    check_status(
        lsq_tangent_plane(5, LOOK(2, 1, 2, 4), LOOK(2, 1, 1, 2), LOOK(2, 1, 3, -1), &y, NULL),
        LSQ_OK, NULL);
    check_same(y, 5 + 4 - 12);
}

/* u = (1, 2), v = (3, -1), Ju = [1 0 2; 0 1 1], Jv = [1 1 0; 0 2 0]:
 * Ju'v = (3, -1, 5), Jv'u = (1, 5, 0) */
static void the_product_rule_adds_what_each_factor_gives_while_the_other_is_held(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_const_view u = LOOK(2, 1, 1, 2), v = LOOK(2, 1, 3, -1);
    lsq_const_view Ju = LOOK(2, 3, 1, 0, 0, 1, 2, 1), Jv = LOOK(2, 3, 1, 0, 1, 2, 0, 0);
    double G[3] = {100, 100, 100};
    check_status(lsq_add_gradient_held(L, Ju, v, VIEW(G, 3, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 3, 103, 99, 105);
    check_status(lsq_gradient_product(L, u, Ju, v, Jv, VIEW(G, 3, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 3, 4, 4, 5);
    lsq_lapack_close(L);
}

#define REFUSED(call, text)                       \
    do {                                          \
        lsq_error refused = {0};                  \
        check_status(call, LSQ_EUSAGE, &refused); \
        check_contains(refused.message, text);    \
        check_elements(G, 3, 7, 7, 7);            \
    } while (0)

static void shapes_that_do_not_fit_are_refused_with_both(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[3] = {7, 7, 7}, d = 0;
    lsq_const_view x = LOOK(2, 1, 1, 2), row = LOOK(1, 2, 1, 2), B = LOOK(2, 2, 1, 2, 3, 4);
    lsq_view three = VIEW(G, 3, 1), two = VIEW(G, 2, 1);
    REFUSED(lsq_gradient_linear(x, three, &refused), "G is 3-by-1, expected 2-by-1");
    REFUSED(lsq_gradient_square(row, two, &refused), "x is 1-by-2, expected 1-by-1");
    REFUSED(lsq_gradient_norm(x, three, &refused), "lsq_gradient_norm: G is 3-by-1");
    REFUSED(lsq_gradient_quadratic_form(L, row, x, two, &refused), "B is 1-by-2, expected 2-by-2");
    REFUSED(lsq_gradient_quadratic_form(L, B, x, three, &refused), "G is 3-by-1");
    REFUSED(lsq_directional_derivative(x, row, &d, &refused), "u is 1-by-2, expected 2-by-1");
    REFUSED(lsq_tangent_plane(0, x, row, x, &d, &refused), "x0 is 1-by-2");
    REFUSED(lsq_tangent_plane(0, x, x, row, &d, &refused), "x is 1-by-2");
    REFUSED(lsq_add_gradient_held(L, B, row, two, &refused), "held is 1-by-2, expected 2-by-1");
    REFUSED(lsq_add_gradient_held(L, B, x, three, &refused), "G is 3-by-1");
    REFUSED(lsq_gradient_product(L, x, B, x, row, two, &refused), "Jv is 1-by-2");
    REFUSED(lsq_gradient_product(L, row, B, x, B, two, &refused), "u is 1-by-2");
    REFUSED(lsq_gradient_product(L, x, B, row, B, two, &refused), "v is 1-by-2");
    REFUSED(lsq_gradient_product(L, x, B, x, B, three, &refused), "G is 3-by-1");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_functions_squares_and_norms),
        cmocka_unit_test(the_norm_has_no_gradient_at_zero),
        cmocka_unit_test(quadratic_forms_take_both_halves),
        cmocka_unit_test(slopes_and_tangent_planes),
        cmocka_unit_test(the_product_rule_adds_what_each_factor_gives_while_the_other_is_held),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused_with_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
