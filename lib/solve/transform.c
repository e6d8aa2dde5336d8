/* transform.c - least squares with other columns and a penalty: exact, and back.
 *
 *   [X~ Y] = [X Y] T,  T_jj = d_j, T_0j = -c_j d_j;   S~ = T'S T + diag(lambda, 0)
 *
 * c_j and d_j are the doubles nearest to the mean and to 1 / (the root of the mean square about
 * c_j).  From there on they are exact numbers, m 2^e, so that S~ is an integer matrix under units
 * again, and the solution in the new columns is exactly as good as that in the old ones.
 *
 * The intercept is not penalised: lambda would then depend on where Y is counted from.  R's
 * lm.ridge, glmnet and scikit-learn do the same.
 *
 * Cost: O((p + q)^2) operations on integers that grow by some 100 bits.
 *
 * SPDX-License-Identifier: MIT */
#include "transform.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../exact/numerals.h"
#include "../exact/powers.h"
#include "method.h"
#include "twofold.h"

/* ---- which ---- */

static double nearest(const fmpq_t x, int inverse_root) {
    lsq_surd v;
    lsq_surd_init(&v);
    lsq_surd_set(&v, x);
    if (inverse_root) {
        fmpq_inv(v.x, v.x);
        v.root = 1;
    }
    double d = lsq_double_of_surd(&v);
    lsq_surd_clear(&v);
    return d;
}

/* x = S_ij in the units of the data */
static void get_product(fmpq_t x, const lsq_normal *N, int64_t i, int64_t j) {
    fmpq_set_fmpz(x, fmpz_mat_entry(N->S, i, j));
    lsq_rational_scale(x, N->exp10[i] + N->exp10[j], N->exp2[i] + N->exp2[j]);
}

/* square = the mean of (x_j - c)^2, and c the double nearest to the mean, both 0 where all x_j are
 * equal to it. */
static void get_moments(double *c, fmpq_t square, const lsq_normal *N, int64_t j) {
    fmpq_t mean, shift;
    fmpq_init(mean);
    fmpq_init(shift);
    get_product(square, N, j, j);
    fmpq_div(square, square, N->total);
    *c = 0;
    if (N->intercept) {
        get_product(mean, N, 0, j);
        fmpq_div(mean, mean, N->total);
        *c = nearest(mean, 0);
        fmpq_mul(shift, mean, mean);
        fmpq_sub(square, square, shift); /* about the mean */
        if (isfinite(*c) && !fmpq_is_zero(square)) {
            lsq_rational_of_double(shift, *c);
            fmpq_sub(shift, mean, shift);
            fmpq_mul(shift, shift, shift);
            fmpq_add(square, square, shift); /* about c */
        }
    }
    fmpq_clear(shift);
    fmpq_clear(mean);
}

static lsq_status standardize_column(lsq_transform *t, const lsq_normal *N,
                                     const char *const *names, int64_t j, lsq_error *error) {
    fmpq_t square;
    fmpq_init(square);
    get_moments(&t->c[j], square, N, j);
    t->d[j] = fmpq_is_zero(square) ? 0 : nearest(square, 1);
    int possible = isfinite(t->c[j]) && isfinite(t->d[j]) && (t->d[j] > 0 || fmpq_is_zero(square));
    fmpq_clear(square);
    if (possible)
        return LSQ_OK;
    return lsq_fail(error, LSQ_ENUMERIC,
                    "%s cannot be standardized: its mean or spread is out of the range of doubles",
                    lsq_column_name(names, t->p, j).text);
}

