/* The level of vector instructions can be lowered from outside, never raised.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/simd.h"

#include "support/check.h"

static void a_lower_level_can_be_asked_for(void **state) {
    (void)state;
    unsetenv("LSQ_SIMD");
    lsq_simd best = lsq_simd_here();
    setenv("LSQ_SIMD", "portable", 1);
    assert_int_equal(lsq_simd_here(), LSQ_SIMD_PORTABLE);
    setenv("LSQ_SIMD", "avx2", 1);
    assert_int_equal(lsq_simd_here(), best < LSQ_SIMD_AVX2 ? best : LSQ_SIMD_AVX2);
    setenv("LSQ_SIMD", "avx512", 1);
    assert_int_equal(lsq_simd_here(), best);
    setenv("LSQ_SIMD", "AVX2", 1);
    assert_int_equal(lsq_simd_here(), best);
    unsetenv("LSQ_SIMD");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lower_level_can_be_asked_for)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
