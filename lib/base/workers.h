/* workers.h - the same work in several threads.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_WORKERS_H
#define LSQ_BASE_WORKERS_H

/* Call work(context, i) for i = 0 ... n - 1 at the same time, i = 0 in the calling thread, and wait
 * for all.  n = count, or as many as threads can be had, at least 1; no signal is delivered to the
 * new ones.  Returns n. */
int lsq_workers_run(int count, void (*work)(void *context, int i), void *context);

/* Processors that this process may use, at least 1. */
int lsq_processors(void);

#endif
