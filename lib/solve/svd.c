/* svd.c - least squares by the singular value decomposition, of minimum norm.
 *
 *   R_xx D = U S V'     rank = number of sigma_i > tolerance sigma_1
 *   B = D V S^-1 U' R_xy     C = D V S^-2 V' D                                       full rank
 *   X = X_K G     B = G'(G G')^-1 B_K = pinv(X) Y                               deficient
 *
 * Golub and Kahan 1965; LAPACK's dgesvd.  D brings the columns to length 1, so that no unit of a
 * column changes the rank.  But the minimum norm is that of the coefficients of the columns as they
 * are, so it cannot come from the scaled decomposition: B_K comes from the decomposition of r
 * independent columns, and B from that in minimum_norm.c.  Cost: 2 n (p + q)^2 flops for the rows,
 * then about 22 p^3, twice if deficient.  LSQ_ENUMERIC if the iteration does not converge, and
 * where the minimum norm is lost in rounding.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "minimum_norm.h"
#include "triangle.h"

/* T_xx diag(1 / length) = U diag(sigma) Vt */
typedef struct spectrum {
    lsq_matrix U, Vt;
    double *length, *sigma;
} spectrum;

static void spectrum_clear(spectrum *s) {
    lsq_matrix_clear(&s->U);
    lsq_matrix_clear(&s->Vt);
    free(s->length);
    free(s->sigma);
    *s = (spectrum){0};
}

static lsq_status spectrum_init(spectrum *s, const lsq_reduced *reduced, lsq_error *error) {
    int64_t r = reduced->r;
    lsq_matrix A = {0};
    *s = (spectrum){0};
    lsq_status status = lsq_alloc(&s->length, r, sizeof *s->length, error);
    if (!status)
        status = lsq_alloc(&s->sigma, r, sizeof *s->sigma, error);
    if (!status)
        status = lsq_matrix_init(&s->U, r, r, reduced->account, error);
    if (!status)
        status = lsq_matrix_init(&s->Vt, r, r, reduced->account, error);
    if (!status)
        status = lsq_matrix_init(&A, r, r, reduced->account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&A), lsq_reduced_xx(reduced), error);
    for (int64_t j = 0; !status && j < r; j++) {
        double length = lsq_norm_column(lsq_matrix_look(&A), j);
        s->length[j] = length > 0 ? length : 1;
        for (int64_t i = 0; i <= j; i++)
            A.data[i + j * r] /= s->length[j];
    }
    if (!status)
        status = lsq_factor_svd(reduced->L, lsq_matrix_view(&A), lsq_matrix_view(&s->U), s->sigma,
                                lsq_matrix_view(&s->Vt), error);
    lsq_matrix_clear(&A);
    if (status)
        spectrum_clear(s);
    return status;
}

/* B from Z = D V S^-1 U' T_xy. */
static lsq_status set_B(lsq_result *result, const lsq_reduced *reduced, const spectrum *s,
                        lsq_error *error) {
    int64_t r = reduced->r, q = reduced->q;
    lsq_matrix W = {0}, Z = {0};
    lsq_status status = lsq_matrix_init(&W, r, q, reduced->account, error);
    if (!status)
        status = lsq_matrix_init(&Z, r, q, reduced->account, error);
    if (!status)
        status = lsq_multiply(reduced->L, 1, lsq_matrix_look(&s->U), LSQ_TRANSPOSED,
                              lsq_reduced_xy(reduced), LSQ_PLAIN, 0, lsq_matrix_view(&W), error);
    for (int64_t l = 0; !status && l < q; l++)
        for (int64_t i = 0; i < r; i++)
            W.data[i + l * r] /= s->sigma[i];
    if (!status)
        status = lsq_multiply(reduced->L, 1, lsq_matrix_look(&s->Vt), LSQ_TRANSPOSED,
                              lsq_matrix_look(&W), LSQ_PLAIN, 0, lsq_matrix_view(&Z), error);
    for (int64_t l = 0; !status && l < q; l++)
        for (int64_t i = 0; i < r; i++)
            Z.data[i + l * r] /= s->length[i];
    if (!status)
        status = lsq_reduced_set_B(result, reduced, lsq_matrix_look(&Z), error);
    lsq_matrix_clear(&Z);
    lsq_matrix_clear(&W);
    return status;
}

