/* findings.h - what fits and comparisons say alike: the account of the rows, and the warnings.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_FINDINGS_H
#define LSQ_REPORT_FINDINGS_H

#include <lsq.h>

#include "../base/text.h"
#include "table.h"

/* Append "60 rows read, 39 used, 21 dropped (missing values)". */
void lsq_put_rows(const lsq_fit *fit, lsq_text *out);

/* Append an empty line and the warnings, wrapped, of one kind at most three; nothing if there are
 * none. */
void lsq_put_warnings(const lsq_fit *fit, const lsq_style *style, lsq_text *out);

/* Append the JSON of both: "rows": {...} and "warnings": [...], without a comma or line end
 * behind. */
void lsq_put_json_rows(const lsq_fit *fit, lsq_text *out);
void lsq_put_json_warnings(const lsq_fit *fit, lsq_text *out);

#endif
