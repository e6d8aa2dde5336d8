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

/* ---- every step beside the solution ---- */

/* sqrt(f - f*) = |X (B - b)| of a task, watched step by step. */
typedef struct record {
    const task *problem;
    const lsq_method *method;
    double first, last;
    int64_t checked; /* steps within the bound, before rounding has a part */
} record;

/* Rounding moves the image of the fixed point under X by about N kappa u of the first, 2e-12, and
 * momentum amplifies that: 1e-11 is granted, and what is below 1e-9 not looked at.  kappa and
 * so the bound have 9 digits. */
static inline int check_bound(void *context, const lsq_descent_state *state) {
    record *r = context;
    double e[P], image[N];
    for (int j = 0; j < P; j++)
        e[j] = state->B[j] - r->problem->b[j];
    apply(image, r->problem->A.X, N, P, e);
    r->last = length(image, N);
    if (state->step == 0)
        r->first = r->last;
    if (r->last < 1e-9 * r->first)
        return 0;
    double bound = lsq_method_bound(r->method, state->theory, state->step);
    if (!(r->last <= (bound * (1 + 1e-8) + 1e-11) * r->first)) {
        print_error("%s, step %" PRId64 ": %g of the first, bound %g\n", r->method->name,
                    state->step, r->last / r->first, bound);
        assert_true(0);
    }
    r->checked++;
    return 0;
}

/* The contraction of f - f* within its bound at every step, for kappa = 10, 100 and 1,000, on
 * products and rows; `looked` steps at least are looked at. */
static inline void check_contraction_of(const char *name, const double *start, int64_t most,
                                        int64_t looked) {
    for (double kappa = 10; kappa <= 1000; kappa *= 10)
        for (int on_rows = 0; on_rows <= 1; on_rows++) {
            task problem = consistent(kappa, start);
            record r = {.problem = &problem, .method = lsq_method_find(name, NULL)};
            lsq_solver_options options = {.on_rows = on_rows,
                                          .most_steps = most,
                                          .tolerance = 1e-300,
                                          .watch = check_bound,
                                          .watch_context = &r};
            lsq_solver *solver = solver_of(name, problem.A.X, problem.y, N, P, 1, options);
            const lsq_answer *a = answer_of(solver);
            assert_true(r.checked >= looked);
            check_within(a->bound, lsq_method_bound(r.method, a, a->steps), 0);
            lsq_solver_free(solver);
            prescribed_free(problem.A);
        }
}

/* A random spectrum from 1 to kappa: spread, clustered, of few values, or with one far off. */
static inline void random_spectrum(double *sigma, int64_t p, double kappa, uint64_t *seed) {
    int kind = (int)random_between(seed, 0, 3);
    for (int64_t i = 0; i < p; i++) {
        double x = (random_double(seed) + 1) / 2;
        double shape = kind == 0   ? x
                       : kind == 1 ? floor(3 * x) / 2 + 1e-3 * x
                       : kind == 2 ? floor(2 * x)
                                   : 1e-2 * x;
        sigma[i] = pow(kappa, fmin(shape, 1));
    }
    sigma[0] = kappa;
    sigma[p - 1] = 1;
}

/* A random start: dense, of one component, or of components of all sizes. */
static inline void random_start(double *start, int64_t p, uint64_t *seed) {
    int kind = (int)random_between(seed, 0, 3);
    int64_t only =
        kind == 1 ? random_between(seed, 0, p - 1) : random_between(seed, 0, 1) * (p - 1);
    for (int64_t i = 0; i < p; i++) {
        double x = random_double(seed);
        start[i] = kind == 0  ? x
                   : kind < 3 ? (i == only)
                              : x * pow(10, -8 * fabs(random_double(seed)));
    }
}

/* Predicted steps within a factor 2 of the measured ones, over random spectra, starts and
 * tolerances, where the rounding of the gradient, u L |B|, which momentum amplifies by kappa^1.5 at
 * most, is below the tolerance. */
static inline void check_predictions_of(const char *name, double most_kappa, int rounds) {
    uint64_t seed = 77;
    int tried = 0;
    for (int round = 0; round < rounds; round++) {
        double sigma[P], kappa = pow(most_kappa, (random_double(&seed) + 1) / 2), start[P];
        task problem = {.y = {0}};
        random_spectrum(sigma, P, kappa, &seed);
        problem.A = matrix_with(seed, N, P, sigma);
        random_start(start, P, &seed);
        for (int64_t j = 0; j < P; j++)
            for (int64_t i = 0; i < P; i++)
                problem.b[j] += start[i] * problem.A.V[j + i * P];
        apply(problem.y, problem.A.X, N, P, problem.b);
        double g0 = 0;
        for (int64_t j = 0; j < P; j++)
            g0 = hypot(g0, sigma[j] * sigma[j] * start[j]);
        lsq_solver_options options = {.tolerance =
                                          pow(10, -1 - (double)random_between(&seed, 0, 9)),
                                      .most_steps = 10000000,
                                      .on_rows = round % 8 == 0};
        double level = 10 * DBL_EPSILON * pow(kappa, 3.5) * length(problem.b, P);
        if (options.tolerance * g0 < level) {
            prescribed_free(problem.A);
            continue;
        }
        tried++;
        lsq_solver *solver = solver_of(name, problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        double steps = (double)a->steps;
        if (!(a->predicted <= 2 * steps && steps <= 2 * a->predicted)) {
            print_error("%s, round %d: kappa %g, tolerance %g: %g steps, predicted %g; %s\n", name,
                        round, kappa, options.tolerance, steps, a->predicted, a->note);
            assert_true(0);
        }
        lsq_solver_free(solver);
        prescribed_free(problem.A);
    }
    assert_true(tried > rounds / 2);
}

#endif
