/* test_polynomial.c - polynomial arithmetic against small cases worked by hand and against
 * evaluation at integer points, which shares nothing with the library's own route.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/polynomial.h"

static lsq_polynomial constant(lsq_ring *ring, int64_t value, int64_t exp10) {
    (void)ring;
    lsq_polynomial r = {0};
    fmpz_t v;
    fmpz_init(v);
    fmpz_set_si(v, value);
    assert_int_equal(lsq_polynomial_constant(&r, v, exp10, NULL), LSQ_OK);
    fmpz_clear(v);
    return r;
}

static lsq_polynomial column(lsq_ring *ring, int64_t index, int64_t power) {
    lsq_polynomial r = {0};
    assert_int_equal(lsq_polynomial_column(ring, &r, index, power, NULL), LSQ_OK);
    return r;
}

/* a op b, both consumed */
static lsq_polynomial apply(lsq_ring *ring, lsq_polynomial a, char op, lsq_polynomial b) {
    lsq_polynomial r = {0}, both[2] = {a, b};
    const char signs[2] = {'+', op};
    assert_int_equal(op == '*' ? lsq_polynomial_mul(ring, &r, &a, &b, NULL)
                               : lsq_polynomial_sum(ring, &r, both, signs, 2, NULL),
                     LSQ_OK);
    lsq_polynomial_clear(&a);
    lsq_polynomial_clear(&b);
    return r;
}

/* The value at integers, times 10^scale. */
static void evaluate(const lsq_ring *ring, const lsq_polynomial *a, const int64_t *x, int64_t scale,
                     fmpz_t value) {
    fmpz_t part, base;
    fmpz_init(part);
    fmpz_init(base);
    fmpz_zero(value);
    for (int64_t i = 0; i < a->count; i++) {
        int64_t n = 0;
        const lsq_factor *f = lsq_ring_factors(ring, a->parts[i].monomial, &n);
        assert_true(a->parts[i].exp10 + scale >= 0);
        assert_false(fmpz_is_zero(a->parts[i].value));
        fmpz_ui_pow_ui(part, 10, (ulong)(a->parts[i].exp10 + scale));
        fmpz_mul(part, part, a->parts[i].value);
        for (int64_t j = 0; j < n; j++) {
            fmpz_set_si(base, x[f[j].column]);
            fmpz_pow_ui(base, base, (ulong)f[j].power);
            fmpz_mul(part, part, base);
        }
        fmpz_add(value, value, part);
        assert_true(i == 0 || a->parts[i - 1].monomial < a->parts[i].monomial);
    }
    fmpz_clear(part);
    fmpz_clear(base);
}

static void assert_value(const lsq_ring *ring, const lsq_polynomial *a, const int64_t *x,
                         int64_t scale, const char *wanted) {
    fmpz_t value;
    fmpz_init(value);
    evaluate(ring, a, x, scale, value);
    char *text = fmpz_get_str(NULL, 10, value);
    assert_string_equal(text, wanted);
    flint_free(text);
    fmpz_clear(value);
}

static void decimals_lose_no_digit_and_no_zero_stays(void **state) {
    (void)state;
    lsq_ring ring;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    lsq_polynomial a = constant(&ring, 150, -2);
    assert_int_equal(a.count, 1);
    assert_int_equal(fmpz_get_si(a.parts[0].value), 15);
    assert_int_equal(a.parts[0].exp10, -1);
    a = apply(&ring, a, '+', constant(&ring, 1, 20));
    assert_value(&ring, &a, NULL, 1, "1000000000000000000015");
    a = apply(&ring, a, '-', constant(&ring, 1, 20));
    a = apply(&ring, a, '-', constant(&ring, 15, -1));
    assert_int_equal(a.count, 0);
    assert_null(a.parts);
    a = apply(&ring, a, '*', column(&ring, 0, 1));
    assert_int_equal(a.count, 0);
    lsq_ring_clear(&ring);
}

/* (x - 1950)^2 = x^2 - 3900 x + 3802500 */
static void a_binomial_is_multiplied_out(void **state) {
    (void)state;
    lsq_ring ring;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    lsq_polynomial a = apply(&ring, column(&ring, 3, 1), '-', constant(&ring, 1950, 0)), r = {0};
    assert_int_equal(lsq_polynomial_pow(&ring, &r, &a, 2, NULL), LSQ_OK);
    assert_int_equal(r.count, 3);
    assert_value(&ring, &r, (int64_t[]){0, 0, 0, 0}, 0, "3802500");
    assert_value(&ring, &r, (int64_t[]){0, 0, 0, 1950}, 0, "0");
    assert_value(&ring, &r, (int64_t[]){9, 9, 9, 2000}, 0, "2500");
    lsq_polynomial_clear(&r);
    assert_int_equal(lsq_polynomial_pow(&ring, &r, &a, 0, NULL), LSQ_OK);
    assert_value(&ring, &r, (int64_t[]){0, 0, 0, 7}, 0, "1");
    lsq_polynomial_clear(&r);
    lsq_polynomial_clear(&a);
    lsq_ring_clear(&ring);
}

