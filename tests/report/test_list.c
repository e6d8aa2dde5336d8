/* Many digits, a number a line.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/fits.h"
#include "report/table.h"

static const lsq_style plain = {"", "", "", ""};

static char *list_of(const char *csv, int digits) {
    lsq_fit *fit = fit_of(csv, NULL);
    lsq_table_notes notes = {0};
    lsq_text out = {0};
    lsq_error error = {0};
    char *text = NULL;
    check_status(lsq_put_list(fit, 0, digits, &plain, &out, &notes, &error), LSQ_OK, &error);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    lsq_fit_free(fit);
    return text;
}

/* The wanted digits are those of exact rational least squares in datasets/nist/Longley.json. */
static void longley_has_thirty_exact_digits(void **state) {
    (void)state;
    char *text = list_of("Longley.csv", 30);
    check_contains(text, "(Intercept)\n  estimate        -3482258.63459581832527689742876\n"
                         "  std.error        890420.383607372547243283262219\n");
    check_contains(text, "x2\n  estimate        -0.0358191792925910166168577525360\n");
    check_contains(text, "x5\n  estimate        -0.0511041056535807144706642656987\n");
    check_contains(text, "  95% from  ");
    check_contains(text, "  input digits     0.3 !\n");
    free(text);
}

static void a_thousand_digits_are_shown_whole(void **state) {
    (void)state;
    char *text = list_of("x,y\n0,0\n1,1\n5,2\n", 1000);
    /* slope = (11 - 3 * 2 * 1) / (26 - 3 * 2 * 2) = 5 / 14 = 0.3571428571428... */
    const char *at = strstr(text, "\nx\n  estimate");
    assert_non_null(at);
    at = strstr(at, "0.3");
    assert_non_null(at);
    assert_int_equal(strspn(at + 2, "0123456789"), 1000);
    for (int i = 0; i < 160; i++)
        assert_memory_equal(at + 3 + 6 * i, "571428", 6);
    free(text);
}

static void fault_60_an_aliased_term_has_its_relation(void **state) {
    (void)state;
    char *text = list_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", 20);
    check_contains(text, "\nx2   aliased: = 2*x1\n");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longley_has_thirty_exact_digits),
        cmocka_unit_test(a_thousand_digits_are_shown_whole),
        cmocka_unit_test(fault_60_an_aliased_term_has_its_relation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
