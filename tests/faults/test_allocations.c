/* The library without memory: calls of every section of lsq.h, with each allocation failing.  Fits
 * of small tables that take many different ways through the rooms; inputs that a failed call must
 * leave as they were.
 *
 * SPDX-License-Identifier: MIT */
#include "faults/own_memory.h"

#include <math.h>
#include <stdlib.h>

#define COUNT(array) (int64_t)(sizeof array / sizeof *array)

/* Take over text, free it. */
static void take_text(outcome *o, char *text) {
    if (!text)
        return;
    assert_true(strlen(text) < sizeof o->text);
    strcpy(o->text, text);
    lsq_text_free(text);
}

/* ---- fits of tables ---- */

typedef struct table_fit {
    const char *name, *csv;
    lsq_fit_options options;
    lsq_report_options report;
} table_fit;

#define SIZE .struct_size = sizeof(lsq_fit_options)
#define OF(what) \
    { .struct_size = sizeof(lsq_report_options), .format = LSQ_FORMAT_##what }

static const char plain[] = "x,z,y\n1,5,2\n2,4.5,3.25\n3,7,5\n4,1,4.75\n6,2,8\n7,9,7.5\n";
static const char aliased[] = "x,twice,k,y\n1,2,3,2\n2,4,3,3.5\n3,6,3,5\n5,10,3,4.75\n";
static const char gaps[] = "x;z;y\n1;2,5;3\n\nNA;1;2\n2;;7\n3;1,5;-\n4;2,25;6\n5;1;6,5\n7;2;8\n";
static const char quoted[] = "\"a b\",\"c\"\"d\",y\r\n1,\"5\",2\r\n\"2\",4,3\r\n3,7,5\r\n4,1,9\r\n";
static const char wide[] = "x,y\n1e300,1e-300\n2e300,123456789012345678901234567890\n-3e300,5\n";

static const char steady[] =
    "year,twin,y\n2001,2001.001,1\n2002,2001.999,3\n2003,2003,2\n2004,2004,5\n2005,2005,4\n";

static const lsq_solver_options few_steps = {.struct_size = sizeof few_steps, .most_steps = 3};

static const table_fit fits[] = {
    {"text", plain, {SIZE}, OF(TEXT)},
    {"json", plain, {SIZE}, OF(JSON)},
    {"csv", plain, {SIZE}, OF(CSV)},
    {"markdown", plain, {SIZE}, OF(MARKDOWN)},
    {"latex", plain, {SIZE}, OF(LATEX)},
    {"formula", plain, {SIZE, .formula = "y ~ powers(x, 2) + x:z + I((x - z)^2)"}, OF(TEXT)},
    {"products", plain, {SIZE, .formula = "y ~ x * z - x + I(0.4 * z^3)"}, OF(JSON)},
    {"two responses", plain, {SIZE, .formula = "cbind(y, z) ~ x"}, OF(TEXT)},
    {"list", plain, {SIZE, .response = "y,z", .predictors = "x", .exact_columns = "x"}, OF(JSON)},
    {"no intercept", plain, {SIZE, .formula = "y ~ x - 1", .level = 0.9}, OF(TEXT)},
    {"intercept", plain, {SIZE, .formula = "y ~ 1"}, OF(TEXT)},
    {"aliased", aliased, {SIZE}, OF(TEXT)},
    {"minimum norm", aliased, {SIZE, .min_norm = 1}, OF(JSON)},
    {"gaps", gaps, {SIZE, .decimal = ',', .missing = "NA,,-"}, OF(TEXT)},
    {"quoted", quoted, {SIZE}, OF(JSON)},
    {"no header", "1,2\n2,4\n3,5\n", {SIZE, .no_header = 1}, OF(TEXT)},
    {"wide", wide, {SIZE, .input_name = "a name"}, OF(TEXT)},
    {"steady", steady, {SIZE}, OF(TEXT)},
    {"steady row", steady, {SIZE, .formula = "y ~ year + I(year^2)"}, OF(JSON)},
    {"perfect", "x,y\n1,2\n2,4\n3,6\n", {SIZE}, OF(TEXT)},
    {"threads", plain, {SIZE, .threads = 3, .chunk = 16}, OF(TEXT)},
    {"comments", "one\n#\nx,y\n1,2\n# no\n2,3\n3,5\n", {SIZE, .skip = 1, .comment = '#'}, OF(JSON)},
    {"thousands", "x;y\n1,000;2\n2,500;3\n1;5\n", {SIZE, .thousands = ','}, OF(JSON)},
    {"cholesky", plain, {SIZE, .solver = "cholesky"}, OF(TEXT)},
    {"qr", plain, {SIZE, .solver = "qr"}, OF(TEXT)},
    {"pivoted-qr", aliased, {SIZE, .solver = "pivoted-qr"}, OF(TEXT)},
    {"svd", aliased, {SIZE, .solver = "svd"}, OF(JSON)},
    {"tsqr", plain, {SIZE, .solver = "tsqr"}, OF(TEXT)},
    {"gd", plain, {SIZE, .solver = "gd"}, OF(TEXT)},
    {"line", plain, {SIZE, .solver = "line"}, OF(JSON)},
    {"gd stops", plain, {SIZE, .solver = "gd", .solver_options = &few_steps}, OF(TEXT)},
    {"qr refuses", aliased, {SIZE, .solver = "qr"}, OF(TEXT)},
    {"no solver", plain, {SIZE, .solver = "choleski"}, OF(TEXT)},
    {"no number", "x,y\n1,2\n2,x\n", {SIZE}, OF(TEXT)},
    {"short row", "x,y\n1,2\n2\n", {SIZE}, OF(TEXT)},
    {"open quote", "x,y\n1,2\n\"2,3\n", {SIZE}, OF(TEXT)},
    {"no rows", "x,y\n", {SIZE}, OF(TEXT)},
    {"no values", "x,y\nNA,1\n,2\n", {SIZE}, OF(TEXT)},
    {"missing refused", "x,y\n1,2\nNA,1\n2,2\n", {SIZE, .missing_is_error = 1}, OF(TEXT)},
    {"no column", plain, {SIZE, .formula = "y ~ xx + z"}, OF(TEXT)},
    {"bad formula", plain, {SIZE, .formula = "y ~ x + (z"}, OF(TEXT)},
    {"bad list", plain, {SIZE, .exact_columns = "x,q"}, OF(TEXT)},
    {"bad report", plain, {SIZE}, {.struct_size = sizeof(lsq_report_options), .digits = -1}},
};

static void fit_and_report(outcome *o, const void *context) {
    const table_fit *t = context;
    lsq_fit *fit = (lsq_fit *)o;
    char *text = (char *)o;
    begin_faults();
    o->status = lsq_fit_buffer(&fit, t->csv, strlen(t->csv), &t->options, &o->error);
    if (o->status) {
        assert_null(fit);
        return;
    }
    o->status = lsq_report(fit, &t->report, &text, &o->error);
    end_faults();
    if (o->status)
        assert_null(text);
    take_text(o, text);
    lsq_fit_free(fit);
}

static void fault_93_a_fit_without_memory_is_told_and_leaves_nothing(void **state) {
    (void)state;
    for (int64_t i = 0; i < COUNT(fits); i++)
        assert_true(sweep(fits[i].name, fit_and_report, &fits[i]) > 0);
}

/* A fit from a file, and then everything that is asked of it. */
static void fit_and_ask(outcome *o, const void *context) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = context};
    lsq_fit *fit;
    size_t used = 0;
    begin_faults();
    o->status = lsq_fit_csv(&fit, "datasets/small/stackloss.csv", &options, &o->error);
    for (int q = LSQ_ESTIMATE; q <= LSQ_BIC && !o->status; q++) {
        o->status = lsq_fit_text(fit, (lsq_quantity)q, 0, 1, 30, o->text + used, 100, &o->error);
        used = strlen(o->text);
        if (!o->status)
            o->status =
                lsq_fit_fixed(fit, (lsq_quantity)q, 0, 1, 3, o->text + used, 500, &o->error);
        used = strlen(o->text);
    }
    lsq_fit_free(fit);
}

