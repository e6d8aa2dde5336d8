/* The exact values: rationals and square roots of rationals, against the rational oracle; intervals
 * with rational ends.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "stats/quantities.h"

/* The exact value of a quantity is sign times x, or times its root. */
static void check_surd(lsq_fit *fit, lsq_quantity what, int64_t r, int64_t term, const mpq_t x,
                       int sign, int root) {
    lsq_surd v;
    mpq_t got, want;
    lsq_surd_init(&v);
    mpq_init(got);
    mpq_init(want);
    assert_int_equal(lsq_quantity_exact(&v, &fit->g, what, r, term), 1);
    fmpq_get_mpq(got, v.x);
    mpq_abs(want, x);
    assert_true(mpq_equal(got, want));
    if (mpq_sgn(want))
        assert_int_equal(v.sign, sign);
    if (mpq_sgn(want) && mpq_cmp_ui(want, 1, 1))
        assert_int_equal(v.root, root);
    mpq_clear(want);
    mpq_clear(got);
    lsq_surd_clear(&v);
}

static void check_all(lsq_fit *fit, const oracle *o, int intercept) {
    mpq_t v;
    int root, sign;
    mpq_init(v);
    for (int64_t r = 0; r < o->q; r++)
        for (int what = 0; what <= LSQ_BIC; what++)
            for (int64_t j = 0; j < (what <= LSQ_CI_UPPER ? o->p : 1); j++)
                if (lsq_fit_has(fit, (lsq_quantity)what, r, j) &&
                    oracle_quantity(v, &root, &sign, o, (lsq_quantity)what, r, j, intercept))
                    check_surd(fit, (lsq_quantity)what, r, j, v, sign, root);
    mpq_clear(v);
}

static void every_algebraic_quantity_is_the_oracles(void **state) {
    (void)state;
    uint64_t seed = 21;
    static table t;
    for (int trial = 0; trial < 40; trial++) {
        table_random(&t, &seed, random_between(&seed, 2, 12), 5, 7, 5);
        char *csv = table_csv(&t);
        int intercept = trial % 2;
        lsq_fit *fit = fit_of(csv, intercept ? "cbind(c4, c5) ~ c1 + c2 + c3"
                                             : "cbind(c4, c5) ~ c1 + c2 + c3 - 1");
        oracle_matrix X = table_matrix(&t, 0, 3, intercept), Y = table_matrix(&t, 3, 2, 0);
        oracle *o = oracle_fit(&X, &Y);
        check_all(fit, o, intercept);
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
        lsq_fit_free(fit);
        free(csv);
    }
}

static void the_minimum_norm_solution_is_the_oracles(void **state) {
    (void)state;
    uint64_t seed = 8;
    static table t;
    for (int trial = 0; trial < 20; trial++) {
        table_random(&t, &seed, random_between(&seed, 1, 6), 7, 4, 3);
        for (int64_t i = 0; i < t.n; i++)
            memcpy(t.cell[i][3], t.cell[i][1], TABLE_CELL); /* a twin besides n < p */
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_with(
            csv, (lsq_fit_options){.formula = "c7 ~ c1 + c2 + c3 + c4 + c5 + c6", .min_norm = 1});
        oracle_matrix X = table_matrix(&t, 0, 6, 1), Y = table_matrix(&t, 6, 1, 0);
        oracle *o = oracle_fit(&X, &Y);
        for (int64_t j = 0; j < 7; j++) {
            check_surd(fit, LSQ_ESTIMATE, 0, j, *oracle_at(&o->min_norm, j, 0),
                       mpq_sgn(*oracle_at(&o->min_norm, j, 0)), 0);
            check_exact(fit, LSQ_ESTIMATE, 0, j, *oracle_at(&o->min_norm, j, 0), 0);
        }
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
        lsq_fit_free(fit);
        free(csv);
    }
}

static int is_exact(lsq_fit *fit, lsq_quantity what, int64_t term) {
    lsq_surd v;
    lsq_surd_init(&v);
    int known = lsq_quantity_exact(&v, &fit->g, what, 0, term);
    lsq_surd_clear(&v);
    return known;
}

static void transcendental_quantities_are_not_claimed(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n2,2\n3,4\n4,1\n5,3\n", "y ~ x");
    static const lsq_quantity whats[] = {LSQ_P,   LSQ_CI_LOWER, LSQ_CI_UPPER, LSQ_LOG_LIKELIHOOD,
                                         LSQ_AIC, LSQ_BIC,      LSQ_F_P};
    for (size_t i = 0; i < sizeof whats / sizeof *whats; i++)
        assert_false(is_exact(fit, whats[i], 1));
    lsq_fit_free(fit);
}

