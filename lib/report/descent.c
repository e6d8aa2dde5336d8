/* descent.c - a descent as text, JSON, CSV or Markdown: the choice, and what is said for people
 * alike in text and Markdown.
 *
 * Everything comes from lsq.h.  Fails on wrong options and on lost memory only.
 *
 * SPDX-License-Identifier: MIT */
#include "descent.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "report.h"

/* ---- numbers ---- */

/* 1.23e-05, whatever the mark of the locale */
static void put_power(char cell[24], double value) {
    char text[48], figures[4] = "";
    int count = 0;
    *cell = '\0';
    if (!isfinite(value))
        return;
    snprintf(text, sizeof text, "%.2e", value);
    const char *e = strrchr(text, 'e');
    for (const char *at = text; at < e && count < 3; at++)
        if (*at >= '0' && *at <= '9')
            figures[count++] = *at;
    snprintf(cell, 24, "%s%c.%se%+03d", value < 0 ? "-" : "", figures[0], figures + 1,
             (int)strtol(e + 1, NULL, 10));
}

/* Digits with one decimal, "all" where the nearest doubles have no more, "" for NaN. */
static void put_digits(char cell[24], double digits) {
    const double all = 15.95; /* those of the nearest double */
    *cell = '\0';
    if (digits >= all)
        strcpy(cell, "all");
    else if (digits >= 0)
        snprintf(cell, 24, "%d.%d", (int)(digits * 10 + 0.5) / 10, (int)(digits * 10 + 0.5) % 10);
}

void lsq_course_fill(lsq_course_cells *c, const lsq_descent_row *row) {
    snprintf(c->step, sizeof c->step, "%" PRId64, row->step);
    snprintf(c->f, sizeof c->f, "%s", isfinite(row->f) ? lsq_number_digits(row->f, 7).text : "");
    put_power(c->excess, row->excess);
    put_power(c->gradient, row->gradient);
    put_power(c->t, row->t);
    put_digits(c->digits, row->digits);
}

void lsq_coefficient_fill(lsq_coefficient_cells *c, const lsq_descent *descent, int64_t response,
                          int64_t term) {
    enum { DIGITS = 10 };
    double reached = NAN, exact = NAN, digits = NAN;
    lsq_descent_coefficient(descent, response, term, &reached, &exact, &digits);
    snprintf(c->reached, sizeof c->reached, "%s", lsq_number_digits(reached, DIGITS).text);
    snprintf(c->exact, sizeof c->exact, "%s", lsq_number_digits(exact, DIGITS).text);
    put_digits(c->digits, digits);
}

/* What a step leaves; where it is close to 1 what it takes, 1 - rate, is what counts. */
static const char *put_share(char *out, size_t size, double rate, double rest) {
    const double close = 0.001;
    if (rest < close && rest > 0)
        snprintf(out, size, "1 - %s", lsq_short_number(rest).text);
    else
        snprintf(out, size, "%s", lsq_number_digits(rate, 4).text);
    return out;
}

static const char *put_rate(char *out, size_t size, double rate) {
    return put_share(out, size, rate, 1 - rate);
}

/* ---- facts ---- */

LSQ_PRINTF(4, 5)
static void add(lsq_facts *facts, const char *name, const char *value, const char *meaning, ...) {
    lsq_fact *fact = &facts->fact[facts->count++];
    va_list args;
    fact->name = name;
    snprintf(fact->value, sizeof fact->value, "%s", value);
    va_start(args, meaning);
    vsnprintf(fact->meaning, sizeof fact->meaning, meaning, args);
    va_end(args);
}

/* The same for a number with four digits; nothing where there is none. */
static void add_number(lsq_facts *facts, const char *name, double value, const char *meaning) {
    if (isfinite(value))
        add(facts, name, lsq_number_digits(value, 4).text, "%s", meaning);
}

/* The matrix whose eigenvalues are told. */
static const char *products_of(const lsq_descent_summary *s) {
    return s->weights     ? s->ridge > 0 ? "X'WX + ridge" : "X'WX"
           : s->ridge > 0 ? "X'X + ridge"
                          : "X'X";
}

/* 1 if the prediction of steps is a bound. */
static int is_bound(const char *method) {
    return !strcmp(method, "line") || !strcmp(method, "bb") || !strcmp(method, "cg");
}

/* "12", "at most 12"; more than are worth counting one by one as 1.2e10 */
static const char *put_steps(char *out, size_t size, const lsq_descent_summary *s) {
    const double many = 1e9;
    const char *before = is_bound(s->method) ? "at most " : "";
    if (isinf(s->predicted))
        snprintf(out, size, "infinite");
    else if (s->predicted < many)
        snprintf(out, size, "%s%.0f", before, ceil(s->predicted));
    else
        snprintf(out, size, "%s%s", before, lsq_short_number(s->predicted).text);
    return out;
}

static void add_rate(lsq_facts *facts, const lsq_descent_summary *s) {
    char value[64];
    if (isfinite(s->rate))
        add(facts, "rate", put_share(value, sizeof value, s->rate, s->contraction),
            "sqrt(f - f*) %s",
            s->contraction > 0   ? "contracts by it a step in the long run, or better"
            : s->contraction < 0 ? "grows by it a step in the long run"
                                 : "stays in the long run");
}

