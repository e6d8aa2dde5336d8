/* An answer under construction: shapes, zeros, what it counts and what it gives back.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "solve/method.h"
#include "support/check.h"

enum { P = 3, Q = 2, WORD = sizeof(double) };

static void a_new_result_is_zero_of_full_rank_and_without_C(void **state) {
    (void)state;
    lsq_kept kept = {.n = 7, .p = P, .q = Q};
    lsq_result result;
    check_status(lsq_result_init(&result, &kept, NULL), LSQ_OK, NULL);
    const lsq_answer *a = &result.answer;
    assert_int_equal(a->n, 7);
    assert_int_equal(a->p, P);
    assert_int_equal(a->q, Q);
    assert_int_equal(a->rank, P);
    assert_int_equal(a->steps, -1);
    assert_int_equal(a->minimum_norm, 0);
    assert_null(a->C);
    check_text(a->note, "");
    for (int i = 0; i < P * Q; i++)
        check_same(a->B[i], 0);
    for (int i = 0; i < P * P; i++)
        check_same(a->relations[i], 0);
    for (int i = 0; i < P; i++)
        assert_int_equal(a->aliased[i], 0);
    for (int i = 0; i < Q; i++)
        check_same(a->rss[i], 0);
    lsq_result_clear(&result);
}

static void its_matrices_are_counted_and_given_back(void **state) {
    (void)state;
    lsq_kept kept = {.n = 7, .p = P, .q = Q, .account = {100, 100}};
    lsq_result result;
    check_status(lsq_result_init(&result, &kept, NULL), LSQ_OK, NULL);
    assert_int_equal(kept.account.now, 100 + (P * Q + P * P) * WORD);
    check_status(lsq_result_need_C(&result, NULL), LSQ_OK, NULL);
    assert_non_null(result.answer.C);
    assert_ptr_equal(result.answer.C, result.C.data);
    assert_int_equal(kept.account.now, 100 + (P * Q + 2 * P * P) * WORD);
    lsq_result_clear(&result);
    assert_int_equal(kept.account.now, 100);
    assert_int_equal(kept.account.peak, 100 + (P * Q + 2 * P * P) * WORD);
    assert_null(result.answer.B);
    lsq_result_clear(&result); /* twice is fine */
}

static void no_columns_are_no_trouble(void **state) {
    (void)state;
    lsq_kept kept = {.n = 1, .p = 0, .q = 1};
    lsq_result result;
    check_status(lsq_result_init(&result, &kept, NULL), LSQ_OK, NULL);
    check_status(lsq_result_need_C(&result, NULL), LSQ_OK, NULL);
    assert_int_equal(result.answer.rank, 0);
    assert_int_equal(kept.account.now, 0);
    lsq_result_clear(&result);
}

/* 2^62 doubles are more bytes than a size can say: the first and the third allocation fail. */
static void more_than_memory_holds_is_refused_with_nothing_left(void **state) {
    (void)state;
    static const int64_t huge = INT64_C(1) << 62;
    for (int first = 0; first < 2; first++) {
        lsq_kept kept = {.n = 1, .p = first ? huge : 0, .q = first ? 1 : huge};
        lsq_result result;
        lsq_error error = {0};
        check_status(lsq_result_init(&result, &kept, &error), LSQ_ENOMEM, &error);
        assert_int_equal(kept.account.now, 0);
        assert_null(result.B.data);
        assert_null(result.answer.B);
    }
}

static void a_note_too_long_is_cut(void **state) {
    (void)state;
    lsq_kept kept = {.n = 1, .p = 1, .q = 1};
    lsq_result result;
    check_status(lsq_result_init(&result, &kept, NULL), LSQ_OK, NULL);
    lsq_result_note(&result, "%d of %s", 3, "digits");
    check_text(result.answer.note, "3 of digits");
    lsq_result_note(&result, "%1000d", 1);
    assert_int_equal(strlen(result.answer.note), sizeof result.note - 1);
    lsq_result_clear(&result);
}

static void a_column_is_called_by_its_name_or_its_index(void **state) {
    (void)state;
    static const char *const names[] = {"(Intercept)", "net\nprice", "\xE2\x80\xAE"};
    check_text(lsq_column_name(names, 2, 0).text, "(Intercept)");
    check_text(lsq_column_name(names, 2, 1).text, "net\\nprice");
    check_text(lsq_column_name(names, 2, 2).text, "\\u{202E}");
    check_text(lsq_column_name(NULL, 2, 0).text, "column 0 of X");
    check_text(lsq_column_name(NULL, 2, 1).text, "column 1 of X");
    check_text(lsq_column_name(NULL, 2, 2).text, "column 0 of Y");
    check_text(lsq_column_name(NULL, 0, INT64_MAX).text, "column 9223372036854775807 of Y");
    lsq_kept kept = {.n = 1, .p = 2, .q = 1, .names = names};
    lsq_result result;
    check_status(lsq_result_init(&result, &kept, NULL), LSQ_OK, NULL);
    assert_ptr_equal(result.names, names);
    check_same(result.worst, 1);
    lsq_result_clear(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_result_is_zero_of_full_rank_and_without_C),
        cmocka_unit_test(its_matrices_are_counted_and_given_back),
        cmocka_unit_test(no_columns_are_no_trouble),
        cmocka_unit_test(more_than_memory_holds_is_refused_with_nothing_left),
        cmocka_unit_test(a_note_too_long_is_cut),
        cmocka_unit_test(a_column_is_called_by_its_name_or_its_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
