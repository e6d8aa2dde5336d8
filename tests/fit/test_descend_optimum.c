/* The exact minimum beside a descent: excess and digits against rationals, where doubles would
 * cancel.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/descends.h"

/* want = |A B - Y|^2 by rationals */
static void value_at(mpq_t want, const oracle_matrix *A, const oracle_matrix *Y, const double *B) {
    mpq_t e, b;
    mpq_inits(e, b, NULL);
    mpq_set_ui(want, 0, 1);
    for (int64_t r = 0; r < Y->columns; r++)
        for (int64_t i = 0; i < A->rows; i++) {
            mpq_set(e, *oracle_at(Y, i, r));
            for (int64_t j = 0; j < A->columns; j++) {
                rational_from_double(b, B[j + r * A->columns]);
                mpq_mul(b, b, *oracle_at(A, i, j));
                mpq_sub(e, e, b);
            }
            mpq_mul(e, e, e);
            mpq_add(want, want, e);
        }
    mpq_clears(e, b, NULL);
}

/* f* is the sum of o's residual sums of squares. */
static void sum_rss(mpq_t f, const oracle *o) {
    mpq_set_ui(f, 0, 1);
    for (int64_t r = 0; r < o->q; r++)
        mpq_add(f, f, o->rss[r]);
}

/* At B* with a relative error of `off` in each coefficient, and the last two `apart`, the excess
 * has a relative error of at most `worst`. */
static void check_excess(posed *P, const oracle_matrix *A, const oracle_matrix *Y, const oracle *o,
                         double off, double apart, double worst, uint64_t *seed) {
    double B[64];
    mpq_t f, want, got;
    mpq_inits(f, want, got, NULL);
    for (int64_t j = 0; j < A->columns; j++)
        for (int64_t r = 0; r < Y->columns; r++)
            B[j + r * A->columns] =
                mpq_get_d(*oracle_at(&o->min_norm, j, r)) * (1 + off * random_double(seed));
    B[A->columns - 1] += apart;
    B[A->columns - 2] -= apart;
    value_at(want, A, Y, B);
    sum_rss(f, o);
    mpq_sub(want, want, f);
    rational_from_double(got, lsq_optimum_excess(&P->optimum, B));
    mpq_sub(got, got, want);
    if (mpq_sgn(want))
        mpq_div(got, got, want);
    if (!(fabs(mpq_get_d(got)) <= worst))
        fail_msg("the excess %g is off by %g", mpq_get_d(want), mpq_get_d(got));
    mpq_clears(f, want, got, NULL);
}

static void check_table(const table *t, const char *formula, int intercept, double root,
                        int standardize, double worst, uint64_t *seed) {
    posed P;
    char *csv = table_csv(t), text[80];
    mpq_t f;
    mpq_init(f);
    pose(&P, fit_of(csv, formula), root * root, standardize);
    oracle_matrix X = table_matrix(t, 0, P.t.p - intercept, intercept);
    oracle_matrix Y = table_matrix(t, P.t.p - intercept, P.optimum.q, 0);
    oracle_matrix A = moved_rows(&X, &P.t, root), Z = with_rows(&Y, A.rows - X.rows);
    oracle *o = oracle_fit(&A, &Z);
    sum_rss(f, o);
    rational_round(text, sizeof text, f, 40);
    check_nearest(P.optimum.f, text);
    for (int i = 0; i < 5; i++)
        check_excess(&P, &A, &Z, o, i ? pow(1e-5, i - 1) : 0, 0, worst, seed);
    if (P.t.p > 1)
        check_excess(&P, &A, &Z, o, 0, 64, worst, seed);
    oracle_free(o);
    oracle_matrix_free(&Z);
    oracle_matrix_free(&A);
    oracle_matrix_free(&Y);
    oracle_matrix_free(&X);
    posed_free(&P);
    mpq_clear(f);
    free(csv);
}

static void the_excess_of_any_point_is_that_of_rationals(void **state) {
    (void)state;
    uint64_t seed = 1;
    table t;
    for (int trial = 0; trial < 24; trial++) {
        int intercept = trial % 2, standardize = trial / 2 % 2;
        double root = trial % 3 ? 0 : 1.5;
        table_random(&t, &seed, 12, 5, 6, 3);
        check_table(&t, intercept ? "cbind(c4, c5) ~ c1 + c2 + c3" : "cbind(c4, c5) ~ . - 1",
                    intercept, root, standardize, 1e-14, &seed);
    }
}

/* c2 is c1 and a little more: kappa is some 10^10, so that M in doubles would not know the excess
 * from noise. */
