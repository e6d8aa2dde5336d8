/* Curves on logarithmic axes: whole drawings, each place of a mark by hand.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/curve.h"
#include "report/words.h"
#include "support/check.h"

static char *drawn(const lsq_plot *plot) {
    lsq_text out = {0};
    char *text = NULL;
    lsq_put_plot(plot, &out);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    return text;
}

/* The line behind `label`; "" if there is none. */
static const char *line_of(const char *text, const char *label) {
    static char line[512];
    char want[32];
    snprintf(want, sizeof want, "%9s │", label);
    const char *at = strstr(text, want);
    *line = '\0';
    if (at)
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}

/* The place of the first such mark behind the axis, -1 if there is none. */
static int64_t place_of(const char *line, const char *mark) {
    char front[512];
    const char *axis = strstr(line, "│"), *at = axis ? strstr(axis, mark) : NULL;
    if (!at)
        return -1;
    snprintf(front, sizeof front, "%.*s", (int)(at - axis), axis);
    return lsq_text_width(front) - 1;
}

static void a_mark_stands_where_its_logarithms_are(void **state) {
    (void)state;
    /* six decades on 60 columns, ten decades on 21 rows */
    const double x[] = {1e-6, 1e-5, 1e-3, 1, 1.9e-2}, y[] = {1e-10, 1e-8, 1e-4, 1, 8e-3};
    const lsq_curve curve = {"o", "error", y};
    const lsq_plot plot = {
        .x_name = "h", .y_name = "criterion", .count = 5, .x = x, .n_curves = 1, .curves = &curve};
    char *text = drawn(&plot);
    assert_int_equal(place_of(line_of(text, "1e-10"), "o"), 0);
    assert_int_equal(place_of(line_of(text, "1e-8"), "o"), 10);
    assert_int_equal(place_of(line_of(text, "1e-4"), "o"), 30);
    assert_int_equal(place_of(line_of(text, "1"), "o"), 60);
    assert_int_equal(place_of(line_of(text, "1e-2"), "o"), 43); /* log10 is -1.72, -2.1 */
    assert_int_equal(place_of(line_of(text, "1e-6"), "o"), -1);
    check_contains(text, "criterion\n        1 │");
    check_contains(text, "          └┬─────────┬─────────┬─");
    check_contains(
        text, "        1e-6      1e-5      1e-4      1e-3      1e-2      1e-1         1   h\n");
    check_contains(text, "           o error\n");
    lsq_text_free(text);
}

static void lines_lie_under_the_marks(void **state) {
    (void)state;
    const double x[] = {1e-2, 1e-1}, y[] = {1e-2, 1e-1}, z[] = {1e-2, NAN};
    const lsq_curve curves[] = {{"o", "one", y}, {"x", "two", z}};
    const lsq_plot plot = {.x_name = "h",
                           .y_name = "e",
                           .count = 2,
                           .x = x,
                           .n_curves = 2,
                           .curves = curves,
                           .level = 1e-1,
                           .level_name = "threshold",
                           .at = 1e-2,
                           .at_name = "h used"};
    char *text = drawn(&plot);
    const char *top = line_of(text, "1e-1");
    assert_int_equal(place_of(top, "┄"), 0); /* over the vertical line */
    assert_int_equal(place_of(top, "o"), 60);
    const char *bottom = line_of(text, "1e-2");
    assert_int_equal(place_of(bottom, "x"), 0); /* over the other curve */
    assert_int_equal(place_of(bottom, "o"), -1);
    check_contains(text, "          │┊\n"); /* half a decade between them */
    check_contains(text, "           o one   x two   ┄ threshold   ┊ h used\n");
    lsq_text_free(text);
}

static void nought_is_at_the_bottom_and_infinity_at_the_top(void **state) {
    (void)state;
    const double x[] = {1e-3, 1e-2, 1e-1, 1}, y[] = {0, INFINITY, NAN, 1e-5};
    const lsq_curve curve = {"o", "error", y};
    const lsq_plot plot = {
        .x_name = "h", .y_name = "e", .count = 4, .x = x, .n_curves = 1, .curves = &curve};
    char *text = drawn(&plot);
    assert_int_equal(place_of(line_of(text, "1e-5"), "o"), 0);
    assert_int_equal(place_of(line_of(text, "1e-4"), "o"), 20);
    lsq_text_free(text);
}

static void nothing_is_drawn_of_nothing(void **state) {
    (void)state;
    const double x[] = {1, 2}, y[] = {NAN, 0};
    const lsq_curve curve = {"o", "error", y};
    lsq_plot plot = {
        .x_name = "h", .y_name = "e", .count = 2, .x = x, .n_curves = 1, .curves = &curve};
    char *text = drawn(&plot);
    check_text(text, "");
    lsq_text_free(text);
    plot.count = 0;
    text = drawn(&plot);
    check_text(text, "");
    lsq_text_free(text);
}

static void any_range_fits_the_screen(void **state) {
    (void)state;
    for (int low = -308; low <= 300; low += 19) {
        for (int high = low; high <= 308; high += 31) {
            const double x[] = {pow(10, low), pow(10, high)};
            const lsq_curve curve = {"o", "error", x};
            const lsq_plot plot = {.x_name = "h",
                                   .y_name = "e",
                                   .count = 2,
                                   .x = x,
                                   .n_curves = 1,
                                   .curves = &curve,
                                   .level = 1e-6,
                                   .level_name = "level",
                                   .at = 1e-4,
                                   .at_name = "at"};
            char *text = drawn(&plot), *rest = text;
            int64_t lines = 0;
            for (char *line; (line = lsq_take_line(&rest)); lines++)
                assert_true(lsq_text_width(line) <= 80);
            assert_in_range(lines, 6, 26);
            lsq_text_free(text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_stands_where_its_logarithms_are),
        cmocka_unit_test(lines_lie_under_the_marks),
        cmocka_unit_test(nought_is_at_the_bottom_and_infinity_at_the_top),
        cmocka_unit_test(nothing_is_drawn_of_nothing),
        cmocka_unit_test(any_range_fits_the_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
