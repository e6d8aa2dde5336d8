/* Columns of integers: every cell keeps its value under the block's one scale, judged in GMP
 * rationals.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "columns.h"
#include "exact/passes.h"
#include "support/random.h"

static void decimals_meet_at_their_finest_scale(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    set_decimal(&d, 0, "12", 0);
    set_decimal(&d, 1, "-345", -2);
    set_decimal(&d, 2, "0", -9); /* 0.000000000 is no reason for a finer scale */
    set_decimal(&d, 3, "7", 3);
    d.rows = 4;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    const int64_t want[] = {1200, -345, 0, 700000};
    assert_int_equal(a.exp10, -2);
    assert_int_equal(a.exp2, 0);
    assert_int_equal(a.rows, 4);
    assert_int_equal(a.bits, 20); /* 2^19 < 700000 < 2^20 */
    for (int i = 0; i < 4; i++)
        assert_true(is_at(&a, i, want[i]));
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static void what_is_cleared_may_be_cleared_again(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    for (int i = 0; i < 2; i++) {
        lsq_integers_clear(&a);
        lsq_decimals_clear(&d);
        assert_null(a.z);
        assert_null(d.value);
        assert_int_equal(a.rows + d.rows, 0);
    }
}

static void a_column_of_zeros_has_scale_0_and_no_bits(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    for (int i = 0; i < 5; i++)
        set_decimal(&d, i, "0", -3 * i);
    d.rows = 5;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_int_equal(a.exp10, 0);
    assert_int_equal(a.bits, 0);
    d.rows = 0;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_int_equal(a.rows, 0);
    assert_int_equal(a.bits, 0);
    const double zeros[] = {0.0, -0.0};
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, zeros, 1, 2, NULL), LSQ_OK, NULL);
    assert_int_equal(a.exp2, 0);
    assert_int_equal(a.bits, 0);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

/* Cells of 1 to 60 digits, the same handles again and again: a long value must not leave anything
 * behind. */
static void random_decimals_keep_their_values(void **state) {
    (void)state;
    uint64_t seed = 11;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    mpq_t want;
    mpq_init(want);
    for (int trial = 0; trial < 400; trial++) {
        int64_t rows = random_between(&seed, 1, trial % 40 ? 30 : LSQ_BLOCK_ROWS);
        int most = (int)random_between(&seed, 1, 60), spread = (int)random_between(&seed, 0, 40);
        for (int64_t i = 0; i < rows; i++) {
            char text[80];
            random_decimal(&seed, text, sizeof text, most, 0);
            set_decimal(&d, i, text, (int32_t)random_between(&seed, -spread, spread));
        }
        d.rows = rows;
        note_wide(&d);
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                     NULL);
        assert_int_equal(a.rows, rows);
        for (int64_t i = 0; i < rows; i++) {
            decimal_value(want, &d, i);
            check_value(&a, i, want);
        }
        check_bits(&a);
    }
    mpq_clear(want);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

/* Around 2^62 (an fmpz's own word) and 2^63 (the checked multiplication), for each tabled power and
 * the first beyond. */
static void scaling_is_exact_at_the_edges_of_a_word(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    mpq_t want;
    mpq_init(want);
    for (int32_t shift = 0; shift <= 21; shift++)
        for (int64_t limit = 61; limit <= 64; limit++) {
            fmpz_t edge, ten;
            fmpz_init(edge);
            fmpz_init(ten);
            fmpz_one_2exp(edge, (ulong)limit);
            fmpz_ui_pow_ui(ten, 10, (ulong)shift);
            fmpz_fdiv_q(edge, edge, ten);
            for (int i = 0; i < 6; i++) {
                fmpz_add_si(d.value + i, edge, i % 3 - 1);
                if (i >= 3)
                    fmpz_neg(d.value + i, d.value + i);
                d.exp10[i] = shift - 5;
            }
            set_decimal(&d, 6, "1", -5);
            d.rows = 7;
            note_wide(&d);
            check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL),
                         LSQ_OK, NULL);
            for (int i = 0; i < 7; i++) {
                decimal_value(want, &d, i);
                check_value(&a, i, want);
            }
            check_bits(&a);
            fmpz_clear(ten);
            fmpz_clear(edge);
        }
    mpq_clear(want);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

/* d[i] = z 10^exp10, |z| < 2^62 */
static void set_word(lsq_decimals *d, int64_t i, int64_t z, int32_t exp10) {
    fmpz_set_si(d->value + i, (slong)z);
    d->exp10[i] = exp10;
}

