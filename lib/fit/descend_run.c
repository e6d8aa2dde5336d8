/* descend_run.c - one descent on exact products or on rows, watched beside its exact minimum.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../solve/method.h"
#include "descend.h"

enum { ROWS = 20, KEPT_ROWS = 200 };

/* What a run works with. */
typedef struct run {
    lsq_descent *descent;
    const lsq_descend_options *o;
    lsq_transform t;
    lsq_optimum optimum;
    lsq_track track;
    lsq_solver *solver;
    const lsq_answer *answer; /* NULL: it diverges */
    const char **names;       /* of the columns of X and Y */
    lsq_matrix G;             /* the exact products, rounded once */
} run;

static void run_clear(run *w) {
    lsq_solver_free(w->solver);
    lsq_matrix_clear(&w->G);
    lsq_track_clear(&w->track);
    lsq_optimum_clear(&w->optimum);
    lsq_transform_clear(&w->t);
    free(w->names);
}

static lsq_status take_names(run *w, lsq_error *error) {
    const lsq_model *model = w->descent->fit->model;
    lsq_status status = lsq_alloc(&w->names, model->p + model->q, sizeof *w->names, error);
    for (int64_t j = 0; !status && j < model->p + model->q; j++)
        w->names[j] = model->terms[j].name;
    return status;
}

/* The problem that is descended, exactly, and its minimum. */
static lsq_status pose(run *w, lsq_error *error) {
    const lsq_fit *fit = w->descent->fit;
    const lsq_normal *N = &fit->g.N;
    lsq_normal T = {0};
    int64_t k = N->p + N->q;
    lsq_status status = take_names(w, error);
    if (!status)
        status = lsq_transform_init(&w->t, N, w->names, w->o->ridge, w->o->standardize, error);
    if (!status)
        status = lsq_matrix_init(&w->G, k, k, NULL, error);
    if (!status)
        status = lsq_transform_normal(&T, N, &w->t, error);
    if (status)
        return status;
    lsq_normal_round(lsq_matrix_view(&w->G), (lsq_view){0}, &T, NULL);
    int deficient = w->o->ridge == 0 && fit->g.basis.rank < N->p;
    return lsq_optimum_init(&w->optimum, &T, &w->t, deficient, error);
}

/* The rows in the descended columns to the solver, and out of memory. */
static lsq_status give_rows(run *w, lsq_matrix *blocks, int64_t count, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < count && !status; i++) {
        lsq_transform_rows(lsq_matrix_view(&blocks[i]), &w->t);
        status = lsq_solver_add_block(w->solver, lsq_matrix_view(&blocks[i]), error);
        lsq_matrix_clear(&blocks[i]);
    }
    return status;
}

static lsq_status make_solver(run *w, lsq_matrix *blocks, int64_t count, lsq_error *error) {
    const lsq_descent *D = w->descent;
    lsq_solver_options o = {.struct_size = sizeof o};
    lsq_status status = lsq_options_read(&o, w->o->solver_options, error);
    int64_t shown = w->o->rows ? w->o->rows : ROWS;
    if (!status)
        status =
            lsq_track_init(&w->track, &w->optimum, shown > KEPT_ROWS ? shown : KEPT_ROWS, error);
    if (status)
        return status;
    w->track.trace = w->o->trace;
    w->track.trace_context = w->o->trace_context;
    o.watch = lsq_track_watch;
    o.watch_context = &w->track;
    status = lsq_solver_new(&w->solver, D->about.method, w->optimum.p, w->optimum.q, &o, error);
    if (status)
        return status;
    lsq_solver_name_columns(w->solver, w->names);
    return lsq_solver_keeps(w->solver) == LSQ_KEEP_ROWS
               ? give_rows(w, blocks, count, error)
               : lsq_solver_give_products(w->solver, D->fit->g.N.n, lsq_matrix_look(&w->G), error);
}

/* Descend.  Divergence is a result: steps were taken, and then there was no answer. */
static lsq_status solve(run *w, lsq_error *error) {
    lsq_descent *D = w->descent;
    lsq_error told = {0};
    lsq_status status = lsq_solver_solve(w->solver, &w->answer, &told);
    const char *note = status ? told.message : w->answer->note;
    if (status && (status != LSQ_ENUMERIC || w->track.steps < 1)) {
        if (error)
            *error = told;
        return status;
    }
    if (w->track.steps < 0) {
        lsq_descent_state state = {0, w->track.B.data, 1, NAN};
        lsq_track_watch(&w->track, &state);
        state = (lsq_descent_state){w->answer->steps, w->answer->B, w->answer->gradient, NAN};
        lsq_track_watch(&w->track, &state);
    }
    lsq_track_finish(&w->track);
    D->about.status = status ? "diverged" : w->answer->converged ? "ok" : "not converged";
    D->about.steps = status ? w->track.steps : w->answer->steps;
    status = lsq_copy_text(&D->note, note, strlen(note), error);
    D->about.note = D->note;
    return status;
}

static void tell_theory(run *w) {
    lsq_descent_summary *s = &w->descent->about;
    const lsq_answer *a = w->answer;
    s->L = a ? a->L : NAN;
    s->mu = a ? a->mu : NAN;
    s->kappa = a && a->mu > 0 ? sqrt(a->L) / sqrt(a->mu) : NAN;
    s->kappa_standardized = NAN;
    s->safe = 2 / s->L;
    s->t = a ? a->t : NAN;
    s->momentum = a ? a->momentum : NAN;
    s->rate = a ? a->rate : NAN;
    s->predicted = a ? a->predicted : NAN;
    s->gradient = a ? a->gradient : NAN;
    s->measured = s->measured_bound = NAN;
    s->f_star = w->optimum.f;
}

static lsq_status tell_coefficients(run *w, lsq_error *error) {
    lsq_descent *D = w->descent;
    lsq_optimum *o = &w->optimum;
    int64_t count = o->p * o->q;
    lsq_status status = lsq_alloc(&D->reached, count, sizeof *D->reached, error);
    if (!status)
        status = lsq_alloc(&D->exact, count, sizeof *D->exact, error);
    if (!status)
        status = lsq_alloc(&D->digits, count, sizeof *D->digits, error);
    if (status)
        return status;
    memcpy(D->exact, o->b.data, (size_t)count * sizeof *D->exact);
    D->about.digits = lsq_optimum_digits(o, w->track.B.data, D->reached, D->digits);
    return LSQ_OK;
}

lsq_status lsq_descend_run(lsq_descent *descent, lsq_matrix *blocks, int64_t count,
                           const lsq_descend_options *o, lsq_error *error) {
    run w = {.descent = descent, .o = o};
    lsq_status status = pose(&w, error);
    if (!status)
        status = make_solver(&w, blocks, count, error);
    if (!status)
        status = solve(&w, error);
    if (!status)
        status = tell_coefficients(&w, error);
    if (!status) {
        tell_theory(&w);
        descent->rows = w.track.rows;
        descent->count = lsq_track_thin(w.track.rows, w.track.count, o->rows ? o->rows : ROWS);
        w.track.rows = NULL;
    }
    run_clear(&w);
    return status;
}
