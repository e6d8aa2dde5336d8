/* The gradient on data: no false alarm, no error missed, points, options.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "gradients.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
enum { CASES = 500 };
#else
enum { CASES = 10000 };
#endif

/* A point: 0 random, 1 the solution, 2 near it. */
static lsq_gradcheck_options look_at(regression *g, int where, uint64_t *state) {
    lsq_gradcheck_options o = {.seed = random_word(state) | 1, .at_solution = where == 1};
    if (where == 2) {
        go_near_solution(g, 1e-3, state);
        o.point = g->point;
        o.point_count = g->elements;
    }
    return o;
}

/* Undecided is for nearly dependent columns, whose coefficients are so large at a solution that
 * rounding hides what is around. */
static void a_right_gradient_never_differs(void **state) {
    (void)state;
    uint64_t seed = 1;
    int64_t undecided = 0;
    for (int k = 0; k < CASES; k++) {
        regression g;
        double gradient[MOST_ELEMENTS];
        random_regression(&g, &seed);
        int where = k % 3;
        lsq_gradcheck_options o = look_at(&g, where, &seed);
        lsq_gradcheck *check = gradcheck_of(&g, o);
        if (verdict_of(check) == LSQ_DIFFERS)
            fail_msg("case %d: %s", k, lsq_gradcheck_about(check)->note);
        assert_null(lsq_gradcheck_about(check)->hint);
        undecided += verdict_of(check) == LSQ_UNDECIDED;
        if (k % 10 == 0) { /* and so does one that somebody else computes */
            memcpy(g.point, lsq_gradcheck_point(check), (size_t)g.elements * sizeof *g.point);
            plain_gradient(&g, g.point, gradient);
            o = (lsq_gradcheck_options){.point = g.point,
                                        .point_count = g.elements,
                                        .gradient = gradient,
                                        .gradient_count = g.elements};
            lsq_gradcheck *other = gradcheck_of(&g, o);
            assert_int_not_equal(verdict_of(other), LSQ_DIFFERS);
            lsq_gradcheck_free(other);
        }
        lsq_gradcheck_free(check);
    }
    assert_true(undecided <= CASES / 500);
}

typedef enum slip {
    TWICE,
    SIGN,
    EXCHANGED,
    WITHOUT_Y,   /* -X'Y is missing */
    WITHOUT_ROW, /* one row is */
    ONE_ELEMENT, /* is off by 1e-5 of the whole gradient */
    SLIPS
} slip;

/* Put an error into the gradient; returns its length beside that of the gradient. */
static double plant(const regression *g, slip what, double *gradient, uint64_t *state) {
    double right[MOST_ELEMENTS], size = 0, off = 0;
    regression part = *g;
    int one = (int)random_between(state, 0, g->elements - 1);
    int other = (one + 1) % g->elements, row = (int)random_between(state, 0, g->n - 1);
    memcpy(right, gradient, sizeof right);
    for (int at = 0; at < g->elements; at++)
        size = hypot(size, right[at]);
    switch (what) {
    case TWICE:
    case SIGN:
        for (int at = 0; at < g->elements; at++)
            gradient[at] *= what == TWICE ? 2 : -1;
        break;
    case EXCHANGED:
        gradient[one] = right[other];
        gradient[other] = right[one];
        break;
    case WITHOUT_Y:
        memset(part.Y, 0, sizeof part.Y);
        plain_gradient(&part, g->point, gradient);
        break;
    case WITHOUT_ROW: /* X and Y without it are what that row alone takes away */
        part.n = 1;
        for (int j = 0; j < g->p; j++)
            part.X[j] = g->X[row + j * g->n];
        for (int r = 0; r < g->q; r++)
            part.Y[r] = g->Y[row + r * g->n];
        plain_gradient(&part, g->point, gradient);
        for (int at = 0; at < g->elements; at++)
            gradient[at] = right[at] - gradient[at];
        break;
    case ONE_ELEMENT:
        gradient[one] += (random_between(state, 0, 1) ? 1e-5 : -1e-5) * size;
        break;
    case SLIPS:
        break;
    }
    for (int at = 0; at < g->elements; at++)
        off = hypot(off, gradient[at] - right[at]);
    return off / size;
}

