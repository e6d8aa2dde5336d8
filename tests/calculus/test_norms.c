/* Norms and determinants, by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>

#include "calculus/norms.h"
#include "support/random.h"
#include "views.h"

#define DONE(call) check_status(call, LSQ_OK, NULL)

/* pow, and n sums: a handful of roundings */
static void check_near(double got, double want) {
    if (!(fabs(got - want) <= 16 * DBL_EPSILON * fabs(want)))
        fail_msg("got %.17g, wanted %.17g", got, want);
}

/* (3, -4, 0): 7, 5, (27 + 64)^(1/3), 4; without absolute values the cube would be -37 */
static void norms_of_a_vector_take_absolute_values(void **state) {
    (void)state;
    lsq_const_view x = LOOK(3, 1, 3, -4, 0), none = {NULL, 0, 1, 0};
    double norm = 0;
    DONE(lsq_norm_p(x, 1, &norm, NULL));
    check_near(norm, 7);
    DONE(lsq_norm_p(x, 2, &norm, NULL));
    check_near(norm, 5);
    DONE(lsq_norm_p(x, 3, &norm, NULL));
    check_near(norm, cbrt(91));
    DONE(lsq_norm_p(x, INFINITY, &norm, NULL));
    check_same(norm, 4);
    DONE(lsq_norm_p(LOOK(2, 1, 0, -0.0), 3, &norm, NULL));
    check_same(norm, 0);
    DONE(lsq_norm_p(none, 3, &norm, NULL));
    check_same(norm, 0);
    DONE(lsq_norm_p(LOOK(2, 1, 1, NAN), 3, &norm, NULL));
    check_same(norm, NAN);
    DONE(lsq_norm_p(LOOK(2, 1, -INFINITY, 1), 3, &norm, NULL));
    check_same(norm, INFINITY);
}

/* |(1, 1)|_4 = 2^(1/4) in any units */
static void norms_neither_overflow_nor_underflow_on_the_way(void **state) {
    (void)state;
    static const int exponents[] = {-1000, -300, 300, 1000};
    for (int i = 0; i < 4; i++) {
        double x = ldexp(1, exponents[i]), norm = 0;
        DONE(lsq_norm_p(LOOK(2, 1, x, -x), 4, &norm, NULL));
        check_near(norm, x * sqrt(sqrt(2)));
    }
}

/* p = 3, |x| = cbrt(91): sign(x) (|x_i| / |x|)^2 */
static void gradients_of_norms(void **state) {
    (void)state;
    double G[4], norm = cbrt(91);
    lsq_const_view x = LOOK(2, 1, 3, -4);
    DONE(lsq_gradient_norm_p(x, 3, VIEW(G, 2, 1), NULL));
    check_near(G[0], 9 / (norm * norm));
    check_near(G[1], -16 / (norm * norm));
    DONE(lsq_gradient_norm_p(x, 2, VIEW(G, 2, 1), NULL));
    check_near(G[0], 0.6);
    check_near(G[1], -0.8);
    DONE(lsq_gradient_norm_p(x, 1, VIEW(G, 2, 1), NULL));
    check_elements(G, 2, 1, -1);
    DONE(lsq_gradient_frobenius(LOOK(2, 2, 1, -3, 3, 9), VIEW(G, 2, 2), NULL));
    check_elements(G, 4, 0.1, -0.3, 0.3, 0.9);
}

static void norms_have_corners_without_gradients(void **state) {
    (void)state;
    double G[2];
    lsq_error error = {0};
    check_status(lsq_gradient_norm_p(LOOK(2, 1, 0, 0), 3, VIEW(G, 2, 1), &error), LSQ_ENUMERIC,
                 &error);
    check_text(error.message, "lsq_gradient_norm_p: the norm has no gradient at 0");
    check_status(lsq_gradient_norm_p(LOOK(2, 1, 1, 0), 1, VIEW(G, 2, 1), &error), LSQ_ENUMERIC,
                 &error);
    check_contains(error.message, "where x has a 0 (element 1)");
    DONE(lsq_gradient_norm_p(LOOK(2, 1, 1, 0), 2, VIEW(G, 2, 1), NULL));
    check_same(G[0], 1);
    check_same(G[1], 0);
    check_status(lsq_gradient_frobenius(LOOK(2, 1, 0, 0), VIEW(G, 2, 1), &error), LSQ_ENUMERIC,
                 &error);
}

/* A = [1 -2; 3 4]: columns 4, 6, rows 3, 7; A'A = [10 10; 10 20], its larger eigenvalue is
 * 15 + sqrt(125) */
