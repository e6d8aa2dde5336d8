/* Jacobians of vectors and the chain rule, by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "calculus/vectors.h"
#include "views.h"

static double twice(double h) {
    return 2 * h;
}

static void tangents_of_lines_and_circles(void **state) {
    (void)state;
    double T[3];
    check_status(lsq_tangent_line(LOOK(3, 1, 5, -7, 2), VIEW(T, 3, 1), NULL), LSQ_OK, NULL);
    check_elements(T, 3, 5, -7, 2);
    check_status(lsq_tangent_circle(3, 0, VIEW(T, 2, 1), NULL), LSQ_OK, NULL);
    check_same(T[0], -0.0);
    check_same(T[1], 3);
    const double third = acos(-1) / 3; /* cos 1/2, sin sqrt(3)/2 */
    check_status(lsq_tangent_circle(2, third, VIEW(T, 2, 1), NULL), LSQ_OK, NULL);
    check_digits(T[0], "-1.7320508075688772935", 15);
    check_digits(T[1], "1", 15);
}

static void linear_maps_are_their_own_jacobian(void **state) {
    (void)state;
    double J[6];
    check_status(lsq_jacobian_linear(LOOK(2, 3, 1, 2, 3, 4, 5, 6), VIEW(J, 2, 3), NULL), LSQ_OK,
                 NULL);
    check_elements(J, 6, 1, 2, 3, 4, 5, 6);
}

/* squares of the elements, of slope 2h */
static void elements_stand_on_the_diagonal(void **state) {
    (void)state;
    double J[9] = {7, 7, 7, 7, 7, 7, 7, 7, 7};
    check_status(lsq_jacobian_elementwise(twice, LOOK(3, 1, 1, -4, 2.5), VIEW(J, 3, 3), NULL),
                 LSQ_OK, NULL);
    check_elements(J, 9, 2, 0, 0, 0, -8, 0, 0, 0, 5);
}

/* W = [1 2 0; 3 -1 1], x = (1, 1, 2), b = (1, 0): Wx - b = (2, 4), slopes 4 and 8 */
static void a_layer_scales_the_rows_of_its_map_by_the_slopes(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double J[6];
    check_status(lsq_jacobian_layer(L, twice, LOOK(2, 3, 1, 3, 2, -1, 0, 1), LOOK(3, 1, 1, 1, 2),
                                    LOOK(2, 1, 1, 0), VIEW(J, 2, 3), NULL),
                 LSQ_OK, NULL);
    check_elements(J, 6, 4, 24, 8, -8, 0, 8);
    lsq_lapack_close(L);
}

/* Jz = [1 2], Jy = [3 4 5; 6 7 8]: Jz Jy = [15 18 21] */
static void chains_multiply_from_the_outside_inwards(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double J[3], G[3];
    lsq_const_view Jy = LOOK(2, 3, 3, 6, 4, 7, 5, 8);
    check_status(lsq_jacobian_chain(L, LOOK(1, 2, 1, 2), Jy, VIEW(J, 1, 3), NULL), LSQ_OK, NULL);
    check_elements(J, 3, 15, 18, 21);
    check_status(lsq_gradient_chain(L, LOOK(2, 1, 1, 2), Jy, VIEW(G, 3, 1), NULL), LSQ_OK, NULL);
    check_elements(G, 3, 15, 18, 21);
    lsq_lapack_close(L);
}

static void areas_grow_by_the_size_of_the_determinant(void **state) {
    (void)state;
    double factor = 0;
    check_status(lsq_area_factor(LOOK(2, 2, -2, 1, 1, 1), &factor, NULL), LSQ_OK, NULL);
    check_same(factor, 3);
    check_status(lsq_area_factor(LOOK(2, 2, 2, 1, 5, 4), &factor, NULL), LSQ_OK, NULL);
    check_same(factor, 3);
    check_status(lsq_area_factor(LOOK(2, 2, 2, 1, 4, 2), &factor, NULL), LSQ_OK, NULL);
    check_same(factor, 0);
}

