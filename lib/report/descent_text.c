/* descent_text.c - a descent for people: as text of at most 100 columns.
 *
 *   Descent by gd   y ~ x
 *   36 rows read, 36 used, 0 dropped
 *   f(B) = |Y - XB|^2, gradients from X'X
 *
 *   before
 *     L                1.74e7   twice the largest eigenvalue of X'X
 *     ...
 *   course
 *        step          f      f - f*     gradient         step   digits
 *           0   8529.123   8.53e+03     1.00e+00                   0.0
 *     ...
 *   after: converged
 *     steps                23   24 predicted
 *     ...
 *                     reached      exact   digits
 *     (Intercept)   -0.262323  -0.262323     11.2
 *
 * then, unless quiet, why it ended so, what standardizing would do, and the warnings of the data.
 * Columns of numbers of any size are aligned at their points.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "descent.h"
#include "escape.h"
#include "findings.h"
#include "report.h"
#include "table.h"
#include "words.h"

enum { INDENT = 2, LEAST_NAME = 16, MOST_NAME = 30, GAP = 3 };

/* ---- columns ---- */

/* The most that stands before and from the point on. */
typedef struct column {
    int64_t before, after;
} column;

static int64_t before_point(const char *number) {
    return (int64_t)strcspn(number, ".e");
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static void measure(column *c, const char *number) {
    int64_t before = before_point(number);
    c->before = larger(c->before, before);
    c->after = larger(c->after, (int64_t)strlen(number) - before);
}

static int64_t width_of(const column *c, const char *head) {
    return larger(c->before + c->after, lsq_text_width(head));
}

/* The number with its point below those of the others, in `width` columns. */
static void put_aligned(lsq_text *out, const char *number, const column *c, int64_t width) {
    int64_t before = before_point(number), after = (int64_t)strlen(number) - before;
    lsq_put_spaces(out, width - c->after - before);
    lsq_text_put(out, number);
    lsq_put_spaces(out, c->after - after);
}

/* The line without the spaces at its end, and clear it. */
static void put_line(lsq_text *out, lsq_text *line) {
    size_t length = line->length;
    while (length && line->bytes[length - 1] == ' ')
        length--;
    lsq_text_add(out, line->bytes, length);
    lsq_text_put(out, "\n");
    out->failed |= line->failed;
    lsq_text_clear(line);
}

/* ---- parts ---- */

static void put_title(const lsq_descent *descent, const lsq_style *style, lsq_text *out) {
    const lsq_fit *fit = lsq_descent_fit(descent);
    char title[64];
    snprintf(title, sizeof title, "Descent by %s", lsq_descent_about(descent)->method);
    lsq_text_format(out, "%s%s%s   ", style->strong, title, style->plain);
    lsq_put_sum(out, lsq_fit_formula(fit), LSQ_REPORT_WIDTH - 3 - (int64_t)strlen(title),
                lsq_fit_terms(fit));
    lsq_text_put(out, "\n");
    lsq_text weightless = {0};
    lsq_put_weightless(descent, &weightless);
    lsq_put_account(fit, weightless.bytes, out);
    out->failed |= weightless.failed;
    lsq_text_clear(&weightless);
    lsq_put_skipped(lsq_fit_accounts(fit), "\n", out);
    lsq_text_put(out, "\n");
    lsq_text objective = {0};
    lsq_put_objective(descent, &objective);
    lsq_put_wrapped(out, objective.bytes ? objective.bytes : "", 0, LSQ_REPORT_WIDTH);
    lsq_text_put(out, "\n");
    out->failed |= objective.failed;
    lsq_text_clear(&objective);
}

static void put_facts(const lsq_facts *facts, const lsq_style *style, lsq_text *out) {
    enum { VALUE = 16 };
    for (int i = 0; i < facts->count; i++) {
        const lsq_fact *fact = &facts->fact[i];
        lsq_text line = {0};
        lsq_put_spaces(&line, INDENT);
        lsq_text_put(&line, fact->name);
        lsq_put_spaces(&line, LEAST_NAME - lsq_text_width(fact->name));
        lsq_put_right(&line, fact->value, VALUE);
        if (*fact->meaning)
            lsq_text_format(&line, "   %s%s%s", style->faint, fact->meaning, style->plain);
        put_line(out, &line);
    }
}

static void put_course(const lsq_descent *descent, lsq_text *out) {
    enum { STEP = 10, CELL = 12, DIGITS = 9 };
    static const char f_head[] = "f";
    lsq_course_cells c;
    column f = {0, 0};
    for (int64_t i = 0; i < lsq_descent_rows(descent); i++) {
        lsq_course_fill(&c, lsq_descent_row_at(descent, i));
        measure(&f, c.f);
    }
    int64_t wide = width_of(&f, f_head);
    lsq_put_right(out, "step", STEP);
    lsq_put_right(out, f_head, GAP + wide);
    lsq_put_right(out, "f - f*", CELL);
    lsq_put_right(out, "gradient", CELL);
    lsq_put_right(out, "step size", CELL);
    lsq_put_right(out, "digits", DIGITS);
    lsq_text_put(out, "\n");
    for (int64_t i = 0; i < lsq_descent_rows(descent); i++) {
        lsq_text line = {0};
        lsq_course_fill(&c, lsq_descent_row_at(descent, i));
        lsq_put_right(&line, c.step, STEP);
        put_aligned(&line, c.f, &f, GAP + wide);
        lsq_put_right(&line, c.excess, CELL);
        lsq_put_right(&line, c.gradient, CELL);
        lsq_put_right(&line, c.t, CELL);
        lsq_put_right(&line, c.digits, DIGITS);
        put_line(out, &line);
    }
}

/* ---- coefficients ---- */

static void put_coefficients(const lsq_descent *descent, int64_t response, lsq_text *out) {
    enum { DIGITS = 9 };
    const lsq_fit *fit = lsq_descent_fit(descent);
    column reached = {0, 0}, exact = {0, 0};
    int64_t name = LEAST_NAME;
    lsq_coefficient_cells c;
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++) {
        lsq_coefficient_fill(&c, descent, response, j);
        measure(&reached, c.reached);
        measure(&exact, c.exact);
        name = larger(name, lsq_text_width(lsq_fit_term(fit, j)));
    }
    name = name < MOST_NAME ? name : MOST_NAME;
    int64_t wide[] = {GAP + width_of(&reached, "reached"), GAP + width_of(&exact, "exact")};
    lsq_text_put(out, "\n");
    lsq_put_spaces(out, INDENT + name);
    lsq_put_right(out, "reached", wide[0]);
    lsq_put_right(out, "exact", wide[1]);
    lsq_put_right(out, "digits", DIGITS);
    lsq_text_put(out, "\n");
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++) {
        lsq_text line = {0};
        lsq_coefficient_fill(&c, descent, response, j);
        lsq_put_spaces(&line, INDENT);
        lsq_put_name(&line, lsq_fit_term(fit, j), name);
        put_aligned(&line, c.reached, &reached, wide[0]);
        put_aligned(&line, c.exact, &exact, wide[1]);
        lsq_put_right(&line, c.digits, DIGITS);
        put_line(out, &line);
    }
}

