/* The sweep: which columns are independent and what the others equal.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "dense/samples.h"
#include "solve/fits.h"
#include "solve/sweep.h"

/* The directions of a square matrix given by columns, through its QR. */
static lsq_directions directions_of(const lsq_lapack *L, const double *X, int64_t p) {
    lsq_directions d;
    lsq_error error = {0};
    lsq_matrix A = make(p, p);
    double *tau = calloc((size_t)p, sizeof *tau);
    memcpy(A.data, X, (size_t)(p * p) * sizeof *X);
    check_status(lsq_factor_qr(L, lsq_matrix_view(&A), tau, &error), LSQ_OK, &error);
    check_status(lsq_directions_init(&d, L, lsq_matrix_look(&A), p, NULL, &error), LSQ_OK, &error);
    lsq_matrix_clear(&A);
    free(tau);
    return d;
}

/* 1, x, 1 + x, 0, x^2, 1e100 (x^2 - 2 x): the third, fourth and sixth go. */
static const double polynomials[] = {1, 1, 1, 1, 1, 1,  -1,    0, 1,      2, 3,     4,
                                     0, 1, 2, 3, 4, 5,  0,     0, 0,      0, 0,     0,
                                     1, 0, 1, 4, 9, 16, 3e100, 0, -1e100, 0, 3e100, 8e100};

static void the_later_of_dependent_columns_are_aliased(void **state) {
    (void)state;
    static const unsigned char want[] = {0, 0, 1, 1, 0, 1};
    lsq_lapack *L = open_lapack();
    lsq_directions d = directions_of(L, polynomials, 6);
    unsigned char aliased[6];
    int64_t rank, columns[6];
    assert_int_equal(lsq_sweep(aliased, &rank, &d, 6 * 0x1p-52, NULL), LSQ_OK);
    assert_int_equal(rank, 3);
    assert_memory_equal(aliased, want, 6);
    assert_int_equal(lsq_pick_columns(columns, aliased, 3, &d, 6 * 0x1p-52, NULL), LSQ_OK);
    assert_memory_equal(aliased, want, 6);
    assert_int_equal(columns[0], 0);
    assert_int_equal(columns[1], 1);
    assert_int_equal(columns[2], 4);
    lsq_directions_clear(&d);
    lsq_lapack_close(L);
}

static void relations_are_in_the_units_of_the_columns(void **state) {
    (void)state;
    static const unsigned char aliased[] = {0, 0, 1, 1, 0, 1};
    static const int64_t columns[] = {0, 1, 4};
    static const double want[6][6] = {{0}, {0}, {1, 1}, {0}, {0}, {0, -2e100, 0, 0, 1e100}};
    lsq_lapack *L = open_lapack();
    lsq_directions d = directions_of(L, polynomials, 6);
    lsq_matrix relations = make(6, 6);
    assert_int_equal(lsq_relate(lsq_matrix_view(&relations), (lsq_view){0}, &d, columns, 3, aliased,
                                6 * 0x1p-52, NULL, NULL),
                     LSQ_OK);
    for (int j = 0; j < 6; j++)
        for (int i = 0; i < 6; i++) {
            double got = relations.data[i + 6 * j];
            if (want[j][i] == 0)
                check_same(got, 0);
            else /* the condition of 1, x, x^2 on six points, scaled, is below 20; n p u */
                check_at_most(fabs(got / want[j][i] - 1), 20 * 36 * 0x1p-52, "relation");
        }
    lsq_matrix_clear(&relations);
    lsq_directions_clear(&d);
    lsq_lapack_close(L);
}

/* U_j is (c, s) against e_1: at a distance s. */
static void the_distance_is_measured_against_the_length(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    static const double units[] = {1, 1e-200, 1e200};
    for (int u = 0; u < 3; u++) {
        double X[4] = {units[u], 0, 1, 1e-8};
        lsq_directions d = directions_of(L, X, 2);
        unsigned char aliased[2];
        int64_t rank;
        assert_int_equal(lsq_sweep(aliased, &rank, &d, 0.4e-8, NULL), LSQ_OK); /* times 1 + |z| */
        assert_int_equal(rank, 2);
        assert_int_equal(lsq_sweep(aliased, &rank, &d, 0.6e-8, NULL), LSQ_OK);
        assert_int_equal(rank, 1);
        assert_true(aliased[1]);
        lsq_directions_clear(&d);
    }
    lsq_lapack_close(L);
}

/* Asked for 2 columns of 3 independent ones: the sweep cannot agree, so the pivots choose; x1 and
 * x2 are close, so one of them goes. */
