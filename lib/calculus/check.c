/* check.c - is a derivative right?  A verdict from differences that know their own errors.
 *
 * Each element has its best difference with a bound (estimate.c), which no derivative has a say in,
 * so that a wrong one excuses nothing.  To the bound comes what rounding x and the residuals leaves
 * of any derivative in doubles, u sqrt(c_j) (sum_k sqrt(c_k) |x_k| + sqrt(2|f|)) with the
 * curvatures c: for |Ax - b|^2 that is 2u |a_j| (sum |a_k| |x_k| + |Ax - b|), as its gradient's
 * rounding is bounded; a caller that knows better says so.
 *
 * An element that is off by more than its bound and the threshold differs.  One that is not agrees,
 * if its bound is within 4 thresholds of the gradient of its value, or, where that is 0 as far as
 * can be told, of what it is within the variable's size: with the 2 that are allowed, an error of
 * 10 is then beyond both what is allowed and what best may be off.
 *
 * Cost: 50 values of f a variable, or 75 of its differences, three times as many at most where
 * |x_j| is tried for its size; O(m n) memory.
 *
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "check.h"

/* Multiples of u that rounding of a derivative may reach. */
static const double ROUNDING = 3.0;

/* ---- differences ----------------------------------------------------------------------------- */

static void take_element(lsq_check *c, const lsq_differences *D, int64_t i, int64_t j, double df,
                         int own) {
    lsq_quotients q = lsq_differences_of(D, i);
    lsq_estimate *e = c->estimates + j * D->m + i;
    *e = lsq_estimate_from(q);
    c->rows[j * D->m + i] =
        (lsq_check_row){i, j, df, q.forward[own], q.central[own], e->best, e->bound, LSQ_UNDECIDED};
    if (isfinite(e->bound))
        lsq_length_add(&c->values[i].best, e->best);
    c->values[i].moved += sqrt(e->curvature) * fabs(D->x[j]);
}

static void add_to_curve(lsq_quotients q, double df, lsq_criterion *forward,
                         lsq_criterion *central) {
    for (int k = 0; k < LSQ_STEPS; k++) {
        lsq_criterion_add(&forward[k], q.forward[k], df);
        lsq_criterion_add(&central[k], q.central[k], df);
    }
}

static lsq_status take_here(lsq_check *c, lsq_differences *D, const lsq_function *f,
                            lsq_error *error) {
    if (f->value(f->context, D->x, D->here))
        return lsq_fail(error, LSQ_ENUMERIC, "f has no value at x");
    for (int64_t i = 0; i < f->m; i++) {
        if (!isfinite(D->here[i]))
            return lsq_fail(error, LSQ_ENUMERIC, "f[%" PRId64 "] has no finite value at x", i);
        c->values[i].moved = sqrt(2.0) * sqrt(fabs(D->here[i]));
    }
    return LSQ_OK;
}

/* How many values have a derivative that differences know. */
static int64_t known(const lsq_differences *D) {
    int64_t count = 0;
    for (int64_t i = 0; i < D->m; i++) {
        lsq_estimate e = lsq_estimate_from(lsq_differences_of(D, i));
        count += e.bound <= 1e-6 * fabs(e.best);
    }
    return count;
}

/* Where nobody says what is large for a small variable, and 1 does not serve, it may be itself. */
static lsq_status take_differences(lsq_differences *D, const lsq_function *f, int64_t j,
                                   const double *typical, const lsq_ladder *ladder,
                                   lsq_error *error) {
    double own = fabs(D->x[j]), size = fmax(own, typical ? typical[j] : 1.0);
    lsq_status status = lsq_differences_take(D, f, j, size, ladder, error);
    if (status != LSQ_OK || typical || own < 1e-280 || own >= 1.0)
        return status;
    int64_t before = known(D);
    if (before == f->m)
        return LSQ_OK;
    status = lsq_differences_take(D, f, j, own, ladder, error);
    if (status != LSQ_OK || known(D) > before)
        return status;
    return lsq_differences_take(D, f, j, size, ladder, error);
}

