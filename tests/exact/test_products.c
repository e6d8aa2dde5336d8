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
    lsq_integers all[1 + MOST_COLUMNS];
    lsq_integers *Z; /* behind the constant */
    int64_t k;       /* of them */
} block;

static int make_block(void **state) {
    static block b;
    b.Z = b.all + 1;
    for (int64_t j = 0; j <= MOST_COLUMNS; j++)
        if (lsq_integers_init(&b.all[j], NULL))
            return -1;
    *state = &b;
    return 0;
}

static int free_block(void **state) {
    block *b = *state;
    for (int64_t j = 0; j <= MOST_COLUMNS; j++)
        lsq_integers_clear(&b->all[j]);
    return 0;
}

static void measure(lsq_integers *a) {
    a->bits = 0;
    for (int64_t i = 0; i < a->rows; i++)
        if ((int64_t)fmpz_bits(a->z + i) > a->bits)
            a->bits = (int64_t)fmpz_bits(a->z + i);
}

/* Sums over blocks, by one twin and by loops. */
typedef struct sums {
    lsq_products work;
    fmpz *want;
    slong size;
} sums;

static void begin(sums *t, int64_t k, int level) {
    lsq_products_init(&t->work, k + 1);
    t->work.simd = (lsq_simd)level;
    t->size = (slong)((k + 1) * (k + 2) / 2);
    t->want = _fmpz_vec_init(t->size);
}

static void finish(sums *t) {
    lsq_products_clear(&t->work);
    _fmpz_vec_clear(t->want, t->size);
}

static void add_block(sums *t, block *b) {
    check_status(lsq_integers_one(&b->all[0], b->k ? b->Z[0].rows : 1, NULL), LSQ_OK, NULL);
    for (int64_t j = 0; j <= b->k; j++) {
        measure(&b->all[j]);
        for (int64_t i = 0; i <= j; i++)
            for (int64_t r = 0; r < b->all[j].rows; r++)
                fmpz_addmul(t->want + j * (j + 1) / 2 + i, b->all[i].z + r, b->all[j].z + r);
    }
    check_status(lsq_products_plan(&t->work, b->all, NULL), LSQ_OK, NULL);
    lsq_products_add(&t->work, b->all);
}

static void check_sums_at(sums *t, int line) {
    int64_t wrong = 0;
    const fmpz *P = lsq_products_all(&t->work);
    for (slong i = 0; i < t->size; i++)
        wrong += P ? !fmpz_equal(P + i, t->want + i) : !fmpz_is_zero(t->want + i);
    if (wrong) {
        print_error("%lld of %lld products are wrong\n", (long long)wrong, (long long)t->size);
        _fail(__FILE__, line);
    }
}
#define check_sums(t) check_sums_at(t, __LINE__)

/* [1 Z]'[1 Z], and twice that, by each twin. */
static void check_products_at(block *b, int line) {
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++) {
        sums t;
        begin(&t, b->k, level);
        for (int i = 0; i < 2; i++) {
            add_block(&t, b);
            check_sums_at(&t, line);
        }
        finish(&t);
    }
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

static void zeros_add_nothing(void **state) {
    block *b = *state;
    uint64_t seed = 37;
    b->k = 3;
    fill(b, &seed, 0, 9, 0);
    fill(b, &seed, 1, 9, 200);
    fill(b, &seed, 2, 9, 0);
    check_products(b);
    b->k = 0;
    check_products(b);
}

/* Columns longer, shorter, many slices longer in one block only, from block to block. */
static void blocks_of_every_width_add_up(void **state) {
    block *b = *state;
    uint64_t seed = 38;
    for (int trial = 0; trial < 20; trial++) {
        sums t;
        b->k = random_between(&seed, 1, 9);
        begin(&t, b->k, (int)lsq_simd_here());
        for (int at = 0; at < 30; at++) {
            int64_t rows = random_between(&seed, 1, at % 5 ? 90 : 2048);
            for (int64_t j = 0; j < b->k; j++)
                fill(b, &seed, j, rows, random_between(&seed, 0, at % 7 == 3 ? 400 : 5 + 2 * at));
            add_block(&t, b);
            if (random_between(&seed, 0, 5) == 0)
                check_sums(&t);
        }
        check_sums(&t);
        finish(&t);
    }
}

/* Slices of 26 bits, the lower one -2^25 in all rows: their products reach 2^63 after 8192 rows.
 * Sums in words must be put together before. */
