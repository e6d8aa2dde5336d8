/* Matrices by matrices, by hand and by the formulas of single elements.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "calculus/tensors.h"
#include "support/random.h"
#include "views.h"

#define DONE(call) check_status(call, LSQ_OK, NULL)

/* [1 2] x [10; 20] and [1; 2] x [10 20] */
static void kronecker_products_are_blocks(void **state) {
    (void)state;
    double K[16];
    DONE(lsq_kronecker(LOOK(1, 2, 1, 2), LOOK(2, 1, 10, 20), VIEW(K, 2, 2), NULL));
    check_elements(K, 4, 10, 20, 20, 40);
    DONE(lsq_kronecker(LOOK(2, 1, 1, 2), LOOK(1, 2, 10, 20), VIEW(K, 2, 2), NULL));
    check_elements(K, 4, 10, 20, 20, 40);
    DONE(lsq_kronecker(LOOK(2, 2, 1, 2, 3, 4), LOOK(2, 2, 1, 10, 100, 1000), VIEW(K, 4, 4), NULL));
    check_elements(K, 16, 1, 10, 2, 20, 100, 1000, 200, 2000, 3, 30, 4, 40, 300, 3000, 400, 4000);
}

/* A = diag(2, 4), dA = [1 3; 2 4]: -A^-1 dA A^-1 = -[1/4 3/8; 2/8 4/16] */
static void an_inverse_changes_with_the_inverse_on_both_sides(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double D[4], J[16];
    lsq_const_view A = LOOK(2, 2, 2, 0, 0, 4);
    DONE(lsq_differential_inverse(L, A, LOOK(2, 2, 1, 2, 3, 4), VIEW(D, 2, 2), NULL));
    check_elements(D, 4, -0.25, -0.25, -0.375, -0.25);
    DONE(lsq_jacobian_inverse(L, A, VIEW(J, 4, 4), NULL));
    static const double diagonal[4] = {-0.25, -0.125, -0.125, -0.0625};
    for (int i = 0; i < 16; i++)
        assert_true(J[i] == (i % 5 ? 0 : diagonal[i / 5]));
    lsq_lapack_close(L);
}

/* A = [4 1; 2 1.5], A^-1 = V = [0.375 -0.25; -0.5 1]: d(A^-1)_ij / dA_kl = -V_ik V_lj */
static void the_tensor_of_an_inverse_by_elements(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    const double V[4] = {0.375, -0.5, -0.25, 1};
    double J[16];
    DONE(lsq_jacobian_inverse(L, LOOK(2, 2, 4, 2, 1, 1.5), VIEW(J, 4, 4), NULL));
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            for (int k = 0; k < 2; k++)
                for (int l = 0; l < 2; l++)
                    check_same(J[i + 2 * j + 4 * (k + 2 * l)], -V[i + 2 * k] * V[l + 2 * j]);
    lsq_lapack_close(L);
}

/* A = [1 2], dA = [10 20], B = (3, 4), dB = (5, 6): 30 + 80 + 5 + 12 */
static void a_product_changes_by_both_factors(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double D = 0;
    DONE(lsq_differential_product(L, LOOK(1, 2, 1, 2), LOOK(1, 2, 10, 20), LOOK(2, 1, 3, 4),
                                  LOOK(2, 1, 5, 6), VIEW(&D, 1, 1), NULL));
    check_same(D, 127);
    lsq_lapack_close(L);
}

/* A 2-by-2 times B = [5 7; 6 8]: (AB)_11 = 5 a11 + 6 a12, (AB)_12 = 7 a11 + 8 a12 */
static void products_by_either_factor(void **state) {
    (void)state;
    double J[16];
    DONE(lsq_jacobian_product_left(2, LOOK(2, 2, 5, 6, 7, 8), VIEW(J, 4, 4), NULL));
    check_elements(J, 16, 5, 0, 7, 0, 0, 5, 0, 7, 6, 0, 8, 0, 0, 6, 0, 8);
    DONE(lsq_jacobian_product_right(LOOK(1, 2, 3, 4), 2, VIEW(J, 2, 4), NULL));
    check_elements(J, 8, 3, 0, 4, 0, 0, 3, 0, 4);
    DONE(lsq_jacobian_matrix_vector(2, LOOK(3, 1, 7, 8, 9), VIEW(J, 2, 6), NULL));
    check_elements(J, 12, 7, 0, 0, 7, 8, 0, 0, 8, 9, 0, 0, 9);
}

/* R = [3 5]: K = [a^2 ab; ab b^2] */
static void a_gram_matrix_of_one_row(void **state) {
    (void)state;
    double J[8];
    DONE(lsq_jacobian_gram(LOOK(1, 2, 3, 5), VIEW(J, 4, 2), NULL));
    check_elements(J, 8, 6, 5, 5, 0, 0, 3, 3, 10);
}

