/* fits.h - fits of small tables for the tests of solve/, stats/ and fit/, and tables the oracle can
 * read too.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FIT_FITS_H
#define FIT_FITS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fit/fit.h"
#include "support/check.h"
#include "support/oracle.h"
#include "support/random.h"
#include "support/rational.h"

/* The fit of a CSV text; struct_size is set here. */
static inline lsq_fit *fit_with(const char *csv, lsq_fit_options options) {
    options.struct_size = sizeof options;
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error), LSQ_OK, &error);
    assert_non_null(fit);
    return fit;
}

static inline lsq_fit *fit_of(const char *csv, const char *formula) {
    return fit_with(csv, (lsq_fit_options){.formula = formula});
}

/* The rows of a CSV text, weighed by a column, in a fit that is not finished. */
static inline lsq_status read_weighed(lsq_fit **fit, const char *csv, const char *weights,
                                      const lsq_fit_options *options, lsq_error *error) {
    lsq_source *source = NULL;
    check_status(lsq_source_memory(&source, csv, strlen(csv), "buffer", error), LSQ_OK, error);
    check_status(lsq_fit_new(fit, error), LSQ_OK, error);
    (*fit)->weighed_by = weights;
    return lsq_fit_read_source(*fit, source, options, error);
}

/* The quantity to `digits` significant digits (0: shortest of the nearest double) is this text. */
static inline void check_value(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                               int digits, const char *want) {
    char text[1100];
    lsq_error error = {0};
    check_status(lsq_fit_text(fit, what, response, term, digits, text, sizeof text, &error), LSQ_OK,
                 &error);
    check_text(text, want);
}

/* The quantity is the number in the text exactly as far as 40 digits tell, and its double is the
 * nearest. */
static inline void check_exact(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                               const mpq_t want, int root) {
    char got[96], rounded[96];
    lsq_error error = {0};
    for (int digits = 1; digits <= 40; digits += 13) {
        check_status(lsq_fit_text(fit, what, response, term, digits, got, sizeof got, &error),
                     LSQ_OK, &error);
        if (root)
            rational_round_sqrt(rounded, sizeof rounded, want, digits);
        else
            rational_round(rounded, sizeof rounded, want, digits);
        check_decimal(got, rounded);
    }
    check_nearest(lsq_fit_value(fit, what, response, term), rounded);
}

/* n rows of k cells, row by row; the columns are called c1 ... ck. */
enum { TABLE_CELL = 40, TABLE_ROWS = 40, TABLE_COLUMNS = 8 };
typedef struct table {
    int64_t n, k;
    char cell[TABLE_ROWS][TABLE_COLUMNS][TABLE_CELL];
} table;

static inline void table_random(table *t, uint64_t *seed, int64_t n, int64_t k, int digits,
                                int decimals) {
    t->n = n;
    t->k = k;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < k; j++)
            random_decimal(seed, t->cell[i][j], TABLE_CELL, digits, decimals);
}

static inline char *table_csv(const table *t) {
    size_t size = (size_t)((t->n + 1) * t->k * (TABLE_CELL + 1) + 1), used = 0;
    char *csv = malloc(size);
    assert_non_null(csv);
    for (int64_t j = 0; j < t->k; j++)
        used += (size_t)snprintf(csv + used, size - used, "c%lld%c", (long long)j + 1,
                                 j + 1 < t->k ? ',' : '\n');
    for (int64_t i = 0; i < t->n; i++)
        for (int64_t j = 0; j < t->k; j++)
            used += (size_t)snprintf(csv + used, size - used, "%s%c", t->cell[i][j],
                                     j + 1 < t->k ? ',' : '\n');
    return csv;
}

/* Columns first .. first + count of the table as rationals, a column of ones in front if `ones`. */
static inline oracle_matrix table_matrix(const table *t, int64_t first, int64_t count, int ones) {
    oracle_matrix A = oracle_matrix_new(t->n, count + ones);
    for (int64_t i = 0; i < t->n; i++) {
        if (ones)
            mpq_set_ui(*oracle_at(&A, i, 0), 1, 1);
        for (int64_t j = 0; j < count; j++)
            assert_int_equal(rational_from_text(*oracle_at(&A, i, j + ones), t->cell[i][first + j]),
                             0);
    }
    return A;
}

