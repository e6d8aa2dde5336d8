/* approximate.h - the inverse of a positive definite matrix in doubles, as a start for what proves.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_APPROXIMATE_H
#define LSQ_SOLVE_APPROXIMATE_H

#include <stdint.h>

enum { LSQ_APPROXIMATE_STEP = 8 }; /* ld is a multiple of this */

/* R = G^-1, about, for symmetric G; both n-by-n, row i at i * ld, ld >= n, G with
 * zeros behind its rows.  R is symmetric.  G is overwritten.  n^3/2 multiply-adds.
 *
 * 0 if a pivot of Cholesky's method is not positive, or not a number.  1 means that G = U'U + F for
 * a regular U and, where all |g_ij| <= 1 and n < 2^20, |F_ij| <= lsq_cholesky_error(n). */
int lsq_approximate_inverse(double *R, double *G, int64_t n, int64_t ld);
double lsq_cholesky_error(int64_t n);

#endif
