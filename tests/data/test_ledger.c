/* test_ledger.c - the account of chunks that are read in any order.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sched.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "data/ledger.h"
#include "support/check.h"
#include "support/random.h"

/* What lines a text has, by a letter: r row, m row without a value, b blank, c comment; m is of
 * column line % 7. */
enum { LINES = 400, CHUNKS = 300 };
typedef struct lines {
    char kind[LINES];
    int n;
    int cut[CHUNKS + 1]; /* chunk i is lines cut[i] ... cut[i + 1] - 1 */
    int chunks;
} lines;

/* The tally of lines from ... to - 1, counted from `first`, blank ones behind the last row left
 * out; *at_end and *at_end_line tell of those. */
static lsq_tally count_lines(const lines *t, int from, int to, int first, int64_t *at_end,
                             int64_t *at_end_line) {
    lsq_tally s = {0};
    int last = from - 1;
    *at_end = *at_end_line = 0;
    for (int i = from; i < to; i++)
        if (t->kind[i] == 'r' || t->kind[i] == 'm')
            last = i;
    for (int i = from; i < to; i++) {
        int line = i - first + 1;
        s.read += t->kind[i] == 'r' || t->kind[i] == 'm';
        s.used += t->kind[i] == 'r';
        s.comments += t->kind[i] == 'c';
        if (t->kind[i] == 'm' && !s.missing++) {
            s.missing_line = line;
            s.missing_column = i % 7;
        }
        if (t->kind[i] == 'b' && i < last && !s.blank++)
            s.blank_line = line;
        if (t->kind[i] == 'b' && i > last && !(*at_end)++)
            *at_end_line = line;
    }
    return s;
}

static lsq_page page_of(const lines *t, int chunk) {
    int from = t->cut[chunk], to = t->cut[chunk + 1];
    lsq_page p = {.lines = to - from};
    p.tally = count_lines(t, from, to, from, &p.blank_at_end, &p.blank_at_end_line);
    return p;
}

static void draw(lines *t, uint64_t *seed) {
    const char *kinds = random_between(seed, 0, 1) ? "rrrbmc" : "bbbbbbbbcr";
    t->n = (int)random_between(seed, 0, LINES);
    for (int i = 0; i < t->n; i++)
        t->kind[i] = kinds[random_between(seed, 0, (int64_t)strlen(kinds) - 1)];
    t->chunks = 0;
    for (int i = 0, most = 1 + t->n / 20; i < t->n; t->chunks++) {
        t->cut[t->chunks] = i;
        i += t->chunks == CHUNKS - 1 ? t->n : (int)random_between(seed, 1, most);
    }
    t->cut[t->chunks] = t->n;
}

static void check_account(lsq_ledger *ledger, const lines *t) {
    int64_t at_end = 0, at_end_line = 0;
    lsq_tally want = count_lines(t, 0, t->n, 0, &at_end, &at_end_line);
    assert_int_equal(ledger->next, t->chunks);
    assert_int_equal(ledger->line, t->n + 1);
    assert_int_equal(ledger->tally.read, want.read);
    assert_int_equal(ledger->tally.used, want.used);
    assert_int_equal(ledger->tally.missing, want.missing);
    assert_int_equal(ledger->tally.blank, want.blank);
    assert_int_equal(ledger->tally.comments, want.comments);
    assert_int_equal(ledger->tally.missing_line, want.missing_line);
    assert_int_equal(ledger->tally.missing_column, want.missing_column);
    assert_int_equal(ledger->tally.blank_line, want.blank_line);
    assert_int_equal(lsq_ledger_rows(ledger), want.read);
    assert_int_equal(lsq_ledger_status(ledger, NULL), LSQ_OK);
}

