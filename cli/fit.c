/* fit.c - `lsq fit FILE`: from the options to a fit, from the fit to a report on standard output.
 *
 * Standard output stays empty unless the whole report can be written.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "options.h"
#include "output.h"

enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

typedef struct fit_values {
    const char *formula, *response, *predictors, *exact_columns, *missing;
    int format; /* an lsq_format, in the order of `formats` */
    int digits, min_norm, no_header, quiet, strict, color;
    double level;
    char delimiter, decimal;
} fit_values;

static const char *const formats[] = {"text", "json", NULL};
static const char *const color_modes[] = {"auto", "always", "never", NULL};

#define AT(member) offsetof(fit_values, member)

static const option fit_options[] = {
    {'f', "formula", "FORMULA", OPTION_TEXT, AT(formula), "the model, such as 'y ~ x1 + I(x2^2)'",
     NULL, 0},
    {'y', "response", "LIST", OPTION_TEXT, AT(response),
     "the response; default: the column y, else the last one", NULL, 0},
    {'x', "predictors", "LIST", OPTION_TEXT, AT(predictors),
     "the predictors, such as x1,x2; default: all other columns", NULL, 0},
    {'o', "output", "text|json", OPTION_CHOICE, AT(format), "the format; default: text", formats,
     0},
    {0, "digits", "N", OPTION_COUNT, AT(digits),
     "significant digits of the estimates, 1 to 1000; above 15\n"
     "a number a line; default: 7 in text, and in JSON those\n"
     "of the nearest double",
     NULL, 1000},
    {0, "level", "L", OPTION_FRACTION, AT(level),
     "level of the confidence intervals; default: 0.95", NULL, 0},
    {0, "min-norm", NULL, OPTION_FLAG, AT(min_norm),
     "where columns depend on each other, the solution of\n"
     "minimum norm instead of dropping the later ones",
     NULL, 0},
    {0, "exact-columns", "LIST", OPTION_TEXT, AT(exact_columns),
     "columns whose decimals carry no rounding, such as years", NULL, 0},
    {0, "delim", "C", OPTION_CHARACTER, AT(delimiter),
     "the delimiter, or tab; default: found among , ; tab |", NULL, 0},
    {0, "decimal", "C", OPTION_CHARACTER, AT(decimal), "the decimal mark, . or ,; default: .", NULL,
     0},
    {0, "na", "LIST", OPTION_TEXT, AT(missing), "texts of a missing value instead of empty and NA",
     NULL, 0},
    {0, "no-header", NULL, OPTION_FLAG, AT(no_header),
     "the first line is data; the columns are col1, col2, ...", NULL, 0},
    {0, "quiet", NULL, OPTION_FLAG, AT(quiet), "the numbers without warnings and explanations",
     NULL, 0},
    {0, "strict", NULL, OPTION_FLAG, AT(strict), "any warning ends with exit code 4 and no result",
     NULL, 0},
    {0, "color", "WHEN", OPTION_CHOICE, AT(color),
     "auto, always or never; default: auto, and NO_COLOR is heard", color_modes, 0},
};
enum { N_FIT_OPTIONS = sizeof fit_options / sizeof *fit_options };

void fit_usage(FILE *out) {
    fputs("usage: lsq fit FILE [OPTION...]\n\n"
          "Fits a linear model to a CSV file with a header line by least squares, and prints only\n"
          "digits that are proven for the numbers in the file.  FILE - is standard input.\n\n",
          out);
    print_options(fit_options, N_FIT_OPTIONS, out);
    fputs(
        "\nformulas:\n"
        "  y ~ x1 + x2             there is an intercept; y ~ x1 + x2 - 1 leaves it out\n"
        "  y ~ .                   all other columns\n"
        "  y ~ x + I(x^2)          a power; also powers(x, 3), poly(x, 3, raw = TRUE)\n"
        "  cbind(y1, y2) ~ x       several responses\n"
        "  `net price` ~ x         names with spaces or signs stand in backquotes\n"
        "\nexit codes:\n"
        "  0 a result   2 usage or formula   3 the data   4 no numerical answer, or --strict\n"
        "  5 input or output   6 memory or a limit   70 a fault in lsq   141 the reader has gone\n",
        out);
}

