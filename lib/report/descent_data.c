/* descent_data.c - a descent as JSON, schema 1, and its course as CSV (RFC 4180).
 *
 * The keys, their order and the columns are a contract.  What has no value is null in JSON and an
 * empty cell in CSV; numbers are the shortest that read back, digits have one decimal.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "../base/error.h"
#include "comparison.h"
#include "descent.h"
#include "escape.h"
#include "findings.h"
#include "verdict.h"

/* "key": 1.5, behind what stands before it */
static void put_number(lsq_text *out, const char *before, const char *key, double value) {
    lsq_text_format(out, "%s\"%s\": ", before, key);
    lsq_put_real(out, value, "null");
}

static void put_digits(lsq_text *out, double digits) {
    lsq_text_put(out, ", \"digits\": ");
    lsq_put_decimals(out, digits, 1, "null");
}

static void put_problem(const lsq_descent_summary *s, lsq_text *out) {
    lsq_text_put(out, ",\n  \"method\": ");
    lsq_text_add_json(out, s->method);
    lsq_text_format(out, ",\n  \"on_rows\": %s,\n  \"standardize\": %s",
                    s->on_rows ? "true" : "false", s->standardize ? "true" : "false");
    put_number(out, ",\n  ", "ridge", s->ridge);
    lsq_text_put(out, ",\n  \"weights\": ");
    if (s->weights)
        lsq_text_add_json(out, s->weights);
    else
        lsq_text_put(out, "null");
    lsq_text_format(out, ",\n  \"zero_weights\": %" PRId64, s->zero_weights);
    put_number(out, ",\n  ", "tolerance", s->tolerance);
    if (s->batch)
        lsq_text_format(out, ",\n  \"batch\": %" PRId64 ",\n  \"seed\": %" PRIu64, s->batch,
                        s->seed);
    else
        lsq_text_put(out, ",\n  \"batch\": null,\n  \"seed\": null");
}

static void put_before(const lsq_descent_summary *s, lsq_text *out) {
    lsq_text_put(out, ",\n  \"before\": {");
    put_number(out, "", "L", s->L);
    put_number(out, ", ", "mu", s->mu);
    put_number(out, ", ", "kappa", s->kappa);
    put_number(out, ", ", "kappa_standardized", s->kappa_standardized);
    put_number(out, ", ", "safe_step", s->safe);
    put_number(out, ", ", "step_size", s->t);
    put_number(out, ", ", "momentum", s->momentum);
    put_number(out, ", ", "rate", s->rate);
    put_number(out, ", ", "predicted_steps", s->predicted);
    lsq_text_put(out, "}");
}

static void put_row(const lsq_descent_row *row, lsq_text *out) {
    lsq_text_format(out, "{\"step\": %" PRId64, row->step);
    put_number(out, ", ", "f", row->f);
    put_number(out, ", ", "excess", row->excess);
    put_number(out, ", ", "gradient", row->gradient);
    put_number(out, ", ", "step_size", row->t);
    put_digits(out, row->digits);
    lsq_text_put(out, "}");
}

static void put_course(const lsq_descent *descent, lsq_text *out) {
    int64_t count = lsq_descent_rows(descent);
    lsq_text_put(out, ",\n  \"course\": [");
    for (int64_t i = 0; i < count; i++) {
        lsq_text_put(out, i ? ",\n    " : "\n    ");
        put_row(lsq_descent_row_at(descent, i), out);
    }
    lsq_text_put(out, count ? "\n  ]" : "]");
}

static void put_after(const lsq_descent_summary *s, lsq_text *out) {
    lsq_text_put(out, ",\n  \"after\": {\"status\": ");
    lsq_text_add_json(out, s->status);
    lsq_text_format(out, ", \"steps\": %" PRId64, s->steps);
    put_number(out, ", ", "gradient", s->gradient);
    put_number(out, ", ", "measured_rate", s->measured);
    put_number(out, ", ", "measured_bound", s->measured_bound);
    put_digits(out, s->digits);
    put_number(out, ", ", "f_star", s->f_star);
    lsq_text_put(out, ", \"note\": ");
    lsq_text_add_json(out, s->note);
    lsq_text_put(out, "}");
}

