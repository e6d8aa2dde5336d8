/* compare.h - the pieces of a comparison: the judge, the condition number, the run of one solver.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_COMPARE_H
#define LSQ_FIT_COMPARE_H

#include "../base/text.h"
#include "../dense/lapack.h"
#include "fit.h"
#include "rows.h"

struct lsq_comparison {
    lsq_fit *fit;
    lsq_compared *all;
    char **names, **notes; /* what `all` points to */
    int64_t count;
    double condition, rounded;
};

/* ---- the judge (compare_judge.c) ---- */

/* The exact coefficients and standard errors of a fit, known far beyond a double: in two forms,
 * `plain`, which leaves out the terms that depend on earlier ones, and, made when a solver answers
 * with it, the solution of minimum norm. */
typedef struct lsq_judge {
    lsq_fit *fit;
    int64_t p, q, rank;
    lsq_regression *plain, other; /* plain is the fit's own, or `other` */
    int has_other;
    arb_ptr B, errors, minimum; /* p-by-q, column-major; minimum is NULL until it is needed */
    int64_t *place;             /* of each term, -1 if the plain form leaves it out */
    int has_errors;
} lsq_judge;

/* The fit lives as long as the judge.  Fails as lsq_regression_refine. */
lsq_status lsq_judge_init(lsq_judge *judge, lsq_fit *fit, lsq_error *error);
void lsq_judge_clear(lsq_judge *judge);

/* *coefficients and *errors = the right decimal digits of the worst of them in the answer, NAN
 * where there are none to compare, 0 where the answer leaves out other columns than it must.  *why
 * gets some words if its rank is wrong, else it stays empty. */
lsq_status lsq_judge_answer(lsq_judge *judge, const lsq_answer *answer, double *coefficients,
                            double *errors, lsq_text *why, lsq_error *error);

/* *digits = the same of another exact regression of p terms and q responses; NAN unless both have
 * full rank, or without terms. */
lsq_status lsq_judge_regression(lsq_judge *judge, lsq_regression *g, double *digits,
                                lsq_error *error);

/* -log10 |got - want| / |want|, or without the division where want is 0; within 0 and 17, and 0
 * where got is not finite. */
double lsq_right_digits(double got, arb_srcptr want);

/* ---- the condition number (compare_condition.c) ---- */

/* *condition = the 2-norm condition number of X, with its columns scaled to length 1 if `scaled`,
 * to about 14 digits whatever its size; NAN without full rank and, unscaled, where X'X or its
 * inverse is beyond the range of a double; 1 without columns.  Fails as lsq_regression_refine and
 * lsq_factor_eigen. */
lsq_status lsq_condition(double *condition, lsq_regression *g, int scaled, const lsq_lapack *L,
                         lsq_error *error);

/* ---- rounding (compare_rounded.c) ---- */

/* *digits = the right digits of the worst coefficient in the exact solution for the rows as
 * doubles; NAN without full rank or terms, and for more than LSQ_ROUNDED_COST of n (p + q)^2,
 * 10 to 30 seconds, less than GSL takes there.  Fails as lsq_regression_refine. */
#define LSQ_ROUNDED_COST 4e9
lsq_status lsq_rounded_digits(double *digits, lsq_judge *judge, const lsq_rows *kept,
                              lsq_error *error);

/* ---- one solver (compare_run.c) ---- */

/* What the run of one solver needs. */
typedef struct lsq_bench {
    lsq_comparison *comparison;
    const lsq_rows *kept;
    const lsq_solver_options *options;
    lsq_judge judge;
    int64_t p, q;
    lsq_matrix block; /* scratch for LSQ_BLOCK_ROWS rows */
} lsq_bench;

/* Append the entry of a solver: the exact one, which took `seconds`; a method of section 5; one
 * from outside.  What a solver cannot do is in its entry; lost memory of our own, wrong options
 * (LSQ_EUSAGE) and a missing LAPACK (LSQ_EIO) end in an error. */
lsq_status lsq_run_exact(lsq_bench *bench, double seconds, lsq_error *error);
lsq_status lsq_run_method(lsq_bench *bench, const char *name, lsq_error *error);
lsq_status lsq_run_outside(lsq_bench *bench, const lsq_outside *outside, lsq_error *error);

#endif
