/* From a triangle to an answer: scaling, subsets of columns, condition, what is refused.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "dense/samples.h"
#include "solve/fits.h"
#include "solve/triangle.h"

/* A result and the account of its matrices, for p and q. */
typedef struct bench {
    lsq_lapack *L;
    lsq_kept kept;
    lsq_result result;
} bench;

static void bench_init(bench *b, int64_t n, int64_t p, int64_t q) {
    lsq_error error = {0};
    b->L = open_lapack();
    check_status(lsq_kept_init(&b->kept, b->L, LSQ_KEEP_TRIANGLE, p, q, &error), LSQ_OK, &error);
    b->kept.n = n;
    check_status(lsq_result_init(&b->result, &b->kept, &error), LSQ_OK, &error);
}

static void bench_clear(bench *b) {
    lsq_result_clear(&b->result);
    lsq_kept_clear(&b->kept);
    lsq_lapack_close(b->L);
}

/* x = 1, 2 and y = 3, 5, 1 by an R made by hand: b2 = 10 / 5, b1 = (3 - 4 b2) / 2. */
static void a_triangle_by_hand_is_solved(void **state) {
    (void)state;
    static const double R[] = {2, 0, 0, 4, 5, 0, 3, 10, -7};
    bench b;
    lsq_error error = {0};
    bench_init(&b, 9, 2, 1);
    check_status(lsq_answer_from_triangle(&b.result, b.L, (lsq_const_view){R, 3, 3, 3}, 9, NULL,
                                          NULL, &error),
                 LSQ_OK, &error);
    const lsq_answer *a = &b.result.answer;
    check_same(a->B[1], 2);
    check_same(a->B[0], -2.5);
    check_same(a->rss[0], 49);
    assert_int_equal(a->rank, 2);
    /* R^-1 = [1/2 -2/5; 0 1/5]: C = [1/4 + 4/25, -2/25; ., 1/25], to a few rounding errors */
    check_at_most(fabs(a->C[0] - 0.41), 8 * 0x1p-53, "C_11");
    check_at_most(fabs(a->C[1] + 0.08), 8 * 0x1p-53, "C_21");
    check_at_most(fabs(a->C[2] + 0.08), 8 * 0x1p-53, "C_12");
    check_at_most(fabs(a->C[3] - 0.04), 8 * 0x1p-53, "C_22");
    /* the cosine of the columns is 4 / sqrt(41): cond^2 = (1 + c) / (1 - c) */
    double c = 4 / sqrt(41);
    check_at_most(fabs(a->rcond / sqrt((1 - c) / (1 + c)) - 1), 1e-6, "rcond");
    check_text(a->note, "condition number of the scaled columns 2.1: about 16 of 16 digits are "
                        "left");
    bench_clear(&b);
}

static void exponents_of_the_caller_are_taken_out(void **state) {
    (void)state;
    static const double R[] = {2, 0, 0, 4, 5, 0, 3, 10, -7};
    static const int exponent[] = {3, -2, 4};
    bench b;
    bench_init(&b, 9, 2, 1);
    assert_int_equal(lsq_answer_from_triangle(&b.result, b.L, (lsq_const_view){R, 3, 3, 3}, 9,
                                              exponent, NULL, NULL),
                     LSQ_OK);
    check_same(b.result.answer.B[1], 2 * 64);   /* 2^(4 + 2) */
    check_same(b.result.answer.B[0], -2.5 * 2); /* 2^(4 - 3) */
    check_same(b.result.answer.rss[0], 49 * 256);
    bench_clear(&b);
}

static void lengths_come_into_the_last_binade_below_one(void **state) {
    (void)state;
    static const double tops[] = {1, 3, 0.3, 1e308, 1.7e308, 1e-300, 0x1p-1022, 1e-320, 5e-324};
    for (size_t t = 0; t < sizeof tops / sizeof *tops; t++) {
        double x[4] = {tops[t], -tops[t], 0, tops[t]}, want = tops[t];
        int exponent;
        lsq_scale_columns((lsq_view){x, 4, 1, 4}, &exponent);
        check_same(x[0], ldexp(want, -exponent));
        check_same(x[1], -x[0]);
        check_same(ldexp(x[0], exponent), want);
        double length = length_of(x, 4);
        assert_true(exponent >= -1022);
        if (exponent > -1022)
            assert_true(length >= 0.5 && length < 1);
        else
            assert_true(length < 1);
    }
    double zero[2] = {0, 0};
    int exponent = 9;
    lsq_scale_columns((lsq_view){zero, 2, 1, 2}, &exponent);
    assert_int_equal(exponent, 0);
    check_same(zero[0], 0);
}

/* Against the singular values, for conditions from 1 to 1e12: never above but for rounding, which
 * is condition times r u, and within a tenth here; 1/r is what is proven. */
