/* Eigenvalues of X'X, the inverse from them, and the steps they foretell.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"
#include "solve/spectrum.h"

typedef struct held {
    lsq_lapack *L;
    lsq_kept kept;
    lsq_quadratic F;
    lsq_spectrum S;
} held;

static void hold(held *h, const double *A, int64_t n, int64_t p, int64_t q) {
    lsq_error error = {0};
    *h = (held){0};
    check_status(lsq_lapack_open(&h->L, &error), LSQ_OK, &error);
    check_status(lsq_kept_init(&h->kept, h->L, LSQ_KEEP_PRODUCTS, p, q, &error), LSQ_OK, &error);
    double *copy = malloc((size_t)(n * (p + q)) * sizeof *copy);
    memcpy(copy, A, (size_t)(n * (p + q)) * sizeof *copy);
    check_status(lsq_kept_add(&h->kept, (lsq_view){copy, n, p + q, n}, &error), LSQ_OK, &error);
    free(copy);
    check_status(lsq_quadratic_init(&h->F, &h->kept, NULL, &error), LSQ_OK, &error);
    check_status(lsq_spectrum_init(&h->S, &h->F, &error), LSQ_OK, &error);
}

static void let_go(held *h) {
    lsq_spectrum_clear(&h->S);
    lsq_quadratic_clear(&h->F);
    lsq_kept_clear(&h->kept);
    lsq_lapack_close(h->L);
}

/* M = [2 1; 1 2], c = (3, 4): eigenvalues 1 of (1, -1) / sqrt 2 and 3 of (1, 1) / sqrt 2; G = -2c
 * has the components sqrt 2 and 7 sqrt 2 along them. */
static void eigenvalues_and_weights_are_those_by_hand(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 1, 0, 1, 3, 0, 1};
    held h;
    hold(&h, A, 3, 2, 1);
    assert_int_equal(h.S.rank, 2);
    check_digits(h.S.L, "6", 14);
    check_digits(h.S.mu, "2", 14);
    check_digits(h.S.weight.data[0], "1.41421356237309504880", 13);
    check_digits(h.S.weight.data[1], "9.89949493661166534161", 13);
    let_go(&h);
}

/* (p + sqrt(n)) u L, and p u L where the products were given. */
static void rounding_of_eigenvalues_walks_with_the_rows_summed(void **state) {
    (void)state;
    static const double A[2 * 16] = {[0] = 1, [1] = 2, [16] = 1}; /* M = 5, L = 10 */
    held h;
    hold(&h, A, 16, 1, 1);
    check_within(h.S.noise, (1 + 4) * 10 * DBL_EPSILON / 2, 1e-28);
    lsq_spectrum_clear(&h.S);
    lsq_quadratic_clear(&h.F);
    h.kept.given = 1;
    lsq_error error = {0};
    check_status(lsq_quadratic_init(&h.F, &h.kept, NULL, &error), LSQ_OK, &error);
    check_status(lsq_spectrum_init(&h.S, &h.F, &error), LSQ_OK, &error);
    check_within(h.S.noise, 10 * DBL_EPSILON / 2, 1e-28);
    let_go(&h);
}

/* X = diag(1, 2), Y = [3 4; 2 1], so that c = [3 4; 4 2]: the weights are lengths of its rows. */
static void weights_are_over_all_responses(void **state) {
    (void)state;
    static const double A[] = {1, 0, 0, 2, 3, 2, 4, 1}; /* c = (3, 4), (4, 2) */
    held h;
    hold(&h, A, 2, 2, 2);
    check_digits(h.S.weight.data[0], "10", 14); /* 2 |(3, 4)|, of eigenvalue 1 */
    check_digits(h.S.weight.data[1], "8.94427190999915878564", 14); /* 2 |(4, 2)|, of 4 */
    let_go(&h);
}

/* Columns a, b, a + b: the eigenvalue that is rounding counts as 0, and has no weight. */
static void a_dependent_column_gives_a_zero(void **state) {
    (void)state;
    uint64_t seed = 2;
    double A[10 * 4];
    for (int i = 0; i < 10; i++) {
        A[i] = random_double(&seed);
        A[10 + i] = random_double(&seed);
        A[20 + i] = A[i] + A[10 + i];
        A[30 + i] = random_double(&seed);
    }
    held h;
    hold(&h, A, 10, 3, 1);
    assert_int_equal(h.S.rank, 2);
    check_within(h.S.lambda.data[0], 0, 0);
    check_within(h.S.weight.data[0], 0, 0);
    check_within(h.S.mu, 2 * h.S.lambda.data[1], 0);
    assert_true(h.S.mu > 0.1);
    assert_true(isfinite(lsq_spectrum_line_steps(&h.S, 1e-10)));
    let_go(&h);
}

