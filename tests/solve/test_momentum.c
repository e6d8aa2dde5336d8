/* How many steps momentum takes: against the recurrences themselves, and where they would take too
 * long against closed forms.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"

#include "solve/momentum.h"

static lsq_spectrum spectrum(double *lambda, double *weight, int64_t p) {
    return (lsq_spectrum){.p = p,
                          .rank = p,
                          .lambda = {.data = lambda, .rows = p, .columns = 1},
                          .weight = {.data = weight, .rows = p, .columns = 1},
                          .L = 2 * lambda[p - 1],
                          .mu = 2 * lambda[0]};
}

/* r = 1/2: x = 2^-k (1 + k slope) at angle 0, slope = 1/2; 2^-k cos(k pi / 2) - ... at a right
 * angle. */
static lsq_mode by_hand(double L, double mu, double h) {
    (void)mu;
    if (h < L)
        return (lsq_mode){.a = 1, .b = 0.25, .log_r = log(0.5), .sine = 0, .slope = 0.5};
    return (lsq_mode){.a = 0, .b = 0.25, .log_r = log(0.5), .sine = 1, .slope = -0.5};
}

static double steps_of(lsq_spectrum *S, lsq_mode_of mode, double tolerance) {
    double steps = -1;
    lsq_error error = {0};
    check_status(lsq_momentum_steps(&steps, S, mode, tolerance, &error), LSQ_OK, &error);
    return steps;
}

/* At angle 0: 1, 3/4, 1/2, 5/16, 3/16, 7/64, 1/16, ...  At a right angle x_k+1 = -x_k-1 / 4 from 1,
 * 1: -1/4, -1/4, 1/16, 1/16, ... */
static void small_cases_are_those_by_hand(void **state) {
    (void)state;
    double lambda[] = {1, 2}, slow[] = {3, 0}, fast[] = {0, 2}, both[] = {3, 4}, none[] = {0, 0};
    lsq_spectrum S = spectrum(lambda, slow, 2);
    check_within(steps_of(&S, by_hand, 0.75), 1, 0);
    check_within(steps_of(&S, by_hand, 0.3), 4, 0);
    check_within(steps_of(&S, by_hand, 0.0625), 6, 0);
    check_within(steps_of(&S, by_hand, 1), 0, 0);
    S = spectrum(lambda, fast, 2);
    check_within(steps_of(&S, by_hand, 0.25), 1, 0);
    check_within(steps_of(&S, by_hand, 0.0625), 3, 0);
    S = spectrum(lambda, both, 2); /* 0.6 and 0.8: after 1 step sqrt(0.2025 + 0.04) = 0.49 */
    check_within(steps_of(&S, by_hand, 0.5), 1, 0);
    check_within(steps_of(&S, by_hand, 0.49), 2, 0);
    S = spectrum(lambda, none, 2);
    check_within(steps_of(&S, by_hand, 1e-10), 0, 0);
}

/* 1 - 1e-9 at angle 0: (1 + k 1e-9) e^(-k 1e-9) = 1e-10 for k = 2.6294e10: with x = k 1e-9, x =
 * ln(1e10 (1
 * + x)), x = 26.3327...  The envelope is then the component itself. */
static lsq_mode slowest(double L, double mu, double h) {
    (void)L;
    (void)mu;
    (void)h;
    return (lsq_mode){.a = 2 - 2e-9,
                      .b = (1 - 1e-9) * (1 - 1e-9),
                      .log_r = log1p(-1e-9),
                      .sine = 0,
                      .slope = 1e-9};
}

static void beyond_the_budget_the_envelope_foretells(void **state) {
    (void)state;
    double lambda[] = {1, 2}, weight[] = {1, 0}, x = 26;
    lsq_spectrum S = spectrum(lambda, weight, 2);
    for (int i = 0; i < 50; i++)
        x = log(1e10 * (1 + x));
    check_within(steps_of(&S, slowest, 1e-10) / (x * 1e9), 1, 1e-6);
}

