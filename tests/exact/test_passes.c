/* Passes over columns: every level of vector instructions against the same thing said one number at
 * a time, for all lengths around those of the vectors.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "exact/integers.h"
#include "exact/passes.h"
#include "exact/powers.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST = 70 };

#define FOR_LEVELS(pass, rows)                                                           \
    for (int level = 0; level <= (int)lsq_simd_here(); level++)                          \
        for (const lsq_passes *pass = lsq_passes_of((lsq_simd)level); pass; pass = NULL) \
            for (int64_t rows = 0; rows <= MOST; rows++)

static int64_t absolute(int64_t z) {
    return z < 0 ? -z : z;
}

/* Of up to `bits` bits, either sign, often 0 or a power of two. */
static int64_t random_integer(uint64_t *seed, int bits) {
    int64_t z = (int64_t)(random_word(seed) >> 1) >> (63 - random_between(seed, 0, bits));
    if (random_between(seed, 0, 4) == 0)
        z = (int64_t)1 << random_between(seed, 0, bits - 1);
    if (random_between(seed, 0, 9) == 0)
        z = 0;
    return random_between(seed, 0, 1) ? -z : z;
}

static void words_are_as_long_as_the_longest(void **state) {
    (void)state;
    uint64_t seed = 1;
    int64_t z[MOST];
    FOR_LEVELS(pass, rows) {
        uint64_t all = 0;
        for (int64_t i = 0; i < rows; i++) {
            z[i] = random_integer(&seed, 1 + (int)rows % 62);
            all |= (uint64_t)absolute(z[i]);
        }
        assert_true(pass->words(z, rows) == all);
    }
}

static void exponents_lie_between_the_least_and_the_most(void **state) {
    (void)state;
    uint64_t seed = 2;
    int32_t e[MOST], least, most;
    FOR_LEVELS(pass, rows) {
        int64_t low = INT32_MAX, high = INT32_MIN;
        for (int64_t i = 0; i < rows; i++) {
            e[i] = (int32_t)random_between(&seed, rows % 2 ? -20 : INT32_MIN,
                                           rows % 2 ? 3 : INT32_MAX);
            low = e[i] < low ? e[i] : low;
            high = e[i] > high ? e[i] : high;
        }
        pass->exponents(e, rows, &least, &most);
        assert_true(least == low && most == high);
    }
}

static void words_are_scaled_and_zeros_stay_whatever_their_exponent(void **state) {
    (void)state;
    uint64_t seed = 3;
    int64_t z[MOST], out[MOST];
    int32_t e[MOST];
    FOR_LEVELS(pass, rows) {
        uint64_t all = 0;
        int32_t unit = (int32_t)random_between(&seed, -400, 100),
                most = (int32_t)random_between(&seed, 0, LSQ_WORD_TENS);
        for (int64_t i = 0; i < rows; i++) {
            int32_t tens = (int32_t)random_between(&seed, 0, most);
            int64_t room = INT64_MAX / 2 / lsq_power10[tens];
            z[i] = random_integer(&seed, 62) % (room + 1);
            e[i] = z[i] ? unit + tens : (int32_t)random_between(&seed, -100000, 100000);
            all |= (uint64_t)absolute(z[i] * (z[i] ? lsq_power10[tens] : 0));
        }
        assert_true(pass->scale(out, z, e, unit, most, rows) == all);
        for (int64_t i = 0; i < rows; i++)
            assert_true(out[i] == (z[i] ? z[i] * lsq_power10[e[i] - unit] : 0));
    }
}

static void pairs_of_words_hold_what_one_word_does_not(void **state) {
    (void)state;
    uint64_t seed = 4;
    int64_t z[MOST], high[MOST], low[MOST];
    int32_t e[MOST];
    FOR_LEVELS(pass, rows) {
        uint64_t highs = 0, lows = 0, got_lows;
        int32_t unit = (int32_t)random_between(&seed, -400, 100);
        for (int64_t i = 0; i < rows; i++) {
            int32_t tens = (int32_t)random_between(&seed, 0, LSQ_LOW_TENS);
            z[i] = random_integer(&seed, 62);
            e[i] = z[i] ? unit + tens : (int32_t)random_between(&seed, -100000, 100000);
            __int128 product = (__int128)absolute(z[i]) * lsq_power10[tens];
            highs |= (uint64_t)(product >> 32);
            lows |= (uint64_t)product & UINT32_MAX;
        }
        assert_true(pass->scale_pairs(high, low, z, e, unit, rows, &got_lows) == highs);
        assert_true(got_lows == lows);
        for (int64_t i = 0; i < rows; i++) {
            __int128 want = z[i] ? (__int128)z[i] * lsq_power10[e[i] - unit] : 0;
            assert_true(low[i] >= 0 && low[i] <= (int64_t)UINT32_MAX);
            assert_true((__int128)high[i] * ((int64_t)1 << 32) + low[i] == want);
        }
    }
}

