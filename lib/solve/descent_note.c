/* descent_note.c - one sentence on how a descent ended.
 *
 *   converged   steps taken and foretold; the rate a step, 1 - mu t or Kantorovich's; the error
 *               that |g| / mu and rounding leave in B
 *   else        the gradient reached, what theory foretold, and the condition number that is to
 *               blame; the columns' units where these, and no penalty, make it
 *
 * SPDX-License-Identifier: MIT */
#include "descent.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

lsq_number lsq_course_factor(double factor) {
    return factor < 1.1 ? lsq_number_digits(factor, 10) : lsq_short_number(factor);
}

lsq_number lsq_course_steps(double count) {
    return count < 1e7 ? lsq_number_digits(count, 7) : lsq_short_number(count);
}

/* The matrix whose eigenvalues decide. */
static const char *products(const lsq_course *D) {
    return D->F.ridge ? "X'X + diag(lambda)" : "X'X";
}

static const char *plural(int64_t count) {
    return count == 1 ? "" : "s";
}

/* What follows "converged in 34 steps (theory: 34)": how the error contracts, unless one step did
 * it, and how far B is off.  Where X'X has not full rank in doubles X may have it all the same:
 * then nothing is known of the error beside the row space that was found. */
static void put_quality(char *text, size_t size, const lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    const char *const *contracts = D->stepper->contracts;
    size_t used = 0;
    *text = '\0';
    if (a->steps > 1 && contracts[0] && a->contraction > 0.0)
        used = (size_t)snprintf(text, size, "; %s contracts by 1 - 1/%s a step%s", contracts[0],
                                lsq_short_number(1.0 / a->contraction).text, contracts[1]);
    if (a->rank < a->p)
        snprintf(text + used, size - used,
                 "; columns depend, or nearly (rank %" PRId64 " of %" PRId64
                 " in %s): B has least norm",
                 a->rank, a->p, products(D));
    else if (lsq_course_is_orthogonal(D))
        snprintf(text + used, size - used, "; Y is orthogonal to X but for rounding, and B is 0");
    else
        snprintf(text + used, size - used,
                 "; B is off by at most %s of its length, rounding included",
                 lsq_short_number(a->error_bound).text);
}

/* " (theory: at most 34)" */
static void put_theory(char *text, size_t size, const lsq_course *D) {
    *text = '\0';
    if (!isnan(D->answer->predicted))
        snprintf(text, size, " (theory: %s%s%s)", D->stepper->foretold[0],
                 lsq_course_steps(D->answer->predicted).text, D->stepper->foretold[1]);
}

static void note_success(lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    char quality[256], theory[128];
    if (a->steps == 0) {
        lsq_result_note(result, "converged at once: X'Y is 0, and so is B");
        return;
    }
    if (a->gradient > D->tolerance) {
        lsq_result_note(result,
                        "converged in %" PRId64 " step%s: Y is orthogonal to X but for rounding, "
                        "which is all there is of the gradient, and B is 0",
                        a->steps, plural(a->steps));
        return;
    }
    put_quality(quality, sizeof quality, result, D);
    put_theory(theory, sizeof theory, D);
    lsq_result_note(result, "converged in %" PRId64 " step%s%s%s", a->steps, plural(a->steps),
                    theory, quality);
}

int lsq_course_is_unscaled(const lsq_course *D) {
    const lsq_answer *a = D->answer;
    return !D->F.ridge && a->L * a->rcond * a->rcond > 100.0 * a->mu;
}

/* "condition number of X'X 1e6, unscaled columns", of the part that has one. */
static void put_condition(char *text, size_t size, const lsq_course *D) {
    const lsq_answer *a = D->answer;
    if (!(a->mu > 0.0)) {
        snprintf(text, size, "small eigenvalues of %s lost in rounding", products(D));
        return;
    }
    size_t used = (size_t)snprintf(text, size, "condition number of %s %s%s", products(D),
                                   lsq_short_number(a->L / a->mu).text,
                                   lsq_course_is_unscaled(D) ? ", unscaled columns" : "");
    if (a->rank < a->p)
        snprintf(text + used, size - used,
                 " within the rank that doubles see, %" PRId64 " of %" PRId64, a->rank, a->p);
}

/* The tolerance is met, but by a gradient too large beside mu, or all rounding. */
static void note_blindness(lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    int unscaled = lsq_course_is_unscaled(D);
    char cause[128];
    if (a->mu > 0.0)
        snprintf(cause, sizeof cause, "the condition number of %s%s, %s, leaves ", products(D),
                 unscaled ? " with unscaled columns" : "", lsq_short_number(a->L / a->mu).text);
    else
        snprintf(cause, sizeof cause, "small eigenvalues of %s are lost in rounding, so ",
                 products(D));
    lsq_result_note(result,
                    "not converged: relative gradient %s after %" PRId64
                    " step%s, but %sno digit of B%s%s",
                    lsq_short_number(a->gradient).text, a->steps, plural(a->steps), cause,
                    a->mu > 0.0 ? "" : " is known", unscaled ? "; scale or centre them" : "");
}

/* Why most_steps were not enough: the method's own reason, else what theory foretold and the
 * condition number. */
static void put_reason(char *text, size_t size, const lsq_course *D, const char *condition) {
    const lsq_answer *a = D->answer;
    const char *const *foretold = D->stepper->foretold;
    *text = '\0';
    if (D->stepper->excuse)
        D->stepper->excuse(D, text, size);
    if (*text)
        return;
    if (a->mu > 0.0)
        snprintf(text, size, "theory predicts %s%s%s (%s)%s", foretold[0],
                 lsq_course_steps(a->predicted).text, foretold[1], condition,
                 lsq_course_is_unscaled(D) ? "; scale or centre the columns" : "");
    else
        snprintf(text, size, "%s", condition);
}

/* Why it stopped short. */
static void note_failure(lsq_result *result, const lsq_course *D) {
    const lsq_answer *a = &result->answer;
    char condition[128], reason[256];
    put_condition(condition, sizeof condition, D);
    lsq_number gradient = lsq_short_number(a->gradient);
    const char *s = plural(a->steps);
    if (D->end == LSQ_BLIND) {
        note_blindness(result, D);
    } else if (D->end == LSQ_ROUNDING) {
        lsq_result_note(result,
                        "not converged: reached the rounding level of the gradient, %s of the "
                        "first, after %" PRId64 " step%s, before the tolerance %s (%s)",
                        gradient.text, a->steps, s, lsq_short_number(D->tolerance).text, condition);
    } else {
        put_reason(reason, sizeof reason, D, condition);
        lsq_result_note(result, "not converged: relative gradient %s after %" PRId64 " step%s; %s",
                        gradient.text, a->steps, s, reason);
    }
}

void lsq_course_note(lsq_result *result, const lsq_course *D) {
    if (result->answer.converged)
        note_success(result, D);
    else
        note_failure(result, D);
}
