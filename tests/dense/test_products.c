/* Products of whole numbers, which doubles hold exactly: equal to three loops, in any order of
 * summation.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "samples.h"

/* Whole numbers up to 1000; 200 products of two, times 3, stay far below 2^53. */
static frame whole_numbers(int64_t rows, int64_t columns, uint64_t *seed) {
    frame f = frame_new(rows, columns);
    for (int64_t j = 0; j < columns; j++)
        for (int64_t i = 0; i < rows; i++)
            f.A.data[i + j * f.A.ld] = (double)random_between(seed, -1000, 1000);
    return f;
}

/* What a call is to give: alpha A B + beta C.  With beta = 0 C begins with NaN, which may not
 * come through. */
static lsq_matrix wanted(double alpha, frame A, frame B, double beta, frame C) {
    lsq_matrix want = product(lsq_view_look(A.A), lsq_view_look(B.A));
    if (beta == 0 && C.A.rows && C.A.columns)
        C.A.data[(C.A.columns - 1) * C.A.ld] = NAN;
    for (int64_t j = 0; j < want.columns; j++)
        for (int64_t i = 0; i < want.rows; i++) {
            double *x = &want.data[i + j * want.rows];
            *x = alpha * *x + (beta == 0 ? 0 : beta * at(lsq_view_look(C.A), i, j));
        }
    return want;
}

static void check_equal(frame got, const lsq_matrix *want, int upper_only) {
    for (int64_t j = 0; j < got.A.columns; j++)
        for (int64_t i = 0; i < got.A.rows && (!upper_only || i <= j); i++)
            if (at(lsq_view_look(got.A), i, j) != want->data[i + j * want->rows])
                check_same(at(lsq_view_look(got.A), i, j), want->data[i + j * want->rows]);
}

static const double factors[][2] = {{1, 0}, {1, 1}, {-2, 3}, {0, 2}, {0, 0}};
static const int sizes[][3] = {{0, 0, 0}, {0, 2, 3},  {2, 0, 3},    {2, 3, 0},    {1, 1, 1},
                               {2, 3, 5}, {33, 1, 7}, {10, 33, 64}, {64, 65, 66}, {200, 100, 3}};
enum { SIZES = sizeof sizes / sizeof *sizes, FACTORS = sizeof factors / sizeof *factors };

static void products_equal_three_loops_for_every_op(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 3;
    for (int c = 0; c < 4 * FACTORS * SIZES; c++) {
        const int *size = sizes[c / 4 / FACTORS];
        double alpha = factors[c / 4 % FACTORS][0], beta = factors[c / 4 % FACTORS][1];
        frame A = whole_numbers(size[0], size[2], &seed),
              B = whole_numbers(size[2], size[1], &seed);
        frame C = whole_numbers(size[0], size[1], &seed);
        lsq_matrix want = wanted(alpha, A, B, beta, C);
        lsq_matrix At = transposed(lsq_view_look(A.A)), Bt = transposed(lsq_view_look(B.A));
        check_status(lsq_multiply(L, alpha, c & 1 ? lsq_matrix_look(&At) : lsq_view_look(A.A),
                                  c & 1 ? LSQ_TRANSPOSED : LSQ_PLAIN,
                                  c & 2 ? lsq_matrix_look(&Bt) : lsq_view_look(B.A),
                                  c & 2 ? LSQ_TRANSPOSED : LSQ_PLAIN, beta, C.A, NULL),
                     LSQ_OK, NULL);
        check_equal(C, &want, 0);
        lsq_matrix_clear(&Bt);
        lsq_matrix_clear(&At);
        lsq_matrix_clear(&want);
        frame_free(&C);
        frame_free(&B);
        frame_free(&A);
    }
    lsq_lapack_close(L);
}