static void pivots_choose_where_the_sweep_disagrees(void **state) {
    (void)state;
    static const double X[] = {1, 0, 0, 1, 0.01, 0, 0, 0, 1};
    lsq_lapack *L = open_lapack();
    lsq_directions d = directions_of(L, X, 3);
    unsigned char aliased[3];
    int64_t columns[3];
    assert_int_equal(lsq_pick_columns(columns, aliased, 2, &d, 3 * 0x1p-52, NULL), LSQ_OK);
    assert_int_equal(aliased[0] + aliased[1], 1);
    assert_int_equal(columns[0], aliased[0]);
    assert_int_equal(columns[1], 2);
    lsq_directions_clear(&d);
    lsq_lapack_close(L);
}

/* Constant and years are dependent to within 1e-3, so that rounding makes shares of 1e-13 of
 * them in a column that is 3 times another. */
static void shares_made_by_rounding_are_zero(void **state) {
    (void)state;
    static const unsigned char aliased[] = {0, 0, 0, 1, 0, 0};
    static const int64_t columns[] = {0, 1, 2, 4, 5};
    uint64_t seed = 65;
    lsq_lapack *L = open_lapack();
    lsq_matrix relations = make(6, 6);
    for (int trial = 0; trial < 20; trial++) {
        double X[36];
        for (int i = 0; i < 6; i++) {
            X[i] = 1;
            X[6 + i] = 2000 + i;
            X[12 + i] = random_double(&seed);
            X[18 + i] = 3 * X[12 + i];
            X[24 + i] = random_double(&seed);
            X[30 + i] = random_double(&seed);
        }
        lsq_directions d = directions_of(L, X, 6);
        assert_int_equal(lsq_relate(lsq_matrix_view(&relations), (lsq_view){0}, &d, columns, 5,
                                    aliased, 6 * 0x1p-52, NULL, NULL),
                         LSQ_OK);
        for (int i = 0; i < 6; i++)
            if (i != 2)
                check_same(relations.data[i + 18], 0);
        check_at_most(fabs(relations.data[2 + 18] - 3), 1e-9, "share"); /* cond is below 1e5 */
        lsq_directions_clear(&d);
    }
    lsq_matrix_clear(&relations);
    lsq_lapack_close(L);
}

/* |X e_j - sum of relations X e_i| / |X e_j|, exactly but for the last rounding; X is p-by-p. */
static double gap(const double *X, const lsq_matrix *relations, int64_t p, int64_t j) {
    mpq_t sum, a, b;
    double size = 0;
    mpq_inits(sum, a, b, NULL);
    for (int64_t i = 0; i < p; i++) {
        rational_from_double(sum, X[i + p * j]);
        for (int64_t k = 0; k < p; k++) {
            rational_from_double(a, X[i + p * k]);
            rational_from_double(b, relations->data[k + p * j]);
            mpq_mul(a, a, b);
            mpq_sub(sum, sum, a);
        }
        size = hypot(size, mpq_get_d(sum));
    }
    mpq_clears(sum, a, b, NULL);
    return size / length_of(X + p * j, p);
}

/* Of Hilbert's matrix every share may be noise by itself, all of them are not.  With the shares as
 * computed a column is at some distance from the others; what is dropped from the relations adds no
 * more than tolerance (1 + sum |z|), and rounding some p 2^-52 of the same. */
static void shares_of_ill_conditioned_columns_still_make_the_column(void **state) {
    (void)state;
    enum { P = 13 };
    static double X[P * P];
    for (int j = 0; j < P; j++)
        for (int i = 0; i < P; i++)
            X[i + P * j] = 1.0 / (i + j + 1);
    lsq_lapack *L = open_lapack();
    for (double tolerance = 8 * P * 0x1p-52; tolerance < 0.01; tolerance *= 100)
        for (int64_t rank = 2; rank < 11; rank++) {
            lsq_directions d = directions_of(L, X, P);
            lsq_matrix relations = make(P, P), plain = make(P, P), shares = make(rank, P);
            unsigned char aliased[P];
            int64_t columns[P];
            assert_int_equal(lsq_pick_columns(columns, aliased, rank, &d, tolerance, NULL), LSQ_OK);
            assert_int_equal(lsq_relate(lsq_matrix_view(&relations), lsq_matrix_view(&shares), &d,
                                        columns, rank, aliased, tolerance, NULL, NULL),
                             LSQ_OK);
            for (int64_t j = 0; j < P; j++) {
                double sum = 1;
                for (int64_t i = 0; i < rank; i++) {
                    double z = shares.data[i + rank * j];
                    plain.data[columns[i] + P * j] = ldexp(z * d.length[j] / d.length[columns[i]],
                                                           d.exponent[j] - d.exponent[columns[i]]);
                    sum += fabs(z);
                }
                if (aliased[j])
                    check_at_most(gap(X, &relations, P, j),
                                  gap(X, &plain, P, j) + (tolerance + P * 0x1p-52) * sum, "gap");
            }
            lsq_matrix_clear(&shares);
            lsq_matrix_clear(&plain);
            lsq_matrix_clear(&relations);
            lsq_directions_clear(&d);
        }
    lsq_lapack_close(L);
}