static lsq_status take_variables(lsq_check *c, const lsq_function *f, const double *x,
                                 const double *J, const lsq_check_options *o,
                                 const lsq_ladder *ladder, lsq_error *error) {
    lsq_criterion forward[LSQ_STEPS] = {0}, central[LSQ_STEPS] = {0};
    lsq_differences D;
    lsq_status status = lsq_differences_init(&D, f, x, error);
    if (status == LSQ_OK)
        status = take_here(c, &D, f, error);
    for (int64_t j = 0; j < f->n && status == LSQ_OK; j++) {
        status = take_differences(&D, f, j, o->typical, ladder, error);
        for (int64_t i = 0; i < f->m && status == LSQ_OK; i++) {
            take_element(c, &D, i, j, J[j * f->m + i], ladder->own);
            add_to_curve(lsq_differences_of(&D, i), J[j * f->m + i], forward, central);
        }
    }
    lsq_differences_clear(&D);
    for (int k = 0; k < LSQ_STEPS; k++)
        c->points[k] = (lsq_check_point){ladder->h[k], lsq_criterion_of(&forward[k]),
                                         lsq_criterion_of(&central[k])};
    return status;
}

/* ---- verdict --------------------------------------------------------------------------------- */

/* What no derivative in doubles can do without: the caller's analysis, or the guess. */
static void widen_bounds(lsq_check *c, const double *rounding) {
    for (int64_t at = 0; at < c->about.m * c->about.n; at++) {
        lsq_check_row *row = c->rows + at;
        double more = rounding ? rounding[at]
                               : ROUNDING * DBL_EPSILON / 2 * sqrt(c->estimates[at].curvature) *
                                     c->values[row->value].moved;
        row->bound += more;
        c->estimates[at].rounding += more;
    }
    for (int64_t i = 0; i < c->about.m; i++)
        c->values[i].is_zero = 1;
    for (int64_t at = 0; at < c->about.m * c->about.n; at++)
        if (fabs(c->rows[at].best) > 4.0 * c->estimates[at].rounding)
            c->values[c->rows[at].value].is_zero = 0;
}

/* How much it is off beside what is allowed. */
static double excess(const lsq_check *c, const lsq_check_row *row) {
    double off = fabs(row->best - row->derivative);
    return off > 0.0 ? off / (row->bound + 2.0 * c->about.threshold * fabs(row->best)) : 0.0;
}

/* The bound beside the derivative: errors from 10 thresholds of that on are not to be hidden. */
static double blindness(const lsq_check *c, int64_t at) {
    const lsq_check_row *row = c->rows + at;
    const lsq_check_value *v = c->values + row->value;
    double size = lsq_length_of(v->best);
    if (c->estimates[at].trouble == LSQ_UNFELT)
        return fabs(row->derivative) <= row->bound ? 0.0 : HUGE_VAL;
    if (v->is_zero && c->estimates[at].trouble != LSQ_NO_TROUBLE)
        return HUGE_VAL;
    if (v->is_zero)
        size = fmax(size, c->estimates[at].nearby);
    double ratio = row->bound / size;
    return row->bound == 0.0 ? 0.0 : isnan(ratio) ? HUGE_VAL : ratio;
}

static lsq_verdict judge(const lsq_check *c, int64_t at) {
    int unknown = c->estimates[at].trouble == LSQ_UNFELT;
    return excess(c, c->rows + at) > 1.0 && !unknown      ? LSQ_DIFFERS
           : blindness(c, at) <= 4.0 * c->about.threshold ? LSQ_AGREES
                                                          : LSQ_UNDECIDED;
}

/* The criterion of central differences where it is least. */
static void find_best_step(lsq_check *c) {
    lsq_check_summary *a = &c->about;
    a->best_h = a->best_criterion = (double)NAN;
    for (int k = 0; k < LSQ_STEPS; k++) {
        const lsq_check_point *p = c->points + k;
        if (p->central < a->best_criterion || (isnan(a->best_criterion) && !isnan(p->central))) {
            a->best_h = p->h;
            a->best_criterion = p->central;
        }
    }
}

