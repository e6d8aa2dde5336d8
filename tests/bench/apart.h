/* apart.h - one method on one problem in a process of its own: its seconds, memory and answer.
 *
 * SPDX-License-Identifier: MIT */
#ifndef BENCH_APART_H
#define BENCH_APART_H

#include <stdint.h>
#include <stddef.h>

enum { MOST_COLUMNS = 100 };

typedef struct problem {
    int64_t n, p;
    double *A; /* [X y], n-by-(p + 1), column-major */
} problem;

typedef struct outcome {
    double seconds, mib;
    double B[MOST_COLUMNS];
    int64_t steps;
    int failed;
    char note[200];
} outcome;

/* A way to solve: fills seconds and B, or failed and the note. */
struct method {
    const char *label;
    void (*run)(outcome *out, const problem *data, const char *name);
    const char *name; /* for run */
};

double seconds_now(void);

/* Memory that is zero; the program ends without. */
void *get(size_t count, size_t size);

/* One sentence, and the end. */
void stop(const char *what);

/* Run it in a child, after a run on 50 rows that brings in the code.  `mib` is what the process
 * needed beyond the data: peak of the resident set, by the kernel. */
outcome run_apart(const problem *data, const struct method *method);

/* The values are sorted. */
double median(double *values, int count);

#endif
