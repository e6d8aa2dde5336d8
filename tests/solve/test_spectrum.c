/* Eigenvalues of X'X, the inverse from them, and the steps they foretell.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

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
    check_status(lsq_quadratic_init(&h->F, &h->kept, &error), LSQ_OK, &error);
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
 * of a column leaves the scaled condition as it is. */
static void the_inverse_and_the_condition_are_those_by_hand(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 1e6, 0, 1e6, 3, 0, 1};
    double W[4], C[4], rcond;
    lsq_error error = {0};
    held h;
    hold(&h, A, 3, 2, 1);
    lsq_view w = {W, 2, 2, 2}, c = {C, 2, 2, 2};
    check_status(lsq_spectrum_inverse(&h.S, h.L, w, c, &error), LSQ_OK, &error);
    /* an error of kappa^2 u = 1e-4 in the small one of two so different eigenvalues at worst */
    check_digits(C[0], "0.666666666666666666666", 3);
    check_digits(C[3], "0.666666666666666666666e-12", 3);
    check_same(C[1], C[2]);
    check_status(lsq_scaled_rcond(&rcond, &h.F, w, &error), LSQ_OK, &error);
    check_digits(rcond, "0.577350269189625764509148780502", 14);
    let_go(&h);
}

static void a_column_of_zeros_has_no_condition(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 0, 1, 2};
    double W[4], rcond = 1;
    lsq_error error = {0};
    held h;
    hold(&h, A, 2, 2, 1);
    check_status(lsq_scaled_rcond(&rcond, &h.F, (lsq_view){W, 2, 2, 2}, &error), LSQ_OK, &error);
    check_within(rcond, 0, 0);
    let_go(&h);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eigenvalues_and_weights_are_those_by_hand),
        cmocka_unit_test(weights_are_over_all_responses),
        cmocka_unit_test(a_dependent_column_gives_a_zero),
        cmocka_unit_test(nothing_has_rank_0),
        cmocka_unit_test(the_inverse_and_the_condition_are_those_by_hand),
        cmocka_unit_test(a_column_of_zeros_has_no_condition),
        cmocka_unit_test(fixed_steps_follow_from_the_components),
        cmocka_unit_test(beyond_2_over_L_there_is_no_number_of_steps),
        cmocka_unit_test(numbers_beyond_any_machine_are_right_too),
        cmocka_unit_test(line_searches_follow_from_kantorovich),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
