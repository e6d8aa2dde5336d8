/* squares.c - f(B) = |X B - Y|^2 on kept rows, as a function to be differentiated.
 *
 *   R = X B0 - Y                 once, in twice the working precision, then rounded
 *   r(B) = R + X (B - B0)        rounded; only the columns of coefficients that have moved
 *   f(B) = |r(B)|^2,   f(B) - f(C) = (r(B) - r(C))'(r(B) + r(C))
 *
 * with sums of products in twice the working precision (twofold.h).  The difference of two squares
 * loses nothing of what f(B) and f(C) have in common, so that neither an offset of Y nor a large
 * residual hides a gradient.  It is a difference of values all the same: it knows two points and
 * nothing of a derivative, forward differences made of it are off by the h |x|^2 of a quadratic,
 * and the residuals at either point have rounding errors of their own, |r| 2^-53.
 *
 * Cost: n p q products for R; n for each value and difference next to B0.  Memory: 8 n q bytes
 * beside the rows.  Overflow gives infinity or NaN, which is left to the caller to see.
 *
 * SPDX-License-Identifier: MIT */
#include "squares.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../solve/twofold.h"

/* Some rows of one response, zeros behind the last. */
typedef struct tile {
    double x[LSQ_TILE], above[LSQ_TILE], below[LSQ_TILE];
} tile;

/* Partial sums. */
typedef struct lanes {
    double high[LSQ_LANES], low[LSQ_LANES];
} lanes;

