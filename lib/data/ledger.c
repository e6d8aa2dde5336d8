/* ledger.c - the account of the chunks that several threads read, kept in the order of the text.
 *
 * Chunks are read in any order and know their lines only from their own first one.  Here their
 * pages are added up in order, so each is given its place when all before it are in.  A chunk that
 * fails waits for its turn: what is reported is the first failure of the text, whoever met one
 * first.
 *
 * SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <string.h>

void lsq_ledger_init(lsq_ledger *l) {
    memset(l, 0, sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->changed, NULL);
    l->line = 1;
}

void lsq_ledger_clear(lsq_ledger *l) {
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->changed);
}

int lsq_ledger_wait_for_room(lsq_ledger *l, int64_t index) {
    pthread_mutex_lock(&l->lock);
    while (!l->over && !l->closed && (l->failing || index - l->next >= LSQ_LEDGER_PAGES))
        pthread_cond_wait(&l->changed, &l->lock);
    int room = !l->over && !l->closed;
    pthread_mutex_unlock(&l->lock);
    return room;
}

/* The blank lines at the end of what came before count now that a row follows. */
static void count_blank_lines(lsq_ledger *l, const lsq_page *page) {
    const lsq_tally *t = &page->tally;
    int64_t end_line = page->blank_at_end ? l->line - 1 + page->blank_at_end_line : 0;
    if (!t->read) {
        if (!l->blank_at_end)
            l->blank_at_end_line = end_line;
        l->blank_at_end += page->blank_at_end;
        return;
    }
    if (!l->tally.blank)
        l->tally.blank_line = l->blank_at_end ? l->blank_at_end_line
                              : t->blank      ? l->line - 1 + t->blank_line
                                              : 0;
    l->tally.blank += l->blank_at_end + t->blank;
    l->blank_at_end = page->blank_at_end;
    l->blank_at_end_line = end_line;
}

static void add(lsq_ledger *l, const lsq_page *page) {
    const lsq_tally *t = &page->tally;
    count_blank_lines(l, page);
    if (!l->tally.missing && t->missing) {
        l->tally.missing_line = l->line - 1 + t->missing_line;
        l->tally.missing_column = t->missing_column;
    }
    l->tally.read += t->read;
    l->tally.used += t->used;
    l->tally.missing += t->missing;
    l->tally.weightless += t->weightless;
    l->tally.comments += t->comments;
    l->line += page->lines;
    l->next++;
}

void lsq_ledger_enter(lsq_ledger *l, int64_t index, const lsq_page *page) {
    pthread_mutex_lock(&l->lock);
    l->pages[index % LSQ_LEDGER_PAGES] = *page;
    l->waits[index % LSQ_LEDGER_PAGES] = 1;
    for (int64_t i = l->next % LSQ_LEDGER_PAGES; l->waits[i]; i = l->next % LSQ_LEDGER_PAGES) {
        l->waits[i] = 0;
        add(l, &l->pages[i]);
    }
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
}

void lsq_ledger_close(lsq_ledger *l) {
    pthread_mutex_lock(&l->lock);
    l->closed = 1;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
}

int lsq_ledger_wait_for_turn(lsq_ledger *l, int64_t index, int64_t *line) {
    pthread_mutex_lock(&l->lock);
    l->failing = 1;
    while (!l->over && l->next != index)
        pthread_cond_wait(&l->changed, &l->lock);
    int turn = !l->over;
    *line = l->line;
    pthread_mutex_unlock(&l->lock);
    return turn;
}

static void end(lsq_ledger *l, const lsq_error *error) {
    pthread_mutex_lock(&l->lock);
    if (error && !l->failed.status)
        l->failed = *error;
    l->over = 1;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
}

void lsq_ledger_fail(lsq_ledger *l, const lsq_error *error) {
    end(l, error);
}

void lsq_ledger_stop(lsq_ledger *l) {
    end(l, NULL);
}

lsq_status lsq_ledger_status(lsq_ledger *l, lsq_error *error) {
    pthread_mutex_lock(&l->lock);
    lsq_status status = l->failed.status;
    if (status && error)
        *error = l->failed;
    pthread_mutex_unlock(&l->lock);
    return status;
}

int64_t lsq_ledger_rows(lsq_ledger *l) {
    pthread_mutex_lock(&l->lock);
    int64_t rows = l->tally.read;
    pthread_mutex_unlock(&l->lock);
    return rows;
}