/* Every cell of a is that of d, and a is neither finer than the unit nor than it must be. */
static void check_decimals_at(const lsq_integers *a, const lsq_decimals *d, int line) {
    mpq_t want;
    mpq_init(want);
    assert_int_equal(a->rows, d->rows);
    for (int64_t i = 0; i < d->rows; i++) {
        decimal_value(want, d, i);
        check_value_at(a, i, want, __FILE__, line);
    }
    check_bits_at(a, __FILE__, line);
    mpq_clear(want);
}
#define check_decimals(a, d) check_decimals_at(a, d, __LINE__)

/* Up to nine powers of ten apart, beyond one word: the least and the greatest words, alone and side
 * by side, and so many rows that vectors are full. */
static void a_little_more_than_a_word_is_a_pair_of_words(void **state) {
    (void)state;
    uint64_t seed = 14;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    for (int trial = 0; trial < 600; trial++) {
        int simd = trial % (1 + (int)lsq_simd_here()), pairs = 0;
        int64_t most = ((int64_t)1 << random_between(&seed, 40, 62)) - 1;
        int32_t apart = (int32_t)random_between(&seed, 1, LSQ_LOW_TENS);
        d.rows = random_between(&seed, 3, 40);
        for (int64_t i = 0; i < d.rows; i++)
            set_word(&d, i, random_between(&seed, -most, most),
                     -5 + (int32_t)random_between(&seed, 0, apart));
        set_word(&d, 0, random_between(&seed, 0, 1) ? most : -most, -5 + apart);
        set_word(&d, 1, 1, -5);
        set_word(&d, 2, 0, -400);
        check_status(lsq_integers_from_decimals((lsq_simd)simd, &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                     NULL);
        assert_int_equal(a.exp10, -5);
        pairs = a.high != NULL;
        assert_int_equal(pairs, a.bits > LSQ_WORD_BITS && a.high != NULL);
        assert_true(pairs || a.z);
        check_decimals(&a, &d);
    }
    set_word(&d, 0, ((int64_t)1 << 60) - 1, 4);
    set_word(&d, 1, -((int64_t)1 << 60) + 1, 0);
    set_word(&d, 2, -1, 0);
    d.rows = 3;
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_non_null(a.high);
    check_decimals(&a, &d);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static void decimals_under_one_scale_are_not_copied(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a = {0};
    lsq_error error;
    check_status(lsq_decimals_init(&d, &error), LSQ_OK, &error);
    set_word(&d, 0, 1234, -2);
    set_word(&d, 1, 0, -2);
    d.rows = 2;
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_true(a.z == d.value);
    assert_null(a.room);
    fmpz_one_2exp(d.value + 1, 100);
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_true(a.z == d.value);
    assert_int_equal(a.bits, 101);
    lsq_integers_clear(&a);
    assert_int_equal(fmpz_bits(d.value + 1), 101); /* what a looked at is not a's */
    lsq_decimals_clear(&d);
}

/* One cell of another exponent changes the unit of its own block and of no other. */
static void blocks_keep_a_unit_where_it_costs_nothing(void **state) {
    (void)state;
    static const struct {
        int64_t z;
        int32_t exp10;
        int64_t unit, want;
    } cells[] = {
        {1999, 0, -2, -2},             /* 18 bits: one slice as before */
        {1999999, 0, -2, 0},           /* 28 bits, two slices instead of one */
        {1234567890123, 0, -1, -1},    /* 44 bits for 41: two slices of 24 bits */
        {1999, 0, -300, 0},            /* one cell was 1e-300 */
        {1999, 0, 2, 0},               /* never coarser */
        {0, -7, -3, -3},               /* zero has no scale of its own */
        {0, -7, LSQ_NO_UNIT, 0},       /* nor has it this one */
        {1999, -4, LSQ_NO_UNIT, -4},   /* nothing was before */
        {(int64_t)1 << 61, 0, -1, -1}, /* three slices of 24 to 26 bits as before, in a pair */
    };
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    d.rows = 1;
    for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
        set_word(&d, 0, cells[c].z, cells[c].exp10);
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, cells[c].unit, NULL),
                     LSQ_OK, NULL);
        assert_int_equal(a.exp10, cells[c].want);
        check_decimals(&a, &d);
    }
    uint64_t seed = 15;
    for (int trial = 0; trial < 2000; trial++) {
        int64_t most = (int64_t)1 << random_between(&seed, 1, 61);
        d.rows = random_between(&seed, 1, 20);
        for (int64_t i = 0; i < d.rows; i++)
            set_word(&d, i, random_between(&seed, -most, most),
                     (int32_t)random_between(&seed, -3, 1));
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                     NULL);
        int64_t own = a.exp10, bits = a.bits, unit = random_between(&seed, -9, 0);
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, unit, NULL), LSQ_OK, NULL);
        assert_true(a.exp10 == own || (a.exp10 == unit && (unit < own || !bits)));
        for (int b = 24; b <= 26; b++)
            assert_true((a.bits + b) / b == (bits + b) / b);
        check_decimals(&a, &d);
    }
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static void the_exponents_printed_are_noted_zeros_too(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    set_word(&d, 0, 5, -2);
    set_word(&d, 1, 0, -7);
    set_word(&d, 2, 0, 1);
    d.rows = 3;
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_int_equal(a.finest, -7);
    assert_int_equal(a.coarsest, 1);
    assert_int_equal(a.exp10, -2);
    d.rows = 0;
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    assert_true(a.finest == INT64_MAX && a.coarsest == INT64_MIN);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static void numbers_beyond_the_limit_are_refused(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a;
    lsq_error error;
    init(&d, &a);
    fmpz_one_2exp(d.value, LSQ_MAX_BITS - 1);
    d.rows = 1;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, &error), LSQ_OK,
                 NULL);
    assert_int_equal(a.bits, LSQ_MAX_BITS);
    fmpz_one_2exp(d.value, LSQ_MAX_BITS);
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, &error),
                 LSQ_ELIMIT, &error);
    check_contains(error.message, "65536");
    set_decimal(&d, 0, "1", 0);
    set_decimal(&d, 1, "1", 20000);
    d.rows = 2;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, &error),
                 LSQ_ELIMIT, &error);
    d.rows = 1;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, &error), LSQ_OK,
                 NULL);
    assert_true(is_at(&a, 0, 1));
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static int is_odd_at(const lsq_integers *a, int64_t i) {
    fmpz_t z;
    fmpz_init(z);
    lsq_integers_get(z, a, i);
    int odd = fmpz_is_odd(z);
    fmpz_clear(z);
    return odd;
}

