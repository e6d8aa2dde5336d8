/* The calls of a descent: options, misuse, files, weights and what is told of them.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <unistd.h>

#include "fit/comparisons.h"
#include "fit/descends.h"

static void fails(const lsq_fit_options *o, const lsq_descend_options *d, lsq_status want,
                  const char *part) {
    const char *path = "datasets/nist/Norris.csv";
    lsq_descent *descent = (lsq_descent *)1;
    lsq_error error = {0};
    check_status(lsq_descend_files(&descent, &path, 1, o, d, &error), want, &error);
    assert_null(descent);
    check_contains(error.message, part);
}

static void options_are_refused_in_words(void **state) {
    (void)state;
    lsq_descend_options d = {.struct_size = sizeof d};
    lsq_fit_options o = {.struct_size = sizeof o};
    fails(NULL, &(lsq_descend_options){.struct_size = 3}, LSQ_EUSAGE,
          "set it to sizeof(lsq_descend_options)");
    d.method = "svd";
    fails(NULL, &d, LSQ_EUSAGE, "svd is no descent; there are gd, line, ");
    d.method = "nestorov";
    fails(NULL, &d, LSQ_EUSAGE, "did you mean 'nesterov'?");
    d.method = NULL;
    const double bad[] = {-1, NAN, INFINITY};
    for (int i = 0; i < 3; i++) {
        d.ridge = bad[i];
        fails(NULL, &d, LSQ_EUSAGE, "it is a number of at least 0");
    }
    d.ridge = 0;
    d.rows = 1;
    fails(NULL, &d, LSQ_EUSAGE, "rows is 1; ");
    d.rows = -5;
    fails(NULL, &d, LSQ_EUSAGE, "rows is -5; ");
    d.rows = 0;
    lsq_solver_options s = {.struct_size = sizeof s};
    d.solver_options = &s;
    s.ridge = bad;
    fails(NULL, &d, LSQ_EUSAGE, "solver_options->ridge is set");
    s.ridge = NULL;
    s.tolerance = 2;
    fails(NULL, &d, LSQ_EUSAGE, "tolerance");
    s.tolerance = 0;
    s.step = "1/L";
    d.method = "cg";
    fails(NULL, &d, LSQ_EUSAGE, "step is for gd");
    d.solver_options = NULL;
    o.min_norm = 1;
    fails(&o, &d, LSQ_EUSAGE, "min_norm is set");
    o.min_norm = 0;
    o.solver = "qr";
    fails(&o, &d, LSQ_EUSAGE, "solver is 'qr'");
    o.solver = "exact";
    o.formula = "y ~ nobody";
    fails(&o, &d, LSQ_EFORMULA, "nobody");
    o.formula = NULL;
    d.weights = "heft";
    fails(&o, &d, LSQ_EFORMULA, "heft");
}

static void nothing_is_asked_of_nobody(void **state) {
    (void)state;
    lsq_error error = {0};
    lsq_descent *d = NULL;
    const double one[] = {1};
    const lsq_descend_options o = {.struct_size = sizeof o, .weights = "x1"};
    check_status(lsq_descend_files(NULL, NULL, 0, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_descend_files(&d, NULL, 1, NULL, NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_descend_files(&d, (const char *const[]){"x"}, 0, NULL, NULL, &error),
                 LSQ_EUSAGE, &error);
    check_status(lsq_descend_doubles(NULL, (lsq_doubles){0}, (lsq_doubles){0}, NULL, NULL, &error),
                 LSQ_EUSAGE, &error);
    check_status(
        lsq_descend_doubles(&d, columns_at(one, 1, 1), columns_at(one, 1, 1), NULL, &o, &error),
        LSQ_EUSAGE, &error);
    check_contains(error.message, "weights are a column of a file");
    lsq_descent_free(NULL);
    assert_null(lsq_descent_about(NULL));
    assert_null(lsq_descent_fit(NULL));
    assert_null(lsq_descent_row_at(NULL, 0));
    assert_int_equal(lsq_descent_rows(NULL), 0);
    assert_int_equal(lsq_descent_coefficient(NULL, 0, 0, NULL, NULL, NULL), 0);
}

static void what_is_out_of_range_is_nothing(void **state) {
    (void)state;
    uint64_t seed = 1;
    numbers R = random_rows(&seed, 5, 1, 2, 0);
    lsq_descent *d = descend_rows(&R, (asked){0});
    assert_null(lsq_descent_row_at(d, -1));
    assert_null(lsq_descent_row_at(d, lsq_descent_rows(d)));
    double x = 77;
    const int64_t bad[][2] = {{-1, 0}, {2, 0}, {0, -1}, {0, 2}};
    for (int i = 0; i < 4; i++)
        assert_int_equal(lsq_descent_coefficient(d, bad[i][0], bad[i][1], &x, &x, &x), 0);
    check_same(x, 77);
    assert_int_equal(lsq_descent_coefficient(d, 1, 1, NULL, NULL, NULL), 1);
    lsq_descent_free(d);
}

static void without_options_it_is_gd(void **state) {
    (void)state;
    uint64_t seed = 1;
    numbers R = random_rows(&seed, 5, 2, 1, 0);
    lsq_descent *d;
    lsq_error error = {0};
    check_status(lsq_descend_doubles(&d, columns_at(R.X, R.n, R.p), columns_at(R.Y, R.n, R.q), NULL,
                                     NULL, &error),
                 LSQ_OK, &error);
    check_text(lsq_descent_about(d)->method, "gd");
    assert_int_equal(lsq_descent_about(d)->standardize, 0);
    check_same(lsq_descent_about(d)->ridge, 0);
    lsq_descent_free(d);
}

static void sgd_tells_its_batch_and_seed(void **state) {
    (void)state;
    uint64_t seed = 1;
    numbers R = random_rows(&seed, 9, 2, 1, 0);
    lsq_solver_options s = {.struct_size = sizeof s, .tolerance = 1e-3};
    const lsq_descend_options o = {.struct_size = sizeof o, .method = "sgd", .solver_options = &s};
    for (int given = 0; given < 2; given++) {
        lsq_descent *d;
        lsq_error error = {0};
        s.batch = given ? 4 : 0;
        s.seed = given ? 77 : 0;
        check_status(lsq_descend_doubles(&d, columns_at(R.X, R.n, R.p), columns_at(R.Y, R.n, R.q),
                                         NULL, &o, &error),
                     LSQ_OK, &error);
        assert_int_equal(lsq_descent_about(d)->batch, given ? 4 : 1);
        assert_int_equal(lsq_descent_about(d)->seed, given ? 77 : 1);
        assert_int_equal(lsq_descent_about(d)->on_rows, 1);
        check_same(lsq_descent_about(d)->tolerance, 1e-3);
        lsq_descent_free(d);
    }
}

static void the_summary_repeats_what_was_asked(void **state) {
    (void)state;
    uint64_t seed = 1;
    numbers R = random_rows(&seed, 9, 2, 1, 0);
    lsq_descent *d =
        descend_rows(&R, (asked){.method = "line", .on_rows = 1, .standardize = 7, .ridge = 0.25});
    const lsq_descent_summary *s = lsq_descent_about(d);
    check_text(s->method, "line");
    assert_int_equal(s->on_rows, 1);
    assert_int_equal(s->standardize, 1);
    check_same(s->ridge, 0.25);
    check_same(s->tolerance, 1e-10);
    assert_int_equal(s->batch, 0);
    assert_int_equal(s->seed, 0);
    assert_null(s->weights);
    check_text(lsq_fit_solver(lsq_descent_fit(d)), "exact");
    assert_int_equal(lsq_fit_accounts(lsq_descent_fit(d))->used, 9);
    lsq_descent_free(d);
}

/* ---- weights ---- */

