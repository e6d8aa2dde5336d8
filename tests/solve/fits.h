/* fits.h - problems for the classical methods, and how many digits of an answer are right.
 *
 * Include after cmocka.h.  Every file uses some of these functions, so all are static inline.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SOLVE_FITS_H
#define SOLVE_FITS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <lsq.h>

#include "support/check.h"
#include "support/oracle.h"
#include "support/random.h"
#include "support/rational.h"

/* X n-by-p and Y n-by-q, column-major without gaps. */
typedef struct problem {
    int64_t n, p, q;
    double *X, *Y;
} problem;

static inline problem problem_new(int64_t n, int64_t p, int64_t q) {
    problem P = {n, p, q, calloc((size_t)(n * p + 1), sizeof(double)),
                 calloc((size_t)(n * q + 1), sizeof(double))};
    assert_non_null(P.X);
    assert_non_null(P.Y);
    return P;
}

static inline void problem_free(problem *P) {
    free(P->X);
    free(P->Y);
}

static inline lsq_doubles columns_of(const double *data, int64_t rows, int64_t columns) {
    return (lsq_doubles){data, rows, columns, 1, rows};
}

/* A solver that has seen the problem in blocks of `block` rows, 0: all at once. */
static inline lsq_solver *solver_of(const char *method, const problem *P, int64_t block,
                                    const lsq_solver_options *options) {
    lsq_solver *solver;
    lsq_error error = {0};
    check_status(lsq_solver_new(&solver, method, P->p, P->q, options, &error), LSQ_OK, &error);
    for (int64_t i = 0; i < P->n; i += block ? block : P->n) {
        int64_t m = block && block < P->n - i ? block : P->n - i;
        lsq_doubles X = {P->X + i, m, P->p, 1, P->n}, Y = {P->Y + i, m, P->q, 1, P->n};
        check_status(lsq_solver_add(solver, X, Y, &error), LSQ_OK, &error);
    }
    return solver;
}

static inline const lsq_answer *answer_of(lsq_solver *solver) {
    const lsq_answer *answer;
    lsq_error error = {0};
    check_status(lsq_solver_solve(solver, &answer, &error), LSQ_OK, &error);
    return answer;
}

/* The status is LSQ_ENUMERIC and its message contains `part`. */
static inline void check_refused(const char *method, const problem *P, const char *part) {
    lsq_solver *solver = solver_of(method, P, 0, NULL);
    const lsq_answer *answer;
    lsq_error error = {0};
    check_status(lsq_solver_solve(solver, &answer, &error), LSQ_ENUMERIC, &error);
    assert_null(answer);
    check_contains(error.message, part);
    lsq_solver_free(solver);
}

/* -log10 of the relative error, of the absolute one where the exact value is 0; 17 if there is
 * none. */
static inline double right_digits(double got, const mpq_t want) {
    if (!isfinite(got))
        return 0;
    mpq_t error;
    mpq_init(error);
    rational_from_double(error, got);
    mpq_sub(error, error, want);
    if (mpq_sgn(want))
        mpq_div(error, error, want);
    double size = fabs(mpq_get_d(error));
    mpq_clear(error);
    return size > 0 ? fmin(17, -log10(size)) : 17;
}

/* x = the double nearest to a rational: its 120 digits, rounded once more by strtod, which a tie
 * alone could mislead, and a tie between doubles has fewer digits. */
static inline double nearest_double(const mpq_t x) {
    char text[160];
    rational_round(text, sizeof text, x, 120);
    return strtod(text, NULL);
}

/* ---- against exact solutions ---- */

static inline oracle_matrix exact_matrix(const double *data, int64_t rows, int64_t columns) {
    oracle_matrix A = oracle_matrix_new(rows, columns);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            rational_from_double(*oracle_at(&A, i, j), data[i + j * rows]);
    return A;
}

static inline oracle *oracle_of(const problem *P) {
    oracle_matrix X = exact_matrix(P->X, P->n, P->p), Y = exact_matrix(P->Y, P->n, P->q);
    oracle *o = oracle_fit(&X, &Y);
    oracle_matrix_free(&X);
    oracle_matrix_free(&Y);
    return o;
}

