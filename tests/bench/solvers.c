/* solvers.c - seconds and memory of the classical solvers beside LAPACK's own, and of 1,000 steps
 * of gradient descent.
 *
 *   solvers [rows = 1000000] [runs = 5]
 *
 * A = [X y] is rows-by-(p + 1), column-major, for p = 10 and 100, of uniform numbers.  Every run is
 * a process of its own, forked when the data are there, and the methods take turns, so that what
 * disturbs the machine disturbs all of them.  Seconds are wall time, the median of the runs: of the
 * rivals without the copy that they destroy, of ours with whatever they copy.  Memory is what the
 * process needed beyond the data, that copy included: peak of the resident set, by the kernel.  The
 * bars are for 1,000,000 rows: 100,000 of 10 columns are at home in the processor's cache.
 *
 * OpenBLAS runs on one thread with the widest kernels the processor has; Debian's 0.3.21 does not
 * find them on every processor by itself.  OPENBLAS_CORETYPE in the environment has precedence.
 *
 * SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cblas.h>
#include <lapacke.h>
#include <lsq.h>

enum { MAX_RUNS = 25, STEPS = 1000, STEP_ROWS = 10000, BAR_ROWS = 1000000 };

typedef struct problem {
    int64_t n, p;
    double *A; /* n-by-(p + 1), y last */
} problem;

typedef struct outcome {
    double seconds, mib;
    int64_t steps;
    int failed;
    char note[200];
} outcome;

static struct {
    __typeof__(LAPACKE_dgels) *dgels;
    __typeof__(LAPACKE_dgelsy) *dgelsy;
    __typeof__(cblas_dsyrk) *dsyrk;
} blas;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void stop(const char *what) {
    fprintf(stderr, "solvers: %s\n", what);
    exit(1);
}