/* The lowest bit of x, by halving until it is odd. */
static double lowest_bit(double x) {
    int e;
    double m = ldexp(frexp(fabs(x), &e), 53);
    double unit = ldexp(1, e - 53);
    while (fmod(m, 2) == 0) {
        m /= 2;
        unit *= 2;
    }
    return unit;
}

static void doubles_are_measured_from_their_lowest_to_their_highest_bit(void **state) {
    (void)state;
    uint64_t seed = 5;
    double x[MOST], least, lowest, most;
    FOR_LEVELS(pass, rows) {
        double want_least = HUGE_VAL, want_lowest = HUGE_VAL, want_most = 0;
        for (int64_t i = 0; i < rows; i++) {
            x[i] = ldexp((double)random_integer(&seed, 53), (int)random_between(&seed, -850, 850));
            if (random_between(&seed, 0, 3) == 0)
                x[i] = random_between(&seed, 0, 1) ? -0.0 : 0.0;
            if (x[i] == 0)
                continue;
            want_least = fmin(want_least, fabs(x[i]));
            want_lowest = fmin(want_lowest, lowest_bit(x[i]));
            want_most = fmax(want_most, fabs(x[i]));
        }
        pass->doubles(x, rows, &least, &lowest, &most);
        check_same(least, want_least);
        check_same(lowest, want_lowest);
        check_same(most, want_most);
    }
}

/* Subnormal and greatest doubles are seen for what they are. */
static void the_ends_of_the_range_of_doubles_are_seen(void **state) {
    (void)state;
    const double x[] = {1, 0x1p-1074, 0x1.fffffffffffffp1023, -0x1p-1060};
    double least, lowest, most;
    for (int level = 0; level <= (int)lsq_simd_here(); level++) {
        lsq_passes_of((lsq_simd)level)->doubles(x, 4, &least, &lowest, &most);
        check_same(least, 0x1p-1074);
        check_same(most, 0x1.fffffffffffffp1023);
    }
}

/* Slices of columns are tested where they are added up again, in test_slices.c: here that every
 * level cuts alike. */
static void all_levels_cut_alike(void **state) {
    (void)state;
    uint64_t seed = 6;
    enum { LD = MOST, COUNT = 6 };
    int64_t z[MOST], low[MOST];
    double x[MOST], first[LD * COUNT], other[LD * COUNT];
    for (int64_t i = 0; i < MOST; i++) {
        z[i] = random_integer(&seed, 62);
        low[i] = (int64_t)(random_word(&seed) >> 32);
        x[i] = ldexp((double)random_integer(&seed, 53), (int)random_between(&seed, 0, 20));
    }
    const lsq_passes *plain = lsq_passes_of(LSQ_SIMD_PORTABLE);
    FOR_LEVELS(pass, rows) {
        for (int kind = 0; kind < 3; kind++)
            for (int b = 16; b <= 27; b++) {
                memset(first, 0, sizeof first);
                memset(other, 0, sizeof other);
                for (int twin = 0; twin < 2; twin++) {
                    const lsq_passes *p = twin ? pass : plain;
                    double *out = twin ? other : first;
                    if (kind == 0)
                        p->cut_words(out, LD, z, 0, rows, COUNT, b);
                    else if (kind == 1)
                        p->cut_pairs(out, LD, z, low, rows, COUNT, b);
                    else
                        p->cut_doubles(out, LD, x, 0, rows, COUNT, b);
                }
                assert_memory_equal(first, other, sizeof first);
            }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_as_long_as_the_longest),
        cmocka_unit_test(exponents_lie_between_the_least_and_the_most),
        cmocka_unit_test(words_are_scaled_and_zeros_stay_whatever_their_exponent),
        cmocka_unit_test(pairs_of_words_hold_what_one_word_does_not),
        cmocka_unit_test(doubles_are_measured_from_their_lowest_to_their_highest_bit),
        cmocka_unit_test(the_ends_of_the_range_of_doubles_are_seen),
        cmocka_unit_test(all_levels_cut_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
