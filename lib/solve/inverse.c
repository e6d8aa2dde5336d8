/* inverse.c - the inverse of X'X in balls, by products of doubles.
 *
 * A = X'X is scaled by powers of two to a diagonal in [1/4, 1), so that |a_ij| < 1.  R is about
 * A^-1, in doubles (approximate.h), and is refined column by column in fixed point of 128 bits:
 *
 *   x_j = R_j,   r_j = e_j - A x_j;   then, repeatedly,   d = R r_j,   x_j += d,   r_j -= A d
 *
 * A d is taken of the d that was added, so that only r has an error, which is bounded beforehand.
 * With E = I - A R, the first r, and norms of the largest row sum (Rump, Verification methods, Acta
 * Numerica 19, 2010, section 10),
 *
 *   |E| < 1   =>   A is regular,   A^-1 = R (I - E)^-1,
 *                  |A^-1 e_j - x_j|_i = |A^-1 r_j|_i <= |row i of R|_1 |r_j| / (1 - |E|).
 *
 * R was made from U'U = A + P.  No matrix M between U'U and A, on the line, is singular while |I -
 * M R| <= |E| + |P| |R| < 1; so A has as many positive eigenvalues as U'U, which is all.
 *
 * Fixed point: an integer v stands for v 2^-F in A, for v 2^(k_j - F) in column j of x, d and r,
 * where |R_j| < 2^k_j and F = 5b - 2.  |v| <= 2^F is five slices of b bits (exact/slices.h), v =
 * sum_s v_s 2^(b (4 - s)), whose products lsq_dots_add adds up without error.  Errors of r in its
 * unit: n for the last bit of A; at most 4n(1 + 2^-20) for the products of slices s + t > 4, which
 * are left out, n 2^(2b - 2) being the largest such sum; 1 for bits shifted out.
 *
 * Doubles are rounded to nearest.  Those that bound something are sums of at most 2n positive terms
 * with n <= 2^11, so that a factor of 1 + 2^-30 makes up for their rounding.
 *
 * SPDX-License-Identifier: MIT */
#include "inverse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../exact/dots.h"
#include "../exact/slices.h"
#include "approximate.h"

enum {
    SLICES = 5,
    LEADING = 1, /* the last slice that is kept of R and of r for R r */
    MOST_SLICE_BITS = 24,
    MOST_N = 2048,   /* n 2^F < 2^126 for all n up to here, so that no sum overflows */
    MOST_SCALE = 40, /* of a column of R */
    MOST_STEPS = 12,
    SPARE = 24,     /* bits of |r_j| that may stay */
    LEAST_GAIN = 3, /* bits that a step must bring for another to follow */
    PLANES = 2 + 2 * SLICES + 4
};

static const double ABOVE = 1 + 0x1p-30;

typedef __int128 fixed;

typedef struct inverse {
    lsq_simd simd;
    int64_t n, ld, plane; /* row or column j of a matrix is at j * ld, its next slice a plane on */
    int b, F;
    int64_t *e, *k, *m; /* A_ij 2^(-e_i - e_j) is what is inverted; the scales; |r_j| < 2^m_j */
    double *rho;        /* |row i of R|_1 */
    double *planes;     /* all doubles that follow */
    double *G, *R;      /* A, overwritten; the approximate inverse */
    double *A, *D;      /* slices of A and of d */
    double *L, *H;      /* the leading two slices of R, and of r shifted up to m_j */
    int64_t last;       /* A has slices 0 ... last */
    int64_t *sums;      /* of products of slices */
    fixed *x, *r, *d;
    double error; /* of each element of r, at most, in its unit */
} inverse;

