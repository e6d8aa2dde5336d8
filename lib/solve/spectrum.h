/* spectrum.h - the eigenvalues of M = X'X and what they foretell of descent.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_SPECTRUM_H
#define LSQ_SOLVE_SPECTRUM_H

#include "quadratic.h"

typedef struct lsq_spectrum {
    int64_t p, rank;   /* rank: how many eigenvalues count as positive */
    lsq_matrix V;      /* p-by-p, eigenvectors; the last belongs to the largest eigenvalue */
    lsq_matrix lambda; /* p-by-1, ascending; those before p - rank are set to 0 */
    lsq_matrix weight; /* p-by-1: |v_i'G| over all responses, G the gradient at B = 0 */
    double L, mu;      /* twice the largest and the smallest positive eigenvalue; 0 if M = 0 */
} lsq_spectrum;

/* Eigenvalues up to max(n, p) 2^-52 of the largest count as 0: rounding alone puts the zeros of a
 * deficient X there.  Costs O(p^3).  On failure clearing is still due. */
lsq_status lsq_spectrum_init(lsq_spectrum *S, lsq_quadratic *F, lsq_error *error);
void lsq_spectrum_clear(lsq_spectrum *S);

/* The smallest N with |(I - 2tM)^N G|_F <= tolerance |G|_F, INFINITY where there is none. */
double lsq_spectrum_fixed_steps(const lsq_spectrum *S, double t, double tolerance);

/* A number of exact line searches that suffices for the same. */
double lsq_spectrum_line_steps(const lsq_spectrum *S, double tolerance);

/* C = M^-1 for full rank; W is p-by-p scratch. */
lsq_status lsq_spectrum_inverse(const lsq_spectrum *S, const lsq_lapack *L, lsq_view W, lsq_view C,
                                lsq_error *error);

/* *rcond = sigma_min / sigma_max of X with columns scaled to length 1, from the eigenvalues of the
 * scaled M; 0 where the smallest one counts as 0, which is below sqrt(max(n, p) 2^-52).  W is
 * p-by-p scratch. */
lsq_status lsq_scaled_rcond(double *rcond, lsq_quadratic *F, lsq_view W, lsq_error *error);

#endif
