/* compare_run.c - one solver of a comparison: run, timed, judged.
 *
 * A method of section 5 is timed from the rows in memory to its answer, the copy of each block
 * included; a solver from outside from fresh copies of X and Y to its coefficients.  What takes
 * less than a millisecond runs three times, and the shortest counts: the first pays for cold
 * caches.  The residual sum of squares of a solver from outside is that of its coefficients, in
 * doubles.
 *
 * SPDX-License-Identifier: MIT */
#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../solve/method.h"

enum { RUNS = 3 };
static const double SHORT = 1e-3; /* seconds; what takes less is run again */

/* ---- rows ---- */

/* to = columns `first` and the next `count` of all rows, column-major without gaps. */
static lsq_status copy_columns(double *to, const lsq_rows *kept, int64_t first, int64_t count,
                               lsq_error *error) {
    lsq_view all = {to, kept->n, count, kept->n};
    lsq_status status = LSQ_OK;
    for (int64_t i = 0, at = 0; i < kept->count && !status; i++) {
        const lsq_matrix *block = &kept->blocks[i];
        status =
            lsq_copy(lsq_view_block(all, at, 0, block->rows, count),
                     lsq_look_block(lsq_matrix_look(block), 0, first, block->rows, count), error);
        at += block->rows;
    }
    return status;
}

/* rss = |y_r - X b_r|^2 of each response */
static void sum_squares(double *rss, const lsq_rows *kept, const double *B, int64_t p, int64_t q) {
    for (int64_t r = 0; r < q; r++) {
        rss[r] = 0;
        for (int64_t b = 0; b < kept->count; b++) {
            const lsq_matrix *D = &kept->blocks[b];
            for (int64_t i = 0; i < D->rows; i++) {
                double e = D->data[i + (p + r) * D->rows];
                for (int64_t j = 0; j < p; j++)
                    e -= D->data[i + j * D->rows] * B[j + r * p];
                rss[r] += e * e;
            }
        }
    }
}

/* ---- entries ---- */

/* Append an entry with an empty note. */
static lsq_status add_entry(lsq_comparison *c, const char *name, lsq_error *error) {
    int64_t i = c->count;
    lsq_status status = lsq_copy_text(&c->names[i], name, strlen(name), error);
    if (!status)
        status = lsq_copy_text(&c->notes[i], "", 0, error);
    c->all[i] = (lsq_compared){.name = c->names[i],
                               .status = "ok",
                               .digits_coefficients = NAN,
                               .digits_std_errors = NAN,
                               .steps = -1,
                               .bytes = -1,
                               .note = c->notes[i]};
    c->count++;
    return status;
}

/* The note of the last entry. */
static lsq_status set_note(lsq_comparison *c, const char *note, lsq_error *error) {
    int64_t i = c->count - 1;
    char *copy;
    lsq_status status = lsq_copy_text(&copy, note, strlen(note), error);
    if (status)
        return status;
    free(c->notes[i]);
    c->all[i].note = c->notes[i] = copy;
    return LSQ_OK;
}

/* The entry of a solver that has no answer. */
static lsq_status set_failure(lsq_comparison *c, lsq_status why, const lsq_error *told,
                              lsq_error *error) {
    c->all[c->count - 1].status = why == LSQ_ENUMERIC ? "refused"
                                  : why == LSQ_EIO    ? "not installed"
                                                      : "failed";
    c->all[c->count - 1].seconds = NAN;
    return set_note(c, *told->message ? told->message : lsq_status_text(why), error);
}

/* Judge the answer and complete the last entry. */
static lsq_status judge_answer(lsq_bench *b, const lsq_answer *answer, const char *note,
                               lsq_error *error) {
    lsq_comparison *c = b->comparison;
    lsq_compared *entry = &c->all[c->count - 1];
    lsq_text text = {0};
    char *whole = NULL;
    lsq_status status = lsq_judge_answer(&b->judge, answer, &entry->digits_coefficients,
                                         &entry->digits_std_errors, &text, error);
    if (!status && note && *note)
        lsq_text_format(&text, "%s%s", text.length ? "; " : "", note);
    if (!status)
        status = lsq_text_take(&text, &whole, error);
    if (!status)
        status = set_note(c, whole, error);
    free(whole);
    lsq_text_clear(&text);
    return status;
}

