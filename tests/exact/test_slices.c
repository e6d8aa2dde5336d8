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
#include <stdlib.h>

#include "exact/slices.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST_SLICES = 2048 };

/* Cut z into `count` slices and add them up: |d| <= 2^(b-1), sum d 2^(bs) = z. */
static void check_cut_at(const fmpz_t z, int64_t count, int b, int line) {
    static double slices[MOST_SLICES];
    assert_true(count <= MOST_SLICES);
    lsq_integers a = {.z = z, .rows = 1, .bits = (int64_t)fmpz_bits(z)};
    lsq_slices_cut(lsq_simd_here(), slices, 1, &a, 0, 1, 0, count, b);
    fmpz_t sum, digit;
    fmpz_init(sum);
    fmpz_init(digit);
    int short_enough = 1;
    for (int64_t s = count - 1; s >= 0; s--) {
        short_enough &= fabs(slices[s]) <= ldexp(1, b - 1) && slices[s] == floor(slices[s]);
        fmpz_set_si(digit, (slong)slices[s]);
        fmpz_mul_2exp(sum, sum, (ulong)b);
        fmpz_add(sum, sum, digit);
    }
    int equal = fmpz_equal(sum, z);
    fmpz_clear(digit);
    fmpz_clear(sum);
    if (!equal || !short_enough) {
        print_error("%lld slices of %d bits of a number of %lld bits %s\n", (long long)count, b,
                    (long long)fmpz_bits(z), equal ? "are too long" : "lose it");
        _fail(__FILE__, line);
    }
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
    int64_t count = lsq_slice_count(300, B);
    double *out = malloc((size_t)(count * LD + 1) * sizeof *out);
    assert_non_null(out);
    for (int64_t i = 0; i <= count * LD; i++)
        out[i] = 0.5;
    lsq_integers a = {.z = z, .rows = ROWS, .bits = 300};
    lsq_slices_cut(lsq_simd_here(), out, LD, &a, 0, ROWS, 0, count, B);
    fmpz_t sum;
    fmpz_init(sum);
    for (int64_t i = 0; i < LD; i++) {
        fmpz_zero(sum);
        for (int64_t s = count - 1; s >= 0; s--) {
            fmpz_mul_2exp(sum, sum, B);
            fmpz_add_si(sum, sum, (slong)out[s * LD + i]);
            assert_true(i < ROWS || out[s * LD + i] == 0);
        }
        assert_true(i >= ROWS || fmpz_equal(sum, z + i));
    }
    check_same(out[count * LD], 0.5);
    fmpz_clear(sum);
    free(out);
    _fmpz_vec_clear(z, ROWS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_as_long_as_the_bound_allows_and_not_longer),
        cmocka_unit_test(every_short_number_fits_into_the_counted_slices),
        cmocka_unit_test(the_count_of_slices_is_enough_and_the_least),
        cmocka_unit_test(wide_numbers_carry_through_all_their_limbs),
        cmocka_unit_test(random_numbers_of_any_width_come_back),
        cmocka_unit_test(a_column_is_cut_row_by_row_and_padded_with_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
