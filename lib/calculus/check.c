/* check.c - is a derivative right?  A verdict from differences that know their own errors.
 *
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "estimate.h"

/* A 2-norm that neither overflows nor underflows: scale^2 sum. */
typedef struct length {
    double scale, sum;
} length;

typedef struct sums {
    length off, both; /* of differences less and plus derivatives */
} sums;

struct lsq_check {
    lsq_check_summary about;
    lsq_check_row *rows;
    double *nearby; /* by rows */
    length *norms;  /* of the best differences of each value */
    lsq_check_point points[LSQ_STEPS];
    char note[512];
};

static void lengthen(length *l, double v) {
    double a = fabs(v);
    if (!(a > 0.0))
        l->sum += a; /* NaN stays */
    else if (a <= l->scale)
        l->sum += (a / l->scale) * (a / l->scale);
    else {
        l->sum = l->sum * (l->scale / a) * (l->scale / a) + 1.0;
        l->scale = a;
    }
}

static double length_of(length l) {
    return l.scale * sqrt(l.sum);
}

/* The criterion; 0 where everything is 0. */
static double ratio_of(const sums *s) {
    double off = length_of(s->off), both = length_of(s->both);
    if (isnan(s->off.sum) || isnan(s->both.sum))
        return (double)NAN;
    return off == 0.0 ? 0.0 : off / both;
}

/* ---- the derivatives of all values by one variable ------------------------------------------- */

static void take_element(lsq_check *c, const lsq_differences *D, int64_t i, int64_t j, double df,
                         int own) {
    lsq_quotients q = lsq_differences_of(D, i);
    lsq_estimate e = lsq_estimate_from(q);
    int64_t at = j * D->m + i;
    c->rows[at] =
        (lsq_check_row){i, j, df, q.forward[own], q.central[own], e.best, e.bound, LSQ_UNDECIDED};
    c->nearby[at] = e.nearby;
    if (isfinite(e.best))
        lengthen(c->norms + i, e.best);
}

static void add_to_curve(const lsq_differences *D, int64_t i, double df, sums *forward,
                         sums *central) {
    lsq_quotients q = lsq_differences_of(D, i);
    for (int k = 0; k < LSQ_STEPS; k++) {
        lengthen(&forward[k].off, q.forward[k] - df);
        lengthen(&forward[k].both, q.forward[k] + df);
        lengthen(&central[k].off, q.central[k] - df);
        lengthen(&central[k].both, q.central[k] + df);
    }
}

static lsq_status take_variables(lsq_check *c, const lsq_function *f, const double *x,
                                 const double *J, const lsq_check_options *o,
                                 const lsq_ladder *ladder, lsq_error *error) {
    sums forward[LSQ_STEPS] = {0}, central[LSQ_STEPS] = {0};
    lsq_differences D;
    lsq_status status = lsq_differences_init(&D, f, x, error);
    if (status == LSQ_OK && f->value(f->context, x, D.here))
        status = lsq_fail(error, LSQ_ENUMERIC, "f ended the check at x itself");
    for (int64_t i = 0; i < f->m && status == LSQ_OK; i++)
        if (!isfinite(D.here[i]))
            status = lsq_fail(error, LSQ_ENUMERIC, "f[%" PRId64 "] has no finite value at x", i);
    for (int64_t j = 0; j < f->n && status == LSQ_OK; j++) {
        double size = fmax(fabs(x[j]), o->typical ? o->typical[j] : 1.0);
        status = lsq_differences_take(&D, f, j, size, ladder, error);
        for (int64_t i = 0; i < f->m && status == LSQ_OK; i++) {
            take_element(c, &D, i, j, J[j * f->m + i], ladder->own);
            if (o->rounding)
                c->rows[j * f->m + i].bound += o->rounding[j * f->m + i];
            add_to_curve(&D, i, J[j * f->m + i], forward, central);
        }
    }
    lsq_differences_clear(&D);
    for (int k = 0; k < LSQ_STEPS; k++)
        c->points[k] =
            (lsq_check_point){ladder->h[k], ratio_of(&forward[k]), ratio_of(&central[k])};
    return status;
}

/* ---- verdict --------------------------------------------------------------------------------- */