static void nothing_has_rank_0(void **state) {
    (void)state;
    static const double A[] = {0, 0, 0, 0, 1, 2};
    held h;
    hold(&h, A, 2, 2, 1);
    assert_int_equal(h.S.rank, 0);
    check_within(h.S.L, 0, 0);
    check_within(h.S.mu, 0, 0);
    check_within(lsq_spectrum_fixed_steps(&h.S, INFINITY, 1e-10), 0, 0);
    check_within(lsq_spectrum_line_steps(&h.S, 1e-10), 0, 0);
    let_go(&h);
}

/* X = [1 1; 1 0; 0 1] again: M^-1 = [2 -1; -1 2] / 3, scaled eigenvalues 1/2 and 3/2.  Another unit
 * s of a column leaves the scaled condition as it is, and M^-1 as accurate; mu = 2 det / lambda_max
 * of [2 s; s 2s^2], in 60 digits, is 1e-24 of L at the end. */
static void units_matter_neither_for_the_inverse_nor_for_mu(void **state) {
    (void)state;
    static const struct {
        double unit;
        const char *mu, *C11, *C01;
    } cases[] = {{1, "2", "0.666666666666666666667", "-0.333333333333333333333"},
                 {1e6, "2.99999999999924999999999962499999999995312", "0.666666666666666666667e-12",
                  "-0.333333333333333333333e-6"},
                 {1e12, "2.99999999999999999999999924999999999999999",
                  "0.666666666666666666667e-24", "-0.333333333333333333333e-12"},
                 {1e-12, "2.99999999999999999999999924999999999999999e-24",
                  "0.666666666666666666667e24", "-0.333333333333333333333e12"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double unit = cases[i].unit, A[] = {1, 1, 0, unit, 0, unit, 3, 0, 1};
        held h;
        hold(&h, A, 3, 2, 1);
        assert_int_equal(h.S.rank, 2);
        check_digits(h.S.rcond, "0.577350269189625764509148780502", 14);
        check_digits(h.S.mu, cases[i].mu, 14);
        check_within(2 * h.S.lambda.data[0], h.S.mu, 1e-15 * h.S.mu);
        check_digits(h.S.C.data[0], "0.666666666666666666666", 14);
        check_digits(h.S.C.data[1], cases[i].C01, 14);
        check_same(h.S.C.data[1], h.S.C.data[2]);
        check_digits(h.S.C.data[3], cases[i].C11, 14);
        let_go(&h);
    }
}

/* Seconds since 1970, every ten minutes: eigenvalues 1.3e-6 and 1.4e21, of which the products'
 * rounding leaves the scaled ones, 1 / rcond^2 = 1.5e9, with 16 - 9.2 digits at worst, times the
 * walk of 500 sums.  The values follow from the exact sums 500, S1, S2. */
static void columns_far_from_the_origin_have_full_rank(void **state) {
    (void)state;
    double A[500 * 3];
    for (int i = 0; i < 500; i++) {
        A[i] = 1;
        A[500 + i] = 1700000000.0 + 600 * i;
        A[1000 + i] = i % 7;
    }
    held h;
    hold(&h, A, 500, 2, 1);
    assert_int_equal(h.S.rank, 2);
    check_digits(h.S.rcond, "2.54690416723343139704916683800561369722626e-5", 5);
    check_digits(h.S.mu, "2.59468833146220369883469841733632811414299e-6", 5);
    check_digits(h.S.C.data[0], "770805.485864626125171167351336072010954710", 5);
    check_digits(h.S.C.data[3], "2.66667733337600017066734933606401092271035e-13", 5);
    let_go(&h);
}

/* A column and its double: two of three are independent, but of the second eigenvalue
 * rounding leaves nothing. */
static void an_eigenvalue_below_rounding_is_unknown_where_columns_depend(void **state) {
    (void)state;
    double A[50 * 4];
    for (int i = 0; i < 50; i++) {
        A[i] = 1;
        A[50 + i] = 1700000000.0 + 6000 * i;
        A[100 + i] = 2 * A[50 + i];
        A[150 + i] = i % 7;
    }
    held h;
    hold(&h, A, 50, 3, 1);
    assert_int_equal(h.S.rank, 2);
    check_within(h.S.mu, 0, 0);
    check_within(h.S.rcond, 0, 0);
    check_within(h.S.lambda.data[0], 0, 0);
    assert_true(h.S.lambda.data[1] > 0);
    assert_null(h.S.C.data);
    let_go(&h);
}

/* Random columns, three rows of five: whatever rounding makes of the zeros, no more than three. */
static void the_rank_is_at_most_the_number_of_rows(void **state) {
    (void)state;
    uint64_t seed = 6;
    for (int round = 0; round < 50; round++) {
        double A[3 * 6];
        for (int i = 0; i < 18; i++)
            A[i] = random_double(&seed);
        held h;
        hold(&h, A, 3, 5, 1);
        assert_true(h.S.rank <= 3);
        let_go(&h);
    }
}

static double cell(const char **text) {
    char *end;
    double value = strtod(*text, &end);
    *text = *end ? end + 1 : end;
    return value;
}

/* X = [1 x x^2] of NIST's Pontius; the roots of the characteristic polynomial in 80 digits. Scaled,
 * 1 / rcond^2 = 340, and the smallest comes from the inverse: 16 - 2.5 digits, less the walk of 40
 * sums.  Of the unscaled 2e26 no digit of it would be left.  The middle one is 2e12 times that:
 * 9 u 2e12 = 2e-3, and would be 9 u 9e13 = 0.09 beside the largest. */
static void the_eigenvalues_of_pontius_are_all_found(void **state) {
    (void)state;
    double A[40 * 4];
    char line[256];
    FILE *file = fopen("datasets/nist/Pontius.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (int i = 0; i < 40; i++) {
        assert_non_null(fgets(line, sizeof line, file));
        const char *at = line;
        A[120 + i] = cell(&at);
        A[40 + i] = cell(&at);
        A[i] = 1;
        A[80 + i] = A[40 + i] * A[40 + i];
    }
    fclose(file);
    held h;
    hold(&h, A, 40, 3, 1);
    assert_int_equal(h.S.rank, 3);
    check_digits(h.S.mu, "7.22662440569302573016847323304794686723737665", 11);
    check_digits(2 * h.S.lambda.data[1], "16095579147237.753122961407000771600943961949", 2);
    check_digits(h.S.L, "1463398650000242204420852835.02025263289997349", 14);
    check_within(2 * h.S.lambda.data[2], h.S.L, 0);
    let_go(&h);
}

/* Columns of lengths 1, 1e-9 and 1e-18: eigenvalues of 1e-18 are lost beside 1 in M, and their
 * inverses beside 1e36 in C.  What is left is the order, and mu. */
static void eigenvalues_that_nobody_knows_stay_in_their_order(void **state) {
    (void)state;
    uint64_t seed = 9;
    for (int round = 0; round < 50; round++) {
        double A[12 * 5];
        for (int i = 0; i < 60; i++) /* the last column is Y */
            A[i] = random_double(&seed) * pow(1e-9, i / 12 < 4 ? (i / 12 + 1) / 2 : 0);
        held h;
        hold(&h, A, 12, 4, 1);
        const double *lambda = h.S.lambda.data;
        assert_int_equal(h.S.rank, 4);
        assert_true(lambda[0] > 0 && lambda[0] <= lambda[1] && lambda[1] <= lambda[2] &&
                    lambda[2] <= lambda[3]);
        check_within(h.S.mu, 2 * lambda[0], 0);
        let_go(&h);
    }
}

static void a_column_of_zeros_has_no_condition(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 0, 1, 2};
    held h;
    hold(&h, A, 2, 2, 1);
    check_within(h.S.rcond, 0, 0);
    assert_int_equal(h.S.rank, 1);
    check_digits(h.S.mu, "4", 14); /* that of the other column */
    let_go(&h);
}

