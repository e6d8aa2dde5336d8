/* Matrices, views, copies and norms, by hand and at the ends of a double's range.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "samples.h"

static void a_fresh_matrix_is_zero_and_counted(void **state) {
    (void)state;
    lsq_account account = {0, 0};
    lsq_matrix A, B;
    check_status(lsq_matrix_init(&A, 3, 4, &account, NULL), LSQ_OK, NULL);
    check_status(lsq_matrix_init(&B, 2, 0, &account, NULL), LSQ_OK, NULL);
    for (int i = 0; i < 12; i++)
        check_same(A.data[i], 0);
    assert_int_equal(account.now, 96);
    lsq_matrix_clear(&A);
    assert_int_equal(account.now, 0);
    assert_int_equal(account.peak, 96);
    assert_true(A.data == NULL && A.rows == 0 && A.columns == 0);
    lsq_matrix_clear(&A);
    lsq_matrix_clear(&B);
    check_status(lsq_matrix_init(&A, 1, 1, &account, NULL), LSQ_OK, NULL);
    assert_int_equal(account.now, 8);
    assert_int_equal(account.peak, 96);
    lsq_matrix_clear(&A);
}

static void shapes_that_cannot_be_are_refused(void **state) {
    (void)state;
    lsq_account account = {0, 0};
    lsq_matrix A;
    lsq_error error;
    check_status(lsq_matrix_init(&A, -1, 2, &account, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "-1-by-2");
    check_status(lsq_matrix_init(&A, INT64_C(1) << 40, INT64_C(1) << 40, &account, &error),
                 LSQ_ENOMEM, &error);
    check_contains(error.message, "1099511627776-by-1099511627776");
    check_status(lsq_matrix_init(&A, INT64_C(1) << 60, 4, &account, &error), LSQ_ENOMEM, &error);
    assert_true(A.data == NULL && A.rows == 0);
    assert_int_equal(account.now, 0);
    assert_int_equal(account.peak, 0);
    lsq_matrix_clear(&A);
}

static void a_block_of_a_block_stands_where_it_should(void **state) {
    (void)state;
    lsq_matrix A = make(7, 6);
    for (int i = 0; i < 42; i++)
        A.data[i] = i;
    lsq_view outer = lsq_view_block(lsq_matrix_view(&A), 1, 2, 5, 4);
    lsq_view inner = lsq_view_block(outer, 2, 1, 3, 2);
    lsq_const_view look = lsq_look_block(lsq_matrix_look(&A), 1, 2, 5, 4);
    look = lsq_look_block(look, 2, 1, 3, 2);
    for (int64_t j = 0; j < 2; j++)
        for (int64_t i = 0; i < 3; i++) {
            check_same(at(lsq_view_look(inner), i, j), (double)(3 + i + 7 * (3 + j)));
            check_same(at(look, i, j), (double)(3 + i + 7 * (3 + j)));
        }
    assert_int_equal(lsq_view_block(inner, 3, 2, 0, 0).rows, 0);
    lsq_matrix empty = {NULL, 0, 0, NULL};
    assert_null(lsq_view_block(lsq_matrix_view(&empty), 0, 0, 0, 0).data);
    lsq_matrix_clear(&A);
}

static void copies_are_equal_and_stay_in_their_frame(void **state) {
    (void)state;
    static const int sizes[] = {0, 1, 2, 31, 32, 33, 65};
    uint64_t seed = 1;
    for (int c = 0; c < 49; c++) {
        lsq_matrix A = make(sizes[c / 7], sizes[c % 7]);
        random_matrix(A.data, A.rows, A.columns, MATRIX_UNIFORM, 1, &seed);
        frame C = frame_of(lsq_matrix_look(&A)), T = frame_new(A.columns, A.rows);
        check_status(lsq_copy_transposed(T.A, lsq_view_look(C.A), NULL), LSQ_OK, NULL);
        for (int64_t j = 0; j < A.columns; j++)
            for (int64_t i = 0; i < A.rows; i++) {
                check_same(at(lsq_view_look(C.A), i, j), A.data[i + j * A.rows]);
                check_same(at(lsq_view_look(T.A), j, i), A.data[i + j * A.rows]);
            }
        frame_free(&T);
        frame_free(&C);
        lsq_matrix_clear(&A);
    }
}

static void copies_of_another_shape_are_refused_with_both_shapes(void **state) {
    (void)state;
    lsq_matrix A = make(2, 3), B = make(3, 3);
    lsq_error error;
    check_status(lsq_copy(lsq_matrix_view(&B), lsq_matrix_look(&A), &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "a 2-by-3 matrix into 3-by-3");
    check_status(lsq_copy_transposed(lsq_matrix_view(&B), lsq_matrix_look(&A), &error), LSQ_EUSAGE,
                 &error);
    check_contains(error.message, "the transpose of a 2-by-3 matrix into 3-by-3");
    lsq_matrix_clear(&B);
    lsq_matrix_clear(&A);
}

static void settings_reach_their_elements_and_no_others(void **state) {
    (void)state;
    static const int sizes[] = {0, 1, 4, 5};
    for (int c = 0; c < 16; c++) {
        frame f = frame_new(sizes[c / 4], sizes[c % 4]);
        lsq_const_view A = lsq_view_look(f.A);
        lsq_set_upper(f.A);
        for (int64_t j = 0; j < A.columns; j++)
            lsq_scale_column(f.A, j, (double)j);
        for (int64_t j = 0; j < A.columns; j++)
            for (int64_t i = 0; i < A.rows; i++)
                check_same(at(A, i, j), i > j ? 0 : MARK * (double)j);
        lsq_set_identity(f.A);
        for (int64_t j = 0; j < A.columns; j++)
            for (int64_t i = 0; i < A.rows; i++)
                check_same(at(A, i, j), i == j);
        lsq_set_zero(f.A);
        check_same(lsq_norm_max(A), 0);
        frame_free(&f);
    }
}

static void the_lower_triangle_mirrors_the_upper_one(void **state) {
    (void)state;
    uint64_t seed = 2;
    lsq_matrix A = make(9, 9);
    random_matrix(A.data, 9, 9, MATRIX_UNIFORM, 1, &seed);
    frame f = frame_of(lsq_matrix_look(&A));
    forbid_lower(f.A);
    lsq_mirror_upper(f.A);
    for (int64_t j = 0; j < 9; j++)
        for (int64_t i = 0; i < 9; i++)
            check_same(at(lsq_view_look(f.A), i, j), A.data[i < j ? i + 9 * j : j + 9 * i]);
    frame_free(&f);
    lsq_matrix_clear(&A);
}

/* [1 -2 3; -4 5 -6]: column sums 5, 7, 9, row sums 6, 15, squares 91, of the last column 45 */
static void norms_of_a_small_matrix_are_those_by_hand(void **state) {
    (void)state;
    const double values[] = {1, -4, -2, 5, 3, -6};
    frame f = frame_of((lsq_const_view){values, 2, 3, 2});
    lsq_const_view A = lsq_view_look(f.A), empty = {NULL, 0, 3, 0};
    check_same(lsq_norm_one(A), 9);
    check_same(lsq_norm_infinity(A), 15);
    check_same(lsq_norm_max(A), 6);
    check_same(lsq_norm_frobenius(A), sqrt(91));
    check_same(lsq_norm_column(A, 2), sqrt(45));
    frame_free(&f);
    check_same(lsq_norm_one(empty), 0);
    check_same(lsq_norm_infinity(empty), 0);
    check_same(lsq_norm_max(empty), 0);
    check_same(lsq_norm_frobenius(empty), 0);
    check_same(lsq_norm_column(empty, 1), 0);
}

