/* Fits of doubles and of moments: any layout, exact binary numbers, names, refusals.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"

enum { N = 7, P = 3 };

/* Doubles with all their bits in use; by[j][i] = element i of column j, y is column P. */
static void draw(double by[P + 1][N]) {
    uint64_t seed = 99;
    for (int j = 0; j <= P; j++)
        for (int i = 0; i < N; i++)
            by[j][i] = random_double(&seed) * pow(2, (double)random_between(&seed, -40, 40));
}

static lsq_fit *fit_doubles(lsq_doubles X, lsq_doubles Y, const char *formula) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, X, Y, &options, &error), LSQ_OK, &error);
    assert_non_null(fit);
    return fit;
}

static void check_oracle(lsq_fit *fit, const double by[P + 1][N], int intercept) {
    oracle_matrix X = oracle_matrix_new(N, P + intercept), Y = oracle_matrix_new(N, 1);
    for (int i = 0; i < N; i++) {
        if (intercept)
            mpq_set_ui(*oracle_at(&X, i, 0), 1, 1);
        for (int j = 0; j < P; j++)
            rational_from_double(*oracle_at(&X, i, j + intercept), by[j][i]);
        rational_from_double(*oracle_at(&Y, i, 0), by[P][i]);
    }
    oracle *o = oracle_fit(&X, &Y);
    mpq_t v;
    mpq_init(v);
    int root, sign;
    for (int what = 0; what <= LSQ_F; what++)
        for (int64_t j = 0; j < (what <= LSQ_CI_UPPER ? P + intercept : 1); j++)
            if (what != LSQ_T &&
                oracle_quantity(v, &root, &sign, o, (lsq_quantity)what, 0, j, intercept))
                check_exact(fit, (lsq_quantity)what, 0, j, v, root);
    mpq_clear(v);
    oracle_free(o);
    oracle_matrix_free(&X);
    oracle_matrix_free(&Y);
}

static void every_layout_gives_the_oracles_numbers(void **state) {
    (void)state;
    double by[P + 1][N], rows[N][P + 1];
    draw(by);
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= P; j++)
            rows[i][j] = by[j][i];
    lsq_fit *columns =
        fit_doubles((lsq_doubles){by[0], N, P, 1, N}, (lsq_doubles){by[P], N, 1, 1, N}, NULL);
    check_text(lsq_fit_formula(columns), "y ~ x1 + x2 + x3");
    check_oracle(columns, by, 1);
    lsq_fit *strided = fit_doubles((lsq_doubles){rows[0], N, P, P + 1, 1},
                                   (lsq_doubles){rows[0] + P, N, 1, P + 1, 1}, NULL);
    check_text(lsq_fit_fingerprint(strided), lsq_fit_fingerprint(columns));
    /* from the last row upwards, the columns turned round and named back */
    lsq_fit *backwards =
        fit_doubles((lsq_doubles){rows[N - 1] + P - 1, N, P, -(P + 1), -1},
                    (lsq_doubles){rows[N - 1] + P, N, 1, -(P + 1), 1}, "y ~ x3 + x2 + x1");
    check_oracle(backwards, by, 1);
    lsq_fit_free(backwards);
    lsq_fit_free(strided);
    lsq_fit_free(columns);
    lsq_fit *none = fit_doubles((lsq_doubles){by[0], N, P, 1, N}, (lsq_doubles){by[P], N, 1, 1, N},
                                "y ~ . - 1");
    check_oracle(none, by, 0);
    lsq_fit_free(none);
}

static void a_tenth_is_the_binary_number_it_is(void **state) {
    (void)state;
    const double y[] = {0.1, 0.1, 0.1, 0.1};
    lsq_fit *fit = fit_doubles((lsq_doubles){NULL, 4, 0, 0, 0}, (lsq_doubles){y, 4, 1, 1, 1}, NULL);
    check_text(lsq_fit_formula(fit), "y ~ 1");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "0.1");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 20, "0.10000000000000000555");
    check_value(fit, LSQ_RSS, 0, 0, 0, "0");
    lsq_fit_free(fit);
}

