/* The fit as a whole: certified values of NIST, log-likelihood, AIC and BIC of R 4.2.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/fits.h"
#include "report/footer.h"

static char *footer_of(const char *csv, const char *formula, int digits) {
    lsq_fit *fit = fit_of(csv, formula);
    lsq_text out = {0};
    lsq_error error = {0};
    char *text = NULL;
    check_status(lsq_put_footer(fit, 0, digits, &lsq_footer_text, &out, &error), LSQ_OK, &error);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    lsq_fit_free(fit);
    return text;
}

static char *absences_of(const char *csv, int min_norm) {
    lsq_fit_options options = {.struct_size = sizeof options, .min_norm = min_norm};
    lsq_fit *fit = NULL;
    lsq_text out = {0};
    lsq_error error = {0};
    char *text = NULL;
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error), LSQ_OK, &error);
    lsq_put_absences(fit, 0, &out);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    lsq_fit_free(fit);
    return text;
}

static void longley_has_the_certified_numbers(void **state) {
    (void)state;
    char *text = footer_of("Longley.csv", NULL, 0);
    check_text(text,
               "R² 0.9955   adjusted 0.9925   F(6, 9) = 330.3   p = 5.0e-10\n"
               "sigma 304.8541 on 9 df   RSS 836424.1   log-likelihood -109.62   AIC 235.23   "
               "BIC 241.42\n");
    free(text);
}

/* "R² 0.9955, adjusted 0.9925" has 26 columns. */
static void check_first_line(int64_t width, const char *want) {
    const lsq_footer_style style = {", ", "\n", width, lsq_text_put, lsq_text_put};
    lsq_fit *fit = fit_of("Longley.csv", NULL);
    lsq_text out = {0};
    check_status(lsq_put_footer(fit, 0, 0, &style, &out, NULL), LSQ_OK, NULL);
    check_text(strtok(out.bytes, "\n"), want);
    lsq_text_clear(&out);
    lsq_fit_free(fit);
}

static void a_line_is_as_wide_as_its_style_says(void **state) {
    (void)state;
    check_first_line(26, "R² 0.9955, adjusted 0.9925");
    check_first_line(25, "R² 0.9955");
    check_first_line(1000, "R² 0.9955, adjusted 0.9925, F(6, 9) = 330.3, p = 5.0e-10");
}

static void without_an_intercept_it_says_uncentred(void **state) {
    (void)state;
    char *text = footer_of("NoInt1.csv", "y ~ x - 1", 0);
    check_text(text, "R² (uncentred) 0.99937   adjusted 0.99930   F(1, 10) = 15750   p = 2.5e-17\n"
                     "sigma 3.567530 on 10 df   RSS 127.2727   log-likelihood -29.07   AIC 62.15   "
                     "BIC 62.95\n");
    free(text);
}

static void digits_are_as_asked(void **state) {
    (void)state;
    char *text = footer_of("Longley.csv", NULL, 10);
    check_contains(text, "R² 0.9954790046 ");
    check_contains(text, "sigma 304.8540736 on 9 df   RSS 836424.0555 ");
    free(text);
    text = footer_of("Longley.csv", NULL, 30);
    check_contains(text, "R²                 0.995479004577295600900129885875\n");
    check_contains(text, "F(6, 9)            330.285339234588303835060936932\n");
    check_contains(text, "RSS                836424.055505914622502426566778\n");
    free(text);
}

static void what_is_missing_is_explained(void **state) {
    (void)state;
    char *text;
    text = absences_of("x,y\n0,2\n1,2\n3,2\n", 0);
    check_contains(text, "The response is constant: R² has no value.");
    free(text);
    text = absences_of("x,z,y\n0,0,2\n1,1,3\n3,3,2\n4,4,7\n", 1);
    check_contains(text, "Minimum norm");
    free(text);
    text = absences_of("x,y\n0,1\n1,3\n2,2\n", 0);
    check_text(text, "");
    free(text);
}

/* y = 0.1 + 0.3 x in doubles: 1 - R^2 is about 1e-32, which is rounding. */
static void nines_beyond_a_double_are_not_shown_of_a_classical_solver(void **state) {
    (void)state;
    static const char csv[] = "x,y\n1,0.4\n2,0.7\n3,1.0\n4,1.3\n5,1.6\n6,1.9\n7,2.2\n8,2.5\n";
    char *text = report_by(csv, NULL, "qr", (lsq_report_options){.quiet = 1});
    check_lacks(text, "0.99999999999999999");
    check_contains(text, "R² 1");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longley_has_the_certified_numbers),
        cmocka_unit_test(a_line_is_as_wide_as_its_style_says),
        cmocka_unit_test(without_an_intercept_it_says_uncentred),
        cmocka_unit_test(digits_are_as_asked),
        cmocka_unit_test(what_is_missing_is_explained),
        cmocka_unit_test(nines_beyond_a_double_are_not_shown_of_a_classical_solver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