static int wants_color(int mode) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (mode != COLOR_AUTO)
        return mode == COLOR_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
}

/* Show the place of the error in the formula or list with a caret below it. */
static void say_where(const lsq_error *error) {
    char lines[1024] = "";
    if (error->within && *error->within)
        lsq_caret(lines, sizeof lines, error->within, error->column);
    if (*lines) {
        say_lines(lines);
        say_lines("\n");
    }
}

static int check_operands(const fit_values *v, const operands *found) {
    if (!found->count) {
        say("lsq fit needs a file: lsq fit data.csv, or lsq fit - for standard input");
        return 0;
    }
    if (found->count > 1) {
        char first[256], second[256];
        lsq_escape(first, sizeof first, found->text[0], strlen(found->text[0]));
        lsq_escape(second, sizeof second, found->text[1], strlen(found->text[1]));
        say("lsq fit takes one file, found '%s' and '%s'", first, second);
        return 0;
    }
    if (v->formula && (v->response || v->predictors)) {
        say("--formula already names the response and the predictors; leave out --%s",
            v->response ? "response" : "predictors");
        return 0;
    }
    return 1;
}

static lsq_status fit_file(lsq_fit **fit, const fit_values *v, const char *path, lsq_error *error) {
    lsq_fit_options options = {.struct_size = sizeof options,
                               .formula = v->formula,
                               .response = v->response,
                               .predictors = v->predictors,
                               .exact_columns = v->exact_columns,
                               .level = v->level,
                               .min_norm = v->min_norm,
                               .delimiter = v->delimiter,
                               .decimal = v->decimal,
                               .missing = v->missing,
                               .no_header = v->no_header};
    return lsq_fit_csv(fit, path, &options, error);
}

/* Under --strict a warning is a refusal, which quotes the first one without its full stop. */
static lsq_status refuse_warnings(const lsq_fit *fit, lsq_error *error) {
    int64_t count = lsq_fit_warnings(fit);
    if (!count)
        return LSQ_OK;
    char more[64] = "";
    if (count > 1)
        snprintf(more, sizeof more, " (and %lld more)", (long long)count - 1);
    const char *message = lsq_fit_warning_message(fit, 0);
    int length = (int)strlen(message);
    length -= length && message[length - 1] == '.';
    *error = (lsq_error){.status = LSQ_ENUMERIC, .byte = -1};
    snprintf(error->message, sizeof error->message, "%s %.*s%s; --strict",
             lsq_fit_warning_code(fit, 0), length < 900 ? length : 900, message, more);
    return LSQ_ENUMERIC;
}

int run_fit(char **words) {
    fit_values v = {0};
    operands found = {0};
    parse_result result = parse_options("fit", fit_options, N_FIT_OPTIONS, words, &v, &found);
    if (result == PARSE_HELP)
        return show_usage(fit_usage);
    if (result == PARSE_BAD || !check_operands(&v, &found))
        return lsq_exit_code(LSQ_EUSAGE);
    lsq_report_options report = {.struct_size = sizeof report,
                                 .format = v.format ? LSQ_FORMAT_JSON : LSQ_FORMAT_TEXT,
                                 .digits = v.digits,
                                 .color = wants_color(v.color),
                                 .quiet = v.quiet};
    lsq_fit *fit = NULL;
    char *text = NULL;
    lsq_error error = {0};
    lsq_status status = fit_file(&fit, &v, found.text[0], &error);
    if (!status && v.strict)
        status = refuse_warnings(fit, &error);
    if (!status)
        status = lsq_report(fit, &report, &text, &error);
    int code = lsq_exit_code(status);
    if (status) {
        say("%s", error.message);
        say_where(&error);
    } else {
        code = write_result(text);
    }
    lsq_text_free(text);
    lsq_fit_free(fit);
    return code;
}