/* v = what the oracle says of a quantity, or the square of its size (*root = 1) with *sign its
 * sign; 0 where the quantity is neither rational nor such a root. */
static inline int oracle_quantity(mpq_t v, int *root, int *sign, const oracle *o, lsq_quantity what,
                                  int64_t r, int64_t term, int intercept) {
    int64_t df = o->n - o->rank;
    mpq_t *tss = intercept ? &o->centred_tss[r] : &o->tss[r], d;
    mpq_t *b = oracle_at(&o->coef, term, r), *c = oracle_at(&o->inverse, term, term);
    *root = what == LSQ_STD_ERROR || what == LSQ_T || what == LSQ_SIGMA;
    mpq_init(d);
    mpq_set_si(d, (long)df, 1);
    mpq_set(v, o->rss[r]); /* RSS/df in most of them */
    if (df > 0)
        mpq_div(v, v, d);
    if (what == LSQ_ESTIMATE) {
        mpq_set(v, *b);
    } else if (what == LSQ_STD_ERROR) {
        mpq_mul(v, v, *c);
    } else if (what == LSQ_T) {
        mpq_mul(v, v, *c);
        mpq_div(v, *b, v);
        mpq_mul(v, v, *b);
    } else if (what == LSQ_RSS) {
        mpq_set(v, o->rss[r]);
    } else if (what == LSQ_R_SQUARED) {
        mpq_sub(v, *tss, o->rss[r]);
        mpq_div(v, v, *tss);
    } else if (what == LSQ_ADJ_R_SQUARED) {
        mpq_div(v, v, *tss);
        mpq_set_si(d, (long)(o->n - intercept), 1);
        mpq_mul(v, v, d);
        mpq_set_ui(d, 1, 1);
        mpq_sub(v, d, v);
    } else if (what == LSQ_F) {
        mpq_set(d, v);
        mpq_sub(v, *tss, o->rss[r]);
        mpq_div(v, v, d);
        mpq_set_si(d, (long)(o->rank - intercept), 1);
        mpq_div(v, v, d);
    }
    *sign = what == LSQ_T ? mpq_sgn(*b) : mpq_sgn(v);
    mpq_clear(d);
    return what <= LSQ_T || what == LSQ_RSS || what == LSQ_SIGMA || what == LSQ_R_SQUARED ||
           what == LSQ_ADJ_R_SQUARED || what == LSQ_F;
}

/* The ball is known to `bits` bits and is the number in the text to `digits` digits, or holds
 * it. */
static inline void check_ball(const arb_t got, const char *want, int digits, slong bits) {
    arb_t w, d;
    arb_init(w);
    arb_init(d);
    assert_int_equal(arb_set_str(w, want, 1024), 0);
    arb_sub(d, got, w, 512);
    arb_div(d, d, w, 512);
    arb_abs(d, d);
    arb_ui_pow_ui(w, 10, (ulong)digits, 64);
    arb_inv(w, w, 64);
    int near = arf_cmp(arb_midref(d), arb_midref(w)) <= 0 ||
               arf_cmpabs_mag(arb_midref(d), arb_radref(d)) <= 0;
    if (!near || arb_rel_accuracy_bits(got) < bits) {
        char *text = arb_get_str(got, 45, 0);
        print_error("got %s, wanted %s; %ld bits known\n", text, want,
                    (long)arb_rel_accuracy_bits(got));
        flint_free(text);
        fail();
    }
    arb_clear(d);
    arb_clear(w);
}

/* Code number i of the warnings, or "" past the last. */
static inline const char *warning_code(const lsq_fit *fit, int64_t i) {
    const char *code = lsq_fit_warning_code(fit, i);
    return code ? code : "";
}

/* The message of the first warning with this code about this term (NULL: any), NULL if there is
 * none. */
static inline const char *warning_of(const lsq_fit *fit, const char *code, const char *term) {
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++) {
        const char *about = lsq_fit_warning_term(fit, i);
        if (strcmp(lsq_fit_warning_code(fit, i), code) == 0 &&
            (!term || (about && strcmp(about, term) == 0)))
            return lsq_fit_warning_message(fit, i);
    }
    return NULL;
}

#endif