static void induced_norms(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_const_view A = LOOK(2, 2, 1, 3, -2, 4);
    double norm = 0;
    DONE(lsq_norm_induced(L, A, 1, &norm, NULL));
    check_same(norm, 6);
    DONE(lsq_norm_induced(L, A, INFINITY, &norm, NULL));
    check_same(norm, 7);
    DONE(lsq_norm_induced(L, A, 2, &norm, NULL));
    check_near(norm, sqrt(15 + sqrt(125)));
    DONE(lsq_norm_induced(L, (lsq_const_view){NULL, 0, 3, 0}, 2, &norm, NULL));
    check_same(norm, 0);
    lsq_lapack_close(L);
}

static void other_norms_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_const_view x = LOOK(2, 1, 1, 2), A = LOOK(2, 2, 1, 2, 3, 4);
    double norm = 7, G[4] = {7, 7, 7, 7};
    static const double wrong[] = {0.5, 0, -1, NAN, -INFINITY};
    for (int i = 0; i < 5; i++) {
        check_status(lsq_norm_p(x, wrong[i], &norm, NULL), LSQ_EUSAGE, NULL);
        check_status(lsq_gradient_norm_p(x, wrong[i], VIEW(G, 2, 1), NULL), LSQ_EUSAGE, NULL);
        check_status(lsq_norm_induced(L, A, wrong[i], &norm, NULL), LSQ_EUSAGE, NULL);
    }
    lsq_error error = {0};
    check_status(lsq_norm_induced(L, A, 3, &norm, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_norm_induced: p is 3, expected 1, 2 or infinity");
    check_status(lsq_norm_p(x, 0.5, &norm, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_norm_p: p is 0.5, expected at least 1");
    check_status(lsq_gradient_norm_p(x, INFINITY, VIEW(G, 2, 1), &error), LSQ_EUSAGE, &error);
    check_status(lsq_norm_p(A, 2, &norm, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_norm_p: x is 2-by-2, expected 2-by-1");
    check_status(lsq_gradient_norm_p(x, 2, VIEW(G, 2, 2), &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_gradient_norm_p: G is 2-by-2, expected 2-by-1");
    check_status(lsq_gradient_frobenius(x, VIEW(G, 2, 2), &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_gradient_frobenius: G is 2-by-2, expected 2-by-1");
    check_same(norm, 7);
    check_elements(G, 4, 7, 7, 7, 7);
    lsq_lapack_close(L);
}

/* ---- determinants ---- */

typedef lsq_status (*way)(const lsq_lapack *L, lsq_const_view A, double *det, lsq_error *error);
static const way ways[] = {lsq_determinant, lsq_determinant_by_eigenvalues,
                           lsq_determinant_by_cofactors};

/* The errors of small whole matrices with eigenvalues far apart */
static void check_determinant(const lsq_lapack *L, lsq_const_view A, double want) {
    for (int i = 0; i < 3; i++) {
        double det = NAN;
        DONE(ways[i](L, A, &det, NULL));
        if (!(fabs(det - want) <= 1e-13 * fmax(1, fabs(want))))
            fail_msg("way %d: %.17g, wanted %.17g", i, det, want);
    }
}

/* Pascal's matrix has determinant 1, a turn by a right angle eigenvalues i and -i; a cycle of three
 * is even, one of four odd. */
static void determinants_by_three_ways(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    check_determinant(L, (lsq_const_view){NULL, 0, 0, 0}, 1);
    check_determinant(L, LOOK(1, 1, -7), -7);
    check_determinant(L, LOOK(2, 2, 0, 1, -1, 0), 1);
    check_determinant(L, LOOK(2, 2, 0, 1, 1, 0), -1);
    check_determinant(L, LOOK(2, 2, 1, 2, 3, 4), -2);
    check_determinant(L, LOOK(3, 3, 1, 1, 1, 1, 2, 3, 1, 3, 6), 1);
    check_determinant(L, LOOK(3, 3, 0, 1, 0, 0, 0, 1, 1, 0, 0), 1);
    check_determinant(L, LOOK(4, 4, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0), -1);
    check_determinant(L, LOOK(3, 3, 2, 0, 1, 0, -3, 0, 5, 1, 4), -9);
    check_determinant(L, LOOK(2, 2, 1, 2, 2, 4), 0);
    lsq_lapack_close(L);
}

/* A product of triangles with dyadic elements, 2^-1 to 2^2 on the diagonal: the determinant is a
 * power of 2, whatever stands off it. */
static void determinants_of_forty_rows(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 33;
    enum { N = 40 };
    double U[N * N] = {0}, T[N * N] = {0}, A[N * N];
    int exponent = 0;
    for (int j = 0; j < N; j++) {
        int e = (int)random_between(&seed, -1, 2);
        for (int i = 0; i < j; i++) {
            U[i + j * N] = (double)random_between(&seed, -8, 8) / 64;
            T[j + i * N] = (double)random_between(&seed, -8, 8) / 64;
        }
        U[j + j * N] = ldexp(1, e);
        T[j + j * N] = 1;
        exponent += e;
    }
    DONE(lsq_multiply(L, 1, (lsq_const_view){T, N, N, N}, LSQ_PLAIN, (lsq_const_view){U, N, N, N},
                      LSQ_PLAIN, 0, VIEW(A, N, N), NULL));
    for (int i = 0; i < 3; i++) {
        double det = NAN;
        DONE(ways[i](L, (lsq_const_view){A, N, N, N}, &det, NULL));
        assert_true(fabs(det / ldexp(1, exponent) - 1) <= 1e-10);
    }
    lsq_lapack_close(L);
}

/* Ten times 2^200 is beyond, with ten times 2^-200 beside them it is 1. */
static void determinants_keep_their_range_on_the_way(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double A[400] = {0}, det = 0;
    for (int i = 0; i < 20; i++)
        A[21 * i] = ldexp(i == 3 ? -1 : 1, i < 10 ? 200 : -200);
    lsq_const_view all = {A, 20, 20, 20}, large = {A, 10, 10, 20};
    for (int i = 0; i < 2; i++) {
        DONE(ways[i](L, all, &det, NULL));
        check_same(det, -1);
        DONE(ways[i](L, large, &det, NULL));
        check_same(det, -INFINITY);
    }
    lsq_lapack_close(L);
}

/* [1 2; 3 4] has the cofactors [4 -3; -2 1], [1 2; 2 4], without an inverse, [4 -2; -2 1]. */
static void cofactors_are_there_without_an_inverse(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double C[9];
    DONE(lsq_gradient_determinant_by_cofactors(L, LOOK(2, 2, 1, 3, 2, 4), VIEW(C, 2, 2), NULL));
    check_elements(C, 4, 4, -2, -3, 1);
    DONE(lsq_gradient_determinant_by_cofactors(L, LOOK(2, 2, 1, 2, 2, 4), VIEW(C, 2, 2), NULL));
    check_elements(C, 4, 4, -2, -2, 1);
    DONE(lsq_gradient_determinant_by_cofactors(L, LOOK(1, 1, 5), VIEW(C, 1, 1), NULL));
    check_elements(C, 1, 1);
    DONE(lsq_gradient_determinant_by_cofactors(L, LOOK(3, 3, 1, 0, 0, 0, 2, 0, 0, 0, 4),
                                               VIEW(C, 3, 3), NULL));
    for (int i = 0; i < 9; i++)
        assert_true(C[i] == (i % 4 ? 0 : 8 / ldexp(1, i / 4)));
    lsq_lapack_close(L);
}

static void determinants_need_square_matrices(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_const_view A = LOOK(2, 3, 1, 2, 3, 4, 5, 6), S = LOOK(2, 2, 1, 2, 3, 4);
    double det = 7, C[6];
    lsq_error error = {0};
    for (int i = 0; i < 3; i++) {
        check_status(ways[i](L, A, &det, &error), LSQ_EUSAGE, &error);
        check_contains(error.message, ": A is 2-by-3, expected 3-by-3");
        check_same(det, 7);
    }
    check_status(lsq_gradient_determinant_by_cofactors(L, A, VIEW(C, 2, 3), &error), LSQ_EUSAGE,
                 &error);
    check_status(lsq_gradient_determinant_by_cofactors(L, S, VIEW(C, 2, 3), &error), LSQ_EUSAGE,
                 &error);
    check_contains(error.message, "C is 2-by-3, expected 2-by-2");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norms_of_a_vector_take_absolute_values),
        cmocka_unit_test(norms_neither_overflow_nor_underflow_on_the_way),
        cmocka_unit_test(gradients_of_norms),
        cmocka_unit_test(norms_have_corners_without_gradients),
        cmocka_unit_test(induced_norms),
        cmocka_unit_test(other_norms_are_refused),
        cmocka_unit_test(determinants_by_three_ways),
        cmocka_unit_test(determinants_of_forty_rows),
        cmocka_unit_test(determinants_keep_their_range_on_the_way),
        cmocka_unit_test(cofactors_are_there_without_an_inverse),
        cmocka_unit_test(determinants_need_square_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
