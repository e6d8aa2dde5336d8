/* warnings.c - the findings of a fit that are worth a sentence, each with its remedy.
 *
 *   W01 the response was guessed                W21 a column nearly constant against the intercept
 *   W02 the header looks like data              W22 a column that nearly follows others
 *   W03 row numbers among the predictors        W23 a column that exactly follows others
 *   W04 thousands points read as decimals       W24 exact fit
 *   W05 a file was read twice                   W25 few residual degrees of freedom
 *   W06 names that are no UTF-8                 W26 no residual degrees of freedom
 *   W11 rows dropped for missing values         W31 a classical solver left few digits
 *   W12 blank lines skipped                     W33 a classical solver found the minimum norm
 *
 * W21 when the mean is over 100 times the standard deviation: the intercept's variance is then over
 * 10^4 times that of a centred design, two digits of its standard error.  W22 when the column's
 * variance inflation C_jj sum (x - mean)^2 is over 1,000: its standard error is over 30 times that
 * of an orthogonal design.  W25 below 5: the relative standard error of sigma is about 1/sqrt(2
 * df), over 30 %.  W31 and W33 are in warnings_solver.c.
 * Who tells no standard errors and leaves no term out, as descents and gradient checks, is spared
 * W23 to W26.
 *
 * SPDX-License-Identifier: MIT */
#include "warnings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "../exact/numerals.h"

enum {
    NEARLY_CONSTANT = 100, /* |mean| / standard deviation */
    NEARLY_ALIASED = 1000, /* variance inflation */
    FEW_DF = 5,
    BITS = 128,
    ENOUGH_BITS = 40,
    NAME_SIZE = 256
};

