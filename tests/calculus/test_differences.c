/* Differences along one variable: the steps, that they are representable, and where there are no
 * values.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "calculus/differences.h"
#include "support/check.h"
#include "support/random.h"

/* What f was asked for. */
typedef struct record {
    int values, differences;
    double x[512][2];
} record;

/* f = (x0^2 x1, log x0), of which the second has no value below 0 and is refused there. */
static int value(void *context, const double *x, double *f) {
    record *r = context;
    if (r && r->values < 512) {
        r->x[r->values][0] = x[0];
        r->x[r->values][1] = x[1];
    }
    if (r)
        r->values++;
    f[0] = x[0] * x[0] * x[1];
    f[1] = log(x[0]);
    return 0;
}

static int value_or_refusal(void *context, const double *x, double *f) {
    value(context, x, f);
    return x[0] <= 0.0;
}

static int difference(void *context, const double *x, const double *y, double *d) {
    ((record *)context)->differences++;
    d[0] = x[0] * x[0] * x[1] - y[0] * y[0] * y[1];
    d[1] = log1p((x[0] - y[0]) / y[0]);
    return 0;
}

static void take(lsq_differences *D, const lsq_function *f, const double *x, int64_t j, double size,
                 double h) {
    lsq_error error = {0};
    lsq_ladder ladder = lsq_ladder_from(h);
    check_status(lsq_differences_init(D, f, x, &error), LSQ_OK, &error);
    if (f->value)
        f->value(NULL, x, D->here);
    check_status(lsq_differences_take(D, f, j, size, &ladder, &error), LSQ_OK, &error);
}

static void steps_go_down_two_a_decade_through_the_one_asked_for(void **state) {
    (void)state;
    static const double hs[] = {1.0, 1e-4, 3e-4, 0.5, 1e-7, 1e-12, 2e-12};
    for (size_t i = 0; i < sizeof hs / sizeof *hs; i++) {
        lsq_ladder ladder = lsq_ladder_from(hs[i]);
        assert_in_range(ladder.own, 0, LSQ_STEPS - 1);
        check_same(ladder.h[ladder.own], hs[i]);
        assert_true(ladder.h[0] <= 1.0 && ladder.h[0] > 0.316);
        for (int k = 1; k < LSQ_STEPS; k++)
            assert_true(fabs(ladder.h[k - 1] / ladder.h[k] - sqrt(10.0)) < 1e-14 * sqrt(10.0));
    }
    lsq_ladder ladder = lsq_ladder_from(1e-4);
    check_same(ladder.h[0], 1.0);
    check_same(ladder.h[2], 0.1);
    check_same(ladder.h[12], 1e-6);
    check_same(ladder.h[24], 1e-12);
}

/* x + h and x - h are what was evaluated, exactly h away: nothing of x's rounding is in a step. */
static void steps_are_the_distances_of_the_points(void **state) {
    (void)state;
    uint64_t random = 3;
    for (int trial = 0; trial < 200; trial++) {
        double x[2] = {
            ldexp(1.0 + fabs(random_double(&random)), (int)random_between(&random, -40, 40)),
            random_double(&random)};
        record r = {0};
        lsq_differences D;
        lsq_function f = {2, 2, value, NULL, NULL, &r};
        take(&D, &f, x, 0, x[0], 1e-4);
        assert_int_equal(r.values, 2 * LSQ_STEPS);
        for (int k = 0; k < LSQ_STEPS; k++) {
            check_same(r.x[2 * k][0] - x[0], D.step[k]);
            check_same(x[0] - r.x[2 * k + 1][0], D.step[k]);
            check_same(r.x[2 * k][1], x[1]);
        }
        check_same(D.x[0], x[0]);
        check_same(D.y[0], x[0]);
        lsq_differences_clear(&D);
    }
}

/* 3x^2 y at x = 2, y = 3, in doubles that hold the values exactly: forward is 12 + 3h, backward 12
 * - 3h, central 12. */
