/* Products of columns against plain loops of big integers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "exact/products.h"
#include "exact/slices.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST_COLUMNS = 40 };

typedef struct block {
    lsq_integers Z[MOST_COLUMNS];
    int64_t k;
    lsq_products work;
} block;

static int make_block(void **state) {
    static block b;
    for (int64_t j = 0; j < MOST_COLUMNS; j++)
        if (lsq_integers_init(&b.Z[j], NULL))
            return -1;
    *state = &b;
    return 0;
}

static int free_block(void **state) {
    block *b = *state;
    for (int64_t j = 0; j < MOST_COLUMNS; j++)
        lsq_integers_clear(&b->Z[j]);
    lsq_products_clear(&b->work);
    return 0;
}

static void measure(lsq_integers *a) {
    a->bits = 0;
    for (int64_t i = 0; i < a->rows; i++)
        if ((int64_t)fmpz_bits(a->z + i) > a->bits)
            a->bits = (int64_t)fmpz_bits(a->z + i);
}

/* P + Z'Z twice, by the library and by loops, from a P that is not zero. */
static void check_products_at(block *b, int line) {
    int64_t size = b->k * (b->k + 1) / 2, rows = b->Z[0].rows, wrong = 0;
    fmpz *P = _fmpz_vec_init((slong)size), *want = _fmpz_vec_init((slong)size);
    for (int64_t j = 0; j < b->k; j++) {
        measure(&b->Z[j]);
        for (int64_t i = 0; i <= j; i++) {
            fmpz *sum = want + j * (j + 1) / 2 + i;
            fmpz_set_si(sum, (slong)(1000 * i - 7 * j));
            fmpz_set(P + j * (j + 1) / 2 + i, sum);
            for (int64_t r = 0; r < rows; r++)
                fmpz_addmul(sum, b->Z[i].z + r, b->Z[j].z + r);
        }
    }
    check_status_at(lsq_products_add(&b->work, P, b->Z, b->k, NULL), LSQ_OK, NULL, __FILE__, line);
    for (int64_t i = 0; i < size; i++)
        wrong += !fmpz_equal(P + i, want + i);
    if (wrong)
        print_error("%lld of %lld products of %lld rows and %lld columns are wrong\n",
                    (long long)wrong, (long long)size, (long long)rows, (long long)b->k);
    _fmpz_vec_clear(P, (slong)size);
    _fmpz_vec_clear(want, (slong)size);
    if (wrong)
        _fail(__FILE__, line);
}
#define check_products(b) check_products_at(b, __LINE__)

/* Column j = rows random integers of at most `bits` bits, with runs of zeros and ones. */
static void fill(block *b, uint64_t *seed, int64_t j, int64_t rows, int64_t bits) {
    lsq_integers *a = &b->Z[j];
    a->rows = rows;
    for (int64_t i = 0; i < rows; i++) {
        fmpz *z = a->room + i;
        fmpz_zero(z);
        for (int64_t at = 0; at < bits; at += 64) {
            uint64_t word = random_word(seed);
            if (random_between(seed, 0, 7) == 0)
                word = random_between(seed, 0, 1) ? 0 : UINT64_MAX;
            fmpz_mul_2exp(z, z, 64);
            fmpz_add_ui(z, z, word);
        }
        fmpz_fdiv_r_2exp(z, z, (ulong)bits);
        if (random_between(seed, 0, 1))
            fmpz_neg(z, z);
    }
}

/* Column j = sign * the digit in each of `count` slices, in all rows. */
static void fill_digit(block *b, int64_t j, int64_t rows, int64_t count, slong digit) {
    int length = lsq_slice_bits(rows);
    lsq_integers *a = &b->Z[j];
    a->rows = rows;
    for (int64_t i = 0; i < rows; i++) {
        fmpz_zero(a->room + i);
        for (int64_t s = 0; s < count; s++) {
            fmpz_mul_2exp(a->room + i, a->room + i, (ulong)length);
            fmpz_add_si(a->room + i, a->room + i, digit);
        }
    }
}

/* All digits -2^(b-1) or 2^(b-1) - 1 in all rows: with 2048 rows of 22 bits the sums of doubles are
 * 2^53 exactly, and with slices one bit longer they would pass it. */
static void sums_at_the_proven_bound_are_exact(void **state) {
    block *b = *state;
    const int64_t rows[] = {1, 2, 3, 128, 127, 512, 513, 1024, 2047, 2048};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int64_t count = 1; count <= 7; count += 2) {
            slong half = (slong)1 << (lsq_slice_bits(rows[r]) - 1);
            b->k = 6;
            fill_digit(b, 0, rows[r], count, -half);
            fill_digit(b, 1, rows[r], count, half - 1);
            fill_digit(b, 2, rows[r], count + 1, -half);
            fill_digit(b, 3, rows[r], count, half);
            fill_digit(b, 4, rows[r], 1, 2 * half - 1);
            fill_digit(b, 5, rows[r], count, 1 - 2 * half);
            check_products(b);
        }
}

