/* One descent from the rows to the summary: against rational solutions, for all methods.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/comparisons.h"
#include "fit/descends.h"
#include "support/matrices.h"

static const char *const exact_methods[] = {"gd", "line", "heavy-ball", "nesterov", "bb", "cg"};
enum { EXACT_METHODS = sizeof exact_methods / sizeof *exact_methods };

/* b = the coefficients of o in the units of the data: d_j b_j, and b_0 - sum c_j d_j b_j. */
static void map_back(oracle_matrix *b, const oracle *o, const lsq_transform *t) {
    mpq_t v, shift;
    mpq_inits(v, shift, NULL);
    for (int64_t r = 0; r < o->q; r++)
        for (int64_t j = 0; j < o->p; j++) {
            rational_from_double(v, t->d[j]);
            mpq_mul(v, v, *oracle_at(&o->min_norm, j, r));
            mpq_set(*oracle_at(b, j, r), v);
            rational_from_double(shift, t->c[j]);
            mpq_mul(shift, shift, v);
            if (t->intercept)
                mpq_sub(*oracle_at(b, 0, r), *oracle_at(b, 0, r), shift);
        }
    mpq_clears(v, shift, NULL);
}

/* What is exact in the descent is the solution by rationals, of least norm in the descended
 * columns; root^2 = lambda. */
static void check_exactness(const lsq_descent *d, const numbers *R, int intercept, double root) {
    lsq_transform t;
    lsq_error error = {0};
    char text[80];
    mpq_t f;
    mpq_init(f);
    check_status(
        lsq_transform_init(&t, &d->fit->g.N, NULL, root * root, d->about.standardize, &error),
        LSQ_OK, &error);
    oracle_matrix X = rational_rows(R->X, R->n, R->p, intercept);
    oracle_matrix Y = rational_rows(R->Y, R->n, R->q, 0);
    oracle_matrix A = moved_rows(&X, &t, root), Z = with_rows(&Y, A.rows - X.rows);
    oracle *o = oracle_fit(&A, &Z);
    oracle_matrix b = oracle_matrix_new(o->p, o->q);
    map_back(&b, o, &t);
    for (int64_t r = 0; r < o->q; r++) {
        mpq_add(f, f, o->rss[r]);
        for (int64_t j = 0; j < o->p; j++) {
            double reached, exact, digits;
            assert_int_equal(lsq_descent_coefficient(d, r, j, &reached, &exact, &digits), 1);
            rational_round(text, sizeof text, *oracle_at(&b, j, r), 40);
            check_nearest(exact, text);
            double want = digits_by_rationals(reached, text);
            if (fabs(digits - want) > 1e-6 && want < 15)
                fail_msg("%g digits, wanted %g", digits, want);
        }
    }
    rational_round(text, sizeof text, f, 40);
    check_nearest(d->about.f_star, text);
    oracle_matrix_free(&b);
    oracle_free(o);
    oracle_matrix_free(&Z);
    oracle_matrix_free(&A);
    oracle_matrix_free(&Y);
    oracle_matrix_free(&X);
    lsq_transform_clear(&t);
    mpq_clear(f);
}

/* Theory holds, and the rows tell what the summary does. */
static void check_summary(const lsq_descent *d, double digits) {
    const lsq_descent_summary *s = lsq_descent_about(d);
    const lsq_descent_row *last = lsq_descent_row_at(d, lsq_descent_rows(d) - 1);
    if (strcmp(s->status, "ok") != 0)
        fail_msg("%s: %s", s->method, s->note);
    if (!(s->digits >= digits))
        fail_msg("%s has %g digits after %lld steps", s->method, s->digits, (long long)s->steps);
    if (s->measured > s->measured_bound * (1 + 1e-12))
        fail_msg("%s contracts by %.17g, by theory %.17g", s->method, s->measured,
                 s->measured_bound);
    if (fabs(s->kappa * s->kappa * s->mu / s->L - 1) > 1e-6)
        fail_msg("kappa %g, L %g, mu %g", s->kappa, s->L, s->mu);
    check_same(s->safe, 2 / s->L);
    assert_int_equal(last->step, s->steps);
    check_same(last->gradient, s->gradient);
    check_same(last->digits, s->digits);
    check_same(last->f, s->f_star + last->excess);
    assert_int_equal(lsq_descent_row_at(d, 0)->step, 0);
    check_same(lsq_descent_row_at(d, 0)->gradient, 1);
}

