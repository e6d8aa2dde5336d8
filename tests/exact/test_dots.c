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

enum { LD = 64, MOST = 11 };

/* Integers of up to 23 bits with their sign: 64 products of them stay below 2^53. */
static void fill(double *A, int64_t count, uint64_t *seed) {
    for (int64_t i = 0; i < count; i++)
        A[i] = (double)((int64_t)(random_word(seed) % (1 << 24)) - (1 << 23));
}

static void check_dots(lsq_simd simd, int64_t na, int64_t nb, int64_t rows, uint64_t *seed) {
    static double A[MOST * LD], B[MOST * LD], dots[MOST * (MOST + 1)];
    fill(A, MOST * LD, seed);
    fill(B, MOST * LD, seed);
    for (int64_t i = 0; i < MOST * (MOST + 1); i++)
        dots[i] = 0.5;
    lsq_dots(simd, dots, nb + 1, A, na, B, nb, LD, rows);
    for (int64_t i = 0; i < na; i++) {
        for (int64_t j = 0; j < nb; j++) {
            int64_t sum = 0;
            for (int64_t r = 0; r < rows; r++)
                sum += (int64_t)A[i * LD + r] * (int64_t)B[j * LD + r];
            assert_true(dots[i * (nb + 1) + j] == (double)sum);
        }
        assert_true(dots[i * (nb + 1) + nb] == 0.5); /* what is not asked for stays */
    }
}

static void each_twin_is_exact_at_every_shape(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++)
        for (int64_t na = 0; na <= MOST; na++)
            for (int64_t nb = 0; nb <= MOST; nb++)
                for (int64_t rows = 0; rows <= LD; rows += LSQ_DOTS_STEP)
                    check_dots((lsq_simd)level, na, nb, rows, &seed);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_twin_is_exact_at_every_shape)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
