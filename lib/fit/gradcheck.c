/* gradcheck.c - the gradient of |XB - Y|^2 on data, against differences of |XB - Y|^2.
 *
 * The point is given, the exact solution rounded to doubles, or random: each coefficient that of
 * the solution times a number within -1 and 1.  A coefficient b_jr is moved by h times the larger
 * of |b_jr| and |(r, y)| / |x_j|, r and y being residuals and response there: what it takes to move
 * X b_r as far as there is something to see, whatever the units.
 *
 * Cost: the exact fit, and about 50 n p q products.  Memory: 8 n (p + 2 q) bytes.
 *
 * SPDX-License-Identifier: MIT */
#include "gradcheck.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/random.h"

/* What is differentiated, and by whom. */
typedef struct subject {
    lsq_squares f;       /* first, so that its functions take a subject */
    const double *given; /* the caller's gradient; NULL: ours */
    double *lengths;     /* p + q: of the columns of [X Y] */
    double *typical, *rounding;
} subject;

/* ---- options ---- */

static lsq_status take_options(lsq_gradcheck_options *o, const lsq_gradcheck_options *options,
                               lsq_error *error) {
    memset(o, 0, sizeof *o);
    if (options && options->struct_size < sizeof options->struct_size)
        return lsq_fail(error, LSQ_EUSAGE,
                        "options.struct_size is %zu; set it to sizeof(lsq_gradcheck_options)",
                        options->struct_size);
    if (options)
        memcpy(o, options, options->struct_size < sizeof *o ? options->struct_size : sizeof *o);
    if (!o->seed)
        o->seed = 1;
    if (o->point && o->at_solution)
        return lsq_fail(error, LSQ_EUSAGE,
                        "a point is given, and the solution is asked for: there can be one point");
    if (o->gradient && !o->point && !o->at_solution)
        return lsq_fail(error, LSQ_EUSAGE,
                        "a gradient is given without its point: nobody knows a random one before");
    return LSQ_OK;
}

/* A list of the caller's has a number for each coefficient; the message names them. */
static lsq_status check_list(const lsq_fit *fit, const char *what, const double *list,
                             int64_t length, lsq_error *error) {
    int64_t p = fit->model->p, q = fit->model->q;
    if (!list)
        return LSQ_OK;
    for (int64_t at = 0; at < length && length == p * q; at++)
        if (!isfinite(list[at]))
            return lsq_fail(error, LSQ_EUSAGE, "%s[%" PRId64 "] is %s", what, at,
                            lsq_short_number(list[at]).text);
    if (length == p * q)
        return LSQ_OK;
    lsq_text names = {0};
    for (int64_t j = 0; j < p && names.length < 200; j++) {
        char shown[256];
        lsq_escape(shown, sizeof shown, fit->names[j], strlen(fit->names[j]));
        lsq_text_format(&names, "%s%s", j ? ", " : "", shown);
    }
    lsq_text_put(&names, names.length >= 200 ? ", ..." : "");
    if (q > 1)
        lsq_text_format(&names, ", for each of %" PRId64 " responses", q);
    lsq_status status =
        names.failed
            ? lsq_fail_memory(error, names.length)
            : lsq_fail(error, LSQ_EUSAGE, "%s has %" PRId64 " number%s, expected %" PRId64 ": %s",
                       what, length, length == 1 ? "" : "s", p * q, names.bytes);
    lsq_text_clear(&names);
    return status;
}

/* ---- the point ---- */

/* The exact solution as doubles; 0 where a term is aliased or the number out of range. */
static double solution(lsq_fit *fit, int64_t response, int64_t term) {
    double value = lsq_fit_value(fit, LSQ_ESTIMATE, response, term);
    return isfinite(value) ? value : 0;
}

static void take_point(lsq_gradcheck *g, const lsq_gradcheck_options *o, const double *lengths) {
    int64_t p = g->fit->model->p, q = g->fit->model->q;
    uint64_t state = o->seed;
    g->about.point = o->point ? "given" : o->at_solution ? "solution" : "random";
    g->about.seed = o->point || o->at_solution ? 0 : o->seed;
    for (int64_t at = 0; at < p * q; at++) {
        if (o->point) {
            g->point[at] = o->point[at];
            continue;
        }
        g->point[at] = solution(g->fit, at / p, at % p);
        if (o->at_solution)
            continue;
        double length = lengths[at % p], of_y = lengths[p + at / p];
        if (g->point[at] == 0 && length > 0)
            g->point[at] = (of_y > 0 ? of_y : 1) / length;
        g->point[at] *= lsq_random_double(&state);
    }
}

/* ---- the subject ---- */