static double random_bits(uint64_t *seed) {
    for (;;) {
        uint64_t word = random_word(seed);
        if (random_between(seed, 0, 3) == 0)
            word &= 0x800FFFFFFFFFFFFFu; /* subnormal */
        double x;
        memcpy(&x, &word, sizeof x);
        if (isfinite(x))
            return x;
    }
}

static void fault_66_any_double_is_the_number_it_is(void **state) {
    (void)state;
    uint64_t seed = 12;
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    mpq_t want;
    mpq_init(want);
    for (int trial = 0; trial < 200; trial++) {
        double x[40];
        int64_t rows = random_between(&seed, 1, 40);
        for (int64_t i = 0; i < rows; i++)
            x[i] = random_between(&seed, 0, 1) ? random_bits(&seed) : random_double(&seed);
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, rows, NULL), LSQ_OK,
                     NULL);
        assert_int_equal(a.exp10, 0);
        int odd = 0;
        for (int64_t i = 0; i < rows; i++) {
            rational_from_double(want, x[i]);
            check_value(&a, i, want);
            odd |= is_odd_at(&a, i);
        }
        assert_true(odd); /* exp2 is not finer than it must be */
        check_bits(&a);
    }
    mpq_clear(want);
    lsq_integers_clear(&a);
}

/* Doubles stay what they are, without a copy or a room, while their bits are LSQ_DOUBLE_BITS and no
 * power of two on the way leaves the normal range; a stride takes a copy. */
