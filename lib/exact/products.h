/* products.h - P += Z'Z exactly, for the k integer columns of a block.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_PRODUCTS_H
#define LSQ_EXACT_PRODUCTS_H

#include "../base/simd.h"
#include "../base/stopwatch.h"
#include "integers.h"

/* Room for slices and their products, grown as needed and reused from block to block. */
typedef struct lsq_products {
    lsq_simd simd;
    double *slices, *dots;
    int64_t slices_capacity, dots_capacity;
    int64_t *first; /* first slice of each column, k + 1 of them */
    int64_t first_capacity;
    lsq_stopwatch *watch; /* NULL: nobody asks */
} lsq_products;

void lsq_products_init(lsq_products *w);
void lsq_products_clear(lsq_products *w);

/* Index of entry (i, j), i <= j, of a symmetric k-by-k matrix kept as its packed upper triangle. */
static inline int64_t lsq_packed(int64_t i, int64_t j) {
    return j * (j + 1) / 2 + i;
}

/* P (packed, k (k + 1) / 2) += Z'Z for Z[0 .. k), the scales left aside; all columns have the same
 * number of rows. Costs about rows * S^2 / 2 multiply-adds for S slices in all.  LSQ_ENOMEM; P is
 * then as before. */
lsq_status lsq_products_add(lsq_products *w, fmpz *P, const lsq_integers *Z, int64_t k,
                            lsq_error *error);

#endif
