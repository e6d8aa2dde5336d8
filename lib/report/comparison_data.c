/* comparison_data.c - a comparison as JSON, schema 1, and as CSV (RFC 4180).
 *
 * The keys, their order and the columns are a contract.  What has no value is null in JSON and an
 * empty cell in CSV.  seconds is rounded to nanoseconds, digits to one decimal.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "comparison.h"
#include "escape.h"
#include "findings.h"

/* -1: there is none */
static void put_count(lsq_text *out, int64_t count, const char *none) {
    if (count < 0)
        lsq_text_put(out, none);
    else
        lsq_text_format(out, "%" PRId64, count);
}

/* Six digits, with a point or an exponent, so that readers always see a real number. */
static void put_json_real(lsq_text *out, double value) {
    lsq_number number = lsq_number_digits(value, 6);
    lsq_text_put(out, isfinite(value) ? number.text : "null");
    if (isfinite(value) && !strpbrk(number.text, ".e"))
        lsq_text_put(out, ".0");
}

static void put_json_solver(lsq_text *out, const lsq_compared *s) {
    lsq_text_put(out, "{\"name\": ");
    lsq_text_add_json(out, s->name);
    lsq_text_put(out, ", \"status\": ");
    lsq_text_add_json(out, s->status);
    lsq_text_put(out, ", \"digits_coefficients\": ");
    lsq_put_decimals(out, s->digits_coefficients, 1, "null");
    lsq_text_put(out, ", \"digits_std_errors\": ");
    lsq_put_decimals(out, s->digits_std_errors, 1, "null");
    lsq_text_put(out, ", \"seconds\": ");
    lsq_put_decimals(out, s->seconds, 9, "null");
    lsq_text_put(out, ", \"iterations\": ");
    put_count(out, s->steps, "null");
    lsq_text_put(out, ", \"note\": ");
    lsq_text_add_json(out, s->note);
    lsq_text_put(out, ", \"bytes\": ");
    put_count(out, s->bytes, "null");
    lsq_text_put(out, "}");
}

void lsq_comparison_json(const lsq_comparison *comparison, lsq_text *out) {
    const lsq_fit *fit = lsq_comparison_fit(comparison);
    lsq_text_put(out, "{\n  \"schema\": 1,\n  \"command\": \"compare\",\n  \"version\": ");
    lsq_text_add_json(out, lsq_version());
    lsq_text_put(out, ",\n  \"formula\": ");
    lsq_text_add_json(out, lsq_fit_formula(fit));
    lsq_text_put(out, ",\n  ");
    lsq_put_json_rows(lsq_fit_accounts(fit), -1, out);
    lsq_text_format(out,
                    ",\n  \"rank\": %" PRId64 ",\n  \"terms\": %" PRId64 ",\n  \"condition\": ",
                    lsq_fit_rank(fit), lsq_fit_terms(fit));
    put_json_real(out, lsq_comparison_condition(comparison));
    lsq_text_put(out, ",\n  \"digits_of_doubles\": ");
    lsq_put_decimals(out, lsq_comparison_rounded(comparison), 1, "null");
    lsq_text_put(out, ",\n  \"solvers\": [");
    int64_t count = lsq_comparison_count(comparison);
    for (int64_t i = 0; i < count; i++) {
        lsq_text_put(out, i ? ",\n    " : "\n    ");
        put_json_solver(out, lsq_comparison_at(comparison, i));
    }
    lsq_text_put(out, count ? "\n  ],\n  " : "],\n  ");
    lsq_put_json_warnings(fit, out);
    lsq_text_put(out, "\n}\n");
}

void lsq_comparison_csv(const lsq_comparison *comparison, lsq_text *out) {
    lsq_text_put(out, "name,status,digits_coefficients,digits_std_errors,seconds,iterations,note,"
                      "bytes\n");
    for (int64_t i = 0; i < lsq_comparison_count(comparison); i++) {
        const lsq_compared *s = lsq_comparison_at(comparison, i);
        lsq_put_csv(out, s->name);
        lsq_text_put(out, ",");
        lsq_put_csv(out, s->status);
        lsq_text_put(out, ",");
        lsq_put_decimals(out, s->digits_coefficients, 1, "");
        lsq_text_put(out, ",");
        lsq_put_decimals(out, s->digits_std_errors, 1, "");
        lsq_text_put(out, ",");
        lsq_put_decimals(out, s->seconds, 9, "");
        lsq_text_put(out, ",");
        put_count(out, s->steps, "");
        lsq_text_put(out, ",");
        lsq_put_csv(out, s->note);
        lsq_text_put(out, ",");
        put_count(out, s->bytes, "");
        lsq_text_put(out, "\n");
    }
}
