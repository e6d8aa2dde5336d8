/* products.h - P = Z'Z exactly, added up over blocks of k integer columns.
 *
 * Blocks come with a plan: how the columns are cut into slices.  As long as blocks fit it, the
 * products of slices add up in words; these are put together as big integers when a block does not
 * fit the plan or makes it a waste, when the words are full, and when somebody asks.
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
    int length;     /* of a slice: which of those there are ... */
    int b;          /* ... and in bits */
    int kept;       /* sums are kept from block to block, as one matrix, being not too many */
    /* what is not put together yet */
    int64_t pending; /* rows */
    int64_t *sums;   /* of products of slices */
    double *slices;  /* of a chunk of rows */
    int64_t sums_capacity, slices_capacity;
} lsq_products;

/* No rows of k columns.  Takes no memory until rows come. */
void lsq_products_init(lsq_products *w, int64_t k);
void lsq_products_clear(lsq_products *w);

/* Index of entry (i, j), i <= j, of a symmetric k-by-k matrix kept as its packed upper triangle. */
static inline int64_t lsq_packed(int64_t i, int64_t j) {
    return j * (j + 1) / 2 + i;
}

/* P += Z'Z for Z[0 .. k), the scales left aside; all columns have the same number of rows.  Costs
 * about rows * S^2 / 2 multiply-adds for S slices in all.  LSQ_ENOMEM; P is then as before. */
lsq_status lsq_products_add(lsq_products *w, const lsq_integers *Z, lsq_error *error);

/* P (packed, k (k + 1) / 2) with all its rows; NULL before there were any. */
const fmpz *lsq_products_all(lsq_products *w);

/* P = 0; the plan stays. */
void lsq_products_reset(lsq_products *w);

#endif
