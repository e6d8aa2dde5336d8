/* gradcheck.c - `lsq gradcheck FILE...`: the gradient of least squares on data, or one's own,
 * against differences; `lsq gradcheck --identities`: those of matrix calculus.
 *
 * Nothing is written unless the whole report can be.
 *
 * SPDX-License-Identifier: MIT */
#include <limits.h>
#include <lsq.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blas.h"
#include "commands.h"
#include "destination.h"
#include "input.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "values.h"

typedef struct gradcheck_values {
    input_values input; /* first, as the shared options want it */
    const char *point, *gradient, *sizes;
    double h, threshold;
    int solution, seed, curve, identities;
    int layout; /* an lsq_layout, in the order of `layouts` */
    int format; /* an lsq_format, in the order of `formats` */
    int quiet, strict, color;
} gradcheck_values;

static const char *const formats[] = {"text", "json", "csv", "md", NULL};
static const char *const layouts[] = {"denominator", "numerator", NULL};

enum { MOST_SIZE = 40 };
static const double LEAST_H = 1e-12;

#define AT(member) offsetof(gradcheck_values, member)

static const option result_options[] = {
    {'o', "output", "FORMAT", OPTION_CHOICE, AT(format),
     "text, json, csv or md; default: text.  With csv warnings\n"
     "are lines on standard error",
     formats, 0},
    {0, "curve", NULL, OPTION_FLAG, AT(curve),
     "the criterion against h, drawn in text and md; in csv its\n"
     "points instead of the coefficients; json always has them",
     NULL, 0},
};

static const option check_options[] = {
    {0, "point", "LIST", OPTION_TEXT, AT(point),
     "where to look: a number for each coefficient, such as\n"
     "1,-2.5,3e-4, of several responses one after the other;\n"
     "default: a random point of the size of the solution",
     NULL, 0},
    {0, "solution", NULL, OPTION_FLAG, AT(solution), "look at the least-squares solution", NULL, 0},
    {0, "seed", "N", OPTION_COUNT, AT(seed), "of the random point, or matrices; default: 1", NULL,
     INT_MAX},
    {0, "gradient", "LIST", OPTION_TEXT, AT(gradient),
     "check your own gradient at --point or at --solution, as\n"
     "many numbers, with all their digits; default: 2X'(XB - Y)",
     NULL, 0},
    {0, "h", "X", OPTION_FRACTION, AT(h),
     "step of the differences in the table and the criterion,\n"
     "beside the size of a coefficient, from 1e-12, below 1;\n"
     "default: 1e-4",
     NULL, 0},
    {0, "threshold", "X", OPTION_FRACTION, AT(threshold), "of the criterion; default: 1e-6", NULL,
     0},
};

static const option identity_options[] = {
    {0, "identities", NULL, OPTION_FLAG, AT(identities),
     "check the identities of matrix calculus on random matrices,\n"
     "and what is printed wrong of them; reads no file",
     NULL, 0},
    {0, "layout", "NAME", OPTION_CHOICE, AT(layout),
     "denominator: of the shape of what one differentiates by, the\n"
     "default; numerator: its transpose",
     layouts, 0},
    {0, "sizes", "M,N,K", OPTION_TEXT, AT(sizes), "of the matrices, 1 to 40 each; default: 4,3,2",
     NULL, 0},
};

static const option output_options[] = {
    {0, "quiet", NULL, OPTION_FLAG, AT(quiet), "no warnings, and in text no explanations", NULL, 0},
    {0, "strict", NULL, OPTION_FLAG, AT(strict),
     "a gradient that differs or is undecided ends with exit code\n"
     "4 and no result, and so does an identity, or an erratum that\n"
     "agrees",
     NULL, 0},
    {0, "color", "WHEN", OPTION_CHOICE, AT(color),
     "auto, always or never; default: auto, and NO_COLOR is heard", color_modes, 0},
};

#define ROWS(title, table) \
    { title, table, sizeof table / sizeof *table }
static const option_rows groups[] = {ROWS("model", model_options),
                                     ROWS("check", check_options),
                                     ROWS("identities", identity_options),
                                     ROWS("result", result_options),
                                     ROWS("data", csv_options),
                                     ROWS("run", run_options),
                                     ROWS(NULL, output_options)};
enum { N_GROUPS = sizeof groups / sizeof *groups };