static int allocate(inverse *w, int64_t n) {
    w->simd = lsq_simd_here();
    w->n = n;
    w->ld = (n + LSQ_DOTS_STEP - 1) / LSQ_DOTS_STEP * LSQ_DOTS_STEP;
    w->plane = n * w->ld;
    w->b = lsq_slice_bits(w->ld) < MOST_SLICE_BITS ? lsq_slice_bits(w->ld) : MOST_SLICE_BITS;
    w->F = SLICES * w->b - 2;
    if (lsq_alloc(&w->e, 3 * n, sizeof *w->e, NULL) || lsq_alloc(&w->rho, n, sizeof *w->rho, NULL))
        return 0;
    w->k = w->e + n;
    w->m = w->k + n;
    if (lsq_alloc(&w->sums, w->plane, sizeof *w->sums, NULL) ||
        lsq_alloc(&w->planes, PLANES * w->plane, sizeof *w->planes, NULL) ||
        lsq_alloc(&w->x, 3 * w->plane, sizeof *w->x, NULL))
        return 0;
    w->G = w->planes;
    w->R = w->G + w->plane;
    w->A = w->R + w->plane;
    w->D = w->A + SLICES * w->plane;
    w->L = w->D + SLICES * w->plane;
    w->H = w->L + 2 * w->plane;
    w->r = w->x + w->plane;
    w->d = w->r + w->plane;
    return 1;
}

static void clear(inverse *w) {
    free(w->x);
    free(w->planes);
    free(w->sums);
    free(w->rho);
    free(w->e);
}

/* ---- fixed point ---- */

/* v 2^shift, towards minus infinity */
static fixed shifted(fixed v, int64_t shift) {
    return shift >= 0 ? v * ((fixed)1 << shift) : v >> (shift > -127 ? -shift : 127);
}

/* The slices of v from the last one, `count` - 1, to the first; |v| <= 2^(count b - 2). */
static void cut(double *out, int64_t plane, fixed v, int count, int b) {
    uint64_t half = (uint64_t)1 << (b - 1), mask = 2 * half - 1;
    for (int s = count - 1; s > 0; s--) {
        int64_t digit = (int64_t)(((uint64_t)v + half) & mask) - (int64_t)half;
        out[s * plane] = (double)digit;
        v = (v - digit) >> b;
    }
    out[0] = (double)(int64_t)v;
}

static fixed of_double(double v, int64_t shift) {
    int exponent;
    int64_t mantissa = (int64_t)ldexp(frexp(v, &exponent), 53);
    return shifted(mantissa, exponent - 53 + shift);
}

/* v = a 2^shift, within one unit; 0 if |v| > 2^F */
static int of_integer(fixed *v, const fmpz_t a, int64_t shift, int F, fmpz_t t) {
    ulong high, low;
    if ((int64_t)fmpz_bits(a) + shift > F)
        return 0;
    if (shift >= 0)
        fmpz_mul_2exp(t, a, (ulong)shift);
    else
        fmpz_tdiv_q_2exp(t, a, (ulong)-shift);
    fmpz_get_signed_uiui(&high, &low, t);
    *v = (fixed)((unsigned __int128)high << 64 | low);
    return 1;
}

static double absolute(fixed v) {
    return (double)(v < 0 ? -v : v);
}

/* ---- the steps ---- */

/* A in slices and in doubles; 0 if it is not below 1. */
static int load(inverse *w, const fmpz_mat_t S, const int64_t *kept) {
    int64_t n = w->n;
    for (int64_t i = 0; i < n; i++) {
        const fmpz *a = fmpz_mat_entry(S, kept[i], kept[i]);
        if (fmpz_sgn(a) <= 0)
            return 0;
        w->e[i] = ((int64_t)fmpz_bits(a) + 1) / 2;
    }
    fmpz_t t;
    fmpz_init(t);
    int below = 1;
    fixed bits = 0;
    for (int64_t i = 0; i < n && below; i++)
        for (int64_t j = 0; j <= i && below; j++) {
            fixed v = 0;
            below = of_integer(&v, fmpz_mat_entry(S, kept[i], kept[j]), w->F - w->e[i] - w->e[j],
                               w->F, t);
            bits |= v;
            w->G[i * w->ld + j] = w->G[j * w->ld + i] = ldexp((double)v, -w->F);
            cut(w->A + i * w->ld + j, w->plane, v, SLICES, w->b);
            for (int s = 0; s < SLICES; s++)
                w->A[s * w->plane + j * w->ld + i] = w->A[s * w->plane + i * w->ld + j];
        }
    fmpz_clear(t);
    for (w->last = SLICES - 1; w->last && !(bits & (((fixed)1 << w->b) - 1)); w->last--)
        bits >>= w->b;
    return below;
}

