/* compare_condition.c - the condition number of X with its columns scaled to length 1.
 *
 *   cond(X D)^2 = lambda(D X'X D) lambda(D^-1 C D^-1),   C = (X'X)^-1,  D_jj = 1 / |X e_j|
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

/* Both scaled matrices, upper triangles, as doubles. */
static void put_scaled(lsq_view G, lsq_view H, const lsq_regression *g) {
    arb_t length, v;
    arb_init(length);
    arb_init(v);
    for (int64_t j = 0; j < g->N.p; j++)
        for (int64_t i = 0; i <= j; i++) {
            arb_set_fmpz(length, fmpz_mat_entry(g->N.S, i, i));
            arb_mul_fmpz(length, length, fmpz_mat_entry(g->N.S, j, j), BITS);
            arb_sqrt(length, length, BITS);
            arb_set_fmpz(v, fmpz_mat_entry(g->N.S, i, j));
            arb_div(v, v, length, BITS);
            G.data[i + j * G.ld] = arf_get_d(arb_midref(v), ARF_RND_NEAR);
            arb_mul(v, arb_mat_entry(g->solution.C, i, j), length, BITS);
            H.data[i + j * H.ld] = arf_get_d(arb_midref(v), ARF_RND_NEAR);
        }
    arb_clear(v);
    arb_clear(length);
}

lsq_status lsq_condition(double *condition, lsq_regression *g, const lsq_lapack *L,
                         lsq_error *error) {
    int64_t p = g->N.p;
    *condition = g->basis.rank < p ? NAN : 1;
    if (g->basis.rank < p || !p)
        return LSQ_OK;
    lsq_matrix G = {0}, H = {0};
    double *lambda = NULL, largest = 0;
    lsq_status status = sharpen(g, error);
    if (!status)
        status = lsq_matrix_init(&G, p, p, NULL, error);
    if (!status)
        status = lsq_matrix_init(&H, p, p, NULL, error);
    if (!status)
        status = lsq_alloc(&lambda, p, sizeof *lambda, error);
    if (!status) {
        put_scaled(lsq_matrix_view(&G), lsq_matrix_view(&H), g);
        status = lsq_factor_eigen(L, lsq_matrix_view(&G), lambda, error);
    }
    if (!status) {
        largest = lambda[p - 1];
        status = lsq_factor_eigen(L, lsq_matrix_view(&H), lambda, error);
    }
    if (!status)
        *condition = sqrt(largest) * sqrt(lambda[p - 1]);
    free(lambda);
    lsq_matrix_clear(&H);
    lsq_matrix_clear(&G);
    return status;
}