void gradcheck_usage(FILE *out) {
    fputs(
        "usage: lsq gradcheck FILE... [OPTION...]\n"
        "       lsq gradcheck --identities [OPTION...]\n\n"
        "Derivatives by hand are often wrong.  Compares the gradient 2X'(XB - Y) of |XB - Y|^2 on\n"
        "the rows, or one of yours, with central differences (f(x + h) - f(x - h)) / 2h, and "
        "tells\n"
        "whether it agrees, where it does not, and what the error looks like.  The rows are kept\n"
        "as doubles.\n\n",
        out);
    print_options(groups, N_GROUPS, out);
    fputs("\nresults:\n"
          "  agrees      each element is as near to its differences as truncation and rounding\n"
          "              leave them, at the solution too, where all is rounding\n"
          "  differs     an element is off by more; exit code 0 all the same, 4 with --strict\n"
          "  undecided   rounding hides errors above 1e-5 of the gradient, as it may near the\n"
          "              solution, where a right gradient is small beside it\n"
          "  criterion   sqrt(sum (dh - df)^2 / sum (dh + df)^2) over differences dh and "
          "derivatives\n"
          "              df, below the threshold for central differences; forward ones are not "
          "exact\n"
          "              enough, and --curve shows why\n"
          "\nyour own gradient:\n"
          "  lsq gradcheck data.csv --point 1,2,3 --gradient -4.5,0.25,6 --strict\n",
          out);
    print_formulas(out);
    print_files(out);
    print_exit_codes(", or --strict", out);
}

/* ---- lists ---- */

/* *numbers = the list, to be freed, and *count how long it is; NULL and 0 without one.  0 after one
 * line on standard error. */
static int read_list(const char *name, const char *example, const char *list, double **numbers,
                     int64_t *count) {
    int64_t most = 1;
    char shown[256];
    *numbers = NULL;
    *count = 0;
    if (!list)
        return 1;
    for (const char *at = list; *at; at++)
        most += *at == ',';
    *numbers = malloc((size_t)most * sizeof **numbers);
    if (!*numbers)
        leave_exhausted((size_t)most * sizeof **numbers);
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        double number = (*numbers)[(*count)++] = read_number(at, length);
        if (!isfinite(number)) {
            lsq_escape(shown, sizeof shown, at, length);
            say("number %lld of --%s is '%s', expected numbers such as %s", (long long)*count, name,
                shown, example);
            return 0;
        }
        at += length;
        if (!*at)
            return 1;
    }
}

/* sizes = the three numbers; 0 after one line on standard error. */
static int read_sizes(const char *list, int64_t sizes[3]) {
    double *numbers;
    int64_t count;
    int good = read_list("sizes", "4,3,2", list, &numbers, &count);
    if (!good || !list) {
        free(numbers);
        return good;
    }
    good = count == 3;
    for (int64_t i = 0; i < count && good; i++) {
        good = numbers[i] >= 1 && numbers[i] <= MOST_SIZE;
        sizes[i] = good ? (int64_t)numbers[i] : 0;
        good = good && (double)sizes[i] == numbers[i];
    }
    free(numbers);
    if (good)
        return 1;
    char shown[256];
    lsq_escape(shown, sizeof shown, list, strlen(list));
    say("--sizes is '%s', expected three whole numbers from 1 to %d, such as 4,3,2", shown,
        MOST_SIZE);
    return 0;
}

/* ---- which of the two ---- */

