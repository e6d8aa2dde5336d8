/* stream.h - the rows of an open table into a fit, by several hands.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_STREAM_H
#define LSQ_FIT_STREAM_H

#include "fit.h"

/* How a column was printed so far. */
typedef struct lsq_print {
    int64_t finest;          /* least exponent of ten, INT64_MAX without rows */
    unsigned char binary;    /* all cells are 0 or 1 */
    unsigned char thousands; /* all fractions have three digits after at most three others, ... */
    unsigned char fraction;  /* ... and there is one */
} lsq_print;

/* What one thread works with: a block of rows on its way from cells to moments. */
typedef struct lsq_hand {
    int64_t k, monomials;
    lsq_decimals *cells;  /* k columns of the model; the block goes on from file to file */
    int64_t rows;         /* in it */
    lsq_integers *x;      /* k */
    lsq_integers *Z;      /* monomials */
    lsq_print *prints;    /* k */
    lsq_moments *moments; /* of the rows that came by here */
    lsq_error failed;
    lsq_stopwatch times, *watch; /* watch: NULL where nobody asks, or times */
} lsq_hand;

typedef struct lsq_hands {
    lsq_fit *fit;
    lsq_csv *csv; /* the table being read */
    lsq_hand *all;
    int wanted, most, count; /* as asked for, as can be used, as there are */
} lsq_hands;

/* How many threads to work with, each with moments of the model: the wanted number, one a processor
 * where that is 0, or fewer where memory would be short. */
int lsq_most_hands(const lsq_model *model, int wanted);

/* The hands for a fit that has begun.  wanted: threads, 0 for one a processor; a solver or sink
 * takes the rows in order, from one. */
lsq_status lsq_hands_init(lsq_hands *hands, lsq_fit *fit, int wanted, lsq_error *error);
void lsq_hands_clear(lsq_hands *hands);

/* All rows of the table, whose columns have been chosen.  A number too long for the moments does
 * not end it: lsq_hands_finish tells, so that what is wrong in a file comes first, whoever meets
 * what at which time. */
lsq_status lsq_hands_read(lsq_hands *hands, lsq_csv *csv, lsq_error *error);

/* Everything into fit->moments and prints[0 .. k). */
lsq_status lsq_hands_finish(lsq_hands *hands, lsq_print *prints, lsq_error *error);

#endif
