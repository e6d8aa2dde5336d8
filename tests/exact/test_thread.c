/* Threads of a user's own that come and go: under AddressSanitizer none of them leaks.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <string.h>

#include "support/check.h"

static void *fit_something(void *slope) {
    const char csv[] = "x,y\n1,123456789012345678901\n2,3\n3,5\n";
    lsq_fit *fit = NULL;
    if (!lsq_fit_buffer(&fit, csv, strlen(csv), NULL, NULL))
        *(double *)slope = lsq_fit_value(fit, LSQ_ESTIMATE, 0, 1);
    lsq_fit_free(fit);
    lsq_thread_end();
    return NULL;
}

/* slope = (5 - 123456789012345678901) / 2, by hand */
static void threads_that_end_give_their_answer_and_leave_nothing(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        pthread_t thread[2];
        double slope[2] = {0, 0};
        for (int k = 0; k < 2; k++)
            assert_int_equal(pthread_create(&thread[k], NULL, fit_something, &slope[k]), 0);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(pthread_join(thread[k], NULL), 0);
            check_nearest(slope[k], "-61728394506172839448");
        }
    }
}

static void a_thread_may_go_on_after_its_end_was_told(void **state) {
    (void)state;
    double slope = 0;
    fit_something(&slope);
    slope = 0;
    fit_something(&slope);
    check_nearest(slope, "-61728394506172839448");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_that_end_give_their_answer_and_leave_nothing),
        cmocka_unit_test(a_thread_may_go_on_after_its_end_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
