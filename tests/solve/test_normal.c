/* The normal equations: every entry by hand or from the rational oracle's own products.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_products_are_those_done_by_hand),
        cmocka_unit_test(without_intercept_nothing_is_centred),
        cmocka_unit_test(powers_and_units_are_exact),
        cmocka_unit_test(doubles_are_powers_of_two),
        cmocka_unit_test(a_term_of_several_parts_is_brought_to_one_unit),
        cmocka_unit_test(random_tables_agree_with_rational_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
