/* The sum of squares as a function: its values and differences beside exact rational numbers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "fit/squares.h"
#include "support/check.h"
#include "support/random.h"
#include "support/rational.h"

enum { N = 700, P = 3, Q = 2, K = P + Q, FIRST = 300 }; /* tiles of 256, blocks of 300 and 400 */

/* Rows in two blocks. */
typedef struct data {
    double D[N * K]; /* column-major */
    double first[FIRST * K], second[(N - FIRST) * K];
    lsq_matrix blocks[2];
    lsq_rows kept;
    double B[P * Q];
} data;

static void split(data *d) {
    for (int j = 0; j < K; j++)
        for (int i = 0; i < N; i++) {
            double v = d->D[i + j * N];
            if (i < FIRST)
                d->first[i + j * FIRST] = v;
            else
                d->second[i - FIRST + j * (N - FIRST)] = v;
        }
    d->blocks[0] = (lsq_matrix){d->first, FIRST, K, NULL};
    d->blocks[1] = (lsq_matrix){d->second, N - FIRST, K, NULL};
    d->kept = (lsq_rows){d->blocks, 2, 2, N};
}

/* Whole numbers, or numbers of 53 bits around an offset. */
static void make(data *d, int whole, double offset, uint64_t *state) {
    for (int i = 0; i < N * K; i++)
        d->D[i] = whole ? (double)random_between(state, -9, 9) : random_double(state) + offset;
    for (int i = 0; i < P * Q; i++)
        d->B[i] = whole ? (double)random_between(state, -9, 9) : random_double(state);
    split(d);
}

/* f = |X x - Y|^2, exactly */
static void exact_value(mpq_t f, const data *d, const double *x) {
    mpq_t e, a, b;
    mpq_inits(e, a, b, NULL);
    mpq_set_ui(f, 0, 1);
    for (int r = 0; r < Q; r++)
        for (int i = 0; i < N; i++) {
            rational_from_double(e, -d->D[i + (P + r) * N]);
            for (int j = 0; j < P; j++) {
                rational_from_double(a, d->D[i + j * N]);
                rational_from_double(b, x[j + r * P]);
                mpq_mul(a, a, b);
                mpq_add(e, e, a);
            }
            mpq_mul(e, e, e);
            mpq_add(f, f, e);
        }
    mpq_clears(e, a, b, NULL);
}

/* |got - (f(x) - f(y))|, or of f(x) alone where y is NULL. */
static double error_of(double got, const data *d, const double *x, const double *y) {
    mpq_t f, g;
    mpq_inits(f, g, NULL);
    exact_value(f, d, x);
    if (y)
        exact_value(g, d, y);
    mpq_sub(f, f, g);
    rational_from_double(g, got);
    mpq_sub(f, f, g);
    double error = fabs(mpq_get_d(f));
    mpq_clears(f, g, NULL);
    return error;
}

static void begin(lsq_squares *s, const data *d) {
    check_status(lsq_squares_init(s, &d->kept, P, Q, d->B, NULL), LSQ_OK, NULL);
}

static void whole_numbers_lose_nothing(void **state) {
    (void)state;
    static data d;
    uint64_t seed = 1;
    lsq_squares s;
    double x[P * Q], y[P * Q], f, g;
    make(&d, 1, 0, &seed);
    begin(&s, &d);
    for (int k = 0; k < 40; k++) {
        for (int i = 0; i < P * Q; i++) {
            x[i] = d.B[i] + (double)random_between(&seed, -1, 1);
            y[i] = d.B[i] + (double)random_between(&seed, -1, 1) * (k % 2);
        }
        assert_int_equal(lsq_squares_value(&s, x, &f), 0);
        check_same(error_of(f, &d, x, NULL), 0);
        assert_int_equal(lsq_squares_difference(&s, x, y, &f), 0);
        check_same(error_of(f, &d, x, y), 0);
        lsq_squares_difference(&s, y, x, &g);
        check_same(f, -g);
    }
    lsq_squares_difference(&s, x, x, &f);
    check_same(f, 0);
    lsq_squares_clear(&s);
}

/* f is 1e19 and more, the differences of it are 1e-4 of sums of 1e8: next to nothing is left of
 * them in the values. */
static void an_offset_hides_no_difference(void **state) {
    (void)state;
    static data d;
    uint64_t seed = 2;
    lsq_squares s;
    make(&d, 0, 1e8, &seed);
    begin(&s, &d);
    for (int at = 0; at < P * Q; at++) {
        double x[P * Q], y[P * Q], f, fx, fy;
        memcpy(x, d.B, sizeof x);
        memcpy(y, d.B, sizeof y);
        x[at] += 0x1p-24;
        y[at] -= 0x1p-24;
        lsq_squares_difference(&s, x, y, &f);
        assert_true(error_of(f, &d, x, y) <= 1e-8 * fabs(f));
        lsq_squares_value(&s, x, &fx);
        lsq_squares_value(&s, y, &fy);
        assert_true(error_of(fx, &d, x, NULL) <= 1e-15 * fx);
        y[at] = d.B[at];
        lsq_squares_difference(&s, x, y, &f);
        assert_true(error_of(f, &d, x, y) <= 1e-7 * fabs(f));
    }
    lsq_squares_clear(&s);
}