static void doubles_stay_doubles_while_they_can_be_cut(void **state) {
    (void)state;
    static const struct {
        double x[2];
        int stay;
    } pairs[] = {
        {{1, -0x1.8p-3}, 1},
        {{0, -0.0}, 1},
        {{0x1p900, 0x1.8p899}, 1},
        {{0x1p900, 0x1.8p900}, 0},
        {{0x1p-900, 0x1.fffffffffffffp-900}, 1},
        {{0x1p-901, 1}, 0},
        {{0x1p-1074, 0}, 0},
        {{0x1p480, 0x1p-479}, 1}, /* 960 bits */
        {{0x1p480, 0x1p-480}, 0}, /* 961 */
        {{0x1p480, 0x1.0000000000001p-428}, 0},
        {{DBL_MAX, DBL_MIN}, 0},
    };
    lsq_integers a = {0};
    mpq_t want;
    mpq_init(want);
    for (int level = 0; level <= (int)lsq_simd_here(); level++)
        for (size_t c = 0; c < sizeof pairs / sizeof *pairs; c++) {
            const double *x = pairs[c].x;
            check_status(lsq_integers_from_doubles((lsq_simd)level, &a, x, 1, 2, NULL), LSQ_OK,
                         NULL);
            assert_true(pairs[c].stay ? a.x == x && !a.z : !a.x && a.z);
            for (int64_t i = 0; i < 2; i++) {
                rational_from_double(want, x[i]);
                check_value(&a, i, want);
            }
            check_bits(&a);
            assert_true(a.bits == 0 || is_odd_at(&a, 0) || is_odd_at(&a, 1));
        }
    const double rows[] = {1, 2, 3, 4};
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, rows, 2, 2, NULL), LSQ_OK, NULL);
    assert_true(a.x != rows && is_at(&a, 1, 3));
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, rows, 2, 1, NULL), LSQ_OK, NULL);
    assert_true(a.x == rows);
    mpq_clear(want);
    lsq_integers_clear(&a);
}

/* The cut into slices needs rounding to nearest; integers do not. */
static void in_other_rounding_modes_doubles_become_integers(void **state) {
    (void)state;
    const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    const double x[] = {0.1, -1e10, 3};
    lsq_integers a = {0};
    mpq_t want;
    mpq_init(want);
    for (int m = 0; m < 3; m++) {
        fesetround(modes[m]);
        lsq_status status = lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, 3, NULL);
        fesetround(FE_TONEAREST);
        check_status(status, LSQ_OK, NULL);
        assert_null(a.x);
        for (int64_t i = 0; i < 3; i++) {
            rational_from_double(want, x[i]);
            check_value(&a, i, want);
        }
    }
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, 3, NULL), LSQ_OK, NULL);
    assert_true(a.x == x);
    mpq_clear(want);
    lsq_integers_clear(&a);
}

static void the_whole_range_of_a_double_meets_in_one_column(void **state) {
    (void)state;
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    const double x[] = {DBL_MAX, -0x1p-1074, 0, DBL_MIN};
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, 4, NULL), LSQ_OK, NULL);
    assert_int_equal(a.exp2, -1074);
    assert_int_equal(a.bits, 2098); /* (2^53 - 1) 2^971 / 2^-1074 */
    assert_true(is_at(&a, 1, -1));
    assert_true(is_at(&a, 2, 0));
    lsq_integers_clear(&a);
}

static void strides_of_any_sign_are_followed(void **state) {
    (void)state;
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    const double x[] = {1, 2, 3, 4, 5, 6};
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 2, 3, NULL), LSQ_OK, NULL);
    assert_true(is_at(&a, 1, 3) && is_at(&a, 2, 5));
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x + 5, -3, 2, NULL), LSQ_OK, NULL);
    assert_true(is_at(&a, 0, 6 >> a.exp2) && is_at(&a, 1, 3));
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x + 2, 0, 4, NULL), LSQ_OK, NULL);
    assert_true(is_at(&a, 3, 3));
    lsq_integers_clear(&a);
}

/* c = a b for columns of text times columns of text or of doubles, the product also written over
 * its factors. */
