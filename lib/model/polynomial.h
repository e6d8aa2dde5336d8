/* polynomial.h - polynomials in the columns with exact decimal coefficients.
 *
 * Until a model is finished, the parts of its polynomials refer to the monomials of a ring.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_POLYNOMIAL_H
#define LSQ_MODEL_POLYNOMIAL_H

#include <lsq.h>

#include "model.h"
#include "ring.h"

enum {
    LSQ_MAX_COEFFICIENT_BITS = 1 << 16,
    LSQ_MAX_COEFFICIENT_EXP10 = 20000 /* as many decimal digits */
};

/* All of the following set *r, which must be a zeroed polynomial other than the operands, and
 * return, without a position, LSQ_EFORMULA beyond LSQ_MAX_DEGREE or the limits on coefficients,
 * LSQ_EFORMULA beyond LSQ_MAX_MONOMIALS or LSQ_MAX_WORK, or LSQ_ENOMEM; *r is then the zero
 * polynomial. */

/* r = value 10^exp10 */
lsq_status lsq_polynomial_constant(lsq_polynomial *r, const fmpz_t value, int64_t exp10,
                                   lsq_error *error);

/* r = column^power */
lsq_status lsq_polynomial_column(lsq_ring *ring, lsq_polynomial *r, int64_t column, int64_t power,
                                 lsq_error *error);

/* r = sum_i signs[i] terms[i], the signs being '+' and '-'.  O(m log m) for m parts in all. */
lsq_status lsq_polynomial_sum(lsq_ring *ring, lsq_polynomial *r, const lsq_polynomial *terms,
                              const char *signs, int64_t count, lsq_error *error);

/* r = a b */
lsq_status lsq_polynomial_mul(lsq_ring *ring, lsq_polynomial *r, const lsq_polynomial *a,
                              const lsq_polynomial *b, lsq_error *error);

/* r = a^k, a^0 = 1 */
lsq_status lsq_polynomial_pow(lsq_ring *ring, lsq_polynomial *r, const lsq_polynomial *a, int64_t k,
                              lsq_error *error);

/* *by = the derivatives of a that are not zero, *n_by of them, columns ascending; each to be
 * cleared, the array freed. */
lsq_status lsq_polynomial_derivatives(lsq_ring *ring, lsq_derivative **by, int64_t *n_by,
                                      const lsq_polynomial *a, lsq_error *error);

void lsq_polynomial_clear(lsq_polynomial *a);
void lsq_derivatives_clear(lsq_derivative *by, int64_t n_by);

/* Bring parts into the order of their monomials. */
void lsq_polynomial_sort(lsq_polynomial *a);

#endif
