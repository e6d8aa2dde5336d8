/* One pass over a CSV: blocks, scales that change, rows counted, only the columns in use.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"

enum { ROWS = 7000, SIZE = 1 << 19 }; /* more than three blocks */

/* y = 3 + 2 x +- 1, the signs + - - + in turn: b = (3, 2) and RSS = n exactly, n a multiple of 4.
 * Every row for which `odd` says so is printed by `odd` instead. */
static char *make(int rows, int (*odd)(char *, int)) {
    char *csv = malloc(SIZE);
    assert_non_null(csv);
    size_t used = (size_t)sprintf(csv, "x,y\n");
    for (int i = 0; i < rows; i++) {
        int length = odd ? odd(csv + used, i) : 0;
        if (!length)
            length =
                sprintf(csv + used, "%d,%d\n", i, 3 + 2 * i + (i % 4 == 0 || i % 4 == 3 ? 1 : -1));
        used += (size_t)length;
        assert_true(used < SIZE - 400);
    }
    return csv;
}

static void check_line(lsq_fit *fit, int64_t used, const char *rss) {
    assert_int_equal(lsq_fit_accounts(fit)->used, used);
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "3");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "2");
    check_value(fit, LSQ_RSS, 0, 0, 0, rss);
}

static void blocks_add_up_at_their_edges(void **state) {
    (void)state;
    static const int rows[] = {4, 2044, 2048, 2052, 4096, 4100, 7000};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *csv = make(rows[i], NULL), rss[16];
        lsq_fit *fit = fit_of(csv, "y ~ x");
        sprintf(rss, "%d", rows[i]);
        check_line(fit, rows[i], rss);
        lsq_fit_free(fit);
        free(csv);
    }
}

/* Row 4100 with 300 decimals, all of them 0: a block of another scale than those around. */
static int with_fine_cell(char *out, int i) {
    if (i != 4100)
        return 0;
    return sprintf(out, "4100.%0300d,8204\n", 0);
}

static void a_block_of_another_scale_changes_nothing(void **state) {
    (void)state;
    char *csv = make(ROWS, with_fine_cell), *plain = make(ROWS, NULL);
    lsq_fit *fit = fit_of(csv, "y ~ x"), *other = fit_of(plain, "y ~ x");
    check_line(fit, ROWS, "7000");
    check_text(lsq_fit_fingerprint(fit), lsq_fit_fingerprint(other));
    lsq_fit_free(other);
    lsq_fit_free(fit);
    free(plain);
    free(csv);
}

/* Groups of four rows are lost whole, so that the signs stay balanced about every x. */
static int with_gaps(char *out, int i) {
    if (i >= 2044 && i < 2048)
        return sprintf(out, i % 2 ? "NA,1\n" : "%d,\n", i);
    if (i >= 5000 && i < 5004)
        return sprintf(out, ",%d\n", i);
    return 0;
}

static void fault_20_dropped_rows_are_counted_and_do_not_enter(void **state) {
    (void)state;
    char *csv = make(ROWS, with_gaps);
    lsq_fit *fit = fit_of(csv, "y ~ x");
    check_line(fit, ROWS - 8, "6992");
    assert_int_equal(lsq_fit_accounts(fit)->read, ROWS);
    assert_int_equal(lsq_fit_accounts(fit)->missing, 8);
    check_contains(warning_of(fit, "W11", NULL), "line 2046");
    check_contains(warning_of(fit, "W11", NULL), "x (6), y (2)");
    lsq_fit_free(fit);
    free(csv);
}

static void cells_of_unused_columns_do_not_matter(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("junk,x,y,more\nabc,1,1,NA\n,2,2,1e9999\n\"q,\n\",3,4,--\n", "y ~ x");
    assert_int_equal(lsq_fit_accounts(fit)->used, 3);
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "1.5");
    lsq_fit_free(fit);
}

/* An error in the third block: nothing is delivered, and the line is told. */
static int with_text(char *out, int i) {
    return i == 6000 ? sprintf(out, "6000,n/a\n") : 0;
}

static void fault_26_text_late_in_a_column_is_an_error_at_its_line(void **state) {
    (void)state;
    char *csv = make(ROWS, with_text);
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "y ~ x"};
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error), LSQ_EDATA, &error);
    assert_null(fit);
    assert_int_equal(error.line, 6002);
    check_contains(error.message, "buffer:6002:6");
    check_contains(error.message, "n/a");
    free(csv);
}

static void a_model_of_the_intercept_alone_reads_one_column(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,y\nu,1\nv,2\nw,6\n", "y ~ 1");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "3");
    lsq_fit_free(fit);
}

static void fault_39_options_of_the_format_reach_the_reader(void **state) {
    (void)state;
    lsq_fit *fit = fit_with(
        "1,5;-\n2,5;4\n3,5;5\n4,5;7\n",
        (lsq_fit_options){.delimiter = ';', .decimal = ',', .missing = "-", .no_header = 1});
    check_text(lsq_fit_formula(fit), "col2 ~ col1");
    assert_int_equal(lsq_fit_accounts(fit)->missing, 1);
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "1.5");
    lsq_fit_free(fit);
}

