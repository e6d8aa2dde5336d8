/* table.h - the coefficients of one response, as an aligned table or one number a line.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_TABLE_H
#define LSQ_REPORT_TABLE_H

#include <lsq.h>

#include "../base/text.h"

/* Where ANSI colours begin and end; empty strings without colour. */
typedef struct lsq_style {
    const char *strong, *faint, *alert, *plain;
} lsq_style;

/* What the table shows and a legend has to explain. */
typedef struct lsq_table_notes {
    int input_digits; /* the column is there */
    int marks;        /* a number in it is below 2 */
    int no_interval;  /* the intervals are left out for want of room */
} lsq_table_notes;

/* Append the table; columns in which no term has a value are left out.  digits 1 to
 * LSQ_REPORT_TABLE_DIGITS. */
lsq_status lsq_put_table(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                         lsq_text *out, lsq_table_notes *notes, lsq_error *error);

/* Append the same with `digits` digits in every number, a number a line, any digits. */
lsq_status lsq_put_list(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                        lsq_text *out, lsq_table_notes *notes, lsq_error *error);

/* The relation of an aliased term; a long one only says where it is. */
void lsq_put_relation(const char *relation, lsq_text *out);

/* The input digits of a coefficient, "0.3 !" below 2, and what that asks of the legend; 0 where
 * there are none. */
int lsq_cell_input_digits(lsq_fit *fit, int64_t response, int64_t term, char cell[64],
                          lsq_table_notes *notes);

#endif
