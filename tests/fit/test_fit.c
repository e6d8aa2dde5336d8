/* The everyday calls: options, misuse, what a failed call leaves, and the edges of the contract
 * from end to end.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "fit/fits.h"

static const char csv[] = "x,y\n1,1\n2,2\n3,4\n";

/* The buffer is refused with this status and a message that holds the part; no handle is left. */
static void check_refused(const char *text, lsq_fit_options options, lsq_status status,
                          const char *part) {
    lsq_fit dummy, *fit = &dummy;
    lsq_error error = {0};
    check_status(lsq_fit_buffer(&fit, text, strlen(text), &options, &error), status, &error);
    assert_null(fit);
    check_contains(error.message, part);
    fit = &dummy; /* and without an error to fill */
    assert_int_equal(lsq_fit_buffer(&fit, text, strlen(text), &options, NULL), status);
    assert_null(fit);
}

static lsq_fit_options sized(lsq_fit_options options) {
    options.struct_size = sizeof options;
    return options;
}

static void fault_104_a_struct_without_size_is_refused(void **state) {
    (void)state;
    check_refused(csv, (lsq_fit_options){.formula = "y ~ x"}, LSQ_EUSAGE, "struct_size");
    check_refused(csv, (lsq_fit_options){.struct_size = 1}, LSQ_EUSAGE, "struct_size");
}

/* A caller compiled against a shorter struct, or a longer one. */
static void other_sizes_of_the_options_are_understood(void **state) {
    (void)state;
    lsq_fit_options shorter = {.struct_size = offsetof(lsq_fit_options, response),
                               .formula = "y ~ x - 1",
                               .response = "nonsense",
                               .level = 7};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &shorter, &error), LSQ_OK, &error);
    check_text(lsq_fit_formula(fit), "y ~ x - 1");
    check_same(lsq_fit_level(fit), 0.95);
    lsq_fit_free(fit);
    struct {
        lsq_fit_options options;
        char more[64];
    } longer = {{.struct_size = sizeof longer, .formula = "y ~ x - 1"}, ""};
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &longer.options, &error), LSQ_OK, &error);
    check_text(lsq_fit_formula(fit), "y ~ x - 1");
    lsq_fit_free(fit);
}

static void fault_104_null_arguments_are_refused(void **state) {
    (void)state;
    lsq_error error = {0};
    lsq_fit dummy, *fit = &dummy;
    check_status(lsq_fit_csv(NULL, "file", NULL, &error), LSQ_EUSAGE, &error);
    check_status(lsq_fit_csv(&fit, NULL, NULL, &error), LSQ_EUSAGE, &error);
    assert_null(fit);
    check_status(lsq_fit_buffer(NULL, csv, 5, NULL, &error), LSQ_EUSAGE, &error);
    fit = &dummy;
    check_status(lsq_fit_buffer(&fit, NULL, 5, NULL, &error), LSQ_EUSAGE, &error);
    assert_null(fit);
    fit = &dummy;
    check_status(lsq_fit_buffer(&fit, NULL, 0, NULL, &error), LSQ_EDATA, &error); /* empty */
    assert_null(fit);
    assert_int_equal(lsq_fit_csv(NULL, NULL, NULL, NULL), LSQ_EUSAGE);
}

static void levels_outside_0_and_1_are_refused(void **state) {
    (void)state;
    static const double wrong[] = {-0.1, 1, 95, 1e300};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        check_refused(csv, sized((lsq_fit_options){.level = wrong[i]}), LSQ_EUSAGE, "level");
    check_refused(csv, sized((lsq_fit_options){.level = (double)NAN}), LSQ_EUSAGE, "level");
    check_refused(csv, sized((lsq_fit_options){.level = HUGE_VAL}), LSQ_EUSAGE, "level");
}

