/* solvers.c - least squares of doubles in memory: the exact solver and the classical ones beside
 * LAPACK's own, and 1,000 steps of gradient descent.
 *
 *   solvers [rows = 1000000] [runs = 5] [threads = 1]
 *
 * A = [X y] is rows-by-(p + 1), column-major, for p = 10 and 100, of normal numbers, whose 53 bits
 * stand at many scales.  Every run is a process of its own, and the methods take turns, so that
 * what disturbs the machine disturbs all of them.  Seconds are wall time, the median of the runs:
 * of the rivals without the copy that they destroy, of ours with whatever they copy.  The exact
 * solver and its rivals have `threads`, the classical ones one.  Digits are those of the worst
 * coefficient beside the exact solution.  The bars are for 1,000,000 rows: 100,000 of 10 columns
 * are at home in the processor's cache.
 *
 * OpenBLAS runs with the widest kernels the processor has; Debian's 0.3.21 does not find them on
 * every processor by itself.  OPENBLAS_CORETYPE in the environment has precedence.
 *
 * SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>
#include <lsq.h>

#include "apart.h"

enum { MAX_RUNS = 25, STEPS = 1000, STEP_ROWS = 10000, BAR_ROWS = 1000000 };

static struct {
    __typeof__(LAPACKE_dgels) *dgels;
    __typeof__(LAPACKE_dgelsy) *dgelsy;
    __typeof__(LAPACKE_dposv) *dposv;
    __typeof__(cblas_dsyrk) *dsyrk;
    void (*set_threads)(int);
} blas;

static int threads_of_exact;

/* ---- the rivals ---- */

static double *copy_of(const problem *data) {
    size_t bytes = (size_t)(data->n * (data->p + 1)) * sizeof(double);
    double *copy = get(bytes, 1);
    return memcpy(copy, data->A, bytes);
}

/* What LAPACK returned, its coefficients and the time since the start. */
static void take(outcome *out, lapack_int info, const double *B, int64_t p, double start) {
    out->seconds = seconds_now() - start;
    out->failed = info != 0;
    if (info)
        snprintf(out->note, sizeof out->note, "LAPACK refuses");
    else
        memcpy(out->B, B, (size_t)p * sizeof *B);
}

static void run_dgels(outcome *out, const problem *data, const char *name) {
    (void)name;
    double *copy = copy_of(data), *y = copy + data->n * data->p, start = seconds_now();
    lapack_int n = (lapack_int)data->n, p = (lapack_int)data->p;
    take(out, blas.dgels(LAPACK_COL_MAJOR, 'N', n, p, 1, copy, n, y, n), y, data->p, start);
    free(copy);
}

static void run_dgelsy(outcome *out, const problem *data, const char *name) {
    (void)name;
    double *copy = copy_of(data), *y = copy + data->n * data->p;
    lapack_int n = (lapack_int)data->n, p = (lapack_int)data->p, rank = 0;
    lapack_int *pivots = get((size_t)p, sizeof *pivots);
    double start = seconds_now();
    lapack_int info =
        blas.dgelsy(LAPACK_COL_MAJOR, n, p, 1, copy, n, y, n, pivots, (double)n * 0x1p-52, &rank);
    take(out, info ? info : rank - p, y, data->p, start);
    free(pivots);
    free(copy);
}

/* G = A'A, which holds X'X and X'y: what any method on the normal equations does at least. */
static double *gram(const problem *data) {
    blasint k = (blasint)data->p + 1, n = (blasint)data->n;
    double *G = get((size_t)k * (size_t)k, sizeof *G);
    blas.dsyrk(CblasColMajor, CblasUpper, CblasTrans, k, n, 1, data->A, n, 0, G, k);
    return G;
}

static void run_dsyrk(outcome *out, const problem *data, const char *name) {
    (void)name;
    double start = seconds_now();
    free(gram(data));
    out->seconds = seconds_now() - start;
}

static void run_dposv(outcome *out, const problem *data, const char *name) {
    (void)name;
    lapack_int p = (lapack_int)data->p, k = p + 1;
    double start = seconds_now(), *G = gram(data), *b = G + (int64_t)k * p;
    take(out, blas.dposv(LAPACK_COL_MAJOR, 'U', p, 1, G, k, b, k), b, data->p, start);
    free(G);
}

