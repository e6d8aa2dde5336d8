/* Each part of a run gets the time between its split and the one before.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <time.h>

#include "base/stopwatch.h"

#include "support/check.h"

static void rest(void) {
    nanosleep(&(struct timespec){0, 2000000}, NULL);
}

static void parts_add_up_to_the_whole(void **state) {
    (void)state;
    lsq_stopwatch watch = {{0}, 0};
    double before = lsq_seconds();
    lsq_stopwatch_start(&watch);
    double after_start = lsq_seconds();
    for (int i = 0; i < 3; i++) {
        rest();
        lsq_stopwatch_split(&watch, LSQ_TIME_READ);
        lsq_stopwatch_split(&watch, LSQ_TIME_SOLVE);
    }
    double whole = lsq_seconds() - before;
    assert_true(watch.seconds[LSQ_TIME_READ] >= 0.006 - (after_start - before));
    assert_true(watch.seconds[LSQ_TIME_READ] + watch.seconds[LSQ_TIME_SOLVE] <= whole);
    assert_true(watch.seconds[LSQ_TIME_SCAN] == 0);
}

static void without_a_watch_nothing_is_kept(void **state) {
    (void)state;
    lsq_stopwatch_start(NULL);
    lsq_stopwatch_split(NULL, LSQ_TIME_READ);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_to_the_whole),
        cmocka_unit_test(without_a_watch_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
