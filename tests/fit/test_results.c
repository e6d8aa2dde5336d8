/* What lsq.h tells of a fit: every accessor in and out of range, texts and their sizes, the
 * handle's rules.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>

#include "fit/fits.h"

static const char csv[] = "x,z,y,w\n1,0.5,1,1\n2,0.25,2,3\n3,0.5,4,5\n4,1,1,7\nNA,1,1,1\n";

static void everything_around_the_numbers_is_told(void **state) {
    (void)state;
    lsq_fit *fit = fit_with(csv, (lsq_fit_options){.formula = "cbind(y, w) ~ x + z", .level = 0.9});
    check_text(lsq_fit_formula(fit), "cbind(y, w) ~ x + z");
    assert_int_equal(lsq_fit_terms(fit), 3);
    check_text(lsq_fit_term(fit, 0), "(Intercept)");
    check_text(lsq_fit_term(fit, 2), "z");
    assert_int_equal(lsq_fit_responses(fit), 2);
    check_text(lsq_fit_response(fit, 1), "w");
    assert_int_equal(lsq_fit_has_intercept(fit), 1);
    assert_int_equal(lsq_fit_min_norm(fit), 0);
    check_same(lsq_fit_level(fit), 0.9);
    assert_int_equal(lsq_fit_rank(fit), 3);
    assert_int_equal(lsq_fit_df_residual(fit), 1);
    assert_int_equal(lsq_fit_f_df1(fit), 2);
    assert_int_equal(lsq_fit_accounts(fit)->read, 5);
    assert_int_equal(lsq_fit_accounts(fit)->used, 4);
    assert_int_equal(lsq_fit_accounts(fit)->missing, 1);
    assert_int_equal(strlen(lsq_fit_fingerprint(fit)), 64);
    lsq_fit_free(fit);
    fit = fit_with(csv, (lsq_fit_options){.formula = "y ~ x - 1", .min_norm = 1});
    assert_int_equal(lsq_fit_has_intercept(fit), 0);
    assert_int_equal(lsq_fit_min_norm(fit), 1);
    assert_int_equal(lsq_fit_f_df1(fit), 1);
    lsq_fit_free(fit);
}

static void fault_104_indices_out_of_range_have_no_value(void **state) {
    (void)state;
    lsq_fit *fit = fit_of(csv, "y ~ x + z");
    static const int64_t wrong[] = {-1, 3, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t w = wrong[i];
        assert_null(lsq_fit_term(fit, w));
        assert_null(lsq_fit_relation(fit, w));
        assert_null(lsq_fit_response(fit, w));
        assert_null(lsq_fit_warning_code(fit, w));
        assert_null(lsq_fit_warning_term(fit, w));
        assert_null(lsq_fit_warning_message(fit, w));
        for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++) {
            assert_false(lsq_fit_has(fit, (lsq_quantity)what, 0, w));
            assert_false(lsq_fit_has(fit, (lsq_quantity)what, w, 0));
        }
        assert_false(lsq_fit_has(fit, LSQ_RSS, w, 0));
        assert_true(lsq_fit_has(fit, LSQ_RSS, 0, w)); /* the term is ignored */
        check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, w), NAN);
        check_same(lsq_fit_value(fit, LSQ_SIGMA, w, 0), NAN);
        check_same(lsq_fit_input_digits(fit, 0, w), NAN);
        check_same(lsq_fit_input_digits(fit, w, 0), NAN);
        char text[64] = "as before";
        lsq_error error = {0};
        check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, w, 5, text, sizeof text, &error),
                     LSQ_EUSAGE, &error);
        check_status(lsq_fit_fixed(fit, LSQ_ESTIMATE, w, 0, 5, text, sizeof text, &error),
                     LSQ_EUSAGE, &error);
        check_text(text, "as before");
    }
    assert_false(lsq_fit_has(fit, (lsq_quantity)(LSQ_BIC + 1), 0, 0));
    assert_false(lsq_fit_has(fit, (lsq_quantity)-1, 0, 0));
    check_same(lsq_fit_value(fit, (lsq_quantity)-1, 0, 0), NAN);
    check_same(lsq_fit_value(fit, (lsq_quantity)99, 0, 0), NAN);
    lsq_fit_free(fit);
}

