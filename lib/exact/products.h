/* products.h - P = Z'Z exactly, added up over blocks of k integer columns, of which the first is
 * the constant 1.
 *
 * Blocks come with a plan: what is taken off each column, so that numbers far from zero need fewer
 * slices, and how the columns are cut.  As long as blocks fit it, the products of slices add up in
 * words.  These are put together as big integers when a block does not fit the plan or makes it a
 * waste, when the words are full, and when somebody asks.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_PRODUCTS_H
#define LSQ_EXACT_PRODUCTS_H

#include "../base/simd.h"
#include "../base/stopwatch.h"
#include "integers.h"

typedef struct lsq_products {
    int64_t k;
    lsq_simd simd;
    lsq_stopwatch *watch; /* NULL: nobody asks */
    fmpz *P;              /* packed, of the rows that are put together */
    /* the plan */
    int64_t *first; /* first slice of each column, k + 1 of them; first[k] = 0: no plan */
    int64_t *shift; /* is taken off column j before it is cut */
    int shifted;    /* a shift is not 0 */
    int length;     /* of a slice: which of those there are ... */
    int b;          /* ... and in bits */
    int kept;       /* sums are kept from block to block, as one matrix, being not too many */
    int64_t rows;   /* that came by it */
    /* what is not put together yet */
    int64_t pending; /* rows */
    int64_t *sums;   /* of products of slices */
    fmpz *before;    /* row 0 of P as it was when shifts were last put back */
    /* room */
    int64_t *bits;  /* of the columns of a block, without their shifts */
    double *slices; /* of a chunk of rows */
    int64_t sums_capacity, slices_capacity;
} lsq_products;

/* No rows of k columns.  Takes no memory until rows come. */
void lsq_products_init(lsq_products *w, int64_t k);
void lsq_products_clear(lsq_products *w);

/* Index of entry (i, j), i <= j, of a symmetric k-by-k matrix kept as its packed upper triangle. */
static inline int64_t lsq_packed(int64_t i, int64_t j) {
    return j * (j + 1) / 2 + i;
}

/* Make a plan that the block fits, if it does not fit the one there is.  LSQ_ENOMEM; there is no
 * plan then, and P is as before. */
lsq_status lsq_products_plan(lsq_products *w, const lsq_integers *Z, lsq_error *error);

/* The longest numbers, in bits, that column j may have under the plan. */
int64_t lsq_products_room(const lsq_products *w, int64_t j);

/* P += Z'Z for Z[0 .. k), the scales left aside, Z[0] = 1; all columns have the same number of
 * rows, and fit the plan that was made for them.  Costs about rows * S^2 / 2 multiply-adds for S
 * slices in all. */
void lsq_products_add(lsq_products *w, const lsq_integers *Z);

/* P (packed, k (k + 1) / 2) with all its rows; NULL before there were any. */
const fmpz *lsq_products_all(lsq_products *w);

/* P = 0; the plan stays. */
void lsq_products_reset(lsq_products *w);

#endif
