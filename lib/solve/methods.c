/* methods.c - the table of the classical methods, and which options they have a use for.
 *
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../base/text.h"
#include "method.h"
#include "step.h"

static const lsq_method *const TABLE[] = {
    &lsq_method_cholesky, &lsq_method_qr, &lsq_method_pivoted_qr, &lsq_method_svd,
    &lsq_method_tsqr,     &lsq_method_gd, &lsq_method_line,
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

static int takes_rows(const lsq_method *method) {
    return method->keep_on_rows != method->keep;
}

lsq_status lsq_options_check(const lsq_solver_options *o, const lsq_method *method,
                             lsq_error *error) {
    lsq_step step;
    if (!(o->tolerance >= 0 && o->tolerance < 1))
        return lsq_fail(error, LSQ_EUSAGE, "the tolerance is %s; it is at least 0 and below 1",
                        lsq_number_digits(o->tolerance, 6).text);
    if (o->most_steps < 0)
        return lsq_fail(error, LSQ_EUSAGE, "most_steps is %lld; it is at least 0",
                        (long long)o->most_steps);
    if (o->on_rows && !takes_rows(method))
        return lsq_fail(error, LSQ_EUSAGE, "on_rows is for gd and line, not for %s", method->name);
    if (o->step && !method->takes_step)
        return lsq_fail(error, LSQ_EUSAGE, "step is for gd, not for %s", method->name);
    return lsq_step_parse(&step, o->step, error);
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
    if (!takes_rows(method))
        taken->on_rows = 0;
    if (!method->takes_step)
        taken->step = NULL;
    return status;
}
