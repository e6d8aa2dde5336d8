/* json.c - a fit as JSON, schema 1: the keys and their order are a contract, and every key is
 * always there.
 *
 * A number is the shortest text of the double nearest to the exact value or, with `digits`, that
 * many correctly rounded digits; what has no value is null.  Of a classical solver's numbers no
 * digit is certified.  Fails with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "report.h"

#include <inttypes.h>

#include "figures.h"
#include "findings.h"

static void put_interval(lsq_figures *w, int64_t response, int64_t term) {
    if (!lsq_fit_has(w->fit, LSQ_CI_LOWER, response, term) ||
        !lsq_fit_has(w->fit, LSQ_CI_UPPER, response, term)) {
        lsq_text_put(w->out, ", \"ci\": null");
        return;
    }
    lsq_put_figure(w, ", \"ci\": [", LSQ_CI_LOWER, response, term);
    lsq_put_figure(w, ", ", LSQ_CI_UPPER, response, term);
    lsq_text_put(w->out, "]");
}

static void put_coefficient(lsq_figures *w, int64_t response, int64_t term) {
    lsq_text_put(w->out, "{\"term\": ");
    lsq_text_add_json(w->out, lsq_fit_term(w->fit, term));
    lsq_put_estimate(w, ", \"estimate\": ", response, term);
    lsq_put_figure(w, ", \"std_error\": ", LSQ_STD_ERROR, response, term);
    lsq_put_figure(w, ", \"t\": ", LSQ_T, response, term);
    lsq_put_figure(w, ", \"p\": ", LSQ_P, response, term);
    put_interval(w, response, term);
    lsq_text_put(w->out, ", \"certified_digits\": ");
    if (!lsq_fit_answer(w->fit) && lsq_fit_has(w->fit, LSQ_ESTIMATE, response, term))
        lsq_text_format(w->out, "%d", w->digits ? w->digits : LSQ_DOUBLE_DIGITS);
    else
        lsq_text_put(w->out, "null");
    lsq_put_input_digits(w, ", \"input_digits\": ", response, term);
    lsq_text_put(w->out, "}");
}

static void put_response(lsq_figures *w, int64_t response) {
    lsq_text_put(w->out, "    {\n      \"name\": ");
    lsq_text_add_json(w->out, lsq_fit_response(w->fit, response));
    lsq_text_put(w->out, ",\n      \"coefficients\": [");
    int64_t terms = lsq_fit_terms(w->fit);
    for (int64_t j = 0; j < terms && !w->status; j++) {
        lsq_text_put(w->out, j ? ",\n        " : "\n        ");
        put_coefficient(w, response, j);
    }
    lsq_text_put(w->out, terms ? "\n      ],\n" : "],\n");
    lsq_put_figure(w, "      \"rss\": ", LSQ_RSS, response, 0);
    lsq_put_figure(w, ",\n      \"sigma\": ", LSQ_SIGMA, response, 0);
    lsq_put_figure(w, ",\n      \"r_squared\": ", LSQ_R_SQUARED, response, 0);
    lsq_text_format(w->out, ",\n      \"r_squared_kind\": \"%s\"",
                    lsq_fit_has_intercept(w->fit) ? "centred" : "uncentred");
    lsq_put_figure(w, ",\n      \"adj_r_squared\": ", LSQ_ADJ_R_SQUARED, response, 0);
    lsq_put_figure(w, ",\n      \"f_statistic\": ", LSQ_F, response, 0);
    lsq_text_put(w->out, ",\n      \"f_df\": ");
    if (lsq_fit_has(w->fit, LSQ_F, response, 0))
        lsq_text_format(w->out, "[%" PRId64 ", %" PRId64 "]", lsq_fit_f_df1(w->fit),
                        lsq_fit_df_residual(w->fit));
    else
        lsq_text_put(w->out, "null");
    lsq_put_figure(w, ",\n      \"f_p\": ", LSQ_F_P, response, 0);
    lsq_put_figure(w, ",\n      \"log_likelihood\": ", LSQ_LOG_LIKELIHOOD, response, 0);
    lsq_put_figure(w, ",\n      \"aic\": ", LSQ_AIC, response, 0);
    lsq_put_figure(w, ",\n      \"bic\": ", LSQ_BIC, response, 0);
    lsq_text_put(w->out, "\n    }");
}

/* The relations of the aliased terms, one a line. */
static void put_relations(lsq_figures *w) {
    int64_t count = 0;
    lsq_text_put(w->out, "  \"relations\": [");
    for (int64_t j = 0; j < lsq_fit_terms(w->fit); j++) {
        const char *relation = lsq_fit_relation(w->fit, j);
        if (!relation)
            continue;
        lsq_text_put(w->out, count++ ? ",\n    {\"term\": " : "\n    {\"term\": ");
        lsq_text_add_json(w->out, lsq_fit_term(w->fit, j));
        lsq_text_put(w->out, ", \"equals\": ");
        lsq_text_add_json(w->out, relation);
        lsq_text_put(w->out, "}");
    }
    lsq_text_put(w->out, count ? "\n  ],\n" : "],\n");
}

static void put_head(lsq_figures *w) {
    lsq_text_put(w->out, "{\n  \"schema\": 1,\n  \"command\": \"fit\",\n  \"version\": ");
    lsq_text_add_json(w->out, lsq_version());
    lsq_text_put(w->out, ",\n  \"formula\": ");
    lsq_text_add_json(w->out, lsq_fit_formula(w->fit));
    lsq_text_put(w->out, ",\n  \"solver\": ");
    lsq_text_add_json(w->out, lsq_fit_solver(w->fit));
    lsq_text_put(w->out, ",\n  ");
    lsq_put_json_rows(lsq_fit_accounts(w->fit), -1, w->out);
    lsq_text_format(w->out,
                    ",\n  \"rank\": %" PRId64 ",\n  \"terms\": %" PRId64
                    ",\n  \"df_residual\": %" PRId64 ",\n  \"weights\": null,\n",
                    lsq_fit_rank(w->fit), lsq_fit_terms(w->fit), lsq_fit_df_residual(w->fit));
}

lsq_status lsq_report_json(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                           lsq_error *error) {
    lsq_figures w = {
        .fit = fit, .out = out, .digits = options->digits, .none = "null", .error = error};
    lsq_status status = lsq_figures_init(&w);
    if (status)
        return status;
    put_head(&w);
    put_relations(&w);
    lsq_text_put(out, "  \"responses\": [\n");
    int64_t responses = lsq_fit_responses(fit);
    for (int64_t r = 0; r < responses && !w.status; r++) {
        put_response(&w, r);
        lsq_text_put(out, r + 1 < responses ? ",\n" : "\n");
    }
    lsq_text_put(out, "  ],\n");
    lsq_text_put(out, "  ");
    lsq_put_json_warnings(fit, out);
    lsq_text_put(out, ",\n  \"fingerprint\": ");
    lsq_text_add_json(out, lsq_fit_fingerprint(fit));
    lsq_text_put(out, "\n}\n");
    lsq_figures_clear(&w);
    return w.status;
}
