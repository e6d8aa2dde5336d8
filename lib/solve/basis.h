/* basis.h - which terms are independent, and what the others equal: rank and relations, exact.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_BASIS_H
#define LSQ_SOLVE_BASIS_H

#include "normal.h"

typedef struct lsq_basis {
    int64_t p, rank;
    int64_t
        *kept; /* the rank independent terms, ascending: each is independent of those before it */
    int64_t *place; /* of each of the p terms: its index in kept, -1 if it is aliased */
    fmpq_mat_t R;   /* rank-by-p: term_j = sum_i R_ij term_kept(i), in the terms' own units */
} lsq_basis;

/* The rank of X'X is that of X, and so are its relations.  Full rank is proven modulo one prime,
 * O(p^3) word operations; otherwise the reduced echelon form over the integers tells all. */
lsq_status lsq_basis_init(lsq_basis *basis, const lsq_normal *N, lsq_error *error);

/* The same as a classical method found them, whose doubles are taken as the numbers they are.
 * Where it says a rank and not which columns are left out (a minimum-norm solution may), the last
 * ones are, with relations of 0. */
lsq_status lsq_basis_give(lsq_basis *basis, const lsq_normal *N, const lsq_answer *answer,
                          lsq_error *error);
void lsq_basis_clear(lsq_basis *basis);

#endif
