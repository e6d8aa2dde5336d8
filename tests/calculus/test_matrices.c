/* Matrices by numbers and vectors, and what is made of a matrix function, by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>

#include "calculus/matrices.h"
#include "support/random.h"
#include "views.h"

#define DONE(call) check_status(call, LSQ_OK, NULL)

static void a_multiple_of_a_matrix_changes_by_the_matrix(void **state) {
    (void)state;
    double T[6];
    DONE(lsq_tangent_multiple(LOOK(2, 3, 1, 2, 3, 4, 5, 6), VIEW(T, 2, 3), NULL));
    check_elements(T, 6, 1, 2, 3, 4, 5, 6);
}

/* Without a turn (3, 4) begins to move to (-4, 3). */
static void rotations_at_no_turn(void **state) {
    (void)state;
    double T[4], t[2];
    DONE(lsq_rotation(0, VIEW(T, 2, 2), NULL));
    assert_true(T[0] == 1 && T[1] == 0 && T[2] == 0 && T[3] == 1);
    DONE(lsq_tangent_rotation(0, VIEW(T, 2, 2), NULL));
    assert_true(T[0] == 0 && T[1] == 1 && T[2] == -1 && T[3] == 0);
    DONE(lsq_tangent_rotated(0, LOOK(2, 1, 3, 4), VIEW(t, 2, 1), NULL));
    check_elements(t, 2, -4, 3);
}

/* pi/6: cosine sqrt(3)/2, sine 1/2; the tangent is the rotation by a right angle more. */
static void rotations_by_a_twelfth_of_a_turn(void **state) {
    (void)state;
    const double theta = acos(-1) / 6, c = sqrt(3) / 2, s = 0.5, u[2] = {2, -6};
    double T[4], D[4], R[4], t[2];
    DONE(lsq_rotation(theta, VIEW(T, 2, 2), NULL));
    DONE(lsq_tangent_rotation(theta, VIEW(D, 2, 2), NULL));
    DONE(lsq_rotation(theta + acos(-1) / 2, VIEW(R, 2, 2), NULL));
    DONE(lsq_tangent_rotated(theta, (lsq_const_view){u, 2, 1, 2}, VIEW(t, 2, 1), NULL));
    const double want[4] = {c, s, -s, c};
    for (int i = 0; i < 4; i++) {
        assert_true(fabs(T[i] - want[i]) <= 4 * DBL_EPSILON);
        assert_true(fabs(D[i] - R[i]) <= 4 * DBL_EPSILON);
    }
    for (int i = 0; i < 2; i++)
        assert_true(fabs(t[i] - (D[i] * u[0] + D[i + 2] * u[1])) <= 16 * DBL_EPSILON);
}

/* A 4-by-2 matrix of a vector of 3: u_1 = (1, 2, 3, 4), u_2 = (0, 1, 0, -1), u_3 = (1, 1, 1, 1),
 * v_1 = (1, 10), v_2 = (2, 0), v_3 = (0, -1), x = (1, 3, 1/2) */
static void both_routes_to_the_tensor_of_four_by_two_by_three(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_const_view U = LOOK(4, 3, 1, 2, 3, 4, 0, 1, 0, -1, 1, 1, 1, 1);
    lsq_const_view V = LOOK(2, 3, 1, 10, 2, 0, 0, -1), x = LOOK(3, 1, 1, 3, 0.5);
    static const double want[24] = {2, 4,  6, 8,   20, 40, 60, 80, /* 2 u_1 v_1' */
                                    0, 12, 0, -12, 0,  0,  0,  0,  /* 6 u_2 v_2' */
                                    0, 0,  0, 0,   -1, -1, -1, -1};
    double collated[24], flattened[24];
    DONE(lsq_jacobian_collated(L, U, V, x, VIEW(collated, 8, 3), NULL));
    DONE(lsq_jacobian_flattened(U, V, x, VIEW(flattened, 8, 3), NULL));
    for (int i = 0; i < 24; i++)
        assert_true(collated[i] == want[i] && flattened[i] == want[i]);
    lsq_lapack_close(L);
}

