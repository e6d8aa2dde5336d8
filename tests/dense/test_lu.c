/* LU, solutions, determinants and inverses: ratios on random matrices, determinants of whole
 * numbers in rationals, signs of permutations, and matrices without an inverse.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gmp.h>

#include "samples.h"

static lsq_matrix copy_of(lsq_const_view A) {
    lsq_matrix C = make(A.rows, A.columns);
    assert_int_equal(lsq_copy(lsq_matrix_view(&C), A, NULL), LSQ_OK);
    return C;
}

/* A with its rows exchanged, step by step */
static lsq_matrix exchanged(lsq_const_view A, const int64_t *pivots) {
    lsq_matrix P = copy_of(A);
    for (int64_t i = 0; i < A.rows; i++) {
        assert_in_range(pivots[i], i, A.rows - 1);
        for (int64_t j = 0; pivots[i] != i && j < A.columns; j++) {
            double kept = P.data[i + j * P.rows];
            P.data[i + j * P.rows] = P.data[pivots[i] + j * P.rows];
            P.data[pivots[i] + j * P.rows] = kept;
        }
    }
    return P;
}

/* The triangle L with its ones */
static lsq_matrix lower_part(lsq_const_view LU) {
    lsq_matrix L = make(LU.rows, LU.columns);
    for (int64_t j = 0; j < LU.columns; j++) {
        L.data[j + j * L.rows] = 1;
        for (int64_t i = j + 1; i < LU.rows; i++)
            L.data[i + j * L.rows] = at(LU, i, j);
    }
    return L;
}

static void factors(const sample *s) {
    lsq_lu F;
    check_status(lsq_lu_init(s->L, &F, s->A, NULL), LSQ_OK, NULL);
    lsq_const_view look = lsq_matrix_look(&F.LU);
    lsq_matrix lower = lower_part(look), upper = upper_part(look, look.rows);
    lsq_matrix P = exchanged(s->A, F.pivots);
    lsq_matrix LU = product(lsq_matrix_look(&lower), lsq_matrix_look(&upper));
    check_close("P A = L U", s, lsq_matrix_look(&P), lsq_matrix_look(&LU), dimension_of(s));
    assert_true(look.rows == 0 || lsq_norm_max(lsq_matrix_look(&lower)) == 1);
    lsq_matrix_clear(&LU);
    lsq_matrix_clear(&P);
    lsq_matrix_clear(&upper);
    lsq_matrix_clear(&lower);
    lsq_lu_clear(&F);
}

static void a_square_matrix_with_its_rows_exchanged_is_l_times_u(void **state) {
    (void)state;
    each_sample(1, factors);
}

/* A X = B as if A were another by rounding: the residual is small beside |A| |X|, whatever the
 * condition. */
static void solutions(const sample *s) {
    int64_t n = s->A.columns;
    uint64_t seed = 21;
    lsq_lu F;
    lsq_matrix B = make(n, 4), At = transposed(s->A);
    random_matrix(B.data, n, 4, MATRIX_UNIFORM, 1, &seed);
    check_status(lsq_lu_init(s->L, &F, s->A, NULL), LSQ_OK, NULL);
    int singular = 0;
    for (int64_t j = 0; j < n; j++)
        singular |= F.LU.data[j + j * n] == 0;
    for (int transpose = 0; transpose < 2; transpose++) {
        frame X = frame_of(lsq_matrix_look(&B));
        lsq_const_view A = transpose ? lsq_matrix_look(&At) : s->A;
        check_status(lsq_solve_lu(s->L, &F, transpose ? LSQ_TRANSPOSED : LSQ_PLAIN, X.A, NULL),
                     singular ? LSQ_ENUMERIC : LSQ_OK, NULL);
        lsq_matrix AX = product(A, lsq_view_look(X.A));
        for (int64_t i = 0; i < AX.rows * AX.columns; i++)
            AX.data[i] -= B.data[i];
        if (!singular)
            check_ratio("A X = B", s, lsq_norm_one(lsq_matrix_look(&AX)),
                        (double)n * lsq_norm_one(A) * lsq_norm_one(lsq_view_look(X.A)));
        lsq_matrix_clear(&AX);
        frame_free(&X);
    }
    lsq_lu_clear(&F);
    lsq_matrix_clear(&At);
    lsq_matrix_clear(&B);
}

