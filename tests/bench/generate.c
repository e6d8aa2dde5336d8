/* generate.c - a seeded CSV for the speed bar: y and predictors x1 ... xp, each a decimal of
 * `digits` significant digits.
 *
 *   generate rows [predictors = 10] [digits = 6] [seed = 1]  >file
 *
 * |x_j| is uniform in [10, 100) times 10^((j - 1) mod 3), of either sign, and y the sum of the x_j
 * / j (by their digits) and noise, with one decimal more.  The file is the same everywhere:
 * integers only, splitmix64.  5,000,000 rows are 473 MB, in two seconds.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t next_word(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* value * 10^-decimals as plain text, returns the end. */
static char *put(char *s, int64_t value, int decimals) {
    char digits[32];
    int n = 0;
    uint64_t u = value < 0 ? (uint64_t)-value : (uint64_t)value;
    for (; u || n <= decimals; u /= 10)
        digits[n++] = (char)('0' + u % 10);
    if (value < 0)
        *s++ = '-';
    while (n > 0) {
        if (n == decimals)
            *s++ = '.';
        *s++ = digits[--n];
    }
    return s;
}

/* One row; an x of `digits` digits has digits - 2 - (j - 1) mod 3 of them after the point. */
static char *put_row(char *s, int predictors, int64_t range, int digits, uint64_t *state) {
    int64_t x[1000], y = range / 100;
    for (int j = 0; j < predictors; j++) {
        uint64_t word = next_word(state);
        x[j] = range / 10 +
               (int64_t)((word >> 1) % (uint64_t)(range - range / 10)); /* never a leading 0 */
        x[j] = word & 1 ? -x[j] : x[j];
        y += x[j] / (j + 1);
    }
    y += (int64_t)(next_word(state) % (uint64_t)range) - range / 2;
    s = put(s, 10 * y + (int64_t)(next_word(state) % 10), digits - 1);
    for (int j = 0; j < predictors; j++) {
        *s++ = ',';
        int decimals = digits - 2 - j % 3;
        s = put(s, x[j], decimals > 0 ? decimals : 0);
    }
    *s++ = '\n';
    return s;
}

static int64_t argument(int argc, char **argv, int i, int64_t fallback, int64_t low, int64_t high) {
    if (i >= argc)
        return fallback;
    char *end;
    long long value = strtoll(argv[i], &end, 10);
    if (*end || value < low || value > high) {
        fprintf(stderr, "generate: '%s' is not an integer from %lld to %lld\n", argv[i],
                (long long)low, (long long)high);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv) {
    int64_t rows = argument(argc, argv, 1, 5000000, 0, INT64_C(1) << 40);
    int predictors = (int)argument(argc, argv, 2, 10, 1, 1000);
    int digits = (int)argument(argc, argv, 3, 6, 3, 17);
    uint64_t state = (uint64_t)argument(argc, argv, 4, 1, 0, INT64_MAX);
    size_t size = 1 << 20, longest = (size_t)(predictors + 1) * 24;
    char *buffer = malloc(size + longest + 1);
    if (!buffer)
        return 6;
    int64_t range = 1;
    for (int i = 0; i < digits; i++)
        range *= 10;

    char *s = buffer;
    *s++ = 'y';
    for (int j = 1; j <= predictors; j++)
        s += sprintf(s, ",x%d", j);
    *s++ = '\n';
    for (int64_t i = 0; i < rows; i++) {
        s = put_row(s, predictors, range, digits, &state);
        if ((size_t)(s - buffer) >= size) {
            if (fwrite(buffer, 1, (size_t)(s - buffer), stdout) != (size_t)(s - buffer))
                return 5;
            s = buffer;
        }
    }
    if (fwrite(buffer, 1, (size_t)(s - buffer), stdout) != (size_t)(s - buffer) || fclose(stdout))
        return 5;
    free(buffer);
    return 0;
}
