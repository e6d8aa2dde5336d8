/* reader.h - what the readers of a csv share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_READER_H
#define LSQ_DATA_READER_H

#include <lsq.h>

#include "csv.h"
#include "header.h"
#include "plain.h"
#include "records.h"

struct lsq_csv {
    lsq_records records; /* of the look at the first ones; its splitter is a pattern for all */
    lsq_cells cells;
    lsq_header header;
    lsq_plan plan;
    int is_short;
    lsq_simd simd;
    pthread_mutex_t reading; /* for claims of chunks, and progress */
    lsq_chunks chunks;
    void (*progress)(void *context, int64_t bytes, int64_t rows);
    void *progress_context;
    lsq_ledger ledger; /* has its own lock, which guards `missing` too */
    int64_t *missing;  /* [target] */
};

/* status, unless it is LSQ_OK or LSQ_EDATA and the file did not stay as it was, which tells more:
 * half a file may look like a bad one. */
lsq_status lsq_csv_check_source(const lsq_csv *csv, lsq_status status, lsq_error *error);

#endif
