/* records.h - a text in memory as a sequence of records.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_RECORDS_H
#define LSQ_DATA_RECORDS_H

#include <lsq.h>

#include "../base/error.h"
#include "chunks.h"
#include "split.h"

/* Lines passed over, and the first blank one, -1 if there is none. */
typedef struct lsq_passed {
    int64_t blank, comments, blank_line;
} lsq_passed;

/* begin, line and what is counted may be moved on by a reader that takes whole lines itself
 * (plain.h). */
typedef struct lsq_records {
    const char *name;  /* of the source, for messages */
    lsq_chunks *more;  /* bytes is its head, which grows where a record goes on; NULL: it cannot */
    const char *bytes; /* slack behind them */
    size_t begin, end; /* unread bytes are bytes[begin .. end) */
    size_t whole;      /* bytes[begin .. whole) ends with a line end that is all there */
    int64_t offset;    /* of bytes[0] in the text */
    int final;         /* 1: nothing that follows bytes[end] belongs to the last record */
    int64_t nul;       /* offset of a NUL byte, where the text is taken to end; -1: none */
    int64_t line;      /* of bytes[begin] */
    lsq_passed passed;
    lsq_split split; /* the record read last */
    size_t start;    /* where it starts */
    int64_t start_line;
    int held; /* 1: a record read earlier will be read again */
    size_t hold;
    int64_t hold_line;
    lsq_passed hold_passed;
} lsq_records;

/* The records of a chunk, its first line being `line`; the splitter stays. */
void lsq_records_set(lsq_records *records, const lsq_chunk *chunk, int64_t line);

/* The records from the first one of `more` on, whose head must not be taken away meanwhile. */
lsq_status lsq_records_look(lsq_records *records, lsq_chunks *more, lsq_error *error);

/* Split the next record, blank lines and comments passed over: records->split holds it and *got is
 * 1; at the end *got is 0.  Fields are valid until the next call.  LSQ_EDATA for quotes and NUL,
 * LSQ_ELIMIT, LSQ_ENOMEM, each with its place, and the failure of the source. */
lsq_status lsq_records_next(lsq_records *records, int *got, lsq_error *error);

/* Pass over the lines 1 ... `lines`, quotes in them being bytes as any.  LSQ_EDATA where there are
 * fewer; lines may be as long as the limit on records allows. */
lsq_status lsq_records_skip(lsq_records *records, int64_t lines, lsq_error *error);

/* The record read last and those behind it will be read again: rewind goes back in front of it. */
void lsq_records_hold(lsq_records *records);
void lsq_records_rewind(lsq_records *records);

/* The place where field i of the last record starts, its quote included. */
lsq_position lsq_records_field_place(const lsq_records *records, int64_t i);

/* The same from the place of an earlier field, so that all fields take one look at the record. */
lsq_position lsq_records_next_place(const lsq_records *records, lsq_position at, int64_t i);

#endif
