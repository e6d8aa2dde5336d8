/* solver.c - the calls of the classical solvers: rows in, answer out.
 *
 * Rows go to what the method keeps of them in blocks that stay in a core's cache: there they are
 * brought from any layout into columns, judged to be finite and reduced, so that the caller's
 * matrix is read from memory once.  For products, X and Y with contiguous columns are multiplied
 * where they are; a number that is not finite shows in the sums of squares, and is only then
 * searched.  An addition that fails leaves the solver as it was.
 *
 * The same additions on the same machine give the same bits.  Other cuts of the same rows are
 * summed in another order, within the same bounds.
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/doubles.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "descent.h"

enum { TILE_ROWS = 16, BLAS_TEXT = 256 };

/* Rows of a product of X and Y where they are, which BLAS cuts further by itself: fewer than 2,000
 * cost a tenth more. */
enum { APART_ROWS = 4096 };

struct lsq_solver {
    lsq_lapack *L;
    const lsq_method *method;
    lsq_solver_options options;
    char *step; /* the options' own copies, which the caller may free */
    double *ridge;
    lsq_kept kept;
    lsq_matrix block;
    lsq_result result; /* zero while there is none */
};

/* ---- options ---- */

static lsq_status take_options(lsq_solver *solver, int64_t p, const lsq_solver_options *options,
                               lsq_error *error) {
    lsq_solver_options *o = &solver->options;
    lsq_status status = lsq_options_read(o, options, error);
    if (!status)
        status = lsq_options_check(o, solver->method, p, error);
    if (!status && o->step)
        status = lsq_copy_text(&solver->step, o->step, strlen(o->step), error);
    if (!status && o->ridge)
        status = lsq_alloc(&solver->ridge, p, sizeof *solver->ridge, error);
    if (!status && o->ridge)
        memcpy(solver->ridge, o->ridge, (size_t)p * sizeof *o->ridge);
    o->step = solver->step;
    o->ridge = solver->ridge;
    return status;
}

/* ---- life ---- */

static lsq_status check_new(const char *method, int64_t p, int64_t q, lsq_error *error) {
    if (!method)
        return lsq_fail(error, LSQ_EUSAGE, "method is NULL");
    if (p < 0 || q < 1)
        return lsq_fail(error, LSQ_EUSAGE, "p is %lld, q is %lld; p is at least 0 and q at least 1",
                        (long long)p, (long long)q);
    if (p > INT32_MAX || q > INT32_MAX - p)
        return lsq_fail(error, LSQ_ELIMIT, "p is %lld, q is %lld; the limit of p + q is %d",
                        (long long)p, (long long)q, INT32_MAX);
    return LSQ_OK;
}

lsq_status lsq_solver_new(lsq_solver **out, const char *method, int64_t p, int64_t q,
                          const lsq_solver_options *options, lsq_error *error) {
    if (!out)
        return lsq_fail(error, LSQ_EUSAGE, "solver is NULL");
    *out = NULL;
    lsq_solver *solver = NULL;
    lsq_status status = check_new(method, p, q, error);
    const lsq_method *found = status ? NULL : lsq_method_find(method, error);
    if (!status && !found)
        status = LSQ_EUSAGE;
    if (!status)
        status = lsq_alloc(&solver, 1, sizeof *solver, error);
    if (!status) {
        solver->method = found;
        status = take_options(solver, p, options, error);
    }
    if (!status)
        status = lsq_lapack_open(&solver->L, error);
    if (!status)
        status = lsq_kept_init(&solver->kept, solver->L,
                               solver->options.on_rows ? LSQ_KEEP_ROWS : found->keep, p, q, error);
    if (status)
        lsq_solver_free(solver);
    else
        *out = solver;
    return status;
}

void lsq_solver_free(lsq_solver *solver) {
    if (!solver)
        return;
    lsq_result_clear(&solver->result);
    lsq_matrix_clear(&solver->block);
    lsq_kept_clear(&solver->kept);
    if (solver->L)
        lsq_lapack_close(solver->L);
    free(solver->ridge);
    free(solver->step);
    free(solver);
}

void lsq_solver_name_columns(lsq_solver *solver, const char *const *names) {
    solver->kept.names = names;
}

lsq_keep lsq_solver_keeps(const lsq_solver *solver) {
    return solver->kept.keep;
}

void lsq_solver_reset(lsq_solver *solver) {
    if (!solver)
        return;
    lsq_result_clear(&solver->result);
    lsq_kept_reset(&solver->kept);
}

