/* random.h - seeded random numbers, the same everywhere: starting points, orders of rows, samples.
 *
 * splitmix64 (Steele, Lea, Flood 2014).  The state is one word; any seed is good.  Not for secrets.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_RANDOM_H
#define LSQ_BASE_RANDOM_H

#include <stdint.h>

uint64_t lsq_random_word(uint64_t *state);

/* One of 0 .. count - 1, each as likely; count >= 1. */
int64_t lsq_random_below(uint64_t *state, int64_t count);

/* A double in [-1, 1), a multiple of 2^-52. */
double lsq_random_double(uint64_t *state);

/* order[0 .. n) = a random permutation of 0 .. n - 1 (Fisher and Yates). */
void lsq_random_permutation(uint64_t *state, int64_t *order, int64_t n);

#endif