/* One degree of freedom: q = tan(level pi/2); b = 3/2, se^2 = (1/6)/2 = 1/12. */
static void a_level_means_its_shortest_decimal(void **state) {
    (void)state;
    lsq_fit *fit = fit_with(csv, (lsq_fit_options){.level = 0.95});
    char given[64], implied[64];
    lsq_error error = {0};
    check_status(lsq_fit_text(fit, LSQ_CI_UPPER, 0, 1, 30, given, sizeof given, &error), LSQ_OK,
                 &error);
    /* 3/2 + 12.7062047361747064... / sqrt(12), 40 digits by mpmath */
    check_text(given, "5.16796536240448177274153108391");
    lsq_fit_free(fit);
    fit = fit_of(csv, NULL);
    check_status(lsq_fit_text(fit, LSQ_CI_UPPER, 0, 1, 30, implied, sizeof implied, &error), LSQ_OK,
                 &error);
    check_text(implied, given);
    lsq_fit_free(fit);
}

static void errors_of_every_floor_arrive_and_leave_nothing(void **state) {
    (void)state;
    check_refused("", sized((lsq_fit_options){0}), LSQ_EDATA, "buffer");
    check_refused("x,y\n", sized((lsq_fit_options){0}), LSQ_EDATA, "");
    check_refused("x,y\n1,2\n3\n", sized((lsq_fit_options){0}), LSQ_EDATA, "buffer:3");
    check_refused("x,y\n1,2\n3,4z\n", sized((lsq_fit_options){0}), LSQ_EDATA, "buffer:3:3");
    check_refused(csv, sized((lsq_fit_options){.formula = "y ~ xx"}), LSQ_EFORMULA, "xx");
    check_refused(csv, sized((lsq_fit_options){.formula = "y ~ "}), LSQ_EFORMULA, "");
    check_refused(csv, sized((lsq_fit_options){.exact_columns = "q"}), LSQ_EFORMULA, "q");
    check_refused("x,y\n1,NA\nNA,4\n", sized((lsq_fit_options){.input_name = "name.csv"}),
                  LSQ_EDATA, "name.csv: no rows left");
    lsq_fit dummy, *fit = &dummy;
    lsq_error error = {0};
    check_status(lsq_fit_csv(&fit, "no/such/file.csv", NULL, &error), LSQ_EIO, &error);
    assert_null(fit);
    check_status(lsq_fit_csv(&fit, "tests", NULL, &error), LSQ_EIO, &error); /* a directory */
    assert_null(fit);
}

/* Regressions on 1.7e9 + seconds: y = 2 + 3 (t - 1700000000) with residuals 1, -1, -1, 1 orthogonal
 * to 1 and t. */
static void fault_61_unix_times_are_solved_exactly(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("t,y\n1700000000,3\n1700000001,4\n1700000002,7\n1700000003,12\n", "y ~ t");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "3");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "-5099999998");
    check_value(fit, LSQ_RSS, 0, 0, 0, "4");
    assert_non_null(warning_of(fit, "W21", "t"));
    lsq_fit_free(fit);
}

/* a and b = a + 1e-12 d, y = a + d: so y = a + 1e12 (b - a) = (1 - 1e12) a + 1e12 b. */
static void fault_61_columns_equal_up_to_1e_12_are_told_apart(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("a,b,y\n1,1.000000000001,2\n2,2,2\n3,3.000000000002,5\n4,4,4\n5,5,5\n", "y ~ a + b");
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "0");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "-999999999999");
    check_value(fit, LSQ_ESTIMATE, 0, 2, 0, "1000000000000");
    check_value(fit, LSQ_RSS, 0, 0, 0, "0");
    lsq_fit_free(fit);
}