/* ---- rows ---- */

static lsq_status check_shape(lsq_doubles A, const char *name, int64_t columns, lsq_error *error) {
    if (A.rows < 0 || A.columns < 0)
        return lsq_fail(error, LSQ_EUSAGE, "%s is %lld by %lld", name, (long long)A.rows,
                        (long long)A.columns);
    if (A.columns != columns)
        return lsq_fail(error, LSQ_EUSAGE, "%s has %lld columns, the solver was made for %lld",
                        name, (long long)A.columns, (long long)columns);
    if (A.rows && A.columns && !A.data)
        return lsq_fail(error, LSQ_EUSAGE, "%s has no data", name);
    return LSQ_OK;
}

/* Rows at .. at + rows of A. */
static lsq_doubles rows_of(lsq_doubles A, int64_t at, int64_t rows) {
    if (A.columns)
        A.data += at * A.row_stride;
    A.rows = rows;
    return A;
}

/* 1 if each column of A is contiguous. */
static int is_columns(lsq_doubles A) {
    return A.columns >= 1 && (A.row_stride == 1 || A.rows == 1) &&
           (A.column_stride >= A.rows || A.columns == 1);
}

static lsq_const_view columns_of(lsq_doubles A) {
    return (lsq_const_view){A.data, A.rows, A.columns, A.columns > 1 ? A.column_stride : A.rows};
}

/* to = A.  A tile has few rows, so that each line of the cache that was read for one column still
 * serves the next ones when A is stored by rows. */
static void take_doubles(lsq_view to, lsq_doubles A) {
    if (A.row_stride == 1 && A.rows) {
        for (int64_t j = 0; j < A.columns; j++)
            memcpy(to.data + j * to.ld, A.data + j * A.column_stride,
                   (size_t)A.rows * sizeof *A.data);
        return;
    }
    for (int64_t at = 0; at < A.rows; at += TILE_ROWS) {
        int64_t end = A.rows - at < TILE_ROWS ? A.rows : at + TILE_ROWS;
        for (int64_t j = 0; j < A.columns; j++)
            for (int64_t i = at; i < end; i++)
                to.data[i + j * to.ld] = A.data[i * A.row_stride + j * A.column_stride];
    }
}

static lsq_status refuse_not_finite(lsq_doubles X, lsq_doubles Y, lsq_error *error) {
    lsq_status status = lsq_check_finite(X, "X", error);
    return status ? status : lsq_check_finite(Y, "Y", error);
}

/* 1 if the sum of all elements is finite, which proves that they are; eight sums at a time, a third
 * of the time that their bits take. */
static int is_sum_finite(lsq_const_view A) {
    double sum[8] = {0};
    for (int64_t j = 0; j < A.columns; j++) {
        const double *a = A.data + j * A.ld;
        int64_t i = 0;
        for (; i + 8 <= A.rows; i += 8)
            for (int c = 0; c < 8; c++)
                sum[c] += a[i + c];
        for (; i < A.rows; i++)
            sum[0] += a[i];
    }
    for (int c = 1; c < 8; c++)
        sum[0] += sum[c];
    return isfinite(sum[0]);
}

/* block = [X Y]; 1 if all of it is finite. */
static int take_block(lsq_view block, lsq_doubles X, lsq_doubles Y) {
    take_doubles(lsq_view_block(block, 0, 0, X.rows, X.columns), X);
    take_doubles(lsq_view_block(block, 0, X.columns, Y.rows, Y.columns), Y);
    return is_sum_finite(lsq_view_look(block)) || lsq_is_finite(lsq_view_look(block));
}

/* Products of contiguous columns. */
static lsq_status add_apart(lsq_kept *kept, lsq_doubles X, lsq_doubles Y, lsq_error *error) {
    int64_t k = kept->p + kept->q;
    lsq_const_view x = columns_of(X), y = columns_of(Y);
    lsq_status status = LSQ_OK;
    for (int64_t at = 0; !status && at < X.rows; at += APART_ROWS) {
        int64_t rows = X.rows - at < APART_ROWS ? X.rows - at : APART_ROWS;
        status = lsq_kept_add_apart(kept, lsq_look_block(x, at, 0, rows, x.columns),
                                    lsq_look_block(y, at, 0, rows, y.columns), error);
    }
    double sum = 0; /* a square that is NaN or infinite makes it so, and stays in it */
    for (int64_t j = 0; j < k; j++)
        sum += kept->square.data[j + j * k];
    return status || isfinite(sum) ? status : refuse_not_finite(X, Y, error);
}

