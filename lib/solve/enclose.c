/* enclose.c - the solution of the normal equations in balls, or exactly.
 *
 *   C = (X'X)^-1,  B = C X'Y, corrected by C times what X'X B leaves of X'Y,  rss_r = y'y - b'X'y
 *
 * At first C comes from products of doubles (inverse.h); where these prove nothing, or more bits
 * are asked for, by Cholesky in balls (Arb).  X'X is an exact integer matrix, so the only error is
 * that of the arithmetic, which the balls carry.  A given solution has B, C and rss in doubles,
 * which are exact numbers; only the change of units rounds, and the balls carry that.
 *
 * SPDX-License-Identifier: MIT */
#include "enclose.h"

#include <string.h>

#include "../base/error.h"
#include "../exact/numerals.h"
#include "../exact/powers.h"
#include "inverse.h"

static const double MOST_BYTES = 4e9; /* of three matrices of balls */

void lsq_solution_init(lsq_solution *s, const lsq_normal *N, const lsq_basis *basis) {
    memset(s, 0, sizeof *s);
    s->N = N;
    s->basis = basis;
    slong r = (slong)basis->rank, q = (slong)N->q;
    arb_mat_init(s->C, r, r);
    arb_mat_init(s->B, r, q);
    arb_mat_init(s->rss, 1, q);
    fmpq_mat_init(s->B_exact, r, q);
    fmpq_mat_init(s->rss_exact, 1, q);
    s->C_exact = _fmpq_vec_init(r);
}

/* x = d unit_a^ta unit_b^tb, ta and tb whole numbers */
static void set_scaled(fmpq_t x, const lsq_normal *N, double d, int64_t a, int64_t ta, int64_t b,
                       int64_t tb) {
    lsq_rational_of_double(x, d);
    lsq_rational_scale(x, ta * N->exp10[a] + tb * N->exp10[b], ta * N->exp2[a] + tb * N->exp2[b]);
}

void lsq_solution_give(lsq_solution *s, const lsq_normal *N, const lsq_basis *basis,
                       const lsq_answer *answer) {
    lsq_solution_init(s, N, basis);
    s->given = answer;
    s->is_exact = 1;
    for (int64_t i = 0; i < basis->rank; i++) {
        int64_t j = basis->kept[i];
        if (answer->C)
            set_scaled(s->C_exact + i, N, answer->C[j + j * N->p], j, 2, j, 0);
        for (int64_t r = 0; r < N->q; r++)
            set_scaled(fmpq_mat_entry(s->B_exact, i, r), N, answer->B[j + r * N->p], j, 1, N->p + r,
                       -1);
    }
    for (int64_t r = 0; r < N->q; r++)
        set_scaled(fmpq_mat_entry(s->rss_exact, 0, r), N, answer->rss[r], N->p + r, -2, N->p + r,
                   0);
}

void lsq_solution_clear(lsq_solution *s) {
    if (!s->N)
        return;
    arb_mat_clear(s->C);
    arb_mat_clear(s->B);
    arb_mat_clear(s->rss);
    fmpq_mat_clear(s->B_exact);
    fmpq_mat_clear(s->rss_exact);
    _fmpq_vec_clear(s->C_exact, (slong)s->basis->rank);
    memset(s, 0, sizeof *s);
}

/* Entry (i, j) of X'X over the kept terms, and of X'Y. */
static const fmpz *xx(const lsq_solution *s, int64_t i, int64_t j) {
    return fmpz_mat_entry(s->N->S, s->basis->kept[i], s->basis->kept[j]);
}

static const fmpz *xy(const lsq_solution *s, int64_t i, int64_t r) {
    return fmpz_mat_entry(s->N->S, s->basis->kept[i], s->N->p + r);
}

static const fmpz *yy(const lsq_solution *s, int64_t r) {
    return fmpz_mat_entry(s->N->S, s->N->p + r, s->N->p + r);
}

/* C with prec bits by Cholesky in balls; 0 if a pivot is not provably positive. */
static int invert(lsq_solution *s, slong prec) {
    slong rank = (slong)s->basis->rank;
    arb_mat_t A;
    arb_mat_init(A, rank, rank);
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < rank; j++)
            arb_set_fmpz(arb_mat_entry(A, i, j), xx(s, i, j));
    int proven = arb_mat_spd_inv(s->C, A, prec);
    arb_mat_clear(A);
    return proven;
}