static void fault_93_questions_to_a_fit_without_memory(void **state) {
    (void)state;
    sweep("questions", fit_and_ask, "stack.loss ~ Air.Flow + Water.Temp");
}

/* A report that failed leaves the fit able to write the next one. */
static void report_again(outcome *o, const void *context) {
    static const lsq_report_options report = OF(JSON);
    lsq_fit *fit = (lsq_fit *)(size_t)context;
    char *text, *again;
    lsq_error error;
    begin_faults();
    o->status = lsq_report(fit, &report, &text, &o->error);
    end_faults();
    check_status(lsq_report(fit, &report, &again, &error), LSQ_OK, &error);
    if (!o->status)
        check_text(text, again);
    take_text(o, text);
    lsq_text_free(again);
}

static void fault_93_a_report_without_memory_leaves_the_fit_whole(void **state) {
    (void)state;
    static const lsq_fit_options solvers[] = {{SIZE}, {SIZE, .solver = "svd"}};
    for (int64_t i = 0; i < COUNT(solvers); i++) {
        lsq_fit *fit;
        check_status(lsq_fit_buffer(&fit, plain, strlen(plain), &solvers[i], NULL), LSQ_OK, NULL);
        sweep("a report", report_again, fit);
        lsq_fit_free(fit);
    }
}

