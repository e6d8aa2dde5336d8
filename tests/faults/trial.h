/* trial.h - one run of the program under a fault, and the verdict on it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FAULTS_TRIAL_H
#define FAULTS_TRIAL_H

#include <stddef.h>

#include "page.h"

/* A command line, run in a folder beside `data`. */
typedef struct fault_command {
    const char *name;
    int code;          /* its exit code without a fault */
    int most;          /* points of each way to fail, 0: all there are */
    const char *input; /* standard input; NULL: nothing */
    const char *words[10];
} fault_command;

/* A way to fail. */
typedef struct fault_variant {
    fault_call call;
    int sticky;
    const char *effect;
    int code; /* of the clean error; 0: nobody may notice the fault; -SIGKILL: death by it */
} fault_variant;

typedef struct fault_bytes {
    char *data; /* NUL-terminated */
    size_t size;
} fault_bytes;

/* What a run left. */
typedef struct fault_outcome {
    int status; /* of waitpid */
    long long calls[FAULT_CALLS], failed;
    fault_bytes out, err; /* standard output without times, standard error */
    fault_bytes result;   /* the file that --out names, data NULL if it is not there */
    int strays;           /* other files in its folder */
} fault_outcome;

typedef struct fault_place {
    const char *program, *shim, *folder; /* absolute */
} fault_place;

typedef enum fault_verdict {
    FAULT_UNREACHED, /* the run ended before the Nth call */
    FAULT_RIGHT,     /* the very same result */
    FAULT_CLEAN,     /* an error as it should be */
    FAULT_WRONG
} fault_verdict;

/* The file that --out names and what stands there before a run. */
#define FAULT_RESULT "out/result"
#define FAULT_OLD "what stood there before\n"

/* LSQ_FAULT for this fault, "" for v = NULL. */
void fault_wish(char *text, size_t size, const fault_variant *v, long long nth);

/* Run the command with the nth call failing; v = NULL: only count.  0 if it could not be started.
 */
int fault_run(fault_outcome *o, const fault_place *place, const fault_command *c,
              const fault_variant *v, long long nth);
void fault_clear(fault_outcome *o);

/* *why = what is wrong. */
fault_verdict fault_judge(const char **why, const fault_outcome *reference, const fault_outcome *o,
                          const fault_variant *v);

#endif