/* Odd entries of full length: each product of slices fills its 2(b - 1) bits, so that one bit lost
 * anywhere shows. */
static void odd_entries_of_full_length_lose_no_bit(void **state) {
    block *b = *state;
    uint64_t seed = 31;
    for (int trial = 0; trial < 12; trial++) {
        int64_t rows = 2048 - 3 * trial, length = lsq_slice_bits(rows);
        b->k = 4;
        for (int64_t j = 0; j < b->k; j++) {
            fill(b, &seed, j, rows, 6);
            for (int64_t i = 0; i < rows; i++) {
                fmpz *z = b->Z[j].room + i;
                fmpz_abs(z, z);
                fmpz_mul_2exp(z, z, 1);
                fmpz_sub_ui(z, z, ((ulong)1 << (length - 1 + (j == 3))) - 1);
            }
        }
        check_products(b);
    }
}

static void random_columns_of_any_width_and_length_agree(void **state) {
    block *b = *state;
    uint64_t seed = 32;
    for (int trial = 0; trial < 150; trial++) {
        int64_t rows = random_between(&seed, 1, trial % 10 ? 100 : LSQ_BLOCK_ROWS);
        int64_t most = trial % 3 ? 70 : trial % 9 ? 600 : 4000;
        b->k = random_between(&seed, 1, rows > 100 || most > 600 ? 5 : 12);
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, rows, random_between(&seed, 0, most));
        check_products(b);
    }
}

static void every_count_of_rows_around_the_padding_agrees(void **state) {
    block *b = *state;
    uint64_t seed = 33;
    for (int64_t rows = 1; rows <= 40; rows++) {
        b->k = 5;
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, rows, 15 * j + 10);
        check_products(b);
    }
}

/* 1 to 40 columns of one slice: every remainder of the tiles. */
static void every_count_of_columns_agrees(void **state) {
    block *b = *state;
    uint64_t seed = 34;
    for (int64_t j = 0; j < MOST_COLUMNS; j++)
        fill(b, &seed, j, 50, j % 5 ? 20 : 45);
    for (b->k = 1; b->k <= MOST_COLUMNS; b->k++)
        check_products(b);
}

/* Columns of 1, 63, 64, 65 and 130 slices beside each other, in chunks of rows. */
static void columns_wider_than_a_panel_stand_beside_narrow_ones(void **state) {
    block *b = *state;
    uint64_t seed = 35;
    const int64_t slices[] = {1, 130, 2, 63, 64, 1, 65, 1, 1, 33, 32};
    for (int64_t rows = 1500; rows <= 2048; rows += 274) {
        b->k = 11;
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, rows, 22 * slices[j] - 2);
        check_products(b);
    }
}

static void entries_at_the_limit_of_their_length_agree(void **state) {
    block *b = *state;
    uint64_t seed = 36;
    b->k = 3;
    fill(b, &seed, 0, 3, 5);
    fill(b, &seed, 1, 3, LSQ_MAX_BITS);
    fill_digit(b, 2, 3, LSQ_MAX_BITS / lsq_slice_bits(3) - 1, -((slong)1 << 25));
    check_products(b);
}

static void zeros_and_no_rows_add_nothing(void **state) {
    block *b = *state;
    uint64_t seed = 37;
    b->k = 3;
    fill(b, &seed, 0, 9, 0);
    fill(b, &seed, 1, 9, 200);
    fill(b, &seed, 2, 9, 0);
    check_products(b);
    for (int64_t j = 0; j < 3; j++)
        b->Z[j].rows = 0;
    check_products(b);
    check_status(lsq_products_add(&b->work, NULL, b->Z, 0, NULL), LSQ_OK, NULL);
}

static void packed_indices_count_the_upper_triangle(void **state) {
    (void)state;
    int64_t at = 0;
    for (int64_t j = 0; j < 20; j++)
        for (int64_t i = 0; i <= j; i++)
            assert_int_equal(lsq_packed(i, j), at++);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_at_the_proven_bound_are_exact),
        cmocka_unit_test(odd_entries_of_full_length_lose_no_bit),
        cmocka_unit_test(random_columns_of_any_width_and_length_agree),
        cmocka_unit_test(every_count_of_rows_around_the_padding_agrees),
        cmocka_unit_test(every_count_of_columns_agrees),
        cmocka_unit_test(columns_wider_than_a_panel_stand_beside_narrow_ones),
        cmocka_unit_test(entries_at_the_limit_of_their_length_agree),
        cmocka_unit_test(zeros_and_no_rows_add_nothing),
        cmocka_unit_test(packed_indices_count_the_upper_triangle),
    };
    return cmocka_run_group_tests(tests, make_block, free_block);
}
