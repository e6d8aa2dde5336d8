/* Slices: they hold every number of their width, add up to it again, and none is longer than the
 * proof allows.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "exact/slices.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST_SLICES = 2048 };

/* At every level of vector instructions: slices of z_i - shift from rows at .. at + rows of a,
 * added up again: |d| <= 2^(b-1), sum d 2^(bs) = z_i - shift, zeros up to ld and nothing behind. */
static void check_column_at(const lsq_integers *a, int64_t at, int64_t rows, int64_t ld,
                            int64_t shift, int64_t count, int b, int line) {
    static double slices[MOST_SLICES + 1];
    assert_true(count * ld <= MOST_SLICES);
    fmpz_t z, sum, digit;
    fmpz_init(z);
    fmpz_init(sum);
    fmpz_init(digit);
    int64_t lost = 0, long_ones = 0, dirty = 0;
    for (int level = 0; level <= (int)lsq_simd_here(); level++) {
        for (int64_t i = 0; i <= count * ld; i++)
            slices[i] = 0.5;
        lsq_slices_cut((lsq_simd)level, slices, ld, a, at, rows, shift, count, b);
        for (int64_t i = 0; i < ld; i++) {
            fmpz_zero(sum);
            for (int64_t s = count - 1; s >= 0; s--) {
                double d = slices[s * ld + i];
                long_ones += !(fabs(d) <= ldexp(1, b - 1) && d == floor(d));
                dirty += i >= rows && d != 0;
                fmpz_set_si(digit, (slong)d);
                fmpz_mul_2exp(sum, sum, (ulong)b);
                fmpz_add(sum, sum, digit);
            }
            if (i >= rows)
                continue;
            lsq_integers_get(z, a, at + i);
            fmpz_sub_si(z, z, (slong)shift);
            lost += !fmpz_equal(sum, z);
        }
        dirty += slices[count * ld] != 0.5;
    }
    fmpz_clear(digit);
    fmpz_clear(sum);
    fmpz_clear(z);
    if (lost || long_ones || dirty) {
        print_error("%lld slices of %d bits of %lld rows of %lld bits: %lld numbers lost, %lld "
                    "slices too long, %lld dirty\n",
                    (long long)count, b, (long long)rows, (long long)a->bits, (long long)lost,
                    (long long)long_ones, (long long)dirty);
        _fail(__FILE__, line);
    }
}
#define check_column(a, at, rows, ld, shift, count, b) \
    check_column_at(a, at, rows, ld, shift, count, b, __LINE__)

static void check_cut_at(const fmpz_t z, int64_t count, int b, int line) {
    lsq_integers a = {.z = z, .rows = 1, .bits = (int64_t)fmpz_bits(z)};
    check_column_at(&a, 0, 1, 1, 0, count, b, line);
}
#define check_cut(z, count, b) check_cut_at(z, count, b, __LINE__)

static void check_both_signs(fmpz_t z, int64_t count, int b) {
    check_cut(z, count, b);
    fmpz_neg(z, z);
    check_cut(z, count, b);
    fmpz_neg(z, z);
}

/* rows 2^(2(b-1)) <= 2^53 < rows 2^(2b) */
static void check_bits_of(int64_t rows) {
    int b = lsq_slice_bits(rows);
    __int128 limit = (__int128)1 << 53;
    if (!((__int128)rows << 2 * (b - 1) <= limit && (__int128)rows << 2 * b > limit))
        fail_msg("slices of %d bits for %lld rows", b, (long long)rows);
}

static void slices_are_as_long_as_the_bound_allows_and_not_longer(void **state) {
    (void)state;
    for (int64_t rows = 1; rows <= 100000; rows++)
        check_bits_of(rows);
    for (int k = 1; k <= 40; k++) {
        check_bits_of((int64_t)1 << k);
        check_bits_of(((int64_t)1 << k) - 1);
        if (k < 40)
            check_bits_of(((int64_t)1 << k) + 1);
    }
    assert_int_equal(lsq_slice_bits(1), 27);
    assert_int_equal(lsq_slice_bits(128), 24);
    assert_int_equal(lsq_slice_bits(2048), 22);
    assert_int_equal(lsq_slice_bits((int64_t)1 << 40), 7);
}

