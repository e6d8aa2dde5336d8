/* Rows as doubles: each is the nearest to its term, which is computed beside in GMP rationals.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

#include <math.h>
#include <stdio.h>

#include "model/design.h"
#include "support/check.h"
#include "support/random.h"
#include "support/rational.h"

enum { MOST_TERMS = 9 }; /* with the response */

/* Columns of integers under 10^exp10 2^exp2, and the monomials of a model over them. */
typedef struct rows {
    const lsq_model *model;
    lsq_integers *x, *Z;
    int64_t count;
} rows;

static rows rows_new(const lsq_model *model) {
    rows r = {.model = model};
    assert_int_equal(lsq_integers_new(&r.x, model->n_columns, NULL), LSQ_OK);
    assert_int_equal(lsq_integers_new(&r.Z, model->n_monomials, NULL), LSQ_OK);
    for (int64_t j = 0; j < model->n_columns; j++)
        assert_int_equal(lsq_integers_init(&r.x[j], NULL), LSQ_OK);
    return r;
}

static void rows_free(rows *r) {
    lsq_integers_free(r->x, r->model->n_columns);
    lsq_integers_free(r->Z, r->model->n_monomials);
}

/* Cell (i, j) = an integer of up to `digits` digits under the column's scale. */
static void fill(rows *r, uint64_t *seed, int64_t count, int digits) {
    r->count = count;
    for (int64_t j = 0; j < r->model->n_columns; j++) {
        lsq_integers *x = &r->x[j];
        x->rows = count;
        x->exp10 = -(int64_t)random_between(seed, 0, 25);
        x->exp2 = random_between(seed, 0, 1) ? 0 : random_between(seed, -70, 10);
        x->bits = 0;
        for (int64_t i = 0; i < count; i++) {
            char text[64];
            random_decimal(seed, text, sizeof text, digits, 0);
            assert_int_equal(fmpz_set_str(x->room + i, text, 10), 0);
            int64_t bits = (int64_t)fmpz_bits(x->z + i);
            x->bits = bits > x->bits ? bits : x->bits;
        }
    }
    assert_int_equal(lsq_model_rows(r->model, r->x, count, r->Z, NULL), LSQ_OK);
}

/* v = cell i of the column of that name */
static void cell(mpq_t v, const rows *r, const char *name, int64_t i) {
    for (int64_t j = 0; j < r->model->n_columns; j++) {
        const lsq_integers *x = &r->x[j];
        if (strcmp(r->model->names[j], name) != 0)
            continue;
        mpq_set_ui(v, 1, 1);
        fmpz_get_mpz(mpq_numref(v), x->z + i);
        rational_scale10(v, x->exp10);
        if (x->exp2 < 0)
            mpq_div_2exp(v, v, (mp_bitcnt_t)-x->exp2);
        else
            mpq_mul_2exp(v, v, (mp_bitcnt_t)x->exp2);
        return;
    }
    fail_msg("no column %s", name);
}

/* got is the nearest double: 50 digits of the exact value decide that, ties apart, which random
 * numbers of these lengths do not meet. */
static void check_element(double got, const mpq_t want) {
    char text[96];
    rational_round(text, sizeof text, want, 50);
    check_nearest(got, text);
}

static void set_decimal(mpq_t v, const char *text) {
    assert_int_equal(rational_from_text(v, text), 0);
}

/* want[j] = the terms of the formula below in row i, then the response */
static void compute_terms(mpq_t *want, const rows *r, int64_t i) {
    mpq_t a, b, x, t;
    mpq_inits(a, b, x, t, NULL);
    cell(a, r, "a", i);
    cell(b, r, "b", i);
    cell(x, r, "x", i);
    mpq_set_ui(want[0], 1, 1);
    mpq_set(want[1], a);
    mpq_set(want[2], x);
    set_decimal(t, "1950.25");
    mpq_sub(want[3], x, t);
    mpq_mul(want[4], a, b);
    mpq_sub(t, a, b);
    mpq_mul(want[5], t, t);
    mpq_mul(want[5], want[5], t);
    set_decimal(t, "-0.3");
    mpq_mul(want[6], t, a);
    set_decimal(t, "1000"); /* the coefficient 1 10^3 */
    mpq_mul(want[7], t, x);
    mpq_sub(want[8], b, a);
    mpq_clears(a, b, x, t, NULL);
}

static const char formula[] =
    "I(b - a) ~ a + x + I(x - 1950.25) + a:b + I((a - b)^3) + I(-0.3*a) + I(1000*x)";
/* the order in which compute_terms has them, as the model may have another */
static const char *const in_order[] = {
    "(Intercept)", "a", "x", "I(x - 1950.25)", "a:b", "I((a - b)^3)", "I(-0.3*a)", "I(1000*x)"};