static void put_coefficients(const lsq_descent *descent, int64_t response, lsq_text *out) {
    const lsq_fit *fit = lsq_descent_fit(descent);
    int64_t count = lsq_fit_terms(fit);
    lsq_text_put(out, "{\"name\": ");
    lsq_text_add_json(out, lsq_fit_response(fit, response));
    lsq_text_put(out, ",\n     \"coefficients\": [");
    for (int64_t j = 0; j < count; j++) {
        double reached = NAN, exact = NAN, digits = NAN;
        lsq_descent_coefficient(descent, response, j, &reached, &exact, &digits);
        lsq_text_put(out, j ? ",\n       {\"term\": " : "\n       {\"term\": ");
        lsq_text_add_json(out, lsq_fit_term(fit, j));
        put_number(out, ", ", "reached", reached);
        put_number(out, ", ", "exact", exact);
        put_digits(out, digits);
        lsq_text_put(out, "}");
    }
    lsq_text_put(out, "]}");
}

void lsq_descent_json(const lsq_descent *descent, lsq_text *out) {
    const lsq_fit *fit = lsq_descent_fit(descent);
    const lsq_descent_summary *s = lsq_descent_about(descent);
    lsq_text_put(out, "{\n  \"schema\": 1,\n  \"command\": \"descend\",\n  \"version\": ");
    lsq_text_add_json(out, lsq_version());
    lsq_text_put(out, ",\n  \"formula\": ");
    lsq_text_add_json(out, lsq_fit_formula(fit));
    lsq_text_put(out, ",\n  ");
    lsq_put_json_rows(lsq_fit_accounts(fit), s->weights ? s->zero_weights : -1, out);
    lsq_text_format(out, ",\n  \"rank\": %" PRId64 ",\n  \"terms\": %" PRId64, lsq_fit_rank(fit),
                    lsq_fit_terms(fit));
    put_problem(s, out);
    put_before(s, out);
    put_course(descent, out);
    put_after(s, out);
    lsq_text_put(out, ",\n  \"responses\": [");
    for (int64_t r = 0; r < lsq_fit_responses(fit); r++) {
        lsq_text_put(out, r ? ",\n    " : "\n    ");
        put_coefficients(descent, r, out);
    }
    lsq_text_put(out, "\n  ],\n  ");
    lsq_put_json_warnings(fit, out);
    lsq_text_put(out, "\n}\n");
}

/* The line, without an allocation: a trace that runs for hours has none that can fail.  Returns its
 * length. */
static size_t set_line(char *line, size_t size, const lsq_descent_row *row) {
    if (!row)
        return (size_t)snprintf(line, size, "step,f,excess,gradient,step_size,digits\n");
    char digits[16] = "";
    int tenths = isfinite(row->digits) ? (int)floor(10 * row->digits + 0.5) : -1;
    if (tenths >= 0)
        snprintf(digits, sizeof digits, "%d.%d", tenths / 10, tenths % 10);
    return (size_t)snprintf(line, size, "%" PRId64 ",%s,%s,%s,%s,%s\n", row->step,
                            lsq_real_number(row->f, "").text, lsq_real_number(row->excess, "").text,
                            lsq_real_number(row->gradient, "").text,
                            lsq_real_number(row->t, "").text, digits);
}

void lsq_descent_csv(const lsq_descent *descent, lsq_text *out) {
    char line[256];
    set_line(line, sizeof line, NULL);
    lsq_text_put(out, line);
    for (int64_t i = 0; i < lsq_descent_rows(descent); i++) {
        set_line(line, sizeof line, lsq_descent_row_at(descent, i));
        lsq_text_put(out, line);
    }
}

lsq_status lsq_descent_row_text(const lsq_descent_row *row, char *text, size_t size,
                                lsq_error *error) {
    size_t length = text ? set_line(text, size, row) : 0;
    if (!text || length >= size)
        return lsq_fail(error, LSQ_EUSAGE, "a row of %zu bytes does not fit into %zu", length,
                        text ? size : 0);
    return LSQ_OK;
}
