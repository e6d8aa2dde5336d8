/* What an error looks like: each usual slip is known, and nothing else is.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "fit/gradcheck.h"
#include "gradients.h"

/* A regression at a point, and its gradient. */
typedef struct slip {
    regression g;
    double gradient[MOST_ELEMENTS];
} slip;

static slip begin(int n, int p, int q, int intercept, uint64_t seed) {
    slip s = {.g = {.n = n, .p = p, .q = q, .intercept = intercept}};
    s.g.elements = (p + intercept) * q;
    random_columns(s.g.X, n, p, &seed);
    random_columns(s.g.Y, n, q, &seed);
    go_near_solution(&s.g, 2, &seed);
    plain_gradient(&s.g, s.g.point, s.gradient);
    return s;
}

/* The hint for s->gradient; it must differ. */
static const char *hint_of(const slip *s) {
    static char copy[512];
    lsq_gradcheck_options o = {.point = s->g.point,
                               .point_count = s->g.elements,
                               .gradient = s->gradient,
                               .gradient_count = s->g.elements};
    lsq_gradcheck *check = gradcheck_of(&s->g, o);
    assert_int_equal(verdict_of(check), LSQ_DIFFERS);
    const char *hint = lsq_gradcheck_about(check)->hint;
    snprintf(copy, sizeof copy, "%s", hint ? hint : "(none)");
    lsq_gradcheck_free(check);
    return copy;
}

static void factors_have_names(void **state) {
    (void)state;
    const struct {
        double factor;
        const char *hint;
    } cases[] = {
        {0, "It is 0 everywhere."},
        {-1, "It is the right gradient with the other sign."},
        {0.5, "It is half the right gradient: the 2 of 2X'(XB - Y) is missing."},
        {2, "It is twice the right gradient: there is a 2 too many."},
        {-0.5, "It is minus half the right gradient: the sign is wrong and the 2 is missing."},
        {-2, "It is minus twice the right gradient: the sign is wrong and there is a 2 too many."},
        {1.0 / 40,
         "It is 1/n of the right gradient: that of the mean of the squares, not of their sum."},
        {1.0 / 80, "It is 1/(2n) of the right gradient: that of half the mean of the squares."},
        {3.7, "It is 3.7 times the right gradient."},
        {1.001, "It is 1.001 times the right gradient."},
    };
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            slip s = begin(40, 3, 1 + (int)seed % 2, 1, seed);
            for (int at = 0; at < s.g.elements; at++)
                s.gradient[at] *= cases[i].factor;
            check_text(hint_of(&s), cases[i].hint);
        }
}

static void half_of_the_formula_is_known(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        slip s = begin(30, 3, 2, 0, seed), t = s;
        regression zero = s.g;
        memset(zero.Y, 0, sizeof zero.Y);
        plain_gradient(&zero, s.g.point, t.gradient); /* 2X'XB */
        check_text(hint_of(&t), "It is 2X'XB: the part -2X'Y is missing.");
        for (int at = 0; at < s.g.elements; at++)
            t.gradient[at] = s.gradient[at] - t.gradient[at];
        check_text(hint_of(&t), "It is -2X'Y: the part 2X'XB is missing, as if B were 0.");
    }
}

static void elements_in_another_order_are_found(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        slip s = begin(30, 3, 1, 1, seed), t = s;
        t.gradient[0] = s.gradient[2];
        t.gradient[2] = s.gradient[0];
        check_text(hint_of(&t), "The elements of (Intercept) and x2 have changed places.");
        s = t = begin(30, 3, 2, 0, seed);
        for (int j = 0; j < 3; j++)
            for (int r = 0; r < 2; r++)
                t.gradient[j * 2 + r] = s.gradient[j + r * 3];
        check_text(hint_of(&t), "It is transposed: its elements stand term by term, and are wanted "
                                "response by response.");
        t = s;
        t.gradient[1] = s.gradient[5];
        t.gradient[5] = s.gradient[1];
        check_text(hint_of(&t), "The elements of x2 of y1 and x3 of y2 have changed places.");
    }
}

static void one_element_is_named(void **state) {
    (void)state;
    const struct {
        double factor;
        const char *hint;
    } cases[] = {{0, "Only the element of x2 is off: it is 0."},
                 {-1, "Only the element of x2 is off: it has the other sign."},
                 {0.5, "Only the element of x2 is off: it is half of what it should be."},
                 {2, "Only the element of x2 is off: it is twice what it should be."},
                 {1.1, "(none)"}};
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            slip s = begin(30, 3, 1, 1, seed);
            s.gradient[2] *= cases[i].factor;
            check_text(hint_of(&s), cases[i].hint);
        }
}

/* A gradient that is small beside the right one is hardly off from 0 times it. */
static void a_small_gradient_is_no_factor_of_the_right_one(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (int zero = 0; zero <= 1; zero++) {
            slip s = begin(30, 3, 1, 1, seed);
            for (int at = 0; at < s.g.elements; at++) {
                s.g.point[at] *= !zero;
                s.gradient[at] = (at + 1) * 1e-5 * s.gradient[0];
            }
            check_text(hint_of(&s), "(none)");
        }
}

/* One row of X and Y: what it adds to the gradient. */
static void row_gradient(const slip *s, int row, double *part) {
    regression one = s->g;
    one.n = 1;
    for (int j = 0; j < s->g.p; j++)
        one.X[j] = s->g.X[row + j * s->g.n];
    for (int r = 0; r < s->g.q; r++)
        one.Y[r] = s->g.Y[row + r * s->g.n];
    plain_gradient(&one, s->g.point, part);
}

