/* Comparisons for people: at most 100 columns, status in place of digits, notes once, Markdown that
 * stays a table.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "comparisons.h"

/* line = the first line of text that begins with `start`; "" if there is none. */
static void line_of(char *line, size_t size, const char *text, const char *start) {
    line[0] = '\0';
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        if (strncmp(at, start, strlen(start)) == 0) {
            snprintf(line, size, "%.*s", (int)length, at);
            return;
        }
        at += length + (at[length] == '\n');
    }
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

static char *text_of(lsq_comparison *comparison) {
    return comparison_report_of(comparison, (lsq_report_options){0});
}

static const char wide[] = "x1,x2,x3,x4,y\n1,2,3,4,9\n2,5,1,8,7\n4,1,1,2,3\n";
static const char deficient[] = "x1,x2,y\n1,2,1\n2,4,3\n3,6,4\n5,10,2\n";

static void no_line_is_wider_than_a_hundred_columns(void **state) {
    (void)state;
    lsq_outside outside = outside_named(
        "a solver with a name that goes on and on, \xE4\xB8\xAD\xE6\x96\x87 \xE2\x80\xAE\n",
        "a message that goes on and on, over more than a line of a hundred columns, and then over "
        "another one, before it ends");
    const struct {
        const char *csv, *formula;
    } cases[] = {
        {"Longley.csv", NULL},
        {"Norris.csv", NULL},
        {"Filip.csv", "y ~ powers(x, 10)"},
        {"Wampler4.csv", "y ~ powers(x, 5)"},
        {"NoInt1.csv", "y ~ x - 1"},
        {wide, NULL},
        {deficient, NULL},
        {"y,x\n1000000001.5,1000000000\n1000000003.5,1000000001\n1000000004,1000000002\n", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = text_of(comparison_of(cases[i].csv, cases[i].formula, &outside, 1));
        check_widths(text);
        lsq_text_free(text);
    }
}

static void the_head_tells_rows_terms_and_condition(void **state) {
    (void)state;
    char *text = text_of(comparison_of("Longley.csv", NULL, NULL, 0));
    check_contains(text, "\n16 rows read, 16 used, 0 dropped; 7 terms\n"
                         "condition number of the scaled columns 4.3e4, its square 1.9e9\n"
                         "rounding the numbers to doubles leaves 14.7 digits of the worst "
                         "coefficient: more is luck\n");
    lsq_text_free(text);
    text = text_of(comparison_of(deficient, NULL, NULL, 0));
    check_contains(text, "\n4 rows read, 4 used, 0 dropped; rank 2 of 3 terms\n\n");
    lsq_text_free(text);
    text = text_of(comparison_of("y,x\n1,2\n2,3\n", "y ~ x - 1", NULL, 0));
    check_contains(text, "\n2 rows read, 2 used, 0 dropped; 1 term\n"
                         "condition number of the scaled columns 1, its square 1\n\n");
    lsq_text_free(text);
}

static void a_solver_without_answer_shows_its_status(void **state) {
    (void)state;
    lsq_outside outside = outside_named("broken", "no such library");
    char *text = text_of(comparison_of(deficient, NULL, &outside, 1)), line[1024];
    line_of(line, sizeof line, text, "cholesky");
    check_text(line, "cholesky           refused");
    line_of(line, sizeof line, text, "broken");
    check_text(line, "broken              failed");
    check_contains(text, "\nbroken        no such library\n");
    line_of(line, sizeof line, text, "exact");
    check_contains(line, "exact                  all          all");
    line_of(line, sizeof line, text, "svd");
    check_contains(line, "\xE2\x80\x93"); /* no standard errors */
    lsq_text_free(text);
}

static lsq_status solve_slope(void *context, int64_t n, int64_t p, int64_t q, double *X, double *Y,
                              double *B, double *C, int64_t *bytes, lsq_error *error) {
    (void)n, (void)p, (void)q, (void)X, (void)Y, (void)C, (void)error;
    B[0] = *(double *)context;
    *bytes = 1024 * 1024 * 3 / 2;
    return LSQ_OK;
}

/* The nearest double has all digits, its neighbour is off by 2^-52 / 1.5 = 10^-15.83. */
static void all_is_said_of_the_nearest_double_only(void **state) {
    (void)state;
    double slopes[] = {1.5, 1.5 + 0x1p-52};
    const lsq_outside outside[] = {{"nearest", solve_slope, &slopes[0], NULL},
                                   {"neighbour", solve_slope, &slopes[1], NULL}};
    char *text = text_of(comparison_of("y,x\n1.5,1\n3,2\n4.5,3\n", "y ~ x - 1", outside, 2));
    char line[1024];
    line_of(line, sizeof line, text, "nearest");
    check_contains(line, "nearest                all          all ");
    check_contains(line, "      1.5 MiB");
    line_of(line, sizeof line, text, "neighbour");
    check_contains(line, "neighbour             15.8          all ");
    lsq_text_free(text);
}

static void a_descent_that_stopped_short_says_so(void **state) {
    (void)state;
    char *text = text_of(comparison_of("Longley.csv", NULL, NULL, 0)), line[1024];
    line_of(line, sizeof line, text, "gd ");
    check_contains(line, "    100000 ");
    check_contains(line, "   not converged");
    lsq_text_free(text);
}

static void alike_notes_of_neighbours_stand_once(void **state) {
    (void)state;
    const lsq_outside outside[] = {outside_named("one", "the same"),
                                   outside_named("two", "the same"),
                                   outside_named("three", "another")};
    char *text = text_of(comparison_of(deficient, NULL, outside, 3));
    check_contains(text, "\none, two      the same\nthree         another\n");
    lsq_text_free(text);
}

/* On Longley all seven do; on Norris gd and sgd, which are no neighbours. */
static void of_descents_that_stopped_short_the_first_is_explained(void **state) {
    (void)state;
    char *text = text_of(comparison_of("Longley.csv", NULL, NULL, 0));
    check_contains(text, "\ngd            not converged: relative gradient ");
    check_contains(text, "\nline, heavy-ball, nesterov, bb, cg, sgd\n"
                         "              not converged either; 'lsq descend'");
    lsq_text_free(text);
    text = text_of(comparison_of("Norris.csv", NULL, NULL, 0));
    check_contains(text, "\ngd            not converged: relative gradient ");
    check_contains(text, "\nsgd           not converged: relative gradient ");
    check_lacks(text, "either");
    lsq_text_free(text);
}

/* Two in a row have a note each.  Orthogonal columns of lengths 1, 45 and 2,000 times the root of 8
 * are too much for descent without memory, some 10^7 steps, and not for the others. */
static void two_descents_that_stopped_short_are_both_explained(void **state) {
    (void)state;
    static const char csv[] = "x1,x2,x3,y\n1,45,2000,3\n1,45,-2000,1\n1,-45,2000,4\n1,-45,-2000,1\n"
                              "-1,45,2000,5\n-1,45,-2000,9\n-1,-45,2000,2\n-1,-45,-2000,6\n";
    char *text = text_of(comparison_of(csv, "y ~ . - 1", NULL, 0));
    check_contains(text, "\ngd            not converged: relative gradient ");
    check_contains(text, "\nline          not converged: relative gradient ");
    check_contains(text, "\nheavy-ball    converged in ");
    check_lacks(text, "either");
    lsq_text_free(text);
}

static void quiet_text_ends_after_the_table(void **state) {
    (void)state;
    lsq_outside outside = outside_named("broken", "no such library");
    char *text = comparison_report_of(comparison_of(deficient, NULL, &outside, 1),
                                      (lsq_report_options){.quiet = 1});
    check_lacks(text, "no such library");
    check_lacks(text, "proven");
    check_lacks(text, "W23");
    const char *end = strstr(text, "\nbroken              failed\n");
    assert_non_null(end);
    assert_int_equal(strlen(end), strlen("\nbroken              failed\n"));
    lsq_text_free(text);
}

static void colour_is_used_where_it_is_asked_for(void **state) {
    (void)state;
    char *text = text_of(comparison_of("Norris.csv", NULL, NULL, 0));
    check_lacks(text, "\033");
    lsq_text_free(text);
    text = comparison_report_of(comparison_of("Norris.csv", NULL, NULL, 0),
                                (lsq_report_options){.color = 1});
    check_contains(text, "\033[1mSolvers compared\033[0m   y ~ x\n");
    lsq_text_free(text);
}

/* Bars of a line that are not escaped. */
static int bars(const char *line) {
    int count = 0;
    for (const char *at = line; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else
            count += *at == '|';
    }
    return count;
}

static void markdown_stays_a_table_whatever_the_names(void **state) {
    (void)state;
    static const char hostile[] = "a|b\n| c \\| *x* _y_ <b> `z` [l](u)";
    lsq_outside outside = outside_named(hostile, hostile);
    char *text = comparison_report_of(comparison_of("Longley.csv", NULL, &outside, 1),
                                      (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN});
    check_contains(text,
                   "| a\\|b\\\\n\\| c \\\\\\\\\\| \\*x\\* \\_y\\_ \\<b\\> \\`z\\` \\[l\\](u) | ");
    int rows = 0;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        char line[1024];
        assert_true(length < sizeof line);
        memcpy(line, at, length);
        line[length] = '\0';
        if (*line == '|') {
            assert_int_equal(bars(line), 8);
            rows++;
        }
        at += length + (at[length] == '\n');
    }
    assert_int_equal(rows, 2 + 1 + lsq_methods() + 1);
    check_contains(text, "\n\n* exact: integers");
    lsq_text_free(text);
}