/* |(3, 4) 2^e| = 5 2^e exactly, at every e where all three are doubles */
static void the_root_of_squares_is_right_over_the_whole_range(void **state) {
    (void)state;
    for (int e = -1074; e <= 1021; e++) {
        const double x[] = {ldexp(3, e), 0, -ldexp(4, e)};
        check_same(lsq_norm_frobenius((lsq_const_view){x, 3, 1, 3}), ldexp(5, e));
        check_same(lsq_norm_frobenius((lsq_const_view){x, 1, 3, 1}), ldexp(5, e));
        check_same(lsq_norm_column((lsq_const_view){x, 3, 1, 3}, 0), ldexp(5, e));
    }
    const double ends[] = {DBL_MAX, 0x1p-1074}, beyond[] = {DBL_MAX, DBL_MAX};
    check_same(lsq_norm_frobenius((lsq_const_view){ends, 2, 1, 2}), DBL_MAX);
    check_same(lsq_norm_frobenius((lsq_const_view){beyond, 2, 1, 2}), INFINITY);
}

/* Powers of 2 scale every step exactly, so the root of squares scales too, though its squares leave
 * the normal doubles below 2^-511 and all doubles above 2^511. */
static void the_root_of_squares_scales_with_its_elements(void **state) {
    (void)state;
    uint64_t seed = 3;
    double x[40], y[40];
    random_matrix(x, 8, 5, MATRIX_UNIFORM, 1, &seed);
    double norm = lsq_norm_frobenius((lsq_const_view){x, 8, 5, 8});
    assert_true(norm > 2 && norm < 6);
    for (int e = -900; e <= 1020; e++) {
        for (int i = 0; i < 40; i++)
            y[i] = ldexp(x[i], e);
        check_same(lsq_norm_frobenius((lsq_const_view){y, 8, 5, 8}), ldexp(norm, e));
    }
}

/* 2^20 equal squares: every element of a sum is subject to the roundings of 512 and of 2048
 * additions and its square's own, 2561 2^-53 at most, half of that in the root.  One plain sum
 * drifts by more than 2^15 2^-53. */
