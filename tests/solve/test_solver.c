/* The calls of the classical solvers: any layout, additions that fail, answers that are never
 * stale, options, refusals.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"
#include "solve/method.h"

static const char *const KEEPERS[] = {"cholesky", "tsqr", "qr"}; /* products, triangle, rows */
enum { KINDS = 3 };

static lsq_solver *new_solver(const char *method, int64_t p, int64_t q,
                              const lsq_solver_options *options) {
    lsq_solver *solver = NULL;
    lsq_error error = {0};
    check_status(lsq_solver_new(&solver, method, p, q, options, &error), LSQ_OK, &error);
    assert_non_null(solver);
    return solver;
}

static problem draw(int64_t n, int64_t p, int64_t q, uint64_t seed) {
    problem P = problem_new(n, p, q);
    for (int64_t i = 0; i < n * p; i++)
        P.X[i] = random_double(&seed);
    for (int64_t i = 0; i < n * q; i++)
        P.Y[i] = random_double(&seed);
    return P;
}

/* Integers of at most 2^10: their products are exact in any order of summation. */
static problem draw_integers(int64_t n, int64_t p, int64_t q, uint64_t seed) {
    problem P = problem_new(n, p, q);
    for (int64_t i = 0; i < n * p; i++)
        P.X[i] = (double)random_between(&seed, -1024, 1024);
    for (int64_t i = 0; i < n * q; i++)
        P.Y[i] = (double)random_between(&seed, -1024, 1024);
    return P;
}

static void check_same_bits(const lsq_answer *a, const lsq_answer *b) {
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->rank, b->rank);
    assert_memory_equal(a->B, b->B, (size_t)(a->p * a->q) * sizeof(double));
    assert_memory_equal(a->C, b->C, (size_t)(a->p * a->p) * sizeof(double));
    assert_memory_equal(a->rss, b->rss, (size_t)a->q * sizeof(double));
    check_same(a->rcond, b->rcond);
}

/* ---- layouts ---- */

enum { LAYOUTS = 8 };

/* A's numbers, n-by-p without gaps, laid out anew in `room`, which has 2 (n + 2) (p + 2) doubles,
 * the rest of them NaN: what is read beside the matrix shows. */
static lsq_doubles lay_out(double *room, const double *data, int64_t n, int64_t p, int layout) {
    int64_t r[LAYOUTS] = {1, p, 1, 2 * p + 1, -1, -p, 1, 2};
    int64_t c[LAYOUTS] = {n, 1, n + 2, 2, -n, -1, -n, 2 * n};
    int64_t start[LAYOUTS] = {0, 0, 1, 0, n * p - 1, n * p - 1, n * (p - 1), 0};
    int64_t first = start[layout];
    for (int64_t i = 0; i < 2 * (n + 2) * (p + 2); i++)
        room[i] = NAN;
    lsq_doubles A = {room + first, n, p, r[layout], c[layout]};
    for (int64_t j = 0; j < p; j++)
        for (int64_t i = 0; i < n; i++)
            room[first + i * A.row_stride + j * A.column_stride] = data[i + j * n];
    return A;
}

/* By columns, by rows, in a larger matrix, with gaps everywhere, backwards in all ways: of integers
 * the products are exact, and the blocks of the other two are the same ones, so that answers are
 * equal bit by bit. */
static void every_layout_gives_the_same_bits(void **state) {
    (void)state;
    problem P = draw_integers(6000, 6, 2, 11);
    double *x = calloc((size_t)(2 * (P.n + 2) * (P.p + 2)), sizeof *x);
    double *y = calloc((size_t)(2 * (P.n + 2) * (P.q + 2)), sizeof *y);
    for (int m = 0; m < KINDS; m++) {
        lsq_solver *plain = solver_of(KEEPERS[m], &P, 0, NULL);
        const lsq_answer *want = answer_of(plain);
        for (int layout = 0; layout < LAYOUTS * LAYOUTS; layout++) {
            lsq_solver *solver = new_solver(KEEPERS[m], P.p, P.q, NULL);
            lsq_error error = {0};
            check_status(lsq_solver_add(solver, lay_out(x, P.X, P.n, P.p, layout / LAYOUTS),
                                        lay_out(y, P.Y, P.n, P.q, layout % LAYOUTS), &error),
                         LSQ_OK, &error);
            check_same_bits(answer_of(solver), want);
            lsq_solver_free(solver);
        }
        lsq_solver_free(plain);
    }
    free(x);
    free(y);
    problem_free(&P);
}

