/* The criterion: by hand, of all sizes, of nothing and of what is no number.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "calculus/criterion.h"
#include "support/check.h"

static void lengths_are_right_at_all_sizes_and_in_any_order(void **state) {
    (void)state;
    static const double sizes[] = {1.0, 0x1p-1060, 0x1p1020};
    for (int i = 0; i < 3; i++) {
        lsq_length l = {0}, m = {0};
        lsq_length_add(&l, 3.0 * sizes[i]);
        lsq_length_add(&l, 0.0);
        lsq_length_add(&l, -4.0 * sizes[i]);
        lsq_length_add(&m, -4.0 * sizes[i]);
        lsq_length_add(&m, 3.0 * sizes[i]);
        assert_true(fabs(lsq_length_of(l) / sizes[i] - 5.0) < 1e-15 * 5.0);
        assert_true(fabs(lsq_length_of(m) / sizes[i] - 5.0) < 1e-15 * 5.0);
    }
    check_same(lsq_length_of((lsq_length){0}), 0.0);
}

static void the_criterion_is_that_of_the_formula(void **state) {
    (void)state;
    lsq_criterion c = {0};
    check_same(lsq_criterion_of(&c), 0.0);
    lsq_criterion_add(&c, 0.0, 0.0);
    check_same(lsq_criterion_of(&c), 0.0);
    lsq_criterion_add(&c, 4.0, 1.0);                                      /* apart 3, together 5 */
    lsq_criterion_add(&c, -8.0, -4.0);                                    /* apart 4, together 12 */
    check_digits(lsq_criterion_of(&c), "0.384615384615384615384615", 15); /* 5/13 */
    lsq_criterion opposite = {0};
    lsq_criterion_add(&opposite, 1.0, -1.0);
    check_same(lsq_criterion_of(&opposite), HUGE_VAL);
}

static void what_is_no_number_stays(void **state) {
    (void)state;
    lsq_criterion c = {0};
    lsq_criterion_add(&c, (double)NAN, 1.0);
    lsq_criterion_add(&c, 1.0, 1.0);
    check_same(lsq_criterion_of(&c), (double)NAN);
    lsq_length l = {0};
    lsq_length_add(&l, HUGE_VAL);
    lsq_length_add(&l, 2.0);
    check_same(lsq_length_of(l), HUGE_VAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_right_at_all_sizes_and_in_any_order),
        cmocka_unit_test(the_criterion_is_that_of_the_formula),
        cmocka_unit_test(what_is_no_number_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
