/* input.c - what commands that read a table have in common.
 *
 * SPDX-License-Identifier: MIT */
#include "input.h"

#include <string.h>

#include "output.h"

#define AT(member) offsetof(input_values, member)

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
    {0, "na", "LIST", OPTION_TEXT, AT(missing), "texts of a missing value instead of empty and NA",
     NULL, 0},
    {0, "no-header", NULL, OPTION_FLAG, AT(no_header),
     "the first line is data; the columns are col1, col2, ...", NULL, 0},
};

int check_input(const char *command, const input_values *v, const operands *found) {
    if (!found->count) {
        say("lsq %s needs a file: lsq %s data.csv, or lsq %s - for standard input", command,
            command, command);
        return 0;
    }
    if (found->count > 1) {
        char first[256], second[256];
        lsq_escape(first, sizeof first, found->text[0], strlen(found->text[0]));
        lsq_escape(second, sizeof second, found->text[1], strlen(found->text[1]));
        say("lsq %s takes one file, found '%s' and '%s'", command, first, second);
        return 0;
    }
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
}