/* One column needs no stride between columns, one row none between rows. */
static void strides_that_are_not_used_may_be_0(void **state) {
    (void)state;
    problem P = draw_integers(50, 1, 1, 5);
    for (int m = 0; m < KINDS; m++) {
        lsq_solver *plain = solver_of(KEEPERS[m], &P, 0, NULL);
        lsq_solver *solver = new_solver(KEEPERS[m], 1, 1, NULL);
        lsq_doubles X = {P.X, 49, 1, 1, 0}, Y = {P.Y, 49, 1, 1, 0};
        check_status(lsq_solver_add(solver, X, Y, NULL), LSQ_OK, NULL);
        X = (lsq_doubles){P.X + 49, 1, 1, 0, 0};
        Y = (lsq_doubles){P.Y + 49, 1, 1, 0, 0};
        check_status(lsq_solver_add(solver, X, Y, NULL), LSQ_OK, NULL);
        double b = answer_of(plain)->B[0];
        /* both exact but for n u in each of two products and a quotient */
        assert_true(fabs(answer_of(solver)->B[0] - b) <= 300 * 0x1p-53);
        lsq_solver_free(solver);
        lsq_solver_free(plain);
    }
    problem_free(&P);
}

/* ---- additions that fail ---- */

static void check_add_fails(lsq_solver *solver, lsq_doubles X, lsq_doubles Y, lsq_status status,
                            const char *message) {
    lsq_error error = {0};
    check_status(lsq_solver_add(solver, X, Y, &error), status, &error);
    check_text(error.message, message);
}

/* The bad number stands behind several blocks of good ones. */
static void a_number_that_is_not_finite_is_named_and_leaves_the_solver_as_it_was(void **state) {
    (void)state;
    problem P = draw(9000, 10, 2, 3), bad = draw(9000, 10, 2, 4);
    lsq_doubles X = columns_of(bad.X, 9000, 10), Y = columns_of(bad.Y, 9000, 2);
    for (int m = 0; m < KINDS; m++)
        for (int by_rows = 0; by_rows < 2; by_rows++) {
            if (by_rows) {
                X.row_stride = 10;
                X.column_stride = 1;
            } else {
                X = columns_of(bad.X, 9000, 10);
            }
            lsq_solver *before = solver_of(KEEPERS[m], &P, 0, NULL);
            lsq_solver *solver = solver_of(KEEPERS[m], &P, 0, NULL);
            double *x = bad.X + 8765 * X.row_stride + 3 * X.column_stride, old = *x;
            *x = NAN;
            check_add_fails(solver, X, Y, LSQ_EDATA, "X[8765, 3] is NaN");
            *x = -INFINITY;
            check_add_fails(solver, X, Y, LSQ_EDATA, "X[8765, 3] is infinite");
            *x = old;
            double *y = bad.Y + 8999 + 9000, old_y = *y;
            *y = NAN;
            check_add_fails(solver, X, Y, LSQ_EDATA, "Y[8999, 1] is NaN");
            *y = old_y;
            check_same_bits(answer_of(solver), answer_of(before));
            lsq_solver_free(solver);
            lsq_solver_free(before);
        }
    problem_free(&P);
    problem_free(&bad);
}

static void shapes_that_do_not_fit_are_told(void **state) {
    (void)state;
    double x[6] = {1, 2, 3, 4, 5, 6};
    lsq_solver *solver = new_solver("tsqr", 2, 1, NULL);
    lsq_doubles X = {x, 3, 2, 1, 3}, Y = {x, 3, 1, 1, 3};
    check_add_fails(solver, Y, Y, LSQ_EUSAGE, "X has 1 columns, the solver was made for 2");
    check_add_fails(solver, X, X, LSQ_EUSAGE, "Y has 2 columns, the solver was made for 1");
    check_add_fails(solver, (lsq_doubles){NULL, 3, 2, 1, 3}, Y, LSQ_EUSAGE, "X has no data");
    check_add_fails(solver, X, (lsq_doubles){NULL, 3, 1, 1, 3}, LSQ_EUSAGE, "Y has no data");
    check_add_fails(solver, (lsq_doubles){x, -1, 2, 1, 3}, Y, LSQ_EUSAGE, "X is -1 by 2");
    check_add_fails(solver, (lsq_doubles){x, 3, -2, 1, 3}, Y, LSQ_EUSAGE, "X is 3 by -2");
    check_add_fails(solver, X, (lsq_doubles){x, 2, 1, 1, 2}, LSQ_EUSAGE, "X has 3 rows, Y has 2");
    check_add_fails(NULL, X, Y, LSQ_EUSAGE, "solver is NULL");
    const lsq_answer *answer = (const lsq_answer *)x;
    lsq_error error = {0};
    check_status(lsq_solver_solve(solver, &answer, &error), LSQ_EDATA, &error);
    check_text(error.message, "no rows were added");
    assert_null(answer);
    lsq_solver_free(solver);
}

/* ---- answers ---- */

