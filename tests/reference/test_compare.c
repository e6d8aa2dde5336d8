/* The digits that a comparison counts on NIST's eleven problems, counted again.
 *
 * The rows are made here, by exact rationals rounded once to doubles, and given to the public
 * solvers; the digits of what they answer are those of an exact rational error beside the 40 digits
 * of the JSON.  A comparison must find the same to 1e-9 of a digit.  Standard errors follow from C
 * and RSS in doubles, as lsq.h has it, and are held against their exact root.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <lsq.h>

#include "support/check.h"
#include "support/rational.h"

static const char *const sets[] = {"Norris",   "Pontius",  "NoInt1",   "NoInt2",
                                   "Longley",  "Filip",    "Wampler1", "Wampler2",
                                   "Wampler3", "Wampler4", "Wampler5"};
enum { SETS = sizeof sets / sizeof *sets, TEXT = 1024, MOST_DIGITS = 17 };

/* A problem: its description, and [X Y] as doubles, row after row. */
typedef struct problem {
    json_t *set;
    int64_t n, p;
    double *rows;
} problem;

static int64_t integer(const json_t *object, const char *key) {
    assert_true(json_is_integer(json_object_get(object, key)));
    return json_integer_value(json_object_get(object, key));
}

/* The j-th of the 40-digit values at a key. */
static const char *exact_at(const problem *P, const char *key, int64_t j) {
    const char *text = json_string_value(json_array_get(json_object_get(P->set, key), (size_t)j));
    assert_non_null(text);
    return text;
}

/* ---- rows ---- */

/* The double nearest to x, ties to even: mpq_get_d cuts. */
static double nearest_double(const mpq_t x) {
    if (mpq_sgn(x) == 0)
        return 0.0;
    double below = mpq_get_d(x), above = nextafter(below, mpq_sgn(x) * INFINITY);
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    rational_from_double(a, below);
    mpq_sub(a, x, a);
    mpq_abs(a, a);
    rational_from_double(b, above);
    mpq_sub(b, b, x);
    mpq_abs(b, b);
    int order = mpq_cmp(a, b), exponent;
    int even = fmod(ldexp(frexp(below, &exponent), 53), 2.0) == 0.0;
    mpq_clears(a, b, NULL);
    return order < 0 || (order == 0 && even) ? below : above;
}

/* The term's value from the cells of a record: a power of a column, or 1. */
static void term_value(mpq_t value, const json_t *term, const mpq_t *cells) {
    const char *column = json_string_value(json_object_get(term, "column"));
    mpq_set_ui(value, 1, 1);
    if (!column)
        return;
    int at = column[1] ? atoi(column + 1) : 1; /* y comes first, then x or x1, x2, ... */
    for (int64_t k = integer(term, "power"); k > 0; k--)
        mpq_mul(value, value, cells[at]);
}

static void take_record(const problem *P, char *line, double *row) {
    enum { CELLS = 8 };
    mpq_t cells[CELLS], value;
    size_t count = 0, j;
    json_t *term;
    mpq_init(value);
    for (char *cell = strtok(line, ",\n"); cell; cell = strtok(NULL, ",\n")) {
        assert_true(count < CELLS);
        mpq_init(cells[count]);
        assert_int_equal(rational_from_text(cells[count++], cell), 0);
    }
    json_array_foreach(json_object_get(P->set, "terms"), j, term) {
        term_value(value, term, (const mpq_t *)cells);
        row[j] = nearest_double(value);
    }
    row[P->p] = nearest_double(cells[0]);
    while (count > 0)
        mpq_clear(cells[--count]);
    mpq_clear(value);
}

