/* random.c - what tests draw from the generator of base/random.h.
 *
 * SPDX-License-Identifier: MIT */
#include "support/random.h"

#include "base/random.h"

uint64_t random_word(uint64_t *state) {
    return lsq_random_word(state);
}

int64_t random_between(uint64_t *state, int64_t low, int64_t high) {
    uint64_t width = (uint64_t)high - (uint64_t)low + 1;
    return low + (int64_t)(random_word(state) % width);
}

double random_double(uint64_t *state) {
    return lsq_random_double(state);
}

void random_decimal(uint64_t *state, char *text, size_t size, int digits, int decimals) {
    char figures[512];
    int n = (int)random_between(state, 1, digits), after = (int)random_between(state, 0, decimals);
    size_t used = 0, count = 0;
    while (count < sizeof figures - 1 && (int)count <= after - n) /* 0.004: zeros in front */
        figures[count++] = '0';
    for (int i = 0; i < n && count < sizeof figures - 1; i++)
        figures[count++] = (char)('0' + random_between(state, 0, 9));
    if (random_between(state, 0, 1) && used + 1 < size)
        text[used++] = '-';
    for (size_t i = 0; i < count && used + 2 < size; i++) {
        if (after > 0 && i == count - (size_t)after)
            text[used++] = '.';
        text[used++] = figures[i];
    }
    text[used] = '\0';
}

void random_permutation(uint64_t *state, int64_t *order, int64_t n) {
    lsq_random_permutation(state, order, n);
}
