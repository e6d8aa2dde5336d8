/* What all descents share: responses, rank, minimum norm, rounding, units.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"
#include "support/oracle.h"

#define U (DBL_EPSILON / 2)

/* The same iteration in exact arithmetic; well conditioned, an iterate is off by a small multiple
 * of n u |b| = 50 * 1.1e-16. */
static void rows_and_products_give_the_same_iterates(void **state) {
    (void)state;
    static const int64_t at[] = {1, 10, 100};
    enum { n = 50, p = 5, q = 2 };
    uint64_t seed = 11;
    double X[n * p], Y[n * q];
    for (int i = 0; i < n * p; i++)
        X[i] = random_double(&seed);
    for (int i = 0; i < n * q; i++)
        Y[i] = random_double(&seed);
    for (int m = 0; m < DESCENTS; m++)
        for (int i = 0; i < 3; i++) {
            lsq_solver_options options = {.most_steps = at[i], .tolerance = 1e-300};
            const char *method = descents[m];
            double *A = coefficients(method, X, Y, n, p, q, options);
            options.on_rows = 1;
            double *B = coefficients(method, X, Y, n, p, q, options);
            for (int j = 0; j < p * q; j++)
                check_within(A[j], B[j], 1e-12 * length(A, p * q));
            free(A);
            free(B);
        }
}

/* ---- several responses, rank, ends ---- */

static void each_response_descends_as_if_alone(void **state) {
    (void)state;
    enum { n = 30, p = 4, q = 3 };
    uint64_t seed = 3;
    double X[n * p], Y[n * q];
    for (int i = 0; i < n * p; i++)
        X[i] = random_double(&seed);
    for (int i = 0; i < n * q; i++)
        Y[i] = random_double(&seed) * (i / n == 1 ? 1000 : 1);
    for (int m = 0; m < DESCENTS; m++) {
        const char *method = descents[m];
        lsq_solver_options options = {.most_steps = 7, .tolerance = 1e-300};
        double *B = coefficients(method, X, Y, n, p, q, options);
        for (int r = 0; r < q; r++) {
            double *b = coefficients(method, X, Y + r * n, n, p, 1, options);
            for (int j = 0; j < p; j++) /* a small multiple of n u |b| as above */
                check_within(B[r * p + j], b[j], 1e-13 * length(b, p));
            free(b);
        }
        free(B);
    }
}

/* Its gradient is 0 from the first, which has no direction to search along. */
static void a_response_of_zeros_stays_where_it_is(void **state) {
    (void)state;
    static const double X[] = {2, 0, 0, 1}, Y[] = {1, 1, 0, 0};
    for (int m = 0; m < DESCENTS; m++) {
        lsq_solver *solver = solver_of(descents[m], X, Y, 2, 2, 2, (lsq_solver_options){0});
        const lsq_answer *a = answer_of(solver);
        check_within(a->B[0], 0.5, 1e-10);
        check_within(a->B[1], 1, 1e-9);
        check_same(a->B[2], 0);
        check_same(a->B[3], 0);
        check_same(a->rss[1], 0);
        lsq_solver_free(solver);
    }
}

/* |B - B*|_F <= |G|_F / mu for G in the row space, whatever lies behind; rounding adds n kappa^2 u
 * |B|, below 1e-12 here. */
