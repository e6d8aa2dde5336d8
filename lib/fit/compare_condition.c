/* compare_condition.c - the condition number of X, with its columns scaled to length 1 or as they
 * are.
 *
 *   cond(X D)^2 = lambda(D X'X D) lambda(D^-1 C D^-1),   C = (X'X)^-1,  D_jj = 1 / |X e_j| or 1
 *
 * lambda being the largest eigenvalue, which a backward stable method finds to full relative
 * accuracy in any symmetric matrix.  Both matrices are exact ones rounded to doubles, so the result
 * has about 14 digits however large it is: the singular values of X in doubles could not tell a
 * condition number above 10^16 from that.
 *
 * Cost: O(p^3).  Fails where the balls take too much memory and where the eigenvalues do not
 * converge.
 *
 * SPDX-License-Identifier: MIT */
#include "compare.h"

#include <math.h>
#include <stdlib.h>

#include "../base/memory.h"
#include "../exact/powers.h"

enum { BITS = 128, ENOUGH_BITS = 64 };

/* Refine until C is known well beyond a double: its off-diagonal elements are at most
 * sqrt(C_ii C_jj). */
static lsq_status sharpen(lsq_regression *g, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; !status && i < g->basis.rank; i++)
        while (!status && arb_rel_accuracy_bits(arb_mat_entry(g->solution.C, i, i)) < ENOUGH_BITS)
            status = lsq_regression_refine(g, 2 * g->solution.prec, error);
    return status;
}

/* length[j] = |X e_j| in units of S, or the length 1 in those units. */
static void find_lengths(arb_ptr length, const lsq_regression *g, int scaled) {
    for (int64_t j = 0; j < g->N.p; j++)
        if (scaled)
            arb_sqrt_fmpz(length + j, fmpz_mat_entry(g->N.S, j, j), BITS);
        else
            lsq_ball_power(length + j, -g->N.exp10[j], -g->N.exp2[j], BITS);
}

/* Both matrices, upper triangles, as doubles. */
static void put_scaled(lsq_view G, lsq_view H, const lsq_regression *g, int scaled) {
    arb_ptr length = _arb_vec_init((slong)g->N.p);
    arb_t lengths, v;
    arb_init(lengths);
    arb_init(v);
    find_lengths(length, g, scaled);
    for (int64_t j = 0; j < g->N.p; j++)
        for (int64_t i = 0; i <= j; i++) {
            arb_mul(lengths, length + i, length + j, BITS);
            arb_set_fmpz(v, fmpz_mat_entry(g->N.S, i, j));
            arb_div(v, v, lengths, BITS);
            G.data[i + j * G.ld] = arf_get_d(arb_midref(v), ARF_RND_NEAR);
            arb_mul(v, arb_mat_entry(g->solution.C, i, j), lengths, BITS);
            H.data[i + j * H.ld] = arf_get_d(arb_midref(v), ARF_RND_NEAR);
        }
    arb_clear(v);
    arb_clear(lengths);
    _arb_vec_clear(length, (slong)g->N.p);
}

/* The root of the product of the largest eigenvalues. */
static lsq_status find_condition(double *condition, lsq_view G, lsq_view H, double *lambda,
                                 const lsq_lapack *L, lsq_error *error) {
    int64_t p = G.columns;
    lsq_status status = lsq_factor_eigen(L, G, lambda, error);
    double largest = lambda[p - 1];
    if (!status)
        status = lsq_factor_eigen(L, H, lambda, error);
    if (!status)
        *condition = sqrt(largest) * sqrt(lambda[p - 1]);
    return status;
}

lsq_status lsq_condition(double *condition, lsq_regression *g, int scaled, const lsq_lapack *L,
                         lsq_error *error) {
    int64_t p = g->N.p;
    *condition = g->basis.rank < p ? NAN : 1;
    if (g->basis.rank < p || !p)
        return LSQ_OK;
    lsq_matrix G = {0}, H = {0};
    double *lambda = NULL;
    lsq_status status = sharpen(g, error);
    if (!status)
        status = lsq_matrix_init(&G, p, p, NULL, error);
    if (!status)
        status = lsq_matrix_init(&H, p, p, NULL, error);
    if (!status)
        status = lsq_alloc(&lambda, p, sizeof *lambda, error);
    if (!status) {
        put_scaled(lsq_matrix_view(&G), lsq_matrix_view(&H), g, scaled);
        if (lsq_is_finite(lsq_matrix_look(&G)) && lsq_is_finite(lsq_matrix_look(&H)))
            status = find_condition(condition, lsq_matrix_view(&G), lsq_matrix_view(&H), lambda, L,
                                    error);
        else
            *condition = NAN;
    }
    free(lambda);
    lsq_matrix_clear(&H);
    lsq_matrix_clear(&G);
    return status;
}