/* y = 1, 2, 3, 2, 1 at x = 1 ... 5: the slope is 0, so p = 1 and F = 0 with p = 1. */
static void a_statistic_of_zero_has_p_one(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n2,2\n3,3\n4,2\n5,1\n", "y ~ x");
    mpq_t one, zero;
    mpq_init(one);
    mpq_init(zero);
    mpq_set_ui(one, 1, 1);
    check_surd(fit, LSQ_P, 0, 1, one, 1, 0);
    check_surd(fit, LSQ_F_P, 0, 0, one, 1, 0);
    check_surd(fit, LSQ_F, 0, 0, zero, 0, 0);
    check_surd(fit, LSQ_T, 0, 1, zero, 0, 1);
    assert_false(is_exact(fit, LSQ_P, 0));
    mpq_clear(zero);
    mpq_clear(one);
    lsq_fit_free(fit);
}

/* The mean of two numbers at level 1/2: q = 1 for one degree of freedom, and the interval is the
 * two numbers. */
static void one_degree_of_freedom_at_level_one_half_has_rational_ends(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_with("y\n0\n9007199254740993\n", (lsq_fit_options){.formula = "y ~ 1", .level = 0.5});
    check_value(fit, LSQ_CI_LOWER, 0, 0, 0, "0");
    check_value(fit, LSQ_CI_UPPER, 0, 0, 0, "9.007199254740992e15"); /* the tie 2^53 + 1 to even */
    check_value(fit, LSQ_CI_UPPER, 0, 0, 16, "9007199254740993");
    check_value(fit, LSQ_P, 0, 0, 0, "0.5");
    lsq_fit_free(fit);
    fit = fit_with("y\n-25\n-5\n", (lsq_fit_options){.formula = "y ~ 1", .level = 0.5});
    check_value(fit, LSQ_CI_LOWER, 0, 0, 1, "-2e1"); /* the tie -25 to even */
    check_value(fit, LSQ_CI_LOWER, 0, 0, 3, "-25.0");
    check_value(fit, LSQ_CI_UPPER, 0, 0, 1, "-5");
    lsq_fit_free(fit);
    fit = fit_with("y\n-25\n-5\n", (lsq_fit_options){.formula = "y ~ 1", .level = 0.6});
    assert_false(is_exact(fit, LSQ_CI_LOWER, 0));
    assert_false(is_exact(fit, LSQ_CI_UPPER, 0));
    lsq_fit_free(fit);
    fit = fit_with("x,y\n1,1\n2,2\n3,4\n", (lsq_fit_options){.level = 0.5}); /* se^2 = 1/12 */
    assert_false(is_exact(fit, LSQ_CI_LOWER, 1));
    assert_false(is_exact(fit, LSQ_CI_UPPER, 1));
    lsq_fit_free(fit);
}

/* Two degrees of freedom: q^2 = 2 L^2/(1 - L^2), 1/12 at L = 0.2; the mean of 7, 1, -5 is 1 with
 * se^2 = 12, so the interval is 1 -+ 1. */
static void two_degrees_of_freedom_can_have_rational_ends(void **state) {
    (void)state;
    lsq_fit *fit = fit_with("y\n7\n1\n-5\n", (lsq_fit_options){.formula = "y ~ 1", .level = 0.2});
    check_value(fit, LSQ_CI_LOWER, 0, 0, 0, "0");
    check_value(fit, LSQ_CI_LOWER, 0, 0, 30, "0");
    check_value(fit, LSQ_CI_UPPER, 0, 0, 0, "2");
    check_value(fit, LSQ_P, 0, 0, 0, "0.8");
    lsq_fit_free(fit);
    fit = fit_with("y\n-7\n-1\n5\n", (lsq_fit_options){.formula = "y ~ 1", .level = 0.2});
    check_value(fit, LSQ_CI_UPPER, 0, 0, 0, "0");
    check_value(fit, LSQ_CI_LOWER, 0, 0, 0, "-2");
    lsq_fit_free(fit);
}

/* Four degrees of freedom: P = s (3 - s^2)/2 with s^2 = t^2/(4 + t^2) is 0.6875 at s = 1/2, t^2 =
 * 4/3.  The mean m of five numbers with sum of squares S about it has t^2 = 20 m^2/S: m = 2, S =
 * 60, deviations 5, 3, -4, -1, -3. */
static void four_degrees_of_freedom_can_have_rational_ends(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_with("y\n7\n5\n-2\n1\n-1\n", (lsq_fit_options){.formula = "y ~ 1", .level = 0.6875});
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "2");
    check_value(fit, LSQ_RSS, 0, 0, 0, "60");
    check_value(fit, LSQ_CI_LOWER, 0, 0, 0, "0");
    check_value(fit, LSQ_CI_UPPER, 0, 0, 0, "4");
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_algebraic_quantity_is_the_oracles),
        cmocka_unit_test(the_minimum_norm_solution_is_the_oracles),
        cmocka_unit_test(transcendental_quantities_are_not_claimed),
        cmocka_unit_test(a_statistic_of_zero_has_p_one),
        cmocka_unit_test(one_degree_of_freedom_at_level_one_half_has_rational_ends),
        cmocka_unit_test(two_degrees_of_freedom_can_have_rational_ends),
        cmocka_unit_test(four_degrees_of_freedom_can_have_rational_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
