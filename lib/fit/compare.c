/* compare.c - every solver on the same rows, beside the exact one.
 *
 * One pass gives the exact moments and, beside them, the rows as doubles [X Y], kept in blocks.
 * "exact" is timed from the integers of a block to the finished fit; BLAS and LAPACK are loaded
 * before the others run.  What a solver cannot do is told in its status; only the exact fit, wrong
 * options, lost memory of our own and a missing LAPACK end the comparison.
 *
 * SPDX-License-Identifier: MIT */
#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"

/* ---- all of them ---- */

static lsq_status run_all(lsq_comparison *c, const lsq_rows *kept, const lsq_fit_options *o,
                          double seconds, const lsq_outside *outside, int64_t count,
                          lsq_error *error) {
    lsq_bench b = {.comparison = c,
                   .kept = kept,
                   .options = o->solver_options,
                   .p = c->fit->model->p,
                   .q = c->fit->model->q};
    lsq_lapack *L = NULL;
    int64_t most = 1 + lsq_methods() + count;
    lsq_status status = lsq_alloc(&c->all, most, sizeof *c->all, error);
    if (!status)
        status = lsq_alloc(&c->names, most, sizeof *c->names, error);
    if (!status)
        status = lsq_alloc(&c->notes, most, sizeof *c->notes, error);
    if (!status)
        status = lsq_matrix_init(&b.block, LSQ_BLOCK_ROWS, b.p + b.q, NULL, error);
    if (!status)
        status = lsq_lapack_open(&L, error);
    if (!status)
        status = lsq_judge_init(&b.judge, c->fit, error);
    if (!status)
        status = lsq_condition(&c->condition, b.judge.plain, 1, L, error);
    if (!status)
        status = lsq_rounded_digits(&c->rounded, &b.judge, kept, error);
    if (!status)
        status = lsq_run_exact(&b, seconds, error);
    for (int64_t i = 0; i < lsq_methods() && !status; i++)
        status = lsq_run_method(&b, lsq_method_name(i), error);
    for (int64_t i = 0; i < count && !status; i++)
        status = lsq_run_outside(&b, &outside[i], error);
    lsq_matrix_clear(&b.block);
    lsq_judge_clear(&b.judge);
    lsq_lapack_close(L);
    return status;
}

static lsq_status check_arguments(const lsq_fit_options *o, const lsq_outside *outside,
                                  int64_t count, lsq_error *error) {
    if (o->solver && strcmp(o->solver, "exact") != 0) {
        char shown[256];
        lsq_escape(shown, sizeof shown, o->solver, strlen(o->solver));
        return lsq_fail(error, LSQ_EUSAGE,
                        "solver is '%s'; a comparison runs every solver, leave it NULL", shown);
    }
    if (count < 0 || (count && !outside))
        return lsq_fail(error, LSQ_EUSAGE, "outside is %s with a count of %lld",
                        outside ? "given" : "NULL", (long long)count);
    for (int64_t i = 0; i < count; i++)
        if (!outside[i].solve)
            return lsq_fail(error, LSQ_EUSAGE, "outside[%lld].solve is NULL", (long long)i);
    return LSQ_OK;
}

static lsq_status compare(lsq_comparison **out, const lsq_origin *from,
                          const lsq_fit_options *options, const lsq_outside *outside, int64_t count,
                          lsq_error *error) {
    lsq_rows kept = {0};
    lsq_comparison *c = NULL;
    lsq_fit_options o;
    double seconds = 0;
    lsq_status status = lsq_fit_take_options(&o, options, error);
    if (!status)
        status = check_arguments(&o, outside, count, error);
    if (!status)
        status = lsq_alloc(&c, 1, sizeof *c, error);
    if (!status)
        status = lsq_rows_fit(&c->fit, &kept, &seconds, from, &o, error);
    if (!status)
        status = run_all(c, &kept, &o, seconds, outside, count, error);
    lsq_rows_clear(&kept);
    if (status)
        lsq_comparison_free(c);
    else
        *out = c;
    return status;
}

lsq_status lsq_compare_files(lsq_comparison **comparison, const char *const *paths, int64_t files,
                             const lsq_fit_options *options, const lsq_outside *outside,
                             int64_t count, lsq_error *error) {
    if (!comparison)
        return lsq_fail(error, LSQ_EUSAGE, "comparison is NULL");
    *comparison = NULL;
    lsq_origin from = {.paths = paths, .files = files};
    lsq_status status = lsq_origin_check(&from, error);
    return status ? status : compare(comparison, &from, options, outside, count, error);
}

lsq_status lsq_compare_doubles(lsq_comparison **comparison, lsq_doubles X, lsq_doubles Y,
                               const lsq_fit_options *options, const lsq_outside *outside,
                               int64_t count, lsq_error *error) {
    if (!comparison)
        return lsq_fail(error, LSQ_EUSAGE, "comparison is NULL");
    *comparison = NULL;
    lsq_origin from = {.X = X, .Y = Y};
    return compare(comparison, &from, options, outside, count, error);
}

void lsq_comparison_free(lsq_comparison *c) {
    if (!c)
        return;
    for (int64_t i = 0; i < c->count; i++) {
        free(c->names[i]);
        free(c->notes[i]);
    }
    free(c->names);
    free(c->notes);
    free(c->all);
    lsq_fit_free(c->fit);
    free(c);
}

int64_t lsq_comparison_count(const lsq_comparison *c) {
    return c ? c->count : 0;
}

const lsq_compared *lsq_comparison_at(const lsq_comparison *c, int64_t i) {
    return c && i >= 0 && i < c->count ? &c->all[i] : NULL;
}

const lsq_fit *lsq_comparison_fit(const lsq_comparison *c) {
    return c ? c->fit : NULL;
}

double lsq_comparison_condition(const lsq_comparison *c) {
    return c ? c->condition : NAN;
}

double lsq_comparison_rounded(const lsq_comparison *c) {
    return c ? c->rounded : NAN;
}
