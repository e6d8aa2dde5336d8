/* random.c - seeded random numbers, the same everywhere.
 *
 * splitmix64: a counter that grows by an odd constant near 2^64 / phi, mixed by two multiplications
 * (Steele, Lea, Flood 2014).  Numbers below a count come from the words below the largest multiple
 * of it, so that none is more likely than another.
 *
 * SPDX-License-Identifier: MIT */
#include "random.h"

uint64_t lsq_random_word(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t lsq_random_below(uint64_t *state, int64_t count) {
    uint64_t n = (uint64_t)count, most = UINT64_MAX - UINT64_MAX % n, word;
    do
        word = lsq_random_word(state);
    while (word >= most);
    return (int64_t)(word % n);
}

double lsq_random_double(uint64_t *state) {
    return (double)(int64_t)(lsq_random_word(state) >> 11) * 0x1p-52 - 1.0;
}

void lsq_random_permutation(uint64_t *state, int64_t *order, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        int64_t j = lsq_random_below(state, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}
