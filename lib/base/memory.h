/* memory.h - allocation with checked sizes.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_MEMORY_H
#define LSQ_BASE_MEMORY_H

#include <lsq.h>

/* *p = count elements of `size` bytes, all zero; count 0 gives a pointer that may be freed.
 * LSQ_ENOMEM if there is no such memory or the product overflows; *p is then NULL. */
lsq_status lsq_alloc(void *p, int64_t count, size_t size, lsq_error *error);

/* Let the array *p of *capacity elements of `size` bytes hold at least `count`, at least doubling
 * when it grows; new elements are zero.  On failure *p and *capacity stand as before. */
lsq_status lsq_grow(void *p, int64_t *capacity, int64_t count, size_t size, lsq_error *error);

/* *copy = the `length` bytes at text, NUL-terminated, to be freed. */
lsq_status lsq_copy_text(char **copy, const char *text, size_t length, lsq_error *error);

#endif
