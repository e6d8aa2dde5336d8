/* moments.h - the accumulator M = Z'Z of the monomials of a model, exact.
 *
 * Column 0 of Z is the constant 1, so M_00 is the number of rows and M_0j the sum of column j.
 * Public calls (lsq.h) count the other columns only.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MOMENTS_MOMENTS_H
#define LSQ_MOMENTS_MOMENTS_H

#include <lsq.h>

#include "../exact/integers.h"
#include "../exact/products.h"

struct lsq_moments {
    int64_t k; /* columns of Z with the constant */
    fmpz *M; /* packed upper triangle: entry (i, j) is M[lsq_packed(i, j)] times the units of i and
                j */
    int64_t *exp10; /* unit of column j = 10^exp10 2^exp2, the finest seen so far */
    int64_t *exp2;
    lsq_products work;             /* of blocks that are not in M yet ... */
    int64_t pending;               /* ... their rows ... */
    int64_t *pending10, *pending2; /* ... and their units */
    lsq_integers *Z; /* k columns for rows given as doubles; NULL before there are any */
};

/* Add the rows of a block, Z[0 .. k) with Z[0] = 1.
 *
 * The moments grow by Z'Z, exactly.  Costs rows S^2 / 2 multiply-adds for S slices in all
 * (products.h), and k^2 / 2 additions of big integers where a block has another unit than the one
 * before.  Columns of doubles are brought to its unit as far as slices have room (their exp2 and
 * bits change).  A block coarser than the unit of M is multiplied up, a finer one refines M.
 * LSQ_ENOMEM; M is then as before. */
lsq_status lsq_moments_add_block(lsq_moments *moments, lsq_integers *Z, lsq_error *error);

/* Bring the blocks that are not in M yet there.  All functions of moments do so themselves: it is
 * for those who look at M, exp10 and exp2 without them. */
void lsq_moments_settle(const lsq_moments *moments);

/* *picked = the moments of columns[0 .. k) of `from`, constant included: columns[0] is 0. */
lsq_status lsq_moments_pick(lsq_moments **picked, const lsq_moments *from, const int64_t *columns,
                            int64_t k, lsq_error *error);

#endif
