/* descend_run.c - one descent on exact products or on rows, watched beside its exact minimum.
 *
 *   S = [X Y]'W[X Y], exact  ->  S~ of the columns that are descended and with the penalty, exact
 *   S~ rounded once          ->  the method, unless it needs the rows
 *   S~ solved exactly        ->  B*, f*, and what each step is judged by
 *
 * Rows are brought to the new columns in doubles, and their penalty goes to the solver.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "compare.h"
#include "descend.h"

enum { ROWS = 21, KEPT_ROWS = 200 }; /* 0, 5, ..., 100 are 21 */

/* What a run works with. */
typedef struct run {
    lsq_descent *descent;
    const lsq_descend_options *o;
    const lsq_method *method;
    lsq_lapack *L;
    lsq_transform t;
    lsq_optimum optimum;
    lsq_track track;
    lsq_solver *solver;
    const char **names; /* of the columns of X and Y */
    lsq_matrix G;       /* S~ rounded once ... */
    int64_t n;          /* ... and its rows, penalties among them */
    int on_rows;
} run;

static void run_clear(run *w) {
    lsq_solver_free(w->solver);
    lsq_matrix_clear(&w->G);
    lsq_track_clear(&w->track);
    lsq_optimum_clear(&w->optimum);
    lsq_transform_clear(&w->t);
    free(w->names);
    if (w->L)
        lsq_lapack_close(w->L);
}

static lsq_status take_names(run *w, lsq_error *error) {
    const lsq_model *model = w->descent->fit->model;
    lsq_status status = lsq_alloc(&w->names, model->p + model->q, sizeof *w->names, error);
    for (int64_t j = 0; !status && j < model->p + model->q; j++)
        w->names[j] = model->terms[j].name;
    return status;
}

/* The rank of X~ with its penalty, which leaves nothing undetermined: the intercept never is. */
static int64_t find_rank(const run *w) {
    const lsq_regression *g = &w->descent->fit->g;
    return w->o->ridge > 0 ? g->N.p : g->basis.rank;
}

/* The problem that is descended, and its minimum. */
static lsq_status pose(run *w, lsq_error *error) {
    const lsq_normal *N = &w->descent->fit->g.N;
    lsq_normal T = {0};
    int64_t k = N->p + N->q;
    lsq_status status = take_names(w, error);
    if (!status)
        status = lsq_lapack_open(&w->L, error);
    if (!status)
        status = lsq_transform_init(&w->t, N, w->names, w->o->ridge, w->o->standardize, error);
    if (!status)
        status = lsq_matrix_init(&w->G, k, k, NULL, error);
    if (!status)
        status = lsq_transform_normal(&T, N, &w->t, error);
    if (status)
        return status;
    lsq_normal_round(lsq_matrix_view(&w->G), (lsq_view){0}, &T, NULL);
    w->n = T.n;
    return lsq_optimum_init(&w->optimum, &T, &w->t, find_rank(w) < N->p, w->L, error);
}

/* The condition number of the standardized columns; NAN where they cannot be. */
static lsq_status find_standardized(double *condition, const run *w, lsq_error *error) {
    const double any_level = 0.95;
    const lsq_normal *N = &w->descent->fit->g.N;
    lsq_transform t;
    lsq_normal T = {0};
    lsq_regression g = {0};
    *condition = w->o->standardize ? w->optimum.condition : NAN;
    if (w->o->standardize || find_rank(w) < N->p)
        return LSQ_OK;
    lsq_status status = lsq_transform_init(&t, N, w->names, w->o->ridge, 1, error);
    if (status)
        return status == LSQ_ENUMERIC ? LSQ_OK : status;
    status = lsq_transform_normal(&T, N, &t, error);
    if (!status)
        status = lsq_regression_init_normal(&g, &T, any_level, 0, error);
    if (!status)
        status = lsq_condition(condition, &g, 0, w->L, error);
    lsq_regression_clear(&g);
    lsq_transform_clear(&t);
    return status;
}

/* The rows [X Y], or [X Y w], in the descended columns to the solver, and out of memory. */
static lsq_status give_rows(run *w, lsq_rows *rows, lsq_error *error) {
    int64_t k = w->optimum.p + w->optimum.q;
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < rows->count && !status; i++) {
        lsq_view all = lsq_matrix_view(&rows->blocks[i]);
        lsq_view D = lsq_view_block(all, 0, 0, all.rows, k);
        lsq_transform_rows(D, &w->t);
        if (all.columns > k)
            lsq_transform_weigh(D, all.data + k * all.ld);
        status = lsq_solver_add_block(w->solver, D, error);
        lsq_matrix_clear(&rows->blocks[i]);
    }
    return status;
}

static lsq_status make_solver(run *w, lsq_rows *rows, lsq_error *error) {
    int64_t shown = w->o->rows ? w->o->rows : ROWS;
    lsq_solver_options o;
    lsq_status status = lsq_options_read(&o, w->o->solver_options, error);
    if (!status)
        status =
            lsq_track_init(&w->track, &w->optimum, shown > KEPT_ROWS ? shown : KEPT_ROWS, error);
    if (status)
        return status;
    w->track.trace = w->o->trace;
    w->track.trace_context = w->o->trace_context;
    o.watch = lsq_track_watch;
    o.watch_context = &w->track;
    w->on_rows = o.on_rows || w->method->keep == LSQ_KEEP_ROWS;
    if (w->on_rows && w->o->ridge > 0)
        o.ridge = w->t.lambda;
    status = lsq_solver_new(&w->solver, w->method->name, w->optimum.p, w->optimum.q, &o, error);
    if (status)
        return status;
    lsq_solver_name_columns(w->solver, w->names);
    return w->on_rows ? give_rows(w, rows, error)
                      : lsq_solver_give_products(w->solver, w->n, lsq_matrix_look(&w->G),
                                                 w->o->ridge > 0, error);
}