/* ---- matrices ---- */

enum { ROWS = 6 };
static const double X[] = {1, 2, 3, 4, 6, 7.5, 5, 0.25, 7, 1, 2, 9};
static const double Y[] = {2, 3, 5.5, 4, 8, 7};

static lsq_doubles matrix(const double *data, int64_t columns) {
    return (lsq_doubles){data, ROWS, columns, 1, ROWS};
}

static void fit_matrix(outcome *o, const void *context) {
    static const lsq_report_options report = OF(TEXT);
    lsq_fit *fit;
    char *text = NULL;
    begin_faults();
    o->status = lsq_fit_doubles(&fit, matrix(X, 2), matrix(Y, 1), context, &o->error);
    if (!o->status)
        o->status = lsq_report(fit, &report, &text, &o->error);
    take_text(o, text);
    lsq_fit_free(fit);
}

static void invert(outcome *o, const void *context) {
    double P[2 * ROWS];
    int64_t rank;
    (void)context;
    begin_faults();
    o->status = lsq_pseudoinverse(P, &rank, matrix(X, 2), 0, &o->error);
    for (int64_t i = 0; i < 2 * ROWS && !o->status; i++)
        sprintf(o->text + strlen(o->text), "%a ", P[i]);
}

static void name_blas(outcome *o, const void *context) {
    (void)context;
    begin_faults();
    o->status = lsq_blas(o->text, sizeof o->text, &o->error);
    if (o->status)
        *o->text = '\0';
}

static void fault_93_matrices_without_memory(void **state) {
    (void)state;
    static const lsq_fit_options qr = {SIZE, .solver = "qr"};
    sweep("doubles", fit_matrix, NULL);
    sweep("doubles by qr", fit_matrix, &qr);
    sweep("pseudoinverse", invert, NULL);
    sweep("blas", name_blas, NULL);
}

/* ---- solvers ---- */

typedef struct solving {
    const char *method;
    char *answer; /* that of the first run, which has no fault */
} solving;

/* Rows that cannot be added, for want of memory, have not been: they can be added later, and an
 * answer that cannot be given can be asked for again. */
