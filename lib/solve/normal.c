/* normal.c - the normal equations of a model from the moments of its monomials, exact.
 *
 * A term t = sum_a c_a mono_a becomes a form with integer coefficients over the integer moments,
 * under the finest of the units of its parts; then S_ij = sum_a sum_b t_ia t_jb M_ab.  For plain
 * columns that is a copy of M.
 *
 * SPDX-License-Identifier: MIT */
#include "normal.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../exact/powers.h"

enum { ROUND_BITS = 256 }; /* of products on their way to doubles */

/* sum over its parts of coef[i] times the integer monomial part[i].monomial */
typedef struct form {
    const lsq_part *part;
    fmpz *coef;
    int64_t count;
} form;

static void form_clear(form *f) {
    if (f->coef)
        _fmpz_vec_clear(f->coef, f->count);
}

/* The integer coefficients of a polynomial and the unit they are under. */
static void form_init(form *f, int64_t *exp10, int64_t *exp2, const lsq_polynomial *t,
                      const lsq_moments *m) {
    f->part = t->parts;
    f->count = t->count;
    f->coef = _fmpz_vec_init(t->count);
    *exp10 = *exp2 = 0;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t e10 = t->parts[i].exp10 + m->exp10[t->parts[i].monomial];
        int64_t e2 = m->exp2[t->parts[i].monomial];
        *exp10 = i && *exp10 < e10 ? *exp10 : e10;
        *exp2 = i && *exp2 < e2 ? *exp2 : e2;
    }
    fmpz_t ten;
    fmpz_init(ten);
    for (int64_t i = 0; i < t->count; i++) {
        int64_t j = t->parts[i].monomial;
        lsq_integer_ten(ten, t->parts[i].exp10 + m->exp10[j] - *exp10);
        fmpz_mul(f->coef + i, t->parts[i].value, ten);
        fmpz_mul_2exp(f->coef + i, f->coef + i, (ulong)(m->exp2[j] - *exp2));
    }
    fmpz_clear(ten);
}

/* s = f'M g */
static void form_product(fmpz_t s, const form *f, const form *g, const lsq_moments *m) {
    fmpz_t row;
    fmpz_init(row);
    fmpz_zero(s);
    for (int64_t a = 0; a < f->count; a++) {
        fmpz_zero(row);
        for (int64_t b = 0; b < g->count; b++) {
            int64_t i = f->part[a].monomial, j = g->part[b].monomial;
            fmpz_addmul(row, g->coef + b, m->M + (i < j ? lsq_packed(i, j) : lsq_packed(j, i)));
        }
        fmpz_addmul(s, f->coef + a, row);
    }
    fmpz_clear(row);
}

lsq_status lsq_normal_init(lsq_normal *N, const lsq_model *model, const lsq_moments *moments,
                           lsq_error *error) {
    memset(N, 0, sizeof *N);
    int64_t k = model->p + model->q;
    N->p = model->p;
    N->q = model->q;
    N->n = lsq_moments_rows(moments);
    N->intercept = model->intercept;
    fmpz_mat_init(N->S, (slong)k, (slong)k);
    form *forms = NULL;
    lsq_status status = lsq_alloc(&N->exp10, k, sizeof *N->exp10, error);
    if (!status)
        status = lsq_alloc(&N->exp2, k, sizeof *N->exp2, error);
    if (!status)
        status = lsq_alloc(&forms, k, sizeof *forms, error);
    for (int64_t i = 0; !status && i < k; i++)
        form_init(&forms[i], &N->exp10[i], &N->exp2[i], &model->terms[i].value, moments);
    for (int64_t i = 0; !status && i < k; i++)
        for (int64_t j = 0; j <= i; j++) {
            form_product(fmpz_mat_entry(N->S, i, j), &forms[i], &forms[j], moments);
            fmpz_set(fmpz_mat_entry(N->S, j, i), fmpz_mat_entry(N->S, i, j));
        }
    for (int64_t i = 0; forms && i < k; i++)
        form_clear(&forms[i]);
    free(forms);
    if (status)
        lsq_normal_clear(N);
    return status;
}

lsq_status lsq_normal_copy(lsq_normal *copy, const lsq_normal *N, lsq_error *error) {
    int64_t k = N->p + N->q;
    *copy = *N;
    copy->exp10 = copy->exp2 = NULL;
    fmpz_mat_init_set(copy->S, N->S);
    lsq_status status = lsq_alloc(&copy->exp10, k, sizeof *copy->exp10, error);
    if (!status)
        status = lsq_alloc(&copy->exp2, k, sizeof *copy->exp2, error);
    if (status) {
        lsq_normal_clear(copy);
        return status;
    }
    memcpy(copy->exp10, N->exp10, (size_t)k * sizeof *copy->exp10);
    memcpy(copy->exp2, N->exp2, (size_t)k * sizeof *copy->exp2);
    return LSQ_OK;
}

void lsq_normal_clear(lsq_normal *N) {
    if (N->p + N->q)
        fmpz_mat_clear(N->S);
    free(N->exp10);
    free(N->exp2);
    memset(N, 0, sizeof *N);
}

/* The entry x of both triangles; x is used up. */
static void put_entry(lsq_view high, lsq_view low, int64_t i, int64_t j, arb_t x) {
    const double least = 0x1p-1074;
    double d = arf_get_d(arb_midref(x), ARF_RND_NEAR);
    if (i == j && d == 0 && !arb_is_zero(x))
        d = least;
    high.data[i + j * high.ld] = high.data[j + i * high.ld] = d;
    if (!low.data)
        return;
    arb_t rounded;
    arb_init(rounded);
    arb_set_d(rounded, d);
    arb_sub(x, x, rounded, ROUND_BITS);
    low.data[i + j * low.ld] = low.data[j + i * low.ld] = arf_get_d(arb_midref(x), ARF_RND_NEAR);
    arb_clear(rounded);
}

void lsq_normal_round(lsq_view high, lsq_view low, const lsq_normal *N, const int64_t *shift) {
    int64_t k = N->p + N->q;
    arb_ptr unit = _arb_vec_init((slong)k);
    arb_t x;
    arb_init(x);
    for (int64_t j = 0; j < k; j++) {
        lsq_ball_power(unit + j, N->exp10[j], N->exp2[j] - (shift ? shift[j] : 0), ROUND_BITS);
        for (int64_t i = 0; i <= j; i++) {
            arb_mul_fmpz(x, unit + i, fmpz_mat_entry(N->S, i, j), ROUND_BITS);
            arb_mul(x, x, unit + j, ROUND_BITS);
            put_entry(high, low, i, j, x);
        }
    }
    arb_clear(x);
    _arb_vec_clear(unit, (slong)k);
}

void lsq_normal_tss(fmpq_t tss, const lsq_normal *N, int64_t r) {
    int64_t y = N->p + r;
    fmpq_set_fmpz(tss, fmpz_mat_entry(N->S, y, y));
    if (!N->intercept)
        return;
    /* y'y - (1'y)^2 / n; the intercept's unit is 1, so S_00 = n */
    const fmpz *sum = fmpz_mat_entry(N->S, 0, y);
    fmpq_t mean_part;
    fmpq_init(mean_part);
    fmpz_mul(fmpq_numref(mean_part), sum, sum);
    fmpz_set(fmpq_denref(mean_part), fmpz_mat_entry(N->S, 0, 0));
    fmpq_canonicalise(mean_part);
    fmpq_sub(tss, tss, mean_part);
    fmpq_clear(mean_part);
}