/* Products of whole numbers below 2^53 are exact in any order. */
static void both_routes_agree_at_every_shape(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 31;
    double U[40 * 40], V[40 * 40], x[40], collated[40 * 40 * 40], flattened[40 * 40 * 40];
    for (int c = 0; c < 60; c++) {
        int64_t m = random_between(&seed, 1, 40), k = random_between(&seed, 1, 40);
        int64_t n = c < 30 ? c / 3 : random_between(&seed, 0, 40);
        for (int i = 0; i < 1600; i++) {
            U[i] = (double)random_between(&seed, -9999, 9999);
            V[i] = (double)random_between(&seed, -9999, 9999);
            x[i % 40] = (double)random_between(&seed, -9999, 9999);
        }
        lsq_const_view u = {U, m, n, 40}, v = {V, k, n, 40}, y = {x, n, 1, 40};
        DONE(lsq_jacobian_collated(L, u, v, y, VIEW(collated, m * k, n), NULL));
        DONE(lsq_jacobian_flattened(u, v, y, VIEW(flattened, m * k, n), NULL));
        for (int64_t i = 0; i < m * k * n; i++)
            assert_true(collated[i] == flattened[i]);
    }
    lsq_lapack_close(L);
}

/* F 2-by-3 of one variable: [1 3 5; 2 4 6] becomes its transpose. */
static void the_derivative_of_a_transpose_is_transposed(void **state) {
    (void)state;
    double D[12];
    DONE(lsq_jacobian_of_transpose(2, 3, LOOK(6, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2),
                                   VIEW(D, 6, 2), NULL));
    check_elements(D, 12, 1, 3, 5, 2, 4, 6, 7, 9, 1, 8, 0, 2);
}

static void the_derivative_of_a_trace_is_the_trace_of_the_derivative(void **state) {
    (void)state;
    double G[2];
    DONE(lsq_gradient_of_trace(2, LOOK(4, 2, 1, 20, 300, 4000, 5, 60, 700, 8000), VIEW(G, 2, 1),
                               NULL));
    check_elements(G, 2, 4001, 8005);
}

/* F = [4 1; 2 1.5] has the cofactors [1.5 -2; -1 4]: with the derivatives [1 3; 2 4] and I,
 * 1.5 - 2 - 6 + 16 and 1.5 + 4. */
static void the_derivative_of_a_determinant_is_a_trace_with_the_inverse(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double G[2];
    DONE(lsq_gradient_of_determinant(L, LOOK(2, 2, 4, 2, 1, 1.5),
                                     LOOK(4, 2, 1, 2, 3, 4, 1, 0, 0, 1), VIEW(G, 2, 1), NULL));
    check_elements(G, 2, 9.5, 5.5);
    lsq_lapack_close(L);
}

/* F = diag(2, 4): -F^-1 [1 3; 2 4] F^-1 = -[1/4 3/8; 2/8 4/16] */
static void the_derivative_of_an_inverse_has_the_inverse_on_both_sides(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double D[4];
    DONE(lsq_jacobian_of_inverse(L, LOOK(2, 2, 2, 0, 0, 4), LOOK(4, 1, 1, 2, 3, 4), VIEW(D, 4, 1),
                                 NULL));
    check_elements(D, 4, -0.25, -0.25, -0.375, -0.25);
    lsq_lapack_close(L);
}

static void singular_functions_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double D[4];
    lsq_const_view F = LOOK(2, 2, 1, 2, 2, 4), J = LOOK(4, 1, 1, 2, 3, 4);
    check_status(lsq_gradient_of_determinant(L, F, J, VIEW(D, 1, 1), NULL), LSQ_ENUMERIC, NULL);
    check_status(lsq_jacobian_of_inverse(L, F, J, VIEW(D, 4, 1), NULL), LSQ_ENUMERIC, NULL);
    lsq_lapack_close(L);
}

#define REFUSED(call, text)                       \
    do {                                          \
        lsq_error refused = {0};                  \
        check_status(call, LSQ_EUSAGE, &refused); \
        check_text(refused.message, text);        \
        check_elements(D, 6, 7, 7, 7, 7, 7, 7);   \
    } while (0)

