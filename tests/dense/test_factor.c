/* QR, with and without pivots, and folding, by ratios on random matrices.  Errors are judged column
 * by column: each is small beside its own column, whatever the lengths of the others.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "samples.h"

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* A, from its permuted columns */
static lsq_matrix permuted(lsq_const_view A, const int64_t *pivots) {
    lsq_matrix P = make(A.rows, A.columns);
    unsigned char *seen = calloc((size_t)A.columns + 1, 1);
    assert_non_null(seen);
    for (int64_t j = 0; j < A.columns; j++) {
        assert_in_range(pivots[j], 0, A.columns - 1);
        assert_false(seen[pivots[j]]++);
        for (int64_t i = 0; i < A.rows; i++)
            P.data[i + j * A.rows] = at(A, i, pivots[j]);
    }
    free(seen);
    return P;
}

/* A = QR, Q'Q = I and Q'A = R for factors in QR and tau */
static void check_factors(const sample *s, lsq_const_view A, lsq_view QR, const double *tau) {
    int64_t m = A.rows;
    frame Q = frame_new(m, m), QA = frame_of(A);
    lsq_matrix R = upper_part(lsq_view_look(QR), m);
    frame C = frame_of(lsq_matrix_look(&R));
    lsq_set_identity(Q.A);
    check_status(lsq_apply_q(s->L, lsq_view_look(QR), tau, LSQ_PLAIN, Q.A, NULL), LSQ_OK, NULL);
    check_status(lsq_apply_q(s->L, lsq_view_look(QR), tau, LSQ_PLAIN, C.A, NULL), LSQ_OK, NULL);
    check_status(lsq_apply_q(s->L, lsq_view_look(QR), tau, LSQ_TRANSPOSED, QA.A, NULL), LSQ_OK,
                 NULL);
    lsq_matrix P = product(lsq_view_look(Q.A), lsq_matrix_look(&R));
    check_columns("A = QR, Q as a matrix", s, A, lsq_matrix_look(&P), dimension_of(s));
    check_columns("A = QR", s, A, lsq_view_look(C.A), dimension_of(s));
    check_columns("Q'A = R", s, lsq_view_look(QA.A), lsq_matrix_look(&R), dimension_of(s));
    check_orthonormal("Q'Q = I", s, lsq_view_look(Q.A));
    lsq_matrix_clear(&P);
    frame_free(&C);
    lsq_matrix_clear(&R);
    frame_free(&QA);
    frame_free(&Q);
}

static void qr(const sample *s) {
    frame A = frame_of(s->A);
    lsq_matrix tau = make(least(A.A.rows, A.A.columns), 1);
    check_status(lsq_factor_qr(s->L, A.A, tau.data, NULL), LSQ_OK, NULL);
    check_factors(s, s->A, A.A, tau.data);
    lsq_matrix_clear(&tau);
    frame_free(&A);
}

static void a_matrix_is_q_times_r(void **state) {
    (void)state;
    each_sample(0, qr);
}

/* The diagonal falls, up to the rounding of the lengths that decided: LAPACK computes one anew when
 * its update has lost half the digits, so 2^-26 is what it may be off. */
static void pivoted_qr(const sample *s) {
    frame A = frame_of(s->A);
    int64_t r = least(A.A.rows, A.A.columns), *pivots = calloc((size_t)A.A.columns + 1, 8);
    assert_non_null(pivots);
    lsq_matrix tau = make(r, 1);
    check_status(lsq_factor_pivoted_qr(s->L, A.A, tau.data, pivots, NULL), LSQ_OK, NULL);
    lsq_matrix P = permuted(s->A, pivots);
    check_factors(s, lsq_matrix_look(&P), A.A, tau.data);
    for (int64_t i = 1; i < r; i++)
        assert_true(fabs(at(lsq_view_look(A.A), i, i)) <=
                    fabs(at(lsq_view_look(A.A), i - 1, i - 1)) * (1 + 0x1p-26));
    lsq_matrix_clear(&P);
    lsq_matrix_clear(&tau);
    free(pivots);
    frame_free(&A);
}

static void a_matrix_with_its_columns_in_order_of_pivots_is_q_times_r(void **state) {
    (void)state;
    each_sample(0, pivoted_qr);
}

/* Columns of whole numbers, each third one an exact combination: the diagonal breaks down at the
 * rank to rounding, m n eps of the first element and a factor of 10. */