static void sums_in_words_never_overflow(void **state) {
    block *b = *state;
    b->k = 2;
    for (int sign = -1; sign <= 1; sign += 2) {
        sums t;
        begin(&t, b->k, (int)lsq_simd_here());
        for (int at = 0; at < 13; at++) {
            for (int64_t j = 0; j < 2; j++) {
                slong low = j && sign < 0 ? ((slong)1 << 25) - 1 : -((slong)1 << 25);
                b->Z[j].rows = 2048;
                for (int64_t i = 0; i < 2048; i++) /* as often above zero as below */
                    fmpz_set_si(b->Z[j].room + i,
                                (((slong)1 << 25) - 1) * (i % 2 ? -1 : 1) * ((slong)1 << 26) + low);
            }
            add_block(&t, b);
            assert_int_equal(t.work.b, 26);
            assert_int_equal(t.work.first[3], 5);
        }
        check_sums(&t);
        finish(&t);
    }
}

/* One block of a long number brings many slices; the blocks after it have few again. */
static void a_plan_that_wastes_is_left(void **state) {
    block *b = *state;
    uint64_t seed = 39;
    sums t;
    b->k = 5;
    begin(&t, b->k, (int)lsq_simd_here());
    for (int at = 0; at < 4; at++) {
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, 2048, at == 1 && j == 2 ? 1000 : 20);
        add_block(&t, b);
        assert_true(at == 1 ? t.work.first[6] > 40 : t.work.first[6] == 6);
    }
    check_sums(&t);
    finish(&t);
}

/* A column that is now one slice, now two, costs less than changing the plan. */
static void a_plan_that_hardly_wastes_stays(void **state) {
    block *b = *state;
    uint64_t seed = 40;
    sums t;
    b->k = 11;
    begin(&t, b->k, (int)lsq_simd_here());
    for (int at = 0; at < 6; at++) {
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, 2048, 20);
        fill(b, &seed, 3, 2048, at % 2 ? 23 : 44);
        add_block(&t, b);
        assert_int_equal(t.work.first[12], 13);
        assert_int_equal(t.work.pending, 2048 * (at + 1));
    }
    check_sums(&t);
    finish(&t);
}

/* Column j = first + step i + up to noise, i = 0, 1, ... */
static void fill_line(block *b, uint64_t *seed, int64_t j, int64_t rows, int64_t first,
                      int64_t step, int64_t noise) {
    b->Z[j].rows = rows;
    for (int64_t i = 0; i < rows; i++)
        fmpz_set_si(b->Z[j].room + i, first + step * i + random_between(seed, 0, noise));
}

/* Years, seconds since 1970, a constant, far below zero, and words as long as they get. */
static void columns_far_from_zero_take_the_slices_of_their_spread(void **state) {
    block *b = *state;
    uint64_t seed = 42;
    const int64_t far = ((int64_t)1 << 62) - 1;
    b->k = 6;
    for (int64_t rows = 1; rows <= 2048; rows += 2047) {
        fill_line(b, &seed, 0, rows, 1950, 0, 76);
        fill_line(b, &seed, 1, rows, 1700000000, 60, 59);
        fill_line(b, &seed, 2, rows, 123456789012345, 0, 0);
        fill_line(b, &seed, 3, rows, -((int64_t)1 << 40), -3, 1000);
        fill_line(b, &seed, 4, rows, far - 4000000, 0, 4000000);
        fill_line(b, &seed, 5, rows, -far, 1000, 0);
        check_products(b);
        sums t;
        begin(&t, b->k, (int)lsq_simd_here());
        add_block(&t, b);
        assert_int_equal(t.work.first[7], 7);
        assert_int_equal(t.work.shift[1], 0);
        assert_true(t.work.shift[2] > 1700000000 - 200000);
        finish(&t);
    }
    fill_line(b, &seed, 4, 2048, -far, 2 * (far / 2047), 0); /* from one end to the other */
    check_products(b);
    fill_line(b, &seed, 0, 2048, 1 << 30, 1 << 17, 9); /* two slices with or without a shift */
    b->k = 1;
    sums t;
    begin(&t, b->k, (int)lsq_simd_here());
    add_block(&t, b);
    assert_int_equal(t.work.shifted, 0);
    check_sums(&t);
    finish(&t);
}

/* A clock that goes on, one that jumps at every block, and a column that is far in one block of
 * three only. */
