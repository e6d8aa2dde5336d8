/* The condition number: NIST's sets, closed forms, beyond what doubles could tell.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "comparisons.h"
#include "fit/compare.h"
#include "fit/fits.h"

static double condition_as(lsq_fit *fit, int scaled) {
    lsq_lapack *L = NULL;
    lsq_error error = {0};
    double condition = -1;
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, &error);
    check_status(lsq_condition(&condition, &fit->g, scaled, L, &error), LSQ_OK, &error);
    lsq_lapack_close(L);
    return condition;
}

static double condition_of(lsq_fit *fit) {
    return condition_as(fit, 1);
}

static void nists_sets_have_the_condition_numbers_of_the_json(void **state) {
    (void)state;
    for (size_t i = 0; i < NIST_SETS; i++) {
        json_t *set = nist_load(nist_sets[i]);
        char path[128];
        snprintf(path, sizeof path, "datasets/nist/%s.csv", nist_sets[i]);
        lsq_fit_options options = {.struct_size = sizeof options,
                                   .formula = nist_formula(nist_sets[i])};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_csv(&fit, path, &options, &error), LSQ_OK, &error);
        const json_t *want = json_object_get(set, "condition_number_2norm_unit_columns");
        check_digits(condition_of(fit), json_string_value(want), 7); /* as printed there */
        lsq_fit_free(fit);
        json_decref(set);
    }
}

/* Columns a and b with cosine c: the scaled X'X is [1 c; c 1], cond = sqrt((1 + c)/(1 - c)).  For
 * (1, 1) and (1, 1 + 2e): c^2 = 1 - e^2/(1 + 2e + 2e^2), and cond = (1 + c)/s with s = e / sqrt(1 +
 * 2e + 2e^2) the sine. */
static void a_pair_of_columns_follows_its_angle_far_beyond_doubles(void **state) {
    (void)state;
    for (int k = 1; k <= 60; k++) {
        char csv[256], zeros[64] = "";
        memset(zeros, '0', (size_t)(k - 1));
        /* the second case in other units, which scaling takes away */
        snprintf(csv, sizeof csv,
                 k % 2 ? "a,b,y\n1,1,1\n1,1.%s2,2\n" : "a,b,y\n1e3,1e-9,1\n1e3,1.%s2e-9,2\n",
                 zeros);
        double e = pow(10, -k), s = e / sqrt(1 + 2 * e + 2 * e * e), c = sqrt(1 - s * s);
        lsq_fit *fit = fit_of(csv, "y ~ a + b - 1");
        double got = condition_of(fit), want = (1 + c) / s;
        if (!(fabs(got / want - 1) < 1e-13)) /* two eigenvalues, a few roundings each */
            fail_msg("k = %d: condition %.17g, wanted %.17g", k, got, want);
        lsq_fit_free(fit);
    }
}

/* X = diag(a, b), whatever the units of the columns. */
static void unscaled_columns_have_that_of_their_lengths(void **state) {
    (void)state;
    static const char *const tables[] = {"a,b,y\n3,0,1\n0,4.5,2\n", "a,b,y\n3e-9,0,1\n0,1e11,2\n",
                                         "a,b,y\n1e200,0,1\n0,1,2\n"};
    const double want[] = {1.5, 1e20 / 3, NAN};
    for (int i = 0; i < 3; i++) {
        lsq_fit *fit = fit_of(tables[i], "y ~ a + b - 1");
        double got = condition_as(fit, 0);
        if (isnan(want[i]) ? !isnan(got) : !(fabs(got / want[i] - 1) < 1e-13))
            fail_msg("condition %.17g, wanted %.17g", got, want[i]);
        check_digits(condition_of(fit), "1", 13);
        lsq_fit_free(fit);
    }
}

static void without_full_rank_there_is_none_and_without_columns_it_is_one(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,b,y\n1,2,1\n2,4,2\n3,6,1\n", "y ~ a + b");
    assert_true(isnan(condition_of(fit)));
    lsq_fit_free(fit);
    fit = fit_of("a,y\n1,2\n2,4\n", "y ~ a - 1");
    check_same(condition_of(fit), 1);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nists_sets_have_the_condition_numbers_of_the_json),
        cmocka_unit_test(a_pair_of_columns_follows_its_angle_far_beyond_doubles),
        cmocka_unit_test(unscaled_columns_have_that_of_their_lengths),
        cmocka_unit_test(without_full_rank_there_is_none_and_without_columns_it_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
