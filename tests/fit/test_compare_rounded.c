/* What rounding leaves: by hand, by rationals, and by an exact fit of the doubles.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <unistd.h>

#include "comparisons.h"
#include "fit/compare.h"

static double rounded_of(const char *csv, const char *formula) {
    char path[] = "/tmp/lsq-rounded-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, csv, strlen(csv)), (ssize_t)strlen(csv));
    close(file);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    lsq_comparison *c = NULL;
    lsq_error error = {0};
    lsq_status status = lsq_compare_files(&c, (const char *[]){path}, 1, &options, NULL, 0, &error);
    unlink(path);
    check_status(status, LSQ_OK, &error);
    double digits = lsq_comparison_rounded(c);
    lsq_comparison_free(c);
    return digits;
}

static void check_close(double got, double want) {
    if (!(fabs(got - want) < 1e-9)) /* a logarithm of doubles */
        fail_msg("%.12g digits, wanted %.12g", got, want);
}

/* Digits of the slope a - b in doubles beside that of the decimals. */
static double digits_of_a_slope(const char *a, const char *b) {
    mpq_t want, got, part;
    mpq_inits(want, got, part, NULL);
    assert_int_equal(rational_from_text(want, b), 0);
    assert_int_equal(rational_from_text(part, a), 0);
    mpq_sub(want, want, part);
    rational_from_double(got, strtod(b, NULL));
    rational_from_double(part, strtod(a, NULL));
    mpq_sub(got, got, part);
    mpq_sub(got, got, want);
    mpq_div(got, got, want);
    double error = fabs(mpq_get_d(got));
    mpq_clears(want, got, part, NULL);
    return -log10(error);
}

/* (0, a), (1, b): the intercept is a and the slope b - a, which loses what cancels. */
static void a_difference_loses_what_cancels(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"0.1", "0.3"}, {"1000.1", "1000.3"}, {"1000.1", "1000.1000003"}, {"1e9", "1000000000.1"}};
    double last = 17;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char csv[128];
        snprintf(csv, sizeof csv, "x,y\n0,%s\n1,%s\n", pairs[i][0], pairs[i][1]);
        double want = digits_of_a_slope(pairs[i][0], pairs[i][1]);
        check_close(rounded_of(csv, "y ~ x"), want);
        assert_true(i == 3 || want < last);
        last = want;
    }
}

static void numbers_that_are_doubles_lose_nothing(void **state) {
    (void)state;
    check_same(rounded_of("x,y\n0,1\n1,2.5\n2,-3.75\n", "y ~ x"), 17);
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, NULL, 0);
    check_same(lsq_comparison_rounded(c), 17);
    lsq_comparison_free(c);
}

/* The doubles that the solvers got, fitted exactly by the public call. */
static void nists_sets_have_the_digits_of_an_exact_fit_of_their_doubles(void **state) {
    (void)state;
    for (size_t i = 0; i < NIST_SETS; i++) {
        json_t *set = nist_load(nist_sets[i]);
        spy s = {0};
        lsq_outside outside = outside_of(&s);
        lsq_comparison *c = compare_nist(nist_sets[i], &outside, 1);
        lsq_fit_options options = {.struct_size = sizeof options, .formula = "y ~ . - 1"};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_doubles(&fit, (lsq_doubles){s.X, s.n, s.p, 1, s.n},
                                     (lsq_doubles){s.Y, s.n, s.q, 1, s.n}, &options, &error),
                     LSQ_OK, &error);
        double want = 17, got = lsq_comparison_rounded(c);
        for (int64_t j = 0; j < s.p; j++)
            want = fmin(want, digits_by_rationals(lsq_fit_value(fit, LSQ_ESTIMATE, 0, j),
                                                  nist_value(set, "exact_coefficients", j)));
        /* the fit's value is rounded to a double, which hides an error below 2^-53 = 10^-15.95 and
         * changes one of 10^-d by 10^(d - 15.95) of itself */
        if (want < 15 ? fabs(got - want) > 0.5 * pow(10, want - 15.9) : got < 15)
            fail_msg("%s: %.9g digits, wanted %.9g", nist_sets[i], got, want);
        lsq_fit_free(fit);
        lsq_comparison_free(c);
        spy_clear(&s);
        json_decref(set);
    }
}

/* u is exact, v is not. */
static void the_worst_of_several_responses_decides(void **state) {
    (void)state;
    double both = rounded_of("x,u,v\n0,1,1000.1\n1,2,1000.3\n", "cbind(u, v) ~ x");
    check_close(both, digits_of_a_slope("1000.1", "1000.3"));
    check_same(both, rounded_of("x,u,v\n0,1,1000.1\n1,2,1000.3\n", "cbind(v, u) ~ x"));
}

static void there_are_none_without_full_rank(void **state) {
    (void)state;
    assert_true(isnan(rounded_of("a,b,y\n0.1,0.2,1\n0.2,0.4,2\n0.3,0.6,1\n", "y ~ a + b")));
    assert_true(isnan(lsq_comparison_rounded(NULL)));
}

/* Rows that are not there are not read. */
static void beyond_its_cost_it_is_not_computed(void **state) {
    (void)state;
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, NULL, 0);
    lsq_judge judge;
    lsq_error error = {0};
    double digits = 0;
    check_status(lsq_judge_init(&judge, c->fit, &error), LSQ_OK, &error);
    const lsq_rows many = {.n = (int64_t)(LSQ_ROUNDED_COST / 9) + 1}; /* p + q = 3 */
    check_status(lsq_rounded_digits(&digits, &judge, &many, &error), LSQ_OK, &error);
    assert_true(isnan(digits));
    lsq_judge_clear(&judge);
    lsq_comparison_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_loses_what_cancels),
        cmocka_unit_test(numbers_that_are_doubles_lose_nothing),
        cmocka_unit_test(nists_sets_have_the_digits_of_an_exact_fit_of_their_doubles),
        cmocka_unit_test(the_worst_of_several_responses_decides),
        cmocka_unit_test(there_are_none_without_full_rank),
        cmocka_unit_test(beyond_its_cost_it_is_not_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