static lsq_status add_rows(lsq_kept *kept, lsq_doubles X, lsq_doubles Y, lsq_error *error) {
    lsq_view chunk;
    lsq_status status = lsq_kept_new_chunk(kept, X.rows, &chunk, error);
    if (status)
        return status;
    return take_block(chunk, X, Y) ? LSQ_OK : refuse_not_finite(X, Y, error);
}

static lsq_status add_blocks(lsq_solver *solver, lsq_doubles X, lsq_doubles Y, lsq_error *error) {
    lsq_kept *kept = &solver->kept;
    int64_t height = lsq_kept_block_rows(kept), k = kept->p + kept->q;
    lsq_status status = LSQ_OK;
    if (height > X.rows)
        height = X.rows;
    if (solver->block.rows < height) {
        lsq_matrix_clear(&solver->block);
        status = lsq_matrix_init(&solver->block, height, k, &kept->account, error);
    }
    for (int64_t at = 0; !status && at < X.rows; at += height) {
        int64_t rows = X.rows - at < height ? X.rows - at : height;
        lsq_view block = {solver->block.data, rows, k, rows}; /* without gaps */
        if (!take_block(block, rows_of(X, at, rows), rows_of(Y, at, rows)))
            return refuse_not_finite(X, Y, error);
        status = lsq_kept_add(kept, block, error);
    }
    return status;
}

lsq_status lsq_solver_add(lsq_solver *solver, lsq_doubles X, lsq_doubles Y, lsq_error *error) {
    if (!solver)
        return lsq_fail(error, LSQ_EUSAGE, "solver is NULL");
    lsq_kept *kept = &solver->kept;
    lsq_result_clear(&solver->result);
    lsq_status status = check_shape(X, "X", kept->p, error);
    if (!status)
        status = check_shape(Y, "Y", kept->q, error);
    if (!status && X.rows != Y.rows)
        status = lsq_fail(error, LSQ_EUSAGE, "X has %lld rows, Y has %lld", (long long)X.rows,
                          (long long)Y.rows);
    if (status || !X.rows)
        return status;
    lsq_kept_mark(kept);
    if (kept->keep == LSQ_KEEP_ROWS)
        status = add_rows(kept, X, Y, error);
    else if (kept->keep == LSQ_KEEP_PRODUCTS && is_columns(X) && is_columns(Y))
        status = add_apart(kept, X, Y, error);
    else
        status = add_blocks(solver, X, Y, error);
    if (status)
        lsq_kept_back(kept);
    return status;
}

lsq_status lsq_solver_add_block(lsq_solver *solver, lsq_view block, lsq_error *error) {
    lsq_kept *kept = &solver->kept;
    lsq_result_clear(&solver->result);
    lsq_kept_mark(kept);
    lsq_status status = lsq_kept_add(kept, block, error);
    if (status)
        lsq_kept_back(kept);
    return status;
}

lsq_status lsq_solver_give_products(lsq_solver *solver, int64_t n, lsq_const_view G, int penalised,
                                    lsq_error *error) {
    lsq_kept *kept = &solver->kept;
    assert(kept->keep == LSQ_KEEP_PRODUCTS && n >= 1);
    lsq_status status = lsq_copy(lsq_matrix_view(&kept->square), G, error);
    if (status)
        return status;
    lsq_set_upper(lsq_matrix_view(&kept->square));
    lsq_result_clear(&solver->result);
    kept->n = n;
    kept->given = 1;
    kept->penalised = penalised;
    return LSQ_OK;
}

/* ---- answer ---- */

/* The square that was kept is beyond the range: the first column whose sum of squares is, for by
 * Cauchy and Schwarz no product is without one. */
static lsq_status refuse_square(const lsq_kept *kept, lsq_error *error) {
    int64_t j = 0, k = kept->p + kept->q;
    if (kept->keep != LSQ_KEEP_PRODUCTS)
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the triangle of X and Y overflows a double; scale the columns, or use the "
                        "exact solver");
    while (j + 1 < k && isfinite(kept->square.data[j + j * k]))
        j++;
    return lsq_fail(error, LSQ_ENUMERIC,
                    "the sum of squares of %s overflows a double; scale the column, or use the "
                    "exact solver",
                    lsq_column_name(kept->names, kept->p, j).text);
}