static double sum(const lanes *s) {
    double high = 0, low = 0;
    for (int i = 0; i < LSQ_LANES; i++)
        low += lsq_two_sum(&high, high, s->high[i]) + s->low[i];
    return high + low;
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* ---- residuals at B0 ---- */

/* R = X B - Y for some rows of a block and one response */
static void take_residuals(const lsq_squares *s, const lsq_matrix *block, int64_t at, int64_t rows,
                           int64_t r, double *R) {
    const lsq_twofold *twofold = lsq_twofold_here();
    tile t = {{0}, {0}, {0}};
    double *high = t.above, *low = t.below;
    for (int64_t i = 0; i < rows; i++)
        high[i] = -block->data[at + i + (s->p + r) * block->rows];
    for (int64_t j = 0; j < s->p; j++) {
        memcpy(t.x, block->data + at + j * block->rows, (size_t)rows * sizeof *t.x);
        twofold->subtract_multiple(high, low, t.x, -s->B[j + r * s->p]);
    }
    for (int64_t i = 0; i < rows; i++)
        R[i] = high[i] + low[i];
}

lsq_status lsq_squares_init(lsq_squares *s, const lsq_rows *kept, int64_t p, int64_t q,
                            const double *B, lsq_error *error) {
    *s = (lsq_squares){.kept = kept, .p = p, .q = q, .B = B};
    lsq_status status = lsq_alloc(&s->R, kept->n, (size_t)q * sizeof *s->R, error);
    if (!status)
        status = lsq_alloc(&s->moves, 2 * p, sizeof *s->moves, error);
    if (!status)
        status = lsq_alloc(&s->moved, p, sizeof *s->moved, error);
    if (status) {
        lsq_squares_clear(s);
        return status;
    }
    for (int64_t r = 0; r < q; r++) {
        double *R = s->R + r * kept->n;
        for (int64_t b = 0; b < kept->count; b++)
            for (int64_t at = 0, rows; at < kept->blocks[b].rows; at += rows, R += rows) {
                rows = least(LSQ_TILE, kept->blocks[b].rows - at);
                take_residuals(s, &kept->blocks[b], at, rows, r, R);
            }
    }
    return LSQ_OK;
}

void lsq_squares_clear(lsq_squares *s) {
    free(s->R);
    free(s->moves);
    free(s->moved);
    *s = (lsq_squares){0};
}

/* ---- values and differences ---- */

/* moved = the coefficients of response r in which x or y is not B, and moves = x - B and y - B
 * there; returns how many there are. */
static int64_t find_moves(const lsq_squares *s, int64_t r, const double *x, const double *y) {
    int64_t count = 0;
    for (int64_t j = 0; j < s->p; j++) {
        int64_t at = j + r * s->p;
        if (x[at] == s->B[at] && y[at] == s->B[at])
            continue;
        s->moved[count] = j;
        s->moves[2 * count] = x[at] - s->B[at];
        s->moves[2 * count + 1] = y[at] - s->B[at];
        count++;
    }
    return count;
}

/* above = r(x) and below = r(y) for some rows of a block, whose residuals at B are R */
static void move_residuals(tile *t, const lsq_squares *s, int64_t count, const lsq_matrix *block,
                           int64_t at, int64_t rows, const double *R) {
    memcpy(t->above, R, (size_t)rows * sizeof *R);
    memcpy(t->below, R, (size_t)rows * sizeof *R);
    for (int64_t m = 0; m < count; m++) {
        const double *x = block->data + at + s->moved[m] * block->rows;
        double up = s->moves[2 * m], down = s->moves[2 * m + 1];
        for (int64_t i = 0; i < rows; i++) {
            t->above[i] += x[i] * up;
            t->below[i] += x[i] * down;
        }
    }
    memset(t->above + rows, 0, (size_t)(LSQ_TILE - rows) * sizeof *t->above);
    memset(t->below + rows, 0, (size_t)(LSQ_TILE - rows) * sizeof *t->below);
}

/* |r(x)|^2 - |r(y)|^2 of one response, or |r(x)|^2 alone */
static double add_squares(const lsq_squares *s, int64_t r, int64_t count, int alone) {
    const lsq_twofold *twofold = lsq_twofold_here();
    const double *R = s->R + r * s->kept->n;
    lanes total = {{0}, {0}};
    tile t;
    for (int64_t b = 0; b < s->kept->count; b++) {
        const lsq_matrix *block = &s->kept->blocks[b];
        for (int64_t at = 0, rows; at < block->rows; at += rows, R += rows) {
            rows = least(LSQ_TILE, block->rows - at);
            move_residuals(&t, s, count, block, at, rows, R);
            for (int i = 0; i < LSQ_TILE; i++) {
                double up = t.above[i], down = alone ? 0 : t.below[i];
                t.above[i] = up - down;
                t.below[i] = -(up + down);
            }
            twofold->subtract_products(total.high, total.low, t.above, t.below);
        }
    }
    return sum(&total);
}

int lsq_squares_value(void *context, const double *x, double *f) {
    const lsq_squares *s = context;
    *f = 0;
    for (int64_t r = 0; r < s->q; r++)
        *f += add_squares(s, r, find_moves(s, r, x, x), 1);
    return 0;
}

int lsq_squares_difference(void *context, const double *x, const double *y, double *d) {
    const lsq_squares *s = context;
    *d = 0;
    for (int64_t r = 0; r < s->q; r++) {
        int64_t count = find_moves(s, r, x, y);
        *d += count ? add_squares(s, r, count, 0) : 0;
    }
    return 0;
}

/* ---- the gradient ---- */

int lsq_squares_gradient(void *context, const double *x, double *g) {
    const lsq_squares *s = context;
    memset(g, 0, (size_t)(s->p * s->q) * sizeof *g);
    for (int64_t b = 0; b < s->kept->count; b++) {
        const lsq_matrix *block = &s->kept->blocks[b];
        for (int64_t r = 0; r < s->q; r++)
            for (int64_t i = 0; i < block->rows; i++) {
                double e = -block->data[i + (s->p + r) * block->rows];
                for (int64_t j = 0; j < s->p; j++)
                    e += block->data[i + j * block->rows] * x[j + r * s->p];
                for (int64_t j = 0; j < s->p; j++)
                    g[j + r * s->p] += 2 * block->data[i + j * block->rows] * e;
            }
    }
    return 0;
}

/* 2 (n + p + 4) 2^-53 |X|'(|X||B| + |Y|), by the usual analysis of sums of products in any order
 * (Higham 2002, section 3.1); twice the unit roundoff makes up for the higher orders and for the
 * rounding of this sum itself. */
void lsq_squares_rounding(const lsq_squares *s, double *rounding) {
    const double unit = 2 * ((double)s->kept->n + (double)s->p + 4) * 0x1p-52;
    memset(rounding, 0, (size_t)(s->p * s->q) * sizeof *rounding);
    for (int64_t b = 0; b < s->kept->count; b++) {
        const lsq_matrix *block = &s->kept->blocks[b];
        for (int64_t r = 0; r < s->q; r++)
            for (int64_t i = 0; i < block->rows; i++) {
                double e = fabs(block->data[i + (s->p + r) * block->rows]);
                for (int64_t j = 0; j < s->p; j++)
                    e += fabs(block->data[i + j * block->rows] * s->B[j + r * s->p]);
                for (int64_t j = 0; j < s->p; j++)
                    rounding[j + r * s->p] += fabs(block->data[i + j * block->rows]) * e;
            }
    }
    for (int64_t at = 0; at < s->p * s->q; at++)
        rounding[at] *= unit;
}

void lsq_rows_lengths(const lsq_rows *kept, int64_t k, double *lengths) {
    for (int64_t j = 0; j < k; j++) {
        lengths[j] = 0;
        for (int64_t b = 0; b < kept->count; b++)
            lengths[j] = hypot(lengths[j], lsq_norm_column(lsq_matrix_look(&kept->blocks[b]), j));
    }
}
