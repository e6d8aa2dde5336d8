/* in_memory.c - fits of doubles and of moments: tables whose names the library or the caller makes.
 *
 * Threads take blocks of LSQ_BLOCK_ROWS rows as they come, each adding to moments of its own, which
 * are merged at the end: sums of integers do not depend on who adds what.  A classical solver gets
 * the rows in order, from one thread.
 *
 * SPDX-License-Identifier: MIT */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/doubles.h"
#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../base/workers.h"
#include "stream.h"

enum { NAME_SIZE = 24 };

/* Column names x1 ... xp, then y or y1 ... yq; with the list of the responses and the model of
 * their means. */
typedef struct names {
    const char **name;
    char *texts;
    lsq_text responses, means;
} names;

static void names_clear(names *n) {
    free(n->name);
    free(n->texts);
    lsq_text_clear(&n->responses);
    lsq_text_clear(&n->means);
}

static lsq_status names_init(names *n, int64_t p, int64_t q, lsq_error *error) {
    memset(n, 0, sizeof *n);
    lsq_status status = lsq_alloc(&n->name, p + q, sizeof *n->name, error);
    if (!status)
        status = lsq_alloc(&n->texts, p + q, NAME_SIZE, error);
    for (int64_t j = 0; !status && j < p + q; j++) {
        char *name = n->texts + j * NAME_SIZE;
        if (j >= p && q == 1)
            snprintf(name, NAME_SIZE, "y");
        else
            snprintf(name, NAME_SIZE, "%c%lld", j < p ? 'x' : 'y',
                     (long long)(j < p ? j : j - p) + 1);
        n->name[j] = name;
        if (j >= p)
            lsq_text_format(&n->responses, "%s%s", j > p ? "," : "", name);
    }
    if (q == 1)
        lsq_text_put(&n->means, "y ~ 1");
    else if (q)
        lsq_text_format(&n->means, "cbind(%s) ~ 1", n->responses.bytes ? n->responses.bytes : "");
    if (!status && (n->responses.failed || n->means.failed))
        status = lsq_fail(error, LSQ_ENOMEM, "out of memory for names");
    return status;
}

static lsq_status check_matrix(lsq_doubles A, const char *name, lsq_error *error) {
    if (A.rows < 0 || A.columns < 0 || A.columns > INT32_MAX)
        return lsq_fail(error, LSQ_EUSAGE, "%s is %lld by %lld", name, (long long)A.rows,
                        (long long)A.columns);
    if (A.rows && A.columns && !A.data)
        return lsq_fail(error, LSQ_EUSAGE, "%s has no data", name);
    return lsq_check_finite(A, name, error);
}

/* ---- rows, by several threads ---- */

/* What one thread works with. */
typedef struct part {
    lsq_integers *x, *Z;
    lsq_moments *moments; /* of the rows that came by here */
    lsq_error failed;
    lsq_stopwatch times;
} part;

typedef struct parts {
    lsq_fit *fit;
    lsq_doubles X, Y;
    part *all;
    int count;
    _Atomic int64_t next; /* block to be added */
} parts;

static void part_clear(part *t, const lsq_model *model) {
    lsq_integers_free(t->x, model->n_columns);
    lsq_integers_free(t->Z, model->n_monomials);
    lsq_moments_free(t->moments);
}

static lsq_status part_init(part *t, const lsq_fit *fit, lsq_error *error) {
    const lsq_model *model = fit->model;
    lsq_status status = lsq_integers_new(&t->x, model->n_columns, error);
    if (!status)
        status = lsq_integers_new(&t->Z, model->n_monomials, error);
    if (!status)
        status = lsq_moments_new(&t->moments, model->n_monomials - 1, error);
    if (!status)
        t->moments->work.watch = fit->timed ? &t->times : NULL;
    if (status) {
        part_clear(t, model);
        memset(t, 0, sizeof *t);
    }
    return status;
}

/* x[j] = the *rows rows of that block of the model's column j. */
static lsq_status take_rows(const parts *p, part *t, int64_t block, int64_t *rows,
                            lsq_error *error) {
    const lsq_model *model = p->fit->model;
    int64_t at = block * LSQ_BLOCK_ROWS, rest = p->X.rows - at;
    lsq_status status = LSQ_OK;
    *rows = rest < LSQ_BLOCK_ROWS ? rest : LSQ_BLOCK_ROWS;
    lsq_stopwatch_start(t->moments->work.watch);
    for (int64_t j = 0; !status && j < model->n_columns; j++) {
        int64_t c = model->columns[j];
        lsq_doubles A = c < p->X.columns ? p->X : p->Y;
        const double *first = A.data + at * A.row_stride +
                              (c < p->X.columns ? c : c - p->X.columns) * A.column_stride;
        status = lsq_integers_from_doubles(t->moments->work.simd, &t->x[j], first, A.row_stride,
                                           *rows, error);
    }
    lsq_stopwatch_split(t->moments->work.watch, LSQ_TIME_SLICE);
    return status;
}