static void pivots_show_the_rank(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 9;
    static const int sizes[][2] = {{5, 3}, {20, 9}, {100, 30}, {100, 99}};
    for (int c = 0; c < 4; c++) {
        int64_t m = sizes[c][0], n = sizes[c][1], rank = n - n / 3, pivots[100];
        lsq_matrix A = make(m, n), tau = make(n, 1);
        random_matrix(A.data, m, n, MATRIX_DEPENDENT, INFINITY, &seed);
        check_status(lsq_factor_pivoted_qr(L, lsq_matrix_view(&A), tau.data, pivots, NULL), LSQ_OK,
                     NULL);
        double first = fabs(A.data[0]), small = RATIO * (double)(m * n) * DBL_EPSILON * first;
        for (int64_t j = 0; j < n; j++)
            assert_true(j < rank ? fabs(A.data[j + j * m]) > 1e-4 * first
                                 : fabs(A.data[j + j * m]) <= small);
        lsq_matrix_clear(&tau);
        lsq_matrix_clear(&A);
    }
    lsq_lapack_close(L);
}

/* Columns of lengths 3, 2, 5 and a zero one come in the order 2, 0, 1, 3. */
static void pivots_take_the_longest_column_first(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double a[] = {3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0}, tau[4];
    int64_t pivots[4];
    check_status(lsq_factor_pivoted_qr(L, (lsq_view){a, 4, 4, 4}, tau, pivots, NULL), LSQ_OK, NULL);
    assert_int_equal(pivots[0], 2);
    assert_int_equal(pivots[1], 0);
    assert_int_equal(pivots[2], 1);
    assert_int_equal(pivots[3], 3);
    pivots[0] = pivots[1] = pivots[2] = 99;
    check_status(lsq_factor_pivoted_qr(L, (lsq_view){a, 0, 3, 4}, tau, pivots, NULL), LSQ_OK, NULL);
    for (int64_t j = 0; j < 3; j++)
        assert_int_equal(pivots[j], j);
    lsq_lapack_close(L);
}

/* ---- fold ---- */

/* Fold the rows of A in pieces of any size, none included, into R. */
static void fold_all(const sample *s, lsq_view R, int64_t nb) {
    uint64_t seed = 10 + (uint64_t)nb;
    int64_t k = R.columns;
    frame T = frame_new(nb, k);
    lsq_matrix work = make(nb, k);
    for (int64_t i = 0, rows; i < s->A.rows || i == 0; i += rows) {
        rows = random_between(&seed, 0, s->A.rows - i);
        frame B = frame_of(lsq_look_block(s->A, i, 0, rows, k));
        check_status(lsq_fold_rows(s->L, R, B.A, T.A, lsq_matrix_view(&work), NULL), LSQ_OK, NULL);
        frame_free(&B);
        if (s->A.rows == 0)
            break;
    }
    lsq_matrix_clear(&work);
    frame_free(&T);
}

/* R'R = A'A: with R = Q'(A + E), |E e_j| <= c m eps |A e_j|, the element (i, j) is off by no more
 * than twice that times |A e_i|. */
static void check_same_gram(const sample *s, lsq_const_view R) {
    lsq_matrix G = inner_products(s->A, s->A), U = upper_part(R, R.rows);
    lsq_matrix RR = inner_products(lsq_matrix_look(&U), lsq_matrix_look(&U));
    for (int64_t j = 0; j < G.columns; j++)
        for (int64_t i = 0; i <= j; i++)
            check_ratio("R'R = A'A", s, fabs(RR.data[i + j * RR.rows] - G.data[i + j * G.rows]),
                        2 * dimension_of(s) * lsq_norm_column(s->A, i) * lsq_norm_column(s->A, j));
    lsq_matrix_clear(&RR);
    lsq_matrix_clear(&U);
    lsq_matrix_clear(&G);
}

static void fold(const sample *s) {
    int64_t k = s->A.columns;
    const int64_t blocks[] = {1, 3, 32, k};
    for (int b = 0; b < 4; b++) {
        frame R = frame_new(k, k);
        lsq_set_zero(R.A);
        forbid_lower(R.A);
        fold_all(s, R.A, k ? least(blocks[b], k) : 1);
        check_lower_is_untouched(R.A);
        check_same_gram(s, lsq_view_look(R.A));
        frame_free(&R);
    }
}

static void rows_folded_in_pieces_give_the_triangle_of_all_rows(void **state) {
    (void)state;
    each_sample(0, fold);
}

