/* Values that no ball can round: exact ties and exact zeros of every algebraic quantity.
 *
 * Rows of the Hadamard matrix H of order 8: x = u h_1, y = u_y (b h_1 + sum over c = 2 .. 7 of a_c
 * h_c).  Then
 *
 *   b_x = b u_y/u,  se = sqrt(sum a^2/6) u_y/u,  RSS = 8 sum a^2 u_y^2,  sigma = sqrt(8 sum a^2/6)
 * u_y, t = b sqrt(6/sum a^2),  F = t^2,  R2 = b^2/(b^2 + sum a^2),  adjusted 1 - (1 - R2) 7/6,
 * intercept 0.
 *
 * SPDX-License-Identifier: MIT */
#include "laws/tables.h"

enum { N = 8 };

/* quarters of b and of a_2 ... a_7, and the units of x and y as powers of ten */
typedef struct design {
    int64_t b, a[6], tens_x, tens_y;
} design;

static lsq_fit *fit_design(design d) {
    table t = table_new(N, 1);
    mpq_t v;
    mpq_init(v);
    for (int64_t i = 0; i < N; i++) {
        mpq_set_si(v, hadamard(i, 1), 1);
        rational_scale10(v, d.tens_x);
        table_set_rational(&t, i, 0, v);
        int64_t sum = d.b * hadamard(i, 1);
        for (int64_t c = 0; c < 6; c++)
            sum += d.a[c] * hadamard(i, c + 2);
        mpq_set_si(v, (long)sum, 4);
        mpq_canonicalize(v);
        rational_scale10(v, d.tens_y);
        table_set_rational(&t, i, 1, v);
    }
    mpq_clear(v);
    lsq_fit *fit = fit_table(&t, NULL, 0);
    table_free(&t);
    return fit;
}

/* The quantity of term 1 with so many digits, exactly as text. */
static void check_at(design d, lsq_quantity what, int digits, const char *want, int line) {
    char got[NUMBER];
    lsq_fit *fit = fit_design(d);
    lsq_error error = {0};
    check_status_at(lsq_fit_text(fit, what, 0, 1, digits, got, sizeof got, &error), LSQ_OK, &error,
                    __FILE__, line);
    lsq_fit_free(fit);
    check_text_at(got, want, __FILE__, line);
}
#define check(d, what, digits, want) check_at(d, what, digits, want, __LINE__)

/* b = 6.25, all a = 2.5: se = t = 2.5, F = 6.25. */
static const design halves = {25, {10, 10, 10, 10, 10, 10}, 0, 0};
static const design milli = {25, {10, 10, 10, 10, 10, 10}, -3, -1};
static const design odd = {49, {14, 14, 14, 14, 14, 14}, 2, -7}; /* 12.25, 3.5 */

static void estimates_in_a_tie_go_to_even(void **state) {
    (void)state;
    check(halves, LSQ_ESTIMATE, 2, "6.2");
    check(halves, LSQ_ESTIMATE, 3, "6.25");
    check(milli, LSQ_ESTIMATE, 2, "6.2e2"); /* 625 */
    check(odd, LSQ_ESTIMATE, 3, "1.22e-8"); /* 1.225e-8 */
}

static void standard_errors_in_a_tie_go_to_even(void **state) {
    (void)state;
    check(halves, LSQ_STD_ERROR, 1, "2");
    check(halves, LSQ_STD_ERROR, 2, "2.5");
    check(milli, LSQ_STD_ERROR, 1, "2e2");
    check(odd, LSQ_STD_ERROR, 1, "4e-9");
}

static void statistics_in_a_tie_go_to_even(void **state) {
    (void)state;
    check(halves, LSQ_T, 1, "2");
    check(milli, LSQ_T, 1, "2");
    check(odd, LSQ_T, 1, "4");
    check(halves, LSQ_F, 2, "6.2");
    check(milli, LSQ_F, 2, "6.2");
    check(odd, LSQ_F, 3, "12.2");
    design negative = milli;
    negative.b = -25;
    check(negative, LSQ_T, 1, "-2");
    check(negative, LSQ_ESTIMATE, 2, "-6.2e2");
}

static void sums_of_squares_in_a_tie_go_to_even(void **state) {
    (void)state;
    const design rss = {7, {5, 5, 5, 5, 5, 5}, -2, 0}; /* 8 * 6 * 1.5625 = 75 */
    check(rss, LSQ_RSS, 1, "8e1");
    const design scaled = {7, {5, 5, 5, 5, 5, 5}, -2, -3};
    check(scaled, LSQ_RSS, 1, "0.00008");                /* 7.5e-5 */
    const design sigma = {0, {8, 3, 1, 1, 0, 0}, 1, -2}; /* sum a^2 = 75/16, sigma = 2.5 */
    check(sigma, LSQ_SIGMA, 1, "0.02");
}

