/* The normal equations: every entry by hand or from the rational oracle's own products.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "fit/fits.h"
#include "solve/normal.h"

static lsq_normal normal_of(const lsq_fit *fit) {
    lsq_normal N;
    lsq_error error = {0};
    check_status(lsq_normal_init(&N, fit->model, fit->moments, &error), LSQ_OK, &error);
    return N;
}

/* S_ij with its units, as a rational. */
static void entry(mpq_t v, const lsq_normal *N, int64_t i, int64_t j) {
    fmpz_get_mpz(mpq_numref(v), fmpz_mat_entry(N->S, i, j));
    mpz_set_ui(mpq_denref(v), 1);
    rational_scale10(v, N->exp10[i] + N->exp10[j]);
    int64_t twos = N->exp2[i] + N->exp2[j];
    if (twos < 0)
        mpq_div_2exp(v, v, (mp_bitcnt_t)-twos);
    else
        mpq_mul_2exp(v, v, (mp_bitcnt_t)twos);
}

static void check_entry(const lsq_normal *N, int64_t i, int64_t j, const char *want) {
    mpq_t got, exact;
    mpq_init(got);
    mpq_init(exact);
    assert_int_equal(rational_from_text(exact, want), 0);
    entry(got, N, i, j);
    assert_true(mpq_equal(got, exact));
    entry(got, N, j, i);
    assert_true(mpq_equal(got, exact));
    mpq_clear(exact);
    mpq_clear(got);
}

static void check_tss(const lsq_normal *N, const char *numerator, unsigned long denominator) {
    fmpq_t tss;
    mpq_t got, want;
    fmpq_init(tss);
    mpq_init(got);
    mpq_init(want);
    lsq_normal_tss(tss, N, 0);
    fmpq_get_mpq(got, tss);
    rational_scale10(got, 2 * N->exp10[N->p]);
    assert_int_equal(rational_from_text(want, numerator), 0);
    mpz_mul_ui(mpq_denref(want), mpq_denref(want), denominator);
    mpq_canonicalize(want);
    assert_true(mpq_equal(got, want));
    mpq_clear(want);
    mpq_clear(got);
    fmpq_clear(tss);
}

