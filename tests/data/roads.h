/* roads.h - a CSV text by the strict road alone, and by the fast road at each level of vector
 * instructions: all there is to know of it must be the same.  Include after table.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_ROADS_H
#define TESTS_DATA_ROADS_H

#include "data/reader.h"

typedef struct road_outcome {
    lsq_text rows;
    lsq_tally tally;
    int64_t *missing, columns;
    lsq_status status;
    lsq_error error;
} road_outcome;

/* level -1: the strict road, since no line has as many fields as the fast one looks for. */
static inline road_outcome take_road(const char *bytes, size_t length, const lsq_csv_options *o,
                                     int level) {
    road_outcome out = {.status = LSQ_OK};
    pieces p = {bytes, length, SIZE_MAX};
    lsq_csv *csv = NULL;
    out.status = open_pieces(&csv, &p, o, &out.error);
    if (out.status)
        return out;
    if (level < 0)
        csv->plan.columns = -1;
    csv->simd = (lsq_simd)(level < 0 ? 0 : level);
    out.columns = lsq_csv_columns(csv);
    out.missing = calloc((size_t)out.columns, sizeof *out.missing);
    out.status = read_table(csv, NULL, 0, &out.rows, &out.tally, out.missing, &out.error);
    return out;
}

static inline void clear_road(road_outcome *o) {
    lsq_text_clear(&o->rows);
    free(o->missing);
}

/* What differs, NULL if nothing does; of a failure nothing but the failure counts. */
static inline const char *road_difference(const road_outcome *a, const road_outcome *b) {
    const lsq_tally *s = &a->tally, *t = &b->tally;
    if (a->status != b->status)
        return "status";
    if (a->status)
        return strcmp(a->error.message, b->error.message) != 0 ? "message"
               : a->error.line != b->error.line || a->error.column != b->error.column ||
                       a->error.byte != b->error.byte
                   ? "place of the error"
                   : NULL;
    if (strcmp(a->rows.bytes ? a->rows.bytes : "", b->rows.bytes ? b->rows.bytes : "") != 0)
        return "rows";
    if (s->read != t->read || s->used != t->used || s->missing != t->missing)
        return "counts of rows";
    if (s->blank != t->blank || s->blank_line != t->blank_line || s->comments != t->comments)
        return "counts of lines";
    if (s->missing_line != t->missing_line || s->missing_column != t->missing_column)
        return "first missing value";
    if (memcmp(a->missing, b->missing, (size_t)a->columns * sizeof *a->missing) != 0)
        return "missing values of columns";
    return NULL;
}

#endif
