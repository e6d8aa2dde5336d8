/* descents.h - matrices with known singular values, and solvers fed with them, for the tests of
 * descent.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SOLVE_DESCENTS_H
#define SOLVE_DESCENTS_H

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/method.h"
#include "support/check.h"
#include "support/random.h"

/* All that descend without a random order. */
static const char *const descents[] = {"gd", "line", "heavy-ball", "nesterov", "bb", "cg"};
enum { DESCENTS = sizeof descents / sizeof *descents };

/* n-by-n H = I - 2 v v' / v'v for a random v: orthogonal and symmetric. */
static inline double *reflector(uint64_t *seed, int64_t n) {
    double *H = calloc((size_t)(n * n), sizeof *H), *v = calloc((size_t)n, sizeof *v);
    double square = 0;
    for (int64_t i = 0; i < n; i++) {
        v[i] = random_double(seed);
        square += v[i] * v[i];
    }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            H[i + j * n] = (i == j) - 2 * v[i] * v[j] / square;
    free(v);
    return H;
}

/* X = U diag(sigma) V', n-by-p, n >= p, and V. */
typedef struct prescribed {
    int64_t n, p;
    double *X, *V;
} prescribed;

static inline prescribed matrix_with(uint64_t seed, int64_t n, int64_t p, const double *sigma) {
    prescribed A = {n, p, calloc((size_t)(n * p), sizeof(double)), reflector(&seed, p)};
    double *U = reflector(&seed, n);
    for (int64_t j = 0; j < p; j++)
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = 0; k < p; k++)
                A.X[i + j * n] += U[i + k * n] * sigma[k] * A.V[j + k * p];
    free(U);
    return A;
}

static inline void prescribed_free(prescribed A) {
    free(A.X);
    free(A.V);
}

/* p singular values from kappa to 1, in equal ratios. */
static inline void spread(double *sigma, int64_t p, double kappa) {
    for (int64_t i = 0; i < p; i++)
        sigma[i] = pow(kappa, 1 - (double)i / (double)(p - 1));
}

/* y = X b */
static inline void apply(double *y, const double *X, int64_t n, int64_t p, const double *b) {
    for (int64_t i = 0; i < n; i++) {
        y[i] = 0;
        for (int64_t j = 0; j < p; j++)
            y[i] += X[i + j * n] * b[j];
    }
}

static inline double length(const double *x, int64_t n) {
    double square = 0;
    for (int64_t i = 0; i < n; i++)
        square += x[i] * x[i];
    return sqrt(square);
}

/* A solver with the rows of X and Y, column-major, in two additions. */
static inline lsq_solver *solver_of(const char *method, const double *X, const double *Y, int64_t n,
                                    int64_t p, int64_t q, lsq_solver_options options) {
    lsq_solver *solver = NULL;
    lsq_error error = {0};
    int64_t half = n / 2;
    options.struct_size = sizeof options;
    check_status(lsq_solver_new(&solver, method, p, q, &options, &error), LSQ_OK, &error);
    assert_non_null(solver);
    check_status(lsq_solver_add(solver, (lsq_doubles){X, half, p, 1, n},
                                (lsq_doubles){Y, half, q, 1, n}, &error),
                 LSQ_OK, &error);
    check_status(lsq_solver_add(solver, (lsq_doubles){X + half, n - half, p, 1, n},
                                (lsq_doubles){Y + half, n - half, q, 1, n}, &error),
                 LSQ_OK, &error);
    return solver;
}

static inline const lsq_answer *answer_of(lsq_solver *solver) {
    const lsq_answer *answer = NULL;
    lsq_error error = {0};
    check_status(lsq_solver_solve(solver, &answer, &error), LSQ_OK, &error);
    assert_non_null(answer);
    return answer;
}

/* Coefficients only, to be freed. */
static inline double *coefficients(const char *method, const double *X, const double *Y, int64_t n,
                                   int64_t p, int64_t q, lsq_solver_options options) {
    lsq_solver *solver = solver_of(method, X, Y, n, p, q, options);
    size_t size = (size_t)(p * q) * sizeof(double);
    double *B = malloc(size);
    memcpy(B, answer_of(solver)->B, size);
    lsq_solver_free(solver);
    return B;
}

/* |got - want| <= within */
#define check_within(got, want, within) check_within_at(got, want, within, __FILE__, __LINE__)
static inline void check_within_at(double got, double want, double within, const char *file,
                                   int line) {
    if (fabs(got - want) <= within)
        return;
    print_error("%.17g is not within %.3g of %.17g\n", got, within, want);
    _fail(file, line);
}

/* ---- a problem that is solved exactly ---- */

enum { N = 20, P = 6 };

typedef struct task {
    prescribed A;
    double b[P], y[N]; /* y = X b, so that b is the solution */
} task;

/* The solution is the sum of start[i] v_i, and the error at B = 0 its negative. */
static inline task consistent(double kappa, const double *start) {
    double sigma[P];
    spread(sigma, P, kappa);
    task problem = {.A = matrix_with(7, N, P, sigma)};
    for (int64_t j = 0; j < P; j++)
        for (int64_t i = 0; i < P; i++)
            problem.b[j] += start[i] * problem.A.V[j + i * P];
    apply(problem.y, problem.A.X, N, P, problem.b);
    return problem;
}

#endif
