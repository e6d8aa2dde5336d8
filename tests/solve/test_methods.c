/* The table of the classical methods: order, names, and what is said of a wrong one.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "solve/method.h"
#include "support/check.h"

static void methods_stand_in_the_order_of_the_manual(void **state) {
    (void)state;
    static const char *const names[] = {"cholesky", "qr", "pivoted-qr", "svd",
                                        "tsqr",     "gd", "line",       "heavy-ball",
                                        "nesterov", "bb", "cg",         "sgd"};
    enum { COUNT = sizeof names / sizeof *names };
    assert_int_equal(lsq_methods(), COUNT);
    for (int64_t i = 0; i < COUNT; i++) {
        check_text(lsq_method_name(i), names[i]);
        assert_true(strlen(lsq_method_summary(i)) > 0);
        assert_ptr_equal(lsq_method_find(names[i], NULL), lsq_method_at(i));
    }
}

static void an_index_out_of_range_gives_NULL(void **state) {
    (void)state;
    const int64_t out[] = {-1, lsq_methods(), INT64_MIN, INT64_MAX};
    for (int i = 0; i < 4; i++) {
        assert_null(lsq_method_name(out[i]));
        assert_null(lsq_method_summary(out[i]));
        assert_null(lsq_method_at(out[i]));
    }
}

static void check_unknown(const char *name, const char *message) {
    lsq_error error = {0};
    assert_null(lsq_method_find(name, &error));
    check_status(error.status, LSQ_EUSAGE, NULL);
    check_text(error.message, message);
    assert_null(lsq_method_find(name, NULL));
}

static void a_wrong_name_is_shown_escaped_with_the_nearest_one(void **state) {
    (void)state;
    check_unknown("cholesk", "there is no method 'cholesk'; did you mean 'cholesky'?");
    check_unknown("SVD", "there is no method 'SVD'; did you mean 'svd'?");
    check_unknown("pivoted_qr", "there is no method 'pivoted_qr'; did you mean 'pivoted-qr'?");
    check_unknown("conjugate\ngradients",
                  "there is no method 'conjugate\\ngradients'; there are cholesky, qr, pivoted-qr, "
                  "svd, tsqr, gd, line, heavy-ball, nesterov, bb, cg, sgd");
    check_unknown("", "there is no method ''; there are cholesky, qr, pivoted-qr, svd, tsqr, gd, "
                      "line, heavy-ball, nesterov, bb, cg, sgd");
    check_unknown(NULL, "the method is NULL");
}

static void what_a_method_takes_stands_in_its_row(void **state) {
    (void)state;
    for (int64_t i = 0; i < lsq_methods(); i++) {
        const lsq_method *m = lsq_method_at(i);
        int ranks = !strcmp(m->name, "pivoted-qr") || !strcmp(m->name, "svd");
        int descends = i >= 5, stochastic = !strcmp(m->name, "sgd");
        assert_int_equal(m->stepper != NULL, descends);
        assert_int_equal(m->solve != NULL, !descends);
        assert_int_equal(lsq_method_takes(i, "tolerance"), ranks || descends);
        assert_int_equal(lsq_method_takes(i, "most_steps"), descends);
        assert_int_equal(lsq_method_takes(i, "step"), !strcmp(m->name, "gd"));
        assert_int_equal(lsq_method_takes(i, "on_rows"), descends && !stochastic);
        assert_int_equal(lsq_method_takes(i, "ridge"), descends);
        assert_int_equal(lsq_method_takes(i, "watch"), descends);
        assert_int_equal(lsq_method_takes(i, "batch"), stochastic);
        assert_int_equal(lsq_method_takes(i, "seed"), stochastic);
        assert_int_equal(lsq_method_takes(i, ""), 0);
        assert_int_equal(lsq_method_takes(i, NULL), 0);
    }
    assert_int_equal(lsq_method_takes(-1, "tolerance"), 0);
    assert_int_equal(lsq_method_takes(lsq_methods(), "tolerance"), 0);
}

/* Where X is 0, and for methods that do not descend. */
static void without_an_eigenvalue_there_is_no_bound(void **state) {
    (void)state;
    const lsq_answer nothing = {0};
    for (int64_t i = 0; i < lsq_methods(); i++)
        assert_true(isnan(lsq_method_bound(lsq_method_at(i), &nothing, 3)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_stand_in_the_order_of_the_manual),
        cmocka_unit_test(an_index_out_of_range_gives_NULL),
        cmocka_unit_test(a_wrong_name_is_shown_escaped_with_the_nearest_one),
        cmocka_unit_test(what_a_method_takes_stands_in_its_row),
        cmocka_unit_test(without_an_eigenvalue_there_is_no_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