static lsq_status refuse(void *context, int64_t n, int64_t p, int64_t q, double *X, double *Y,
                         double *B, double *C, int64_t *bytes, lsq_error *error) {
    (void)context, (void)n, (void)p, (void)q, (void)X, (void)Y, (void)B, (void)C, (void)bytes;
    snprintf(error->message, sizeof error->message, "get it");
    return LSQ_EIO;
}

static void a_solver_that_is_not_there_is_not_installed(void **state) {
    (void)state;
    const lsq_outside outside = {.name = "a name of twenty let", .solve = refuse};
    char *text = text_of(comparison_of(deficient, NULL, &outside, 1)), line[1024];
    line_of(line, sizeof line, text, "a name");
    check_text(line, "a name of twenty let not installed");
    check_widths(text);
    lsq_text_free(text);
}

static void seconds_and_memory_are_explained(void **state) {
    (void)state;
    char *text = text_of(comparison_of("Norris.csv", NULL, NULL, 0));
    check_contains(text,
                   "\nSeconds go from the rows in memory to coefficients and (X'X)^-1; memory is "
                   "that of a solver's\nmatrices at their most.\n");
    lsq_text_free(text);
}

/* A newline in the name of a column: "\\n" in the note, whose backslash Markdown wants doubled. */
static void a_name_in_a_note_is_escaped_once(void **state) {
    (void)state;
    static const char csv[] = "x1,\"x\n|2\",y\n1,2,1\n2,4,3\n3,6,4\n5,10,2\n";
    char *text = comparison_report_of(comparison_of(csv, NULL, NULL, 0),
                                      (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN});
    check_contains(text, "\n* cholesky: X'X is not positive definite to working precision at "
                         "\\`x\\\\n\\|2\\`: ");
    lsq_text_free(text);
}

