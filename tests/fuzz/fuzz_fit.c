/* fuzz_fit.c - a small table from any bytes, fitted and compared with rationals.
 *
 * The first two bytes choose the model and the size of chunks; each cell takes two of the rest:
 * a number of up to three digits in one of several spellings, a missing value, or twice the cell to
 * its left, so that columns depend on each other.  The oracle (support/oracle.c) eliminates in
 * rationals by a route of its own.  Rank, aliased terms, coefficients, standard errors and residual
 * sums of squares are its values, correctly rounded to 1, 17 and 40 digits and to the nearest
 * double.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/oracle.h"
#include "support/rational.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { ROWS = 12, PREDICTORS = 3, CELL = 32 };

/* Column 0 is y. */
typedef struct table {
    int64_t n, p;
    int intercept;
    char cell[ROWS][PREDICTORS + 1][CELL];
} table;

static void write_cell(char *out, const uint8_t *bytes, const char *left) {
    static const char *const forms[] = {"%d",   "%d.5", "%de-2", "%d.250", "\"%d\"",
                                        "%de3", "%d",   "%d",    "%d.75e1"};
    int digits = bytes[0] % 128, form = bytes[1] % 32;
    if (form < 9)
        snprintf(out, CELL, forms[form], bytes[0] < 128 ? digits : -1 - digits);
    else if (form == 9)
        snprintf(out, CELL, "NA");
    else if (form == 10 && left && *left != '"' && strcmp(left, "NA") != 0 && strlen(left) < 8)
        snprintf(out, CELL, "%s", left);
    else
        snprintf(out, CELL, "%d", bytes[0] % 10 * (bytes[1] & 1 ? 1 : 100));
}

static void make_table(table *t, const uint8_t *data, size_t size) {
    t->p = 1 + data[0] % PREDICTORS;
    t->intercept = data[0] >> 2 & 1;
    data += 2;
    size -= 2;
    size_t row = 2 * ((size_t)t->p + 1);
    for (t->n = 0; t->n < ROWS && size >= row; t->n++, data += row, size -= row)
        for (int64_t j = 0; j <= t->p; j++)
            write_cell(t->cell[t->n][j], data + 2 * j, j > 1 ? t->cell[t->n][j - 1] : NULL);
}

static size_t write_csv(char *out, size_t size, const table *t) {
    size_t used = (size_t)snprintf(out, size, "y");
    for (int64_t j = 1; j <= t->p; j++)
        used += (size_t)snprintf(out + used, size - used, ",x%d", (int)j);
    for (int64_t i = 0; i < t->n; i++)
        for (int64_t j = 0; j <= t->p; j++)
            used +=
                (size_t)snprintf(out + used, size - used, "%s%s", j ? "," : "\n", t->cell[i][j]);
    return used;
}

static int is_whole(const table *t, int64_t i) {
    for (int64_t j = 0; j <= t->p; j++)
        if (strcmp(t->cell[i][j], "NA") == 0)
            return 0;
    return 1;
}

static void read_cell(mpq_t x, const char *cell) {
    char bare[CELL];
    size_t quoted = *cell == '"';
    snprintf(bare, sizeof bare, "%s", cell + quoted);
    bare[strlen(bare) - quoted] = '\0';
    REQUIRE(rational_from_text(x, bare) == 0);
}

/* The oracle's answer; NULL if no row is whole. */
static oracle *solve(const table *t) {
    int64_t n = 0, k = t->p + t->intercept;
    for (int64_t i = 0; i < t->n; i++)
        n += is_whole(t, i);
    if (!n)
        return NULL;
    oracle_matrix X = oracle_matrix_new(n, k), Y = oracle_matrix_new(n, 1);
    for (int64_t i = 0, at = 0; i < t->n; i++) {
        if (!is_whole(t, i))
            continue;
        if (t->intercept)
            mpq_set_ui(*oracle_at(&X, at, 0), 1, 1);
        for (int64_t j = 0; j < t->p; j++)
            read_cell(*oracle_at(&X, at, j + t->intercept), t->cell[i][j + 1]);
        read_cell(*oracle_at(&Y, at++, 0), t->cell[i][0]);
    }
    oracle *o = oracle_fit(&X, &Y);
    oracle_matrix_free(&X);
    oracle_matrix_free(&Y);
    return o;
}

