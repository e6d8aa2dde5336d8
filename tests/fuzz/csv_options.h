/* csv_options.h - how to read a text, from a byte of fuzzed input.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_CSV_OPTIONS_H
#define TESTS_FUZZ_CSV_OPTIONS_H

#include "data/csv.h"

/* Delimiter, missing texts, header, decimal mark and comments by the lower seven bits. */
static inline lsq_csv_options csv_options_of(uint8_t bits) {
    static const char delimiters[] = {0, ',', ';', ' '};
    static const char *const lists[] = {NULL, "-9,.", "", ",NA,1"};
    return (lsq_csv_options){.delimiter = delimiters[bits & 3],
                             .missing = lists[bits >> 2 & 3],
                             .no_header = bits >> 4 & 1,
                             .decimal = bits >> 5 & 1 ? ',' : 0,
                             .comment = bits >> 6 & 1 ? '#' : 0};
}

#endif