static void check_against_oracle(const char *method, int on_rows, const double *X, const double *Y,
                                 int64_t n, int64_t p, int64_t q) {
    double rows[64], responses[64], *G = calloc((size_t)(p * q), sizeof *G);
    for (int64_t i = 0; i < n; i++) { /* the oracle's matrices go by rows */
        for (int64_t j = 0; j < p; j++)
            rows[i * p + j] = X[i + j * n];
        for (int64_t r = 0; r < q; r++)
            responses[i * q + r] = Y[i + r * n];
        for (int64_t r = 0; r < q; r++)
            for (int64_t j = 0; j < p; j++)
                G[r * p + j] += 2 * X[i + j * n] * Y[i + r * n];
    }
    oracle_matrix exact_X = oracle_matrix_doubles(n, p, rows);
    oracle_matrix exact_Y = oracle_matrix_doubles(n, q, responses);
    oracle *o = oracle_fit(&exact_X, &exact_Y);
    lsq_solver *solver = solver_of(method, X, Y, n, p, q, (lsq_solver_options){.on_rows = on_rows});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 1);
    assert_true(a->gradient <= 1e-10);
    assert_int_equal(a->rank, o->rank);
    assert_int_equal(a->minimum_norm, o->rank < p);
    if (isfinite(a->bound)) /* those foretold exactly, and bounds */
        assert_true((double)a->steps <= a->predicted + 2);
    assert_true((a->C == NULL) == (o->rank < p));
    assert_true((a->rcond > 0) == (o->rank == p));
    double within = a->gradient * length(G, p * q) / a->mu + 1e-12;
    for (int64_t j = 0; j < p; j++)
        for (int64_t r = 0; r < q; r++)
            check_within(a->B[j + r * p], mpq_get_d(*oracle_at(&o->min_norm, j, r)), within);
    for (int64_t r = 0; r < q; r++) /* f - f* <= L/2 |B - B*|^2, and rounding of y'y */
        check_within(a->rss[r], mpq_get_d(o->rss[r]), a->L * within * within + 1e-11);
    for (int64_t i = 0; i < p && a->C; i++)
        for (int64_t j = 0; j < p; j++) /* C is off by kappa^2 u |C| times a small multiple of n */
            check_within(a->C[i + j * p], mpq_get_d(*oracle_at(&o->inverse, i, j)), 1e-12);
    for (int64_t j = 0; j < p; j++)
        assert_int_equal(a->aliased[j], 0);
    lsq_solver_free(solver);
    oracle_free(o);
    oracle_matrix_free(&exact_X);
    oracle_matrix_free(&exact_Y);
    free(G);
}

static void full_and_deficient_matrices_go_to_the_exact_solution(void **state) {
    (void)state;
    static const double Y[] = {1, 2, -1, 0, 3, 5, 2, -2, 4, 0, 1, 1, -3, 2, 2, 7};
    static const double full[] = {1, 1, 1, 1, 1, 1, 1, 1, 2,  0, -1, 1,  3, -2, 0, 1,
                                  0, 1, 4, 1, 0, 2, 1, 0, -1, 2, 0,  -3, 1, 1,  2, 0};
    double deficient[32]; /* the third is the sum of the first two, the fourth twice the second */
    memcpy(deficient, full, sizeof full);
    for (int i = 0; i < 8; i++) {
        deficient[16 + i] = full[i] + full[8 + i];
        deficient[24 + i] = 2 * full[8 + i];
    }
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        const char *method = descents[kind / 2];
        check_against_oracle(method, kind % 2, full, Y, 8, 4, 2);
        check_against_oracle(method, kind % 2, deficient, Y, 8, 4, 2);
        check_against_oracle(method, kind % 2, full, Y, 3, 5, 2); /* fewer rows than columns */
    }
}

/* Long after convergence nothing has crept out of the row space: (1, 1, -1) is in the null space
 * of columns a, b, a + b.  A step adds at most a few u |c| / L there. */
static void thousands_of_steps_stay_in_the_row_space(void **state) {
    (void)state;
    uint64_t seed = 8;
    double X[20 * 3], y[20];
    for (int i = 0; i < 20; i++) {
        X[i] = random_double(&seed);
        X[20 + i] = random_double(&seed);
        X[40 + i] = X[i] + X[20 + i];
        y[i] = random_double(&seed);
    }
    for (int m = 0; m < DESCENTS; m++) {
        lsq_solver_options options = {.tolerance = 1e-18, .most_steps = 10000};
        lsq_solver *solver = solver_of(descents[m], X, y, 20, 3, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->rank, 2);
        check_within(a->B[0] + a->B[1] - a->B[2], 0, 10000 * 20 * U * length(a->B, 3));
        lsq_solver_free(solver);
    }
}

static void rounding_ends_a_descent_that_asks_for_too_much(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    task problem = consistent(4, all);
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        lsq_solver_options options = {.tolerance = 1e-18, .on_rows = kind % 2};
        lsq_solver *solver =
            solver_of(descents[kind / 2], problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 0);
        assert_true(a->steps < 2000); /* 1e-16 takes (1 - 1/16)^N: 570, and patience */
        assert_true(a->gradient < 1e-14);
        check_contains(a->note, "rounding level");
        for (int j = 0; j < P; j++)
            check_within(a->B[j], problem.b[j], 16 * 4 * N * U * length(problem.b, P));
        lsq_solver_free(solver);
    }
    prescribed_free(problem.A);
}