/* year = 1990 + i and off = year - 1990 + e: y = year + 10 off. */
static void fault_61_year_and_offset_are_told_apart(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("year,off,y\n1990,0.001,1990.01\n1991,1,2001\n1992,2,2012\n1993,3,2023\n",
                          "y ~ year + off");
    assert_int_equal(lsq_fit_rank(fit), 3);
    check_value(fit, LSQ_ESTIMATE, 0, 0, 0, "0");
    check_value(fit, LSQ_ESTIMATE, 0, 1, 0, "1");
    check_value(fit, LSQ_ESTIMATE, 0, 2, 0, "10");
    lsq_fit_free(fit);
}

static void several_responses_are_fits_of_their_own(void **state) {
    (void)state;
    static const char two[] = "x,y,w\n1,0.3,7\n2,0.1,9\n3,0.7,1\n4,0.2,1\n5,0.25,3\n";
    lsq_fit *both = fit_of(two, "cbind(y, w) ~ x + I(x^2)");
    lsq_fit *one[] = {fit_of(two, "y ~ x + I(x^2)"), fit_of(two, "w ~ x + I(x^2)")};
    for (int64_t r = 0; r < 2; r++) {
        for (int what = 0; what <= LSQ_BIC; what++)
            for (int64_t j = 0; j < 3; j++)
                check_same(lsq_fit_value(both, (lsq_quantity)what, r, j),
                           lsq_fit_value(one[r], (lsq_quantity)what, 0, j));
        lsq_fit_free(one[r]);
    }
    lsq_fit_free(both);
}

/* 2,001 columns, one the response: with the intercept 2,001 predictors.  The row would be refused
 * as too short if it were read. */
static void a_model_too_large_is_refused_before_any_row_is_read(void **state) {
    (void)state;
    lsq_text wide = {0};
    for (int row = 0; row < 2; row++)
        for (int j = 1; j <= 2001; j++)
            lsq_text_format(&wide, "%s%d%c", row ? "" : "x", j, j < 2001 ? ',' : '\n');
    lsq_text_put(&wide, "1,2\n");
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    lsq_fit_options options = {.struct_size = sizeof options};
    check_status(lsq_fit_buffer(&fit, wide.bytes, wide.length, &options, &error), LSQ_ELIMIT,
                 &error);
    check_contains(error.message, "2000; choose the predictors with -x");
    assert_null(fit);
    options.formula = "x1 ~ I((x2 + x3 + x4 + x5 + x6 + x7 + x8)^9)"; /* C(15, 6) products */
    check_status(lsq_fit_buffer(&fit, wide.bytes, wide.length, &options, &error), LSQ_EFORMULA,
                 &error);
    check_contains(error.message, "4000 products of columns");
    assert_null(fit);
    options.formula = "x1 ~ x2";
    check_status(lsq_fit_buffer(&fit, wide.bytes, wide.length, &options, &error), LSQ_EDATA,
                 &error);
    lsq_text_clear(&wide);
}

/* ---- classical solvers ---- */

/* Every quantity of the fit agrees with the exact one; p = P(|T| > t) falls like t^-df for large t,
 * so that it has log10 df digits fewer than t. */
static void check_agrees(lsq_fit *fit, lsq_fit *exact, int digits) {
    int fewer = 1 + (int)log10((double)lsq_fit_df_residual(exact));
    for (int64_t r = 0; r < lsq_fit_responses(exact); r++)
        for (int what = 0; what <= LSQ_BIC; what++)
            for (int64_t j = 0; j < lsq_fit_terms(exact); j++) {
                lsq_quantity q = (lsq_quantity)what;
                char want[96];
                assert_int_equal(lsq_fit_has(fit, q, r, j), lsq_fit_has(exact, q, r, j));
                if (!lsq_fit_has(exact, q, r, j))
                    continue;
                check_status(lsq_fit_text(exact, q, r, j, 40, want, sizeof want, NULL), LSQ_OK,
                             NULL);
                check_digits(lsq_fit_value(fit, q, r, j), want,
                             digits - (q == LSQ_P || q == LSQ_F_P ? fewer : 0));
            }
}