/* Blocks, one after the other, as they are left by the other threads. */
static void work(void *context, int i) {
    parts *p = context;
    part *t = &p->all[i];
    lsq_status status = LSQ_OK;
    int64_t blocks = (p->X.rows + LSQ_BLOCK_ROWS - 1) / LSQ_BLOCK_ROWS, block, rows;
    while (!status && (block = p->next++) < blocks) {
        status = take_rows(p, t, block, &rows, &t->failed);
        if (!status)
            status = lsq_fit_add(p->fit, t->moments, t->x, rows, t->Z, &t->failed);
    }
    t->failed.status = status;
    if (i)
        lsq_thread_end();
}

/* As many threads as are wanted or worth while, if there is memory for them; at least one part. */
static lsq_status parts_init(parts *p, int wanted, lsq_error *error) {
    const int64_t worth = 1 << 17; /* elements: what a thread costs is then below a tenth */
    const lsq_fit *fit = p->fit;
    int64_t blocks = (p->X.rows + LSQ_BLOCK_ROWS - 1) / LSQ_BLOCK_ROWS,
            most = fit->solver || fit->sink ? 1 : lsq_most_hands(fit->model, wanted);
    if (!wanted && p->X.rows < worth / (fit->model->n_columns + 1))
        most = 1;
    most = most < blocks ? most : blocks;
    lsq_status status = lsq_alloc(&p->all, most, sizeof *p->all, error);
    if (!status)
        status = part_init(&p->all[0], fit, error);
    p->count = !status;
    while (!status && p->count < most && !part_init(&p->all[p->count], fit, NULL))
        p->count++;
    return status;
}

static lsq_status add_doubles(lsq_fit *fit, lsq_doubles X, lsq_doubles Y, int wanted,
                              lsq_error *error) {
    parts p = {.fit = fit, .X = X, .Y = Y};
    lsq_status status = parts_init(&p, wanted, error);
    lsq_stopwatch_split(fit->timed ? &fit->times : NULL, LSQ_TIME_READ);
    if (!status)
        lsq_workers_run(p.count, work, &p);
    fit->timings.threads = p.count;
    for (int i = 0; i < p.count; i++) {
        part *t = &p.all[i];
        if (!status && t->failed.status) {
            status = t->failed.status;
            if (error)
                *error = t->failed;
        }
        if (!status) {
            lsq_stopwatch_start(t->moments->work.watch);
            status = lsq_moments_merge(fit->moments, t->moments, error);
            lsq_stopwatch_split(t->moments->work.watch, LSQ_TIME_PRODUCT);
        }
        for (int k = 0; k < LSQ_TIMES; k++)
            fit->times.seconds[k] += t->times.seconds[k];
        part_clear(t, fit->model);
    }
    free(p.all);
    return status;
}

/* Nothing was printed, so nothing was rounded. */
static lsq_status mark_exact(lsq_fit *fit, lsq_error *error) {
    lsq_status status =
        lsq_alloc(&fit->printed, fit->model->n_columns, sizeof *fit->printed, error);
    for (int64_t j = 0; !status && j < fit->model->n_columns; j++)
        fit->printed[j].exact = 1;
    return status;
}

static lsq_status check_matrices(lsq_doubles X, lsq_doubles Y, lsq_error *error) {
    lsq_status status = check_matrix(X, "X", error);
    if (!status)
        status = check_matrix(Y, "Y", error);
    if (!status && X.rows != Y.rows)
        status = lsq_fail(error, LSQ_EUSAGE, "X has %lld rows, Y has %lld", (long long)X.rows,
                          (long long)Y.rows);
    if (!status && !Y.columns)
        status = lsq_fail(error, LSQ_EUSAGE, "Y has no columns");
    if (!status && !X.rows)
        status = lsq_fail(error, LSQ_EDATA, "X and Y have no rows");
    return status;
}

lsq_status lsq_fit_read_doubles(lsq_fit *fit, lsq_doubles X, lsq_doubles Y,
                                const lsq_fit_options *o, lsq_error *error) {
    names n;
    lsq_status status = check_matrices(X, Y, error);
    if (status)
        return status;
    status = names_init(&n, X.columns, Y.columns, error);
    if (!status) {
        lsq_table table = {
            .names = n.name, .count = X.columns + Y.columns, .source = "the matrices"};
        lsq_request request = {o->formula, o->response, o->predictors, NULL};
        if (!o->formula && !o->response && !o->predictors && !X.columns)
            request.formula = n.means.bytes;
        else if (!o->formula && !o->response)
            request.response = n.responses.bytes;
        status = lsq_model_build(&fit->model, &request, &table, error);
    }
    if (!status)
        status = lsq_fit_begin(fit, o, error);
    if (!status)
        status = add_doubles(fit, X, Y, o->threads, error);
    if (!status)
        status = mark_exact(fit, error);
    if (!status)
        fit->accounts.read = fit->accounts.used = X.rows;
    names_clear(&n);
    return status;
}