static void several_responses_are_called_y1_y2(void **state) {
    (void)state;
    const double x[] = {1, 2, 3}, y[] = {1, 2, 4, 3, 5, 7};
    lsq_fit *fit = fit_doubles((lsq_doubles){x, 3, 1, 1, 3}, (lsq_doubles){y, 3, 2, 1, 3}, NULL);
    check_text(lsq_fit_formula(fit), "cbind(y1, y2) ~ x1");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "1.5");
    check_value(fit, LSQ_ESTIMATE, 1, 1, 0, "2");
    check_value(fit, LSQ_RSS, 1, 0, 0, "0");
    check_same(lsq_fit_input_digits(fit, 0, 1), NAN);
    lsq_fit_free(fit);
    fit = fit_doubles((lsq_doubles){NULL, 3, 0, 0, 0}, (lsq_doubles){y, 3, 2, 1, 3}, NULL);
    check_text(lsq_fit_formula(fit), "cbind(y1, y2) ~ 1");
    lsq_fit_free(fit);
}

/* More rows than a block: y = 3 + 2 x + 1 or - 1 with sum 0 and orthogonal to x by fours (+ - -
 * +). */
static void blocks_of_rows_add_up(void **state) {
    (void)state;
    enum { ROWS = 6000 };
    double *xy = malloc(2 * ROWS * sizeof *xy);
    assert_non_null(xy);
    for (int i = 0; i < ROWS; i++) {
        xy[2 * i] = i;
        xy[2 * i + 1] = 3 + 2 * i + (i % 4 == 0 || i % 4 == 3 ? 1 : -1);
    }
    lsq_fit *fit =
        fit_doubles((lsq_doubles){xy, ROWS, 1, 2, 1}, (lsq_doubles){xy + 1, ROWS, 1, 2, 1}, NULL);
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "3");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "2");
    check_value(fit, LSQ_RSS, 0, 0, 0, "6000");
    mpq_t variance; /* RSS/(n - 2) over n (n^2 - 1)/12, the spread of 0 ... n - 1 */
    mpq_init(variance);
    mpq_set_ui(variance, 12, 5998UL * (6000UL * 6000UL - 1));
    mpq_canonicalize(variance);
    check_exact(fit, LSQ_STD_ERROR, 0, 1, variance, 1);
    mpq_clear(variance);
    assert_int_equal(lsq_fit_accounts(fit)->used, ROWS);
    assert_int_equal(lsq_fit_accounts(fit)->read, ROWS);
    lsq_fit_free(fit);
    free(xy);
}

enum { LONG = 5 * LSQ_BLOCK_ROWS + 77, WIDE = 4 };

/* LONG rows of x1 ... x3 and y, by rows, some of them round. */
static double *draw_long(void) {
    uint64_t seed = 98;
    double *rows = malloc(LONG * WIDE * sizeof *rows);
    assert_non_null(rows);
    for (int64_t i = 0; i < LONG * WIDE; i++)
        rows[i] = i % 11 ? random_double(&seed) * pow(2, (double)random_between(&seed, -9, 9))
                         : (double)random_between(&seed, -9, 9);
    return rows;
}

static lsq_fit *fit_long(const double *rows, lsq_fit_options o) {
    o.struct_size = sizeof o;
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, (lsq_doubles){rows, LONG, WIDE - 1, WIDE, 1},
                                 (lsq_doubles){rows + WIDE - 1, LONG, 1, WIDE, 1}, &o, &error),
                 LSQ_OK, &error);
    assert_int_equal(lsq_fit_accounts(fit)->used, LONG);
    return fit;
}