lsq_status lsq_fit_warn(lsq_fit *fit, const char *code, int64_t term, lsq_error *error,
                        const char *format, ...) {
    char message[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    lsq_status status = lsq_grow(&fit->warnings, &fit->warnings_capacity, fit->n_warnings + 1,
                                 sizeof *fit->warnings, error);
    if (status)
        return status;
    lsq_warning *w = &fit->warnings[fit->n_warnings];
    if ((status = lsq_copy_text(&w->message, message, strlen(message), error)))
        return status;
    snprintf(w->code, sizeof w->code, "%s", code);
    w->term = term;
    fit->n_warnings++;
    return LSQ_OK;
}

static const char *shown(char name[NAME_SIZE], const char *text) {
    lsq_escape(name, NAME_SIZE, text, strlen(text));
    return name;
}

/* `digits` significant digits of a ball as text, one more where that is a tie. */
static lsq_status put_ball(char *out, size_t size, const arb_t v, int digits, lsq_error *error) {
    lsq_rounded r;
    lsq_rounded_init(&r);
    lsq_text text = {0};
    if (lsq_round_ball(&r, v, (lsq_places){digits, 0}) ||
        lsq_round_ball(&r, v, (lsq_places){digits + 1, 0}))
        lsq_rounded_text(&text, &r);
    snprintf(out, size, "%s", text.bytes ? text.bytes : "");
    lsq_status status = text.failed ? lsq_fail_memory(error, size) : LSQ_OK;
    lsq_text_clear(&text);
    lsq_rounded_clear(&r);
    return status;
}

static const char *plural(int64_t n) {
    return n == 1 ? "" : "s";
}

/* ---- input ---- */

static lsq_status warn_of_input(lsq_fit *fit, lsq_error *error) {
    char name[NAME_SIZE];
    lsq_status status = LSQ_OK;
    const lsq_accounts *a = &fit->accounts;
    const lsq_notes *notes = &fit->notes;
    if (fit->model->response_guessed)
        status =
            lsq_fit_warn(fit, "W01", -1, error,
                         "No response was named and no column is called y: the last one, %s, was "
                         "taken; -y NAME or -f FORMULA says otherwise.",
                         shown(name, fit->model->terms[fit->model->p].name));
    if (!status && notes->header_is_numeric)
        status = lsq_fit_warn(fit, "W02", -1, error,
                              "Every name in line %lld is a number; if that line is data, use "
                              "--no-header.",
                              (long long)notes->header_line);
    if (!status && notes->row_numbers)
        status =
            lsq_fit_warn(fit, "W03", -1, error,
                         "The first column has no name, as row numbers have in files that R and "
                         "pandas write; choose the predictors with -x if it is none.");
    if (!status && notes->thousands >= 0)
        status = lsq_fit_warn(
            fit, "W04", -1, error,
            "All fractions of %s have three digits after the point, in a file separated "
            "by semicolons: if they are thousands points, --thousands . --decimal , reads them; if "
            "decimals, --decimal . says so.",
            shown(name, fit->model->names[notes->thousands]));
    if (!status && notes->repeated)
        status = lsq_fit_warn(fit, "W05", -1, error,
                              "%s names a file that was read before: its rows count again.",
                              shown(name, notes->repeated));
    if (!status && notes->header_is_foreign)
        status = lsq_fit_warn(fit, "W06", -1, error,
                              "The names in line %lld are not UTF-8 and were read as Windows-1252; "
                              "if they look wrong, iconv -t UTF-8 converts the file.",
                              (long long)notes->header_line);
    if (!status && a->missing)
        status =
            lsq_fit_warn(fit, "W11", -1, error,
                         "%lld of %lld rows dropped for a missing value in a used column: %s; the "
                         "first is line %lld%s%s.",
                         (long long)a->missing, (long long)a->read, notes->missing,
                         (long long)a->first_missing.line, a->files > 1 ? " of " : "",
                         a->files > 1 ? shown(name, a->first_missing.file) : "");
    if (!status && a->blank)
        status = lsq_fit_warn(fit, "W12", -1, error,
                              "%lld blank line%s skipped; blank lines are not rows.",
                              (long long)a->blank, plural(a->blank));
    return status;
}

/* ---- columns ---- */

/* What makes sums to means, under the square of the intercept's unit: 1'1. */
static void total(fmpz_t v, const lsq_normal *N) {
    if (N->intercept)
        fmpz_set(v, fmpz_mat_entry(N->S, 0, 0));
    else
        fmpz_set_si(v, (slong)N->n);
}

/* v = n x'x - (1'x)^2 = n = 1'1 times the centred sum of squares of term j, n x'x if there is no
 * intercept */
static void spread(fmpz_t v, const lsq_normal *N, int64_t j) {
    total(v, N);
    fmpz_mul(v, v, fmpz_mat_entry(N->S, j, j));
    if (N->intercept)
        fmpz_submul(v, fmpz_mat_entry(N->S, 0, j), fmpz_mat_entry(N->S, 0, j));
}

/* W21: (1'x)^2 against n x'x - (1'x)^2, whose ratio is (mean / standard deviation)^2 with divisor
 * n */
static lsq_status warn_of_constant(lsq_fit *fit, int64_t j, lsq_error *error) {
    const lsq_normal *N = &fit->g.N;
    fmpz_t s, sum2;
    fmpz_init(s);
    fmpz_init(sum2);
    spread(s, N, j);
    fmpz_mul(sum2, fmpz_mat_entry(N->S, 0, j), fmpz_mat_entry(N->S, 0, j));
    lsq_status status = LSQ_OK;
    fmpz_t bound;
    fmpz_init(bound);
    fmpz_mul_ui(bound, s, (ulong)NEARLY_CONSTANT * NEARLY_CONSTANT);
    if (!fmpz_is_zero(s) && fmpz_cmp(sum2, bound) > 0) {
        char percent[64], mean[64], name[NAME_SIZE];
        arb_t v, d;
        arb_init(v);
        arb_init(d);
        arb_set_fmpz(v, s);
        arb_div_fmpz(v, v, sum2, BITS);
        arb_sqrt(v, v, BITS);
        arb_mul_ui(v, v, 100, BITS);
        status = put_ball(percent, sizeof percent, v, 2, error);
        arb_set_fmpz(v, fmpz_mat_entry(N->S, 0, j));
        arb_div_fmpz(v, v, fmpz_mat_entry(N->S, 0, 0), BITS);
        lsq_regression_unit(d, &fit->g, j, BITS);
        arb_mul(v, v, d, BITS);
        lsq_regression_unit(d, &fit->g, 0, BITS);
        arb_div(v, v, d, BITS);
        if (!status)
            status = put_ball(mean, sizeof mean, v, 4, error);
        shown(name, fit->model->terms[j].name);
        if (!status)
            status = lsq_fit_warn(
                fit, "W21", j, error,
                "%s is nearly constant (spread %s %% of its mean, about %s) and so close to "
                "the intercept: centre it, or read the intercept as the value at %s = 0.",
                name, percent, mean, name);
        arb_clear(d);
        arb_clear(v);
    }
    fmpz_clear(bound);
    fmpz_clear(sum2);
    fmpz_clear(s);
    return status;
}

/* The one or two kept terms that term j (place i) follows most: the largest shares |C_ik| sd_k of
 * its regression on the others, the second only if it is at least half of the first.  -1 for
 * none. */
static void followed(int64_t found[2], const lsq_regression *g, int64_t i) {
    double best[2] = {0, 0};
    found[0] = found[1] = -1;
    arb_t v, w;
    fmpz_t s;
    arb_init(v);
    arb_init(w);
    fmpz_init(s);
    for (int64_t k = g->N.intercept; k < g->basis.rank; k++) {
        if (k == i)
            continue;
        spread(s, &g->N, g->basis.kept[k]);
        arb_set_fmpz(w, s);
        arb_sqrt(w, w, BITS);
        arb_mul(w, w, arb_mat_entry(g->solution.C, i, k), BITS);
        arb_div(w, w, arb_mat_entry(g->solution.C, i, i), BITS);
        spread(s, &g->N, g->basis.kept[i]);
        arb_set_fmpz(v, s);
        arb_sqrt(v, v, BITS);
        arb_div(w, w, v, BITS);
        arb_abs(w, w);
        double share = arf_get_d(arb_midref(w), ARF_RND_NEAR);
        if (share > best[0]) {
            best[1] = best[0];
            found[1] = found[0];
            best[0] = share;
            found[0] = g->basis.kept[k];
        } else if (share > best[1]) {
            best[1] = share;
            found[1] = g->basis.kept[k];
        }
    }
    if (best[1] < best[0] / 2)
        found[1] = -1;
    fmpz_clear(s);
    arb_clear(w);
    arb_clear(v);
}

/* "R² 0.9994", or "1 - R² = 3.2e-16" where nines would hide it, of 1/VIF = 1 - R² */
static lsq_status put_r_squared(char *out, size_t size, const arb_t rest, lsq_error *error) {
    char text[64];
    lsq_status status;
    arb_t one;
    arb_init(one);
    arb_set_d(one, 1e-6);
    if (arb_lt(rest, one)) {
        status = put_ball(text, sizeof text, rest, 2, error);
        snprintf(out, size, "1 - R² = %s", text);
    } else {
        arb_sub_ui(one, rest, 1, BITS);
        arb_neg(one, one);
        slong nines =
            -3 * arf_abs_bound_lt_2exp_si(arb_midref(rest)) / 10; /* log10 2 is about 3/10 */
        status = put_ball(text, sizeof text, one, (int)nines + 1, error);
        snprintf(out, size, "R² %s", text);
    }
    arb_clear(one);
    return status;
}

/* W22: VIF = C_jj n x'x_centred / n */
static lsq_status warn_of_near_alias(lsq_fit *fit, int64_t j, lsq_error *error) {
    const lsq_regression *g = &fit->g;
    int64_t i = g->basis.place[j];
    fmpz_t s;
    arb_t vif, bound;
    fmpz_init(s);
    arb_init(vif);
    arb_init(bound);
    arb_set_ui(bound, NEARLY_ALIASED);
    spread(s, &g->N, j);
    arb_mul_fmpz(vif, arb_mat_entry(g->solution.C, i, i), s, BITS);
    total(s, &g->N);
    arb_div_fmpz(vif, vif, s, BITS);
    lsq_status status = LSQ_OK;
    if (arb_gt(vif, bound)) { /* proven: exactly 1,000 is not over it */
        char name[NAME_SIZE], first[NAME_SIZE] = "", second[NAME_SIZE] = "", r2[128];
        int64_t others[2];
        followed(others, g, i);
        if (others[0] >= 0)
            shown(first, fit->model->terms[others[0]].name);
        if (others[1] >= 0)
            shown(second, fit->model->terms[others[1]].name);
        arb_inv(vif, vif, BITS);
        status = put_r_squared(r2, sizeof r2, vif, error);
        shown(name, fit->model->terms[j].name);
        const char *and = *second ? " and " : "";
        static const char rest[] = "their separate effects are weak, predictions inside the data "
                                   "are not affected.";
        int64_t more = g->basis.rank - g->N.intercept - 2 - (*second != 0);
        if (!status && !more)
            status = lsq_fit_warn(fit, "W22", j, error, "%s follows %s%s%s (%s): %s", name, first,
                                  and, second, r2, rest);
        else if (!status)
            status = lsq_fit_warn(fit, "W22", j, error,
                                  "%s follows the other terms (%s), mostly %s%s%s: %s", name, r2,
                                  first, and, second, rest);
    }
    arb_clear(bound);
    arb_clear(vif);
    fmpz_clear(s);
    return status;
}

/* 1 if term j is a multiple of the intercept or 0: there is nothing to share with others. */
static int is_constant(const lsq_fit *fit, int64_t j) {
    const lsq_basis *basis = &fit->g.basis;
    for (int64_t i = fit->model->intercept; i < basis->rank; i++)
        if (!fmpq_is_zero(fmpq_mat_entry(basis->R, i, j)))
            return 0;
    return 1;
}

static lsq_status warn_of_alias(lsq_fit *fit, int64_t j, lsq_error *error) {
    char name[NAME_SIZE], relation[NAME_SIZE];
    if (!fit->relations[j])
        return LSQ_OK;
    shown(name, fit->model->terms[j].name);
    shown(relation, fit->relations[j]);
    static const char shares[] = "the minimum-norm solution shares the effect among them.";
    if (is_constant(fit, j)) {
        const char *then = "it has no coefficient of its own; leave it out.";
        if (fit->g.min_norm)
            then = strcmp(relation, "0") ? shares : "its coefficient of minimum norm is 0.";
        return lsq_fit_warn(fit, "W23", j, error, "%s is constant, %s%s, and adds nothing: %s",
                            name, relation, fit->answer ? " to working precision" : "", then);
    }
    if (fit->answer)
        return lsq_fit_warn(
            fit, "W23", j, error, "%s equals %s to working precision and adds nothing: %s", name,
            relation,
            fit->g.min_norm ? shares
                            : "it has no coefficient of its own; leave it out, or --solver "
                              "svd shares the effect among them.");
    return lsq_fit_warn(
        fit, "W23", j, error, "%s equals %s exactly and adds nothing: %s", name, relation,
        fit->g.min_norm ? shares
                        : "it has no coefficient of its own; leave it out, or --min-norm "
                          "shares the effect among them.");
}

/* Refine until the diagonal of C is known to ENOUGH_BITS. */
static lsq_status sharpen(lsq_regression *g, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; !status && i < g->basis.rank; i++)
        while (!status && arb_rel_accuracy_bits(arb_mat_entry(g->solution.C, i, i)) < ENOUGH_BITS)
            status = lsq_regression_refine(g, 2 * g->solution.prec, error);
    return status;
}

