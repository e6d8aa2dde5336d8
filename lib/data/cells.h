/* cells.h - what the text of a cell is: a number, a missing value or neither.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_CELLS_H
#define LSQ_DATA_CELLS_H

#include <lsq.h>

#include "../base/error.h"
#include "../exact/flint.h"

/* What stands in a cell or a column. */
typedef enum lsq_cell_kind { LSQ_CELL_NUMBER, LSQ_CELL_MISSING, LSQ_CELL_TEXT } lsq_cell_kind;

/* One text of a missing value. */
typedef struct lsq_missing_text {
    const char *text;
    size_t length;
} lsq_missing_text;

/* The first text of a column whose first value is no number. */
typedef struct lsq_text_cell {
    char *text; /* its first bytes, enough for lsq_escape; NULL: the column does not hold text */
    int64_t line, column; /* where it stands in the file */
    const char *hint;     /* what its line may be instead of data; NULL: nothing special */
} lsq_text_cell;

typedef struct lsq_cells {
    char mark;      /* the decimal mark */
    char thousands; /* between groups of digits; 0: nothing is */
    char delimiter; /* of the file, for hints; 0: unknown */
    char *list;
    lsq_missing_text *missing;
    int64_t count;
    int numeric_missing; /* 1: one of the texts is a number, so numbers must be looked up too */
    unsigned char starts[256]; /* 1 for the bytes with which one of the texts starts */
    int empty;                 /* 1: an empty cell is missing */
} lsq_cells;

/* thousands: as in number.h.  missing: comma-separated texts of a missing value, blanks around them
 * cut off, an empty one being the empty cell; NULL for ",NA".  On failure lsq_cells_clear is still
 * due. */
lsq_status lsq_cells_init(lsq_cells *cells, char mark, char thousands, const char *missing,
                          lsq_error *error);
void lsq_cells_clear(lsq_cells *cells);

/* 1 if the text, blanks around it aside, is declared missing. */
int lsq_cells_is_missing(const lsq_cells *cells, const char *text, size_t length);

/* The cell as a number, value * 10^exp10; both are untouched if it is none. */
lsq_cell_kind lsq_cells_read(const lsq_cells *cells, const char *text, size_t length, fmpz_t value,
                             int32_t *exp10);

/* The sentence for a cell of a chosen column that is neither: what, found, and a hint.  name of
 * the column, escaped. */
lsq_status lsq_cells_fail(const lsq_cells *cells, const char *text, size_t length,
                          const char *column, lsq_position at, lsq_error *error);

/* The sentence for a missing value where none may be. */
lsq_status lsq_cells_fail_missing(const char *text, size_t length, const char *column,
                                  lsq_position at, lsq_error *error);

/* The sentence for a negative weight. */
lsq_status lsq_cells_fail_weight(const char *text, size_t length, const char *column,
                                 lsq_position at, lsq_error *error);

/* What a line whose first field is this text may be instead of a record, as a hint; NULL:
 * nothing special. */
const char *lsq_cells_line_hint(const char *text, size_t length);

/* 1 if the text is of the number grammar, in range or not. */
int lsq_cells_is_numeric(const lsq_cells *cells, const char *text, size_t length);

#endif
