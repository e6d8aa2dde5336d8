/* stopwatch.c - the clock.
 *
 * SPDX-License-Identifier: MIT */
#include "stopwatch.h"

#include <time.h>

double lsq_seconds(void) {
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
