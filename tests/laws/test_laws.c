/* What changes a fit exactly: scales, shifts, repeated rows, other orders of columns.
 *
 * Rounding to N digits commutes with a power of ten, rounding to a double with a power of two, and
 * rounding to D decimals with adding a decimal of at most D places: so the laws hold for the
 * printed numbers, not only nearly.
 *
 * SPDX-License-Identifier: MIT */
#include "laws/tables.h"

#include <math.h>

enum { TRIALS = 25 };

/* b's value = a's value * 10^k, in 30 digits. */
static void check_tens_at(lsq_fit *a, lsq_fit *b, lsq_quantity what, int64_t j, int64_t k,
                          int line) {
    _assert_int_equal((LargestIntegralType)has(a, what, j), (LargestIntegralType)has(b, what, j),
                      __FILE__, line);
    if (!has(a, what, j))
        return;
    mpq_t x, y;
    mpq_init(x);
    mpq_init(y);
    quantity(x, a, what, j, 30);
    quantity(y, b, what, j, 30);
    rational_scale10(x, k);
    int equal = mpq_equal(x, y);
    mpq_clear(y);
    mpq_clear(x);
    if (!equal)
        fail_msg("quantity %d of term %lld is not 10^%lld times as large (line %d)", (int)what,
                 (long long)j, (long long)k, line);
}
#define check_tens(a, b, what, j, k) check_tens_at(a, b, what, j, k, __LINE__)

/* b's double = a's double * 2^k. */
static void check_twos_at(lsq_fit *a, lsq_fit *b, lsq_quantity what, int64_t j, int k, int line) {
    double x = lsq_fit_value(a, what, 0, j), y = lsq_fit_value(b, what, 0, j);
    check_same_at(y, ldexp(x, k), __FILE__, line);
}
#define check_twos(a, b, what, j, k) check_twos_at(a, b, what, j, k, __LINE__)

/* Multiply column j by 10^tens 2^twos. */
static void scale_column(table *t, int64_t j, int64_t tens, int64_t twos) {
    mpq_t x;
    mpq_init(x);
    for (int64_t i = 0; i < t->n; i++) {
        table_get(x, t, i, j);
        rational_scale10(x, tens);
        if (twos < 0)
            mpq_div_2exp(x, x, (mp_bitcnt_t)-twos);
        else
            mpq_mul_2exp(x, x, (mp_bitcnt_t)twos);
        table_set_rational(t, i, j, x);
    }
    mpq_clear(x);
}

/* t, p, R2 and F know no units. */
static void check_without_units(lsq_fit *a, lsq_fit *b) {
    static const lsq_quantity pure[] = {LSQ_T, LSQ_P,  LSQ_R_SQUARED, LSQ_ADJ_R_SQUARED,
                                        LSQ_F, LSQ_F_P};
    for (size_t w = 0; w < sizeof pure / sizeof *pure; w++)
        for (int64_t i = pure[w] <= LSQ_P; i < lsq_fit_terms(a); i++)
            check_equal(a, b, pure[w], i, i);
}

static void a_scaled_column_scales_its_coefficient_inversely(void **state) {
    (void)state;
    uint64_t seed = 95;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 6), tens = table_copy(&t), twos = table_copy(&t);
        int64_t column = random_between(&seed, 0, t.p - 1), k = random_between(&seed, -60, 60);
        scale_column(&tens, column, k, 0);
        scale_column(&twos, column, 0, k);
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&tens, NULL, 0);
        lsq_fit *c = fit_table(&twos, NULL, 0);
        for (int64_t j = 0; j <= t.p; j++)
            for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++) {
                int64_t power = j == column + 1 && what != LSQ_T && what != LSQ_P ? -k : 0;
                check_tens(a, b, (lsq_quantity)what, j, power);
                check_twos(a, c, (lsq_quantity)what, j, (int)power);
            }
        for (int what = LSQ_RSS; what <= LSQ_BIC; what++) {
            check_equal(a, b, (lsq_quantity)what, 0, 0);
            check_equal(a, c, (lsq_quantity)what, 0, 0);
        }
        lsq_fit_free(c);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&twos);
        table_free(&tens);
        table_free(&t);
    }
}

