/* comparisons.h - right digits and certified values by other means than the library's, and an
 * outside solver that watches.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FIT_COMPARISONS_H
#define FIT_COMPARISONS_H

#include <jansson.h>
#include <lsq.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/rational.h"

static const char *const nist_sets[] = {"Norris",   "Pontius",  "NoInt1",   "NoInt2",
                                        "Longley",  "Filip",    "Wampler1", "Wampler2",
                                        "Wampler3", "Wampler4", "Wampler5"};
enum { NIST_SETS = sizeof nist_sets / sizeof *nist_sets };

static inline json_t *nist_load(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "datasets/nist/%s.json", name);
    json_t *set = json_load_file(path, 0, NULL);
    if (!set)
        fail_msg("cannot read %s; tests run from the top of the tree", path);
    return set;
}

/* The set's model and file. */
static inline const char *nist_formula(const char *name) {
    return strcmp(name, "Filip") == 0       ? "y ~ powers(x, 10)"
           : strncmp(name, "Wam", 3) == 0   ? "y ~ powers(x, 5)"
           : strncmp(name, "NoInt", 5) == 0 ? "y ~ x - 1"
           : strcmp(name, "Pontius") == 0   ? "y ~ x + I(x^2)"
                                            : "y ~ .";
}

/* One of the 40-digit values of the JSON: "exact_coefficients", "exact_std_errors". */
static inline const char *nist_value(const json_t *set, const char *key, int64_t j) {
    const char *text = json_string_value(json_array_get(json_object_get(set, key), (size_t)j));
    assert_non_null(text);
    return text;
}

/* -log10 |got - want| / |want| by rationals, within 0 and 17. */
static inline double digits_by_rationals(double got, const char *want) {
    mpq_t g, w;
    mpq_init(g);
    mpq_init(w);
    assert_int_equal(rational_from_text(w, want), 0);
    rational_from_double(g, got);
    mpq_sub(g, g, w);
    if (mpq_sgn(w))
        mpq_div(g, g, w);
    double error = fabs(mpq_get_d(g));
    mpq_clear(g);
    mpq_clear(w);
    return error == 0 ? 17 : fmin(17, fmax(0, -log10(error)));
}

/* An outside solver that keeps what it is given and answers with what it is told. */
typedef struct spy {
    double *X, *Y; /* of its last call */
    int64_t n, p, q, calls;
    const double *B, *C; /* its answer; NULL: zeros */
    lsq_status status;
} spy;

static inline lsq_status spy_solve(void *context, int64_t n, int64_t p, int64_t q, double *X,
                                   double *Y, double *B, double *C, int64_t *bytes,
                                   lsq_error *error) {
    spy *s = context;
    s->calls++;
    s->n = n;
    s->p = p;
    s->q = q;
    free(s->X);
    free(s->Y);
    s->X = malloc((size_t)(n * p) * sizeof *X + 1);
    s->Y = malloc((size_t)(n * q) * sizeof *Y + 1);
    memcpy(s->X, X, (size_t)(n * p) * sizeof *X);
    memcpy(s->Y, Y, (size_t)(n * q) * sizeof *Y);
    if (s->B)
        memcpy(B, s->B, (size_t)(p * q) * sizeof *B);
    if (s->C)
        memcpy(C, s->C, (size_t)(p * p) * sizeof *C);
    memset(X, 0xFF, (size_t)(n * p) * sizeof *X); /* they may be destroyed */
    memset(Y, 0xFF, (size_t)(n * q) * sizeof *Y);
    *bytes = 12345;
    if (s->status && error)
        snprintf(error->message, sizeof error->message, "the spy says no");
    return s->status;
}

static inline void spy_clear(spy *s) {
    free(s->X);
    free(s->Y);
}

static inline lsq_outside outside_of(spy *s) {
    return (lsq_outside){.name = "spy", .solve = spy_solve, .context = s};
}

static inline lsq_comparison *compare_nist(const char *name, const lsq_outside *outside,
                                           int64_t count) {
    char path[128];
    snprintf(path, sizeof path, "datasets/nist/%s.csv", name);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = nist_formula(name)};
    lsq_comparison *c = NULL;
    lsq_error error = {0};
    check_status(lsq_compare_files(&c, (const char *[]){path}, 1, &options, outside, count, &error),
                 LSQ_OK, &error);
    assert_non_null(c);
    return c;
}

/* X and Y by rows of n numbers a column, column-major. */
static inline lsq_comparison *compare_doubles(const double *X, int64_t n, int64_t p,
                                              const double *Y, int64_t q, lsq_fit_options options,
                                              const lsq_outside *outside, int64_t count) {
    lsq_comparison *c = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    check_status(lsq_compare_doubles(&c, (lsq_doubles){X, n, p, 1, n}, (lsq_doubles){Y, n, q, 1, n},
                                     &options, outside, count, &error),
                 LSQ_OK, &error);
    assert_non_null(c);
    return c;
}

static inline const lsq_compared *entry_of(const lsq_comparison *c, const char *name) {
    for (int64_t i = 0; i < lsq_comparison_count(c); i++)
        if (strcmp(lsq_comparison_at(c, i)->name, name) == 0)
            return lsq_comparison_at(c, i);
    fail_msg("no solver %s", name);
    return NULL;
}

/* y = 2 + 3 x exactly, and e orthogonal to 1 and x with e'e = 4: B = (2, 3), X'X = [4 0; 0 20],
 * rss = 4, df = 2, so that the standard errors are sqrt(2/4) and sqrt(2/20). */
static const double line_x[] = {-3, -1, 1, 3};
static const double line_y[] = {2 - 9 + 1, 2 - 3 - 1, 2 + 3 - 1, 2 + 9 + 1};

/* x3 = x1 + x2 */
static const double plane[] = {1, 2, 3, 4, 5, 6, 1, 0, 2, 0, 3, 1, 2, 2, 5, 4, 8, 7};
static const double plane_y[] = {1, 2, 4, 3, 7, 5};

#endif
