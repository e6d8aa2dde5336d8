/* The contraction that was seen, and the level where rounding takes over.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/descends.h"

/* Rows of steps 0, 3, 6, ... whose excess falls to the fourth part in three steps, then `rest`. */
static int64_t course(lsq_descent_row *rows, int64_t falling, double rest, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        rows[i] = (lsq_descent_row){.step = 3 * i,
                                    .excess = i < falling ? 1024 * pow(0.25, (double)i) : rest};
    return count;
}

static void contraction_is_measured_where_rounding_has_no_part(void **state) {
    (void)state;
    lsq_descent_row rows[40];
    double measured;
    int64_t count = course(rows, 20, 1e-8, 40);
    /* 1024 / 4^i > 1e-4 up to i = 11 */
    assert_int_equal(lsq_descent_measure(&measured, rows, count, 1e-6), 33);
    check_digits(measured, "0.79370052598409973738", 14); /* (1/2)^(1/3) */
    assert_int_equal(lsq_descent_measure(&measured, rows, count, 1e-3), 3 * 6);
    check_digits(measured, "0.79370052598409973738", 14);
    assert_int_equal(lsq_descent_measure(&measured, rows, count, 0), 39 * 3);
}

/* A row that comes back from the level is no witness. */
static void what_comes_after_the_level_does_not_count(void **state) {
    (void)state;
    lsq_descent_row rows[4];
    double measured;
    int64_t count = course(rows, 2, 1e-8, 4);
    rows[3].excess = 1;
    assert_int_equal(lsq_descent_measure(&measured, rows, count, 1e-8), 3);
}

static void without_two_good_rows_nothing_is_measured(void **state) {
    (void)state;
    lsq_descent_row rows[3];
    double measured;
    course(rows, 3, 0, 3);
    assert_int_equal(lsq_descent_measure(&measured, rows, 1, 1e-6), 0);
    assert_true(isnan(measured));
    assert_int_equal(lsq_descent_measure(&measured, rows, 3, 1e4), 0);
    assert_true(isnan(measured));
    assert_int_equal(lsq_descent_measure(&measured, rows, 3, NAN), 0);
    assert_true(isnan(measured));
    assert_int_equal(lsq_descent_measure(&measured, rows, 0, 1), 0);
    assert_true(isnan(measured));
    rows[0].excess = 0;
    assert_int_equal(lsq_descent_measure(&measured, rows, 3, 1e-6), 0);
    assert_true(isnan(measured));
}

/* What a descent leaves when it may go on as long as it likes is below the level, and not by much
 * above what the rounding of the products alone makes of the solution. */
static void descents_end_below_the_level(void **state) {
    (void)state;
    uint64_t seed = 21;
    for (int trial = 0; trial < 24; trial++) {
        numbers R = random_rows(&seed, 9, 3, 1 + trial % 2, 0);
        for (int64_t i = 0; i < 9; i++)
            R.X[i] += trial % 4 > 1 ? 1000 : 0; /* far from 0 */
        lsq_descent *d = descend_rows(&R, (asked){.method = trial % 3 ? "cg" : "bb",
                                                  .on_rows = trial % 2,
                                                  .standardize = trial % 4 == 3,
                                                  .tolerance = 1e-300,
                                                  .most_steps = 20000});
        posed P;
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_doubles(&fit, columns_at(R.X, R.n, R.p), columns_at(R.Y, R.n, R.q),
                                     NULL, &error),
                     LSQ_OK, &error);
        pose(&P, fit, 0, trial % 4 == 3);
        int64_t k = P.optimum.p + P.optimum.q;
        lsq_matrix G = {0};
        lsq_normal T;
        check_status(lsq_matrix_init(&G, k, k, NULL, &error), LSQ_OK, &error);
        check_status(lsq_transform_normal(&T, &fit->g.N, &P.t, &error), LSQ_OK, &error);
        lsq_normal_round(lsq_matrix_view(&G), (lsq_view){0}, &T, NULL);
        double length = lsq_norm_frobenius(lsq_matrix_look(&P.optimum.B));
        const lsq_answer theory = {
            .L = d->about.L, .mu = d->about.mu, .t = d->about.t, .momentum = d->about.momentum};
        double level =
            lsq_descent_level(&P.optimum, lsq_matrix_look(&G), trial % 2 ? 9 : 0, &theory, length);
        double left = lsq_descent_row_at(d, lsq_descent_rows(d) - 1)->excess;
        if (!(left <= level))
            fail_msg("%g is left after %lld steps, level %g", left, (long long)d->about.steps,
                     level);
        lsq_normal_clear(&T);
        lsq_matrix_clear(&G);
        posed_free(&P);
        lsq_descent_free(d);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contraction_is_measured_where_rounding_has_no_part),
        cmocka_unit_test(what_comes_after_the_level_does_not_count),
        cmocka_unit_test(without_two_good_rows_nothing_is_measured),
        cmocka_unit_test(descents_end_below_the_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