static void an_answer_is_never_that_of_older_rows(void **state) {
    (void)state;
    problem P = draw(40, 3, 1, 1), R = draw(40, 3, 1, 2);
    for (int64_t i = 0; i < lsq_methods(); i++) {
        lsq_solver *fresh = new_solver(lsq_method_name(i), 3, 1, NULL);
        lsq_solver *used = solver_of(lsq_method_name(i), &P, 0, NULL);
        lsq_doubles X = columns_of(R.X, 40, 3), Y = columns_of(R.Y, 40, 1);
        double old = answer_of(used)->B[0];
        check_status(lsq_solver_add(used, X, Y, NULL), LSQ_OK, NULL);
        assert_int_equal(answer_of(used)->n, 80);
        double both = answer_of(used)->B[0];
        assert_true(both != old);
        lsq_solver_reset(used);
        const lsq_answer *none;
        check_status(lsq_solver_solve(used, &none, NULL), LSQ_EDATA, NULL);
        check_status(lsq_solver_add(used, X, Y, NULL), LSQ_OK, NULL);
        check_status(lsq_solver_add(fresh, X, Y, NULL), LSQ_OK, NULL);
        const lsq_answer *a = answer_of(used), *b = answer_of(fresh);
        assert_memory_equal(a->B, b->B, 3 * sizeof(double));
        assert_true(a->B[0] != both && a->B[0] != old);
        lsq_solver_free(used);
        lsq_solver_free(fresh);
    }
    problem_free(&P);
    problem_free(&R);
}

static void solving_twice_gives_the_same_bits(void **state) {
    (void)state;
    problem P = draw(60, 4, 2, 8);
    for (int64_t i = 0; i < lsq_methods(); i++) {
        lsq_solver *solver = solver_of(lsq_method_name(i), &P, 0, NULL);
        double B[8], rss[2];
        const lsq_answer *a = answer_of(solver);
        memcpy(B, a->B, sizeof B);
        memcpy(rss, a->rss, sizeof rss);
        a = answer_of(solver);
        assert_memory_equal(a->B, B, sizeof B);
        assert_memory_equal(a->rss, rss, sizeof rss);
        assert_int_equal(a->p, 4);
        assert_int_equal(a->q, 2);
        assert_true(a->bytes >= (4 * 2 + 4 * 4) * (int64_t)sizeof(double));
        assert_true(a->note && *a->note);
        if (a->steps < 0)
            assert_true(isnan(a->error_bound));
        else
            assert_true(a->error_bound > 0 && (a->error_bound < 1e-6 || !a->converged));
        lsq_solver_free(solver);
    }
    problem_free(&P);
}

/* Each response of three is the one response of a solver of its own.  What is the same arithmetic
 * in another order differs by the rounding of n products, far below 1e-12 for a random X. */
static void three_responses_are_three_fits(void **state) {
    (void)state;
    problem P = draw(200, 4, 3, 21);
    for (int64_t i = 0; i < 5; i++) {
        lsq_solver *all = solver_of(lsq_method_name(i), &P, 0, NULL);
        const lsq_answer *a = answer_of(all);
        for (int64_t r = 0; r < 3; r++) {
            problem one = P;
            one.q = 1;
            one.Y = P.Y + r * P.n;
            lsq_solver *solver = solver_of(lsq_method_name(i), &one, 0, NULL);
            const lsq_answer *b = answer_of(solver);
            for (int64_t j = 0; j < 4; j++)
                assert_true(fabs(a->B[j + r * 4] - b->B[j]) < 1e-12);
            assert_true(fabs(a->rss[r] / b->rss[0] - 1) < 1e-12);
            lsq_solver_free(solver);
        }
        lsq_solver_free(all);
    }
    problem_free(&P);
}

static void without_columns_rss_is_the_sum_of_squares(void **state) {
    (void)state;
    double y[] = {3, 4, 12};
    for (int64_t i = 0; i < lsq_methods(); i++) {
        lsq_solver *solver = new_solver(lsq_method_name(i), 0, 1, NULL);
        lsq_doubles X = {NULL, 3, 0, 0, 0}, Y = {y, 3, 1, 1, 3};
        check_status(lsq_solver_add(solver, X, Y, NULL), LSQ_OK, NULL);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->rank, 0);
        assert_true(fabs(a->rss[0] - 169) <= 20 * 169 * 0x1p-53); /* a norm of 3, squared */
        lsq_solver_free(solver);
    }
}

static void fewer_rows_than_columns_are_refused_by_those_who_need_more(void **state) {
    (void)state;
    problem P = draw(3, 5, 1, 2);
    for (int m = 0; m < KINDS; m++)
        check_refused(KEEPERS[m], &P, "3 rows for 5 columns");
    problem_free(&P);
}

