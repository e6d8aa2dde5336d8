/* tables.h - random tables of decimal texts, x1 ... xp and y, as CSV and as matrices for the
 * oracle.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LAWS_TABLES_H
#define LAWS_TABLES_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/oracle.h"
#include "support/random.h"
#include "support/rational.h"

enum { CELL = 800, NUMBER = 256 };

/* n rows of p + 1 cells, the last one y. */
typedef struct table {
    int64_t n, p;
    char **cell; /* cell[i * (p + 1) + j] */
} table;

static inline table table_new(int64_t n, int64_t p) {
    table t = {n, p, calloc((size_t)(n * (p + 1)) + 1, sizeof *t.cell)};
    assert_non_null(t.cell);
    return t;
}

static inline void table_free(table *t) {
    for (int64_t i = 0; i < t->n * (t->p + 1); i++)
        free(t->cell[i]);
    free(t->cell);
    t->cell = NULL;
}

static inline char *table_at(const table *t, int64_t i, int64_t j) {
    return t->cell[i * (t->p + 1) + j];
}

static inline void table_set(table *t, int64_t i, int64_t j, const char *text) {
    char **cell = &t->cell[i * (t->p + 1) + j];
    free(*cell);
    *cell = strdup(text);
    assert_non_null(*cell);
}

/* A cell whose value is the rational x, which must be a decimal: m / (2^a 5^b). */
static inline void table_set_rational(table *t, int64_t i, int64_t j, const mpq_t x) {
    mpz_t m;
    mpz_init_set(m, mpq_denref(x));
    unsigned long places = 0;
    for (; mpz_cmp_ui(m, 1) > 0; places++) { /* 10^places x is an integer */
        mpz_t g;
        mpz_init_set_ui(g, 10);
        mpz_gcd(g, g, m);
        assert_true(mpz_cmp_ui(g, 1) > 0);
        mpz_divexact(m, m, g);
        mpz_clear(g);
    }
    mpz_ui_pow_ui(m, 10, places);
    mpz_mul(m, m, mpq_numref(x));
    mpz_divexact(m, m, mpq_denref(x));
    char text[CELL];
    gmp_snprintf(text, sizeof text, "%Zde-%lu", m, places);
    mpz_clear(m);
    table_set(t, i, j, text);
}

static inline table table_copy(const table *t) {
    table c = table_new(t->n, t->p);
    for (int64_t i = 0; i < t->n; i++)
        for (int64_t j = 0; j <= t->p; j++)
            table_set(&c, i, j, table_at(t, i, j));
    return c;
}

/* x = the number in cell (i, j) */
static inline void table_get(mpq_t x, const table *t, int64_t i, int64_t j) {
    if (rational_from_text(x, table_at(t, i, j)))
        fail_msg("'%s' is no number", table_at(t, i, j));
}

/* Cells of 1 to `digits` digits with 0 to `decimals` of them after the point. */
static inline table table_random(uint64_t *seed, int64_t n, int64_t p, int digits, int decimals) {
    table t = table_new(n, p);
    char text[NUMBER];
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= p; j++) {
            random_decimal(seed, text, sizeof text, digits, decimals);
            table_set(&t, i, j, text);
        }
    return t;
}

/* Cells that are doubles, as %.*g or, with 0, as their exact decimal expansion. */
static inline table table_of_doubles(const double *values, int64_t n, int64_t p) {
    table t = table_new(n, p);
    mpq_t x;
    mpq_init(x);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= p; j++) {
            rational_from_double(x, values[i * (p + 1) + j]);
            table_set_rational(&t, i, j, x);
        }
    mpq_clear(x);
    return t;
}

/* The table as CSV; header x1, ..., xp, y; each cell between `quote`, each line ended by `end`. */
static inline char *table_csv(const table *t, const char *quote, const char *end) {
    size_t size = 64 + 32 * (size_t)t->p, used = 0;
    for (int64_t i = 0; i < t->n * (t->p + 1); i++)
        size += strlen(t->cell[i]) + 8;
    char *csv = malloc(size);
    assert_non_null(csv);
    for (int64_t j = 0; j < t->p; j++)
        used += (size_t)sprintf(csv + used, "%sx%lld%s,", quote, (long long)j + 1, quote);
    used += (size_t)sprintf(csv + used, "%sy%s%s", quote, quote, end);
    for (int64_t i = 0; i < t->n; i++)
        for (int64_t j = 0; j <= t->p; j++)
            used += (size_t)sprintf(csv + used, "%s%s%s%s", quote, table_at(t, i, j), quote,
                                    j < t->p ? "," : end);
    return csv;
}

