/* The findings about classical solvers: when they are there, and what they say.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"

/* The codes in their order, "W21 W22". */
static void check_codes(lsq_fit *fit, const char *want) {
    char got[256] = "";
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? " " : "",
                 lsq_fit_warning_code(fit, i));
    check_text(got, want);
}

/* 8 rows, 6 degrees of freedom, nothing to remark. */
static const char good[] = "x,y\n1,1\n2,3\n3,2\n4,5\n5,4\n6,7\n7,5\n8,9\n";

static lsq_fit *fit_by(const char *csv, const char *solver) {
    return fit_with(csv, (lsq_fit_options){.solver = solver});
}

/* x and 10^7 + x are apart by 1 and 10^-7 of their lengths or so: the scaled columns 1 and 10^7 + x
 * have a condition number of about 2 10^7/sd(x) = 9e6, so that of 16 digits QR leaves 9 and
 * Cholesky, which squares it, 2. */
static void w31_warns_of_few_digits_where_they_are_squared_away(void **state) {
    (void)state;
    static const char csv[] = "x,y\n10000001,1\n10000002,3\n10000003,2\n10000004,5\n"
                              "10000005,4\n10000006,7\n10000007,5\n10000008,9\n";
    lsq_fit *fit = fit_by(csv, "qr");
    check_codes(fit, "W21");
    lsq_fit_free(fit);
    fit = fit_by(csv, "cholesky");
    check_codes(fit, "W31 W21");
    check_contains(warning_of(fit, "W31", NULL), "About 2 digits of the coefficients are to be "
                                                 "trusted: ");
    check_contains(warning_of(fit, "W31", NULL), lsq_fit_answer(fit)->note);
    check_contains(warning_of(fit, "W31", NULL), "; --solver exact gives all of them.");
    assert_null(lsq_fit_warning_term(fit, 0));
    lsq_fit_free(fit);
    fit = fit_by(good, "cholesky");
    check_codes(fit, "");
    lsq_fit_free(fit);
}

/* [8 36; 36 204] has the eigenvalues 210.4 and 1.6: the condition leaves 13 digits and more, a
 * gradient that is left standing fewer. */
static void w31_takes_the_digits_of_a_descent_from_its_own_bound(void **state) {
    (void)state;
    int warnings = 0;
    for (int power = 2; power <= 11; power++) {
        lsq_solver_options o = {.struct_size = sizeof o, .tolerance = pow(10, -power)};
        lsq_fit *fit = fit_with(good, (lsq_fit_options){.solver = "gd", .solver_options = &o});
        const lsq_answer *a = lsq_fit_answer(fit);
        assert_true(53 * log10(2) + 2 * log10(a->rcond) > 13);
        int few = a->error_bound > 1e-6;
        check_codes(fit, few ? "W31" : "");
        if (few) {
            char about[64];
            double digits = -log10(a->error_bound);
            if (digits < 0.5)
                snprintf(about, sizeof about, "No digit of the coefficients is to");
            else if (digits < 1.5)
                snprintf(about, sizeof about, "About 1 digit of the coefficients is to");
            else
                snprintf(about, sizeof about, "About %.0f digits of the coefficients are", digits);
            check_contains(warning_of(fit, "W31", NULL), about);
            check_contains(warning_of(fit, "W31", NULL), "; B is off by at most ");
            warnings++;
        }
        lsq_fit_free(fit);
    }
    assert_true(warnings >= 2 && warnings <= 8);
}

static const char twins[] = "x,z,y\n1,2,1\n2,4,3\n3,6,2\n4,8,5\n5,10,4\n6,12,7\n7,14,5\n8,16,9\n";

static void w33_tells_of_a_rank_that_is_a_matter_of_rounding(void **state) {
    (void)state;
    lsq_fit *fit = fit_by(twins, "svd");
    check_codes(fit, "W33 W23");
    check_contains(warning_of(fit, "W33", NULL), "rank 2 of 3 to working precision");
    check_contains(warning_of(fit, "W23", "z"), "z equals 2*x to working precision");
    check_contains(warning_of(fit, "W23", "z"), "minimum-norm");
    lsq_fit_free(fit);
    fit = fit_by(good, "svd");
    check_codes(fit, "");
    lsq_fit_free(fit);
}

/* y = 0.1 + 0.3 x in decimals is exact, in doubles it is not: residuals are rounding or 0. */
static void w24_does_not_take_rounding_for_residuals(void **state) {
    (void)state;
    static const char csv[] = "x,y\n1,0.4\n2,0.7\n3,1.0\n4,1.3\n5,1.6\n6,1.9\n7,2.2\n8,2.5\n";
    static const char *const solvers[] = {"qr", "tsqr", "svd", "pivoted-qr", "cholesky"};
    for (size_t i = 0; i < sizeof solvers / sizeof *solvers; i++) {
        lsq_fit *fit = fit_by(csv, solvers[i]);
        check_codes(fit, "W24");
        check_contains(warning_of(fit, "W24", NULL), "rounding of doubles");
        lsq_fit_free(fit);
    }
    /* RSS/y'y = 4e-20 is seen in residuals, and lost where squares are subtracted */
    static const char small[] =
        "x,y\n1,0.4\n2,0.7\n3,1.000000001\n4,1.3\n5,1.6\n6,1.9\n7,2.2\n8,2.5\n";
    lsq_fit *fit = fit_by(small, "qr");
    check_codes(fit, "");
    lsq_fit_free(fit);
    fit = fit_by(small, "cholesky");
    check_codes(fit, "W24");
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(w31_warns_of_few_digits_where_they_are_squared_away),
        cmocka_unit_test(w31_takes_the_digits_of_a_descent_from_its_own_bound),
        cmocka_unit_test(w33_tells_of_a_rank_that_is_a_matter_of_rounding),
        cmocka_unit_test(w24_does_not_take_rounding_for_residuals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
