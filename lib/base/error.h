/* error.h - fill an lsq_error: status, position and one sentence.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_ERROR_H
#define LSQ_BASE_ERROR_H

#include <lsq.h>

#ifdef __FAST_MATH__
#error "lsq relies on IEEE arithmetic: NaN, infinities and exact sums; compile without -ffast-math"
#endif

#if defined(__GNUC__)
#define LSQ_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define LSQ_PRINTF(f, a)
#endif

/* Where in a text file something went wrong; zero fields are unknown. */
typedef struct lsq_position {
    const char *name; /* of the input as messages show it, NULL for none */
    int64_t line;     /* 1-based */
    int64_t column;   /* 1-based, in bytes */
    int64_t byte;     /* 0-based offset in the input, -1 unknown */
} lsq_position;

/* Fill *error, which may be NULL, and return status: `return lsq_fail(error, LSQ_EUSAGE, "...",
 * ...)`.  Texts from outside must have gone through lsq_escape. */
lsq_status lsq_fail(lsq_error *error, lsq_status status, const char *format, ...) LSQ_PRINTF(3, 4);

/* The same with "name:line:column: " in front. */
lsq_status lsq_fail_at(lsq_error *error, lsq_status status, lsq_position at, const char *format,
                       ...) LSQ_PRINTF(4, 5);

/* Tell that the column of the error, if it has one, counts in `text` and not, as that of LSQ_EDATA,
 * in the input; who tells first is right.  Returns status. */
lsq_status lsq_fail_within(lsq_error *error, lsq_status status, const char *text);

/* LSQ_ENOMEM with the number of bytes that were wanted. */
lsq_status lsq_fail_memory(lsq_error *error, size_t bytes);

#endif
