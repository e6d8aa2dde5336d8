/* results.c - what lsq.h tells of a fit.
 *
 * SPDX-License-Identifier: MIT */
#include "fit.h"

#include <math.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../exact/numerals.h"
#include "../stats/quantities.h"

static int term_in_range(const lsq_fit *fit, int64_t term) {
    return fit && term >= 0 && term < fit->model->p;
}

static int response_in_range(const lsq_fit *fit, int64_t response) {
    return fit && response >= 0 && response < fit->model->q;
}

int lsq_fit_has(const lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term) {
    if (!response_in_range(fit, response) || (unsigned)what > LSQ_BIC)
        return 0;
    if (what <= LSQ_CI_UPPER && !term_in_range(fit, term))
        return 0;
    return lsq_regression_has(&fit->g, what, response, term);
}

double lsq_fit_value(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term) {
    double value;
    int is_zero;
    if (!lsq_fit_has(fit, what, response, term) ||
        lsq_regression_double(&fit->g, what, response, term, &value, &is_zero, NULL))
        return NAN;
    return value;
}

static lsq_status check_quantity(const lsq_fit *fit, lsq_quantity what, int64_t response,
                                 int64_t term, lsq_error *error) {
    if (lsq_fit_has(fit, what, response, term))
        return LSQ_OK;
    return lsq_fail(error, LSQ_EUSAGE, "quantity %d of response %lld and term %lld has no value",
                    (int)what, (long long)response, (long long)term);
}

/* Move text into buffer, or say that it does not fit. */
static lsq_status deliver(lsq_text *text, char *buffer, size_t size, lsq_error *error) {
    lsq_status status = LSQ_OK;
    if (text->failed)
        status = lsq_fail(error, LSQ_ENOMEM, "out of memory for a number");
    else if (!buffer || text->length + 1 > size)
        status = lsq_fail(error, LSQ_EUSAGE, "a number of %zu characters does not fit into %zu",
                          text->length, size);
    else
        memcpy(buffer, text->bytes, text->length + 1);
    lsq_text_clear(text);
    return status;
}

enum { MOST_DIGITS = 1000, DOUBLE_DIGITS = 17 };

lsq_status lsq_fit_text(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term, int digits,
                        char *buffer, size_t size, lsq_error *error) {
    lsq_status status = check_quantity(fit, what, response, term, error);
    if (!status && (digits < 0 || digits > MOST_DIGITS))
        status =
            lsq_fail(error, LSQ_EUSAGE, "%d digits; 0 to %d can be had", digits, (int)MOST_DIGITS);
    if (status)
        return status;
    lsq_text text = {0};
    lsq_places places = {digits ? digits : DOUBLE_DIGITS, 0};
    double value = 0;
    int is_zero = 0;
    if (!digits)
        status = lsq_regression_double(&fit->g, what, response, term, &value, &is_zero, error);
    if (status)
        return status;
    if (!digits && isfinite(value) && (value != 0 || is_zero)) {
        lsq_shortest_text(&text, value);
    } else {
        lsq_rounded r;
        lsq_rounded_init(&r);
        status = lsq_regression_round(&fit->g, what, response, term, places, &r, error);
        if (!status)
            lsq_rounded_text(&text, &r);
        lsq_rounded_clear(&r);
    }
    return status ? status : deliver(&text, buffer, size, error);
}

lsq_status lsq_fit_fixed(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                         int decimals, char *buffer, size_t size, lsq_error *error) {
    lsq_status status = check_quantity(fit, what, response, term, error);
    if (!status && (decimals < -MOST_DIGITS || decimals > MOST_DIGITS))
        status = lsq_fail(error, LSQ_EUSAGE, "%d decimals; -%d to %d can be had", decimals,
                          (int)MOST_DIGITS, (int)MOST_DIGITS);
    if (status)
        return status;
    lsq_text text = {0};
    lsq_rounded r;
    lsq_rounded_init(&r);
    lsq_places places = {0, decimals};
    status = lsq_regression_round(&fit->g, what, response, term, places, &r, error);
    if (!status)
        lsq_rounded_plain(&text, &r);
    lsq_rounded_clear(&r);
    return status ? status : deliver(&text, buffer, size, error);
}

double lsq_fit_input_digits(lsq_fit *fit, int64_t response, int64_t term) {
    if (!response_in_range(fit, response) || !term_in_range(fit, term))
        return NAN;
    return lsq_input_digits(&fit->weights, &fit->g, response, term);
}

/* ---- what surrounds the numbers ---- */

const char *lsq_fit_formula(const lsq_fit *fit) {
    return fit ? fit->model->formula : NULL;
}

int64_t lsq_fit_terms(const lsq_fit *fit) {
    return fit ? fit->model->p : 0;
}

const char *lsq_fit_term(const lsq_fit *fit, int64_t term) {
    return term_in_range(fit, term) ? fit->model->terms[term].name : NULL;
}

int64_t lsq_fit_responses(const lsq_fit *fit) {
    return fit ? fit->model->q : 0;
}

const char *lsq_fit_response(const lsq_fit *fit, int64_t response) {
    return response_in_range(fit, response) ? fit->model->terms[fit->model->p + response].name
                                            : NULL;
}

int lsq_fit_has_intercept(const lsq_fit *fit) {
    return fit && fit->model->intercept;
}

int lsq_fit_min_norm(const lsq_fit *fit) {
    return fit && fit->g.min_norm;
}

double lsq_fit_level(const lsq_fit *fit) {
    return fit ? fit->level : NAN;
}

int64_t lsq_fit_rank(const lsq_fit *fit) {
    return fit ? fit->g.basis.rank : 0;
}

int64_t lsq_fit_df_residual(const lsq_fit *fit) {
    return fit ? fit->g.df : 0;
}

int64_t lsq_fit_f_df1(const lsq_fit *fit) {
    return fit ? lsq_f_df1(&fit->g) : 0;
}

const char *lsq_fit_relation(const lsq_fit *fit, int64_t term) {
    return term_in_range(fit, term) ? fit->relations[term] : NULL;
}

const lsq_accounts *lsq_fit_accounts(const lsq_fit *fit) {
    return fit ? &fit->accounts : NULL;
}

const lsq_timings *lsq_fit_timings(const lsq_fit *fit) {
    return fit && fit->timed ? &fit->timings : NULL;
}

static const lsq_warning *warning(const lsq_fit *fit, int64_t i) {
    return fit && i >= 0 && i < fit->n_warnings ? &fit->warnings[i] : NULL;
}

int64_t lsq_fit_warnings(const lsq_fit *fit) {
    return fit ? fit->n_warnings : 0;
}

const char *lsq_fit_warning_code(const lsq_fit *fit, int64_t i) {
    return warning(fit, i) ? warning(fit, i)->code : NULL;
}

const char *lsq_fit_warning_term(const lsq_fit *fit, int64_t i) {
    return warning(fit, i) ? lsq_fit_term(fit, warning(fit, i)->term) : NULL;
}

const char *lsq_fit_warning_message(const lsq_fit *fit, int64_t i) {
    return warning(fit, i) ? warning(fit, i)->message : NULL;
}

const char *lsq_fit_fingerprint(const lsq_fit *fit) {
    return fit ? fit->fingerprint : NULL;
}

const char *lsq_fit_solver(const lsq_fit *fit) {
    return !fit ? NULL : fit->method ? fit->method : "exact";
}

const lsq_answer *lsq_fit_answer(const lsq_fit *fit) {
    return fit ? fit->answer : NULL;
}
