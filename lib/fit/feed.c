/* feed.c - where the rows of a pass go: into the exact moments, and beside them, rounded to
 * doubles, to a classical solver or to the sink of a comparison.
 *
 * The moments are kept in every fit: sums of squares of the responses, accounts and fingerprint are
 * exact whoever solves.  The doubles cost one conversion an element and one block of memory.
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../model/design.h"
#include "../solve/method.h"
#include "fit.h"

static lsq_status no_such_method(const char *wanted, lsq_error *error) {
    enum { MOST = 16 };
    const char *names[MOST] = {"exact"};
    int64_t count = 1;
    for (; count < MOST && count <= lsq_methods(); count++)
        names[count] = lsq_method_name(count - 1);
    char shown[256];
    lsq_escape(shown, sizeof shown, wanted, strlen(wanted));
    lsq_text text = {0};
    int64_t near = lsq_nearest_name(wanted, names, count);
    if (near >= 0)
        lsq_text_format(&text, "did you mean %s? There are ", names[near]);
    else
        lsq_text_put(&text, "there are ");
    for (int64_t i = 0; i < count; i++)
        lsq_text_format(&text, "%s%s", i ? ", " : "", names[i]);
    lsq_status status = text.failed
                            ? lsq_fail_memory(error, text.length)
                            : lsq_fail(error, LSQ_EUSAGE, "no solver '%s'; %s", shown, text.bytes);
    lsq_text_clear(&text);
    return status;
}

lsq_status lsq_fit_find_method(const char **method, const lsq_fit_options *o, lsq_error *error) {
    *method = NULL;
    if (!o->solver || !strcmp(o->solver, "exact"))
        return LSQ_OK;
    for (int64_t i = 0; i < lsq_methods(); i++)
        if (!strcmp(o->solver, lsq_method_name(i)))
            *method = lsq_method_name(i);
    return *method ? LSQ_OK : no_such_method(o->solver, error);
}

/* The names of the terms, then of the responses. */
static lsq_status take_names(lsq_fit *fit, lsq_error *error) {
    int64_t k = fit->model->p + fit->model->q;
    lsq_status status = lsq_alloc(&fit->names, k, sizeof *fit->names, error);
    for (int64_t j = 0; j < k && !status; j++)
        fit->names[j] = fit->model->terms[j].name;
    return status;
}

lsq_status lsq_fit_begin(lsq_fit *fit, const lsq_fit_options *o, lsq_error *error) {
    const lsq_model *model = fit->model;
    fit->timed = o->timings;
    lsq_status status = lsq_moments_new(&fit->moments, model->n_monomials - 1, error);
    if (!status)
        status = lsq_fit_find_method(&fit->method, o, error);
    if (!status && fit->method)
        status =
            lsq_solver_new(&fit->solver, fit->method, model->p, model->q, o->solver_options, error);
    if (!status && (fit->solver || fit->sink))
        status = take_names(fit, error);
    if (!status && fit->solver)
        lsq_solver_name_columns(fit->solver, fit->names);
    if (!status && (fit->solver || fit->sink))
        status = lsq_matrix_init(&fit->block, LSQ_BLOCK_ROWS,
                                 model->p + model->q + (model->weighted > 0), NULL, error);
    return status;
}

/* The rows as doubles to the solver or the sink, of which there is one. */
static lsq_status add_doubles(lsq_fit *fit, const lsq_integers *Z, int64_t rows, lsq_error *error) {
    lsq_view D = lsq_view_block(lsq_matrix_view(&fit->block), 0, 0, rows, fit->block.columns);
    lsq_status status = lsq_model_design(fit->model, Z, rows, D, error);
    if (status)
        return status;
    return fit->solver ? lsq_solver_add_block(fit->solver, D, error)
                       : fit->sink->take(fit->sink->context, D, error);
}

lsq_status lsq_fit_add(lsq_fit *fit, lsq_moments *moments, const lsq_integers *x, int64_t rows,
                       lsq_integers *Z, lsq_error *error) {
    double began = fit->sink ? lsq_seconds() : 0;
    lsq_status status = lsq_model_rows(fit->model, x, rows, Z, error);
    if (!status)
        status = lsq_moments_add_block(moments, Z, error);
    if (fit->sink)
        fit->sink->seconds += lsq_seconds() - began;
    if (!status && (fit->solver || fit->sink))
        status = add_doubles(fit, Z, rows, error);
    if (fit->solver)
        lsq_stopwatch_split(moments->work.watch, LSQ_TIME_SOLVE);
    return status;
}
