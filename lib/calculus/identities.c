/* identities.c - all identities of matrix calculus, each checked on one random case.
 *
 * A group is a file identity_*.c and its place in the list below.
 *
 * SPDX-License-Identifier: MIT */
#include "identities.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"

const lsq_identity_group *const lsq_identity_groups[] = {
    &lsq_identities_least_squares, &lsq_identities_scalars,     &lsq_identities_vectors,
    &lsq_identities_matrices,      &lsq_identities_by_matrices, &lsq_identities_traces,
    &lsq_identities_functions,     &lsq_identities_tensors,     &lsq_identities_norms,
    &lsq_identities_errata,
};
const int64_t lsq_identity_groups_count = sizeof lsq_identity_groups / sizeof *lsq_identity_groups;

struct lsq_identities {
    lsq_layout layout;
    lsq_identity_result *results;
    char (*shapes)[192]; /* what the results' shapes point to */
    int64_t count;
};

/* "∇ 3", "∂ 1×3", "= 2×2"; of an erratum of the wrong shape "∂ 2×3 instead of 3×2" */
static void append_derivative(char *text, size_t size, const char *sign, const lsq_matrix *claim,
                              const lsq_matrix *truth) {
    size_t used = strlen(text);
    const lsq_matrix *both[] = {claim, truth};
    int differ = claim->rows != truth->rows || claim->columns != truth->columns;
    for (int i = 0; i <= differ; i++) {
        snprintf(text + used, size - used, i ? " instead of " : ", %s ", sign);
        used += strlen(text + used);
        if (both[i]->columns == 1)
            snprintf(text + used, size - used, "%lld", (long long)both[i]->rows);
        else
            snprintf(text + used, size - used, "%lld×%lld", (long long)both[i]->rows,
                     (long long)both[i]->columns);
        used += strlen(text + used);
    }
}

static const char *sign_of(const lsq_identity *row, lsq_layout layout) {
    if (row->kind == LSQ_OF_EQUATION)
        return "=";
    return row->kind == LSQ_OF_SCALAR && layout == LSQ_DENOMINATOR ? "∇" : "∂";
}

/* *c = a case of the row, and *truth.  Beside a derivative that has come out near 0 by
 * cancellation, rounding of differences looks like an error: another case is drawn then. */
static lsq_status draw_case(lsq_case *c, lsq_matrix *truth, const lsq_identity *row,
                            const lsq_lapack *L, lsq_layout layout, const int64_t sizes[3],
                            uint64_t *state, lsq_error *error) {
    const double least = 0x1p-10; /* differences are off by 1e-13 times values of size 1 to 1,000 */
    lsq_status status = LSQ_OK;
    for (int draws = 0; draws < 8 && !status; draws++) {
        lsq_matrix_clear(truth);
        lsq_case_clear(c);
        status = lsq_case_init(c, row, L, sizes, state, error);
        if (!status)
            status = lsq_identity_truth(truth, row, c, layout, error);
        if (!status && lsq_norm_max(lsq_matrix_look(truth)) >= least)
            break;
    }
    return status;
}

static lsq_status check_row(lsq_identity_result *result, char shapes[192], const lsq_identity *row,
                            const lsq_lapack *L, lsq_layout layout, const int64_t sizes[3],
                            uint64_t *state, lsq_error *error) {
    lsq_case c = {0};
    lsq_matrix truth = {0}, claim = {0};
    lsq_status status = draw_case(&c, &truth, row, L, layout, sizes, state, error);
    if (!status)
        status = lsq_identity_claim(&claim, row, &c, layout, error);
    if (!status) {
        result->name = row->name;
        result->formula = row->formula[layout] ? row->formula[layout] : row->formula[0];
        snprintf(shapes, 192, "%s", c.shapes);
        append_derivative(shapes, 192, sign_of(row, layout), &claim, &truth);
        result->shapes = shapes;
        result->erratum = row->erratum[layout];
        result->error = lsq_identity_error(lsq_matrix_look(&truth), lsq_matrix_look(&claim));
        result->verdict = lsq_identity_verdict(result->error);
    }
    lsq_matrix_clear(&claim);
    lsq_matrix_clear(&truth);
    lsq_case_clear(&c);
    return status;
}

static lsq_status check_sizes(int64_t out[3], const int64_t sizes[3], lsq_error *error) {
    static const int64_t defaults[3] = {4, 3, 2};
    static const char names[] = "mnk";
    for (int i = 0; i < 3; i++) {
        out[i] = sizes && sizes[i] ? sizes[i] : defaults[i];
        if (out[i] < 1 || out[i] > 40)
            return lsq_fail(error, LSQ_EUSAGE,
                            "the size %c of identities is %lld, expected 1 to 40", names[i],
                            (long long)out[i]);
    }
    return LSQ_OK;
}

static lsq_status run(lsq_identities *all, lsq_layout layout, const int64_t sizes[3], uint64_t seed,
                      lsq_error *error) {
    lsq_lapack *L = NULL;
    lsq_status status = lsq_lapack_open(&L, error);
    for (int64_t g = 0; g < lsq_identity_groups_count; g++) {
        const lsq_identity_group *group = lsq_identity_groups[g];
        uint64_t state = seed;
        for (int64_t i = 0; i < group->count && !status; i++) {
            int64_t k = all->count++;
            all->results[k].group = group->title;
            status = check_row(&all->results[k], all->shapes[k], &group->rows[i], L, layout, sizes,
                               &state, error);
        }
    }
    lsq_lapack_close(L);
    return status;
}

lsq_status lsq_identities_new(lsq_identities **identities, lsq_layout layout,
                              const int64_t sizes[3], uint64_t seed, lsq_error *error) {
    if (!identities)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_identities_new: identities is NULL");
    *identities = NULL;
    if (layout != LSQ_DENOMINATOR && layout != LSQ_NUMERATOR)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_identities_new: there is no layout %d",
                        (int)layout);
    int64_t of[3], count = 0;
    lsq_status status = check_sizes(of, sizes, error);
    if (status)
        return status;
    for (int64_t g = 0; g < lsq_identity_groups_count; g++)
        count += lsq_identity_groups[g]->count;
    lsq_identities *all = NULL;
    status = lsq_alloc(&all, 1, sizeof *all, error);
    if (!status)
        status = lsq_alloc(&all->results, count, sizeof *all->results, error);
    if (!status)
        status = lsq_alloc(&all->shapes, count, sizeof *all->shapes, error);
    if (!status) {
        all->layout = layout;
        status = run(all, layout, of, seed ? seed : 1, error);
    }
    if (status)
        lsq_identities_free(all);
    else
        *identities = all;
    return status;
}

void lsq_identities_free(lsq_identities *identities) {
    if (!identities)
        return;
    free(identities->shapes);
    free(identities->results);
    free(identities);
}

lsq_layout lsq_identities_layout(const lsq_identities *identities) {
    return identities ? identities->layout : LSQ_DENOMINATOR;
}

int64_t lsq_identities_count(const lsq_identities *identities) {
    return identities ? identities->count : 0;
}

const lsq_identity_result *lsq_identities_at(const lsq_identities *identities, int64_t i) {
    return identities && i >= 0 && i < identities->count ? &identities->results[i] : NULL;
}