/* Away from the solution and near it; at the solution itself there is nothing to be wrong but
 * rounding. */
static void an_error_of_1e_5_is_never_missed(void **state) {
    (void)state;
    uint64_t seed = 2;
    int planted[SLIPS] = {0}, all = 0;
    for (int k = 0; all < CASES; k++) {
        regression g;
        double gradient[MOST_ELEMENTS];
        random_regression(&g, &seed);
        go_near_solution(&g, k % 2 ? 2 : 1e-3, &seed);
        plain_gradient(&g, g.point, gradient);
        slip what = (slip)(k % SLIPS);
        if (!(plant(&g, what, gradient, &seed) >= 0.999e-5))
            continue;
        planted[what]++;
        all++;
        lsq_gradcheck_options o = {.point = g.point,
                                   .point_count = g.elements,
                                   .gradient = gradient,
                                   .gradient_count = g.elements};
        lsq_gradcheck *check = gradcheck_of(&g, o);
        if (verdict_of(check) != LSQ_DIFFERS)
            fail_msg("error %d of case %d is missed: %s", (int)what, k,
                     lsq_gradcheck_about(check)->note);
        lsq_gradcheck_free(check);
    }
    for (int what = 0; what < SLIPS; what++)
        assert_true(planted[what] > CASES / 20);
}

/* By hand: X = (1 1; 1 2; 1 3), y = (1, 3, 4), B = (1, -1): r = -(1, 4, 6), 2X'r = -(22, 54). */
static const double three_X[] = {1, 2, 3}, three_Y[] = {1, 3, 4}, three_B[] = {1, -1};

static lsq_status check_three(lsq_gradcheck **check, const lsq_gradcheck_options *o,
                              lsq_error *error) {
    return lsq_gradcheck_doubles(check, (lsq_doubles){three_X, 3, 1, 1, 3},
                                 (lsq_doubles){three_Y, 3, 1, 1, 3}, NULL, o, error);
}

static void the_gradient_is_that_of_the_hand(void **state) {
    (void)state;
    lsq_gradcheck_options o = {.struct_size = sizeof o, .point = three_B, .point_count = 2};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(check_three(&check, &o, &error), LSQ_OK, &error);
    const lsq_check *c = lsq_gradcheck_check(check);
    static const double want[] = {-22, -54};
    for (int at = 0; at < 2; at++) {
        const lsq_check_row *row = lsq_check_row_at(c, at);
        check_same(lsq_gradcheck_point(check)[at], three_B[at]);
        check_same(row->derivative, want[at]);
        assert_true(fabs(row->central - want[at]) < 1e-10);
        assert_true(fabs(row->best - want[at]) <= row->bound && row->bound < 1e-10);
        /* a forward difference is off by h |x_j|^2 and half of nothing else */
        assert_true(fabs(row->forward - want[at]) > 1e-5);
    }
    const lsq_gradcheck_summary *about = lsq_gradcheck_about(check);
    check_text(about->point, "given");
    assert_int_equal(about->seed, 0);
    assert_int_equal(about->own, 0);
    check_text(lsq_fit_formula(lsq_gradcheck_fit(check)), "y ~ x1");
    lsq_gradcheck_free(check);
}

