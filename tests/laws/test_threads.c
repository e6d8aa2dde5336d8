/* Threads that solve at once, each with handles of its own, get what one gets alone, bit by bit:
 * all classical methods, fits by them and the exact fit.
 *
 * Under ThreadSanitizer it also shows that they share nothing.  The threads come first: it is they
 * who load BLAS and LAPACK, several at once, and who loads OpenBLAS pins it to one core before
 * anybody computes, or the first products would sum in another order.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"

enum { THREADS = 4, METHODS = 12, N = 300, P = 4, Q = 2, BLOCK = 70, PER_METHOD = 64 };

/* What one thread does, and what it gets: no check may fail in there, so statuses are kept. */
typedef struct work {
    const double *X, *Y; /* N-by-P, N-by-Q */
    const char *csv;
    pthread_barrier_t *start; /* NULL: alone */
    lsq_status status;
    double solved[METHODS][PER_METHOD], fitted[METHODS + 1][3 * (P + 1)], inverse[P * N];
    char notes[METHODS][512];
} work;

static lsq_status add_rows(lsq_solver *solver, const work *w) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < N && !status; i += BLOCK) {
        int64_t m = N - i < BLOCK ? N - i : BLOCK;
        status = lsq_solver_add(solver, (lsq_doubles){w->X + i, m, P, 1, N},
                                (lsq_doubles){w->Y + i, m, Q, 1, N}, NULL);
    }
    return status;
}

static lsq_status solve_by(work *w, int k) {
    lsq_solver *solver = NULL;
    const lsq_answer *a = NULL;
    double *to = w->solved[k];
    lsq_status status = lsq_solver_new(&solver, lsq_method_name(k), P, Q, NULL, NULL);
    if (!status)
        status = add_rows(solver, w);
    if (!status)
        status = lsq_solver_solve(solver, &a, NULL);
    if (!status) {
        memcpy(to, a->B, P * Q * sizeof *to);
        memcpy(to + P * Q, a->C, P * P * sizeof *to);
        memcpy(to + P * Q + P * P, a->rss, Q * sizeof *to);
        to[PER_METHOD - 1] = a->rcond;
        to[PER_METHOD - 2] = (double)a->steps;
        to[PER_METHOD - 3] = a->steps < 0 ? 0 : a->error_bound;
        snprintf(w->notes[k], sizeof w->notes[k], "%s", a->note);
    }
    lsq_solver_free(solver);
    return status;
}

/* k = METHODS: the exact fit */
static lsq_status fit_by(work *w, int k) {
    if (k == METHODS - 1)
        return LSQ_OK; /* sgd stays short of its tolerance, which is no fit */
    lsq_fit_options o = {.struct_size = sizeof o,
                         .solver = k < METHODS ? lsq_method_name(k) : "exact"};
    lsq_fit *fit = NULL;
    lsq_status status = lsq_fit_buffer(&fit, w->csv, strlen(w->csv), &o, NULL);
    for (int64_t j = 0; j <= P && !status; j++) {
        w->fitted[k][3 * j] = lsq_fit_value(fit, LSQ_ESTIMATE, 0, j);
        w->fitted[k][3 * j + 1] = lsq_fit_value(fit, LSQ_STD_ERROR, 0, j);
        w->fitted[k][3 * j + 2] = lsq_fit_value(fit, LSQ_P, 0, j);
    }
    lsq_fit_free(fit);
    return status;
}

/* Every thread begins with another method, so that different ones meet. */
static void run(work *w, int first) {
    for (int i = 0; i < METHODS && !w->status; i++)
        w->status = solve_by(w, (first + i) % METHODS);
    for (int i = 0; i <= METHODS && !w->status; i++)
        w->status = fit_by(w, (first + i) % (METHODS + 1));
    if (!w->status)
        w->status = lsq_pseudoinverse(w->inverse, NULL, (lsq_doubles){w->X, N, P, 1, N}, 0, NULL);
}

typedef struct start {
    work *w;
    int first;
} start;

static void *run_thread(void *context) {
    start *s = context;
    pthread_barrier_wait(s->w->start);
    run(s->w, s->first);
    lsq_thread_end();
    return NULL;
}