static void numbers_whose_squares_overflow_are_refused_when_solved(void **state) {
    (void)state;
    double x[] = {1e200, 2e200, 3e200}, y[] = {1, 2, 4};
    static const char *const by_products[] = {"cholesky", "gd", "line"};
    for (int m = 0; m < 3; m++) {
        lsq_solver *solver = new_solver(by_products[m], 1, 1, NULL);
        lsq_doubles X = {x, 3, 1, 1, 3}, Y = {y, 3, 1, 1, 3};
        const lsq_answer *answer;
        lsq_error error = {0};
        check_status(lsq_solver_add(solver, X, Y, &error), LSQ_OK, &error);
        check_status(lsq_solver_solve(solver, &answer, &error), LSQ_ENUMERIC, &error);
        check_text(error.message, "the sum of squares of column 0 of X overflows a double; scale "
                                  "the column, or use the exact solver");
        /* and a NaN among such numbers is still a NaN */
        x[1] = NAN;
        check_add_fails(solver, X, Y, LSQ_EDATA, "X[1, 0] is NaN");
        x[1] = 2e200;
        lsq_solver_reset(solver);
        check_status(lsq_solver_add(solver, Y, Y, &error), LSQ_OK, &error);
        assert_int_equal(answer_of(solver)->n, 3);
        lsq_solver_free(solver);
    }
}

/* The column is 2e308 long. */
static void a_triangle_that_overflows_is_refused(void **state) {
    (void)state;
    double x[] = {1e308, 1e308, 1e308, 1e308}, y[] = {1, 2, 4, 7};
    static const char *const by_triangle[] = {"tsqr", "pivoted-qr", "svd"};
    for (int m = 0; m < 3; m++) {
        lsq_solver *solver = new_solver(by_triangle[m], 1, 1, NULL);
        const lsq_answer *answer;
        lsq_error error = {0};
        check_status(lsq_solver_add(solver, columns_of(x, 4, 1), columns_of(y, 4, 1), &error),
                     LSQ_OK, &error);
        check_status(lsq_solver_solve(solver, &answer, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "the triangle of X and Y overflows a double");
        lsq_solver_free(solver);
    }
}

/* RSS is 2e400. */
static void an_answer_that_overflows_is_none(void **state) {
    (void)state;
    double x[] = {1, 1}, y[] = {1e200, -1e200};
    static const char *const methods[] = {"qr", "tsqr", "pivoted-qr", "svd"};
    for (int m = 0; m < 4; m++) {
        lsq_solver *solver = new_solver(methods[m], 1, 1, NULL);
        const lsq_answer *answer;
        lsq_error error = {0};
        check_status(lsq_solver_add(solver, columns_of(x, 2, 1), columns_of(y, 2, 1), &error),
                     LSQ_OK, &error);
        check_status(lsq_solver_solve(solver, &answer, &error), LSQ_ENUMERIC, &error);
        assert_null(answer);
        check_text(error.message,
                   "the answer overflows a double; scale the columns, or use the exact solver");
        lsq_solver_free(solver);
    }
}

static problem line_of(double x_unit, double y_unit) {
    problem P = problem_new(4, 1, 1);
    static const double y[] = {1.1, 1.9, 3.2, 3.9};
    for (int i = 0; i < 4; i++) {
        P.X[i] = (i + 1) * x_unit;
        P.Y[i] = y[i] * y_unit;
    }
    return P;
}

/* Squares underflow long before lengths do.  0 would be the answer of an exact fit. */
static void what_underflows_is_refused_by_name(void **state) {
    (void)state;
    static const struct {
        double x, y;
        const char *part;
    } cases[] = {
        {1e-150, 1e-170, "RSS of column 0 of Y underflows"},
        {1e-150, 1e-157, "RSS of column 0 of Y underflows"}, /* to 1e-315, which has 7 digits */
        {1e160, 1e150, "(X'X)^-1 underflows a double at column 0 of X"},
        {1e140, 1e-160, "RSS of column 0 of Y underflows"},
        {1e150, 1e-158, "the coefficient of column 0 of X underflows"},
        {1e150, 1e-200, "the coefficient of column 0 of X underflows"},
        {1e-150, 1e-318, "the length of column 0 of Y is"},
        {1e-310, 1, "the length of column 0 of X is"},
    };
    static const char *const methods[] = {"tsqr", "pivoted-qr", "svd"};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        problem P = line_of(cases[c].x, cases[c].y);
        for (int m = 0; m < 3; m++)
            check_refused(methods[m], &P, cases[c].part);
        problem_free(&P);
    }
}

/* 1e-150 and 1e-140 leave squares of 1e-300 and 1e-280; B is the same to the last bits, with
 * y'x = 1.1 + 3.8 + 9.6 + 15.6 and x'x = 30. */
static void what_does_not_underflow_is_taken(void **state) {
    (void)state;
    static const char *const methods[] = {"cholesky", "qr", "tsqr", "pivoted-qr", "svd"};
    problem P = line_of(1e-150, 1e-140);
    for (int m = 0; m < 5; m++) {
        lsq_solver *solver = solver_of(methods[m], &P, 0, NULL);
        check_at_most(fabs(answer_of(solver)->B[0] / (30.1 / 30 * 1e10) - 1), 16 * 0x1p-52, "B");
        lsq_solver_free(solver);
    }
    problem_free(&P);
}

