/* qr.c - least squares by Householder QR of all rows at once, refined.
 *
 *   [X Y] D = Q [R; 0],  D = diag of powers of 2     B = D R_xx^-1 R_xy D_y^-1
 *
 * Householder 1958, Golub 1965; LAPACK's dgeqrf.  Y goes through the reflectors as further columns,
 * so that Q'Y is there without another product.  Backward stable column by column: B is exact for
 * X + E with |E e_j| <= c u |X e_j|, so its error is about cond u + cond^2 u |residuals| /
 * |fitted|. As the rows are there, two steps of refinement then bring B and RSS close to the exact
 * ones for the doubles in X and Y (refine.c); C has the error of R, about cond u.
 *
 * Cost: 2 n (p + q)^2 flops, 80 n p q for the refinement, and a second copy of the rows.
 * LSQ_ENUMERIC where the columns are dependent or outnumber the rows.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "../base/memory.h"
#include "method.h"
#include "refine.h"
#include "triangle.h"

/* [X Y] D = Q R of the kept rows. */
typedef struct factors {
    lsq_matrix A; /* n-by-k: reflectors below the diagonal, R on and above */
    double *tau;
    int *exponent; /* D = diag(2^-exponent) */
} factors;

static void factors_clear(factors *f) {
    lsq_matrix_clear(&f->A);
    free(f->tau);
    free(f->exponent);
}

static lsq_status factors_init(factors *f, lsq_kept *kept, lsq_error *error) {
    int64_t k = kept->p + kept->q;
    *f = (factors){0};
    lsq_status status = lsq_alloc(&f->tau, k, sizeof *f->tau, error);
    if (!status)
        status = lsq_alloc(&f->exponent, k, sizeof *f->exponent, error);
    if (!status)
        status = lsq_kept_gather(kept, &f->A, &kept->account, error);
    if (!status) {
        /* the reflectors of very long columns would overflow */
        lsq_scale_columns(lsq_matrix_view(&f->A), f->exponent);
        status = lsq_factor_qr(kept->L, lsq_matrix_view(&f->A), f->tau, error);
    }
    if (status)
        factors_clear(f);
    return status;
}

/* The answer from R, completed by rows of zeros where n < k. */
static lsq_status answer(lsq_result *result, lsq_kept *kept, const factors *f, lsq_error *error) {
    int64_t k = f->A.columns, rows = f->A.rows < k ? f->A.rows : k;
    lsq_matrix R = {0};
    lsq_status status = lsq_matrix_init(&R, k, k, &kept->account, error);
    if (!status)
        status = lsq_copy(lsq_view_block(lsq_matrix_view(&R), 0, 0, rows, k),
                          lsq_look_block(lsq_matrix_look(&f->A), 0, 0, rows, k), error);
    if (!status) {
        lsq_set_upper(lsq_matrix_view(&R));
        status = lsq_answer_from_triangle(result, kept->L, lsq_matrix_look(&R), kept->n,
                                          f->exponent, &kept->account, error);
    }
    lsq_matrix_clear(&R);
    return status;
}

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error) {
    (void)options;
    int steps;
    factors f;
    lsq_status status = lsq_need_rows(kept->n, kept->p, error);
    if (!status)
        status = factors_init(&f, kept, error);
    if (status)
        return status;
    status = answer(result, kept, &f, error);
    if (!status)
        status = lsq_refine(result, &steps, kept,
                            lsq_look_block(lsq_matrix_look(&f.A), 0, 0, kept->n, kept->p), f.tau,
                            f.exponent, error);
    if (!status && steps > 0)
        lsq_result_note(result,
                        "condition number of the scaled columns %.2g; %d step%s of refinement with "
                        "residuals in twice the working precision",
                        1 / result->answer.rcond, steps, steps == 1 ? "" : "s");
    factors_clear(&f);
    return status;
}

const lsq_method lsq_method_qr = {"qr", "Householder QR of all rows, refined", LSQ_KEEP_ROWS,
                                  LSQ_KEEP_ROWS, solve};
