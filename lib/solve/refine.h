/* refine.h - iterative refinement of a least-squares solution by the QR of its rows.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_REFINE_H
#define LSQ_SOLVE_REFINE_H

#include "method.h"

/* Improve B and rss of the result, given the factors QR, n-by-p with tau, of the kept rows of X
 * with columns multiplied by 2^-exponent, p + q exponents >= -1022.  *steps = how many steps, 2 at
 * most, made things better: a step that does not halve the change is left out.  Two further
 * matrices of n-by-q. */
lsq_status lsq_refine(lsq_result *result, int *steps, lsq_kept *kept, lsq_const_view QR,
                      const double *tau, const int *exponent, lsq_error *error);

#endif
