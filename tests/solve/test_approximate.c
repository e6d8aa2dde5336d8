/* The inverse in doubles: times its matrix it is nearly I, and what is not positive definite is
 * refused.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "solve/approximate.h"

#include "support/check.h"
#include "support/random.h"

enum { MOST_N = 40, LD = 40 };

/* G = X'X / rows + shift I, |g_ij| <= 1 + shift. */
static void random_matrix(double *G, int64_t n, double shift, uint64_t *seed) {
    static double X[2 * MOST_N][MOST_N];
    for (int64_t i = 0; i < 2 * n; i++)
        for (int64_t j = 0; j < n; j++)
            X[i][j] = random_double(seed);
    memset(G, 0, sizeof(double) * LD * MOST_N);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            for (int64_t r = 0; r < 2 * n; r++)
                G[i * LD + j] += X[r][i] * X[r][j] / (double)(2 * n);
            G[i * LD + j] += i == j ? shift : 0;
        }
}

/* The largest element of I - G R, in long doubles. */
static double distance(const double *G, const double *R, int64_t n) {
    long double worst = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            long double sum = i == j;
            for (int64_t l = 0; l < n; l++)
                sum -= (long double)G[i * LD + l] * R[l * LD + j];
            worst = fmaxl(worst, fabsl(sum));
        }
    return (double)worst;
}

static void a_matrix_times_its_inverse_is_nearly_one(void **state) {
    (void)state;
    uint64_t seed = 1;
    static double G[LD * MOST_N], U[LD * MOST_N], R[LD * MOST_N];
    for (int64_t n = 1; n <= MOST_N; n++) {
        random_matrix(G, n, 0.01, &seed);
        memcpy(U, G, sizeof U);
        for (int64_t i = 0; i < LD * MOST_N; i++)
            R[i] = NAN;
        assert_true(lsq_approximate_inverse(R, U, n, LD));
        assert_true(distance(G, R, n) < 1e-12);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++)
                check_same(R[i * LD + j], R[j * LD + i]);
    }
}

static void what_has_a_pivot_that_is_not_positive_is_refused(void **state) {
    (void)state;
    static double R[LD * MOST_N], G[LD * MOST_N];
    static const double last[] = {4, 3.999, 0, -1, NAN};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
        memset(G, 0, sizeof G);
        G[0] = 1;
        G[1] = G[LD] = 2; /* so that the second pivot is the last element less 4 */
        G[LD + 1] = last[i];
        assert_false(lsq_approximate_inverse(R, G, 2, LD));
    }
}

/* Not below the bound of the theorem, and small. */
static void the_error_of_the_factor_is_bounded(void **state) {
    (void)state;
    assert_true(lsq_cholesky_error(1) >= 2 * 0x1p-53); /* (n + 1) u */
    assert_true(lsq_cholesky_error(2000) >= 2001 * 0x1p-53 / (1 - 2 * 2001 * 0x1p-53));
    assert_true(lsq_cholesky_error(2000) < 1e-12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_times_its_inverse_is_nearly_one),
        cmocka_unit_test(what_has_a_pivot_that_is_not_positive_is_refused),
        cmocka_unit_test(the_error_of_the_factor_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