/* The moments of the rows, added one by one and in parts, are what any number of threads finds. */
static void threads_share_the_rows_and_change_nothing(void **state) {
    (void)state;
    double *rows = draw_long();
    lsq_moments *m = NULL, *part = NULL;
    const char *names[] = {"x1", "x2", "x3", "y"};
    lsq_error error = {0};
    lsq_fit *want = NULL;
    assert_int_equal(lsq_moments_new(&m, WIDE, &error), LSQ_OK);
    assert_int_equal(lsq_moments_new(&part, WIDE, &error), LSQ_OK);
    for (int64_t i = 0; i < 3000; i++)
        check_status(lsq_moments_add(m, (lsq_doubles){rows + i * WIDE, 1, WIDE, WIDE, 1}, &error),
                     LSQ_OK, &error);
    check_status(lsq_moments_add(
                     part, (lsq_doubles){rows + 3000 * WIDE, LONG - 3000, WIDE, WIDE, 1}, &error),
                 LSQ_OK, &error);
    check_status(lsq_moments_merge(m, part, &error), LSQ_OK, &error);
    lsq_fit_options o = {.struct_size = sizeof o, .formula = "y ~ x1 + x2 + x3"};
    check_status(lsq_fit_moments(&want, m, names, &o, &error), LSQ_OK, &error);
    for (int threads = 0; threads < 8; threads++) {
        lsq_fit *fit = fit_long(rows, (lsq_fit_options){.threads = threads});
        check_text(lsq_fit_fingerprint(fit), lsq_fit_fingerprint(want));
        lsq_fit_free(fit);
    }
    lsq_fit_free(want);
    lsq_moments_free(part);
    lsq_moments_free(m);
    free(rows);
}

/* Products of columns, and terms that are sums: the same by rows, by columns and by threads, and
 * from classical solvers to the last bit. */
static void threads_share_products_and_leave_solvers_alone(void **state) {
    (void)state;
    double *rows = draw_long();
    const char *formula = "y ~ x1*x2 + I((x3 - 1)^2)", *solvers[] = {NULL, "qr", "cholesky"};
    for (int s = 0; s < 3; s++) {
        lsq_fit_options o = {.formula = formula, .solver = solvers[s], .threads = 1};
        lsq_fit *want = fit_long(rows, o);
        for (o.threads = 0; o.threads < 6; o.threads += 2) {
            lsq_fit *fit = fit_long(rows, o);
            check_text(lsq_fit_fingerprint(fit), lsq_fit_fingerprint(want));
            for (int64_t j = 0; j < 5; j++)
                check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, j),
                           lsq_fit_value(want, LSQ_ESTIMATE, 0, j));
            lsq_fit_free(fit);
        }
        lsq_fit_free(want);
    }
    free(rows);
}

/* Doubles 2^-400 and 2^400 to the 64th power do not meet in one block. */
static void too_long_powers_are_refused_alike_by_any_threads(void **state) {
    (void)state;
    double *rows = draw_long();
    for (int64_t i = 1; i < 6; i++) {
        rows[i * 2000 * WIDE] = 0x1p-600;
        rows[(i * 2000 + 5) * WIDE] = 0x1p600;
    }
    for (int threads = 1; threads < 6; threads++) {
        lsq_fit_options o = {
            .struct_size = sizeof o, .formula = "y ~ I(x1^64)", .threads = threads};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_doubles(&fit, (lsq_doubles){rows, LONG, WIDE - 1, WIDE, 1},
                                     (lsq_doubles){rows + WIDE - 1, LONG, 1, WIDE, 1}, &o, &error),
                     LSQ_ELIMIT, &error);
        check_contains(error.message, "more than 65536 binary digits");
        assert_null(fit);
    }
    free(rows);
}

static void check_refused(lsq_doubles X, lsq_doubles Y, const char *formula, lsq_status status,
                          const char *part) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    lsq_fit dummy, *fit = &dummy;
    lsq_error error = {0};
    check_status(lsq_fit_doubles(&fit, X, Y, &options, &error), status, &error);
    assert_null(fit);
    check_contains(error.message, part);
}