/* It rises to 1e4 / e before it falls, and a start below the tolerance does not mean that it has
 * arrived. */
static lsq_mode rising(double L, double mu, double h) {
    (void)mu;
    if (h < L) /* falls quickly */
        return (lsq_mode){.a = 0.5, .log_r = -INFINITY, .sine = 1};
    return (lsq_mode){.a = -2 + 2e-8,
                      .b = (1 - 1e-8) * (1 - 1e-8),
                      .log_r = log1p(-1e-8),
                      .sine = 0,
                      .slope = -2};
}

static void what_rises_before_it_falls_is_not_taken_for_fallen(void **state) {
    (void)state;
    static const double starts[] = {1e-3, 1e-11};
    for (int k = 0; k < 2; k++) {
        double lambda[] = {1, 2}, weight[] = {1, starts[k]}, x = 30;
        lsq_spectrum S = spectrum(lambda, weight, 2);
        for (int i = 0; i < 50; i++) /* start (1 + 2e8 x) e^-x = 1e-10 */
            x = log(starts[k] * 1e10 * (1 + 2e8 * x));
        check_within(steps_of(&S, rising, 1e-10) / (x * 1e8), 1, 1e-6);
    }
}

/* Heavy ball, run here for more steps than there is a budget for there. */
static lsq_mode ball(double L, double mu, double h) {
    double s = lsq_root_condition(L, mu), q = (s - 1) / (s + 1),
           t = 4 / (L + mu + 2 * sqrt(L * mu));
    double c = (1 + q * q - t * h) / (2 * q);
    return (lsq_mode){.a = 2 * q * c,
                      .b = q * q,
                      .log_r = log(q),
                      .sine = sqrt(fmax(0, 1 - c * c)),
                      .slope = c - q};
}

static void the_envelope_is_close_to_the_run(void **state) {
    (void)state;
    enum { COMPONENTS = 5 };
    uint64_t seed = 4;
    for (int round = 0; round < 8; round++) {
        double lambda[COMPONENTS] = {1}, weight[COMPONENTS], now[COMPONENTS], before[COMPONENTS];
        double s = 1e5 * (1.6 + random_double(&seed) / 5), size = 0, left = 1, steps = 0;
        for (int i = 1; i < COMPONENTS; i++)
            lambda[i] = pow(s, 2 * (double)i / (COMPONENTS - 1));
        for (int i = 0; i < COMPONENTS; i++) {
            weight[i] = round < COMPONENTS ? (i == round) + 1e-30 : fabs(random_double(&seed));
            size = hypot(size, weight[i]);
            now[i] = before[i] = 1;
        }
        lsq_spectrum S = spectrum(lambda, weight, COMPONENTS);
        lsq_mode modes[COMPONENTS];
        for (int i = 0; i < COMPONENTS; i++)
            modes[i] = ball(S.L, S.mu, 2 * lambda[i]);
        for (; left > 1e-10; steps++) {
            left = 0;
            for (int i = 0; i < COMPONENTS; i++) {
                double next = modes[i].a * now[i] - modes[i].b * before[i];
                double part = weight[i] * next / size;
                before[i] = now[i];
                now[i] = next;
                left += part * part;
            }
            left = sqrt(left);
        }
        double foretold = steps_of(&S, ball, 1e-10);
        assert_true(steps * COMPONENTS > 1 << 22);
        /* a single component between mu and L passes 0 on its way, and may be met there */
        double most = round > 0 && round < COMPONENTS - 1 ? 2.2 : 1.01;
        assert_true(foretold >= 0.99 * steps && foretold <= most * steps);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_cases_are_those_by_hand),
        cmocka_unit_test(beyond_the_budget_the_envelope_foretells),
        cmocka_unit_test(what_rises_before_it_falls_is_not_taken_for_fallen),
        cmocka_unit_test(the_envelope_is_close_to_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
