/* test_library.c - functions of libraries that are loaded at run time.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dlfcn.h>

#include "base/library.h"

static void a_function_is_found_or_is_not(void **state) {
    (void)state;
    void *library = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
    assert_non_null(library);
    double (*root)(double) = NULL;
    assert_true(lsq_look_up(&root, library, "sqrt"));
    assert_true(root(81) == 9);
    assert_false(lsq_look_up(&root, library, "no_such_function"));
    assert_true(root == NULL);
    dlclose(library);
}

/* As glibc says it. */
static void want_of_memory_is_no_missing_library(void **state) {
    (void)state;
    assert_true(lsq_is_want_of_memory("libx.so: failed to map segment from shared object"));
    assert_true(lsq_is_want_of_memory("out of memory"));
    assert_true(lsq_is_want_of_memory("libx.so: cannot allocate memory in static TLS block"));
    assert_true(
        lsq_is_want_of_memory("libx.so: cannot map zero-fill pages: Cannot allocate memory"));
    assert_false(lsq_is_want_of_memory(
        "libx.so: cannot open shared object file: No such file or directory"));
    assert_false(lsq_is_want_of_memory("libx.so: undefined symbol: dgemm_"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_is_found_or_is_not),
        cmocka_unit_test(want_of_memory_is_no_missing_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
