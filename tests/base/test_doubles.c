/* Which element of a matrix is not finite.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_is_looked_at),
        cmocka_unit_test(the_first_by_rows_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