static void every_short_number_fits_into_the_counted_slices(void **state) {
    (void)state;
    fmpz_t z;
    fmpz_init(z);
    for (int b = 3; b <= 8; b++)
        for (int64_t bits = 0; bits <= 11; bits++)
            for (slong v = -(1 << bits) + 1; v < 1 << bits; v++) {
                fmpz_set_si(z, v);
                check_cut(z, lsq_slice_count(bits, b), b);
            }
    fmpz_clear(z);
}

/* The largest number of s digits of at most 2^(b-1) is 2^(b-1) (1 + 2^b + ... + 2^(b(s-1))). */
static void the_count_of_slices_is_enough_and_the_least(void **state) {
    (void)state;
    fmpz_t z, reach;
    fmpz_init(z);
    fmpz_init(reach);
    for (int b = 3; b <= 27; b++)
        for (int64_t bits = 0; bits <= 400; bits++) {
            int64_t count = lsq_slice_count(bits, b);
            fmpz_one_2exp(z, (ulong)bits);
            fmpz_sub_ui(z, z, 1);
            check_both_signs(z, count, b);
            fmpz_zero(reach);
            for (int64_t s = 0; s < count - 1; s++) {
                fmpz_mul_2exp(reach, reach, (ulong)b);
                fmpz_add_ui(reach, reach, (ulong)1 << (b - 1));
            }
            assert_true(count == 1 || fmpz_cmp(reach, z) < 0);
        }
    fmpz_clear(reach);
    fmpz_clear(z);
}

/* z = the digit d in every slice: halves carry from slice to slice through all the limbs. */
static void repeat_digit(fmpz_t z, int64_t bits, int b, ulong d) {
    fmpz_zero(z);
    while ((int64_t)fmpz_bits(z) + b <= bits) {
        fmpz_mul_2exp(z, z, (ulong)b);
        fmpz_add_ui(z, z, d);
    }
}

static void wide_numbers_carry_through_all_their_limbs(void **state) {
    (void)state;
    const int lengths[] = {3, 7, 16, 21, 22, 24, 27};
    fmpz_t z;
    fmpz_init(z);
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
        for (int64_t bits = 1; bits <= 5000; bits += bits < 200 ? 1 : 97) {
            int b = lengths[l];
            int64_t count = lsq_slice_count(bits, b);
            const ulong half = (ulong)1 << (b - 1),
                        digits[] = {half - 1, half, half + 1, 2 * half - 1, 1};
            for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
                repeat_digit(z, bits, b, digits[i]);
                check_both_signs(z, count, b);
                fmpz_sub_ui(z, z, 1); /* one less at the lowest place turns every carry off */
                if (fmpz_sgn(z) >= 0)
                    check_both_signs(z, count, b);
            }
            fmpz_one_2exp(z, (ulong)bits - 1);
            check_both_signs(z, count, b);
        }
    fmpz_clear(z);
}

static void random_wide(fmpz_t z, uint64_t *seed, int64_t bits) {
    fmpz_zero(z);
    for (int64_t i = 0; i < bits; i += 64) {
        uint64_t word = random_word(seed);
        if (random_between(seed, 0, 3) == 0)
            word = random_between(seed, 0, 1) ? 0 : UINT64_MAX;
        fmpz_mul_2exp(z, z, 64);
        fmpz_add_ui(z, z, word);
    }
    fmpz_fdiv_r_2exp(z, z, (ulong)bits);
    if (random_between(seed, 0, 1))
        fmpz_neg(z, z);
}

