/* index.h - where the fields and lines of a stretch of text end.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_INDEX_H
#define LSQ_DATA_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "../base/simd.h"

/* Line k has the fields lines[k - 1] + 1 ... lines[k]; behind field j stands text[ends[j]], a
 * delimiter or the first byte of a line end.  ends[-1] and lines[-1] are UINT32_MAX, which makes
 * ends[-1] + 1 the start of the text and lines[-1] + 1 its first field. */
typedef struct lsq_index {
    const char *text;
    uint32_t *ends, *lines;
    int64_t count; /* of lines */
    int returns;   /* 1: there may be a CR among the line ends */
    int irregular; /* 1: the line behind the last one is for others to read */
    int64_t room;  /* bytes of text that it can hold */
    uint32_t *memory;
} lsq_index;

/* Make room for the index of `room` bytes, and forget what is there; 0: no memory, what is there
 * stays.  The index must be zeroed or in use. */
int lsq_index_reserve(lsq_index *index, int64_t room);
void lsq_index_clear(lsq_index *index);

/* The whole lines of text[0 .. length), length <= room, where a record starts, up to the first line
 * that is not regular: one with a line end in quotes, with quotes that are not around a whole
 * field, or with `comment` as its first byte (0: none).  text[length] and 63 bytes more can be read
 * and have no meaning, but that a LF may belong to a CR in front of it.  What a line end in text
 * may be, split.h says. */
void lsq_index_lines(lsq_simd simd, lsq_index *index, const char *text, int64_t length,
                     char delimiter, char comment);

/* The twins, on x86-64 alone; for lsq_index_lines. */
void lsq_index_avx2(lsq_index *index, int64_t length, char delimiter, char comment);
void lsq_index_avx512(lsq_index *index, int64_t length, char delimiter, char comment);

/* The place of the first byte of line k <= count. */
int64_t lsq_index_start(const lsq_index *index, int64_t k);

#endif
