/* Projections: residuals stand on the columns, Frisch and Waugh's theorem, and models that must
 * agree.
 *
 * With the columns of a Hadamard matrix of 8 rows every projection is a decimal again, so that
 * exact residuals can be written into a table.
 *
 * SPDX-License-Identifier: MIT */
#include "laws/tables.h"

enum { TRIALS = 20, N = 8 };

/* Column j of the table less its projection on the Hadamard columns 0 .. count-1. */
static void project_out(table *t, int64_t j, int64_t count) {
    mpq_t x, product[N];
    mpq_init(x);
    for (int64_t c = 0; c < count; c++) {
        mpq_init(product[c]);
        for (int64_t i = 0; i < N; i++) {
            table_get(x, t, i, j);
            if (hadamard(i, c) > 0)
                mpq_add(product[c], product[c], x);
            else
                mpq_sub(product[c], product[c], x);
        }
        mpq_div_2exp(product[c], product[c], 3);
    }
    for (int64_t i = 0; i < N; i++) {
        table_get(x, t, i, j);
        for (int64_t c = 0; c < count; c++)
            if (hadamard(i, c) > 0)
                mpq_sub(x, x, product[c]);
            else
                mpq_add(x, x, product[c]);
        table_set_rational(t, i, j, x);
    }
    for (int64_t c = 0; c < count; c++)
        mpq_clear(product[c]);
    mpq_clear(x);
}

static void set_hadamard(table *t, int64_t j, int64_t c) {
    for (int64_t i = 0; i < N; i++)
        table_set(t, i, j, hadamard(i, c) > 0 ? "1" : "-1");
}

/* e_i = y_i - b_0 - sum_j b_j x_ij from the printed coefficients */
static void residuals(mpq_t *e, const table *t, lsq_fit *fit) {
    mpq_t b, x;
    mpq_init(b);
    mpq_init(x);
    for (int64_t i = 0; i < t->n; i++) {
        table_get(e[i], t, i, t->p);
        for (int64_t j = 0; j <= t->p; j++) {
            quantity(b, fit, LSQ_ESTIMATE, j, 200);
            if (j) {
                table_get(x, t, i, j - 1);
                mpq_mul(b, b, x);
            }
            mpq_sub(e[i], e[i], b);
        }
    }
    mpq_clear(x);
    mpq_clear(b);
}

/* The printed coefficients are exact here, so their residuals are orthogonal to each column, and
 * e'e is the RSS. */
static void residuals_are_orthogonal_to_every_column(void **state) {
    (void)state;
    uint64_t seed = 111;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t p = 1 + trial % 6;
        table t = table_random(&seed, N, p, 15, 9);
        for (int64_t j = 0; j < p; j++) {
            set_hadamard(&t, j, j + 1);
            for (int64_t i = 0; trial % 2 && i < N; i++) /* columns 4 h and 5 h */
                table_set(&t, i, j,
                          hadamard(i, j + 1) > 0 ? (j % 2 ? "4" : "5") : (j % 2 ? "-4" : "-5"));
        }
        lsq_fit *fit = fit_table(&t, NULL, 0);
        mpq_t e[N], sum, x;
        mpq_init(sum);
        mpq_init(x);
        for (int i = 0; i < N; i++)
            mpq_init(e[i]);
        residuals(e, &t, fit);
        for (int64_t j = 0; j <= p + 1; j++) { /* the constant, the columns, e itself */
            mpq_set_ui(sum, 0, 1);
            for (int64_t i = 0; i < N; i++) {
                if (j == 0)
                    mpq_set_ui(x, 1, 1);
                else if (j <= p)
                    table_get(x, &t, i, j - 1);
                else
                    mpq_set(x, e[i]);
                mpq_mul(x, x, e[i]);
                mpq_add(sum, sum, x);
            }
            if (j == p + 1) {
                quantity(x, fit, LSQ_RSS, 0, 200);
                assert_true(mpq_sgn(x) > 0);
                assert_true(mpq_equal(sum, x));
            } else {
                assert_true(mpq_sgn(sum) == 0);
            }
        }
        for (int i = 0; i < N; i++)
            mpq_clear(e[i]);
        mpq_clear(x);
        mpq_clear(sum);
        lsq_fit_free(fit);
        table_free(&t);
    }
}

/* The coefficients of x1, x2 beside the constant and three Hadamard columns are those of the
 * residuals of y on the residuals of x1, x2; RSS too (Frisch, Waugh 1933). */
