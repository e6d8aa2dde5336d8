/* Problems of any size whose solution is known before anybody solves them.
 *
 * Rows come in pairs (x, x'b + e) and (x, x'b - e), so X'E = 0 whatever X is: B = b and RSS = the
 * sum of 2 e^2, exactly.  Every x is a multiple of 2^-44 in [-1, 1), every |b_j| is 1 or 2, and
 * |x'b + e| < 2^8, so that the sums are exact in doubles; then each column is scaled by a power of
 * two of its own.  No other program is asked, so blocks, threads and slices have many rows to go
 * wrong on.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "fit/fits.h"

enum { UNIT = 44 };

typedef struct known {
    int64_t n, p;
    double *X, *y, *b; /* X column-major */
    mpq_t rss;
} known;

/* An integer of UNIT bits and a sign. */
static int64_t random_unit(uint64_t *seed) {
    return random_between(seed, -((int64_t)1 << UNIT), ((int64_t)1 << UNIT) - 1);
}

static known known_new(uint64_t seed, int64_t pairs, int64_t p) {
    known k = {.n = 2 * pairs, .p = p};
    mpz_t square, sum;
    k.X = malloc((size_t)(k.n * p) * sizeof *k.X);
    k.y = malloc((size_t)k.n * sizeof *k.y);
    k.b = malloc((size_t)p * sizeof *k.b);
    assert_true(k.X && k.y && k.b);
    mpq_init(k.rss);
    mpz_init(square);
    mpz_init(sum);
    for (int64_t j = 0; j < p; j++)
        k.b[j] = (double)(random_between(&seed, 1, 2) * (random_between(&seed, 0, 1) * 2 - 1));
    for (int64_t i = 0; i < k.n; i += 2) {
        int64_t fitted = 0, e = random_unit(&seed);
        for (int64_t j = 0; j < p; j++) {
            int64_t x = random_unit(&seed);
            fitted += (int64_t)k.b[j] * x;
            k.X[i + j * k.n] = k.X[i + 1 + j * k.n] = ldexp((double)x, -UNIT);
        }
        k.y[i] = ldexp((double)(fitted + e), -UNIT);
        k.y[i + 1] = ldexp((double)(fitted - e), -UNIT);
        mpz_set_si(square, e);
        mpz_mul(square, square, square);
        mpz_addmul_ui(sum, square, 2);
    }
    for (int64_t j = 0; j < p; j++) {
        int scale = (int)random_between(&seed, -30, 30);
        for (int64_t i = 0; i < k.n; i++)
            k.X[i + j * k.n] = ldexp(k.X[i + j * k.n], scale);
        k.b[j] = ldexp(k.b[j], -scale);
    }
    mpq_set_z(k.rss, sum);
    mpq_div_2exp(k.rss, k.rss, 2 * UNIT);
    mpz_clear(sum);
    mpz_clear(square);
    return k;
}

static void known_free(known *k) {
    free(k->X);
    free(k->y);
    free(k->b);
    mpq_clear(k->rss);
}

/* The fit gives b and RSS to the last bit, and an intercept of 0 if there is one. */
static void check_known(const known *k, const char *formula, int threads) {
    lsq_doubles X = {k->X, k->n, k->p, 1, k->n}, Y = {k->y, k->n, 1, 1, k->n};
    lsq_fit_options options = {
        .struct_size = sizeof options, .formula = formula, .threads = threads};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, X, Y, &options, &error), LSQ_OK, &error);
    int intercept = lsq_fit_has_intercept(fit);
    assert_int_equal(lsq_fit_rank(fit), k->p + intercept);
    assert_int_equal(lsq_fit_accounts(fit)->used, k->n);
    if (intercept)
        check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 0), 0);
    for (int64_t j = 0; j < k->p; j++)
        check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, j + intercept), k->b[j]);
    check_exact(fit, LSQ_RSS, 0, 0, k->rss, 0);
    lsq_fit_free(fit);
}

static void pairs_of_opposite_residuals_have_their_coefficients(void **state) {
    (void)state;
    static const struct {
        int64_t pairs, p;
    } sizes[] = {{7, 3}, {1024, 5}, {1025, 5}, {20000, 10}, {2500, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        known k = known_new(i + 1, sizes[i].pairs, sizes[i].p);
        check_known(&k, "y ~ .", 1);
        check_known(&k, "y ~ . - 1", 2);
        known_free(&k);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_of_opposite_residuals_have_their_coefficients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
