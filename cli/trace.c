/* trace.c - every step of a descent as CSV, written while it runs.
 *
 * SPDX-License-Identifier: MIT */
#include "trace.h"

#include <string.h>

enum { MOST_ROW = 256 };

static void flush(trace *t) {
    put_to_file(&t->to, t->bytes, t->used);
    t->used = 0;
}

int begin_trace(trace *t) {
    int code = begin_file(&t->to);
    if (!code)
        trace_row(t, NULL);
    return code;
}

int trace_row(void *context, const lsq_descent_row *row) {
    trace *t = context;
    if (t->used + MOST_ROW > sizeof t->bytes)
        flush(t);
    if (!lsq_descent_row_text(row, t->bytes + t->used, MOST_ROW, NULL)) /* which holds any */
        t->used += strlen(t->bytes + t->used);
    return t->to.failure;
}

int seal_trace(trace *t) {
    flush(t);
    return seal_file(&t->to);
}
