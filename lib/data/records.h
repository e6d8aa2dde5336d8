/* records.h - a source as a sequence of records, through one buffer that grows only for a long
 * record.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_RECORDS_H
#define LSQ_DATA_RECORDS_H

#include <lsq.h>

#include "../base/error.h"
#include "source.h"
#include "split.h"

enum {
    LSQ_BUFFER = 256 << 10, /* bytes at first */
    LSQ_SLACK = 32 /* readable bytes behind the last one, so that whole words may be loaded */
};

/* begin, end, line and blank_lines may be moved on by a reader that takes whole lines itself
 * (plain.h). */
typedef struct lsq_records {
    lsq_source *source;
    char *buffer;
    int64_t capacity; /* without the slack */
    size_t begin;     /* unread bytes are buffer[begin .. end) */
    size_t end;
    size_t filled;  /* bytes in the buffer, those from a NUL on included */
    size_t whole;   /* buffer[begin .. whole) ends with a line end that is all there */
    int64_t offset; /* of buffer[0] in the input */
    int64_t line;   /* of buffer[begin] */
    int64_t blank_lines;
    int finished; /* 1: nothing follows buffer[end] */
    int64_t nul;  /* offset of a NUL byte, where the input is taken to end; -1: none */
    int held;     /* 1: bytes from `hold` on stay in the buffer */
    size_t hold;
    int64_t hold_line, hold_blank_lines;
    lsq_split split; /* the record read last */
    size_t start;    /* where it starts in the buffer */
    int64_t start_line;
} lsq_records;

/* Take over the source and fill the buffer once.  On failure lsq_records_clear is still due. */
lsq_status lsq_records_init(lsq_records *records, lsq_source *source, lsq_error *error);
void lsq_records_clear(lsq_records *records);

/* Split the next record, blank lines passed over: records->split holds it and *got is 1; at the
 * end *got is 0.  Fields are valid until the next call.  LSQ_EDATA for quotes and NUL,
 * LSQ_ELIMIT, LSQ_EIO, LSQ_ENOMEM, each with its place. */
lsq_status lsq_records_next(lsq_records *records, int *got, lsq_error *error);

/* From hold on the bytes read are kept; rewind goes back there and ends it. */
void lsq_records_hold(lsq_records *records);
void lsq_records_rewind(lsq_records *records);

/* The place of a byte of the last record, for messages. */
lsq_position lsq_records_place(const lsq_records *records, const char *byte);

/* The place where field i of the last record starts, its quote included. */
lsq_position lsq_records_field_place(const lsq_records *records, int64_t i);

#endif
