/* refine.c - the augmented system of least squares, with residuals in twice the working precision.
 *
 *   [I X; X' 0] [E; B] = [Y; 0]
 *   F = Y - E - X B,  G = -X'E            each a dot product in twice the working precision
 *   H = R^-T G,  [c1; c2] = Q'[0; F],   dB = R^-1 (c1 - H),  [0; dE] = Q [H; c2]
 *
 * Björck, Iterative refinement of linear least squares solutions I, BIT 7 (1967), with p rows of
 * zeros above X and Y as the Q of blocks.c has it.  Refining E along with B is what removes the
 * term cond^2 u |E|: each step multiplies the error of B by about cond u, until it is a rounding
 * error of B for the doubles in X and Y.
 *
 * The first step is always worth its price, less than the QR itself: the error of plain QR is c u
 * (cond |B| + cond^2 |E|), and neither c, which may grow as n p, nor the share of the smallest
 * coefficient is known from the condition alone.  What the step leaves is that same error for dB
 * and dE in place of B and E, the columns of X having length 1: with 8 p for c, rho (|dB| + cond
 * |dE|) in B, where rho = p 2^-50 cond, and rho (|dB| + |dE|) in E.  The second step is taken where
 * this is more than half a rounding error of some coefficient or of E.  (Of 20,000 random problems,
 * n to 10^6 and cond to 10^9, half took one step; another one changed no bit of B in any of these.)
 *
 * Cost of a step: one pass through the rows for F and G and two through Q, 28 n p q flops with fma.
 * The rows are read where they are kept and scaled on the way, exactly, a tile at a time, so that
 * chunks change no bit.
 *
 * SPDX-License-Identifier: MIT */
#include "refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "triangle.h"
#include "twofold.h"

enum { MOST_STEPS = 2 };

/* Some rows: a column of X, and for each response F = high + low and E; zeros below the end. */
typedef struct tile {
    double x[LSQ_TILE];
    struct {
        double high[LSQ_TILE], low[LSQ_TILE], E[LSQ_TILE];
    } y[];
} tile;

/* Partial sums of an element of G. */
typedef struct lanes {
    double high[LSQ_LANES], low[LSQ_LANES];
} lanes;

typedef struct refinement {
    lsq_kept *kept;
    lsq_blocks *QR;
    lsq_matrix B, change, top; /* p-by-q */
    lsq_matrix E, F;           /* n-by-q */
    tile *tile;
    lanes *sums; /* p q */
} refinement;

static void refinement_clear(refinement *r) {
    lsq_matrix_clear(&r->B);
    lsq_matrix_clear(&r->change);
    lsq_matrix_clear(&r->top);
    lsq_matrix_clear(&r->E);
    lsq_matrix_clear(&r->F);
    free(r->tile);
    free(r->sums);
}

static lsq_status refinement_init(refinement *r, lsq_kept *kept, lsq_blocks *QR,
                                  const lsq_result *result, lsq_error *error) {
    int64_t n = kept->n, p = kept->p, q = kept->q;
    const int *exponent = QR->exponent;
    *r = (refinement){.kept = kept, .QR = QR};
    lsq_status status =
        lsq_alloc(&r->tile, 1, sizeof *r->tile + (size_t)q * sizeof *r->tile->y, error);
    if (!status)
        status = lsq_alloc(&r->sums, p * q, sizeof *r->sums, error);
    lsq_matrix *const small[] = {&r->B, &r->change, &r->top}, *const tall[] = {&r->E, &r->F};
    for (int i = 0; !status && i < 3; i++)
        status = lsq_matrix_init(small[i], p, q, &kept->account, error);
    for (int i = 0; !status && i < 2; i++)
        status = lsq_matrix_init(tall[i], n, q, &kept->account, error);
    for (int64_t l = 0; !status && l < q; l++)
        for (int64_t i = 0; i < p; i++)
            r->B.data[i + l * p] = ldexp(result->B.data[i + l * p], exponent[i] - exponent[p + l]);
    if (status)
        refinement_clear(r);
    return status;
}