static void solutions_have_small_residuals(void **state) {
    (void)state;
    each_sample(1, solutions);
}

/* Only where the condition times eps is no longer small may an inverse be refused. */
static void inverse(const sample *s) {
    int64_t n = s->A.columns;
    frame V = frame_new(n, n);
    lsq_error error;
    lsq_status status = lsq_invert(s->L, s->A, V.A, &error);
    if (status == LSQ_ENUMERIC && s->condition >= 1e8)
        check_contains(error.message, "is singular");
    else {
        check_status(status, LSQ_OK, &error);
        lsq_matrix I = make(n, n), P = product(s->A, lsq_view_look(V.A));
        lsq_set_identity(lsq_matrix_view(&I));
        check_close("A A^-1 = I", s, lsq_matrix_look(&I), lsq_matrix_look(&P),
                    dimension_of(s) * lsq_norm_one(s->A) * lsq_norm_one(lsq_view_look(V.A)));
        lsq_matrix_clear(&P);
        lsq_matrix_clear(&I);
    }
    frame_free(&V);
}

static void a_matrix_times_its_inverse_is_the_identity(void **state) {
    (void)state;
    each_sample(1, inverse);
}

/* ---- determinants ---- */

/* det of whole numbers, exactly: elimination in rationals */
static void exact_determinant(mpq_t det, lsq_const_view A) {
    int64_t n = A.columns;
    mpq_t *a = malloc((size_t)(n * n) * sizeof *a), t;
    assert_non_null(a);
    mpq_init(t);
    mpq_set_si(det, 1, 1);
    for (int64_t i = 0; i < n * n; i++) {
        mpq_init(a[i]);
        mpq_set_d(a[i], at(A, i % n, i / n));
    }
    for (int64_t k = 0; k < n && mpq_sgn(det); k++) {
        int64_t pivot = k;
        while (pivot < n && !mpq_sgn(a[pivot + k * n]))
            pivot++;
        if (pivot == n)
            mpq_set_si(det, 0, 1);
        else if (pivot != k)
            mpq_neg(det, det);
        for (int64_t j = k; pivot < n && j < n; j++)
            mpq_swap(a[k + j * n], a[pivot + j * n]);
        mpq_mul(det, det, a[k + k * n]);
        for (int64_t i = k + 1; mpq_sgn(det) && i < n; i++) {
            mpq_div(t, a[i + k * n], a[k + k * n]);
            for (int64_t j = k; j < n; j++) {
                mpq_t u;
                mpq_init(u);
                mpq_mul(u, t, a[k + j * n]);
                mpq_sub(a[i + j * n], a[i + j * n], u);
                mpq_clear(u);
            }
        }
    }
    for (int64_t i = 0; i < n * n; i++)
        mpq_clear(a[i]);
    mpq_clear(t);
    free(a);
}

static double determinant(const lsq_lapack *L, lsq_const_view A, int64_t *exponent) {
    lsq_lu F;
    check_status(lsq_lu_init(L, &F, A, NULL), LSQ_OK, NULL);
    double fraction = lsq_determinant_lu(&F, exponent);
    assert_true(fraction == 0 || A.rows == 0 || (fabs(fraction) >= 0.5 && fabs(fraction) < 1));
    lsq_lu_clear(&F);
    return fraction;
}

