/* The rows of cells that all tables are made of.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/fits.h"
#include "report/grid.h"

static lsq_grid grid_of(lsq_fit *fit, int squeeze) {
    lsq_grid grid = {0};
    lsq_error error = {0};
    check_status(lsq_grid_fill(&grid, fit, 0, 7, squeeze, &error), LSQ_OK, &error);
    return grid;
}

/* Norris as NIST certifies it: -0.262323073774029 (0.232818234301152), 1.00211681802045
 * (0.429796848199937e-3). */
static void norris_has_the_certified_cells(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Norris.csv", NULL);
    lsq_grid grid = grid_of(fit, 0);
    assert_int_equal(grid.count, 2);
    check_text(grid.row[0].cell[LSQ_GRID_ESTIMATE], "-0.2623231");
    check_text(grid.row[0].cell[LSQ_GRID_STD_ERROR], "0.2328182");
    check_text(grid.row[1].cell[LSQ_GRID_ESTIMATE], "1.0021168");
    check_text(grid.row[1].cell[LSQ_GRID_STD_ERROR], "0.0004298");
    check_text(grid.head[LSQ_GRID_ESTIMATE], "estimate");
    check_text(grid.head[LSQ_GRID_UPPER], "95% interval");
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        assert_int_equal(grid.shown[c], 1);
    assert_int_equal(grid.notes.input_digits, 1);
    assert_int_equal(grid.notes.marks, 1);
    assert_int_equal(grid.notes.no_interval, 0);
    lsq_grid_clear(&grid);
    lsq_fit_free(fit);
}

static void a_grid_may_be_filled_again(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("Norris.csv", NULL);
    lsq_grid grid = grid_of(fit, 0);
    check_status(lsq_grid_fill(&grid, fit, 0, 7, LSQ_MOST_SQUEEZE, NULL), LSQ_OK, NULL);
    assert_int_equal(grid.shown[LSQ_GRID_LOWER], 0);
    assert_int_equal(grid.shown[LSQ_GRID_UPPER], 0);
    assert_int_equal(grid.notes.no_interval, 1);
    check_text(grid.row[1].cell[LSQ_GRID_ESTIMATE], "1.0021168");
    lsq_grid_clear(&grid);
    lsq_grid_clear(&grid);
    lsq_fit_free(fit);
}

static void columns_without_values_are_not_shown(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1\n1,3\n", NULL);
    lsq_grid grid = grid_of(fit, 0);
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        assert_int_equal(grid.shown[c], c == LSQ_GRID_ESTIMATE);
    lsq_grid_clear(&grid);
    lsq_fit_free(fit);
    fit = fit_of("x,y\n0,1\n1,3\n2,5\n", NULL); /* all on a line: t has no value but a place */
    grid = grid_of(fit, 0);
    assert_int_equal(grid.shown[LSQ_GRID_T], 1);
    check_text(grid.row[1].cell[LSQ_GRID_T], "–");
    lsq_grid_clear(&grid);
    lsq_fit_free(fit);
}

static void where_all_terms_are_aliased_the_estimate_keeps_its_column(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,1\n0,3\n0,4\n", "y ~ x - 1");
    lsq_grid grid = grid_of(fit, 0);
    check_text(grid.row[0].relation, "0");
    for (int c = 0; c < LSQ_GRID_COLUMNS; c++)
        assert_int_equal(grid.shown[c], c == LSQ_GRID_ESTIMATE);
    lsq_grid_clear(&grid);
    lsq_fit_free(fit);
}

static void fault_60_an_aliased_term_has_its_relation(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL);
    lsq_grid grid = grid_of(fit, 0);
    assert_null(grid.row[1].relation);
    check_text(grid.row[2].relation, "2*x1");
    check_text(grid.row[2].cell[LSQ_GRID_ESTIMATE], "");
    lsq_grid_clear(&grid);
    lsq_fit_free(fit);
}

static void notes_add_up(void **state) {
    (void)state;
    lsq_table_notes all = {0};
    lsq_add_notes(&all, &(lsq_table_notes){.marks = 1});
    lsq_add_notes(&all, &(lsq_table_notes){.no_interval = 1});
    lsq_add_notes(&all, &(lsq_table_notes){0});
    assert_int_equal(all.marks, 1);
    assert_int_equal(all.no_interval, 1);
    assert_int_equal(all.input_digits, 0);
}

/* The mark follows what is shown: 1.96 is shown as 2.0, which is not fewer than 2. */
static void the_mark_agrees_with_the_digits_that_are_shown(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("y,x1,x3\n170,74,59.25\n117,50,40.25\n184,88,67.25\n99,38,34.0\n"
                          "46,39,19.75\n119,75,46.75\n61,40,24.75\n159,62,53.25\n115,64,42.75\n"
                          "84,20,23.75\n78,70,36.75\n128,94,54.5\n",
                          "y ~ x1 + x3");
    double digits = lsq_fit_input_digits(fit, 0, 1);
    assert_true(digits >= 1.95 && digits < 2); /* or the data show nothing */
    lsq_table_notes notes = {0};
    char cell[64];
    assert_int_equal(lsq_cell_input_digits(fit, 0, 1, cell, &notes), 1);
    check_text(cell, "2.0");
    assert_int_equal(notes.marks, 0);
    lsq_fit_free(fit);
}

static void check_relation(const char *relation, const char *want) {
    lsq_text out = {0};
    lsq_put_relation(relation, &out);
    check_text(out.bytes, want);
    lsq_text_clear(&out);
}

static void a_long_relation_only_says_where_it_is(void **state) {
    (void)state;
    char wide[62] = "";
    memset(wide, 'w', 61);
    check_relation("2*x1", "aliased: = 2*x1");
    check_relation("2*`a\033`", "aliased: = 2*`a\\x1B`");
    check_relation(wide, "aliased: a combination of others, in full with -o json");
    check_relation(wide + 1,
                   "aliased: = wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norris_has_the_certified_cells),
        cmocka_unit_test(a_grid_may_be_filled_again),
        cmocka_unit_test(columns_without_values_are_not_shown),
        cmocka_unit_test(where_all_terms_are_aliased_the_estimate_keeps_its_column),
        cmocka_unit_test(fault_60_an_aliased_term_has_its_relation),
        cmocka_unit_test(notes_add_up),
        cmocka_unit_test(the_mark_agrees_with_the_digits_that_are_shown),
        cmocka_unit_test(a_long_relation_only_says_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