/* A y of zeros has a residual of 0, which has not underflown. */
static void zeros_are_not_what_underflows(void **state) {
    (void)state;
    static const char *const methods[] = {"cholesky", "qr", "tsqr", "pivoted-qr", "svd"};
    problem P = line_of(1e-100, 0);
    for (int m = 0; m < 5; m++) {
        lsq_solver *solver = solver_of(methods[m], &P, 0, NULL);
        check_same(fabs(answer_of(solver)->B[0]), 0);
        check_same(answer_of(solver)->rss[0], 0);
        lsq_solver_free(solver);
    }
    problem_free(&P);
}

static void rows_may_come_one_by_one_and_none_at_all(void **state) {
    (void)state;
    problem P = draw(30, 3, 1, 6);
    for (int m = 0; m < KINDS; m++) {
        lsq_solver *whole = solver_of(KEEPERS[m], &P, 0, NULL);
        lsq_solver *single = solver_of(KEEPERS[m], &P, 1, NULL);
        lsq_doubles X = {NULL, 0, 3, 1, 1}, Y = {NULL, 0, 1, 1, 1};
        check_status(lsq_solver_add(single, X, Y, NULL), LSQ_OK, NULL);
        const lsq_answer *a = answer_of(whole), *b = answer_of(single);
        assert_int_equal(b->n, 30);
        for (int j = 0; j < 3; j++) /* bits are promised for the same blocks only */
            assert_true(fabs(a->B[j] - b->B[j]) < 1e-13);
        lsq_solver_free(whole);
        lsq_solver_free(single);
    }
    problem_free(&P);
}

static void a_large_addition_may_follow_a_small_one(void **state) {
    (void)state;
    problem P = draw_integers(9000, 3, 1, 6);
    double *room = calloc(2 * 9002 * 5, sizeof *room);
    lsq_solver *pieces = new_solver("cholesky", 3, 1, NULL);
    lsq_solver *whole = solver_of("cholesky", &P, 0, NULL);
    lsq_doubles X = lay_out(room, P.X, P.n, 3, 1), Y = columns_of(P.Y, P.n, 1);
    static const int64_t from[] = {0, 1, 3, 100, 9000};
    for (int i = 0; i < 4; i++) {
        X.rows = Y.rows = from[i + 1] - from[i];
        check_status(lsq_solver_add(pieces, X, Y, NULL), LSQ_OK, NULL);
        X.data += X.rows * X.row_stride;
        Y.data += Y.rows;
    }
    check_same_bits(answer_of(pieces), answer_of(whole));
    lsq_solver_free(pieces);
    lsq_solver_free(whole);
    free(room);
    problem_free(&P);
}

/* Their sum overflows, they do not: nothing says that they are not finite.  The length of x is
 * below the largest double, b = x'y / x'x = 1e-308 (1 + 1 - 4) / 3. */
static void large_finite_numbers_are_finite(void **state) {
    (void)state;
    double x[] = {1e308, 1e308, -1e308}, y[] = {1, 1, 4};
    static const char *const methods[] = {"qr", "tsqr"};
    for (int m = 0; m < 2; m++) {
        lsq_solver *solver = new_solver(methods[m], 1, 1, NULL);
        lsq_error error = {0};
        check_status(lsq_solver_add(solver, columns_of(x, 3, 1), columns_of(y, 3, 1), &error),
                     LSQ_OK, &error);
        const lsq_answer *a; /* B = -6.7e-309 */
        check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "the coefficient of column 0 of X underflows a double");
        lsq_solver_free(solver);
    }
}

static void a_block_without_a_copy_is_the_same_rows(void **state) {
    (void)state;
    problem P = draw_integers(500, 3, 2, 6);
    for (int m = 0; m < KINDS; m++) {
        lsq_solver *solver = new_solver(KEEPERS[m], 3, 2, NULL);
        lsq_solver *copied = solver_of(KEEPERS[m], &P, 0, NULL);
        double *block = calloc(500 * 5, sizeof *block);
        memcpy(block, P.X, 500 * 3 * sizeof *block);
        memcpy(block + 500 * 3, P.Y, 500 * 2 * sizeof *block);
        check_status(lsq_solver_add_block(solver, (lsq_view){block, 500, 5, 500}, NULL), LSQ_OK,
                     NULL);
        check_same_bits(answer_of(solver), answer_of(copied));
        free(block);
        lsq_solver_free(solver);
        lsq_solver_free(copied);
    }
    problem_free(&P);
}