static void a_row_too_few_or_too_many_is_found(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (int row = 0; row < 30; row += 29) {
            slip s = begin(30, 2, 2, 1, seed), less = s, more = s;
            double part[MOST_ELEMENTS];
            row_gradient(&s, row, part);
            for (int at = 0; at < s.g.elements; at++) {
                less.gradient[at] -= part[at];
                more.gradient[at] += part[at];
            }
            check_text(hint_of(&less), row ? "A row like row 30 of those used is left out."
                                           : "A row like row 1 of those used is left out.");
            check_text(hint_of(&more), row ? "A row like row 30 of those used counts twice."
                                           : "A row like row 1 of those used counts twice.");
        }
}

/* Rows come in blocks. */
static void a_row_is_counted_from_the_first_block_on(void **state) {
    (void)state;
    enum { N = 5000, LOST = 4321 };
    static double X[N], Y[N];
    const double point[] = {1, 2};
    double gradient[2] = {0};
    uint64_t seed = 3;
    for (int i = 0; i < N; i++) {
        X[i] = random_double(&seed);
        Y[i] = random_double(&seed);
        double e = 1 + 2 * X[i] - Y[i];
        gradient[0] += i + 1 == LOST ? 0 : 2 * e;
        gradient[1] += i + 1 == LOST ? 0 : 2 * e * X[i];
    }
    lsq_gradcheck_options o = {.struct_size = sizeof o,
                               .point = point,
                               .point_count = 2,
                               .gradient = gradient,
                               .gradient_count = 2};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(lsq_gradcheck_doubles(&check, (lsq_doubles){X, N, 1, 1, N},
                                       (lsq_doubles){Y, N, 1, 1, N}, NULL, &o, &error),
                 LSQ_OK, &error);
    check_text(lsq_gradcheck_about(check)->hint, "A row like row 4321 of those used is left out.");
    lsq_gradcheck_free(check);
}

/* Among 100,000 rows there is one within 4e-4 of many an error of two elements. */
static void a_row_that_fits_by_chance_is_not_named(void **state) {
    (void)state;
    enum { N = 100000 };
    static double X[N], Y[N];
    const double point[] = {0.5, 1.5};
    uint64_t seed = 11;
    double gradient[2] = {0};
    for (int i = 0; i < N; i++) {
        X[i] = random_double(&seed);
        Y[i] = random_double(&seed);
        double e = 0.5 + 1.5 * X[i] - Y[i], times = i == 77 ? 4e-4 : 1;
        gradient[0] += 2 * e * times;
        gradient[1] += 2 * e * X[i] * times;
    }
    lsq_gradcheck_options o = {.struct_size = sizeof o,
                               .point = point,
                               .point_count = 2,
                               .gradient = gradient,
                               .gradient_count = 2};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(lsq_gradcheck_doubles(&check, (lsq_doubles){X, N, 1, 1, N},
                                       (lsq_doubles){Y, N, 1, 1, N}, NULL, &o, &error),
                 LSQ_OK, &error);
    assert_int_equal(verdict_of(check), LSQ_DIFFERS);
    assert_null(lsq_gradcheck_about(check)->hint);
    lsq_gradcheck_free(check);
}

/* Of one coefficient, the whole gradient is its element. */
static void the_simplest_explanation_is_told(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        slip s = begin(30, 1, 1, 0, seed);
        s.gradient[0] *= seed % 3 == 0 ? 0.5 : seed % 3 == 1 ? 2 : -1;
        check_text(hint_of(&s),
                   seed % 3 == 0 ? "It is half the right gradient: the 2 of 2X'(XB - Y) is missing."
                   : seed % 3 == 1 ? "It is twice the right gradient: there is a 2 too many."
                                   : "It is the right gradient with the other sign.");
    }
}

static void of_what_is_no_usual_slip_nothing_is_said(void **state) {
    (void)state;
    uint64_t random = 7;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        slip s = begin(30, 3, 1, 1, seed);
        for (int at = 0; at < s.g.elements; at++)
            s.gradient[at] *= 1 + random_double(&random);
        check_text(hint_of(&s), "(none)");
    }
}

static void names_are_escaped(void **state) {
    (void)state;
    static const char *const names[] = {"a\033", "b", "y1", "y\n"};
    lsq_text out = {0};
    lsq_put_element(names, 2, 2, 2, &out);
    check_text(out.bytes, "a\\x1B of y\\n");
    lsq_text_clear(&out);
    lsq_put_element(names, 2, 1, 1, &out);
    check_text(out.bytes, "b");
    lsq_text_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_have_names),
        cmocka_unit_test(half_of_the_formula_is_known),
        cmocka_unit_test(elements_in_another_order_are_found),
        cmocka_unit_test(one_element_is_named),
        cmocka_unit_test(a_small_gradient_is_no_factor_of_the_right_one),
        cmocka_unit_test(a_row_too_few_or_too_many_is_found),
        cmocka_unit_test(a_row_is_counted_from_the_first_block_on),
        cmocka_unit_test(a_row_that_fits_by_chance_is_not_named),
        cmocka_unit_test(the_simplest_explanation_is_told),
        cmocka_unit_test(of_what_is_no_usual_slip_nothing_is_said),
        cmocka_unit_test(names_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
