/* Comparisons: digits against certified values by rational arithmetic, deficient designs, refusals.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <lsq.h>

#include "comparisons.h"
#include "solve/method.h"

/* Both are the same number of digits up to the rounding of a logarithm, or both NAN. */
static void check_right_digits(double got, double want, const char *where, const char *name) {
    if (isnan(got) != isnan(want) || fabs(got - want) > 1e-9)
        fail_msg("%s, %s: %.12g digits, wanted %.12g", where, name, got, want);
}

/* The rows in a block, as fits and comparisons add them. */
static void add_rows(lsq_solver *solver, const spy *s) {
    lsq_matrix block = {0};
    lsq_error error = {0};
    check_status(lsq_matrix_init(&block, s->n, s->p + s->q, NULL, &error), LSQ_OK, &error);
    memcpy(block.data, s->X, (size_t)(s->n * s->p) * sizeof *s->X);
    memcpy(block.data + s->n * s->p, s->Y, (size_t)(s->n * s->q) * sizeof *s->Y);
    check_status(lsq_solver_add_block(solver, lsq_matrix_view(&block), &error), LSQ_OK, &error);
    lsq_matrix_clear(&block);
}

static void the_digits_of_every_method_are_those_that_rationals_find(void **state) {
    (void)state;
    for (size_t i = 0; i < NIST_SETS; i++) {
        json_t *set = nist_load(nist_sets[i]);
        spy s = {0};
        lsq_outside outside = outside_of(&s);
        lsq_comparison *c = compare_nist(nist_sets[i], &outside, 1);
        assert_int_equal(lsq_comparison_count(c), 1 + lsq_methods() + 1);
        assert_int_equal(s.n, json_integer_value(json_object_get(set, "n")));
        for (int64_t m = 0; m < lsq_methods(); m++) {
            const lsq_compared *entry = lsq_comparison_at(c, 1 + m);
            check_text(entry->name, lsq_method_name(m));
            lsq_solver *solver = NULL;
            const lsq_answer *answer = NULL;
            lsq_error error = {0};
            check_status(lsq_solver_new(&solver, entry->name, s.p, s.q, NULL, &error), LSQ_OK,
                         &error);
            add_rows(solver, &s);
            const char *names[16]; /* of 11 terms at most */
            for (int64_t j = 0; j < s.p; j++)
                names[j] = lsq_fit_term(lsq_comparison_fit(c), j);
            names[s.p] = "y";
            lsq_solver_name_columns(solver, names);
            lsq_status status = lsq_solver_solve(solver, &answer, &error);
            if (status) {
                check_text(entry->status, "refused");
                check_text(entry->note, error.message);
                check_right_digits(entry->digits_coefficients, NAN, nist_sets[i], entry->name);
            } else {
                double b = 17, se = answer->C ? 17 : NAN;
                for (int64_t j = 0; j < s.p; j++) {
                    b = fmin(b, digits_by_rationals(answer->B[j],
                                                    nist_value(set, "exact_coefficients", j)));
                    if (answer->C)
                        se = fmin(
                            se, digits_by_rationals(sqrt(answer->C[j + j * s.p]) *
                                                        sqrt(answer->rss[0] / (double)(s.n - s.p)),
                                                    nist_value(set, "exact_std_errors", j)));
                }
                check_right_digits(entry->digits_coefficients, b, nist_sets[i], entry->name);
                check_right_digits(entry->digits_std_errors, se, nist_sets[i], entry->name);
                check_text(entry->status,
                           answer->steps < 0 || answer->converged ? "ok" : "not converged");
                assert_int_equal(entry->steps, answer->steps);
                assert_true(entry->bytes > 0);
                assert_true(entry->seconds > 0 && entry->seconds < 600);
                assert_true(*entry->note);
            }
            lsq_solver_free(solver);
        }
        lsq_comparison_free(c);
        spy_clear(&s);
        json_decref(set);
    }
}

