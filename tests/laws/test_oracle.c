/* The judge judged: hand-proved cases, identities and NIST's certified values.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/oracle.h"
#include "support/random.h"
#include "support/rational.h"

/* x = num/den, as text "num/den" or "num" */
static void check_ratio_at(const mpq_t x, const char *want, int line) {
    char text[256];
    gmp_snprintf(text, sizeof text, "%Qd", x);
    check_text_at(text, want, __FILE__, line);
}
#define check_ratio(x, want) check_ratio_at(x, want, __LINE__)

static oracle *fit(int64_t n, int64_t p, const double *X, const double *y) {
    oracle_matrix A = oracle_matrix_doubles(n, p, X), b = oracle_matrix_doubles(n, 1, y);
    oracle *o = oracle_fit(&A, &b);
    oracle_matrix_free(&A);
    oracle_matrix_free(&b);
    return o;
}

/* y = 1, 2, 4 at x = 0, 1, 2: X'X = (3 3; 3 5), its inverse (5 -3; -3 3)/6, X'y = (7, 10),
 * residuals 1/6 -2/6 1/6. */
static void a_line_through_three_points(void **state) {
    (void)state;
    const double X[] = {1, 0, 1, 1, 1, 2}, y[] = {1, 2, 4};
    oracle *o = fit(3, 2, X, y);
    assert_int_equal(o->rank, 2);
    check_ratio(o->coef.a[0], "5/6");
    check_ratio(o->coef.a[1], "3/2");
    check_ratio(o->inverse.a[0], "5/6");
    check_ratio(o->inverse.a[1], "-1/2");
    check_ratio(o->inverse.a[3], "1/2");
    check_ratio(o->residual.a[1], "-1/3");
    check_ratio(o->rss[0], "1/6");
    check_ratio(o->tss[0], "21");
    check_ratio(o->centred_tss[0], "14/3");
    check_ratio(o->min_norm.a[0], "5/6");
    oracle_free(o);
}

/* sum xy / sum xx = 56/77, RSS = 41 - 56^2/77: NIST's NoInt2. */
static void a_line_through_the_origin(void **state) {
    (void)state;
    const double X[] = {4, 5, 6}, y[] = {3, 4, 4};
    oracle *o = fit(3, 1, X, y);
    check_ratio(o->coef.a[0], "8/11");
    check_ratio(o->inverse.a[0], "1/77");
    check_ratio(o->rss[0], "3/11");
    oracle_free(o);
}

/* Columns 1, x1, x2, 0, 3, 2 x1 - x2/4: the last three depend on the first three. */
static void dependent_columns_carry_their_relation(void **state) {
    (void)state;
    double X[4 * 6], y[4] = {1, 0, 2, 5};
    const double x1[] = {1, 2, 5, 7}, x2[] = {4, -8, 0, 12};
    for (int i = 0; i < 4; i++) {
        const double row[] = {1, x1[i], x2[i], 0, 3, 2 * x1[i] - x2[i] / 4};
        memcpy(X + 6 * i, row, sizeof row);
    }
    oracle *o = fit(4, 6, X, y);
    assert_int_equal(o->rank, 3);
    const int independent[] = {1, 1, 1, 0, 0, 0};
    assert_memory_equal(o->independent, independent, sizeof independent);
    for (int j = 0; j < 6; j++)
        check_ratio(*oracle_at(&o->relation, 3, j), "0");
    check_ratio(*oracle_at(&o->relation, 4, 0), "3");
    check_ratio(*oracle_at(&o->relation, 4, 1), "0");
    check_ratio(*oracle_at(&o->relation, 5, 1), "2");
    check_ratio(*oracle_at(&o->relation, 5, 2), "-1/4");
    check_ratio(*oracle_at(&o->relation, 5, 5), "0");
    check_ratio(o->coef.a[5], "0");
    oracle_free(o);
}

/* y = 5 x1 with x2 = 2 x1: of all (a, b) with a + 2 b = 5 the shortest is (1, 2). */
static void the_minimum_norm_solution_is_shared_among_dependent_columns(void **state) {
    (void)state;
    const double X[] = {1, 2, 2, 4, 3, 6}, y[] = {5, 10, 15};
    oracle *o = fit(3, 2, X, y);
    assert_int_equal(o->rank, 1);
    check_ratio(o->coef.a[0], "5");
    check_ratio(o->coef.a[1], "0");
    check_ratio(o->min_norm.a[0], "1");
    check_ratio(o->min_norm.a[1], "2");
    check_ratio(o->rss[0], "0");
    oracle_free(o);
}

/* Three equal columns: two null vectors that are not orthogonal to each other; the shortest is y/3
 * each. */
static void two_null_vectors_are_projected_out(void **state) {
    (void)state;
    const double X[] = {1, 1, 1, 2, 2, 2}, y[] = {6, 12};
    oracle *o = fit(2, 3, X, y);
    assert_int_equal(o->rank, 1);
    for (int j = 0; j < 3; j++)
        check_ratio(o->min_norm.a[j], "2");
    oracle_free(o);
}

