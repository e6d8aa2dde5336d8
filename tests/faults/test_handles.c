/* Handles without memory: a call on a solver, on moments or on a comparison that fails leaves them
 * as they were, and works the next time.
 *
 * SPDX-License-Identifier: MIT */
#include "faults/own_memory.h"

#define SIZE .struct_size = sizeof(lsq_fit_options)
#define OF(what) \
    { .struct_size = sizeof(lsq_report_options), .format = LSQ_FORMAT_##what }

enum { ROWS = 6 };
static const double X[] = {1, 2, 3, 4, 6, 7.5, 5, 0.25, 7, 1, 2, 9};
static const double Y[] = {2, 3, 5.5, 4, 8, 7};

static lsq_doubles matrix(const double *data, int64_t columns) {
    return (lsq_doubles){data, ROWS, columns, 1, ROWS};
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

static const lsq_report_options formats[] = {OF(TEXT), OF(JSON), OF(CSV), OF(MARKDOWN)};

/* context: a path, or NULL for doubles */
static void compare(outcome *o, const void *context) {
    const char *const paths[] = {context};
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
        o->status = lsq_comparison_report(c, &formats[context != NULL], &text, &o->error);
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
    sweep("compare doubles", compare, NULL);
    sweep("compare a file", compare, "datasets/small/women.csv");
}

typedef struct reporting {
    const lsq_comparison *comparison;
    const lsq_report_options *format;
} reporting;

static void report_comparison(outcome *o, const void *context) {
    const reporting *r = context;
    char *text;
    begin_faults();
    o->status = lsq_comparison_report(r->comparison, r->format, &text, &o->error);
    end_faults();
    if (o->status)
        assert_null(text);
    take_text(o, text);
}

static void fault_93_reports_of_a_comparison_without_memory(void **state) {
    (void)state;
    lsq_comparison *c;
    check_status(lsq_compare_doubles(&c, matrix(X, 1), matrix(Y, 1), NULL, NULL, 0, NULL), LSQ_OK,
                 NULL);
    for (int64_t i = 0; i < COUNT(formats); i++)
        sweep("a comparison", report_comparison, &(reporting){c, &formats[i]});
    lsq_comparison_free(c);
}

/* ---- descents ---- */

/* context: a method.  Rows, weights, a penalty, scaling, and the report. */
static void descend(outcome *o, const void *context) {
    static const char *const paths[] = {"datasets/small/swiss.csv"};
    static const lsq_solver_options thirty = {.struct_size = sizeof thirty, .most_steps = 30};
    static const lsq_fit_options options = {
        SIZE, .formula = "cbind(Fertility, Education) ~ Agriculture + Catholic"};
    const lsq_descend_options how = {.struct_size = sizeof how,
                                     .method = context,
                                     .solver_options = &thirty,
                                     .ridge = 0.5,
                                     .standardize = 1,
                                     .weights = "Examination",
                                     .rows = 5};
    static const lsq_report_options report = OF(JSON);
    lsq_descent *d;
    char *text = NULL;
    begin_faults();
    o->status = lsq_descend_files(&d, paths, 1, &options, &how, &o->error);
    if (o->status)
        assert_null(d);
    else
        o->status = lsq_descent_report(d, &report, &text, &o->error);
    take_text(o, text);
    lsq_descent_free(d);
}

static void fault_93_descents_without_memory(void **state) {
    (void)state;
    static const char *const methods[] = {"gd", "cg"};
    for (int64_t i = 0; i < COUNT(methods); i++)
        sweep(methods[i], descend, methods[i]);
}

typedef struct telling {
    const lsq_descent *descent;
    const lsq_report_options *format;
} telling;

static void report_descent(outcome *o, const void *context) {
    const telling *t = context;
    char *text;
    begin_faults();
    o->status = lsq_descent_report(t->descent, t->format, &text, &o->error);
    end_faults();
    if (o->status)
        assert_null(text);
    take_text(o, text);
}

static void fault_93_reports_of_a_descent_without_memory(void **state) {
    (void)state;
    lsq_descent *d;
    check_status(lsq_descend_doubles(&d, matrix(X, 1), matrix(Y, 1), NULL, NULL, NULL), LSQ_OK,
                 NULL);
    for (int64_t i = 0; i < COUNT(formats); i++)
        sweep("a descent", report_descent, &(telling){d, &formats[i]});
    lsq_descent_free(d);
}

/* ---- identities ---- */

/* At the smallest sizes: each allocation of each identity fails. */
static void check_identities(outcome *o, const void *context) {
    static const int64_t sizes[3] = {1, 1, 1};
    lsq_identities *all;
    (void)context;
    begin_faults();
    o->status = lsq_identities_new(&all, LSQ_NUMERATOR, sizes, 0, &o->error);
    end_faults();
    if (o->status)
        assert_null(all);
    for (int64_t i = 0; i < lsq_identities_count(all); i++)
        assert_int_equal(lsq_identities_at(all, i)->verdict == LSQ_DIFFERS,
                         lsq_identities_at(all, i)->erratum);
    lsq_identities_free(all);
}

static void fault_93_identities_without_memory(void **state) {
    (void)state;
    sweep("identities", check_identities, NULL);
}

/* context: a format.  All identities, told. */
static void report_identities(outcome *o, const void *context) {
    static const int64_t sizes[3] = {1, 1, 1};
    lsq_identities *all;
    char *text;
    check_status(lsq_identities_new(&all, LSQ_DENOMINATOR, sizes, 0, NULL), LSQ_OK, NULL);
    begin_faults();
    o->status = lsq_identities_report(all, context, &text, &o->error);
    end_faults();
    if (o->status)
        assert_null(text);
    lsq_text_free(text);
    lsq_identities_free(all);
}

static void fault_93_reports_of_identities_without_memory(void **state) {
    (void)state;
    for (int64_t i = 0; i < COUNT(formats); i++)
        sweep("a table of identities", report_identities, &formats[i]);
}

/* ---- gradient checks ---- */

/* context: a format.  A wrong gradient of two responses, with its curve, and all words. */
static void check_gradient(outcome *o, const void *context) {
    static const char *const paths[] = {"datasets/small/swiss.csv"};
    static const lsq_fit_options options = {
        SIZE, .formula = "cbind(Fertility, Education) ~ Agriculture + Catholic"};
    static const double wrong[6] = {0}, point[6] = {1, 1, 1, 1, 1, 1};
    const lsq_gradcheck_options check = {.struct_size = sizeof check,
                                         .point = point,
                                         .point_count = 6,
                                         .gradient = wrong,
                                         .gradient_count = 6};
    lsq_gradcheck *g;
    char *text = NULL;
    begin_faults();
    o->status = lsq_gradcheck_files(&g, paths, 1, &options, &check, &o->error);
    if (o->status)
        assert_null(g);
    else
        o->status = lsq_gradcheck_report(g, 1, context, &text, &o->error);
    take_text(o, text);
    lsq_gradcheck_free(g);
}

static void fault_93_gradient_checks_without_memory(void **state) {
    (void)state;
    for (int64_t i = 0; i < COUNT(formats); i++)
        sweep("a gradient check", check_gradient, &formats[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_93_solvers_without_memory_go_on_afterwards),
        cmocka_unit_test(fault_93_moments_without_memory_stay_as_they_were),
        cmocka_unit_test(fault_93_comparisons_without_memory),
        cmocka_unit_test(fault_93_reports_of_a_comparison_without_memory),
        cmocka_unit_test(fault_93_descents_without_memory),
        cmocka_unit_test(fault_93_reports_of_a_descent_without_memory),
        cmocka_unit_test(fault_93_identities_without_memory),
        cmocka_unit_test(fault_93_reports_of_identities_without_memory),
        cmocka_unit_test(fault_93_gradient_checks_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
