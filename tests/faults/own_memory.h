/* own_memory.h - every allocation of ours fails in turn.
 *
 * The program is linked with --wrap for malloc, calloc, realloc and free, which catches the calls
 * of the objects linked into it, the library's among them, and none of FLINT, LAPACK or the C
 * library. A scenario runs with its kth allocation failing, k = 1, 2, ... until it is no longer
 * reached, once and from the kth on.  Each run must end as without the fault or in LSQ_ENOMEM with
 * a sentence, and leave no block behind.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FAULTS_OWN_MEMORY_H
#define FAULTS_OWN_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"

#define COUNT(array) (int64_t)(sizeof array / sizeof *array)

/* Threads of the library allocate too. */
static atomic_llong met, failed, live;
static atomic_llong nth; /* 0: none fails */
static atomic_int sticky;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);

static int fails(void) {
    long long now = atomic_fetch_add(&met, 1) + 1, from = nth;
    if (!from || (sticky ? now < from : now != from))
        return 0;
    failed++;
    errno = ENOMEM;
    return 1;
}

static void *counted(void *fresh) {
    live += fresh != NULL;
    return fresh;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *p, size_t size) {
    if (fails())
        return NULL;
    void *fresh = __real_realloc(p, size);
    return p ? fresh : counted(fresh);
}

void __wrap_free(void *p) {
    live -= p != NULL;
    __real_free(p);
}

static long long wanted_nth;

/* A scenario says where its allocations begin to count, and where to succeed again. */
static void begin_faults(void) {
    met = 0;
    nth = wanted_nth;
}

static void end_faults(void) {
    nth = 0;
}

/* What a run has come to.  text, if any, is compared with that of the run without a fault; it
 * stands here so that nothing is allocated for it. */
typedef struct outcome {
    lsq_status status;
    lsq_error error;
    char text[1 << 16];
} outcome;

/* Take over a text of the library. */
static void take_text(outcome *o, char *text) {
    if (!text)
        return;
    assert_true(strlen(text) < sizeof o->text);
    strcpy(o->text, text);
    lsq_text_free(text);
}

typedef void scenario(outcome *o, const void *context);

static void check_failure(const outcome *o, const outcome *wanted, const char *name, long long k) {
    /* who ends in an error anyway may say less of it */
    int same_error = wanted->status && o->status == wanted->status;
    if (!same_error && o->status != LSQ_ENOMEM)
        fail_msg("%s, allocation %lld: %s, wanted LSQ_ENOMEM; it says: %s", name, k,
                 lsq_status_name(o->status), o->error.message);
    if (o->error.status != o->status || !*o->error.message)
        fail_msg("%s, allocation %lld: the error tells %s '%s'", name, k,
                 lsq_status_name(o->error.status), o->error.message);
    if (!same_error && !strstr(o->error.message, "memory"))
        fail_msg("%s, allocation %lld: not about memory: %s", name, k, o->error.message);
}

/* Run the scenario with each of its allocations failing; returns how many there are. */
static long long sweep_mode(const char *name, scenario *run, const void *context, int mode) {
    static outcome wanted, got;
    memset(&wanted, 0, sizeof wanted);
    wanted_nth = 0;
    run(&wanted, context);
    for (long long k = 1;; k++) {
        long long before = live;
        memset(&got, 0, sizeof got);
        wanted_nth = k;
        sticky = mode;
        failed = 0;
        run(&got, context);
        end_faults();
        if (live != before)
            fail_msg("%s, allocation %lld %s: %lld blocks are left", name, k,
                     mode ? "and later ones" : "once", (long long)(live - before));
        if (got.status)
            check_failure(&got, &wanted, name, k);
        else if (wanted.status || strcmp(got.text, wanted.text) != 0)
            fail_msg("%s, allocation %lld: success with another result:\n%s", name, k, got.text);
        if (!failed)
            return k - 1;
    }
}

/* What calls FLINT alone has no allocation of ours. */
static long long sweep(const char *name, scenario *run, const void *context) {
    long long once = sweep_mode(name, run, context, 0);
    long long from_then_on = sweep_mode(name, run, context, 1);
    print_message("%-20s %5lld allocations, %lld with all later ones\n", name, once, from_then_on);
    return once;
}

#endif