static void fault_104_matrices_that_cannot_be_are_refused(void **state) {
    (void)state;
    const double v[] = {1, 2, 3, 4};
    const lsq_doubles x = {v, 4, 1, 1, 1}, y = {v, 4, 1, 1, 1}, none = {NULL, 0, 0, 0, 0};
    lsq_error error = {0};
    check_status(lsq_fit_doubles(NULL, x, y, NULL, &error), LSQ_EUSAGE, &error);
    check_refused((lsq_doubles){NULL, 4, 1, 1, 1}, y, NULL, LSQ_EUSAGE, "X");
    check_refused(x, (lsq_doubles){NULL, 4, 1, 1, 1}, NULL, LSQ_EUSAGE, "Y");
    check_refused((lsq_doubles){v, -4, 1, 1, 1}, y, NULL, LSQ_EUSAGE, "-4");
    check_refused((lsq_doubles){v, 4, -1, 1, 1}, y, NULL, LSQ_EUSAGE, "-1");
    check_refused(x, (lsq_doubles){v, 3, 1, 1, 1}, NULL, LSQ_EUSAGE, "3");
    check_refused(x, (lsq_doubles){v, 4, 0, 1, 1}, NULL, LSQ_EUSAGE, "Y");
    check_refused((lsq_doubles){v, 0, 1, 1, 1}, (lsq_doubles){v, 0, 1, 1, 1}, NULL, LSQ_EDATA,
                  "no rows");
    check_refused(none, none, NULL, LSQ_EUSAGE, "");
    check_refused(x, y, "y ~ x2", LSQ_EFORMULA, "x2");
    lsq_fit_options unsized = {0};
    lsq_fit dummy, *fit = &dummy;
    check_status(lsq_fit_doubles(&fit, x, y, &unsized, &error), LSQ_EUSAGE, &error);
    assert_null(fit);
}

static void fault_19_nan_and_infinity_are_located(void **state) {
    (void)state;
    double v[] = {1, 2, 3, 4};
    const double w[] = {1, 2, 3, (double)NAN};
    const lsq_doubles x = {v, 4, 1, 1, 1};
    check_refused(x, (lsq_doubles){w, 4, 1, 1, 1}, NULL, LSQ_EDATA, "Y[3, 0] is NaN");
    v[1] = -HUGE_VAL;
    check_refused(x, x, NULL, LSQ_EDATA, "X[1, 0] is infinite");
}

/* Moments added in two parts: the same fingerprint and numbers as the fit of the rows. */
static void moments_give_the_fit_of_their_rows(void **state) {
    (void)state;
    double by[P + 1][N];
    draw(by);
    lsq_moments *m = NULL;
    lsq_error error = {0};
    check_status(lsq_moments_new(&m, P + 1, &error), LSQ_OK, &error);
    check_status(lsq_moments_add(m, (lsq_doubles){by[0], 3, P + 1, 1, N}, &error), LSQ_OK, &error);
    check_status(lsq_moments_add(m, (lsq_doubles){by[0] + 3, N - 3, P + 1, 1, N}, &error), LSQ_OK,
                 &error);
    static const char *const names[] = {"x1", "x2", "x3", "y"};
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "y ~ x1 + x2 + x3"};
    lsq_fit *fit = NULL, *rows = fit_doubles((lsq_doubles){by[0], N, P, 1, N},
                                             (lsq_doubles){by[P], N, 1, 1, N}, NULL);
    check_status(lsq_fit_moments(&fit, m, names, &options, &error), LSQ_OK, &error);
    check_text(lsq_fit_fingerprint(fit), lsq_fit_fingerprint(rows));
    check_oracle(fit, by, 1);
    lsq_fit_free(fit);
    lsq_fit_free(rows);
    options.formula = "x2 ~ x4 - 1"; /* without names, any on any */
    check_status(lsq_fit_moments(&fit, m, NULL, &options, &error), LSQ_OK, &error);
    rows = fit_doubles((lsq_doubles){by[3], N, 1, 1, N}, (lsq_doubles){by[1], N, 1, 1, N},
                       "y ~ x1 - 1");
    for (int what = 0; what <= LSQ_BIC; what++)
        check_same(lsq_fit_value(fit, (lsq_quantity)what, 0, 0),
                   lsq_fit_value(rows, (lsq_quantity)what, 0, 0));
    lsq_fit_free(rows);
    lsq_fit_free(fit);
    lsq_moments_free(m);
}