/* C = 2^1000 [.. ; .. 1e14 / 0.75] for columns of 2^-500 that differ by 1e-7 in one of four. */
/* The spectrum of n-by-p X with one response, A being [X y], is refused with these words. */
static void check_refused(double *A, int64_t n, int64_t p, const char *words) {
    lsq_error error = {0};
    lsq_kept kept;
    lsq_quadratic F;
    lsq_spectrum S;
    lsq_lapack *L;
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, &error);
    check_status(lsq_kept_init(&kept, L, LSQ_KEEP_PRODUCTS, p, 1, &error), LSQ_OK, &error);
    check_status(lsq_kept_add(&kept, (lsq_view){A, n, p + 1, n}, &error), LSQ_OK, &error);
    check_status(lsq_quadratic_init(&F, &kept, NULL, &error), LSQ_OK, &error);
    check_status(lsq_spectrum_init(&S, &F, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, words);
    lsq_spectrum_clear(&S);
    lsq_quadratic_clear(&F);
    lsq_kept_clear(&kept);
    lsq_lapack_close(L);
}

static void an_inverse_beyond_the_range_is_refused(void **state) {
    (void)state;
    double s = ldexp(1, -500), A[] = {s, s, s, s, s, s, s, s * (1 + 1e-7), 1, 2, 3, 5};
    check_refused(A, 4, 2, "(X'X)^-1 is beyond the range of a double");
}

