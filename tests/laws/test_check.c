/* The comparisons of the tests fail where they must: each wrong pair below runs in a child process,
 * whose exit code is the number of failures.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/check.h"

#define WRONG(name, what)            \
    static void name(void **state) { \
        (void)state;                 \
        what;                        \
    }

static const lsq_error io_error = {LSQ_EIO, 0, 0, -1, NULL, "read failed"};

WRONG(digits_too_few, check_digits(1.0001, "1", 5))
WRONG(digits_sign, check_digits(-1.0, "1", 1))
WRONG(digits_nan, check_digits(NAN, "1", 1))
WRONG(digits_infinite, check_digits(INFINITY, "1e308", 1))
WRONG(digits_zero, check_digits(1e-300, "0", 3))
WRONG(digits_junk, check_digits(1.0, "one", 3))
WRONG(nearest_off_by_one, check_nearest(0x1.0000000000001p0, "1"))
WRONG(nearest_junk, check_nearest(1.0, "1 "))
WRONG(nearest_nan, check_nearest(NAN, "nan"))
WRONG(same_zero, check_same(0.0, -0.0))
WRONG(same_ulp, check_same(1.0, 0x1.0000000000001p0))
WRONG(text_case, check_text("a", "A"))
WRONG(text_null, check_text(NULL, ""))
WRONG(contains_not, check_contains("abc", "d"))
WRONG(lacks_not, check_lacks("abc", "b"))
WRONG(contains_null, check_contains(NULL, ""))
WRONG(lacks_null, check_lacks(NULL, "a"))
WRONG(decimal_other, check_decimal("1.50", "1.5000000000000000000000000000000000000001"))
WRONG(decimal_null, check_decimal(NULL, "1"))
WRONG(status_other, check_status(LSQ_OK, LSQ_EIO, NULL))
WRONG(status_untold, check_status(LSQ_EDATA, LSQ_EDATA, &io_error))

static void every_wrong_pair_fails(void **state) {
    (void)state;
    const struct CMUnitTest wrong[] = {
        cmocka_unit_test(digits_too_few),     cmocka_unit_test(digits_sign),
        cmocka_unit_test(digits_nan),         cmocka_unit_test(digits_infinite),
        cmocka_unit_test(digits_zero),        cmocka_unit_test(digits_junk),
        cmocka_unit_test(nearest_off_by_one), cmocka_unit_test(nearest_junk),
        cmocka_unit_test(nearest_nan),        cmocka_unit_test(same_zero),
        cmocka_unit_test(same_ulp),           cmocka_unit_test(text_case),
        cmocka_unit_test(text_null),          cmocka_unit_test(contains_not),
        cmocka_unit_test(lacks_not),          cmocka_unit_test(contains_null),
        cmocka_unit_test(lacks_null),         cmocka_unit_test(decimal_other),
        cmocka_unit_test(decimal_null),       cmocka_unit_test(status_other),
        cmocka_unit_test(status_untold),
    };
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        _exit(cmocka_run_group_tests(wrong, NULL, NULL));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), sizeof wrong / sizeof *wrong);
}

static void right_pairs_pass(void **state) {
    (void)state;
    check_digits(0.1, "0.1", 16);
    check_digits(1.0001, "1", 4);
    check_digits(0.0, "0.00", 300);
    check_digits(-2.5e-300, "-25e-301", 15);
    check_nearest(0.1, "0.1000000000000000055511151231257827021181583404541015625");
    check_nearest(9007199254740992.0, "9007199254740993"); /* a tie goes to the even one */
    check_same(NAN, -NAN);
    check_same(-0.0, -0.0);
    check_text(NULL, NULL);
    check_text("x", "x");
    check_contains("abc", "bc");
    check_lacks("abc", "cb");
    check_decimal("-1.50e1", "-15");
    check_decimal("0", "-0.0e7");
    check_status(LSQ_EIO, LSQ_EIO, &io_error);
    check_status(LSQ_OK, LSQ_OK, &io_error); /* a success leaves the error alone */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_wrong_pair_fails),
        cmocka_unit_test(right_pairs_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
