/* memory.c - allocation with checked sizes.
 *
 * SPDX-License-Identifier: MIT */
#include "memory.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

/* bytes = count * size, or 0 with an error */
static lsq_status product(size_t *bytes, int64_t count, size_t size, lsq_error *error) {
    if (count < 0 || __builtin_mul_overflow((size_t)count, size, bytes) || *bytes > PTRDIFF_MAX)
        return lsq_fail(error, LSQ_ENOMEM, "out of memory: %lld elements of %zu bytes are too many",
                        (long long)count, size);
    return LSQ_OK;
}

lsq_status lsq_alloc(void *p, int64_t count, size_t size, lsq_error *error) {
    void *fresh = NULL;
    size_t bytes = 0;
    lsq_status status = product(&bytes, count, size, error);
    if (!status && !(fresh = calloc(1, bytes ? bytes : 1)))
        status = lsq_fail_memory(error, bytes);
    memcpy(p, &fresh, sizeof fresh);
    return status;
}

lsq_status lsq_grow(void *p, int64_t *capacity, int64_t count, size_t size, lsq_error *error) {
    if (count <= *capacity)
        return LSQ_OK;
    int64_t wanted = *capacity <= INT64_MAX / 2 && 2 * *capacity > count ? 2 * *capacity : count;
    if (wanted < 8)
        wanted = 8;
    size_t bytes = 0;
    lsq_status status = product(&bytes, wanted, size, error);
    if (status)
        return status;
    void *old, *fresh;
    memcpy(&old, p, sizeof old);
    if (!(fresh = realloc(old, bytes)))
        return lsq_fail_memory(error, bytes);
    size_t before = (size_t)*capacity * size;
    memset((char *)fresh + before, 0, bytes - before);
    memcpy(p, &fresh, sizeof fresh);
    *capacity = wanted;
    return LSQ_OK;
}

lsq_status lsq_copy_text(char **copy, const char *text, size_t length, lsq_error *error) {
    *copy = malloc(length + 1);
    if (!*copy)
        return lsq_fail_memory(error, length + 1);
    memcpy(*copy, text, length);
    (*copy)[length] = '\0';
    return LSQ_OK;
}