static void memory_does_not_grow_with_the_rows_of_what_streams(void **state) {
    (void)state;
    problem P = draw(20000, 5, 1, 6);
    static const char *const streaming[] = {"cholesky", "pivoted-qr", "svd", "tsqr"};
    for (int m = 0; m < 4; m++) {
        lsq_solver *solver = solver_of(streaming[m], &P, 0, NULL);
        int64_t once = answer_of(solver)->bytes;
        for (int i = 0; i < 3; i++)
            check_status(
                lsq_solver_add(solver, columns_of(P.X, P.n, 5), columns_of(P.Y, P.n, 1), NULL),
                LSQ_OK, NULL);
        assert_int_equal(answer_of(solver)->bytes, once);
        assert_true(once < 300000);
        lsq_solver_free(solver);
    }
    lsq_solver *rows = solver_of("qr", &P, 0, NULL);
    assert_true(answer_of(rows)->bytes >= 20000 * 6 * 8 * 2); /* the rows and their factors */
    lsq_solver_free(rows);
    problem_free(&P);
}

/* ---- options and handles ---- */

static void check_new_fails(const char *method, int64_t p, int64_t q,
                            const lsq_solver_options *options, lsq_status status,
                            const char *part) {
    lsq_solver *solver = (lsq_solver *)&status;
    lsq_error error = {0};
    check_status(lsq_solver_new(&solver, method, p, q, options, &error), status, &error);
    check_contains(error.message, part);
    assert_null(solver);
}

static void arguments_that_make_no_solver_are_told(void **state) {
    (void)state;
    lsq_error error = {0};
    check_status(lsq_solver_new(NULL, "qr", 1, 1, NULL, &error), LSQ_EUSAGE, &error);
    check_new_fails(NULL, 1, 1, NULL, LSQ_EUSAGE, "method is NULL");
    check_new_fails("tsqt", 1, 1, NULL, LSQ_EUSAGE, "did you mean 'tsqr'");
    check_new_fails("qr", -1, 1, NULL, LSQ_EUSAGE, "p is -1, q is 1");
    check_new_fails("qr", 1, 0, NULL, LSQ_EUSAGE, "p is 1, q is 0");
    check_new_fails("qr", INT64_MAX, 1, NULL, LSQ_ELIMIT, "p + q is 2147483647");
    check_new_fails("qr", 1, INT64_MAX, NULL, LSQ_ELIMIT, "p + q is 2147483647");
    lsq_solver_free(NULL);
    lsq_solver_reset(NULL);
    const lsq_answer *answer;
    check_status(lsq_solver_solve(NULL, &answer, NULL), LSQ_EUSAGE, NULL);
    lsq_solver *solver = new_solver("qr", 1, 1, NULL);
    check_status(lsq_solver_solve(solver, NULL, NULL), LSQ_EUSAGE, NULL);
    lsq_solver_free(solver);
}

static int no_watch(void *context, const lsq_descent_state *state) {
    (void)context;
    (void)state;
    return 0;
}

static void options_out_of_range_are_told(void **state) {
    (void)state;
    static const double wrong[] = {-1e-300, 1, INFINITY, NAN};
    lsq_solver_options o = {.struct_size = sizeof o};
    for (int i = 0; i < 4; i++) {
        o.tolerance = wrong[i];
        check_new_fails("svd", 1, 1, &o, LSQ_EUSAGE, "the tolerance is ");
    }
    o = (lsq_solver_options){.struct_size = sizeof o, .most_steps = -1};
    check_new_fails("gd", 1, 1, &o, LSQ_EUSAGE, "most_steps is -1");
    o = (lsq_solver_options){.struct_size = sizeof o, .on_rows = 1};
    check_new_fails("qr", 1, 1, &o, LSQ_EUSAGE,
                    "on_rows is for gd, line, heavy-ball, nesterov, bb and cg, not for qr");
    check_new_fails("tsqr", 1, 1, &o, LSQ_EUSAGE, " and cg, not for tsqr");
    o = (lsq_solver_options){.struct_size = sizeof o, .ridge = wrong};
    check_new_fails("svd", 1, 1, &o, LSQ_EUSAGE, "ridge is for gd, line, ");
    for (int i = 0; i < 4; i++) {
        double ridge[] = {0, wrong[i], 1};
        o.ridge = ridge;
        if (wrong[i] == 1)
            continue;
        check_new_fails("cg", 3, 1, &o, LSQ_EUSAGE, "ridge[1] is ");
        check_new_fails("cg", 3, 1, &o, LSQ_EUSAGE, "; a penalty is at least 0 and finite");
        lsq_solver_free(new_solver("cg", 1, 1, &o)); /* the rest is none of its business */
    }
    o = (lsq_solver_options){.struct_size = sizeof o, .watch = no_watch};
    check_new_fails("cholesky", 1, 1, &o, LSQ_EUSAGE, "watch is for gd, line, ");
    o = (lsq_solver_options){.struct_size = sizeof o, .batch = -1};
    check_new_fails("gd", 1, 1, &o, LSQ_EUSAGE, "batch is -1; it is at least 0");
    o = (lsq_solver_options){.struct_size = sizeof o, .batch = 2};
    check_new_fails("gd", 1, 1, &o, LSQ_EUSAGE, "batch is for sgd, not for gd");
    o = (lsq_solver_options){.struct_size = sizeof o, .seed = 2};
    check_new_fails("cg", 1, 1, &o, LSQ_EUSAGE, "seed is for sgd, not for cg");
    o = (lsq_solver_options){.struct_size = sizeof o, .step = "1/L"};
    for (int64_t i = 0; i < lsq_methods(); i++)
        if (strcmp(lsq_method_name(i), "gd"))
            check_new_fails(lsq_method_name(i), 1, 1, &o, LSQ_EUSAGE, "step is for gd, not for ");
    o.step = "fast";
    check_new_fails("gd", 1, 1, &o, LSQ_EUSAGE, "step is 'fast', expected 1/L, 2/(L+mu), ");
    o = (lsq_solver_options){.tolerance = 0.5};
    check_new_fails("svd", 1, 1, &o, LSQ_EUSAGE, "options.struct_size is 0");
}