/* Y is X B to the last bit: what is left are the roundings of Y, 1e-16 of the terms. */
static void residuals_of_a_perfect_fit_are_right(void **state) {
    (void)state;
    static data d;
    uint64_t seed = 6;
    lsq_squares s;
    make(&d, 0, 1e8, &seed);
    for (int r = 0; r < Q; r++)
        for (int i = 0; i < N; i++) {
            double y = 0;
            for (int j = 0; j < P; j++)
                y += d.D[i + j * N] * d.B[j + r * P];
            d.D[i + (P + r) * N] = y;
        }
    split(&d);
    begin(&s, &d);
    mpq_t e, a, b;
    mpq_inits(e, a, b, NULL);
    for (int r = 0; r < Q; r++)
        for (int i = 0; i < N; i++) {
            rational_from_double(e, -d.D[i + (P + r) * N]);
            for (int j = 0; j < P; j++) {
                rational_from_double(a, d.D[i + j * N]);
                rational_from_double(b, d.B[j + r * P]);
                mpq_mul(a, a, b);
                mpq_add(e, e, a);
            }
            double exact = mpq_get_d(e);
            assert_true(fabs(exact) < 1e-6);
            assert_true(fabs(s.R[i + r * N] - exact) <= 1e-15 * fabs(exact) + 1e-22);
        }
    mpq_clears(e, a, b, NULL);
    lsq_squares_clear(&s);
}

/* No derivative is in it: far from B, and between any two points, it is the difference of the
 * values. */
static void a_difference_is_one_of_values_anywhere(void **state) {
    (void)state;
    static data d;
    uint64_t seed = 3;
    lsq_squares s;
    make(&d, 0, 0, &seed);
    begin(&s, &d);
    for (int k = 0; k < 20; k++) {
        double x[P * Q], y[P * Q], f;
        for (int i = 0; i < P * Q; i++) {
            x[i] = 100 * random_double(&seed);
            y[i] = 3 * random_double(&seed);
        }
        lsq_squares_difference(&s, x, y, &f);
        assert_true(error_of(f, &d, x, y) <= 1e-14 * fabs(f));
    }
    lsq_squares_clear(&s);
}

/* At whole numbers the gradient is exact; elsewhere it is within its bound of one that is
 * computed from exact residuals. */
static void rounding_of_the_gradient_is_within_its_bound(void **state) {
    (void)state;
    static data d;
    uint64_t seed = 4;
    for (int k = 0; k < 6; k++) {
        lsq_squares s;
        double g[P * Q], rounding[P * Q];
        make(&d, k == 0, k < 2 ? 0 : 1e4 * k, &seed);
        begin(&s, &d);
        lsq_squares_gradient(&s, d.B, g);
        lsq_squares_rounding(&s, rounding);
        for (int at = 0; at < P * Q; at++) {
            mpq_t sum, e, a, b;
            mpq_inits(sum, e, a, b, NULL);
            for (int i = 0; i < N; i++) {
                rational_from_double(e, -d.D[i + (P + at / P) * N]);
                for (int j = 0; j < P; j++) {
                    rational_from_double(a, d.D[i + j * N]);
                    rational_from_double(b, d.B[j + at / P * P]);
                    mpq_mul(a, a, b);
                    mpq_add(e, e, a);
                }
                rational_from_double(a, 2 * d.D[i + at % P * N]);
                mpq_mul(a, a, e);
                mpq_add(sum, sum, a);
            }
            rational_from_double(a, g[at]);
            mpq_sub(sum, sum, a);
            double error = fabs(mpq_get_d(sum));
            if (k == 0)
                check_same(error, 0);
            assert_true(error <= rounding[at]);
            assert_true(rounding[at] > 0 && rounding[at] < 1e-8 * N * (1 + 1e9 * k * k));
            mpq_clears(sum, e, a, b, NULL);
        }
        lsq_squares_clear(&s);
    }
}

static void lengths_are_those_of_whole_columns(void **state) {
    (void)state;
    static data d;
    double lengths[K];
    for (int j = 0; j < K; j++)
        for (int i = 0; i < N; i++)
            d.D[i + j * N] = i == 0 ? 3e200 * j : i == N - 1 ? 4e200 * j : 0;
    split(&d);
    lsq_rows_lengths(&d.kept, K, lengths);
    for (int j = 0; j < K; j++)
        assert_true(fabs(lengths[j] - 5e200 * j) <= 1e-15 * 5e200 * j);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_lose_nothing),
        cmocka_unit_test(an_offset_hides_no_difference),
        cmocka_unit_test(residuals_of_a_perfect_fit_are_right),
        cmocka_unit_test(a_difference_is_one_of_values_anywhere),
        cmocka_unit_test(rounding_of_the_gradient_is_within_its_bound),
        cmocka_unit_test(lengths_are_those_of_whole_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