static void points_are_where_they_should_be(void **state) {
    (void)state;
    lsq_gradcheck_options o = {.struct_size = sizeof o, .at_solution = 1};
    lsq_gradcheck *check = NULL, *again = NULL, *seeded = NULL;
    lsq_error error = {0};
    check_status(check_three(&check, &o, &error), LSQ_OK, &error);
    /* slope 3/2, intercept -1/3 */
    check_same(lsq_gradcheck_point(check)[0], -1.0 / 3);
    check_same(lsq_gradcheck_point(check)[1], 1.5);
    check_text(lsq_gradcheck_about(check)->point, "solution");
    assert_int_equal(verdict_of(check), LSQ_AGREES);
    lsq_gradcheck_free(check);
    check_status(check_three(&check, NULL, &error), LSQ_OK, &error);
    o = (lsq_gradcheck_options){.struct_size = sizeof o, .seed = 1};
    check_status(check_three(&again, &o, &error), LSQ_OK, &error);
    o.seed = 2;
    check_status(check_three(&seeded, &o, &error), LSQ_OK, &error);
    check_text(lsq_gradcheck_about(check)->point, "random");
    assert_int_equal(lsq_gradcheck_about(check)->seed, 1);
    assert_int_equal(lsq_gradcheck_about(seeded)->seed, 2);
    for (int at = 0; at < 2; at++) {
        double x = lsq_gradcheck_point(check)[at];
        check_same(lsq_gradcheck_point(again)[at], x);
        assert_true(x != lsq_gradcheck_point(seeded)[at]);
        assert_true(x != 0 && fabs(x) <= (at ? 1.5 : 1.0 / 3));
    }
    lsq_gradcheck_free(check);
    lsq_gradcheck_free(again);
    lsq_gradcheck_free(seeded);
}

static void a_coefficient_of_0_still_has_a_size(void **state) {
    (void)state;
    static const double X[] = {1, 2, 3, 0, 0, 0}, Y[] = {2, 2, 2};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(lsq_gradcheck_doubles(&check, (lsq_doubles){X, 3, 2, 1, 3},
                                       (lsq_doubles){Y, 3, 1, 1, 3}, NULL, NULL, &error),
                 LSQ_OK, &error);
    assert_true(lsq_gradcheck_point(check)[1] != 0); /* the solution is (2, 0, aliased) */
    check_same(lsq_gradcheck_point(check)[2], 0);    /* a column of zeros has no size */
    assert_int_equal(verdict_of(check), LSQ_AGREES);
    lsq_gradcheck_free(check);
}

