/* ledger.h - the account of the chunks that several threads read, kept in the order of the text.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_LEDGER_H
#define LSQ_DATA_LEDGER_H

#include <lsq.h>
#include <pthread.h>

/* Rows and lines.  read = used + missing + weightless, always. */
typedef struct lsq_tally {
    int64_t read, used, missing;      /* rows */
    int64_t weightless;               /* rows with the weight 0, and no value missing */
    int64_t blank, comments;          /* lines; blank ones that end the text do not count */
    int64_t missing_line, blank_line; /* the first of each, 0 if none */
    int64_t missing_column;           /* of the first dropped row, an index into the header */
} lsq_tally;

/* What a chunk held, its lines counted from 1. */
typedef struct lsq_page {
    lsq_tally tally;
    int64_t lines;
    int64_t blank_at_end, blank_at_end_line; /* blank lines behind its last row */
} lsq_page;

enum { LSQ_LEDGER_PAGES = 64 }; /* chunks that may be under way or wait for an earlier one */

typedef struct lsq_ledger {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    lsq_page pages[LSQ_LEDGER_PAGES]; /* entered, but an earlier one is not */
    unsigned char waits[LSQ_LEDGER_PAGES];
    int64_t next;    /* index of the first chunk that is not in the account */
    int64_t line;    /* where it begins */
    lsq_tally tally; /* of all before it */
    int64_t blank_at_end, blank_at_end_line;
    int failing;      /* 1: a chunk waits to tell its failure; no new one is worth beginning */
    int closed;       /* 1: all chunks have been handed out */
    int over;         /* 1: failed or stopped */
    lsq_error failed; /* the first failure in the order of the text */
} lsq_ledger;

/* An empty account in front of line 1. */
void lsq_ledger_init(lsq_ledger *ledger);
void lsq_ledger_clear(lsq_ledger *ledger);

/* Wait until there is room for the page of chunk `index`.  0: there will be no such chunk. */
int lsq_ledger_wait_for_room(lsq_ledger *ledger, int64_t index);

/* Enter the page of chunk `index`; from the first one that is missing they wait. */
void lsq_ledger_enter(lsq_ledger *ledger, int64_t index, const lsq_page *page);

/* The text has ended, and those who still wait for room do so for nothing: several may have taken
 * themselves for the next chunk.  Pages of what was handed out come in as before. */
void lsq_ledger_close(lsq_ledger *ledger);

/* Chunk `index` has failed: wait until all earlier ones are in the account; *line is then its
 * first.  0: an earlier one failed, or it was stopped. */
int lsq_ledger_wait_for_turn(lsq_ledger *ledger, int64_t index, int64_t *line);

/* The failure of the chunk whose turn it is, or any that has no place in the text. */
void lsq_ledger_fail(lsq_ledger *ledger, const lsq_error *error);

/* No more pages: somebody gave up. */
void lsq_ledger_stop(lsq_ledger *ledger);

/* The failure, LSQ_OK if there is none. */
lsq_status lsq_ledger_status(lsq_ledger *ledger, lsq_error *error);

/* Rows read so far. */
int64_t lsq_ledger_rows(lsq_ledger *ledger);

#endif
