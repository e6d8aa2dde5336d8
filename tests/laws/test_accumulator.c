/* The algebra of moments: a commutative group of exact sums, whatever the doubles, the order and
 * the blocks.
 *
 * Equality is lsq_moments_equal, the fingerprint of a fit and the 30-digit texts of all its
 * numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "laws/tables.h"

#include <math.h>

enum { K = 4, TRIALS = 20 };

/* n rows of K doubles: moderate, or any bit pattern that is finite. */
static double *random_rows(uint64_t *seed, int64_t n, int wild) {
    double *z = malloc((size_t)(n * K + 1) * sizeof *z);
    assert_non_null(z);
    for (int64_t i = 0; i < n * K; i++)
        do {
            uint64_t word = random_word(seed);
            memcpy(&z[i], &word, sizeof word);
            if (!wild || random_between(seed, 0, 3) == 0)
                z[i] =
                    random_between(seed, 0, 5) ? ldexp(random_double(seed), (int)(i % K) * 9) : 0;
        } while (!isfinite(z[i]));
    return z;
}

static lsq_moments *empty(void) {
    lsq_moments *m = NULL;
    check_status(lsq_moments_new(&m, K, NULL), LSQ_OK, NULL);
    return m;
}

static void add(lsq_moments *m, const double *z, int64_t rows) {
    lsq_error error;
    check_status(lsq_moments_add(m, (lsq_doubles){z, rows, K, K, 1}, &error), LSQ_OK, NULL);
}

static lsq_moments *moments_of(const double *z, int64_t rows) {
    lsq_moments *m = empty();
    add(m, z, rows);
    return m;
}

static lsq_moments *clone(const lsq_moments *m) {
    lsq_moments *c = NULL;
    check_status(lsq_moments_clone(&c, m, NULL), LSQ_OK, NULL);
    return c;
}

static void merge(lsq_moments *into, const lsq_moments *from) {
    check_status(lsq_moments_merge(into, from, NULL), LSQ_OK, NULL);
}

static void subtract(lsq_moments *into, const lsq_moments *from) {
    check_status(lsq_moments_subtract(into, from, NULL), LSQ_OK, NULL);
}

static lsq_fit *fit_of(const lsq_moments *m) {
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_moments(&fit, m, NULL, NULL, &error), LSQ_OK, &error);
    return fit;
}

/* Equal as moments and in all numbers of their fits; `fits` 0 where the numbers are too wild to
 * solve often. */
static void check_alike_at(const lsq_moments *a, const lsq_moments *b, int fits, int line) {
    if (!lsq_moments_equal(a, b) || !lsq_moments_equal(b, a) ||
        lsq_moments_rows(a) != lsq_moments_rows(b)) {
        print_error("moments of %lld and %lld rows differ\n", (long long)lsq_moments_rows(a),
                    (long long)lsq_moments_rows(b));
        _fail(__FILE__, line);
    }
    if (!fits || !lsq_moments_rows(a))
        return;
    lsq_fit *f = fit_of(a), *g = fit_of(b);
    check_same_fit_at(f, g, __FILE__, line);
    lsq_fit_free(g);
    lsq_fit_free(f);
}
#define check_alike(a, b, fits) check_alike_at(a, b, fits, __LINE__)

/* The rows in blocks of any size, added one after the other or merged as parts in any order. */
static void merge_of_parts_in_any_order_equals_the_whole(void **state) {
    (void)state;
    uint64_t seed = 81;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t n = random_between(&seed, 1, 60), order[8];
        double *z = random_rows(&seed, n, trial % 2);
        lsq_moments *whole = moments_of(z, n), *blocks = empty(), *merged = empty(), *part[8];
        for (int64_t at = 0, p = 0; p < 8; p++) {
            int64_t rows = p < 7 ? random_between(&seed, 0, n - at) / 2 : n - at;
            part[p] = moments_of(z + at * K, rows);
            add(blocks, z + at * K, rows);
            at += rows;
        }
        random_permutation(&seed, order, 8);
        for (int p = 0; p < 8; p++)
            merge(merged, part[order[p]]);
        check_alike(whole, blocks, trial % 2 == 0);
        check_alike(whole, merged, trial % 2 == 0);
        for (int p = 1; p < 8; p *= 2) /* as a tree */
            for (int q = 0; q + p < 8; q += 2 * p)
                merge(part[q], part[q + p]);
        check_alike(whole, part[0], 0);
        for (int p = 0; p < 8; p++)
            lsq_moments_free(part[p]);
        lsq_moments_free(merged);
        lsq_moments_free(blocks);
        lsq_moments_free(whole);
        free(z);
    }
}