/* x = R, cut to the three slices that hold a double; the leading two stay for later. */
static int begin(inverse *w) {
    if (!lsq_approximate_inverse(w->R, w->G, w->n, w->ld))
        return 0;
    for (int64_t j = 0; j < w->n; j++) {
        double most = 0;
        for (int64_t i = 0; i < w->n; i++)
            most = fmax(most, fabs(w->R[j * w->ld + i]));
        if (!(most < ldexp(1, MOST_SCALE)))
            return 0;
        int exponent;
        frexp(most, &exponent);
        w->k[j] = exponent;
        for (int64_t i = 0; i < w->n; i++) {
            int64_t at = j * w->ld + i;
            w->x[at] = shifted(of_double(w->R[at], w->F - 2 * w->b - exponent), 2 * w->b);
            w->rho[i] += ABOVE * ldexp(absolute(w->x[at]), exponent - w->F);
            cut(w->D + at, w->plane, w->x[at], SLICES, w->b);
            for (int64_t s = 0; s < 2; s++)
                w->L[s * w->plane + at] = w->D[s * w->plane + at];
        }
        w->r[j * w->ld + j] = shifted(1, w->F - exponent);
    }
    return 1;
}

/* The slices first ... last of a matrix. */
typedef struct slices {
    const double *at; /* slice 0 */
    int64_t first, last;
} slices;

/* sums_ij = the products of slice s of row i of A and slice t of column j of B, s + t = u. */
static void multiply(inverse *w, slices A, slices B, int64_t u) {
    memset(w->sums, 0, (size_t)w->plane * sizeof *w->sums);
    for (int64_t t = B.first; t <= B.last && t <= u; t++)
        if (u - t >= A.first && u - t <= A.last)
            lsq_dots_add(w->simd, w->sums, w->ld, B.at + t * w->plane, w->n,
                         A.at + (u - t) * w->plane, w->n, w->ld, w->ld,
                         (int64_t)1 << (55 - 2 * w->b));
}

/* r -= A d for a d with slices from first to last, and m. */
static void subtract(inverse *w, int64_t first, int64_t last) {
    for (int64_t u = first; u < SLICES; u++) {
        multiply(w, (slices){w->A, 0, w->last}, (slices){w->D, first, last}, u);
        for (int64_t j = 0; j < w->n; j++)
            for (int64_t i = 0; i < w->n; i++)
                w->r[j * w->ld + i] -= shifted(w->sums[j * w->ld + i], w->b * (SLICES - 2 - u) + 2);
    }
    w->error += 6 * (double)w->n + 1;
    for (int64_t j = 0; j < w->n; j++) {
        fixed bits = 0;
        for (int64_t i = 0; i < w->n; i++)
            bits |= w->r[j * w->ld + i] < 0 ? ~w->r[j * w->ld + i] : w->r[j * w->ld + i];
        for (w->m[j] = 0; bits; bits >>= 1)
            w->m[j]++;
    }
}

/* |E| for the r of now. */
static double first_norm(const inverse *w) {
    double worst = 0;
    for (int64_t i = 0; i < w->n; i++) {
        double sum = 0;
        for (int64_t j = 0; j < w->n; j++)
            sum += ldexp(absolute(w->r[j * w->ld + i]) + w->error, (int)w->k[j] - w->F);
        worst = fmax(worst, ABOVE * sum);
    }
    return worst;
}

/* The leading 2b - 2 bits of the columns of r in two slices. */
static void shift_up(inverse *w) {
    for (int64_t j = 0; j < w->n; j++)
        for (int64_t i = 0; i < w->n; i++)
            cut(w->H + j * w->ld + i, w->plane,
                shifted(w->r[j * w->ld + i], 2 * w->b - 2 - w->m[j]), 2, w->b);
}