/* What was printed: the finest decimal, and whether all is 0 and 1; --exact-columns says so too. */
static void the_print_of_each_column_is_noted(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_with("g,x,z,e,y\n0,1.5,100,1,1\n1,2.25,200,0.5,2\n1,0,300,2,4\n0,4,400,3,4\n",
                 (lsq_fit_options){.formula = "y ~ g + x + z + e", .exact_columns = "e"});
    static const struct {
        const char *name;
        int exact, finest;
    } want[] = {{"g", 1, 0}, {"x", 0, -2}, {"z", 0, 0}, {"e", 1, -1}, {"y", 0, 0}};
    for (int64_t j = 0; j < fit->model->n_columns; j++)
        for (size_t k = 0; k < sizeof want / sizeof *want; k++)
            if (strcmp(fit->model->names[j], want[k].name) == 0) {
                assert_int_equal(fit->printed[j].exact, want[k].exact);
                assert_int_equal(fit->printed[j].finest, want[k].finest);
            }
    lsq_fit_free(fit);
}

/* y = 3 + 2 x +- 1 once more: by any threads and chunks the same, down to the last byte. */
static void threads_share_a_long_table(void **state) {
    (void)state;
    char *csv = make(ROWS, with_gaps), *want = NULL, *got = NULL;
    for (int threads = 1; threads < 6; threads++)
        for (int64_t chunk = 100; chunk < 100000; chunk *= 20) {
            lsq_fit *fit = fit_with(
                csv, (lsq_fit_options){.formula = "y ~ x", .threads = threads, .chunk = chunk});
            check_line(fit, ROWS - 8, "6992");
            assert_int_equal(lsq_report(fit, NULL, &got, NULL), LSQ_OK);
            want = want ? want : got;
            check_text(got, want);
            if (got != want)
                lsq_text_free(got);
            lsq_fit_free(fit);
        }
    lsq_text_free(want);
    free(csv);
}

/* 1,000 digits and more, to the 20th power: 66,000 bits.  Every thread meets another one first. */
static int with_long_cell(char *out, int i) {
    if (i < 200 || i % 20)
        return 0;
    return sprintf(out, "%d.%0*d,5\n", i, 1000 + i / 4, 7);
}

static void fault_25_too_long_a_power_is_refused_alike_by_any_threads(void **state) {
    (void)state;
    enum { SHORT = 300 };
    char *csv = make(SHORT, with_long_cell), first[1024] = "";
    for (int threads = 1; threads < 5; threads++) {
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        lsq_fit_options o = {
            .struct_size = sizeof o, .formula = "y ~ I(x^20)", .threads = threads, .chunk = 300};
        check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &o, &error), LSQ_ELIMIT, &error);
        check_contains(error.message, "more than 65536 binary digits");
        if (!*first)
            memcpy(first, error.message, sizeof first);
        check_text(error.message, first);
    }
    /* what is wrong in the file comes first, wherever it stands */
    memcpy(csv + strlen(csv) - 3, "z", 1);
    for (int threads = 1; threads < 5; threads++) {
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        lsq_fit_options o = {
            .struct_size = sizeof o, .formula = "y ~ I(x^20)", .threads = threads, .chunk = 300};
        check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &o, &error), LSQ_EDATA, &error);
        assert_int_equal(error.line, SHORT + 1);
    }
    free(csv);
}

/* One row of 1e300 in a block with one of 1e-300: too long together, not alone. */
static int with_far_cells(char *out, int i) {
    if (i != 100 && i != 101)
        return 0;
    return sprintf(out, i % 2 ? "1e300,1\n" : "-1e-300,1\n");
}

static void rows_too_far_apart_for_one_block_are_added_apart(void **state) {
    (void)state;
    char *csv = make(1000, with_far_cells);
    lsq_fit *want = NULL;
    lsq_error error = {0};
    lsq_fit_options o = {.struct_size = sizeof o, .formula = "y ~ I(x^64)", .threads = 1};
    check_status(lsq_fit_buffer(&want, csv, strlen(csv), &o, &error), LSQ_OK, &error);
    assert_int_equal(lsq_fit_accounts(want)->used, 1000);
    for (int threads = 1; threads < 4; threads++)
        for (int64_t chunk = 50; chunk < 5000; chunk *= 9) {
            lsq_fit *fit = fit_with(
                csv,
                (lsq_fit_options){.formula = "y ~ I(x^64)", .threads = threads, .chunk = chunk});
            check_text(lsq_fit_fingerprint(fit), lsq_fit_fingerprint(want));
            lsq_fit_free(fit);
        }
    lsq_fit_free(want);
    free(csv);
}

/* (2^1040 - 1) / 10^20 to the 63rd power times 1999 takes 63 1040 + 11 bits, within 5 of what is
 * allowed: with two decimals, as w had in the block before, it would be 2 more than that. */