/* Columns of lengths 1000, 17 and 1 without a common row.  On so many rows the bound on rounding, 2
 * n u of the products, is 1e-8 of the first gradient, and momentum swings below it and up again,
 * for hundreds of steps without a new minimum, long before 1e-11. */
static void a_swing_is_not_taken_for_rounding(void **state) {
    (void)state;
    enum { n = 9000, p = 3 };
    static const double size[p] = {1000, 17, 1}, b[p] = {0, 1, 1e-3};
    static double X[n * p], y[n];
    for (int i = 0; i < n; i++) {
        X[i + i % p * n] = size[i % p] / sqrt(n / p);
        y[i] = X[i + i % p * n] * b[i % p];
    }
    for (int m = 0; m < 2; m++) {
        lsq_solver_options options = {.tolerance = 1e-11, .on_rows = 1};
        lsq_solver *solver = solver_of(m ? "nesterov" : "heavy-ball", X, y, n, p, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        check_within((double)a->steps, a->predicted, 0.01 * a->predicted);
        lsq_solver_free(solver);
    }
}

/* Powers of 2 scale every number of the iteration exactly, but for those of LAPACK, which may scale
 * its matrix by others.  The steps of bb follow from differences of gradients, and small changes
 * grow; cg has an RSS of 0 after 6 steps. */
static void huge_and_tiny_units_change_nothing(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        task problem = consistent(5, all);
        const char *method = descents[kind / 2];
        lsq_solver_options options = {.on_rows = kind % 2, .most_steps = kind / 2 < 4 ? 30 : 5};
        double *plain = coefficients(method, problem.A.X, problem.y, N, P, 1, options);
        for (int power = -480; power <= 480; power += 960) {
            double X[N * P], y[N];
            for (int i = 0; i < N * P; i++)
                X[i] = ldexp(problem.A.X[i], power);
            for (int i = 0; i < N; i++)
                y[i] = ldexp(problem.y[i], power);
            double *scaled = coefficients(method, X, y, N, P, 1, options);
            for (int j = 0; j < P; j++)
                check_within(scaled[j], plain[j], 1e-13 * length(plain, P));
            free(scaled);
        }
        free(plain);
        prescribed_free(problem.A);
    }
}

static lsq_status run(const char *step, const double *X, const double *y, int64_t n, int64_t p,
                      int on_rows, lsq_error *error) {
    lsq_solver_options options = {.step = step, .most_steps = 20, .on_rows = on_rows};
    lsq_solver *solver = solver_of("gd", X, y, n, p, 1, options);
    const lsq_answer *answer = NULL;
    lsq_status status = lsq_solver_solve(solver, &answer, error);
    assert_true((status == LSQ_OK) == (answer != NULL));
    lsq_solver_free(solver);
    return status;
}

static void products_beyond_the_range_are_refused(void **state) {
    (void)state;
    static const double X[] = {1e200, 1, 2, 3}, y[] = {1, 1};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_error error = {0};
        check_status(run("1/L", X, y, 2, 2, on_rows, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, on_rows ? "scale the columns" : "scale the column");
    }
}

/* M = 0.85e308 and c = 1.2e308 are doubles, 2c is none.  Heavy ball raises a gradient of 2e306 to 2
 * (1 + q) q^k k of that before it falls, some 700 times. */
static void a_gradient_beyond_the_range_is_refused(void **state) {
    (void)state;
    double x = sqrt(0.85e308), y = 1.3e154, X[] = {1e153, 0, 0, 1e150}, Y[] = {1e153, 0};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        lsq_error error = {0};
        const lsq_answer *a = NULL;
        lsq_solver_options options = {.on_rows = kind % 2};
        lsq_solver *solver = solver_of(descents[kind / 2], &x, &y, 1, 1, 1, options);
        check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "after 0 steps the gradient is beyond the range");
        lsq_solver_free(solver);
    }
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_error error = {0};
        const lsq_answer *a = NULL;
        lsq_solver_options options = {.on_rows = on_rows};
        lsq_solver *solver = solver_of("heavy-ball", X, Y, 2, 2, 1, options);
        check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, " steps the gradient is beyond the range");
        check_lacks(error.message, "after 0 steps");
        lsq_solver_free(solver);
    }
}