static void products_are_exact_and_may_overwrite_their_factors(void **state) {
    (void)state;
    uint64_t seed = 13;
    lsq_decimals d;
    lsq_integers a, b, c;
    init(&d, &a);
    check_status(lsq_integers_init(&b, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_init(&c, NULL), LSQ_OK, NULL);
    mpq_t want[20], factor;
    mpq_init(factor);
    for (int i = 0; i < 20; i++)
        mpq_init(want[i]);
    for (int trial = 0; trial < 100; trial++) {
        double x[20];
        for (int i = 0; i < 20; i++) {
            char text[64];
            random_decimal(&seed, text, sizeof text, 1 + trial / 3, 0);
            set_decimal(&d, i, text, (int32_t)random_between(&seed, -9, 3));
            x[i] = trial % 3 ? random_double(&seed) : random_bits(&seed);
            decimal_value(want[i], &d, i);
            rational_from_double(factor, x[i]);
            mpq_mul(want[i], want[i], factor);
        }
        if (trial % 4 == 0)
            set_word(&d, 0, ((int64_t)1 << 61) - trial, 3); /* pairs, if the others are short */
        decimal_value(want[0], &d, 0);
        rational_from_double(factor, x[0]);
        mpq_mul(want[0], want[0], factor);
        d.rows = 20;
        note_wide(&d);
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                     NULL);
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &b, x, 1, 20, NULL), LSQ_OK, NULL);
        check_status(lsq_integers_mul(&c, &a, &b, NULL), LSQ_OK, NULL);
        check_status(lsq_integers_mul(trial % 2 ? &a : &b, &a, &b, NULL), LSQ_OK, NULL);
        lsq_integers *over = trial % 2 ? &a : &b;
        assert_int_equal(c.rows, 20);
        for (int i = 0; i < 20; i++) {
            check_value(&c, i, want[i]);
            check_value(over, i, want[i]);
            mpq_mul(want[i], want[i], want[i]);
        }
        check_bits(&c);
        check_status(lsq_integers_mul(&c, &c, &c, NULL), LSQ_OK, NULL);
        for (int i = 0; i < 20; i++)
            check_value(&c, i, want[i]);
    }
    for (int i = 0; i < 20; i++)
        mpq_clear(want[i]);
    mpq_clear(factor);
    lsq_integers_clear(&c);
    lsq_integers_clear(&b);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static void a_product_beyond_the_limit_changes_nothing(void **state) {
    (void)state;
    lsq_integers a, b;
    lsq_error error;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_init(&b, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_one(&a, 1, NULL), LSQ_OK, NULL);
    fmpz_one_2exp(a.room, LSQ_MAX_BITS / 2);
    a.bits = LSQ_MAX_BITS / 2 + 1;
    check_status(lsq_integers_one(&b, 1, NULL), LSQ_OK, NULL);
    assert_int_equal(b.bits, 1);
    b.bits = LSQ_MAX_BITS / 2; /* one less, as far as the limit is concerned */
    check_status(lsq_integers_mul(&b, &b, &b, &error), LSQ_OK, NULL);
    assert_int_equal(b.bits, 1);
    check_status(lsq_integers_mul(&b, &a, &a, &error), LSQ_ELIMIT, &error);
    check_contains(error.message, "more than 65536 binary digits");
    assert_true(is_at(&b, 0, 1));
    assert_int_equal(b.bits, 1);
    check_status(lsq_integers_mul(&a, &a, &a, &error), LSQ_ELIMIT, &error);
    assert_int_equal(fmpz_bits(a.z), LSQ_MAX_BITS / 2 + 1);
    check_status(lsq_integers_mul(&a, &a, &b, &error), LSQ_OK, NULL);
    assert_int_equal(a.bits, LSQ_MAX_BITS / 2 + 1);
    lsq_integers_clear(&b);
    lsq_integers_clear(&a);
}

/* Long over short, short over long, fewer rows. */
static void a_view_is_equal_to_what_it_looks_at(void **state) {
    (void)state;
    const double wide[] = {DBL_MAX, -0x1p-1074, 3}, narrow[] = {0.5, -7};
    lsq_integers a, b;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_init(&b, NULL), LSQ_OK, NULL);
    for (int turn = 0; turn < 4; turn++) {
        const double *x = turn % 2 ? narrow : wide;
        mpq_t want;
        mpq_init(want);
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, turn % 2 ? 2 : 3, NULL),
                     LSQ_OK, NULL);
        lsq_integers_view(&b, &a);
        assert_int_equal(b.rows, a.rows);
        assert_int_equal(b.bits, a.bits);
        for (int64_t i = 0; i < b.rows; i++) {
            rational_from_double(want, x[i]);
            check_value(&b, i, want);
        }
        mpq_clear(want);
    }
    lsq_integers_clear(&b);
    lsq_integers_clear(&a);
}

/* What a room is not looked at for is given back, whichever way the column went on. */
static void a_room_out_of_use_holds_no_long_numbers(void **state) {
    (void)state;
    const double far[] = {0x1p700, 0x1p-700}, near[] = {1, 2};
    lsq_integers a, one = {0};
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_one(&one, 2, NULL), LSQ_OK, NULL);
    for (int way = 0; way < 3; way++) {
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, far, 1, 2, NULL), LSQ_OK, NULL);
        assert_true(a.z == a.room && COEFF_IS_MPZ(a.room[0]));
        if (way == 0)
            lsq_integers_view(&a, &one);
        else if (way == 1)
            check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, near, 1, 2, NULL), LSQ_OK,
                         NULL);
        else
            check_status(lsq_integers_mul(&a, &one, &one, NULL), LSQ_OK, NULL);
        for (int64_t i = 0; i < LSQ_BLOCK_ROWS; i++)
            assert_false(COEFF_IS_MPZ(a.room[i]));
    }
    lsq_integers_clear(&one);
    lsq_integers_clear(&a);
}

