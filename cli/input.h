/* input.h - what commands that read a table have in common: which file, which model, which CSV.
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
    const char *formula, *response, *predictors, *missing;
    int no_header;
    char delimiter, decimal;
} input_values;

enum { N_MODEL_OPTIONS = 3, N_CSV_OPTIONS = 4 };
extern const option model_options[N_MODEL_OPTIONS]; /* the model */
extern const option csv_options[N_CSV_OPTIONS];     /* how the file is written */

/* 1 if there is one file and the model is named in one way; else 0 after one line on standard
 * error. */
int check_input(const char *command, const input_values *v, const operands *found);

/* Paragraphs of the usage: how a model is written, and what a command that reads a table returns,
 * `more` being what else ends with 4. */
void print_formulas(FILE *out);
void print_exit_codes(const char *more, FILE *out);

/* Set the fields of *options that these rows are about. */
void take_input(lsq_fit_options *options, const input_values *v);

#endif