static lsq_descent *descend_text(const char *text, lsq_descend_options d, int on_rows,
                                 const char *formula) {
    char path[] = "/tmp/lsq-descend-XXXXXX";
    const char *const paths[] = {path};
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    lsq_descent *descent = NULL;
    lsq_error error = {0};
    const lsq_solver_options s = {.struct_size = sizeof s, .on_rows = on_rows};
    const lsq_fit_options o = {.struct_size = sizeof o, .formula = formula};
    d.struct_size = sizeof d;
    d.solver_options = &s;
    check_status(lsq_descend_files(&descent, paths, 1, &o, &d, &error), LSQ_OK, &error);
    unlink(path);
    return descent;
}

static void check_close(double got, double want, double tolerance) {
    if (!(fabs(got - want) <= tolerance * fabs(want)))
        fail_msg("%.17g, wanted %.17g", got, want);
}

/* A weight of 3 is the row three times, one of 0 none of it. */
static void weights_are_rows_repeated(void **state) {
    (void)state;
    static const char weighted[] = "w,x,y\n3,1.5,2\n0,9,77\n1,2.25,5\n2,-4,4\n1,7,1\n";
    static const char repeated[] = "x,y\n1.5,2\n1.5,2\n1.5,2\n2.25,5\n-4,4\n-4,4\n7,1\n";
    for (int kind = 0; kind < 16; kind++) {
        const char *formula = kind & 8 ? "y ~ x - 1" : "y ~ x";
        lsq_descend_options o = {.standardize = kind & 1, .ridge = kind & 2 ? 0.7 : 0};
        lsq_descent *b = descend_text(repeated, o, kind & 4, formula);
        o.weights = "w";
        lsq_descent *a = descend_text(weighted, o, kind & 4, formula);
        check_same(a->about.f_star, b->about.f_star);
        check_close(a->about.kappa, b->about.kappa, 1e-14);
        check_close(a->about.kappa_standardized, b->about.kappa_standardized, 1e-14);
        check_close(a->about.L, b->about.L, 1e-14);
        check_text(a->about.weights, "w");
        assert_int_equal(a->about.zero_weights, 1);
        assert_int_equal(a->about.steps, b->about.steps);
        for (int64_t j = 0; j < a->fit->model->p; j++) {
            double one[2], two[2];
            lsq_descent_coefficient(a, 0, j, &one[0], &one[1], NULL);
            lsq_descent_coefficient(b, 0, j, &two[0], &two[1], NULL);
            check_same(one[1], two[1]);
            check_close(one[0], two[0], 1e-13);
        }
        const lsq_descent_row *last = lsq_descent_row_at(a, 1), *same = lsq_descent_row_at(b, 1);
        if (fabs(last->excess - same->excess) > 1e-12 * same->f)
            fail_msg("%g, wanted %g", last->excess, same->excess);
        lsq_descent_free(b);
        lsq_descent_free(a);
    }
}

