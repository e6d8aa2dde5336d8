/* inverse.h - the inverse of X'X in balls, by products of doubles.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_INVERSE_H
#define LSQ_SOLVE_INVERSE_H

#include <stdint.h>

#include "../exact/flint.h"

enum { LSQ_INVERSE_BITS = 128 }; /* what is asked for at most; 85 to 105 are right if X is tame */

/* C = A^-1 for A_ij = S(kept_i, kept_j), C square, A being positive definite: that, too, is proven.
 * About 25 n^3 multiply-adds in doubles while the condition number of A, its diagonal scaled to 1,
 * is below 10^3, three times that at 10^9.  0 where nothing is proven, because A is worse than
 * about 10^12 or not positive definite, or memory is short: C is then as before. */
int lsq_inverse_enclose(arb_mat_t C, const fmpz_mat_t S, const int64_t *kept);

#endif