static void exact_comes_first_with_every_digit(void **state) {
    (void)state;
    lsq_comparison *c = compare_nist("Longley", NULL, 0);
    const lsq_compared *exact = lsq_comparison_at(c, 0);
    check_text(exact->name, "exact");
    check_text(exact->status, "ok");
    check_same(exact->digits_coefficients, 17);
    check_same(exact->digits_std_errors, 17);
    assert_int_equal(exact->steps, -1);
    assert_true(exact->seconds > 0);
    check_contains(exact->note, "proven");
    assert_int_equal(lsq_fit_terms(lsq_comparison_fit(c)), 7);
    assert_int_equal(lsq_comparison_count(c), 1 + lsq_methods());
    lsq_comparison_free(c);
}

static void qr_keeps_more_digits_than_cholesky(void **state) {
    (void)state;
    lsq_comparison *c = compare_nist("Longley", NULL, 0);
    /* kappa is 4.3e4: u kappa leaves 11 digits, u kappa^2 leaves 6; each may lose or win two */
    assert_true(entry_of(c, "qr")->digits_coefficients > 9.3);
    assert_true(entry_of(c, "cholesky")->digits_coefficients < 8.7);
    check_text(entry_of(c, "gd")->status, "not converged");
    lsq_comparison_free(c);
}

static void a_deficient_design_is_judged_by_how_it_is_meant(void **state) {
    (void)state;
    const double zeros[4] = {0};
    spy s = {.B = zeros};
    lsq_outside outside = outside_of(&s);
    lsq_comparison *c = compare_doubles(plane, 6, 3, plane_y, 1, (lsq_fit_options){0}, &outside, 1);
    assert_int_equal(lsq_fit_rank(lsq_comparison_fit(c)), 3);
    assert_true(isnan(lsq_comparison_condition(c)));
    check_text(entry_of(c, "cholesky")->status, "refused");
    check_text(entry_of(c, "qr")->status, "refused");
    /* small integers and a condition number below 100: 16 digits less 2 and a few roundings */
    assert_true(entry_of(c, "pivoted-qr")->digits_coefficients > 12);
    assert_true(entry_of(c, "pivoted-qr")->digits_std_errors > 12);
    assert_true(entry_of(c, "svd")->digits_coefficients > 12);
    assert_true(isnan(entry_of(c, "svd")->digits_std_errors));
    const lsq_compared *entry = entry_of(c, "spy");
    check_same(entry->digits_coefficients, 0);
    check_same(entry->digits_std_errors, 0);
    check_text(entry->note, "gives a number for x3, which depends on other terms");
    lsq_comparison_free(c);
    spy_clear(&s);
}

static void the_users_minimum_norm_changes_no_judgement(void **state) {
    (void)state;
    lsq_comparison *a = compare_doubles(plane, 6, 3, plane_y, 1, (lsq_fit_options){0}, NULL, 0);
    lsq_comparison *b =
        compare_doubles(plane, 6, 3, plane_y, 1, (lsq_fit_options){.min_norm = 1}, NULL, 0);
    for (int64_t i = 1; i < lsq_comparison_count(a); i++) {
        check_same(lsq_comparison_at(b, i)->digits_coefficients,
                   lsq_comparison_at(a, i)->digits_coefficients);
        check_same(lsq_comparison_at(b, i)->digits_std_errors,
                   lsq_comparison_at(a, i)->digits_std_errors);
    }
    assert_true(isnan(lsq_comparison_at(b, 0)->digits_std_errors));
    check_same(lsq_comparison_at(b, 0)->digits_coefficients, 17);
    lsq_comparison_free(b);
    lsq_comparison_free(a);
}

static void fewer_rows_than_columns_leave_no_standard_errors(void **state) {
    (void)state;
    const double X[] = {1, 5, 2, 7, 3, 4}, Y[] = {1, 2};
    lsq_comparison *c = compare_doubles(X, 2, 3, Y, 1, (lsq_fit_options){0}, NULL, 0);
    for (int64_t i = 0; i < lsq_comparison_count(c); i++)
        assert_true(isnan(lsq_comparison_at(c, i)->digits_std_errors));
    assert_true(entry_of(c, "svd")->digits_coefficients > 12);
    lsq_comparison_free(c);
}