static void subtract_undoes_merge_in_both_orders(void **state) {
    (void)state;
    uint64_t seed = 82;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t m = random_between(&seed, 0, 30), n = random_between(&seed, 0, 30);
        double *x = random_rows(&seed, m, trial % 2), *y = random_rows(&seed, n, trial % 3);
        lsq_moments *a = moments_of(x, m), *b = moments_of(y, n), *sum = clone(a);
        merge(sum, b);
        lsq_moments *left = clone(sum), *right = clone(sum);
        subtract(left, b);
        check_alike(left, a, trial % 6 == 0);
        subtract(right, a);
        check_alike(right, b, trial % 6 == 0);
        merge(right, a); /* and again, from the finer units that are left */
        check_alike(right, sum, 0);
        subtract(left, a);
        lsq_moments *nothing = empty();
        check_alike(left, nothing, 0);
        merge(left, a);
        check_alike(left, a, trial % 6 == 0);
        lsq_moments_free(nothing);
        lsq_moments_free(right);
        lsq_moments_free(left);
        lsq_moments_free(sum);
        lsq_moments_free(b);
        lsq_moments_free(a);
        free(y);
        free(x);
    }
}

static void an_object_merges_with_and_subtracts_itself(void **state) {
    (void)state;
    uint64_t seed = 83;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t n = random_between(&seed, 1, 30);
        double *z = random_rows(&seed, n, trial % 2);
        lsq_moments *a = moments_of(z, n), *twice = clone(a), *nothing = empty();
        add(twice, z, n);
        merge(a, a);
        assert_int_equal(lsq_moments_rows(a), 2 * n);
        check_alike(a, twice, trial % 2 == 0);
        subtract(a, a);
        check_alike(a, nothing, 0);
        lsq_moments_free(nothing);
        lsq_moments_free(twice);
        lsq_moments_free(a);
        free(z);
    }
}

static void a_clone_lives_on_its_own(void **state) {
    (void)state;
    uint64_t seed = 84;
    double *z = random_rows(&seed, 40, 1);
    lsq_moments *a = moments_of(z, 20), *same = moments_of(z, 20), *b = clone(a);
    add(b, z + 20 * K, 20);
    check_alike(a, same, 0);
    lsq_moments *c = clone(b);
    lsq_moments_reset(b);
    assert_int_equal(lsq_moments_rows(b), 0);
    lsq_moments_free(a);
    lsq_moments *whole = moments_of(z, 40);
    check_alike(c, whole, 0);
    add(b, z, 40); /* a reset object is as good as a new one */
    check_alike(b, whole, 0);
    lsq_moments_free(whole);
    lsq_moments_free(c);
    lsq_moments_free(b);
    lsq_moments_free(same);
    free(z);
}

static void permuted_rows_have_the_same_moments(void **state) {
    (void)state;
    uint64_t seed = 85;
    for (int trial = 0; trial < 6; trial++) {
        int64_t n = trial % 2 ? 50 : 4500; /* three blocks, whose units differ */
        int64_t *order = malloc((size_t)n * sizeof *order);
        double *z = random_rows(&seed, n, trial == 1 || trial == 4);
        double *w = malloc((size_t)(n * K) * sizeof *w);
        assert_true(order && w);
        random_permutation(&seed, order, n);
        for (int64_t i = 0; i < n; i++)
            memcpy(w + i * K, z + order[i] * K, K * sizeof *w);
        lsq_moments *a = moments_of(z, n), *b = moments_of(w, n);
        check_alike(a, b, trial != 1 && trial != 4);
        lsq_moments_free(b);
        lsq_moments_free(a);
        free(w);
        free(z);
        free(order);
    }
}

