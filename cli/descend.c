/* descend.c - `lsq descend FILE...`: one descent, before, from step to step, and after.
 *
 * Report and trace are written only if both can be.
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
#include "trace.h"

typedef struct descend_values {
    input_values input; /* first, as the shared options want it */
    const char *method, *weights, *step, *trace;
    int format; /* an lsq_format, in the order of `formats` */
    int standardize, on_rows, steps, batch, seed, rows, quiet, strict, color;
    double ridge, tolerance;
} descend_values;

static const char *const formats[] = {"text", "json", "csv", "md", NULL};

#define AT(member) offsetof(descend_values, member)

static const option problem_options[] = {
    {0, "ridge", "X", OPTION_AMOUNT, AT(ridge),
     "add X times the squares of all coefficients but the\n"
     "intercept to the sum of squares; default: 0",
     NULL, 0},
    {0, "weights", "COLUMN", OPTION_TEXT, AT(weights),
     "a column of weights of the rows, 0 or more, which is then\n"
     "no predictor; default: all 1",
     NULL, 0},
    {0, "standardize", NULL, OPTION_FLAG, AT(standardize),
     "bring the columns to mean 0, if there is an intercept, and\n"
     "to mean square 1 before the descent; what is reported of\n"
     "coefficients is in the units of the data all the same",
     NULL, 0},
};

static const option descent_options[] = {
    {0, "method", "NAME", OPTION_TEXT, AT(method), "one of those below; default: gd", NULL, 0},
    {0, "step", "TEXT", OPTION_TEXT, AT(step),
     "step of gd: 1/L, the default, 2/(L+mu), 1.5/L or a number", NULL, 0},
    {0, "steps", "N", OPTION_COUNT, AT(steps), "most steps; default: 100000", NULL, MOST_STEPS},
    {0, "tolerance", "X", OPTION_FRACTION, AT(tolerance),
     "of the gradient to the first one, where the descent ends;\n"
     "default: 1e-10",
     NULL, 0},
    {0, "on-rows", NULL, OPTION_FLAG, AT(on_rows),
     "compute gradients from the rows, not from X'X, and keep the\n"
     "rows in memory",
     NULL, 0},
    {0, "batch", "N", OPTION_COUNT, AT(batch), "rows a step of sgd; default: 1", NULL, INT_MAX},
    {0, "seed", "N", OPTION_COUNT, AT(seed), "of the random order of the rows in sgd; default: 1",
     NULL, INT_MAX},
};

static const option result_options[] = {
    {'o', "output", "FORMAT", OPTION_CHOICE, AT(format),
     "text, json, csv or md; default: text.  csv is the course\n"
     "alone, with warnings as lines on standard error",
     formats, 0},
    {0, "rows", "N", OPTION_SEVERAL, AT(rows),
     "most rows of the course that are shown, evenly thinned, the\n"
     "first and the last among them; default: 21",
     NULL, MOST_STEPS},
    {0, "trace", "FILE", OPTION_TEXT, AT(trace),
     "write every step to FILE as csv, whole or not at all", NULL, 0},
};

static const option output_options[] = {
    {0, "quiet", NULL, OPTION_FLAG, AT(quiet), "the numbers without warnings and explanations",
     NULL, 0},
    {0, "strict", NULL, OPTION_FLAG, AT(strict),
     "any warning, and a descent that does not converge, ends with\n"
     "exit code 4 and no result",
     NULL, 0},
    {0, "color", "WHEN", OPTION_CHOICE, AT(color),
     "auto, always or never; default: auto, and NO_COLOR is heard", color_modes, 0},
};

#define ROWS(title, table) \
    { title, table, sizeof table / sizeof *table }
static const option_rows groups[] = {
    ROWS("model", model_options),     ROWS("problem", problem_options),
    ROWS("descent", descent_options), ROWS("result", result_options),
    ROWS("data", csv_options),        ROWS("run", run_options),
    ROWS(NULL, output_options)};
enum { N_GROUPS = sizeof groups / sizeof *groups };

/* What only descents have a use for. */
static const char of_descents[] = "watch";

static void print_methods(FILE *out) {
    fputs("\nmethods:\n", out);
    for (int64_t i = 0; i < lsq_methods(); i++)
        if (lsq_method_takes(i, of_descents))
            fprintf(out, "  %-10s  %s\n", lsq_method_name(i), lsq_method_summary(i));
}

void descend_usage(FILE *out) {
    fputs(
        "usage: lsq descend FILE... [OPTION...]\n\n"
        "Descends from B = 0 along gradients of the sum of squares f(B), and tells what theory\n"
        "predicts, how it goes from step to step, and how far it came, beside the exact solution\n"
        "B*, with f* = f(B*).  The files are read once; a step costs p^2 operations on X'X,\n"
        "whatever the number of rows, unless gradients come from the rows.\n\n",
        out);
    print_options(groups, N_GROUPS, out);
    print_methods(out);
    fputs("\nresults:\n"
          "  L, mu       twice the extreme eigenvalues of X'X: the curvatures of f\n"
          "  kappa       sqrt(L/mu), the condition number of X, which decides the number of steps\n"
          "  rate        by how much sqrt(f - f*) contracts a step, by theory and as measured\n"
          "  gradient    its length beside that of the first one\n"
          "  digits      right ones of the worst coefficient, \"all\" where the nearest doubles "
          "have\n"
          "              no more\n"
          "  trace       step,f,excess,gradient,step_size,digits: excess is f - f*\n",
          out);
    print_formulas(out);
    print_files(out);
    print_exit_codes(", or --strict", out);
    fputs(
        "\nA descent that diverges or stops short is a result too, with exit code 0.\n"
        "The exact solver and the methods by QR, which messages may name, are those of lsq fit.\n",
        out);
}

