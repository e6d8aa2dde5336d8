/* The check of derivatives on functions that are flat, coarse, noisy, kinked, near the end of their
 * domain, or of a size that nobody tells: what is right never differs and what is wrong never
 * agrees, and what cannot be known is undecided.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"

/* ---- functions of one variable ---- */

static int dead(void *context, const double *x, double *f) {
    (void)context;
    *f = fmax(0.0, x[0] - 0.01);
    return 0;
}
static int dead_above(void *context, const double *x, double *f) {
    (void)context;
    *f = 5.0 + fmax(0.0, x[0] - 1e-4);
    return 0;
}
static int kink_in_a_bowl(void *context, const double *x, double *f) {
    (void)context;
    *f = fabs(x[0]) + 1e7 * x[0] * x[0];
    return 0;
}
static int near_minimum(void *context, const double *x, double *f) {
    (void)context;
    *f = 1.0 + (x[0] - 1e-9) * (x[0] - 1e-9);
    return 0;
}
static int huge(void *context, const double *x, double *f) {
    (void)context;
    *f = 1.5e308 + 1e306 * x[0];
    return 0;
}
static int single(void *context, const double *x, double *f) {
    (void)context;
    *f = (double)(float)(1e7 + x[0]);
    return 0;
}
static int narrow(void *context, const double *x, double *f) {
    (void)context;
    *f = fmin(fmax(x[0], -1e-7), 1e-7);
    return 0;
}
static double root_at;
static int steep_root(void *context, const double *x, double *f) {
    (void)context;
    *f = sqrt(x[0] + root_at);
    return 0;
}
static int subnormal_difference(void *context, const double *x, const double *y, double *d) {
    (void)context;
    *d = 0x1p-1060 * ((x[0] - y[0]) * (x[0] + y[0] + 1.0));
    return 0;
}
static int small_wave(void *context, const double *x, double *f) {
    (void)context;
    *f = sin(x[0] / 1e-7);
    return 0;
}
static int small_power(void *context, const double *x, double *f) {
    (void)context;
    *f = pow(x[0] / 1e-6, 10.0);
    return 0;
}
static int too_large(void *context, const double *x, double *f) {
    (void)context;
    *f = 1e17 + x[0];
    return 0;
}
static int subnormal(void *context, const double *x, double *f) {
    (void)context;
    *f = 0x1p-1060 * (x[0] * x[0] + x[0]);
    return 0;
}
static int weak_cusp(void *context, const double *x, double *f) {
    (void)context;
    *f = pow(fabs(x[0]), 1.4);
    return 0;
}
/* (x - c)^2 with noise of 1e-6 of it, which x alone decides */
static int noisy_minimum(void *context, const double *x, double *f) {
    const double *c = context;
    uint64_t bits;
    memcpy(&bits, x, sizeof bits);
    double noise = random_double(&bits);
    *f = (x[0] - *c) * (x[0] - *c) * (1.0 + 1e-6 * noise);
    return 0;
}
static int zero(void *context, const double *x, double *g) {
    (void)context;
    (void)x;
    *g = 0.0;
    return 0;
}
/* the derivative is what context points to */
static int given(void *context, const double *x, double *g) {
    (void)x;
    *g = *(const double *)context;
    return 0;
}

static lsq_check *check_one(int (*f)(void *, const double *, double *), double df, double x) {
    lsq_check *check = NULL;
    lsq_error error = {0};
    check_status(lsq_check_gradient(&check, f, given, &df, &x, 1, NULL, &error), LSQ_OK, &error);
    return check;
}

/* ---- verdicts ---- */