static inline double exact_at(const oracle_matrix *A, int64_t i, int64_t j) {
    return mpq_get_d(*oracle_at(A, i, j));
}

static inline double length_of(const double *x, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

static inline void check_at_most(double size, double bound, const char *what) {
    if (!(size <= bound))
        fail_msg("%s: %.3g is above %.3g", what, size, bound);
}

/* Forward errors of a least-squares solution by Householder QR or SVD (Wedin; Higham 2002, theorems
 * 20.1 and 20.3), in the columns scaled to length 1, where |X| >= 1:
 *
 *   |b - exact| <= k e / (1 - k e) (2 |exact| + (k + 1) |residual|),   | |r| - exact | <= e (1 +
 * 2k) |y| |C - exact| <= 4 k e |exact|: C = R^-1 R^-T, R being moved by e at most
 *
 * with e = n p 2^-52 for the factor's gamma, k the condition number. */
static inline void check_column(const lsq_answer *a, const problem *P, const oracle *o, int64_t l) {
    double k = 1 / a->rcond, e = (double)(P->n * P->p) * 0x1p-52, error = 0, size = 0;
    for (int64_t j = 0; j < P->p; j++) {
        double length = length_of(P->X + j * P->n, P->n), exact = exact_at(&o->coef, j, l);
        error = hypot(error, (a->B[j + l * P->p] - exact) * length);
        size = hypot(size, exact * length);
    }
    double residual = sqrt(mpq_get_d(o->rss[l])), y = length_of(P->Y + l * P->n, P->n);
    check_at_most(error, k * e / (1 - k * e) * (2 * size + (k + 1) * residual), "coefficients");
    check_at_most(fabs(sqrt(a->rss[l]) - residual), e * (1 + 2 * k) * y, "residuals");
}

static inline void check_inverse(const lsq_answer *a, const problem *P, const oracle *o) {
    double error = 0, size = 0, bound = 4 * (double)(P->n * P->p) * 0x1p-52 / a->rcond;
    for (int64_t i = 0; i < P->p; i++)
        for (int64_t j = 0; j < P->p; j++) {
            double lengths = length_of(P->X + i * P->n, P->n) * length_of(P->X + j * P->n, P->n);
            double exact = exact_at(&o->inverse, i, j);
            error = hypot(error, (a->C[i + j * P->p] - exact) * lengths);
            size = hypot(size, exact * lengths);
            check_same(a->C[i + j * P->p], a->C[j + i * P->p]);
        }
    check_at_most(error, bound * size, "(X'X)^-1");
}

/* The relations are solutions without residuals, each by k e 2 |exact| of the scaled columns; here
 * all columns have lengths within a factor of `spread` of each other. */
static inline void check_relations(const lsq_answer *a, const problem *P, const oracle *o,
                                   double spread) {
    for (int64_t j = 0; j < P->p; j++) {
        double error = 0, size = 0;
        assert_int_equal(a->aliased[j], !o->independent[j]);
        for (int64_t i = 0; i < P->p; i++) {
            double exact = exact_at(&o->relation, j, i);
            error = hypot(error, a->relations[i + j * P->p] - exact);
            size = hypot(size, exact);
            if (exact == 0)
                check_same(a->relations[i + j * P->p], 0);
        }
        check_at_most(error,
                      2 * (double)(P->n * P->p) * 0x1p-52 / a->rcond * size * spread * spread,
                      "relations");
    }
}

/* X of small whole numbers, where `dependent` columns at random places are sums of earlier ones;
 * lengths within a factor of 100 of each other for n >= 4. */
static inline problem random_problem(uint64_t *state, int64_t n, int64_t p, int64_t q,
                                     int64_t dependent) {
    problem P = problem_new(n, p, q);
    for (int64_t i = 0; i < n * p; i++)
        P.X[i] = (double)random_between(state, 1, 9) * (random_between(state, 0, 1) ? 1 : -1);
    for (; dependent > 0; dependent--) {
        int64_t to = random_between(state, 2, p - 1);
        for (int64_t i = 0; i < n; i++)
            P.X[i + to * n] = 2 * P.X[i] - P.X[i + n];
    }
    for (int64_t i = 0; i < n * q; i++)
        P.Y[i] = (double)random_between(state, -99, 99);
    return P;
}

/* The same answer, bit by bit. */
static inline void check_same_answer(const lsq_answer *a, const lsq_answer *b) {
    assert_int_equal(a->rank, b->rank);
    check_same(a->rcond, b->rcond);
    for (int64_t i = 0; i < a->p * a->q; i++)
        check_same(a->B[i], b->B[i]);
    for (int64_t i = 0; a->C && i < a->p * a->p; i++)
        check_same(a->C[i], b->C[i]);
    for (int64_t l = 0; l < a->q; l++)
        check_same(a->rss[l], b->rss[l]);
}

/* Columns of X times powers of 2, of Y too: every result moves by powers of 2 and by nothing
 * else. */
static inline void check_powers_of_two(const char *method, const problem *P) {
    problem S = problem_new(P->n, P->p, P->q);
    for (int64_t i = 0; i < P->n * P->p; i++)
        S.X[i] = ldexp(P->X[i], (int)(i / P->n) * 90 - 200);
    for (int64_t i = 0; i < P->n * P->q; i++)
        S.Y[i] = ldexp(P->Y[i], 100);
    lsq_solver *one = solver_of(method, P, 0, NULL), *two = solver_of(method, &S, 0, NULL);
    const lsq_answer *a = answer_of(one), *b = answer_of(two);
    assert_int_equal(a->rank, b->rank);
    check_same(a->rcond, b->rcond);
    for (int64_t j = 0; j < P->p; j++) {
        int e = (int)j * 90 - 200;
        for (int64_t l = 0; !a->minimum_norm && l < P->q; l++)
            check_same(b->B[j + l * P->p], ldexp(a->B[j + l * P->p], 100 - e));
        for (int64_t i = 0; a->C && i < P->p; i++)
            check_same(b->C[i + j * P->p], ldexp(a->C[i + j * P->p], -e - (int)i * 90 + 200));
    }
    for (int64_t l = 0; l < P->q; l++)
        check_same(b->rss[l], ldexp(a->rss[l], 200));
    lsq_solver_free(two);
    lsq_solver_free(one);
    problem_free(&S);
}

/* Two fresh solvers give the same bits. */
static inline void check_deterministic(const char *method, const problem *P) {
    lsq_solver *one = solver_of(method, P, 3, NULL), *two = solver_of(method, P, 3, NULL);
    check_same_answer(answer_of(one), answer_of(two));
    lsq_solver_free(two);
    lsq_solver_free(one);
}

/* ---- the linear problems of NIST ---- */

static inline json_t *nist_load(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "datasets/nist/%s.json", name);
    json_t *set = json_load_file(path, 0, NULL);
    if (!set)
        fail_msg("cannot read %s; tests run from the top of the tree", path);
    return set;
}

