/* The normal equations by Cholesky: within the bound of its rounding errors, no worse than a plain
 * Cholesky on NIST's problems, and refused where no digit would be right.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "solve/fits.h"

static const double U = 0x1p-53;

/* ---- the bound ---- */

static oracle *exact_fit(const problem *P) {
    oracle_matrix X = oracle_matrix_new(P->n, P->p), Y = oracle_matrix_new(P->n, P->q);
    for (int64_t i = 0; i < P->n; i++) {
        for (int64_t j = 0; j < P->p; j++)
            rational_from_double(*oracle_at(&X, i, j), P->X[i + j * P->n]);
        for (int64_t r = 0; r < P->q; r++)
            rational_from_double(*oracle_at(&Y, i, r), P->Y[i + r * P->n]);
    }
    oracle *o = oracle_fit(&X, &Y);
    oracle_matrix_free(&X);
    oracle_matrix_free(&Y);
    return o;
}

static double length(const double *x, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

/* |got - want| */
static double distance(double got, const mpq_t want) {
    mpq_t d;
    mpq_init(d);
    rational_from_double(d, got);
    mpq_sub(d, d, want);
    double size = fabs(mpq_get_d(d));
    mpq_clear(d);
    return size;
}

/* In columns of length 1, with t = tr H^-1 >= |H^-1|: the products have errors of at most n u each,
 * the factorisation and two substitutions of 3 p + 1 more, beside |R'||R| <= 1 each (Higham 2002,
 * theorems 8.5 and 10.3); so b solves a system that is off by e = p (n + 3 p + 1) u in norm, and a
 * right side that is off by (n + p) u |y| sqrt(p).  To first order, for e t < 1/2 twice that:
 *
 *   |db| <= 2 t e (|b| + |y|)    |dC| <= 2 t^2 e    |drss| <= 2 e (|y| + sum |b|)^2 + 2 t (e |y|)^2
 *
 * The last: y'y - |R_xy|^2 is rss for a G that is off by e, whose change is that of the minimum. */
static void check_bound(const problem *P) {
    lsq_solver *solver = solver_of("cholesky", P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    oracle *o = exact_fit(P);
    int64_t n = P->n, p = P->p;
    double t = 0, e = (double)(p * (n + 3 * p + 1)) * U;
    for (int64_t j = 0; j < p; j++)
        t += mpq_get_d(*oracle_at(&o->inverse, j, j)) * pow(length(P->X + j * n, n), 2);
    assert_true(e * t < 0.5);
    for (int64_t r = 0; r < P->q; r++) {
        double y = length(P->Y + r * n, n), b = 0;
        for (int64_t j = 0; j < p; j++)
            b += fabs(mpq_get_d(*oracle_at(&o->coef, j, r))) * length(P->X + j * n, n);
        for (int64_t j = 0; j < p; j++)
            assert_true(distance(a->B[j + r * p], *oracle_at(&o->coef, j, r)) *
                            length(P->X + j * n, n) <=
                        2 * t * e * (b + y));
        assert_true(distance(a->rss[r], o->rss[r]) <=
                    2 * e * pow(y + b, 2) + 2 * t * pow(e * y, 2));
    }
    for (int64_t i = 0; i < p * p; i++)
        assert_true(distance(a->C[i], *oracle_at(&o->inverse, i / p, i % p)) *
                        length(P->X + i / p * n, n) * length(P->X + i % p * n, n) <=
                    2 * t * t * e);
    /* t is the square of |X^+|_F, so at least 1 / rcond^2 over p, and at most p times it */
    assert_true(a->rcond * a->rcond * t >= 0.5 / (double)p);
    assert_true(a->rcond <= 1 && a->rcond * a->rcond <= 9.0 * (double)(p * p) / t);
    oracle_free(o);
    lsq_solver_free(solver);
}

/* Columns of very different units, the last one ever nearer to the first. */
static void random_problems_are_solved_within_the_bound(void **state) {
    (void)state;
    uint64_t seed = 17;
    for (int trial = 0; trial < 60; trial++) {
        int64_t p = random_between(&seed, 1, 5), n = p + random_between(&seed, 0, 15);
        problem P = problem_new(n, p, random_between(&seed, 1, 3));
        for (int64_t j = 0; j < p; j++) {
            double unit = pow(10, (double)random_between(&seed, -20, 20));
            for (int64_t i = 0; i < n; i++)
                P.X[i + j * n] = unit * random_double(&seed);
        }
        double near = pow(10, -(double)(trial % 5));
        for (int64_t i = 0; p > 1 && i < n; i++)
            P.X[i + (p - 1) * n] = P.X[i] + near * (P.X[i + (p - 1) * n] / P.X[(p - 1) * n]) *
                                                length(P.X, n) / sqrt((double)n);
        for (int64_t i = 0; i < n * P.q; i++)
            P.Y[i] = random_double(&seed);
        oracle *o = exact_fit(&P);
        double t = 0;
        for (int64_t j = 0; j < p; j++)
            t += mpq_get_d(*oracle_at(&o->inverse, j, j)) * pow(length(P.X + j * n, n), 2);
        oracle_free(o);
        if (t < 1e12) /* a square X may be worse than was meant */
            check_bound(&P);
        problem_free(&P);
    }
}

static void powers_of_two_in_the_columns_change_nothing_else(void **state) {
    (void)state;
    uint64_t seed = 3;
    problem P = problem_new(20, 4, 2);
    for (int64_t i = 0; i < 80; i++)
        P.X[i] = random_double(&seed);
    for (int64_t i = 0; i < 40; i++)
        P.Y[i] = random_double(&seed);
    check_powers_of_two("cholesky", &P);
    problem_free(&P);
}

/* ---- NIST ---- */

/* B = (X'X)^-1 X'y by GSL, columns as they are; 0 if GSL refuses. */
static int plain_cholesky(double *B, const problem *P) {
    size_t p = (size_t)P->p;
    gsl_matrix *G = gsl_matrix_calloc(p, p);
    gsl_vector *b = gsl_vector_calloc(p);
    for (size_t j = 0; j < p; j++)
        for (int64_t r = 0; r < P->n; r++) {
            const double *x = P->X + r;
            int64_t at = (int64_t)j * P->n;
            for (size_t i = 0; i < p; i++)
                *gsl_matrix_ptr(G, i, j) += x[(int64_t)i * P->n] * x[at];
            *gsl_vector_ptr(b, j) += x[at] * P->Y[r];
        }
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int solved = !gsl_linalg_cholesky_decomp1(G) && !gsl_linalg_cholesky_svx(G, b);
    gsl_set_error_handler(handler);
    memcpy(B, b->data, p * sizeof *B);
    gsl_matrix_free(G);
    gsl_vector_free(b);
    return solved;
}

/* Both have errors of cond^2 u times a number that is a matter of luck: a digit of difference is
 * not unlikely, two are. */
static void NIST_problems_have_the_digits_of_a_plain_Cholesky(void **state) {
    (void)state;
    static const char *const sets[] = {"Norris",   "Pontius",  "NoInt1",   "NoInt2",   "Longley",
                                       "Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        json_t *set = nist_load(sets[i]);
        problem P = nist_problem(set);
        double B[16];
        lsq_solver *solver = solver_of("cholesky", &P, 0, NULL);
        const lsq_answer *a = answer_of(solver);
        lsq_answer plain = {.p = P.p, .B = B};
        assert_true(plain_cholesky(B, &P));
        double got = nist_worst(set, "exact_coefficients", coefficient, a);
        double other = nist_worst(set, "exact_coefficients", coefficient, &plain);
        if (got < other - 1)
            fail_msg("%s: %.2f digits, a plain Cholesky has %.2f", sets[i], got, other);
        lsq_solver_free(solver);
        problem_free(&P);
        json_decref(set);
    }
}

/* Its condition number, columns of length 1, is 4.3e4: 53 - log2(4.3e4^2) bits are 6.7 digits. */
static void Longley_is_solved_and_the_note_tells_what_it_cost(void **state) {
    (void)state;
    json_t *set = nist_load("Longley");
    problem P = nist_problem(set);
    lsq_solver *solver = solver_of("cholesky", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    check_text(a->note, "X'X squares the condition number of the scaled columns, 4.3e4, to 1.9e9: "
                        "about 7 of 16 digits are left");
    assert_int_equal(a->rank, 7);
    assert_int_equal(a->steps, -1);
    lsq_solver_free(solver);
    problem_free(&P);
    json_decref(set);
}

static double exact_number(const json_t *set, const char *key, int64_t j) {
    return strtod(json_string_value(json_array_get(json_object_get(set, key), (size_t)j)), NULL);
}

/* The digits in the worst of NIST's coefficients: the error that X + E with |E e_j| = u |X e_j|
 * makes in b_i is u sqrt(C_ii) sqrt(sum of |X e_j|^2 b_j^2), with sqrt(C_ii) = se_i / sigma, and
 * the condition number times that where X'X is rounded. */
static int worst_digits(const json_t *set, const problem *P, double cond) {
    double sigma = strtod(json_string_value(json_object_get(set, "exact_residual_sd")), NULL);
    double length = 0, most = 0;
    for (int64_t j = 0; j < P->p; j++) {
        double b = exact_number(set, "exact_coefficients", j), square = 0;
        for (int64_t i = 0; i < P->n; i++)
            square += P->X[i + j * P->n] * P->X[i + j * P->n];
        length += square * b * b;
        most = fmax(most, exact_number(set, "exact_std_errors", j) / sigma / fabs(b));
    }
    return (int)rint(-log10(0x1p-53 * cond * most * sqrt(length)));
}

/* With powers of x from 1 to 5 and coefficients of 1 to 10^-5, or an intercept beside x of 10^6. */
static void the_note_tells_where_one_coefficient_is_the_worse(void **state) {
    (void)state;
    static const char *const sets[] = {"Wampler4", "Norris", "Pontius"};
    for (int i = 0; i < 3; i++) {
        json_t *set = nist_load(sets[i]);
        problem P = nist_problem(set);
        double cond = strtod(
            json_string_value(json_object_get(set, "condition_number_2norm_unit_columns")), NULL);
        char want[64];
        lsq_solver *solver = solver_of("cholesky", &P, 0, NULL);
        snprintf(want, sizeof want, "digits are left, %d in the worst coefficient",
                 worst_digits(set, &P, cond));
        check_contains(answer_of(solver)->note, want);
        lsq_solver_free(solver);
        solver = solver_of("tsqr", &P, 0, NULL);
        snprintf(want, sizeof want, "digits are left, %d in the worst coefficient",
                 worst_digits(set, &P, 1));
        check_contains(answer_of(solver)->note, want);
        lsq_solver_free(solver);
        problem_free(&P);
        json_decref(set);
    }
}

/* Condition number 5.2e9: its square is beyond 2^53. */
static void Filip_is_refused(void **state) {
    (void)state;
    json_t *set = nist_load("Filip");
    problem P = nist_problem(set);
    check_refused("cholesky", &P,
                  "X'X is not positive definite to working precision at column 9 of X");
    problem_free(&P);
    json_decref(set);
}

/* y'y = 1e20 and RSS = 4 (1/2)^2 = 1 of y = 5e9 1 +- 1/2: twenty digits are lost, more than there
 * are.  y'y is exact. */
static void the_note_tells_where_RSS_is_the_worse(void **state) {
    (void)state;
    problem P = problem_new(4, 1, 1);
    for (int i = 0; i < 4; i++) {
        P.X[i] = 1;
        P.Y[i] = 5e9 + (i % 2 ? 0.5 : -0.5);
    }
    lsq_solver *solver = solver_of("cholesky", &P, 0, NULL);
    const lsq_answer *a = answer_of(solver);
    assert_true(a->rss[0] >= 0);
    check_contains(a->note, "about 16 of 16 digits are left, and 0 of RSS = y'y");
    lsq_solver_free(solver);
    problem_free(&P);
}

/* ---- refusals ---- */

static void dependent_columns_are_refused_by_number(void **state) {
    (void)state;
    uint64_t seed = 5;
    for (int64_t bad = 1; bad < 4; bad++) {
        problem P = problem_new(12, 4, 1);
        char part[64];
        for (int64_t i = 0; i < 48; i++)
            P.X[i] = (double)random_between(&seed, -9, 9);
        for (int64_t i = 0; i < 12; i++) {
            P.X[i + bad * 12] = 3 * P.X[i + (bad - 1) * 12];
            P.Y[i] = (double)i;
        }
        snprintf(part, sizeof part, "at column %lld of X: columns depend", (long long)bad);
        check_refused("cholesky", &P, part);
        problem_free(&P);
    }
}

static void a_column_of_zeros_is_refused(void **state) {
    (void)state;
    problem P = problem_new(5, 2, 1);
    for (int i = 0; i < 5; i++)
        P.X[i] = i + 1;
    check_refused("cholesky", &P, "at column 1 of X");
    problem_free(&P);
}

/* x2 = x1 (1 + 1e-9) in half the rows: cond is 2e9 or so, which its square root of H^-1's largest
 * element shows; rounding H leaves a positive pivot as likely as not, and never a right digit. */
static void nearly_dependent_columns_are_refused_even_if_the_pivots_are_positive(void **state) {
    (void)state;
    uint64_t seed = 12;
    for (int trial = 0; trial < 40; trial++) {
        problem P = problem_new(10, 2, 1);
        for (int i = 0; i < 10; i++) {
            P.X[i] = random_double(&seed);
            P.X[i + 10] = P.X[i] * (1 + 1e-9 * random_double(&seed));
            P.Y[i] = random_double(&seed);
        }
        check_refused("cholesky", &P,
                      "not positive definite to working precision at column 1 "
                      "of X");
        problem_free(&P);
    }
}

static void squares_that_underflow_are_refused(void **state) {
    (void)state;
    problem P = problem_new(3, 1, 1);
    for (int i = 0; i < 3; i++) {
        P.X[i] = (i + 1) * 1e-160;
        P.Y[i] = i;
    }
    check_refused("cholesky", &P, "the sum of squares of column 0 of X underflows a double");
    for (int i = 0; i < 3; i++) /* every product is 0 */
        P.Y[i] = P.X[i] = (i + 1) * 1e-300;
    check_refused("cholesky", &P, "the sum of squares of column 0 of X underflows a double");
    for (int i = 0; i < 3; i++)
        P.X[i] = (i + 1) * 1e-100;
    check_refused("cholesky", &P, "the sum of squares of column 0 of Y underflows a double");
    problem_free(&P);
}

/* y = 3 x1 - 2 x2 of small integers: every number on the way is exact but for few roundings, and
 * rss, which is 0, is never negative. */
static void rss_of_an_exact_fit_is_not_negative(void **state) {
    (void)state;
    uint64_t seed = 8;
    for (int trial = 0; trial < 50; trial++) {
        problem P = problem_new(30, 2, 1);
        for (int i = 0; i < 30; i++) {
            P.X[i] = random_double(&seed);
            P.X[i + 30] = random_double(&seed);
            P.Y[i] = 3 * P.X[i] - 2 * P.X[i + 30];
        }
        lsq_solver *solver = solver_of("cholesky", &P, 0, NULL);
        const lsq_answer *a = answer_of(solver);
        assert_true(a->rss[0] >= 0 && a->rss[0] <= 1e-10);
        lsq_solver_free(solver);
        problem_free(&P);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_problems_are_solved_within_the_bound),
        cmocka_unit_test(powers_of_two_in_the_columns_change_nothing_else),
        cmocka_unit_test(NIST_problems_have_the_digits_of_a_plain_Cholesky),
        cmocka_unit_test(Longley_is_solved_and_the_note_tells_what_it_cost),
        cmocka_unit_test(Filip_is_refused),
        cmocka_unit_test(the_note_tells_where_RSS_is_the_worse),
        cmocka_unit_test(the_note_tells_where_one_coefficient_is_the_worse),
        cmocka_unit_test(dependent_columns_are_refused_by_number),
        cmocka_unit_test(a_column_of_zeros_is_refused),
        cmocka_unit_test(nearly_dependent_columns_are_refused_even_if_the_pivots_are_positive),
        cmocka_unit_test(squares_that_underflow_are_refused),
        cmocka_unit_test(rss_of_an_exact_fit_is_not_negative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