static void what_steps_contradict_each_other_on_is_undecided(void **state) {
    (void)state;
    static const struct {
        int (*f)(void *, const double *, double *);
        double x, derivative;
        lsq_verdict verdict;
    } cases[] = {{dead, 0.0, 0.0, LSQ_UNDECIDED},
                 {dead, 0.0, -3.0, LSQ_UNDECIDED},
                 {single, 1.0, 1.0, LSQ_UNDECIDED},
                 {narrow, 0.0, 1.0, LSQ_UNDECIDED},
                 {narrow, 0.0, 0.0, LSQ_UNDECIDED},
                 {narrow, 0.0, 2.0, LSQ_DIFFERS},
                 {dead_above, 0.0, 0.0, LSQ_UNDECIDED},
                 {kink_in_a_bowl, 0.0, 0.0, LSQ_UNDECIDED},
                 {near_minimum, 1e-9, 0.0, LSQ_AGREES},
                 {near_minimum, 1e-9, 1e-3, LSQ_DIFFERS},
                 {huge, 0.5, 1e306, LSQ_AGREES},
                 {huge, 0.5, 1.0001e306, LSQ_DIFFERS},
                 {small_wave, 1e-7, 5403023.0586813977, LSQ_AGREES},
                 {small_wave, 1e-7, 5403100.0, LSQ_DIFFERS},
                 {small_power, 9.7e-7, 7602310.5882, LSQ_AGREES},
                 {small_power, 9.7e-7, 0.0, LSQ_DIFFERS},
                 {too_large, 1.0, 1.0, LSQ_AGREES},
                 {too_large, 1.0, 100.0, LSQ_UNDECIDED},
                 {weak_cusp, 0.0, 0.0, LSQ_UNDECIDED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_check *check = check_one(cases[i].f, cases[i].derivative, cases[i].x);
        if (lsq_check_about(check)->verdict != cases[i].verdict)
            fail_msg("case %zu: %s", i, lsq_check_about(check)->note);
        lsq_check_free(check);
    }
}

static void values_below_the_normal_doubles_raise_no_alarm(void **state) {
    (void)state;
    for (double x = 0.5; x < 3.0; x += 0.01) {
        double df = 0x1p-1060 * (2.0 * x + 1.0);
        for (int told = 0; told < 2; told++) {
            const lsq_function f = {1,  1, subnormal, given, told ? subnormal_difference : NULL,
                                    &df};
            lsq_check *check = NULL;
            check_status(lsq_check_derivative(&check, &f, &x, NULL, NULL), LSQ_OK, NULL);
            if (lsq_check_about(check)->verdict == LSQ_DIFFERS)
                fail_msg("x = %g, told %d: %s", x, told, lsq_check_about(check)->note);
            lsq_check_free(check);
        }
    }
}

static void near_the_end_of_its_domain_a_right_derivative_raises_no_alarm(void **state) {
    (void)state;
    for (int k = 0; k <= 48; k++) {
        root_at = 1.1 * pow(10.0, -k / 4.0);
        lsq_check *check = check_one(steep_root, 0.5 / sqrt(root_at), 0.0);
        if (lsq_check_about(check)->verdict == LSQ_DIFFERS)
            fail_msg("%g: %s", root_at, lsq_check_about(check)->note);
        lsq_check_free(check);
    }
}

static void noise_that_grows_with_f_raises_no_alarm_at_a_minimum(void **state) {
    (void)state;
    for (int i = 0; i < 3000; i++) {
        double x = 1.0 + 0.00037 * i;
        lsq_check *check = NULL;
        check_status(lsq_check_gradient(&check, noisy_minimum, zero, &x, &x, 1, NULL, NULL), LSQ_OK,
                     NULL);
        if (lsq_check_about(check)->verdict == LSQ_DIFFERS)
            fail_msg("x = %g: %s", x, lsq_check_about(check)->note);
        lsq_check_free(check);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_steps_contradict_each_other_on_is_undecided),
        cmocka_unit_test(values_below_the_normal_doubles_raise_no_alarm),
        cmocka_unit_test(near_the_end_of_its_domain_a_right_derivative_raises_no_alarm),
        cmocka_unit_test(noise_that_grows_with_f_raises_no_alarm_at_a_minimum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