static void fewer_rows_than_columns_are_fitted_perfectly(void **state) {
    (void)state;
    const double X[] = {1, 3, 7, 1, 4, 9}, y[] = {2, 5};
    oracle *o = fit(2, 3, X, y);
    assert_int_equal(o->rank, 2);
    check_ratio(o->rss[0], "0");
    check_ratio(o->coef.a[1], "3");
    check_ratio(o->coef.a[0], "-7");
    check_ratio(*oracle_at(&o->relation, 2, 1), "2");
    check_ratio(*oracle_at(&o->relation, 2, 0), "1");
    oracle_free(o);
}

/* (A'B) of n-row matrices is zero, or the identity minus nothing where `identity`. */
static void check_product(const oracle_matrix *A, const oracle_matrix *B, int identity) {
    mpq_t sum, t;
    mpq_init(sum);
    mpq_init(t);
    for (int64_t j = 0; j < A->columns; j++)
        for (int64_t k = 0; k < B->columns; k++) {
            mpq_set_ui(sum, 0, 1);
            for (int64_t i = 0; i < A->rows; i++) {
                mpq_mul(t, *oracle_at(A, i, j), *oracle_at(B, i, k));
                mpq_add(sum, sum, t);
            }
            check_ratio(sum, identity && j == k ? "1" : "0");
        }
    mpq_clear(sum);
    mpq_clear(t);
}

/* Normal equations, the inverse and Y = X B + E, on random decimals and two responses. */
static void random_fits_satisfy_the_normal_equations(void **state) {
    (void)state;
    uint64_t seed = 7;
    for (int64_t trial = 0; trial < 20; trial++) {
        int64_t n = random_between(&seed, 6, 12), p = random_between(&seed, 1, 5);
        oracle_matrix X = oracle_matrix_new(n, p), Y = oracle_matrix_new(n, 2);
        char text[64];
        for (int64_t i = 0; i < n * p; i++) {
            random_decimal(&seed, text, sizeof text, 8, 5);
            assert_int_equal(rational_from_text(X.a[i], text), 0);
        }
        for (int64_t i = 0; i < n * 2; i++)
            rational_from_double(Y.a[i], random_double(&seed));
        oracle *o = oracle_fit(&X, &Y);
        assert_int_equal(o->rank, p);
        check_product(&X, &o->residual, 0);
        oracle_matrix M = oracle_matrix_new(p, p);
        mpq_t t;
        mpq_init(t);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < p; j++)
                for (int64_t k = 0; k < p; k++) {
                    mpq_mul(t, *oracle_at(&X, i, j), *oracle_at(&X, i, k));
                    mpq_add(*oracle_at(&M, j, k), *oracle_at(&M, j, k), t);
                }
        check_product(&M, &o->inverse, 1);
        for (int64_t i = 0; i < n; i++) {
            mpq_sub(t, *oracle_at(&Y, i, 1), *oracle_at(&o->residual, i, 1));
            for (int64_t j = 0; j < p; j++) {
                mpq_t u;
                mpq_init(u);
                mpq_mul(u, *oracle_at(&X, i, j), *oracle_at(&o->coef, j, 1));
                mpq_sub(t, t, u);
                mpq_clear(u);
            }
            check_ratio(t, "0");
        }
        mpq_clear(t);
        oracle_matrix_free(&M);
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
    }
}

static void check_rounded_at(const char *value, int digits, const char *want, int root, int line) {
    char text[128];
    mpq_t x;
    mpq_init(x);
    assert_int_equal(rational_from_text(x, value), 0);
    if (root)
        rational_round_sqrt(text, sizeof text, x, digits);
    else
        rational_round(text, sizeof text, x, digits);
    mpq_clear(x);
    check_text_at(text, want, __FILE__, line);
}
#define check_rounded(value, digits, want) check_rounded_at(value, digits, want, 0, __LINE__)
#define check_root(value, digits, want) check_rounded_at(value, digits, want, 1, __LINE__)

static void rounding_is_to_nearest_and_ties_go_to_even(void **state) {
    (void)state;
    check_rounded("0.125", 2, "1.2e-1");
    check_rounded("0.375", 2, "3.8e-1");
    check_rounded("0.12500000000000000000001", 2, "1.3e-1");
    check_rounded("-2.5", 1, "-2e0");
    check_rounded("-3.5", 1, "-4e0");
    check_rounded("99.95", 3, "1.00e2"); /* 99.9 is odd in its last digit */
    check_rounded("99.94", 3, "9.99e1");
    check_rounded("1000", 2, "1.0e3");
    check_rounded("999", 1, "1e3");
    check_rounded("1e-400", 3, "1.00e-400");
    check_rounded("-0.000", 5, "0");
    check_rounded("9007199254740993", 15, "9.00719925474099e15");
}

