/* fit.c - the everyday calls: a table, a model, one pass, the results.
 *
 * SPDX-License-Identifier: MIT */
#include "fit.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../solve/method.h"

/* A penalty has no place where statistics follow. */
static lsq_status refuse_ridge(const lsq_solver_options *options, lsq_error *error) {
    lsq_solver_options o;
    lsq_status status = lsq_options_read(&o, options, error);
    if (!status && o.ridge)
        status = lsq_fail(error, LSQ_EUSAGE,
                          "the solver's options have a ridge, with which the statistics of a fit "
                          "are not known; lsq_solver_solve and lsq_descend_files take one");
    return status;
}

lsq_status lsq_fit_take_options(lsq_fit_options *o, const lsq_fit_options *options,
                                lsq_error *error) {
    memset(o, 0, sizeof *o);
    if (options && options->struct_size < sizeof options->struct_size)
        return lsq_fail(error, LSQ_EUSAGE,
                        "options.struct_size is %zu; set it to sizeof(lsq_fit_options)",
                        options->struct_size);
    if (options)
        memcpy(o, options, options->struct_size < sizeof *o ? options->struct_size : sizeof *o);
    if (o->level == 0)
        o->level = 0.95;
    if (!(o->level > 0 && o->level < 1))
        return lsq_fail(error, LSQ_EUSAGE,
                        "the level of the intervals is %s; it lies between 0 and 1",
                        lsq_number_digits(o->level, 6).text);
    if (o->threads < 0 || o->threads > LSQ_MOST_THREADS)
        return lsq_fail(error, LSQ_EUSAGE, "%d threads; expected 0 to %d", o->threads,
                        (int)LSQ_MOST_THREADS);
    const char *method = NULL;
    lsq_status status = lsq_fit_find_method(&method, o, error);
    if (!status && method && o->min_norm)
        status = lsq_fail(error, LSQ_EUSAGE,
                          "min_norm needs the exact solver, not %s; svd gives the minimum-norm "
                          "solution by itself where the rank is deficient",
                          method);
    return status ? status : refuse_ridge(o->solver_options, error);
}

lsq_status lsq_fit_new(lsq_fit **fit, lsq_error *error) {
    lsq_status status = lsq_alloc(fit, 1, sizeof **fit, error);
    if (status)
        return status;
    (*fit)->notes.thousands = -1;
    lsq_stopwatch_start(&(*fit)->times);
    (*fit)->began = (*fit)->times.last;
    return LSQ_OK;
}

void lsq_fit_free(lsq_fit *fit) {
    if (!fit)
        return;
    for (int64_t j = 0; fit->relations && j < fit->model->p; j++)
        free(fit->relations[j]);
    free(fit->relations);
    for (int64_t i = 0; i < fit->n_warnings; i++)
        free(fit->warnings[i].message);
    free(fit->warnings);
    free(fit->notes.missing);
    free(fit->notes.repeated);
    for (int i = 0; i < 2; i++) {
        free(fit->places[i].file);
        free(fit->places[i].column);
    }
    free(fit->printed);
    lsq_matrix_clear(&fit->block);
    lsq_weights_clear(&fit->weights);
    lsq_regression_clear(&fit->g); /* before the answer that it stands on */
    lsq_solver_free(fit->solver);
    free(fit->names);
    lsq_moments_free(fit->moments);
    lsq_model_free(fit->model);
    free(fit);
}

/* Say which method had no answer. */
static lsq_status name_method(const lsq_fit *fit, lsq_status status, lsq_error *error) {
    if (status != LSQ_ENUMERIC || !error)
        return status;
    char message[sizeof error->message];
    memcpy(message, error->message, sizeof message);
    return lsq_fail(error, status, "%s: %s", fit->method, message);
}

lsq_status lsq_check_descent(const lsq_answer *answer, int64_t rank, lsq_error *error) {
    if (answer->steps < 0 || !answer->minimum_norm || answer->rank >= rank)
        return LSQ_OK;
    return lsq_fail(
        error, LSQ_ENUMERIC,
        "X'X in doubles shows rank %lld where it is %lld: columns nearly depend on each "
        "other; centre or scale them, or use svd or exact",
        (long long)answer->rank, (long long)rank);
}

static lsq_status check_rank(const lsq_fit *fit, lsq_error *error) {
    lsq_normal N;
    lsq_basis basis;
    lsq_status status = lsq_normal_init(&N, fit->model, fit->moments, error);
    if (status)
        return status;
    status = lsq_basis_init(&basis, &N, error);
    if (!status) {
        status = lsq_check_descent(fit->answer, basis.rank, error);
        lsq_basis_clear(&basis);
    }
    lsq_normal_clear(&N);
    return status;
}

/* The regression that the solver gives.  A descent that stopped short gives none: its numbers would
 * look like a solution and are not. */
