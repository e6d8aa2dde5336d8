/* legend.h - what stands around the numbers of a fit in every format for people.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_LEGEND_H
#define LSQ_REPORT_LEGEND_H

#include <lsq.h>

#include "../base/text.h"
#include "grid.h"

/* Append "Least squares, minimum norm (svd)". */
void lsq_put_kind(const lsq_fit *fit, lsq_text *out);

/* Append what the digits are worth and what the notes ask for: sentences, some to a line; no line
 * end behind the last. */
void lsq_put_legend(const lsq_fit *fit, const lsq_table_notes *notes, lsq_text *out);

#endif