static int subject_gradient(void *context, const double *x, double *gradient) {
    const subject *s = context;
    if (!s->given)
        return lsq_squares_gradient(context, x, gradient);
    memcpy(gradient, s->given, (size_t)(s->f.p * s->f.q) * sizeof *gradient);
    return 0;
}

/* How far the residuals of response r, and its values, are from 0: what there is to see of it. */
static double reach(const subject *s, int64_t r) {
    int64_t n = s->f.kept->n;
    const lsq_const_view R = {s->f.R + r * n, n, 1, n};
    return hypot(s->lengths[s->f.p + r], lsq_norm_column(R, 0));
}

/* What counts as large for each coefficient; a column of zeros has nothing that does. */
static void take_sizes(subject *s) {
    int64_t p = s->f.p;
    for (int64_t at = 0; at < p * s->f.q; at++) {
        double far = reach(s, at / p), length = s->lengths[at % p];
        s->typical[at] = length > 0 ? (far > 0 ? far : 1) / length : 1;
    }
}

static void subject_clear(subject *s) {
    lsq_squares_clear(&s->f);
    free(s->lengths);
    free(s->typical);
    free(s->rounding);
}

/* Before the point is known. */
static lsq_status subject_init(subject *s, const lsq_rows *kept, int64_t p, int64_t q,
                               lsq_error *error) {
    *s = (subject){.given = NULL};
    lsq_status status = lsq_alloc(&s->lengths, p + q, sizeof *s->lengths, error);
    if (!status)
        status = lsq_alloc(&s->typical, p, (size_t)q * sizeof *s->typical, error);
    if (!status)
        status = lsq_alloc(&s->rounding, p, (size_t)q * sizeof *s->rounding, error);
    if (!status)
        lsq_rows_lengths(kept, p + q, s->lengths);
    return status;
}

/* 1 if the size is within 2^low and 2^high. */
static int within(double size, int low, int high) {
    return size >= ldexp(1, low) && size <= ldexp(1, high);
}

/* LSQ_ENUMERIC unless squares of residuals, and of 1e-12 of them, which is how far the smallest
 * step moves them, are doubles with all their bits, and so are the steps and the elements of the
 * gradient.  What is 0 is no matter. */
static lsq_status check_range(const subject *s, lsq_error *error) {
    int good = 1;
    for (int64_t at = 0; at < s->f.p * s->f.q; at++) {
        double far = reach(s, at / s->f.p), length = s->lengths[at % s->f.p];
        good = good && (far == 0 || within(far, -440, 500)) &&
               (length == 0 || within(length, -960, 960)) &&
               (far == 0 || length == 0 ||
                (within(far * length, -960, 1000) && within(far / length, -960, 1000)));
    }
    return good ? LSQ_OK
                : lsq_fail(error, LSQ_ENUMERIC,
                           "|XB - Y|^2 or its gradient is beyond the range of doubles at this "
                           "point; other units would bring it back");
}

/* ---- the check ---- */

/* The sentence of the check, or with names one of its own. */
static void put_note(const lsq_gradcheck *g, lsq_text *out) {
    const lsq_check_summary *s = lsq_check_about(g->check);
    const lsq_check_row *row = NULL;
    for (int64_t at = 0; at < lsq_check_rows(g->check); at++) {
        const lsq_check_row *r = lsq_check_row_at(g->check, at);
        if (r->verdict == s->verdict && (!row || r->variable == s->worst_variable))
            row = r;
    }
    if (s->verdict == LSQ_AGREES || !row) {
        lsq_text_put(out, s->note);
        return;
    }
    lsq_text_put(out, s->verdict == LSQ_DIFFERS
                          ? "the element of "
                          : "rounding hides errors that matter: the element of ");
    lsq_put_element(g->fit->names, g->fit->model->p, g->fit->model->q, row->variable, out);
    lsq_text_format(out, " is %s, differences say %s", lsq_number_digits(row->derivative, 8).text,
                    lsq_number_digits(row->best, 8).text);
    if (s->verdict == LSQ_UNDECIDED)
        lsq_text_format(out, " to within %s", lsq_short_number(row->bound).text);
}

/* Note and hint. */
static lsq_status take_words(lsq_gradcheck *g, const subject *s, lsq_error *error) {
    lsq_suspect suspect = {&s->f, g->check, s->lengths, g->fit->names};
    lsq_text text = {0};
    put_note(g, &text);
    lsq_status status = lsq_text_take(&text, &g->note, error);
    g->about.note = g->note;
    if (status || lsq_check_about(g->check)->verdict != LSQ_DIFFERS)
        return status;
    lsq_put_error_kind(&suspect, &text);
    int known = text.length > 0;
    status = lsq_text_take(&text, &g->hint, error);
    g->about.hint = known ? g->hint : NULL;
    return status;
}

