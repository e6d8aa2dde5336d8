/* warnings.h - how a finding is added, and the findings about a classical solver.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_WARNINGS_H
#define LSQ_FIT_WARNINGS_H

#include "../base/error.h"
#include "fit.h"

/* Add a finding about a term, -1 for none.  Texts from outside must have gone through lsq_escape.
 */
lsq_status lsq_fit_warn(lsq_fit *fit, const char *code, int64_t term, lsq_error *error,
                        const char *format, ...) LSQ_PRINTF(5, 6);

/* W31 and W33, nothing if the fit is exact. */
lsq_status lsq_fit_warn_of_solver(lsq_fit *fit, lsq_error *error);

/* 1 if a classical solver gives an RSS no larger than rounding alone may make it; 0 for the exact
 * one. */
int lsq_fit_rss_is_rounding(const lsq_fit *fit, int64_t response);

#endif
