/* Rows kept beside an exact fit.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fit/rows.h"
#include "support/check.h"

enum { ROWS = 5000 }; /* more than two blocks */

static lsq_fit_options defaults(void) {
    lsq_fit_options o;
    check_status(lsq_fit_take_options(&o, NULL, NULL), LSQ_OK, NULL);
    return o;
}

/* Row i, column j of what was kept. */
static double at(const lsq_rows *kept, int64_t i, int64_t j) {
    int64_t block = 0;
    while (i >= kept->blocks[block].rows)
        i -= kept->blocks[block++].rows;
    return kept->blocks[block].data[i + j * kept->blocks[block].rows];
}

static void doubles_are_kept_in_order_beside_their_fit(void **state) {
    (void)state;
    static double X[ROWS], Y[ROWS];
    for (int i = 0; i < ROWS; i++) {
        X[i] = i * 0.1;
        Y[i] = 3 - i;
    }
    lsq_origin from = {.X = {X, ROWS, 1, 1, ROWS}, .Y = {Y, ROWS, 1, 1, ROWS}};
    lsq_fit_options o = defaults();
    lsq_rows kept = {0};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    double seconds = -1;
    check_status(lsq_rows_fit(&fit, &kept, &seconds, &from, &o, &error), LSQ_OK, &error);
    assert_int_equal(lsq_fit_accounts(fit)->used, ROWS);
    assert_true(seconds >= 0 && seconds < 60);
    assert_int_equal(kept.n, ROWS);
    assert_true(kept.count > 2);
    for (int i = 0; i < ROWS; i++) {
        check_same(at(&kept, i, 0), 1);
        check_same(at(&kept, i, 1), X[i]);
        check_same(at(&kept, i, 2), Y[i]);
    }
    lsq_rows_clear(&kept);
    assert_int_equal(kept.count, 0);
    lsq_rows_clear(&kept);
    lsq_fit_free(fit);
}

static void a_file_gives_its_used_rows(void **state) {
    (void)state;
    const char *path = "datasets/nist/Norris.csv";
    lsq_origin from = {.paths = &path, .files = 1};
    lsq_fit_options o = defaults();
    lsq_rows kept = {0};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    double seconds = 0;
    check_status(lsq_origin_check(&from, &error), LSQ_OK, &error);
    check_status(lsq_rows_fit(&fit, &kept, &seconds, &from, &o, &error), LSQ_OK, &error);
    assert_int_equal(kept.n, 36);
    check_same(at(&kept, 0, 1), 0.2); /* the first line of the file */
    check_same(at(&kept, 0, 2), 0.1);
    lsq_rows_clear(&kept);
    lsq_fit_free(fit);
}

/* Weights are one more column, and a row of weight 0 is none; without anybody to take them rows go
 * by. */
static void weights_come_beside_their_rows(void **state) {
    (void)state;
    char path[] = "/tmp/lsq-rows-XXXXXX";
    static const char csv[] = "w,x,y\n2,1,3\n0,9,9\n0.5,4,5\n";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, csv, strlen(csv)), (ssize_t)strlen(csv));
    close(file);
    const char *at_path = path;
    lsq_origin from = {.paths = &at_path, .files = 1, .weights = "w"};
    lsq_fit_options o = defaults();
    for (int taken = 0; taken < 2; taken++) {
        lsq_rows kept = {0};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        double seconds = 0;
        check_status(lsq_rows_fit(&fit, taken ? &kept : NULL, &seconds, &from, &o, &error), LSQ_OK,
                     &error);
        assert_int_equal(kept.n, taken ? 2 : 0);
        assert_int_equal(fit->weightless, 1);
        if (taken) {
            check_same(at(&kept, 0, 3), 2);
            check_same(at(&kept, 1, 1), 4);
            check_same(at(&kept, 1, 3), 0.5);
        }
        lsq_rows_clear(&kept);
        lsq_fit_free(fit);
    }
    unlink(path);
}

/* Two rows for two coefficients and a column of zeros: W23 and W26, which are about standard errors
 * and terms left out. */
static void who_wants_coefficients_only_is_told_of_no_standard_errors(void **state) {
    (void)state;
    static const double X[] = {1, 2, 0, 0}, Y[] = {1, 5};
    for (int only = 0; only < 2; only++) {
        lsq_origin from = {.X = {X, 2, 2, 1, 2}, .Y = {Y, 2, 1, 1, 2}, .coefficients_only = only};
        lsq_fit_options o = defaults();
        lsq_rows kept = {0};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        double seconds = 0;
        check_status(lsq_rows_fit(&fit, &kept, &seconds, &from, &o, &error), LSQ_OK, &error);
        assert_int_equal(lsq_fit_warnings(fit), only ? 0 : 2);
        if (!only) {
            check_text(lsq_fit_warning_code(fit, 0), "W23");
            check_text(lsq_fit_warning_code(fit, 1), "W26");
        }
        lsq_rows_clear(&kept);
        lsq_fit_free(fit);
    }
}

static void what_cannot_be_read_leaves_no_fit(void **state) {
    (void)state;
    const char *path = "datasets/nist/nowhere.csv";
    lsq_origin from = {.paths = &path, .files = 1};
    lsq_fit_options o = defaults();
    lsq_rows kept = {0};
    lsq_fit *fit = (lsq_fit *)&fit;
    lsq_error error = {0};
    double seconds = 0;
    check_status(lsq_rows_fit(&fit, &kept, &seconds, &from, &o, &error), LSQ_EIO, &error);
    assert_null(fit);
    lsq_rows_clear(&kept);
    from.files = 0;
    check_status(lsq_origin_check(&from, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "0 paths at an address");
    from.paths = NULL;
    check_status(lsq_origin_check(&from, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "paths at NULL");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles_are_kept_in_order_beside_their_fit),
        cmocka_unit_test(a_file_gives_its_used_rows),
        cmocka_unit_test(weights_come_beside_their_rows),
        cmocka_unit_test(who_wants_coefficients_only_is_told_of_no_standard_errors),
        cmocka_unit_test(what_cannot_be_read_leaves_no_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