static void every_method_reaches_the_rational_solution(void **state) {
    (void)state;
    uint64_t seed = 2;
    for (int trial = 0; trial < 16 * EXACT_METHODS; trial++) {
        int kind = trial / EXACT_METHODS, standardize = kind & 1, intercept = !(kind & 4);
        double root = kind & 2 ? 1.5 : 0;
        numbers R = random_rows(&seed, 12, 3, 1 + trial % 2, 0);
        lsq_descent *d = descend_rows(&R, (asked){.method = exact_methods[trial % EXACT_METHODS],
                                                  .formula = intercept ? NULL
                                                             : R.q > 1 ? "cbind(y1, y2) ~ . - 1"
                                                                       : "y ~ . - 1",
                                                  .on_rows = kind >= 8,
                                                  .standardize = standardize,
                                                  .ridge = root * root});
        check_summary(d, 5);
        check_exactness(d, &R, intercept, root);
        lsq_descent_free(d);
    }
}

/* kappa is that of the matrix, the contraction within its bound, and where a method gets there the
 * number of steps foretold. */
static void check_theory(const lsq_descent *d, double kappa, const char *method) {
    const lsq_descent_summary *s = lsq_descent_about(d);
    if (fabs(s->kappa / kappa - 1) > 1e-9)
        fail_msg("kappa %.15g, wanted %g", s->kappa, kappa);
    if (!(s->measured <= 1) || s->measured > s->measured_bound)
        fail_msg("%s contracts by %.17g at kappa %g, by theory %.17g", method, s->measured, kappa,
                 s->measured_bound);
    int foretold =
        !strcmp(method, "gd") || !strcmp(method, "heavy-ball") || !strcmp(method, "nesterov");
    double steps = (double)s->steps;
    if (!strcmp(s->status, "ok") && foretold &&
        !(steps <= 2 * s->predicted && s->predicted <= 2 * steps))
        fail_msg("%s took %g steps at kappa %g, %g were foretold", method, steps, kappa,
                 s->predicted);
}

static void contraction_keeps_within_theory_whatever_the_condition(void **state) {
    (void)state;
    static const matrix_kind kinds[] = {MATRIX_GEOMETRIC, MATRIX_ONE_SMALL, MATRIX_ARITHMETIC};
    uint64_t seed = 31;
    for (int trial = 0; trial < 18 * EXACT_METHODS; trial++) {
        const char *method = exact_methods[trial % EXACT_METHODS];
        int rest = trial / EXACT_METHODS;
        double kappa = pow(10, 1 + rest % 3);
        numbers R = {.n = 40, .p = 6, .q = 1};
        random_matrix(R.X, 40, 6, kinds[rest / 3 % 3], kappa, &seed);
        for (int i = 0; i < 40; i++)
            R.Y[i] = random_double(&seed);
        lsq_descent *d = descend_rows(&R, (asked){.method = method,
                                                  .formula = "y ~ . - 1",
                                                  .most_steps = 20000,
                                                  .on_rows = rest >= 9});
        check_theory(d, kappa, method);
        lsq_descent_free(d);
    }
}

