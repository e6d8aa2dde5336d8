/* Products of columns against plain loops of big integers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "exact/products.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST_COLUMNS = 40 };

typedef struct block {
    lsq_integers Z[MOST_COLUMNS];
    int64_t k;
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
    return 0;
}

static void measure(lsq_integers *a) {
    a->bits = 0;
    for (int64_t i = 0; i < a->rows; i++)
        if ((int64_t)fmpz_bits(a->z + i) > a->bits)
            a->bits = (int64_t)fmpz_bits(a->z + i);
}

/* want += Z'Z by loops. */
static void add_by_loops(fmpz *want, block *b) {
    for (int64_t j = 0; j < b->k; j++) {
        measure(&b->Z[j]);
        for (int64_t i = 0; i <= j; i++)
            for (int64_t r = 0; r < b->Z[j].rows; r++)
                fmpz_addmul(want + j * (j + 1) / 2 + i, b->Z[i].z + r, b->Z[j].z + r);
    }
}

static void check_all_at(lsq_products *work, const fmpz *want, int line) {
    int64_t size = work->k * (work->k + 1) / 2, wrong = 0;
    const fmpz *P = lsq_products_all(work);
    for (int64_t i = 0; i < size; i++)
        wrong += P ? !fmpz_equal(P + i, want + i) : !fmpz_is_zero(want + i);
    if (wrong) {
        print_error("%lld of %lld products are wrong\n", (long long)wrong, (long long)size);
        _fail(__FILE__, line);
    }
}
#define check_all(work, want) check_all_at(work, want, __LINE__)

/* Z'Z, and twice that, by each twin and by loops. */
static void check_products_at(block *b, int line) {
    slong size = (slong)(b->k * (b->k + 1) / 2);
    fmpz *want = _fmpz_vec_init(size), *twice = _fmpz_vec_init(size);
    add_by_loops(want, b);
    _fmpz_vec_scalar_mul_ui(twice, want, size, 2);
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++) {
        lsq_products work;
        lsq_products_init(&work, b->k);
        work.simd = (lsq_simd)level;
        check_status_at(lsq_products_add(&work, b->Z, NULL), LSQ_OK, NULL, __FILE__, line);
        check_all_at(&work, want, line);
        check_status_at(lsq_products_add(&work, b->Z, NULL), LSQ_OK, NULL, __FILE__, line);
        check_all_at(&work, twice, line);
        lsq_products_clear(&work);
    }
    _fmpz_vec_clear(twice, size);
    _fmpz_vec_clear(want, size);
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