/* ---- F and G ---- */

/* x = column j of the tile's rows */
static void read_column(refinement *r, lsq_place place, int64_t rows, int64_t j) {
    lsq_blocks_read(r->kept, place, rows, j, r->QR->exponent[j], r->tile->x);
    memset(r->tile->x + rows, 0, (size_t)(LSQ_TILE - rows) * sizeof *r->tile->x);
}

/* high + low = Y - E, exactly */
static void begin_residual(refinement *r, lsq_place place, int64_t at, int64_t rows, int64_t l) {
    tile *t = r->tile;
    double *E = t->y[l].E;
    memcpy(E, r->E.data + at + l * r->E.rows, (size_t)rows * sizeof *E);
    memset(E + rows, 0, (size_t)(LSQ_TILE - rows) * sizeof *E);
    read_column(r, place, rows, r->kept->p + l);
    for (int i = 0; i < LSQ_TILE; i++)
        t->y[l].low[i] = lsq_two_sum(&t->y[l].high[i], t->x[i], -E[i]);
}

/* F = high + low.  At first, when E is 0, that is E, and F what E has lost by rounding. */
static void end_residual(refinement *r, int64_t at, int64_t rows, int64_t l, int first) {
    tile *t = r->tile;
    double *E = t->y[l].E;
    if (first)
        for (int i = 0; i < LSQ_TILE; i++) {
            E[i] = t->y[l].high[i] + t->y[l].low[i];
            t->y[l].low[i] += lsq_two_sum(&t->y[l].high[i], t->y[l].high[i], -E[i]);
        }
    for (int64_t i = 0; i < rows; i++)
        r->F.data[at + i + l * r->F.rows] = t->y[l].high[i] + t->y[l].low[i];
    memcpy(r->E.data + at + l * r->E.rows, E, (size_t)rows * sizeof *E);
}

/* F = Y - E - X B for the rows of a tile, and their part of G */
static void add_tile(refinement *r, lsq_place place, int64_t at, int64_t rows, int first) {
    int64_t p = r->kept->p, q = r->kept->q;
    const lsq_twofold *twofold = lsq_twofold_here();
    tile *t = r->tile;
    for (int64_t l = 0; l < q; l++)
        begin_residual(r, place, at, rows, l);
    for (int64_t j = 0; j < p; j++) {
        read_column(r, place, rows, j);
        for (int64_t l = 0; l < q; l++)
            twofold->subtract_multiple(t->y[l].high, t->y[l].low, t->x, r->B.data[j + l * p]);
    }
    for (int64_t l = 0; l < q; l++)
        end_residual(r, at, rows, l, first);
    for (int64_t j = 0; j < p; j++) {
        read_column(r, place, rows, j);
        for (int64_t l = 0; l < q; l++) {
            lanes *s = &r->sums[j + l * p];
            twofold->subtract_products(s->high, s->low, t->x, t->y[l].E);
        }
    }
}

static double sum(const lanes *s) {
    double high = 0, low = 0;
    for (int i = 0; i < LSQ_LANES; i++)
        low += lsq_two_sum(&high, high, s->high[i]) + s->low[i];
    return high + low;
}

/* F = Y - E - X B and change = G = -X'E; at first E = Y - X B */
static void residuals(refinement *r, int first) {
    int64_t n = r->kept->n, p = r->kept->p, q = r->kept->q, rows;
    lsq_place place = {0, 0};
    memset(r->sums, 0, (size_t)(p * q) * sizeof *r->sums);
    for (int64_t at = 0; at < n; at += rows) {
        rows = n - at < LSQ_TILE ? n - at : LSQ_TILE;
        add_tile(r, place, at, rows, first);
        lsq_blocks_advance(r->kept, &place, rows);
    }
    for (int64_t i = 0; i < p * q; i++)
        r->change.data[i] = sum(&r->sums[i]);
}

/* ---- a step ---- */

