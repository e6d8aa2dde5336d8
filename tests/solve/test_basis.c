/* Rank and relations: hand-made dependencies and random ones against the rational oracle.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "solve/basis.h"

static lsq_basis basis_of(const lsq_fit *fit) {
    lsq_basis basis;
    lsq_error error = {0};
    check_status(lsq_basis_init(&basis, &fit->g.N, &error), LSQ_OK, &error);
    return basis;
}

/* R_ij is this fraction. */
static void check_r(const lsq_basis *basis, int64_t i, int64_t j, long numerator,
                    unsigned long denominator) {
    fmpq_t want;
    fmpq_init(want);
    fmpq_set_si(want, numerator, denominator);
    assert_true(fmpq_equal(fmpq_mat_entry(basis->R, i, j), want));
    fmpq_clear(want);
}

static void full_rank_is_the_identity(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,z,y\n1,0.5,1\n2,7,2\n3,1,4\n", "y ~ x + z");
    lsq_basis basis = basis_of(fit);
    assert_int_equal(basis.rank, 3);
    for (int64_t i = 0; i < 3; i++) {
        assert_int_equal(basis.kept[i], i);
        assert_int_equal(basis.place[i], i);
        for (int64_t j = 0; j < 3; j++)
            check_r(&basis, i, j, i == j, 1);
    }
    lsq_basis_clear(&basis);
    lsq_fit_free(fit);
}

/* x2 = 2 x1 in other units, so that the echelon form in units of S must be scaled back; c = 3; z =
 * 0. */
static void the_later_of_dependent_columns_is_aliased(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("c,x1,x2,z,w,y\n3,0.5,1,0,2.25,1\n3,1.5,3,0,1.25,2\n3,4,8,0,-1.25,4\n"
                          "3,0.1,0.2,0,2.65,4\n",
                          "y ~ c + x1 + x2 + z + w");
    lsq_basis basis = basis_of(fit);
    assert_int_equal(basis.rank, 2);
    assert_int_equal(basis.kept[0], 0);
    assert_int_equal(basis.kept[1], 2);
    static const int64_t place[] = {0, -1, 1, -1, -1, -1};
    for (int i = 0; i < 6; i++)
        assert_int_equal(basis.place[i], place[i]);
    check_r(&basis, 0, 1, 3, 1);
    check_r(&basis, 1, 1, 0, 1);
    check_r(&basis, 0, 3, 0, 1);
    check_r(&basis, 1, 3, 2, 1);
    check_r(&basis, 0, 4, 0, 1);
    check_r(&basis, 1, 4, 0, 1);
    check_r(&basis, 0, 5, 11, 4); /* w = 11/4 - x1 */
    check_r(&basis, 1, 5, -1, 1);
    lsq_basis_clear(&basis);
    lsq_fit_free(fit);
}

/* n x'x - (1'x)^2 is 0.5e-24 relative to x'x: a matter of fact, not of a tolerance. */
static void columns_equal_up_to_one_unit_in_the_24th_digit_are_independent(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,z,y\n1.0000000000000000000000001,1,1\n2,2,2\n3,3,4\n", "y ~ x + z");
    lsq_basis basis = basis_of(fit);
    assert_int_equal(basis.rank, 3);
    lsq_basis_clear(&basis);
    lsq_fit_free(fit);
}

/* det X'X = P^2 for x = 0, P and no intercept is 0 modulo the prime P: the fast proof fails, the
 * exact one decides. */
static void a_multiple_of_the_prime_is_not_taken_for_zero(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1\n4611686018427387847,2\n", "y ~ x - 1");
    lsq_basis basis = basis_of(fit);
    assert_int_equal(basis.rank, 1);
    assert_int_equal(basis.place[0], 0);
    check_r(&basis, 0, 0, 1, 1);
    lsq_basis_clear(&basis);
    lsq_fit_free(fit);
}

static void a_model_of_zeros_has_rank_zero(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,z,y\n0,0,1\n0,0.000,2\n", "y ~ x + z - 1");
    lsq_basis basis = basis_of(fit);
    assert_int_equal(basis.rank, 0);
    assert_int_equal(basis.place[0], -1);
    assert_int_equal(basis.place[1], -1);
    lsq_basis_clear(&basis);
    lsq_fit_free(fit);
}