static void the_constant_is_one_in_every_row(void **state) {
    (void)state;
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    const double before[] = {0x1p-3, 5};
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, before, 1, 2, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_one(&a, LSQ_BLOCK_ROWS, NULL), LSQ_OK, NULL);
    assert_int_equal(a.bits, 1);
    assert_int_equal(a.exp10, 0);
    assert_int_equal(a.exp2, 0);
    for (int64_t i = 0; i < LSQ_BLOCK_ROWS; i++)
        assert_true(is_at(&a, i, 1));
    assert_true(lsq_integers_are_binary(&a));
    check_status(lsq_integers_mul(&a, &a, &a, NULL), LSQ_OK, NULL); /* a block is full */
    assert_int_equal(a.bits, 1);
    check_status(lsq_integers_one(&a, 0, NULL), LSQ_OK, NULL);
    assert_int_equal(a.bits, 0);
    lsq_integers_clear(&a);
}

/* Whether the two decimals first 10^exp and second 10^exp are a column of 0 and 1. */
static int binary(const char *first, int32_t exp_first, const char *second, int32_t exp_second) {
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    set_decimal(&d, 0, first, exp_first);
    set_decimal(&d, 1, second, exp_second);
    d.rows = 2;
    note_wide(&d);
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    int result = lsq_integers_are_binary(&a);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
    return result;
}

static void columns_of_0_and_1_are_told_from_others(void **state) {
    (void)state;
    assert_true(binary("0", 0, "1", 0));
    assert_true(binary("10", -1, "0", -7)); /* 1.0, 0.0000000 */
    assert_true(binary("1", 0, "1000000000000000000000000000000", -30));
    assert_true(binary("0", 5, "0", 0));
    assert_false(binary("0", 0, "-1", 0));
    assert_false(binary("1", 0, "2", 0));
    assert_false(binary("1", 0, "1", 1));
    assert_false(binary("1", 1, "1", 1));
    assert_false(binary("10000001", -7, "1", 0));
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    const double half[] = {1, 0, 0.5}, two[] = {0, 2};
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, half, 1, 2, NULL), LSQ_OK, NULL);
    assert_true(lsq_integers_are_binary(&a));
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, half, 1, 3, NULL), LSQ_OK, NULL);
    assert_false(lsq_integers_are_binary(&a));
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, two, 1, 2, NULL), LSQ_OK, NULL);
    assert_false(lsq_integers_are_binary(&a));
    lsq_integers_clear(&a);
}

/* 0.5 as text times 2 as a double: 5 * 10^-1 * 2^1. */
static void a_one_may_be_made_of_tens_and_twos(void **state) {
    (void)state;
    lsq_decimals d;
    lsq_integers a, b;
    init(&d, &a);
    check_status(lsq_integers_init(&b, NULL), LSQ_OK, NULL);
    set_decimal(&d, 0, "5", -1);
    set_decimal(&d, 1, "0", 0);
    d.rows = 2;
    const double twos[] = {2, 2}, fours[] = {4, 4};
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &b, twos, 1, 2, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_mul(&b, &a, &b, NULL), LSQ_OK, NULL);
    assert_true(lsq_integers_are_binary(&b));
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &b, fours, 1, 2, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_mul(&b, &a, &b, NULL), LSQ_OK, NULL);
    assert_false(lsq_integers_are_binary(&b));
    lsq_integers_clear(&b);
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

/* |x - q| as a rational; an infinite x counts as the 2^1024 that would be the next double. */
static void distance(mpq_t d, double x, const mpq_t q) {
    if (isinf(x)) {
        mpq_set_si(d, x < 0 ? -1 : 1, 1);
        mpq_mul_2exp(d, d, 1024);
    } else {
        rational_from_double(d, x);
    }
    mpq_sub(d, d, q);
    mpq_abs(d, d);
}

