/* fields.h - many fields of a column to integers at once: the numbers that most cells are.  What is
 * unusual is for number.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_FIELDS_H
#define LSQ_DATA_FIELDS_H

#include <stdint.h>

#include "../base/simd.h"

/* Fields 0 ... count - 1: field i stands behind bytes[before[i * before_stride]], UINT32_MAX
 * meaning the byte in front of bytes[0], and in front of bytes[ends[i * ends_stride]].  LSQ_FRONT
 * bytes in front of the first and LSQ_SLACK behind the last may be read. */
typedef struct lsq_fields {
    const char *bytes;
    const uint32_t *before, *ends;
    int64_t before_stride, ends_stride;
    int64_t count;
    char mark; /* the decimal mark */
} lsq_fields;

enum {
    LSQ_FIELDS_STEP = 64,
    LSQ_FIELDS_LONGEST = 32, /* bytes */
    LSQ_FIELDS_HIGH = 461    /* 461 * 10^16 < 2^62, so the value is an fmpz of one word */
};

/* value[i] and exp10[i] = the number in field i, value * 10^exp10, where the whole field is
 * [-]digits[mark [digits]] or [-]mark digits, has at most LSQ_FIELDS_LONGEST bytes, and |value| <
 * LSQ_FIELDS_HIGH * 10^16; any other field sets bit i % 64 of unusual[i / 64], its value and exp10
 * being anything then, and all other bits are 0.  exp10 is minus the number of digits behind the
 * mark, zeros counted.  value and exp10 have room for `count` rounded up to LSQ_FIELDS_STEP,
 * unusual for that / 64. */
void lsq_fields_convert(lsq_simd simd, const lsq_fields *fields, int64_t *value, int32_t *exp10,
                        uint64_t *unusual);

/* The twins, on x86-64 alone; for lsq_fields_convert. */
void lsq_fields_avx2(const lsq_fields *fields, int64_t *value, int32_t *exp10, uint64_t *unusual);
void lsq_fields_avx512(const lsq_fields *fields, int64_t *value, int32_t *exp10, uint64_t *unusual);

#endif