lsq_status lsq_transform_init(lsq_transform *t, const lsq_normal *N, const char *const *names,
                              double ridge, int standardize, lsq_error *error) {
    assert(ridge >= 0 && isfinite(ridge));
    *t = (lsq_transform){.p = N->p, .intercept = N->intercept};
    lsq_status status = lsq_alloc(&t->c, N->p, sizeof *t->c, error);
    if (!status)
        status = lsq_alloc(&t->d, N->p, sizeof *t->d, error);
    if (!status)
        status = lsq_alloc(&t->lambda, N->p, sizeof *t->lambda, error);
    for (int64_t j = 0; j < N->p && !status; j++) {
        int is_intercept = N->intercept && j == 0;
        t->d[j] = 1;
        t->lambda[j] = is_intercept ? 0 : ridge;
        if (standardize && !is_intercept)
            status = standardize_column(t, N, names, j, error);
    }
    if (status)
        lsq_transform_clear(t);
    return status;
}

void lsq_transform_clear(lsq_transform *t) {
    free(t->c);
    free(t->d);
    free(t->lambda);
    memset(t, 0, sizeof *t);
}

/* ---- exactly ---- */

/* One column of T under units: the new integers are alpha times the old ones less gamma times those
 * of the constant, and the penalty is `penalty` under the square of the new unit 10^exp10 2^exp2.
 */
typedef struct column {
    fmpz_t alpha, gamma, penalty;
    int64_t exp10, exp2;
} column;

static void column_init(column *t) {
    fmpz_init_set_ui(t->alpha, 1);
    fmpz_init(t->gamma);
    fmpz_init(t->penalty);
}

static void column_clear(column *t) {
    fmpz_clear(t->alpha);
    fmpz_clear(t->gamma);
    fmpz_clear(t->penalty);
}

/* m 2^e = d, m odd or 0 */
static void split(fmpz_t m, int64_t *e, double d) {
    fmpq_t x;
    fmpq_init(x);
    lsq_rational_of_double(x, d);
    fmpz_set(m, fmpq_numref(x));
    slong twos = fmpz_is_zero(m) ? 0 : (slong)fmpz_val2(m);
    fmpz_fdiv_q_2exp(m, m, (ulong)twos);
    *e = twos - (int64_t)fmpz_bits(fmpq_denref(x)) + 1;
    fmpq_clear(x);
}

static void scale(fmpz_t x, int64_t tens, int64_t twos) {
    fmpz_t power;
    assert(tens >= 0 && twos >= 0);
    fmpz_init(power);
    lsq_integer_ten(power, tens);
    fmpz_mul(x, x, power);
    fmpz_mul_2exp(x, x, (ulong)twos);
    fmpz_clear(power);
}

/* Let the unit be as fine as 10^tens 2^twos. */
static void refine(column *t, int64_t tens, int64_t twos) {
    int64_t by10 = t->exp10 > tens ? t->exp10 - tens : 0, by2 = t->exp2 > twos ? t->exp2 - twos : 0;
    scale(t->alpha, by10, by2);
    scale(t->gamma, by10, by2);
    t->exp10 -= by10;
    t->exp2 -= by2;
}

/* x - c: the constant's integers count 2^g 10^exp10[0] 2^exp2[0] each. */
static void centre(column *t, const lsq_normal *N, double c) {
    int64_t g = 0;
    split(t->gamma, &g, c);
    if (fmpz_is_zero(t->gamma))
        return;
    int64_t tens = N->exp10[0], twos = N->exp2[0] + g;
    fmpz_t gamma;
    fmpz_init(gamma);
    fmpz_swap(gamma, t->gamma); /* in its own unit, not in that of t */
    refine(t, tens, twos);
    scale(gamma, tens - t->exp10, twos - t->exp2);
    fmpz_swap(gamma, t->gamma);
    fmpz_clear(gamma);
}

static void stretch(column *t, double d) {
    fmpz_t m;
    int64_t e = 0;
    fmpz_init(m);
    split(m, &e, d);
    fmpz_mul(t->alpha, t->alpha, m);
    fmpz_mul(t->gamma, t->gamma, m);
    t->exp2 += e;
    fmpz_clear(m);
}