static void markdown_has_the_warnings_too(void **state) {
    (void)state;
    char *text = comparison_report_of(comparison_of(deficient, NULL, NULL, 0),
                                      (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN});
    check_contains(text, "\n* W23: x2 equals 2\\*x1 exactly and adds nothing: ");
    lsq_text_free(text);
    text = comparison_report_of(comparison_of(deficient, NULL, NULL, 0),
                                (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN, .quiet = 1});
    check_lacks(text, "\n* ");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_a_hundred_columns),
        cmocka_unit_test(the_head_tells_rows_terms_and_condition),
        cmocka_unit_test(a_solver_without_answer_shows_its_status),
        cmocka_unit_test(all_is_said_of_the_nearest_double_only),
        cmocka_unit_test(a_descent_that_stopped_short_says_so),
        cmocka_unit_test(alike_notes_of_neighbours_stand_once),
        cmocka_unit_test(of_descents_that_stopped_short_the_first_is_explained),
        cmocka_unit_test(two_descents_that_stopped_short_are_both_explained),
        cmocka_unit_test(quiet_text_ends_after_the_table),
        cmocka_unit_test(colour_is_used_where_it_is_asked_for),
        cmocka_unit_test(markdown_stays_a_table_whatever_the_names),
        cmocka_unit_test(a_solver_that_is_not_there_is_not_installed),
        cmocka_unit_test(seconds_and_memory_are_explained),
        cmocka_unit_test(a_name_in_a_note_is_escaped_once),
        cmocka_unit_test(markdown_has_the_warnings_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
