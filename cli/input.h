/* input.h - what commands that read a table have in common: which files, which model, which CSV,
 * how to read, and where the report goes.
 *
 * The struct of such a command begins with an input_values, so that these rows fit into its table
 * of options.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <lsq.h>

#include "options.h"

typedef struct input_values {
    const char *formula, *response, *predictors, *missing, *out;
    int no_header, skip, refuse_missing, threads, progress;
    char delimiter, decimal, thousands, comment;
} input_values;

enum { N_MODEL_OPTIONS = 3, N_CSV_OPTIONS = 8, N_RUN_OPTIONS = 3 };
extern const option model_options[N_MODEL_OPTIONS]; /* the model */
extern const option csv_options[N_CSV_OPTIONS];     /* how the files are written */
extern const option run_options[N_RUN_OPTIONS];     /* how they are read, and the report written */

/* 1 if there are files and the model is named in one way; else 0 after one line on standard
 * error. */
int check_input(const char *command, const input_values *v, const operands *found);

/* Paragraphs of the usage: how a model is written, what the files may be, and what a command that
 * reads a table returns, `more` being what else ends with 4. */
void print_formulas(FILE *out);
void print_files(FILE *out);
void print_exit_codes(const char *more, FILE *out);

/* Set the fields of *options that these rows are about. */
void take_input(lsq_fit_options *options, const input_values *v);

#endif
