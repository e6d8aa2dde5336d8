/* ring.h - the monomials that polynomials are made of, each known by a number, and their budget.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_RING_H
#define LSQ_MODEL_RING_H

#include <lsq.h>

#include "keys.h"
#include "model.h"

enum { LSQ_MAX_WORK = 1 << 21 }; /* products of parts in one model, long ones counting more */

/* Monomial 0 is the constant 1. */
typedef struct lsq_ring {
    lsq_keys monomials; /* keys: arrays of lsq_factor, columns ascending */
    int64_t work;       /* left of LSQ_MAX_WORK */
} lsq_ring;

lsq_status lsq_ring_init(lsq_ring *ring, lsq_error *error);
void lsq_ring_clear(lsq_ring *ring);

/* The factors of a monomial, *count of them; valid until the ring grows.  The degree is the sum of
 * their powers. */
const lsq_factor *lsq_ring_factors(const lsq_ring *ring, int64_t monomial, int64_t *count);
int64_t lsq_ring_degree(const lsq_ring *ring, int64_t monomial);

/* *monomial = the one of these factors, columns ascending.  LSQ_EFORMULA beyond LSQ_MAX_DEGREE,
 * LSQ_EFORMULA beyond LSQ_MAX_MONOMIALS. */
lsq_status lsq_ring_add(lsq_ring *ring, const lsq_factor *factors, int64_t count, int64_t *monomial,
                        lsq_error *error);

/* *ij = monomial i times monomial j; fails as lsq_ring_add. */
lsq_status lsq_ring_multiply(lsq_ring *ring, int64_t i, int64_t j, int64_t *ij, lsq_error *error);

/* Take `work` from what is left; LSQ_EFORMULA if that is less. */
lsq_status lsq_ring_spend(lsq_ring *ring, int64_t work, lsq_error *error);

#endif
