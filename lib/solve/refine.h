/* refine.h - iterative refinement of a least-squares solution by the QR of its rows.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_REFINE_H
#define LSQ_SOLVE_REFINE_H

#include "blocks.h"
#include "method.h"

/* Improve B and rss of the result, given its rcond and the factors of the kept rows.  *steps = how
 * many steps, 2 at most, made things better: a step that does not halve the change is left out, and
 * the second one also where it could change nothing but roundings.  Two further matrices of n-by-q
 * and one of p-by-q. */
lsq_status lsq_refine(lsq_result *result, int *steps, lsq_kept *kept, lsq_blocks *QR,
                      lsq_error *error);

#endif
