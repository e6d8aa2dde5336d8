/* Dot products of columns of integers against sums in 128 bits.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "exact/dots.h"

#include "support/check.h"
#include "support/random.h"

enum { LD = 264, MOST = 15, LDS = MOST + 1 };

static double A[MOST * LD], B[MOST * LD];
static int64_t sums[MOST * LDS];

/* Odd integers below 2^bits: a bit lost anywhere shows. */
static void fill(double *C, int64_t count, int bits, uint64_t *seed) {
    for (int64_t i = 0; i < count; i++) {
        int64_t z = (int64_t)(random_word(seed) % ((uint64_t)1 << bits)) | 1;
        C[i] = (double)(random_between(seed, 0, 1) ? -z : z);
    }
}

static int64_t product(const double *a, const double *b, int64_t rows) {
    __int128 sum = 0;
    for (int64_t r = 0; r < rows; r++)
        sum += (__int128)(int64_t)a[r] * (int64_t)b[r];
    assert_true(sum == (int64_t)sum);
    return (int64_t)sum;
}

/* Sums go on from what is there; what is not asked for stays. */
static int64_t before(int64_t i) {
    return i % 7 * ((int64_t)1 << 59) - ((int64_t)1 << 61) + i;
}

static void check_sums(int64_t na, int64_t nb, int64_t rows, int own) {
    for (int64_t i = 0; i < MOST; i++)
        for (int64_t j = 0; j < LDS; j++) {
            int64_t want = before(i * LDS + j);
            if (i < na && j < nb && (!own || i <= j))
                want += product(A + i * LD, (own ? A : B) + j * LD, rows);
            assert_true(sums[i * LDS + j] == want);
        }
}

static void each_twin_is_exact_at_every_shape(void **state) {
    (void)state;
    uint64_t seed = 1;
    fill(A, MOST * LD, 23, &seed);
    fill(B, MOST * LD, 23, &seed);
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++)
        for (int64_t na = 0; na <= MOST; na++)
            for (int64_t nb = 0; nb <= MOST; nb++)
                for (int64_t rows = 0; rows <= 24; rows += LSQ_DOTS_STEP) {
                    for (int64_t i = 0; i < MOST * LDS; i++)
                        sums[i] = before(i);
                    lsq_dots_add((lsq_simd)level, sums, LDS, A, na, B, nb, LD, rows, 128);
                    check_sums(na, nb, rows, 0);
                }
}

static void each_twin_is_exact_on_every_triangle(void **state) {
    (void)state;
    uint64_t seed = 2;
    fill(A, MOST * LD, 23, &seed);
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++)
        for (int64_t na = 0; na <= MOST; na++)
            for (int64_t rows = 0; rows <= 24; rows += LSQ_DOTS_STEP) {
                for (int64_t i = 0; i < MOST * LDS; i++)
                    sums[i] = before(i);
                lsq_dots_add_own((lsq_simd)level, sums, LDS, A, na, LD, rows, 128);
                check_sums(na, na, rows, 1);
            }
}

/* Entries 2^bits - 1: `terms` of their products are an odd number just below 2^53, and twice as
 * many would pass it. */
static void a_lane_sums_as_many_products_as_it_may(void **state) {
    (void)state;
    uint64_t seed = 3;
    for (int bits = 20; bits <= 26; bits++)
        for (int64_t rows = LSQ_DOTS_STEP; rows <= LD; rows += 8 * LSQ_DOTS_STEP)
            for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++) {
                fill(A, MOST * LD, bits, &seed);
                fill(B, MOST * LD, bits, &seed);
                for (int64_t i = 0; i < 7 * LD; i++)
                    A[i] = B[i] = (double)((1 << bits) - 1);
                for (int64_t i = 0; i < MOST * LDS; i++)
                    sums[i] = before(i);
                int64_t terms = (int64_t)1 << (53 - 2 * bits);
                lsq_dots_add((lsq_simd)level, sums, LDS, A, 9, B, 8, LD, rows, terms);
                check_sums(9, 8, rows, 0);
                for (int64_t i = 0; i < MOST * LDS; i++)
                    sums[i] = before(i);
                lsq_dots_add_own((lsq_simd)level, sums, LDS, A, 9, LD, rows, terms);
                check_sums(9, 9, rows, 1);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_twin_is_exact_at_every_shape),
        cmocka_unit_test(each_twin_is_exact_on_every_triangle),
        cmocka_unit_test(a_lane_sums_as_many_products_as_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