/* An element differs where it is off by more than its bound, which knows nothing of it, and the
 * threshold allow. */
static double excess(const lsq_check *c, const lsq_check_row *row) {
    double off = fabs(row->best - row->derivative);
    double allowed = row->bound + 2.0 * c->about.threshold * fabs(row->best);
    return off > 0.0 ? off / allowed : 0.0;
}

static lsq_verdict judge(const lsq_check *c, int64_t at) {
    const lsq_check_row *row = c->rows + at;
    if (excess(c, row) > 1.0)
        return LSQ_DIFFERS;
    double size = fmax(length_of(c->norms[row->value]), c->nearby[at]);
    return row->bound <= 1e-5 * size || row->bound == 0.0 ? LSQ_AGREES : LSQ_UNDECIDED;
}

static void conclude(lsq_check *c) {
    lsq_check_summary *a = &c->about;
    double worst = -1.0;
    a->verdict = LSQ_AGREES;
    a->worst_value = a->worst_variable = -1;
    for (int64_t at = 0; at < a->m * a->n; at++) {
        lsq_check_row *row = c->rows + at;
        row->verdict = judge(c, at);
        if (row->verdict == LSQ_DIFFERS || a->verdict == LSQ_AGREES)
            a->verdict = row->verdict;
        if (excess(c, row) > worst) {
            worst = excess(c, row);
            a->worst_value = row->value;
            a->worst_variable = row->variable;
        }
    }
    a->best_h = a->best_criterion = (double)NAN;
    for (int k = 0; k < LSQ_STEPS; k++)
        if (!(c->points[k].central >= a->best_criterion) && isfinite(c->points[k].central)) {
            a->best_h = c->points[k].h;
            a->best_criterion = c->points[k].central;
        }
    snprintf(c->note, sizeof c->note, "%s",
             a->verdict == LSQ_AGREES    ? "each element agrees with differences"
             : a->verdict == LSQ_DIFFERS ? "an element differs from differences"
                                         : "rounding of f hides errors of the derivative");
    a->note = c->note;
}

/* ---- the calls ------------------------------------------------------------------------------- */

static lsq_status refuse(const lsq_function *f, const double *x, const lsq_check_options *o,
                         lsq_error *error) {
    if (!f || !f->value || !f->derivative)
        return lsq_fail(error, LSQ_EUSAGE, "a function needs its value and its derivative");
    if (f->n < 0 || f->m < 0)
        return lsq_fail(error, LSQ_EUSAGE,
                        "a function of %" PRId64 " variables with %" PRId64 " values", f->n, f->m);
    if (f->n > 0 && !x)
        return lsq_fail(error, LSQ_EUSAGE, "x is NULL");
    for (int64_t j = 0; j < f->n; j++)
        if (!isfinite(x[j]))
            return lsq_fail(error, LSQ_EUSAGE, "x[%" PRId64 "] is %g", j, x[j]);
    if (!(o->h >= 1e-12 && o->h <= 1.0))
        return lsq_fail(error, LSQ_EUSAGE, "h is %g; it lies from 1e-12 to 1", o->h);
    if (!(o->threshold > 0.0 && o->threshold < 1.0))
        return lsq_fail(error, LSQ_EUSAGE, "the threshold is %g; it lies between 0 and 1",
                        o->threshold);
    for (int64_t j = 0; o->typical && j < f->n; j++)
        if (!(o->typical[j] > 0.0 && isfinite(o->typical[j])))
            return lsq_fail(error, LSQ_EUSAGE, "typical[%" PRId64 "] is %g", j, o->typical[j]);
    for (int64_t at = 0; o->rounding && at < f->m * f->n; at++)
        if (!(o->rounding[at] >= 0.0))
            return lsq_fail(error, LSQ_EUSAGE, "rounding[%" PRId64 "] is %g", at, o->rounding[at]);
    return LSQ_OK;
}

static lsq_status read_options(const lsq_check_options *given, lsq_check_options *o,
                               lsq_error *error) {
    *o = (lsq_check_options){.struct_size = sizeof *o};
    if (given && given->struct_size < sizeof given->struct_size)
        return lsq_fail(error, LSQ_EUSAGE,
                        "options.struct_size is %zu; set it to sizeof(lsq_check_options)",
                        given->struct_size);
    if (given)
        memcpy(o, given, given->struct_size < sizeof *o ? given->struct_size : sizeof *o);
    if (o->h == 0.0)
        o->h = 1e-4;
    if (o->threshold == 0.0)
        o->threshold = 1e-6;
    return LSQ_OK;
}

