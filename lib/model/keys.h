/* keys.h - distinct byte strings, numbered in the order of their first appearance.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_KEYS_H
#define LSQ_MODEL_KEYS_H

#include <lsq.h>

typedef struct lsq_key {
    int64_t offset; /* in bytes, a multiple of 8 */
    size_t length;
    uint64_t hash;
} lsq_key;

/* Zeroed it is empty and ready. */
typedef struct lsq_keys {
    int64_t count;
    lsq_key *keys;
    unsigned char *bytes;
    int64_t *slots; /* index + 1, 0 for free; n_slots is 0 or a power of 2 above 1.5 count */
    int64_t n_slots;
    int64_t used, keys_capacity, bytes_capacity;
} lsq_keys;

/* *index = the number of the string, which is the old count if it is new.  `bytes` must not lie in
 * the keys themselves.  LSQ_ENOMEM; the keys are then as before. */
lsq_status lsq_keys_add(lsq_keys *keys, const void *bytes, size_t length, int64_t *index,
                        lsq_error *error);

/* The number of the string, or -1. */
int64_t lsq_keys_find(const lsq_keys *keys, const void *bytes, size_t length);

/* The string itself, 8-byte aligned and followed by a NUL; valid until the next lsq_keys_add.
 * length may be NULL. */
const void *lsq_keys_get(const lsq_keys *keys, int64_t index, size_t *length);

void lsq_keys_clear(lsq_keys *keys);

#endif