/* The refusal of a method that is no descent; the command for those of the other solvers. */
static void refuse_method(const char *method) {
    enum { MOST = 32 };
    const char *names[MOST];
    char shown[256], all[256];
    int64_t count = 0;
    int is_solver = !strcmp(method, "exact");
    for (int64_t i = 0; i < lsq_methods() && count < MOST; i++) {
        is_solver |= !strcmp(method, lsq_method_name(i));
        if (lsq_method_takes(i, of_descents))
            names[count++] = lsq_method_name(i);
    }
    name_users(all, sizeof all, of_descents);
    lsq_escape(shown, sizeof shown, method, strlen(method));
    const char *nearest = is_solver ? NULL : lsq_suggest(method, names, count);
    if (is_solver)
        say("--method is '%s', which is no descent, expected %s; lsq fit --solver %s has it", shown,
            all, shown);
    else
        say("--method is '%s', expected %s%s%s%s", shown, all, nearest ? "; did you mean " : "",
            nearest ? nearest : "", nearest ? "?" : "");
}

/* 1 if the method is a descent that has a use for the options it got. */
static int check_method(const descend_values *v) {
    const method_option options[] = {
        {"step", "step", v->step != NULL},
        {"on-rows", "on_rows", v->on_rows},
        {"batch", "batch", v->batch > 0},
        {"seed", "seed", v->seed > 0},
    };
    const char *method = v->method ? v->method : "gd";
    int64_t at = 0;
    while (at < lsq_methods() && strcmp(method, lsq_method_name(at)) != 0)
        at++;
    if (lsq_method_takes(at, of_descents))
        return check_method_options("method", method, options, sizeof options / sizeof *options);
    refuse_method(method);
    return 0;
}

/* Under --strict a descent that does not converge is a refusal, and so is a warning. */
static lsq_status refuse(const lsq_descent *descent, lsq_error *error) {
    const lsq_descent_summary *s = lsq_descent_about(descent);
    if (!strcmp(s->status, "ok"))
        return refuse_warnings(lsq_descent_fit(descent), error);
    return refuse_strictly(error, "%s: %s", s->method, s->note);
}

static lsq_status descend_files(lsq_descent **descent, const descend_values *v,
                                const operands *found, trace *steps, lsq_error *error) {
    progress seen;
    lsq_solver_options solver = {.struct_size = sizeof solver,
                                 .tolerance = v->tolerance,
                                 .most_steps = v->steps,
                                 .step = v->step,
                                 .on_rows = v->on_rows,
                                 .batch = v->batch,
                                 .seed = (uint64_t)v->seed};
    lsq_descend_options descend = {.struct_size = sizeof descend,
                                   .method = v->method,
                                   .solver_options = &solver,
                                   .ridge = v->ridge,
                                   .standardize = v->standardize,
                                   .weights = v->weights,
                                   .rows = v->rows,
                                   .trace = v->trace ? trace_row : NULL,
                                   .trace_context = steps};
    lsq_fit_options options = {.struct_size = sizeof options};
    take_input(&options, &v->input);
    start_progress(&seen, v->input.progress, v->quiet, found, &options);
    lsq_status status = lsq_descend_files(descent, (const char *const *)found->text, found->count,
                                          &options, &descend, error);
    end_progress(&seen, status);
    return status;
}

/* Both files, planned before anything is read; 0 or the exit code. */
static int plan(destination *to, trace *steps, const descend_values *v, const operands *found) {
    int code = plan_destination(to, v->input.out, found);
    if (!code)
        code = plan_trace(&steps->to, v->trace, found, to);
    if (!code && v->trace)
        code = begin_trace(steps);
    return code;
}

/* The report and then the trace, which stands on the disk already; a trace that could not be
 * written has ended the descent.  Returns the exit code. */
static int deliver(lsq_status status, const lsq_error *error, const char *text, destination *to,
                   trace *steps) {
    int code = steps->to.name && (!status || steps->to.failure) ? seal_trace(steps) : 0;
    if (code)
        drop_file(to);
    else
        code = conclude(status, error, text, to);
    if (code)
        drop_file(&steps->to);
    else
        code = keep_file(&steps->to);
    return code;
}

int run_descend(char **words) {
    descend_values v = {0};
    operands found = {0};
    option table[MOST_OPTIONS];
    int64_t count = join_options(table, groups, N_GROUPS);
    parse_result result = parse_options("descend", table, count, words, &v, &found);
    if (result == PARSE_HELP)
        return show_usage(descend_usage);
    if (result == PARSE_BAD || !check_input("descend", &v.input, &found) || !check_method(&v))
        return lsq_exit_code(LSQ_EUSAGE);
    destination to;
    trace steps = {0};
    int code = plan(&to, &steps, &v, &found);
    if (code) {
        drop_file(&to);
        return code;
    }
    lsq_report_options report = {.struct_size = sizeof report,
                                 .format = (lsq_format)v.format,
                                 .color = wants_color(v.color, to.name != NULL),
                                 .quiet = v.quiet};
    lsq_descent *descent = NULL;
    char *text = NULL;
    lsq_error error = {0};
    prepare_blas();
    lsq_status status = descend_files(&descent, &v, &found, &steps, &error);
    if (!status && v.strict)
        status = refuse(descent, &error);
    if (!status)
        status = lsq_descent_report(descent, &report, &text, &error);
    code = deliver(status, &error, text, &to, &steps);
    if (!code)
        say_warnings(lsq_descent_fit(descent), &report);
    lsq_text_free(text);
    lsq_descent_free(descent);
    return code;
}
