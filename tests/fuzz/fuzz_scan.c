/* fuzz_scan.c - any bytes as a CSV text, by the fast road at each level of vector instructions and
 * by the strict road.
 *
 * The first three bytes choose the options, the size of chunks, and how often the rest of the bytes
 * is said again, so that texts get longer than the stretches of an index.  Rows, accounts, and
 * errors with their places must be the same.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "data/table.h"
#include "data/roads.h"
#include "csv_options.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

/* The text, as often as will make a long one; every run of a sanitized reader is slow. */
static char *repeat(const uint8_t *data, size_t size, int times, size_t *length) {
    enum { MOST_BYTES = 150 << 10 };
    char *text = malloc(size * (size_t)times + 1);
    REQUIRE(text);
    for (*length = 0; times && *length < MOST_BYTES; times--, *length += size)
        memcpy(text + *length, data, size);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3)
        return 0;
    lsq_csv_options o = csv_options_of(data[0]);
    o.missing_is_error = data[0] >> 7;
    o.thousands = data[1] >> 7 ? '\'' : 0;
    o.chunk = data[1] & 63;
    size_t length = 0;
    int often = data[1] >> 6 & 1 && data[2] % 16 == 0;
    char *text = repeat(data + 3, size - 3, often ? 1 + data[2] * 64 : 1, &length);
    road_outcome strict = take_road(text, length, &o, -1);
    for (int level = 0; level <= (int)lsq_simd_here(); level++) {
        road_outcome fast = take_road(text, length, &o, level);
        REQUIRE(!road_difference(&strict, &fast));
        clear_road(&fast);
    }
    clear_road(&strict);
    free(text);
    return 0;
}