/* Weights of 1/4 throughout: f is a quarter, the solution the same. */
static void weights_with_decimals_scale_f(void **state) {
    (void)state;
    lsq_descent *a = descend_text("w,x,y\n0.25,1,2\n.25,2,3\n25e-2,3,7\n",
                                  (lsq_descend_options){.weights = "w", .standardize = 1}, 0, NULL);
    lsq_descent *b =
        descend_text("x,y\n1,2\n2,3\n3,7\n", (lsq_descend_options){.standardize = 1}, 0, NULL);
    double one, two;
    check_same(a->about.f_star, b->about.f_star / 4);
    lsq_descent_coefficient(a, 0, 1, NULL, &one, NULL);
    lsq_descent_coefficient(b, 0, 1, NULL, &two, NULL);
    check_same(one, two);
    check_close(a->about.L, b->about.L / 4, 1e-15);
    lsq_descent_free(b);
    lsq_descent_free(a);
}

/* A spread of 1e-320 cannot be brought to 1, so that nothing is said of it. */
static void what_cannot_be_standardized_is_not_foretold(void **state) {
    (void)state;
    char text[2000], cell[400];
    memset(cell, '0', sizeof cell);
    memcpy(cell, "1.", 2);
    memcpy(cell + 320, "1", 2);
    snprintf(text, sizeof text, "x,y\n1,2\n1,3\n%s,5\n", cell);
    lsq_descent *d = descend_text(text, (lsq_descend_options){0}, 0, NULL);
    assert_true(isnan(d->about.kappa_standardized));
    check_text(d->about.status, "not converged");
    lsq_descent_free(d);
}

/* ---- the exact values ---- */

/* f* is the exact RSS, and the exact coefficients those of the 40 digits; standardizing moves
 * neither. */
static void nist_sets_have_their_certified_minimum(void **state) {
    (void)state;
    for (int i = 0; i < 2 * NIST_SETS; i++) {
        const char *name = nist_sets[i / 2];
        char path[64];
        snprintf(path, sizeof path, "datasets/nist/%s.csv", name);
        const char *const paths[] = {path};
        const lsq_solver_options s = {.struct_size = sizeof s, .most_steps = 50};
        const lsq_fit_options o = {.struct_size = sizeof o, .formula = nist_formula(name)};
        const lsq_descend_options d = {
            .struct_size = sizeof d, .standardize = i % 2, .solver_options = &s, .method = "cg"};
        lsq_descent *descent = NULL;
        lsq_error error = {0};
        json_t *set = nist_load(name);
        check_status(lsq_descend_files(&descent, paths, 1, &o, &d, &error), LSQ_OK, &error);
        check_same(descent->about.f_star,
                   lsq_fit_value((lsq_fit *)lsq_descent_fit(descent), LSQ_RSS, 0, 0));
        for (int64_t j = 0; j < lsq_fit_terms(descent->fit); j++) {
            double reached, exact, digits;
            lsq_descent_coefficient(descent, 0, j, &reached, &exact, &digits);
            const char *want = nist_value(set, "exact_coefficients", j);
            check_nearest(exact, want);
            if (fabs(digits - digits_by_rationals(reached, want)) > 1e-9)
                fail_msg("%g digits of %s", digits, want);
        }
        json_decref(set);
        lsq_descent_free(descent);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_refused_in_words),
        cmocka_unit_test(nothing_is_asked_of_nobody),
        cmocka_unit_test(what_is_out_of_range_is_nothing),
        cmocka_unit_test(without_options_it_is_gd),
        cmocka_unit_test(sgd_tells_its_batch_and_seed),
        cmocka_unit_test(the_summary_repeats_what_was_asked),
        cmocka_unit_test(weights_are_rows_repeated),
        cmocka_unit_test(weights_with_decimals_scale_f),
        cmocka_unit_test(what_cannot_be_standardized_is_not_foretold),
        cmocka_unit_test(nist_sets_have_their_certified_minimum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