/* The same doubles through moments, matrices, and CSV with their exact decimals: one fit. */
static void doubles_and_their_decimals_give_one_fit(void **state) {
    (void)state;
    uint64_t seed = 86;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t n = random_between(&seed, 1, 25);
        double *z = random_rows(&seed, n, 0);
        table t = table_of_doubles(z, n, K - 1);
        lsq_fit *from_text = fit_table(&t, NULL, 0), *from_matrix = NULL, *from_moments = NULL;
        lsq_doubles X = {z, n, K - 1, K, 1}, Y = {z + K - 1, n, 1, K, 1};
        check_status(lsq_fit_doubles(&from_matrix, X, Y, NULL, NULL), LSQ_OK, NULL);
        check_same_fit(from_text, from_matrix);
        lsq_moments *m = moments_of(z, n);
        const char *const names[K] = {"x1", "x2", "x3", "y"};
        check_status(lsq_fit_moments(&from_moments, m, names, NULL, NULL), LSQ_OK, NULL);
        check_same_fit(from_text, from_moments);
        assert_int_equal(lsq_fit_accounts(from_moments)->used, n);
        lsq_moments_free(m);
        lsq_fit_free(from_moments);
        lsq_fit_free(from_matrix);
        lsq_fit_free(from_text);
        table_free(&t);
        free(z);
    }
}

/* Leave one row out by subtraction: the fit of the others. */
static void every_row_can_be_left_out(void **state) {
    (void)state;
    uint64_t seed = 87;
    int64_t n = 9;
    double *z = random_rows(&seed, n, 0);
    lsq_moments *whole = moments_of(z, n);
    for (int64_t i = 0; i < n; i++) {
        lsq_moments *row = moments_of(z + i * K, 1), *rest = clone(whole), *others = empty();
        subtract(rest, row);
        add(others, z, i);
        add(others, z + (i + 1) * K, n - 1 - i);
        check_alike(rest, others, 1);
        lsq_moments_free(others);
        lsq_moments_free(rest);
        lsq_moments_free(row);
    }
    lsq_moments_free(whole);
    free(z);
}

/* Any response on any columns from the same moments as from the columns alone. */
static void any_regression_among_the_columns_needs_no_data(void **state) {
    (void)state;
    static const char *const formulas[] = {"x4 ~ x1 + x3", "x2 ~ x4 - 1", "x1 ~ x3 + x2 + x4",
                                           "x3 ~ 1", "cbind(x2, x1) ~ x4"};
    uint64_t seed = 88;
    double *z = random_rows(&seed, 30, 0);
    lsq_moments *m = moments_of(z, 30);
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
        lsq_fit_options options = {.struct_size = sizeof options, .formula = formulas[f]};
        lsq_fit *a = NULL, *b = NULL;
        check_status(lsq_fit_moments(&a, m, NULL, &options, NULL), LSQ_OK, NULL);
        /* all four as X and a fifth, unused, as Y */
        check_status(lsq_fit_doubles(&b, (lsq_doubles){z, 30, K, K, 1},
                                     (lsq_doubles){z, 30, 1, K, 1}, &options, NULL),
                     LSQ_OK, NULL);
        check_same_fit(a, b);
        lsq_fit_free(b);
        lsq_fit_free(a);
    }
    lsq_fit *none = NULL;
    lsq_error error;
    lsq_fit_options product = {.struct_size = sizeof product, .formula = "x1 ~ I(x2^2)"};
    check_status(lsq_fit_moments(&none, m, NULL, &product, &error), LSQ_EFORMULA, &error);
    assert_null(none);
    lsq_moments_reset(m);
    check_status(lsq_fit_moments(&none, m, NULL, NULL, &error), LSQ_EDATA, &error);
    lsq_moments_free(m);
    free(z);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_of_parts_in_any_order_equals_the_whole),
        cmocka_unit_test(subtract_undoes_merge_in_both_orders),
        cmocka_unit_test(an_object_merges_with_and_subtracts_itself),
        cmocka_unit_test(a_clone_lives_on_its_own),
        cmocka_unit_test(permuted_rows_have_the_same_moments),
        cmocka_unit_test(doubles_and_their_decimals_give_one_fit),
        cmocka_unit_test(every_row_can_be_left_out),
        cmocka_unit_test(any_regression_among_the_columns_needs_no_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
