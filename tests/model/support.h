/* support.h - a small table and short ways to build models of it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_TESTS_MODEL_SUPPORT_H
#define LSQ_TESTS_MODEL_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

enum { N_NAMES = 12 };

/* The ninth column has no name; the last two share one. */
static const char *const names_of_table[N_NAMES] = {"y",      "a",   "b", "c",  "d",   "x",
                                                    "my col", "age", "",  "y2", "dup", "dup"};
static const lsq_table table_of_ten = {names_of_table, 10, NULL, "data.csv"};
static const lsq_table table_of_twelve = {names_of_table, N_NAMES, NULL, "data.csv"};

/* The model of a formula over the first ten columns, which must build. */
static inline lsq_model *model_of(const char *formula) {
    lsq_request request = {formula, NULL, NULL, NULL};
    lsq_model *model = NULL;
    lsq_error error = {0};
    if (lsq_model_build(&model, &request, &table_of_ten, &error))
        fail_msg("%s: %s", formula, error.message);
    return model;
}

/* The formula in full that this one gives. */
static inline void assert_formula(const char *formula, const char *wanted) {
    lsq_model *model = model_of(formula);
    assert_string_equal(model->formula, wanted);
    lsq_model_free(model);
}

/* The request must fail with this status, at this column, and the message hold this text. */
static inline void assert_fails(const lsq_table *table, lsq_request request, lsq_status status,
                                int64_t column, const char *text) {
    lsq_model *model = (lsq_model *)&request; /* must become NULL */
    lsq_error error = {0};
    assert_int_equal(lsq_model_build(&model, &request, table, &error), status);
    assert_null(model);
    assert_int_equal(error.status, status);
    if (error.column != column || !strstr(error.message, text))
        fail_msg("column %lld, not %lld: \"%s\" without \"%s\"", (long long)error.column,
                 (long long)column, error.message, text);
}

static inline void assert_formula_fails(const char *formula, int64_t column, const char *text) {
    assert_fails(&table_of_ten, (lsq_request){formula, NULL, NULL, NULL}, LSQ_EFORMULA, column,
                 text);
}

#endif