/* d = R r, about, and its slices; the first of them, or -1 if d is too large. */
static int64_t step(inverse *w) {
    shift_up(w);
    for (int64_t u = 0; u <= LEADING; u++) {
        multiply(w, (slices){w->L, 0, LEADING}, (slices){w->H, 0, LEADING}, u);
        for (int64_t at = 0; at < w->plane; at++)
            w->d[at] = u ? w->d[at] + w->sums[at] : shifted(w->sums[at], w->b);
    }
    int64_t first = SLICES - 1;
    for (int64_t j = 0; j < w->n; j++)
        for (int64_t i = 0; i < w->n; i++) {
            int64_t at = j * w->ld + i, shift = w->k[i] + w->m[j] + 4 - 3 * w->b;
            fixed most = shifted(1, w->F - (shift > 0 ? shift : 0));
            if (w->d[at] > most || w->d[at] < -most)
                return -1;
            fixed d = w->d[at] = shifted(w->d[at], shift);
            w->x[at] += d;
            while (first && (d < 0 ? -d : d) >> (w->b * (SLICES - first) - 2))
                first--;
            cut(w->D + at, w->plane, d, SLICES, w->b);
        }
    return first;
}

/* The largest m_j. */
static int64_t length(const inverse *w) {
    int64_t most = 0;
    for (int64_t j = 0; j < w->n; j++)
        most = w->m[j] > most ? w->m[j] : most;
    return most;
}

/* C_ij = x_ij within |row i of R| |r_j| / (1 - |E|), in the units of A. */
static void deliver(arb_mat_t C, const inverse *w, double E) {
    fmpz_t t;
    fmpz_init(t);
    for (int64_t j = 0; j < w->n; j++) {
        double residual = ABOVE * (ldexp(1, (int)w->m[j]) + w->error) / (1 - E);
        for (int64_t i = j; i < w->n; i++) {
            arb_ptr c = arb_mat_entry(C, i, j);
            fixed v = w->x[j * w->ld + i];
            fmpz_set_signed_uiui(t, (ulong)(uint64_t)(v >> 64), (ulong)(uint64_t)v);
            arb_set_fmpz(c, t);
            mag_set_d(arb_radref(c), ABOVE * w->rho[i] * residual);
            arb_mul_2exp_si(c, c, (slong)(w->k[j] - w->F - w->e[i] - w->e[j]));
            arb_set(arb_mat_entry(C, j, i), c);
        }
    }
    fmpz_clear(t);
}

static int enclose(arb_mat_t C, inverse *w, const fmpz_mat_t S, const int64_t *kept) {
    if (!load(w, S, kept) || !begin(w))
        return 0;
    subtract(w, 0, 2);
    double E = first_norm(w), R = 0, n = (double)w->n;
    for (int64_t i = 0; i < w->n; i++)
        R = fmax(R, w->rho[i]);
    /* |P| is n times the error of Cholesky's method and 2^-52 for A in doubles. */
    if (!(E + n * (lsq_cholesky_error(w->n) + 0x1p-52) * R < 0.5))
        return 0;
    int64_t before = w->F, now = length(w);
    for (int i = 0; i < MOST_STEPS && now > SPARE && now + LEAST_GAIN <= before; i++) {
        int64_t first = step(w);
        if (first < 0)
            return 0;
        subtract(w, first, SLICES - 1);
        before = now;
        now = length(w);
    }
    deliver(C, w, E);
    return 1;
}

int lsq_inverse_enclose(arb_mat_t C, const fmpz_mat_t S, const int64_t *kept) {
    int64_t n = arb_mat_nrows(C);
    if (!n || n > MOST_N)
        return n == 0;
    inverse w = {0};
    int proven = allocate(&w, n) && enclose(C, &w, S, kept);
    clear(&w);
    return proven;
}
