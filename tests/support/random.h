/* random.h - a seeded generator for tests: the same numbers everywhere.
 *
 * splitmix64 (Steele, Lea, Flood 2014).  The state is one word; any seed is good.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

uint64_t random_word(uint64_t *state);

/* An integer in [low, high], both included, high - low < 2^63. */
int64_t random_between(uint64_t *state, int64_t low, int64_t high);

/* A double in [-1, 1) with 53 random bits. */
double random_double(uint64_t *state);

/* A decimal of 1 to `digits` digits with 0 to `decimals` of them after the point, any sign:
 * "-12.30", "7", "0.004". size >= digits + decimals + 4. */
void random_decimal(uint64_t *state, char *text, size_t size, int digits, int decimals);

/* Shuffle order[0 .. n) = a permutation of 0 .. n-1. */
void random_permutation(uint64_t *state, int64_t *order, int64_t n);

#endif