/* |R_jj| are those of QR at once, since R is unique up to signs: for sigma within 1 to 10^-4 the
 * condition lets through 10^4 times the rounding. */
static void folding_agrees_with_factoring_the_stacked_rows(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 11;
    lsq_matrix A = make(90, 12), tau = make(12, 1);
    random_matrix(A.data, 90, 12, MATRIX_GEOMETRIC, 1e4, &seed);
    sample s = {lsq_matrix_look(&A), MATRIX_GEOMETRIC, 1e4, L};
    frame R = frame_new(12, 12);
    lsq_set_zero(R.A);
    fold_all(&s, R.A, 5);
    check_status(lsq_factor_qr(L, lsq_matrix_view(&A), tau.data, NULL), LSQ_OK, NULL);
    for (int64_t j = 0; j < 12; j++)
        for (int64_t i = 0; i <= j; i++)
            assert_true(fabs(fabs(at(lsq_view_look(R.A), i, j)) - fabs(A.data[i + 90 * j])) <=
                        RATIO * 90 * DBL_EPSILON * 1e4);
    frame_free(&R);
    lsq_matrix_clear(&tau);
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

/* The first p reflectors: [0; A_p] = Q [R_p; 0] and Q' [0; A_p] = [R_p; 0], where C is p-by-p. */
static void check_reflectors(const sample *s, lsq_const_view R, lsq_const_view V, lsq_const_view T,
                             int64_t p) {
    int64_t m = V.rows, nb = least(T.rows, p);
    lsq_const_view A = lsq_look_block(s->A, 0, 0, m, p);
    lsq_matrix U = upper_part(lsq_look_block(R, 0, 0, p, p), p), work = make(nb, p),
               nothing = make(m, p), Q = make(p + m, p);
    frame C = frame_of(lsq_matrix_look(&U)), F = frame_of(lsq_matrix_look(&nothing));
    V = lsq_look_block(V, 0, 0, m, p);
    T = lsq_look_block(T, 0, 0, nb, p);
    lsq_view W = lsq_matrix_view(&work);
    check_status(lsq_apply_fold(s->L, V, T, LSQ_PLAIN, C.A, F.A, W, NULL), LSQ_OK, NULL);
    check_columns("A = Q R", s, A, lsq_view_look(F.A), dimension_of(s));
    for (int64_t j = 0; j < p; j++)
        check_ratio("0 = Q R", s, lsq_norm_column(lsq_view_look(C.A), j),
                    dimension_of(s) * lsq_norm_column(A, j));
    lsq_set_zero(C.A);
    check_status(lsq_copy(F.A, A, NULL), LSQ_OK, NULL);
    check_status(lsq_apply_fold(s->L, V, T, LSQ_TRANSPOSED, C.A, F.A, W, NULL), LSQ_OK, NULL);
    check_columns("R = Q'A", s, lsq_matrix_look(&U), lsq_view_look(C.A), dimension_of(s));
    for (int64_t j = 0; j < p; j++)
        check_ratio("0 = Q'A", s, lsq_norm_column(lsq_view_look(F.A), j),
                    dimension_of(s) * lsq_norm_column(A, j));
    lsq_set_identity(C.A); /* the first columns of Q */
    lsq_set_zero(F.A);
    check_status(lsq_apply_fold(s->L, V, T, LSQ_PLAIN, C.A, F.A, W, NULL), LSQ_OK, NULL);
    lsq_view all = lsq_matrix_view(&Q);
    lsq_copy(lsq_view_block(all, 0, 0, p, p), lsq_view_look(C.A), NULL);
    lsq_copy(lsq_view_block(all, p, 0, m, p), lsq_view_look(F.A), NULL);
    check_orthonormal("Q'Q = I", s, lsq_view_look(all));
    frame_free(&F);
    frame_free(&C);
    lsq_matrix_clear(&Q);
    lsq_matrix_clear(&nothing);
    lsq_matrix_clear(&work);
    lsq_matrix_clear(&U);
}

static void reflectors_of_a_fold(const sample *s) {
    int64_t k = s->A.columns;
    const int64_t blocks[] = {1, 3, 32, k}, columns[] = {k, k / 2, 2, 1};
    for (int b = 0; b < 4; b++) {
        frame R = frame_new(k, k), V = frame_of(s->A), T = frame_new(least(blocks[b], k), k);
        lsq_matrix work = make(T.A.rows, k);
        lsq_set_zero(R.A);
        check_status(lsq_fold_rows(s->L, R.A, V.A, T.A, lsq_matrix_view(&work), NULL), LSQ_OK,
                     NULL);
        for (int c = 0; c < 4; c++)
            check_reflectors(s, lsq_view_look(R.A), lsq_view_look(V.A), lsq_view_look(T.A),
                             least(columns[c], k));
        lsq_matrix_clear(&work);
        frame_free(&T);
        frame_free(&V);
        frame_free(&R);
    }
}

static void the_reflectors_of_a_fold_are_an_orthogonal_matrix(void **state) {
    (void)state;
    each_sample(0, reflectors_of_a_fold);
}

/* ---- refusals ---- */

static void shapes_and_indices_that_do_not_fit_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_error error;
    lsq_view R = ON_PAPER(3, 3), B = ON_PAPER(5, 3), T = ON_PAPER(2, 3), tall = ON_PAPER(BEYOND, 2),
             wide = ON_PAPER(1, 1 << 26);
    check_status(lsq_apply_q(L, lsq_view_look(B), NULL, LSQ_PLAIN, R, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_apply_q: C is 3-by-3, expected 5-by-3");
    check_status(lsq_fold_rows(L, B, B, T, T, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_fold_rows: R is 5-by-3, expected 3-by-3");
    check_status(lsq_fold_rows(L, R, ON_PAPER(5, 4), T, T, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_fold_rows: B is 5-by-4, expected 5-by-3");
    check_status(lsq_fold_rows(L, R, B, ON_PAPER(2, 4), T, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_fold_rows: T is 2-by-4, expected 2-by-3");
    check_status(lsq_fold_rows(L, R, B, T, R, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_fold_rows: work is 3-by-3, expected 2-by-3");
    lsq_const_view V = lsq_view_look(B), S = lsq_view_look(T);
    check_status(lsq_apply_fold(L, V, S, LSQ_PLAIN, B, B, T, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_apply_fold: C is 5-by-3, expected 3-by-3");
    check_status(lsq_apply_fold(L, V, S, LSQ_PLAIN, R, R, T, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_apply_fold: F is 3-by-3, expected 5-by-3");
    check_status(lsq_apply_fold(L, V, lsq_view_look(ON_PAPER(2, 4)), LSQ_PLAIN, R, B, T, &error),
                 LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_apply_fold: T is 2-by-4, expected 2-by-3");
    check_status(lsq_apply_fold(L, V, S, LSQ_PLAIN, R, B, R, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_apply_fold: work is 3-by-3, expected 2-by-3");
    check_status(lsq_apply_fold(L, lsq_view_look(tall), S, LSQ_PLAIN, R, tall, T, &error),
                 LSQ_ELIMIT, &error);
    check_status(lsq_factor_qr(L, tall, NULL, &error), LSQ_ELIMIT, &error);
    check_status(lsq_factor_pivoted_qr(L, tall, NULL, NULL, &error), LSQ_ELIMIT, &error);
    check_status(lsq_apply_q(L, lsq_view_look(tall), NULL, LSQ_PLAIN, tall, &error), LSQ_ELIMIT,
                 &error);
    check_status(lsq_fold_rows(L, R, ON_PAPER(BEYOND, 3), T, T, &error), LSQ_ELIMIT, &error);
    /* 2^26 columns in panels of 64 need 2^32 numbers */
    check_status(lsq_factor_qr(L, wide, NULL, &error), LSQ_ELIMIT, &error);
    check_status(lsq_factor_pivoted_qr(L, wide, NULL, NULL, &error), LSQ_ELIMIT, &error);
    check_status(lsq_apply_q(L, (lsq_const_view){NULL, 1, 1, 1}, NULL, LSQ_PLAIN, wide, &error),
                 LSQ_ELIMIT, &error);
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_is_q_times_r),
        cmocka_unit_test(a_matrix_with_its_columns_in_order_of_pivots_is_q_times_r),
        cmocka_unit_test(pivots_show_the_rank),
        cmocka_unit_test(pivots_take_the_longest_column_first),
        cmocka_unit_test(rows_folded_in_pieces_give_the_triangle_of_all_rows),
        cmocka_unit_test(folding_agrees_with_factoring_the_stacked_rows),
        cmocka_unit_test(the_reflectors_of_a_fold_are_an_orthogonal_matrix),
        cmocka_unit_test(shapes_and_indices_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