static void put_responses(const lsq_descent *descent, lsq_text *out) {
    const lsq_fit *fit = lsq_descent_fit(descent);
    for (int64_t r = 0; r < lsq_fit_responses(fit); r++) {
        if (lsq_fit_responses(fit) > 1) {
            lsq_text_put(out, "\n  Response ");
            lsq_put_elided(out, lsq_fit_response(fit, r), LSQ_REPORT_WIDTH - 11);
        }
        put_coefficients(descent, r, out);
    }
}

/* ---- all ---- */

static void put_sentences(const lsq_descent *descent, lsq_text *out) {
    lsq_text hint = {0};
    const char *note = lsq_descent_about(descent)->note;
    lsq_text_put(out, "\n");
    lsq_put_wrapped(out, note, 0, LSQ_REPORT_WIDTH);
    lsq_text_put(out, *note ? "\n" : "");
    if (lsq_put_standardizing(descent, &hint) && hint.bytes) {
        lsq_put_wrapped(out, hint.bytes, 0, LSQ_REPORT_WIDTH);
        lsq_text_put(out, "\n");
    }
    out->failed |= hint.failed;
    lsq_text_clear(&hint);
}

void lsq_descent_text(const lsq_descent *descent, const lsq_report_options *options,
                      lsq_text *out) {
    const lsq_style *style = lsq_style_of(options->color);
    lsq_facts facts;
    int ok = !strcmp(lsq_descent_about(descent)->status, "ok");
    put_title(descent, style, out);
    lsq_text_format(out, "\n%sbefore%s\n", style->strong, style->plain);
    lsq_facts_before(&facts, descent);
    put_facts(&facts, style, out);
    lsq_text_format(out, "\n%scourse%s\n", style->strong, style->plain);
    put_course(descent, out);
    lsq_text_format(out, "\n%safter%s: %s%s%s\n", style->strong, style->plain,
                    ok ? "" : style->alert, lsq_descent_end(descent), ok ? "" : style->plain);
    lsq_facts_after(&facts, descent);
    put_facts(&facts, style, out);
    put_responses(descent, out);
    if (options->quiet)
        return;
    put_sentences(descent, out);
    lsq_put_warnings(lsq_descent_fit(descent), style, out);
}