static void fault_104_null_handles_are_answered(void **state) {
    (void)state;
    char text[8];
    char *report = text;
    lsq_error error = {0};
    lsq_fit_free(NULL);
    lsq_text_free(NULL);
    lsq_moments_free(NULL);
    assert_false(lsq_fit_has(NULL, LSQ_RSS, 0, 0));
    check_same(lsq_fit_value(NULL, LSQ_RSS, 0, 0), NAN);
    check_status(lsq_fit_text(NULL, LSQ_RSS, 0, 0, 5, text, sizeof text, &error), LSQ_EUSAGE,
                 &error);
    check_status(lsq_fit_fixed(NULL, LSQ_RSS, 0, 0, 5, text, sizeof text, &error), LSQ_EUSAGE,
                 &error);
    check_status(lsq_report(NULL, NULL, &report, &error), LSQ_EUSAGE, &error);
    assert_null(report);
    check_same(lsq_fit_input_digits(NULL, 0, 0), NAN);
    check_same(lsq_fit_level(NULL), NAN);
    assert_null(lsq_fit_formula(NULL));
    assert_null(lsq_fit_term(NULL, 0));
    assert_null(lsq_fit_response(NULL, 0));
    assert_null(lsq_fit_relation(NULL, 0));
    assert_null(lsq_fit_fingerprint(NULL));
    assert_null(lsq_fit_warning_code(NULL, 0));
    assert_null(lsq_fit_warning_term(NULL, 0));
    assert_null(lsq_fit_warning_message(NULL, 0));
    assert_int_equal(lsq_fit_terms(NULL) | lsq_fit_responses(NULL) | lsq_fit_rank(NULL), 0);
    assert_int_equal(lsq_fit_df_residual(NULL) | lsq_fit_f_df1(NULL), 0);
    assert_int_equal(lsq_fit_has_intercept(NULL) | lsq_fit_min_norm(NULL), 0);
    assert_null(lsq_fit_accounts(NULL));
    assert_int_equal(lsq_fit_warnings(NULL), 0);
}

static void texts_are_refused_where_they_do_not_fit(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("y\n1\n1\n2\n", "y ~ 1"); /* 4/3 */
    lsq_error error = {0};
    char text[64] = "as before";
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 4, text, 5, &error), LSQ_EUSAGE, &error);
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 4, NULL, 64, &error), LSQ_EUSAGE, &error);
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, -1, text, 64, &error), LSQ_EUSAGE, &error);
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 1001, text, 64, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "1001");
    check_status(lsq_fit_fixed(fit, LSQ_ESTIMATE, 0, 0, 1001, text, 64, &error), LSQ_EUSAGE,
                 &error);
    check_status(lsq_fit_fixed(fit, LSQ_ESTIMATE, 0, 0, -1001, text, 64, &error), LSQ_EUSAGE,
                 &error);
    check_text(text, "as before");
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 4, text, 6, &error), LSQ_OK, NULL);
    check_text(text, "1.333");
    check_status(lsq_fit_text(fit, LSQ_ESTIMATE, 0, 0, 0, text, 64, NULL), LSQ_OK, NULL);
    check_text(text, "1.3333333333333333");
    lsq_fit_free(fit);
}

static void check_fixed(lsq_fit *fit, int64_t response, int decimals, const char *want) {
    char text[400];
    lsq_error error = {0};
    check_status(lsq_fit_fixed(fit, LSQ_ESTIMATE, response, 0, decimals, text, sizeof text, &error),
                 LSQ_OK, &error);
    check_text(text, want);
}

static void fixed_decimals_are_plain_and_go_to_even(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("a,b,c,d\n1,1e300,-0.004,1249\n1,1e300,-0.004,1251\n2,1e300,-0.004,1250\n",
               "cbind(a, b, c, d) ~ 1");
    check_fixed(fit, 0, 0, "1");
    check_fixed(fit, 0, 3, "1.333");
    check_fixed(fit, 0, -1, "0");
    check_fixed(fit, 2, 3, "-0.004");
    check_fixed(fit, 3, 0, "1250");
    check_fixed(fit, 3, -2, "1200"); /* the tie 1250 to even */
    check_fixed(fit, 3, -3, "1000");
    check_fixed(fit, 3, -4, "0");
    char want[320] = "1";
    memset(want + 1, '0', 300);
    check_fixed(fit, 1, 0, want);
    strcat(want, ".00");
    check_fixed(fit, 1, 2, want);
    char text[400];
    lsq_error error = {0};
    check_status(lsq_fit_fixed(fit, LSQ_ESTIMATE, 1, 0, 0, text, 301, &error), LSQ_EUSAGE, &error);
    lsq_fit_free(fit);
}