static void a_share_beyond_the_range_is_refused(void **state) {
    (void)state;
    static const double from[] = {1e-200, 1e200, 1e-153}, to[] = {1e200, 1e-200, 1e155};
    static const unsigned char aliased[] = {0, 1};
    static const int64_t columns[] = {0};
    lsq_lapack *L = open_lapack();
    lsq_matrix relations = make(2, 2);
    for (int c = 0; c < 3; c++) {
        double X[4] = {from[c], 2 * from[c], 3 * to[c], 6 * to[c]};
        lsq_directions d = directions_of(L, X, 2);
        lsq_error error = {0};
        check_status(lsq_relate(lsq_matrix_view(&relations), (lsq_view){0}, &d, columns, 1, aliased,
                                4 * 0x1p-52, NULL, &error),
                     LSQ_ENUMERIC, &error);
        check_contains(error.message,
                       "column 1 of X as a multiple of column 0 of X is beyond the range");
        lsq_directions_clear(&d);
    }
    lsq_matrix_clear(&relations);
    lsq_lapack_close(L);
}

static void a_triangle_that_overflows_has_no_directions(void **state) {
    (void)state;
    static const double bad[] = {INFINITY, -INFINITY, NAN};
    lsq_lapack *L = open_lapack();
    for (int i = 0; i < 3; i++) {
        lsq_directions d;
        lsq_error error = {0};
        lsq_matrix R = make(3, 3);
        R.data[0] = R.data[4] = 1;
        R.data[3] = bad[i];
        check_status(lsq_directions_init(&d, L, lsq_matrix_look(&R), 2, NULL, &error), LSQ_ENUMERIC,
                     &error);
        check_contains(error.message, "the triangle of X and Y overflows");
        R.data[3] = 0;
        R.data[6] = bad[i]; /* of Y: not read */
        check_status(lsq_directions_init(&d, L, lsq_matrix_look(&R), 2, NULL, &error), LSQ_OK,
                     &error);
        lsq_directions_clear(&d);
        lsq_matrix_clear(&R);
    }
    lsq_lapack_close(L);
}

/* Columns near the plane of e and f, to within t = 1e-7, after some that go (before any has gone, R
 * is triangular and right angles come for nothing).  Orthogonalised once, those kept have cosines
 * of u / t, and what depends on them is that far from all of them. */
static void a_combination_of_nearly_dependent_columns_is_seen(void **state) {
    (void)state;
    uint64_t seed = 66;
    lsq_lapack *L = open_lapack();
    for (int trial = 0; trial < 20; trial++) {
        double X[100];
        for (int i = 0; i < 10; i++) {
            double e = random_double(&seed), f = random_double(&seed);
            for (int j = 0; j < 4; j++)
                X[i + 10 * j] = (j + 1) * e;
            X[i + 40] = f;
            for (int j = 5; j < 8; j++)
                X[i + 10 * j] = e + j * f + 1e-7 * random_double(&seed);
            X[i + 80] = 2 * X[i + 60] - X[i + 50];
            X[i + 90] = random_double(&seed);
        }
        lsq_directions d = directions_of(L, X, 10);
        unsigned char aliased[10];
        int64_t rank;
        assert_int_equal(lsq_sweep(aliased, &rank, &d, 10 * 0x1p-52, NULL), LSQ_OK);
        assert_int_equal(rank, 6);
        assert_true(aliased[1] && aliased[2] && aliased[3] && aliased[8]);
        lsq_directions_clear(&d);
    }
    lsq_lapack_close(L);
}

static void the_tolerance_is_the_callers_or_grows_with_the_size(void **state) {
    (void)state;
    lsq_solver_options options = {.struct_size = sizeof options};
    check_same(lsq_rank_tolerance(NULL, 13, 3), 13 * 0x1p-52);
    check_same(lsq_rank_tolerance(&options, 3, 20), 20 * 0x1p-50);
    options.tolerance = 1e-3;
    check_same(lsq_rank_tolerance(&options, 3, 20), 1e-3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_later_of_dependent_columns_are_aliased),
        cmocka_unit_test(relations_are_in_the_units_of_the_columns),
        cmocka_unit_test(the_distance_is_measured_against_the_length),
        cmocka_unit_test(pivots_choose_where_the_sweep_disagrees),
        cmocka_unit_test(shares_made_by_rounding_are_zero),
        cmocka_unit_test(shares_of_ill_conditioned_columns_still_make_the_column),
        cmocka_unit_test(a_share_beyond_the_range_is_refused),
        cmocka_unit_test(a_triangle_that_overflows_has_no_directions),
        cmocka_unit_test(a_combination_of_nearly_dependent_columns_is_seen),
        cmocka_unit_test(the_tolerance_is_the_callers_or_grows_with_the_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