static void random_numbers_of_any_width_come_back(void **state) {
    (void)state;
    uint64_t seed = 21;
    fmpz_t z;
    fmpz_init(z);
    for (int trial = 0; trial < 20000; trial++) {
        int64_t bits = random_between(&seed, 0, trial % 8 ? 140 : 5000);
        int b = (int)random_between(&seed, 3, 27);
        random_wide(z, &seed, bits);
        check_cut(z, lsq_slice_count(bits, b) + random_between(&seed, 0, 2), b);
    }
    fmpz_clear(z);
}

/* Short, long and zero values in one column; the rows up to ld are cleared, what lies beyond is
 * left alone. */
static void a_column_is_cut_row_by_row_and_padded_with_zeros(void **state) {
    (void)state;
    uint64_t seed = 22;
    enum { ROWS = 13, LD = 16, B = 22 };
    fmpz *z = _fmpz_vec_init(ROWS);
    for (int64_t i = 0; i < ROWS; i++)
        random_wide(z + i, &seed, i % 3 == 0 ? 0 : i % 3 == 1 ? 40 : 300);
    lsq_integers a = {.z = z, .rows = ROWS, .bits = 300};
    check_column(&a, 0, ROWS, LD, 0, lsq_slice_count(300, B), B);
    check_column(&a, 3, 9, 9, 0, lsq_slice_count(300, B) + 1, B);
    _fmpz_vec_clear(z, ROWS);
}

enum { ROWS = 40 };

/* Of up to `bits` bits, often all ones or a single one, either sign. */
static __int128 random_number(uint64_t *seed, int bits) {
    unsigned __int128 z = (unsigned __int128)random_word(seed) << 64 | random_word(seed);
    z >>= 128 - random_between(seed, 1, bits);
    if (random_between(seed, 0, 3) == 0)
        z = ((unsigned __int128)1 << random_between(seed, 0, bits)) - 1;
    if (random_between(seed, 0, 3) == 0)
        z = (unsigned __int128)1 << random_between(seed, 0, bits - 1);
    if (random_between(seed, 0, 9) == 0)
        z = 0;
    return random_between(seed, 0, 1) ? (__int128)z : -(__int128)z;
}

static void columns_of_words_are_cut_for_any_length_of_slices(void **state) {
    (void)state;
    uint64_t seed = 23;
    fmpz z[ROWS];
    for (int trial = 0; trial < 4000; trial++) {
        int bits = (int)random_between(&seed, 1, LSQ_WORD_BITS),
            b = (int)random_between(&seed, 3, 52);
        for (int i = 0; i < ROWS; i++)
            z[i] = (fmpz)random_number(&seed, bits);
        lsq_integers a = {.z = z, .rows = ROWS, .bits = bits};
        int64_t at = random_between(&seed, 0, 3), rows = random_between(&seed, 0, ROWS - at);
        check_column(&a, at, rows, rows + random_between(&seed, 0, 9), 0,
                     lsq_slice_count(bits, b) + random_between(&seed, 0, 2), b);
    }
}

/* Words around a distant number: what is left is short, whatever the words are. */
static void a_shift_is_taken_off_before_words_are_cut(void **state) {
    (void)state;
    uint64_t seed = 24;
    fmpz z[ROWS];
    for (int trial = 0; trial < 2000; trial++) {
        int bits = (int)random_between(&seed, 1, 30), b = (int)random_between(&seed, 3, 27);
        int64_t shift = (int64_t)random_number(&seed, 61);
        for (int i = 0; i < ROWS; i++)
            z[i] = shift + (int64_t)random_number(&seed, bits);
        lsq_integers a = {.z = z, .rows = ROWS, .bits = shift ? LSQ_WORD_BITS : bits};
        check_column(&a, 0, ROWS, ROWS, shift, lsq_slice_count(bits, b), b);
    }
}