/* A penalty that is as large is named instead of the columns. */
static void a_penalty_beyond_the_range_is_blamed_itself(void **state) {
    (void)state;
    static const double A[] = {1, 2, 3, 4}, ridge[] = {0x1p1023};
    held h;
    lsq_error error = {0};
    hold(&h, A, 2, 1, 1);
    lsq_spectrum_clear(&h.S);
    lsq_quadratic_clear(&h.F);
    check_status(lsq_quadratic_init(&h.F, &h.kept, ridge, &error), LSQ_OK, &error);
    check_status(lsq_spectrum_init(&h.S, &h.F, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "eigenvalue of X'X + diag(lambda) is beyond");
    check_contains(error.message, "take a smaller penalty");
    let_go(&h);
}

/* X'X = 2^1023 is a double, L = 2^1024 is none. */
static void a_largest_eigenvalue_beyond_the_range_is_refused(void **state) {
    (void)state;
    double s = ldexp(1, 511), A[] = {s, s, 1, 2};
    check_refused(A, 2, 1, "the largest eigenvalue of X'X is beyond the range of a double");
}

/* ---- what is foretold, of spectra made by hand ---- */

static lsq_spectrum spectrum(double *lambda, double *weight, int64_t p) {
    return (lsq_spectrum){.p = p,
                          .rank = p,
                          .lambda = {.data = lambda, .rows = p, .columns = 1},
                          .weight = {.data = weight, .rows = p, .columns = 1},
                          .L = 2 * lambda[p - 1],
                          .mu = 2 * lambda[0]};
}

static void fixed_steps_follow_from_the_components(void **state) {
    (void)state;
    double lambda[] = {1, 3}, weight[] = {1, 7}, alone[] = {0, 2};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    check_within(lsq_spectrum_fixed_steps(&S, 0.25, 1e-10), 34, 0);   /* both halved: 2^-34 */
    check_within(lsq_spectrum_fixed_steps(&S, 0.25, 0x1p-20), 20, 0); /* just so */
    /* t = 1/6: the second goes at once, the first is (2/3)^N / sqrt 50 <= 1e-3: N = 12.2 */
    check_within(lsq_spectrum_fixed_steps(&S, 1.0 / 6, 1e-3), 13, 0);
    S = spectrum(lambda, alone, 2);
    check_within(lsq_spectrum_fixed_steps(&S, 1.0 / 6, 1e-10), 1, 0);
}

static void who_asks_for_nothing_needs_no_step(void **state) {
    (void)state;
    double lambda[] = {1, 3}, weight[] = {1, 7}, none[] = {0, 0};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    check_within(lsq_spectrum_fixed_steps(&S, 0.25, 1), 0, 0);
    check_within(lsq_spectrum_line_steps(&S, 1), 0, 0);
    S = spectrum(lambda, none, 2); /* B = 0 is the answer */
    check_within(lsq_spectrum_fixed_steps(&S, 0.25, 1e-10), 0, 0);
    check_within(lsq_spectrum_line_steps(&S, 1e-10), 0, 0);
}

static void beyond_2_over_L_there_is_no_number_of_steps(void **state) {
    (void)state;
    double lambda[] = {1, 3}, weight[] = {1, 7}, alone[] = {2, 0};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    assert_true(isinf(lsq_spectrum_fixed_steps(&S, 1.0 / 3, 1e-10)));
    assert_true(isinf(lsq_spectrum_fixed_steps(&S, 1, 1e-10)));
    assert_true(isfinite(lsq_spectrum_fixed_steps(&S, 0.33, 1e-10)));
    S = spectrum(lambda, alone, 2); /* 1 - 2 * 0.4 = 0.2: 5^-N <= 1e-10, N = 14.3 */
    check_within(lsq_spectrum_fixed_steps(&S, 0.4, 1e-10), 15, 0);
}

/* (1 - 1e-20)^N / sqrt 2 = 1e-10: N = 1e20 ln(1e10 / sqrt 2) = 1e20 * 22.679277339714... and for
 * line search with k^2 = 1e20, excess = (1 + 1e20) / 2: N = (1e20 / 2) (23.0258509299 + ln(1e20 /
 * 2) / 2 = 22.6792773397), all to 1e-10. */
static void numbers_beyond_any_machine_are_right_too(void **state) {
    (void)state;
    double lambda[] = {1e-20, 1}, weight[] = {1, 1};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    check_digits(lsq_spectrum_fixed_steps(&S, 0.5, 1e-10), "2.26792773397e21", 10);
    check_digits(lsq_spectrum_line_steps(&S, 1e-10), "2.28525641348e21", 10);
    lambda[0] = 1e-300;
    S = spectrum(lambda, weight, 2);
    check_digits(lsq_spectrum_fixed_steps(&S, 0.5, 1e-10), "2.26792773397e301", 10);
    lambda[0] = 1e-310; /* 2e311 steps */
    S = spectrum(lambda, weight, 2);
    assert_true(isinf(lsq_spectrum_fixed_steps(&S, 0.5, 1e-10)));
}

/* Both components are halved: 2^-N <= 1e-300 at N = 996.6, and 1e-308 at 1023.2. */
static void tolerances_whose_squares_underflow_are_met(void **state) {
    (void)state;
    double lambda[] = {1, 3}, weight[] = {1, 7};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    check_within(lsq_spectrum_fixed_steps(&S, 0.25, 1e-300), 997, 0);
    check_within(lsq_spectrum_fixed_steps(&S, 0.25, 1e-308), 1024, 0);
}

/* t h = 3 t has two bits more than t, which an integer of 64 bits holds: t = m 2^-53, and 2 - 3t =
 * (2^54 - 3m) 2^-53. */
static void a_step_just_below_2_over_L_is_right_to_what_t_and_L_are(void **state) {
    (void)state;
    double lambda[] = {1.5}, weight[] = {1};
    lsq_spectrum S = spectrum(lambda, weight, 1);
    for (int64_t off = 1; off < 20; off++) {
        int64_t m = ((int64_t)1 << 54) / 3 - off;
        double left = ldexp((double)(((int64_t)1 << 54) - 3 * m), -53);
        check_within(lsq_spectrum_fixed_steps(&S, ldexp((double)m, -53), 1e-10) * left / log(1e10),
                     1, 1e-13);
    }
}

/* 2L (f_0 - f*) / |G|^2 = (1 * 3 + 49) / 50 = 1.04 and rho = 1/2, as in test_descent.c; with one
 * eigenvalue a single step suffices. */
static void line_searches_follow_from_kantorovich(void **state) {
    (void)state;
    double lambda[] = {1, 3}, weight[] = {1, 7}, alike[] = {3, 3};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    check_within(lsq_spectrum_line_steps(&S, 1e-10), 34, 0);
    check_within(lsq_spectrum_line_steps(&S, 0.00395), 9,
                 0); /* 2^8 lies between 1 and sqrt 1.04 over it */
    S = spectrum(alike, weight, 2);
    check_within(lsq_spectrum_line_steps(&S, 1e-10), 1, 0);
}

/* cosh(N log 3) >= sqrt(e) / tolerance for L / mu = 4 and q = 1/3: with e = (1 * 4 + 49) / 50
 * = 1.06 and 1e-3, 3^N + 3^-N >= 2059.1, N = 7; q = (sqrt 3 - 1) / (sqrt 3 + 1) = 0.268 of {1, 3}.
 */
static void conjugate_gradients_follow_from_chebyshev(void **state) {
    (void)state;
    double lambda[] = {1, 4}, weight[] = {1, 7}, alike[] = {3, 3}, none[] = {0, 0};
    lsq_spectrum S = spectrum(lambda, weight, 2);
    check_within(lsq_spectrum_chebyshev_steps(&S, 1e-3), 7, 0);
    check_within(lsq_spectrum_chebyshev_steps(&S, 9.416e-4), 7,
                 0); /* 2 sqrt(1.06) / 2187 = 9.4153e-4 */
    check_within(lsq_spectrum_chebyshev_steps(&S, 9.415e-4), 8, 0);
    check_within(lsq_spectrum_chebyshev_steps(&S, 1), 0, 0);
    S = spectrum(alike, weight, 2);
    check_within(lsq_spectrum_chebyshev_steps(&S, 1e-10), 1, 0);
    S = spectrum(lambda, none, 2);
    check_within(lsq_spectrum_chebyshev_steps(&S, 1e-10), 0, 0);
}

/* Three rows of five columns, of which four have a penalty: rank 5. */
static void a_penalty_makes_rank_beyond_the_rows(void **state) {
    (void)state;
    static const double ridge[] = {0, 1, 1, 1, 1};
    uint64_t seed = 6;
    double A[3 * 6];
    for (int i = 0; i < 18; i++)
        A[i] = random_double(&seed);
    held h;
    lsq_error error = {0};
    hold(&h, A, 3, 5, 1);
    assert_int_equal(h.S.rank, 3);
    lsq_spectrum_clear(&h.S);
    lsq_quadratic_clear(&h.F);
    check_status(lsq_quadratic_init(&h.F, &h.kept, ridge, &error), LSQ_OK, &error);
    check_status(lsq_spectrum_init(&h.S, &h.F, &error), LSQ_OK, &error);
    assert_int_equal(h.S.rank, 5);
    assert_true(h.S.mu > 0 && h.S.mu < 2);
    let_go(&h);
}

static void the_root_of_the_condition_does_not_overflow(void **state) {
    (void)state;
    check_digits(lsq_root_condition(4e300, 1e-300), "2e300", 14);
    check_within(lsq_root_condition(3, 3), 1, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eigenvalues_and_weights_are_those_by_hand),
        cmocka_unit_test(rounding_of_eigenvalues_walks_with_the_rows_summed),
        cmocka_unit_test(weights_are_over_all_responses),
        cmocka_unit_test(a_dependent_column_gives_a_zero),
        cmocka_unit_test(nothing_has_rank_0),
        cmocka_unit_test(units_matter_neither_for_the_inverse_nor_for_mu),
        cmocka_unit_test(columns_far_from_the_origin_have_full_rank),
        cmocka_unit_test(an_eigenvalue_below_rounding_is_unknown_where_columns_depend),
        cmocka_unit_test(the_rank_is_at_most_the_number_of_rows),
        cmocka_unit_test(the_eigenvalues_of_pontius_are_all_found),
        cmocka_unit_test(an_inverse_beyond_the_range_is_refused),
        cmocka_unit_test(a_largest_eigenvalue_beyond_the_range_is_refused),
        cmocka_unit_test(a_penalty_beyond_the_range_is_blamed_itself),
        cmocka_unit_test(eigenvalues_that_nobody_knows_stay_in_their_order),
        cmocka_unit_test(a_column_of_zeros_has_no_condition),
        cmocka_unit_test(fixed_steps_follow_from_the_components),
        cmocka_unit_test(who_asks_for_nothing_needs_no_step),
        cmocka_unit_test(beyond_2_over_L_there_is_no_number_of_steps),
        cmocka_unit_test(tolerances_whose_squares_underflow_are_met),
        cmocka_unit_test(a_step_just_below_2_over_L_is_right_to_what_t_and_L_are),
        cmocka_unit_test(numbers_beyond_any_machine_are_right_too),
        cmocka_unit_test(line_searches_follow_from_kantorovich),
        cmocka_unit_test(conjugate_gradients_follow_from_chebyshev),
        cmocka_unit_test(the_root_of_the_condition_does_not_overflow),
        cmocka_unit_test(a_penalty_makes_rank_beyond_the_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
