/* request.h - what was asked for: responses and predictors by formula, by lists, or by default.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_REQUEST_H
#define LSQ_MODEL_REQUEST_H

#include <lsq.h>

#include "model.h"
#include "terms.h"

/* Find the column of every name in the tree.  LSQ_EFORMULA, LSQ_EDATA as lsq_names_find. */
lsq_status lsq_request_resolve(lsq_tree *tree, const lsq_names *names, lsq_error *error);

/* Fill fresh terms from their tree if they have one, else from the lists of the request and the
 * defaults; *guessed = 1 if the response is the last column because nothing better was known.  The
 * result is checked: LSQ_EFORMULA if a variable is both response and predictor or a response twice,
 * or if there is nothing to fit; LSQ_EDATA if "." or a default took a column of text, at the place
 * of its first cell, or of a double name; LSQ_ELIMIT beyond LSQ_MAX_TERMS. */
lsq_status lsq_request_terms(lsq_terms *terms, const lsq_request *request, int *guessed,
                             lsq_error *error);

#endif
