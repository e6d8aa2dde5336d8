/* QR in blocks with all rows kept, refined: NIST, exact solutions, GSL beside it, and what it
 * refuses.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gsl/gsl_multifit.h>

#include "solve/fits.h"

/* Where every term of X and Y is a double, refinement leaves rounding errors: 14 digits and more of
 * the coefficients.  Elsewhere the rounding of the decimals to doubles decides, times the condition
 * number: 1e-16 5.2e9 for Filip.  Standard errors have the accuracy of R, about 1e-16 times the
 * condition number, and where Y fits exactly they are the square root of 0 within rounding. */
static void nist_has_the_digits_that_the_doubles_have(void **state) {
    (void)state;
    static const nist_bar bars[] = {
        {"Norris", 12.6, 12.6}, {"Pontius", 12.4, 12.4}, {"NoInt1", 15.5, 14.5},
        {"NoInt2", 15.5, 14.5}, {"Longley", 14, 11},     {"Filip", 7.3, 7.3},
        {"Wampler1", 14, 9},    {"Wampler2", 12.4, 12},  {"Wampler3", 14, 12},
        {"Wampler4", 14, 12},   {"Wampler5", 14, 12},
    };
    check_nist("qr", bars, sizeof bars / sizeof *bars);
}

static void random_problems_agree_with_the_exact_solution(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int trial = 0; trial < 60; trial++) {
        int64_t p = random_between(&seed, 1, 6);
        problem P = random_problem(&seed, p + random_between(&seed, 2, 9), p, 3, 0);
        oracle *o = oracle_of(&P);
        if (o->rank == p) {
            lsq_solver *solver = solver_of("qr", &P, random_between(&seed, 0, 4), NULL);
            const lsq_answer *a = answer_of(solver);
            assert_int_equal(a->rank, p);
            check_inverse(a, &P, o);
            for (int64_t l = 0; l < 3; l++)
                check_column(a, &P, o, l);
            lsq_solver_free(solver);
        }
        oracle_free(o);
        problem_free(&P);
    }
}

/* With refinement the error is that of storing B, once cond u is below 1: 2^-53 relative to the
 * largest scaled coefficient, and as much again for the last change. */
