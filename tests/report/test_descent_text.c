/* Descents for people: at most 100 columns, points below points, what is left out when quiet.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "descents.h"

static char *text_of(const char *csv, const char *formula, lsq_descend_options options) {
    return report_once(descent_of(csv, formula, options), LSQ_FORMAT_TEXT);
}

static void check_widths(const char *text) {
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        char line[1024];
        assert_true(length < sizeof line);
        memcpy(line, at, length);
        line[length] = '\0';
        if (lsq_text_width(line) > 100)
            fail_msg("%lld columns: %s", (long long)lsq_text_width(line), line);
        assert_false(length && line[length - 1] == ' ');
        at += length + (at[length] == '\n');
    }
}

/* Numbers of every size in every column, and a name that does not end. */
static const char wide[] =
    "a name that goes on and on and on \xE4\xB8\xAD\xE6\x96\x87 and on,x,y\n"
    "1e-100,123456789.125,-1e-9\n3e-100,123456788,1234567891.25\n2e-100,123456789.5,-98765.4321\n"
    "5e-100,123456780,7\n";

static void no_line_is_wider_than_a_hundred_columns(void **state) {
    (void)state;
    static const char *const methods[] = {"gd", "line", "heavy-ball", "nesterov", "bb", "cg"};
    const struct {
        const char *csv, *formula;
    } cases[] = {{"Longley.csv", NULL}, {"Norris.csv", NULL}, {wide, NULL},
                 {wide, "y ~ x"},       {deficient, NULL},    {"Wampler4.csv", "y ~ powers(x, 5)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++)
            for (int standardize = 0; standardize < 2; standardize++) {
                lsq_descend_options o = {.method = methods[m],
                                         .standardize = standardize,
                                         .ridge = 0.123456 * (double)standardize,
                                         .solver_options = &few_steps};
                char *text = text_of(cases[i].csv, cases[i].formula, o);
                check_widths(text);
                lsq_text_free(text);
            }
}

static void a_descent_is_told_before_during_and_after(void **state) {
    (void)state;
    char *text = text_of(square, NULL, (lsq_descend_options){0});
    check_contains(
        text, "Descent by gd   y ~ x + z\n"
              "4 rows read, 4 used, 0 dropped\n"
              "f(B) = |Y - XB|^2, gradients from X'X\n"
              "\n"
              "before\n"
              "  L                              8   twice the largest eigenvalue of X'X\n"
              "  mu                             8   twice the smallest positive one\n"
              "  kappa                          1   sqrt(L/mu), the condition number of X\n"
              "  2/L                         0.25   a fixed step below it converges\n"
              "  step                       0.125   fixed\n"
              "  rate                           0   sqrt(f - f*) contracts by it a step in the "
              "long run, or better\n"
              "  predicted steps                1   until |g| is 1e-10 of |g at 0|\n"
              "\n"
              "course\n"
              "      step       f      f - f*    gradient   step size   digits\n"
              "         0   69       6.88e+01    1.00e+00                  0.0\n"
              "         1    0.25 ");
    check_contains(text, "    0.00e+00    1.25e-01      all\n"
                         "\n"
                         "after: converged\n"
                         "  steps                          1   1 predicted\n"
                         "  gradient                       0   |g| / |g at 0|\n");
    check_contains(text, "  right digits                 all   of the worst coefficient\n"
                         "  f*                          0.25   f at the exact solution\n"
                         "\n"
                         "                     reached   exact   digits\n"
                         "  (Intercept)           1.25    1.25      all\n"
                         "  x                     2.25    2.25      all\n"
                         "  z                     3.25    3.25      all\n"
                         "\n"
                         "converged in 1 step (theory: 1); ");
    check_lacks(text, "residual degree"); /* it has no standard errors */
    lsq_text_free(text);
}

/* In the lines between two texts the second word has its point, if there is one, in one column. */
static void check_points(const char *text, const char *from, const char *to) {
    const char *at = strstr(text, from), *end = at ? strstr(at, to) : NULL;
    size_t point = 0;
    assert_non_null(end);
    for (at = strchr(at, '\n') + 1; at < end; at = strchr(at, '\n') + 1) {
        size_t here = strspn(at, " ");
        here += strcspn(at + here, " ");
        here += strspn(at + here, " ");
        here += strcspn(at + here, ". \n");
        if (at[here] != '.')
            continue;
        if (point)
            assert_int_equal(here, point);
        point = here;
    }
    assert_true(point > 0);
}

static void points_stand_below_points(void **state) {
    (void)state;
    char *text = text_of("Longley.csv", NULL,
                         (lsq_descend_options){.method = "cg", .solver_options = &few_steps});
    check_points(text, " step  ", "\n\nafter");
    check_points(text, "reached", "\n\nnot conv");
    lsq_text_free(text);
}

static void weights_and_the_rows_without_are_told(void **state) {
    (void)state;
    char *text = text_of(weighed, NULL, (lsq_descend_options){.weights = "my w", .ridge = 1});
    check_contains(
        text, "7 rows read, 4 used, 1 dropped (missing values, first in line 5), 2 "
              "dropped (weight 0 in column my w)\n"
              "f(B) = sum of w (y - xB)^2 + 1 |B|^2 without the intercept, w in column my w, ");
    check_contains(text, "twice the largest eigenvalue of X'WX + ridge\n");
    check_contains(text, "the condition number of X so changed\n");
    lsq_text_free(text);
    text = report_once(descent_of(weighed, NULL, (lsq_descend_options){.weights = "my w"}),
                       LSQ_FORMAT_MARKDOWN);
    check_contains(text, "2 dropped (weight 0 in column my w)");
    lsq_text_free(text);
}

static void each_response_has_its_coefficients(void **state) {
    (void)state;
    char *text = text_of(deficient, "cbind(y, z) ~ a + b",
                         (lsq_descend_options){.method = "cg", .standardize = 1});
    check_contains(text, "dropped; rank 2 of 3 terms\n");
    const char *y = strstr(text, "\n  Response y\n"), *z = strstr(text, "\n  Response z\n");
    assert_true(y && z && y < z);
    check_contains(z, "(Intercept)");
    lsq_text_free(text);
}

static void quiet_leaves_out_sentences_and_colour_adds_no_width(void **state) {
    (void)state;
    lsq_descent *d = descent_of("Longley.csv", NULL, (lsq_descend_options){.method = "cg"});
    char *full = descent_report_of(d, (lsq_report_options){0}),
         *quiet = descent_report_of(d, (lsq_report_options){.quiet = 1}),
         *color = descent_report_of(d, (lsq_report_options){.color = 1});
    assert_true(strlen(quiet) < strlen(full));
    assert_memory_equal(full, quiet, strlen(quiet));
    check_contains(full, "W21");
    check_lacks(quiet, "W21");
    check_lacks(quiet, "--standardize");
    check_lacks(full, "\033");
    check_contains(color, "\033[1mDescent by cg\033[0m");
    char *to = color;
    for (const char *from = color; *from; from++) {
        if (*from == '\033')
            from = strchr(from, 'm');
        else
            *to++ = *from;
    }
    *to = '\0';
    check_text(color, full);
    lsq_text_free(full);
    lsq_text_free(quiet);
    lsq_text_free(color);
    lsq_descent_free(d);
}

static void rows_are_as_many_as_asked_for(void **state) {
    (void)state;
    for (int64_t rows = 2; rows < 30; rows += 9) {
        char *text = text_of(uneven, NULL,
                             (lsq_descend_options){.rows = rows, .solver_options = &few_steps});
        const char *at = strstr(text, "\ncourse\n") + 8, *end = strstr(at, "\n\nafter");
        int64_t lines = 0;
        for (; at < end; at++)
            lines += *at == '\n';
        assert_true(lines >= 2 && lines <= rows);
        check_contains(text, "\n        30 ");
        lsq_text_free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_a_hundred_columns),
        cmocka_unit_test(a_descent_is_told_before_during_and_after),
        cmocka_unit_test(points_stand_below_points),
        cmocka_unit_test(weights_and_the_rows_without_are_told),
        cmocka_unit_test(each_response_has_its_coefficients),
        cmocka_unit_test(quiet_leaves_out_sentences_and_colour_adds_no_width),
        cmocka_unit_test(rows_are_as_many_as_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