/* change = dB, F = dE */
static lsq_status solve_augmented(refinement *r, lsq_error *error) {
    int64_t p = r->kept->p;
    const lsq_lapack *L = r->kept->L;
    lsq_const_view R = lsq_look_block(lsq_matrix_look(&r->QR->R), 0, 0, p, p);
    lsq_view F = lsq_matrix_view(&r->F), H = lsq_matrix_view(&r->change);
    lsq_view top = lsq_matrix_view(&r->top);
    lsq_set_zero(top);
    lsq_status status = lsq_solve_triangle(L, R, LSQ_TRANSPOSED, H, error);
    if (!status)
        status = lsq_blocks_apply(r->QR, LSQ_TRANSPOSED, top, F, error);
    for (int64_t i = 0; !status && i < p * F.columns; i++) {
        double c1 = top.data[i], h = H.data[i];
        top.data[i] = h;
        H.data[i] = c1 - h;
    }
    if (!status)
        status = lsq_solve_triangle(L, R, LSQ_PLAIN, H, error);
    if (!status)
        status = lsq_blocks_apply(r->QR, LSQ_PLAIN, top, F, error);
    return status;
}

static void add(lsq_matrix *A, const lsq_matrix *B) {
    for (int64_t i = 0; i < A->rows * A->columns; i++)
        A->data[i] += B->data[i];
}

/* 1 unless what the last step leaves is below half a rounding error of every coefficient, and of E
 * as a whole. */
static int is_worth_another(const refinement *r, double rcond) {
    int64_t p = r->kept->p;
    lsq_const_view R = lsq_matrix_look(&r->QR->R), dE = lsq_matrix_look(&r->F);
    double rho = (double)p * 0x1p-50 / rcond;
    for (int64_t l = 0; l < r->kept->q; l++) {
        const double *B = r->B.data + l * p, *dB = r->change.data + l * p;
        double b = 0, e = lsq_norm_column(dE, l);
        for (int64_t j = 0; j < p; j++)
            b = hypot(b, dB[j] * lsq_norm_column(R, j));
        for (int64_t j = 0; j < p; j++)
            if (!(rho * (b + e / rcond) <= 0x1p-54 * fabs(B[j]) * lsq_norm_column(R, j)))
                return 1;
        if (!(rho * (b + e) <= 0x1p-54 * lsq_norm_column(lsq_matrix_look(&r->E), l)))
            return 1;
    }
    return 0;
}

/* The refined B and |E e_l|^2 in the units of the data. */
static void deliver(lsq_result *result, const refinement *r) {
    int64_t p = r->kept->p;
    const int *exponent = r->QR->exponent;
    for (int64_t l = 0; l < r->kept->q; l++) {
        for (int64_t i = 0; i < p; i++)
            result->B.data[i + l * p] = ldexp(r->B.data[i + l * p], exponent[p + l] - exponent[i]);
        double length = lsq_norm_column(lsq_matrix_look(&r->E), l);
        result->rss[l] = lsq_square(length, exponent[p + l]);
    }
}

lsq_status lsq_refine(lsq_result *result, int *steps, lsq_kept *kept, lsq_blocks *QR,
                      lsq_error *error) {
    refinement r;
    *steps = 0;
    lsq_status status = refinement_init(&r, kept, QR, result, error);
    if (status)
        return status;
    double before = lsq_norm_frobenius(lsq_matrix_look(&r.B));
    while (*steps < MOST_STEPS) {
        residuals(&r, *steps == 0);
        if ((status = solve_augmented(&r, error)))
            break;
        double now = lsq_norm_frobenius(lsq_matrix_look(&r.change));
        if (!(now <= before / 2))
            break;
        add(&r.B, &r.change);
        add(&r.E, &r.F);
        ++*steps;
        before = now;
        if (!is_worth_another(&r, result->answer.rcond))
            break;
    }
    if (!status && *steps > 0)
        deliver(result, &r);
    refinement_clear(&r);
    return status;
}
