/* gather.c - what is kept of the rows of A = [X Y], m of them at a time.
 *
 *   products   G += A'A                  k = p + q columns, m k^2 flops a block of m rows
 *   triangle   [R; A] = Q [R'; 0]        2 m k^2 flops
 *   rows       A, as it came
 *
 * The triangle is the sequential TSQR of Demmel, Grigori, Hoemmen and Langou (2012): rows are
 * folded into R in pieces that stay in the cache, so that they come from memory once, while the QR
 * of all rows goes through memory once for each panel.  R is that of an A + E with |E| a small
 * multiple of sqrt(k) u |A| for each fold, which does not grow along the sequence beyond the number
 * of folds, and in practice not even so.
 *
 * What fails in the middle of a block leaves the square half changed; the mark, a copy of the
 * square, undoes it.
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "method.h"

/* Doubles of a block: 200 KB of a core's second-level cache.  On Zen 5 the time of a fold is flat
 * from half of this to four times as much for 11 and for 101 columns. */
enum { BLOCK_DOUBLES = 25600, LEAST_ROWS = 32 };

/* Columns of a panel inside a fold.  It is done by products of matrices and vectors, so it is
 * narrower than panels usually are: 32 costs half as much again as 8 with 101 columns. */
enum { NARROW = 4, WIDE = 8, WIDE_FROM = 32 };

int64_t lsq_kept_panel(const lsq_kept *kept) {
    int64_t k = kept->p + kept->q, nb = k < WIDE_FROM ? NARROW : WIDE;
    return nb < k ? nb : k;
}

int64_t lsq_kept_block_rows(const lsq_kept *kept) {
    int64_t k = kept->p + kept->q, rows = BLOCK_DOUBLES / k;
    if (rows < LEAST_ROWS)
        rows = LEAST_ROWS;
    /* fewer rows than columns would read and write R more often than the rows */
    return kept->keep == LSQ_KEEP_TRIANGLE && rows < k ? k : rows;
}

static lsq_status init_triangle(lsq_kept *kept, lsq_error *error) {
    int64_t k = kept->p + kept->q, nb = lsq_kept_panel(kept);
    lsq_status status = lsq_matrix_init(&kept->fold_T, nb, k, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&kept->fold_work, nb, k, &kept->account, error);
    return status;
}

lsq_status lsq_kept_init(lsq_kept *kept, const lsq_lapack *L, lsq_keep keep, int64_t p, int64_t q,
                         lsq_error *error) {
    assert(p >= 0 && q >= 1);
    memset(kept, 0, sizeof *kept);
    kept->L = L;
    kept->keep = keep;
    kept->p = p;
    kept->q = q;
    lsq_status status = LSQ_OK;
    if (keep != LSQ_KEEP_ROWS)
        status = lsq_matrix_init(&kept->square, p + q, p + q, &kept->account, error);
    if (!status && keep != LSQ_KEEP_ROWS)
        status = lsq_matrix_init(&kept->mark, p + q, p + q, &kept->account, error);
    if (!status && keep == LSQ_KEEP_TRIANGLE)
        status = init_triangle(kept, error);
    if (status)
        lsq_kept_clear(kept);
    return status;
}

static void drop_chunks(lsq_kept *kept, int64_t left) {
    while (kept->n_chunks > left)
        lsq_matrix_clear(&kept->chunks[--kept->n_chunks]);
}

void lsq_kept_clear(lsq_kept *kept) {
    drop_chunks(kept, 0);
    free(kept->chunks);
    lsq_matrix_clear(&kept->square);
    lsq_matrix_clear(&kept->mark);
    lsq_matrix_clear(&kept->fold);
    lsq_matrix_clear(&kept->fold_T);
    lsq_matrix_clear(&kept->fold_work);
    memset(kept, 0, sizeof *kept);
}

void lsq_kept_reset(lsq_kept *kept) {
    drop_chunks(kept, 0);
    lsq_set_zero(lsq_matrix_view(&kept->square));
    kept->n = 0;
    kept->given = kept->penalised = 0;
    kept->account.peak = kept->account.now;
    lsq_kept_mark(kept);
}

static void copy_square(lsq_matrix *to, const lsq_matrix *from) {
    if (from->data)
        memcpy(to->data, from->data,
               (size_t)from->rows * (size_t)from->columns * sizeof *from->data);
}

void lsq_kept_mark(lsq_kept *kept) {
    copy_square(&kept->mark, &kept->square);
    kept->mark_n = kept->n;
    kept->mark_chunks = kept->n_chunks;
}

void lsq_kept_back(lsq_kept *kept) {
    copy_square(&kept->square, &kept->mark);
    kept->n = kept->mark_n;
    drop_chunks(kept, kept->mark_chunks);
}

void lsq_mark_squares(lsq_view G, lsq_const_view A) {
    for (int64_t j = 0; j < A.columns; j++) {
        double *square = &G.data[j + j * G.ld];
        for (int64_t i = 0; *square == 0 && i < A.rows; i++)
            if (A.data[i + j * A.ld] != 0)
                *square = 0x1p-1074;
    }
}

