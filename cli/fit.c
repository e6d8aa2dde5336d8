/* fit.c - `lsq fit FILE...`: from the options to a fit, from the fit to a report.
 *
 * Nothing is written unless the whole report can be.
 *
 * SPDX-License-Identifier: MIT */
#include <limits.h>
#include <lsq.h>
#include <string.h>

#include "blas.h"
#include "commands.h"
#include "destination.h"
#include "input.h"
#include "methods.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "timings.h"

typedef struct fit_values {
    input_values input; /* first, as the shared options want it */
    const char *exact_columns, *solver, *step;
    int format; /* an lsq_format, in the order of `formats` */
    int digits, glance, min_norm, quiet, strict, timings, color, steps, on_rows, batch, seed;
    double level, tolerance;
} fit_values;

static const char *const formats[] = {"text", "json", "csv", "md", "latex", NULL};

#define AT(member) offsetof(fit_values, member)

static const option result_options[] = {
    {'o', "output", "FORMAT", OPTION_CHOICE, AT(format),
     "text, json, csv, md or latex; default: text.  In csv the\n"
     "relation of an aliased term may begin with -, which some\n"
     "spreadsheets take for a formula, and warnings are lines on\n"
     "standard error",
     formats, 0},
    {0, "glance", NULL, OPTION_FLAG, AT(glance),
     "csv with a row a response: R squared, sigma, rows, ...", NULL, 0},
    {0, "digits", "N", OPTION_COUNT, AT(digits),
     "significant digits of the estimates, 1 to 1000, in md and\n"
     "latex to 15; above 15 text has a number a line; default: 7,\n"
     "in json and csv those of the nearest double",
     NULL, 1000},
    {0, "level", "L", OPTION_FRACTION, AT(level),
     "level of the confidence intervals; default: 0.95", NULL, 0},
    {0, "min-norm", NULL, OPTION_FLAG, AT(min_norm),
     "where columns depend on each other, the solution of\n"
     "minimum norm instead of dropping the later ones",
     NULL, 0},
    {0, "exact-columns", "LIST", OPTION_TEXT, AT(exact_columns),
     "columns whose decimals carry no rounding, such as years", NULL, 0},
};

static const option solver_options[] = {
    {0, "solver", "NAME", OPTION_TEXT, AT(solver),
     "exact, the default, or in double precision cholesky, qr,\n"
     "pivoted-qr, svd, tsqr, or a descent: gd, line, heavy-ball,\n"
     "nesterov, bb, cg, sgd; qr and sgd keep the rows in memory,\n"
     "8 bytes a number",
     NULL, 0},
    {0, "tolerance", "X", OPTION_FRACTION, AT(tolerance),
     "of the rank (pivoted-qr, svd) relative to the longest\n"
     "column, or of the gradient (descents) to the first one",
     NULL, 0},
    {0, "steps", "N", OPTION_COUNT, AT(steps),
     "most steps of a descent; default: 100000, of sgd those of\n"
     "100 epochs, fewer of a big file",
     NULL, MOST_STEPS},
    {0, "step", "TEXT", OPTION_TEXT, AT(step),
     "step of gd: 1/L, the default, 2/(L+mu), 1.5/L or a number", NULL, 0},
    {0, "on-rows", NULL, OPTION_FLAG, AT(on_rows),
     "descents compute gradients from the rows, not X'X, and\n"
     "keep the rows in memory",
     NULL, 0},
    {0, "batch", "N", OPTION_COUNT, AT(batch), "rows a step of sgd; default: 1", NULL, INT_MAX},
    {0, "seed", "N", OPTION_COUNT, AT(seed), "of the random order of the rows in sgd; default: 1",
     NULL, INT_MAX},
};

static const option output_options[] = {
    {0, "quiet", NULL, OPTION_FLAG, AT(quiet), "the numbers without warnings and explanations",
     NULL, 0},
    {0, "strict", NULL, OPTION_FLAG, AT(strict), "any warning ends with exit code 4 and no result",
     NULL, 0},
    {0, "timings", NULL, OPTION_FLAG, AT(timings),
     "after the result, where the time went, on standard error", NULL, 0},
    {0, "color", "WHEN", OPTION_CHOICE, AT(color),
     "auto, always or never; default: auto, and NO_COLOR is heard", color_modes, 0},
};

#define ROWS(title, table) \
    { title, table, sizeof table / sizeof *table }
static const option_rows groups[] = {ROWS("model", model_options), ROWS("result", result_options),
                                     ROWS("data", csv_options),    ROWS("solver", solver_options),
                                     ROWS("run", run_options),     ROWS(NULL, output_options)};
enum { N_GROUPS = sizeof groups / sizeof *groups };

