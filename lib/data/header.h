/* header.h - the columns of a table: their names, and what stands in them at first.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_HEADER_H
#define LSQ_DATA_HEADER_H

#include <lsq.h>

#include "cells.h"
#include "records.h"

typedef struct lsq_header {
    int64_t columns;
    const char **names;        /* "" for a nameless one */
    char *text;                /* where the names lie */
    unsigned char *kinds;      /* an lsq_cell_kind for each column */
    lsq_text_cell *text_cells; /* one for each column; NULL if none holds text */
    char hint[96];             /* for the texts of a first record without a number */
    int numeric;               /* 1: each name reads as a number */
    int foreign;               /* 1: the names were not UTF-8 and are taken as Windows-1252 */
    int64_t line;              /* of the header or the first record */
} lsq_header;

/* Read the header record, or without one look at the first record, which is then still to be
 * read.  On failure lsq_header_clear is still due. */
lsq_status lsq_header_read(lsq_header *header, lsq_records *records, const lsq_cells *cells,
                           int no_header, lsq_error *error);

/* Look at the first records, which are then still to be read, for header->kinds and
 * text_cells.  LSQ_EDATA if there is none, unless the table may be empty. */
lsq_status lsq_header_look_ahead(lsq_header *header, lsq_records *records, const lsq_cells *cells,
                                 int may_be_empty, lsq_error *error);

void lsq_header_clear(lsq_header *header);

/* LSQ_EDATA if the last record has not as many fields as the table has columns. */
lsq_status lsq_header_check(const lsq_header *header, const lsq_records *records, lsq_error *error);

/* The name of a column for messages: escaped, colN if it has none.  size >= 256. */
void lsq_header_show(const lsq_header *header, int64_t column, char *out, size_t size);

#endif