static void products_with_a_vector_equal_three_loops(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 4;
    for (int c = 0; c < 2 * FACTORS * SIZES; c++) {
        const int *size = sizes[c / 2 / FACTORS];
        double alpha = factors[c / 2 % FACTORS][0], beta = factors[c / 2 % FACTORS][1];
        frame A = whole_numbers(size[0], size[2], &seed), x = whole_numbers(size[2], 1, &seed);
        frame y = whole_numbers(size[0], 1, &seed);
        lsq_matrix want = wanted(alpha, A, x, beta, y), At = transposed(lsq_view_look(A.A));
        check_status(
            lsq_multiply_vector(L, alpha, c & 1 ? lsq_matrix_look(&At) : lsq_view_look(A.A),
                                c & 1 ? LSQ_TRANSPOSED : LSQ_PLAIN, x.A.data, beta, y.A.data, NULL),
            LSQ_OK, NULL);
        check_equal(y, &want, 0);
        lsq_matrix_clear(&At);
        lsq_matrix_clear(&want);
        frame_free(&y);
        frame_free(&x);
        frame_free(&A);
    }
    lsq_lapack_close(L);
}

static void a_symmetric_product_reads_the_upper_triangle_only(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 5;
    static const int orders[] = {0, 1, 2, 5, 33, 64, 130};
    for (int c = 0; c < 7 * FACTORS; c++) {
        double alpha = factors[c % FACTORS][0], beta = factors[c % FACTORS][1];
        int n = orders[c / FACTORS];
        frame S = whole_numbers(n, n, &seed), x = whole_numbers(n, 1, &seed);
        frame y = whole_numbers(n, 1, &seed);
        lsq_mirror_upper(S.A);
        lsq_matrix want = wanted(alpha, S, x, beta, y);
        forbid_lower(S.A);
        check_status(
            lsq_multiply_symmetric(L, alpha, lsq_view_look(S.A), x.A.data, beta, y.A.data, NULL),
            LSQ_OK, NULL);
        check_equal(y, &want, 0);
        lsq_matrix_clear(&want);
        frame_free(&y);
        frame_free(&x);
        frame_free(&S);
    }
    lsq_lapack_close(L);
}

static void a_gram_matrix_fills_the_upper_triangle_only(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 6;
    for (int c = 0; c < FACTORS * SIZES; c++) {
        double alpha = factors[c % FACTORS][0], beta = factors[c % FACTORS][1];
        const int *size = sizes[c / FACTORS];
        frame A = whole_numbers(size[0], size[1], &seed),
              G = whole_numbers(size[1], size[1], &seed);
        lsq_matrix At = transposed(lsq_view_look(A.A));
        frame T = frame_of(lsq_matrix_look(&At));
        lsq_matrix want = wanted(alpha, T, A, beta, G);
        forbid_lower(G.A);
        check_status(lsq_gram(L, alpha, lsq_view_look(A.A), beta, G.A, NULL), LSQ_OK, NULL);
        check_equal(G, &want, 1);
        check_lower_is_untouched(G.A);
        lsq_matrix_clear(&want);
        frame_free(&T);
        lsq_matrix_clear(&At);
        frame_free(&G);
        frame_free(&A);
    }
    lsq_lapack_close(L);
}

