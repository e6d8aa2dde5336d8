/* The check of a derivative: verdicts by hand, the numbers beside them, the sentences, and what is
 * refused.  Random cases stand in laws/test_derivatives.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "support/check.h"

/* ---- functions ---- */

/* 3x^2 + 2xy + y^2, and its gradient plus a mistake */
static int form(void *context, const double *x, double *f) {
    (void)context;
    *f = 3.0 * x[0] * x[0] + 2.0 * x[0] * x[1] + x[1] * x[1];
    return 0;
}

static int form_gradient(void *context, const double *x, double *g) {
    const double *mistake = context;
    g[0] = 6.0 * x[0] + 2.0 * x[1];
    g[1] = 2.0 * x[0] + 2.0 * x[1] + (mistake ? *mistake : 0.0);
    return 0;
}

/* f(x, y) = (exp(x y), x / y, 7), by rows of the Jacobian (y e, x e), (1/y, -x/y^2), (0, 0) */
static int three(void *context, const double *x, double *f) {
    (void)context;
    f[0] = exp(x[0] * x[1]);
    f[1] = x[0] / x[1];
    f[2] = 7.0;
    return 0;
}

static int three_jacobian(void *context, const double *x, double *J) {
    const double *mistake = context;
    double e = exp(x[0] * x[1]);
    J[0] = x[1] * e;
    J[1] = 1.0 / x[1];
    J[2] = 0.0;
    J[3] = x[0] * e;
    J[4] = (mistake ? 1.0 : -1.0) * x[0] / (x[1] * x[1]);
    J[5] = 0.0;
    return 0;
}

/* One variable; the derivative is what context points to. */
static int size_of(void *context, const double *x, double *f) {
    (void)context;
    *f = fabs(x[0]);
    return 0;
}
static int quick(void *context, const double *x, double *f) {
    (void)context;
    *f = exp(30.0 * x[0]);
    return 0;
}
static int far_off(void *context, const double *x, double *f) {
    (void)context;
    *f = 1e12 + x[0] * x[0];
    return 0;
}
static int far_off_difference(void *context, const double *x, const double *y, double *d) {
    (void)context;
    *d = (x[0] - y[0]) * (x[0] + y[0]);
    return 0;
}
static int root(void *context, const double *x, double *f) {
    (void)context;
    *f = x[0] * sqrt(x[0]);
    return 0;
}
static int positive_only(void *context, const double *x, double *f) {
    (void)context;
    *f = x[0] * x[0] * x[0] + x[0];
    return x[0] < 0.0;
}
static int pole(void *context, const double *x, double *f) {
    (void)context;
    *f = 1.0 / x[0];
    return 0;
}
static int pole_at_one(void *context, const double *x, double *f) {
    (void)context;
    *f = 1.0 / (x[0] - 1.0);
    return 0;
}
static int steep(void *context, const double *x, double *f) {
    (void)context;
    *f = 1e308 * (x[0] * x[0] - 1.0);
    return 0;
}
static int nowhere_else(void *context, const double *x, double *f) {
    (void)context;
    *f = 1.0;
    return x[0] != 0.5;
}
static int given(void *context, const double *x, double *g) {
    (void)x;
    *g = *(const double *)context;
    return 0;
}
static int constant(void *context, const double *x, double *f) {
    (void)x;
    for (int64_t i = 0; i < *(const int64_t *)context; i++)
        f[i] = 2.0;
    return 0;
}
static int given_nothing(void *context, const double *x, double *J) {
    (void)context;
    (void)x;
    (void)J;
    return 0;
}
static int refuses(void *context, const double *x, double *g) {
    (void)context;
    (void)x;
    (void)g;
    return 3;
}

static lsq_check *check_one(int (*f)(void *, const double *, double *), double df, double x) {
    lsq_check *check = NULL;
    lsq_error error = {0};
    check_status(lsq_check_gradient(&check, f, given, &df, &x, 1, NULL, &error), LSQ_OK, &error);
    return check;
}

/* ---- verdicts ---- */