/* Returns the element that decided, -1 without any. */
static int64_t conclude(lsq_check *c) {
    lsq_check_summary *a = &c->about;
    double most = -1.0, blindest = -1.0;
    int64_t worst = -1, hidden = -1;
    a->verdict = LSQ_AGREES;
    for (int64_t at = 0; at < a->m * a->n; at++) {
        lsq_check_row *row = c->rows + at;
        row->verdict = judge(c, at);
        if (row->verdict == LSQ_DIFFERS || a->verdict == LSQ_AGREES)
            a->verdict = row->verdict;
        if (excess(c, row) > most) {
            most = excess(c, row);
            worst = at;
        }
        if (blindness(c, at) > blindest) {
            blindest = blindness(c, at);
            hidden = at;
        }
    }
    a->worst_value = worst < 0 ? -1 : c->rows[worst].value;
    a->worst_variable = worst < 0 ? -1 : c->rows[worst].variable;
    return a->verdict == LSQ_UNDECIDED ? hidden : worst;
}

/* ---- the calls ------------------------------------------------------------------------------- */

static lsq_status refuse(const lsq_function *f, const double *x, const lsq_check_options *o,
                         lsq_error *error) {
    if (!f || !f->value || !f->derivative)
        return lsq_fail(error, LSQ_EUSAGE, "a function needs its value and its derivative");
    if (f->n < 0 || f->m < 0)
        return lsq_fail(error, LSQ_EUSAGE,
                        "a function of %" PRId64 " variables with %" PRId64 " values", f->n, f->m);
    if (f->n > 0 && f->m > INT64_MAX / f->n)
        return lsq_fail(error, LSQ_ENOMEM,
                        "no memory for %" PRId64 " times %" PRId64 " derivatives", f->m, f->n);
    if (f->n > 0 && !x)
        return lsq_fail(error, LSQ_EUSAGE, "x is NULL");
    for (int64_t j = 0; j < f->n; j++)
        if (!isfinite(x[j]))
            return lsq_fail(error, LSQ_EUSAGE, "x[%" PRId64 "] is %g", j, x[j]);
    if (!(o->h >= 1e-12 && o->h < 1.0))
        return lsq_fail(error, LSQ_EUSAGE, "h is %g; it lies from 1e-12 to below 1", o->h);
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
        return lsq_fail(error, LSQ_ENUMERIC, "f has no derivative at x");
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
    lsq_check *c = *check;
    c->about = (lsq_check_summary){.n = f->n, .m = f->m, .h = o->h, .threshold = o->threshold};
    status = lsq_alloc(&c->rows, f->m * f->n, sizeof *c->rows, error);
    if (status == LSQ_OK)
        status = lsq_alloc(&c->estimates, f->m * f->n, sizeof *c->estimates, error);
    if (status == LSQ_OK)
        status = lsq_alloc(&c->values, f->m, sizeof *c->values, error);
    return status;
}

static lsq_status run(lsq_check *c, const lsq_function *f, const double *x, const double *J,
                      const lsq_check_options *o, lsq_error *error) {
    lsq_ladder ladder = lsq_ladder_from(o->h);
    lsq_status status = take_variables(c, f, x, J, o, &ladder, error);
    if (status != LSQ_OK)
        return status;
    c->about.criterion = c->points[ladder.own].central;
    c->about.forward_criterion = c->points[ladder.own].forward;
    find_best_step(c);
    widen_bounds(c, o->rounding);
    return lsq_check_write_note(c, conclude(c), error);
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
    if (status == LSQ_OK)
        status = run(c, f, x, J, &o, error);
    free(J);
    if (status == LSQ_OK)
        *check = c;
    else
        lsq_check_free(c);
    return status;
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
    free(check->estimates);
    free(check->values);
    free(check->note);
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
