/* blocks.h - QR of the kept rows in blocks that stay in the cache, with all of Q.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_BLOCKS_H
#define LSQ_SOLVE_BLOCKS_H

#include "method.h"

/* [0; A D] = Q [R; 0] for the kept rows A = [X Y], n-by-k, D = diag(2^-exponent), below k rows of
 * zeros.  Each block has a matrix of its own: the reflectors where its rows were, without gaps. */
typedef struct lsq_blocks {
    const lsq_lapack *L;
    int64_t n, height; /* rows of all, of each block but the last */
    int *exponent;     /* k, at least -1022: the largest element of each column is in [1/2, 1) */
    lsq_matrix R;      /* k-by-k, zeros below the diagonal */
    lsq_matrix V;      /* k-by-n in memory: the blocks, one after the other */
    lsq_matrix T;      /* nb-by-k for each block, side by side */
    lsq_matrix work;   /* nb-by-k */
} lsq_blocks;

/* 2 n k^2 flops; n (k + nb k / height) doubles, height >= k and nb <= 8. */
lsq_status lsq_blocks_init(lsq_blocks *blocks, lsq_kept *kept, lsq_error *error);
void lsq_blocks_clear(lsq_blocks *blocks);

/* [C; F] = op(Q) [C; F] with the reflectors of the first p columns, C being p-by-q and F n-by-q for
 * the p and q of the rows.  4 n p q flops. */
lsq_status lsq_blocks_apply(lsq_blocks *blocks, lsq_op op, lsq_view C, lsq_view F,
                            lsq_error *error);

/* A place between the kept rows; begin with zeros. */
typedef struct lsq_block_place {
    int64_t chunk, row;
} lsq_block_place;

/* to = `rows` elements of a column from that place on, times 2^-exponent. */
void lsq_blocks_read(const lsq_kept *kept, lsq_block_place place, int64_t rows, int64_t column,
                     int exponent, double *to);
void lsq_blocks_advance(const lsq_kept *kept, lsq_block_place *place, int64_t rows);

#endif