static int is_among(const char *name, const char *const *names) {
    while (*names && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

/* 1 unless an option belongs to the other half of the command. */
static int check_use(const option *table, int64_t count, const gradcheck_values *v,
                     const operands *found) {
    static const char *const of_identities[] = {"layout", "sizes", NULL};
    static const char *const of_both[] = {"identities", "seed",   "output", "out",
                                          "quiet",      "strict", "color",  NULL};
    for (int64_t i = 0; i < count; i++) {
        const char *name = table[i].name;
        if (!found->given[i] || is_among(name, of_both) ||
            is_among(name, of_identities) == v->identities)
            continue;
        say(v->identities ? "--%s is about the gradient on data; --identities has no use for it"
                          : "--%s is for lsq gradcheck --identities",
            name);
        return 0;
    }
    if (v->identities && found->count) {
        say("--identities reads no file; lsq gradcheck FILE checks the gradient on data");
        return 0;
    }
    if (v->seed && (v->point || v->solution)) {
        say("--seed is of a random point; --%s is another", v->point ? "point" : "solution");
        return 0;
    }
    if (v->point && v->solution) {
        say("--point and --solution are two points; leave out one");
        return 0;
    }
    if (v->h > 0 && v->h < LEAST_H) {
        say("--h is %g, expected a number from %g, below 1, such as 1e-8", v->h, LEAST_H);
        return 0;
    }
    if (v->gradient && !v->point && !v->solution) {
        say("--gradient needs the point it was taken at: --point, or --solution");
        return 0;
    }
    return v->identities || check_input("gradcheck", &v->input, found);
}

/* ---- on data ---- */

/* Under --strict a gradient that does not agree is a refusal, which quotes what is known. */
static lsq_status refuse_gradient(const lsq_gradcheck *g, lsq_error *error) {
    const lsq_check_summary *s = lsq_check_about(lsq_gradcheck_check(g));
    const lsq_fit *fit = lsq_gradcheck_fit(g);
    const char *hint = lsq_gradcheck_about(g)->hint;
    char name[256];
    if (s->verdict == LSQ_AGREES)
        return LSQ_OK;
    const char *term = lsq_fit_term(fit, s->worst_variable % lsq_fit_terms(fit));
    lsq_escape(name, sizeof name, term, strlen(term));
    return refuse_strictly(error, "the gradient %s, most of all at %s%s%s",
                           s->verdict == LSQ_DIFFERS ? "differs" : "is undecided", name,
                           hint ? ": " : "", hint ? hint : "");
}

static lsq_status check_files(lsq_gradcheck **g, const gradcheck_values *v, const operands *found,
                              const lsq_gradcheck_options *check, lsq_error *error) {
    progress seen;
    lsq_fit_options options = {.struct_size = sizeof options};
    take_input(&options, &v->input);
    start_progress(&seen, v->input.progress, v->quiet, found, &options);
    lsq_status status = lsq_gradcheck_files(g, (const char *const *)found->text, found->count,
                                            &options, check, error);
    end_progress(&seen, status);
    return status;
}

static int run_data(const gradcheck_values *v, const operands *found, destination *to,
                    const lsq_report_options *report) {
    lsq_gradcheck_options check = {.struct_size = sizeof check,
                                   .seed = (uint64_t)v->seed,
                                   .at_solution = v->solution,
                                   .h = v->h,
                                   .threshold = v->threshold};
    static const char example[] = "1,-2.5,3e-4";
    double *point, *gradient = NULL;
    int code = lsq_exit_code(LSQ_EUSAGE);
    if (read_list("point", example, v->point, &point, &check.point_count) &&
        read_list("gradient", example, v->gradient, &gradient, &check.gradient_count)) {
        check.point = point;
        check.gradient = gradient;
        lsq_gradcheck *g = NULL;
        char *text = NULL;
        lsq_error error = {0};
        lsq_status status = check_files(&g, v, found, &check, &error);
        if (!status && v->strict)
            status = refuse_gradient(g, &error);
        if (!status)
            status = lsq_gradcheck_report(g, v->curve, report, &text, &error);
        code = conclude(status, &error, text, to);
        if (!code)
            say_warnings(lsq_gradcheck_fit(g), report);
        lsq_text_free(text);
        lsq_gradcheck_free(g);
    }
    free(point);
    free(gradient);
    return code;
}

/* ---- identities ---- */

static lsq_status refuse_identities(const lsq_identities *identities, lsq_error *error) {
    static const char *const words[] = {"agrees", "differs", "is undecided"};
    for (int64_t i = 0; i < lsq_identities_count(identities); i++) {
        const lsq_identity_result *r = lsq_identities_at(identities, i);
        if (r->verdict == (r->erratum ? LSQ_DIFFERS : LSQ_AGREES))
            continue;
        return refuse_strictly(error, "%s '%s' %s", r->erratum ? "the erratum" : "the identity",
                               r->name, words[r->verdict]);
    }
    return LSQ_OK;
}

static int run_identities(const gradcheck_values *v, const int64_t sizes[3], destination *to,
                          const lsq_report_options *report) {
    lsq_identities *identities = NULL;
    char *text = NULL;
    lsq_error error = {0};
    prepare_blas();
    lsq_status status =
        lsq_identities_new(&identities, (lsq_layout)v->layout, sizes, (uint64_t)v->seed, &error);
    if (!status && v->strict)
        status = refuse_identities(identities, &error);
    if (!status)
        status = lsq_identities_report(identities, report, &text, &error);
    int code = conclude(status, &error, text, to);
    lsq_text_free(text);
    lsq_identities_free(identities);
    return code;
}

int run_gradcheck(char **words) {
    gradcheck_values v = {0};
    operands found = {0};
    int64_t sizes[3] = {0};
    option table[MOST_OPTIONS];
    int64_t count = join_options(table, groups, N_GROUPS);
    parse_result result = parse_options("gradcheck", table, count, words, &v, &found);
    if (result == PARSE_HELP)
        return show_usage(gradcheck_usage);
    if (result == PARSE_BAD || !check_use(table, count, &v, &found) || !read_sizes(v.sizes, sizes))
        return lsq_exit_code(LSQ_EUSAGE);
    destination to;
    int code = plan_destination(&to, v.input.out, &found);
    if (code)
        return code;
    lsq_report_options report = {.struct_size = sizeof report,
                                 .format = (lsq_format)v.format,
                                 .color = wants_color(v.color, to.name != NULL),
                                 .quiet = v.quiet};
    return v.identities ? run_identities(&v, sizes, &to, &report)
                        : run_data(&v, &found, &to, &report);
}