static void pages_may_come_in_any_order(void **state) {
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 3000; round++) {
        static lines t;
        int64_t order[CHUNKS];
        draw(&t, &seed);
        lsq_ledger ledger;
        lsq_ledger_init(&ledger);
        for (int from = 0; from < t.chunks; from += LSQ_LEDGER_PAGES) {
            int count = t.chunks - from < LSQ_LEDGER_PAGES ? t.chunks - from : LSQ_LEDGER_PAGES;
            random_permutation(&seed, order, count);
            for (int i = 0; i < count; i++) {
                lsq_page page = page_of(&t, from + (int)order[i]);
                assert_true(lsq_ledger_wait_for_room(&ledger, from + order[i]));
                lsq_ledger_enter(&ledger, from + order[i], &page);
            }
        }
        check_account(&ledger, &t);
        lsq_ledger_clear(&ledger);
    }
}

/* What threads share: the next chunk is handed out under a lock, as readers do. */
typedef struct share {
    lsq_ledger ledger;
    pthread_mutex_t lock;
    lines t;
    int next;
    uint64_t seed;
} share;

static void *read_chunks(void *context) {
    share *s = context;
    for (;;) {
        pthread_mutex_lock(&s->lock);
        int i =
            s->next < s->t.chunks && lsq_ledger_wait_for_room(&s->ledger, s->next) ? s->next++ : -1;
        int64_t naps = random_between(&s->seed, 0, 3);
        pthread_mutex_unlock(&s->lock);
        if (i < 0)
            return NULL;
        lsq_page page = page_of(&s->t, i);
        while (naps--)
            sched_yield();
        lsq_ledger_enter(&s->ledger, i, &page);
    }
}

static void threads_make_the_same_account(void **state) {
    (void)state;
    enum { THREADS = 5 };
    static share s;
    s.seed = 9;
    for (int round = 0; round < 60; round++) {
        pthread_t thread[THREADS];
        do
            draw(&s.t, &s.seed);
        while (s.t.chunks < 20);
        s.next = 0;
        lsq_ledger_init(&s.ledger);
        pthread_mutex_init(&s.lock, NULL);
        for (int i = 0; i < THREADS; i++)
            assert_int_equal(pthread_create(&thread[i], NULL, read_chunks, &s), 0);
        for (int i = 0; i < THREADS; i++)
            pthread_join(thread[i], NULL);
        check_account(&s.ledger, &s.t);
        pthread_mutex_destroy(&s.lock);
        lsq_ledger_clear(&s.ledger);
    }
}

/* ---- waiting ---- */

/* One call that waits, in a thread of its own, and what it gave. */
typedef struct waiter {
    lsq_ledger *ledger;
    pthread_t thread;
    int64_t index, line;
    int for_turn, answer;
    const char *failure; /* told if its turn comes; NULL: nothing */
} waiter;

static void *wait_there(void *context) {
    waiter *w = context;
    if (!w->for_turn) {
        w->answer = lsq_ledger_wait_for_room(w->ledger, w->index);
        return NULL;
    }
    w->answer = lsq_ledger_wait_for_turn(w->ledger, w->index, &w->line);
    if (w->answer && w->failure) {
        lsq_error error;
        lsq_fail(&error, LSQ_EDATA, "%s", w->failure);
        lsq_ledger_fail(w->ledger, &error);
    }
    return NULL;
}

/* Start it, and let it announce a failure; else give it time to go where it should wait. */
static void start(waiter *w, lsq_ledger *ledger) {
    const struct timespec nap = {0, 5000000};
    int announced = 0;
    w->ledger = ledger;
    w->answer = -1;
    assert_int_equal(pthread_create(&w->thread, NULL, wait_there, w), 0);
    do {
        nanosleep(&nap, NULL);
        pthread_mutex_lock(&ledger->lock);
        announced = ledger->failing;
        pthread_mutex_unlock(&ledger->lock);
    } while (w->for_turn && !announced);
}

static void a_page_without_room_waits_for_the_first_one(void **state) {
    (void)state;
    lsq_ledger ledger;
    const lsq_page page = {.tally = {.read = 1, .used = 1}, .lines = 1};
    waiter w = {.index = LSQ_LEDGER_PAGES};
    lsq_ledger_init(&ledger);
    for (int64_t i = 1; i < LSQ_LEDGER_PAGES; i++)
        lsq_ledger_enter(&ledger, i, &page);
    assert_int_equal(lsq_ledger_rows(&ledger), 0);
    start(&w, &ledger);
    lsq_ledger_enter(&ledger, 0, &page);
    pthread_join(w.thread, NULL);
    assert_int_equal(w.answer, 1);
    lsq_ledger_enter(&ledger, w.index, &page);
    assert_int_equal(lsq_ledger_rows(&ledger), LSQ_LEDGER_PAGES + 1);
    lsq_ledger_clear(&ledger);
}