/* x is no farther from q than its neighbours are, and even where one of them is as near. */
static void check_rounding(double x, const mpq_t q) {
    mpq_t mine, other;
    mpq_init(mine);
    mpq_init(other);
    distance(mine, x, q);
    uint64_t word;
    memcpy(&word, &x, sizeof word);
    for (int side = -1; side <= 1; side += 2) {
        double next = nextafter(x, side * HUGE_VAL);
        if (next == x) /* nothing is beyond infinity */
            continue;
        distance(other, next, q);
        int order = mpq_cmp(mine, other);
        if (order > 0 || (order == 0 && word % 2))
            fail_msg("%a is no correct rounding of %g", x, mpq_get_d(q));
    }
    mpq_clear(other);
    mpq_clear(mine);
}

static void check_doubles(const lsq_integers *a) {
    static double x[LSQ_BLOCK_ROWS];
    lsq_integers_to_doubles(x, a);
    mpq_t q;
    mpq_init(q);
    for (int64_t i = 0; i < a->rows; i++) {
        value_at(q, a, i);
        check_rounding(x[i], q);
    }
    mpq_clear(q);
}

/* a = the integers in texts, under a scale. */
static void set_column(lsq_integers *a, const char *const *texts, int64_t rows, int64_t exp10,
                       int64_t exp2) {
    a->bits = 0;
    for (int64_t i = 0; i < rows; i++) {
        assert_int_equal(fmpz_set_str(a->room + i, texts[i], 10), 0);
        int64_t bits = (int64_t)fmpz_bits(a->z + i);
        a->bits = bits > a->bits ? bits : a->bits;
    }
    a->rows = rows;
    a->exp10 = exp10;
    a->exp2 = exp2;
}

/* Short and long integers under every way of scaling: words, 64 bits, and beyond both. */
static void doubles_of_a_column_are_the_nearest(void **state) {
    (void)state;
    uint64_t seed = 29;
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    for (int trial = 0; trial < 3000; trial++) {
        char text[8][400];
        const char *texts[8];
        int most = (int)random_between(&seed, 1, trial % 10 ? 40 : 350);
        for (int i = 0; i < 8; i++) {
            random_decimal(&seed, text[i], sizeof text[i], most, 0);
            texts[i] = text[i];
        }
        int wide = trial % 3 == 0;
        int64_t tens = random_between(&seed, wide ? -360 : -30, wide ? 330 : 30);
        int64_t twos = trial % 2 ? 0 : random_between(&seed, -60, 60);
        set_column(&a, texts, 8, tens, twos);
        check_doubles(&a);
    }
    lsq_integers_clear(&a);
}

/* Odd multiples of half a unit in the last place, and their neighbours, under powers of 10 and 2
 * that cancel: 2^53 + 1 lies between 2^53 and 2^53 + 2. */
static void ties_go_to_the_even_double(void **state) {
    (void)state;
    static const char *const odd[] = {"9007199254740993",  "9007199254740995",
                                      "-9007199254740993", "-18014398509481990",
                                      "18014398509481986", "9007199254740991"};
    lsq_integers a;
    fmpz_t power;
    double x[6];
    fmpz_init(power);
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    for (int64_t tens = 0; tens <= 40; tens++)
        for (int64_t twos = -1040; twos <= 960; twos += 500)
            for (int64_t more = -1; more <= 1; more++) {
                set_column(&a, odd, 6, -tens, twos);
                lsq_integers_to_doubles(x, &a);
                fmpz_set_ui(power, 10);
                fmpz_pow_ui(power, power, (ulong)tens);
                for (int64_t i = 0; i < 6; i++) {
                    fmpz_mul(a.room + i, a.z + i, power);
                    fmpz_add_si(a.room + i, a.z + i, (slong)more);
                }
                a.bits += 4 * tens + 1; /* an upper bound is as good */
                check_doubles(&a);
            }
    set_column(&a, odd, 6, 0, 0);
    lsq_integers_to_doubles(x, &a);
    check_same(x[0], 9007199254740992.0);
    check_same(x[1], 9007199254740996.0);
    check_same(x[2], -9007199254740992.0);
    check_same(x[5], 9007199254740991.0);
    fmpz_clear(power);
    lsq_integers_clear(&a);
}

static void doubles_of_pairs_of_words_are_the_nearest(void **state) {
    (void)state;
    uint64_t seed = 32;
    lsq_decimals d;
    lsq_integers a;
    init(&d, &a);
    for (int trial = 0; trial < 300; trial++) {
        d.rows = 20;
        for (int64_t i = 0; i < d.rows; i++)
            set_word(&d, i, random_between(&seed, -((int64_t)1 << 58), (int64_t)1 << 58),
                     (int32_t)random_between(&seed, -22, -15));
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &a, &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                     NULL);
        assert_non_null(a.high);
        check_doubles(&a);
    }
    lsq_integers_clear(&a);
    lsq_decimals_clear(&d);
}