void fit_usage(FILE *out) {
    fputs("usage: lsq fit FILE... [OPTION...]\n\n"
          "Fits a linear model to CSV files with a header line by least squares, and prints only\n"
          "digits that are proven for the numbers in the files, unless --solver asks for another\n"
          "method.\n\n",
          out);
    print_options(groups, N_GROUPS, out);
    print_formulas(out);
    print_files(out);
    print_exit_codes(", or --strict", out);
}

/* 1 if the solver has a use for the options it got. */
static int check_solver(const fit_values *v) {
    const method_option options[] = {
        {"tolerance", "tolerance", v->tolerance > 0},
        {"steps", "most_steps", v->steps > 0},
        {"step", "step", v->step != NULL},
        {"on-rows", "on_rows", v->on_rows},
        {"batch", "batch", v->batch > 0},
        {"seed", "seed", v->seed > 0},
    };
    return check_method_options("solver", v->solver ? v->solver : "exact", options,
                                sizeof options / sizeof *options);
}

/* 1 unless --min-norm meets another solver. */
static int check_min_norm(const fit_values *v) {
    if (!v->min_norm || !v->solver || !strcmp(v->solver, "exact"))
        return 1;
    char shown[256];
    lsq_escape(shown, sizeof shown, v->solver, strlen(v->solver));
    say("--min-norm is for the exact solver, not %s; --solver svd gives the solution of minimum "
        "norm by itself where columns depend on each other",
        shown);
    return 0;
}

/* 1 unless the format has no such form; told before the file is read. */
static int check_format(const fit_values *v) {
    enum { TABLE_DIGITS = 15 };
    if (v->glance && v->format != LSQ_FORMAT_CSV) {
        say("--glance is for -o csv, not -o %s, which has those numbers anyway",
            formats[v->format]);
        return 0;
    }
    if (v->digits > TABLE_DIGITS &&
        (v->format == LSQ_FORMAT_MARKDOWN || v->format == LSQ_FORMAT_LATEX)) {
        say("--digits is %d, expected at most %d with -o %s; text, json and csv have room",
            v->digits, TABLE_DIGITS, formats[v->format]);
        return 0;
    }
    return 1;
}

static lsq_status fit_files(lsq_fit **fit, const fit_values *v, const operands *found,
                            lsq_error *error) {
    progress seen;
    lsq_solver_options solver_values = {.struct_size = sizeof solver_values,
                                        .tolerance = v->tolerance,
                                        .most_steps = v->steps,
                                        .step = v->step,
                                        .on_rows = v->on_rows,
                                        .batch = v->batch,
                                        .seed = (uint64_t)v->seed};
    lsq_fit_options options = {.struct_size = sizeof options,
                               .exact_columns = v->exact_columns,
                               .level = v->level,
                               .min_norm = v->min_norm,
                               .solver = v->solver,
                               .solver_options = &solver_values,
                               .timings = v->timings};
    take_input(&options, &v->input);
    start_progress(&seen, v->input.progress, v->quiet, found, &options);
    lsq_status status =
        lsq_fit_files(fit, (const char *const *)found->text, found->count, &options, error);
    end_progress(&seen, status);
    return status;
}

static lsq_report_options report_options(const fit_values *v, const destination *to) {
    return (lsq_report_options){.struct_size = sizeof(lsq_report_options),
                                .format = (lsq_format)v->format,
                                .digits = v->digits,
                                .color = wants_color(v->color, to->name != NULL),
                                .quiet = v->quiet,
                                .glance = v->glance};
}

int run_fit(char **words) {
    fit_values v = {0};
    operands found = {0};
    double began = seconds_now();
    option table[MOST_OPTIONS];
    int64_t count = join_options(table, groups, N_GROUPS);
    parse_result result = parse_options("fit", table, count, words, &v, &found);
    if (result == PARSE_HELP)
        return show_usage(fit_usage);
    if (result == PARSE_BAD || !check_input("fit", &v.input, &found) || !check_solver(&v) ||
        !check_min_norm(&v) || !check_format(&v))
        return lsq_exit_code(LSQ_EUSAGE);
    destination to;
    int code = plan_destination(&to, v.input.out, &found);
    if (code)
        return code;
    lsq_report_options report = report_options(&v, &to);
    lsq_fit *fit = NULL;
    char *text = NULL;
    lsq_error error = {0};
    if (v.solver)
        prepare_blas();
    lsq_status status = fit_files(&fit, &v, &found, &error);
    if (!status && v.strict)
        status = refuse_warnings(fit, &error);
    double fitted = seconds_now();
    if (!status)
        status = lsq_report(fit, &report, &text, &error);
    code = conclude(status, &error, text, &to);
    if (!code)
        say_warnings(fit, &report);
    if (!code && v.timings)
        say_timings(fit, seconds_now() - fitted, seconds_now() - began);
    lsq_text_free(text);
    lsq_fit_free(fit);
    return code;
}