/* The rows of a tall matrix are far apart in memory, at distances that are bad for caches: pieces
 * of it are folded in a copy. */
static lsq_status fold_pieces(lsq_kept *kept, lsq_view block, int64_t height, lsq_error *error) {
    int64_t k = block.columns;
    lsq_status status = LSQ_OK;
    if (!kept->fold.data)
        status = lsq_matrix_init(&kept->fold, height, k, &kept->account, error);
    for (int64_t at = 0; !status && at < block.rows; at += height) {
        int64_t rows = block.rows - at < height ? block.rows - at : height;
        lsq_view piece = lsq_view_block(lsq_matrix_view(&kept->fold), 0, 0, rows, k);
        status = lsq_copy(piece, lsq_view_look(lsq_view_block(block, at, 0, rows, k)), error);
        if (!status)
            status = lsq_fold_rows(kept->L, lsq_matrix_view(&kept->square), piece,
                                   lsq_matrix_view(&kept->fold_T),
                                   lsq_matrix_view(&kept->fold_work), error);
    }
    return status;
}

static lsq_status fold(lsq_kept *kept, lsq_view block, lsq_error *error) {
    int64_t height = lsq_kept_block_rows(kept);
    if (block.rows > height)
        return fold_pieces(kept, block, height, error);
    return lsq_fold_rows(kept->L, lsq_matrix_view(&kept->square), block,
                         lsq_matrix_view(&kept->fold_T), lsq_matrix_view(&kept->fold_work), error);
}

lsq_status lsq_kept_add(lsq_kept *kept, lsq_view block, lsq_error *error) {
    lsq_view chunk;
    lsq_status status = LSQ_OK;
    assert(block.columns == kept->p + kept->q && !kept->given);
    if (!block.rows)
        return LSQ_OK;
    switch (kept->keep) {
    case LSQ_KEEP_PRODUCTS:
        status =
            lsq_gram(kept->L, 1, lsq_view_look(block), 1, lsq_matrix_view(&kept->square), error);
        lsq_mark_squares(lsq_matrix_view(&kept->square), lsq_view_look(block));
        break;
    case LSQ_KEEP_TRIANGLE:
        status = fold(kept, block, error);
        break;
    case LSQ_KEEP_ROWS:
        status = lsq_kept_new_chunk(kept, block.rows, &chunk, error);
        return status ? status : lsq_copy(chunk, lsq_view_look(block), error);
    }
    if (!status)
        kept->n += block.rows;
    return status;
}

lsq_status lsq_kept_add_apart(lsq_kept *kept, lsq_const_view X, lsq_const_view Y,
                              lsq_error *error) {
    int64_t p = kept->p, q = kept->q;
    lsq_view G = lsq_matrix_view(&kept->square);
    assert(kept->keep == LSQ_KEEP_PRODUCTS && X.rows == Y.rows && !kept->given);
    lsq_status status = lsq_gram(kept->L, 1, X, 1, lsq_view_block(G, 0, 0, p, p), error);
    /* a vector at a time: a product of matrices is made for more columns than Y has */
    for (int64_t r = 0; !status && r < q; r++)
        status = lsq_multiply_vector(kept->L, 1, X, LSQ_TRANSPOSED, Y.data + r * Y.ld, 1,
                                     G.data + (p + r) * G.ld, error);
    if (!status)
        status = lsq_gram(kept->L, 1, Y, 1, lsq_view_block(G, p, p, q, q), error);
    lsq_mark_squares(lsq_view_block(G, 0, 0, p, p), X);
    lsq_mark_squares(lsq_view_block(G, p, p, q, q), Y);
    if (!status)
        kept->n += X.rows;
    return status;
}

/* A product below 2^-1022 may be off by 2^-1075, so n of them by n 2^-1075, which is below u of
 * |a_i| |a_j| where both squares are above n 2^-1021: the diagonal stands for all of G. */
lsq_status lsq_check_squares(lsq_const_view G, const lsq_kept *kept, lsq_error *error) {
    for (int64_t j = 0; j < G.columns; j++) {
        double d = G.data[j + j * G.ld];
        if (!(d < (double)kept->n * 0x1p-1021) || d == 0)
            continue;
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the sum of squares of %s underflows a double; scale the column, or use "
                        "the exact solver",
                        lsq_column_name(kept->names, kept->p, j).text);
    }
    return LSQ_OK;
}

lsq_status lsq_kept_new_chunk(lsq_kept *kept, int64_t rows, lsq_view *chunk, lsq_error *error) {
    assert(kept->keep == LSQ_KEEP_ROWS);
    lsq_status status = lsq_grow(&kept->chunks, &kept->chunks_capacity, kept->n_chunks + 1,
                                 sizeof *kept->chunks, error);
    if (status)
        return status;
    lsq_matrix *fresh = &kept->chunks[kept->n_chunks];
    status = lsq_matrix_init(fresh, rows, kept->p + kept->q, &kept->account, error);
    if (status)
        return status;
    kept->n_chunks++;
    kept->n += rows;
    *chunk = lsq_matrix_view(fresh);
    return LSQ_OK;
}