static void frisch_and_waugh_partial_out(void **state) {
    (void)state;
    uint64_t seed = 112;
    for (int trial = 0; trial < TRIALS; trial++) {
        table full = table_random(&seed, N, 5, 12, 7), part = table_new(N, 2);
        for (int64_t j = 0; j < 3; j++)
            set_hadamard(&full, j + 2, j + 1);
        for (int64_t i = 0; i < N; i++)
            for (int64_t j = 0; j < 3; j++)
                table_set(&part, i, j, table_at(&full, i, j < 2 ? j : 5));
        for (int64_t j = 0; j < 3; j++)
            project_out(&part, j, 4);
        lsq_fit *a = fit_table(&full, NULL, 0), *b = fit_table(&part, "y ~ x1 + x2 - 1", 0);
        assert_int_equal(lsq_fit_rank(a), 6);
        check_equal(a, b, LSQ_ESTIMATE, 1, 0);
        check_equal(a, b, LSQ_ESTIMATE, 2, 1);
        check_equal(a, b, LSQ_RSS, 0, 0);
        /* the same inverse, but 2 and 6 degrees of freedom: se^2 differs by 3 exactly, t^2 too */
        assert_int_equal(lsq_fit_df_residual(a), 2);
        assert_int_equal(lsq_fit_df_residual(b), 6);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&part);
        table_free(&full);
    }
}

/* I(x1^2), I(x1^3) made by lsq, and the same powers written as columns. */
static void powers_of_a_column_equal_columns_of_powers(void **state) {
    (void)state;
    uint64_t seed = 113;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t n = random_between(&seed, 5, 15);
        table t = table_random(&seed, n, 3, 10, 6);
        mpq_t x, power;
        mpq_init(x);
        mpq_init(power);
        for (int64_t i = 0; i < n; i++) {
            table_get(x, &t, i, 0);
            mpq_set(power, x);
            for (int64_t j = 1; j < 3; j++) {
                mpq_mul(power, power, x);
                table_set_rational(&t, i, j, power);
            }
        }
        lsq_fit *a = fit_table(&t, "y ~ x1 + x2 + x3", 0),
                *b = fit_table(&t, "y ~ powers(x1, 3)", 0);
        for (int64_t j = 0; j < 4; j++)
            for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++)
                check_equal(a, b, (lsq_quantity)what, j, j);
        for (int what = LSQ_RSS; what <= LSQ_BIC; what++)
            check_equal(a, b, (lsq_quantity)what, 0, 0);
        lsq_fit_free(b);
        lsq_fit_free(a);
        mpq_clear(power);
        mpq_clear(x);
        table_free(&t);
    }
}

/* v = f(x, y), the polynomials of the formula below. */
static void polynomial(mpq_t v, const mpq_t x, const mpq_t y, int64_t which) {
    mpq_t c;
    mpq_init(c);
    if (which == 0) { /* (x - 0.25)^2 */
        mpq_set_si(c, 1, 4);
        mpq_sub(v, x, c);
        mpq_mul(v, v, v);
    } else { /* 2 x y - 0.0125 y + 3e5 */
        mpq_mul(v, x, y);
        mpq_add(v, v, v);
        mpq_set_si(c, 1, 80);
        mpq_mul(c, c, y);
        mpq_sub(v, v, c);
        mpq_set_si(c, 300000, 1);
        mpq_add(v, v, c);
    }
    mpq_clear(c);
}

/* I((x1 - 0.25)^2) and I(2*x1*x2 - 0.0125*x2 + 3e5) of text and of doubles, and their values
 * written as columns. */