static void nearly_dependent_columns_do_not_blur_it(void **state) {
    (void)state;
    uint64_t seed = 7;
    table t;
    for (int trial = 0; trial < 8; trial++) {
        table_random(&t, &seed, 10, 3, 5, 0);
        for (int i = 0; i < 10; i++)
            snprintf(t.cell[i][1], TABLE_CELL, "%s.00000%02d", t.cell[i][0],
                     (int)random_between(&seed, 0, 99));
        check_table(&t, "c3 ~ c1 + c2", 1, 0, trial % 2, 1e-9, &seed);
    }
}

static void units_of_any_size_do_not_matter(void **state) {
    (void)state;
    uint64_t seed = 9;
    table t;
    for (int trial = 0; trial < 4; trial++) {
        table_random(&t, &seed, 8, 3, 5, 0);
        for (int i = 0; i < 8; i++) {
            char *end = t.cell[i][0] + strlen(t.cell[i][0]);
            memcpy(end, trial % 2 ? "e-160" : "e140", trial % 2 ? 6 : 5);
        }
        check_table(&t, "c3 ~ c1 + c2", 1, 0, trial / 2, 1e-14, &seed);
    }
}

static void deficient_columns_have_the_minimum_of_least_norm(void **state) {
    (void)state;
    uint64_t seed = 4;
    table t;
    for (int trial = 0; trial < 6; trial++) {
        table_random(&t, &seed, 9, 4, 4, 2);
        for (int i = 0; i < 9; i++)
            memcpy(t.cell[i][1], t.cell[i][0], TABLE_CELL);
        check_table(&t, "c4 ~ c1 + c2 + c3", 1, trial % 3 ? 0 : 0.5, trial % 2, 1e-13, &seed);
        t.n = 3; /* fewer rows than columns */
        check_table(&t, "c4 ~ c1 + c2 + c3", 1, trial % 3 ? 0 : 0.5, trial % 2, 1e-13, &seed);
    }
}

static void check_close(double got, double want) {
    if (!(fabs(got - want) < 1e-6))
        fail_msg("%.12g, wanted %.12g", got, want);
}

/* y = 1 + 2x exactly. */
static void digits_are_those_of_the_worst_coefficient(void **state) {
    (void)state;
    posed P;
    double digits[2], reached[2];
    pose(&P, fit_of("x,y\n1,3\n2,5\n3,7\n", "y ~ x"), 0, 0);
    check_same(lsq_optimum_digits(&P.optimum, (double[]){1, 2}, reached, digits), 17);
    check_close(lsq_optimum_digits(&P.optimum, (double[]){1.001, 2.0000002}, reached, digits), 3);
    check_close(digits[1], 7);
    check_same(reached[0], 1.001);
    check_same(lsq_optimum_digits(&P.optimum, (double[]){-9, 2}, NULL, digits), 0);
    check_same(lsq_optimum_digits(&P.optimum, (double[]){1, NAN}, NULL, digits), 0);
    check_same(digits[0], 17);
    posed_free(&P);
}

/* Standardized, x~ = (x - 2) d: y = 5 + 2 / d x~.  The intercept in units of the data is 0 in y =
 * 2x, which counts absolutely. */
static void digits_are_counted_in_the_units_of_the_data(void **state) {
    (void)state;
    posed P;
    double digits[2], reached[2];
    pose(&P, fit_of("x,y\n1,2\n2,4\n3,6\n", "y ~ x"), 0, 1);
    double slope = 2 / P.t.d[1];
    lsq_optimum_digits(&P.optimum, (double[]){4 + 1e-5, slope}, reached, digits);
    check_close(digits[0], 5);
    if (digits[1] < 15)
        fail_msg("%g digits", digits[1]);
    check_close(reached[0], 1e-5);
    check_close(reached[1], 2);
    posed_free(&P);
}

/* x of 3, y of 6: products of the error overflow to infinities of both signs. */
static void far_beyond_the_range_the_excess_is_infinite(void **state) {
    (void)state;
    posed P;
    pose(&P, fit_of("x,y\n1,2\n2,4\n3,6\n", "y ~ x"), 0, 0);
    static const double far[][2] = {{1e160, 0},    {1e300, 1e300},        {-1e300, 1e300},
                                    {INFINITY, 0}, {INFINITY, -INFINITY}, {NAN, 2}};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        check_same(lsq_optimum_excess(&P.optimum, far[i]), INFINITY);
    posed_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_excess_of_any_point_is_that_of_rationals),
        cmocka_unit_test(nearly_dependent_columns_do_not_blur_it),
        cmocka_unit_test(units_of_any_size_do_not_matter),
        cmocka_unit_test(deficient_columns_have_the_minimum_of_least_norm),
        cmocka_unit_test(digits_are_those_of_the_worst_coefficient),
        cmocka_unit_test(digits_are_counted_in_the_units_of_the_data),
        cmocka_unit_test(far_beyond_the_range_the_excess_is_infinite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
