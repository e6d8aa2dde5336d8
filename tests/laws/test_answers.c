/* Every number of a fit against the exact oracle: 50 digits and the nearest double, rank,
 * relations, minimum norm.
 *
 * SPDX-License-Identifier: MIT */
#include "laws/tables.h"

#include <math.h>

enum { DIGITS = 50 };

/* The quantity is x, or sqrt(x) if root: its text of 50 digits and its double are the correctly
 * rounded ones. */
static void check_quantity_at(lsq_fit *fit, lsq_quantity what, int64_t term, const mpq_t x,
                              int root, int line) {
    char got[NUMBER], want[NUMBER];
    lsq_error error = {0};
    check_status_at(lsq_fit_text(fit, what, 0, term, DIGITS, got, sizeof got, &error), LSQ_OK,
                    &error, __FILE__, line);
    (root ? rational_round_sqrt : rational_round)(want, sizeof want, x, DIGITS);
    check_decimal_at(got, want, __FILE__, line);
    if (mpq_sgn(x))
        _assert_int_equal((LargestIntegralType)rational_text_digits(got), DIGITS, __FILE__, line);
    (root ? rational_round_sqrt : rational_round)(want, sizeof want, x, 120);
    double value = lsq_fit_value(fit, what, 0, term), nearest = strtod(want, NULL);
    if (value != nearest) {
        print_error("quantity %d of term %lld is %.17g, nearest to %s is %.17g\n", (int)what,
                    (long long)term, value, want, nearest);
        _fail(__FILE__, line);
    }
}
#define check_quantity(fit, what, term, x, root) \
    check_quantity_at(fit, what, term, x, root, __LINE__)

/* The relation as lsq writes it, from the oracle's row j. */
static void check_relation(const lsq_fit *fit, const oracle *o, int64_t j) {
    char want[8192] = "", part[2048];
    mpq_t size;
    mpq_init(size);
    for (int64_t i = 0; i < o->p; i++) {
        mpq_t *factor = oracle_at(&o->relation, j, i);
        if (mpq_sgn(*factor) == 0)
            continue;
        mpq_abs(size, *factor);
        const char *sign = mpq_sgn(*factor) < 0 ? (*want ? " - " : "-") : *want ? " + " : "";
        if (mpq_cmp_ui(size, 1, 1) == 0)
            snprintf(part, sizeof part, "%s%s", sign, lsq_fit_term(fit, i));
        else
            gmp_snprintf(part, sizeof part, "%s%Qd*%s", sign, size, lsq_fit_term(fit, i));
        assert_true(strlen(want) + strlen(part) < sizeof want);
        strcat(want, part);
    }
    mpq_clear(size);
    check_text(lsq_fit_relation(fit, j), *want ? want : "0");
}

/* rss, sigma, R2 and adjusted R2 of a fit with df residual degrees of freedom */
static void check_sums(lsq_fit *fit, const oracle *o, int intercept) {
    int64_t df = o->n - o->rank;
    mpq_t *tss = intercept ? &o->centred_tss[0] : &o->tss[0], x, y;
    mpq_init(x);
    mpq_init(y);
    check_quantity(fit, LSQ_RSS, 0, o->rss[0], 0);
    assert_int_equal(lsq_fit_df_residual(fit), df);
    assert_int_equal(lsq_fit_has(fit, LSQ_SIGMA, 0, 0), df > 0);
    assert_int_equal(lsq_fit_has(fit, LSQ_R_SQUARED, 0, 0), mpq_sgn(*tss) != 0);
    if (df > 0) {
        mpq_set_si(y, (long)df, 1);
        mpq_div(x, o->rss[0], y);
        check_quantity(fit, LSQ_SIGMA, 0, x, 1);
    }
    if (mpq_sgn(*tss)) {
        mpq_set_ui(y, 1, 1);
        mpq_div(x, o->rss[0], *tss);
        mpq_sub(x, y, x);
        check_quantity(fit, LSQ_R_SQUARED, 0, x, 0);
        if (df > 0) { /* 1 - (1 - R2)(n - c)/df */
            mpq_sub(x, y, x);
            mpq_set_si(y, (long)(o->n - intercept), (unsigned long)df);
            mpq_canonicalize(y);
            mpq_mul(x, x, y);
            mpq_set_ui(y, 1, 1);
            mpq_sub(x, y, x);
            check_quantity(fit, LSQ_ADJ_R_SQUARED, 0, x, 0);
        }
    }
    mpq_clear(y);
    mpq_clear(x);
}