static void a_method_takes_the_options_that_it_has_a_use_for(void **state) {
    (void)state;
    static const double ridge[] = {1};
    lsq_solver_options all = {.struct_size = sizeof all,
                              .tolerance = 0.25,
                              .most_steps = 9,
                              .step = "1/L",
                              .on_rows = 1,
                              .ridge = ridge,
                              .batch = 3,
                              .seed = 4,
                              .watch = no_watch},
                       taken;
    lsq_error error = {0};
    for (int64_t i = 0; i < lsq_methods(); i++) {
        const lsq_method *method = lsq_method_at(i);
        check_status(lsq_method_take_options(&taken, method, &all, &error), LSQ_OK, &error);
        check_same(taken.tolerance, 0.25);
        assert_int_equal(taken.most_steps, 9);
        assert_int_equal(taken.step != NULL, lsq_takes(method, "step"));
        assert_int_equal(taken.on_rows, lsq_takes(method, "on_rows"));
        assert_int_equal(taken.ridge != NULL, lsq_takes(method, "ridge"));
        assert_int_equal(taken.batch != 0, lsq_takes(method, "batch"));
        assert_int_equal(taken.seed != 0, lsq_takes(method, "seed"));
        assert_int_equal(taken.watch != NULL, lsq_takes(method, "watch"));
        lsq_solver *solver = new_solver(method->name, 1, 1, &taken); /* which refuses none of it */
        assert_int_equal(lsq_solver_keeps(solver), taken.on_rows ? LSQ_KEEP_ROWS : method->keep);
        lsq_solver_free(solver);
    }
    check_status(lsq_method_take_options(&taken, lsq_method_at(0), NULL, &error), LSQ_OK, &error);
    assert_int_equal(taken.struct_size, sizeof taken);
    all.struct_size = 1;
    check_status(lsq_method_take_options(&taken, lsq_method_at(0), &all, &error), LSQ_EUSAGE,
                 &error);
}