static void rcond_is_near_that_of_the_singular_values(void **state) {
    (void)state;
    uint64_t seed = 61;
    for (int trial = 0; trial < 60; trial++) {
        int64_t p = random_between(&seed, 2, 12), n = 20;
        matrix_kind kind = (matrix_kind)(trial % MATRIX_KINDS);
        problem P = problem_new(n, p, 1);
        random_matrix(P.X, n, p, kind, pow(10, trial % 5 * 3 / 2), &seed);
        lsq_solver *one = solver_of("tsqr", &P, 0, NULL), *two = solver_of("svd", &P, 0, NULL);
        double estimate = answer_of(one)->rcond, exact = answer_of(two)->rcond;
        assert_int_equal(answer_of(two)->rank, p);
        check_at_most(exact, estimate * (1 + 100 * 0x1p-52 / exact), "condition from above");
        check_at_most(estimate, exact * 1.1, "condition from below");
        lsq_solver_free(two);
        lsq_solver_free(one);
        problem_free(&P);
    }
}

/* Any columns in any order: R'R of them is T'T scaled. */
static void a_subset_of_columns_has_their_products(void **state) {
    (void)state;
    uint64_t seed = 62;
    static const int64_t columns[] = {4, 1, 3};
    double R[49] = {0};
    lsq_lapack *L = open_lapack();
    for (int j = 0; j < 7; j++)
        for (int i = 0; i <= j; i++)
            R[i + 7 * j] = random_double(&seed);
    lsq_reduced reduced;
    assert_int_equal(
        lsq_reduced_init(&reduced, L, (lsq_const_view){R, 7, 7, 7}, 2, columns, 3, NULL, NULL),
        LSQ_OK);
    static const int64_t origin[] = {4, 1, 3, 5, 6};
    assert_int_equal(reduced.T.rows, 5);
    for (int a = 0; a < 5; a++)
        for (int b = 0; b < 5; b++) {
            double want = 0, got = 0;
            for (int i = 0; i < 7; i++)
                want += R[i + 7 * origin[a]] * R[i + 7 * origin[b]];
            for (int i = 0; i < 5; i++)
                got += reduced.T.data[i + 5 * a] * reduced.T.data[i + 5 * b];
            got = ldexp(got, reduced.exponent[a] + reduced.exponent[b]);
            /* columns shorter than sqrt(7); 7 * 5 * 2^-52 of a QR, and as much of the sums */
            check_at_most(fabs(got - want), 7 * 2 * 35 * 0x1p-52, "product");
            if (a > b)
                check_same(reduced.T.data[a + 5 * b], 0);
        }
    lsq_reduced_clear(&reduced);
    lsq_lapack_close(L);
}

static void what_has_no_answer_is_refused(void **state) {
    (void)state;
    double R[] = {2, 0, 0, 4, 0, 0, 3, 10, -7};
    lsq_const_view view = {R, 3, 3, 3};
    bench b;
    lsq_error error = {0};
    bench_init(&b, 9, 2, 1);
    check_status(lsq_answer_from_triangle(&b.result, b.L, view, 9, NULL, NULL, &error),
                 LSQ_ENUMERIC, &error);
    check_contains(error.message, "column 1 of X depends");
    R[4] = 0x1p-50; /* |R_22| / |R e_2| = 2^-52 */
    check_status(lsq_answer_from_triangle(&b.result, b.L, view, 9, NULL, NULL, &error),
                 LSQ_ENUMERIC, &error);
    check_contains(error.message, "column 1 of X depends");
    R[4] = 0x1p-30;
    check_status(lsq_answer_from_triangle(&b.result, b.L, view, 1, NULL, NULL, &error),
                 LSQ_ENUMERIC, &error);
    check_contains(error.message, "1 row for 2 columns");
    R[4] = INFINITY;
    check_status(lsq_answer_from_triangle(&b.result, b.L, view, 9, NULL, NULL, &error),
                 LSQ_ENUMERIC, &error);
    check_contains(error.message, "overflows");
    R[4] = 5;
    check_status(lsq_answer_from_triangle(&b.result, b.L, view, 9, NULL, NULL, &error), LSQ_OK,
                 &error);
    bench_clear(&b);
}

static void the_note_counts_the_digits_that_are_left(void **state) {
    (void)state;
    lsq_result result = {.answer.rcond = 1 / 4.3e4, .worst = 4.3e4};
    lsq_note_condition(&result);
    check_text(result.note, "condition number of the scaled columns 4.3e4: about 11 of 16 digits "
                            "are left");
    result.answer.rcond = 1e-30;
    lsq_note_condition(&result);
    check_contains(result.note, "about 0 of 16");
    result = (lsq_result){.answer.rcond = 1e-3, .worst = 1e7};
    lsq_note_condition(&result);
    check_contains(result.note, ": about 13 of 16 digits are left, 9 in the worst coefficient");
    /* squared: 10^6 of the vector, and in the worst what the condition number adds to 10^7 */
    check_text(lsq_digits_left(&result, 1e6).text,
               "about 10 of 16 digits are left, 6 in the worst coefficient");
    result.worst = 1e30;
    check_contains(lsq_digits_left(&result, 1e3).text, ", 0 in the worst coefficient");
}