static void sums_of_products_are_those_done_by_hand(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n2,2\n3,4\n", "y ~ x");
    lsq_normal N = normal_of(fit);
    assert_int_equal(N.n, 3);
    assert_int_equal(N.p, 2);
    assert_int_equal(N.q, 1);
    assert_int_equal(N.intercept, 1);
    const char *const want[3][3] = {{"3", "6", "7"}, {"6", "14", "17"}, {"7", "17", "21"}};
    for (int i = 0; i < 3; i++)
        for (int j = i; j < 3; j++)
            check_entry(&N, i, j, want[i][j]);
    check_tss(&N, "14", 3); /* 21 - 49/3 */
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

static void without_intercept_nothing_is_centred(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1.5\n2,2\n3,4\n", "y ~ x - 1");
    lsq_normal N = normal_of(fit);
    assert_int_equal(N.p, 1);
    assert_int_equal(N.intercept, 0);
    check_entry(&N, 0, 0, "14");
    check_entry(&N, 0, 1, "17.5");
    check_tss(&N, "22.25", 1);
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

/* x = 1.5, -0.25; x^2 = 2.25, 0.0625: units differ from term to term. */
static void powers_and_units_are_exact(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1.5,1e3\n-0.25,7e20\n", "y ~ x + I(x^2)");
    lsq_normal N = normal_of(fit);
    check_entry(&N, 0, 1, "1.25");
    check_entry(&N, 0, 2, "2.3125");
    check_entry(&N, 1, 1, "2.3125");
    check_entry(&N, 1, 2, "3.359375"); /* 3.375 - 0.015625 */
    check_entry(&N, 2, 2, "5.06640625");
    check_entry(&N, 1, 3, "-174999999999999998500"); /* 1500 - 1.75e20 */
    check_entry(&N, 3, 3, "490000000000000000000000000000000001000000");
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

static void doubles_are_powers_of_two(void **state) {
    (void)state;
    const double x[] = {0x1p-1074, 0x1.8p+1023, 0.1}, y[] = {1, 2, 3};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, (lsq_doubles){x, 3, 1, 1, 1}, (lsq_doubles){y, 3, 1, 1, 1},
                                 NULL, &error),
                 LSQ_OK, &error);
    lsq_normal N = normal_of(fit);
    mpq_t got, want, v;
    mpq_init(got);
    mpq_init(want);
    mpq_init(v);
    for (int i = 0; i < 3; i++) {
        rational_from_double(v, x[i]);
        mpq_mul(v, v, v);
        mpq_add(want, want, v);
    }
    entry(got, &N, 1, 1);
    assert_true(mpq_equal(got, want));
    mpq_clear(v);
    mpq_clear(want);
    mpq_clear(got);
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

/* The term 3 x1 - 0.5 x2 over moments of doubles, whose columns have units of their own: x1 =
 * 2^-60, 2^70 and x2 = 3, 2^-3. */
static void a_term_of_several_parts_is_brought_to_one_unit(void **state) {
    (void)state;
    const double x1[] = {0x1p-60, 0x1p70}, x2[] = {3, 0x1p-3}, y[] = {1, 2};
    const double x[] = {x1[0], x1[1], x2[0], x2[1]};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    lsq_fit_options options = {.struct_size = sizeof options,
                               .formula = "y ~ I(3 * x1 - 0.5 * x2) - 1"};
    check_status(lsq_fit_doubles(&fit, (lsq_doubles){x, 2, 2, 1, 2}, (lsq_doubles){y, 2, 1, 1, 2},
                                 &options, &error),
                 LSQ_OK, &error);
    lsq_normal N = normal_of(fit);
    mpq_t sum[2], a, b, got;
    mpq_inits(sum[0], sum[1], a, b, got, NULL);
    for (int i = 0; i < 2; i++) { /* sum[0] += term^2, sum[1] += term y */
        rational_from_double(a, x1[i]);
        rational_from_double(b, x2[i]);
        mpz_mul_ui(mpq_numref(a), mpq_numref(a), 3);
        mpq_canonicalize(a);
        mpq_div_2exp(b, b, 1);
        mpq_sub(a, a, b);
        mpq_mul(b, a, a);
        mpq_add(sum[0], sum[0], b);
        rational_from_double(b, y[i]);
        mpq_mul(b, b, a);
        mpq_add(sum[1], sum[1], b);
    }
    for (int j = 0; j < 2; j++) {
        entry(got, &N, 0, j);
        assert_true(mpq_equal(got, sum[j]));
    }
    mpq_clears(sum[0], sum[1], a, b, got, NULL);
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

static void random_tables_agree_with_rational_sums(void **state) {
    (void)state;
    uint64_t seed = 11;
    table t;
    mpq_t got, want, product;
    mpq_init(got);
    mpq_init(want);
    mpq_init(product);
    for (int trial = 0; trial < 20; trial++) {
        table_random(&t, &seed, 9, 4, 18, 12);
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "c4 ~ c1 + c2 + c3");
        lsq_normal N = normal_of(fit);
        oracle_matrix Z = table_matrix(&t, 0, 4, 1);
        for (int64_t i = 0; i < 5; i++)
            for (int64_t j = i; j < 5; j++) {
                mpq_set_ui(want, 0, 1);
                for (int64_t r = 0; r < t.n; r++) {
                    mpq_mul(product, *oracle_at(&Z, r, i), *oracle_at(&Z, r, j));
                    mpq_add(want, want, product);
                }
                entry(got, &N, i, j);
                assert_true(mpq_equal(got, want));
                entry(got, &N, j, i);
                assert_true(mpq_equal(got, want));
            }
        oracle_matrix_free(&Z);
        lsq_normal_clear(&N);
        lsq_fit_free(fit);
        free(csv);
    }
    mpq_clear(product);
    mpq_clear(want);
    mpq_clear(got);
}

/* ---- weights ---- */

/* high is the nearest double, and high + low has twice its digits; shift is a power of two. */
static void products_are_rounded_once_and_what_is_left_again(void **state) {
    (void)state;
    uint64_t seed = 17;
    table t;
    mpq_t exact, got, v;
    char text[80];
    mpq_inits(exact, got, v, NULL);
    for (int trial = 0; trial < 10; trial++) {
        table_random(&t, &seed, 7, 3, 18, 12);
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "c3 ~ c1 + c2");
        lsq_normal N = normal_of(fit);
        const int64_t shift[] = {0, 3, -40, 7};
        double high[16], low[16];
        lsq_normal_round((lsq_view){high, 4, 4, 4}, (lsq_view){low, 4, 4, 4}, &N,
                         trial ? shift : NULL);
        for (int64_t i = 0; i < 4; i++)
            for (int64_t j = 0; j < 4; j++) {
                int64_t by = trial ? shift[i] + shift[j] : 0;
                entry(exact, &N, i, j);
                if (by > 0)
                    mpq_div_2exp(exact, exact, (mp_bitcnt_t)by);
                else
                    mpq_mul_2exp(exact, exact, (mp_bitcnt_t)-by);
                rational_round(text, sizeof text, exact, 40);
                check_nearest(high[i + 4 * j], text);
                rational_from_double(got, high[i + 4 * j]);
                rational_from_double(v, low[i + 4 * j]);
                mpq_add(got, got, v);
                mpq_sub(got, got, exact);
                mpq_div(got, got, exact);
                if (fabs(mpq_get_d(got)) > 0x1p-105)
                    fail_msg("off by %g", mpq_get_d(got));
            }
        lsq_normal_clear(&N);
        lsq_fit_free(fit);
        free(csv);
    }
    mpq_clears(exact, got, v, NULL);
}

/* Squares of 1e-170 underflow, and those of 0 are 0. */
static void a_square_that_underflows_is_not_zero(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,b,y\n1e-170,0,1\n1e-170,0,2\n", "y ~ a + b - 1");
    lsq_normal N = normal_of(fit);
    double G[9];
    lsq_normal_round((lsq_view){G, 3, 3, 3}, (lsq_view){0}, &N, NULL);
    check_same(G[0], 0x1p-1074);
    check_same(G[4], 0);
    check_nearest(G[6], "3e-170");
    check_same(G[8], 5);
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

static void check_same_entries(const lsq_normal *N, const lsq_normal *M) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    for (int64_t i = 0; i < N->p + N->q; i++)
        for (int64_t j = 0; j < N->p + N->q; j++) {
            entry(a, N, i, j);
            entry(b, M, i, j);
            assert_true(mpq_equal(a, b));
        }
    mpq_clears(a, b, NULL);
}

static lsq_normal weighed_normal(lsq_fit **fit, const char *csv, const char *formula, int threads) {
    lsq_fit_options o = {.formula = formula, .level = 0.95, .threads = threads, .chunk = 50};
    lsq_error error = {0};
    check_status(read_weighed(fit, csv, "w", &o, &error), LSQ_OK, &error);
    return normal_of(*fit);
}

static void integer_weights_are_rows_repeated(void **state) {
    (void)state;
    static const char *const formulas[] = {"y ~ x", "y ~ x - 1", "y ~ powers(x, 3) + I(x - 0.25)",
                                           "cbind(y, x) ~ I(y * x) + 1", "y ~ x + w"};
    uint64_t seed = 3;
    for (int trial = 0; trial < 40; trial++) {
        lsq_text weighed = {0}, repeated = {0};
        int64_t rows = random_between(&seed, 1, 60), used = 0;
        lsq_text_put(&weighed, "w,x,y\n0,3,4\n2,1.50,7e2\n");
        lsq_text_put(&repeated, "w,x,y\n2,1.50,7e2\n2,1.50,7e2\n");
        for (int64_t i = 0; i < rows; i++) {
            char x[40], y[40];
            int w = (int)random_between(&seed, 0, 3);
            random_decimal(&seed, x, sizeof x, 12, 9);
            random_decimal(&seed, y, sizeof y, 12, 9);
            lsq_text_format(&weighed, "%d,%s,%s\n", w, x, y);
            used += w > 0;
            for (int k = 0; k < w; k++)
                lsq_text_format(&repeated, "%d,%s,%s\n", w, x, y);
        }
        const char *formula = formulas[trial % 5];
        lsq_fit *fit = NULL, *other = fit_of(repeated.bytes, formula);
        lsq_normal N = weighed_normal(&fit, weighed.bytes, formula, trial % 3 + 1),
                   M = normal_of(other);
        assert_int_equal(N.n, used + 1);
        check_same_entries(&N, &M);
        lsq_normal_clear(&N);
        lsq_normal_clear(&M);
        lsq_fit_free(fit);
        lsq_fit_free(other);
        lsq_text_clear(&weighed);
        lsq_text_clear(&repeated);
    }
}

/* Decimals of any size, whose finest one comes late or early, odd and even. */
static void decimal_weights_are_exact_factors(void **state) {
    (void)state;
    static const char *const weights[] = {
        "1.5",  "2",      "0.001",     "7e-11", "12345678901234.5",
        "1e20", "3e-300", "2.500e300", "30",    "0.1"};
    enum { ROWS = 4200 }; /* three blocks */
    mpq_t want[3][3], z[3], w, got;
    mpq_inits(w, got, z[0], z[1], z[2], NULL);
    for (int round = 0; round < 10; round++) {
        lsq_text csv = {0};
        lsq_text_put(&csv, "x,w,y\n");
        for (int i = 0; i < 9; i++)
            mpq_init(want[i / 3][i % 3]);
        for (int i = 0; i < ROWS; i++) {
            char x[32], y[32];
            const char *weight = weights[i < 2100 ? round : (round + i / 2100 * 3) % 10];
            snprintf(x, sizeof x, i < 3000 ? "%d" : "%d.25", i);
            snprintf(y, sizeof y, i < 1000 ? "-%d.125" : "%d0", i);
            lsq_text_format(&csv, "%s,%s,%s\n", x, weight, y);
            mpq_set_ui(z[0], 1, 1);
            assert_int_equal(rational_from_text(z[1], x), 0);
            assert_int_equal(rational_from_text(z[2], y), 0);
            assert_int_equal(rational_from_text(w, weight), 0);
            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++) {
                    mpq_mul(got, z[a], z[b]);
                    mpq_mul(got, got, w);
                    mpq_add(want[a][b], want[a][b], got);
                }
        }
        lsq_fit *fit = NULL;
        lsq_normal N = weighed_normal(&fit, csv.bytes, "y ~ x", 2);
        assert_int_equal(N.n, ROWS);
        fmpq_get_mpq(got, N.total);
        assert_true(mpq_equal(got, want[0][0]));
        for (int i = 0; i < 9; i++) {
            entry(got, &N, i / 3, i % 3);
            assert_true(mpq_equal(got, want[i / 3][i % 3]));
            mpq_clear(want[i / 3][i % 3]);
        }
        lsq_normal_clear(&N);
        lsq_fit_free(fit);
        lsq_text_clear(&csv);
    }
    mpq_clears(w, got, z[0], z[1], z[2], NULL);
}

