/* compare.c - `lsq compare FILE...`: every solver on the same rows, beside the exact one.
 *
 * Nothing is written unless the whole report can be.
 *
 * SPDX-License-Identifier: MIT */
#include <limits.h>
#include <lsq.h>

#include "blas.h"
#include "commands.h"
#include "destination.h"
#include "gsl.h"
#include "input.h"
#include "options.h"
#include "output.h"
#include "progress.h"

typedef struct compare_values {
    input_values input; /* first, as the shared options want it */
    int format;         /* an lsq_format, in the order of `formats` */
    int quiet, color, steps, batch, seed;
    double tolerance;
} compare_values;

static const char *const formats[] = {"text", "json", "csv", "md", NULL};

#define AT(member) offsetof(compare_values, member)

static const option result_options[] = {
    {'o', "output", "FORMAT", OPTION_CHOICE, AT(format),
     "text, json, csv or md; default: text.  With csv warnings\n"
     "are lines on standard error",
     formats, 0},
};

static const option descent_options[] = {
    {0, "tolerance", "X", OPTION_FRACTION, AT(tolerance),
     "of the gradient to the first one; default: 1e-10; the ranks\n"
     "of pivoted-qr and svd keep their own",
     NULL, 0},
    {0, "steps", "N", OPTION_COUNT, AT(steps),
     "most steps of each; default: 100000, of sgd those of 100\n"
     "epochs, fewer of a big file",
     NULL, MOST_STEPS},
    {0, "batch", "N", OPTION_COUNT, AT(batch), "rows a step of sgd; default: 1", NULL, INT_MAX},
    {0, "seed", "N", OPTION_COUNT, AT(seed), "of the random order of the rows in sgd; default: 1",
     NULL, INT_MAX},
};

static const option output_options[] = {
    {0, "quiet", NULL, OPTION_FLAG, AT(quiet), "no warnings, and in text and md no notes", NULL, 0},
    {0, "color", "WHEN", OPTION_CHOICE, AT(color),
     "auto, always or never; default: auto, and NO_COLOR is heard", color_modes, 0},
};

#define ROWS(title, table) \
    { title, table, sizeof table / sizeof *table }
static const option_rows groups[] = {ROWS("model", model_options), ROWS("result", result_options),
                                     ROWS("data", csv_options),    ROWS("descent", descent_options),
                                     ROWS("run", run_options),     ROWS(NULL, output_options)};
enum { N_GROUPS = sizeof groups / sizeof *groups };

void compare_usage(FILE *out) {
    fputs(
        "usage: lsq compare FILE... [OPTION...]\n\n"
        "Fits the same rows by every solver and counts the right digits of each beside the exact\n"
        "solution, with time and memory.  GSL takes part if it is installed.  The rows are kept "
        "as\n"
        "doubles: 8 bytes x rows x (terms + responses); qr, sgd and GSL keep copies of them while\n"
        "they run.\n\n",
        out);
    print_options(groups, N_GROUPS, out);
    fputs("\nsolvers:\n"
          "  exact       integers and balls; proves every digit\n",
          out);
    for (int64_t i = 0; i < lsq_methods(); i++)
        fprintf(out, "  %-10s  %s\n", lsq_method_name(i), lsq_method_summary(i));
    fputs(
        "  gsl         gsl_multifit of the GNU Scientific Library\n"
        "\nresults:\n"
        "  digits      right ones of the worst coefficient and of the worst standard error; JSON\n"
        "              counts to 17, text says \"all\" of those that the nearest doubles have\n"
        "  rounding    what rounding the file's numbers to doubles leaves of them, before any\n"
        "              solver begins (digits_of_doubles in JSON)\n"
        "  seconds     from the rows in memory to coefficients and (X'X)^-1, without reading the\n"
        "              file; the shortest of three where it is below a millisecond\n"
        "  memory      matrices of the solver at their most, the rows that it keeps included\n"
        "  status      ok, not converged, refused (no answer), not installed or failed\n",
        out);
    print_formulas(out);
    print_files(out);
    print_exit_codes("", out);
    fputs("\n'lsq fit FILE --solver NAME' shows the whole result of one of ours.\n", out);
}

int run_compare(char **words) {
    compare_values v = {0};
    operands found = {0};
    option table[MOST_OPTIONS];
    int64_t count = join_options(table, groups, N_GROUPS);
    parse_result result = parse_options("compare", table, count, words, &v, &found);
    if (result == PARSE_HELP)
        return show_usage(compare_usage);
    if (result == PARSE_BAD || !check_input("compare", &v.input, &found))
        return lsq_exit_code(LSQ_EUSAGE);
    destination to;
    int code = plan_destination(&to, v.input.out, &found);
    if (code)
        return code;
    lsq_solver_options solver_options = {.struct_size = sizeof solver_options,
                                         .tolerance = v.tolerance,
                                         .most_steps = v.steps,
                                         .batch = v.batch,
                                         .seed = (uint64_t)v.seed};
    lsq_fit_options options = {.struct_size = sizeof options, .solver_options = &solver_options};
    lsq_report_options report = {.struct_size = sizeof report,
                                 .format = (lsq_format)v.format,
                                 .color = wants_color(v.color, to.name != NULL),
                                 .quiet = v.quiet};
    take_input(&options, &v.input);
    progress seen;
    start_progress(&seen, v.input.progress, v.quiet, &found, &options);
    prepare_blas();
    lsq_outside gsl = gsl_solver();
    lsq_comparison *comparison = NULL;
    char *text = NULL;
    lsq_error error = {0};
    lsq_status status = lsq_compare_files(&comparison, (const char *const *)found.text, found.count,
                                          &options, &gsl, 1, &error);
    end_progress(&seen, status);
    if (!status)
        status = lsq_comparison_report(comparison, &report, &text, &error);
    code = conclude(status, &error, text, &to);
    if (!code)
        say_warnings(lsq_comparison_fit(comparison), &report);
    lsq_text_free(text);
    lsq_comparison_free(comparison);
    return code;
}
