/* destination.h - where a report goes, standard output or the file of --out, and where a trace
 * does.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_DESTINATION_H
#define CLI_DESTINATION_H

#include <lsq.h>
#include <sys/stat.h>

#include "options.h"

enum { PATH_SIZE = 4096 };

typedef struct destination {
    const char *name; /* as it was given; NULL: standard output, or no trace */
    int file;        /* a device or pipe, which is written as it stands, or the new file; else -1 */
    char *temporary; /* name of the new file; NULL: there is none */
    int failure;     /* errno of the first write that failed */
    int exists;      /* 1: a file is replaced, and `about` tells its mode and owner */
    struct stat about;
    char path[PATH_SIZE];   /* where the links of `name` lead */
    char folder[PATH_SIZE]; /* of that file, with a slash at its end */
} destination;

/* Find out, before anything is read, whether the report can go to `name`; NULL and "-" are standard
 * output.  A link is followed; a pipe waits for its reader.  conclude() must follow.  Returns 0, or
 * the exit code after one line on standard error: 2 if it is one of the inputs, 5 if it
 * cannot be written. */
int plan_destination(destination *to, const char *name, const operands *inputs);

/* The same for the file of --trace, of which NULL is none; it is not the report's, nor standard
 * output. */
int plan_trace(destination *to, const char *name, const operands *inputs,
               const destination *report);

/* A file that is written while the command runs: begun, put to as often as one likes, which
 * remembers the first failure, sealed when it is whole, and then kept under its name or dropped.
 * All but put and drop return 0 or the exit code after one line on standard error. */
int begin_file(destination *to);
void put_to_file(destination *to, const char *bytes, size_t size);
int seal_file(destination *to);
int keep_file(destination *to);
void drop_file(destination *to);

/* Remove the new files of a program that must end here and now; nothing is asked for and nothing
 * said. */
void abandon_files(void);

/* The end of a command: its text goes to its destination, or the one line of the error, with the
 * place in the formula or list below it, to standard error.  Returns the exit code. */
int conclude(lsq_status status, const lsq_error *error, const char *text, destination *to);

#endif