/* After other quantities have refined the balls, before, and again: always the same text. */
static void the_order_of_questions_does_not_matter(void **state) {
    (void)state;
    char first[64], again[64], digits[320];
    for (int what = 0; what <= LSQ_BIC; what++) {
        lsq_fit *fit = fit_of(csv, "y ~ x + z");
        assert_int_equal(lsq_fit_text(fit, (lsq_quantity)what, 0, 1, 20, first, sizeof first, NULL),
                         LSQ_OK);
        lsq_fit_free(fit);
        fit = fit_of(csv, "y ~ x + z");
        for (int other = LSQ_BIC; other >= 0; other--)
            assert_int_equal(
                lsq_fit_text(fit, (lsq_quantity)other, 0, 2, 250, digits, sizeof digits, NULL),
                LSQ_OK);
        assert_int_equal(lsq_fit_text(fit, (lsq_quantity)what, 0, 1, 20, again, sizeof again, NULL),
                         LSQ_OK);
        check_text(again, first);
        lsq_fit_free(fit);
    }
}

typedef struct answers {
    double value[LSQ_BIC + 1];
    char fingerprint[65];
} answers;

static void *work(void *context) {
    answers *a = context;
    lsq_fit *fit = NULL;
    if (lsq_fit_csv(&fit, "datasets/nist/Longley.csv", NULL, NULL))
        return NULL;
    for (int what = 0; what <= LSQ_BIC; what++)
        a->value[what] = lsq_fit_value(fit, (lsq_quantity)what, 0, 3);
    memcpy(a->fingerprint, lsq_fit_fingerprint(fit), sizeof a->fingerprint);
    lsq_fit_free(fit);
    lsq_thread_end();
    return a;
}

static void fault_104_threads_with_their_own_handles_get_the_same_bits(void **state) {
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    answers got[THREADS], want;
    assert_non_null(work(&want));
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &got[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        void *done;
        assert_int_equal(pthread_join(threads[i], &done), 0);
        assert_non_null(done);
        for (int what = 0; what <= LSQ_BIC; what++)
            check_same(got[i].value[what], want.value[what]);
        check_text(got[i].fingerprint, want.fingerprint);
    }
}

static void the_solver_and_its_answer_are_told(void **state) {
    (void)state;
    static const char plain[] = "x,y\n1,1\n2,2\n3,4\n4,3\n";
    lsq_fit *fit = fit_of(plain, NULL);
    check_text(lsq_fit_solver(fit), "exact");
    assert_null(lsq_fit_answer(fit));
    lsq_fit_free(fit);
    fit = fit_with(plain, (lsq_fit_options){.solver = "tsqr"});
    check_text(lsq_fit_solver(fit), "tsqr");
    const lsq_answer *answer = lsq_fit_answer(fit);
    assert_int_equal(answer->n, 4);
    for (int64_t j = 0; j < 2; j++)
        check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, j), answer->B[j]);
    check_same(lsq_fit_value(fit, LSQ_RSS, 0, 0), answer->rss[0]);
    lsq_fit_free(fit);
    check_text(lsq_fit_solver(NULL), NULL);
    assert_null(lsq_fit_answer(NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_around_the_numbers_is_told),
        cmocka_unit_test(fault_104_indices_out_of_range_have_no_value),
        cmocka_unit_test(fault_104_null_handles_are_answered),
        cmocka_unit_test(texts_are_refused_where_they_do_not_fit),
        cmocka_unit_test(fixed_decimals_are_plain_and_go_to_even),
        cmocka_unit_test(the_order_of_questions_does_not_matter),
        cmocka_unit_test(fault_104_threads_with_their_own_handles_get_the_same_bits),
        cmocka_unit_test(the_solver_and_its_answer_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