static void add_and_solve(outcome *o, const void *context) {
    const solving *c = context;
    const lsq_answer *answer;
    lsq_solver *solver;
    lsq_error error;
    char text[64];
    begin_faults();
    o->status = lsq_solver_new(&solver, c->method, 2, 1, NULL, &o->error);
    lsq_status made = o->status, added = made;
    if (!made)
        added = o->status = lsq_solver_add(solver, matrix(X, 2), matrix(Y, 1), &o->error);
    if (!added)
        o->status = lsq_solver_solve(solver, &answer, &o->error);
    end_faults();
    if (made) {
        assert_null(solver);
        return;
    }
    if (added)
        check_status(lsq_solver_add(solver, matrix(X, 2), matrix(Y, 1), &error), LSQ_OK, &error);
    if (o->status)
        check_status(lsq_solver_solve(solver, &answer, &error), LSQ_OK, &error);
    snprintf(text, sizeof text, "%a %a %a", answer->B[0], answer->B[1], answer->rss[0]);
    if (!*c->answer)
        strcpy(c->answer, text);
    check_text(text, c->answer);
    lsq_solver_free(solver);
}

static void fault_93_solvers_without_memory_go_on_afterwards(void **state) {
    (void)state;
    for (int64_t i = 0; i < lsq_methods(); i++) {
        char answer[64] = "";
        sweep(lsq_method_name(i), add_and_solve, &(solving){lsq_method_name(i), answer});
    }
}

/* ---- moments ---- */

typedef lsq_status change(lsq_moments *m, const lsq_moments *other, lsq_error *error);

static lsq_status add_rows(lsq_moments *m, const lsq_moments *other, lsq_error *error) {
    static const double finer[] = {0.125, 1e-9, 3, 0x1p-40, 1, 2, 1e30, 4, 5, 6, 7, 8};
    (void)other;
    return lsq_moments_add(m, matrix(finer, 2), error);
}

static lsq_moments *moments_of_X(int twice) {
    lsq_moments *m;
    lsq_error error;
    check_status(lsq_moments_new(&m, 2, &error), LSQ_OK, &error);
    for (int i = 0; i <= twice; i++)
        check_status(lsq_moments_add(m, matrix(X, 2), &error), LSQ_OK, &error);
    return m;
}

/* A change that failed has changed nothing, and is possible later. */
static void change_moments(outcome *o, const void *context) {
    change *const *function = context;
    lsq_error error;
    lsq_moments *m = moments_of_X(1), *before = moments_of_X(1), *other = moments_of_X(0);
    if (*function == lsq_moments_merge)
        check_status(add_rows(other, NULL, &error), LSQ_OK, &error);
    begin_faults();
    o->status = (*function)(m, other, &o->error);
    end_faults();
    if (o->status) {
        assert_true(lsq_moments_equal(m, before));
        check_status((*function)(m, other, &error), LSQ_OK, &error);
    }
    assert_false(lsq_moments_equal(m, before));
    lsq_moments_free(m);
    lsq_moments_free(before);
    lsq_moments_free(other);
}

static void clone_moments(outcome *o, const void *context) {
    lsq_moments *clone;
    begin_faults();
    o->status = lsq_moments_clone(&clone, context, &o->error);
    end_faults();
    if (o->status)
        assert_null(clone);
    else
        assert_true(lsq_moments_equal(clone, context));
    lsq_moments_free(clone);
}

static void fit_moments(outcome *o, const void *context) {
    static const char *const names[] = {"u", "v"};
    static const lsq_report_options report = OF(JSON);
    lsq_fit *fit;
    char *text = NULL;
    begin_faults();
    o->status = lsq_fit_moments(&fit, context, names, NULL, &o->error);
    if (o->status)
        assert_null(fit);
    else
        o->status = lsq_report(fit, &report, &text, &o->error);
    take_text(o, text);
    lsq_fit_free(fit);
}