static void quotients_of_a_quadratic_are_what_they_are_by_hand(void **state) {
    (void)state;
    record r = {0};
    static const double x[2] = {2.0, 3.0};
    lsq_differences D;
    lsq_function f = {2, 2, value, NULL, NULL, &r};
    take(&D, &f, x, 0, 0.5, 1.0);
    lsq_quotients q = lsq_differences_of(&D, 0);
    check_same(q.step[0], 0.5);
    check_same(q.forward[0], 13.5);
    check_same(q.backward[0], 10.5);
    check_same(q.central[0], 12.0);
    /* the largest of the values is 2.5^2 3 */
    check_same(q.floor[0], 0x1p-53 * 18.75 / 0.5);
    lsq_quotients l = lsq_differences_of(&D, 1);
    assert_true(fabs(l.central[8] - 0.5) < 1e-8);
    lsq_differences_clear(&D);
}

static void differences_that_f_tells_are_taken_instead(void **state) {
    (void)state;
    record r = {0};
    static const double x[2] = {2.0, 3.0};
    lsq_differences D;
    lsq_function f = {2, 2, NULL, NULL, difference, &r};
    take(&D, &f, x, 0, 0.5, 1.0);
    assert_int_equal(r.values, 0);
    assert_int_equal(r.differences, 3 * LSQ_STEPS);
    lsq_quotients q = lsq_differences_of(&D, 0);
    check_same(q.forward[0], 13.5);
    check_same(q.backward[0], 10.5);
    check_same(q.central[0], 12.0);
    check_same(q.floor[0], 0x1p-53 * 12.0 / 0.5);
    lsq_differences_clear(&D);
}

static void a_side_without_values_leaves_nan_and_the_other_side(void **state) {
    (void)state;
    static const double x[2] = {0.25, 3.0};
    int (*const ways[])(void *, const double *, double *) = {value, value_or_refusal};
    for (int way = 0; way < 2; way++) {
        lsq_differences D;
        lsq_function f = {2, 2, ways[way], NULL, NULL, NULL};
        take(&D, &f, x, 0, 1.0, 1e-4);
        lsq_quotients q = lsq_differences_of(&D, 1);
        assert_true(isfinite(q.forward[0]) && isnan(q.backward[0]) && isnan(q.central[0]));
        assert_true(isfinite(q.forward[4]) && isfinite(q.backward[4]) && isfinite(q.central[4]));
        assert_true(isfinite(q.floor[0]));
        assert_int_equal(isnan(lsq_differences_of(&D, 0).central[0]) != 0, way);
        lsq_differences_clear(&D);
    }
}

static int nowhere(void *context, const double *x, double *f) {
    const double *here = context;
    f[0] = x[0];
    f[1] = x[1] == here[1] ? 0.0 : (double)NAN;
    return 0;
}

static void a_value_that_is_nowhere_is_an_error_with_its_variable(void **state) {
    (void)state;
    double x[2] = {1.0, 0.5};
    lsq_error error = {0};
    lsq_ladder ladder = lsq_ladder_from(1e-4);
    lsq_differences D;
    lsq_function f = {2, 2, nowhere, NULL, NULL, x};
    check_status(lsq_differences_init(&D, &f, x, &error), LSQ_OK, &error);
    check_status(lsq_differences_take(&D, &f, 0, 1.0, &ladder, &error), LSQ_OK, &error);
    check_status(lsq_differences_take(&D, &f, 1, 1.0, &ladder, &error), LSQ_ENUMERIC, &error);
    check_text(error.message, "f[1] has no finite value to any side of x[1] = 0.5");
    lsq_differences_clear(&D);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_go_down_two_a_decade_through_the_one_asked_for),
        cmocka_unit_test(steps_are_the_distances_of_the_points),
        cmocka_unit_test(quotients_of_a_quadratic_are_what_they_are_by_hand),
        cmocka_unit_test(differences_that_f_tells_are_taken_instead),
        cmocka_unit_test(a_side_without_values_leaves_nan_and_the_other_side),
        cmocka_unit_test(a_value_that_is_nowhere_is_an_error_with_its_variable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