static int64_t place_of(const lsq_model *model, int64_t j) {
    if (j == model->p)
        return MOST_TERMS - 1;
    for (int64_t k = 0; k < MOST_TERMS - 1; k++) {
        char spaceless[2][64] = {"", ""};
        const char *names[] = {model->terms[j].name, in_order[k]};
        for (int side = 0; side < 2; side++)
            for (const char *c = names[side]; *c; c++)
                if (*c != ' ')
                    strncat(spaceless[side], c, 1);
        if (!strcmp(spaceless[0], spaceless[1]))
            return k;
    }
    fail_msg("term %s is not expected", model->terms[j].name);
    return -1;
}

static void each_element_is_the_double_nearest_to_its_term(void **state) {
    (void)state;
    uint64_t seed = 41;
    lsq_model *model = model_of(formula);
    assert_int_equal(model->p, MOST_TERMS - 1);
    rows r = rows_new(model);
    mpq_t want[MOST_TERMS];
    for (int k = 0; k < MOST_TERMS; k++)
        mpq_init(want[k]);
    for (int trial = 0; trial < 60; trial++) {
        int64_t count = trial % 7 ? 5 : 40, ld = count + trial % 3;
        fill(&r, &seed, count, (int)random_between(&seed, 1, trial % 4 ? 18 : 45));
        double *D = calloc((size_t)(ld * MOST_TERMS), sizeof *D);
        assert_non_null(D);
        lsq_view view = {D, count, model->p + model->q, ld};
        assert_int_equal(lsq_model_design(model, r.Z, count, view, NULL), LSQ_OK);
        for (int64_t i = 0; i < count; i++) {
            compute_terms(want, &r, i);
            for (int64_t j = 0; j < MOST_TERMS; j++)
                check_element(D[i + j * ld], want[place_of(model, j)]);
        }
        for (int64_t i = count; i < ld; i++) /* the rows below the view are not touched */
            for (int64_t j = 0; j < MOST_TERMS; j++)
                check_same(D[i + j * ld], 0.0);
        free(D);
    }
    for (int k = 0; k < MOST_TERMS; k++)
        mpq_clear(want[k]);
    rows_free(&r);
    lsq_model_free(model);
}

/* In doubles 1e16 + 1 - 1e16 is 0; here the difference comes before the rounding. */
static void what_cancels_is_summed_before_it_is_rounded(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ I(x - 10000000000000000)");
    rows r = rows_new(model);
    for (int64_t j = 0; j < model->n_columns; j++) {
        assert_int_equal(fmpz_set_str(r.x[j].room, "100000000000000010", 10), 0);
        r.x[j].rows = 1;
        r.x[j].exp10 = -1;
        r.x[j].bits = 57;
    }
    assert_int_equal(lsq_model_rows(model, r.x, 1, r.Z, NULL), LSQ_OK);
    double D[3];
    lsq_view view = {D, 1, 3, 1};
    assert_int_equal(lsq_model_design(model, r.Z, 1, view, NULL), LSQ_OK);
    check_same(D[0], 1.0);
    check_same(D[1], 1.0);
    rows_free(&r);
    lsq_model_free(model);
}

static void a_value_beyond_the_doubles_is_named(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ x + I(x^2)");
    rows r = rows_new(model);
    for (int64_t j = 0; j < model->n_columns; j++) {
        fmpz_set_si(r.x[j].room, 3);
        r.x[j].rows = 1;
        r.x[j].exp10 = 200;
        r.x[j].bits = 2;
    }
    assert_int_equal(lsq_model_rows(model, r.x, 1, r.Z, NULL), LSQ_OK);
    double D[4];
    lsq_view view = {D, 1, 4, 1};
    lsq_error error = {0};
    check_status(lsq_model_design(model, r.Z, 1, view, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "I(x^2) is beyond the range of a double");
    rows_free(&r);
    lsq_model_free(model);
}

static void no_rows_are_no_work(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ I(x - 1)");
    rows r = rows_new(model);
    assert_int_equal(lsq_model_rows(model, r.x, 0, r.Z, NULL), LSQ_OK);
    lsq_view view = {NULL, 0, 3, 1};
    assert_int_equal(lsq_model_design(model, r.Z, 0, view, NULL), LSQ_OK);
    rows_free(&r);
    lsq_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_is_the_double_nearest_to_its_term),
        cmocka_unit_test(what_cancels_is_summed_before_it_is_rounded),
        cmocka_unit_test(a_value_beyond_the_doubles_is_named),
        cmocka_unit_test(no_rows_are_no_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