static void where_columns_depend_the_norm_is_least_in_the_descended_ones(void **state) {
    (void)state;
    uint64_t seed = 6;
    for (int trial = 0; trial < 8 * EXACT_METHODS; trial++) {
        int kind = trial / EXACT_METHODS, wide = kind & 2;
        double root = kind & 4 ? 0.5 : 0;
        numbers R = random_rows(&seed, wide ? 3 : 9, 4, 1, wide ? 0 : 2);
        lsq_descent *d = descend_rows(&R, (asked){.method = exact_methods[trial % EXACT_METHODS],
                                                  .standardize = kind & 1,
                                                  .ridge = root * root,
                                                  .most_steps = 1000000});
        check_summary(d, 4);
        check_exactness(d, &R, 1, root);
        assert_int_equal(isnan(lsq_descent_about(d)->kappa_standardized), root == 0);
        lsq_descent_free(d);
    }
}

/* Mean 7 / 3, squares about it 4.6667 and none to it. */
static void the_intercept_alone_is_there_in_one_step(void **state) {
    (void)state;
    numbers R = {.n = 3, .p = 1, .q = 1, .X = {5, 6, 8}, .Y = {1, 2, 4}};
    for (int standardize = 0; standardize < 2; standardize++) {
        lsq_descent *d = descend_rows(&R, (asked){.formula = "y ~ 1", .standardize = standardize});
        const lsq_descent_summary *s = lsq_descent_about(d);
        double reached, exact;
        assert_int_equal(s->steps, 1);
        check_digits(s->kappa, "1", 15);
        check_digits(s->f_star, "4.6666666666666666667", 16);
        lsq_descent_coefficient(d, 0, 0, &reached, &exact, NULL);
        check_nearest(exact, "2.3333333333333333333");
        check_digits(reached, "2.3333333333333333333", 15);
        assert_true(isnan(s->measured));
        lsq_descent_free(d);
    }
}

/* X = diag(3, 1): L = 18, mu = 2, kappa = 3, and the standardized columns are orthogonal. */
static void theory_is_that_done_by_hand(void **state) {
    (void)state;
    numbers R = {.n = 2, .p = 2, .q = 1, .X = {3, 0, 0, 1}, .Y = {3, 1}};
    lsq_descent *d = descend_rows(&R, (asked){.formula = "y ~ . - 1", .most_steps = 3});
    const lsq_descent_summary *s = lsq_descent_about(d);
    check_text(s->method, "gd");
    check_text(s->status, "not converged");
    assert_int_equal(s->steps, 3);
    check_digits(s->L, "18", 15);
    check_digits(s->mu, "2", 15);
    check_digits(s->kappa, "3", 15);
    check_digits(s->kappa_standardized, "1", 15);
    check_digits(s->safe, "0.11111111111111111111", 15);
    check_digits(s->t, "0.055555555555555555556", 15);
    check_digits(s->rate, "0.88888888888888888889", 15);
    /* the first coordinate is there at once, the second is off by (8/9)^k: of 10, (8/9)^6 is
     * left */
    check_digits(s->measured, "0.6056", 3);
    check_digits(lsq_descent_row_at(d, 3)->excess, "0.49327018427257220", 13);
    check_digits(lsq_descent_row_at(d, 0)->excess, "10", 15);
    check_same(s->f_star, 0);
    lsq_descent_free(d);
}

static void divergence_is_a_result_with_its_rows(void **state) {
    (void)state;
    uint64_t seed = 12;
    numbers R = random_rows(&seed, 12, 3, 1, 0);
    lsq_descent *d = descend_rows(&R, (asked){.step = "2.5/L"});
    const lsq_descent_summary *s = lsq_descent_about(d);
    check_text(s->status, "diverged");
    check_contains(s->note, "diverges");
    assert_true(s->steps >= 3);
    int64_t count = lsq_descent_rows(d);
    assert_int_equal(lsq_descent_row_at(d, count - 1)->step, s->steps);
    assert_true(lsq_descent_row_at(d, count - 1)->excess >
                lsq_descent_row_at(d, count - 2)->excess);
    check_same(s->t * s->L, 2.5);
    check_same(lsq_descent_row_at(d, 1)->t, s->t);
    lsq_descent_free(d);
}