static void a_right_gradient_agrees_and_forward_differences_fail_the_threshold(void **state) {
    (void)state;
    static const double x[] = {1.0, -1.0}; /* the gradient is (4, 0) */
    lsq_check *check = NULL;
    lsq_error error = {0};
    check_status(lsq_check_gradient(&check, form, form_gradient, NULL, x, 2, NULL, &error), LSQ_OK,
                 &error);
    const lsq_check_summary *a = lsq_check_about(check);
    assert_int_equal(a->verdict, LSQ_AGREES);
    assert_int_equal(a->n, 2);
    assert_int_equal(a->m, 1);
    check_same(a->h, 1e-4);
    check_same(a->threshold, 1e-6);
    assert_true(a->criterion < 1e-11);
    /* (3h, h) beside (8, 0): sqrt(10) h / 8 */
    assert_true(fabs(a->forward_criterion - sqrt(10.0) * 1e-4 / 8.0) < 1e-8);
    assert_true(a->best_criterion <= a->criterion && a->best_h > 0.0);
    check_contains(a->note, "no element exceeds its bound");
    const lsq_check_row *row = lsq_check_row_at(check, 0);
    assert_int_equal(row->value, 0);
    assert_int_equal(row->variable, 0);
    check_same(row->derivative, 4.0);
    assert_true(fabs(row->forward - 4.0003) < 1e-9);
    assert_true(fabs(row->central - 4.0) < 1e-10);
    assert_true(fabs(row->best - 4.0) <= row->bound && row->bound < 2e-13);
    assert_int_equal(lsq_check_row_at(check, 1)->variable, 1);
    lsq_check_free(check);
}

static void a_mistake_of_1e_5_differs_and_is_named(void **state) {
    (void)state;
    static const double x[] = {1.0, -1.0}, mistakes[] = {4e-5, -4e-5, 2.0};
    for (int i = 0; i < 3; i++) {
        lsq_check *check = NULL;
        lsq_error error = {0};
        double mistake = mistakes[i];
        check_status(lsq_check_gradient(&check, form, form_gradient, &mistake, x, 2, NULL, &error),
                     LSQ_OK, &error);
        const lsq_check_summary *a = lsq_check_about(check);
        assert_int_equal(a->verdict, LSQ_DIFFERS);
        assert_int_equal(a->worst_value, 0);
        assert_int_equal(a->worst_variable, 1);
        assert_int_equal(lsq_check_row_at(check, 0)->verdict, LSQ_AGREES);
        assert_int_equal(lsq_check_row_at(check, 1)->verdict, LSQ_DIFFERS);
        /* off by e beside (8, e) */
        double e = fabs(mistake);
        assert_true(fabs(a->criterion - e / hypot(8.0, e)) < 1e-10);
        check_contains(a->note, i == 0
                                    ? "the derivative by x[1] is 4e-5, differences say 0 to within"
                                : i == 1 ? "is -4e-5"
                                         : "is 2, differences say 0");
        lsq_check_free(check);
    }
}

static void a_looser_threshold_lets_a_small_mistake_pass(void **state) {
    (void)state;
    static const double x[] = {2.0, -1.0}; /* (10, 2) */
    double mistake = 1e-3;
    const lsq_check_options options = {.struct_size = sizeof options, .threshold = 1e-3, .h = 1e-3};
    lsq_check *check = NULL;
    lsq_error error = {0};
    check_status(lsq_check_gradient(&check, form, form_gradient, &mistake, x, 2, &options, &error),
                 LSQ_OK, &error);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    check_same(lsq_check_about(check)->h, 1e-3);
    check_same(lsq_check_about(check)->threshold, 1e-3);
    lsq_check_free(check);
}

