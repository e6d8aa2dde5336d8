/* enclose.h - the solution of the normal equations in balls, and exactly where a ball cannot
 * decide; or a solution given in doubles in the same form.
 *
 * Everything here is in the units of S, over the kept terms of the basis.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_ENCLOSE_H
#define LSQ_SOLVE_ENCLOSE_H

#include "basis.h"

typedef struct lsq_solution {
    const lsq_normal *N;
    const lsq_basis *basis;
    slong prec;    /* of the balls, 0 before the first */
    arb_mat_t C;   /* (X'X)^-1, rank-by-rank */
    arb_mat_t B;   /* coefficients, rank-by-q */
    arb_mat_t rss; /* residual sums of squares, 1-by-q */
    int is_exact;  /* B_exact and rss_exact are there, and the balls follow from them */
    fmpq_mat_t B_exact, rss_exact;
    fmpq *C_exact;           /* the diagonal of C, entries 0 until they are asked for */
    const lsq_answer *given; /* the doubles that stand for the solution, NULL: it is computed */
} lsq_solution;

void lsq_solution_init(lsq_solution *s, const lsq_normal *N, const lsq_basis *basis);

/* The solution of a classical method: its doubles are the exact values, and only the balls are
 * computed, which are theirs.  C is 0 where the answer has none.  The answer outlives s. */
void lsq_solution_give(lsq_solution *s, const lsq_normal *N, const lsq_basis *basis,
                       const lsq_answer *answer);
void lsq_solution_clear(lsq_solution *s);

/* Recompute the balls with at least `prec` bits, more where Cholesky needs them.  Costs O(rank^3)
 * ball operations.  LSQ_EUSAGE if X'X is proven not to be positive definite: it is then no X'X.
 * LSQ_ELIMIT if the balls would take more than MOST_BYTES. */
lsq_status lsq_solution_refine(lsq_solution *s, slong prec, lsq_error *error);

/* Compute the coefficients and residual sums of squares as rationals (Dixon lifting). */
void lsq_solution_make_exact(lsq_solution *s);

/* c = (X'X)^-1_ii as a rational, by one exact solve the first time. */
void lsq_solution_exact_inverse(fmpq_t c, lsq_solution *s, int64_t i);

#endif
