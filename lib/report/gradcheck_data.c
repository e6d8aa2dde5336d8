/* gradcheck_data.c - a gradient check as JSON, schema 1, and as CSV (RFC 4180).
 *
 * The keys, their order and the columns are a contract.  A number is the shortest text of its
 * double; what is not finite is null in JSON and an empty cell in CSV.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "escape.h"
#include "findings.h"
#include "gradcheck.h"
#include "verdict.h"

static void put_json_real(lsq_text *out, const char *key, double value) {
    lsq_text_format(out, "\"%s\": ", key);
    lsq_put_real(out, value, "null");
}

static void put_json_name(lsq_text *out, lsq_element_name name) {
    lsq_text_put(out, "{\"response\": ");
    lsq_text_add_json(out, name.response);
    lsq_text_put(out, ", \"term\": ");
    lsq_text_add_json(out, name.term);
}

static void put_json_element(const lsq_gradcheck *g, int64_t i, lsq_text *out) {
    const lsq_check_row *row = lsq_check_row_at(lsq_gradcheck_check(g), i);
    put_json_name(out, lsq_element_of(g, row->variable));
    lsq_text_put(out, ", ");
    put_json_real(out, "point", lsq_gradcheck_point(g)[row->variable]);
    lsq_text_put(out, ", ");
    put_json_real(out, "analytic", row->derivative);
    lsq_text_put(out, ", ");
    put_json_real(out, "central", row->central);
    lsq_text_put(out, ", ");
    put_json_real(out, "forward", row->forward);
    lsq_text_put(out, ", ");
    put_json_real(out, "best", row->best);
    lsq_text_put(out, ", ");
    put_json_real(out, "bound", row->bound);
    lsq_text_format(out, ", \"verdict\": \"%s\"}", lsq_verdict_word(row->verdict));
}

static void put_json_point(const lsq_check_point *point, lsq_text *out) {
    lsq_text_put(out, "{");
    put_json_real(out, "h", point->h);
    lsq_text_put(out, ", ");
    put_json_real(out, "forward", point->forward);
    lsq_text_put(out, ", ");
    put_json_real(out, "central", point->central);
    lsq_text_put(out, "}");
}

/* What was checked. */
static void put_json_subject(const lsq_gradcheck *g, lsq_text *out) {
    const lsq_fit *fit = lsq_gradcheck_fit(g);
    const lsq_gradcheck_summary *about = lsq_gradcheck_about(g);
    lsq_text_put(out, "{\n  \"schema\": 1,\n  \"command\": \"gradcheck\",\n  \"version\": ");
    lsq_text_add_json(out, lsq_version());
    lsq_text_put(out, ",\n  \"formula\": ");
    lsq_text_add_json(out, lsq_fit_formula(fit));
    lsq_text_put(out, ",\n  ");
    lsq_put_json_rows(lsq_fit_accounts(fit), -1, out);
    lsq_text_format(out, ",\n  \"point\": \"%s\",\n  \"seed\": ", about->point);
    if (about->seed)
        lsq_text_format(out, "%" PRIu64, about->seed);
    else
        lsq_text_put(out, "null");
    lsq_text_format(out, ",\n  \"gradient\": \"%s\"", about->own ? "given" : "analytic");
}

/* What came of it. */
static void put_json_verdict(const lsq_gradcheck *g, lsq_text *out) {
    const lsq_check_summary *s = lsq_check_about(lsq_gradcheck_check(g));
    const char *hint = lsq_gradcheck_about(g)->hint;
    lsq_text_format(out, ",\n  \"verdict\": \"%s\",\n  \"note\": ", lsq_verdict_word(s->verdict));
    lsq_text_add_json(out, lsq_gradcheck_about(g)->note);
    lsq_text_put(out, ",\n  \"hint\": ");
    if (hint)
        lsq_text_add_json(out, hint);
    else
        lsq_text_put(out, "null");
    lsq_text_put(out, ",\n  ");
    put_json_real(out, "h", s->h);
    lsq_text_put(out, ",\n  ");
    put_json_real(out, "threshold", s->threshold);
    lsq_text_put(out, ",\n  ");
    put_json_real(out, "criterion", s->criterion);
    lsq_text_put(out, ",\n  ");
    put_json_real(out, "forward_criterion", s->forward_criterion);
    lsq_text_put(out, ",\n  ");
    put_json_real(out, "best_h", s->best_h);
    lsq_text_put(out, ",\n  ");
    put_json_real(out, "best_criterion", s->best_criterion);
    lsq_text_put(out, ",\n  \"worst\": ");
    if (s->worst_variable >= 0) {
        put_json_name(out, lsq_element_of(g, s->worst_variable));
        lsq_text_put(out, "}");
    } else {
        lsq_text_put(out, "null");
    }
}

void lsq_gradcheck_json(const lsq_gradcheck *g, lsq_text *out) {
    const lsq_check *check = lsq_gradcheck_check(g);
    int64_t rows = lsq_check_rows(check), points = lsq_check_points(check);
    put_json_subject(g, out);
    put_json_verdict(g, out);
    lsq_text_put(out, ",\n  \"coefficients\": [");
    for (int64_t i = 0; i < rows; i++) {
        lsq_text_put(out, i ? ",\n    " : "\n    ");
        put_json_element(g, i, out);
    }
    lsq_text_put(out, rows ? "\n  ],\n  \"curve\": [" : "],\n  \"curve\": [");
    for (int64_t i = 0; i < points; i++) {
        lsq_text_put(out, i ? ",\n    " : "\n    ");
        put_json_point(lsq_check_point_at(check, i), out);
    }
    lsq_text_put(out, points ? "\n  ],\n  " : "],\n  ");
    lsq_put_json_warnings(lsq_gradcheck_fit(g), out);
    lsq_text_put(out, "\n}\n");
}

/* ---- CSV ---- */

static void put_cells(lsq_text *out, const double *cells, int count) {
    for (int i = 0; i < count; i++) {
        lsq_text_put(out, i ? "," : "");
        lsq_put_real(out, cells[i], "");
    }
}

static void put_csv_curve(const lsq_check *check, lsq_text *out) {
    lsq_text_put(out, "h,forward,central\n");
    for (int64_t i = 0; i < lsq_check_points(check); i++) {
        const lsq_check_point *p = lsq_check_point_at(check, i);
        put_cells(out, (const double[]){p->h, p->forward, p->central}, 3);
        lsq_text_put(out, "\n");
    }
}

void lsq_gradcheck_csv(const lsq_gradcheck *g, int curve, lsq_text *out) {
    const lsq_check *check = lsq_gradcheck_check(g);
    if (curve) {
        put_csv_curve(check, out);
        return;
    }
    lsq_text_put(out, "response,term,point,analytic,central,forward,best,bound,verdict\n");
    for (int64_t i = 0; i < lsq_check_rows(check); i++) {
        const lsq_check_row *r = lsq_check_row_at(check, i);
        lsq_element_name name = lsq_element_of(g, r->variable);
        lsq_put_csv(out, name.response);
        lsq_text_put(out, ",");
        lsq_put_csv(out, name.term);
        lsq_text_put(out, ",");
        put_cells(out,
                  (const double[]){lsq_gradcheck_point(g)[r->variable], r->derivative, r->central,
                                   r->forward, r->best, r->bound},
                  6);
        lsq_text_format(out, ",%s\n", lsq_verdict_word(r->verdict));
    }
}