/* y = 1, 2, 4 with weights 0.1, 0.3, 0.5: mean 3 (2.7/0.9), sum w y^2 = 9.3, tss = 9.3 - 8.1. */
static void the_total_sum_of_squares_is_about_the_weighted_mean(void **state) {
    (void)state;
    lsq_fit *fit = NULL;
    lsq_normal N = weighed_normal(&fit, "y,w\n1,0.1\n2,0.3\n4,0.5\n", "y ~ 1", 1);
    check_entry(&N, 0, 0, "0.9");
    check_entry(&N, 0, 1, "2.7");
    check_entry(&N, 1, 1, "9.3");
    check_tss(&N, "1.2", 1);
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

static void a_column_of_zeros_has_any_unit(void **state) {
    (void)state;
    lsq_fit *fit = NULL;
    lsq_normal N = weighed_normal(&fit, "y,x,w\n0,0.00,0.1\n0,0,0.25\n0,0.0,4\n", "y ~ x", 1);
    check_entry(&N, 0, 0, "4.35");
    check_entry(&N, 1, 1, "0");
    check_entry(&N, 0, 2, "0");
    lsq_normal_clear(&N);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_products_are_those_done_by_hand),
        cmocka_unit_test(without_intercept_nothing_is_centred),
        cmocka_unit_test(powers_and_units_are_exact),
        cmocka_unit_test(doubles_are_powers_of_two),
        cmocka_unit_test(a_term_of_several_parts_is_brought_to_one_unit),
        cmocka_unit_test(random_tables_agree_with_rational_sums),
        cmocka_unit_test(products_are_rounded_once_and_what_is_left_again),
        cmocka_unit_test(a_square_that_underflows_is_not_zero),
        cmocka_unit_test(integer_weights_are_rows_repeated),
        cmocka_unit_test(decimal_weights_are_exact_factors),
        cmocka_unit_test(the_total_sum_of_squares_is_about_the_weighted_mean),
        cmocka_unit_test(a_column_of_zeros_has_any_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