static void whole_numbers_give_coefficients_right_to_the_last_bits(void **state) {
    (void)state;
    uint64_t seed = 12;
    problem P = problem_new(12, 6, 1);
    for (int64_t i = 0; i < 12; i++) {
        for (int64_t j = 0; j < 6; j++)
            P.X[i + j * 12] = pow((double)(i + 1), (double)j); /* below 2^53 */
        P.Y[i] = (double)random_between(&seed, -1000000, 1000000);
    }
    oracle *o = oracle_of(&P);
    lsq_solver *solver = solver_of("qr", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    double error = 0, size = 0;
    for (int64_t j = 0; j < 6; j++) {
        double length = length_of(P.X + j * 12, 12), exact = exact_at(&o->coef, j, 0);
        error = fmax(error, fabs(a->B[j] - exact) * length);
        size = fmax(size, fabs(exact) * length);
    }
    check_at_most(error, 0x1p-52 * size, "refined coefficients");
    /* |E|^2 of 12 rounded residuals */
    check_at_most(fabs(a->rss[0] - mpq_get_d(o->rss[0])), 32 * 0x1p-52 * mpq_get_d(o->rss[0]),
                  "refined RSS");
    check_contains(a->note, "of refinement");
    lsq_solver_free(solver);
    oracle_free(o);
    problem_free(&P);
}

/* The last column is the sum of two others but for 2^-40 of it: cond is above 2^40, and a step
 * takes cond 2^-53 = 2^-13 of the error at best, so that it takes more than two.  In the end what
 * is left is as for whole numbers above. */
static void nearly_dependent_columns_have_as_many_steps_as_they_need(void **state) {
    (void)state;
    uint64_t seed = 19;
    for (int trial = 0; trial < 6; trial++) {
        int64_t n = 8 + trial % 3;
        problem P = problem_new(n, 8, 1);
        for (int64_t i = 0; i < n; i++) {
            for (int64_t j = 0; j < 7; j++)
                P.X[i + j * n] = (double)random_between(&seed, -1000, 1000) / 1024;
            P.X[i + 7 * n] =
                P.X[i] + P.X[i + n] + (double)random_between(&seed, -1000, 1000) * 0x1p-50;
            P.Y[i] = (double)random_between(&seed, -1000000, 1000000);
        }
        oracle *o = oracle_of(&P);
        lsq_solver *solver = solver_of("qr", &P, 0, NULL);
        const lsq_answer *a = answer_of(solver);
        double error = 0, size = 0;
        for (int64_t j = 0; j < 8; j++) {
            double length = length_of(P.X + j * n, n), exact = exact_at(&o->coef, j, 0);
            error = fmax(error, fabs(a->B[j] - exact) * length);
            size = fmax(size, fabs(exact) * length);
        }
        check_at_most(error, 0x1p-52 * size, "refined coefficients");
        lsq_solver_free(solver);
        oracle_free(o);
        problem_free(&P);
    }
}

/* Both solve the same doubles, ours far better than GSL's SVD of scaled columns, so that the
 * difference is GSL's error: the bound of check_column, applied to it. */
static void gsl_agrees(void **state) {
    (void)state;
    uint64_t seed = 13;
    for (int trial = 0; trial < 20; trial++) {
        int64_t n = 40, p = random_between(&seed, 1, 8);
        problem P = random_problem(&seed, n, p, 1, 0);
        gsl_matrix *X = gsl_matrix_alloc(40, (size_t)p),
                   *C = gsl_matrix_alloc((size_t)p, (size_t)p);
        gsl_vector *y = gsl_vector_alloc(40), *b = gsl_vector_alloc((size_t)p);
        gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(40, (size_t)p);
        double rss;
        for (int64_t i = 0; i < n; i++) {
            gsl_vector_set(y, (size_t)i, P.Y[i]);
            for (int64_t j = 0; j < p; j++)
                gsl_matrix_set(X, (size_t)i, (size_t)j, P.X[i + j * n]);
        }
        gsl_multifit_linear(X, y, b, C, &rss, work);
        lsq_solver *solver = solver_of("qr", &P, 0, NULL);
        const lsq_answer *a = answer_of(solver);
        double k = 1 / a->rcond, e = (double)(n * p) * 0x1p-52, error = 0, size = 0;
        for (int64_t j = 0; j < p; j++) {
            double length = length_of(P.X + j * n, n);
            error = hypot(error, (a->B[j] - gsl_vector_get(b, (size_t)j)) * length);
            size = hypot(size, a->B[j] * length);
            double c = gsl_matrix_get(C, (size_t)j, (size_t)j) * (double)(n - p) / rss;
            check_at_most(fabs(a->C[j + j * p] / c - 1), 8 * k * k * e, "variance");
        }
        check_at_most(error, k * e * (2 * size + (k + 1) * sqrt(rss)), "difference");
        check_at_most(fabs(sqrt(a->rss[0]) - sqrt(rss)), e * (1 + 2 * k) * length_of(P.Y, n),
                      "RSS");
        lsq_solver_free(solver);
        gsl_multifit_linear_free(work);
        gsl_vector_free(b);
        gsl_vector_free(y);
        gsl_matrix_free(C);
        gsl_matrix_free(X);
        problem_free(&P);
    }
}

/* 6,000 rows of 8 + 1 columns are three blocks of the factors, 23 and a half tiles of refinement.
 */
static void many_rows_agree_with_the_exact_solution(void **state) {
    (void)state;
    uint64_t seed = 18;
    problem P = random_problem(&seed, 6000, 8, 1, 0);
    oracle *o = oracle_of(&P);
    lsq_solver *solver = solver_of("qr", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    double error = 0, size = 0, rss = mpq_get_d(o->rss[0]);
    for (int64_t j = 0; j < 8; j++) {
        error = fmax(error, fabs(a->B[j] - exact_at(&o->coef, j, 0)));
        size = fmax(size, fabs(exact_at(&o->coef, j, 0)));
    }
    check_at_most(error, 4 * 0x1p-52 * size,
                  "refined coefficients"); /* lengths are much the same */
    check_at_most(fabs(a->rss[0] - rss), 6000 * 0x1p-52 * rss, "refined RSS");
    check_inverse(a, &P, o);
    lsq_solver_free(solver);
    oracle_free(o);
    problem_free(&P);
}

static void powers_of_two_change_no_digit(void **state) {
    (void)state;
    uint64_t seed = 14;
    problem P = random_problem(&seed, 11, 5, 2, 0);
    check_powers_of_two("qr", &P);
    problem_free(&P);
}

static void the_same_rows_give_the_same_bits(void **state) {
    (void)state;
    uint64_t seed = 15;
    problem P = random_problem(&seed, 23, 7, 3, 0);
    check_deterministic("qr", &P);
    problem_free(&P);
}

/* y / 2^15 = 1 + 3 t, with the constant in units of 2^511 and t in those of 2^-1000 or 2^-400: the
 * sums of squares are out of range, (X'X)^-1 is not where t has the larger unit.  The condition
 * number of 1 and t = 1, 2, 3, 4 is below 5, and refinement leaves a rounding error of the largest
 * coefficient. */
static void columns_at_the_ends_of_the_range_are_fitted(void **state) {
    (void)state;
    problem P = problem_new(4, 2, 1);
    for (int i = 0; i < 4; i++) {
        P.X[i] = 0x1p511;
        P.X[i + 4] = (i + 1) * 0x1p-1000;
        P.Y[i] = (1 + 3.0 * (i + 1)) * 0x1p15;
    }
    lsq_solver *solver = solver_of("qr", &P, 0, NULL);
    const lsq_answer *a;
    lsq_error error = {0};
    /* (X'X)^-1 has an element of 2^2000, which no double holds */
    check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
    lsq_solver_free(solver);
    for (int i = 0; i < 4; i++)
        P.X[i + 4] = (i + 1) * 0x1p-400;
    solver = solver_of("qr", &P, 0, NULL);
    a = answer_of(solver);
    check_at_most(fabs(a->B[0] / 0x1p-496 - 1), 32 * 0x1p-52, "constant");
    check_at_most(fabs(a->B[1] / (3 * 0x1p415) - 1), 32 * 0x1p-52, "slope");
    lsq_solver_free(solver);
    problem_free(&P);
}

/* Of a column whose length no double holds, 1.5e308 sqrt(16), the coefficient could be had, but not
 * (X'X)^-1 = 2.8e-618. */
static void a_column_longer_than_any_double_is_refused(void **state) {
    (void)state;
    problem P = problem_new(16, 1, 1);
    for (int i = 0; i < 16; i++) {
        P.X[i] = 1.5e308;
        P.Y[i] = 3e307 * (i % 2 ? 1.25 : 0.75); /* the mean is 3e307 */
    }
    lsq_solver *solver = solver_of("qr", &P, 0, NULL);
    lsq_error error = {0};
    const lsq_answer *a;
    check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
    lsq_solver_free(solver);
    for (int i = 0; i < 16; i++)
        P.Y[i] = 3 * (i % 2 ? 1.25 : 0.75);
    solver = solver_of("qr", &P, 0, NULL);
    check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "underflow");
    lsq_solver_free(solver);
    problem_free(&P);
}

static void fewer_rows_than_columns_are_refused(void **state) {
    (void)state;
    uint64_t seed = 16;
    problem P = random_problem(&seed, 5, 7, 1, 0);
    check_refused("qr", &P, "5 rows for 7 columns");
    check_refused("tsqr", &P, "5 rows for 7 columns");
    problem_free(&P);
}

static void as_many_rows_as_columns_fit_exactly(void **state) {
    (void)state;
    static const double X[] = {2, 1, 0, 0, 1, 3, 1, 0, 1}, Y[] = {3, 5, 4};
    problem P = problem_new(3, 3, 1); /* det X = 6 */
    memcpy(P.X, X, sizeof X);
    memcpy(P.Y, Y, sizeof Y);
    oracle *o = oracle_of(&P);
    lsq_solver *solver = solver_of("qr", &P, 1, NULL);
    const lsq_answer *a = answer_of(solver);
    check_column(a, &P, o, 0);
    check_inverse(a, &P, o);
    lsq_solver_free(solver);
    oracle_free(o);
    problem_free(&P);
}

static void the_first_dependent_column_is_named(void **state) {
    (void)state;
    uint64_t seed = 17;
    problem P = random_problem(&seed, 30, 6, 1, 0);
    for (int64_t i = 0; i < 30; i++) {
        P.X[i + 3 * 30] = P.X[i] + 3 * P.X[i + 30];
        P.X[i + 5 * 30] = P.X[i + 4 * 30];
    }
    check_refused("qr", &P, "column 3 of X depends");
    check_refused("tsqr", &P, "column 3 of X depends");
    memset(P.X + 2 * 30, 0, 30 * sizeof *P.X);
    check_refused("qr", &P, "column 2 of X depends");
    problem_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nist_has_the_digits_that_the_doubles_have),
        cmocka_unit_test(random_problems_agree_with_the_exact_solution),
        cmocka_unit_test(whole_numbers_give_coefficients_right_to_the_last_bits),
        cmocka_unit_test(nearly_dependent_columns_have_as_many_steps_as_they_need),
        cmocka_unit_test(gsl_agrees),
        cmocka_unit_test(many_rows_agree_with_the_exact_solution),
        cmocka_unit_test(powers_of_two_change_no_digit),
        cmocka_unit_test(the_same_rows_give_the_same_bits),
        cmocka_unit_test(columns_at_the_ends_of_the_range_are_fitted),
        cmocka_unit_test(a_column_longer_than_any_double_is_refused),
        cmocka_unit_test(fewer_rows_than_columns_are_refused),
        cmocka_unit_test(as_many_rows_as_columns_fit_exactly),
        cmocka_unit_test(the_first_dependent_column_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