static void wrong_options_are_told(void **state) {
    (void)state;
    static const double three[] = {1, 2, 3}, holes[] = {1, NAN};
    const struct {
        lsq_gradcheck_options o;
        const char *part;
    } cases[] = {
        {{.struct_size = 1}, "struct_size is 1"},
        {{.struct_size = sizeof cases->o, .point = three, .point_count = 3},
         "point has 3 numbers, expected 2: (Intercept), x1"},
        {{.struct_size = sizeof cases->o, .point = three, .point_count = 1}, "point has 1 number,"},
        {{.struct_size = sizeof cases->o, .gradient = three, .gradient_count = 2},
         "a gradient is given without its point"},
        {{.struct_size = sizeof cases->o, .gradient = three, .gradient_count = 3, .at_solution = 1},
         "gradient has 3 numbers, expected 2: (Intercept), x1"},
        {{.struct_size = sizeof cases->o, .gradient = holes, .gradient_count = 2, .at_solution = 1},
         "gradient[1] is NaN"},
        {{.struct_size = sizeof cases->o, .point = three, .point_count = 2, .at_solution = 1},
         "there can be one point"},
        {{.struct_size = sizeof cases->o, .h = 2}, "h is 2"},
        {{.struct_size = sizeof cases->o, .threshold = -1}, "threshold is -1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_gradcheck *check = (lsq_gradcheck *)&check;
        lsq_error error = {0};
        check_status(check_three(&check, &cases[i].o, &error), LSQ_EUSAGE, &error);
        check_contains(error.message, cases[i].part);
        assert_null(check);
    }
    lsq_error error = {0};
    lsq_gradcheck *check;
    const lsq_fit_options qr = {.struct_size = sizeof qr, .solver = "qr"};
    const char *path = "datasets/nist/Norris.csv";
    check_status(lsq_gradcheck_files(&check, &path, 1, &qr, NULL, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "about no solver");
    check_status(lsq_gradcheck_files(&check, &path, 0, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_gradcheck_files(NULL, &path, 1, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(
        lsq_gradcheck_doubles(NULL, (lsq_doubles){0}, (lsq_doubles){0}, NULL, NULL, &error),
        LSQ_EUSAGE, &error);
}

static void beyond_the_range_of_doubles_there_is_no_check(void **state) {
    (void)state;
    static const double far[] = {1e200, 1};
    lsq_gradcheck_options o = {.struct_size = sizeof o, .point = far, .point_count = 2};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(check_three(&check, &o, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "beyond the range of doubles at this point");
    assert_null(check);
}

/* Columns of any units: a check, or the sentence, but never a false alarm. */
static void any_units_agree_or_are_refused(void **state) {
    (void)state;
    int agreed = 0, refused = 0;
    for (int x = -320; x <= 307; x += 33)
        for (int y = -320; y <= 307; y += 33)
            for (int at_solution = 0; at_solution <= 1; at_solution++) {
                const double a = pow(10, x), b = pow(10, y);
                const double X[] = {a, 2 * a, 3 * a, 5 * a}, Y[] = {b, 3 * b, 4 * b, 4 * b};
                lsq_gradcheck_options o = {.struct_size = sizeof o, .at_solution = at_solution};
                lsq_gradcheck *check = NULL;
                lsq_error error = {0};
                lsq_status status =
                    lsq_gradcheck_doubles(&check, (lsq_doubles){X, 4, 1, 1, 4},
                                          (lsq_doubles){Y, 4, 1, 1, 4}, NULL, &o, &error);
                if (status) {
                    check_status(status, LSQ_ENUMERIC, &error);
                    check_contains(error.message, "other units would bring it back");
                    refused++;
                } else {
                    assert_int_equal(verdict_of(check), LSQ_AGREES);
                    agreed++;
                }
                lsq_gradcheck_free(check);
            }
    assert_true(agreed > 150 && refused > 100);
}

static void files_are_checked_like_their_doubles(void **state) {
    (void)state;
    const char *path = "datasets/nist/Longley.csv";
    lsq_gradcheck_options o = {.struct_size = sizeof o, .at_solution = 1};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(lsq_gradcheck_files(&check, &path, 1, NULL, &o, &error), LSQ_OK, &error);
    assert_int_equal(verdict_of(check), LSQ_AGREES);
    /* both sums are rounding there, so that the criterion alone would cry wolf */
    assert_true(lsq_check_about(lsq_gradcheck_check(check))->criterion > 1e-6);
    assert_int_equal(lsq_check_rows(lsq_gradcheck_check(check)), 7);
    check_digits(lsq_gradcheck_point(check)[1], "15.0618722713733", 13); /* NIST */
    lsq_gradcheck_free(check);
}

static void a_note_names_its_coefficient(void **state) {
    (void)state;
    static const double wrong[] = {-22, -54.001};
    lsq_gradcheck_options o = {.struct_size = sizeof o,
                               .point = three_B,
                               .point_count = 2,
                               .gradient = wrong,
                               .gradient_count = 2};
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    check_status(check_three(&check, &o, &error), LSQ_OK, &error);
    assert_int_equal(verdict_of(check), LSQ_DIFFERS);
    assert_int_equal(lsq_gradcheck_about(check)->own, 1);
    check_text(lsq_gradcheck_about(check)->note,
               "the element of x1 is -54.001, differences say -54");
    lsq_gradcheck_free(check);
}

static void nothing_is_known_of_nothing(void **state) {
    (void)state;
    assert_null(lsq_gradcheck_check(NULL));
    assert_null(lsq_gradcheck_about(NULL));
    assert_null(lsq_gradcheck_fit(NULL));
    assert_null(lsq_gradcheck_point(NULL));
    lsq_gradcheck_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_gradient_never_differs),
        cmocka_unit_test(an_error_of_1e_5_is_never_missed),
        cmocka_unit_test(the_gradient_is_that_of_the_hand),
        cmocka_unit_test(points_are_where_they_should_be),
        cmocka_unit_test(a_coefficient_of_0_still_has_a_size),
        cmocka_unit_test(wrong_options_are_told),
        cmocka_unit_test(beyond_the_range_of_doubles_there_is_no_check),
        cmocka_unit_test(any_units_agree_or_are_refused),
        cmocka_unit_test(files_are_checked_like_their_doubles),
        cmocka_unit_test(a_note_names_its_coefficient),
        cmocka_unit_test(nothing_is_known_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
