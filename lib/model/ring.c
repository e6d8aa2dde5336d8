/* ring.c - the monomials that polynomials are made of, each known by a number, and their budget.
 *
 * A monomial is a key of keys.c, the array of its factors.  The work of a model is counted in
 * products of parts, so that no formula, however short, keeps the machine busy for more than about
 * a second.  LSQ_EFORMULA beyond degree, number and work, without a
 * position, LSQ_ENOMEM.
 *
 * SPDX-License-Identifier: MIT */
#include "ring.h"

#include <string.h>

#include "../base/error.h"

lsq_status lsq_ring_init(lsq_ring *ring, lsq_error *error) {
    int64_t one = 0;
    memset(ring, 0, sizeof *ring);
    ring->work = LSQ_MAX_WORK;
    return lsq_keys_add(&ring->monomials, NULL, 0, &one, error);
}

void lsq_ring_clear(lsq_ring *ring) {
    lsq_keys_clear(&ring->monomials);
}

const lsq_factor *lsq_ring_factors(const lsq_ring *ring, int64_t monomial, int64_t *count) {
    size_t length = 0;
    const lsq_factor *factors = lsq_keys_get(&ring->monomials, monomial, &length);
    *count = (int64_t)(length / sizeof *factors);
    return factors;
}

int64_t lsq_ring_degree(const lsq_ring *ring, int64_t monomial) {
    int64_t count = 0, degree = 0;
    const lsq_factor *factors = lsq_ring_factors(ring, monomial, &count);
    for (int64_t i = 0; i < count; i++)
        degree += factors[i].power;
    return degree;
}

lsq_status lsq_ring_add(lsq_ring *ring, const lsq_factor *factors, int64_t count, int64_t *monomial,
                        lsq_error *error) {
    int64_t degree = 0;
    for (int64_t i = 0; i < count; i++)
        degree += factors[i].power;
    if (degree > LSQ_MAX_DEGREE)
        return lsq_fail(error, LSQ_EFORMULA, "a product has degree %lld, the limit is %d",
                        (long long)degree, LSQ_MAX_DEGREE);
    lsq_status status =
        lsq_keys_add(&ring->monomials, factors, (size_t)count * sizeof *factors, monomial, error);
    if (!status && ring->monomials.count > LSQ_MAX_MONOMIALS)
        status =
            lsq_fail(error, LSQ_EFORMULA,
                     "the model needs more than %d products of columns; write fewer, or choose "
                     "fewer predictors with -x",
                     LSQ_MAX_MONOMIALS);
    return status;
}

lsq_status lsq_ring_multiply(lsq_ring *ring, int64_t i, int64_t j, int64_t *ij, lsq_error *error) {
    lsq_factor product[2 * LSQ_MAX_DEGREE];
    int64_t n = 0, m = 0, count = 0;
    const lsq_factor *a = lsq_ring_factors(ring, i, &n), *b = lsq_ring_factors(ring, j, &m);
    const lsq_factor *a_end = a + n, *b_end = b + m;
    while (a < a_end || b < b_end) {
        if (b == b_end || (a < a_end && a->column < b->column)) {
            product[count++] = *a++;
        } else if (a == a_end || b->column < a->column) {
            product[count++] = *b++;
        } else {
            product[count++] = (lsq_factor){a->column, a->power + b->power};
            a++;
            b++;
        }
    }
    return lsq_ring_add(ring, product, count, ij, error);
}

lsq_status lsq_ring_spend(lsq_ring *ring, int64_t work, lsq_error *error) {
    if (work > ring->work)
        return lsq_fail(error, LSQ_EFORMULA,
                        "the formula multiplies out to too much: more than %d products; write "
                        "fewer factors, or choose fewer predictors with -x",
                        LSQ_MAX_WORK);
    ring->work -= work;
    return LSQ_OK;
}
