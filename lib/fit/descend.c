/* descend.c - one descent from step to step, beside the exact solution.
 *
 * One pass gives the exact moments, with all threads; only a method that needs the rows has them
 * kept, as doubles, from one thread.
 *
 * SPDX-License-Identifier: MIT */
#include "descend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../solve/method.h"

/* ---- options ---- */

static lsq_status check_solver(const lsq_fit_options *o, lsq_error *error) {
    char shown[256];
    if (o->min_norm)
        return lsq_fail(error, LSQ_EUSAGE,
                        "min_norm is set; a descent finds the solution of least norm by itself");
    if (!o->solver || !strcmp(o->solver, "exact"))
        return LSQ_OK;
    lsq_escape(shown, sizeof shown, o->solver, strlen(o->solver));
    return lsq_fail(error, LSQ_EUSAGE,
                    "solver is '%s'; a descent is named by descend_options->method, leave it NULL",
                    shown);
}

static lsq_status check_numbers(const lsq_descend_options *o, lsq_error *error) {
    if (!(o->ridge >= 0) || !isfinite(o->ridge))
        return lsq_fail(error, LSQ_EUSAGE, "ridge is %s; it is a number of at least 0",
                        lsq_number_digits(o->ridge, 6).text);
    if (o->rows < 0 || o->rows == 1)
        return lsq_fail(error, LSQ_EUSAGE,
                        "rows is %lld; the first and the last are kept, so it is at least 2",
                        (long long)o->rows);
    return LSQ_OK;
}

static lsq_status refuse_method(const char *name, lsq_error *error) {
    char all[256] = "";
    for (int64_t i = 0; i < lsq_methods(); i++) {
        size_t used = strlen(all);
        if (lsq_method_at(i)->stepper)
            snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "", lsq_method_name(i));
    }
    return lsq_fail(error, LSQ_EUSAGE, "%s is no descent; there are %s", name, all);
}

/* *o = the options brought to this library's size and checked; `method` their method, *s their
 * options of a solver. */
static lsq_status take_options(lsq_descend_options *o, lsq_solver_options *s,
                               const lsq_method **method, const lsq_descend_options *options,
                               lsq_error *error) {
    memset(o, 0, sizeof *o);
    if (options && options->struct_size < sizeof options->struct_size)
        return lsq_fail(error, LSQ_EUSAGE,
                        "options.struct_size is %zu; set it to sizeof(lsq_descend_options)",
                        options->struct_size);
    if (options)
        memcpy(o, options, options->struct_size < sizeof *o ? options->struct_size : sizeof *o);
    o->method = o->method ? o->method : "gd";
    *method = lsq_method_find(o->method, error);
    if (!*method)
        return LSQ_EUSAGE;
    if (!(*method)->stepper)
        return refuse_method((*method)->name, error);
    lsq_status status = lsq_options_read(s, o->solver_options, error);
    if (!status && (s->ridge || s->watch))
        status = lsq_fail(error, LSQ_EUSAGE,
                          "solver_options->%s is set; it is descend_options that has it",
                          s->ridge ? "ridge" : "watch");
    if (!status)
        status = lsq_options_check(s, *method, 0, error);
    o->solver_options = s;
    return status ? status : check_numbers(o, error);
}

/* ---- calls ---- */

static void describe(lsq_descent_summary *s, const lsq_method *method,
                     const lsq_descend_options *o) {
    const lsq_solver_options *of_solver = o->solver_options;
    s->method = method->name;
    s->standardize = o->standardize != 0;
    s->ridge = o->ridge;
    s->tolerance = of_solver->tolerance > 0 ? of_solver->tolerance : 1e-10;
    if (lsq_takes(method, "batch"))
        s->batch = of_solver->batch ? of_solver->batch : 1;
    if (lsq_takes(method, "seed"))
        s->seed = of_solver->seed ? of_solver->seed : 1;
}

/* What the rows have to say of it. */
static void describe_rows(lsq_descent *d) {
    const lsq_model *model = d->fit->model;
    if (d->about.batch > d->fit->accounts.used)
        d->about.batch = d->fit->accounts.used;
    if (!model->weighted)
        return;
    d->about.weights = model->names[model->weight];
    d->about.zero_weights = d->fit->weightless;
}