static lsq_fit *fit_file(const char *path, const char *formula, const char *solver) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula, .solver = solver};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_csv(&fit, path, &options, &error), LSQ_OK, &error);
    return fit;
}

/* The columns of Norris have a condition number of 4 when scaled; 12 digits are what is published
 * of good programs for it.  Cholesky has RSS as the difference of numbers that are y'y = 7e6 and
 * RSS = 27 apart: 5 digits fewer than 16. */
static void norris_by_every_direct_solver_agrees_with_the_exact_one(void **state) {
    (void)state;
    static const char *const solvers[] = {"qr", "tsqr", "pivoted-qr", "svd", "cholesky"};
    lsq_fit *exact = fit_file("datasets/nist/Norris.csv", NULL, "exact");
    for (size_t i = 0; i < sizeof solvers / sizeof *solvers; i++) {
        lsq_fit *fit = fit_file("datasets/nist/Norris.csv", NULL, solvers[i]);
        check_text(lsq_fit_solver(fit), solvers[i]);
        check_agrees(fit, exact, strcmp(solvers[i], "cholesky") ? 12 : 10);
        check_text(lsq_fit_fingerprint(fit), lsq_fit_fingerprint(exact));
        lsq_fit_free(fit);
    }
    lsq_fit_free(exact);
}

/* x2 = 2 x1 + 1 in binary fractions, so that pivoting sees the relation to the last bit or so. */
static const char deficient[] = "x1,x2,x3,y\n0.5,2,1,1\n1,3,-1,3\n2,5,2,2\n3.5,8,0,5\n"
                                "4,9,-3,4\n6,13,1,7\n7,15,4,5\n";

static void a_deficient_design_is_taken_as_the_exact_solver_takes_it(void **state) {
    (void)state;
    lsq_fit *exact = fit_of(deficient, NULL);
    lsq_fit *fit = fit_with(deficient, (lsq_fit_options){.solver = "pivoted-qr"});
    assert_int_equal(lsq_fit_rank(fit), 3);
    check_text(lsq_fit_relation(fit, 2), lsq_fit_relation(exact, 2));
    check_agrees(fit, exact, 12);
    lsq_fit_free(fit);
    lsq_fit_free(exact);
    exact = fit_with(deficient, (lsq_fit_options){.min_norm = 1});
    fit = fit_with(deficient, (lsq_fit_options){.solver = "svd"});
    assert_true(lsq_fit_min_norm(fit));
    assert_int_equal(lsq_fit_rank(fit), 3);
    check_agrees(fit, exact, 12);
    lsq_fit_free(fit);
    lsq_fit_free(exact);
}

static void a_solver_without_an_answer_ends_the_fit_by_its_name(void **state) {
    (void)state;
    check_refused(deficient, sized((lsq_fit_options){.solver = "qr"}), LSQ_ENUMERIC, "qr: ");
    check_refused(deficient, sized((lsq_fit_options){.solver = "cholesky"}), LSQ_ENUMERIC,
                  "cholesky: X'X is not positive definite to working precision at x2: ");
    check_refused("x,y\n1e200,1\n2,3\n3,5\n",
                  sized((lsq_fit_options){.formula = "y ~ I(x^2)", .solver = "qr"}), LSQ_ENUMERIC,
                  "I(x^2) is beyond the range of a double");
}

/* Its numbers would look like least squares and are not. */
static void a_descent_that_stops_short_is_no_fit(void **state) {
    (void)state;
    lsq_solver_options few = {.struct_size = sizeof few, .most_steps = 3};
    check_refused("x,y\n1,1\n2,2\n3,4\n4,3\n",
                  sized((lsq_fit_options){.solver = "gd", .solver_options = &few}), LSQ_ENUMERIC,
                  "gd: not converged");
}