/* No other double is nearer to the root, if `root`, of want >= 0, or to want itself. */
static void check_nearest(double got, const mpq_t want, int root) {
    mpq_t edge;
    mpq_init(edge);
    REQUIRE(isfinite(got) && (!root || got >= 0));
    for (int side = -1; side < 2; side += 2) {
        double other = nextafter(got, side * INFINITY);
        mpq_t half;
        mpq_init(half);
        rational_from_double(edge, got);
        rational_from_double(half, other);
        mpq_add(edge, edge, half);
        mpq_div_2exp(edge, edge, 1);
        int below_zero = root && mpq_sgn(edge) < 0;
        if (root)
            mpq_mul(edge, edge, edge);
        REQUIRE(below_zero || mpq_cmp(edge, want) * side >= 0);
        mpq_clear(half);
    }
    mpq_clear(edge);
}

static void check_quantity(lsq_fit *fit, lsq_quantity what, int64_t term, const mpq_t want,
                           int root) {
    static const int digits[] = {1, 17, 40};
    char got[96], rounded[96];
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        REQUIRE(!lsq_fit_text(fit, what, 0, term, digits[i], got, sizeof got, NULL));
        if (root)
            rational_round_sqrt(rounded, sizeof rounded, want, digits[i]);
        else
            rational_round(rounded, sizeof rounded, want, digits[i]);
        REQUIRE(rational_same_text(got, rounded));
    }
    check_nearest(lsq_fit_value(fit, what, 0, term), want, root);
}

static void check_fit(lsq_fit *fit, const oracle *o) {
    int64_t df = o->n - o->rank;
    int uncertain = df > 0 && mpq_sgn(o->rss[0]) > 0;
    mpq_t variance, scale;
    mpq_init(variance);
    mpq_init(scale);
    REQUIRE(lsq_fit_accounts(fit)->used == o->n);
    REQUIRE(lsq_fit_terms(fit) == o->p && lsq_fit_rank(fit) == o->rank);
    check_quantity(fit, LSQ_RSS, 0, o->rss[0], 0);
    for (int64_t j = 0; j < o->p; j++) {
        REQUIRE(lsq_fit_has(fit, LSQ_ESTIMATE, 0, j) == o->independent[j]);
        REQUIRE((lsq_fit_relation(fit, j) == NULL) == o->independent[j]);
        if (!o->independent[j])
            continue;
        check_quantity(fit, LSQ_ESTIMATE, j, *oracle_at(&o->coef, j, 0), 0);
        REQUIRE(lsq_fit_has(fit, LSQ_STD_ERROR, 0, j) || !uncertain);
        if (!uncertain)
            continue;
        mpq_set_si(scale, (long)df, 1);
        mpq_mul(variance, o->rss[0], *oracle_at(&o->inverse, j, j));
        mpq_div(variance, variance, scale);
        check_quantity(fit, LSQ_STD_ERROR, j, variance, 1);
    }
    mpq_clear(variance);
    mpq_clear(scale);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const formulas[][2] = {
        {"y ~ x1 - 1", "y ~ x1"},
        {"y ~ x1 + x2 - 1", "y ~ x1 + x2"},
        {"y ~ x1 + x2 + x3 - 1", "y ~ x1 + x2 + x3"},
    };
    char csv[(ROWS + 1) * (PREDICTORS + 1) * CELL];
    if (size < 2)
        return 0;
    table t = {.n = 0};
    make_table(&t, data, size);
    size_t length = write_csv(csv, sizeof csv, &t);
    lsq_fit_options o = {.struct_size = sizeof o,
                         .formula = formulas[t.p - 1][t.intercept],
                         .delimiter = ',',
                         .threads = 1,
                         .chunk = 1 + data[1]};
    lsq_fit *fit = NULL;
    lsq_status status = lsq_fit_buffer(&fit, csv, length, &o, NULL);
    oracle *want = solve(&t);
    REQUIRE(status == (want ? LSQ_OK : LSQ_EDATA));
    if (want)
        check_fit(fit, want);
    oracle_free(want);
    lsq_fit_free(fit);
    return 0;
}