/* estimate, se and t of term j, not aliased */
static void check_term(lsq_fit *fit, const oracle *o, int64_t j) {
    int64_t df = o->n - o->rank;
    mpq_t variance, x;
    mpq_init(variance);
    mpq_init(x);
    check_quantity(fit, LSQ_ESTIMATE, j, o->coef.a[j], 0);
    assert_int_equal(lsq_fit_has(fit, LSQ_STD_ERROR, 0, j), df > 0);
    assert_int_equal(lsq_fit_has(fit, LSQ_T, 0, j), df > 0 && mpq_sgn(o->rss[0]));
    if (df > 0) {
        mpq_set_si(x, 1, (unsigned long)df);
        mpq_mul(variance, o->rss[0], x);
        mpq_mul(variance, variance, *oracle_at(&o->inverse, j, j));
        check_quantity(fit, LSQ_STD_ERROR, j, variance, 1);
    }
    if (df > 0 && mpq_sgn(o->rss[0])) {
        mpq_mul(x, o->coef.a[j], o->coef.a[j]);
        mpq_div(x, x, variance);
        char got[NUMBER], want[NUMBER] = "-";
        check_status(lsq_fit_text(fit, LSQ_T, 0, j, DIGITS, got, sizeof got, NULL), LSQ_OK, NULL);
        rational_round_sqrt(want + 1, sizeof want - 1, x, DIGITS);
        check_decimal(got, mpq_sgn(o->coef.a[j]) < 0 ? want : want + 1);
    }
    mpq_clear(x);
    mpq_clear(variance);
}

static void check_fit(lsq_fit *fit, const oracle *o, int intercept) {
    assert_int_equal(lsq_fit_terms(fit), o->p);
    assert_int_equal(lsq_fit_rank(fit), o->rank);
    assert_int_equal(lsq_fit_accounts(fit)->used, o->n);
    for (int64_t j = 0; j < o->p; j++) {
        assert_int_equal(lsq_fit_relation(fit, j) == NULL, o->independent[j]);
        assert_int_equal(lsq_fit_has(fit, LSQ_ESTIMATE, 0, j), o->independent[j]);
        if (o->independent[j])
            check_term(fit, o, j);
        else
            check_relation(fit, o, j);
    }
    check_sums(fit, o, intercept);
}

static const char *formula_of(int intercept) {
    return intercept ? "y ~ ." : "y ~ . - 1";
}

/* The table with and without intercept, and the minimum norm of both. */
static void check_table(const table *t) {
    for (int intercept = t->p ? 0 : 1; intercept <= 1; intercept++) {
        oracle *o = oracle_of(t, intercept);
        lsq_fit *fit = fit_table(t, formula_of(intercept), 0);
        check_fit(fit, o, intercept);
        lsq_fit_free(fit);
        fit = fit_table(t, formula_of(intercept), 1);
        for (int64_t j = 0; j < o->p; j++) {
            check_quantity(fit, LSQ_ESTIMATE, j, o->min_norm.a[j], 0);
            assert_false(lsq_fit_has(fit, LSQ_STD_ERROR, 0, j));
            assert_int_equal(lsq_fit_relation(fit, j) == NULL, o->independent[j]);
        }
        check_sums(fit, o, intercept);
        lsq_fit_free(fit);
        oracle_free(o);
    }
}

static void random_tables_are_answered_to_50_digits(void **state) {
    (void)state;
    uint64_t seed = 71;
    for (int trial = 0; trial < 60; trial++) {
        int64_t n = random_between(&seed, 1, 14), p = random_between(&seed, 0, 5);
        int digits = (int)random_between(&seed, 1, 20);
        table t = table_random(&seed, n, p, digits, (int)random_between(&seed, 0, digits));
        check_table(&t);
        table_free(&t);
    }
}

/* Digits 0 to 2 make zero columns, equal columns, zero slopes and perfect fits by themselves. */
static void fault_60_small_integers_with_all_their_coincidences(void **state) {
    (void)state;
    uint64_t seed = 72;
    for (int trial = 0; trial < 250; trial++) {
        int64_t n = random_between(&seed, 1, 7), p = random_between(&seed, 0, 4);
        table t = table_new(n, p);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j <= p; j++) {
                char text[16];
                snprintf(text, sizeof text, "%d", (int)random_between(&seed, -1, 2));
                table_set(&t, i, j, text);
            }
        check_table(&t);
        table_free(&t);
    }
}

/* Column j = a random combination of two earlier ones with decimal factors, a copy, a constant, or
 * zero. */
static void make_dependent(table *t, uint64_t *seed, int64_t j) {
    mpq_t sum, x;
    mpq_init(sum);
    mpq_init(x);
    int kind = (int)random_between(seed, 0, 3);
    int64_t a = random_between(seed, 0, j - 1), b = random_between(seed, 0, j - 1);
    long fa = (long)random_between(seed, -30, 30), fb = (long)random_between(seed, -30, 30);
    for (int64_t i = 0; i < t->n; i++) {
        mpq_set_ui(sum, 0, 1);
        if (kind == 1)
            mpq_set_si(sum, fa, 8);
        if (kind >= 2) {
            table_get(sum, t, i, a);
            mpq_set_si(x, kind == 2 ? 1 : fa, kind == 2 ? 1 : 8);
            mpq_canonicalize(x);
            mpq_mul(sum, sum, x);
        }
        if (kind == 3) {
            mpq_t y;
            mpq_init(y);
            table_get(y, t, i, b);
            mpq_set_si(x, fb, 5);
            mpq_canonicalize(x);
            mpq_mul(y, y, x);
            mpq_add(sum, sum, y);
            mpq_clear(y);
        }
        mpq_canonicalize(sum);
        table_set_rational(t, i, j, sum);
    }
    mpq_clear(x);
    mpq_clear(sum);
}