/* 1e-200: squares of 0, and coefficients of 0 beside 10^200. */
static void squares_that_underflow_are_refused(void **state) {
    (void)state;
    static const double X[] = {1, 1, 1, 1e-200, 2e-200, 4e-200}, y[] = {1, 2, 4};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        lsq_error error = {0};
        check_status(run("1/L", X, y, 3, 2, on_rows, &error), LSQ_ENUMERIC, &error);
        check_text(error.message, "the sum of squares of column 1 of X underflows a double; scale "
                                  "the column, or use the exact solver");
    }
}

/* ---- who watches ---- */

typedef struct seen {
    int64_t calls;
    double B[2], gradient, t, L, predicted;
} seen;

static int watch(void *context, const lsq_descent_state *state) {
    seen *s = context;
    assert_int_equal(state->step, s->calls);
    assert_true((state->step == 0) == (isnan(state->t) != 0));
    check_same(state->B[0] == 0, state->step == 0);
    s->calls++;
    memcpy(s->B, state->B, sizeof s->B);
    s->gradient = state->gradient;
    s->t = state->t;
    s->L = state->theory->L;
    s->predicted = state->theory->predicted;
    return 0;
}

/* M = [2 1; 1 2]: 34 halvings of both components, as in test_steepest.c. */
static void who_watches_sees_the_beginning_and_every_step(void **state) {
    (void)state;
    static const double X[] = {1, 1, 0, 1, 0, 1}, y[] = {3, 0, 1};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        seen s = {0};
        lsq_solver_options options = {
            .step = "2/(L+mu)", .on_rows = on_rows, .watch = watch, .watch_context = &s};
        lsq_solver *solver = solver_of("gd", X, y, 3, 2, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(s.calls, 1 + a->steps);
        assert_int_equal(s.calls, 35);
        check_same(s.B[0], a->B[0]);
        check_same(s.B[1], a->B[1]);
        check_same(s.gradient, a->gradient);
        check_same(s.t, a->t);
        check_same(s.L, a->L);
        check_same(s.predicted, a->predicted);
        lsq_solver_free(solver);
    }
}

/* Ends the descent when the count is 0. */
static int watch_for_a_while(void *context, const lsq_descent_state *state) {
    (void)state;
    int64_t *left = context;
    return --*left < 0;
}

static void who_watches_can_stop_the_descent(void **state) {
    (void)state;
    static const double X[] = {1, 1, 0, 1, 0, 1}, y[] = {3, 0, 1};
    static const char *const ends[] = {"after 0 steps", "after 1 step", "after 2 steps"};
    for (int64_t count = 0; count < 3; count++) {
        int64_t left = count;
        lsq_error error = {0};
        const lsq_answer *a = NULL;
        lsq_solver_options options = {.watch = watch_for_a_while, .watch_context = &left};
        lsq_solver *solver = solver_of("gd", X, y, 3, 2, 1, options);
        check_status(lsq_solver_solve(solver, &a, &error), LSQ_EIO, &error);
        check_contains(error.message, ends[count]);
        assert_int_equal(left, -1);
        lsq_solver_free(solver);
    }
}

static int keep_step(void *context, const lsq_descent_state *state) {
    *(double *)context = state->t;
    return 0;
}

/* gd and the two with momentum have one step for all responses. */
static void responses_with_steps_of_their_own_have_none_in_common(void **state) {
    (void)state;
    static const double X[] = {2, 0, 0, 1}, Y[] = {1, 1, 1, 0};
    static const char common[] = "gd heavy-ball nesterov";
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        double t = -1;
        const char *method = descents[kind / 2];
        int q = kind % 2 + 1;
        lsq_solver_options options = {.most_steps = 1, .watch = keep_step, .watch_context = &t};
        lsq_solver *solver = solver_of(method, X, Y, 2, 2, q, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(isnan(t) != 0, q > 1 && !strstr(common, method));
        assert_int_equal(isnan(a->t) != 0, !strstr(common, method));
        lsq_solver_free(solver);
    }
}