static lsq_status run(lsq_gradcheck *g, subject *s, const lsq_rows *kept,
                      const lsq_gradcheck_options *o, lsq_error *error) {
    int64_t p = g->fit->model->p, q = g->fit->model->q;
    lsq_status status = lsq_alloc(&g->point, p, (size_t)q * sizeof *g->point, error);
    if (status)
        return status;
    take_point(g, o, s->lengths);
    status = lsq_squares_init(&s->f, kept, p, q, g->point, error);
    if (status)
        return status;
    s->given = o->gradient;
    g->about.own = o->gradient != NULL;
    status = check_range(s, error);
    if (status)
        return status;
    take_sizes(s);
    lsq_squares_rounding(&s->f, s->rounding);
    const lsq_function f = {p * q, 1, lsq_squares_value, subject_gradient, lsq_squares_difference,
                            s};
    const lsq_check_options check = {.struct_size = sizeof check,
                                     .h = o->h,
                                     .threshold = o->threshold,
                                     .typical = s->typical,
                                     .rounding = s->rounding};
    status = lsq_check_derivative(&g->check, &f, g->point, &check, error);
    return status ? status : take_words(g, s, error);
}

static lsq_status gradcheck(lsq_gradcheck **out, const lsq_origin *from,
                            const lsq_fit_options *fit_options,
                            const lsq_gradcheck_options *options, lsq_error *error) {
    lsq_gradcheck_options o;
    lsq_fit_options fit_o;
    lsq_gradcheck *g = NULL;
    lsq_rows kept = {0};
    subject s = {.given = NULL};
    double seconds;
    lsq_status status = take_options(&o, options, error);
    if (!status)
        status = lsq_fit_take_options(&fit_o, fit_options, error);
    if (!status && fit_o.solver && strcmp(fit_o.solver, "exact") != 0)
        status = lsq_fail(error, LSQ_EUSAGE,
                          "a gradient check is about no solver; leave options.solver NULL");
    if (!status)
        status = lsq_alloc(&g, 1, sizeof *g, error);
    if (!status)
        status = lsq_rows_fit(&g->fit, &kept, &seconds, from, &fit_o, error);
    if (!status)
        status = check_list(g->fit, "point", o.point, o.point_count, error);
    if (!status)
        status = check_list(g->fit, "gradient", o.gradient, o.gradient_count, error);
    if (!status)
        status = subject_init(&s, &kept, g->fit->model->p, g->fit->model->q, error);
    if (!status)
        status = run(g, &s, &kept, &o, error);
    subject_clear(&s);
    lsq_rows_clear(&kept);
    if (status)
        lsq_gradcheck_free(g);
    else
        *out = g;
    return status;
}

lsq_status lsq_gradcheck_files(lsq_gradcheck **out, const char *const *paths, int64_t count,
                               const lsq_fit_options *options,
                               const lsq_gradcheck_options *check_options, lsq_error *error) {
    if (!out)
        return lsq_fail(error, LSQ_EUSAGE, "gradcheck is NULL");
    *out = NULL;
    lsq_origin from = {.paths = paths, .files = count, .coefficients_only = 1};
    lsq_status status = lsq_origin_check(&from, error);
    return status ? status : gradcheck(out, &from, options, check_options, error);
}

lsq_status lsq_gradcheck_doubles(lsq_gradcheck **out, lsq_doubles X, lsq_doubles Y,
                                 const lsq_fit_options *options,
                                 const lsq_gradcheck_options *check_options, lsq_error *error) {
    if (!out)
        return lsq_fail(error, LSQ_EUSAGE, "gradcheck is NULL");
    *out = NULL;
    lsq_origin from = {.X = X, .Y = Y, .coefficients_only = 1};
    return gradcheck(out, &from, options, check_options, error);
}

void lsq_gradcheck_free(lsq_gradcheck *g) {
    if (!g)
        return;
    lsq_check_free(g->check);
    lsq_fit_free(g->fit);
    free(g->point);
    free(g->note);
    free(g->hint);
    free(g);
}

const lsq_check *lsq_gradcheck_check(const lsq_gradcheck *g) {
    return g ? g->check : NULL;
}

const lsq_gradcheck_summary *lsq_gradcheck_about(const lsq_gradcheck *g) {
    return g ? &g->about : NULL;
}

const lsq_fit *lsq_gradcheck_fit(const lsq_gradcheck *g) {
    return g ? g->fit : NULL;
}

const double *lsq_gradcheck_point(const lsq_gradcheck *g) {
    return g ? g->point : NULL;
}
