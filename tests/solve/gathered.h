/* gathered.h - all kept rows as one matrix, for the tests of what keeps them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SOLVE_GATHERED_H
#define SOLVE_GATHERED_H

#include <assert.h>

#include "solve/method.h"

/* A fresh matrix with all kept rows, n-by-k (LSQ_KEEP_ROWS). */
static inline lsq_status gather_rows(const lsq_kept *kept, lsq_matrix *A, lsq_account *account,
                                     lsq_error *error) {
    int64_t k = kept->p + kept->q, at = 0;
    assert(kept->keep == LSQ_KEEP_ROWS);
    lsq_status status = lsq_matrix_init(A, kept->n, k, account, error);
    for (int64_t c = 0; !status && c < kept->n_chunks; c++) {
        const lsq_matrix *chunk = &kept->chunks[c];
        status = lsq_copy(lsq_view_block(lsq_matrix_view(A), at, 0, chunk->rows, k),
                          lsq_matrix_look(chunk), error);
        at += chunk->rows;
    }
    if (status)
        lsq_matrix_clear(A);
    return status;
}

#endif
