/* oracle.c - exact least squares by rational Gram-Schmidt orthogonalisation, no normal equations,
 * no FLINT.
 *
 *   q_j = x_j - sum_{k<j} r_kj q_k,   r_kj = (q_k, x_j) / (q_k, q_k),   x_j dependent where q_j = 0
 *   q_j = X s_j                        s_j = e_j - sum_k r_kj s_k
 *   B = sum_k s_k (q_k, y) / (q_k, q_k),   E = Y - X B,   (X'X)^-1 = sum_k s_k s_k' / (q_k, q_k)
 *
 * A dependent column has X s_j = 0 with s_j its null vector, so x_j = -sum of the rest of s_j; the
 * minimum-norm solution is B less its projection on the null vectors, orthogonalised the same way.
 * Everything is a rational, so nothing is rounded and the zeros are zeros.  Cost: n p^2 rational
 * operations of growing length, for n p of some hundreds.  Runs out of memory by abort, as GMP
 * does.
 *
 * SPDX-License-Identifier: MIT */
#include "support/oracle.h"

#include <stdlib.h>

#include "support/rational.h"

static mpq_t *rationals(int64_t count) {
    mpq_t *a = malloc((size_t)(count + 1) * sizeof *a);
    if (!a)
        abort();
    for (int64_t i = 0; i < count; i++)
        mpq_init(a[i]);
    return a;
}

static void rationals_free(mpq_t *a, int64_t count) {
    for (int64_t i = 0; a && i < count; i++)
        mpq_clear(a[i]);
    free(a);
}

oracle_matrix oracle_matrix_new(int64_t rows, int64_t columns) {
    oracle_matrix A = {rows, columns, rationals(rows * columns)};
    return A;
}

void oracle_matrix_free(oracle_matrix *A) {
    rationals_free(A->a, A->rows * A->columns);
    A->a = NULL;
}

mpq_t *oracle_at(const oracle_matrix *A, int64_t i, int64_t j) {
    return &A->a[i * A->columns + j];
}

oracle_matrix oracle_matrix_texts(int64_t rows, int64_t columns, const char *const *texts) {
    oracle_matrix A = oracle_matrix_new(rows, columns);
    for (int64_t i = 0; i < rows * columns; i++)
        if (rational_from_text(A.a[i], texts[i]))
            abort();
    return A;
}

oracle_matrix oracle_matrix_doubles(int64_t rows, int64_t columns, const double *values) {
    oracle_matrix A = oracle_matrix_new(rows, columns);
    for (int64_t i = 0; i < rows * columns; i++)
        rational_from_double(A.a[i], values[i]);
    return A;
}

/* x = (column j of A, column k of B) */
static void dot(mpq_t x, const oracle_matrix *A, int64_t j, const oracle_matrix *B, int64_t k) {
    mpq_t sum, t; /* x may be an element */
    mpq_init(sum);
    mpq_init(t);
    for (int64_t i = 0; i < A->rows; i++) {
        mpq_mul(t, *oracle_at(A, i, j), *oracle_at(B, i, k));
        mpq_add(sum, sum, t);
    }
    mpq_set(x, sum);
    mpq_clear(sum);
    mpq_clear(t);
}

/* column j of A -= r * column k of B */
static void subtract(oracle_matrix *A, int64_t j, const mpq_t r, const oracle_matrix *B,
                     int64_t k) {
    mpq_t t;
    mpq_init(t);
    for (int64_t i = 0; i < A->rows; i++) {
        mpq_mul(t, r, *oracle_at(B, i, k));
        mpq_sub(*oracle_at(A, i, j), *oracle_at(A, i, j), t);
    }
    mpq_clear(t);
}

static oracle_matrix copy(const oracle_matrix *A) {
    oracle_matrix C = oracle_matrix_new(A->rows, A->columns);
    for (int64_t i = 0; i < A->rows * A->columns; i++)
        mpq_set(C.a[i], A->a[i]);
    return C;
}

/* Orthogonalise the columns of Q in place, Q = (Q as given) S; norms[j] = (q_j, q_j), 0 where
 * column j is dependent. */
static void orthogonalise(oracle_matrix *Q, oracle_matrix *S, mpq_t *norms) {
    mpq_t r;
    mpq_init(r);
    for (int64_t j = 0; j < Q->columns; j++) {
        mpq_set_ui(*oracle_at(S, j, j), 1, 1);
        for (int64_t k = 0; k < j; k++) {
            if (mpq_sgn(norms[k]) == 0)
                continue;
            dot(r, Q, k, Q, j);
            mpq_div(r, r, norms[k]);
            subtract(Q, j, r, Q, k);
            subtract(S, j, r, S, k);
        }
        dot(norms[j], Q, j, Q, j);
    }
    mpq_clear(r);
}