static void fault_93_moments_without_memory_stay_as_they_were(void **state) {
    (void)state;
    change *const changes[] = {add_rows, lsq_moments_merge, lsq_moments_subtract};
    static const char *const names[] = {"add", "merge", "subtract"};
    for (int64_t i = 0; i < COUNT(changes); i++)
        sweep(names[i], change_moments, &changes[i]);
    lsq_moments *m = moments_of_X(0);
    sweep("clone", clone_moments, m);
    sweep("fit_moments", fit_moments, m);
    lsq_moments_free(m);
}

/* ---- comparisons ---- */

/* How many words there are: the numbers among them differ, as times do. */
static int count_words(const char *text) {
    int words = 0;
    for (const char *at = text; *at; words++) {
        at += strspn(at, " \n");
        at += strcspn(at, " \n");
    }
    return words;
}

/* What does not depend on time; 0 if a solver says that it failed. */
static int describe(char *out, const lsq_comparison *c, const char *text) {
    int whole = 1;
    out += sprintf(out, "%d words", count_words(text));
    for (int64_t i = 0; i < lsq_comparison_count(c); i++) {
        const lsq_compared *e = lsq_comparison_at(c, i);
        out += sprintf(out, "\n%s %s %.3f", e->name, e->status, e->digits_coefficients);
        if (!strcmp(e->status, "failed")) {
            check_contains(e->note, "memory");
            whole = 0;
        }
    }
    return whole;
}

/* A solver from outside that knows the answer, B = 2 and C = 3, and has no words for it. */
static lsq_status know(void *context, int64_t n, int64_t p, int64_t q, double *A, double *Z,
                       double *B, double *C, int64_t *bytes, lsq_error *error) {
    (void)context, (void)n, (void)A, (void)Z, (void)error;
    for (int64_t i = 0; i < p * q; i++)
        B[i] = 2;
    for (int64_t i = 0; i < p * p; i++)
        C[i] = 3;
    *bytes = 1 << 20;
    return LSQ_OK;
}

static void compare(outcome *o, const void *context) {
    static const char *const paths[] = {"datasets/small/women.csv"};
    static const lsq_outside knower = {.name = "knower", .solve = know};
    static const lsq_solver_options three = {.struct_size = sizeof three, .most_steps = 3};
    static const lsq_fit_options options = {SIZE, .solver_options = &three};
    lsq_comparison *c;
    char *text = NULL;
    begin_faults();
    o->status = context
                    ? lsq_compare_files(&c, paths, 1, &options, &knower, 1, &o->error)
                    : lsq_compare_doubles(&c, matrix(X, 1), matrix(Y, 1), NULL, NULL, 0, &o->error);
    if (o->status)
        assert_null(c);
    else
        o->status = lsq_comparison_report(c, context, &text, &o->error);
    end_faults();
    assert_true(!o->status == (text != NULL));
    if (!o->status && !describe(o->text, c, text)) { /* told in the rows of solvers */
        o->status = o->error.status = LSQ_ENOMEM;
        strcpy(o->error.message, "memory");
    }
    lsq_text_free(text);
    lsq_comparison_free(c);
}

static void fault_93_comparisons_without_memory(void **state) {
    (void)state;
    static const lsq_report_options formats[] = {OF(TEXT), OF(JSON), OF(CSV), OF(MARKDOWN)};
    sweep("compare doubles", compare, NULL);
    for (int64_t i = 0; i < COUNT(formats); i++)
        sweep("compare", compare, &formats[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_93_a_fit_without_memory_is_told_and_leaves_nothing),
        cmocka_unit_test(fault_93_questions_to_a_fit_without_memory),
        cmocka_unit_test(fault_93_a_report_without_memory_leaves_the_fit_whole),
        cmocka_unit_test(fault_93_matrices_without_memory),
        cmocka_unit_test(fault_93_solvers_without_memory_go_on_afterwards),
        cmocka_unit_test(fault_93_moments_without_memory_stay_as_they_were),
        cmocka_unit_test(fault_93_comparisons_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