/* Rows are folded into the triangle as they are.  A step that underflows is off by 2^-1075, so n of
 * them are below u of a column that is longer than n 2^-1021. */
static lsq_status check_lengths(const lsq_kept *kept, lsq_error *error) {
    lsq_const_view R = lsq_matrix_look(&kept->square);
    if (kept->keep != LSQ_KEEP_TRIANGLE)
        return LSQ_OK;
    for (int64_t j = 0; j < R.columns; j++) {
        double length = lsq_norm_column(lsq_look_block(R, 0, j, j + 1, 1), 0);
        if (length > 0 && length < (double)kept->n * 0x1p-1021)
            return lsq_fail(error, LSQ_ENUMERIC,
                            "the length of %s is %s, where doubles have few digits; scale the "
                            "column, or use the exact solver",
                            lsq_column_name(kept->names, kept->p, j).text,
                            lsq_short_number(length).text);
    }
    return LSQ_OK;
}

static int is_answer_finite(const lsq_result *result) {
    for (int64_t r = 0; r < result->answer.q; r++)
        if (!isfinite(result->rss[r]))
            return 0;
    return lsq_is_finite(lsq_matrix_look(&result->B)) &&
           lsq_is_finite(lsq_matrix_look(&result->C)) &&
           lsq_is_finite(lsq_matrix_look(&result->relations));
}

/* Squares are the first to leave the range.  With a diagonal of C above 2^-1022, what underflows
 * beside it is below u sqrt(C_ii C_jj). */
static lsq_status check_answer(const lsq_result *result, lsq_error *error) {
    int64_t p = result->answer.p;
    if (!is_answer_finite(result))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the answer overflows a double; scale the columns, or use the exact "
                        "solver");
    for (int64_t r = 0; r < result->answer.q; r++)
        if (result->rss[r] > 0 && result->rss[r] < DBL_MIN)
            return lsq_fail(error, LSQ_ENUMERIC,
                            "RSS of %s underflows a double; scale the column, or use the exact "
                            "solver",
                            lsq_column_name(result->names, p, p + r).text);
    for (int64_t j = 0; result->answer.C && j < p; j++)
        if (!result->aliased[j] && result->C.data[j + j * p] < DBL_MIN)
            return lsq_fail(error, LSQ_ENUMERIC,
                            "(X'X)^-1 underflows a double at %s; scale the column, or use the "
                            "exact solver",
                            lsq_column_name(result->names, p, j).text);
    return LSQ_OK;
}

static lsq_status solve(lsq_result *result, lsq_solver *solver, lsq_error *error) {
    const lsq_method *method = solver->method;
    return method->stepper
               ? lsq_descend(result, &solver->kept, method->stepper, &solver->options, error)
               : method->solve(result, &solver->kept, &solver->options, error);
}

lsq_status lsq_solver_solve(lsq_solver *solver, const lsq_answer **answer, lsq_error *error) {
    if (!answer)
        return lsq_fail(error, LSQ_EUSAGE, "answer is NULL");
    *answer = NULL;
    if (!solver)
        return lsq_fail(error, LSQ_EUSAGE, "solver is NULL");
    lsq_kept *kept = &solver->kept;
    lsq_result *result = &solver->result;
    lsq_result_clear(result);
    if (!kept->n)
        return lsq_fail(error, LSQ_EDATA, "no rows were added");
    if (!lsq_is_finite(lsq_matrix_look(&kept->square)))
        return refuse_square(kept, error);
    lsq_status status = check_lengths(kept, error);
    if (!status)
        status = lsq_result_init(result, kept, error);
    if (!status)
        status = solve(result, solver, error);
    if (!status)
        status = check_answer(result, error);
    if (status) {
        lsq_result_clear(result);
        return status;
    }
    result->answer.bytes = kept->account.peak;
    *answer = &result->answer;
    return LSQ_OK;
}

/* ---- BLAS ---- */

lsq_status lsq_blas(char *text, size_t size, lsq_error *error) {
    lsq_lapack *L = NULL;
    if (!text || size < BLAS_TEXT)
        return lsq_fail(error, LSQ_EUSAGE, "text is %s of %zu bytes; it needs %d",
                        text ? "a place" : "NULL", size, BLAS_TEXT);
    lsq_status status = lsq_lapack_open(&L, error);
    if (status)
        return status;
    lsq_lapack_describe(L, text, size);
    lsq_lapack_close(L);
    return LSQ_OK;
}
