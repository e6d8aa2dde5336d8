/* apart.c - one method on one problem in a process of its own, forked when the data are there.
 *
 * SPDX-License-Identifier: MIT */
#include "apart.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void stop(const char *what) {
    fprintf(stderr, "solvers: %s\n", what);
    exit(1);
}

void *get(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (!memory)
        stop("out of memory");
    return memory;
}

/* ---- memory of this process, in MiB ---- */

static double status_mib(const char *key) {
    char line[256];
    double kib = -1;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0)
            kib = atof(line + strlen(key));
    if (file)
        fclose(file);
    return kib / 1024;
}

/* The peak starts again from what is resident now. */
static void forget_peak(void) {
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) {
        fputs("5", file);
        fclose(file);
    }
}

/* ---- one run ---- */

static outcome run_here(const problem *data, const struct method *method) {
    enum { FEW = 50, COLUMNS = 11 };
    double few[FEW * COLUMNS];
    outcome out = {0};
    for (int64_t j = 0; j < COLUMNS; j++)
        memcpy(few + FEW * j, data->A + j * data->n, FEW * sizeof *few);
    method->run(&out, &(problem){FEW, COLUMNS - 1, few}, method->name);
    out = (outcome){0};
    malloc_trim(0); /* what that run freed counts again */
    forget_peak();
    double before = status_mib("VmRSS:");
    method->run(&out, data, method->name);
    out.mib = status_mib("VmHWM:") - before;
    return out;
}

outcome run_apart(const problem *data, const struct method *method) {
    outcome out = {0};
    int ends[2];
    if (pipe(ends) != 0)
        stop("no pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        stop("no process");
    if (child == 0) {
        out = run_here(data, method);
        ssize_t sent = write(ends[1], &out, sizeof out);
        _exit(sent == (ssize_t)sizeof out ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &out, sizeof out) != (ssize_t)sizeof out) {
        out.failed = 1;
        snprintf(out.note, sizeof out.note, "the process ended early");
    }
    close(ends[0]);
    waitpid(child, NULL, 0);
    return out;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}