static void *get(size_t count, size_t size) {
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

/* ---- the rivals: seconds, or a negative number ---- */

static double *copy_of(const problem *data) {
    size_t bytes = (size_t)(data->n * (data->p + 1)) * sizeof(double);
    double *copy = get(bytes, 1);
    return memcpy(copy, data->A, bytes);
}

static double run_dgels(const problem *data) {
    double *copy = copy_of(data), start = now();
    lapack_int n = (lapack_int)data->n, p = (lapack_int)data->p;
    lapack_int info =
        blas.dgels(LAPACK_COL_MAJOR, 'N', n, p, 1, copy, n, copy + data->n * data->p, n);
    double seconds = now() - start;
    free(copy);
    return info == 0 ? seconds : -1;
}

static double run_dgelsy(const problem *data) {
    double *copy = copy_of(data);
    lapack_int n = (lapack_int)data->n, p = (lapack_int)data->p, rank = 0;
    lapack_int *pivots = get((size_t)p, sizeof *pivots);
    double start = now();
    lapack_int info = blas.dgelsy(LAPACK_COL_MAJOR, n, p, 1, copy, n, copy + data->n * data->p, n,
                                  pivots, (double)n * 0x1p-52, &rank);
    double seconds = now() - start;
    free(pivots);
    free(copy);
    return info == 0 && rank == p ? seconds : -1;
}

/* A'A, which holds X'X and X'y: what any method on the normal equations does at least. */
static double run_dsyrk(const problem *data) {
    blasint k = (blasint)data->p + 1, n = (blasint)data->n;
    double *G = get((size_t)k * (size_t)k, sizeof *G), start = now();
    blas.dsyrk(CblasColMajor, CblasUpper, CblasTrans, k, n, 1, data->A, n, 0, G, k);
    double seconds = now() - start;
    free(G);
    return seconds;
}

/* ---- ours ---- */

static void run_ours(outcome *out, const problem *data, const char *method) {
    lsq_solver *solver = NULL;
    const lsq_answer *answer = NULL;
    lsq_error error = {0};
    lsq_doubles X = {data->A, data->n, data->p, 1, data->n};
    lsq_doubles Y = {data->A + data->n * data->p, data->n, 1, 1, data->n};
    double start = now();
    out->failed = lsq_solver_new(&solver, method, data->p, 1, NULL, &error) != LSQ_OK ||
                  lsq_solver_add(solver, X, Y, &error) != LSQ_OK ||
                  lsq_solver_solve(solver, &answer, &error) != LSQ_OK;
    out->seconds = now() - start;
    lsq_solver_free(solver);
    if (out->failed)
        snprintf(out->note, sizeof out->note, "%.199s", error.message);
}

/* STEPS steps of gd on X'X, whose making is not measured; the tolerance is never met. */
static void run_steps(outcome *out, const problem *data) {
    lsq_solver_options options = {
        .struct_size = sizeof options, .tolerance = 1e-300, .most_steps = STEPS};
    lsq_solver *solver = NULL;
    const lsq_answer *answer = NULL;
    lsq_error error = {0};
    lsq_doubles X = {data->A, data->n, data->p, 1, data->n};
    lsq_doubles Y = {data->A + data->n * data->p, data->n, 1, 1, data->n};
    out->failed = lsq_solver_new(&solver, "gd", data->p, 1, &options, &error) != LSQ_OK ||
                  lsq_solver_add(solver, X, Y, &error) != LSQ_OK;
    double start = now();
    out->failed = out->failed || lsq_solver_solve(solver, &answer, &error) != LSQ_OK;
    out->seconds = now() - start;
    out->steps = answer ? answer->steps : 0;
    lsq_solver_free(solver);
    if (out->failed)
        snprintf(out->note, sizeof out->note, "%.199s", error.message);
}

/* ---- one run ---- */

static const struct method {
    const char *label, *ours;                /* the name of one of ours, or NULL */
    double (*rival)(const problem *problem); /* or a rival */
} methods[] = {{"LAPACKE_dgels", NULL, run_dgels},        {"LAPACKE_dgelsy", NULL, run_dgelsy},
               {"lsq qr, refined", "qr", NULL},           {"lsq tsqr", "tsqr", NULL},
               {"lsq pivoted-qr", "pivoted-qr", NULL},    {"lsq svd", "svd", NULL},
               {"cblas_dsyrk of [X y]", NULL, run_dsyrk}, {"lsq cholesky", "cholesky", NULL}};
enum { DGELS = 0, TSQR = 3, DSYRK = 6, CHOLESKY = 7, METHODS = sizeof methods / sizeof *methods };

static void run_method(outcome *out, const problem *data, const struct method *method) {
    if (!method) {
        run_steps(out, data);
    } else if (method->ours) {
        run_ours(out, data, method->ours);
    } else {
        out->seconds = method->rival(data);
        out->failed = out->seconds < 0;
        if (out->failed)
            snprintf(out->note, sizeof out->note, "LAPACK refuses");
    }
}

/* In a child of its own, after a run on 50 rows that brings in the code; method NULL: the steps. */
static outcome run_apart(const problem *data, const struct method *method) {
    outcome out = {0};
    int ends[2];
    if (pipe(ends) != 0)
        stop("no pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        stop("no process");
    if (child == 0) {
        double few[50 * 11];
        for (int64_t j = 0; j < 11; j++)
            memcpy(few + 50 * j, data->A + j * data->n, 50 * sizeof *few);
        run_method(&out, &(problem){50, 10, few}, method);
        out = (outcome){0};
        malloc_trim(0); /* what that run freed counts again */
        forget_peak();
        double before = status_mib("VmRSS:");
        run_method(&out, data, method);
        out.mib = status_mib("VmHWM:") - before;
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

/* ---- tables ---- */

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static double uniform(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (double)(z >> 11) * 0x1p-52 - 1; /* splitmix64 in [-1, 1) */
}

/* X uniform, y the sum of its columns and noise. */
static problem make(int64_t n, int64_t p) {
    problem data = {n, p, get((size_t)(n * (p + 1)), sizeof *data.A)};
    uint64_t state = (uint64_t)p;
    double *y = data.A + n * p;
    for (int64_t j = 0; j < p; j++)
        for (int64_t i = 0; i < n; i++)
            y[i] += data.A[i + j * n] = uniform(&state);
    for (int64_t i = 0; i < n; i++)
        y[i] += uniform(&state);
    return data;
}

static void tell_bar(const char *what, double value, double bar, int at_least) {
    int met = at_least ? value >= bar : value <= bar;
    printf("  %s: %.2f, wanted %s %.1f: %s\n", what, value, at_least ? "at least" : "at most", bar,
           met ? "met" : "NOT MET");
}

static void table(int64_t n, int64_t p, int runs) {
    double seconds[METHODS][MAX_RUNS], mib[METHODS] = {0}, middle[METHODS];
    outcome last[METHODS];
    problem data = make(n, p);
    for (int run = 0; run < runs; run++)
        for (int k = 0; k < METHODS; k++) {
            last[k] = run_apart(&data, &methods[k]);
            seconds[k][run] = last[k].seconds;
            mib[k] = last[k].mib > mib[k] ? last[k].mib : mib[k];
        }
    free(data.A);
    printf("%lld rows, %lld columns, one response: median of %d runs in turn\n", (long long)n,
           (long long)p, runs);
    printf("  %-22s %9s %18s %12s\n", "", "seconds", "seconds of dgels /", "peak MiB");
    for (int k = 0; k < METHODS; k++) {
        middle[k] = median(seconds[k], runs);
        if (last[k].failed)
            printf("  %-22s %s\n", methods[k].label, last[k].note);
        else
            printf("  %-22s %9.3f %18.2f %12.1f\n", methods[k].label, middle[k],
                   middle[DGELS] / middle[k], mib[k]);
    }
    if (n < BAR_ROWS)
        return;
    if (!last[TSQR].failed && !last[DGELS].failed)
        tell_bar("dgels / tsqr", middle[DGELS] / middle[TSQR], 2, 1);
    if (!last[CHOLESKY].failed)
        tell_bar("cholesky / dsyrk", middle[CHOLESKY] / middle[DSYRK], 1.2, 0);
}

static void steps_table(int runs) {
    double milliseconds[MAX_RUNS];
    outcome last = {0};
    problem data = make(STEP_ROWS, 100);
    for (int64_t j = 0; j < data.p; j++) /* cond(X'X) near 1e4: far from the end after the steps */
        for (int64_t i = 0; i < data.n; i++)
            data.A[i + j * data.n] /= (double)(j + 1);
    for (int run = 0; run < runs; run++) {
        last = run_apart(&data, NULL);
        milliseconds[run] = 1000 * last.seconds;
    }
    free(data.A);
    printf("gradient descent on X'X, 100 columns\n");
    if (last.failed || last.steps != STEPS)
        printf("  after %lld steps: %s\n", (long long)last.steps, last.note);
    else
        tell_bar("milliseconds of 1000 steps", median(milliseconds, runs), 10, 0);
}

/* ---- BLAS ---- */

/* Before anything of OpenBLAS is loaded, which reads its environment only then. */
static void choose_kernels(void) {
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd"))
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        setenv("OPENBLAS_CORETYPE", "Haswell", 0);
#endif
}

static void load(void) {
    void *library = dlopen("liblapacke.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        stop("liblapacke.so.3 cannot be loaded: apt-get install liblapacke libopenblas0");
    *(void **)&blas.dgels = dlsym(library, "LAPACKE_dgels");
    *(void **)&blas.dgelsy = dlsym(library, "LAPACKE_dgelsy");
    *(void **)&blas.dsyrk = dlsym(library, "cblas_dsyrk");
    if (!blas.dgels || !blas.dgelsy || !blas.dsyrk)
        stop("liblapacke.so.3 lacks a function");
}

static int64_t argument(int argc, char **argv, int i, int64_t fallback, int64_t low, int64_t high) {
    if (i >= argc)
        return fallback;
    char *end;
    long long value = strtoll(argv[i], &end, 10);
    if (*end || value < low || value > high)
        stop("usage: solvers [rows, 1000 to 20000000] [runs, 1 to 25]");
    return value;
}

int main(int argc, char **argv) {
    int64_t rows = argument(argc, argv, 1, 1000000, 1000, 20000000);
    int runs = (int)argument(argc, argv, 2, 5, 1, MAX_RUNS);
    char text[512];
    lsq_error error = {0};
    choose_kernels();
    load();
    printf("%s\n", lsq_blas(text, sizeof text, &error) == LSQ_OK ? text : error.message);
    table(rows, 10, runs);
    table(rows, 100, runs);
    steps_table(runs);
    return 0;
}
