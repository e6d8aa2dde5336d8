/* gradients.h - random regressions to check gradients on.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FIT_GRADIENTS_H
#define FIT_GRADIENTS_H

#include <lsq.h>
#include <math.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"

enum { MOST_ROWS = 60, MOST_COLUMNS = 6, MOST_RESPONSES = 2, MOST_ELEMENTS = 14 };

/* X and Y, the model, and where to look. */
typedef struct regression {
    int n, p, q, intercept, elements; /* elements = (p + intercept) q */
    double X[MOST_ROWS * MOST_COLUMNS], Y[MOST_ROWS * MOST_RESPONSES];
    double point[MOST_ELEMENTS];
} regression;

/* Columns uniform around an offset that is 0, or up to 1e8, times a scale from 1e-6 to 1e6. */
static inline void random_columns(double *A, int rows, int columns, uint64_t *state) {
    for (int j = 0; j < columns; j++) {
        double scale = pow(10, 6 * random_double(state));
        double offset = random_between(state, 0, 1) ? pow(10, 8 * fabs(random_double(state))) : 0;
        for (int i = 0; i < rows; i++)
            A[i + j * rows] = scale * (random_double(state) + offset);
    }
}

static inline void random_regression(regression *g, uint64_t *state) {
    g->p = (int)random_between(state, 1, MOST_COLUMNS);
    g->q = (int)random_between(state, 1, MOST_RESPONSES);
    g->n = (int)random_between(state, g->p + 1, MOST_ROWS);
    g->intercept = (int)random_between(state, 0, 1);
    g->elements = (g->p + g->intercept) * g->q;
    random_columns(g->X, g->n, g->p, state);
    random_columns(g->Y, g->n, g->q, state);
}

static inline lsq_fit_options model_of(const regression *g) {
    static const char *const formulas[2][2] = {{"y ~ . - 1", "y ~ ."},
                                               {"cbind(y1, y2) ~ . - 1", "cbind(y1, y2) ~ ."}};
    return (lsq_fit_options){.struct_size = sizeof(lsq_fit_options),
                             .formula = formulas[g->q - 1][g->intercept],
                             .threads = 1};
}

/* g->point = each coefficient of the solution times 1 + spread times a number within -1 and 1. */
static inline void go_near_solution(regression *g, double spread, uint64_t *state) {
    lsq_fit_options options = model_of(g);
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, (lsq_doubles){g->X, g->n, g->p, 1, g->n},
                                 (lsq_doubles){g->Y, g->n, g->q, 1, g->n}, &options, &error),
                 LSQ_OK, &error);
    int k = g->p + g->intercept;
    for (int at = 0; at < g->elements; at++) {
        double b = lsq_fit_value(fit, LSQ_ESTIMATE, at / k, at % k);
        g->point[at] = (isnan(b) ? 0 : b) * (1 + spread * random_double(state));
    }
    lsq_fit_free(fit);
}

/* Check a gradient of it: NULL, that of the library. */
static inline lsq_gradcheck *gradcheck_of(const regression *g, lsq_gradcheck_options options) {
    lsq_fit_options fit = model_of(g);
    lsq_gradcheck *check = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    check_status(lsq_gradcheck_doubles(&check, (lsq_doubles){g->X, g->n, g->p, 1, g->n},
                                       (lsq_doubles){g->Y, g->n, g->q, 1, g->n}, &fit, &options,
                                       &error),
                 LSQ_OK, &error);
    return check;
}

static inline lsq_verdict verdict_of(const lsq_gradcheck *check) {
    return lsq_check_about(lsq_gradcheck_check(check))->verdict;
}

/* 2X'(XB - Y) of the elements, row by row. */
static inline void plain_gradient(const regression *g, const double *B, double *gradient) {
    int k = g->p + g->intercept;
    memset(gradient, 0, (size_t)g->elements * sizeof *gradient);
    for (int i = 0; i < g->n; i++)
        for (int r = 0; r < g->q; r++) {
            double e = -g->Y[i + r * g->n];
            for (int j = 0; j < k; j++)
                e += B[j + r * k] * (j < g->intercept ? 1 : g->X[i + (j - g->intercept) * g->n]);
            for (int j = 0; j < k; j++)
                gradient[j + r * k] +=
                    2 * e * (j < g->intercept ? 1 : g->X[i + (j - g->intercept) * g->n]);
        }
}

#endif
