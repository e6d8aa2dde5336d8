/* Seeded random numbers: those of the published generator, in range, each as likely as another.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/random.h"

#include "support/check.h"

/* The first words from seed 1234567, as printed for splitmix64 by its reference in Rosetta Code. */
static void words_are_those_of_splitmix64(void **state) {
    (void)state;
    static const uint64_t want[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                    UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                    UINT64_C(16408922859458223821)};
    uint64_t seed = 1234567;
    for (int i = 0; i < 5; i++)
        assert_true(lsq_random_word(&seed) == want[i]);
}

static void numbers_below_a_count_are_all_there_and_about_as_often(void **state) {
    (void)state;
    uint64_t seed = 1;
    int64_t seen[7] = {0};
    for (int i = 0; i < 70000; i++) {
        int64_t x = lsq_random_below(&seed, 7);
        assert_in_range(x, 0, 6);
        seen[x]++;
    }
    for (int i = 0; i < 7; i++) /* 10,000 +- 6 standard deviations of 93 */
        assert_in_range(seen[i], 9440, 10560);
    assert_int_equal(lsq_random_below(&seed, 1), 0);
    for (int i = 0; i < 100; i++)
        assert_true(lsq_random_below(&seed, INT64_MAX) >= 0);
}

/* There are 8/3 times as many words as 3 2^61 numbers: if each word had its number, the lower two
 * thirds of these would come 3/4 of the time. */
static void words_that_do_not_fill_the_count_are_left_out(void **state) {
    (void)state;
    const int64_t third = INT64_C(1) << 61;
    uint64_t seed = 4;
    int64_t lower = 0;
    for (int i = 0; i < 30000; i++)
        lower += lsq_random_below(&seed, 3 * third) < 2 * third;
    assert_in_range(lower, 19510, 20490); /* 20,000 +- 6 standard deviations of 82 */
}

static void doubles_fill_the_interval(void **state) {
    (void)state;
    uint64_t seed = 2;
    double sum = 0.0, least = 1.0, most = -1.0;
    for (int i = 0; i < 100000; i++) {
        double x = lsq_random_double(&seed);
        assert_true(x >= -1.0 && x < 1.0);
        sum += x;
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    assert_true(least < -0.999 && most > 0.999);
    assert_true(sum < 1100.0 && sum > -1100.0); /* 6 standard deviations of sqrt(1e5 / 3) */
}

static void permutations_hold_each_index_once_and_put_it_anywhere(void **state) {
    (void)state;
    enum { N = 5, TRIALS = 20000 };
    int64_t order[N], seen[N][N] = {{0}};
    uint64_t seed = 3;
    for (int t = 0; t < TRIALS; t++) {
        int there[N] = {0};
        lsq_random_permutation(&seed, order, N);
        for (int i = 0; i < N; i++) {
            assert_in_range(order[i], 0, N - 1);
            there[order[i]]++;
            seen[i][order[i]]++;
        }
        for (int i = 0; i < N; i++)
            assert_int_equal(there[i], 1);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) /* 4,000 +- 6 standard deviations of 57 */
            assert_in_range(seen[i][j], 3660, 4340);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_splitmix64),
        cmocka_unit_test(numbers_below_a_count_are_all_there_and_about_as_often),
        cmocka_unit_test(words_that_do_not_fill_the_count_are_left_out),
        cmocka_unit_test(doubles_fill_the_interval),
        cmocka_unit_test(permutations_hold_each_index_once_and_put_it_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