static problem problem_open(const char *name) {
    char path[128], line[512];
    problem P = {0};
    snprintf(path, sizeof path, "datasets/nist/%s.json", name);
    P.set = json_load_file(path, 0, NULL);
    assert_non_null(P.set);
    P.n = integer(P.set, "n");
    P.p = integer(P.set, "p");
    P.rows = calloc((size_t)(P.n * (P.p + 1)), sizeof *P.rows);
    assert_non_null(P.rows);
    snprintf(path, sizeof path, "datasets/nist/%s.csv", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (int64_t i = 0; i < P.n; i++) {
        assert_non_null(fgets(line, sizeof line, file));
        take_record(&P, line, P.rows + i * (P.p + 1));
    }
    fclose(file);
    return P;
}

static void problem_close(problem *P) {
    free(P->rows);
    json_decref(P->set);
}

/* ---- digits ---- */

/* log10 of a positive rational, to a few units of the last place. */
static double log10_of(const mpq_t x) {
    long top, bottom;
    double a = mpz_get_d_2exp(&top, mpq_numref(x)), b = mpz_get_d_2exp(&bottom, mpq_denref(x));
    return log10(a / b) + (double)(top - bottom) * log10(2.0);
}

/* Right digits of `got`: -log10 of the relative error, of the absolute one beside 0, in 0 .. 17. */
static double digits_of(double got, const char *want) {
    mpq_t exact, error;
    mpq_inits(exact, error, NULL);
    assert_int_equal(rational_from_text(exact, want), 0);
    rational_from_double(error, got);
    mpq_sub(error, error, exact);
    if (mpq_sgn(exact) != 0)
        mpq_div(error, error, exact);
    mpq_abs(error, error);
    double digits = mpq_sgn(error) != 0 ? -log10_of(error) : MOST_DIGITS;
    mpq_clears(exact, error, NULL);
    return fmin(fmax(digits, 0.0), MOST_DIGITS);
}

/* sqrt(c rss / df) in doubles, whose square is the exact one's but for a few roundings. */
static double standard_error(double c, double rss, int64_t df) {
    double se = sqrt(c) * sqrt(rss / (double)df);
    mpq_t square, exact, factor;
    mpq_inits(square, exact, factor, NULL);
    rational_from_double(square, se);
    mpq_mul(square, square, square);
    rational_from_double(exact, c);
    rational_from_double(factor, rss);
    mpq_mul(exact, exact, factor);
    mpq_set_si(factor, (long)df, 1);
    mpq_div(exact, exact, factor);
    mpq_sub(square, square, exact);
    mpq_abs(square, square);
    rational_from_double(factor, 0x1p-50);
    mpq_mul(exact, exact, factor);
    assert_true(mpq_cmp(square, exact) <= 0);
    mpq_clears(square, exact, factor, NULL);
    return se;
}

/* What a comparison should say of a method, NAN where it has nothing to count. */
typedef struct expected {
    const char *status;
    double coefficients, errors;
} expected;

static void count_digits(expected *e, const problem *P, const lsq_answer *a) {
    int64_t df = P->n - a->rank;
    int has_errors = a->C && df > 0;
    e->coefficients = MOST_DIGITS;
    e->errors = has_errors ? (double)MOST_DIGITS : (double)NAN;
    for (int64_t j = 0; j < P->p; j++) {
        double right = digits_of(a->B[j], exact_at(P, "exact_coefficients", j));
        if (a->aliased[j] && !a->minimum_norm) /* X has full rank: it drops what it must not */
            right = 0.0;
        e->coefficients = fmin(e->coefficients, right);
        if (!has_errors)
            continue;
        double se = standard_error(a->C[j + j * P->p], a->rss[0], df);
        e->errors = fmin(e->errors,
                         a->aliased[j] ? 0.0 : digits_of(se, exact_at(P, "exact_std_errors", j)));
    }
}

static expected run(const problem *P, const char *method) {
    lsq_doubles X = {P->rows, P->n, P->p, P->p + 1, 1};
    lsq_doubles Y = {P->rows + P->p, P->n, 1, P->p + 1, 1};
    expected e = {"ok", NAN, NAN};
    lsq_error error = {0};
    lsq_solver *solver = NULL;
    const lsq_answer *a = NULL;
    check_status(lsq_solver_new(&solver, method, P->p, 1, NULL, &error), LSQ_OK, &error);
    check_status(lsq_solver_add(solver, X, Y, &error), LSQ_OK, &error);
    lsq_status status = lsq_solver_solve(solver, &a, &error);
    /* all X have full rank: a descent that converges to another solution has none of this problem
     */
    if (status == LSQ_OK && a->steps >= 0 && a->converged && a->minimum_norm)
        status = LSQ_ENUMERIC;
    if (status == LSQ_OK && a->steps >= 0 && !a->converged)
        e.status = "not converged";
    if (status == LSQ_OK)
        count_digits(&e, P, a);
    else
        e.status = status == LSQ_ENUMERIC ? "refused" : "failed";
    lsq_solver_free(solver);
    return e;
}

/* ---- comparison ---- */

/* y ~ x1 + I(x2^2), with " - 1" where there is no intercept */
static void formula_of(char formula[TEXT], const problem *P) {
    size_t i, used = (size_t)sprintf(formula, "y ~ ");
    json_t *term;
    const char *plus = "";
    json_array_foreach(json_object_get(P->set, "terms"), i, term) {
        const char *column = json_string_value(json_object_get(term, "column"));
        if (!column)
            continue;
        used += (size_t)snprintf(formula + used, TEXT - used, "%sI(%s^%d)", plus, column,
                                 (int)integer(term, "power"));
        plus = " + ";
    }
    if (!json_is_true(json_object_get(P->set, "intercept")))
        snprintf(formula + used, TEXT - used, " - 1");
}

static lsq_comparison *compare(const problem *P, const char *name) {
    char formula[TEXT], path[128];
    const char *paths[] = {path};
    lsq_comparison *comparison = NULL;
    lsq_error error = {0};
    formula_of(formula, P);
    snprintf(path, sizeof path, "datasets/nist/%s.csv", name);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    check_status(lsq_compare_files(&comparison, paths, 1, &options, NULL, 0, &error), LSQ_OK,
                 &error);
    return comparison;
}

static void check_count(double got, double want, const char *what, const char *set,
                        const char *name) {
    if (isnan(got) && isnan(want))
        return;
    if (!(fabs(got - want) <= 1e-9))
        fail_msg("%s of %s on %s: %.12g right digits, counted again %.12g", what, name, set, got,
                 want);
}

static void every_method_has_as_many_right_digits_as_rationals_count(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        problem P = problem_open(sets[i]);
        lsq_comparison *comparison = compare(&P, sets[i]);
        assert_int_equal(lsq_comparison_count(comparison), 1 + lsq_methods());
        const lsq_compared *exact =
            lsq_comparison_at(comparison, 0); /* test_nist.c has its values */
        check_text(exact->name, "exact");
        check_same(exact->digits_coefficients, MOST_DIGITS);
        check_same(exact->digits_std_errors, MOST_DIGITS);
        for (int64_t m = 0; m < lsq_methods(); m++) {
            const lsq_compared *got = lsq_comparison_at(comparison, 1 + m);
            expected e = run(&P, lsq_method_name(m));
            check_text(got->name, lsq_method_name(m));
            check_text(got->status, e.status);
            check_count(got->digits_coefficients, e.coefficients, "coefficients", sets[i],
                        got->name);
            check_count(got->digits_std_errors, e.errors, "standard errors", sets[i], got->name);
        }
        lsq_comparison_free(comparison);
        problem_close(&P);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_has_as_many_right_digits_as_rationals_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