/* A perturbation E changes det by tr(A^-1 E) of itself, at most n |A| |A^-1| c eps. */
static void determinants_of_whole_numbers_agree_with_rationals(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    uint64_t seed = 22;
    for (int c = 0; c < 200; c++) {
        int64_t n = 1 + c % 20, exponent;
        lsq_matrix A = make(n, n), V = make(n, n);
        for (int64_t i = 0; i < n * n; i++)
            A.data[i] = (double)random_between(&seed, -99, 99);
        mpq_t det;
        mpq_init(det);
        exact_determinant(det, lsq_matrix_look(&A));
        double fraction = determinant(L, lsq_matrix_look(&A), &exponent), want = mpq_get_d(det);
        if (want != 0) { /* else nothing but its size is known, tested below */
            check_status(lsq_invert(L, lsq_matrix_look(&A), lsq_matrix_view(&V), NULL), LSQ_OK,
                         NULL);
            double condition =
                lsq_norm_one(lsq_matrix_look(&A)) * lsq_norm_one(lsq_matrix_look(&V));
            assert_true(fabs(ldexp(fraction, (int)exponent) - want) <=
                        RATIO * (double)n * condition * DBL_EPSILON * fabs(want));
        }
        mpq_clear(det);
        lsq_matrix_clear(&V);
        lsq_matrix_clear(&A);
    }
    lsq_lapack_close(L);
}

/* All 120 orders of five rows: the sign is that of the number of inversions, and the value that of
 * the elements, 2 3 5 7 11. */
static void the_sign_of_a_determinant_is_that_of_the_permutation(void **state) {
    (void)state;
    static const double values[] = {2, 3, 5, 7, 11};
    lsq_lapack *L = open_lapack();
    for (int code = 0; code < 3125; code++) {
        int row[5], inversions = 0, seen = 0;
        for (int j = 0, rest = code; j < 5; j++, rest /= 5)
            seen |= 1 << (row[j] = rest % 5);
        if (seen != 31)
            continue;
        lsq_matrix A = make(5, 5);
        for (int j = 0; j < 5; j++) {
            A.data[row[j] + 5 * j] = values[j];
            for (int i = 0; i < j; i++)
                inversions += row[i] > row[j];
        }
        int64_t exponent;
        double fraction = determinant(L, lsq_matrix_look(&A), &exponent);
        check_same(ldexp(fraction, (int)exponent), inversions % 2 ? -2310 : 2310);
        lsq_matrix_clear(&A);
    }
    lsq_lapack_close(L);
}

/* (3/4 2^e)^40 = (3/4)^40 2^(40 e), where (3/4)^40 is 3^40 / 2^80 and 3^40 has 64 bits */
static void determinants_far_beyond_the_doubles_have_an_exponent(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    static const int exponents[] = {1000, -1000, 0};
    for (int c = 0; c < 3; c++) {
        lsq_matrix A = make(40, 40);
        for (int j = 0; j < 40; j++)
            A.data[41 * j] = ldexp(0.75, exponents[c]);
        int64_t exponent;
        double fraction = determinant(L, lsq_matrix_look(&A), &exponent);
        double want = 12157665459056928801.0 * 0x1p-64; /* 3^40 */
        assert_int_equal(exponent, 64 - 80 + 40 * exponents[c]);
        assert_true(fabs(fraction - want) <= 40 * DBL_EPSILON);
        lsq_matrix_clear(&A);
    }
    int64_t exponent = 9;
    check_same(determinant(L, (lsq_const_view){NULL, 0, 0, 0}, &exponent), 1);
    assert_int_equal(exponent, 0);
    lsq_lapack_close(L);
}

/* ---- what has no inverse ---- */

