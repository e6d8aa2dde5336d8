/* trace.c - every step of a descent as CSV, written while it runs.
 *
 * SPDX-License-Identifier: MIT */
#include "trace.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROW = 256 };

static void flush(trace *t) {
    put_to_file(&t->to, t->bytes, t->used);
    t->used = 0;
}

int begin_trace(trace *t) {
    static const char header[] = "step,f,excess,gradient,step_size,digits\n";
    int code = begin_file(&t->to);
    if (!code)
        put_to_file(&t->to, header, sizeof header - 1);
    return code;
}

/* The comma and the number with the 15 digits that any double has or the 17 that tell it from
 * others. */
static void put_number(trace *t, double value) {
    char *out = t->bytes + t->used;
    int length = 1;
    *out = ',';
    if (isfinite(value)) {
        length += snprintf(out + 1, MOST_ROW, "%.15g", value);
        if (strtod(out + 1, NULL) != value)
            length = 1 + snprintf(out + 1, MOST_ROW, "%.17g", value);
    }
    t->used += (size_t)length;
}

int trace_row(void *context, const lsq_descent_row *row) {
    trace *t = context;
    if (t->used + MOST_ROW > sizeof t->bytes)
        flush(t);
    t->used += (size_t)snprintf(t->bytes + t->used, MOST_ROW, "%lld", (long long)row->step);
    put_number(t, row->f);
    put_number(t, row->excess);
    put_number(t, row->gradient);
    put_number(t, row->t);
    t->used += (size_t)snprintf(t->bytes + t->used, MOST_ROW,
                                isnan(row->digits) ? ",\n" : ",%.1f\n", row->digits);
    return t->to.failure;
}

int seal_trace(trace *t) {
    flush(t);
    return seal_file(&t->to);
}