static void a_scaled_response_scales_all_that_has_its_unit(void **state) {
    (void)state;
    static const lsq_quantity linear[] = {LSQ_ESTIMATE, LSQ_STD_ERROR, LSQ_CI_LOWER, LSQ_CI_UPPER,
                                          LSQ_SIGMA};
    uint64_t seed = 96;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 6), tens = table_copy(&t), twos = table_copy(&t);
        int64_t k = random_between(&seed, -60, 60);
        scale_column(&tens, t.p, k, 0);
        scale_column(&twos, t.p, 0, k);
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&tens, NULL, 0);
        lsq_fit *c = fit_table(&twos, NULL, 0);
        for (size_t w = 0; w < sizeof linear / sizeof *linear; w++)
            for (int64_t j = 0; j <= t.p; j++) {
                check_tens(a, b, linear[w], j, k);
                check_twos(a, c, linear[w], j, (int)k);
            }
        check_tens(a, b, LSQ_RSS, 0, 2 * k);
        check_twos(a, c, LSQ_RSS, 0, (int)(2 * k));
        check_without_units(a, b);
        check_without_units(a, c);
        lsq_fit_free(c);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&twos);
        table_free(&tens);
        table_free(&t);
    }
}

/* y += sum_j c_j x_j with c_0 for the constant, and the cells that belong to it. */
static void add_combination(table *t, mpq_t *c) {
    mpq_t x, y;
    mpq_init(x);
    mpq_init(y);
    for (int64_t i = 0; i < t->n; i++) {
        table_get(y, t, i, t->p);
        mpq_add(y, y, c[0]);
        for (int64_t j = 0; j < t->p; j++) {
            table_get(x, t, i, j);
            mpq_mul(x, x, c[j + 1]);
            mpq_add(y, y, x);
        }
        table_set_rational(t, i, t->p, y);
    }
    mpq_clear(y);
    mpq_clear(x);
}

static void a_combination_added_to_the_response_is_added_to_the_coefficients(void **state) {
    (void)state;
    uint64_t seed = 97;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 7), s = table_copy(&t);
        mpq_t c[5], x, y;
        mpq_init(x);
        mpq_init(y);
        for (int j = 0; j < 5; j++) {
            mpq_init(c[j]);
            mpq_set_si(c[j], (long)random_between(&seed, -9999999, 9999999), 1);
            rational_scale10(c[j], random_between(&seed, -12, 2));
        }
        add_combination(&s, c);
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&s, NULL, 0);
        for (int64_t j = 0; j <= t.p; j++) {
            assert_int_equal(has(a, LSQ_ESTIMATE, j), has(b, LSQ_ESTIMATE, j));
            if (lsq_fit_rank(a) <= t.p) /* a relation moves c to other terms */
                continue;
            char text[NUMBER];
            check_status(lsq_fit_fixed(a, LSQ_ESTIMATE, 0, j, 50, text, sizeof text, NULL), LSQ_OK,
                         NULL);
            assert_int_equal(rational_from_text(x, text), 0);
            mpq_add(x, x, c[j]);
            check_status(lsq_fit_fixed(b, LSQ_ESTIMATE, 0, j, 50, text, sizeof text, NULL), LSQ_OK,
                         NULL);
            assert_int_equal(rational_from_text(y, text), 0);
            assert_true(mpq_equal(x, y));
            check_equal(a, b, LSQ_STD_ERROR, j, j);
        }
        check_equal(a, b, LSQ_RSS, 0, 0);
        check_equal(a, b, LSQ_SIGMA, 0, 0);
        check_equal(a, b, LSQ_LOG_LIKELIHOOD, 0, 0);
        lsq_fit_free(b);
        lsq_fit_free(a);
        for (int j = 0; j < 5; j++)
            mpq_clear(c[j]);
        mpq_clear(y);
        mpq_clear(x);
        table_free(&s);
        table_free(&t);
    }
}

