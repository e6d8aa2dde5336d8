/* What is kept of the rows: exact products of small integers, a triangle with the same products,
 * the rows themselves; and the way back.
 *
 * Integers of at most 2^10 in at most 2^13 rows have sums of products below 2^33: every order of
 * summation gives them exactly, so that products are compared as they are.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "solve/gathered.h"
#include "solve/method.h"
#include "support/check.h"
#include "support/random.h"

enum { ROWS = 7000, P = 9, Q = 2, K = P + Q };

static lsq_lapack *open_lapack(void) {
    lsq_lapack *L = NULL;
    lsq_error error = {0};
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, &error);
    return L;
}

/* A = random integers of at most 2^10, G = A'A in 64-bit integers. */
static void draw(lsq_matrix *A, int64_t G[K][K]) {
    uint64_t seed = 7;
    check_status(lsq_matrix_init(A, ROWS, K, NULL, NULL), LSQ_OK, NULL);
    memset(G, 0, K * sizeof *G);
    for (int64_t i = 0; i < ROWS * K; i++)
        A->data[i] = (double)random_between(&seed, -1024, 1024);
    for (int64_t r = 0; r < ROWS; r++)
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
                G[i][j] += (int64_t)A->data[r + i * ROWS] * (int64_t)A->data[r + j * ROWS];
}

/* The rows in blocks of those heights, 0 at the end: the last one goes on to the last row. */
static void add(lsq_kept *kept, const lsq_matrix *A, const int64_t *heights) {
    int64_t at = 0;
    lsq_error error = {0};
    for (; at < A->rows; heights += heights[1] != 0) {
        int64_t rows = *heights < A->rows - at ? *heights : A->rows - at;
        lsq_matrix block;
        check_status(lsq_matrix_init(&block, rows + 3, K, NULL, &error), LSQ_OK, &error);
        lsq_view middle = lsq_view_block(lsq_matrix_view(&block), 2, 0, rows, K);
        check_status(lsq_copy(middle, lsq_look_block(lsq_matrix_look(A), at, 0, rows, K), NULL),
                     LSQ_OK, NULL);
        check_status(lsq_kept_add(kept, middle, &error), LSQ_OK, &error);
        lsq_matrix_clear(&block);
        at += rows;
    }
    assert_int_equal(kept->n, A->rows);
}

static const int64_t HEIGHTS[][3] = {{ROWS, 0}, {1, 3, 0}, {2048, 0}, {5000, 7, 0}};
enum { CUTS = sizeof HEIGHTS / sizeof *HEIGHTS };