/* formula NULL: y on all others with an intercept */
static inline lsq_fit *fit_csv(const char *csv, const char *formula, int min_norm) {
    lsq_fit_options options = {.struct_size = sizeof options,
                               .formula = formula,
                               .response = formula ? NULL : "y",
                               .delimiter = ',',
                               .min_norm = min_norm};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    lsq_status status = lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error);
    if (status)
        print_error("%.2000s\n", csv);
    check_status(status, LSQ_OK, &error);
    assert_non_null(fit);
    return fit;
}

static inline lsq_fit *fit_table(const table *t, const char *formula, int min_norm) {
    char *csv = table_csv(t, "", "\n");
    lsq_fit *fit = fit_csv(csv, formula, min_norm);
    free(csv);
    return fit;
}

/* The oracle's fit of y on [1] x1 ... xp. */
static inline oracle *oracle_of(const table *t, int intercept) {
    oracle_matrix X = oracle_matrix_new(t->n, t->p + intercept), Y = oracle_matrix_new(t->n, 1);
    for (int64_t i = 0; i < t->n; i++) {
        if (intercept)
            mpq_set_ui(*oracle_at(&X, i, 0), 1, 1);
        for (int64_t j = 0; j < t->p; j++)
            table_get(*oracle_at(&X, i, j + intercept), t, i, j);
        table_get(Y.a[i], t, i, t->p);
    }
    oracle *o = oracle_fit(&X, &Y);
    oracle_matrix_free(&X);
    oracle_matrix_free(&Y);
    return o;
}

/* x = the quantity, read back from its text of `digits` digits: exact where the value has no
 * more. */
static inline void quantity(mpq_t x, lsq_fit *fit, lsq_quantity what, int64_t term, int digits) {
    char text[1100];
    lsq_error error = {0};
    check_status(lsq_fit_text(fit, what, 0, term, digits, text, sizeof text, &error), LSQ_OK,
                 &error);
    if (rational_from_text(x, text))
        fail_msg("'%s' is no number", text);
}

/* Every quantity of both fits has the same text of 30 digits, or is absent in both; names and
 * relations agree. */
static inline void check_same_fit_at(lsq_fit *a, lsq_fit *b, const char *file, int line) {
    check_text_at(lsq_fit_fingerprint(a), lsq_fit_fingerprint(b), file, line);
    _assert_int_equal((LargestIntegralType)lsq_fit_rank(a), (LargestIntegralType)lsq_fit_rank(b),
                      file, line);
    for (int64_t j = 0; j < lsq_fit_terms(a); j++) {
        check_text_at(lsq_fit_term(a, j), lsq_fit_term(b, j), file, line);
        check_text_at(lsq_fit_relation(a, j), lsq_fit_relation(b, j), file, line);
        for (int what = LSQ_ESTIMATE; what <= LSQ_BIC; what++) {
            char texts[2][NUMBER] = {"none", "none"};
            if (lsq_fit_has(a, (lsq_quantity)what, 0, j))
                lsq_fit_text(a, (lsq_quantity)what, 0, j, 30, texts[0], NUMBER, NULL);
            if (lsq_fit_has(b, (lsq_quantity)what, 0, j))
                lsq_fit_text(b, (lsq_quantity)what, 0, j, 30, texts[1], NUMBER, NULL);
            check_text_at(texts[0], texts[1], file, line);
        }
    }
}
#define check_same_fit(a, b) check_same_fit_at(a, b, __FILE__, __LINE__)

/* 1 to 4 columns of up to 16 digits, least_rows to least_rows + 20 rows. */
static inline table some_table(uint64_t *seed, int64_t least_rows) {
    int64_t p = random_between(seed, 1, 4);
    int digits = (int)random_between(seed, 1, 16);
    return table_random(seed, least_rows + random_between(seed, 0, 20), p, digits, digits / 2);
}

static inline int has(const lsq_fit *fit, lsq_quantity what, int64_t term) {
    return lsq_fit_has(fit, what, 0, term);
}

/* 30 digits of a's quantity for term i and of b's for term j are the same, or both have none. */
static inline void check_equal_at(lsq_fit *a, lsq_fit *b, lsq_quantity what, int64_t i, int64_t j,
                                  const char *file, int line) {
    char x[NUMBER] = "none", y[NUMBER] = "none";
    if (has(a, what, i))
        lsq_fit_text(a, what, 0, i, 30, x, sizeof x, NULL);
    if (has(b, what, j))
        lsq_fit_text(b, what, 0, j, 30, y, sizeof y, NULL);
    check_text_at(x, y, file, line);
}
#define check_equal(a, b, what, i, j) check_equal_at(a, b, what, i, j, __FILE__, __LINE__)

/* Column c = 0 .. 7 of the Hadamard matrix of order 8; column 0 is the constant. */
static inline int hadamard(int64_t i, int64_t c) {
    int64_t both = i & c;
    return (both & 1) ^ (both >> 1 & 1) ^ (both >> 2 & 1) ? -1 : 1;
}

#endif