static void blocks_of_larger_matrices_are_written_in_their_frame(void **state) {
    (void)state;
    double J[12] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
    lsq_view inner = {J + 1, 2, 2, 4};
    check_status(lsq_jacobian_elementwise(twice, LOOK(2, 1, 1, 2), inner, NULL), LSQ_OK, NULL);
    check_elements(J, 12, 7, 2, 0, 7, 7, 0, 4, 7, 7, 7, 7, 7);
    double factor = 0;
    check_status(lsq_area_factor(lsq_view_look(inner), &factor, NULL), LSQ_OK, NULL);
    check_same(factor, 8);
}

#define REFUSED(call, text)                       \
    do {                                          \
        lsq_error refused = {0};                  \
        check_status(call, LSQ_EUSAGE, &refused); \
        check_contains(refused.message, text);    \
        check_elements(J, 6, 7, 7, 7, 7, 7, 7);   \
    } while (0)

static void shapes_that_do_not_fit_are_refused_with_both(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double J[6] = {7, 7, 7, 7, 7, 7}, factor = 0;
    lsq_const_view x = LOOK(2, 1, 1, 2), row = LOOK(1, 2, 1, 2), W = LOOK(2, 3, 1, 2, 3, 4, 5, 6);
    lsq_const_view three = LOOK(3, 1, 1, 2, 3);
    lsq_view wide = VIEW(J, 2, 3), column = VIEW(J, 3, 1), square = VIEW(J, 2, 2);
    REFUSED(lsq_tangent_line(row, column, &refused), "a is 1-by-2, expected 1-by-1");
    REFUSED(lsq_tangent_line(x, column, &refused), "T is 3-by-1, expected 2-by-1");
    REFUSED(lsq_tangent_circle(1, 0, column, &refused), "T is 3-by-1, expected 2-by-1");
    REFUSED(lsq_jacobian_linear(W, column, &refused), "J is 3-by-1, expected 2-by-3");
    REFUSED(lsq_jacobian_elementwise(twice, row, square, &refused), "h is 1-by-2");
    REFUSED(lsq_jacobian_elementwise(twice, x, wide, &refused), "J is 2-by-3, expected 2-by-2");
    REFUSED(lsq_jacobian_layer(L, twice, W, x, x, wide, &refused), "x is 2-by-1, expected 3-by-1");
    REFUSED(lsq_jacobian_layer(L, twice, W, three, three, wide, &refused), "b is 3-by-1");
    REFUSED(lsq_jacobian_layer(L, twice, W, three, x, square, &refused), "J is 2-by-2");
    REFUSED(lsq_jacobian_chain(L, W, W, wide, &refused), "Jy is 2-by-3, expected 3-by-3");
    REFUSED(lsq_jacobian_chain(L, row, W, wide, &refused), "J is 2-by-3, expected 1-by-3");
    REFUSED(lsq_gradient_chain(L, row, W, column, &refused), "g is 1-by-2, expected 2-by-1");
    REFUSED(lsq_gradient_chain(L, x, W, wide, &refused), "G is 2-by-3, expected 3-by-1");
    REFUSED(lsq_area_factor(W, &factor, &refused), "J is 2-by-3, expected 2-by-2");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tangents_of_lines_and_circles),
        cmocka_unit_test(linear_maps_are_their_own_jacobian),
        cmocka_unit_test(elements_stand_on_the_diagonal),
        cmocka_unit_test(a_layer_scales_the_rows_of_its_map_by_the_slopes),
        cmocka_unit_test(chains_multiply_from_the_outside_inwards),
        cmocka_unit_test(areas_grow_by_the_size_of_the_determinant),
        cmocka_unit_test(blocks_of_larger_matrices_are_written_in_their_frame),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused_with_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
