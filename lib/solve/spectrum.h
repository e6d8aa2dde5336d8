/* spectrum.h - the eigenvalues of M = X'X, with a penalty X'X + diag(lambda), and what they
 * foretell of descent.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_SPECTRUM_H
#define LSQ_SOLVE_SPECTRUM_H

#include "quadratic.h"

typedef struct lsq_spectrum {
    int64_t p, rank;   /* rank: of X as X'X tells it, columns scaled to length 1 */
    lsq_matrix V;      /* p-by-p, eigenvectors; the last belongs to the largest eigenvalue */
    lsq_matrix lambda; /* p-by-1, ascending; those before p - rank are set to 0 */
    lsq_matrix weight; /* p-by-1: |v_i'G| over all responses, G the gradient at B = 0 */
    lsq_matrix C;      /* p-by-p, M^-1, for full rank; else empty */
    double rcond;      /* sigma_min / sigma_max of X with columns of length 1; 0 if deficient */
    double L;          /* twice the largest eigenvalue; 0 if M = 0 */
    double mu;         /* twice the smallest positive one; 0 if M = 0 or lost in rounding */
    double noise;      /* twice what rounding makes of an eigenvalue of M */
} lsq_spectrum;

/* X has full rank where rcond^2 is above (p + sqrt(n)) u, for products given p u; the columns'
 * units have no say in it. Costs O(p^3).  LSQ_ENUMERIC where L or M^-1 is beyond the range of a
 * double.  On failure clearing is still due. */
lsq_status lsq_spectrum_init(lsq_spectrum *S, lsq_quadratic *F, lsq_error *error);
void lsq_spectrum_clear(lsq_spectrum *S);

/* The smallest N with |(I - 2tM)^N G|_F <= tolerance |G|_F, INFINITY where there is none. */
double lsq_spectrum_fixed_steps(const lsq_spectrum *S, double t, double tolerance);

/* A number of exact line searches that suffices for the same, and of conjugate gradients by what is
 * known of the Chebyshev polynomials, 0 < mu. */
double lsq_spectrum_line_steps(const lsq_spectrum *S, double tolerance);
double lsq_spectrum_chebyshev_steps(const lsq_spectrum *S, double tolerance);

/* The smallest whole number N >= 1 with ratio(of, N) <= tolerance, found by doubling `high` >= 1
 * and bisection, for a ratio that falls, at least beyond `high` where that is above 1; INFINITY
 * where doubling ends in it. */
double lsq_first_within(double (*ratio)(void *of, double N), void *of, double high,
                        double tolerance);

/* sqrt(L / mu), the condition number of X, without overflow. */
double lsq_root_condition(double L, double mu);

#endif
