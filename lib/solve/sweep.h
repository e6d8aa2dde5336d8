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

/* From the triangle R of [X Y], of which the first p rows and columns are read, all finite. */
lsq_status lsq_directions_init(lsq_directions *d, const lsq_lapack *L, lsq_const_view R, int64_t p,
                               lsq_account *account, lsq_error *error);
void lsq_directions_clear(lsq_directions *d);

/* The tolerance of the options, else max(n, p) 2^-52. */
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

/* relations(i, j), p-by-p: aliased column j = sum_i relations(i, j) column i over the `rank`
 * columns given; a share that `tolerance` in the columns could have made is 0. */
lsq_status lsq_relate(lsq_view relations, const lsq_directions *d, const int64_t *columns,
                      int64_t rank, const unsigned char *aliased, double tolerance,
                      lsq_error *error);

#endif