static void repeated_rows_keep_the_coefficients_and_double_the_rss(void **state) {
    (void)state;
    uint64_t seed = 98;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 3), s = table_new(2 * t.n, t.p);
        for (int64_t i = 0; i < 2 * t.n; i++)
            for (int64_t j = 0; j <= t.p; j++)
                table_set(&s, i, j, table_at(&t, trial % 2 ? i / 2 : i % t.n, j));
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&s, NULL, 0);
        for (int64_t j = 0; j <= t.p; j++)
            check_equal(a, b, LSQ_ESTIMATE, j, j);
        check_twos(a, b, LSQ_RSS, 0, 1);
        check_equal(a, b, LSQ_R_SQUARED, 0, 0);
        assert_int_equal(lsq_fit_df_residual(b), 2 * t.n - lsq_fit_rank(a));
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&s);
        table_free(&t);
    }
}

/* 8, 10 or 16 rows, so that the means are decimals: only the intercept moves, to the mean of y. */
static void centring_moves_only_the_intercept(void **state) {
    (void)state;
    static const int64_t counts[] = {8, 10, 16};
    uint64_t seed = 99;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t n = counts[trial % 3], p = random_between(&seed, 1, 4);
        table t = table_random(&seed, n, p, 9, 4), s = table_copy(&t);
        mpq_t mean, x;
        mpq_init(mean);
        mpq_init(x);
        for (int64_t j = 0; j <= p; j++) {
            mpq_set_ui(mean, 0, 1);
            for (int64_t i = 0; i < n; i++) {
                table_get(x, &t, i, j);
                mpq_add(mean, mean, x);
            }
            mpq_set_si(x, 1, (unsigned long)n);
            mpq_mul(mean, mean, x);
            for (int64_t i = 0; i < n && j < p; i++) {
                table_get(x, &t, i, j);
                mpq_sub(x, x, mean);
                table_set_rational(&s, i, j, x);
            }
        }
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&s, NULL, 0);
        for (int64_t j = 1; j <= p; j++)
            for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++)
                check_equal(a, b, (lsq_quantity)what, j, j);
        for (int what = LSQ_RSS; what <= LSQ_BIC; what++)
            check_equal(a, b, (lsq_quantity)what, 0, 0);
        quantity(x, b, LSQ_ESTIMATE, 0, 60);
        assert_true(mpq_equal(x, mean));
        lsq_fit_free(b);
        lsq_fit_free(a);
        mpq_clear(x);
        mpq_clear(mean);
        table_free(&s);
        table_free(&t);
    }
}

static void reordered_columns_take_their_numbers_with_them(void **state) {
    (void)state;
    uint64_t seed = 100;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t p = 4, order[4];
        table t = table_random(&seed, 9, p, 8, 3);
        random_permutation(&seed, order, p);
        char formula[64];
        snprintf(formula, sizeof formula, "y ~ x%d + x%d + x%d + x%d", (int)order[0] + 1,
                 (int)order[1] + 1, (int)order[2] + 1, (int)order[3] + 1);
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&t, formula, 0);
        for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++) {
            check_equal(a, b, (lsq_quantity)what, 0, 0);
            for (int64_t j = 0; j < p; j++)
                check_equal(a, b, (lsq_quantity)what, order[j] + 1, j + 1);
        }
        for (int what = LSQ_RSS; what <= LSQ_BIC; what++)
            check_equal(a, b, (lsq_quantity)what, 0, 0);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scaled_column_scales_its_coefficient_inversely),
        cmocka_unit_test(a_scaled_response_scales_all_that_has_its_unit),
        cmocka_unit_test(a_combination_added_to_the_response_is_added_to_the_coefficients),
        cmocka_unit_test(repeated_rows_keep_the_coefficients_and_double_the_rss),
        cmocka_unit_test(centring_moves_only_the_intercept),
        cmocka_unit_test(reordered_columns_take_their_numbers_with_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
