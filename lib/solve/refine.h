/* refine.h - iterative refinement of a least-squares solution by the QR of its rows.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_REFINE_H
#define LSQ_SOLVE_REFINE_H

#include "blocks.h"
#include "method.h"

/* Improve B and rss of the result, given its rcond and the factors of the kept rows.  *steps = how
 * many steps, 5 at most, made things better: a response leaves out a step that does not halve its
 * change, unless the change is a rounding error anyway, and after the first one there is no further
 * step where it could change nothing but roundings.  Two further matrices of n-by-q
 * and one of p-by-q. */
lsq_status lsq_refine(lsq_result *result, int *steps, lsq_kept *kept, lsq_blocks *QR,
                      lsq_error *error);

#endif