/* Row 3 is the sum of the others, but sums of tenths are rounded. */
static void matrices_that_are_singular_but_for_rounding_have_no_inverse(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    const double whole[] = {1, 2, 2, 4}, zero[] = {0},
                 tenths[] = {0.1, 0.4, 0.1 + 0.4, 0.2, 0.5, 0.2 + 0.5, 0.3, 0.7, 0.3 + 0.7};
    double inverse[9];
    lsq_error error;
    check_status(
        lsq_invert(L, (lsq_const_view){whole, 2, 2, 2}, (lsq_view){inverse, 2, 2, 2}, &error),
        LSQ_ENUMERIC, &error);
    check_text(error.message, "lsq_solve_lu: the matrix is singular, its pivot 1 is 0");
    check_status(
        lsq_invert(L, (lsq_const_view){zero, 1, 1, 1}, (lsq_view){inverse, 1, 1, 1}, &error),
        LSQ_ENUMERIC, &error);
    check_status(
        lsq_invert(L, (lsq_const_view){tenths, 3, 3, 3}, (lsq_view){inverse, 3, 3, 3}, &error),
        LSQ_ENUMERIC, &error);
    check_text(error.message, "lsq_invert: the matrix is singular to working precision");
    const double missing[] = {1, NAN, 0, 1};
    check_status(
        lsq_invert(L, (lsq_const_view){missing, 2, 2, 2}, (lsq_view){inverse, 2, 2, 2}, &error),
        LSQ_ENUMERIC, &error);
    lsq_lapack_close(L);
}

/* [1 1; 1 -1] with rows in units of 2^300 and 1, columns of 2^200 and 1: condition 1e150, and not
 * in the least singular. */
static void units_of_rows_and_columns_do_not_make_a_matrix_singular(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    const double A[] = {0x1p500, 0x1p200, 0x1p300, -1};
    double V[4];
    check_status(lsq_invert(L, (lsq_const_view){A, 2, 2, 2}, (lsq_view){V, 2, 2, 2}, NULL), LSQ_OK,
                 NULL);
    check_same(V[0], 0x1p-501);
    check_same(V[1], 0x1p-301);
    check_same(V[2], 0x1p-201);
    check_same(V[3], -0.5);
    lsq_lapack_close(L);
}

static void shapes_and_indices_that_do_not_fit_are_refused(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    lsq_error error;
    lsq_view A = ON_PAPER(5, 3), S = ON_PAPER(3, 3), large = ON_PAPER(BEYOND, BEYOND);
    lsq_lu F, I = {{NULL, 0, 0, NULL}, NULL};
    lsq_view none = ON_PAPER(0, 0);
    check_status(lsq_lu_init(L, &F, lsq_view_look(A), &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_lu_init: A is 5-by-3, expected 3-by-3");
    lsq_lu_clear(&F);
    check_status(lsq_lu_init(L, &F, lsq_view_look(none), &error), LSQ_OK, NULL);
    lsq_lu_clear(&F);
    check_status(lsq_solve_lu(L, &I, LSQ_PLAIN, A, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_solve_lu: B is 5-by-3, expected 0-by-3");
    check_status(lsq_invert(L, lsq_view_look(A), S, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_invert: A is 5-by-3, expected 3-by-3");
    check_status(lsq_invert(L, lsq_view_look(S), A, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "lsq_invert: inverse is 5-by-3, expected 3-by-3");
    check_status(lsq_lu_init(L, &F, lsq_view_look(large), &error), LSQ_ELIMIT, &error);
    check_status(lsq_solve_lu(L, &I, LSQ_PLAIN, ON_PAPER(0, BEYOND), &error), LSQ_ELIMIT, &error);
    check_status(lsq_invert(L, lsq_view_look(large), large, &error), LSQ_ELIMIT, &error);
    lsq_lapack_close(L);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_matrix_with_its_rows_exchanged_is_l_times_u),
        cmocka_unit_test(solutions_have_small_residuals),
        cmocka_unit_test(a_matrix_times_its_inverse_is_the_identity),
        cmocka_unit_test(determinants_of_whole_numbers_agree_with_rationals),
        cmocka_unit_test(the_sign_of_a_determinant_is_that_of_the_permutation),
        cmocka_unit_test(determinants_far_beyond_the_doubles_have_an_exponent),
        cmocka_unit_test(matrices_that_are_singular_but_for_rounding_have_no_inverse),
        cmocka_unit_test(units_of_rows_and_columns_do_not_make_a_matrix_singular),
        cmocka_unit_test(shapes_and_indices_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
