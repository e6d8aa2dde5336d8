/* trace.h - every step of a descent as CSV, written while it runs.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include <lsq.h>

#include "destination.h"

typedef struct trace {
    destination to;
    size_t used; /* bytes that are not in the file yet */
    char bytes[1 << 16];
} trace;

/* The file with its header; `to` is planned.  Returns 0, or the exit code after one line on
 * standard error. */
int begin_trace(trace *t);

/* Append a row, NULL being the header; context is the trace.  Another result than 0: it cannot be
 * written, and seal_trace tells why. */
int trace_row(void *context, const lsq_descent_row *row);

/* All of it on the disk; returns as begin_trace. */
int seal_trace(trace *t);

#endif
