/* footer.c - R squared, F, sigma and the rest below the coefficients, and why some numbers are
 * missing.
 *
 * Fails with LSQ_ENOMEM and with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "footer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "cell.h"
#include "report.h"
#include "words.h"

#define R2 "R\xC2\xB2" /* R² */

const lsq_footer_style lsq_footer_text = {"   ", "\n", LSQ_REPORT_WIDTH, lsq_text_put,
                                          lsq_text_put};

typedef struct footer {
    lsq_fit *fit;
    int64_t response;
    int digits;
    const lsq_footer_style *style;
    lsq_text *out;
    int64_t column;  /* of the line so far */
    int begun, turn; /* 1: something stands already; the next number begins a line */
    lsq_error *error;
} footer;

/* Add "label number" to the line, or begin a new one where it would not fit. */
static void put_item(footer *f, const char *before, const char *number, const char *after) {
    const lsq_footer_style *style = f->style;
    int64_t gap = lsq_text_width(style->gap);
    int64_t width = lsq_text_width(before) + lsq_text_width(number) + lsq_text_width(after);
    if (f->begun && (f->turn || f->column + gap + width > style->width)) {
        lsq_text_put(f->out, style->turn);
        f->column = 0;
    } else if (f->begun) {
        lsq_text_put(f->out, style->gap);
        f->column += gap;
    }
    style->put_words(f->out, before);
    style->put_number(f->out, number);
    style->put_words(f->out, after);
    f->column += width;
    f->begun = 1;
    f->turn = 0;
}

static lsq_status put_share(footer *f, const char *before, lsq_quantity what) {
    char cell[LSQ_CELL];
    if (!lsq_fit_has(f->fit, what, f->response, 0))
        return LSQ_OK;
    lsq_status status =
        f->digits ? lsq_cell_digits(f->fit, what, f->response, 0, f->digits, cell, f->error)
                  : lsq_cell_share(f->fit, what, f->response, cell, f->error);
    /* nines beyond those of a double are no distance from 1, if a double was all there was */
    if (!status && lsq_fit_answer(f->fit) && strlen(cell) > LSQ_DOUBLE_DIGITS + 2)
        status =
            lsq_cell_digits(f->fit, what, f->response, 0, LSQ_REPORT_TABLE_DIGITS, cell, f->error);
    if (!status)
        put_item(f, before, cell, "");
    return status;
}

static lsq_status put_digits(footer *f, const char *before, lsq_quantity what, const char *after) {
    char cell[LSQ_CELL];
    if (!lsq_fit_has(f->fit, what, f->response, 0))
        return LSQ_OK;
    lsq_status status = lsq_cell_digits(f->fit, what, f->response, 0,
                                        f->digits ? f->digits : LSQ_REPORT_DIGITS, cell, f->error);
    if (!status)
        put_item(f, before, cell, after);
    return status;
}

/* The log-likelihood and what is made of it: differences count, so two decimals rather than
 * digits. */
static lsq_status put_decimals(footer *f, const char *before, lsq_quantity what) {
    char cell[LSQ_CELL];
    if (!lsq_fit_has(f->fit, what, f->response, 0))
        return LSQ_OK;
    lsq_status status =
        f->digits ? lsq_cell_digits(f->fit, what, f->response, 0, f->digits, cell, f->error)
                  : lsq_cell_decimals(f->fit, what, f->response, 2, cell, f->error);
    if (!status)
        put_item(f, before, cell, "");
    return status;
}

static lsq_status put_f(footer *f) {
    char before[96], cell[LSQ_CELL];
    if (!lsq_fit_has(f->fit, LSQ_F, f->response, 0))
        return LSQ_OK;
    snprintf(before, sizeof before, "F(%" PRId64 ", %" PRId64 ") = ", lsq_fit_f_df1(f->fit),
             lsq_fit_df_residual(f->fit));
    lsq_status status = lsq_cell_statistic(f->fit, LSQ_F, f->response, 0, cell, f->error);
    if (status)
        return status;
    put_item(f, before, cell, "");
    status = lsq_cell_probability(f->fit, LSQ_F_P, f->response, 0, cell, f->error);
    if (!status)
        put_item(f, "p = ", cell, "");
    return status;
}

