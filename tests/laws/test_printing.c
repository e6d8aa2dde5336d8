/* How a table is printed does not matter: the spelling of its numbers, line ends, quotes, the order
 * of rows, rows that are dropped.
 *
 * SPDX-License-Identifier: MIT */
#include "laws/tables.h"

enum { TRIALS = 25 };

/* The same number otherwise written: zeros in front and behind, a sign, an exponent, blanks. */
static void respell(char *text, size_t size, const char *number, int kind) {
    mpq_t x;
    mpq_init(x);
    assert_int_equal(rational_from_text(x, number), 0);
    const char *digits = number + (*number == '-');
    const char *sign = *number == '-' ? "-" : kind % 2 ? "+" : "";
    if (kind < 2)
        snprintf(text, size, "%s%s%s", sign, digits, strchr(digits, '.') ? "000" : ".00");
    else if (kind < 4)
        snprintf(text, size, "%s000%se0", sign, digits);
    else if (kind < 6) {
        rational_scale10(x, 7);
        gmp_snprintf(text, size, " %s%se-0 ", sign, digits);
    } else {
        int places = strchr(digits, '.') ? (int)strlen(strchr(digits, '.')) - 1 : 0;
        rational_scale10(x, places + 3);
        gmp_snprintf(text, size, "%ZdE-%02d", mpq_numref(x), places + 3);
    }
    mpq_clear(x);
}

static void the_spelling_of_numbers_does_not_matter(void **state) {
    (void)state;
    uint64_t seed = 91;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 3), s = table_copy(&t);
        char text[NUMBER];
        for (int64_t i = 0; i < t.n; i++)
            for (int64_t j = 0; j <= t.p; j++) {
                respell(text, sizeof text, table_at(&t, i, j), (int)random_between(&seed, 0, 7));
                table_set(&s, i, j, text);
            }
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&s, NULL, 0);
        check_same_fit(a, b);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&s);
        table_free(&t);
    }
}

static void fault_09_line_ends_and_quotes_do_not_matter(void **state) {
    (void)state;
    static const char *const ends[] = {"\n", "\r\n"}, *const quotes[] = {"", "\""};
    uint64_t seed = 92;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 2);
        lsq_fit *a = fit_table(&t, NULL, 0);
        for (int k = 0; k < 4; k++) {
            char *csv = table_csv(&t, quotes[k % 2], ends[k / 2]);
            if (trial % 2) /* no final newline */
                csv[strlen(csv) - strlen(ends[k / 2])] = '\0';
            lsq_fit *b = fit_csv(csv, NULL, 0);
            check_same_fit(a, b);
            lsq_fit_free(b);
            free(csv);
        }
        lsq_fit_free(a);
        table_free(&t);
    }
}

static void the_order_of_rows_does_not_matter(void **state) {
    (void)state;
    uint64_t seed = 93;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, trial == 0 ? 2500 : 2), s = table_new(t.n, t.p);
        int64_t *order = malloc((size_t)t.n * sizeof *order);
        assert_non_null(order);
        random_permutation(&seed, order, t.n);
        for (int64_t i = 0; i < t.n; i++)
            for (int64_t j = 0; j <= t.p; j++)
                table_set(&s, i, j, table_at(&t, order[i], j));
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&s, NULL, 0);
        check_same_fit(a, b);
        lsq_fit_free(b);
        lsq_fit_free(a);
        free(order);
        table_free(&s);
        table_free(&t);
    }
}

/* Rows without a value, whatever else they hold, are counted and otherwise as if they were not
 * there. */
static void fault_20_dropped_rows_leave_no_trace(void **state) {
    (void)state;
    uint64_t seed = 94;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = some_table(&seed, 2), s = table_new(t.n + 2, t.p);
        for (int64_t i = 0; i < t.n; i++)
            for (int64_t j = 0; j <= t.p; j++)
                table_set(&s, i + (i >= trial % t.n), j, table_at(&t, i, j));
        for (int64_t j = 0; j <= t.p; j++) {
            table_set(&s, trial % t.n, j, j == trial % (t.p + 1) ? "NA" : "1e-300");
            table_set(&s, t.n + 1, j, j == trial % (t.p + 1) ? "" : "12345678901234567890e250");
        }
        lsq_fit *a = fit_table(&t, NULL, 0), *b = fit_table(&s, NULL, 0);
        check_same_fit(a, b);
        assert_int_equal(lsq_fit_accounts(b)->read, t.n + 2);
        assert_int_equal(lsq_fit_accounts(b)->missing, 2);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&s);
        table_free(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spelling_of_numbers_does_not_matter),
        cmocka_unit_test(fault_09_line_ends_and_quotes_do_not_matter),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(fault_20_dropped_rows_leave_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
