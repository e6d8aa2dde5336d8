/* The best derivative and its bound, from quotients that are made by hand: of smooth functions,
 * with rounding of each kind, of kinks and jumps, to one side.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "calculus/estimate.h"
#include "support/check.h"
#include "support/random.h"

/* The quotients of a function at a point, with noise: each value is off by up to `values`, each
 * difference by up to `quotients` of its step. */
typedef struct sample {
    double forward[LSQ_STEPS], backward[LSQ_STEPS], central[LSQ_STEPS], floor[LSQ_STEPS],
        step[LSQ_STEPS];
} sample;

static lsq_quotients take(sample *s, double (*f)(double), double x, double values, double quotients,
                          uint64_t *state) {
    lsq_ladder ladder = lsq_ladder_from(1e-4);
    for (int k = 0; k < LSQ_STEPS; k++) {
        double h = (fabs(x) + ladder.h[k] * fmax(fabs(x), 1.0)) - fabs(x);
        double a = f(x + h) + values * random_double(state), b = f(x),
               c = f(x - h) + values * random_double(state);
        s->step[k] = h;
        s->forward[k] = (a - b) / h + quotients * random_double(state);
        s->backward[k] = (b - c) / h + quotients * random_double(state);
        s->central[k] = (a - c) / (2.0 * h) + quotients * random_double(state);
        s->floor[k] = 0x1p-53 * fmax(fabs(a), fmax(fabs(b), fabs(c))) / h;
    }
    return (lsq_quotients){s->forward, s->backward, s->central, s->floor, s->step, quotients > 0.0};
}

static double parabola(double x) {
    return 3.0 * x * x - x;
}
static double ripple(double x) {
    return sin(1000.0 * x);
}
static double ridge(double x) {
    return fabs(x) + exp(x);
}
static double step(double x) {
    return x > 0.0 ? 1.0 : 0.0;
}
static double cusp(double x) {
    return sqrt(fabs(x));
}
static double root(double x) {
    return sqrt(x);
}
static double half(double x) {
    return x >= 0.0 ? exp(x) : (double)NAN;
}
static double other_half(double x) {
    return x <= 0.0 ? exp(x) : (double)NAN;
}
static double flat(double x) {
    return 5.0 + 0.0 * x;
}
static double even(double x) {
    return x * x;
}
/* 1 + x^2, rounded to multiples of 2^-20 */
static double grid(double x) {
    return rint(ldexp((1.0 + x) * (1.0 + x), 20)) / 0x1p20;
}

static void the_derivative_of_a_smooth_function_is_within_a_small_bound(void **state) {
    (void)state;
    static const struct {
        double (*f)(double);
        double x, derivative, relative;
    } cases[] = {{parabola, 2.0, 11.0, 1e-13},
                 {parabola, -1e6, -6000001.0, 1e-13},
                 {exp, 0.0, 1.0, 1e-11},
                 {exp, 10.0, 22026.465794806718, 1e-10},
                 {sin, 3.0, -0.98999249660044545, 1e-11},
                 {ripple, 0.0, 1000.0, 1e-8},
                 {log, 1e-3, 1000.0, 1e-8},
                 {sqrt, 4.0, 0.25, 1e-11}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t random = i;
        sample s;
        lsq_estimate e = lsq_estimate_from(take(&s, cases[i].f, cases[i].x, 0.0, 0.0, &random));
        double off = fabs(e.best - cases[i].derivative);
        if (!(off <= e.bound && e.bound <= cases[i].relative * fabs(cases[i].derivative)))
            fail_msg("case %zu: off by %g, bound %g", i, off, e.bound);
        assert_true(isnan(e.right) && isnan(e.left));
    }
}

static void curvature_and_the_derivative_nearby_are_those_of_a_parabola(void **state) {
    (void)state;
    uint64_t random = 1;
    sample s;
    lsq_estimate e = lsq_estimate_from(take(&s, even, 0.0, 0.0, 0.0, &random));
    check_same(e.best, 0.0);
    check_digits(e.curvature, "2", 12);
    check_digits(e.nearby, "1", 12); /* (1 - 0) / 1 */
    e = lsq_estimate_from(take(&s, flat, 2.0, 0.0, 0.0, &random));
    check_same(e.best, 0.0);
    assert_int_equal(e.trouble, LSQ_UNFELT);
    assert_true(e.bound == 5.0 * 0x1p-53 / 2.0); /* at the step 2 */
}

/* Noise is told apart from the function and covered, whatever its size and kind. */
static void noise_of_values_and_of_quotients_is_within_the_bound(void **state) {
    (void)state;
    uint64_t random = 5;
    static double (*const functions[])(double) = {parabola, exp, sin};
    for (int trial = 0; trial < 20000; trial++) {
        double size = pow(10.0, -14.0 + 10.0 * fabs(random_double(&random)));
        double x = random_double(&random), values = trial % 2 ? size : 0.0;
        int which = trial % 3;
        sample s;
        lsq_estimate e =
            lsq_estimate_from(take(&s, functions[which], x, values, size - values, &random));
        double off = fabs(e.best - (which == 0 ? 6.0 * x - 1.0 : which == 1 ? exp(x) : cos(x)));
        if (!(off <= e.bound))
            fail_msg("trial %d: noise %g, off by %g, bound %g", trial, size, off, e.bound);
        /* nor is it out of proportion: truncation of order 6 and noise balance at the best step */
        double most = which == 0 ? 500.0 * size : 2000.0 * pow(size, 6.0 / 7.0);
        if (!(e.bound <= most))
            fail_msg("trial %d: noise %g, bound %g, at most %g", trial, size, e.bound, most);
        assert_true(isnan(e.right));
    }
}

