/* refine.c - the augmented system of least squares, with residuals in twice the working precision.
 *
 *   [I X; X' 0] [E; B] = [Y; 0]
 *   F = Y - E - X B,  G = -X'E            each a dot product in twice the working precision
 *   H = R^-T G,  [c1; c2] = Q'F,   dB = R^-1 (c1 - H),  dE = Q [H; c2]
 *
 * Björck, Iterative refinement of linear least squares solutions I, BIT 7 (1967); the dot products
 * are Dot2 of Ogita, Rump and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005).
 * Refining E along with B is what removes the term cond^2 u |E|: each step multiplies the error of
 * B by about cond u, until it is a rounding error of B for the doubles in X and Y.  Cost of a step:
 * 40 n p q flops.  The rows are read where they are kept and scaled on the way, exactly.
 *
 * SPDX-License-Identifier: MIT */
#include "refine.h"

#include <math.h>
#include <stdlib.h>

#include "../base/memory.h"

enum { MOST_STEPS = 2 };

/* high + low, the sum of products so far. */
typedef struct twofold {
    double high, low;
} twofold;

/* s += a b: both the product and the sum with what their rounding loses. */
static twofold add_product(twofold s, double a, double b) {
    double product = a * b, lost = fma(a, b, -product);
    double sum = s.high + product, part = sum - s.high;
    s.low += (s.high - (sum - part)) + (product - part) + lost;
    s.high = sum;
    return s;
}

typedef struct refinement {
    lsq_kept *kept;
    double *factor; /* p + q: a kept column times this is the scaled one */
    lsq_matrix B, change;
    lsq_matrix E, F; /* n-by-q */
} refinement;

static void refinement_clear(refinement *r) {
    lsq_matrix_clear(&r->B);
    lsq_matrix_clear(&r->change);
    lsq_matrix_clear(&r->E);
    lsq_matrix_clear(&r->F);
    free(r->factor);
}

static lsq_status refinement_init(refinement *r, lsq_kept *kept, const lsq_result *result,
                                  const int *exponent, lsq_error *error) {
    int64_t n = kept->n, p = kept->p, q = kept->q;
    *r = (refinement){.kept = kept};
    lsq_status status = lsq_alloc(&r->factor, p + q, sizeof *r->factor, error);
    if (!status)
        status = lsq_matrix_init(&r->B, p, q, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&r->change, p, q, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&r->E, n, q, &kept->account, error);
    if (!status)
        status = lsq_matrix_init(&r->F, n, q, &kept->account, error);
    for (int64_t j = 0; !status && j < p + q; j++)
        r->factor[j] = ldexp(1, -exponent[j]);
    for (int64_t l = 0; !status && l < q; l++)
        for (int64_t i = 0; i < p; i++)
            r->B.data[i + l * p] = ldexp(result->B.data[i + l * p], exponent[i] - exponent[p + l]);
    if (status)
        refinement_clear(r);
    return status;
}

/* F = Y - E - X B */
static void residuals(refinement *r) {
    int64_t n = r->kept->n, p = r->kept->p, q = r->kept->q, at = 0;
    for (int64_t c = 0; c < r->kept->n_chunks; c++) {
        const lsq_matrix *A = &r->kept->chunks[c];
        for (int64_t l = 0; l < q; l++)
            for (int64_t i = 0; i < A->rows; i++) {
                twofold s = {A->data[i + (p + l) * A->rows] * r->factor[p + l], 0};
                s = add_product(s, -1, r->E.data[at + i + l * n]);
                for (int64_t j = 0; j < p; j++)
                    s = add_product(s, -A->data[i + j * A->rows] * r->factor[j],
                                    r->B.data[j + l * p]);
                r->F.data[at + i + l * n] = s.high + s.low;
            }
        at += A->rows;
    }
}

/* change = G = -X'E */
static void gradient(refinement *r) {
    int64_t n = r->kept->n, p = r->kept->p, q = r->kept->q;
    for (int64_t l = 0; l < q; l++)
        for (int64_t j = 0; j < p; j++) {
            twofold s = {0, 0};
            int64_t at = l * n;
            for (int64_t c = 0; c < r->kept->n_chunks; c++) {
                const lsq_matrix *A = &r->kept->chunks[c];
                for (int64_t i = 0; i < A->rows; i++)
                    s = add_product(s, -A->data[i + j * A->rows] * r->factor[j], r->E.data[at + i]);
                at += A->rows;
            }
            r->change.data[j + l * p] = s.high + s.low;
        }
}

/* change = dB, F = dE */
static lsq_status solve_augmented(refinement *r, lsq_const_view QR, const double *tau,
                                  lsq_error *error) {
    int64_t p = QR.columns;
    const lsq_lapack *L = r->kept->L;
    lsq_const_view R = lsq_look_block(QR, 0, 0, p, p);
    lsq_view F = lsq_matrix_view(&r->F), H = lsq_matrix_view(&r->change);
    lsq_status status = lsq_solve_triangle(L, R, LSQ_TRANSPOSED, H, error);
    if (!status)
        status = lsq_apply_q(L, QR, tau, LSQ_TRANSPOSED, F, error);
    for (int64_t l = 0; !status && l < F.columns; l++)
        for (int64_t i = 0; i < p; i++) {
            double *c1 = &F.data[i + l * F.ld], *h = &H.data[i + l * H.ld], c = *c1;
            *c1 = *h;
            *h = c - *h;
        }
    if (!status)
        status = lsq_solve_triangle(L, R, LSQ_PLAIN, H, error);
    if (!status)
        status = lsq_apply_q(L, QR, tau, LSQ_PLAIN, F, error);
    return status;
}

static void add(lsq_matrix *A, const lsq_matrix *B) {
    for (int64_t i = 0; i < A->rows * A->columns; i++)
        A->data[i] += B->data[i];
}

/* The refined B and |E e_l|^2 in the units of the data. */
static void deliver(lsq_result *result, const refinement *r, const int *exponent) {
    int64_t p = r->kept->p;
    for (int64_t l = 0; l < r->kept->q; l++) {
        for (int64_t i = 0; i < p; i++)
            result->B.data[i + l * p] = ldexp(r->B.data[i + l * p], exponent[p + l] - exponent[i]);
        double length = lsq_norm_column(lsq_matrix_look(&r->E), l);
        result->rss[l] = ldexp(length * length, 2 * exponent[p + l]);
    }
}

lsq_status lsq_refine(lsq_result *result, int *steps, lsq_kept *kept, lsq_const_view QR,
                      const double *tau, const int *exponent, lsq_error *error) {
    refinement r;
    *steps = 0;
    lsq_status status = refinement_init(&r, kept, result, exponent, error);
    if (status)
        return status;
    residuals(&r); /* with E = 0: the residuals of the first solution */
    add(&r.E, &r.F);
    double before = lsq_norm_frobenius(lsq_matrix_look(&r.B));
    while (*steps < MOST_STEPS) {
        residuals(&r);
        gradient(&r);
        if ((status = solve_augmented(&r, QR, tau, error)))
            break;
        double now = lsq_norm_frobenius(lsq_matrix_look(&r.change));
        if (!(now <= before / 2))
            break;
        add(&r.B, &r.change);
        add(&r.E, &r.F);
        ++*steps;
        before = now;
    }
    if (!status && *steps > 0)
        deliver(result, &r, exponent);
    refinement_clear(&r);
    return status;
}