/* ---- solvers ---- */

lsq_status lsq_run_exact(lsq_bench *b, double seconds, lsq_error *error) {
    lsq_comparison *c = b->comparison;
    lsq_status status = add_entry(c, "exact", error);
    if (status)
        return status;
    lsq_compared *entry = &c->all[0];
    entry->seconds = seconds;
    const lsq_regression *g = &c->fit->g;
    if (b->judge.rank || g->min_norm)
        entry->digits_coefficients = 17;
    if (b->judge.rank && lsq_regression_has(g, LSQ_STD_ERROR, 0, g->basis.kept[0]))
        entry->digits_std_errors = 17;
    return set_note(c,
                    "integers and balls instead of rounding: every digit is proven, whatever the "
                    "condition number",
                    error);
}

/* The rows as a fit by this method gives them, in blocks of the same shape, so that the bits are
 * the same. */
static lsq_status add_rows(lsq_solver *solver, lsq_bench *b, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < b->kept->count && !status; i++) {
        lsq_const_view D = lsq_matrix_look(&b->kept->blocks[i]);
        lsq_view copy = lsq_view_block(lsq_matrix_view(&b->block), 0, 0, D.rows, D.columns);
        status = lsq_copy(copy, D, error);
        if (!status)
            status = lsq_solver_add_block(solver, copy, error);
    }
    return status;
}

/* Run the solver from the start; *seconds = the time if it is less. */
static lsq_status time_method(lsq_solver *solver, lsq_bench *b, const lsq_answer **answer,
                              double *seconds, lsq_error *error) {
    lsq_solver_reset(solver);
    double began = lsq_seconds();
    lsq_status status = add_rows(solver, b, error);
    if (!status)
        status = lsq_solver_solve(solver, answer, error);
    *seconds = fmin(*seconds, lsq_seconds() - began);
    return status;
}

/* The options that the method has a use for.  A tolerance is meant for descent, whose gradient may
 * come from the rows: one of that size would make a rank out of nothing. */
static lsq_status take_options(lsq_solver_options *taken, const char *name,
                               const lsq_solver_options *options, lsq_error *error) {
    const lsq_method *method = lsq_method_find(name, error);
    lsq_status status = lsq_method_take_options(taken, method, options, error);
    if (!status && !method->stepper)
        taken->tolerance = 0;
    return status;
}

lsq_status lsq_run_method(lsq_bench *b, const char *name, lsq_error *error) {
    lsq_comparison *c = b->comparison;
    lsq_solver *solver = NULL;
    const lsq_answer *answer = NULL;
    lsq_error told = {0};
    lsq_solver_options o;
    lsq_status status = add_entry(c, name, error);
    if (status)
        return status;
    lsq_compared *entry = &c->all[c->count - 1];
    entry->seconds = INFINITY;
    lsq_status run = take_options(&o, name, b->options, &told);
    if (!run)
        run = lsq_solver_new(&solver, name, b->p, b->q, &o, &told);
    if (!run)
        lsq_solver_name_columns(solver, c->fit->names);
    for (int i = 0; !run && (!i || (i < RUNS && entry->seconds < SHORT)); i++)
        run = time_method(solver, b, &answer, &entry->seconds, &told);
    if (!run && answer->converged)
        run = lsq_check_descent(answer, c->fit->g.basis.rank, &told);
    if (run == LSQ_EUSAGE || run == LSQ_EIO) { /* wrong options, or no LAPACK: not its own fault */
        if (error)
            *error = told;
        lsq_solver_free(solver);
        return run;
    }
    if (run) {
        status = set_failure(c, run, &told, error);
    } else {
        entry->steps = answer->steps;
        entry->bytes = answer->bytes;
        if (answer->steps >= 0 && !answer->converged)
            entry->status = "not converged";
        status = judge_answer(b, answer, answer->note, error);
    }
    lsq_solver_free(solver);
    return status;
}

