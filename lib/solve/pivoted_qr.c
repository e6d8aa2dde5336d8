/* pivoted_qr.c - least squares by QR with column pivoting, which decides the rank.
 *
 *   R_xx D P = Q R~,  |R~_11| >= |R~_22| >= ...     rank = number of |R~_jj| > tolerance |R~_11|
 *
 * Businger and Golub 1965; LAPACK's dgeqp3.  R_xx is the triangle of X, kept block by block, D
 * brings its columns to length 1: no unit of a column changes the rank.  With full rank the answer
 * comes from R~.  Else the columns that follow from earlier ones are left out, as R does it: the
 * pivots tell how many there are, the sweep which ones; if the two disagree, the first pivots stay.
 * Cost: 2 n (p + q)^2 flops for the rows, then 4/3 p^3 and, if deficient, some 20 p^3 more.  A
 * pivot below the tolerance proves a singular value below p times that; the converse can fail, as
 * Kahan's matrices (1966) show.  So without a tolerance of the caller one more column goes as long
 * as the rest has a condition that tsqr would refuse.  Answers are as accurate as those of tsqr.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "method.h"
#include "sweep.h"
#include "triangle.h"

/* *rank and the p pivots of the directions. */
static lsq_status decide_rank(int64_t *rank, int64_t *pivots, const lsq_directions *d, int64_t n,
                              double tolerance, lsq_error *error) {
    int64_t p = d->p, most = n < p ? n : p;
    double *tau;
    lsq_matrix A = {0};
    *rank = 0;
    lsq_status status = lsq_alloc(&tau, p, sizeof *tau, error);
    if (!status)
        status = lsq_matrix_init(&A, p, p, d->account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&A), lsq_matrix_look(&d->U), error);
    if (!status)
        status = lsq_factor_pivoted_qr(d->L, lsq_matrix_view(&A), tau, pivots, error);
    if (!status)
        while (*rank < most && fabs(A.data[*rank + *rank * p]) > tolerance * fabs(A.data[0]))
            ++*rank;
    lsq_matrix_clear(&A);
    free(tau);
    return status;
}

/* The answer over `rank` columns of X; where their rcond is 0 or below `least`, *dependent = the
 * place of one to leave out instead, else -1. */
static lsq_status solve_columns(lsq_result *result, lsq_kept *kept, const int64_t *columns,
                                int64_t rank, double least, int64_t *dependent, lsq_error *error) {
    lsq_reduced reduced;
    lsq_status status = lsq_reduced_init(&reduced, kept->L, lsq_matrix_look(&kept->square), kept->q,
                                         columns, rank, &kept->account, error);
    if (status)
        return status;
    status = lsq_answer_from_reduced(result, &reduced, least, dependent, error);
    lsq_reduced_clear(&reduced);
    return status;
}

/* The same for the columns that stay, `columns` being the pivots at first, and one less as long as
 * they are dependent; no column at all is not. */
static lsq_status solve_independent(lsq_result *result, lsq_kept *kept, const lsq_directions *d,
                                    int64_t *columns, int64_t rank, double tolerance,
                                    int is_default, lsq_error *error) {
    int64_t dependent = 0;
    lsq_status status = LSQ_OK;
    if (rank < d->p)
        status = lsq_pick_columns(columns, result->aliased, rank, d, tolerance, error);
    while (!status && dependent >= 0) {
        status = solve_columns(result, kept, columns, rank, is_default ? lsq_least_rcond(rank) : 0,
                               &dependent, error);
        if (status || dependent < 0)
            continue;
        result->aliased[columns[dependent]] = 1;
        rank = 0;
        for (int64_t j = 0; j < d->p; j++)
            if (!result->aliased[j])
                columns[rank++] = j;
    }
    if (!status && rank < d->p)
        status = lsq_relate(lsq_matrix_view(&result->relations), (lsq_view){0}, d, columns, rank,
                            result->aliased, tolerance, result->names, error);
    return status;
}

/* `most` columns had pivots above the tolerance. */
static void note_columns(lsq_result *result, int64_t most, double tolerance) {
    int64_t j = 0, more = result->answer.p - result->answer.rank - 1;
    char others[48] = "", why[128];
    while (!result->aliased[j])
        j++;
    if (more)
        snprintf(others, sizeof others, " and %lld more", (long long)more);
    if (result->answer.rank < most)
        snprintf(why, sizeof why, "as far as doubles can tell");
    else
        snprintf(why, sizeof why, "to within %s of %s length", lsq_short_number(tolerance).text,
                 more ? "their" : "its");
    lsq_result_note(result,
                    "%s%s left out as dependent on other columns %s; condition number of the "
                    "scaled rest %s",
                    lsq_column_name(result->names, result->answer.p, j).text, others, why,
                    lsq_short_number(1 / result->answer.rcond).text);
}

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error) {
    int64_t p = kept->p, rank, *columns;
    int is_default = !(options && options->tolerance > 0);
    double tolerance = lsq_rank_tolerance(options, kept->n, p);
    lsq_directions d = {0};
    lsq_status status = lsq_alloc(&columns, p, sizeof *columns, error);
    if (!status)
        status = lsq_directions_init(&d, kept->L, lsq_matrix_look(&kept->square), p, &kept->account,
                                     error);
    if (!status)
        status = decide_rank(&rank, columns, &d, kept->n, tolerance, error);
    if (!status)
        status = solve_independent(result, kept, &d, columns, rank, tolerance, is_default, error);
    if (!status && result->answer.rank < p)
        note_columns(result, rank, tolerance);
    lsq_directions_clear(&d);
    free(columns);
    return status;
}

const lsq_method lsq_method_pivoted_qr = {.name = "pivoted-qr",
                                          .summary = "QR with column pivoting, rank by tolerance",
                                          .takes = " tolerance ",
                                          .keep = LSQ_KEEP_TRIANGLE,
                                          .solve = solve};