/* The cells of a line of the CSV, at most `most`. */
static inline int nist_cells(char *line, char **cell, int most) {
    int count = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *at = strtok(line, ","); at && count < most; at = strtok(NULL, ","))
        cell[count++] = at;
    return count;
}

static inline int nist_column(char *const *names, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return i;
    fail_msg("no column %s", name);
    return -1;
}

/* x = the exact value of a term of the model in a row. */
static inline void nist_term(mpq_t x, const json_t *term, char *const *names, char *const *cell,
                             int count) {
    mpq_set_ui(x, 1, 1);
    if (json_is_true(json_object_get(term, "intercept")))
        return;
    const json_t *power = json_object_get(term, "power");
    int column = nist_column(names, count, json_string_value(json_object_get(term, "column")));
    mpq_t base;
    mpq_init(base);
    assert_int_equal(rational_from_text(base, cell[column]), 0);
    for (json_int_t k = power ? json_integer_value(power) : 1; k > 0; k--)
        mpq_mul(x, x, base);
    mpq_clear(base);
}

/* Each term rounded once to the nearest double. */
static inline problem nist_problem(const json_t *set) {
    char path[128], header[256], line[256], *names[16], *cell[16];
    const json_t *terms = json_object_get(set, "terms");
    problem P = problem_new(json_integer_value(json_object_get(set, "n")),
                            (int64_t)json_array_size(terms), 1);
    snprintf(path, sizeof path, "datasets/nist/%s", json_string_value(json_object_get(set, "csv")));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    int count = nist_cells(header, names, 16);
    int y = nist_column(names, count, json_string_value(json_object_get(set, "response")));
    mpq_t x;
    mpq_init(x);
    for (int64_t i = 0; i < P.n; i++) {
        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(nist_cells(line, cell, 16), count);
        for (int64_t j = 0; j < P.p; j++) {
            nist_term(x, json_array_get(terms, (size_t)j), names, cell, count);
            P.X[i + j * P.n] = nearest_double(x);
        }
        P.Y[i] = strtod(cell[y], NULL);
    }
    mpq_clear(x);
    fclose(file);
    return P;
}