/* Orthogonal columns of lengths 2^-200, 1, 2^200 and scaled coefficients 2, 0, -3/1024 by hand: the
 * error of the last is u sqrt(4 + 9/2^20) of 3/1024, a growth of 682.67. */
static void the_worst_coefficient_is_the_smallest_of_orthogonal_columns(void **state) {
    (void)state;
    static const double R[] = {0x1p-200, 0, 0,       0, 0, 1, 0,          0,
                               0,        0, 0x1p200, 0, 2, 0, -3 / 1024., 1};
    bench b;
    lsq_error error = {0};
    bench_init(&b, 9, 3, 1);
    check_status(lsq_answer_from_triangle(&b.result, b.L, (lsq_const_view){R, 4, 4, 4}, 9, NULL,
                                          NULL, &error),
                 LSQ_OK, &error);
    /* a few rounding errors of square roots and norms */
    check_at_most(fabs(b.result.worst * 3 / 1024 / sqrt(4 + 9 / 0x1p20) - 1), 32 * 0x1p-53,
                  "worst");
    check_contains(b.result.note, "columns 1: about 16 of 16 digits are left, 13 in the worst");
    bench_clear(&b);
}

static void a_dependent_column_is_called_by_its_name(void **state) {
    (void)state;
    static const double R[] = {2, 0, 0, 4, 0, 0, 3, 10, -7};
    static const char *const names[] = {"(Intercept)", "x3"};
    bench b;
    lsq_error error = {0};
    bench_init(&b, 9, 2, 1);
    b.result.names = names;
    check_status(lsq_answer_from_triangle(&b.result, b.L, (lsq_const_view){R, 3, 3, 3}, 9, NULL,
                                          NULL, &error),
                 LSQ_ENUMERIC, &error);
    /* p 2^-50 = 1.776e-15 */
    check_text(error.message,
               "x3 depends on the columns before it as far as doubles can tell (rcond 0, needed "
               "1.8e-15); pivoted-qr leaves it out, svd gives the solution of minimum norm");
    bench_clear(&b);
}

/* (X'X)^-1 has 1e400, which is no double: the reciprocal condition number is not 1. */
static void an_inverse_that_overflows_is_that_of_dependent_columns(void **state) {
    (void)state;
    static const double R[] = {1, 0, 0, 1, 1e-200, 0, 1, 1, 1};
    bench b;
    lsq_error error = {0};
    bench_init(&b, 3, 2, 1);
    check_status(lsq_answer_from_triangle(&b.result, b.L, (lsq_const_view){R, 3, 3, 3}, 3, NULL,
                                          NULL, &error),
                 LSQ_ENUMERIC, &error);
    check_contains(error.message, "column 1 of X depends on the columns before it");
    lsq_reduced reduced;
    check_status(
        lsq_reduced_init(&reduced, b.L, (lsq_const_view){R, 3, 3, 3}, 1, NULL, 2, NULL, &error),
        LSQ_OK, &error);
    int64_t dependent = 0;
    check_status(lsq_answer_from_reduced(&b.result, &reduced, 0, &dependent, &error), LSQ_OK,
                 &error);
    assert_int_equal(dependent, 1);
    assert_null(b.result.answer.C);
    lsq_reduced_clear(&reduced);
    bench_clear(&b);
}

static void a_square_is_0_for_the_length_0_alone(void **state) {
    (void)state;
    check_same(lsq_square(3, 2), 144);
    check_same(lsq_square(0x1p-600, 590), 0x1p-20);
    check_same(lsq_square(1, -511), 0x1p-1022);
    check_same(lsq_square(1, -600), 0x1p-1074);
    check_same(lsq_square(0x1p-1074, 0), 0x1p-1074);
    check_same(lsq_square(0, 0), 0);
    check_same(lsq_square(0, -2000), 0);
    check_same(lsq_square(1, 512), INFINITY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_triangle_by_hand_is_solved),
        cmocka_unit_test(exponents_of_the_caller_are_taken_out),
        cmocka_unit_test(lengths_come_into_the_last_binade_below_one),
        cmocka_unit_test(rcond_is_near_that_of_the_singular_values),
        cmocka_unit_test(a_subset_of_columns_has_their_products),
        cmocka_unit_test(what_has_no_answer_is_refused),
        cmocka_unit_test(the_note_counts_the_digits_that_are_left),
        cmocka_unit_test(the_worst_coefficient_is_the_smallest_of_orthogonal_columns),
        cmocka_unit_test(a_dependent_column_is_called_by_its_name),
        cmocka_unit_test(an_inverse_that_overflows_is_that_of_dependent_columns),
        cmocka_unit_test(a_square_is_0_for_the_length_0_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