/* What a solver from outside gets and gives. */
typedef struct work {
    double *X, *Y, *B, *C, *rss;
} work;

static void work_clear(work *w) {
    free(w->X);
    free(w->Y);
    free(w->B);
    free(w->C);
    free(w->rss);
}

static lsq_status work_init(work *w, const lsq_bench *b, lsq_error *error) {
    int64_t n = b->kept->n, p = b->p, q = b->q;
    memset(w, 0, sizeof *w);
    lsq_status status = lsq_alloc(&w->X, n, (size_t)p * sizeof *w->X, error);
    if (!status)
        status = lsq_alloc(&w->Y, n, (size_t)q * sizeof *w->Y, error);
    if (!status)
        status = lsq_alloc(&w->B, p, (size_t)q * sizeof *w->B, error);
    if (!status)
        status = lsq_alloc(&w->C, p, (size_t)p * sizeof *w->C, error);
    if (!status)
        status = lsq_alloc(&w->rss, q, sizeof *w->rss, error);
    return status;
}

/* Solve fresh copies of the rows; *seconds = the time if it is less. */
static lsq_status time_outside(work *w, const lsq_bench *b, const lsq_outside *outside,
                               lsq_compared *entry, lsq_error *error) {
    lsq_status status = copy_columns(w->X, b->kept, 0, b->p, error);
    if (!status)
        status = copy_columns(w->Y, b->kept, b->p, b->q, error);
    double began = lsq_seconds();
    if (!status)
        status = outside->solve(outside->context, b->kept->n, b->p, b->q, w->X, w->Y, w->B, w->C,
                                &entry->bytes, error);
    entry->seconds = fmin(entry->seconds, lsq_seconds() - began);
    return status;
}

/* A sentence from the numbers: what was lost, beside what may be. */
static void put_loss(lsq_text *note, const lsq_comparison *c, const lsq_compared *entry) {
    if (isnan(c->condition) || isnan(entry->digits_coefficients))
        return;
    double lost = fmax(0, 53 * log10(2) - entry->digits_coefficients);
    lsq_text_format(note, "%d of 16 digits lost at condition number %s", (int)(lost + 0.5),
                    lsq_short_number(c->condition).text);
}

/* Judge what a solver from outside left; without a note of its own, one follows from the
 * judgement. */
static lsq_status judge_outside(lsq_bench *b, work *w, const char *note, lsq_error *error) {
    lsq_comparison *c = b->comparison;
    lsq_text loss = {0};
    sum_squares(w->rss, b->kept, w->B, b->p, b->q);
    lsq_answer answer = {.n = b->kept->n,
                         .p = b->p,
                         .q = b->q,
                         .rank = b->p,
                         .B = w->B,
                         .C = w->C,
                         .rss = w->rss,
                         .steps = -1,
                         .error_bound = (double)NAN};
    lsq_status status = judge_answer(b, &answer, note, error);
    if (!note)
        put_loss(&loss, c, &c->all[c->count - 1]);
    if (!status && loss.failed)
        status = lsq_fail_memory(error, loss.length);
    else if (!status && loss.length)
        status = set_note(c, loss.bytes, error);
    lsq_text_clear(&loss);
    return status;
}

lsq_status lsq_run_outside(lsq_bench *b, const lsq_outside *outside, lsq_error *error) {
    lsq_comparison *c = b->comparison;
    lsq_error told = {0};
    work w;
    lsq_status status = add_entry(c, outside->name ? outside->name : "outside", error);
    if (status)
        return status;
    lsq_compared *entry = &c->all[c->count - 1];
    entry->seconds = INFINITY;
    lsq_status run = work_init(&w, b, &told);
    for (int i = 0; !run && (!i || (i < RUNS && entry->seconds < SHORT)); i++)
        run = time_outside(&w, b, outside, entry, &told);
    status = run ? set_failure(c, run, &told, error) : judge_outside(b, &w, outside->note, error);
    work_clear(&w);
    return status;
}