static void a_new_product_has_its_shape(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 7;
    for (int c = 0; c < 4 * SIZES; c++) {
        const int *size = sizes[c / 4];
        frame A = whole_numbers(size[0], size[2], &seed),
              B = whole_numbers(size[2], size[1], &seed);
        lsq_matrix want = product(lsq_view_look(A.A), lsq_view_look(B.A)), C;
        lsq_matrix At = transposed(lsq_view_look(A.A)), Bt = transposed(lsq_view_look(B.A));
        check_status(lsq_product_init(L, &C, c & 1 ? lsq_matrix_look(&At) : lsq_view_look(A.A),
                                      c & 1 ? LSQ_TRANSPOSED : LSQ_PLAIN,
                                      c & 2 ? lsq_matrix_look(&Bt) : lsq_view_look(B.A),
                                      c & 2 ? LSQ_TRANSPOSED : LSQ_PLAIN, NULL),
                     LSQ_OK, NULL);
        frame got = frame_of(lsq_matrix_look(&C));
        assert_true(C.rows == want.rows && C.columns == want.columns);
        check_equal(got, &want, 0);
        frame_free(&got);
        lsq_matrix_clear(&C);
        lsq_matrix_clear(&Bt);
        lsq_matrix_clear(&At);
        lsq_matrix_clear(&want);
        frame_free(&B);
        frame_free(&A);
    }
    lsq_matrix A = make(2, 3), C;
    lsq_error error;
    check_status(lsq_product_init(L, &C, lsq_matrix_look(&A), LSQ_PLAIN, lsq_matrix_look(&A),
                                  LSQ_PLAIN, &error),
                 LSQ_EUSAGE, &error);
    assert_true(C.data == NULL && C.rows == 0);
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

static void shapes_that_do_not_fit_are_told_with_both_shapes(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A = make(2, 3), B = make(4, 5), C = make(2, 5), S = make(3, 3);
    lsq_const_view a = lsq_matrix_look(&A), b = lsq_matrix_look(&B);
    lsq_view c = lsq_matrix_view(&C);
    lsq_error error;
    check_status(lsq_multiply(L, 1, a, LSQ_PLAIN, b, LSQ_PLAIN, 0, c, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_multiply: B is 4-by-5, expected 3-by-5");
    check_status(lsq_multiply(L, 1, a, LSQ_PLAIN, b, LSQ_TRANSPOSED, 0, c, &error), LSQ_EUSAGE,
                 &error);
    check_text(error.message, "lsq_multiply: B is 4-by-5, expected 4-by-3");
    check_status(lsq_multiply(L, 1, a, LSQ_TRANSPOSED, a, LSQ_PLAIN, 0, c, &error), LSQ_EUSAGE,
                 &error);
    check_text(error.message, "lsq_multiply: C is 2-by-5, expected 3-by-3");
    check_status(lsq_gram(L, 1, b, 0, lsq_matrix_view(&S), &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_gram: G is 3-by-3, expected 5-by-5");
    check_status(lsq_multiply_symmetric(L, 1, a, NULL, 0, NULL, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_multiply_symmetric: S is 2-by-3, expected 3-by-3");
    lsq_matrix_clear(&S);
    lsq_matrix_clear(&C);
    lsq_matrix_clear(&B);
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

static void indices_beyond_32_bits_are_refused_before_anything_is_touched(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_error error;
    lsq_view tall = ON_PAPER(BEYOND, 2), wide = ON_PAPER(2, BEYOND), small = ON_PAPER(2, 2);
    lsq_const_view gap = {NULL, 2, 2, BEYOND};
    check_status(lsq_multiply(L, 1, lsq_view_look(tall), LSQ_TRANSPOSED, lsq_view_look(tall),
                              LSQ_PLAIN, 0, small, &error),
                 LSQ_ELIMIT, &error);
    check_contains(error.message, "2147483648");
    check_status(lsq_multiply(L, 1, lsq_view_look(small), LSQ_PLAIN, lsq_view_look(wide), LSQ_PLAIN,
                              0, wide, &error),
                 LSQ_ELIMIT, &error);
    check_status(lsq_multiply_vector(L, 1, gap, LSQ_PLAIN, NULL, 0, NULL, &error), LSQ_ELIMIT,
                 &error);
    check_status(lsq_multiply_symmetric(L, 1, lsq_view_look(wide), NULL, 0, NULL, &error),
                 LSQ_ELIMIT, &error);
    check_status(lsq_gram(L, 1, lsq_view_look(tall), 0, small, &error), LSQ_ELIMIT, &error);
    double none[4] = {NAN, NAN, NAN, NAN};
    lsq_const_view most = {NULL, 0, 2, INT32_MAX};
    check_status(lsq_gram(L, 1, most, 0, (lsq_view){none, 2, 2, 2}, &error), LSQ_OK, NULL);
    check_same(none[0], 0);
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_equal_three_loops_for_every_op),
        cmocka_unit_test(products_with_a_vector_equal_three_loops),
        cmocka_unit_test(a_symmetric_product_reads_the_upper_triangle_only),
        cmocka_unit_test(a_gram_matrix_fills_the_upper_triangle_only),
        cmocka_unit_test(a_new_product_has_its_shape),
        cmocka_unit_test(shapes_that_do_not_fit_are_told_with_both_shapes),
        cmocka_unit_test(indices_beyond_32_bits_are_refused_before_anything_is_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
