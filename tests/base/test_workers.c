/* The same work in several threads.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/workers.h"
#include "support/check.h"

enum { MOST = 64 };

/* Who came, in which thread. */
typedef struct visits {
    pthread_mutex_t lock;
    int calls[MOST], all;
    pthread_t threads[MOST];
    pthread_barrier_t *together; /* NULL: nobody waits */
} visits;

static void visit(void *context, int i) {
    visits *v = context;
    if (v->together)
        pthread_barrier_wait(v->together);
    pthread_mutex_lock(&v->lock);
    v->calls[i]++;
    v->all++;
    v->threads[i] = pthread_self();
    pthread_mutex_unlock(&v->lock);
}

static void each_index_is_called_once_in_a_thread_of_its_own(void **state) {
    (void)state;
    for (int count = 1; count <= MOST; count *= 2) {
        visits v = {.lock = PTHREAD_MUTEX_INITIALIZER};
        assert_int_equal(lsq_workers_run(count, visit, &v), count);
        assert_int_equal(v.all, count);
        for (int i = 0; i < count; i++)
            assert_int_equal(v.calls[i], 1);
        assert_true(pthread_equal(v.threads[0], pthread_self()));
        for (int i = 1; i < count; i++)
            assert_false(pthread_equal(v.threads[i], pthread_self()));
    }
}

/* Where one waits for all, they must run at the same time. */
static void they_run_at_the_same_time(void **state) {
    (void)state;
    pthread_barrier_t barrier;
    visits v = {.lock = PTHREAD_MUTEX_INITIALIZER, .together = &barrier};
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 5), 0);
    assert_int_equal(lsq_workers_run(5, visit, &v), 5);
    assert_int_equal(v.all, 5);
    pthread_barrier_destroy(&barrier);
}

static void fewer_than_one_is_one(void **state) {
    (void)state;
    for (int count = -1; count < 2; count++) {
        visits v = {.lock = PTHREAD_MUTEX_INITIALIZER};
        assert_int_equal(lsq_workers_run(count, visit, &v), 1);
        assert_int_equal(v.calls[0], 1);
        assert_int_equal(v.all, 1);
    }
}

/* What signals a worker blocks. */
static void look_at_mask(void *context, int i) {
    sigset_t *masks = context;
    pthread_sigmask(SIG_SETMASK, NULL, &masks[i]);
}

static void signals_go_to_the_calling_thread_alone(void **state) {
    (void)state;
    sigset_t masks[3], before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    assert_int_equal(lsq_workers_run(3, look_at_mask, masks), 3);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int s = 1; s < 32; s++) {
        if (s == SIGKILL || s == SIGSTOP)
            continue;
        assert_int_equal(sigismember(&masks[0], s), sigismember(&before, s));
        assert_int_equal(sigismember(&after, s), sigismember(&before, s));
        assert_int_equal(sigismember(&masks[1], s), 1);
        assert_int_equal(sigismember(&masks[2], s), 1);
    }
}

static void there_are_processors(void **state) {
    (void)state;
    assert_true(lsq_processors() >= 1 && lsq_processors() < 1 << 10);
    assert_true(lsq_processors() <= sysconf(_SC_NPROCESSORS_CONF));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_index_is_called_once_in_a_thread_of_its_own),
        cmocka_unit_test(they_run_at_the_same_time),
        cmocka_unit_test(fewer_than_one_is_one),
        cmocka_unit_test(signals_go_to_the_calling_thread_alone),
        cmocka_unit_test(there_are_processors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