static void products_of_integers_are_exact_however_they_are_cut(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A;
    int64_t G[K][K];
    draw(&A, G);
    for (int c = 0; c < CUTS; c++) {
        lsq_kept kept;
        check_status(lsq_kept_init(&kept, L, LSQ_KEEP_PRODUCTS, P, Q, NULL), LSQ_OK, NULL);
        add(&kept, &A, HEIGHTS[c]);
        for (int j = 0; j < K; j++)
            for (int i = 0; i <= j; i++)
                check_same(kept.square.data[i + j * K], (double)G[i][j]);
        lsq_kept_clear(&kept);
    }
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

static void products_of_X_and_Y_apart_are_those_of_both(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A;
    int64_t G[K][K];
    draw(&A, G);
    lsq_kept kept;
    check_status(lsq_kept_init(&kept, L, LSQ_KEEP_PRODUCTS, P, Q, NULL), LSQ_OK, NULL);
    static const int64_t from[] = {0, 1, 4096, ROWS};
    for (int c = 0; c < 3; c++) {
        int64_t rows = from[c + 1] - from[c];
        check_status(
            lsq_kept_add_apart(&kept, lsq_look_block(lsq_matrix_look(&A), from[c], 0, rows, P),
                               lsq_look_block(lsq_matrix_look(&A), from[c], P, rows, Q), NULL),
            LSQ_OK, NULL);
    }
    assert_int_equal(kept.n, ROWS);
    for (int j = 0; j < K; j++)
        for (int i = 0; i <= j; i++)
            check_same(kept.square.data[i + j * K], (double)G[i][j]);
    lsq_kept_clear(&kept);
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

/* R is that of A + E with |E e_j| <= c u |A e_j|, where c is m k for a fold of m rows to first
 * order (Higham 2002, lemma 19.3) and so n k for all folds together, at most twice that for m = 1
 * with its row of R.  Hence |(R'R - G)_ij| <= 2 c u |A e_i| |A e_j|, which is 3.4e-11 of the
 * lengths here; a row that is lost or counted twice moves most elements by 1e-5 to 1e-4. */
static void the_triangle_has_the_products_of_the_rows(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A;
    int64_t G[K][K];
    draw(&A, G);
    for (int c = 0; c < CUTS; c++) {
        lsq_kept kept;
        check_status(lsq_kept_init(&kept, L, LSQ_KEEP_TRIANGLE, P, Q, NULL), LSQ_OK, NULL);
        add(&kept, &A, HEIGHTS[c]);
        for (int j = 0; j < K; j++)
            for (int i = 0; i < K; i++) {
                double sum = 0, size = sqrt((double)G[i][i]) * sqrt((double)G[j][j]);
                if (i > j)
                    check_same(kept.square.data[i + j * K], 0);
                for (int r = 0; r <= i && r <= j; r++)
                    sum += kept.square.data[r + i * K] * kept.square.data[r + j * K];
                assert_true(fabs(sum - (double)G[i][j]) <= 4.0 * ROWS * K * 0x1p-53 * size);
            }
        lsq_kept_clear(&kept);
    }
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

/* Blocks of more rows than are folded at a time, one after the other: R'R = 2 G, and twice the
 * bound. */
static void a_tall_block_may_follow_another(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A, B;
    int64_t G[K][K];
    lsq_kept kept;
    draw(&A, G);
    draw(&B, G);
    check_status(lsq_kept_init(&kept, L, LSQ_KEEP_TRIANGLE, P, Q, NULL), LSQ_OK, NULL);
    assert_true(A.rows > lsq_kept_block_rows(&kept));
    check_status(lsq_kept_add(&kept, lsq_matrix_view(&A), NULL), LSQ_OK, NULL);
    check_status(lsq_kept_add(&kept, lsq_matrix_view(&B), NULL), LSQ_OK, NULL);
    assert_int_equal(kept.n, 2 * A.rows);
    for (int j = 0; j < K; j++)
        for (int i = 0; i <= j; i++) {
            double sum = 0, size = sqrt((double)G[i][i]) * sqrt((double)G[j][j]);
            for (int r = 0; r <= i; r++)
                sum += kept.square.data[r + i * K] * kept.square.data[r + j * K];
            assert_true(fabs(sum - 2.0 * (double)G[i][j]) <= 16.0 * ROWS * K * 0x1p-53 * size);
        }
    lsq_kept_clear(&kept);
    lsq_matrix_clear(&B);
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

static void rows_come_back_as_they_were(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A, all;
    int64_t G[K][K];
    draw(&A, G);
    for (int c = 0; c < CUTS; c++) {
        lsq_kept kept;
        lsq_account account = {0, 0};
        check_status(lsq_kept_init(&kept, L, LSQ_KEEP_ROWS, P, Q, NULL), LSQ_OK, NULL);
        add(&kept, &A, HEIGHTS[c]);
        assert_int_equal(kept.account.now, ROWS * K * (int64_t)sizeof(double));
        check_status(gather_rows(&kept, &all, &account, NULL), LSQ_OK, NULL);
        assert_int_equal(account.now, ROWS * K * (int64_t)sizeof(double));
        assert_int_equal(all.rows, ROWS);
        assert_memory_equal(all.data, A.data, ROWS * K * sizeof(double));
        lsq_matrix_clear(&all);
        lsq_kept_clear(&kept);
    }
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

static void going_back_restores_the_mark_bit_by_bit(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_matrix A, all;
    int64_t G[K][K];
    draw(&A, G);
    for (int keep = LSQ_KEEP_PRODUCTS; keep <= LSQ_KEEP_ROWS; keep++) {
        lsq_kept kept;
        double before[K * K] = {0};
        check_status(lsq_kept_init(&kept, L, (lsq_keep)keep, P, Q, NULL), LSQ_OK, NULL);
        add(&kept, &A, HEIGHTS[2]);
        if (keep != LSQ_KEEP_ROWS)
            memcpy(before, kept.square.data, sizeof before);
        lsq_kept_mark(&kept);
        lsq_matrix copy;
        check_status(lsq_matrix_init(&copy, 100, K, NULL, NULL), LSQ_OK, NULL);
        for (int i = 0; i < 2; i++) {
            lsq_set_identity(lsq_matrix_view(&copy));
            check_status(lsq_kept_add(&kept, lsq_matrix_view(&copy), NULL), LSQ_OK, NULL);
        }
        assert_int_equal(kept.n, ROWS + 200);
        lsq_kept_back(&kept);
        assert_int_equal(kept.n, ROWS);
        if (keep != LSQ_KEEP_ROWS) {
            assert_memory_equal(kept.square.data, before, sizeof before);
        } else {
            check_status(gather_rows(&kept, &all, NULL, NULL), LSQ_OK, NULL);
            assert_memory_equal(all.data, A.data, ROWS * K * sizeof(double));
            lsq_matrix_clear(&all);
        }
        lsq_kept_reset(&kept);
        assert_int_equal(kept.n, 0);
        assert_int_equal(kept.n_chunks, 0);
        assert_int_equal(kept.account.peak, kept.account.now);
        for (int64_t i = 0; i < kept.square.rows * kept.square.columns; i++)
            check_same(kept.square.data[i], 0);
        lsq_kept_back(&kept); /* to the mark that a reset is */
        assert_int_equal(kept.n, 0);
        lsq_matrix_clear(&copy);
        lsq_kept_clear(&kept);
    }
    lsq_matrix_clear(&A);
    lsq_lapack_close(L);
}

static void a_block_without_rows_changes_nothing(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    for (int keep = LSQ_KEEP_PRODUCTS; keep <= LSQ_KEEP_ROWS; keep++) {
        lsq_kept kept;
        check_status(lsq_kept_init(&kept, L, (lsq_keep)keep, 0, 1, NULL), LSQ_OK, NULL);
        check_status(lsq_kept_add(&kept, (lsq_view){NULL, 0, 1, 1}, NULL), LSQ_OK, NULL);
        assert_int_equal(kept.n, 0);
        assert_int_equal(kept.n_chunks, 0);
        lsq_kept_clear(&kept);
    }
    lsq_lapack_close(L);
}

static void blocks_have_at_least_as_many_rows_as_a_triangle(void **state) {
    (void)state;
    lsq_kept kept = {.keep = LSQ_KEEP_TRIANGLE, .p = 0, .q = 1};
    for (; kept.p < 5000; kept.p = 2 * kept.p + 1) {
        assert_true(lsq_kept_block_rows(&kept) >= kept.p + kept.q);
        assert_true(kept.p > 100 || lsq_kept_block_rows(&kept) * (kept.p + 1) <= 25600);
    }
}

/* G of 3 rows: squares count from 3 2^-1021 on, 0 is that of zeros. */
static void squares_that_underflow_are_found_and_zeros_are_not(void **state) {
    (void)state;
    lsq_kept kept = {.n = 3, .p = 2, .q = 1};
    static const struct {
        double G[6]; /* upper triangle by columns */
        const char *part;
    } cases[] = {
        {{1, 1, 1, 1, 1, 1}, NULL},
        {{1, 0, 0, 1, 0, 1}, NULL},
        {{0, 0, 0, 0, 0, 0}, NULL},
        {{1, 1, 3 * 0x1p-1021, 1, 1, 1}, NULL},
        {{1, 1, 2.99 * 0x1p-1021, 1, 1, 1}, "column 1 of X underflows"},
        {{0x1p-1074, 0, 1, 0, 1, 1}, "column 0 of X underflows"},
        {{1, 1, 1, 0, 0, 0x1p-1030}, "column 0 of Y underflows"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *g = cases[i].G;
        double G[9] = {g[0], NAN, NAN, g[1], g[2], NAN, g[3], g[4], g[5]};
        lsq_error error = {0};
        lsq_status status = lsq_check_squares((lsq_const_view){G, 3, 3, 3}, &kept, &error);
        check_status(status, cases[i].part ? LSQ_ENUMERIC : LSQ_OK, &error);
        if (cases[i].part)
            check_contains(error.message, cases[i].part);
    }
}

/* Squares of 2^-540 are 0 in doubles, those of zeros too. */
static void a_square_that_is_lost_is_marked_and_that_of_zeros_is_0(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    double A[] = {0, 0x1p-540, 0, 0, 0, 0, 0, 0x1p-540, 0}, more[] = {0, 0, 1, 0, 0, 0, 0, 0, 1};
    for (int apart = 0; apart < 2; apart++) {
        lsq_kept kept;
        lsq_error error = {0};
        check_status(lsq_kept_init(&kept, L, LSQ_KEEP_PRODUCTS, 2, 1, &error), LSQ_OK, &error);
        for (int i = 0; i < 2; i++) {
            double *block = i ? more : A;
            check_status(apart ? lsq_kept_add_apart(&kept, (lsq_const_view){block, 3, 2, 3},
                                                    (lsq_const_view){block + 6, 3, 1, 3}, &error)
                               : lsq_kept_add(&kept, (lsq_view){block, 3, 3, 3}, &error),
                         LSQ_OK, &error);
            check_same(kept.square.data[0], i ? 1 : 0x1p-1074);
            check_same(kept.square.data[4], 0);
            check_same(kept.square.data[8], i ? 1 : 0x1p-1074);
        }
        lsq_kept_clear(&kept);
    }
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_of_integers_are_exact_however_they_are_cut),
        cmocka_unit_test(products_of_X_and_Y_apart_are_those_of_both),
        cmocka_unit_test(the_triangle_has_the_products_of_the_rows),
        cmocka_unit_test(a_tall_block_may_follow_another),
        cmocka_unit_test(rows_come_back_as_they_were),
        cmocka_unit_test(going_back_restores_the_mark_bit_by_bit),
        cmocka_unit_test(a_block_without_rows_changes_nothing),
        cmocka_unit_test(blocks_have_at_least_as_many_rows_as_a_triangle),
        cmocka_unit_test(squares_that_underflow_are_found_and_zeros_are_not),
        cmocka_unit_test(a_square_that_is_lost_is_marked_and_that_of_zeros_is_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