/* 1 if a descent that has no answer was on its way, and not at its end. */
static int diverged(const run *w, lsq_status status) {
    const lsq_descent_summary *s = &w->descent->about;
    return status == LSQ_ENUMERIC && w->track.steps > 0 && !(w->track.gradient <= s->tolerance);
}

static lsq_status solve(run *w, lsq_error *error) {
    lsq_descent *D = w->descent;
    const lsq_answer *answer = NULL;
    lsq_error told = {0};
    lsq_status status = lsq_solver_solve(w->solver, &answer, &told);
    if (status && !diverged(w, status)) {
        if (error)
            *error = told;
        return status;
    }
    lsq_track_finish(&w->track);
    int is_ok = !status && answer->converged;
    if (is_ok && lsq_check_descent(answer, find_rank(w), &told))
        is_ok = 0;
    D->about.status = status ? "diverged" : is_ok ? "ok" : "not converged";
    lsq_text note = {0};
    lsq_text_put(&note, *told.message ? told.message : answer->note);
    if (!*told.message && w->o->standardize)
        lsq_text_put(&note, "; X and B are those of the standardized columns");
    status = lsq_text_take(&note, &D->note, error);
    D->about.note = D->note;
    return status;
}

/* What is known before the first step. */
static lsq_status tell_theory(run *w, lsq_error *error) {
    lsq_descent_summary *s = &w->descent->about;
    const lsq_answer *a = &w->track.theory;
    s->L = a->L;
    s->mu = a->mu;
    s->kappa = w->optimum.condition;

    s->safe = 2 / a->L;
    s->t = a->t;
    s->momentum = a->momentum;
    s->rate = a->rate;
    s->contraction = a->contraction;
    s->predicted = a->predicted;
    if (isnan(s->kappa)) {
        s->kappa = a->mu > 0 ? sqrt(a->L) / sqrt(a->mu) : NAN;
    } else if (!(a->mu > 0) || a->rank < w->optimum.p) { /* doubles have lost it */
        s->mu = a->L / s->kappa / s->kappa;
        s->rate = s->contraction = s->predicted = NAN;
    }

    s->f_star = w->optimum.f;
    return find_standardized(&s->kappa_standardized, w, error);
}

/* mu as the exact condition number has it, if there is one.  0 if step and momentum were made for
 * another: what theory says holds for their own. */
static int sharpen_mu(lsq_answer *theory, double condition) {
    const double same = 1e-6;
    double mu = theory->mu;
    if (isnan(condition))
        return 1;
    theory->mu = theory->L / condition / condition;
    return isnan(theory->momentum) || fabs(mu / theory->mu - 1) < same;
}

/* What was seen. */
static lsq_status tell_course(run *w, lsq_error *error) {
    lsq_descent *D = w->descent;
    lsq_descent_summary *s = &D->about;
    const lsq_track *track = &w->track;
    int64_t count = w->optimum.p * w->optimum.q;
    lsq_status status = lsq_alloc(&D->reached, count, sizeof *D->reached, error);
    if (!status)
        status = lsq_alloc(&D->exact, count, sizeof *D->exact, error);
    if (!status)
        status = lsq_alloc(&D->digits, count, sizeof *D->digits, error);
    if (status)
        return status;
    memcpy(D->exact, w->optimum.b.data, (size_t)count * sizeof *D->exact);
    s->digits = lsq_optimum_digits(&w->optimum, track->B.data, D->reached, D->digits);
    s->steps = track->steps;
    s->gradient = track->gradient;
    lsq_answer theory = track->theory;
    int is_tuned = sharpen_mu(&theory, w->optimum.condition);
    double level = lsq_descent_level(&w->optimum, lsq_matrix_look(&w->G), w->on_rows ? w->n : 0,
                                     &theory, track->longest);
    int64_t step = lsq_descent_measure(&s->measured, track->rows, track->count, level);
    s->measured_bound = NAN;
    if (step && is_tuned && !isnan(s->rate))
        s->measured_bound =
            pow(lsq_method_bound(w->method, &theory, step) + sqrt(level / track->rows[0].excess),
                1 / (double)step);
    return LSQ_OK;
}

static void take_rows(run *w) {
    lsq_descent *D = w->descent;
    D->rows = w->track.rows;
    D->count = lsq_track_thin(D->rows, w->track.count, w->o->rows ? w->o->rows : ROWS);
    w->track.rows = NULL;
}

lsq_status lsq_descend_run(lsq_descent *descent, const lsq_method *method, lsq_rows *rows,
                           const lsq_descend_options *o, lsq_error *error) {
    run w = {.descent = descent, .o = o, .method = method};
    lsq_status status = pose(&w, error);
    if (!status)
        status = make_solver(&w, rows, error);
    if (!status)
        status = solve(&w, error);
    if (!status)
        status = tell_theory(&w, error);
    if (!status)
        status = tell_course(&w, error);
    if (!status)
        take_rows(&w);
    run_clear(&w);
    return status;
}