/* Standard errors and p-values would be those of another problem. */
static void a_penalty_is_no_least_squares_and_refused(void **state) {
    (void)state;
    static const double ridge[] = {1, 1};
    lsq_solver_options o = {.struct_size = sizeof o, .ridge = ridge};
    static const char *const solvers[] = {"exact", "gd", "cg", "svd"};
    for (int i = 0; i < 4; i++)
        check_refused("x,y\n1,1\n2,2\n3,4\n4,3\n",
                      sized((lsq_fit_options){.solver = solvers[i], .solver_options = &o}),
                      LSQ_EUSAGE, "with which the statistics of a fit are not known");
}

static void options_of_a_solver_reach_it(void **state) {
    (void)state;
    lsq_solver_options loose = {.struct_size = sizeof loose, .tolerance = 0.5};
    lsq_fit *fit =
        fit_with("a,b,y\n1,1.1,2\n2,1.9,3\n3,3.1,5\n4,3.8,4\n",
                 (lsq_fit_options){
                     .formula = "y ~ a + b - 1", .solver = "pivoted-qr", .solver_options = &loose});
    assert_int_equal(lsq_fit_rank(fit), 1);
    lsq_fit_free(fit);
    loose.tolerance = 2;
    check_refused(csv, sized((lsq_fit_options){.solver = "svd", .solver_options = &loose}),
                  LSQ_EUSAGE, "tolerance");
    check_refused(csv, sized((lsq_fit_options){.solver = "qr", .min_norm = 1}), LSQ_EUSAGE,
                  "min_norm needs the exact solver, not qr; svd gives");
}

/* Callers of before the solvers have a shorter struct, and get what they got. */
static void options_without_a_solver_are_exact(void **state) {
    (void)state;
    lsq_fit_options before = {.struct_size = offsetof(lsq_fit_options, solver),
                              .solver = "nonsense"};
    lsq_fit *fit = NULL;
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &before, NULL), LSQ_OK, NULL);
    check_text(lsq_fit_solver(fit), "exact");
    assert_null(lsq_fit_answer(fit));
    lsq_fit_free(fit);
}

/* The timed fit of 20,000 rows, which take some milliseconds, by a solver and so many threads. */
static lsq_fit *timed_fit(const char *solver, int threads) {
    enum { ROWS = 20000 };
    char *text = malloc(16 * ROWS + 16), *end = text + sprintf(text, "x,y\n");
    for (int i = 0; i < ROWS; i++)
        end += sprintf(end, "%d,%d.5\n", i, 3 * i % 1000);
    lsq_fit *fit = fit_with(
        text, (lsq_fit_options){.solver = solver, .threads = threads, .chunk = 1000, .timings = 1});
    free(text);
    return fit;
}

static double sum_of_parts(const lsq_timings *t) {
    return t->read + t->scan + t->convert + t->slice + t->product + t->solve;
}

static void the_parts_of_one_thread_are_its_time(void **state) {
    (void)state;
    static const char *const solvers[] = {"exact", "cholesky"};
    for (int i = 0; i < 2; i++) {
        double share = 0;
        for (int run = 0; run < 5; run++) { /* one of them is not disturbed between two parts */
            double began = lsq_seconds();
            lsq_fit *fit = timed_fit(solvers[i], 1);
            double seconds = lsq_seconds() - began;
            const lsq_timings *t = lsq_fit_timings(fit);
            assert_non_null(t);
            assert_int_equal(t->threads, 1);
            assert_true(t->wall > 0 && t->wall <= seconds);
            assert_true(t->read > 0 && t->convert > 0 && t->slice > 0 && t->product > 0);
            assert_true(t->scan >= 0 && t->solve > 0);
            assert_true(sum_of_parts(t) <= t->wall * (1 + 1e-9)); /* rounding of the sums */
            share = fmax(share, sum_of_parts(t) / t->wall);
            lsq_fit_free(fit);
        }
        assert_true(share > 0.9);
    }
}

