/* Gradients of sums of squares, by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "calculus/least_squares.h"
#include "views.h"

/* A = [1 2; 3 4; 5 6], x = (1, -1), b = (0, 1, 2): Ax = (-1, -1, -1), Ax - b = (-1, -2, -3),
 * A'(Ax - b) = (-22, -28) */
#define A LOOK(3, 2, 1, 3, 5, 2, 4, 6)
#define x LOOK(2, 1, 1, -1)
#define b LOOK(3, 1, 0, 1, 2)

static void a_single_response(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2];
    check_status(lsq_gradient_least_squares(L, A, x, b, VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, -44, -56);
    lsq_lapack_close(L);
}

/* The gradient vanishes at the minimiser: of (x - 1)^2 + (x - 2)^2 + (x - 6)^2 that is 3, and of
 * dependent columns every x with x1 + 2 x2 = 3. */
static void at_a_minimiser_there_is_none(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2];
    check_status(lsq_gradient_least_squares(L, LOOK(3, 1, 1, 1, 1), LOOK(1, 1, 3),
                                            LOOK(3, 1, 1, 2, 6), VIEW(G, 1, 1), NULL),
                 LSQ_OK, NULL);
    check_elements(G, 1, 0);
    check_status(lsq_gradient_least_squares(L, LOOK(3, 2, 1, 1, 1, 2, 2, 2), LOOK(2, 1, 1, 1),
                                            LOOK(3, 1, 1, 2, 6), VIEW(G, 2, 1), NULL),
                 LSQ_OK, NULL);
    check_elements(G, 2, 0, 0);
    lsq_lapack_close(L);
}

static void residuals_and_single_squares(void **state) {
    (void)state;
    double J[6], G[2];
    check_status(lsq_jacobian_residual(A, VIEW(J, 3, 2), NULL), LSQ_OK, NULL);
    check_elements(J, 6, -1, -3, -5, -2, -4, -6);
    /* a'x = 2 * 3 - 4 = 2, 2 (2 - 7) (3, -4) */
    check_status(
        lsq_gradient_one_square(LOOK(2, 1, 2, 1), LOOK(2, 1, 3, -4), 7, VIEW(G, 2, 1), NULL),
        LSQ_OK, NULL);
    check_elements(G, 2, -30, 40);
}

/* X = A above, coefficients [1 0; -1 1], Y = [0 1; 1 2; 2 3]: XA - Y = [-1 1; -2 2; -3 3] */
static void several_responses(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[6];
    lsq_const_view B = LOOK(2, 2, 1, -1, 0, 1), Y = LOOK(3, 2, 0, 1, 2, 1, 2, 3);
    check_status(lsq_gradient_responses(L, A, B, Y, VIEW(G, 2, 2), NULL), LSQ_OK, NULL);
    check_elements(G, 4, -44, -56, 44, 56);
    /* 2 (XA - Y) B': each row r (-1, 1) [1 -1; 0 1] = r (-1, 2) */
    check_status(lsq_gradient_by_data(L, A, B, Y, VIEW(G, 3, 2), NULL), LSQ_OK, NULL);
    check_elements(G, 6, -2, -4, -6, 4, 8, 12);
    lsq_lapack_close(L);
}

/* W = [2 1 0; 1 3 0; 0 0 1], its lower triangle never read: W(Ax - b) = (-4, -7, -3), A'W(Ax - b) =
 * (-40, -54) */
static void weights_stand_between_residuals_and_columns(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2];
    lsq_const_view W = LOOK(3, 3, 2, 99, 99, 1, 3, 99, 0, 0, 1);
    check_status(lsq_gradient_weighted(L, A, x, b, W, VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, -80, -108);
    lsq_lapack_close(L);
}

static void a_ridge_adds_its_own(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2];
    check_status(lsq_gradient_ridge(L, A, x, b, 5, VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, -44 + 10, -56 - 10);
    lsq_lapack_close(L);
}

/* 2 (Ax - b) x' */
static void by_the_matrix_it_is_an_outer_product(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[6];
    check_status(lsq_gradient_by_matrix(L, A, x, b, VIEW(G, 3, 2), NULL), LSQ_OK, NULL);
    check_elements(G, 6, -2, -4, -6, 2, 4, 6);
    lsq_lapack_close(L);
}