static lsq_status warn_of_columns(lsq_fit *fit, lsq_error *error) {
    const lsq_basis *basis = &fit->g.basis;
    int has_inverse = !fit->answer || fit->answer->C;
    lsq_status status = has_inverse ? sharpen(&fit->g, error) : LSQ_OK;
    for (int64_t j = 0; !status && j < basis->p; j++)
        if (basis->place[j] < 0 && !fit->coefficients_only)
            status = warn_of_alias(fit, j, error);
    for (int64_t j = 1; fit->model->intercept && !status && j < basis->p; j++)
        if (basis->place[j] >= 0)
            status = warn_of_constant(fit, j, error);
    for (int64_t j = fit->model->intercept;
         has_inverse && !status && basis->rank > 1 && j < basis->p; j++)
        if (basis->place[j] >= 0)
            status = warn_of_near_alias(fit, j, error);
    return status;
}

/* ---- residuals ---- */

static lsq_status warn_of_residuals(lsq_fit *fit, lsq_error *error) {
    int64_t df = fit->g.df;
    if (df <= 0)
        return lsq_fit_warn(
            fit, "W26", -1, error,
            "%lld row%s for %lld coefficient%s: no residual degrees of freedom are left, "
            "so there are no standard errors.",
            (long long)fit->g.N.n, plural(fit->g.N.n), (long long)fit->g.basis.rank,
            plural(fit->g.basis.rank));
    lsq_status status = LSQ_OK;
    int noisy = 0;
    for (int64_t r = 0; !status && r < fit->g.N.q; r++) {
        char name[NAME_SIZE];
        int rounding = lsq_fit_rss_is_rounding(fit, r);
        noisy |= !fit->g.rss_zero[r] && !rounding;
        if (rounding)
            status = lsq_fit_warn(
                fit, "W24", -1, error,
                "The residuals of %s are as small as the rounding of doubles: sigma, the "
                "standard errors, t and p tell of that rounding and not of the data; "
                "--solver exact has the true ones.",
                shown(name, fit->model->terms[fit->model->p + r].name));
        else if (fit->g.rss_zero[r])
            status =
                lsq_fit_warn(fit, "W24", -1, error,
                             "The model reproduces %s exactly: every residual is 0, and so are the "
                             "standard errors.",
                             shown(name, fit->model->terms[fit->model->p + r].name));
    }
    if (!status && noisy && df < FEW_DF)
        status = lsq_fit_warn(
            fit, "W25", -1, error,
            "Only %lld residual degree%s of freedom: sigma and all standard errors are "
            "themselves uncertain by more than 30 %%.",
            (long long)df, plural(df));
    return status;
}

lsq_status lsq_fit_find_warnings(lsq_fit *fit, lsq_error *error) {
    lsq_status status = warn_of_input(fit, error);
    if (!status)
        status = lsq_fit_warn_of_solver(fit, error);
    if (!status)
        status = warn_of_columns(fit, error);
    if (!status && !fit->coefficients_only)
        status = warn_of_residuals(fit, error);
    return status;
}