/* lambda = m 10^-k is a whole number of squares of 10^floor(-k/2) */
static void penalise(column *t, double lambda) {
    fmpq_t x;
    int64_t k = 0;
    if (lambda == 0)
        return;
    fmpq_init(x);
    lsq_rational_of_shortest(x, lambda);
    for (; !fmpz_is_one(fmpq_denref(x)); k++)
        lsq_rational_scale(x, 1, 0);
    refine(t, -((k + 1) / 2), 0);
    lsq_rational_of_shortest(x, lambda);
    lsq_rational_scale(x, -2 * t->exp10, -2 * t->exp2);
    assert(fmpz_is_one(fmpq_denref(x)));
    fmpz_set(t->penalty, fmpq_numref(x));
    fmpq_clear(x);
}

/* S~ = T'S T + diag(lambda), from S: rows, then columns.  Row and column 0 stay as they are where
 * others are centred, for then they are those of the intercept. */
static void apply(fmpz_mat_t S, const column *T, int64_t p, int64_t k) {
    for (int64_t i = p - 1; i >= 0; i--)
        for (int64_t j = 0; j < k; j++) {
            fmpz *s = fmpz_mat_entry(S, i, j);
            fmpz_mul(s, s, T[i].alpha);
            fmpz_submul(s, T[i].gamma, fmpz_mat_entry(S, 0, j));
        }
    for (int64_t j = p - 1; j >= 0; j--)
        for (int64_t i = 0; i < k; i++) {
            fmpz *s = fmpz_mat_entry(S, i, j);
            fmpz_mul(s, s, T[j].alpha);
            fmpz_submul(s, T[j].gamma, fmpz_mat_entry(S, i, 0));
        }
    for (int64_t j = 0; j < p; j++) {
        fmpz *s = fmpz_mat_entry(S, j, j);
        fmpz_add(s, s, T[j].penalty);
    }
}

lsq_status lsq_transform_normal(lsq_normal *T, const lsq_normal *N, const lsq_transform *t,
                                lsq_error *error) {
    column *columns = NULL;
    lsq_status status = lsq_normal_copy(T, N, error);
    if (status)
        return status;
    status = lsq_alloc(&columns, N->p, sizeof *columns, error);
    for (int64_t j = 0; j < N->p && !status; j++) {
        column *to = &columns[j];
        column_init(to);
        to->exp10 = N->exp10[j];
        to->exp2 = N->exp2[j];
        if (t->c[j] != 0)
            centre(to, N, t->c[j]);
        stretch(to, t->d[j]);
        penalise(to, t->lambda[j]);
        T->exp10[j] = to->exp10;
        T->exp2[j] = to->exp2;
        T->n += t->lambda[j] > 0;
    }
    if (!status)
        apply(T->S, columns, N->p, N->p + N->q);
    for (int64_t j = 0; columns && j < N->p; j++)
        column_clear(&columns[j]);
    free(columns);
    if (status)
        lsq_normal_clear(T);
    return status;
}

/* ---- in doubles ---- */

void lsq_transform_rows(lsq_view D, const lsq_transform *t) {
    for (int64_t j = 0; j < t->p; j++) {
        double *x = D.data + j * D.ld, c = t->c[j], d = t->d[j];
        for (int64_t i = 0; i < D.rows; i++)
            x[i] = (x[i] - c) * d;
    }
}

void lsq_transform_weigh(lsq_view D, const double *w) {
    for (int64_t i = 0; i < D.rows; i++) {
        double root = sqrt(w[i]);
        for (int64_t j = 0; j < D.columns; j++)
            D.data[i + j * D.ld] *= root;
    }
}

void lsq_transform_back(double *b, const double *transformed, const lsq_transform *t) {
    double low = 0, high = t->intercept ? transformed[0] : 0;
    for (int64_t j = 0; j < t->p; j++) {
        double product, shift, rest = lsq_two_product(&product, t->d[j], transformed[j]);
        b[j] = product;
        if (t->c[j] == 0) /* 0 times infinity would spoil the sum */
            continue;
        low -= lsq_two_product(&shift, t->c[j], product) + t->c[j] * rest;
        low += lsq_two_sum(&high, high, -shift);
    }
    if (t->intercept)
        b[0] = high + low;
}