/* In every refusal that names a column. */
static void columns_with_names_are_called_by_them(void **state) {
    (void)state;
    static const char *const names[] = {"one", "two\ttabs", "why"};
    static const struct {
        const char *method;
        double unit;
        const char *part;
        double unit_y;
    } cases[] = {
        {"cholesky", 1, "precision at two\\ttabs: ", 1},
        {"qr", 1, "two\\ttabs depends on the columns before", 1},
        {"tsqr", 1, "two\\ttabs depends on the columns before", 1},
        {"pivoted-qr", 1, "two\\ttabs left out as dependent", 1},
        {"cholesky", 1e-200, "squares of two\\ttabs underflows", 1},
        {"gd", 1e-200, "squares of two\\ttabs underflows", 1},
        {"line", 1e200, "squares of two\\ttabs overflows", 1},
        {"gd", 1, "squares of why underflows", 1e-200},
        {"cholesky", 1, "squares of why overflows", 1e200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x[] = {1, 2, 3, 3, 6, 9}, y[] = {1, 2, 4};
        for (int j = 0; j < 3; j++) {
            x[j + 3] *= cases[i].unit;
            y[j] *= cases[i].unit_y;
        }
        lsq_solver *solver = new_solver(cases[i].method, 2, 1, NULL);
        const lsq_answer *answer;
        lsq_error error = {0};
        lsq_solver_name_columns(solver, names);
        check_status(lsq_solver_add(solver, columns_of(x, 3, 2), columns_of(y, 3, 1), &error),
                     LSQ_OK, &error);
        lsq_status status = lsq_solver_solve(solver, &answer, &error);
        check_contains(status ? error.message : answer->note, cases[i].part);
        lsq_solver_reset(solver); /* the names stay */
        check_status(lsq_solver_add(solver, columns_of(x, 3, 2), columns_of(y, 3, 1), &error),
                     LSQ_OK, &error);
        status = lsq_solver_solve(solver, &answer, &error);
        check_contains(status ? error.message : answer->note, cases[i].part);
        lsq_solver_free(solver);
    }
}

/* A program compiled against an older header has a shorter struct: what is beyond it is not read.
 */
static void a_shorter_struct_of_options_is_read_as_far_as_it_goes(void **state) {
    (void)state;
    lsq_solver_options o = {
        .struct_size = offsetof(lsq_solver_options, most_steps), .most_steps = -1, .on_rows = 1};
    lsq_solver_free(new_solver("svd", 1, 1, &o));
    struct {
        lsq_solver_options known;
        double unknown[4];
    } longer = {.known = {.struct_size = sizeof longer}};
    lsq_solver_free(new_solver("svd", 1, 1, &longer.known));
}

static void the_text_of_the_step_is_copied(void **state) {
    (void)state;
    problem P = draw(40, 2, 1, 9);
    char step[] = "0.5/L";
    lsq_solver_options o = {.struct_size = sizeof o, .step = step};
    lsq_solver *kept = solver_of("gd", &P, 0, &o);
    lsq_solver *lost = solver_of("gd", &P, 0, &o);
    int64_t steps = answer_of(kept)->steps;
    memcpy(step, "1.5/L", sizeof step);
    assert_int_equal(answer_of(lost)->steps, steps);
    lsq_solver_free(kept);
    lsq_solver_free(lost);
    problem_free(&P);
}

/* gd keeps products of 3-by-3 numbers, or 40 rows of 3. */
static void on_rows_keeps_the_rows(void **state) {
    (void)state;
    problem P = draw(4000, 2, 1, 9);
    lsq_solver_options o = {.struct_size = sizeof o, .on_rows = 1};
    lsq_solver *rows = solver_of("gd", &P, 0, &o), *products = solver_of("gd", &P, 0, NULL);
    assert_true(answer_of(rows)->bytes >= 4000 * 3 * 8);
    assert_true(answer_of(products)->bytes < 4000 * 3 * 8);
    lsq_solver_free(rows);
    lsq_solver_free(products);
    problem_free(&P);
}

static void the_BLAS_has_a_name(void **state) {
    (void)state;
    char text[256] = "";
    lsq_error error = {0};
    check_status(lsq_blas(text, sizeof text, &error), LSQ_OK, &error);
    assert_true(strlen(text) > 0);
    check_status(lsq_blas(text, 255, &error), LSQ_EUSAGE, &error);
    check_status(lsq_blas(NULL, 256, &error), LSQ_EUSAGE, &error);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layout_gives_the_same_bits),
        cmocka_unit_test(strides_that_are_not_used_may_be_0),
        cmocka_unit_test(a_number_that_is_not_finite_is_named_and_leaves_the_solver_as_it_was),
        cmocka_unit_test(shapes_that_do_not_fit_are_told),
        cmocka_unit_test(an_answer_is_never_that_of_older_rows),
        cmocka_unit_test(solving_twice_gives_the_same_bits),
        cmocka_unit_test(three_responses_are_three_fits),
        cmocka_unit_test(without_columns_rss_is_the_sum_of_squares),
        cmocka_unit_test(fewer_rows_than_columns_are_refused_by_those_who_need_more),
        cmocka_unit_test(numbers_whose_squares_overflow_are_refused_when_solved),
        cmocka_unit_test(rows_may_come_one_by_one_and_none_at_all),
        cmocka_unit_test(a_large_addition_may_follow_a_small_one),
        cmocka_unit_test(large_finite_numbers_are_finite),
        cmocka_unit_test(a_triangle_that_overflows_is_refused),
        cmocka_unit_test(an_answer_that_overflows_is_none),
        cmocka_unit_test(what_underflows_is_refused_by_name),
        cmocka_unit_test(what_does_not_underflow_is_taken),
        cmocka_unit_test(zeros_are_not_what_underflows),
        cmocka_unit_test(a_block_without_a_copy_is_the_same_rows),
        cmocka_unit_test(memory_does_not_grow_with_the_rows_of_what_streams),
        cmocka_unit_test(arguments_that_make_no_solver_are_told),
        cmocka_unit_test(options_out_of_range_are_told),
        cmocka_unit_test(a_method_takes_the_options_that_it_has_a_use_for),
        cmocka_unit_test(columns_with_names_are_called_by_them),
        cmocka_unit_test(a_shorter_struct_of_options_is_read_as_far_as_it_goes),
        cmocka_unit_test(the_text_of_the_step_is_copied),
        cmocka_unit_test(on_rows_keeps_the_rows),
        cmocka_unit_test(the_BLAS_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