static void whether_a_row_is_taken_does_not_depend_on_rows_before(void **state) {
    (void)state;
    char *csv = malloc(100000), *at = csv, *digits;
    assert_non_null(csv);
    fmpz_t x;
    fmpz_init(x);
    fmpz_one_2exp(x, 1040);
    fmpz_sub_ui(x, x, 1);
    digits = fmpz_get_str(NULL, 10, x);
    at += sprintf(at, "x,w,y\n");
    for (int i = 0; i < LSQ_BLOCK_ROWS; i++)
        at += sprintf(at, "%d,%d.25,%d\n", i % 7, i % 3, i % 5);
    int whole = (int)strlen(digits) - 20;
    sprintf(at, "%.*s.%s,1999,3\n", whole, digits, digits + whole);
    lsq_fit *fit = fit_with(csv, (lsq_fit_options){.formula = "y ~ I(x^63*w)", .threads = 1});
    assert_int_equal(lsq_fit_accounts(fit)->used, LSQ_BLOCK_ROWS + 1);
    lsq_fit_free(fit);
    sprintf(at, "%.*s.%s,1999.25,3\n", whole, digits, digits + whole);
    lsq_fit_options o = {.struct_size = sizeof o, .formula = "y ~ I(x^63*w)", .threads = 1};
    lsq_error error = {0};
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &o, &error), LSQ_ELIMIT, &error);
    flint_free(digits);
    fmpz_clear(x);
    free(csv);
}

/* Solver and sink take the rows in order, so that their bits depend on nothing else. */
static void a_classical_solver_gets_the_rows_in_order(void **state) {
    (void)state;
    char *csv = make(ROWS, with_gaps);
    for (int64_t i = 0; i < 5; i++) { /* descent would not converge here */
        lsq_fit *want = fit_with(csv, (lsq_fit_options){.solver = lsq_method_name(i)});
        lsq_fit *fit = fit_with(
            csv, (lsq_fit_options){.solver = lsq_method_name(i), .threads = 4, .chunk = 777});
        for (int64_t j = 0; j < 2; j++)
            check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, j),
                       lsq_fit_value(want, LSQ_ESTIMATE, 0, j));
        check_same(lsq_fit_value(fit, LSQ_RSS, 0, 0), lsq_fit_value(want, LSQ_RSS, 0, 0));
        lsq_fit_free(fit);
        lsq_fit_free(want);
    }
    free(csv);
}

static void threads_are_a_few(void **state) {
    (void)state;
    static const int wrong[] = {-1, 1025, INT32_MAX};
    for (size_t i = 0; i < 3; i++) {
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        lsq_fit_options o = {.struct_size = sizeof o, .threads = wrong[i]};
        check_status(lsq_fit_buffer(&fit, "x,y\n1,2\n", 8, &o, &error), LSQ_EUSAGE, &error);
        check_contains(error.message, "expected 0 to 1024");
    }
    lsq_fit *fit = fit_with("x,y\n1,2\n2,1\n3,3\n", (lsq_fit_options){.threads = 1024, .chunk = 1});
    assert_int_equal(lsq_fit_accounts(fit)->used, 3);
    lsq_fit_free(fit);
}

/* How a column was printed is put together from all threads. */
static void prints_do_not_depend_on_the_threads(void **state) {
    (void)state;
    static const char csv[] = "g;x;t;y\n0;1.5;1.250;1\n1;2.25;2.750;2\n1;0;3.125;4\n0;4;4.500;4\n"
                              "1;1;2;3\n2;1;5;5\n";
    for (int threads = 1; threads < 5; threads++) {
        lsq_fit *fit = fit_with(
            csv, (lsq_fit_options){.formula = "y ~ g + x + t", .threads = threads, .chunk = 1});
        for (int64_t j = 0; j < fit->model->n_columns; j++) {
            const char *name = fit->model->names[j];
            assert_int_equal(fit->printed[j].exact, 0); /* g has a 2 at the end */
            assert_int_equal(fit->printed[j].finest, *name == 'x' ? -2 : *name == 't' ? -3 : 0);
        }
        assert_non_null(warning_of(fit, "W04", NULL));
        lsq_fit_free(fit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_add_up_at_their_edges),
        cmocka_unit_test(a_block_of_another_scale_changes_nothing),
        cmocka_unit_test(fault_20_dropped_rows_are_counted_and_do_not_enter),
        cmocka_unit_test(cells_of_unused_columns_do_not_matter),
        cmocka_unit_test(fault_26_text_late_in_a_column_is_an_error_at_its_line),
        cmocka_unit_test(a_model_of_the_intercept_alone_reads_one_column),
        cmocka_unit_test(fault_39_options_of_the_format_reach_the_reader),
        cmocka_unit_test(the_print_of_each_column_is_noted),
        cmocka_unit_test(threads_share_a_long_table),
        cmocka_unit_test(fault_25_too_long_a_power_is_refused_alike_by_any_threads),
        cmocka_unit_test(rows_too_far_apart_for_one_block_are_added_apart),
        cmocka_unit_test(whether_a_row_is_taken_does_not_depend_on_rows_before),
        cmocka_unit_test(a_classical_solver_gets_the_rows_in_order),
        cmocka_unit_test(threads_are_a_few),
        cmocka_unit_test(prints_do_not_depend_on_the_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
