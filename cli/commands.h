/* commands.h - the commands of the program.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <stdint.h>
#include <stdio.h>

typedef struct command {
    const char *name;
    const char *summary;
    int (*run)(char **words); /* the words after the name, NULL-terminated; returns the exit code */
    void (*usage)(FILE *out);
} command;

extern const command commands[];
extern const int64_t n_commands;

/* The command of that name; NULL after one line on standard error with the nearest name. */
const command *find_command(const char *name);

int run_compare(char **words);
int run_descend(char **words);
int run_fit(char **words);
int run_gradcheck(char **words);
int run_help(char **words);
int run_version(char **words);

void compare_usage(FILE *out);
void descend_usage(FILE *out);
void fit_usage(FILE *out);
void gradcheck_usage(FILE *out);
void help_usage(FILE *out);
void version_usage(FILE *out);

void least_squares_lesson(FILE *out); /* a topic of lsq help */

/* Write a usage text, or the overview for NULL, to standard output; returns the exit code. */
int show_usage(void (*usage)(FILE *out));

#endif
