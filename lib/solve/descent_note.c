/* descent_note.c - one sentence on how a descent ended.
 *
 *   converged   steps taken and foretold; the rate a step, 1 - mu t or Kantorovich's; the error
 *               that |g| / mu and rounding leave in B
 *   else        the gradient reached, what theory foretold, and the condition number that is to
 *               blame; the columns' units where these make it
 *
 * SPDX-License-Identifier: MIT */
#include "descent.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

lsq_number lsq_course_factor(double factor) {
    return factor < 1.1 ? lsq_number_digits(factor, 10) : lsq_short_number(factor);
}

/* A number of steps: 309, 2.4e14, infinity. */
static lsq_number steps_of(double count) {
    return count < 1e7 ? lsq_number_digits(count, 7) : lsq_short_number(count);
}

static const char *plural(int64_t count) {
    return count == 1 ? "" : "s";
}

/* What follows "converged in 34 steps (theory: 34)": how the error contracts, unless one step did
 * it, and how far B is off.  Where X'X has not full rank in doubles X may have it all the same:
 * then nothing is known of the error beside the row space that was found. */
static void put_quality(char *text, size_t size, const lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    double rest = D->t * a->L, contraction = fmin(D->t * a->mu, 2.0 - rest); /* 1 - factor */
    double rate = D->line ? (a->L / a->mu + 1.0) / 2.0 : 1.0 / contraction;
    size_t used = 0;
    *text = '\0';
    if (a->steps > 1)
        used = (size_t)snprintf(text, size, "; %s contracts by 1 - 1/%s a step%s",
                                D->line ? "sqrt(f - f*)" : "the error", lsq_short_number(rate).text,
                                D->line ? " or better" : "");
    if (a->rank < a->p)
        snprintf(text + used, size - used,
                 "; columns depend, or nearly (rank %" PRId64 " of %" PRId64
                 " in X'X): B has least norm",
                 a->rank, a->p);
    else if (lsq_course_is_orthogonal(D))
        snprintf(text + used, size - used, "; Y is orthogonal to X but for rounding, and B is 0");
    else
        snprintf(text + used, size - used,
                 "; B is off by at most %s of its length, rounding included",
                 lsq_short_number(a->error_bound).text);
}

static void note_success(lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    char quality[256];
    if (a->steps == 0) {
        lsq_result_note(result, "converged at once: X'Y is 0, and so is B");
        return;
    }
    put_quality(quality, sizeof quality, result, D);
    lsq_result_note(result, "converged in %" PRId64 " step%s (theory: %s%s)%s", a->steps,
                    plural(a->steps), D->line ? "at most " : "", steps_of(a->predicted).text,
                    quality);
}

/* 1 if columns of length 1 would make the condition number of X'X much better. */
static int is_unscaled(const lsq_result *result) {
    const lsq_answer *a = &result->answer;
    return a->L * a->rcond * a->rcond > 100.0 * a->mu;
}

/* The tolerance is met, but by a gradient too large beside mu, or all rounding. */
static void note_blindness(lsq_result *result) {
    const lsq_answer *a = &result->answer;
    char cause[128] = "small eigenvalues of X'X are lost in rounding, so ";
    if (a->mu > 0.0)
        snprintf(cause, sizeof cause, "the condition number of X'X%s, %s, leaves ",
                 is_unscaled(result) ? " with unscaled columns" : "",
                 lsq_short_number(a->L / a->mu).text);
    lsq_result_note(result,
                    "not converged: relative gradient %s after %" PRId64
                    " step%s, but %sno digit of B%s; %s",
                    lsq_short_number(a->gradient).text, a->steps, plural(a->steps), cause,
                    a->mu > 0.0 ? "" : " is known",
                    is_unscaled(result) ? "scale or centre them" : "centre or scale the columns");
}

/* Why it stopped short. */
static void note_failure(lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    char condition[128] = "small eigenvalues of X'X lost in rounding";
    if (a->mu > 0.0)
        snprintf(condition, sizeof condition, "condition number of X'X %s%s",
                 lsq_short_number(a->L / a->mu).text,
                 is_unscaled(result) ? ", unscaled columns" : "");
    lsq_number gradient = lsq_short_number(a->gradient);
    const char *s = plural(a->steps);
    if (D->end == LSQ_BLIND)
        note_blindness(result);
    else if (D->end == LSQ_ROUNDING)
        lsq_result_note(result,
                        "not converged: reached the rounding level of the gradient, %s of the "
                        "first, after %" PRId64 " step%s, before the tolerance %s (%s)",
                        gradient.text, a->steps, s, lsq_short_number(D->tolerance).text, condition);
    else if (!D->line && D->t * a->L >= 2.0)
        lsq_result_note(result,
                        "not converged: relative gradient %s after %" PRId64 " step%s; the step "
                        "is %s times the limit 2/L, below which descent converges",
                        gradient.text, a->steps, s, lsq_course_factor(D->t * a->L / 2.0).text);
    else if (!D->line && D->t * a->L < 0.5)
        lsq_result_note(result,
                        "not converged: relative gradient %s after %" PRId64 " step%s; theory "
                        "predicts %s; the step is only %s of 1/L",
                        gradient.text, a->steps, s, steps_of(a->predicted).text,
                        lsq_short_number(D->t * a->L).text);
    else if (!(a->mu > 0.0))
        lsq_result_note(result, "not converged: relative gradient %s after %" PRId64 " step%s; %s",
                        gradient.text, a->steps, s, condition);
    else
        lsq_result_note(result,
                        "not converged: relative gradient %s after %" PRId64 " step%s; theory "
                        "predicts %s%s (%s)%s",
                        gradient.text, a->steps, s, D->line ? "at most " : "",
                        steps_of(a->predicted).text, condition,
                        a->L > 100.0 * a->mu ? "; scale or centre the columns" : "");
}

void lsq_course_note(lsq_result *result, const lsq_course *D) {
    if (result->answer.converged)
        note_success(result, D);
    else
        note_failure(result, D);
}
