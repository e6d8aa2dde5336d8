/* stopwatch.h - how long the parts of a run take, of one thread.
 *
 * Time goes on from split to split, so that each call of the clock (about 25 ns) ends one part and
 * begins the next.  Splits belong around the work of thousands of rows.  Without a stopwatch (NULL)
 * nothing is asked and nothing kept.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_STOPWATCH_H
#define LSQ_BASE_STOPWATCH_H

#include <stddef.h>

typedef enum lsq_part_of_run {
    LSQ_TIME_READ,    /* bytes from the source, waiting for it, cutting into chunks */
    LSQ_TIME_SCAN,    /* where fields and records end */
    LSQ_TIME_CONVERT, /* text to integers */
    LSQ_TIME_SLICE,   /* one scale a column, monomials, slices */
    LSQ_TIME_PRODUCT, /* products of slices, sums put together */
    LSQ_TIME_SOLVE,
    LSQ_TIMES
} lsq_part_of_run;

typedef struct lsq_stopwatch {
    double seconds[LSQ_TIMES];
    double last; /* the clock at the last split */
} lsq_stopwatch;

/* Seconds of a clock that only goes forward. */
double lsq_seconds(void);

/* From here on the time belongs to the split that comes next. */
static inline void lsq_stopwatch_start(lsq_stopwatch *watch) {
    if (watch)
        watch->last = lsq_seconds();
}

/* The time since the start or the last split was that of `part`. */
static inline void lsq_stopwatch_split(lsq_stopwatch *watch, lsq_part_of_run part) {
    if (!watch)
        return;
    double now = lsq_seconds();
    watch->seconds[part] += now - watch->last;
    watch->last = now;
}

#endif
