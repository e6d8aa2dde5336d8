/* cholesky.c - the normal equations by Cholesky's method.
 *
 *   D [X'X X'Y] D = [H H_xy],  D powers of 2 that bring the diagonal to [1/2, 2)
 *   H = R'R    R_xy = R'^-1 H_xy    rss = y'y - |R_xy|^2
 *
 * and the answer from [R R_xy; 0 rss^(1/2)], like that of a QR.  Benoit 1924, for Cholesky; the
 * scaling is exact, so that the columns' units do not matter (van der Sluis 1969).  Costs p^3 / 3
 * flops once [X Y]'[X Y] is there, and p^3 for the rest.
 *
 * The coefficients have a relative error of about cond^2 u, u = 2^-53, cond that of X with columns
 * of length 1: rounding H moves its elements by up to u and so H by up to p u in norm, while its
 * smallest eigenvalue is about 1 / cond^2.  Where that is not above p u, a singular matrix rounds
 * to the same doubles and no digit is right: LSQ_ENUMERIC, like a pivot that is not positive.  rss
 * is a difference, and loses what it is smaller than y'y.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "method.h"
#include "triangle.h"

static const double U = 0x1p-53;

static lsq_status refuse(const lsq_result *result, int64_t column, lsq_error *error) {
    return lsq_fail(error, LSQ_ENUMERIC,
                    "X'X is not positive definite to working precision at %s: columns depend on "
                    "each other, or nearly; pivoted-qr, svd or exact take it",
                    lsq_column_name(result->names, result->answer.p, column).text);
}

static lsq_status check_diagonal(const lsq_result *result, const lsq_kept *kept, lsq_error *error) {
    lsq_const_view G = lsq_matrix_look(&kept->square);
    lsq_status status = lsq_check_squares(G, kept, error);
    for (int64_t j = 0; j < kept->p && !status; j++)
        if (!(G.data[j + j * G.ld] > 0))
            status = refuse(result, j, error);
    return status;
}

/* The upper triangle of T = D G D, D = diag(2^-exponent). */
static void scale(lsq_view T, int *exponent, lsq_const_view G) {
    for (int64_t j = 0; j < G.columns; j++) {
        frexp(G.data[j + j * G.ld], &exponent[j]);
        exponent[j] = (exponent[j] + 2048) / 2 - 1024; /* half of it, rounded down */
        for (int64_t i = 0; i <= j; i++)
            T.data[i + j * T.ld] = ldexp(G.data[i + j * G.ld], -exponent[i] - exponent[j]);
    }
}

/* T = [R R_xy; 0 diag(rss^(1/2))] in place of D G D; returns the largest y'y / rss. */
static double finish_triangle(lsq_view T, int64_t p) {
    double most = 1;
    for (int64_t j = p; j < T.columns; j++) {
        double *column = T.data + j * T.ld, yy = column[j];
        double length = lsq_norm_column(lsq_view_look(lsq_view_block(T, 0, j, p, 1)), 0);
        double rss = fmax(yy - length * length, 0);
        if (yy > 0)
            most = fmax(most, yy / fmax(rss, U * yy));
        for (int64_t i = p; i < j; i++)
            column[i] = 0;
        column[j] = sqrt(rss);
    }
    return most;
}

static lsq_status factor(const lsq_result *result, const lsq_lapack *L, lsq_view T,
                         lsq_error *error) {
    int64_t failed = -1, p = result->answer.p;
    lsq_view R = lsq_view_block(T, 0, 0, p, p);
    lsq_status status = lsq_factor_cholesky(L, R, &failed, error);
    if (!status && failed >= 0)
        status = refuse(result, failed, error);
    if (!status)
        status = lsq_solve_triangle(L, lsq_view_look(R), LSQ_TRANSPOSED,
                                    lsq_view_block(T, 0, p, p, T.columns - p), error);
    return status;
}

/* The column with the smallest pivot, the one nearest to the others before it. */
static int64_t smallest_pivot(lsq_const_view R, int64_t p) {
    int64_t smallest = 0;
    for (int64_t j = 1; j < p; j++)
        if (R.data[j + j * R.ld] < R.data[smallest + smallest * R.ld])
            smallest = j;
    return smallest;
}

/* RSS has a word of its own where it is the worse. */
static void explain(lsq_result *result, double loss) {
    double cond = 1 / result->answer.rcond;
    char rss[80] = "";
    if (loss > cond * cond)
        snprintf(rss, sizeof rss, ", and %d of RSS = y'y - |R_xy|^2",
                 (int)fmax(0, rint(-log10(U * loss))));
    lsq_result_note(result,
                    "X'X squares the condition number of the scaled columns, %s, to %s: %s%s",
                    lsq_short_number(cond).text, lsq_short_number(cond * cond).text,
                    lsq_digits_left(result, cond * cond).text, rss);
}

/* Once the triangle T is there. */
static lsq_status answer(lsq_result *result, lsq_kept *kept, lsq_view T, const int *exponent,
                         lsq_error *error) {
    int64_t p = kept->p;
    double loss = finish_triangle(T, p);
    lsq_status status = lsq_answer_from_triangle(result, kept->L, lsq_view_look(T), kept->n,
                                                 exponent, &kept->account, error);
    double rcond = result->answer.rcond;
    if ((!status || status == LSQ_ENUMERIC) && p && !(rcond * rcond > (double)p * U))
        return refuse(result, smallest_pivot(lsq_view_look(T), p), error);
    if (!status)
        explain(result, loss);
    return status;
}

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error) {
    (void)options;
    int64_t p = kept->p, k = p + kept->q;
    lsq_const_view G = lsq_matrix_look(&kept->square);
    lsq_status status = lsq_need_rows(kept->n, p, error);
    if (!status)
        status = check_diagonal(result, kept, error);
    if (status)
        return status;
    int *exponent;
    lsq_matrix T = {0};
    status = lsq_alloc(&exponent, k, sizeof *exponent, error);
    if (!status)
        status = lsq_matrix_init(&T, k, k, &kept->account, error);
    if (!status) {
        scale(lsq_matrix_view(&T), exponent, G);
        status = factor(result, kept->L, lsq_matrix_view(&T), error);
    }
    if (!status)
        status = answer(result, kept, lsq_matrix_view(&T), exponent, error);
    lsq_matrix_clear(&T);
    free(exponent);
    return status;
}

const lsq_method lsq_method_cholesky = {.name = "cholesky",
                                        .summary = "normal equations X'X = R'R, columns scaled",
                                        .takes = " ",
                                        .keep = LSQ_KEEP_PRODUCTS,
                                        .solve = solve};
