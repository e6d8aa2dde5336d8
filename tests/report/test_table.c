/* The table of coefficients: its columns are aligned and hold what they should.
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

/* The table of the first response, to be freed. */
static char *table_of(const char *csv, const char *formula, lsq_table_notes *notes) {
    lsq_fit *fit = fit_of(csv, formula);
    lsq_text out = {0};
    lsq_error error = {0};
    char *text = NULL;
    check_status(lsq_put_table(fit, 0, 7, &plain, &out, notes, &error), LSQ_OK, &error);
    check_status(lsq_text_take(&out, &text, NULL), LSQ_OK, NULL);
    lsq_fit_free(fit);
    return text;
}

static void norris_has_the_certified_numbers(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("Norris.csv", NULL, &notes);
    check_contains(text, "               estimate   std.error        t         p");
    check_contains(text, "\n(Intercept)  ");
    check_contains(text, "-0.2623231   0.2328182   -1.127      0.27     -0.7355 to    0.2108");
    check_contains(text, "1.0021168   0.0004298     2332   4.7e-90");
    check_contains(text, "          1.4 !\n");
    check_contains(text, "          4.7\n");
    free(text);
}

/* In every line of numbers the interval's " to " stands in one column, and no line ends in spaces;
 * returns their
 * number. */
static int64_t check_aligned(char *text) {
    int64_t column = -1, rows = 0;
    strtok(text, "\n");
    for (char *line = strtok(NULL, "\n"); line; line = strtok(NULL, "\n"), rows++) {
        assert_true(line[strlen(line) - 1] != ' ');
        char *to = strstr(line, " to ");
        assert_non_null(to);
        *to = '\0';
        column = rows ? column : lsq_text_width(line);
        assert_int_equal(lsq_text_width(line), column);
    }
    return rows;
}

static void rows_are_aligned(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("Longley.csv", NULL, &notes);
    assert_int_equal(check_aligned(text), 7);
    assert_int_equal(notes.input_digits, 1);
    assert_int_equal(notes.marks, 1);
    free(text);
}

static void fault_60_an_aliased_row_holds_its_relation(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, &notes);
    check_contains(text, "\nx2            aliased: = 2*x1\n");
    free(text);
}

/* Two rows of four-digit numbers: v3 is a combination of two others with long fractions. */
static void a_long_relation_only_says_where_it_is(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("v1,v2,v3,y\n1.2347,5.3319,8.1173,1\n2.7191,3.0017,4.4441,2\n"
                          "9.9973,1.0009,7.7723,4\n",
                          "y ~ v1 + v2 + v3", &notes);
    check_contains(text, "aliased: a combination of others, in full with -o json\n");
    check_lacks(text, "*(Intercept)");
    free(text);
}

static void columns_without_values_are_left_out(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("x,y\n0,1\n1,3\n", NULL, &notes);
    check_text(text, "              estimate\n(Intercept)   1.000000\nx             2.000000\n");
    assert_int_equal(notes.input_digits, 0);
    free(text);
}

static void names_of_any_script_align(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("größe,寸法,y\n0,1,1\n1,3,3\n2,2,2\n3,7,5\n4,4,4\n", "y ~ .", &notes);
    check_contains(text, "\ngröße         ");
    check_contains(text, "\n寸法          ");
    assert_int_equal(check_aligned(text), 3);
    free(text);
}

static void fault_33_a_name_cannot_speak_to_the_terminal(void **state) {
    (void)state;
    lsq_table_notes notes = {0};
    char *text = table_of("\"a\033[2Jb\",y\n0,1\n1,3\n2,2\n3,5\n", NULL, &notes);
    check_lacks(text, "\033");
    check_contains(text, "\\x1B[2Jb");
    free(text);
}

static void fault_32_a_long_name_leaves_room_for_the_numbers(void **state) {
    (void)state;
    char csv[4200] = "";
    memset(csv, 'n', 4000);
    strcat(csv, ",y\n0,1\n1,3\n2,2\n3,5\n");
    lsq_table_notes notes = {0};
    char *text = table_of(csv, NULL, &notes);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(lsq_text_width(line) <= 100);
    free(text);
}

/* Numbers of all sizes: the table gives way, first the interval, and never the estimate. */
static void no_table_is_wider_than_the_terminal(void **state) {
    (void)state;
    const struct {
        const char *csv, *formula, *solver;
    } cases[] = {{"../small/Seatbelts.csv", NULL, NULL},
                 {"NoInt1.csv", "y ~ x", "qr"},
                 {"NoInt1.csv", "y ~ x", "svd"},
                 {"NoInt1.csv", "y ~ powers(x, 5)", "pivoted-qr"},
                 {"Longley.csv", NULL, "qr"},
                 {"Filip.csv", "y ~ powers(x, 10)", NULL}};
    const int digits[] = {1, 7, 12, 15};
    for (size_t i = 0; i < 4 * sizeof cases / sizeof *cases; i++) {
        lsq_fit *fit = fit_by(cases[i / 4].csv, cases[i / 4].formula, cases[i / 4].solver);
        lsq_text out = {0};
        lsq_error error = {0};
        lsq_table_notes notes = {0};
        check_status(lsq_put_table(fit, 0, digits[i % 4], &plain, &out, &notes, &error), LSQ_OK,
                     &error);
        assert_int_equal(notes.no_interval, strstr(out.bytes, " interval") == NULL);
        assert_true(digits[i % 4] > 7 || !notes.no_interval);
        for (char *line = strtok(out.bytes, "\n"); line; line = strtok(NULL, "\n"))
            if (lsq_text_width(line) > 100)
                fail_msg("%lld columns: %s", (long long)lsq_text_width(line), line);
        lsq_text_clear(&out);
        lsq_fit_free(fit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norris_has_the_certified_numbers),
        cmocka_unit_test(rows_are_aligned),
        cmocka_unit_test(fault_60_an_aliased_row_holds_its_relation),
        cmocka_unit_test(a_long_relation_only_says_where_it_is),
        cmocka_unit_test(columns_without_values_are_left_out),
        cmocka_unit_test(names_of_any_script_align),
        cmocka_unit_test(fault_33_a_name_cannot_speak_to_the_terminal),
        cmocka_unit_test(fault_32_a_long_name_leaves_room_for_the_numbers),
        cmocka_unit_test(no_table_is_wider_than_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