/* C from W'W, W = S^-1 V' D. */
static lsq_status set_C(lsq_result *result, const lsq_reduced *reduced, spectrum *s,
                        lsq_error *error) {
    int64_t r = reduced->r;
    lsq_matrix S = {0};
    lsq_status status = lsq_matrix_init(&S, r, r, reduced->account, error);
    for (int64_t j = 0; !status && j < r; j++)
        for (int64_t i = 0; i < r; i++)
            s->Vt.data[i + j * r] /= s->sigma[i] * s->length[j];
    if (!status)
        status = lsq_gram(reduced->L, 1, lsq_matrix_look(&s->Vt), 0, lsq_matrix_view(&S), error);
    if (!status)
        status = lsq_reduced_set_C(result, reduced, lsq_matrix_look(&S), error);
    lsq_matrix_clear(&S);
    return status;
}

/* Over the `count` columns of X given, NULL for all: *rank, and if that is `count` or must be, the
 * answer. */
static lsq_status solve_columns(lsq_result *result, lsq_kept *kept, const int64_t *columns,
                                int64_t count, double tolerance, int64_t *rank, lsq_error *error) {
    lsq_reduced reduced;
    spectrum s = {0};
    lsq_status status = lsq_reduced_init(&reduced, kept->L, lsq_matrix_look(&kept->square), kept->q,
                                         columns, count, &kept->account, error);
    if (status)
        return status;
    status = spectrum_init(&s, &reduced, error);
    int64_t most = kept->n < count ? kept->n : count;
    *rank = 0;
    while (!status && *rank < most && s.sigma[*rank] > tolerance * s.sigma[0])
        ++*rank;
    if (!status && *rank == count) {
        result->answer.rcond = count ? s.sigma[count - 1] / s.sigma[0] : 1;
        lsq_reduced_set_rss(result, &reduced);
        status = set_B(result, &reduced, &s, error);
        if (!status && !columns)
            status = set_C(result, &reduced, &s, error);
    }
    spectrum_clear(&s);
    lsq_reduced_clear(&reduced);
    return status;
}

/* X has rank < p: independent columns, their solution, the others' share. */
static lsq_status solve_deficient(lsq_result *result, lsq_kept *kept, int64_t rank,
                                  double tolerance, lsq_loss *fit, lsq_error *error) {
    int64_t *columns, found;
    lsq_directions d = {0};
    lsq_matrix shares = {0};
    lsq_status status = lsq_alloc(&columns, kept->p, sizeof *columns, error);
    if (!status)
        status = lsq_directions_init(&d, kept->L, lsq_matrix_look(&kept->square), kept->p,
                                     &kept->account, error);
    if (!status)
        status = lsq_pick_columns(columns, result->aliased, rank, &d, tolerance, error);
    if (!status)
        status = lsq_matrix_init(&shares, rank, kept->p, &kept->account, error);
    if (!status)
        status = lsq_relate(lsq_matrix_view(&result->relations), lsq_matrix_view(&shares), &d,
                            columns, rank, result->aliased, tolerance, result->names, error);
    if (!status) /* the columns picked count as independent */
        status = solve_columns(result, kept, columns, rank, 0, &found, error);
    if (!status && found != rank)
        status = lsq_fail(error, LSQ_ENUMERIC,
                          "%lld columns of X have rank %lld with the tolerance %s, but no %lld of "
                          "them are independent; try another tolerance",
                          (long long)kept->p, (long long)rank, lsq_short_number(tolerance).text,
                          (long long)rank);
    if (!status)
        status = lsq_minimum_norm(result, kept, &d, &shares, columns, tolerance, fit, error);
    lsq_matrix_clear(&shares);
    lsq_directions_clear(&d);
    free(columns);
    return status;
}

static lsq_status solve(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error) {
    int64_t p = kept->p, rank;
    lsq_loss fit = {0};
    double tolerance = lsq_rank_tolerance(options, kept->n, p);
    lsq_status status = solve_columns(result, kept, NULL, p, tolerance, &rank, error);
    if (!status && rank < p)
        status = solve_deficient(result, kept, rank, tolerance, &fit, error);
    if (status)
        return status;
    result->answer.rank = rank;
    result->answer.minimum_norm = rank < p;
    if (rank == p)
        lsq_note_condition(result);
    else
        lsq_result_note(result,
                        "rank %lld of %lld columns by singular values above %s of the largest; "
                        "condition number of the scaled independent ones %s%s%s%s",
                        (long long)rank, (long long)p, lsq_short_number(tolerance).text,
                        lsq_short_number(1 / result->answer.rcond).text,
                        fit.rounding > 1 ? "; their fit is met to " : "",
                        fit.rounding > 1 ? lsq_short_number(fit.relative).text : "",
                        fit.rounding > 1 ? " of the response" : "");
    return LSQ_OK;
}

const lsq_method lsq_method_svd = {.name = "svd",
                                   .summary = "singular values, rank by tolerance, minimum norm",
                                   .takes = " tolerance ",
                                   .keep = LSQ_KEEP_TRIANGLE,
                                   .solve = solve};
