/* destination.h - where a report goes: standard output, or the file of --out.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_DESTINATION_H
#define CLI_DESTINATION_H

#include <lsq.h>
#include <sys/stat.h>

#include "options.h"

enum { PATH_SIZE = 4096 };

typedef struct destination {
    const char *name; /* as it was given; NULL: standard output */
    int open;         /* of a device or pipe, which is written as it stands; -1: of a file */
    int exists;       /* 1: a file is replaced, and `about` tells its mode and owner */
    struct stat about;
    char path[PATH_SIZE];   /* where the links of `name` lead */
    char folder[PATH_SIZE]; /* of that file, with a slash at its end */
} destination;

/* Find out, before anything is read, whether the report can go to `name`; NULL and "-" are standard
 * output.  A link is followed; a pipe waits for its reader.  conclude() must follow.  Returns 0, or
 * the exit code after one line on standard error: 2 if it is one of the inputs, 5 if it
 * cannot be written. */
int plan_destination(destination *to, const char *name, const operands *inputs);

/* The end of a command: its text goes to its destination, or the one line of the error, with the
 * place in the formula or list below it, to standard error.  Returns the exit code. */
int conclude(lsq_status status, const lsq_error *error, const char *text, const destination *to);

#endif