/* inverse += s_k s_k' / norm */
static void add_outer(oracle_matrix *inverse, const oracle_matrix *S, int64_t k, const mpq_t norm) {
    mpq_t t;
    mpq_init(t);
    for (int64_t i = 0; i < S->rows; i++)
        for (int64_t j = 0; j < S->rows; j++) {
            mpq_mul(t, *oracle_at(S, i, k), *oracle_at(S, j, k));
            mpq_div(t, t, norm);
            mpq_add(*oracle_at(inverse, i, j), *oracle_at(inverse, i, j), t);
        }
    mpq_clear(t);
}

/* coef, residual and inverse from the orthogonal columns. */
static void project(oracle *o, const oracle_matrix *Q, const oracle_matrix *S, const mpq_t *norms) {
    mpq_t c;
    mpq_init(c);
    for (int64_t k = 0; k < o->p; k++) {
        if (!o->independent[k])
            continue;
        add_outer(&o->inverse, S, k, norms[k]);
        for (int64_t l = 0; l < o->q; l++) {
            dot(c, Q, k, &o->residual, l);
            mpq_div(c, c, norms[k]);
            subtract(&o->residual, l, c, Q, k);
            mpq_neg(c, c);
            subtract(&o->coef, l, c, S, k);
        }
    }
    mpq_clear(c);
}

/* relation from the null vectors, and min_norm = coef less its projection on them. */
static void use_null_vectors(oracle *o, const oracle_matrix *S) {
    int64_t nullity = o->p - o->rank, at = 0;
    oracle_matrix N = oracle_matrix_new(o->p, nullity);
    oracle_matrix T = oracle_matrix_new(nullity, nullity);
    mpq_t *norms = rationals(nullity), c;
    mpq_init(c);
    for (int64_t j = 0; j < o->p; j++) {
        if (o->independent[j])
            continue;
        for (int64_t i = 0; i < o->p; i++) {
            mpq_set(*oracle_at(&N, i, at), *oracle_at(S, i, j));
            if (i != j)
                mpq_neg(*oracle_at(&o->relation, j, i), *oracle_at(S, i, j));
        }
        at++;
    }
    orthogonalise(&N, &T, norms);
    for (int64_t k = 0; k < nullity; k++)
        for (int64_t l = 0; l < o->q; l++) {
            dot(c, &N, k, &o->min_norm, l);
            mpq_div(c, c, norms[k]);
            subtract(&o->min_norm, l, c, &N, k);
        }
    mpq_clear(c);
    rationals_free(norms, nullity);
    oracle_matrix_free(&T);
    oracle_matrix_free(&N);
}

/* rss, tss and centred_tss = tss - (sum y)^2 / n */
static void sums_of_squares(oracle *o, const oracle_matrix *Y) {
    mpq_t sum, n;
    mpq_init(sum);
    mpq_init(n);
    mpq_set_ui(n, (unsigned long)o->n, 1);
    for (int64_t l = 0; l < o->q; l++) {
        dot(o->rss[l], &o->residual, l, &o->residual, l);
        dot(o->tss[l], Y, l, Y, l);
        mpq_set_ui(sum, 0, 1);
        for (int64_t i = 0; i < o->n; i++)
            mpq_add(sum, sum, *oracle_at(Y, i, l));
        mpq_mul(sum, sum, sum);
        if (o->n > 0)
            mpq_div(sum, sum, n);
        mpq_sub(o->centred_tss[l], o->tss[l], sum);
    }
    mpq_clear(sum);
    mpq_clear(n);
}

oracle *oracle_fit(const oracle_matrix *X, const oracle_matrix *Y) {
    oracle *o = calloc(1, sizeof *o);
    int64_t n = X->rows, p = X->columns, q = Y->columns;
    if (!o || !(o->independent = calloc((size_t)p + 1, sizeof *o->independent)))
        abort();
    o->n = n;
    o->p = p;
    o->q = q;
    o->relation = oracle_matrix_new(p, p);
    o->inverse = oracle_matrix_new(p, p);
    o->coef = oracle_matrix_new(p, q);
    o->residual = copy(Y);
    o->rss = rationals(q);
    o->tss = rationals(q);
    o->centred_tss = rationals(q);
    oracle_matrix Q = copy(X), S = oracle_matrix_new(p, p);
    mpq_t *norms = rationals(p);
    orthogonalise(&Q, &S, norms);
    for (int64_t j = 0; j < p; j++)
        o->rank += o->independent[j] = mpq_sgn(norms[j]) != 0;
    project(o, &Q, &S, norms);
    o->min_norm = copy(&o->coef);
    use_null_vectors(o, &S);
    sums_of_squares(o, Y);
    rationals_free(norms, p);
    oracle_matrix_free(&S);
    oracle_matrix_free(&Q);
    return o;
}

void oracle_free(oracle *o) {
    if (!o)
        return;
    rationals_free(o->rss, o->q);
    rationals_free(o->tss, o->q);
    rationals_free(o->centred_tss, o->q);
    oracle_matrix_free(&o->relation);
    oracle_matrix_free(&o->inverse);
    oracle_matrix_free(&o->coef);
    oracle_matrix_free(&o->min_norm);
    oracle_matrix_free(&o->residual);
    free(o->independent);
    free(o);
}
