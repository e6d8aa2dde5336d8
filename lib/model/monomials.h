/* monomials.h - the final list of monomials of a model and how its rows are made.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_MONOMIALS_H
#define LSQ_MODEL_MONOMIALS_H

#include <lsq.h>

#include "model.h"
#include "polynomial.h"

/* Give the model those monomials of the ring that its p + q terms and their derivatives use, the
 * constant first, then by degree and first use, each with an earlier one that it is a multiple of
 * where there is one, and then, if it has weights, each of them times the weight; and let all
 * parts, which refer to the ring, refer to them.  O(m log m + f) for m monomials with f factors.
 * LSQ_ENOMEM. */
lsq_status lsq_model_take_monomials(lsq_model *model, const lsq_ring *ring, lsq_error *error);

#endif
