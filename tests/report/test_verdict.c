/* Verdicts, and numbers that may not exist.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "report/verdict.h"
#include "support/check.h"

static void a_verdict_is_one_word(void **state) {
    (void)state;
    check_text(lsq_verdict_word(LSQ_AGREES), "agrees");
    check_text(lsq_verdict_word(LSQ_DIFFERS), "differs");
    check_text(lsq_verdict_word(LSQ_UNDECIDED), "undecided");
    for (int v = LSQ_AGREES; v <= LSQ_UNDECIDED; v++)
        assert_true(strlen(lsq_verdict_word((lsq_verdict)v)) <= LSQ_VERDICT_WIDTH);
}

static void check_real(double value, const char *want) {
    lsq_text out = {0};
    lsq_put_real(&out, value, "null");
    check_text(out.bytes, want);
    lsq_text_clear(&out);
}

static void a_real_number_looks_like_one(void **state) {
    (void)state;
    check_real(3, "3.0");
    check_real(0, "0.0");
    check_real(-0.1, "-0.1");
    check_real(1e300, "1e300");
    check_real(1.0 / 3, "0.3333333333333333");
    check_real(NAN, "null");
    check_real(-INFINITY, "null");
}

static void an_error_has_two_digits_or_a_sign(void **state) {
    (void)state;
    check_text(lsq_error_number(2.34e-12).text, "2.3e-12");
    check_text(lsq_error_number(0).text, "0");
    check_text(lsq_error_number(INFINITY).text, "∞");
    check_text(lsq_error_number(NAN).text, "–");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_is_one_word),
        cmocka_unit_test(a_real_number_looks_like_one),
        cmocka_unit_test(an_error_has_two_digits_or_a_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
