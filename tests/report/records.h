/* records.h - a CSV text taken apart by the splitter that reads the user's files.  Include after
 * cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H

#include <stdlib.h>
#include <string.h>

#include "data/split.h"

/* How many fields record `record`, from 0, has; -1 if there is no such record, -2 if the text is no
 * CSV.  *text, unless NULL, = that field, to be freed. */
static inline int64_t field_of(const char *csv, int64_t record, int64_t field, char **text) {
    lsq_split split = {0};
    const char *end = csv + strlen(csv);
    int64_t count = -1;
    lsq_split_init(&split, ',', 0);
    for (const char *at = csv; at < end && count == -1; at = split.next, record--) {
        if (lsq_split_record(&split, at, end, 1) != LSQ_SPLIT_RECORD)
            count = -2;
        else if (!record)
            count = split.count;
    }
    if (text && field < count) {
        const lsq_field *f = &split.fields[field];
        *text = malloc(f->length + 1);
        size_t length = f->length;
        memcpy(*text, f->text, length);
        if (f->doubled)
            length = lsq_field_undouble(*text, f);
        (*text)[length] = '\0';
    }
    lsq_split_clear(&split);
    return count;
}

#endif
