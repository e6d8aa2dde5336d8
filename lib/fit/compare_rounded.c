/* compare_rounded.c - what is lost before any solver in doubles begins.
 *
 *   D = fl([X Y]),   beta' = the exact solution of min |D_y - D_x b|,   digits = those of beta'
 *
 * beta' is the best that a solver can aim at that is given D: a relative error of u in the data
 * moves the solution by up to cond(X) u and more, whoever solves (Higham 2002, chapter 20).
 *
 * Cost: the exact moments of D, whose columns are integers of 53 bits and more, so about twenty
 * times those of six-digit data (1.7 s for 2 million rows of 11, 2.5 s for 100,000 of 101), and a
 * solution in balls.
 *
 * SPDX-License-Identifier: MIT */
#include "compare.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* x_p+1, or cbind(x_p+1, ...), on x1 ... xp: the constant, if any, is one of them. */
static lsq_status put_formula(char **formula, int64_t p, int64_t q, lsq_error *error) {
    lsq_text text = {0};
    lsq_text_put(&text, "cbind(");
    for (int64_t r = 0; r < q; r++)
        lsq_text_format(&text, "%sx%" PRId64, r ? "," : "", p + r + 1);
    lsq_text_put(&text, ") ~ . - 1");
    lsq_status status = lsq_text_take(&text, formula, error);
    lsq_text_clear(&text);
    return status;
}

static lsq_status add_rows(lsq_moments *moments, const lsq_rows *kept, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < kept->count && !status; i++) {
        const lsq_matrix *D = &kept->blocks[i];
        status = lsq_moments_add(moments, (lsq_doubles){D->data, D->rows, D->columns, 1, D->rows},
                                 error);
    }
    return status;
}

lsq_status lsq_rounded_digits(double *digits, lsq_judge *judge, const lsq_rows *kept,
                              lsq_error *error) {
    int64_t p = judge->p, k = p + judge->q;
    *digits = NAN;
    if (!p || judge->rank < p || (double)kept->n * (double)k * (double)k > LSQ_ROUNDED_COST)
        return LSQ_OK;
    lsq_moments *moments = NULL;
    lsq_fit *fit = NULL;
    char *formula = NULL;
    lsq_status status = put_formula(&formula, p, judge->q, error);
    if (!status)
        status = lsq_moments_new(&moments, k, error);
    if (!status)
        status = add_rows(moments, kept, error);
    if (!status)
        status = lsq_fit_new(&fit, error);
    if (!status) {
        lsq_fit_options o = {.formula = formula, .level = judge->fit->level};
        status = lsq_fit_regress(fit, moments, &o, error);
    }
    if (!status)
        status = lsq_judge_regression(judge, &fit->g, digits, error);
    lsq_fit_free(fit);
    lsq_moments_free(moments);
    free(formula);
    return status;
}
