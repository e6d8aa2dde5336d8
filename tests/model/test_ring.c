/* test_ring.c - monomials multiply, are known by one number, and are bounded.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "model/ring.h"

static int64_t add(lsq_ring *ring, int64_t count, const lsq_factor *factors) {
    int64_t monomial = -1;
    assert_int_equal(lsq_ring_add(ring, factors, count, &monomial, NULL), LSQ_OK);
    return monomial;
}

static void the_constant_is_monomial_zero(void **state) {
    (void)state;
    lsq_ring ring;
    int64_t count = -1;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    assert_int_equal(add(&ring, 0, NULL), 0);
    assert_int_equal(ring.monomials.count, 1);
    lsq_ring_factors(&ring, 0, &count);
    assert_int_equal(count, 0);
    assert_int_equal(lsq_ring_degree(&ring, 0), 0);
    lsq_ring_clear(&ring);
}

/* x1^2 x4 times x0 x4^3 x7 = x0 x1^2 x4^4 x7 */
static void a_product_adds_powers_and_keeps_columns_in_order(void **state) {
    (void)state;
    lsq_ring ring;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    int64_t a = add(&ring, 2, (lsq_factor[]){{1, 2}, {4, 1}});
    int64_t b = add(&ring, 3, (lsq_factor[]){{0, 1}, {4, 3}, {7, 1}}), ab = -1, ba = -1, n = 0;
    assert_int_equal(lsq_ring_multiply(&ring, a, b, &ab, NULL), LSQ_OK);
    assert_int_equal(lsq_ring_multiply(&ring, b, a, &ba, NULL), LSQ_OK);
    assert_int_equal(ab, ba);
    static const lsq_factor wanted[] = {{0, 1}, {1, 2}, {4, 4}, {7, 1}};
    const lsq_factor *factors = lsq_ring_factors(&ring, ab, &n);
    assert_int_equal(n, 4);
    assert_memory_equal(factors, wanted, sizeof wanted);
    assert_int_equal(lsq_ring_degree(&ring, ab), 8);
    assert_int_equal(lsq_ring_multiply(&ring, a, 0, &ab, NULL), LSQ_OK);
    assert_int_equal(ab, a);
    lsq_ring_clear(&ring);
}

static void fault_73_degree_count_and_work_end_at_their_limits(void **state) {
    (void)state;
    lsq_ring ring;
    lsq_error error = {0};
    int64_t monomial = -1;
    assert_int_equal(lsq_ring_init(&ring, NULL), LSQ_OK);
    add(&ring, 2, (lsq_factor[]){{0, 32}, {1, 32}});
    assert_int_equal(lsq_ring_add(&ring, (lsq_factor[]){{0, 32}, {1, 33}}, 2, &monomial, &error),
                     LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "degree 65, the limit is 64"));
    for (int64_t i = ring.monomials.count; i < LSQ_MAX_MONOMIALS; i++)
        add(&ring, 1, &(lsq_factor){i, 1});
    assert_int_equal(ring.monomials.count, LSQ_MAX_MONOMIALS);
    assert_int_equal(lsq_ring_add(&ring, &(lsq_factor){-1, 1}, 1, &monomial, &error), LSQ_EFORMULA);
    assert_non_null(strstr(error.message, "more than 4000"));
    assert_int_equal(lsq_ring_spend(&ring, LSQ_MAX_WORK - 1, NULL), LSQ_OK);
    assert_int_equal(lsq_ring_spend(&ring, 1, NULL), LSQ_OK);
    assert_int_equal(lsq_ring_spend(&ring, 0, NULL), LSQ_OK);
    assert_int_equal(lsq_ring_spend(&ring, 1, &error), LSQ_EFORMULA);
    lsq_ring_clear(&ring);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_constant_is_monomial_zero),
        cmocka_unit_test(a_product_adds_powers_and_keeps_columns_in_order),
        cmocka_unit_test(fault_73_degree_count_and_work_end_at_their_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