/* X, Y and a table of them with six decimals, x1 ... xP and y. */
static void draw(double *X, double *Y, char *csv, size_t size) {
    uint64_t seed = 20;
    size_t used = (size_t)snprintf(csv, size, "x1,x2,x3,x4,y\n");
    for (int64_t i = 0; i < N; i++) {
        for (int64_t j = 0; j < P; j++)
            X[i + j * N] = random_double(&seed);
        for (int64_t r = 0; r < Q; r++)
            Y[i + r * N] = random_double(&seed);
        for (int64_t j = 0; j < P; j++)
            used += (size_t)snprintf(csv + used, size - used, "%.6f,", X[i + j * N]);
        used += (size_t)snprintf(csv + used, size - used, "%.6f\n", Y[i]);
    }
    assert_true(used < size);
}

static void check_work(const work *got, const work *want) {
    assert_int_equal(got->status, LSQ_OK);
    assert_memory_equal(got->solved, want->solved, sizeof got->solved);
    assert_memory_equal(got->fitted, want->fitted, sizeof got->fitted);
    assert_memory_equal(got->inverse, want->inverse, sizeof got->inverse);
    for (int k = 0; k < METHODS; k++)
        check_text(got->notes[k], want->notes[k]);
}

static void threads_that_solve_at_once_get_the_bits_of_one_alone(void **state) {
    (void)state;
    static double X[N * P], Y[N * Q];
    static char csv[N * (P + 1) * 12];
    static work all[THREADS], alone;
    pthread_t thread[THREADS];
    start starts[THREADS];
    pthread_barrier_t barrier;
    assert_int_equal(lsq_methods(), METHODS);
    draw(X, Y, csv, sizeof csv);
    assert_int_equal(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    for (int k = 0; k < THREADS; k++) {
        all[k] = (work){.X = X, .Y = Y, .csv = csv, .start = &barrier};
        starts[k] = (start){&all[k], 2 * k};
        assert_int_equal(pthread_create(&thread[k], NULL, run_thread, &starts[k]), 0);
    }
    for (int k = 0; k < THREADS; k++)
        assert_int_equal(pthread_join(thread[k], NULL), 0);
    pthread_barrier_destroy(&barrier);
    alone = (work){.X = X, .Y = Y, .csv = csv};
    run(&alone, 0);
    assert_int_equal(alone.status, LSQ_OK);
    for (int k = 0; k < THREADS; k++)
        check_work(&all[k], &alone);
}

/* So that the test above does not compare zeros.  The columns are random, with a condition number
 * below 2, so that the descents' relative gradient of 1e-10 leaves an error of 4e-10 of B at most,
 * and the other methods one of rounding; sgd, the last, only comes near. */
static void what_one_gets_alone_is_a_solution(void **state) {
    (void)state;
    static double X[N * P], Y[N * Q];
    static char csv[N * (P + 1) * 12];
    static work alone;
    draw(X, Y, csv, sizeof csv);
    alone = (work){.X = X, .Y = Y, .csv = csv};
    run(&alone, 0);
    assert_int_equal(alone.status, LSQ_OK);
    assert_true(alone.solved[1][PER_METHOD - 1] > 0.5);
    check_text(lsq_method_name(METHODS - 1), "sgd");
    for (int j = 0; j < P * Q; j++)
        assert_true(fabs(alone.solved[METHODS - 1][j] - alone.solved[1][j]) < 1e-2);
    for (int k = 0; k < METHODS - 1; k++) {
        for (int j = 0; j < P * Q; j++)
            assert_true(fabs(alone.solved[k][j] - alone.solved[1][j]) < 1e-8);
        for (int j = 0; j < 3 * (P + 1); j++)
            assert_true(fabs(alone.fitted[k][j] - alone.fitted[METHODS][j]) < 1e-8);
    }
    for (int j = 0; j <= P; j++)
        assert_true(alone.fitted[METHODS][3 * j] != 0 && alone.fitted[METHODS][3 * j + 1] > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_that_solve_at_once_get_the_bits_of_one_alone),
        cmocka_unit_test(what_one_gets_alone_is_a_solution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