static void nothing_has_a_gradient_of_nothing(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2] = {7, 7};
    lsq_const_view none = {NULL, 0, 2, 0}, empty = {NULL, 0, 1, 0};
    check_status(lsq_gradient_least_squares(L, none, x, empty, VIEW(G, 2, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 2, 0, 0);
    lsq_lapack_close(L);
}

#define REFUSED(call, text)                       \
    do {                                          \
        lsq_error refused = {0};                  \
        check_status(call, LSQ_EUSAGE, &refused); \
        check_contains(refused.message, text);    \
        check_elements(G, 6, 7, 7, 7, 7, 7, 7);   \
    } while (0)

static void shapes_that_do_not_fit_are_refused_with_both(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[6] = {7, 7, 7, 7, 7, 7};
    lsq_const_view row = LOOK(1, 2, 1, 2), W = LOOK(3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    lsq_view two = VIEW(G, 2, 1), three = VIEW(G, 3, 1), wide = VIEW(G, 3, 2);
    REFUSED(lsq_gradient_least_squares(L, A, b, b, two, &refused), "x is 3-by-1, expected 2-by-1");
    REFUSED(lsq_gradient_least_squares(L, A, x, x, two, &refused), "b is 2-by-1, expected 3-by-1");
    REFUSED(lsq_gradient_least_squares(L, A, x, b, three, &refused), "G is 3-by-1");
    REFUSED(lsq_jacobian_residual(A, three, &refused), "J is 3-by-1, expected 3-by-2");
    REFUSED(lsq_gradient_one_square(row, x, 1, two, &refused), "a is 1-by-2, expected 1-by-1");
    REFUSED(lsq_gradient_one_square(x, b, 1, two, &refused), "x is 3-by-1, expected 2-by-1");
    REFUSED(lsq_gradient_one_square(x, x, 1, three, &refused), "G is 3-by-1, expected 2-by-1");
    REFUSED(lsq_gradient_responses(L, A, W, b, VIEW(G, 3, 3), &refused),
            "X is 3-by-2, expected 3-by-3");
    REFUSED(lsq_gradient_responses(L, A, x, A, two, &refused), "Y is 3-by-2, expected 3-by-1");
    REFUSED(lsq_gradient_responses(L, A, x, b, three, &refused), "G is 3-by-1, expected 2-by-1");
    REFUSED(lsq_gradient_weighted(L, A, b, b, W, two, &refused), "s is 3-by-1, expected 2-by-1");
    REFUSED(lsq_gradient_weighted(L, A, x, x, W, two, &refused), "x is 2-by-1, expected 3-by-1");
    REFUSED(lsq_gradient_weighted(L, A, x, b, A, two, &refused), "W is 3-by-2, expected 3-by-3");
    REFUSED(lsq_gradient_weighted(L, A, x, b, W, three, &refused), "G is 3-by-1");
    REFUSED(lsq_gradient_ridge(L, A, b, b, 1, two, &refused), "lsq_gradient_ridge: x is 3-by-1");
    REFUSED(lsq_gradient_ridge(L, A, x, b, 1, three, &refused), "G is 3-by-1");
    REFUSED(lsq_gradient_by_matrix(L, A, A, b, wide, &refused), "x is 3-by-2, expected 2-by-1");
    REFUSED(lsq_gradient_by_matrix(L, A, x, b, two, &refused), "G is 2-by-1, expected 3-by-2");
    REFUSED(lsq_gradient_by_data(L, A, x, A, wide, &refused), "Y is 3-by-2, expected 3-by-1");
    REFUSED(lsq_gradient_by_data(L, A, x, b, two, &refused), "G is 2-by-1, expected 3-by-2");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_response),
        cmocka_unit_test(at_a_minimiser_there_is_none),
        cmocka_unit_test(residuals_and_single_squares),
        cmocka_unit_test(several_responses),
        cmocka_unit_test(weights_stand_between_residuals_and_columns),
        cmocka_unit_test(a_ridge_adds_its_own),
        cmocka_unit_test(by_the_matrix_it_is_an_outer_product),
        cmocka_unit_test(nothing_has_a_gradient_of_nothing),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused_with_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