/* B = C D for D = X'Y, then once B~ + C (D - X'X B~) with its midpoints B~, so that B has nearly
 * twice as many digits as C. */
static void solve(lsq_solution *s, const arb_mat_t D, slong prec) {
    slong rank = (slong)s->basis->rank, q = (slong)s->N->q;
    arb_mat_t rest;
    arb_mat_init(rest, rank, q);
    arb_ptr row = _arb_vec_init(rank);
    arb_mat_mul(s->B, s->C, D, prec);
    arb_mat_get_mid(s->B, s->B);
    for (slong i = 0; i < rank; i++) {
        for (slong j = 0; j < rank; j++)
            arb_set_fmpz(row + j, xx(s, i, j));
        for (slong r = 0; r < q; r++)
            arb_dot(arb_mat_entry(rest, i, r), arb_mat_entry(D, i, r), 1, row, 1,
                    arb_mat_entry(s->B, 0, r), q, rank, 2 * prec);
    }
    arb_mat_mul(rest, s->C, rest, prec);
    arb_mat_add(s->B, s->B, rest, prec);
    _arb_vec_clear(row, rank);
    arb_mat_clear(rest);
}

/* C, B and rss with prec bits; 0 if X'X is not provably positive definite. */
static int enclose(lsq_solution *s, slong prec) {
    slong rank = (slong)s->basis->rank, q = (slong)s->N->q;
    int proven = (prec <= LSQ_INVERSE_BITS && lsq_inverse_enclose(s->C, s->N->S, s->basis->kept)) ||
                 invert(s, prec);
    arb_mat_t D;
    arb_mat_init(D, rank, q);
    for (slong i = 0; i < rank; i++)
        for (slong r = 0; r < q; r++)
            arb_set_fmpz(arb_mat_entry(D, i, r), xy(s, i, r));
    if (proven) {
        if (s->is_exact)
            arb_mat_set_fmpq_mat(s->B, s->B_exact, prec);
        else
            solve(s, D, prec);
        for (slong r = 0; r < q; r++) {
            arb_ptr rss = arb_mat_entry(s->rss, 0, r);
            if (s->is_exact) {
                arb_set_fmpq(rss, fmpq_mat_entry(s->rss_exact, 0, r), prec);
                continue;
            }
            arb_set_fmpz(rss, yy(s, r));
            for (slong i = 0; i < rank; i++)
                arb_submul(rss, arb_mat_entry(s->B, i, r), arb_mat_entry(D, i, r), prec);
        }
        s->prec = prec;
    }
    arb_mat_clear(D);
    return proven;
}

/* 1 if elimination meets a pivot that is proven negative, which no X'X has. */
static int is_indefinite(const lsq_solution *s, slong prec) {
    slong rank = (slong)s->basis->rank;
    arb_mat_t A;
    arb_t factor;
    arb_mat_init(A, rank, rank);
    arb_init(factor);
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < rank; j++)
            arb_set_fmpz(arb_mat_entry(A, i, j), xx(s, i, j));
    int negative = 0;
    for (slong k = 0; k < rank && !negative; k++) {
        arb_ptr pivot = arb_mat_entry(A, k, k);
        negative = arb_is_negative(pivot);
        if (arb_contains_zero(pivot))
            break;
        for (slong i = k + 1; i < rank && !negative; i++) {
            arb_div(factor, arb_mat_entry(A, i, k), pivot, prec);
            for (slong j = k + 1; j < rank; j++)
                arb_submul(arb_mat_entry(A, i, j), factor, arb_mat_entry(A, k, j), prec);
        }
    }
    arb_clear(factor);
    arb_mat_clear(A);
    return negative;
}

