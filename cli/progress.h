/* progress.h - how far the reading has come, for a person at a terminal or for a program.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <lsq.h>

#include "options.h"

/* The values of --progress. */
enum { PROGRESS_AUTO, PROGRESS_JSON, PROGRESS_NEVER };
extern const char *const progress_modes[];

typedef struct progress {
    int mode;
    const operands *inputs;
    double shown_at; /* seconds since the reading began, of the last line */
    lsq_progress last;
} progress;

/* Ask in *options to be told how far the reading has come; *p and *inputs must live as long.  Auto
 * is for terminals and never with `quiet`. */
void start_progress(progress *p, int mode, int quiet, const operands *inputs,
                    lsq_fit_options *options);

/* Call after the reading: takes the line away from the terminal or, if status is LSQ_OK, writes the
 * last line of JSON. */
void end_progress(progress *p, lsq_status status);

#endif