/* One step of 10^300 leads so far that f has no double; nothing is measured by it. */
static void where_f_is_beyond_the_range_it_is_not_0(void **state) {
    (void)state;
    uint64_t seed = 12;
    numbers R = random_rows(&seed, 12, 3, 1, 0);
    static const char *const steps[] = {"1e300", "1e150"};
    for (int i = 0; i < 2; i++) {
        lsq_descent *d = descend_rows(&R, (asked){.step = steps[i], .most_steps = 2});
        for (int64_t k = 1; k < lsq_descent_rows(d); k++) {
            check_same(lsq_descent_row_at(d, k)->excess, INFINITY);
            check_same(lsq_descent_row_at(d, k)->f, INFINITY);
        }
        assert_true(lsq_descent_rows(d) > 1);
        assert_true(isnan(lsq_descent_about(d)->measured));
        lsq_descent_free(d);
    }
}

/* The mean of two neighbouring doubles is halfway between them. */
static void a_tie_goes_to_the_even_double(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        const double odd = 1 + 0x1p-52, even = k ? 1 + 0x1p-51 : 1;
        numbers R = {.n = 2, .p = 1, .q = 1, .X = {1, 1}, .Y = {odd, even}};
        double exact;
        lsq_descent *d = descend_rows(&R, (asked){.formula = "y ~ x1 - 1"});
        lsq_descent_coefficient(d, 0, 0, NULL, &exact, NULL);
        check_same(exact, even);
        lsq_descent_free(d);
    }
}

/* Without a descent to speak of, theory is told all the same. */
static void a_response_of_zeros_is_there_at_once(void **state) {
    (void)state;
    numbers R = {.n = 2, .p = 2, .q = 1, .X = {3, 0, 0, 1}};
    lsq_descent *d = descend_rows(&R, (asked){.formula = "y ~ . - 1"});
    const lsq_descent_summary *s = lsq_descent_about(d);
    check_text(s->status, "ok");
    assert_int_equal(s->steps, 0);
    check_digits(s->L, "18", 15);
    assert_int_equal(lsq_descent_rows(d), 1);
    check_same(s->digits, 17);
    check_same(s->f_star, 0);
    lsq_descent_free(d);
}

/* RSS of 2e-310 is beyond normal doubles: the descent gets there, and its answer is refused. */
static void what_underflows_at_the_end_is_no_divergence(void **state) {
    (void)state;
    numbers R = {.n = 4, .p = 1, .q = 1, .X = {1, 2, 3, 4}, .Y = {1e-155, 3e-155, 2e-155, 5e-155}};
    lsq_descent *d = (lsq_descent *)1;
    lsq_error error = {0};
    const lsq_descend_options o = {.struct_size = sizeof o, .standardize = 1};
    check_status(lsq_descend_doubles(&d, columns_at(R.X, R.n, R.p), columns_at(R.Y, R.n, R.q), NULL,
                                     &o, &error),
                 LSQ_ENUMERIC, &error);
    assert_null(d);
    check_contains(error.message, "underflows");
}

static void rank_that_doubles_lose_is_not_convergence(void **state) {
    (void)state;
    const char *path = "datasets/made/offset.csv";
    for (int standardize = 0; standardize < 2; standardize++) {
        lsq_descent *d = NULL;
        lsq_error error = {0};
        const lsq_descend_options o = {.struct_size = sizeof o, .standardize = standardize};
        check_status(lsq_descend_files(&d, &path, 1, NULL, &o, &error), LSQ_OK, &error);
        const lsq_descent_summary *s = lsq_descent_about(d);
        check_text(s->status, standardize ? "ok" : "not converged");
        if (!standardize)
            check_contains(s->note, "rank 1 where it is 2");
        assert_int_equal(isnan(s->predicted), !standardize);
        assert_int_equal(isnan(s->rate), !standardize);
        assert_int_equal(isnan(s->contraction), !standardize);
        if (isnan(s->rate))
            assert_true(isnan(s->measured_bound));
        if (standardize ? s->digits < 15 : s->digits > 0)
            fail_msg("%g digits", s->digits);
        if (standardize ? fabs(s->kappa - 1) > 1e-7 : s->kappa < 1e16)
            fail_msg("kappa %g", s->kappa);
        check_digits(s->kappa_standardized, "1", 7);
        lsq_descent_free(d);
    }
}