static void roots_are_rounded_without_a_tolerance(void **state) {
    (void)state;
    check_root("2", 30,
               "1.41421356237309504880168872421e0"); /* 1.414213562373095048801688724209698... */
    check_root("1.5625", 2, "1.2e0");                /* 1.25 */
    check_root("1.8225", 2, "1.4e0");                /* 1.35 */
    check_root("1.56250000000000000000000000000001", 2, "1.3e0");
    check_root("0", 7, "0");
    check_root("1e-40", 3, "1.00e-20");
    check_root("0.09", 1, "3e-1");
    check_root("99.8001", 3, "9.99e0"); /* 9.99 */
}

static void numbers_are_read_strictly(void **state) {
    (void)state;
    mpq_t x;
    mpq_init(x);
    const char *const bad[] = {"",   "-",  ".",     "1e", "1e+", "0x1",     "1,5",
                               " 1", "1 ", "1.2.3", "e5", "nan", "1e999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rational_from_text(x, bad[i]), -1);
    assert_int_equal(rational_from_text(x, "-12.50e-1"), 0);
    check_ratio(x, "-5/4");
    assert_int_equal(rational_from_text(x, "+.5E2"), 0);
    check_ratio(x, "50");
    rational_from_double(x, 0.1);
    check_ratio(x, "3602879701896397/36028797018963968");
    mpq_clear(x);
    assert_true(rational_same_text("0.10", "1e-1"));
    assert_false(rational_same_text("0.10", "0.100000000000000000000000000001"));
    assert_false(rational_same_text("null", "null"));
    assert_int_equal(rational_text_digits("-0.0120e5"), 3);
    assert_int_equal(rational_text_digits("120"), 3);
    assert_int_equal(rational_text_digits("0.0"), 0);
}

/* NIST's certified values of Norris, 36 points, as its page prints them. */
static void norris_has_its_certified_values(void **state) {
    (void)state;
    FILE *file = fopen("datasets/nist/Norris.csv", "r");
    assert_non_null(file);
    char line[256], a[64], b[64];
    oracle_matrix X = oracle_matrix_new(36, 2), Y = oracle_matrix_new(36, 1);
    assert_non_null(fgets(line, sizeof line, file));
    check_text(line, "y,x\n");
    for (int i = 0; i < 36; i++) {
        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(sscanf(line, "%63[^,],%63[^\n]", a, b), 2);
        assert_int_equal(rational_from_text(Y.a[i], a), 0);
        assert_int_equal(rational_from_text(X.a[2 * i + 1], b), 0);
        mpq_set_ui(X.a[2 * i], 1, 1);
    }
    fclose(file);
    oracle *o = oracle_fit(&X, &Y);
    char text[64];
    mpq_t variance, t;
    mpq_init(variance);
    mpq_init(t);
    mpq_set_ui(t, 34, 1);
    mpq_div(variance, o->rss[0], t);
    rational_round(text, sizeof text, o->coef.a[0], 15);
    check_decimal(text, "-0.262323073774029");
    rational_round(text, sizeof text, o->coef.a[1], 15);
    check_decimal(text, "1.00211681802045");
    rational_round_sqrt(text, sizeof text, variance, 15);
    check_decimal(text, "0.884796396144373");
    mpq_mul(t, variance, o->inverse.a[0]);
    rational_round_sqrt(text, sizeof text, t, 15);
    check_decimal(text, "0.232818234301152");
    mpq_mul(t, variance, o->inverse.a[3]);
    rational_round_sqrt(text, sizeof text, t, 15);
    check_decimal(text, "0.429796848199937e-3");
    mpq_clear(variance);
    mpq_clear(t);
    oracle_free(o);
    oracle_matrix_free(&X);
    oracle_matrix_free(&Y);
}

/* splitmix64's published first outputs for the seed 1234567. */
static void the_generator_is_splitmix64(void **state) {
    (void)state;
    uint64_t seed = 1234567;
    assert_true(random_word(&seed) == 6457827717110365317u);
    assert_true(random_word(&seed) == 3203168211198807973u);
    int64_t order[9], sum = 0;
    random_permutation(&seed, order, 9);
    for (int i = 0; i < 9; i++)
        sum += (int64_t)1 << order[i];
    assert_int_equal(sum, 511);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_through_three_points),
        cmocka_unit_test(a_line_through_the_origin),
        cmocka_unit_test(dependent_columns_carry_their_relation),
        cmocka_unit_test(the_minimum_norm_solution_is_shared_among_dependent_columns),
        cmocka_unit_test(two_null_vectors_are_projected_out),
        cmocka_unit_test(fewer_rows_than_columns_are_fitted_perfectly),
        cmocka_unit_test(random_fits_satisfy_the_normal_equations),
        cmocka_unit_test(rounding_is_to_nearest_and_ties_go_to_even),
        cmocka_unit_test(roots_are_rounded_without_a_tolerance),
        cmocka_unit_test(numbers_are_read_strictly),
        cmocka_unit_test(norris_has_its_certified_values),
        cmocka_unit_test(the_generator_is_splitmix64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
