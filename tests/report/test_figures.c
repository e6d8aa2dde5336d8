/* Numbers for programs: doubles that read back, digits as asked for, nothing out of range unsaid.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/figures.h"
#include "report/fits.h"

static lsq_figures figures_of(lsq_fit *fit, lsq_text *out, int digits, lsq_error *error) {
    lsq_figures f = {.fit = fit, .out = out, .digits = digits, .none = "none", .error = error};
    check_status(lsq_figures_init(&f), LSQ_OK, error);
    return f;
}

/* On 0, 1, 2, 3 the line through 1, 3, 2, 5 is 1.1 + 1.1 x; the second x is twice the first. */
static void numbers_stand_behind_what_goes_before(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL);
    lsq_text out = {0};
    lsq_error error = {0};
    lsq_figures f = figures_of(fit, &out, 0, &error);
    lsq_put_estimate(&f, "a ", 0, 1);
    lsq_put_figure(&f, ", b ", LSQ_RSS, 0, 0);
    lsq_put_estimate(&f, ", c ", 0, 2);
    lsq_put_figure(&f, ", d ", LSQ_T, 0, 2);
    lsq_put_input_digits(&f, ", e ", 0, 2);
    check_text(out.bytes, "a 1.1, b 2.7, c none, d none, e none");
    lsq_figures_clear(&f);
    lsq_text_clear(&out);
    f = figures_of(fit, &out, 1000, &error);
    lsq_put_estimate(&f, "", 0, 1);
    assert_int_equal(out.length, 1001);
    assert_int_equal(f.status, LSQ_OK);
    lsq_figures_clear(&f);
    lsq_text_clear(&out);
    lsq_fit_free(fit);
}

static void an_estimate_out_of_range_stops_the_rest(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1e-300,1e300\n2e-300,3e300\n3e-300,5.5e300\n", NULL);
    lsq_text out = {0};
    lsq_error error = {0};
    lsq_figures f = figures_of(fit, &out, 0, &error);
    lsq_put_estimate(&f, "", 0, 1);
    check_status(f.status, LSQ_ENUMERIC, &error);
    check_contains(error.message, "the estimate of x, 2.25");
    check_contains(error.message, "--digits N prints it with its own exponent");
    size_t length = out.length;
    lsq_put_figure(&f, "more", LSQ_STD_ERROR, 0, 1);
    assert_int_equal(out.length, length);
    lsq_figures_clear(&f);
    lsq_text_clear(&out);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_behind_what_goes_before),
        cmocka_unit_test(an_estimate_out_of_range_stops_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