static lsq_status derivative_at(const lsq_function *f, const double *x, double **J,
                                lsq_error *error) {
    lsq_status status = lsq_alloc(J, f->m * f->n, sizeof(double), error);
    if (status != LSQ_OK)
        return status;
    if (f->derivative(f->context, x, *J))
        return lsq_fail(error, LSQ_ENUMERIC, "the derivative ended the check");
    for (int64_t at = 0; at < f->m * f->n; at++)
        if (!isfinite((*J)[at]))
            return lsq_fail(error, LSQ_ENUMERIC,
                            "the derivative of f[%" PRId64 "] by x[%" PRId64 "] is %g", at % f->m,
                            at / f->m, (*J)[at]);
    return LSQ_OK;
}

static lsq_status alloc_check(lsq_check **check, const lsq_function *f, const lsq_check_options *o,
                              lsq_error *error) {
    lsq_status status = lsq_alloc(check, 1, sizeof **check, error);
    if (status != LSQ_OK)
        return status;
    (*check)->about =
        (lsq_check_summary){.n = f->n, .m = f->m, .h = o->h, .threshold = o->threshold};
    status = lsq_alloc(&(*check)->rows, f->m * f->n, sizeof(lsq_check_row), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&(*check)->nearby, f->m * f->n, sizeof(double), error);
    if (status == LSQ_OK)
        status = lsq_alloc(&(*check)->norms, f->m, sizeof(length), error);
    return status;
}

lsq_status lsq_check_derivative(lsq_check **check, const lsq_function *f, const double *x,
                                const lsq_check_options *options, lsq_error *error) {
    lsq_check_options o;
    lsq_check *c = NULL;
    double *J = NULL;
    if (!check)
        return lsq_fail(error, LSQ_EUSAGE, "check is NULL");
    *check = NULL;
    lsq_status status = read_options(options, &o, error);
    if (status == LSQ_OK)
        status = refuse(f, x, &o, error);
    if (status == LSQ_OK)
        status = alloc_check(&c, f, &o, error);
    if (status == LSQ_OK)
        status = derivative_at(f, x, &J, error);
    lsq_ladder ladder = lsq_ladder_from(o.h);
    if (status == LSQ_OK)
        status = take_variables(c, f, x, J, &o, &ladder, error);
    free(J);
    if (status != LSQ_OK) {
        lsq_check_free(c);
        return status;
    }
    c->about.criterion = c->points[ladder.own].central;
    c->about.forward_criterion = c->points[ladder.own].forward;
    conclude(c);
    *check = c;
    return LSQ_OK;
}

lsq_status lsq_check_gradient(lsq_check **check,
                              int (*f)(void *context, const double *x, double *value),
                              int (*gradient)(void *context, const double *x, double *g),
                              void *context, const double *x, int64_t n,
                              const lsq_check_options *options, lsq_error *error) {
    const lsq_function whole = {n, 1, f, gradient, NULL, context};
    return lsq_check_derivative(check, &whole, x, options, error);
}

void lsq_check_free(lsq_check *check) {
    if (!check)
        return;
    free(check->rows);
    free(check->nearby);
    free(check->norms);
    free(check);
}

const lsq_check_summary *lsq_check_about(const lsq_check *check) {
    return check ? &check->about : NULL;
}

int64_t lsq_check_rows(const lsq_check *check) {
    return check ? check->about.m * check->about.n : 0;
}

const lsq_check_row *lsq_check_row_at(const lsq_check *check, int64_t i) {
    return i >= 0 && i < lsq_check_rows(check) ? check->rows + i : NULL;
}

int64_t lsq_check_points(const lsq_check *check) {
    return check ? LSQ_STEPS : 0;
}

const lsq_check_point *lsq_check_point_at(const lsq_check *check, int64_t i) {
    return i >= 0 && i < lsq_check_points(check) ? check->points + i : NULL;
}