/* dK_pq/dR_ij = R_iq [j = p] + R_ip [j = q] */
static void the_tensor_of_a_gram_matrix_by_elements(void **state) {
    (void)state;
    uint64_t seed = 32;
    for (int c = 0; c < 25; c++) {
        int64_t m = 1 + c / 5, n = 1 + c % 5;
        double R[25], J[25 * 25];
        for (int i = 0; i < 25; i++)
            R[i] = (double)random_between(&seed, -99, 99);
        DONE(lsq_jacobian_gram((lsq_const_view){R, m, n, 5}, VIEW(J, n * n, m * n), NULL));
        for (int64_t p = 0; p < n; p++)
            for (int64_t q = 0; q < n; q++)
                for (int64_t i = 0; i < m; i++)
                    for (int64_t j = 0; j < n; j++)
                        assert_true(J[p + q * n + (i + j * m) * n * n] ==
                                    (j == p ? R[i + q * 5] : 0) + (j == q ? R[i + p * 5] : 0));
    }
}

static void singular_matrices_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double J[16];
    lsq_const_view A = LOOK(2, 2, 1, 2, 2, 4);
    check_status(lsq_differential_inverse(L, A, A, VIEW(J, 2, 2), NULL), LSQ_ENUMERIC, NULL);
    check_status(lsq_jacobian_inverse(L, A, VIEW(J, 4, 4), NULL), LSQ_ENUMERIC, NULL);
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
    lsq_const_view S = LOOK(2, 2, 1, 2, 3, 4), A = LOOK(2, 3, 1, 2, 3, 4, 5, 6);
    lsq_view square = VIEW(D, 2, 2), wide = VIEW(D, 2, 3);
    REFUSED(lsq_kronecker(S, A, wide, &refused), "lsq_kronecker: K is 2-by-3, expected 4-by-6");
    REFUSED(lsq_differential_inverse(L, A, S, square, &refused),
            "lsq_differential_inverse: A is 2-by-3, expected 3-by-3");
    REFUSED(lsq_differential_inverse(L, S, A, square, &refused),
            "lsq_differential_inverse: dA is 2-by-3, expected 2-by-2");
    REFUSED(lsq_differential_inverse(L, S, S, wide, &refused),
            "lsq_differential_inverse: D is 2-by-3, expected 2-by-2");
    REFUSED(lsq_jacobian_inverse(L, A, wide, &refused),
            "lsq_jacobian_inverse: A is 2-by-3, expected 3-by-3");
    REFUSED(lsq_jacobian_inverse(L, S, wide, &refused),
            "lsq_jacobian_inverse: J is 2-by-3, expected 4-by-4");
    REFUSED(lsq_differential_product(L, S, A, S, S, square, &refused),
            "lsq_differential_product: dA is 2-by-3, expected 2-by-2");
    REFUSED(lsq_differential_product(L, A, A, S, S, square, &refused),
            "lsq_differential_product: B is 2-by-2, expected 3-by-2");
    REFUSED(lsq_differential_product(L, S, S, A, S, wide, &refused),
            "lsq_differential_product: dB is 2-by-2, expected 2-by-3");
    REFUSED(lsq_differential_product(L, S, S, A, A, square, &refused),
            "lsq_differential_product: D is 2-by-2, expected 2-by-3");
    REFUSED(lsq_jacobian_product_left(2, A, wide, &refused),
            "lsq_jacobian_product_left: J is 2-by-3, expected 6-by-4");
    REFUSED(lsq_jacobian_product_right(A, 2, wide, &refused),
            "lsq_jacobian_product_right: J is 2-by-3, expected 4-by-6");
    REFUSED(lsq_jacobian_matrix_vector(2, A, wide, &refused),
            "lsq_jacobian_matrix_vector: x is 2-by-3, expected 2-by-1");
    REFUSED(lsq_jacobian_matrix_vector(2, LOOK(2, 1, 1, 2), wide, &refused),
            "lsq_jacobian_matrix_vector: J is 2-by-3, expected 2-by-4");
    REFUSED(lsq_jacobian_gram(A, wide, &refused),
            "lsq_jacobian_gram: J is 2-by-3, expected 9-by-6");
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kronecker_products_are_blocks),
        cmocka_unit_test(an_inverse_changes_with_the_inverse_on_both_sides),
        cmocka_unit_test(the_tensor_of_an_inverse_by_elements),
        cmocka_unit_test(a_product_changes_by_both_factors),
        cmocka_unit_test(products_by_either_factor),
        cmocka_unit_test(a_gram_matrix_of_one_row),
        cmocka_unit_test(the_tensor_of_a_gram_matrix_by_elements),
        cmocka_unit_test(singular_matrices_are_refused),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused_with_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
