/* csv.c - a fit as CSV (RFC 4180): a row for each response and term or, at a glance, for each
 * response.
 *
 * The columns and their order are a contract.  Numbers are those of JSON; what has no value is an
 * empty cell.  Names are spelled as in a formula, in backquotes where they are not plain words, so
 * none begins with a sign that a spreadsheet would calculate from; a relation may begin with "-".
 * Fails with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "escape.h"
#include "figures.h"
#include "report.h"

static void put_term(lsq_figures *f, int64_t response, int64_t term) {
    const char *relation = lsq_fit_relation(f->fit, term);
    lsq_put_csv(f->out, lsq_fit_response(f->fit, response));
    lsq_text_put(f->out, ",");
    lsq_put_csv(f->out, lsq_fit_term(f->fit, term));
    lsq_put_estimate(f, ",", response, term);
    lsq_put_figure(f, ",", LSQ_STD_ERROR, response, term);
    lsq_put_figure(f, ",", LSQ_T, response, term);
    lsq_put_figure(f, ",", LSQ_P, response, term);
    lsq_put_figure(f, ",", LSQ_CI_LOWER, response, term);
    lsq_put_figure(f, ",", LSQ_CI_UPPER, response, term);
    lsq_put_input_digits(f, ",", response, term);
    lsq_text_put(f->out, ",");
    lsq_put_csv(f->out, relation ? relation : "");
    lsq_text_put(f->out, "\n");
}

static void put_terms(lsq_figures *f) {
    lsq_text_put(f->out, "response,term,estimate,std_error,t,p,ci_lower,ci_upper,input_digits,"
                         "relation\n");
    for (int64_t r = 0; r < lsq_fit_responses(f->fit); r++)
        for (int64_t j = 0; j < lsq_fit_terms(f->fit) && !f->status; j++)
            put_term(f, r, j);
}

static void put_response(lsq_figures *f, int64_t r) {
    const lsq_accounts *a = lsq_fit_accounts(f->fit);
    lsq_put_csv(f->out, lsq_fit_response(f->fit, r));
    lsq_text_format(f->out, ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64, a->read,
                    a->used, a->read - a->used, lsq_fit_rank(f->fit), lsq_fit_df_residual(f->fit));
    lsq_put_figure(f, ",", LSQ_RSS, r, 0);
    lsq_put_figure(f, ",", LSQ_SIGMA, r, 0);
    lsq_put_figure(f, ",", LSQ_R_SQUARED, r, 0);
    lsq_put_figure(f, ",", LSQ_ADJ_R_SQUARED, r, 0);
    lsq_put_figure(f, ",", LSQ_F, r, 0);
    if (lsq_fit_has(f->fit, LSQ_F, r, 0))
        lsq_text_format(f->out, ",%" PRId64 ",%" PRId64, lsq_fit_f_df1(f->fit),
                        lsq_fit_df_residual(f->fit));
    else
        lsq_text_put(f->out, ",,");
    lsq_put_figure(f, ",", LSQ_F_P, r, 0);
    lsq_put_figure(f, ",", LSQ_LOG_LIKELIHOOD, r, 0);
    lsq_put_figure(f, ",", LSQ_AIC, r, 0);
    lsq_put_figure(f, ",", LSQ_BIC, r, 0);
    lsq_text_format(f->out, ",%s,%s\n", lsq_fit_solver(f->fit), lsq_fit_fingerprint(f->fit));
}

static void put_responses(lsq_figures *f) {
    lsq_text_put(f->out, "response,rows_read,rows_used,rows_dropped,rank,df_residual,rss,sigma,"
                         "r_squared,adj_r_squared,f_statistic,f_df1,f_df2,f_p,log_likelihood,aic,"
                         "bic,solver,fingerprint\n");
    for (int64_t r = 0; r < lsq_fit_responses(f->fit) && !f->status; r++)
        put_response(f, r);
}

lsq_status lsq_report_csv(lsq_fit *fit, const lsq_report_options *options, lsq_text *out,
                          lsq_error *error) {
    lsq_figures f = {.fit = fit, .out = out, .digits = options->digits, .none = "", .error = error};
    lsq_status status = lsq_figures_init(&f);
    if (status)
        return status;
    if (options->glance)
        put_responses(&f);
    else
        put_terms(&f);
    lsq_figures_clear(&f);
    return f.status;
}