static void the_ends_of_the_range_are_rounded_as_ieee_says(void **state) {
    (void)state;
    static const char *const some[] = {"0", "1", "-1", "2", "-3", "5", "49", "-247", "4940656458"};
    lsq_integers a;
    double x[9];
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    for (int64_t tens = -345; tens <= 320; tens++) {
        set_column(&a, some, 9, tens, 0);
        check_doubles(&a);
    }
    for (int64_t twos = -1110; twos <= 1100; twos += twos < -990 || twos > 980 ? 1 : 100) {
        set_column(&a, some, 9, 0, twos);
        check_doubles(&a);
    }
    set_column(&a, some, 3, 400, 0);
    lsq_integers_to_doubles(x, &a);
    check_same(x[0], 0.0);
    check_same(x[1], HUGE_VAL);
    check_same(x[2], -HUGE_VAL);
    set_column(&a, some, 3, 100000, -400000); /* 2^-67800 */
    lsq_integers_to_doubles(x, &a);
    assert_true(x[1] == 0 && x[2] == 0);
    set_column(&a, some, 3, 0, -1075); /* half the least subnormal: a tie, to the even 0 */
    lsq_integers_to_doubles(x, &a);
    assert_true(x[1] == 0 && x[2] == 0);
    lsq_integers_clear(&a);
}

static void doubles_come_back_as_they_went(void **state) {
    (void)state;
    enum { ROWS = 500 };
    uint64_t seed = 31;
    double x[ROWS], back[ROWS];
    lsq_integers a;
    check_status(lsq_integers_init(&a, NULL), LSQ_OK, NULL);
    for (int spread = 0; spread <= 2000; spread += 100) {
        for (int i = 0; i < ROWS; i++)
            x[i] = ldexp(random_double(&seed), (int)random_between(&seed, -spread / 2, spread / 2));
        x[3] = 0;
        x[4] = DBL_TRUE_MIN;
        x[5] = spread ? DBL_MAX : 1;
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, ROWS, NULL), LSQ_OK,
                     NULL);
        lsq_integers_to_doubles(back, &a);
        for (int i = 0; i < ROWS; i++)
            check_same(back[i], x[i]);
    }
    lsq_integers_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_meet_at_their_finest_scale),
        cmocka_unit_test(what_is_cleared_may_be_cleared_again),
        cmocka_unit_test(a_column_of_zeros_has_scale_0_and_no_bits),
        cmocka_unit_test(random_decimals_keep_their_values),
        cmocka_unit_test(scaling_is_exact_at_the_edges_of_a_word),
        cmocka_unit_test(a_little_more_than_a_word_is_a_pair_of_words),
        cmocka_unit_test(decimals_under_one_scale_are_not_copied),
        cmocka_unit_test(blocks_keep_a_unit_where_it_costs_nothing),
        cmocka_unit_test(the_exponents_printed_are_noted_zeros_too),
        cmocka_unit_test(numbers_beyond_the_limit_are_refused),
        cmocka_unit_test(doubles_stay_doubles_while_they_can_be_cut),
        cmocka_unit_test(in_other_rounding_modes_doubles_become_integers),
        cmocka_unit_test(fault_66_any_double_is_the_number_it_is),
        cmocka_unit_test(the_whole_range_of_a_double_meets_in_one_column),
        cmocka_unit_test(strides_of_any_sign_are_followed),
        cmocka_unit_test(products_are_exact_and_may_overwrite_their_factors),
        cmocka_unit_test(a_product_beyond_the_limit_changes_nothing),
        cmocka_unit_test(a_view_is_equal_to_what_it_looks_at),
        cmocka_unit_test(a_room_out_of_use_holds_no_long_numbers),
        cmocka_unit_test(the_constant_is_one_in_every_row),
        cmocka_unit_test(columns_of_0_and_1_are_told_from_others),
        cmocka_unit_test(a_one_may_be_made_of_tens_and_twos),
        cmocka_unit_test(doubles_of_a_column_are_the_nearest),
        cmocka_unit_test(ties_go_to_the_even_double),
        cmocka_unit_test(doubles_of_pairs_of_words_are_the_nearest),
        cmocka_unit_test(the_ends_of_the_range_are_rounded_as_ieee_says),
        cmocka_unit_test(doubles_come_back_as_they_went),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