/* Right digits of the worst of the values in a list of the set; get(context, i) gives ours. */
static inline double nist_worst(const json_t *set, const char *list,
                                double (*get)(const lsq_answer *answer, int64_t i),
                                const lsq_answer *answer) {
    const json_t *want = json_object_get(set, list);
    double worst = 17;
    mpq_t exact;
    mpq_init(exact);
    assert_int_equal(json_array_size(want), answer->p);
    for (int64_t i = 0; i < answer->p; i++) {
        assert_int_equal(
            rational_from_text(exact, json_string_value(json_array_get(want, (size_t)i))), 0);
        worst = fmin(worst, right_digits(get(answer, i), exact));
    }
    mpq_clear(exact);
    return worst;
}

static inline double coefficient(const lsq_answer *answer, int64_t i) {
    return answer->B[i];
}

static inline double std_error(const lsq_answer *answer, int64_t i) {
    return sqrt(answer->rss[0] / (double)(answer->n - answer->rank) * answer->C[i + i * answer->p]);
}

/* A bar is what the method has to reach on a set: right digits of the worst coefficient. */
typedef struct nist_bar {
    const char *set;
    double coefficients, std_errors;
} nist_bar;

static inline void check_nist(const char *method, const nist_bar *bars, int count) {
    for (int i = 0; i < count; i++) {
        json_t *set = nist_load(bars[i].set);
        problem P = nist_problem(set);
        lsq_solver *solver = solver_of(method, &P, 0, NULL);
        const lsq_answer *answer = answer_of(solver);
        assert_int_equal(answer->rank, P.p);
        double b = nist_worst(set, "exact_coefficients", coefficient, answer);
        double se = nist_worst(set, "exact_std_errors", std_error, answer);
        if (getenv("LSQ_SHOW_DIGITS"))
            print_message("%-10s %-9s %5.2f %5.2f\n", method, bars[i].set, b, se);
        if (b < bars[i].coefficients || se < bars[i].std_errors)
            fail_msg("%s on %s has %.2f and %.2f digits, not %.2f and %.2f", method, bars[i].set, b,
                     se, bars[i].coefficients, bars[i].std_errors);
        lsq_solver_free(solver);
        problem_free(&P);
        json_decref(set);
    }
}

/* For methods without refinement.  LAPACK's dgels has 12.6, 12.4, 10.9, 7.5 and 5.9 digits on
 * Norris, Pontius, Longley, Filip and Wampler5, with the Haswell kernels of OpenBLAS; with others,
 * which sum in another order, these figures move by up to half a digit either way.  So the bars are
 * half a digit to one below it; without orthogonal factors or scaling it is three and more. */
static const nist_bar plain_bars[] = {
    {"Norris", 12, 12},      {"Pontius", 12, 12},   {"NoInt1", 14.5, 14},   {"NoInt2", 14.5, 14},
    {"Longley", 10.4, 10.4}, {"Filip", 7, 7},       {"Wampler1", 8.5, 8.5}, {"Wampler2", 12, 12},
    {"Wampler3", 8.5, 12},   {"Wampler4", 7.3, 12}, {"Wampler5", 5.4, 12},
};
enum { PLAIN_BARS = sizeof plain_bars / sizeof *plain_bars };

#endif