static void at_an_optimum_agreement_is_told_without_the_criterion(void **state) {
    (void)state;
    static const double at[] = {0.0, 0.0};
    lsq_check *check = NULL;
    double mistake = 1e-3;
    check_status(lsq_check_gradient(&check, form, form_gradient, NULL, at, 2, NULL, NULL), LSQ_OK,
                 NULL);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    check_same(lsq_check_about(check)->criterion, 0.0);
    lsq_check_free(check);
    check_status(lsq_check_gradient(&check, form, form_gradient, &mistake, at, 2, NULL, NULL),
                 LSQ_OK, NULL);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_DIFFERS);
    lsq_check_free(check);
    /* a derivative that is nothing but rounding */
    double rest = 1e-17;
    const lsq_function f = {1, 1, far_off, given, far_off_difference, &rest};
    check_status(lsq_check_derivative(&check, &f, at, NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    check_contains(lsq_check_about(check)->note, "0 but for rounding");
    lsq_check_free(check);
}

static void a_jacobian_is_checked_column_by_column(void **state) {
    (void)state;
    static const double x[] = {0.5, -2.0};
    lsq_check *check = NULL;
    lsq_error error = {0};
    double mistake = 1.0;
    lsq_function f = {2, 3, three, three_jacobian, NULL, NULL};
    check_status(lsq_check_derivative(&check, &f, x, NULL, &error), LSQ_OK, &error);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    assert_int_equal(lsq_check_rows(check), 6);
    for (int64_t i = 0; i < 6; i++) {
        const lsq_check_row *row = lsq_check_row_at(check, i);
        assert_int_equal(row->value, i % 3);
        assert_int_equal(row->variable, i / 3);
        assert_true(fabs(row->best - row->derivative) <= row->bound);
    }
    lsq_check_free(check);
    f.context = &mistake;
    check_status(lsq_check_derivative(&check, &f, x, NULL, &error), LSQ_OK, &error);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_DIFFERS);
    for (int64_t i = 0; i < 6; i++)
        assert_int_equal(lsq_check_row_at(check, i)->verdict, i == 4 ? LSQ_DIFFERS : LSQ_AGREES);
    check_contains(lsq_check_about(check)->note,
                   "the derivative of f[1] by x[1] is 0.125, differences say -0.125 to within");
    lsq_check_free(check);
}

static void truncation_at_h_spoils_the_criterion_and_not_the_verdict(void **state) {
    (void)state;
    lsq_check *check = check_one(quick, 30.0, 0.0);
    const lsq_check_summary *a = lsq_check_about(check);
    assert_int_equal(a->verdict, LSQ_AGREES);
    /* sinh(30h) / 30h = 1 + 1.5e-6 */
    assert_true(fabs(a->criterion - 0.75e-6) < 1e-8);
    lsq_check_free(check);
    const lsq_check_options options = {.struct_size = sizeof options, .h = 1e-2};
    double df = 30.0, x = 0.0;
    check_status(lsq_check_gradient(&check, quick, given, &df, &x, 1, &options, NULL), LSQ_OK,
                 NULL);
    a = lsq_check_about(check);
    assert_int_equal(a->verdict, LSQ_AGREES);
    assert_true(a->criterion > 1e-3);
    check_contains(a->note, "at h = 0.01, is spoiled by truncation of the differences");
    lsq_check_free(check);
}