static void a_column_of_zeros_has_no_coefficient_to_judge(void **state) {
    (void)state;
    const double zeros[3] = {0}, y[] = {1, 2, 4};
    lsq_comparison *c =
        compare_doubles(zeros, 3, 1, y, 1, (lsq_fit_options){.formula = "y ~ x1 - 1"}, NULL, 0);
    assert_true(isnan(lsq_comparison_at(c, 0)->digits_coefficients));
    assert_true(isnan(lsq_comparison_at(c, 0)->digits_std_errors));
    assert_true(isnan(entry_of(c, "pivoted-qr")->digits_coefficients));
    check_same(entry_of(c, "svd")->digits_coefficients, 17); /* minimum norm: 0 */
    lsq_comparison_free(c);
}

static void wrong_arguments_are_refused(void **state) {
    (void)state;
    lsq_comparison *c = (lsq_comparison *)&c;
    lsq_error error = {0};
    lsq_fit_options options = {.struct_size = sizeof options, .solver = "qr"};
    lsq_solver_options solver = {.struct_size = sizeof solver, .step = "fast"};
    const lsq_outside nobody = {.name = "nobody"};
    const char *path = "datasets/nist/Norris.csv", *missing = "no/such.csv";
    check_status(lsq_compare_files(NULL, &path, 1, NULL, NULL, 0, &error), LSQ_EUSAGE, &error);
    check_status(lsq_compare_files(&c, NULL, 1, NULL, NULL, 0, &error), LSQ_EUSAGE, &error);
    assert_null(c);
    check_status(lsq_compare_files(&c, &path, 1, &options, NULL, 0, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "solver is 'qr'");
    check_status(lsq_compare_files(&c, &path, 1, NULL, NULL, 1, &error), LSQ_EUSAGE, &error);
    check_status(lsq_compare_files(&c, &path, 1, NULL, &nobody, 1, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "outside[0].solve is NULL");
    check_status(lsq_compare_files(&c, &path, 1, NULL, &nobody, -1, &error), LSQ_EUSAGE, &error);
    options = (lsq_fit_options){.struct_size = sizeof options, .solver_options = &solver};
    check_status(lsq_compare_files(&c, &path, 1, &options, NULL, 0, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "fast");
    check_status(lsq_compare_files(&c, &missing, 1, NULL, NULL, 0, &error), LSQ_EIO, &error);
    check_status(lsq_compare_doubles(&c, (lsq_doubles){0}, (lsq_doubles){0}, NULL, NULL, 0, &error),
                 LSQ_EUSAGE, &error);
    assert_null(c);
    lsq_comparison_free(NULL);
}

static void indices_out_of_range_are_answered(void **state) {
    (void)state;
    lsq_comparison *c = compare_doubles(line_x, 4, 1, line_y, 1, (lsq_fit_options){0}, NULL, 0);
    assert_null(lsq_comparison_at(c, -1));
    assert_null(lsq_comparison_at(c, lsq_comparison_count(c)));
    assert_null(lsq_comparison_at(NULL, 0));
    assert_int_equal(lsq_comparison_count(NULL), 0);
    assert_null(lsq_comparison_fit(NULL));
    assert_true(isnan(lsq_comparison_condition(NULL)));
    lsq_comparison_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digits_of_every_method_are_those_that_rationals_find),
        cmocka_unit_test(exact_comes_first_with_every_digit),
        cmocka_unit_test(qr_keeps_more_digits_than_cholesky),
        cmocka_unit_test(a_deficient_design_is_judged_by_how_it_is_meant),
        cmocka_unit_test(the_users_minimum_norm_changes_no_judgement),
        cmocka_unit_test(fewer_rows_than_columns_leave_no_standard_errors),
        cmocka_unit_test(a_column_of_zeros_has_no_coefficient_to_judge),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(indices_out_of_range_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
