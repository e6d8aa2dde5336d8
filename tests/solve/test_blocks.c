/* QR in blocks: the factors give the rows back, and Q is orthogonal, whatever the chunks.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "dense/samples.h"
#include "solve/gathered.h"
#include "solve/blocks.h"

/* Rows [X Y] of random numbers, column j in units of 10^(3 j - 6), kept in chunks of random sizes,
 * some of them empty. */
static void keep_rows(lsq_kept *kept, const lsq_lapack *L, int64_t n, int64_t p, int64_t q,
                      uint64_t *seed) {
    lsq_error error = {0};
    check_status(lsq_kept_init(kept, L, LSQ_KEEP_ROWS, p, q, &error), LSQ_OK, &error);
    while (kept->n < n) {
        lsq_view chunk;
        int64_t rows = random_between(seed, 0, n / 3 + 1);
        rows = rows < n - kept->n ? rows : n - kept->n;
        check_status(lsq_kept_new_chunk(kept, rows, &chunk, &error), LSQ_OK, &error);
        for (int64_t j = 0; j < p + q; j++)
            for (int64_t i = 0; i < rows; i++)
                chunk.data[i + j * rows] =
                    (random_double(seed) - 0.25) * pow(10, 3 * (double)(j % 5) - 6);
    }
}

/* A D, by the gathered rows */
static lsq_matrix scaled_rows(const lsq_kept *kept, const lsq_blocks *blocks) {
    lsq_matrix A;
    check_status(gather_rows(kept, &A, NULL, NULL), LSQ_OK, NULL);
    for (int64_t j = 0; j < A.columns; j++)
        lsq_scale_column(lsq_matrix_view(&A), j, ldexp(1, -blocks->exponent[j]));
    return A;
}

/* Householder QR is backward stable column by column (Higham 2002, theorem 19.4): (n + 10) 2^-52 of
 * each column's length is far above what is seen, and a wrong factor is off by the length itself.
 */
static void check_near(lsq_const_view got, lsq_const_view want, lsq_const_view size) {
    for (int64_t j = 0; j < got.columns; j++) {
        double bound = (double)(size.rows + 10) * DBL_EPSILON * lsq_norm_column(size, j);
        for (int64_t i = 0; i < got.rows; i++)
            assert_true(fabs(at(got, i, j) - (want.data ? at(want, i, j) : 0)) <= bound);
    }
}

/* Q' [0; A] = [R; 0] and Q [R; 0] = [0; A], column after column, q of them at a time: those of X by
 * the reflectors of X. */
static void check_columns_of_X(lsq_blocks *blocks, lsq_const_view A, int64_t p, int64_t q) {
    int64_t n = A.rows;
    lsq_const_view R = lsq_matrix_look(&blocks->R), none = {0};
    for (int64_t j = 0; j + q <= p; j += q) {
        lsq_const_view part = lsq_look_block(A, 0, j, n, q), T = lsq_look_block(R, 0, j, p, q);
        frame C = frame_new(p, q), F = frame_of(part);
        lsq_set_zero(C.A);
        check_status(lsq_blocks_apply(blocks, LSQ_TRANSPOSED, C.A, F.A, NULL), LSQ_OK, NULL);
        check_near(lsq_view_look(C.A), T, part);
        check_near(lsq_view_look(F.A), none, part);
        check_status(lsq_copy(C.A, T, NULL), LSQ_OK, NULL);
        lsq_set_zero(F.A);
        check_status(lsq_blocks_apply(blocks, LSQ_PLAIN, C.A, F.A, NULL), LSQ_OK, NULL);
        check_near(lsq_view_look(C.A), none, part);
        check_near(lsq_view_look(F.A), part, part);
        frame_free(&F);
        frame_free(&C);
    }
}

/* The part of Y that is orthogonal to X has the length of R_yy, and X'E = 0. */
static void check_residuals(lsq_blocks *blocks, lsq_const_view A, int64_t p, int64_t q) {
    int64_t n = A.rows;
    lsq_const_view Y = lsq_look_block(A, 0, p, n, q), R = lsq_matrix_look(&blocks->R);
    frame C = frame_new(p, q), F = frame_of(Y);
    lsq_set_zero(C.A);
    check_status(lsq_blocks_apply(blocks, LSQ_TRANSPOSED, C.A, F.A, NULL), LSQ_OK, NULL);
    check_near(lsq_view_look(C.A), lsq_look_block(R, 0, p, p, q), Y);
    lsq_set_zero(C.A);
    check_status(lsq_blocks_apply(blocks, LSQ_PLAIN, C.A, F.A, NULL), LSQ_OK, NULL);
    check_near(lsq_view_look(C.A), (lsq_const_view){0}, Y);
    for (int64_t l = 0; l < q; l++) {
        double length = lsq_norm_column(lsq_look_block(R, p, p + l, q, 1), 0),
               y = lsq_norm_column(Y, l), small = (double)(n + 10) * DBL_EPSILON * y;
        assert_true(fabs(lsq_norm_column(lsq_view_look(F.A), l) - length) <= small);
        for (int64_t j = 0; j < p; j++) {
            double dot = 0;
            for (int64_t i = 0; i < n; i++)
                dot += at(A, i, j) * at(lsq_view_look(F.A), i, l);
            assert_true(fabs(dot) <= small * lsq_norm_column(A, j));
        }
    }
    frame_free(&F);
    frame_free(&C);
}