/* Of 1e12 + x^2 at 1 a double knows x^2 to 1e-4; its difference knows all. */
static void large_values_leave_it_undecided_and_told_differences_decide(void **state) {
    (void)state;
    static const double x = 1.0;
    double df = 2.0, wrong = 2.0 + 2e-5, double_of_it = 4.0;
    lsq_check *check = check_one(far_off, df, x);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_UNDECIDED);
    check_contains(lsq_check_about(check)->note,
                   "rounding of f hides errors: of the derivative by");
    lsq_check_free(check);
    check = check_one(far_off, double_of_it, x);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_DIFFERS);
    lsq_check_free(check);
    lsq_function f = {1, 1, far_off, given, far_off_difference, &df};
    check_status(lsq_check_derivative(&check, &f, &x, NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    lsq_check_free(check);
    f.context = &wrong;
    check_status(lsq_check_derivative(&check, &f, &x, NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_DIFFERS);
    lsq_check_free(check);
}

static void rounding_that_the_caller_knows_of_widens_bounds(void **state) {
    (void)state;
    static const double x[] = {1.0, -1.0}, rounding[] = {0.0, 1e-6};
    double mistake = 5e-7;
    lsq_check_options options = {.struct_size = sizeof options};
    for (int i = 0; i < 2; i++) {
        lsq_check *check = NULL;
        options.rounding = i ? rounding : NULL;
        check_status(
            lsq_check_gradient(&check, form, form_gradient, &mistake, x, 2, &options, NULL), LSQ_OK,
            NULL);
        assert_int_equal(lsq_check_about(check)->verdict, i ? LSQ_AGREES : LSQ_DIFFERS);
        lsq_check_free(check);
    }
}

static void at_a_kink_a_subgradient_is_undecided_and_anything_else_differs(void **state) {
    (void)state;
    static const double slopes[] = {0.0, 1.0, -1.0, 0.3, 3.5, -4.0};
    for (int i = 0; i < 6; i++) {
        lsq_check *check = check_one(size_of, slopes[i], 0.0);
        const lsq_check_summary *a = lsq_check_about(check);
        assert_int_equal(a->verdict, i < 4 ? LSQ_UNDECIDED : LSQ_DIFFERS);
        check_contains(a->note, i < 4 ? "f is not smooth at x: by differences the derivative by "
                                        "x[0] is 1 to the right and -1 to the left"
                                      : "but f is not smooth there, with 1 to the right and -1");
        lsq_check_free(check);
    }
    lsq_check *check = check_one(size_of, 1.0, 1e-3);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    lsq_check_free(check);
}

static void where_one_side_has_no_values_the_other_decides(void **state) {
    (void)state;
    lsq_check *check = check_one(positive_only, 1.0, 0.0);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    assert_true(isnan(lsq_check_about(check)->criterion));
    assert_true(isnan(lsq_check_row_at(check, 0)->central));
    assert_true(isnan(lsq_check_about(check)->best_h));
    lsq_check_free(check);
    check = check_one(positive_only, 1.00001, 0.0);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_DIFFERS);
    lsq_check_free(check);
    /* x^1.5 has the derivative 0 at 0, but no second one to tell how fast differences get there */
    check = check_one(root, 0.0, 0.0);
    assert_int_not_equal(lsq_check_about(check)->verdict, LSQ_DIFFERS);
    lsq_check_free(check);
    check = check_one(pole, -1e6, 1e-3);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    lsq_check_free(check);
    check = check_one(pole, -1e22, 1e-11);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
    lsq_check_free(check);
    /* Within less than 1e-4 of the pole, and far from 0, a bound cannot be told. */
    check = check_one(pole_at_one, -1e12, 1.0 + 0x1p-20);
    assert_int_equal(lsq_check_about(check)->verdict, LSQ_UNDECIDED);
    lsq_check_free(check);
}

/* Quotients of both sides are so large that their difference is not. */
static void what_overflows_is_never_accepted(void **state) {
    (void)state;
    static const double slopes[] = {0.0, 1e303};
    for (int i = 0; i < 2; i++) {
        lsq_check *check = check_one(steep, slopes[i], 0.0);
        lsq_verdict verdict = lsq_check_about(check)->verdict;
        assert_true(i == 0 ? verdict != LSQ_DIFFERS : verdict != LSQ_AGREES);
        lsq_check_free(check);
    }
}

/* ---- the curve and the accessors ---- */

static void the_curve_goes_down_with_h_and_holds_the_criterion(void **state) {
    (void)state;
    static const double x[] = {0.5, -2.0};
    lsq_check *check = NULL;
    const lsq_function f = {2, 3, three, three_jacobian, NULL, NULL};
    check_status(lsq_check_derivative(&check, &f, x, NULL, NULL), LSQ_OK, NULL);
    int64_t count = lsq_check_points(check), own = -1;
    double least = HUGE_VAL;
    for (int64_t k = 0; k < count; k++) {
        const lsq_check_point *p = lsq_check_point_at(check, k);
        assert_true(k == 0 || p->h < lsq_check_point_at(check, k - 1)->h);
        own = p->h == 1e-4 ? k : own;
        least = fmin(least, p->central);
    }
    assert_true(own >= 0);
    check_same(lsq_check_point_at(check, own)->central, lsq_check_about(check)->criterion);
    check_same(lsq_check_point_at(check, own)->forward, lsq_check_about(check)->forward_criterion);
    check_same(least, lsq_check_about(check)->best_criterion);
    /* forward differences fall with h, central ones with h^2 */
    double forward = lsq_check_point_at(check, 8)->forward / lsq_check_point_at(check, 4)->forward,
           central = lsq_check_point_at(check, 6)->central / lsq_check_point_at(check, 4)->central;
    assert_true(fabs(forward - 1e-2) < 1e-3 && fabs(central - 1e-2) < 1e-3);
    assert_null(lsq_check_point_at(check, -1));
    assert_null(lsq_check_point_at(check, count));
    assert_null(lsq_check_row_at(check, -1));
    assert_null(lsq_check_row_at(check, 6));
    lsq_check_free(check);
    assert_null(lsq_check_about(NULL));
    assert_null(lsq_check_row_at(NULL, 0));
    assert_null(lsq_check_point_at(NULL, 0));
    assert_int_equal(lsq_check_rows(NULL) + lsq_check_points(NULL), 0);
    lsq_check_free(NULL);
}

/* Variables in units of 1e-30 and 1e30: the same verdict and criterion to the last bit, as units
 * are powers of 2. */
static int in_units(void *context, const double *x, double *f) {
    const int *exponent = context;
    double z[2] = {ldexp(x[0], -*exponent), ldexp(x[1], *exponent)};
    return form(NULL, z, f);
}
static int gradient_in_units(void *context, const double *x, double *g) {
    const int *exponent = context;
    double z[2] = {ldexp(x[0], -*exponent), ldexp(x[1], *exponent)};
    form_gradient(NULL, z, g);
    g[0] = ldexp(g[0], -*exponent);
    g[1] = ldexp(g[1], *exponent);
    return 0;
}

static void units_do_not_matter_where_sizes_are_told(void **state) {
    (void)state;
    double best[2] = {0};
    for (int exponent = 0; exponent <= 300; exponent += 100) {
        const double x[] = {ldexp(1.5, exponent), ldexp(0.3, -exponent)},
                     typical[] = {ldexp(1.0, exponent), ldexp(1.0, -exponent)};
        const lsq_check_options options = {.struct_size = sizeof options, .typical = typical};
        lsq_check *check = NULL;
        check_status(lsq_check_gradient(&check, in_units, gradient_in_units, &exponent, x, 2,
                                        &options, NULL),
                     LSQ_OK, NULL);
        assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
        for (int j = 0; j < 2; j++) {
            double b = ldexp(lsq_check_row_at(check, j)->best, j ? -exponent : exponent);
            if (exponent == 0)
                best[j] = b;
            check_same(b, best[j]);
        }
        lsq_check_free(check);
    }
}

/* ---- nothing, and what is refused ---- */

static void without_variables_or_values_there_is_nothing_to_check(void **state) {
    (void)state;
    static const double x[] = {1.0, 2.0};
    static const int64_t shapes[][2] = {{0, 0}, {2, 0}, {0, 2}};
    for (int i = 0; i < 3; i++) {
        int64_t m = shapes[i][1], none = 0;
        lsq_function f = {shapes[i][0], m, constant, constant, NULL, m ? &m : &none};
        lsq_check *check = NULL;
        if (!f.n)
            f.derivative = given_nothing;
        check_status(lsq_check_derivative(&check, &f, f.n ? x : NULL, NULL, NULL), LSQ_OK, NULL);
        assert_int_equal(lsq_check_about(check)->verdict, LSQ_AGREES);
        check_text(lsq_check_about(check)->note, "there is nothing to check");
        assert_int_equal(lsq_check_rows(check), 0);
        assert_int_equal(lsq_check_about(check)->worst_value, -1);
        assert_int_equal(lsq_check_about(check)->worst_variable, -1);
        check_same(lsq_check_about(check)->criterion, 0.0);
        lsq_check_free(check);
    }
}

static void check_refused(const lsq_function *f, const double *x, const lsq_check_options *o,
                          lsq_status status, const char *message) {
    lsq_error error = {0};
    lsq_check *check = (lsq_check *)(uintptr_t)1;
    check_status(lsq_check_derivative(&check, f, x, o, &error), status, &error);
    check_contains(error.message, message);
    assert_null(check);
    check_status(lsq_check_derivative(&check, f, x, o, NULL), status, NULL);
}

static void what_cannot_be_checked_is_refused_in_a_sentence(void **state) {
    (void)state;
    double one = 1.0, half = 0.5, zero = 0.0, infinite = HUGE_VAL;
    const lsq_function good = {1, 1, far_off, given, NULL, &one};
    const lsq_check_options plain = {.struct_size = sizeof plain};
    lsq_function f = good;
    lsq_check_options o = plain;
    check_refused(NULL, &one, NULL, LSQ_EUSAGE, "needs its value and its derivative");
    f.value = NULL;
    check_refused(&f, &one, NULL, LSQ_EUSAGE, "needs its value and its derivative");
    f = good;
    f.derivative = NULL;
    check_refused(&f, &one, NULL, LSQ_EUSAGE, "needs its value and its derivative");
    f = good;
    f.n = -1;
    check_refused(&f, &one, NULL, LSQ_EUSAGE, "-1 variables with 1 values");
    f.n = f.m = INT64_MAX / 2;
    check_refused(&f, &one, NULL, LSQ_ENOMEM, "no memory for");
    check_refused(&good, NULL, NULL, LSQ_EUSAGE, "x is NULL");
    check_refused(&good, &infinite, NULL, LSQ_EUSAGE, "x[0] is");
    o.struct_size = 1;
    check_refused(&good, &one, &o, LSQ_EUSAGE, "set it to sizeof(lsq_check_options)");
    o = plain;
    o.h = 1.0;
    check_refused(&good, &one, &o, LSQ_EUSAGE, "h is 1; it lies from 1e-12 to below 1");
    o.h = (double)NAN;
    check_refused(&good, &one, &o, LSQ_EUSAGE, "h is");
    o = plain;
    o.threshold = 1.0;
    check_refused(&good, &one, &o, LSQ_EUSAGE, "the threshold is 1; it lies between 0 and 1");
    o = plain;
    o.typical = &zero;
    check_refused(&good, &one, &o, LSQ_EUSAGE, "typical[0] is 0");
    f = good;
    f.derivative = refuses;
    check_refused(&f, &one, NULL, LSQ_ENUMERIC, "f has no derivative at x");
    f = good;
    f.context = &infinite;
    check_refused(&f, &one, NULL, LSQ_ENUMERIC, "the derivative of f[0] by x[0] is");
    f = good;
    f.value = refuses;
    check_refused(&f, &one, NULL, LSQ_ENUMERIC, "f has no value at x");
    f.value = pole;
    check_refused(&f, &zero, NULL, LSQ_ENUMERIC, "f[0] has no finite value at x");
    f.value = nowhere_else;
    check_refused(&f, &half, NULL, LSQ_ENUMERIC, "no finite value to any side of x[0] = 0.5");
    lsq_error error = {0};
    check_status(lsq_check_derivative(NULL, &good, &one, NULL, &error), LSQ_EUSAGE, &error);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_gradient_agrees_and_forward_differences_fail_the_threshold),
        cmocka_unit_test(a_mistake_of_1e_5_differs_and_is_named),
        cmocka_unit_test(a_looser_threshold_lets_a_small_mistake_pass),
        cmocka_unit_test(at_an_optimum_agreement_is_told_without_the_criterion),
        cmocka_unit_test(a_jacobian_is_checked_column_by_column),
        cmocka_unit_test(truncation_at_h_spoils_the_criterion_and_not_the_verdict),
        cmocka_unit_test(large_values_leave_it_undecided_and_told_differences_decide),
        cmocka_unit_test(rounding_that_the_caller_knows_of_widens_bounds),
        cmocka_unit_test(at_a_kink_a_subgradient_is_undecided_and_anything_else_differs),
        cmocka_unit_test(where_one_side_has_no_values_the_other_decides),
        cmocka_unit_test(what_overflows_is_never_accepted),
        cmocka_unit_test(the_curve_goes_down_with_h_and_holds_the_criterion),
        cmocka_unit_test(units_do_not_matter_where_sizes_are_told),
        cmocka_unit_test(without_variables_or_values_there_is_nothing_to_check),
        cmocka_unit_test(what_cannot_be_checked_is_refused_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