static void the_root_of_many_squares_does_not_drift(void **state) {
    (void)state;
    const double x = 1.0 / 3;
    lsq_matrix A = {0};
    lsq_account account = {0};
    lsq_error error = {0};
    check_status(lsq_matrix_init(&A, 1 << 20, 1, &account, &error), LSQ_OK, &error);
    for (int64_t i = 0; i < A.rows; i++)
        A.data[i] = x;
    double root = 1024 * x; /* exactly */
    assert_true(fabs(lsq_norm_column(lsq_matrix_look(&A), 0) - root) <= 1282 * 0x1p-53 * root);
    lsq_matrix_clear(&A);
}

static void not_a_number_shows_in_every_norm_from_every_place(void **state) {
    (void)state;
    for (int64_t k = 0; k < 15; k++) {
        int64_t next = (k + 7) % 15;
        frame f = frame_new(5, 3);
        lsq_const_view A = lsq_view_look(f.A);
        double *x = &f.A.data[k % 5 + k / 5 * f.A.ld];
        f.A.data[next % 5 + next / 5 * f.A.ld] = INFINITY;
        *x = -1;
        check_same(lsq_norm_one(A), INFINITY);
        check_same(lsq_norm_infinity(A), INFINITY);
        check_same(lsq_norm_max(A), INFINITY);
        check_same(lsq_norm_frobenius(A), INFINITY);
        check_same(lsq_norm_column(A, next / 5), INFINITY);
        *x = NAN;
        check_same(lsq_norm_one(A), NAN);
        check_same(lsq_norm_infinity(A), NAN);
        check_same(lsq_norm_max(A), NAN);
        check_same(lsq_norm_frobenius(A), NAN);
        check_same(lsq_norm_column(A, k / 5), NAN);
        frame_free(&f);
    }
}

static void what_is_not_finite_is_found_at_every_place(void **state) {
    (void)state;
    const double bad[] = {NAN, -NAN, INFINITY, -INFINITY};
    const double good[] = {DBL_MAX, -DBL_MAX, 0x1p-1074, -0.0, 0};
    frame f = frame_new(37, 3);
    for (int64_t k = 0; k < 37 * 3; k++) {
        double *x = &f.A.data[k % 37 + k / 37 * f.A.ld];
        for (int i = 0; i < 4; i++) {
            *x = bad[i];
            assert_false(lsq_is_finite(lsq_view_look(f.A)));
        }
        for (int i = 0; i < 5; i++) {
            *x = good[i];
            assert_true(lsq_is_finite(lsq_view_look(f.A)));
        }
    }
    frame_free(&f);
}

static void the_frame_of_a_block_does_not_count(void **state) {
    (void)state;
    lsq_matrix A = make(4, 4);
    for (int i = 0; i < 16; i++)
        A.data[i] = NAN;
    lsq_view inner = lsq_view_block(lsq_matrix_view(&A), 1, 1, 2, 2);
    lsq_set_identity(inner);
    assert_true(lsq_is_finite(lsq_view_look(inner)));
    assert_false(lsq_is_finite(lsq_matrix_look(&A)));
    check_same(lsq_norm_one(lsq_view_look(inner)), 1);
    check_same(lsq_norm_infinity(lsq_view_look(inner)), 1);
    check_same(lsq_norm_frobenius(lsq_view_look(inner)), sqrt(2));
    assert_true(lsq_is_finite((lsq_const_view){NULL, 0, 5, 0}));
    lsq_matrix_clear(&A);
}

static void a_trace_needs_a_square_matrix(void **state) {
    (void)state;
    const double values[] = {1, 10, 100, 2, 20, 200, 4, 40, 400};
    lsq_error error;
    double trace = 0;
    check_status(lsq_trace(&trace, (lsq_const_view){values, 3, 3, 3}, &error), LSQ_OK, NULL);
    check_same(trace, 421);
    check_status(lsq_trace(&trace, (lsq_const_view){values, 2, 3, 3}, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "2-by-3");
    check_same(trace, 421);
    check_status(lsq_trace(&trace, (lsq_const_view){values, 0, 0, 0}, &error), LSQ_OK, NULL);
    check_same(trace, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_matrix_is_zero_and_counted),
        cmocka_unit_test(shapes_that_cannot_be_are_refused),
        cmocka_unit_test(a_block_of_a_block_stands_where_it_should),
        cmocka_unit_test(copies_are_equal_and_stay_in_their_frame),
        cmocka_unit_test(copies_of_another_shape_are_refused_with_both_shapes),
        cmocka_unit_test(settings_reach_their_elements_and_no_others),
        cmocka_unit_test(the_lower_triangle_mirrors_the_upper_one),
        cmocka_unit_test(norms_of_a_small_matrix_are_those_by_hand),
        cmocka_unit_test(the_root_of_squares_is_right_over_the_whole_range),
        cmocka_unit_test(the_root_of_squares_scales_with_its_elements),
        cmocka_unit_test(the_root_of_many_squares_does_not_drift),
        cmocka_unit_test(not_a_number_shows_in_every_norm_from_every_place),
        cmocka_unit_test(what_is_not_finite_is_found_at_every_place),
        cmocka_unit_test(the_frame_of_a_block_does_not_count),
        cmocka_unit_test(a_trace_needs_a_square_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