static void fault_104_moments_misused_are_refused(void **state) {
    (void)state;
    const double v[] = {1, 2, 3, 4, 6, 5};
    lsq_moments *m = NULL;
    lsq_error error = {0};
    lsq_fit dummy, *fit = &dummy;
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "x2 ~ x1"};
    check_status(lsq_moments_new(&m, 2, &error), LSQ_OK, &error);
    check_status(lsq_fit_moments(&fit, m, NULL, &options, &error), LSQ_EDATA, &error);
    assert_null(fit);
    check_contains(error.message, "no rows");
    check_status(lsq_moments_add(m, (lsq_doubles){v, 3, 2, 2, 1}, &error), LSQ_OK, &error);
    check_status(lsq_fit_moments(NULL, m, NULL, &options, &error), LSQ_EUSAGE, &error);
    fit = &dummy;
    check_status(lsq_fit_moments(&fit, NULL, NULL, &options, &error), LSQ_EUSAGE, &error);
    assert_null(fit);
    options.formula = "x2 ~ I(x1^2)";
    fit = &dummy;
    check_status(lsq_fit_moments(&fit, m, NULL, &options, &error), LSQ_EFORMULA, &error);
    assert_null(fit);
    check_contains(error.message, "rows");
    options.formula = "x2 ~ x3";
    check_status(lsq_fit_moments(&fit, m, NULL, &options, &error), LSQ_EFORMULA, &error);
    check_contains(error.message, "x3");
    static const char *const names[] = {"x", NULL};
    fit = &dummy;
    check_status(lsq_fit_moments(&fit, m, names, &options, &error), LSQ_EUSAGE, &error);
    assert_null(fit);
    check_contains(error.message, "names[1] is NULL");
    options.struct_size = 0;
    check_status(lsq_fit_moments(&fit, m, NULL, &options, &error), LSQ_EUSAGE, &error);
    lsq_moments_free(m);
}

/* 13 billion rows without a file: a state doubled 32 times. */
static void fault_35_more_rows_than_32_bits_count(void **state) {
    (void)state;
    const double v[] = {1, 1, 2, 2, 3, 4}; /* x, y: b = 3/2, RSS = 1/6 */
    lsq_moments *m = NULL;
    lsq_error error = {0};
    check_status(lsq_moments_new(&m, 2, &error), LSQ_OK, &error);
    check_status(lsq_moments_add(m, (lsq_doubles){v, 3, 2, 2, 1}, &error), LSQ_OK, &error);
    for (int i = 0; i < 32; i++)
        check_status(lsq_moments_merge(m, m, &error), LSQ_OK, &error);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "x2 ~ x1"};
    lsq_fit *fit = NULL;
    check_status(lsq_fit_moments(&fit, m, NULL, &options, &error), LSQ_OK, &error);
    assert_int_equal(lsq_fit_accounts(fit)->used, 3 * (INT64_C(1) << 32));
    assert_int_equal(lsq_fit_df_residual(fit), 3 * (INT64_C(1) << 32) - 2);
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "1.5");
    check_value(fit, LSQ_RSS, 0, 0, 6, "7.15828e8"); /* 2^32/6 = 715827882.67 */
    lsq_fit_free(fit);
    lsq_moments_free(m);
}

/* Five rows of (x, y); taking out a row that was never there leaves what no rows have: once a
 * negative residual sum, once an indefinite matrix. */
static void moments_of_no_rows_are_refused(void **state) {
    (void)state;
    const double rows[] = {1, 2, 2, 3, 3, 5, 4, 4, 5, 6};
    const double foreign[][2] = {{1, 100}, {100, 1}};
    for (int i = 0; i < 2; i++) {
        lsq_moments *all = NULL, *one = NULL;
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        assert_int_equal(lsq_moments_new(&all, 2, NULL), LSQ_OK);
        assert_int_equal(lsq_moments_new(&one, 2, NULL), LSQ_OK);
        lsq_doubles Z = {rows, 5, 2, 2, 1}, row = {foreign[i], 1, 2, 2, 1};
        assert_int_equal(lsq_moments_add(all, Z, NULL), LSQ_OK);
        assert_int_equal(lsq_moments_add(one, row, NULL), LSQ_OK);
        assert_int_equal(lsq_moments_subtract(all, one, NULL), LSQ_OK);
        check_status(lsq_fit_moments(&fit, all, NULL, NULL, &error), LSQ_EUSAGE, &error);
        check_contains(error.message, "not those of any rows");
        assert_null(fit);
        lsq_moments_free(one);
        lsq_moments_free(all);
    }
}