/* From rows without weights, which the options name. */
static lsq_status descend(lsq_descent **out, lsq_origin from, const lsq_fit_options *options,
                          const lsq_descend_options *descend_options, lsq_error *error) {
    lsq_rows kept = {0};
    double seconds;
    lsq_descent *d = NULL;
    lsq_fit_options o;
    lsq_descend_options own;
    lsq_solver_options of_solver;
    const lsq_method *method = NULL;
    lsq_status status = lsq_fit_take_options(&o, options, error);
    if (!status)
        status = check_solver(&o, error);
    if (!status)
        status = take_options(&own, &of_solver, &method, descend_options, error);
    if (!status)
        status = lsq_alloc(&d, 1, sizeof *d, error);
    if (!status) {
        int on_rows = of_solver.on_rows || method->keep == LSQ_KEEP_ROWS;
        describe(&d->about, method, &own);
        d->about.on_rows = on_rows;
        from.weights = own.weights;
        from.coefficients_only = 1;
        status = lsq_rows_fit(&d->fit, on_rows ? &kept : NULL, &seconds, &from, &o, error);
    }
    if (!status)
        describe_rows(d);
    if (!status)
        status = lsq_descend_run(d, method, &kept, &own, error);
    lsq_rows_clear(&kept);
    if (status)
        lsq_descent_free(d);
    else
        *out = d;
    return status;
}

lsq_status lsq_descend_files(lsq_descent **descent, const char *const *paths, int64_t count,
                             const lsq_fit_options *options,
                             const lsq_descend_options *descend_options, lsq_error *error) {
    if (!descent)
        return lsq_fail(error, LSQ_EUSAGE, "descent is NULL");
    *descent = NULL;
    lsq_origin from = {.paths = paths, .files = count};
    lsq_status status = lsq_origin_check(&from, error);
    return status ? status : descend(descent, from, options, descend_options, error);
}

lsq_status lsq_descend_doubles(lsq_descent **descent, lsq_doubles X, lsq_doubles Y,
                               const lsq_fit_options *options,
                               const lsq_descend_options *descend_options, lsq_error *error) {
    if (!descent)
        return lsq_fail(error, LSQ_EUSAGE, "descent is NULL");
    *descent = NULL;
    if (descend_options && descend_options->struct_size > offsetof(lsq_descend_options, weights) &&
        descend_options->weights)
        return lsq_fail(error, LSQ_EUSAGE,
                        "weights are a column of a file; multiply the rows of X and Y by the roots "
                        "of theirs");
    lsq_origin from = {.X = X, .Y = Y};
    return descend(descent, from, options, descend_options, error);
}

void lsq_descent_free(lsq_descent *d) {
    if (!d)
        return;
    free(d->note);
    free(d->rows);
    free(d->reached);
    free(d->exact);
    free(d->digits);
    lsq_fit_free(d->fit);
    free(d);
}

/* ---- results ---- */

const lsq_descent_summary *lsq_descent_about(const lsq_descent *d) {
    return d ? &d->about : NULL;
}

int64_t lsq_descent_rows(const lsq_descent *d) {
    return d ? d->count : 0;
}

const lsq_descent_row *lsq_descent_row_at(const lsq_descent *d, int64_t i) {
    return d && i >= 0 && i < d->count ? &d->rows[i] : NULL;
}

int lsq_descent_coefficient(const lsq_descent *d, int64_t response, int64_t term, double *reached,
                            double *exact, double *digits) {
    if (!d || response < 0 || response >= d->fit->model->q || term < 0 || term >= d->fit->model->p)
        return 0;
    int64_t at = term + response * d->fit->model->p;
    if (reached)
        *reached = d->reached[at];
    if (exact)
        *exact = d->exact[at];
    if (digits)
        *digits = d->digits[at];
    return 1;
}

const lsq_fit *lsq_descent_fit(const lsq_descent *d) {
    return d ? d->fit : NULL;
}
