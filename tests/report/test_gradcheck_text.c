/* A gradient check for people: text and Markdown.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "gradchecks.h"
#include "report/words.h"

static const lsq_report_options quiet = {.quiet = 1};

/* All numbers that rounding has a part in are beyond the digits shown, or in "off by", "bound" and
 * the criterion, which are left to other tests. */
static void the_table_has_a_row_a_coefficient(void **state) {
    (void)state;
    char *text = gradcheck_report_of(three_of(NULL), 0, quiet);
    check_contains(text, "Gradient check   y ~ x\n"
                         "3 rows read, 3 used, 0 dropped\n"
                         "2X'(XB - Y) beside differences of |XB - Y|^2, at the point given\n"
                         "\n"
                         "                       at      analytic       central       forward   "
                         "off by    bound  verdict\n"
                         "(Intercept)             1           -22           -22     ");
    check_contains(text, "\nx                      -1           -54           -54     ");
    check_contains(text, "\n\nAgrees: the criterion, ");
    check_contains(text, "\ncriterion at h = 1e-4: central ");
    check_contains(text, ", threshold 1e-6; least ");
    check_lacks(text, "Off by is");
    check_lacks(text, "│");
    lsq_text_free(text);
    text = gradcheck_report_of(three_of(NULL), 0, (lsq_report_options){0});
    check_contains(text, "\nOff by is the distance ");
    lsq_text_free(text);
}

static void the_longest_numbers_are_apart(void **state) {
    (void)state;
    static const double long_ones[] = {-8.8748770e-302, -1.2345678e-305}, B[] = {1.0, -1.0};
    lsq_gradcheck *check =
        gradcheck_of("x,y\n1,1\n2,3\n3,4\n", NULL,
                     (lsq_gradcheck_options){
                         .point = B, .point_count = 2, .gradient = long_ones, .gradient_count = 2});
    char *text = gradcheck_report_of(check, 0, quiet);
    check_contains(text, " -8.87488e-302 ");
    check_contains(text, " -1.23457e-305 ");
    lsq_text_free(text);
}

static void off_by_is_the_distance_from_the_best_difference(void **state) {
    (void)state;
    static const double near[] = {-22 - 1e-14, -54};
    lsq_gradcheck *check = three_of(near);
    const lsq_check_row *row = lsq_check_row_at(lsq_gradcheck_check(check), 0);
    lsq_number off = lsq_short_number(fabs(row->best - row->derivative));
    lsq_number other = lsq_short_number(fabs(row->central - row->derivative));
    assert_true(strcmp(off.text, other.text) != 0);
    char *text = gradcheck_report_of(check, 0, quiet);
    check_contains(strstr(text, "(Intercept)"), off.text);
    lsq_text_free(text);
}

static void what_differs_is_named_and_coloured(void **state) {
    (void)state;
    static const double off[] = {-22, 54};
    lsq_report_options o = quiet;
    char *text = gradcheck_report_of(three_of(off), 0, o);
    check_contains(text, "the gradient given beside differences of |XB - Y|^2, at the point given");
    check_contains(text, "\n\nDiffers: the element of x is 54, differences say -54. Only ");
    check_contains(text, "the element of x is off: it has the other\nsign.\n");
    check_lacks(text, "least");
    lsq_text_free(text);
    o.color = 1;
    text = gradcheck_report_of(three_of(off), 0, o);
    check_contains(text, "  \033[33mdiffers\033[0m\n");
    check_contains(text, "  agrees\n");
    lsq_text_free(text);
}

static void the_curve_is_drawn_if_asked_for(void **state) {
    (void)state;
    char *text = gradcheck_report_of(three_of(NULL), 1, quiet);
    check_contains(text, "\n\ncriterion\n");
    check_contains(text, "○ forward differences   ● central differences   ┄ threshold 1e-6   ┊ h = "
                         "1e-4\n");
    lsq_text_free(text);
    text =
        gradcheck_report_of(three_of(NULL), 1, (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN});
    check_contains(text, "\n```\ncriterion\n");
    check_contains(text, "h = 1e-4\n```\n");
    lsq_text_free(text);
}

static void several_responses_have_tables_of_their_own(void **state) {
    (void)state;
    static const char csv[] = "a,b,x\n1,2,3\n2,5,1\n4,1,1\n";
    char *text = gradcheck_report_of(
        gradcheck_of(csv, "cbind(a, b) ~ x", (lsq_gradcheck_options){.at_solution = 1}), 0, quiet);
    check_contains(text, "at the least-squares solution\n\nResponse a\n");
    check_contains(text, "agrees\n\nResponse b\n");
    lsq_text_free(text);
    text = gradcheck_report_of(gradcheck_of(csv, "cbind(a, b) ~ x", (lsq_gradcheck_options){0}), 0,
                               (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN, .quiet = 1});
    check_contains(text, "at a random point (seed 1)\n\n| response | coefficient | at | analytic | "
                         "central | forward | off by | bound | verdict |\n"
                         "|:--|:--|--:|--:|--:|--:|--:|--:|:--|\n| a | (Intercept) | ");
    check_contains(text, "\n| b | x | ");
    lsq_text_free(text);
}

static void hostile_names_are_escaped_and_cut(void **state) {
    (void)state;
    char csv[400] = "\"|\033", x[200];
    memset(x, 'x', sizeof x);
    x[199] = '\0';
    strcat(strcat(csv, x), "\",y\n1,1\n2,3\n3,4\n");
    char *text = gradcheck_report_of(gradcheck_of(csv, NULL, (lsq_gradcheck_options){0}), 1,
                                     (lsq_report_options){0});
    char *rest = text;
    check_lacks(text, "\033");
    for (char *line; (line = lsq_take_line(&rest));)
        assert_true(lsq_text_width(line) <= 100);
    lsq_text_free(text);
    text = gradcheck_report_of(gradcheck_of(csv, NULL, (lsq_gradcheck_options){0}), 0,
                               (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN});
    check_contains(text, "\n| \\`\\|\\\\x1Bxxx");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_a_row_a_coefficient),
        cmocka_unit_test(the_longest_numbers_are_apart),
        cmocka_unit_test(off_by_is_the_distance_from_the_best_difference),
        cmocka_unit_test(what_differs_is_named_and_coloured),
        cmocka_unit_test(the_curve_is_drawn_if_asked_for),
        cmocka_unit_test(several_responses_have_tables_of_their_own),
        cmocka_unit_test(hostile_names_are_escaped_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