/* Two columns that differ by 1e-10 in one row: a descent on what doubles see of them does well, and
 * what theory says of that is no bound for the problem. */
static void where_doubles_lose_mu_there_is_no_bound(void **state) {
    (void)state;
    numbers R = {.n = 4, .p = 2, .q = 1, .X = {1, 2, 3, 5, 1, 2, 3.0000000001, 5}};
    memcpy(R.Y, (double[]){1, 3, 1, 7}, 4 * sizeof(double));
    for (int i = 0; i < EXACT_METHODS; i++) {
        lsq_descent *d = descend_rows(
            &R,
            (asked){.method = exact_methods[i], .formula = "y ~ x1 + x2 - 1", .most_steps = 400});
        const lsq_descent_summary *s = lsq_descent_about(d);
        assert_true(s->kappa > 1e10);
        assert_true(isnan(s->rate) && isnan(s->contraction) && isnan(s->measured_bound));
        assert_true(!isnan(s->measured));
        lsq_descent_free(d);
    }
}

/* On products the penalty is within X'X, on rows it is not; a condition number that it makes is not
 * for the columns to mend. */
static void a_penalty_is_named_where_it_is_to_blame(void **state) {
    (void)state;
    uint64_t seed = 21;
    numbers R = random_rows(&seed, 12, 2, 1, 0);
    for (int on_rows = 0; on_rows < 2; on_rows++) {
        lsq_descent *d = descend_rows(
            &R, (asked){.ridge = 1e8, .most_steps = 2, .on_rows = on_rows, .step = "1/L"});
        const lsq_descent_summary *s = lsq_descent_about(d);
        check_contains(s->note, "condition number of X'X + diag(lambda)");
        check_lacks(s->note, "scale");
        lsq_descent_free(d);
    }
}

/* 32 rows: mu = 2 (32 - a few 1e-300), L = 2e300, and the condition number of X'X is 1e300 / 32,
 * far below whose inverse the rounding of L is. */
static void mu_is_known_however_far_it_is_below_rounding(void **state) {
    (void)state;
    const char *path = "datasets/small/mtcars.csv";
    lsq_descent *d = NULL;
    lsq_error error = {0};
    const lsq_fit_options f = {.struct_size = sizeof f, .formula = "mpg ~ wt + hp"};
    const lsq_descend_options o = {.struct_size = sizeof o, .ridge = 1e300};
    check_status(lsq_descend_files(&d, &path, 1, &f, &o, &error), LSQ_OK, &error);
    check_digits(lsq_descent_about(d)->mu, "64", 12);
    check_contains(lsq_descent_about(d)->note,
                   "the condition number of X'X + diag(lambda), 3.1e298,");
    lsq_descent_free(d);
}

typedef struct seen {
    int64_t count;
    lsq_descent_row last, at[512];
} seen;

static int remember(void *context, const lsq_descent_row *row) {
    seen *s = context;
    assert_int_equal(row->step, s->count);
    assert_true(s->count < 512);
    s->at[s->count++] = *row;
    s->last = *row;
    return 0;
}

static void same_row(const lsq_descent_row *a, const lsq_descent_row *b) {
    assert_int_equal(a->step, b->step);
    check_same(a->f, b->f);
    check_same(a->excess, b->excess);
    check_same(a->gradient, b->gradient);
    check_same(a->t, b->t);
    check_same(a->digits, b->digits);
}