static void everybody_who_descends_can_be_watched(void **state) {
    (void)state;
    static const double all[P] = {1, -0.5, 0.7, 1, -2, 0.3};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        seen s = {0};
        task problem = consistent(10, all);
        lsq_solver_options options = {.on_rows = kind % 2, .watch = watch, .watch_context = &s};
        lsq_solver *solver =
            solver_of(descents[kind / 2], problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        assert_int_equal(s.calls, 1 + a->steps);
        check_same(s.B[0], a->B[0]);
        check_same(s.B[1], a->B[1]);
        check_same(s.gradient, a->gradient);
        check_same(s.predicted, a->predicted);
        assert_true(s.t >= 0.99 / a->L && s.t <= 1.01 / a->mu);
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
}

/* L = mu: 1/L leads there at once, and there is no momentum. */
static void one_column_takes_one_step(void **state) {
    (void)state;
    static const double X[] = {1, 2, 2, 0}, y[] = {1, 2, 3, 4};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        lsq_solver_options options = {.on_rows = kind % 2};
        lsq_solver *solver = solver_of(descents[kind / 2], X, y, 4, 1, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        assert_int_equal(a->steps, 1);
        check_within(a->predicted, 1, 0);
        check_digits(a->B[0], "1.22222222222222222222", 14);
        check_within(a->rate, 0, 1e-7); /* sqrt(u) for sqrt(L / mu) */
        lsq_solver_free(solver);
    }
}

/* ---- penalties and products from elsewhere ---- */

/* M + diag(1, 4) = [3 1; 1 6], c = (3, 4): B = (14, 9) / 17, and XB - Y = (-28, 14, -8) / 17. */
static void a_ridge_is_added_to_the_diagonal(void **state) {
    (void)state;
    static const double X[] = {1, 1, 0, 1, 0, 1}, y[] = {3, 0, 1};
    double ridge[] = {1, 4};
    for (int kind = 0; kind < 2 * DESCENTS; kind++) {
        lsq_solver_options options = {.on_rows = kind % 2, .ridge = ridge};
        lsq_solver *solver = solver_of(descents[kind / 2], X, y, 3, 2, 1, options);
        ridge[0] = 1e9; /* it was copied */
        const lsq_answer *a = answer_of(solver);
        check_digits(a->B[0], "0.823529411764705882352941", 9);
        check_digits(a->B[1], "0.529411764705882352941176", 9);
        check_digits(a->rss[0], "3.61245674740484429065743944", 9); /* 1044 / 289 */
        check_digits(a->L + a->mu, "18", 14);
        check_digits(a->L * a->mu, "68", 14);
        assert_null(a->C);
        assert_int_equal(a->minimum_norm, 0);
        lsq_solver_free(solver);
        ridge[0] = 1;
    }
}

/* The same iteration, but for rounding, on [X; sqrt(lambda) I] and [Y; 0]. */
static void a_ridge_is_as_good_as_rows_of_its_roots(void **state) {
    (void)state;
    enum { n = 12, p = 4, q = 2, all = n + p };
    static const double ridge[p] = {0, 0.25, 4, 1};
    uint64_t seed = 17;
    double X[n * p], Y[n * q], more_X[all * p] = {0}, more_Y[all * q] = {0};
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < p;
             j++) /* the last is twice the third: only the penalty tells them apart */
            more_X[i + j * all] = X[i + j * n] = j == 3 ? 2 * X[i + 2 * n] : random_double(&seed);
        for (int r = 0; r < q; r++)
            more_Y[i + r * all] = Y[i + r * n] = random_double(&seed);
    }
    for (int j = 0; j < p; j++)
        more_X[n + j + j * all] = sqrt(ridge[j]);
    for (int kind = 0; kind < 2 * DESCENTS; kind++)
        for (int64_t steps = 3; steps <= 100000; steps += 99997) {
            lsq_solver_options options = {.most_steps = steps, .on_rows = kind % 2, .ridge = ridge};
            lsq_solver *one = solver_of(descents[kind / 2], X, Y, n, p, q, options);
            options.ridge = NULL;
            lsq_solver *two = solver_of(descents[kind / 2], more_X, more_Y, all, p, q, options);
            const lsq_answer *a = answer_of(one), *b = answer_of(two);
            assert_int_equal(a->rank, p);
            assert_int_equal(a->converged, b->converged);
            check_within(a->L, b->L, 1e-13 * b->L);
            check_within(a->mu, b->mu, 1e-12 * b->mu);
            check_within(a->predicted, b->predicted, 1);
            for (int j = 0; j < p * q; j++) /* at the end both are as far as they may be */
                check_within(a->B[j], b->B[j], (steps > 3 ? 1e-7 : 1e-12) * length(b->B, p * q));
            for (int r = 0; r < q; r++) {
                double rss = b->rss[r];
                for (int j = 0; j < p; j++)
                    rss -= ridge[j] * b->B[j + r * p] * b->B[j + r * p];
                check_within(a->rss[r], rss, steps > 3 ? 1e-7 : 1e-12);
            }
            lsq_solver_free(one);
            lsq_solver_free(two);
        }
}