lsq_status lsq_fit_doubles(lsq_fit **out, lsq_doubles X, lsq_doubles Y,
                           const lsq_fit_options *options, lsq_error *error) {
    if (!out)
        return lsq_fail(error, LSQ_EUSAGE, "fit is NULL");
    *out = NULL;
    lsq_fit_options o;
    lsq_fit *fit = NULL;
    lsq_status status = lsq_fit_take_options(&o, options, error);
    if (!status)
        status = lsq_fit_new(&fit, error);
    if (!status)
        status = lsq_fit_read_doubles(fit, X, Y, &o, error);
    if (!status)
        status = lsq_fit_finish(fit, &o, error);
    return lsq_fit_deliver(out, fit, status);
}

static lsq_status check_names(const char *const *given, int64_t k, lsq_error *error) {
    for (int64_t j = 0; given && j < k; j++)
        if (!given[j])
            return lsq_fail(error, LSQ_EUSAGE, "names[%lld] is NULL; expected %lld names",
                            (long long)j, (long long)k);
    return LSQ_OK;
}

/* Monomials of the model as columns of the moments, the constant being 0. */
static lsq_status map_columns(int64_t *columns, const lsq_model *model, lsq_error *error) {
    for (int64_t i = 0; i < model->n_monomials; i++) {
        const lsq_monomial *m = &model->monomials[i];
        if (m->count > 1 || (m->count == 1 && m->factors[0].power > 1))
            return lsq_fail(error, LSQ_EFORMULA,
                            "a product or power of columns needs the rows; moments know sums of "
                            "products of two columns only");
        columns[i] = m->count ? model->columns[m->factors[0].column] + 1 : 0;
    }
    return LSQ_OK;
}

/* The model of the moments' columns, and fit's own moments of that model. */
static lsq_status take_moments(lsq_fit *fit, const lsq_moments *moments, const char *const *given,
                               const lsq_fit_options *o, lsq_error *error) {
    int64_t k = lsq_moments_columns(moments), *columns = NULL;
    names n;
    lsq_status status = names_init(&n, k, 0, error);
    if (!status) {
        lsq_table table = {.names = given ? given : n.name, .count = k, .source = "the moments"};
        lsq_request request = {o->formula, o->response, o->predictors, NULL};
        status = lsq_model_build(&fit->model, &request, &table, error);
    }
    if (!status)
        status = lsq_alloc(&columns, fit->model->n_monomials, sizeof *columns, error);
    if (!status)
        status = map_columns(columns, fit->model, error);
    if (!status)
        status = lsq_moments_pick(&fit->moments, moments, columns, fit->model->n_monomials, error);
    free(columns);
    names_clear(&n);
    return status;
}

lsq_status lsq_fit_regress(lsq_fit *fit, const lsq_moments *moments, const lsq_fit_options *o,
                           lsq_error *error) {
    lsq_status status = take_moments(fit, moments, NULL, o, error);
    return status ? status
                  : lsq_regression_init(&fit->g, fit->model, fit->moments, o->level, o->min_norm,
                                        error);
}

lsq_status lsq_fit_moments(lsq_fit **out, const lsq_moments *moments, const char *const *given,
                           const lsq_fit_options *options, lsq_error *error) {
    if (!out)
        return lsq_fail(error, LSQ_EUSAGE, "fit is NULL");
    *out = NULL;
    if (!moments)
        return lsq_fail(error, LSQ_EUSAGE, "moments is NULL");
    lsq_fit_options o;
    const char *method = NULL;
    lsq_status status = lsq_fit_take_options(&o, options, error);
    if (!status)
        status = lsq_fit_find_method(&method, &o, error);
    if (!status && method)
        status = lsq_fail(error, LSQ_EUSAGE,
                          "the solver %s needs the rows; moments are solved exactly", method);
    if (!status && !lsq_moments_rows(moments))
        status = lsq_fail(error, LSQ_EDATA, "the moments have no rows");
    if (!status)
        status = check_names(given, lsq_moments_columns(moments), error);
    if (status)
        return status;
    lsq_fit *fit = NULL;
    status = lsq_fit_new(&fit, error);
    if (!status)
        status = take_moments(fit, moments, given, &o, error);
    if (!status)
        status = mark_exact(fit, error);
    if (!status) {
        fit->accounts.read = fit->accounts.used = lsq_moments_rows(moments);
        status = lsq_fit_finish(fit, &o, error);
    }
    return lsq_fit_deliver(out, fit, status);
}