static void check_blocks(const lsq_lapack *L, int64_t n, int64_t p, int64_t q) {
    uint64_t seed = 80 + (uint64_t)n;
    lsq_kept kept;
    lsq_blocks blocks;
    lsq_error error = {0};
    keep_rows(&kept, L, n, p, q, &seed);
    int64_t before = kept.account.now;
    check_status(lsq_blocks_init(&blocks, &kept, &error), LSQ_OK, &error);
    lsq_matrix A = scaled_rows(&kept, &blocks);
    for (int64_t j = 0; j < p + q; j++) {
        double most = lsq_norm_max(lsq_look_block(lsq_matrix_look(&A), 0, j, n, 1));
        assert_true(most >= 0.5 && most < 1);
        for (int64_t i = j + 1; i < p + q; i++)
            check_same(blocks.R.data[i + j * (p + q)], 0);
    }
    check_columns_of_X(&blocks, lsq_matrix_look(&A), p, q);
    check_residuals(&blocks, lsq_matrix_look(&A), p, q);
    lsq_matrix_clear(&A);
    lsq_blocks_clear(&blocks);
    assert_int_equal(kept.account.now, before);
    lsq_kept_clear(&kept);
}

/* One block and several, the last one full, short or of one row; panels wider than X; narrow and
 * wide panels; blocks as high as there are columns. */
static void the_factors_give_the_rows_back(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    static const int64_t shapes[][3] = {{1, 1, 1},    {5, 3, 2},     {3, 3, 4},     {8532, 8, 1},
                                        {8533, 8, 1}, {8000, 8, 1},  {20000, 2, 3}, {1500, 38, 2},
                                        {700, 1, 49}, {700, 200, 3}, {30000, 1, 1}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        check_blocks(L, shapes[i][0], shapes[i][1], shapes[i][2]);
    lsq_lapack_close(L);
}

static void chunks_change_no_bit(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 81;
    lsq_kept many, one;
    lsq_blocks a, b;
    lsq_view chunk;
    keep_rows(&many, L, 9000, 7, 1, &seed);
    check_status(lsq_kept_init(&one, L, LSQ_KEEP_ROWS, 7, 1, NULL), LSQ_OK, NULL);
    check_status(lsq_kept_new_chunk(&one, 9000, &chunk, NULL), LSQ_OK, NULL);
    lsq_matrix all;
    check_status(gather_rows(&many, &all, NULL, NULL), LSQ_OK, NULL);
    check_status(lsq_copy(chunk, lsq_matrix_look(&all), NULL), LSQ_OK, NULL);
    check_status(lsq_blocks_init(&a, &many, NULL), LSQ_OK, NULL);
    check_status(lsq_blocks_init(&b, &one, NULL), LSQ_OK, NULL);
    for (int64_t i = 0; i < 64; i++)
        check_same(a.R.data[i], b.R.data[i]);
    for (int64_t i = 0; i < 8 * 9000; i++)
        check_same(a.V.data[i], b.V.data[i]);
    lsq_blocks_clear(&b);
    lsq_blocks_clear(&a);
    lsq_matrix_clear(&all);
    lsq_kept_clear(&one);
    lsq_kept_clear(&many);
    lsq_lapack_close(L);
}

/* 2^1074 is no double, so a column of the smallest ones is multiplied by 2^1022 only; a zero column
 * stays. */
static void columns_at_the_ends_of_the_range_are_scaled(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    static const double values[] = {0x1p-1074, 0x1.8p1023, 0, 1};
    lsq_kept kept;
    lsq_blocks blocks;
    lsq_view chunk;
    check_status(lsq_kept_init(&kept, L, LSQ_KEEP_ROWS, 3, 1, NULL), LSQ_OK, NULL);
    check_status(lsq_kept_new_chunk(&kept, 6, &chunk, NULL), LSQ_OK, NULL);
    for (int j = 0; j < 4; j++)
        for (int i = 0; i < 6; i++)
            chunk.data[i + 6 * j] = values[j];
    check_status(lsq_blocks_init(&blocks, &kept, NULL), LSQ_OK, NULL);
    static const int exponents[] = {-1022, 1024, 0, 1};
    for (int j = 0; j < 4; j++)
        assert_int_equal(blocks.exponent[j], exponents[j]);
    assert_true(lsq_is_finite(lsq_matrix_look(&blocks.R)));
    assert_true(fabs(fabs(blocks.R.data[0]) / (0x1p-52 * sqrt(6)) - 1) <= 6 * DBL_EPSILON);
    lsq_blocks_clear(&blocks);
    lsq_kept_clear(&kept);
    lsq_lapack_close(L);
}

static void places_go_across_chunks(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    static const int64_t sizes[] = {0, 3, 1, 0, 0, 4};
    lsq_kept kept;
    lsq_view chunk;
    double next = 1, to[8];
    check_status(lsq_kept_init(&kept, L, LSQ_KEEP_ROWS, 1, 1, NULL), LSQ_OK, NULL);
    for (int c = 0; c < 6; c++) {
        check_status(lsq_kept_new_chunk(&kept, sizes[c], &chunk, NULL), LSQ_OK, NULL);
        for (int64_t i = 0; i < sizes[c]; i++)
            chunk.data[i + sizes[c]] = next++; /* column 1 has 1 ... 8 */
    }
    for (int64_t step = 1; step <= 8; step++) {
        lsq_block_place place = {0, 0};
        for (int64_t i = 0; i < 8; i += step) {
            int64_t rows = step < 8 - i ? step : 8 - i;
            lsq_blocks_read(&kept, place, rows, 1, -1, to + i);
            lsq_blocks_advance(&kept, &place, rows);
        }
        for (int i = 0; i < 8; i++)
            check_same(to[i], 2 * (i + 1));
    }
    lsq_kept_clear(&kept);
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_factors_give_the_rows_back),
        cmocka_unit_test(chunks_change_no_bit),
        cmocka_unit_test(columns_at_the_ends_of_the_range_are_scaled),
        cmocka_unit_test(places_go_across_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
