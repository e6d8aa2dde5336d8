/* check_note.c - one sentence on what decided a check of a derivative.
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>

#include "../base/text.h"
#include "check.h"

static void put_element(lsq_text *t, const lsq_check *c, const lsq_check_row *row) {
    if (c->about.m > 1)
        lsq_text_format(t, "the derivative of f[%" PRId64 "] by x[%" PRId64 "]", row->value,
                        row->variable);
    else
        lsq_text_format(t, "the derivative by x[%" PRId64 "]", row->variable);
}

static void put_sides(lsq_text *t, const lsq_estimate *e) {
    lsq_text_format(t, " %s to the right and %s to the left", lsq_number_digits(e->right, 6).text,
                    lsq_number_digits(e->left, 6).text);
}

static void put_best(lsq_text *t, const lsq_check_row *row) {
    lsq_text_format(t, " %s to within %s", lsq_number_digits(row->best, 6).text,
                    lsq_short_number(row->bound).text);
}

static void put_steps(lsq_text *t, const lsq_estimate *e) {
    lsq_text_format(t, " %s at large steps and %s at small ones",
                    lsq_number_digits(e->coarse, 6).text, lsq_number_digits(e->fine, 6).text);
}

static void put_difference(lsq_text *t, const lsq_check *c, int64_t at) {
    const lsq_estimate *e = c->estimates + at;
    put_element(t, c, c->rows + at);
    lsq_text_format(t, " is %s", lsq_number_digits(c->rows[at].derivative, 6).text);
    if (e->trouble == LSQ_NOT_SMOOTH) {
        lsq_text_put(t, ", but f is not smooth there, with");
        put_sides(t, e);
    } else if (e->trouble == LSQ_CONTRADICTION) {
        lsq_text_put(t, ", differences say");
        put_steps(t, e);
    } else {
        lsq_text_put(t, ", differences say");
        put_best(t, c->rows + at);
    }
}

static void put_doubt(lsq_text *t, const lsq_check *c, int64_t at) {
    const lsq_check_row *row = c->rows + at;
    const lsq_estimate *e = c->estimates + at;
    switch (e->trouble) {
    case LSQ_FEW_VALUES:
        lsq_text_put(t, "f has too few finite values around x to tell ");
        put_element(t, c, row);
        break;
    case LSQ_NO_LIMIT:
        lsq_text_put(t,
                     "differences of f settle on no value as steps shrink: nothing is known of ");
        put_element(t, c, row);
        break;
    case LSQ_UNFELT:
        lsq_text_put(t, "f changes at no step: nothing is known of ");
        put_element(t, c, row);
        break;
    case LSQ_NOT_SMOOTH:
        lsq_text_put(t, "f is not smooth at x: by differences ");
        put_element(t, c, row);
        lsq_text_put(t, " is");
        put_sides(t, e);
        break;
    case LSQ_CONTRADICTION:
        lsq_text_put(t, "differences contradict each other: by them ");
        put_element(t, c, row);
        lsq_text_put(t, " is");
        put_steps(t, e);
        break;
    case LSQ_NO_TROUBLE:
        lsq_text_format(t, "%s hides errors: of ",
                        e->rounding >= row->bound / 2.0 ? "rounding of f"
                                                        : "truncation of the differences");
        put_element(t, c, row);
        lsq_text_put(t, " no more is known than");
        put_best(t, row);
        break;
    }
}

/* That no element is off by more than is allowed, which may be more than its bound. */
static void put_allowance(lsq_text *t, const lsq_check *c) {
    const lsq_check_summary *a = &c->about;
    int exceeded = 0;
    for (int64_t at = 0; at < a->m * a->n; at++)
        exceeded |= fabs(c->rows[at].best - c->rows[at].derivative) > c->rows[at].bound;
    lsq_text_put(t, "no element exceeds its bound");
    if (exceeded)
        lsq_text_format(t, " by more than %s of itself, which is allowed",
                        lsq_short_number(2.0 * a->threshold).text);
}

static void put_agreement(lsq_text *t, const lsq_check *c) {
    const lsq_check_summary *a = &c->about;
    lsq_number criterion = lsq_short_number(a->criterion), h = lsq_short_number(a->h),
               threshold = lsq_short_number(a->threshold);
    int zero = 1;
    for (int64_t i = 0; i < a->m; i++)
        zero &= c->values[i].is_zero;
    if (a->m * a->n == 0)
        lsq_text_put(t, "there is nothing to check");
    else if (isnan(a->criterion))
        lsq_text_format(
            t, "f has no values on both sides of x at h = %s, and so the criterion none; ", h.text);
    else if (a->criterion < a->threshold)
        lsq_text_format(t, "the criterion, %s, is below %s, and ", criterion.text, threshold.text);
    else if (zero)
        lsq_text_put(t, "derivative and differences are 0 but for rounding, which leaves the "
                        "criterion no meaning; ");
    else if (a->best_criterion < a->threshold)
        lsq_text_format(t,
                        "the criterion, %s at h = %s, is spoiled by %s of the differences, and "
                        "is %s at h = %s; ",
                        criterion.text, h.text, a->best_h < a->h ? "truncation" : "rounding",
                        lsq_short_number(a->best_criterion).text, lsq_short_number(a->best_h).text);
    else
        lsq_text_put(t, "no h suits all variables together; ");
    if (a->m * a->n > 0)
        put_allowance(t, c);
}

lsq_status lsq_check_write_note(lsq_check *c, int64_t at, lsq_error *error) {
    lsq_text t = {0};
    if (c->about.verdict == LSQ_AGREES)
        put_agreement(&t, c);
    else if (c->about.verdict == LSQ_DIFFERS)
        put_difference(&t, c, at);
    else
        put_doubt(&t, c, at);
    lsq_status status = lsq_text_take(&t, &c->note, error);
    c->about.note = c->note;
    return status;
}