/* ---- ours ---- */

static lsq_doubles X_of(const problem *data) {
    return (lsq_doubles){data->A, data->n, data->p, 1, data->n};
}

static lsq_doubles y_of(const problem *data) {
    return (lsq_doubles){data->A + data->n * data->p, data->n, 1, 1, data->n};
}

static void run_exact(outcome *out, const problem *data, const char *name) {
    (void)name;
    lsq_fit_options options = {
        .struct_size = sizeof options, .formula = "y ~ . - 1", .threads = threads_of_exact};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    double start = seconds_now();
    out->failed = lsq_fit_doubles(&fit, X_of(data), y_of(data), &options, &error) != LSQ_OK;
    for (int64_t j = 0; j < data->p && !out->failed; j++)
        out->B[j] = lsq_fit_value(fit, LSQ_ESTIMATE, 0, j);
    out->seconds = seconds_now() - start;
    lsq_fit_free(fit);
    if (out->failed)
        snprintf(out->note, sizeof out->note, "%.199s", error.message);
}

static void run_ours(outcome *out, const problem *data, const char *name) {
    lsq_solver *solver = NULL;
    const lsq_answer *answer = NULL;
    lsq_error error = {0};
    double start = seconds_now();
    out->failed = lsq_solver_new(&solver, name, data->p, 1, NULL, &error) != LSQ_OK ||
                  lsq_solver_add(solver, X_of(data), y_of(data), &error) != LSQ_OK ||
                  lsq_solver_solve(solver, &answer, &error) != LSQ_OK;
    out->seconds = seconds_now() - start;
    if (!out->failed)
        memcpy(out->B, answer->B, (size_t)data->p * sizeof *answer->B);
    lsq_solver_free(solver);
    if (out->failed)
        snprintf(out->note, sizeof out->note, "%.199s", error.message);
}

/* STEPS steps of gd on X'X, whose making is not measured; the tolerance is never met. */
static void run_steps(outcome *out, const problem *data, const char *name) {
    lsq_solver_options options = {
        .struct_size = sizeof options, .tolerance = 1e-300, .most_steps = STEPS};
    lsq_solver *solver = NULL;
    const lsq_answer *answer = NULL;
    lsq_error error = {0};
    out->failed = lsq_solver_new(&solver, name, data->p, 1, &options, &error) != LSQ_OK ||
                  lsq_solver_add(solver, X_of(data), y_of(data), &error) != LSQ_OK;
    double start = seconds_now();
    out->failed = out->failed || lsq_solver_solve(solver, &answer, &error) != LSQ_OK;
    out->seconds = seconds_now() - start;
    out->steps = answer ? answer->steps : 0;
    lsq_solver_free(solver);
    if (out->failed)
        snprintf(out->note, sizeof out->note, "%.199s", error.message);
}

/* ---- tables ---- */

/* In the order of the tables; those with threads first. */
enum {
    EXACT,
    DGELS,
    DGELSY,
    DPOSV,
    THREADED,
    QR = THREADED,
    TSQR,
    PIVOTED,
    SVD,
    DSYRK,
    CHOLESKY,
    METHODS
};
static const struct method methods[METHODS] = {
    [EXACT] = {"lsq_fit_doubles", run_exact, NULL},
    [DGELS] = {"LAPACKE_dgels", run_dgels, NULL},
    [DGELSY] = {"LAPACKE_dgelsy", run_dgelsy, NULL},
    [DPOSV] = {"cblas_dsyrk, LAPACKE_dposv", run_dposv, NULL},
    [QR] = {"lsq qr, refined", run_ours, "qr"},
    [TSQR] = {"lsq tsqr", run_ours, "tsqr"},
    [PIVOTED] = {"lsq pivoted-qr", run_ours, "pivoted-qr"},
    [SVD] = {"lsq svd", run_ours, "svd"},
    [DSYRK] = {"cblas_dsyrk of [X y]", run_dsyrk, NULL},
    [CHOLESKY] = {"lsq cholesky", run_ours, "cholesky"},
};

/* splitmix64 in (0, 1) */
static double uniform(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t *state) {
    double radius = sqrt(-2 * log(uniform(state)));
    return radius * cos(6.283185307179586 * uniform(state)); /* Box and Muller, 1958 */
}

