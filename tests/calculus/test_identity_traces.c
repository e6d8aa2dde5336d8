/* Scalars by matrices and traces: the identities hold, and fail where they should.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "mutations.h"

static void every_row_holds_and_every_mutation_of_it_fails(void **state) {
    (void)state;
    check_group(&lsq_identities_by_matrices);
    check_group(&lsq_identities_traces);
}

static void no_formula_restates_its_differences(void **state) {
    (void)state;
    check_source("lib/calculus/identity_traces.c");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_holds_and_every_mutation_of_it_fails),
        cmocka_unit_test(no_formula_restates_its_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