/* C in units of S: C_ij unit_i unit_j. */
static void enclose_given_inverse(lsq_solution *s, slong prec) {
    const lsq_basis *basis = s->basis;
    arb_ptr unit = _arb_vec_init((slong)basis->rank);
    for (int64_t i = 0; i < basis->rank; i++)
        lsq_ball_power(unit + i, s->N->exp10[basis->kept[i]], s->N->exp2[basis->kept[i]], prec);
    for (int64_t i = 0; i < basis->rank; i++)
        for (int64_t j = 0; j < basis->rank; j++) {
            arb_ptr c = arb_mat_entry(s->C, i, j);
            arb_set_d(c, s->given->C[basis->kept[i] + basis->kept[j] * basis->p]);
            arb_mul(c, c, unit + i, prec);
            arb_mul(c, c, unit + j, prec);
        }
    _arb_vec_clear(unit, (slong)basis->rank);
}

static void enclose_given(lsq_solution *s, slong prec) {
    if (s->given->C)
        enclose_given_inverse(s, prec);
    arb_mat_set_fmpq_mat(s->B, s->B_exact, prec);
    arb_mat_set_fmpq_mat(s->rss, s->rss_exact, prec);
    s->prec = prec;
}

lsq_status lsq_solution_refine(lsq_solution *s, slong prec, lsq_error *error) {
    double rank = (double)s->basis->rank;
    for (;; prec *= 2) {
        if (3 * rank * rank * ((double)prec / 8 + sizeof(arb_struct)) > MOST_BYTES)
            return lsq_fail(error, LSQ_ELIMIT,
                            "%lld terms at %lld bits would take more than %.0f GB",
                            (long long)s->basis->rank, (long long)prec, MOST_BYTES / 1e9);
        if (s->given)
            enclose_given(s, prec);
        if (s->given || enclose(s, prec))
            return LSQ_OK;
        if (is_indefinite(s, prec))
            return lsq_fail(error, LSQ_EUSAGE,
                            "these moments are not those of any rows; were rows subtracted that "
                            "had not been added?");
    }
}

/* X = A^-1 D over the rationals, A the kept X'X. */
static void solve_exactly(fmpq_mat_t X, const lsq_solution *s, const fmpz_mat_t D) {
    slong rank = (slong)s->basis->rank;
    if (!rank || !fmpz_mat_ncols(D))
        return;
    fmpz_mat_t A;
    fmpz_mat_init(A, rank, rank);
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < rank; j++)
            fmpz_set(fmpz_mat_entry(A, i, j), xx(s, i, j));
    fmpq_mat_solve_fmpz_mat(X, A, D);
    fmpz_mat_clear(A);
}

void lsq_solution_make_exact(lsq_solution *s) {
    if (s->is_exact)
        return;
    slong rank = (slong)s->basis->rank, q = (slong)s->N->q;
    fmpz_mat_t D;
    fmpz_mat_init(D, rank, q);
    for (slong i = 0; i < rank; i++)
        for (slong r = 0; r < q; r++)
            fmpz_set(fmpz_mat_entry(D, i, r), xy(s, i, r));
    solve_exactly(s->B_exact, s, D);
    fmpq_t product;
    fmpq_init(product);
    for (slong r = 0; r < q; r++) {
        fmpq *rss = fmpq_mat_entry(s->rss_exact, 0, r);
        fmpq_set_fmpz(rss, yy(s, r));
        for (slong i = 0; i < rank; i++) {
            fmpq_mul_fmpz(product, fmpq_mat_entry(s->B_exact, i, r), fmpz_mat_entry(D, i, r));
            fmpq_sub(rss, rss, product);
        }
    }
    fmpq_clear(product);
    fmpz_mat_clear(D);
    s->is_exact = 1;
    if (s->prec)
        enclose(s, s->prec);
}

void lsq_solution_exact_inverse(fmpq_t c, lsq_solution *s, int64_t i) {
    fmpq *known = s->C_exact + i; /* a diagonal entry of an inverse is never 0 */
    if (fmpq_is_zero(known) && !s->given) {
        slong rank = (slong)s->basis->rank;
        fmpz_mat_t unit;
        fmpq_mat_t column;
        fmpz_mat_init(unit, rank, 1);
        fmpq_mat_init(column, rank, 1);
        fmpz_one(fmpz_mat_entry(unit, i, 0));
        solve_exactly(column, s, unit);
        fmpq_set(known, fmpq_mat_entry(column, i, 0));
        fmpq_mat_clear(column);
        fmpz_mat_clear(unit);
    }
    fmpq_set(c, known);
}