/* X normal, y the sum of its columns and noise. */
static problem make(int64_t n, int64_t p) {
    problem data = {n, p, get((size_t)(n * (p + 1)), sizeof *data.A)};
    uint64_t state = (uint64_t)p;
    double *y = data.A + n * p;
    for (int64_t j = 0; j < p; j++)
        for (int64_t i = 0; i < n; i++)
            y[i] += data.A[i + j * n] = normal(&state);
    for (int64_t i = 0; i < n; i++)
        y[i] += normal(&state);
    return data;
}

/* As the lines of bench. */
static void tell_bar(const char *what, double value, const char *relation, double bar) {
    int met = strcmp(relation, ">=") == 0  ? value >= bar
              : strcmp(relation, "<") == 0 ? value < bar
                                           : value <= bar;
    printf("%-62s %8.2f   wanted %2s %6g   %s\n", what, value, relation, bar,
           met ? "met" : "NOT MET");
}

/* Right digits of the worst coefficient: "all" where every one is the exact solution's double. */
static void put_digits(char *text, size_t size, const outcome *out, const outcome *exact,
                       int64_t p) {
    double worst = 0;
    for (int64_t j = 0; j < p; j++)
        worst = fmax(worst, fabs(out->B[j] - exact->B[j]) / fabs(exact->B[j]));
    if (worst > 0)
        snprintf(text, size, "%.1f", -log10(worst));
    else
        snprintf(text, size, "all");
}

/* A row of the table; seconds are sorted, `first` is the median of the exact solver. */
static void tell(const outcome *out, const outcome *exact, const struct method *method,
                 const problem *data, const double *seconds, int runs, double middle,
                 double first) {
    char digits[16] = "";
    char spread[16] = "one run";
    double bytes = 8 * (double)data->n * (double)(data->p + 1);
    if (out->failed) {
        printf("%-34s failed: %s\n", method->label, out->note);
        return;
    }
    if (method->run != run_dsyrk && !exact->failed) /* which has no coefficients */
        put_digits(digits, sizeof digits, out, exact, data->p);
    if (runs > 1)
        snprintf(spread, sizeof spread, "%.0f %%", 100 * (seconds[runs - 1] - seconds[0]) / middle);
    printf("%-34s %10.*f %8s %8.2f %10.1f %10.2f %8s\n", method->label, middle < 0.1 ? 5 : 3,
           middle, spread, bytes / middle / 1e9, out->mib, middle / first, digits);
}

/* The first `count` methods in turn; middle[k] = the median of method k, 0 where it failed. */
static void table(double *middle, const problem *data, int count, int runs) {
    double seconds[METHODS][MAX_RUNS], mib[METHODS] = {0};
    outcome last[METHODS];
    for (int run = 0; run < runs; run++)
        for (int k = 0; k < count; k++) {
            last[k] = run_apart(data, &methods[k]);
            seconds[k][run] = last[k].seconds;
            mib[k] = fmax(mib[k], last[k].mib);
        }
    printf("%-34s %10s %8s %8s %10s %10s %8s\n", "", "seconds", "spread", "GB/s", "peak MiB",
           "times lsq", "digits");
    for (int k = 0; k < count; k++) {
        middle[k] = last[k].failed ? 0 : median(seconds[k], runs);
        last[k].mib = mib[k];
        tell(&last[k], &last[EXACT], &methods[k], data, seconds[k], runs, middle[k], middle[EXACT]);
    }
    printf("\n");
}

/* The bar of a / b, if these are times of many rows. */
static void tell_ratio(const char *title, const char *what, const problem *data, double a, double b,
                       const char *relation, double bar) {
    char line[80];
    snprintf(line, sizeof line, "%s  %s", title, what);
    if (data->n >= BAR_ROWS && a > 0 && b > 0)
        tell_bar(line, a / b, relation, bar);
}