static void products_that_are_given_take_the_place_of_rows(void **state) {
    (void)state;
    static const double X[] = {1, 1, 0, 1, 0, 1}, y[] = {3, 0, 1};
    static const double G[] = {2, NAN, NAN, 1, 2, NAN, 3, 4, 10};
    lsq_solver_options options = {.struct_size = sizeof options};
    lsq_error error = {0};
    for (int m = 0; m < DESCENTS; m++) {
        const char *method = descents[m];
        lsq_solver *rows = solver_of(method, X, y, 3, 2, 1, options), *given = NULL;
        check_status(lsq_solver_new(&given, method, 2, 1, &options, &error), LSQ_OK, &error);
        check_status(lsq_solver_give_products(given, 3, (lsq_const_view){G, 3, 3, 3}, 0, &error),
                     LSQ_OK, &error);
        const lsq_answer *a = answer_of(rows), *b = answer_of(given);
        assert_int_equal(b->n, 3);
        check_same(a->B[0], b->B[0]);
        check_same(a->B[1], b->B[1]);
        check_same(a->rss[0], b->rss[0]);
        /* |g| / mu = 3e-10 is what the bound is made of, and sqrt(3) u of rounding less */
        assert_true(b->error_bound < a->error_bound);
        lsq_solver_reset(given);
        check_status(lsq_solver_solve(given, &b, NULL), LSQ_EDATA, NULL);
        check_status(lsq_solver_add(given, (lsq_doubles){X, 3, 2, 1, 3},
                                    (lsq_doubles){y, 3, 1, 1, 3}, &error),
                     LSQ_OK, &error);
        check_same(answer_of(given)->error_bound, a->error_bound); /* rows are rows again */
        lsq_solver_free(rows);
        lsq_solver_free(given);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_products_give_the_same_iterates),
        cmocka_unit_test(each_response_descends_as_if_alone),
        cmocka_unit_test(a_response_of_zeros_stays_where_it_is),
        cmocka_unit_test(full_and_deficient_matrices_go_to_the_exact_solution),
        cmocka_unit_test(thousands_of_steps_stay_in_the_row_space),
        cmocka_unit_test(rounding_ends_a_descent_that_asks_for_too_much),
        cmocka_unit_test(a_swing_is_not_taken_for_rounding),
        cmocka_unit_test(huge_and_tiny_units_change_nothing),
        cmocka_unit_test(products_beyond_the_range_are_refused),
        cmocka_unit_test(a_gradient_beyond_the_range_is_refused),
        cmocka_unit_test(squares_that_underflow_are_refused),
        cmocka_unit_test(who_watches_sees_the_beginning_and_every_step),
        cmocka_unit_test(who_watches_can_stop_the_descent),
        cmocka_unit_test(responses_with_steps_of_their_own_have_none_in_common),
        cmocka_unit_test(everybody_who_descends_can_be_watched),
        cmocka_unit_test(one_column_takes_one_step),
        cmocka_unit_test(a_ridge_is_added_to_the_diagonal),
        cmocka_unit_test(a_ridge_is_as_good_as_rows_of_its_roots),
        cmocka_unit_test(products_that_are_given_take_the_place_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