static void columns_that_move_add_up(void **state) {
    block *b = *state;
    uint64_t seed = 43;
    sums t;
    b->k = 5;
    for (int trial = 0; trial < 4; trial++) {
        begin(&t, b->k, (int)lsq_simd_here());
        for (int at = 0; at < 25; at++) {
            int64_t rows = trial % 2 ? 40 : 700;
            fill(b, &seed, 0, rows, 20);
            fill_line(b, &seed, 1, rows, 1600000000 + 500000 * at * (trial + 1), 700, 600);
            fill_line(b, &seed, 2, rows, ((int64_t)1 << 40) * at, 1, 9);
            fill_line(b, &seed, 3, rows, at % 3 ? 5 : 900000000000, 1, 9);
            fill(b, &seed, 4, rows, at == 13 ? 90 : 40);
            add_block(&t, b);
            if (trial < 2 || at % 6 == 5)
                check_sums(&t);
        }
        check_sums(&t);
        finish(&t);
    }
}

/* A shift that was left behind early is not tried again; one that held for long is renewed. */
static void a_shift_is_renewed_where_it_held(void **state) {
    block *b = *state;
    uint64_t seed = 44;
    sums t;
    b->k = 1;
    for (int blocks = 1; blocks <= 9; blocks += 8) {
        begin(&t, b->k, (int)lsq_simd_here());
        for (int at = 0; at <= blocks; at++) {
            fill_line(b, &seed, 0, 2048, at < blocks ? 1000000000 : 2000000000, 0, 99);
            add_block(&t, b);
        }
        assert_true(blocks == 1 ? !t.work.shift[1] : t.work.shift[1] >= 2000000000);
        check_sums(&t);
        finish(&t);
    }
}

static void a_reset_forgets_what_pends(void **state) {
    block *b = *state;
    uint64_t seed = 41;
    b->k = 3;
    for (int shifted = 0; shifted < 2; shifted++) {
        sums t;
        begin(&t, b->k, (int)lsq_simd_here());
        lsq_products_reset(&t.work);
        assert_null(lsq_products_all(&t.work));
        for (int64_t j = 0; j < b->k; j++)
            fill(b, &seed, j, 40, 70);
        if (shifted)
            fill_line(b, &seed, 1, 40, 1000000000, 1, 0);
        add_block(&t, b);
        assert_int_equal(t.work.shifted, shifted);
        lsq_products_reset(&t.work);
        _fmpz_vec_zero(t.want, t.size);
        check_sums(&t);
        for (int i = 0; i < 2; i++) {
            add_block(&t, b);
            check_sums(&t);
        }
        lsq_products_reset(&t.work);
        _fmpz_vec_zero(t.want, t.size);
        add_block(&t, b);
        check_sums(&t);
        finish(&t);
    }
}

/* A product of two numbers of 2^16 bits takes 5,000 slices; their sums would be 200 MB. */
static void memory_follows_one_pair_of_long_columns(void **state) {
    block *b = *state;
    uint64_t seed = 45;
    sums t;
    b->k = 3;
    begin(&t, b->k, (int)lsq_simd_here());
    for (int64_t j = 0; j < 3; j++)
        fill(b, &seed, j, 3, LSQ_MAX_BITS - j);
    add_block(&t, b);
    int64_t longest = LSQ_MAX_BITS / 24 + 1;
    assert_true(t.work.sums_capacity <= longest * longest);
    assert_true(t.work.slices_capacity <= 3 * longest * 64 + 8);
    check_sums(&t);
    finish(&t);
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
        cmocka_unit_test(zeros_add_nothing),
        cmocka_unit_test(blocks_of_every_width_add_up),
        cmocka_unit_test(sums_in_words_never_overflow),
        cmocka_unit_test(a_plan_that_wastes_is_left),
        cmocka_unit_test(a_plan_that_hardly_wastes_stays),
        cmocka_unit_test(columns_far_from_zero_take_the_slices_of_their_spread),
        cmocka_unit_test(columns_that_move_add_up),
        cmocka_unit_test(a_shift_is_renewed_where_it_held),
        cmocka_unit_test(memory_follows_one_pair_of_long_columns),
        cmocka_unit_test(a_reset_forgets_what_pends),
        cmocka_unit_test(packed_indices_count_the_upper_triangle),
    };
    return cmocka_run_group_tests(tests, make_block, free_block);
}