static void shapes_that_do_not_fit_are_refused_with_both(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double D[6] = {7, 7, 7, 7, 7, 7};
    lsq_const_view S = LOOK(2, 2, 1, 2, 3, 4), A = LOOK(2, 3, 1, 2, 3, 4, 5, 6),
                   x = LOOK(2, 1, 1, 2), J = LOOK(4, 1, 1, 2, 3, 4);
    lsq_view square = VIEW(D, 2, 2), wide = VIEW(D, 2, 3), four = VIEW(D, 4, 1);
    REFUSED(lsq_tangent_multiple(A, square, &refused),
            "lsq_tangent_multiple: T is 2-by-2, expected 2-by-3");
    REFUSED(lsq_rotation(1, wide, &refused), "lsq_rotation: T is 2-by-3, expected 2-by-2");
    REFUSED(lsq_tangent_rotation(1, wide, &refused),
            "lsq_tangent_rotation: T is 2-by-3, expected 2-by-2");
    REFUSED(lsq_tangent_rotated(1, A, VIEW(D, 2, 1), &refused),
            "lsq_tangent_rotated: u is 2-by-3, expected 2-by-1");
    REFUSED(lsq_tangent_rotated(1, x, wide, &refused),
            "lsq_tangent_rotated: t is 2-by-3, expected 2-by-1");
    REFUSED(lsq_jacobian_collated(L, A, S, x, square, &refused),
            "lsq_jacobian_collated: U is 2-by-3, expected 2-by-2");
    REFUSED(lsq_jacobian_collated(L, S, A, x, square, &refused),
            "lsq_jacobian_collated: V is 2-by-3, expected 2-by-2");
    REFUSED(lsq_jacobian_collated(L, S, S, S, square, &refused),
            "lsq_jacobian_collated: x is 2-by-2, expected 2-by-1");
    REFUSED(lsq_jacobian_flattened(S, S, x, wide, &refused),
            "lsq_jacobian_flattened: J is 2-by-3, expected 4-by-2");
    REFUSED(lsq_jacobian_of_transpose(2, 3, J, four, &refused),
            "lsq_jacobian_of_transpose: J is 4-by-1, expected 6-by-1");
    REFUSED(lsq_jacobian_of_transpose(2, 2, J, wide, &refused),
            "lsq_jacobian_of_transpose: D is 2-by-3, expected 4-by-1");
    REFUSED(lsq_gradient_of_trace(3, J, VIEW(D, 1, 1), &refused),
            "lsq_gradient_of_trace: J is 4-by-1, expected 9-by-1");
    REFUSED(lsq_gradient_of_trace(2, J, wide, &refused),
            "lsq_gradient_of_trace: G is 2-by-3, expected 1-by-1");
    REFUSED(lsq_gradient_of_determinant(L, A, J, VIEW(D, 1, 1), &refused),
            "lsq_gradient_of_determinant: F is 2-by-3, expected 3-by-3");
    REFUSED(lsq_gradient_of_determinant(L, S, A, VIEW(D, 3, 1), &refused),
            "lsq_gradient_of_determinant: J is 2-by-3, expected 4-by-3");
    REFUSED(lsq_jacobian_of_inverse(L, A, J, four, &refused),
            "lsq_jacobian_of_inverse: F is 2-by-3, expected 3-by-3");
    REFUSED(lsq_jacobian_of_inverse(L, S, A, four, &refused),
            "lsq_jacobian_of_inverse: J is 2-by-3, expected 4-by-3");
    REFUSED(lsq_jacobian_of_inverse(L, S, J, wide, &refused),
            "lsq_jacobian_of_inverse: D is 2-by-3, expected 4-by-1");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_multiple_of_a_matrix_changes_by_the_matrix),
        cmocka_unit_test(rotations_at_no_turn),
        cmocka_unit_test(rotations_by_a_twelfth_of_a_turn),
        cmocka_unit_test(both_routes_to_the_tensor_of_four_by_two_by_three),
        cmocka_unit_test(both_routes_agree_at_every_shape),
        cmocka_unit_test(the_derivative_of_a_transpose_is_transposed),
        cmocka_unit_test(the_derivative_of_a_trace_is_the_trace_of_the_derivative),
        cmocka_unit_test(the_derivative_of_a_determinant_is_a_trace_with_the_inverse),
        cmocka_unit_test(the_derivative_of_an_inverse_has_the_inverse_on_both_sides),
        cmocka_unit_test(singular_functions_are_refused),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused_with_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