static void the_trace_has_every_step_and_the_rows_some_of_them(void **state) {
    (void)state;
    uint64_t seed = 8;
    numbers R = random_rows(&seed, 7, 4, 1, 0);
    static const int64_t most[] = {2, 3, 7, 0};
    for (int i = 0; i < 4; i++) {
        seen s = {0};
        lsq_descent *d = descend_rows(
            &R, (asked){.standardize = 1, .trace = remember, .trace_context = &s, .rows = most[i]});
        const lsq_descent_summary *about = lsq_descent_about(d);
        assert_int_equal(s.count, about->steps + 1);
        assert_true(about->steps > 21);
        int64_t count = lsq_descent_rows(d);
        assert_true(count <= (most[i] ? most[i] : 21) && count >= 2);
        for (int64_t k = 0; k < count; k++) {
            const lsq_descent_row *row = lsq_descent_row_at(d, k);
            same_row(row, &s.at[row->step]);
        }
        assert_int_equal(s.last.step, lsq_descent_row_at(d, count - 1)->step);
        lsq_descent_free(d);
    }
}

/* With rows, the bits are those of a comparison, and so are the digits. */
static void digits_on_rows_are_those_of_compare(void **state) {
    (void)state;
    for (int i = 0; i < NIST_SETS; i++) {
        char path[64];
        snprintf(path, sizeof path, "datasets/nist/%s.csv", nist_sets[i]);
        const char *const paths[] = {path};
        const lsq_solver_options s = {.struct_size = sizeof s, .on_rows = 1, .most_steps = 300};
        const lsq_fit_options o = {
            .struct_size = sizeof o, .formula = nist_formula(nist_sets[i]), .solver_options = &s};
        lsq_comparison *c = NULL;
        lsq_error error = {0};
        check_status(lsq_compare_files(&c, paths, 1, &o, NULL, 0, &error), LSQ_OK, &error);
        for (int m = 0; m < EXACT_METHODS; m++) {
            const lsq_descend_options own = {
                .struct_size = sizeof own, .method = exact_methods[m], .solver_options = &s};
            const lsq_compared *wanted = NULL;
            for (int64_t k = 0; k < lsq_comparison_count(c); k++)
                if (strcmp(lsq_comparison_at(c, k)->name, own.method) == 0)
                    wanted = lsq_comparison_at(c, k);
            lsq_descent *d = NULL;
            lsq_status status = lsq_descend_files(&d, paths, 1, &o, &own, &error);
            if (strcmp(wanted->status, "refused") != 0) {
                check_status(status, LSQ_OK, &error);
                assert_int_equal(d->about.steps, wanted->steps);
                if (fabs(d->about.digits - wanted->digits_coefficients) > 1e-9)
                    fail_msg("%s on %s: %g digits, compare says %g", own.method, nist_sets[i],
                             d->about.digits, wanted->digits_coefficients);
                check_same(d->about.f_star, lsq_fit_value(d->fit, LSQ_RSS, 0, 0));
            }
            lsq_descent_free(d);
        }
        lsq_comparison_free(c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_reaches_the_rational_solution),
        cmocka_unit_test(contraction_keeps_within_theory_whatever_the_condition),
        cmocka_unit_test(where_columns_depend_the_norm_is_least_in_the_descended_ones),
        cmocka_unit_test(the_intercept_alone_is_there_in_one_step),
        cmocka_unit_test(theory_is_that_done_by_hand),
        cmocka_unit_test(divergence_is_a_result_with_its_rows),
        cmocka_unit_test(where_f_is_beyond_the_range_it_is_not_0),
        cmocka_unit_test(a_tie_goes_to_the_even_double),
        cmocka_unit_test(a_response_of_zeros_is_there_at_once),
        cmocka_unit_test(what_underflows_at_the_end_is_no_divergence),
        cmocka_unit_test(rank_that_doubles_lose_is_not_convergence),
        cmocka_unit_test(where_doubles_lose_mu_there_is_no_bound),
        cmocka_unit_test(mu_is_known_however_far_it_is_below_rounding),
        cmocka_unit_test(a_penalty_is_named_where_it_is_to_blame),
        cmocka_unit_test(the_trace_has_every_step_and_the_rows_some_of_them),
        cmocka_unit_test(digits_on_rows_are_those_of_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