/* The grid hides all below 1e-6 and does not look like noise there, as nothing changes at all.
 * Where it hides larger steps, it could be a flat place. */
static void values_on_a_coarse_grid_are_not_taken_for_a_constant(void **state) {
    (void)state;
    for (int trial = 0; trial < 2000; trial++) {
        uint64_t random = (uint64_t)trial;
        double x = random_double(&random);
        sample s;
        lsq_estimate e = lsq_estimate_from(take(&s, grid, x, 0.0, 0.0, &random));
        if (!(fabs(e.best - 2.0 * (1.0 + x)) <= e.bound) ||
            !(e.bound < 0.1 || (e.trouble == LSQ_CONTRADICTION && e.fine == 0.0)))
            fail_msg("x = %.17g: best %g, bound %g", x, e.best, e.bound);
    }
}

static void a_kink_shows_both_sides_and_widens_the_bound(void **state) {
    (void)state;
    uint64_t random = 1;
    sample s;
    lsq_estimate e = lsq_estimate_from(take(&s, ridge, 0.0, 0.0, 0.0, &random));
    assert_true(fabs(e.right - 2.0) < 1e-4 && fabs(e.left) < 1e-4);
    assert_true(fabs(e.best - 1.0) < 1e-4 && e.bound > 1.9);
    e = lsq_estimate_from(take(&s, ridge, 0.0, 1e-9, 0.0, &random));
    assert_true(fabs(e.right - 2.0) < 1e-2 && fabs(e.left) < 1e-2);
    e = lsq_estimate_from(take(&s, cusp, 0.0, 0.0, 0.0, &random));
    assert_true(e.right > 1.0 && e.left < -1.0 && e.bound > 1e3);
    /* not within reach of the finest steps: smooth */
    e = lsq_estimate_from(take(&s, ridge, 1e-3, 0.0, 0.0, &random));
    assert_true(isnan(e.right) && fabs(e.best - 1.0 - exp(1e-3)) < e.bound && e.bound < 1e-6);
}

/* Central differences may be free of rounding by symmetry where those to one side are not. */
static void rounding_to_the_sides_alone_is_no_kink(void **state) {
    (void)state;
    for (int trial = 0; trial < 20000; trial++) {
        uint64_t random = (uint64_t)trial;
        sample s;
        lsq_quotients q = take(&s, parabola, 2.0, 0.0, 0.0, &random);
        double here = 1e-9 * random_double(&random); /* of f(x), at all steps alike or not */
        for (int k = 0; k < LSQ_STEPS; k++) {
            here = trial % 2 ? here : 1e-9 * random_double(&random);
            s.forward[k] += here / s.step[k];
            s.backward[k] -= here / s.step[k];
        }
        lsq_estimate e = lsq_estimate_from(q);
        if (!isnan(e.right) || !(e.bound < 1e-10))
            fail_msg("trial %d: %g to the right, %g to the left, bound %g", trial, e.right, e.left,
                     e.bound);
    }
}

static void jumps_and_vertical_tangents_leave_no_bound_to_rely_on(void **state) {
    (void)state;
    double (*const functions[])(double) = {step, cbrt, root};
    for (int i = 0; i < 3; i++) {
        uint64_t random = 1;
        sample s;
        lsq_estimate e = lsq_estimate_from(take(&s, functions[i], 0.0, 0.0, 0.0, &random));
        assert_true(e.bound > 0.1 * fabs(e.best));
    }
}

static void one_side_alone_is_enough(void **state) {
    (void)state;
    uint64_t random = 1;
    sample s;
    double (*const sides[])(double) = {half, other_half};
    for (int i = 0; i < 2; i++) {
        lsq_estimate e = lsq_estimate_from(take(&s, sides[i], 0.0, 0.0, 0.0, &random));
        assert_true(fabs(e.best - 1.0) <= e.bound && e.bound < 1e-7);
        for (int trial = 0; trial < 2000; trial++) {
            e = lsq_estimate_from(take(&s, sides[i], 0.0, 1e-12, 0.0, &random));
            assert_true(fabs(e.best - 1.0) <= 0.5 * e.bound && e.bound < 1e-5);
        }
    }
}

static void too_few_steps_are_no_base_for_a_bound(void **state) {
    (void)state;
    uint64_t random = 1;
    sample s;
    lsq_quotients q = take(&s, exp, 0.0, 0.0, 0.0, &random);
    for (int k = 0; k < LSQ_STEPS - 11; k++)
        s.forward[k] = s.backward[k] = s.central[k] = (double)NAN;
    lsq_estimate e = lsq_estimate_from(q);
    assert_true(isnan(e.best) && e.bound == HUGE_VAL);
    q = take(&s, exp, 0.0, 0.0, 0.0, &random);
    for (int k = 0; k < LSQ_STEPS - 12; k++)
        s.forward[k] = s.backward[k] = s.central[k] = (double)NAN;
    e = lsq_estimate_from(q); /* steps up to 3e-7 are left */
    assert_true(fabs(e.best - 1.0) <= e.bound && e.bound < 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_derivative_of_a_smooth_function_is_within_a_small_bound),
        cmocka_unit_test(curvature_and_the_derivative_nearby_are_those_of_a_parabola),
        cmocka_unit_test(noise_of_values_and_of_quotients_is_within_the_bound),
        cmocka_unit_test(values_on_a_coarse_grid_are_not_taken_for_a_constant),
        cmocka_unit_test(a_kink_shows_both_sides_and_widens_the_bound),
        cmocka_unit_test(rounding_to_the_sides_alone_is_no_kink),
        cmocka_unit_test(jumps_and_vertical_tangents_leave_no_bound_to_rely_on),
        cmocka_unit_test(one_side_alone_is_enough),
        cmocka_unit_test(too_few_steps_are_no_base_for_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
