/* The pseudoinverse: Penrose's four identities, and exact ones of whole numbers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"
#include "support/matrices.h"

static double *numbers(int64_t count) {
    double *a = calloc((size_t)count + 1, sizeof *a);
    assert_non_null(a);
    return a;
}

/* P = pinv(X), X n-by-p; returns the rank. */
static int64_t pinv(double *P, const double *X, int64_t n, int64_t p, double tolerance) {
    int64_t rank = -1;
    lsq_error error = {0};
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, n, p), tolerance, &error), LSQ_OK,
                 &error);
    return rank;
}

/* C = A B, m-by-k and k-by-n. */
static void multiply(double *C, const double *A, const double *B, int64_t m, int64_t k, int64_t n) {
    memset(C, 0, (size_t)(m * n) * sizeof *C);
    for (int64_t j = 0; j < n; j++)
        for (int64_t l = 0; l < k; l++)
            for (int64_t i = 0; i < m; i++)
                C[i + j * m] += A[i + l * m] * B[l + j * k];
}

static double difference(const double *A, const double *B, int64_t count) {
    double size = 0;
    for (int64_t i = 0; i < count; i++)
        size = hypot(size, A[i] - B[i]);
    return size;
}

static double asymmetry(const double *A, int64_t n) {
    double size = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            size = hypot(size, A[i + j * n] - A[j + i * n]);
    return size;
}

/* P is the inverse of the non-zero part of X + E, |E| <= e |X| with e = 8 max(n, p)^1.5 2^-52 for a
 * QR and an SVD in the Frobenius norm, and what the tolerance takes for 0 adds `cut` |X|.  So X P,
 * P X are symmetric to within (e + cut) k, X P X is X to within (e + cut) (1 + 2 k) |X|, and P X P
 * is P to within 2 (e + cut) k |P|, k = |X| |P|; forming the products adds less than as much again.
 */
static void check_penrose(const double *X, const double *P, int64_t n, int64_t p, double cut) {
    int64_t most = n > p ? n : p;
    double *XP = numbers(n * n), *PX = numbers(p * p), *XPX = numbers(n * p), *PXP = numbers(n * p);
    multiply(XP, X, P, n, p, n);
    multiply(PX, P, X, p, n, p);
    multiply(XPX, XP, X, n, n, p);
    multiply(PXP, PX, P, p, p, n);
    double x = length_of(X, n * p), size = length_of(P, n * p), k = x * size;
    double e = 8 * (double)most * sqrt((double)most) * 0x1p-52 + cut;
    check_at_most(asymmetry(XP, n), 4 * e * k, "(XP)' = XP");
    check_at_most(asymmetry(PX, p), 4 * e * k, "(PX)' = PX");
    check_at_most(difference(XPX, X, n * p), 4 * e * (1 + k) * x, "XPX = X");
    check_at_most(difference(PXP, P, n * p), 4 * e * k * size, "PXP = P");
    free(XP);
    free(PX);
    free(XPX);
    free(PXP);
}

static void penrose_identities_hold_for_matrices_of_six_kinds(void **state) {
    (void)state;
    uint64_t seed = 51;
    static const int64_t shapes[][2] = {{1, 1},  {1, 5},   {5, 1},    {7, 7},    {30, 4},
                                        {4, 30}, {60, 50}, {200, 12}, {120, 120}};
    static const double conditions[] = {1, 1e4, 1e8, 1e16};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int kind = 0; kind < MATRIX_KINDS; kind++)
            for (int c = 0; c < 4; c++) {
                int64_t n = shapes[s][0], p = shapes[s][1];
                double *X = numbers(n * p), *P = numbers(n * p);
                random_matrix(X, n, p, (matrix_kind)kind, conditions[c], &seed);
                int64_t rank = pinv(P, X, n, p, 0);
                assert_true(rank >= 0 && rank <= (n < p ? n : p));
                check_penrose(X, P, n, p, (double)(n > p ? n : p) * 0x1p-52);
                free(X);
                free(P);
            }
}

/* sigma_i as given, so the rank is the number of those above the tolerance; it is asked for between
 * two of them. */
static void the_tolerance_decides_the_rank(void **state) {
    (void)state;
    uint64_t seed = 52;
    double *X = numbers(40 * 11), *P = numbers(40 * 11);
    random_matrix(X, 40, 11, MATRIX_GEOMETRIC, 1e10, &seed); /* 1, 0.1, ..., 1e-10 */
    for (int k = 1; k <= 11; k++)
        assert_int_equal(pinv(P, X, 40, 11, 3 * pow(10, -k)), k);
    assert_int_equal(pinv(P, X, 40, 11, 0), 11);
    assert_int_equal(pinv(P, X, 40, 11, 3e-5), 5);
    /* |P| = 1 / sigma of the last that counts, and the others below it: 1e4 (1 + 0.01 + ...)^1/2 */
    double size = length_of(P, 440), want = 0;
    for (int i = 0; i < 5; i++)
        want = hypot(want, pow(10, i));
    check_at_most(fabs(size / want - 1), 1e4 * 51 * 8 * 0x1p-52, "|P|"); /* cond (m + n) u */
    check_penrose(X, P, 40, 11, 1e-5);
    free(X);
    free(P);
}

/* pinv(X) = pinv(X) I, as the oracle has it in rationals.  The error of P is at most e k |P| with
 * the e of check_penrose. */
