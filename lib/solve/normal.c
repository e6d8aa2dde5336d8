/* normal.c - the normal equations of a model from the moments of its monomials, exact.
 *
 * A term t = sum_a c_a mono_a becomes a form with integer coefficients over the integer moments,
 * under the finest of the units of its parts; then S_ij = sum_a sum_b t_ia t_jb M_ab.  For plain
 * columns that is a copy of M.
 *
 * With weights there are moments of [Z, WZ], and M_ab = z_a'(W z_b) is an entry of their second
 * block of columns.  Each of these has a unit of its own, the finest that w z_b was seen in: all
 * are brought to one 10^a 2^b times the units of Z, with a and b even, so that a root of it may go
 * to either side of S_ij.
 *
 * SPDX-License-Identifier: MIT */
#include "normal.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../exact/powers.h"

/* Z'WZ packed: entry (i, j) times the units of i and j and, once, 10^even10 2^even2. */
typedef struct gram {
    const fmpz *M;
    const int64_t *exp10, *exp2;
    int64_t even10, even2;
    fmpz *own; /* NULL: M is that of the moments */
    int64_t k;
} gram;

static const fmpz *entry(const fmpz *M, int64_t i, int64_t j) {
    return M + (i < j ? lsq_packed(i, j) : lsq_packed(j, i));
}

/* The greatest even units that go into those of all the W z_b beyond the units of z_b. */
static void find_even(gram *g, const lsq_moments *m) {
    int64_t least10 = INT64_MAX, least2 = INT64_MAX;
    for (int64_t b = 0; b < g->k; b++) {
        int64_t e10 = m->exp10[g->k + b] - m->exp10[b], e2 = m->exp2[g->k + b] - m->exp2[b];
        if (fmpz_is_zero(entry(m->M, b, b)))
            continue; /* all of z_b is 0, and its unit is no matter */
        least10 = e10 < least10 ? e10 : least10;
        least2 = e2 < least2 ? e2 : least2;
    }
    g->even10 = least10 - (least10 % 2 != 0);
    g->even2 = least2 - (least2 % 2 != 0);
}

static void gram_clear(gram *g) {
    if (g->own)
        _fmpz_vec_clear(g->own, g->k * (g->k + 1) / 2);
}

/* Costs nothing without weights. */
static void gram_init(gram *g, const lsq_model *model, const lsq_moments *m) {
    *g = (gram){.M = m->M, .exp10 = m->exp10, .exp2 = m->exp2, .k = model->weighted};
    if (!model->weighted || fmpz_is_zero(m->M))
        return;
    find_even(g, m);
    g->M = g->own = _fmpz_vec_init(g->k * (g->k + 1) / 2);
    fmpz_t ten;
    fmpz_init(ten);
    for (int64_t b = 0; b < g->k; b++) {
        if (fmpz_is_zero(entry(m->M, b, b)))
            continue;
        lsq_integer_ten(ten, m->exp10[g->k + b] - m->exp10[b] - g->even10);
        fmpz_mul_2exp(ten, ten, (ulong)(m->exp2[g->k + b] - m->exp2[b] - g->even2));
        for (int64_t a = 0; a <= b; a++)
            fmpz_mul(g->own + lsq_packed(a, b), entry(m->M, a, g->k + b), ten);
    }
    fmpz_clear(ten);
}

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
                      const gram *m) {
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
static void form_product(fmpz_t s, const form *f, const form *g, const fmpz *M) {
    fmpz_t row;
    fmpz_init(row);
    fmpz_zero(s);
    for (int64_t a = 0; a < f->count; a++) {
        fmpz_zero(row);
        for (int64_t b = 0; b < g->count; b++)
            fmpz_addmul(row, g->coef + b, entry(M, f->part[a].monomial, g->part[b].monomial));
        fmpz_addmul(s, f->coef + a, row);
    }
    fmpz_clear(row);
}

/* S and its units. */
static void fill(lsq_normal *N, form *forms, const lsq_model *model, const gram *m) {
    int64_t k = N->p + N->q;
    for (int64_t i = 0; i < k; i++) {
        form_init(&forms[i], &N->exp10[i], &N->exp2[i], &model->terms[i].value, m);
        N->exp10[i] += m->even10 / 2;
        N->exp2[i] += m->even2 / 2;
    }
    for (int64_t i = 0; i < k; i++)
        for (int64_t j = 0; j <= i; j++) {
            form_product(fmpz_mat_entry(N->S, i, j), &forms[i], &forms[j], m->M);
            fmpz_set(fmpz_mat_entry(N->S, j, i), fmpz_mat_entry(N->S, i, j));
        }
    for (int64_t i = 0; i < k; i++)
        form_clear(&forms[i]);
}

static void take_total(lsq_normal *N, const gram *m) {
    fmpq_t total;
    fmpq_init(total);
    fmpq_set_fmpz(total, m->M);
    lsq_rational_scale(total, m->even10, m->even2);
    fmpq_swap(N->total, total);
    fmpq_clear(total);
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
    fmpq_init(N->total);
    form *forms = NULL;
    lsq_status status = lsq_alloc(&N->exp10, k, sizeof *N->exp10, error);
    if (!status)
        status = lsq_alloc(&N->exp2, k, sizeof *N->exp2, error);
    if (!status)
        status = lsq_alloc(&forms, k, sizeof *forms, error);
    if (!status) {
        gram m;
        gram_init(&m, model, moments);
        take_total(N, &m);
        fill(N, forms, model, &m);
        gram_clear(&m);
    }
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
    fmpq_init(copy->total);
    fmpq_set(copy->total, N->total);
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
    if (N->p + N->q) {
        fmpz_mat_clear(N->S);
        fmpq_clear(N->total);
    }
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
    /* y'y - (1'y)^2 / 1'1, whatever the unit of 1 */
    const fmpz *sum = fmpz_mat_entry(N->S, 0, y);
    fmpq_t mean_part;
    fmpq_init(mean_part);
    fmpz_mul(fmpq_numref(mean_part), sum, sum);
    fmpz_set(fmpq_denref(mean_part), fmpz_mat_entry(N->S, 0, 0));
    fmpq_canonicalise(mean_part);
    fmpq_sub(tss, tss, mean_part);
    fmpq_clear(mean_part);
}