/* The longest of them carry from the lower word into the higher one. */
static void pairs_of_words_are_cut_across_both(void **state) {
    (void)state;
    uint64_t seed = 25;
    int64_t high[ROWS], low[ROWS];
    for (int trial = 0; trial < 4000; trial++) {
        int bits = (int)random_between(&seed, LSQ_WORD_BITS + 1, LSQ_PAIR_BITS),
            b = (int)random_between(&seed, 3, 52);
        for (int i = 0; i < ROWS; i++) {
            __int128 z = random_number(&seed, bits);
            low[i] = (int64_t)((unsigned __int128)z & UINT32_MAX);
            high[i] = (int64_t)((z - low[i]) / ((__int128)1 << LSQ_LOW_BITS));
        }
        lsq_integers a = {.high = high, .low = low, .rows = ROWS, .bits = bits};
        int64_t at = random_between(&seed, 0, 3), rows = random_between(&seed, 0, ROWS - at);
        check_column(&a, at, rows, rows + random_between(&seed, 0, 9), 0,
                     lsq_slice_count(bits, b) + random_between(&seed, 0, 2), b);
    }
}

/* Columns as lsq_integers_from_doubles leaves them, and under a lower unit. */
static void check_doubles(lsq_integers *a, uint64_t *seed) {
    int b = (int)random_between(seed, 3, 27);
    int64_t lower = random_between(seed, 0, 1) ? 0 : random_between(seed, 0, 40);
    int64_t at = random_between(seed, 0, 3), rows = random_between(seed, 0, ROWS - at);
    a->exp2 -= lower;
    a->bits += lower;
    int64_t count = lsq_slice_count(a->bits, b), ld = rows + random_between(seed, 0, 9);
    if (count * ld <= MOST_SLICES)
        check_column(a, at, rows, ld, 0, count, b);
}

static void doubles_are_cut_without_a_rounding(void **state) {
    (void)state;
    uint64_t seed = 26;
    double x[ROWS];
    lsq_integers a = {0};
    for (int trial = 0; trial < 6000; trial++) {
        int spread = (int)random_between(&seed, 0, trial % 10 ? 60 : 850),
            size = (int)random_between(&seed, -400, 400), bits = (int)random_between(&seed, 1, 53);
        for (int i = 0; i < ROWS; i++)
            x[i] = ldexp((double)random_number(&seed, bits),
                         size + (int)random_between(&seed, -spread / 2, spread / 2));
        x[5] = -0.0;
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, ROWS, NULL), LSQ_OK,
                     NULL);
        assert_true(a.x == x);
        check_doubles(&a, &seed);
    }
    lsq_integers_clear(&a);
}

/* r = 2^(bs-1) exactly goes either way, in every slice: 1 / 2 of each place. */
static void ties_between_slices_are_cut_too(void **state) {
    (void)state;
    double x[ROWS] = {0};
    lsq_integers a = {0};
    for (int b = 3; b <= 27; b++) {
        for (int i = 0; i < ROWS; i++) {
            double half = ldexp(1, b - 1);
            x[i] = ldexp(i % 2 ? half : -half, b * (i / 2 % 2));
            x[i] += i % 8 < 4 ? half : i % 16 < 8 ? -half : half - 1;
        }
        x[0] = 1;
        check_status(lsq_integers_from_doubles(lsq_simd_here(), &a, x, 1, ROWS, NULL), LSQ_OK,
                     NULL);
        check_column(&a, 0, ROWS, ROWS, 0, lsq_slice_count(a.bits, b), b);
    }
    lsq_integers_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_as_long_as_the_bound_allows_and_not_longer),
        cmocka_unit_test(every_short_number_fits_into_the_counted_slices),
        cmocka_unit_test(the_count_of_slices_is_enough_and_the_least),
        cmocka_unit_test(wide_numbers_carry_through_all_their_limbs),
        cmocka_unit_test(random_numbers_of_any_width_come_back),
        cmocka_unit_test(a_column_is_cut_row_by_row_and_padded_with_zeros),
        cmocka_unit_test(columns_of_words_are_cut_for_any_length_of_slices),
        cmocka_unit_test(a_shift_is_taken_off_before_words_are_cut),
        cmocka_unit_test(pairs_of_words_are_cut_across_both),
        cmocka_unit_test(doubles_are_cut_without_a_rounding),
        cmocka_unit_test(ties_between_slices_are_cut_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