/* The exact solver on all threads, then everybody on one. */
static void tables(const char *title, int64_t p, int64_t n, int runs, const char *relation) {
    const int all = threads_of_exact;
    double many[METHODS], one[METHODS];
    problem data = make(n, p);
    printf("%s  %lld rows x %lld doubles in memory, no intercept, %d thread%s\n", title,
           (long long)n, (long long)p, all, all == 1 ? "" : "s");
    blas.set_threads(all);
    table(many, &data, THREADED, runs);
    printf("%s  the same and the classical solvers, 1 thread\n", title);
    blas.set_threads(threads_of_exact = 1);
    table(one, &data, METHODS, runs);
    threads_of_exact = all;
    tell_ratio(title, "lsq_fit_doubles / dgels", &data, many[EXACT], many[DGELS], relation, 1);
    tell_ratio(title, "lsq_fit_doubles / dgels, 1 thread", &data, one[EXACT], one[DGELS], relation,
               1);
    tell_ratio(title, "dgels / tsqr, 1 thread", &data, one[DGELS], one[TSQR], ">=", 2);
    tell_ratio(title, "cholesky / dsyrk, 1 thread", &data, one[CHOLESKY], one[DSYRK], "<=", 1.2);
    free(data.A);
}

static void steps_table(int runs) {
    static const struct method steps = {"gd", run_steps, "gd"};
    double milliseconds[MAX_RUNS];
    outcome last = {0};
    problem data = make(STEP_ROWS, MOST_COLUMNS);
    for (int64_t j = 0; j < data.p; j++) /* cond(X'X) near 1e4: far from the end after the steps */
        for (int64_t i = 0; i < data.n; i++)
            data.A[i + j * data.n] /= (double)(j + 1);
    for (int run = 0; run < runs; run++) {
        last = run_apart(&data, &steps);
        milliseconds[run] = 1000 * last.seconds;
    }
    free(data.A);
    if (last.failed || last.steps != STEPS)
        printf("gd failed after %lld steps: %s\n", (long long)last.steps, last.note);
    else
        tell_bar("gd  milliseconds of 1000 steps on X'X of 100 columns", median(milliseconds, runs),
                 "<=", 10);
}

/* ---- BLAS ---- */

/* Before anything of OpenBLAS is loaded, which reads its environment only then. */
static void choose_kernels(void) {
    char most[16];
    snprintf(most, sizeof most, "%d", threads_of_exact);
    setenv("OPENBLAS_NUM_THREADS", most, 1);
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

static void keep_threads(int threads) {
    (void)threads;
}

static void load(void) {
    void *library = dlopen("liblapacke.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        stop("liblapacke.so.3 cannot be loaded: apt-get install liblapacke libopenblas0");
    *(void **)&blas.dgels = dlsym(library, "LAPACKE_dgels");
    *(void **)&blas.dgelsy = dlsym(library, "LAPACKE_dgelsy");
    *(void **)&blas.dposv = dlsym(library, "LAPACKE_dposv");
    *(void **)&blas.dsyrk = dlsym(library, "cblas_dsyrk");
    *(void **)&blas.set_threads = dlsym(library, "openblas_set_num_threads");
    if (!blas.dgels || !blas.dgelsy || !blas.dposv || !blas.dsyrk)
        stop("liblapacke.so.3 lacks a function");
    if (!blas.set_threads) /* another BLAS has its own mind */
        blas.set_threads = keep_threads;
}

static int64_t argument(int argc, char **argv, int i, int64_t fallback, int64_t low, int64_t high) {
    if (i >= argc)
        return fallback;
    char *end;
    long long value = strtoll(argv[i], &end, 10);
    if (*end || value < low || value > high)
        stop("usage: solvers [rows, 1000 to 20000000] [runs, 1 to 25] [threads, 1 to 1024]");
    return value;
}

int main(int argc, char **argv) {
    int64_t rows = argument(argc, argv, 1, BAR_ROWS, 1000, 20000000);
    int runs = (int)argument(argc, argv, 2, 5, 1, MAX_RUNS);
    threads_of_exact = (int)argument(argc, argv, 3, 1, 1, 1024);
    char text[512];
    lsq_error error = {0};
    choose_kernels();
    load();
    printf("%s\n\n", lsq_blas(text, sizeof text, &error) ? error.message : text);
    tables("M1", 10, rows, runs, "<");
    tables("M2", MOST_COLUMNS, rows, runs, "<=");
    steps_table(runs);
    return 0;
}
