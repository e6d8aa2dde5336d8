/* methods.c - the table of the classical methods.
 *
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../base/text.h"
#include "method.h"

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
