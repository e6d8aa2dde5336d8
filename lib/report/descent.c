/* descent.c - a descent as text, JSON, CSV or Markdown: the choice, and what is said for people
 * alike in text and Markdown.
 *
 * Everything comes from lsq.h.  Fails on wrong options and on lost memory only.
 *
 * SPDX-License-Identifier: MIT */
#include "descent.h"

#include <inttypes.h>
#include <math.h>
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

/* A contraction; where it is close to 1 its distance from it is what counts. */
static const char *put_rate(char *out, size_t size, double rate) {
    const double close = 0.999;
    if (rate > close && rate < 1)
        snprintf(out, size, "1 - %s", lsq_short_number(1 - rate).text);
    else
        snprintf(out, size, "%s", lsq_number_digits(rate, 4).text);
    return out;
}

/* ---- facts ---- */

static lsq_fact *add(lsq_fact facts[LSQ_MOST_FACTS], int *count, const char *name,
                     const char *value) {
    lsq_fact *fact = &facts[(*count)++];
    fact->name = name;
    fact->meaning[0] = '\0';
    snprintf(fact->value, sizeof fact->value, "%s", value);
    return fact;
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

static void add_steps(lsq_fact facts[LSQ_MOST_FACTS], int *count, const lsq_descent_summary *s) {
    const double most = 1e15;
    char value[64] = "infinite";
    if (isnan(s->predicted))
        return;
    const char *before = is_bound(s->method) ? "at most " : "";
    if (s->predicted < most)
        snprintf(value, sizeof value, "%s%.0f", before, ceil(s->predicted));
    else if (isfinite(s->predicted))
        snprintf(value, sizeof value, "%s%s", before, lsq_short_number(s->predicted).text);
    lsq_fact *fact = add(facts, count, "predicted steps", value);
    snprintf(fact->meaning, sizeof fact->meaning, "until |g| is %s of |g at 0|",
             lsq_short_number(s->tolerance).text);
}

int lsq_facts_before(lsq_fact facts[LSQ_MOST_FACTS], const lsq_descent *descent) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    char value[64];
    int count = 0;
    lsq_fact *fact = add(facts, &count, "L", lsq_number_digits(s->L, 3).text);
    snprintf(fact->meaning, sizeof fact->meaning, "twice the largest eigenvalue of %s",
             products_of(s));
    fact = add(facts, &count, "mu", lsq_number_digits(s->mu, 3).text);
    snprintf(fact->meaning, sizeof fact->meaning,
             s->mu > 0 ? "twice the smallest positive one" : "rounding hides the smallest one");
    if (isfinite(s->kappa)) {
        fact = add(facts, &count, "kappa", lsq_number_digits(s->kappa, 3).text);
        snprintf(fact->meaning, sizeof fact->meaning, "sqrt(L/mu), the condition number of X%s",
                 s->ridge > 0 || s->weights ? " so changed" : "");
    }
    fact = add(facts, &count, "2/L", lsq_number_digits(s->safe, 3).text);
    snprintf(fact->meaning, sizeof fact->meaning, "a fixed step below it converges");
    if (isfinite(s->t)) {
        fact = add(facts, &count, "step", lsq_number_digits(s->t, 3).text);
        snprintf(fact->meaning, sizeof fact->meaning, "that of %s here", s->method);
    }
    if (isfinite(s->momentum)) {
        fact = add(facts, &count, "momentum", put_rate(value, sizeof value, s->momentum));
        snprintf(fact->meaning, sizeof fact->meaning, "share of the last step that is kept");
    }
    if (isfinite(s->rate)) {
        fact = add(facts, &count, "rate", put_rate(value, sizeof value, s->rate));
        snprintf(fact->meaning, sizeof fact->meaning,
                 "sqrt(f - f*) contracts by it a step in the long run, or better");
    }
    add_steps(facts, &count, s);
    return count;
}

int lsq_facts_after(lsq_fact facts[LSQ_MOST_FACTS], const lsq_descent *descent) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    char value[64], bound[64];
    int count = 0;
    snprintf(value, sizeof value, "%" PRId64, s->steps);
    lsq_fact *fact = add(facts, &count, "steps", value);
    if (isfinite(s->predicted) && !strcmp(s->status, "ok"))
        snprintf(fact->meaning, sizeof fact->meaning, "%s%.0f predicted",
                 is_bound(s->method) ? "at most " : "", ceil(s->predicted));
    if (isfinite(s->gradient))
        add(facts, &count, "gradient", lsq_short_number(s->gradient).text);
    if (isfinite(s->measured)) {
        fact = add(facts, &count, "measured rate", put_rate(value, sizeof value, s->measured));
        if (isfinite(s->measured_bound))
            snprintf(fact->meaning, sizeof fact->meaning,
                     "contraction of sqrt(f - f*) a step; theory allows %s",
                     put_rate(bound, sizeof bound, s->measured_bound));
        else
            snprintf(fact->meaning, sizeof fact->meaning, "contraction of sqrt(f - f*) a step");
    }
    put_digits(value, s->digits);
    fact = add(facts, &count, "right digits", value);
    snprintf(fact->meaning, sizeof fact->meaning, "of the worst coefficient");
    fact = add(facts, &count, "f*", lsq_number_digits(s->f_star, 7).text);
    snprintf(fact->meaning, sizeof fact->meaning, "f at the exact solution");
    return count;
}

/* ---- sentences ---- */

const char *lsq_descent_end(const lsq_descent *descent) {
    const char *status = lsq_descent_about(descent)->status;
    return strcmp(status, "ok") ? status : "converged";
}

void lsq_put_objective(const lsq_descent *descent, lsq_text *out) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    int intercept = lsq_fit_has_intercept(lsq_descent_fit(descent));
    lsq_text_put(out, "f(B) = ");
    if (s->weights) {
        char name[256];
        lsq_escape(name, sizeof name, s->weights, strlen(s->weights));
        lsq_text_format(out, "sum of %s (y - xB)^2", name);
    } else {
        lsq_text_put(out, "|Y - XB|^2");
    }
    if (s->ridge > 0)
        lsq_text_format(out, " + %s |B|^2%s", lsq_number_digits(s->ridge, 6).text,
                        intercept ? " without the intercept" : "");
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
    lsq_text_format(out, ", %" PRId64 " dropped for weight 0 (column %s)", s->zero_weights, name);
}

/* Steps go with kappa where there is momentum or conjugacy, else with its square. */
static int is_accelerated(const char *method) {
    return !strcmp(method, "heavy-ball") || !strcmp(method, "nesterov") || !strcmp(method, "cg");
}

int lsq_put_hint(const lsq_descent *descent, lsq_text *out) {
    const double much = 2;
    const lsq_descent_summary *s = lsq_descent_about(descent);
    if (s->standardize || isnan(s->kappa_standardized) || s->kappa < much * s->kappa_standardized)
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
    if (!text)
        return lsq_fail(error, LSQ_EUSAGE, "text is NULL, expected the address of a char *");
    *text = NULL;
    if (!descent)
        return lsq_fail(error, LSQ_EUSAGE, "descent is NULL, expected a descent");
    lsq_report_options known;
    lsq_status status = lsq_report_read_plain_options(&known, options, "a descent", error);
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
