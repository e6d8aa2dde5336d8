/* regression.h - every number of a linear regression, as a value that can be rounded anywhere.
 *
 * A quantity is evaluated in balls at some precision; where the wanted rounding is not decided the
 * precision doubles, and what two doublings do not decide may be a zero or a tie and is computed
 * exactly.  The balls are kept, so that the next quantity starts where the last one stopped.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_STATS_REGRESSION_H
#define LSQ_STATS_REGRESSION_H

#include "../exact/rounding.h"
#include "../solve/enclose.h"

typedef struct lsq_regression {
    lsq_normal N;
    lsq_basis basis;
    lsq_solution solution;
    int64_t df; /* n - rank */
    int min_norm;
    fmpq_t level;
    fmpq *tss;               /* of each response, in units of S */
    unsigned char *rss_zero; /* of each response: its residual sum of squares is exactly 0 */
    arb_mat_t minimum; /* min_norm: the coefficients of all p terms in their own units, p-by-q */
    fmpq_mat_t minimum_exact; /* the same as rationals, once the solution is exact */
    arb_t quantile;           /* of t at the level, to quantile_prec bits */
    slong quantile_prec;
} lsq_regression;

/* level in (0, 1) as a double stands for its shortest decimal.  LSQ_ELIMIT, LSQ_ENOMEM,
 * LSQ_ENUMERIC. */
lsq_status lsq_regression_init(lsq_regression *g, const lsq_model *model,
                               const lsq_moments *moments, double level, int min_norm,
                               lsq_error *error);

/* The same of normal equations, which go over to g, N being zero afterwards whatever happens. */
lsq_status lsq_regression_init_normal(lsq_regression *g, lsq_normal *N, double level, int min_norm,
                                      lsq_error *error);

/* The same with rank, coefficients, (X'X)^-1 and RSS as a classical method gives them: its doubles
 * are taken as exact numbers, from which, and from the exact moments, the rest follows as always.
 * The answer outlives g. */
lsq_status lsq_regression_init_given(lsq_regression *g, const lsq_model *model,
                                     const lsq_moments *moments, double level,
                                     const lsq_answer *answer, lsq_error *error);
void lsq_regression_clear(lsq_regression *g);

/* 1 if the quantity has a value; what, response and term in range. */
int lsq_regression_has(const lsq_regression *g, lsq_quantity what, int64_t response, int64_t term);

/* The quantity rounded to places, or to the nearest double (+-HUGE_VAL and 0 outside its range;
 * *is_zero tells an exact 0 from that).  What neither balls of 64 times the first precision nor
 * exact arithmetic decide, which no case is known of, gets further digits, as a double the even
 * neighbour.  Fails as lsq_regression_refine. */
lsq_status lsq_regression_round(lsq_regression *g, lsq_quantity what, int64_t response,
                                int64_t term, lsq_places places, lsq_rounded *r, lsq_error *error);
lsq_status lsq_regression_double(lsq_regression *g, lsq_quantity what, int64_t response,
                                 int64_t term, double *d, int *is_zero, lsq_error *error);

/* Let the balls have at least prec bits: the one way to more precision.  Fails as
 * lsq_solution_refine. */
lsq_status lsq_regression_refine(lsq_regression *g, slong prec, lsq_error *error);

/* Let the solution be exact, the minimum-norm one too. */
void lsq_regression_make_exact(lsq_regression *g);

/* The unit of term or response i of S at prec bits. */
void lsq_regression_unit(arb_t unit, const lsq_regression *g, int64_t i, slong prec);

#endif
