/* timings.c - where the time of a run went, as a table on standard error.
 *
 * Parts are seconds of all threads together, shares those of their sum.
 *
 * SPDX-License-Identifier: MIT */
#include "timings.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "output.h"

double seconds_now(void) {
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void say_timings(const lsq_fit *fit, double print, double wall) {
    const lsq_timings *t = lsq_fit_timings(fit);
    const struct {
        const char *name;
        double seconds;
    } parts[] = {{"read", t->read},   {"scan", t->scan},       {"convert", t->convert},
                 {"slice", t->slice}, {"product", t->product}, {"solve", t->solve},
                 {"print", print}};
    enum { PARTS = sizeof parts / sizeof *parts };
    char table[1024];
    double sum = 0;
    for (int i = 0; i < PARTS; i++)
        sum += parts[i].seconds;
    int length = snprintf(table, sizeof table, "\ntime           seconds    share\n");
    for (int i = 0; i < PARTS; i++)
        length += snprintf(table + length, sizeof table - (size_t)length, "%-9s %12.6f %6.1f %%\n",
                           parts[i].name, parts[i].seconds, 100 * parts[i].seconds / sum);
    snprintf(table + length, sizeof table - (size_t)length,
             "%-9s %12.6f   of %d thread%s\n%-9s %12.6f\n", "sum", sum, t->threads,
             t->threads == 1 ? "" : "s", "wall", wall);
    write_all(STDERR_FILENO, table, strlen(table));
}
