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
 * |dE|) in B, where rho = p 2^-50 cond, and rho (|dB| + |dE|) in E.  Another step is taken where
 * this is more than half a rounding error of some coefficient or of E, five in all at most.  As the
 * bound does not know the true rate, a later step has to gain as well: at least one coefficient, or
 * E, has changed by more than a rounding error of its own and by at most half of the change before.
 *
 * A response keeps its step where |dB| is at most half of the |dB| before, of |B| at first, or
 * below 2^-50 |B|.  The latter is for a coefficient that outweighs the others: its own rounding
 * error u |B| comes back in each step, and would hide that the small ones still gain.  They are
 * right up to about cond u (u |B|).
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

enum { MOST_STEPS = 5 };

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
    lsq_matrix last; /* (p + 1)-by-q: for each response |dB_j| and |dE| of the step before */
    lsq_matrix E, F; /* n-by-q */
    tile *tile;
    lanes *sums; /* p q */
} refinement;

static void refinement_clear(refinement *r) {
    lsq_matrix_clear(&r->B);
    lsq_matrix_clear(&r->change);
    lsq_matrix_clear(&r->top);
    lsq_matrix_clear(&r->last);
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
    if (!status)
        status = lsq_matrix_init(&r->last, p + 1, q, &kept->account, error);
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
static void read_column(refinement *r, lsq_block_place place, int64_t rows, int64_t j) {
    lsq_blocks_read(r->kept, place, rows, j, r->QR->exponent[j], r->tile->x);
    memset(r->tile->x + rows, 0, (size_t)(LSQ_TILE - rows) * sizeof *r->tile->x);
}

/* high + low = Y - E, exactly */
static void begin_residual(refinement *r, lsq_block_place place, int64_t at, int64_t rows,
                           int64_t l) {
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
static void add_tile(refinement *r, lsq_block_place place, int64_t at, int64_t rows, int first) {
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
    lsq_block_place place = {0, 0};
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

/* 1 if the change of response l is small enough to be kept, given the norm of the one before. */
static int is_improvement(const refinement *r, int64_t l, double before) {
    double now = lsq_norm_column(lsq_matrix_look(&r->change), l);
    return now <= before / 2 || now <= 0x1p-50 * lsq_norm_column(lsq_matrix_look(&r->B), l);
}

static void add(refinement *r, int64_t l) {
    int64_t n = r->E.rows, p = r->B.rows;
    for (int64_t j = 0; j < p; j++)
        r->B.data[j + l * p] += r->change.data[j + l * p];
    for (int64_t i = 0; i < n; i++)
        r->E.data[i + l * n] += r->F.data[i + l * n];
}

/* 1 if a change is more than a rounding error of x and at most half of the change before. */
static int gains(double change, double before, double x) {
    return change > 0x1p-53 * x && change <= before / 2;
}

/* 1 if the last step still gained on some coefficient of response l or on its E, which a first step
 * always does; the changes are kept for the next one. */
static int has_gained(refinement *r, int64_t l, int first) {
    int64_t p = r->B.rows;
    double *last = r->last.data + l * (p + 1);
    int gained = first;
    for (int64_t j = 0; j < p; j++) {
        double change = fabs(r->change.data[j + l * p]);
        gained |= gains(change, last[j], fabs(r->B.data[j + l * p]));
        last[j] = change;
    }
    double change = lsq_norm_column(lsq_matrix_look(&r->F), l);
    gained |= gains(change, last[p], lsq_norm_column(lsq_matrix_look(&r->E), l));
    last[p] = change;
    return gained;
}

/* 1 unless what the last step leaves is below half a rounding error of every coefficient of
 * response l, and of E as a whole. */
static int may_be_off(const refinement *r, int64_t l, double rcond) {
    int64_t p = r->kept->p;
    lsq_const_view R = lsq_matrix_look(&r->QR->R);
    const double *B = r->B.data + l * p, *dB = r->change.data + l * p;
    double rho = (double)p * 0x1p-50 / rcond;
    double b = 0, e = lsq_norm_column(lsq_matrix_look(&r->F), l);
    for (int64_t j = 0; j < p; j++)
        b = hypot(b, dB[j] * lsq_norm_column(R, j));
    for (int64_t j = 0; j < p; j++)
        if (!(rho * (b + e / rcond) <= 0x1p-54 * fabs(B[j]) * lsq_norm_column(R, j)))
            return 1;
    return !(rho * (b + e) <= 0x1p-54 * lsq_norm_column(lsq_matrix_look(&r->E), l));
}

/* Add the changes to the responses that they improve.  *kept = 1 if there is one, *another = 1 if
 * another step may improve it further. */
static void take_step(refinement *r, int first, double rcond, int *kept, int *another) {
    int64_t p = r->B.rows;
    *kept = *another = 0;
    for (int64_t l = 0; l < r->B.columns; l++) {
        lsq_const_view last = lsq_look_block(lsq_matrix_look(&r->last), 0, l, p, 1);
        double before =
            first ? lsq_norm_column(lsq_matrix_look(&r->B), l) : lsq_norm_frobenius(last);
        if (!is_improvement(r, l, before))
            continue;
        *kept = 1;
        add(r, l);
        if (has_gained(r, l, first) && may_be_off(r, l, rcond))
            *another = 1;
    }
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
    for (int kept_some = 1, another = 1; another && *steps < MOST_STEPS; *steps += kept_some) {
        residuals(&r, *steps == 0);
        if ((status = solve_augmented(&r, error)))
            break;
        take_step(&r, *steps == 0, result->answer.rcond, &kept_some, &another);
    }
    if (!status && *steps > 0)
        deliver(result, &r);
    refinement_clear(&r);
    return status;
}
