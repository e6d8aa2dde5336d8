/* Steps of a descent: every form, the nearest double, and what is refused.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/step.h"
#include "support/check.h"

static void the_four_forms_are_understood(void **state) {
    (void)state;
    static const struct {
        const char *text, *factor;
        lsq_step_unit unit;
    } steps[] = {
        {NULL, "1", LSQ_STEP_PER_L},
        {"1/L", "1", LSQ_STEP_PER_L},
        {"2/(L+mu)", "2", LSQ_STEP_PER_L_MU},
        {"1.5/L", "1.5", LSQ_STEP_PER_L},
        {"2.02/L", "2.02", LSQ_STEP_PER_L},
        {"1e-3/L", "1e-3", LSQ_STEP_PER_L},
        {"0.001", "0.001", LSQ_STEP_PLAIN},
        {"3", "3", LSQ_STEP_PLAIN},
        {"007", "7", LSQ_STEP_PLAIN},
        {"1E+5", "1e5", LSQ_STEP_PLAIN},
        {"2.5e-300", "2.5e-300", LSQ_STEP_PLAIN},
        {"0.1", "0.1", LSQ_STEP_PLAIN},
        {"9007199254740993", "9007199254740993", LSQ_STEP_PLAIN}, /* 2^53 + 1, a tie */
        {"1.7976931348623157e308", "1.7976931348623157e308", LSQ_STEP_PLAIN},
        {"1234567890123456789012345678901234567.890", "1.234567890123456789e36", LSQ_STEP_PLAIN},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        lsq_step step;
        lsq_error error = {0};
        check_status(lsq_step_parse(&step, steps[i].text, &error), LSQ_OK, &error);
        check_nearest(step.factor, steps[i].factor);
        assert_int_equal(step.unit, steps[i].unit);
    }
}

static void everything_else_is_refused_with_the_forms(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "0",
        "0/L",
        "-1/L",
        "+1/L",
        " 1/L",
        "1/L ",
        "1 /L",
        "L",
        "/L",
        "1/M",
        "1/LL",
        "1/l",
        "1/mu",
        "1/(L+mu)",
        "2/(L+mu) ",
        "2/L+mu",
        "1,5/L",
        ".5",
        "1.",
        "1.5.2",
        "1e",
        "1e+/L",
        "1e:",
        "1e5:",
        "1e5 ",
        "0x1p-3",
        "inf",
        "nan",
        "1e400",
        "1e-400",
        "1e999999",
        "1e99999999999999999999",
        "x",
        "12345678901234567890123456789012345678901", /* more digits than any double has use for */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        lsq_step step;
        lsq_error error = {0};
        check_status(lsq_step_parse(&step, texts[i], &error), LSQ_EUSAGE, &error);
        check_contains(error.message, "', expected 1/L, 2/(L+mu), a multiple such as 1.5/L, or a "
                                      "number above 0");
    }
}

static void a_foreign_text_is_shown_escaped(void **state) {
    (void)state;
    lsq_step step;
    lsq_error error = {0};
    check_status(lsq_step_parse(&step, "1/\x1b[31m", &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "'1/\\x1B[31m'");
}

static void a_length_follows_from_L_and_mu(void **state) {
    (void)state;
    check_same(lsq_step_length((lsq_step){1.5, LSQ_STEP_PER_L}, 6, 2), 0.25);
    check_same(lsq_step_length((lsq_step){2, LSQ_STEP_PER_L_MU}, 6, 2), 0.25);
    check_same(lsq_step_length((lsq_step){0.125, LSQ_STEP_PLAIN}, 6, 2), 0.125);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_four_forms_are_understood),
        cmocka_unit_test(everything_else_is_refused_with_the_forms),
        cmocka_unit_test(a_foreign_text_is_shown_escaped),
        cmocka_unit_test(a_length_follows_from_L_and_mu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
