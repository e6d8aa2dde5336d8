/* design.h - the rows of a model as doubles, for the classical solvers.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_DESIGN_H
#define LSQ_MODEL_DESIGN_H

#include "../dense/matrix.h"
#include "model.h"

/* D = [X Y], rows-by-(p + q), or [X Y w] for a model with weights: the doubles nearest to the exact
 * values of the terms, from the monomials Z that lsq_model_rows made.  LSQ_ENUMERIC where one is
 * beyond the range of a double. */
lsq_status lsq_model_design(const lsq_model *model, const lsq_integers *Z, int64_t rows, lsq_view D,
                            lsq_error *error);

#endif