/* (1 + x + 2 y)^k has (k + 1)(k + 2)/2 parts; at (3, -5) it is (-6)^k. */
static void powers_of_a_trinomial_have_all_their_parts(void **state) {
    (void)state;
    lsq_ring ring;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    lsq_polynomial two_y = apply(&ring, constant(&ring, 2, 0), '*', column(&ring, 1, 1));
    lsq_polynomial a =
        apply(&ring, apply(&ring, constant(&ring, 1, 0), '+', column(&ring, 0, 1)), '+', two_y);
    for (int64_t k = 1; k <= 24; k++) {
        lsq_polynomial r = {0};
        fmpz_t value, wanted;
        fmpz_init(value);
        fmpz_init(wanted);
        assert_int_equal(lsq_polynomial_pow(&ring, &r, &a, k, NULL), LSQ_OK);
        assert_int_equal(r.count, (k + 1) * (k + 2) / 2);
        evaluate(&ring, &r, (int64_t[]){3, -5}, 0, value);
        fmpz_set_si(wanted, -6);
        fmpz_pow_ui(wanted, wanted, (ulong)k);
        assert_true(fmpz_equal(value, wanted));
        fmpz_clear(value);
        fmpz_clear(wanted);
        lsq_polynomial_clear(&r);
    }
    lsq_polynomial_clear(&a);
    lsq_ring_clear(&ring);
}

/* d/dx and d/dz of 0.5 x^3 z^2 - 7 x + 11: 1.5 x^2 z^2 - 7 and x^3 z, none by y */
static void derivatives_are_those_by_columns_that_occur(void **state) {
    (void)state;
    lsq_ring ring;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    lsq_polynomial a = apply(&ring, column(&ring, 2, 2), '*', column(&ring, 0, 3));
    a = apply(&ring, constant(&ring, 5, -1), '*', a);
    a = apply(&ring, a, '-', apply(&ring, constant(&ring, 7, 0), '*', column(&ring, 0, 1)));
    a = apply(&ring, a, '+', constant(&ring, 11, 0));
    lsq_derivative *by = NULL;
    int64_t n_by = 0;
    assert_int_equal(lsq_polynomial_derivatives(&ring, &by, &n_by, &a, NULL), LSQ_OK);
    assert_int_equal(n_by, 2);
    assert_int_equal(by[0].column, 0);
    assert_int_equal(by[1].column, 2);
    assert_value(&ring, &by[0].value, (int64_t[]){3, 0, 2}, 1, "470");
    assert_value(&ring, &by[1].value, (int64_t[]){3, 0, 2}, 1, "540");
    lsq_derivatives_clear(by, n_by);
    lsq_polynomial_clear(&a);
    a = constant(&ring, 4, 0);
    assert_int_equal(lsq_polynomial_derivatives(&ring, &by, &n_by, &a, NULL), LSQ_OK);
    assert_int_equal(n_by, 0);
    lsq_derivatives_clear(by, n_by);
    lsq_polynomial_clear(&a);
    lsq_ring_clear(&ring);
}

static void fault_73_degree_digits_and_work_are_bounded(void **state) {
    (void)state;
    lsq_ring ring;
    lsq_error error = {0};
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    lsq_polynomial x64 = column(&ring, 0, 64), x = column(&ring, 1, 1), r = {0};
    assert_int_equal(lsq_polynomial_mul(&ring, &r, &x64, &x, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "degree 65, the limit is 64"));
    assert_null(r.parts);
    assert_int_equal(lsq_polynomial_column(&ring, &r, 0, 65, &error), LSQ_EFORMULA);
    lsq_polynomial tiny = constant(&ring, 1, -324), third = constant(&ring, 333333333, 0), up = {0};
    assert_int_equal(lsq_polynomial_pow(&ring, &r, &tiny, 61, NULL), LSQ_OK);
    lsq_polynomial_clear(&r);
    assert_int_equal(lsq_polynomial_pow(&ring, &r, &tiny, 62, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "more than 20000 digits"));
    assert_null(r.parts);
    assert_int_equal(lsq_polynomial_pow(&ring, &up, &third, 64, NULL), LSQ_OK);
    assert_int_equal(lsq_polynomial_pow(&ring, &r, &up, 64, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "more than 20000 digits"));
    ring.work = 0;
    assert_int_equal(lsq_polynomial_mul(&ring, &r, &x64, &tiny, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "multiplies out to too much"));
    assert_null(r.parts);
    lsq_polynomial_clear(&x64);
    lsq_polynomial_clear(&x);
    lsq_polynomial_clear(&tiny);
    lsq_polynomial_clear(&third);
    lsq_polynomial_clear(&up);
    lsq_ring_clear(&ring);
}

/* (x0 + ... + x299)^2 has 45,150 monomials. */
static void fault_73_too_many_monomials_are_refused(void **state) {
    (void)state;
    enum { MANY = 300 };
    lsq_ring ring;
    lsq_error error = {0};
    lsq_polynomial each[MANY], a = {0}, r = {0};
    char signs[MANY];
    memset(signs, '+', sizeof signs);
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    for (int64_t i = 0; i < MANY; i++)
        each[i] = column(&ring, i, 1);
    assert_int_equal(lsq_polynomial_sum(&ring, &a, each, signs, MANY, NULL), LSQ_OK);
    assert_int_equal(lsq_polynomial_mul(&ring, &r, &a, &a, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "more than 4000 products of columns"));
    assert_null(r.parts);
    for (int64_t i = 0; i < MANY; i++)
        lsq_polynomial_clear(&each[i]);
    lsq_polynomial_clear(&a);
    lsq_ring_clear(&ring);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_lose_no_digit_and_no_zero_stays),
        cmocka_unit_test(a_binomial_is_multiplied_out),
        cmocka_unit_test(powers_of_a_trinomial_have_all_their_parts),
        cmocka_unit_test(derivatives_are_those_by_columns_that_occur),
        cmocka_unit_test(fault_73_degree_digits_and_work_are_bounded),
        cmocka_unit_test(fault_73_too_many_monomials_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