/* More rows than a block has, numbers of few digits: doubles and their texts are the same rows, and
 * so the same bits come out. */
static void a_classical_fit_of_doubles_is_that_of_their_texts(void **state) {
    (void)state;
    enum { ROWS = 3000 };
    static double x[ROWS], y[ROWS];
    static char csv[ROWS * 32];
    uint64_t seed = 5;
    size_t used = (size_t)snprintf(csv, sizeof csv, "x1,y\n");
    for (int i = 0; i < ROWS; i++) {
        x[i] = (double)random_between(&seed, -4000, 4000) / 8;
        y[i] = (double)random_between(&seed, -4000, 4000) / 8;
        used += (size_t)snprintf(csv + used, sizeof csv - used, "%.3f,%.3f\n", x[i], y[i]);
    }
    for (int64_t i = 0; i < lsq_methods(); i++) {
        lsq_fit_options o = {.struct_size = sizeof o,
                             .formula = "y ~ x1 + I(x1^2 - 10000)",
                             .solver = lsq_method_name(i)};
        lsq_doubles X = {x, ROWS, 1, 1, ROWS}, Y = {y, ROWS, 1, 1, ROWS};
        lsq_fit *a = NULL, *b = NULL;
        lsq_error error = {0};
        lsq_status one = lsq_fit_doubles(&a, X, Y, &o, &error);
        lsq_status two = lsq_fit_buffer(&b, csv, used, &o, NULL);
        assert_int_equal(one, two);
        if (!lsq_method_takes(i, "most_steps")) /* descent does not get there */
            check_status(one, LSQ_OK, &error);
        for (int what = 0; !one && what <= LSQ_BIC; what++)
            for (int64_t j = 0; j < 3; j++)
                check_same(lsq_fit_value(a, (lsq_quantity)what, 0, j),
                           lsq_fit_value(b, (lsq_quantity)what, 0, j));
        lsq_fit_free(a);
        lsq_fit_free(b);
    }
}

static void moments_are_solved_exactly_or_not_at_all(void **state) {
    (void)state;
    const double rows[] = {1, 2, 2, 3, 3, 5, 4, 4};
    lsq_moments *m = NULL;
    assert_int_equal(lsq_moments_new(&m, 2, NULL), LSQ_OK);
    assert_int_equal(lsq_moments_add(m, (lsq_doubles){rows, 4, 2, 2, 1}, NULL), LSQ_OK);
    lsq_fit_options o = {.struct_size = sizeof o, .solver = "svd"};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_moments(&fit, m, NULL, &o, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "svd needs the rows; moments are solved exactly");
    assert_null(fit);
    o.solver = "exact";
    check_status(lsq_fit_moments(&fit, m, NULL, &o, &error), LSQ_OK, &error);
    lsq_fit_free(fit);
    lsq_moments_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layout_gives_the_oracles_numbers),
        cmocka_unit_test(a_tenth_is_the_binary_number_it_is),
        cmocka_unit_test(several_responses_are_called_y1_y2),
        cmocka_unit_test(blocks_of_rows_add_up),
        cmocka_unit_test(threads_share_the_rows_and_change_nothing),
        cmocka_unit_test(threads_share_products_and_leave_solvers_alone),
        cmocka_unit_test(too_long_powers_are_refused_alike_by_any_threads),
        cmocka_unit_test(fault_104_matrices_that_cannot_be_are_refused),
        cmocka_unit_test(fault_19_nan_and_infinity_are_located),
        cmocka_unit_test(moments_give_the_fit_of_their_rows),
        cmocka_unit_test(fault_104_moments_misused_are_refused),
        cmocka_unit_test(fault_35_more_rows_than_32_bits_count),
        cmocka_unit_test(moments_of_no_rows_are_refused),
        cmocka_unit_test(a_classical_fit_of_doubles_is_that_of_their_texts),
        cmocka_unit_test(moments_are_solved_exactly_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
