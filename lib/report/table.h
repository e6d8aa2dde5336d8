/* table.h - the coefficients of one response, as an aligned table or one number a line.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_TABLE_H
#define LSQ_REPORT_TABLE_H

#include <lsq.h>

#include "../base/text.h"
#include "grid.h"
#include "words.h"

/* Append the table; columns in which no term has a value are left out.  digits 1 to
 * LSQ_REPORT_TABLE_DIGITS. */
lsq_status lsq_put_table(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                         lsq_text *out, lsq_table_notes *notes, lsq_error *error);

/* Append the same with `digits` digits in every number, a number a line, any digits. */
lsq_status lsq_put_list(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                        lsq_text *out, lsq_table_notes *notes, lsq_error *error);

#endif
