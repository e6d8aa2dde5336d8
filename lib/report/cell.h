/* cell.h - one number of a fit as the cell of a table.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_CELL_H
#define LSQ_REPORT_CELL_H

#include <lsq.h>

enum { LSQ_CELL = 64 }; /* bytes of a cell with its NUL */

/* All take at most LSQ_REPORT_TABLE_DIGITS digits and write "–" where the quantity has no value. */

/* `digits` significant digits; with an exponent where these end left of the point, and below
 * 1e-5. */
lsq_status lsq_cell_digits(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                           int digits, char cell[LSQ_CELL], lsq_error *error);

/* A t or F statistic: three decimals below 10, then four significant digits, whole numbers up to
 * 1e7. */
lsq_status lsq_cell_statistic(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                              char cell[LSQ_CELL], lsq_error *error);

/* A probability: two significant digits, with an exponent below 0.0001. */
lsq_status lsq_cell_probability(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                                char cell[LSQ_CELL], lsq_error *error);

/* R squared and its like: four decimals, and near 1 as many as show two digits of the distance
 * from 1; with an exponent below -1e15, which a classical solver can come to. */
lsq_status lsq_cell_share(lsq_fit *fit, lsq_quantity what, int64_t response, char cell[LSQ_CELL],
                          lsq_error *error);

/* A value with a fixed number of decimals; with an exponent from 1e15. */
lsq_status lsq_cell_decimals(lsq_fit *fit, lsq_quantity what, int64_t response, int decimals,
                             char cell[LSQ_CELL], lsq_error *error);

/* The numbers of one coefficient, in decimals that suit each other. */
typedef struct lsq_coefficient {
    char estimate[LSQ_CELL], std_error[LSQ_CELL];
    char lower[LSQ_CELL], upper[LSQ_CELL];
} lsq_coefficient;

/* Estimate and standard error end at the same decimal: the larger has `digits` significant digits
 * and the standard error at least four (`digits` if that is fewer).  From 10^digits and below 1e-5
 * both have exponents.  Each stands for itself where sharing a decimal would take more than digits
 * + 5 digits, or sharing exponents would span over four powers of ten.  The interval has the
 * decimals of four significant digits of the standard error; where the table would be too wide, of
 * three (squeeze 1), of two and at most seven digits in all (2), or it is left out (3). */
enum { LSQ_MOST_SQUEEZE = 3 };
lsq_status lsq_cell_coefficient(lsq_fit *fit, int64_t response, int64_t term, int digits,
                                int squeeze, lsq_coefficient *cells, lsq_error *error);

/* value >= 0 with one decimal; 0 and "–" if it is not a number or beyond 10^15. */
int lsq_cell_tenths(double value, char cell[LSQ_CELL]);

/* A level as a percentage: 0.95 is "95%", 0.999 "99.9%". */
void lsq_cell_percent(double level, char cell[LSQ_CELL]);

#endif
