/* slow_field.h - the fields that fields.h promises to read, a byte at a time.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_TESTS_SLOW_FIELD_H
#define LSQ_TESTS_SLOW_FIELD_H

#include <stddef.h>
#include <stdint.h>

/* 1 if the text is a usual field, its number being *value * 10^*exp10. */
static inline int slow_field(const char *text, size_t length, char mark, int64_t *value,
                             int32_t *exp10) {
    const int64_t limit = 4610000000000000000;
    int64_t sum = 0;
    size_t i = length && text[0] == '-', digits = 0, marks = 0, behind = 0;
    for (; i < length; i++) {
        if (text[i] == mark) {
            marks++;
        } else if (text[i] >= '0' && text[i] <= '9') {
            if (sum >= limit / 10)
                return 0;
            sum = 10 * sum + (text[i] - '0');
            digits++;
            behind += marks;
        } else {
            return 0;
        }
    }
    *value = text[0] == '-' ? -sum : sum;
    *exp10 = -(int32_t)behind;
    return length <= 32 && digits > 0 && marks <= 1;
}

#endif