void lsq_facts_before(lsq_facts *facts, const lsq_descent *descent) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    int changed = s->ridge > 0 || s->weights;
    char value[64];
    facts->count = 0;
    if (isfinite(s->L))
        add(facts, "L", lsq_number_digits(s->L, 4).text, "twice the largest eigenvalue of %s",
            products_of(s));
    add_number(facts, "mu", s->mu,
               s->mu > 0 ? "twice the smallest positive one" : "rounding hides the smallest one");
    add_number(facts, "kappa", s->kappa,
               changed ? "sqrt(L/mu), the condition number of X so changed"
                       : "sqrt(L/mu), the condition number of X");
    add_number(facts, "2/L", s->safe, "a fixed step below it converges");
    add_number(facts, "step", s->t, s->batch ? "at first" : "fixed");
    if (isfinite(s->momentum))
        add(facts, "momentum", put_rate(value, sizeof value, s->momentum),
            "share of the last step that is kept");
    add_rate(facts, s);
    if (!isnan(s->predicted))
        add(facts, "predicted steps", put_steps(value, sizeof value, s),
            "until |g| is %s of |g at 0|", lsq_short_number(s->tolerance).text);
}

static void add_measured(lsq_facts *facts, const lsq_descent_summary *s) {
    char value[64], bound[64];
    if (!isfinite(s->measured))
        return;
    put_rate(value, sizeof value, s->measured);
    if (isfinite(s->measured_bound))
        add(facts, "measured rate", value, "contraction of sqrt(f - f*) a step; theory allows %s",
            put_rate(bound, sizeof bound, s->measured_bound));
    else
        add(facts, "measured rate", value, "contraction of sqrt(f - f*) a step");
}

void lsq_facts_after(lsq_facts *facts, const lsq_descent *descent) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    char value[64], steps[64];
    facts->count = 0;
    snprintf(value, sizeof value, "%" PRId64, s->steps);
    if (isfinite(s->predicted) && !strcmp(s->status, "ok"))
        add(facts, "steps", value, "%s predicted", put_steps(steps, sizeof steps, s));
    else
        add(facts, "steps", value, "%s", "");
    if (isfinite(s->gradient))
        add(facts, "gradient", lsq_short_number(s->gradient).text, "|g| / |g at 0|");
    add_measured(facts, s);
    put_digits(value, s->digits);
    add(facts, "right digits", value, "of the worst coefficient");
    add(facts, "f*", lsq_number_digits(s->f_star, 7).text, "f at the exact solution");
}

/* ---- sentences ---- */

const char *lsq_descent_end(const lsq_descent *descent) {
    const char *status = lsq_descent_about(descent)->status;
    return strcmp(status, "ok") ? status : "converged";
}

void lsq_put_objective(const lsq_descent *descent, lsq_text *out) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    int intercept = lsq_fit_has_intercept(lsq_descent_fit(descent));
    lsq_text_format(out, "f(B) = %s", s->weights ? "sum of w (y - xB)^2" : "|Y - XB|^2");
    if (s->ridge > 0)
        lsq_text_format(out, " + %s |B|^2%s", lsq_number_digits(s->ridge, 6).text,
                        intercept ? " without the intercept" : "");
    if (s->weights) {
        char name[256];
        lsq_escape(name, sizeof name, s->weights, strlen(s->weights));
        lsq_text_format(out, ", w in column %s", name);
    }
    if (s->standardize)
        lsq_text_put(out, intercept ? ", columns with mean 0 and mean square 1"
                                    : ", columns with mean square 1");
    if (s->batch)
        lsq_text_format(out, ", gradients from %" PRId64 " row%s a step, seed %" PRIu64, s->batch,
                        s->batch == 1 ? "" : "s", s->seed);
    else
        lsq_text_format(out, ", gradients from %s",
                        s->on_rows   ? "the rows"
                        : s->weights ? "X'WX"
                                     : "X'X");
}

void lsq_put_weightless(const lsq_descent *descent, lsq_text *out) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    char name[256];
    if (!s->zero_weights)
        return;
    lsq_escape(name, sizeof name, s->weights, strlen(s->weights));
    lsq_text_format(out, "%" PRId64 " dropped (weight 0 in column %s)", s->zero_weights, name);
}

/* Steps go with kappa where there is momentum or conjugacy, else with its square. */
static int is_accelerated(const char *method) {
    return !strcmp(method, "heavy-ball") || !strcmp(method, "nesterov") || !strcmp(method, "cg");
}

int lsq_put_standardizing(const lsq_descent *descent, lsq_text *out) {
    const double much = 2;
    const lsq_descent_summary *s = lsq_descent_about(descent);
    if (s->standardize || s->steps == 0 || isnan(s->kappa_standardized) ||
        s->kappa < much * s->kappa_standardized)
        return 0;
    lsq_text_format(out, "--standardize would bring kappa to %s: ",
                    lsq_number_digits(s->kappa_standardized, 3).text);
    if (s->batch)
        lsq_text_put(out, "the steps suit all coefficients alike.");
    else
        lsq_text_format(out, "the steps of %s go with kappa%s.", s->method,
                        is_accelerated(s->method) ? "" : " squared");
    return 1;
}

/* ---- formats ---- */

lsq_status lsq_descent_report(const lsq_descent *descent, const lsq_report_options *options,
                              char **text, lsq_error *error) {
    lsq_report_options known;
    lsq_status status =
        lsq_report_begin(&known, text, descent, "descent", "a descent", options, error);
    if (status)
        return status;
    lsq_text out = {0};
    switch (known.format) {
    case LSQ_FORMAT_TEXT:
        lsq_descent_text(descent, &known, &out);
        break;
    case LSQ_FORMAT_JSON:
        lsq_descent_json(descent, &out);
        break;
    case LSQ_FORMAT_CSV:
        lsq_descent_csv(descent, &out);
        break;
    case LSQ_FORMAT_MARKDOWN:
        lsq_descent_markdown(descent, &known, &out);
        break;
    case LSQ_FORMAT_LATEX: /* refused above */
        break;
    }
    status = lsq_text_take(&out, text, error);
    lsq_text_clear(&out);
    return status;
}
