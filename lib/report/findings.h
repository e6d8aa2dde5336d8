/* findings.h - what fits and comparisons say alike: the account of the rows, and the warnings.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_FINDINGS_H
#define LSQ_REPORT_FINDINGS_H

#include <lsq.h>

#include "../base/text.h"
#include "table.h"

/* Append "3 files, 60 rows read, 39 used, 21 dropped (missing values, first in b.csv:17)" and,
 * unless it is NULL, `others`: "2 dropped (why)". */
void lsq_put_rows(const lsq_accounts *accounts, const char *others, lsq_text *out);

/* Append the same, and "; rank 2 of 3 terms" below full rank. */
void lsq_put_account(const lsq_fit *fit, const char *others, lsq_text *out);

/* Append line_end and "5 comment lines and 3 lines before the headers skipped", nothing where there
 * were none.  Blank lines have a warning of their own. */
void lsq_put_skipped(const lsq_accounts *accounts, const char *line_end, lsq_text *out);

/* Append an empty line and the warnings, wrapped, of one kind at most three; nothing if there are
 * none. */
void lsq_put_warnings(const lsq_fit *fit, const lsq_style *style, lsq_text *out);

/* Append the JSON of both: "rows": {...} and "warnings": [...], without a comma or line end behind.
 * zero_weight rows were dropped for their weight, -1: there are no weights. */
void lsq_put_json_rows(const lsq_accounts *accounts, int64_t zero_weight, lsq_text *out);
void lsq_put_json_warnings(const lsq_fit *fit, lsq_text *out);

#endif