static void fault_59_dependent_columns_are_named_with_their_relations(void **state) {
    (void)state;
    uint64_t seed = 73;
    for (int trial = 0; trial < 60; trial++) {
        int64_t p = random_between(&seed, 2, 6), n = random_between(&seed, 2, 12);
        table t = table_random(&seed, n, p, 9, 6);
        for (int64_t j = 1; j < p; j++)
            if (random_between(&seed, 0, 1))
                make_dependent(&t, &seed, j);
        check_table(&t);
        table_free(&t);
    }
}

/* Equal columns but for one cell in the 18th digit, and columns 10^9 + i: full rank, solved. */
static void fault_61_nearly_dependent_columns_are_solved(void **state) {
    (void)state;
    uint64_t seed = 74;
    for (int trial = 0; trial < 20; trial++) {
        int64_t n = random_between(&seed, 5, 12);
        table t = table_random(&seed, n, 3, 9, 6);
        mpq_t x, y;
        mpq_init(x);
        mpq_init(y);
        for (int64_t i = 0; i < n; i++) {
            char text[32];
            table_get(x, &t, i, 0);
            mpq_set_si(y, (long)(i == trial % n), 1);
            rational_scale10(y, -18);
            mpq_add(x, x, y);
            table_set_rational(&t, i, 1, x);
            snprintf(text, sizeof text, "%lld", 1000000000LL + (long long)i);
            table_set(&t, i, 2, text);
        }
        mpq_clear(y);
        mpq_clear(x);
        check_table(&t);
        table_free(&t);
    }
}

/* Cells from 1e-300 to 1e300, whole columns or cell by cell; estimates beyond a double have their
 * digits all the same. */
static void fault_64_any_scales_meet_in_one_table(void **state) {
    (void)state;
    uint64_t seed = 75;
    for (int trial = 0; trial < 24; trial++) {
        int64_t n = random_between(&seed, 2, 7), p = random_between(&seed, 1, 3);
        table t = table_random(&seed, n, p, 12, 0);
        for (int64_t j = 0; j <= p; j++) {
            int common = (int)random_between(&seed, -300, 290);
            for (int64_t i = 0; i < n; i++) {
                char text[NUMBER];
                int own = (int)random_between(&seed, -300, 290);
                snprintf(text, sizeof text, "%se%d", table_at(&t, i, j), trial % 2 ? common : own);
                table_set(&t, i, j, text);
            }
        }
        check_table(&t);
        table_free(&t);
    }
}

/* y = X b for dyadic and decimal b: RSS is 0, the estimates are b, and all 60 digits say so. */
static void fault_63_perfect_fits_return_what_was_put_in(void **state) {
    (void)state;
    uint64_t seed = 76;
    for (int trial = 0; trial < 40; trial++) {
        int64_t p = random_between(&seed, 1, 4), n = p + 1 + random_between(&seed, 0, 6);
        table t = table_random(&seed, n, p, 10, 5);
        mpq_t b[5], sum, x;
        mpq_init(sum);
        mpq_init(x);
        for (int64_t j = 0; j <= p; j++) {
            mpq_init(b[j]);
            mpq_set_si(b[j], (long)random_between(&seed, -5000, 5000), j % 2 ? 1024 : 625);
            mpq_canonicalize(b[j]);
        }
        for (int64_t i = 0; i < n; i++) {
            mpq_set(sum, b[0]);
            for (int64_t j = 0; j < p; j++) {
                table_get(x, &t, i, j);
                mpq_mul(x, x, b[j + 1]);
                mpq_add(sum, sum, x);
            }
            table_set_rational(&t, i, p, sum);
        }
        check_table(&t);
        lsq_fit *fit = fit_table(&t, NULL, 0);
        assert_int_equal(lsq_fit_rank(fit), p + 1);
        assert_true(lsq_fit_value(fit, LSQ_RSS, 0, 0) == 0);
        assert_false(lsq_fit_has(fit, LSQ_P, 0, 0));
        for (int64_t j = 0; j <= p; j++) {
            quantity(x, fit, LSQ_ESTIMATE, j, 60);
            assert_true(mpq_equal(x, b[j]));
            mpq_clear(b[j]);
        }
        lsq_fit_free(fit);
        mpq_clear(x);
        mpq_clear(sum);
        table_free(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_tables_are_answered_to_50_digits),
        cmocka_unit_test(fault_60_small_integers_with_all_their_coincidences),
        cmocka_unit_test(fault_59_dependent_columns_are_named_with_their_relations),
        cmocka_unit_test(fault_61_nearly_dependent_columns_are_solved),
        cmocka_unit_test(fault_64_any_scales_meet_in_one_table),
        cmocka_unit_test(fault_63_perfect_fits_return_what_was_put_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
