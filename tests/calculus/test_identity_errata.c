/* Errata differ at every size, and the right formulas beside them agree.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "mutations.h"

static void errata_differ_and_the_right_formulas_agree_unless_mutated(void **state) {
    (void)state;
    check_group(&lsq_identities_errata);
}

static void no_formula_restates_its_differences(void **state) {
    (void)state;
    check_source("lib/calculus/identity_errata.c");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errata_differ_and_the_right_formulas_agree_unless_mutated),
        cmocka_unit_test(no_formula_restates_its_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
