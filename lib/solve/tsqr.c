/* tsqr.c - least squares by QR, block by block: memory does not grow with the rows.
 *
 *   [R; block] = Q R',   R of [X Y] at the end of the rows;   B = R_xx^-1 R_xy
 *
 * Demmel, Grigori, Hoemmen and Langou, Communication-optimal parallel and sequential QR and LU
 * factorizations (2012), here the sequential, flat tree.  The orthogonal factors are not kept: Y
 * goes through them as further columns.  Cost: 2 n (p + q)^2 flops, a matrix of (p + q)^2 and one
 * block.  As stable as Householder QR of all rows at once; the answer is LSQ_ENUMERIC where the
 * columns are dependent or outnumber the rows.
 *
 * SPDX-License-Identifier: MIT */
#include "method.h"
#include "triangle.h"

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error) {
    (void)options;
    return lsq_answer_from_triangle(result, kept->L, lsq_matrix_look(&kept->square), kept->n, NULL,
                                    &kept->account, error);
}

const lsq_method lsq_method_tsqr = {.name = "tsqr",
                                    .summary = "QR block by block, in one pass",
                                    .takes = " ",
                                    .keep = LSQ_KEEP_TRIANGLE,
                                    .solve = solve};
