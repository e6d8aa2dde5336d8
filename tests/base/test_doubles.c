/* Which element of a matrix is not finite.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>

#include "base/doubles.h"
#include "support/check.h"

static void each_element_is_looked_at(void **state) {
    (void)state;
    static const char *const want[2][3] = {{"A[0, 0] is NaN", "A[0, 1] is NaN", "A[0, 2] is NaN"},
                                           {"A[1, 0] is NaN", "A[1, 1] is NaN", "A[1, 2] is NaN"}};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) {
            double a[12] = {0}; /* by rows, with gaps that hold infinities */
            for (int k = 1; k < 12; k += 2)
                a[k] = INFINITY;
            lsq_doubles A = {a, 2, 3, 6, 2};
            lsq_error error = {0};
            check_status(lsq_check_finite(A, "A", &error), LSQ_OK, NULL);
            a[6 * i + 2 * j] = NAN;
            check_status(lsq_check_finite(A, "A", &error), LSQ_EDATA, &error);
            check_text(error.message, want[i][j]);
        }
}

static void the_first_by_rows_is_told(void **state) {
    (void)state;
    double a[4] = {1, -INFINITY, NAN, 1}; /* by columns: (1, 0) and (0, 1) */
    lsq_error error = {0};
    check_status(lsq_check_finite((lsq_doubles){a, 2, 2, 1, 2}, "X", &error), LSQ_EDATA, &error);
    check_text(error.message, "X[0, 1] is NaN");
    a[2] = 1;
    check_status(lsq_check_finite((lsq_doubles){a, 2, 2, 1, 2}, "X", &error), LSQ_EDATA, &error);
    check_text(error.message, "X[1, 0] is infinite");
}

/* All that is finite is, to the ends of the range; nothing else, of either sign, in any place and
 * layout. */
static void finite_is_what_has_a_value(void **state) {
    (void)state;
    const double bad[] = {INFINITY, -INFINITY, NAN, -NAN};
    double a[6] = {DBL_MAX, -DBL_MAX, DBL_TRUE_MIN, -DBL_MIN, -0.0, 1};
    const lsq_doubles layouts[] = {{a, 2, 3, 3, 1},      {a, 2, 3, 1, 2}, {a + 5, 2, 3, -3, -1},
                                   {a + 1, 2, 3, -1, 2}, {a, 6, 1, 1, 0}, {a, 1, 6, 0, 1}};
    for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++) {
        assert_true(lsq_all_finite(layouts[l]));
        for (int i = 0; i < 6; i++)
            for (int b = 0; b < 4; b++) {
                double kept = a[i];
                a[i] = bad[b];
                assert_false(lsq_all_finite(layouts[l]));
                a[i] = kept;
            }
    }
    assert_true(lsq_all_finite((lsq_doubles){NULL, 0, 3, 1, 1}));
    assert_true(lsq_all_finite((lsq_doubles){NULL, 3, 0, 1, 1}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_is_looked_at),
        cmocka_unit_test(the_first_by_rows_is_told),
        cmocka_unit_test(finite_is_what_has_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
