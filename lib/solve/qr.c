/* qr.c - least squares by Householder QR in cache blocks with all rows kept, refined.
 *
 *   [X Y] D = Q [R; 0],  D = diag of powers of 2     B = D R_xx^-1 R_xy D_y^-1
 *
 * Householder 1958, Golub 1965; block by block as in Demmel, Grigori, Hoemmen and Langou 2012
 * (blocks.c).  Y goes through the reflectors as further columns, so that Q'Y is there without
 * another product.  Backward stable column by column: B is exact for X + E with |E e_j| <= c u
 * |X e_j|, so its error is about cond u + cond^2 u |residuals| / |fitted|.  As the rows are there,
 * one step of refinement, or up to five where the condition does not promise that one suffices,
 * then brings B and RSS close to the exact ones for the doubles in X and Y (refine.c); C has the
 * error of R, about cond u.
 *
 * Cost: 2 n (p + q)^2 flops, 28 n p q for a step of refinement, and a second copy of the rows.
 * LSQ_ENUMERIC where the columns are dependent or outnumber the rows.
 *
 * SPDX-License-Identifier: MIT */
#include "../base/text.h"
#include "blocks.h"
#include "method.h"
#include "refine.h"
#include "triangle.h"

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error) {
    (void)options;
    int steps;
    lsq_blocks QR;
    lsq_status status = lsq_need_rows(kept->n, kept->p, error);
    if (!status)
        status = lsq_blocks_init(&QR, kept, error);
    if (status)
        return status;
    status = lsq_answer_from_triangle(result, kept->L, lsq_matrix_look(&QR.R), kept->n, QR.exponent,
                                      &kept->account, error);
    if (!status)
        status = lsq_refine(result, &steps, kept, &QR, error);
    if (!status && steps > 0)
        lsq_result_note(result,
                        "condition number of the scaled columns %s; %d step%s of refinement with "
                        "residuals in twice the working precision",
                        lsq_short_number(1 / result->answer.rcond).text, steps,
                        steps == 1 ? "" : "s");
    lsq_blocks_clear(&QR);
    return status;
}

const lsq_method lsq_method_qr = {.name = "qr",
                                  .summary = "Householder QR of all rows, refined",
                                  .takes = " ",
                                  .keep = LSQ_KEEP_ROWS,
                                  .solve = solve};
