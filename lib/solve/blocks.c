/* blocks.c - QR of the kept rows in blocks that stay in the cache, with all of Q.
 *
 *   [R_b-1; A_b D] = Q_b [R_b; 0],  R_0 = 0        Q = Q_1 Q_2 ... , R the last R_b
 *
 * The sequential TSQR of Demmel, Grigori, Hoemmen and Langou (2012; see gather.c) with the
 * reflectors kept: Q_b = I - [I; V_b] T_b [I; V_b]', where V_b takes the place of the rows A_b and
 * T_b has its panels of nb columns.  The reflectors of the first p columns are those of the QR of
 * X, and the triangles of a panel's first columns are those of its first reflectors, so X and Y are
 * factored together and Q applied for X alone.  D is of powers of 2, which keeps long columns from
 * overflowing and rounds nothing that counts.
 *
 * Cost: 2 n k^2 flops, and the rows come from memory once; so they do for a product by Q.  As
 * backward stable as Householder QR, column by column.
 *
 * SPDX-License-Identifier: MIT */
#include "blocks.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "../base/memory.h"

enum { LEAST_EXPONENT = -1022 }; /* 2^1022 is a double, 2^1074 is none */

/* ---- reading the rows ---- */

void lsq_blocks_read(const lsq_kept *kept, lsq_block_place place, int64_t rows, int64_t column,
                     int exponent, double *restrict to) {
    double factor = ldexp(1, -exponent);
    while (rows > 0) {
        const lsq_matrix *chunk = &kept->chunks[place.chunk];
        int64_t left = chunk->rows - place.row, m = rows < left ? rows : left;
        const double *restrict from = chunk->data + place.row + column * chunk->rows;
        for (int64_t i = 0; i < m; i++)
            to[i] = from[i] * factor;
        to += m;
        rows -= m;
        place = (lsq_block_place){place.chunk + 1, 0};
    }
}

void lsq_blocks_advance(const lsq_kept *kept, lsq_block_place *place, int64_t rows) {
    place->row += rows;
    while (place->chunk < kept->n_chunks && place->row >= kept->chunks[place->chunk].rows)
        place->row -= kept->chunks[place->chunk++].rows;
}

static void find_exponents(int *exponent, const lsq_kept *kept) {
    for (int64_t j = 0; j < kept->p + kept->q; j++) {
        double most = 0;
        for (int64_t c = 0; c < kept->n_chunks; c++) {
            lsq_const_view chunk = lsq_matrix_look(&kept->chunks[c]);
            most = fmax(most, lsq_norm_max(lsq_look_block(chunk, 0, j, chunk.rows, 1)));
        }
        frexp(most, &exponent[j]);
        if (exponent[j] < LEAST_EXPONENT)
            exponent[j] = LEAST_EXPONENT;
    }
}

/* ---- factors ---- */

/* Block b: its reflectors and their triangles. */
static lsq_view block_rows(const lsq_blocks *blocks, int64_t b) {
    int64_t k = blocks->R.columns, at = b * blocks->height, rows = blocks->n - at;
    rows = rows < blocks->height ? rows : blocks->height;
    return (lsq_view){blocks->V.data + at * k, rows, k, rows};
}

static lsq_view block_T(const lsq_blocks *blocks, int64_t b) {
    int64_t k = blocks->R.columns, nb = blocks->T.rows;
    return (lsq_view){blocks->T.data + b * nb * k, nb, k, nb};
}

static int64_t count_of(const lsq_blocks *blocks) {
    return (blocks->n + blocks->height - 1) / blocks->height;
}

static lsq_status factor(lsq_blocks *blocks, const lsq_kept *kept, lsq_error *error) {
    lsq_status status = LSQ_OK;
    lsq_block_place place = {0, 0};
    for (int64_t b = 0; !status && b < count_of(blocks); b++) {
        lsq_view V = block_rows(blocks, b);
        for (int64_t j = 0; j < V.columns; j++)
            lsq_blocks_read(kept, place, V.rows, j, blocks->exponent[j], V.data + j * V.ld);
        lsq_blocks_advance(kept, &place, V.rows);
        status = lsq_fold_rows(blocks->L, lsq_matrix_view(&blocks->R), V, block_T(blocks, b),
                               lsq_matrix_view(&blocks->work), error);
    }
    return status;
}

lsq_status lsq_blocks_init(lsq_blocks *blocks, lsq_kept *kept, lsq_error *error) {
    int64_t k = kept->p + kept->q, nb = lsq_kept_panel(kept);
    int64_t height = lsq_kept_block_rows(kept);
    assert(kept->keep == LSQ_KEEP_ROWS && k >= 1);
    /* fewer rows than columns would read and write R more often than the rows */
    *blocks = (lsq_blocks){.L = kept->L, .n = kept->n, .height = height < k ? k : height};
    lsq_status status = lsq_alloc(&blocks->exponent, k, sizeof *blocks->exponent, error);
    if (!status)
        status = lsq_matrix_init(&blocks->R, k, k, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&blocks->V, k, kept->n, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&blocks->T, nb, k * count_of(blocks), &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&blocks->work, nb, k, &kept->account, error);
    if (!status) {
        find_exponents(blocks->exponent, kept);
        status = factor(blocks, kept, error);
    }
    if (status)
        lsq_blocks_clear(blocks);
    return status;
}

void lsq_blocks_clear(lsq_blocks *blocks) {
    lsq_matrix_clear(&blocks->R);
    lsq_matrix_clear(&blocks->V);
    lsq_matrix_clear(&blocks->T);
    lsq_matrix_clear(&blocks->work);
    free(blocks->exponent);
    blocks->exponent = NULL;
}

lsq_status lsq_blocks_apply(lsq_blocks *blocks, lsq_op op, lsq_view C, lsq_view F,
                            lsq_error *error) {
    int64_t p = C.rows, nb = blocks->T.rows < p ? blocks->T.rows : p, count = count_of(blocks);
    lsq_view work = {blocks->work.data, nb, C.columns, nb};
    lsq_status status = LSQ_OK;
    assert(p + C.columns == blocks->R.columns && F.rows == blocks->n);
    for (int64_t i = 0; !status && i < count; i++) {
        int64_t b = op == LSQ_TRANSPOSED ? i : count - 1 - i; /* Q' = ... Q_2' Q_1' */
        lsq_const_view V = lsq_view_look(block_rows(blocks, b));
        lsq_const_view T = lsq_view_look(block_T(blocks, b));
        status = lsq_apply_fold(
            blocks->L, lsq_look_block(V, 0, 0, V.rows, p), lsq_look_block(T, 0, 0, nb, p), op, C,
            lsq_view_block(F, b * blocks->height, 0, V.rows, F.columns), work, error);
    }
    return status;
}