static void the_first_failure_of_the_text_is_told_whoever_comes_first(void **state) {
    (void)state;
    lsq_ledger ledger;
    lsq_error error = {0};
    const lsq_page page = {.tally = {.read = 2, .used = 2}, .lines = 10};
    waiter late = {.index = 3, .for_turn = 1, .failure = "late"};
    waiter early = {.index = 2, .for_turn = 1, .failure = "early"};
    waiter room = {.index = 4};
    lsq_ledger_init(&ledger);
    start(&late, &ledger);
    start(&room, &ledger); /* not worth beginning: a failure is under way */
    lsq_ledger_enter(&ledger, 1, &page);
    start(&early, &ledger);
    assert_int_equal(lsq_ledger_status(&ledger, &error), LSQ_OK);
    lsq_ledger_enter(&ledger, 0, &page);
    pthread_join(early.thread, NULL);
    pthread_join(late.thread, NULL);
    pthread_join(room.thread, NULL);
    assert_int_equal(early.answer, 1);
    assert_int_equal(early.line, 21);
    assert_int_equal(late.answer, 0);
    assert_int_equal(room.answer, 0);
    for (int i = 0; i < 2; i++) {
        check_status(lsq_ledger_status(&ledger, &error), LSQ_EDATA, &error);
        check_text(error.message, "early");
        lsq_fail(&error, LSQ_EIO, "afterwards");
        lsq_ledger_fail(&ledger, &error);
    }
    lsq_ledger_clear(&ledger);
}

static void stopping_lets_everybody_go_without_a_failure(void **state) {
    (void)state;
    lsq_ledger ledger;
    waiter turn = {.index = 1, .for_turn = 1}, room = {.index = LSQ_LEDGER_PAGES};
    lsq_ledger_init(&ledger);
    start(&turn, &ledger);
    start(&room, &ledger);
    lsq_ledger_stop(&ledger);
    pthread_join(turn.thread, NULL);
    pthread_join(room.thread, NULL);
    assert_int_equal(turn.answer, 0);
    assert_int_equal(room.answer, 0);
    assert_int_equal(lsq_ledger_status(&ledger, NULL), LSQ_OK);
    lsq_ledger_clear(&ledger);
}

static void behind_the_end_nobody_waits_for_room(void **state) {
    (void)state;
    lsq_ledger ledger;
    const lsq_page page = {.tally = {.read = 1, .used = 1}, .lines = 1};
    waiter room = {.index = LSQ_LEDGER_PAGES + 3}, turn = {.index = 1, .for_turn = 1};
    lsq_ledger_init(&ledger);
    start(&room, &ledger);
    lsq_ledger_close(&ledger);
    pthread_join(room.thread, NULL);
    assert_int_equal(room.answer, 0);
    assert_int_equal(lsq_ledger_wait_for_room(&ledger, 2), 0);
    start(&turn, &ledger);
    lsq_ledger_enter(&ledger, 0, &page);
    pthread_join(turn.thread, NULL);
    assert_int_equal(turn.answer, 1);
    assert_int_equal(turn.line, 2);
    assert_int_equal(lsq_ledger_rows(&ledger), 1);
    lsq_ledger_clear(&ledger);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_may_come_in_any_order),
        cmocka_unit_test(threads_make_the_same_account),
        cmocka_unit_test(a_page_without_room_waits_for_the_first_one),
        cmocka_unit_test(the_first_failure_of_the_text_is_told_whoever_comes_first),
        cmocka_unit_test(stopping_lets_everybody_go_without_a_failure),
        cmocka_unit_test(behind_the_end_nobody_waits_for_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
