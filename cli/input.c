/* input.c - what commands that read a table have in common.
 *
 * SPDX-License-Identifier: MIT */
#include "input.h"

#include <string.h>

#include "output.h"
#include "progress.h"

#define AT(member) offsetof(input_values, member)

enum { MOST_SKIPPED = 999999999, MOST_THREADS = 1024 };

static const char *const missing_modes[] = {"drop", "error", NULL};

const option model_options[N_MODEL_OPTIONS] = {
    {'f', "formula", "FORMULA", OPTION_TEXT, AT(formula), "the model, such as 'y ~ x1 + I(x2^2)'",
     NULL, 0},
    {'y', "response", "LIST", OPTION_TEXT, AT(response),
     "the response; default: the column y, else the last one", NULL, 0},
    {'x', "predictors", "LIST", OPTION_TEXT, AT(predictors),
     "the predictors, such as x1,x2; default: all other columns", NULL, 0},
};

const option csv_options[N_CSV_OPTIONS] = {
    {0, "delim", "C", OPTION_CHARACTER, AT(delimiter),
     "the delimiter, or tab; default: found among , ; tab |", NULL, 0},
    {0, "decimal", "C", OPTION_CHARACTER, AT(decimal), "the decimal mark, . or ,; default: .", NULL,
     0},
    {0, "thousands", "C", OPTION_CHARACTER, AT(thousands),
     "the sign between groups of three digits, or its name:\n"
     "comma, point, space (a no-break or thin one too) or\n"
     "apostrophe; default: none",
     NULL, 0},
    {0, "na", "LIST", OPTION_TEXT, AT(missing), "texts of a missing value instead of empty and NA",
     NULL, 0},
    {0, "missing", "drop|error", OPTION_CHOICE, AT(refuse_missing),
     "what a missing value in a used column does: drop its row,\n"
     "which is counted, or end with exit code 3; default: drop",
     missing_modes, 0},
    {0, "skip", "N", OPTION_NUMBER, AT(skip),
     "pass over the first N lines of each file; default: 0", NULL, MOST_SKIPPED},
    {0, "comment", "C", OPTION_CHARACTER, AT(comment),
     "pass over lines that begin with C, such as '#' or hash", NULL, 0},
    {0, "no-header", NULL, OPTION_FLAG, AT(no_header),
     "the first line is data; the columns are col1, col2, ...", NULL, 0},
};

const option run_options[N_RUN_OPTIONS] = {
    {0, "out", "FILE", OPTION_TEXT, AT(out),
     "write the report to FILE, whole or not at all, instead of\n"
     "standard output",
     NULL, 0},
    {0, "threads", "N", OPTION_COUNT, AT(threads),
     "read with N threads, 1 to 1024, of no effect on any digit;\n"
     "default: one for each processor",
     NULL, MOST_THREADS},
    {0, "progress", "WHEN", OPTION_CHOICE, AT(progress),
     "auto: a line on a terminal after a second; json: a line of\n"
     "JSON on standard error each second; never; default: auto",
     progress_modes, 0},
};

/* 1 unless standard input would be read twice. */
static int check_standard_input(const char *command, const operands *found) {
    int64_t count = 0;
    for (int64_t i = 0; i < found->count; i++)
        count += !strcmp(found->text[i], "-");
    if (count > 1)
        say("lsq %s can read standard input once, found - %lld times", command, (long long)count);
    return count <= 1;
}

int check_input(const char *command, const input_values *v, const operands *found) {
    if (!found->count) {
        say("lsq %s needs a file: lsq %s data.csv, or lsq %s - for standard input", command,
            command, command);
        return 0;
    }
    if (!check_standard_input(command, found))
        return 0;
    if (v->formula && (v->response || v->predictors)) {
        say("--formula already names the response and the predictors; leave out --%s",
            v->response ? "response" : "predictors");
        return 0;
    }
    return 1;
}

void print_formulas(FILE *out) {
    fputs("\nformulas:\n"
          "  y ~ x1 + x2             there is an intercept; y ~ x1 + x2 - 1 leaves it out\n"
          "  y ~ .                   all other columns\n"
          "  y ~ x + I(x^2)          a power; also powers(x, 3), poly(x, 3, raw = TRUE)\n"
          "  cbind(y1, y2) ~ x       several responses\n"
          "  `net price` ~ x         names with spaces or signs stand in backquotes\n",
          out);
}

void print_files(FILE *out) {
    fputs("\nfiles:\n"
          "  several files are read as one; each has its own header with the same names, in any\n"
          "  order; - is standard input, and -- stands before names that begin with -\n"
          "  gzip, zstd, xz and bzip2 are unpacked, whatever the file is called\n"
          "  --out replaces a file in one step, so that it is the old or the new one, never a\n"
          "  part; a link is followed and stays; devices and pipes are written as they stand\n",
          out);
}

void print_exit_codes(const char *more, FILE *out) {
    fprintf(out,
            "\nexit codes:\n"
            "  0 a result   2 usage or formula   3 the data   4 no numerical answer%s\n"
            "  5 input or output   6 memory or a limit   70 a fault in lsq   141 the reader has "
            "gone\n",
            more);
}

void take_input(lsq_fit_options *options, const input_values *v) {
    options->formula = v->formula;
    options->response = v->response;
    options->predictors = v->predictors;
    options->delimiter = v->delimiter;
    options->decimal = v->decimal;
    options->missing = v->missing;
    options->no_header = v->no_header;
    options->skip = v->skip;
    options->comment = v->comment;
    options->thousands = v->thousands;
    options->missing_is_error = v->refuse_missing;
    options->threads = v->threads;
}
