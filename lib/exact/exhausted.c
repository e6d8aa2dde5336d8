/* exhausted.c - the hooks by which FLINT and GMP allocate, with the program's word on failure.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <stdlib.h>

#include "flint.h"

static void (*exhausted)(size_t bytes); /* set once, by the program */

static void *checked(void *p, size_t bytes) {
    if (!p && bytes)
        exhausted(bytes);
    return p;
}

static void *allocate(size_t bytes) {
    return checked(malloc(bytes), bytes);
}

static void *allocate_zeros(size_t count, size_t size) {
    return checked(calloc(count, size), count * size);
}

static void *reallocate(void *p, size_t bytes) {
    return checked(realloc(p, bytes), bytes);
}

static void *gmp_reallocate(void *p, size_t old, size_t bytes) {
    (void)old;
    return reallocate(p, bytes);
}

static void gmp_free(void *p, size_t bytes) {
    (void)bytes;
    free(p);
}

void lsq_on_exhausted(void (*handler)(size_t bytes)) {
    if (!handler)
        return;
    exhausted = handler;
    __flint_set_memory_functions(allocate, allocate_zeros, reallocate, free);
    mp_set_memory_functions(allocate, gmp_reallocate, gmp_free);
}