static void whole_numbers_have_the_exact_pseudoinverse(void **state) {
    (void)state;
    uint64_t seed = 53;
    int deficient = 0;
    for (int trial = 0; trial < 80; trial++) {
        int64_t n = random_between(&seed, 1, 7), p = random_between(&seed, 1, 7);
        int64_t least = n < p ? n : p, most = n > p ? n : p;
        problem Q = problem_new(n, p, n);
        for (int64_t i = 0; i < n * p; i++)
            Q.X[i] = trial % 3 == 0 && i >= n ? Q.X[i - n] : (double)random_between(&seed, -2, 2);
        for (int64_t i = 0; i < n; i++)
            Q.Y[i + i * n] = 1;
        oracle *o = oracle_of(&Q);
        double *P = numbers(n * p), error = 0;
        assert_int_equal(pinv(P, Q.X, n, p, 0), o->rank);
        deficient += o->rank < least;
        for (int64_t i = 0; i < p; i++)
            for (int64_t j = 0; j < n; j++)
                error = hypot(error, P[i + j * p] - exact_at(&o->min_norm, i, j));
        double size = length_of(P, n * p), k = length_of(Q.X, n * p) * size;
        check_at_most(error, 8 * (double)most * sqrt((double)most) * 0x1p-52 * k * size, "P");
        free(P);
        oracle_free(o);
        problem_free(&Q);
    }
    assert_true(deficient >= 10);
}

/* |P| is 1 / |x| for a single column or row. */
static void a_vector_has_itself_over_its_square(void **state) {
    (void)state;
    static const double x[] = {3, 0, -4};
    double P[3];
    for (int row = 0; row < 2; row++) {
        assert_int_equal(pinv(P, x, row ? 1 : 3, row ? 3 : 1, 0), 1);
        for (int i = 0; i < 3; i++)
            check_at_most(fabs(P[i] - x[i] / 25), 16 * 0x1p-52 * 0.2, "x / 25");
    }
}

static void zeros_have_zeros_and_nothing_has_nothing(void **state) {
    (void)state;
    double X[12] = {0}, P[12];
    memset(P, 1, sizeof P);
    assert_int_equal(pinv(P, X, 4, 3, 0), 0);
    for (int i = 0; i < 12; i++)
        check_same(P[i], 0);
    assert_int_equal(pinv(P, X, 0, 3, 0), 0);
    assert_int_equal(pinv(P, X, 3, 0, 0), 0);
    assert_int_equal(pinv(NULL, NULL, 0, 0, 0), 0);
}

/* The whole of X may be anywhere in the range: powers of 2 move P and round nothing. */
static void powers_of_two_change_no_digit(void **state) {
    (void)state;
    uint64_t seed = 54;
    double X[20], Y[20], P[20], Q[20];
    for (int i = 0; i < 20; i++) {
        X[i] = random_double(&seed);
        Y[i] = ldexp(X[i], -900);
    }
    pinv(P, X, 5, 4, 0);
    pinv(Q, Y, 5, 4, 0);
    for (int i = 0; i < 20; i++)
        check_same(Q[i], ldexp(P[i], 900));
    for (int i = 0; i < 20; i++)
        Y[i] = ldexp(X[i], 1000);
    pinv(Q, Y, 5, 4, 0);
    for (int i = 0; i < 20; i++)
        check_same(Q[i], ldexp(P[i], -1000));
}

static void strides_are_followed(void **state) {
    (void)state;
    uint64_t seed = 55;
    double X[6], wide[60], P[6], Q[6];
    for (int i = 0; i < 60; i++)
        wide[i] = NAN;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++)
            X[i + 3 * j] = wide[40 - 10 * i + 4 * j] = random_double(&seed);
    pinv(P, X, 3, 2, 0);
    assert_int_equal(lsq_pseudoinverse(Q, NULL, (lsq_doubles){wide + 40, 3, 2, -10, 4}, 0, NULL),
                     LSQ_OK);
    for (int i = 0; i < 6; i++)
        check_same(Q[i], P[i]);
}

static void what_is_no_matrix_is_refused(void **state) {
    (void)state;
    double X[] = {1, 2, 3, NAN}, P[4] = {7, 7, 7, 7};
    int64_t rank = 5;
    lsq_error error = {0};
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 2, 2), 0, &error), LSQ_EDATA, &error);
    check_contains(error.message, "X[1, 1] is NaN");
    X[3] = INFINITY;
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 2, 2), 0, &error), LSQ_EDATA, &error);
    X[3] = 4;
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 2, 2), -1, &error), LSQ_EUSAGE, &error);
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 2, 2), NAN, &error), LSQ_EUSAGE, &error);
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 2, 2), 1, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "the tolerance is 1;");
    check_status(lsq_pseudoinverse(NULL, &rank, columns_of(X, 2, 2), 0, &error), LSQ_EUSAGE,
                 &error);
    check_status(lsq_pseudoinverse(P, &rank, columns_of(NULL, 2, 2), 0, &error), LSQ_EUSAGE,
                 &error);
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, -1, 2), 0, &error), LSQ_EUSAGE, &error);
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 2, -1), 0, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "2-by--1");
    X[0] = 0x1p-1060; /* its inverse is 2^1060 */
    check_status(lsq_pseudoinverse(P, &rank, columns_of(X, 1, 1), 0, &error), LSQ_ENUMERIC, &error);
    for (int i = 0; i < 4; i++)
        check_same(P[i], 7);
    assert_int_equal(rank, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(penrose_identities_hold_for_matrices_of_six_kinds),
        cmocka_unit_test(the_tolerance_decides_the_rank),
        cmocka_unit_test(whole_numbers_have_the_exact_pseudoinverse),
        cmocka_unit_test(a_vector_has_itself_over_its_square),
        cmocka_unit_test(zeros_have_zeros_and_nothing_has_nothing),
        cmocka_unit_test(powers_of_two_change_no_digit),
        cmocka_unit_test(strides_are_followed),
        cmocka_unit_test(what_is_no_matrix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