static void r_squared_in_a_tie_goes_to_even(void **state) {
    (void)state;
    const design eighth = {4, {8, 4, 4, 4, 0, 0}, 3, -2}; /* 1/(1 + 7) */
    check(eighth, LSQ_R_SQUARED, 2, "0.12");
    check(eighth, LSQ_R_SQUARED, 3, "0.125");
    const design quarter = {
        4, {4, 4, 4, 0, 0, 0}, 3, -2}; /* 1/(1 + 3), adjusted 1 - 3/4 7/6 = 1/8 */
    check(quarter, LSQ_R_SQUARED, 1, "0.2");
    check(quarter, LSQ_ADJ_R_SQUARED, 2, "0.12");
}

static void a_slope_of_exactly_0_is_printed_as_0(void **state) {
    (void)state;
    const design flat = {0, {3, 1, -4, 1, 5, 9}, -4, 2};
    check(flat, LSQ_ESTIMATE, 30, "0");
    check(flat, LSQ_T, 30, "0");
    check(flat, LSQ_F, 30, "0");
    check(flat, LSQ_R_SQUARED, 30, "0");
    check(flat, LSQ_P, 5, "1.0000");
    check(flat, LSQ_F_P, 5, "1.0000");
    lsq_fit *fit = fit_design(flat);
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 1), 0.0);
    check_same(lsq_fit_value(fit, LSQ_P, 0, 1), 1.0);
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 0), 0.0);
    lsq_fit_free(fit);
}

/* 2^53 + 1 and 2^53 + 3 lie between two doubles. */
static void doubles_in_a_tie_go_to_even(void **state) {
    (void)state;
    const int64_t one = 4 * (((int64_t)1 << 53) + 1), three = 4 * (((int64_t)1 << 53) + 3);
    const design d = {three, {one, one, one, one, one, one}, 0, 0};
    lsq_fit *fit = fit_design(d);
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 1), 0x1p53 + 4);
    check_same(lsq_fit_value(fit, LSQ_STD_ERROR, 0, 1), 0x1p53);
    lsq_fit_free(fit);
}

static void decimals_in_a_tie_go_to_even(void **state) {
    (void)state;
    static const struct {
        lsq_quantity what;
        int decimals;
        const char *want;
    } cases[] = {{LSQ_ESTIMATE, 1, "6.2"},    {LSQ_ESTIMATE, -1, "10"},
                 {LSQ_STD_ERROR, 0, "2"},     {LSQ_T, 0, "2"},
                 {LSQ_F, 1, "6.2"},           {LSQ_RSS, -2, "300"},
                 {LSQ_ESTIMATE, 4, "6.2500"}, {LSQ_RSS, -3, "0"}};
    lsq_fit *fit = fit_design(halves);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char got[NUMBER];
        check_status(
            lsq_fit_fixed(fit, cases[c].what, 0, 1, cases[c].decimals, got, sizeof got, NULL),
            LSQ_OK, NULL);
        check_text(got, cases[c].want);
    }
    lsq_fit_free(fit);
}

/* y = 0.0125 h, x1 = 0.001 h, x2 = 0.002 h: the shortest solution is (2.5, 5).  y = -2.5 beside two
 * constant columns: each takes -1.25. */
static void minimum_norms_in_a_tie_go_to_even(void **state) {
    (void)state;
    table t = table_new(N, 2);
    for (int64_t i = 0; i < N; i++) {
        int minus = hadamard(i, 1) < 0;
        table_set(&t, i, 0, minus ? "-0.001" : "0.001");
        table_set(&t, i, 1, minus ? "-0.002" : "0.002");
        table_set(&t, i, 2, minus ? "-0.0125" : "0.0125");
    }
    lsq_fit *fit = fit_table(&t, NULL, 1);
    char got[NUMBER];
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 1, 1, got, sizeof got, NULL), LSQ_OK, NULL);
    check_text(got, "2");
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 2, 0, got, sizeof got, NULL), LSQ_OK, NULL);
    check_text(got, "5");
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 9, got, sizeof got, NULL), LSQ_OK, NULL);
    check_text(got, "0");
    lsq_fit_free(fit);
    for (int64_t i = 0; i < N; i++) {
        table_set(&t, i, 1, "1.00");
        table_set(&t, i, 2, "-2.5");
    }
    fit = fit_table(&t, NULL, 1);
    for (int64_t j = 0; j < 3; j += 2) {
        check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, j, 2, got, sizeof got, NULL), LSQ_OK, NULL);
        check_text(got, "-1.2");
    }
    lsq_fit_free(fit);
    table_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_in_a_tie_go_to_even),
        cmocka_unit_test(standard_errors_in_a_tie_go_to_even),
        cmocka_unit_test(statistics_in_a_tie_go_to_even),
        cmocka_unit_test(sums_of_squares_in_a_tie_go_to_even),
        cmocka_unit_test(r_squared_in_a_tie_goes_to_even),
        cmocka_unit_test(a_slope_of_exactly_0_is_printed_as_0),
        cmocka_unit_test(doubles_in_a_tie_go_to_even),
        cmocka_unit_test(decimals_in_a_tie_go_to_even),
        cmocka_unit_test(minimum_norms_in_a_tie_go_to_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