static void the_parts_of_several_threads_are_at_most_their_time(void **state) {
    (void)state;
    lsq_fit *fit = timed_fit(NULL, 3);
    const lsq_timings *t = lsq_fit_timings(fit);
    assert_non_null(t);
    assert_int_equal(t->threads, 3);
    assert_true(sum_of_parts(t) > 0 && sum_of_parts(t) <= 3 * t->wall);
    lsq_fit_free(fit);
}

static void doubles_are_timed_without_reading_text(void **state) {
    (void)state;
    enum { ROWS = 20000, P = 4 };
    double *X = malloc(sizeof *X * ROWS * (P + 1)), share = 0;
    uint64_t seed = 5;
    for (int i = 0; i < ROWS * (P + 1); i++)
        X[i] = random_double(&seed);
    for (int threads = 1; threads <= 3; threads += 2)
        for (int run = 0; run < 5; run++) {
            lsq_fit_options options = {
                .struct_size = sizeof options, .threads = threads, .timings = 1};
            lsq_fit *fit = NULL;
            lsq_error error = {0};
            check_status(lsq_fit_doubles(&fit, (lsq_doubles){X, ROWS, P, 1, ROWS},
                                         (lsq_doubles){X + P * ROWS, ROWS, 1, 1, ROWS}, &options,
                                         &error),
                         LSQ_OK, &error);
            const lsq_timings *t = lsq_fit_timings(fit);
            assert_non_null(t);
            assert_int_equal(t->threads, threads);
            assert_true(t->read > 0 && t->slice > 0 && t->product > 0 && t->solve > 0);
            check_same(t->scan + t->convert, 0);
            assert_true(sum_of_parts(t) <= threads * t->wall * (1 + 1e-9));
            if (threads == 1)
                share = fmax(share, sum_of_parts(t) / t->wall);
            lsq_fit_free(fit);
        }
    assert_true(share > 0.9);
    free(X);
}

static void nobody_is_timed_unasked(void **state) {
    (void)state;
    lsq_fit *fit = fit_of(csv, "y ~ x");
    assert_null(lsq_fit_timings(fit));
    for (int part = 0; part < LSQ_TIMES; part++)
        check_same(fit->times.seconds[part], 0);
    lsq_fit_free(fit);
    assert_null(lsq_fit_timings(NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_104_a_struct_without_size_is_refused),
        cmocka_unit_test(other_sizes_of_the_options_are_understood),
        cmocka_unit_test(fault_104_null_arguments_are_refused),
        cmocka_unit_test(levels_outside_0_and_1_are_refused),
        cmocka_unit_test(a_level_means_its_shortest_decimal),
        cmocka_unit_test(errors_of_every_floor_arrive_and_leave_nothing),
        cmocka_unit_test(fault_61_unix_times_are_solved_exactly),
        cmocka_unit_test(fault_61_columns_equal_up_to_1e_12_are_told_apart),
        cmocka_unit_test(fault_61_year_and_offset_are_told_apart),
        cmocka_unit_test(several_responses_are_fits_of_their_own),
        cmocka_unit_test(a_model_too_large_is_refused_before_any_row_is_read),
        cmocka_unit_test(norris_by_every_direct_solver_agrees_with_the_exact_one),
        cmocka_unit_test(a_deficient_design_is_taken_as_the_exact_solver_takes_it),
        cmocka_unit_test(a_solver_without_an_answer_ends_the_fit_by_its_name),
        cmocka_unit_test(a_descent_that_stops_short_is_no_fit),
        cmocka_unit_test(a_penalty_is_no_least_squares_and_refused),
        cmocka_unit_test(options_of_a_solver_reach_it),
        cmocka_unit_test(options_without_a_solver_are_exact),
        cmocka_unit_test(the_parts_of_one_thread_are_its_time),
        cmocka_unit_test(the_parts_of_several_threads_are_at_most_their_time),
        cmocka_unit_test(doubles_are_timed_without_reading_text),
        cmocka_unit_test(nobody_is_timed_unasked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
