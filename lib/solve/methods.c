/* methods.c - the table of the classical methods, and which options they have a use for.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../base/text.h"
#include "descent.h"
#include "step.h"

static const lsq_method *const TABLE[] = {
    &lsq_method_cholesky, &lsq_method_qr, &lsq_method_pivoted_qr, &lsq_method_svd,
    &lsq_method_tsqr,     &lsq_method_gd, &lsq_method_line,       &lsq_method_heavy_ball,
    &lsq_method_nesterov, &lsq_method_bb, &lsq_method_cg,         &lsq_method_sgd,
};

enum { COUNT = sizeof TABLE / sizeof *TABLE };

int64_t lsq_methods(void) {
    return COUNT;
}

const lsq_method *lsq_method_at(int64_t i) {
    return i >= 0 && i < COUNT ? TABLE[i] : NULL;
}

const char *lsq_method_name(int64_t i) {
    const lsq_method *method = lsq_method_at(i);
    return method ? method->name : NULL;
}

const char *lsq_method_summary(int64_t i) {
    const lsq_method *method = lsq_method_at(i);
    return method ? method->summary : NULL;
}

static void refuse(const char *name, lsq_error *error) {
    const char *names[COUNT];
    char shown[256], all[128] = "";
    lsq_escape(shown, sizeof shown, name, strlen(name));
    for (int64_t i = 0; i < COUNT; i++) {
        names[i] = TABLE[i]->name;
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", names[i]);
    }
    int64_t near = lsq_nearest_name(name, names, COUNT);
    if (near >= 0)
        lsq_fail(error, LSQ_EUSAGE, "there is no method '%s'; did you mean '%s'?", shown,
                 names[near]);
    else
        lsq_fail(error, LSQ_EUSAGE, "there is no method '%s'; there are %s", shown, all);
}

const lsq_method *lsq_method_find(const char *name, lsq_error *error) {
    if (!name) {
        lsq_fail(error, LSQ_EUSAGE, "the method is NULL");
        return NULL;
    }
    for (int64_t i = 0; i < COUNT; i++)
        if (!strcmp(name, TABLE[i]->name))
            return TABLE[i];
    refuse(name, error);
    return NULL;
}

/* ---- options ---- */

int lsq_takes(const lsq_method *method, const char *option) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, " %s ", option);
    return strstr(method->takes, wanted) != NULL;
}

int lsq_method_takes(int64_t i, const char *option) {
    const lsq_method *method = lsq_method_at(i);
    return method && option && lsq_takes(method, option);
}

/* LSQ_EUSAGE with the names of those that have a use for it. */
static lsq_status refuse_option(const char *option, const lsq_method *method, lsq_error *error) {
    char all[256] = "";
    int64_t left = 0;
    for (int64_t i = 0; i < COUNT; i++)
        left += lsq_takes(TABLE[i], option);
    for (int64_t i = 0; i < COUNT; i++) {
        size_t used = strlen(all);
        if (lsq_takes(TABLE[i], option))
            snprintf(all + used, sizeof all - used, "%s%s", TABLE[i]->name,
                     --left > 1  ? ", "
                     : left == 1 ? " and "
                                 : "");
    }
    return lsq_fail(error, LSQ_EUSAGE, "%s is for %s, not for %s", option, all, method->name);
}

/* Options that would be of no effect.  Tolerance and most_steps are, where there is no use. */
static lsq_status check_uses(const lsq_solver_options *o, const lsq_method *method,
                             lsq_error *error) {
    const struct {
        const char *option;
        int given;
    } uses[] = {{"on_rows", o->on_rows},  {"step", o->step != NULL}, {"ridge", o->ridge != NULL},
                {"batch", o->batch != 0}, {"seed", o->seed != 0},    {"watch", o->watch != NULL}};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
        if (uses[i].given && !lsq_takes(method, uses[i].option))
            return refuse_option(uses[i].option, method, error);
    return LSQ_OK;
}

lsq_status lsq_options_check(const lsq_solver_options *o, const lsq_method *method, int64_t p,
                             lsq_error *error) {
    lsq_step step;
    if (!(o->tolerance >= 0 && o->tolerance < 1))
        return lsq_fail(error, LSQ_EUSAGE, "the tolerance is %s; it is at least 0 and below 1",
                        lsq_number_digits(o->tolerance, 6).text);
    if (o->most_steps < 0)
        return lsq_fail(error, LSQ_EUSAGE, "most_steps is %lld; it is at least 0",
                        (long long)o->most_steps);
    if (o->batch < 0)
        return lsq_fail(error, LSQ_EUSAGE, "batch is %lld; it is at least 0", (long long)o->batch);
    lsq_status status = check_uses(o, method, error);
    for (int64_t j = 0; o->ridge && j < p && !status; j++)
        if (!(o->ridge[j] >= 0 && isfinite(o->ridge[j])))
            status =
                lsq_fail(error, LSQ_EUSAGE, "ridge[%lld] is %s; a penalty is at least 0 and finite",
                         (long long)j, lsq_number_digits(o->ridge[j], 6).text);
    return status ? status : lsq_step_parse(&step, o->step, error);
}

lsq_status lsq_options_read(lsq_solver_options *o, const lsq_solver_options *options,
                            lsq_error *error) {
    memset(o, 0, sizeof *o);
    if (options && options->struct_size < sizeof options->struct_size)
        return lsq_fail(error, LSQ_EUSAGE,
                        "options.struct_size is %zu; set it to sizeof(lsq_solver_options)",
                        options->struct_size);
    if (options)
        memcpy(o, options, options->struct_size < sizeof *o ? options->struct_size : sizeof *o);
    o->struct_size = sizeof *o;
    return LSQ_OK;
}

lsq_status lsq_method_take_options(lsq_solver_options *taken, const lsq_method *method,
                                   const lsq_solver_options *options, lsq_error *error) {
    lsq_status status = lsq_options_read(taken, options, error);
    if (!lsq_takes(method, "on_rows"))
        taken->on_rows = 0;
    if (!lsq_takes(method, "step"))
        taken->step = NULL;
    if (!lsq_takes(method, "ridge"))
        taken->ridge = NULL;
    if (!lsq_takes(method, "batch"))
        taken->batch = 0;
    if (!lsq_takes(method, "seed"))
        taken->seed = 0;
    if (!lsq_takes(method, "watch"))
        taken->watch = NULL;
    return status;
}

double lsq_method_bound(const lsq_method *method, const lsq_answer *answer, int64_t steps) {
    if (!method->stepper || !method->stepper->bound || !(answer->L > 0))
        return (double)NAN;
    return method->stepper->bound(answer, (double)steps);
}