static lsq_status take_answer(lsq_fit *fit, lsq_error *error) {
    lsq_status status = lsq_solver_solve(fit->solver, &fit->answer, error);
    if (!status && fit->answer->steps >= 0 && !fit->answer->converged)
        status = lsq_fail(error, LSQ_ENUMERIC, "%s", fit->answer->note);
    else if (!status && fit->answer->steps >= 0 && fit->answer->minimum_norm)
        status = check_rank(fit, error);
    status = name_method(fit, status, error);
    if (!status)
        status = lsq_regression_init_given(&fit->g, fit->model, fit->moments, fit->level,
                                           fit->answer, error);
    return status;
}

/* Everything is in the stopwatch: tell it. */
static void take_timings(lsq_fit *fit) {
    const double *seconds = fit->times.seconds;
    lsq_timings *t = &fit->timings;
    lsq_stopwatch_split(&fit->times, LSQ_TIME_SOLVE);
    t->threads = t->threads ? t->threads : 1;
    t->wall = fit->times.last - fit->began;
    t->read = seconds[LSQ_TIME_READ];
    t->scan = seconds[LSQ_TIME_SCAN];
    t->convert = seconds[LSQ_TIME_CONVERT];
    t->slice = seconds[LSQ_TIME_SLICE];
    t->product = seconds[LSQ_TIME_PRODUCT];
    t->solve = seconds[LSQ_TIME_SOLVE];
}

lsq_status lsq_fit_finish(lsq_fit *fit, const lsq_fit_options *o, lsq_error *error) {
    lsq_stopwatch_start(fit->timed ? &fit->times : NULL);
    fit->level = o->level;
    lsq_matrix_clear(&fit->block);
    lsq_status status = fit->solver ? take_answer(fit, error)
                                    : lsq_regression_init(&fit->g, fit->model, fit->moments,
                                                          o->level, o->min_norm, error);
    if (!status)
        status =
            lsq_weights_init(&fit->weights, &fit->g, fit->model, fit->moments, fit->printed, error);
    if (!status)
        status = lsq_fit_find_relations(fit, error);
    if (!status)
        status = lsq_fingerprint(fit->fingerprint, &fit->g.N, fit->model, error);
    if (!status)
        status = lsq_fit_find_warnings(fit, error);
    if (!status && fit->timed)
        take_timings(fit);
    return status;
}

lsq_status lsq_fit_deliver(lsq_fit **out, lsq_fit *fit, lsq_status status) {
    if (status)
        lsq_fit_free(fit);
    else
        *out = fit;
    return status;
}

/* Fit what `source` gives; the source is freed. */
static lsq_status fit_source(lsq_fit **out, lsq_source *source, const lsq_fit_options *o,
                             lsq_error *error) {
    lsq_fit *fit = NULL;
    lsq_status status = lsq_fit_new(&fit, error);
    if (status)
        lsq_source_free(source);
    else
        status = lsq_fit_read_source(fit, source, o, error);
    if (!status)
        status = lsq_fit_finish(fit, o, error);
    return lsq_fit_deliver(out, fit, status);
}

lsq_status lsq_fit_files(lsq_fit **out, const char *const *paths, int64_t count,
                         const lsq_fit_options *options, lsq_error *error) {
    if (!out)
        return lsq_fail(error, LSQ_EUSAGE, "fit is NULL");
    *out = NULL;
    if (!paths || count < 1)
        return lsq_fail(error, LSQ_EUSAGE, "%lld paths at %s", (long long)count,
                        paths ? "paths" : "NULL");
    lsq_fit_options o;
    lsq_fit *fit = NULL;
    lsq_status status = lsq_fit_take_options(&o, options, error);
    if (!status)
        status = lsq_fit_new(&fit, error);
    if (!status)
        status = lsq_fit_read_files(fit, paths, count, &o, error);
    if (!status)
        status = lsq_fit_finish(fit, &o, error);
    return lsq_fit_deliver(out, fit, status);
}

lsq_status lsq_fit_csv(lsq_fit **fit, const char *path, const lsq_fit_options *options,
                       lsq_error *error) {
    return lsq_fit_files(fit, &path, 1, options, error);
}

lsq_status lsq_fit_buffer(lsq_fit **fit, const void *bytes, size_t size,
                          const lsq_fit_options *options, lsq_error *error) {
    if (!fit)
        return lsq_fail(error, LSQ_EUSAGE, "fit is NULL");
    *fit = NULL;
    lsq_fit_options o;
    lsq_source *source;
    lsq_status status = lsq_fit_take_options(&o, options, error);
    if (!status && !bytes && size)
        status = lsq_fail(error, LSQ_EUSAGE, "bytes is NULL");
    if (!status)
        status =
            lsq_source_memory(&source, bytes, size, o.input_name ? o.input_name : "buffer", error);
    return status ? status : fit_source(fit, source, &o, error);
}
