/* sweep.h - which columns of X are independent, in doubles, and what the others equal.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_SWEEP_H
#define LSQ_SOLVE_SWEEP_H

#include "method.h"

/* The columns of R_xx without their lengths: R e_j = 2^exponent[j] length[j] U e_j with |U e_j| =
 * 1, or 0 for a zero column.  The units of the columns so have no influence on the rank. */
typedef struct lsq_directions {
    const lsq_lapack *L;
    int64_t p;
    lsq_matrix U; /* p-by-p, zeros below the diagonal */
    double *length;
    int *exponent;
    lsq_account *account;
} lsq_directions;

/* From the triangle R of [X Y], of which the first p rows and columns are read.
 * LSQ_ENUMERIC if an element of them is not finite. */
lsq_status lsq_directions_init(lsq_directions *d, const lsq_lapack *L, lsq_const_view R, int64_t p,
                               lsq_account *account, lsq_error *error);
void lsq_directions_clear(lsq_directions *d);

/* The tolerance of the options, else max(n, 4 p) 2^-52, so that what a method without a tolerance
 * refuses, rcond < p 2^-50, has a singular value below it. */
double lsq_rank_tolerance(const lsq_solver_options *options, int64_t n, int64_t p);

/* aliased[j] = 1 for each column that is a combination of the columns kept before it if each of
 * them is moved by `tolerance` of its length, so that, as in R, the later ones go; *rank = the
 * number of the others. */
lsq_status lsq_sweep(unsigned char *aliased, int64_t *rank, const lsq_directions *d,
                     double tolerance, lsq_error *error);

/* columns = `rank` independent columns, ascending, and aliased = 1 for the others: by lsq_sweep if
 * it finds as many, else the first ones of a QR with column pivoting, best for the condition. */
lsq_status lsq_pick_columns(int64_t *columns, unsigned char *aliased, int64_t rank,
                            const lsq_directions *d, double tolerance, lsq_error *error);

/* The columns as combinations of the `rank` ones given, twice:
 *
 *   shares     rank-by-p, or without data: U e_j = sum_i shares(i, j) U e_columns[i] as least
 *              squares give it, for computing
 *   relations  p-by-p, for people: aliased column j = sum_i relations(i, j) column i in the units
 *              of the columns; shares that rounding could have made are 0 where that moves column
 *              j by no more than `tolerance` in the columns does
 *
 * LSQ_ENUMERIC where a relation is beyond the range of doubles; `names` is for that message. */
lsq_status lsq_relate(lsq_view relations, lsq_view shares, const lsq_directions *d,
                      const int64_t *columns, int64_t rank, const unsigned char *aliased,
                      double tolerance, const char *const *names, lsq_error *error);

#endif
