/* fields_take.h - the next 64 fields, for the twins in vectors.
 *
 * A step of 64 fields is taken before any of it is used, since a vector that is loaded too soon
 * after its parts were stored one by one has to wait for them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_FIELDS_TAKE_H
#define LSQ_DATA_FIELDS_TAKE_H

#include "fields.h"

/* Where the fields from field i on end and how long they are; for those beyond the last, that one's
 * end and length 0.  Returns 1 if one is longer than 16 bytes. */
static inline int take_fields(uint32_t *ends, uint32_t *length, const lsq_fields *f, int64_t i) {
    const uint32_t *end = f->ends + i * f->ends_stride, *before = f->before + i * f->before_stride;
    int64_t n = f->count - i < LSQ_FIELDS_STEP ? f->count - i : LSQ_FIELDS_STEP;
    uint32_t sizes = 0; /* above 31 if one of length + 15 is */
    for (int64_t k = 0; k < n; k++) {
        ends[k] = end[k * f->ends_stride];
        length[k] = ends[k] - before[k * f->before_stride] - 1;
        sizes |= length[k] + 15;
    }
    for (int64_t k = n; k < LSQ_FIELDS_STEP; k++) {
        ends[k] = ends[n - 1];
        length[k] = 0;
    }
    return sizes > 31;
}

/* A bit for each of the fields from field i on that there are, of 64. */
static inline uint64_t fields_there(const lsq_fields *f, int64_t i) {
    int64_t left = f->count - i;
    return left < LSQ_FIELDS_STEP ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
}

#endif