/* Column j = the digit in each of `count` slices of `length` bits, in all rows. */
static void fill_digit(block *b, int64_t j, int64_t rows, int length, int64_t count, slong digit) {
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

/* All digits -2^(b-1) or 2^(b-1) - 1 in all rows, for every length of slices and those beside them:
 * as many products as a double holds reach 2^53 exactly, or an odd number just below. */
static void sums_at_the_proven_bound_are_exact(void **state) {
    block *b = *state;
    const int64_t rows[] = {1, 8, 9, 16, 64, 65, 512, 513, 2047, 2048};
    for (int length = 23; length <= 27; length++)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
            for (int64_t count = 1; count <= 5; count += 2) {
                slong half = (slong)1 << (length - 1);
                b->k = 6;
                fill_digit(b, 0, rows[r], length, count, -half);
                fill_digit(b, 1, rows[r], length, count, half - 1);
                fill_digit(b, 2, rows[r], length, count + 1, -half);
                fill_digit(b, 3, rows[r], length, count, half);
                fill_digit(b, 4, rows[r], length, 1, 2 * half - 1);
                fill_digit(b, 5, rows[r], length, count, 1 - 2 * half);
                check_products(b);
                b->k = 2;
                check_products(b);
            }
}

/* Numbers of one slice, all 2^bits - 1, and of two slices that are 2^(b-1) - 1 and -2^(b-1). */
static void the_longest_numbers_of_one_and_two_slices_agree(void **state) {
    block *b = *state;
    b->k = 3;
    for (int length = 22; length <= 28; length++) {
        for (int64_t j = 0; j < 3; j++)
            fill_digit(b, j, 2040, length, 1, ((slong)1 << (length - 1)) - (j ? 1 : 2));
        check_products(b);
        for (int64_t j = 0; j < 3; j++)
            for (int64_t i = 0; i < 2040; i++)
                fmpz_set_si(b->Z[j].room + i,
                            (((slong)1 << (length - 1)) - 1 - j) * ((slong)1 << length) -
                                ((slong)1 << (length - 1)));
        check_products(b);
    }
}

/* Odd entries of full length: each product of slices fills its 2(b - 1) bits, so that one bit lost
 * anywhere shows. */
static void odd_entries_of_full_length_lose_no_bit(void **state) {
    block *b = *state;
    uint64_t seed = 31;
    for (int trial = 0; trial < 12; trial++) {
        int64_t rows = 2048 - 3 * trial, length = 24 + trial % 3;
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
    fill_digit(b, 2, 3, 26, LSQ_MAX_BITS / 26 - 1, -((slong)1 << 25));
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
    b->k = 0;
    check_products(b);
}

/* Adds the block to both. */
static void add_block(lsq_products *work, fmpz *want, block *b) {
    add_by_loops(want, b);
    check_status(lsq_products_add(work, b->Z, NULL), LSQ_OK, NULL);
}

/* Columns longer, shorter, many slices longer in one block only, from block to block. */
static void blocks_of_every_width_add_up(void **state) {
    block *b = *state;
    uint64_t seed = 38;
    for (int trial = 0; trial < 20; trial++) {
        b->k = random_between(&seed, 1, 9);
        slong size = (slong)(b->k * (b->k + 1) / 2);
        fmpz *want = _fmpz_vec_init(size);
        lsq_products work;
        lsq_products_init(&work, b->k);
        for (int at = 0; at < 30; at++) {
            int64_t rows = random_between(&seed, 1, at % 5 ? 90 : 2048);
            for (int64_t j = 0; j < b->k; j++)
                fill(b, &seed, j, rows, random_between(&seed, 0, at % 7 == 3 ? 400 : 5 + 2 * at));
            add_block(&work, want, b);
            if (random_between(&seed, 0, 5) == 0)
                check_all(&work, want);
        }
        check_all(&work, want);
        lsq_products_clear(&work);
        _fmpz_vec_clear(want, size);
    }
}

/* Slices of 26 bits, the lower one -2^25 in all rows: their products reach 2^63 after 8192 rows.
 * Sums in words must be put together before. */
static void sums_in_words_never_overflow(void **state) {
    block *b = *state;
    b->k = 2;
    slong size = 3;
    for (int sign = -1; sign <= 1; sign += 2) {
        fmpz *want = _fmpz_vec_init(size);
        lsq_products work;
        lsq_products_init(&work, b->k);
        for (int at = 0; at < 13; at++) {
            for (int64_t j = 0; j < 2; j++) {
                b->Z[j].rows = 2048;
                for (int64_t i = 0; i < 2048; i++)
                    fmpz_set_si(b->Z[j].room + i, j && sign < 0
                                                      ? ((slong)1 << 25) - 1
                                                      : ((slong)1 << 51) - ((slong)1 << 25));
            }
            add_block(&work, want, b);
            assert_int_equal(work.b, 26);
        }
        check_all(&work, want);
        lsq_products_clear(&work);
        _fmpz_vec_clear(want, size);
    }
}

/* One block of a long number brings many slices; the blocks after it have few again. */
static void a_plan_that_wastes_is_left(void **state) {
    block *b = *state;
    uint64_t seed = 39;
    b->k = 5;
    fmpz *want = _fmpz_vec_init(15);
    lsq_products work;
    lsq_products_init(&work, b->k);
    for (int at = 0; at < 4; at++) {
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, 2048, at == 1 && j == 2 ? 1000 : 20);
        add_block(&work, want, b);
        assert_true(at == 1 ? work.first[5] > 40 : work.first[5] == 5);
    }
    check_all(&work, want);
    lsq_products_clear(&work);
    _fmpz_vec_clear(want, 15);
}

/* A column that is now one slice, now two, costs less than changing the plan: two rows more than
 * the longest one slice holds are seen once. */
static void a_plan_that_hardly_wastes_stays(void **state) {
    block *b = *state;
    uint64_t seed = 40;
    b->k = 12;
    lsq_products work;
    lsq_products_init(&work, b->k);
    fmpz *want = _fmpz_vec_init(78);
    for (int at = 0; at < 6; at++) {
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, 2048, 20);
        fill(b, &seed, 3, 2048, at % 2 ? 23 : 44);
        add_block(&work, want, b);
        assert_int_equal(work.first[12], 13);
        assert_int_equal(work.pending, 2048 * (at + 1));
    }
    check_all(&work, want);
    lsq_products_clear(&work);
    _fmpz_vec_clear(want, 78);
}

static void a_reset_forgets_what_pends(void **state) {
    block *b = *state;
    uint64_t seed = 41;
    b->k = 3;
    fmpz *want = _fmpz_vec_init(6);
    lsq_products work;
    lsq_products_init(&work, b->k);
    lsq_products_reset(&work);
    assert_null(lsq_products_all(&work));
    for (int64_t j = 0; j < b->k; j++)
        fill(b, &seed, j, 40, 70);
    add_block(&work, want, b);
    lsq_products_reset(&work);
    _fmpz_vec_zero(want, 6);
    check_all(&work, want);
    add_block(&work, want, b);
    check_all(&work, want);
    lsq_products_clear(&work);
    _fmpz_vec_clear(want, 6);
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
        cmocka_unit_test(the_longest_numbers_of_one_and_two_slices_agree),
        cmocka_unit_test(odd_entries_of_full_length_lose_no_bit),
        cmocka_unit_test(random_columns_of_any_width_and_length_agree),
        cmocka_unit_test(every_count_of_rows_around_the_padding_agrees),
        cmocka_unit_test(every_count_of_columns_agrees),
        cmocka_unit_test(columns_wider_than_a_panel_stand_beside_narrow_ones),
        cmocka_unit_test(entries_at_the_limit_of_their_length_agree),
        cmocka_unit_test(zeros_and_no_rows_add_nothing),
        cmocka_unit_test(blocks_of_every_width_add_up),
        cmocka_unit_test(sums_in_words_never_overflow),
        cmocka_unit_test(a_plan_that_wastes_is_left),
        cmocka_unit_test(a_plan_that_hardly_wastes_stays),
        cmocka_unit_test(a_reset_forgets_what_pends),
        cmocka_unit_test(packed_indices_count_the_upper_triangle),
    };
    return cmocka_run_group_tests(tests, make_block, free_block);
}