static lsq_status put_lines(footer *f) {
    char after[64];
    snprintf(after, sizeof after, " on %" PRId64 " df", lsq_fit_df_residual(f->fit));
    const char *share = lsq_fit_has_intercept(f->fit) ? R2 " " : R2 " (uncentred) ";
    lsq_status status = put_share(f, share, LSQ_R_SQUARED);
    if (!status)
        status = put_share(f, "adjusted ", LSQ_ADJ_R_SQUARED);
    if (!status)
        status = put_f(f);
    f->turn = 1;
    if (!status)
        status = put_digits(f, "sigma ", LSQ_SIGMA, after);
    if (!status)
        status = put_digits(f, "RSS ", LSQ_RSS, "");
    if (!status)
        status = put_decimals(f, "log-likelihood ", LSQ_LOG_LIKELIHOOD);
    if (!status)
        status = put_decimals(f, "AIC ", LSQ_AIC);
    if (!status)
        status = put_decimals(f, "BIC ", LSQ_BIC);
    lsq_text_put(f->out, f->begun ? "\n" : "");
    return status;
}

/* The same with all digits, a number a line. */
static lsq_status put_list(footer *f) {
    static const lsq_quantity what[] = {
        LSQ_R_SQUARED, LSQ_ADJ_R_SQUARED,  LSQ_F,   LSQ_F_P, LSQ_SIGMA,
        LSQ_RSS,       LSQ_LOG_LIKELIHOOD, LSQ_AIC, LSQ_BIC};
    char df[96];
    snprintf(df, sizeof df, "F(%" PRId64 ", %" PRId64 ")", lsq_fit_f_df1(f->fit),
             lsq_fit_df_residual(f->fit));
    const char *const label[] = {lsq_fit_has_intercept(f->fit) ? R2 : R2 " (uncentred)",
                                 "adjusted " R2,
                                 df,
                                 "p of F",
                                 "sigma",
                                 "RSS",
                                 "log-likelihood",
                                 "AIC",
                                 "BIC"};
    char *number;
    size_t size = (size_t)f->digits + 64;
    lsq_status status = lsq_alloc(&number, (int64_t)size, 1, f->error);
    for (size_t i = 0; i < sizeof what / sizeof *what && !status; i++) {
        if (!lsq_fit_has(f->fit, what[i], f->response, 0))
            continue;
        status = lsq_fit_text(f->fit, what[i], f->response, 0, f->digits, number, size, f->error);
        if (status)
            break;
        lsq_text_put(f->out, label[i]);
        lsq_put_spaces(f->out, 18 - lsq_text_width(label[i]));
        lsq_text_format(f->out, "%s%s\n", *number == '-' ? "" : " ", number);
    }
    free(number);
    return status;
}

lsq_status lsq_put_footer(lsq_fit *fit, int64_t response, int digits, const lsq_footer_style *style,
                          lsq_text *out, lsq_error *error) {
    footer f = {.fit = fit,
                .response = response,
                .digits = digits,
                .style = style,
                .out = out,
                .error = error};
    return digits > LSQ_REPORT_TABLE_DIGITS ? put_list(&f) : put_lines(&f);
}

void lsq_put_absences(const lsq_fit *fit, int64_t response, lsq_text *out) {
    if (!lsq_fit_has(fit, LSQ_R_SQUARED, response, 0))
        lsq_text_put(out, lsq_fit_has_intercept(fit)
                              ? "The response is constant: " R2 " has no value.\n"
                              : "The response is zero: " R2 " has no value.\n");
    if (lsq_fit_min_norm(fit) && lsq_fit_rank(fit) < lsq_fit_terms(fit))
        lsq_text_put(out, "Minimum norm: the coefficients are not unique, so they have no standard "
                          "errors.\n");
}