static void polynomials_equal_columns_of_their_values(void **state) {
    (void)state;
    static const char formula[] = "y ~ I((x1 - 0.25)^2) + I(2*x1*x2 - 0.0125*x2 + 3e5)";
    uint64_t seed = 116;
    mpq_t x[2], v;
    mpq_init(v);
    mpq_init(x[0]);
    mpq_init(x[1]);
    for (int trial = 0; trial < TRIALS; trial++) {
        enum { ROWS = 9 };
        double z[3 * ROWS];
        for (int k = 0; k < 3 * ROWS; k++)
            z[k] = random_double(&seed) * (k % 3 ? 1000 : 0x1p-20);
        table t = trial % 2 ? table_random(&seed, ROWS, 2, 9, 6) : table_of_doubles(z, ROWS, 2);
        table s = table_copy(&t);
        for (int64_t i = 0; i < ROWS; i++)
            for (int64_t j = 0; j < 2; j++) {
                table_get(x[0], &t, i, 0);
                table_get(x[1], &t, i, 1);
                polynomial(v, x[0], x[1], j);
                table_set_rational(&s, i, j, v);
            }
        lsq_fit *a = fit_table(&s, NULL, 0), *b = NULL;
        if (trial % 4) {
            b = fit_table(&t, formula, 0);
        } else {
            lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
            lsq_doubles X = {z, ROWS, 2, 3, 1}, Y = {z + 2, ROWS, 1, 3, 1};
            check_status(lsq_fit_doubles(&b, X, Y, &options, NULL), LSQ_OK, NULL);
        }
        for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++)
            for (int64_t j = 0; j < 3; j++)
                check_equal(a, b, (lsq_quantity)what, j, j);
        for (int what = LSQ_RSS; what <= LSQ_BIC; what++)
            check_equal(a, b, (lsq_quantity)what, 0, 0);
        lsq_fit_free(b);
        lsq_fit_free(a);
        table_free(&s);
        table_free(&t);
    }
    mpq_clear(x[1]);
    mpq_clear(x[0]);
    mpq_clear(v);
}

/* Fitting two responses at once is fitting each. */
static void responses_do_not_touch_each_other(void **state) {
    (void)state;
    uint64_t seed = 114;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = table_random(&seed, random_between(&seed, 2, 9), 3, 7, 3);
        lsq_fit *both = fit_table(&t, "cbind(y, x3) ~ x1 + x2", 0);
        lsq_fit *each[2] = {fit_table(&t, "y ~ x1 + x2", 0), fit_table(&t, "x3 ~ x1 + x2", 0)};
        for (int64_t r = 0; r < 2; r++)
            for (int what = LSQ_ESTIMATE; what <= LSQ_BIC; what++)
                for (int64_t j = 0; j < 3; j++) {
                    char x[NUMBER] = "none", y[NUMBER] = "none";
                    lsq_quantity w = (lsq_quantity)what;
                    if (lsq_fit_has(both, w, r, j))
                        lsq_fit_text(both, w, r, j, 30, x, sizeof x, NULL);
                    if (lsq_fit_has(each[r], w, 0, j))
                        lsq_fit_text(each[r], w, 0, j, 30, y, sizeof y, NULL);
                    check_text(x, y);
                }
        lsq_fit_free(each[1]);
        lsq_fit_free(each[0]);
        lsq_fit_free(both);
        table_free(&t);
    }
}

/* Aliasing or sharing among dependent columns, or leaving them out: one fitted plane. */
static void dependent_columns_do_not_change_the_fit(void **state) {
    (void)state;
    uint64_t seed = 115;
    for (int trial = 0; trial < TRIALS; trial++) {
        table t = table_random(&seed, 8, 3, 6, 2);
        mpq_t x, y;
        mpq_init(x);
        mpq_init(y);
        for (int64_t i = 0; i < t.n; i++) { /* x3 = x1 - 2 x2 + 1/8 */
            table_get(x, &t, i, 0);
            table_get(y, &t, i, 1);
            mpq_sub(x, x, y);
            mpq_sub(x, x, y);
            mpq_set_ui(y, 1, 8);
            mpq_add(x, x, y);
            table_set_rational(&t, i, 2, x);
        }
        lsq_fit *lean = fit_table(&t, "y ~ x1 + x2", 0), *fat = fit_table(&t, NULL, 0);
        lsq_fit *shared = fit_table(&t, NULL, 1);
        check_text(lsq_fit_relation(fat, 3), "1/8*(Intercept) + x1 - 2*x2");
        for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++)
            for (int64_t j = 0; j < 3; j++)
                check_equal(lean, fat, (lsq_quantity)what, j, j);
        for (int what = LSQ_RSS; what <= LSQ_BIC; what++) {
            check_equal(lean, fat, (lsq_quantity)what, 0, 0);
            check_equal(lean, shared, (lsq_quantity)what, 0, 0);
        }
        lsq_fit_free(shared);
        lsq_fit_free(fat);
        lsq_fit_free(lean);
        mpq_clear(y);
        mpq_clear(x);
        table_free(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(residuals_are_orthogonal_to_every_column),
        cmocka_unit_test(frisch_and_waugh_partial_out),
        cmocka_unit_test(powers_of_a_column_equal_columns_of_powers),
        cmocka_unit_test(polynomials_equal_columns_of_their_values),
        cmocka_unit_test(responses_do_not_touch_each_other),
        cmocka_unit_test(dependent_columns_do_not_change_the_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