/* Make column `to` = the sum of small multiples of earlier ones. */
static void make_dependent(table *t, int64_t to, const long *factor, long divisor) {
    mpq_t sum, x;
    mpq_init(sum);
    mpq_init(x);
    for (int64_t i = 0; i < t->n; i++) {
        mpq_set_ui(sum, 0, 1);
        for (int64_t j = 0; j < to; j++) {
            assert_int_equal(rational_from_text(x, t->cell[i][j]), 0);
            mpz_mul_si(mpq_numref(x), mpq_numref(x), factor[j]);
            mpq_canonicalize(x);
            mpq_add(sum, sum, x);
        }
        mpz_mul_si(mpq_denref(sum), mpq_denref(sum), divisor);
        mpq_canonicalize(sum);
        rational_scale10(sum, 12); /* a decimal of at most 12 places: divisors are 2, 4, 5, 8 */
        assert_int_equal(mpz_cmp_ui(mpq_denref(sum), 1), 0);
        char digits[TABLE_CELL - 4];
        assert_true(mpz_sizeinbase(mpq_numref(sum), 10) < sizeof digits - 2);
        mpz_get_str(digits, 10, mpq_numref(sum));
        snprintf(t->cell[i][to], TABLE_CELL, "%se-12", digits);
    }
    mpq_clear(x);
    mpq_clear(sum);
}

static void random_dependencies_are_found_as_the_oracle_finds_them(void **state) {
    (void)state;
    uint64_t seed = 5;
    static const long divisors[] = {1, 2, 4, 5, 8};
    static table t;
    mpq_t got;
    mpq_init(got);
    for (int trial = 0; trial < 40; trial++) {
        table_random(&t, &seed, random_between(&seed, 1, 9), 7, 6, 3);
        for (int64_t to = random_between(&seed, 1, 3); to < 6; to += random_between(&seed, 1, 3)) {
            long factor[6];
            for (int64_t j = 0; j < to; j++)
                factor[j] = random_between(&seed, -3, 3);
            make_dependent(&t, to, factor, divisors[random_between(&seed, 0, 4)]);
        }
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "c7 ~ c1 + c2 + c3 + c4 + c5 + c6");
        lsq_basis basis = basis_of(fit);
        oracle_matrix X = table_matrix(&t, 0, 6, 1), Y = table_matrix(&t, 6, 1, 0);
        oracle *o = oracle_fit(&X, &Y);
        assert_int_equal(basis.rank, o->rank);
        for (int64_t j = 0; j < 7; j++) {
            assert_int_equal(basis.place[j] >= 0, o->independent[j]);
            for (int64_t i = 0; i < basis.rank; i++)
                if (!o->independent[j]) {
                    fmpq_get_mpq(got, fmpq_mat_entry(basis.R, i, j));
                    assert_true(mpq_equal(got, *oracle_at(&o->relation, j, basis.kept[i])));
                }
        }
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
        lsq_basis_clear(&basis);
        lsq_fit_free(fit);
        free(csv);
    }
    mpq_clear(got);
}

/* Terms (Intercept), x1, x2, z; the doubles of the relations are taken as they are. */
static void a_given_basis_is_what_the_answer_says(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("x1,x2,z,y\n0.5,1,3,1\n1.5,3,7,2\n4,8,1,4\n0.1,0.2,2,4\n", "y ~ x1 + x2 + z");
    static const unsigned char aliased[] = {0, 0, 1, 0}, none[] = {0, 0, 0, 0};
    double relations[16] = {0};
    relations[0 + 2 * 4] = 0.1;
    relations[1 + 2 * 4] = -2.5;
    lsq_answer answer = {.p = 4, .q = 1, .rank = 3, .aliased = aliased, .relations = relations};
    lsq_basis basis;
    assert_int_equal(lsq_basis_give(&basis, &fit->g.N, &answer, NULL), LSQ_OK);
    assert_int_equal(basis.rank, 3);
    static const int64_t place[] = {0, 1, -1, 2}, kept[] = {0, 1, 3};
    for (int j = 0; j < 4; j++)
        assert_int_equal(basis.place[j], place[j]);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(basis.kept[i], kept[i]);
        for (int j = 0; j < 4; j++)
            if (j != 2)
                check_r(&basis, i, j, kept[i] == j, 1);
    }
    check_r(&basis, 0, 2, 3602879701896397, UINT64_C(1) << 55); /* the double 0.1 */
    check_r(&basis, 1, 2, -5, 2);
    check_r(&basis, 2, 2, 0, 1);
    lsq_basis_clear(&basis);
    answer.aliased = none; /* a rank, and nobody knows which terms */
    assert_int_equal(lsq_basis_give(&basis, &fit->g.N, &answer, NULL), LSQ_OK);
    for (int j = 0; j < 4; j++)
        assert_int_equal(basis.place[j], j < 3 ? j : -1);
    for (int i = 0; i < 3; i++)
        check_r(&basis, i, 3, 0, 1);
    lsq_basis_clear(&basis);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_rank_is_the_identity),
        cmocka_unit_test(the_later_of_dependent_columns_is_aliased),
        cmocka_unit_test(columns_equal_up_to_one_unit_in_the_24th_digit_are_independent),
        cmocka_unit_test(a_multiple_of_the_prime_is_not_taken_for_zero),
        cmocka_unit_test(a_model_of_zeros_has_rank_zero),
        cmocka_unit_test(random_dependencies_are_found_as_the_oracle_finds_them),
        cmocka_unit_test(a_given_basis_is_what_the_answer_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
