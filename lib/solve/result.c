/* result.c - the answer of a method under construction: its arrays, and the pointers to them.
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "method.h"

lsq_status lsq_result_init(lsq_result *result, lsq_kept *kept, lsq_error *error) {
    int64_t p = kept->p, q = kept->q;
    memset(result, 0, sizeof *result);
    result->names = kept->names;
    result->worst = 1;
    result->answer = (lsq_answer){.n = kept->n,
                                  .p = p,
                                  .q = q,
                                  .rank = p,
                                  .steps = -1,
                                  .t = (double)NAN,
                                  .momentum = (double)NAN,
                                  .rate = (double)NAN,
                                  .contraction = (double)NAN,
                                  .bound = (double)NAN,
                                  .error_bound = (double)NAN};
    lsq_status status = lsq_matrix_init(&result->B, p, q, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&result->relations, p, p, &kept->account, error);
    if (!status)
        status = lsq_alloc(&result->rss, q, sizeof *result->rss, error);
    if (!status)
        status = lsq_alloc(&result->aliased, p, sizeof *result->aliased, error);
    if (status) {
        lsq_result_clear(result);
        return status;
    }
    result->answer.B = result->B.data;
    result->answer.relations = result->relations.data;
    result->answer.rss = result->rss;
    result->answer.aliased = result->aliased;
    result->answer.note = result->note;
    return LSQ_OK;
}

lsq_status lsq_result_need_C(lsq_result *result, lsq_error *error) {
    int64_t p = result->answer.p;
    assert(!result->answer.C);
    lsq_status status = lsq_matrix_init(&result->C, p, p, result->B.account, error);
    if (!status)
        result->answer.C = result->C.data;
    return status;
}

void lsq_result_clear(lsq_result *result) {
    lsq_matrix_clear(&result->B);
    lsq_matrix_clear(&result->C);
    lsq_matrix_clear(&result->relations);
    free(result->rss);
    free(result->aliased);
    memset(result, 0, sizeof *result);
}

lsq_column lsq_column_name(const char *const *names, int64_t p, int64_t j) {
    lsq_column column;
    if (names)
        lsq_escape(column.text, sizeof column.text, names[j], strlen(names[j]));
    else
        snprintf(column.text, sizeof column.text, "column %lld of %s",
                 (long long)(j < p ? j : j - p), j < p ? "X" : "Y");
    return column;
}

void lsq_result_note(lsq_result *result, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(result->note, sizeof result->note, format, arguments);
    va_end(arguments);
}
