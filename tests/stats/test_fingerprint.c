/* The fingerprint: two cases worked by hand and hashed with sha256sum, and what it must and must
 * not know.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"

static void check_fingerprint(lsq_fit *fit, const char *want) {
    check_text(lsq_fit_fingerprint(fit), want);
    lsq_fit_free(fit);
}

/* Sums 2, 3, 5 over y = 1, 2: the text is "lsq 1", "2 2", "1 1", "11 (Intercept)", "1 y", "1 1 0"
 * (2), "3 0 0", "1 0 1" (5), each with a line end. */
static void a_mean_of_two_numbers_is_as_worked_by_hand(void **state) {
    (void)state;
    check_fingerprint(fit_of("y\n1\n2\n", "y ~ 1"),
                      "75aa9aaec47c741527982a20a3c02070784d266ac4a7bf493418c4a3ee1cd2de");
}

/* x = 0.5, -2.25, 17 and y = 0, 4, -0.08.  Terms 1, x, y: "3 0 0", "3d -2 0" (15.25 = 61/4), "31 1
 * -2" (3.92), "1265 -4 0" (294.3125 = 4709/16), "-103 0 -2" (-10.36), "9c5 2 -4" (16.0064); the
 * integers are written in base 16. */
static void signs_and_powers_of_two_and_five_are_as_worked_by_hand(void **state) {
    (void)state;
    check_fingerprint(fit_of("x,y\n0.5,0\n-2.25,4\n17,-0.08\n", "y ~ x"),
                      "50d3502b9d17c500bfb68a81ca1a1dafbe4424baad6186d7f26355daa7050e11");
}

/* Terms x, I(x^2), responses y, z = x: "1265 -4 0", "4c96f -6 0", "-103 0 -2", "1265 -4 0",
 * "1465ab1 -8 0", "-11f -2 -2", "4c96f -6 0", "9c5 2 -4", "-103 0 -2", "1265 -4 0". */
static void several_responses_and_powers_are_as_worked_by_hand(void **state) {
    (void)state;
    check_fingerprint(
        fit_of("x,y,z\n0.5,0,0.5\n-2.25,4,-2.25\n17,-0.08,17\n", "cbind(y, z) ~ x + I(x^2) - 1"),
        "232efc547292f1108ac72057f8dfbec35bb59c8bcb5efdfd796ed7ef1807daf2");
}

/* The same table with the same three columns: which of them are responses makes the difference. */
static void terms_and_responses_are_told_apart(void **state) {
    (void)state;
    const char csv[] = "a,b,y\n1,0,3\n-1,2,4\n0,5,9\n";
    lsq_fit *one = fit_of(csv, "y ~ a + b - 1"), *two = fit_of(csv, "cbind(b, y) ~ a - 1");
    assert_string_not_equal(lsq_fit_fingerprint(one), lsq_fit_fingerprint(two));
    lsq_fit_free(two);
    lsq_fit_free(one);
}

static void equal_data_have_equal_fingerprints_however_written(void **state) {
    (void)state;
    static const char *const same[] = {
        "x,y\n0.5,0\n-2.25,4\n17,-0.08\n",
        "x,y\n17,-0.08\n0.5,0\n-2.25,4\n",
        "x;y\r\n5e-1;0.000\r\n-2.250;4e0\r\n1.7E1;-8e-2\r\n",
        "a,x,y\n9,0.5,0\n,-2.25,4\n1,17,-0.08\n1,,3\n2,4,NA\n",
        "y,x\n0,0.50\n4,-2.25\n\n-0.08,17.0",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        check_fingerprint(fit_of(same[i], "y ~ x"),
                          "50d3502b9d17c500bfb68a81ca1a1dafbe4424baad6186d7f26355daa7050e11");
}

static void doubles_that_are_the_same_numbers_have_the_same_fingerprint(void **state) {
    (void)state;
    const double x[] = {0.5, -2.25, 17}, y[] = {0, 4, 0.75};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, (lsq_doubles){x, 3, 1, 1, 1}, (lsq_doubles){y, 3, 1, 1, 1},
                                 NULL, &error),
                 LSQ_OK, &error);
    lsq_fit *text = fit_of("x1,y\n.5,0\n-2.25,4\n17,.75\n", "y ~ x1");
    check_text(lsq_fit_fingerprint(text), lsq_fit_fingerprint(fit));
    lsq_fit_free(text);
    lsq_fit_free(fit);
}

static void every_difference_changes_it(void **state) {
    (void)state;
    static const char *const data[] = {
        "x,y\n1,2\n2,3\n3,5\n",                     /* the base */
        "x,y\n1,2\n2,3\n3,5.0000000000000000001\n", /* a last digit */
        "x,y\n1,2\n2,3\n3,-5\n",                    /* a sign */
        "x,y\n1,2\n2,3\n3,5\n0,0\n",                /* one row more, all sums but n equal */
        "x,y\n10,2\n20,3\n30,5\n",                  /* a power of ten */
        "x,y\n2,2\n4,3\n6,5\n",                     /* a power of two */
    };
    char seen[8][LSQ_FINGERPRINT_SIZE];
    size_t count = 0;
    for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
        lsq_fit *fit = fit_of(data[i], "y ~ x");
        strcpy(seen[count++], lsq_fit_fingerprint(fit));
        lsq_fit_free(fit);
    }
    lsq_fit *fit = fit_of("z,y\n1,2\n2,3\n3,5\n", "y ~ z"); /* a name */
    strcpy(seen[count++], lsq_fit_fingerprint(fit));
    lsq_fit_free(fit);
    fit = fit_of(data[0], "y ~ x - 1"); /* the terms */
    strcpy(seen[count++], lsq_fit_fingerprint(fit));
    lsq_fit_free(fit);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(strlen(seen[i]), 64);
        assert_int_equal(strspn(seen[i], "0123456789abcdef"), 64);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(seen[i], seen[j]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_of_two_numbers_is_as_worked_by_hand),
        cmocka_unit_test(signs_and_powers_of_two_and_five_are_as_worked_by_hand),
        cmocka_unit_test(several_responses_and_powers_are_as_worked_by_hand),
        cmocka_unit_test(terms_and_responses_are_told_apart),
        cmocka_unit_test(equal_data_have_equal_fingerprints_however_written),
        cmocka_unit_test(doubles_that_are_the_same_numbers_have_the_same_fingerprint),
        cmocka_unit_test(every_difference_changes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
