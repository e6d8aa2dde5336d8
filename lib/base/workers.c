/* workers.c - the same work in several threads.
 *
 * Where a thread cannot be had, those that run do its share: what they work on must be handed out
 * among them as they come.
 *
 * SPDX-License-Identifier: MIT */
#if defined(__linux__)
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include "workers.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct worker {
    pthread_t thread;
    void (*work)(void *context, int i);
    void *context;
    int i;
} worker;

static void *start(void *argument) {
    worker *w = argument;
    w->work(w->context, w->i);
    return NULL;
}

int lsq_workers_run(int count, void (*work)(void *context, int i), void *context) {
    worker *others = count > 1 ? calloc((size_t)count - 1, sizeof *others) : NULL;
    sigset_t all, before;
    int n = 1;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; others && n < count; n++) {
        worker *w = &others[n - 1];
        *w = (worker){.work = work, .context = context, .i = n};
        if (pthread_create(&w->thread, NULL, start, w))
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    work(context, 0);
    for (int i = 1; i < n; i++)
        pthread_join(others[i - 1].thread, NULL);
    free(others);
    return n;
}

int lsq_processors(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
#if defined(__linux__)
    cpu_set_t mine;
    if (!sched_getaffinity(0, sizeof mine, &mine)) /* it fails on more than 1,024 processors */
        n = CPU_COUNT(&mine);
#endif
    return n > 0 && n < 1 << 10 ? (int)n : 1;
}
