/* grid.h - the coefficients of one response as rows of cells, for a table in any format.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_GRID_H
#define LSQ_REPORT_GRID_H

#include <lsq.h>

#include "../base/text.h"
#include "cell.h"

/* What a table shows and a legend has to explain. */
typedef struct lsq_table_notes {
    int input_digits; /* the column is there */
    int marks;        /* a number in it is below 2 */
    int no_interval;  /* the intervals are left out for want of room */
} lsq_table_notes;

typedef enum lsq_grid_column {
    LSQ_GRID_ESTIMATE,
    LSQ_GRID_STD_ERROR,
    LSQ_GRID_T,
    LSQ_GRID_P,
    LSQ_GRID_LOWER,
    LSQ_GRID_UPPER,
    LSQ_GRID_INPUT,
    LSQ_GRID_COLUMNS
} lsq_grid_column;

typedef struct lsq_grid_row {
    const char *relation; /* of an aliased term, instead of numbers */
    char cell[LSQ_GRID_COLUMNS][LSQ_CELL];
} lsq_grid_row;

/* Zeroed it is empty. */
typedef struct lsq_grid {
    int64_t count; /* rows, one a term */
    lsq_grid_row *row;
    char head[LSQ_GRID_COLUMNS][LSQ_CELL]; /* LOWER has none: that of UPPER names both */
    int shown[LSQ_GRID_COLUMNS];           /* 1: a term has a value there */
    lsq_table_notes notes;
} lsq_grid;

/* Fill the grid, which is empty or filled before, with `digits` digits, 1 to
 * LSQ_REPORT_TABLE_DIGITS; squeeze as for lsq_cell_coefficient. */
lsq_status lsq_grid_fill(lsq_grid *grid, lsq_fit *fit, int64_t response, int digits, int squeeze,
                         lsq_error *error);
void lsq_grid_clear(lsq_grid *grid);

/* Add what the notes of one table ask for to those of the report. */
void lsq_add_notes(lsq_table_notes *all, const lsq_table_notes *notes);

/* The relation of an aliased term; a long one only says where it is. */
void lsq_put_relation(const char *relation, lsq_text *out);

/* The input digits of a coefficient, "0.3 !" below 2, and what that asks of the legend; 0 where
 * there are none. */
int lsq_cell_input_digits(lsq_fit *fit, int64_t response, int64_t term, char cell[LSQ_CELL],
                          lsq_table_notes *notes);

#endif
