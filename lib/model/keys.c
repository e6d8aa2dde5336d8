/* keys.c - distinct byte strings, numbered in the order of their first appearance.
 *
 * A hash table with open addressing and linear probing, at most two thirds full, over one arena of
 * bytes. Names, variables, sets of variables and monomials are all told apart here; each costs
 * O(length).  Fails only for want of memory.
 *
 * SPDX-License-Identifier: MIT */
#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"

/* FNV-1a (Fowler, Noll, Vo), its high half folded in because the table uses the low bits. */
static uint64_t hash_of(const unsigned char *bytes, size_t length) {
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < length; i++)
        h = (h ^ bytes[i]) * 1099511628211u;
    return h ^ h >> 32;
}

static int64_t slot_of(const lsq_keys *keys, const void *bytes, size_t length, uint64_t hash) {
    uint64_t mask = (uint64_t)keys->n_slots - 1, slot = hash & mask;
    for (; keys->slots[slot]; slot = (slot + 1) & mask) {
        const lsq_key *key = &keys->keys[keys->slots[slot] - 1];
        if (key->hash == hash && key->length == length &&
            (!length || !memcmp(keys->bytes + key->offset, bytes, length)))
            break;
    }
    return (int64_t)slot;
}

/* Twice the slots, all keys in again. */
static lsq_status rehash(lsq_keys *keys, lsq_error *error) {
    int64_t n_slots = keys->n_slots ? 2 * keys->n_slots : 64;
    int64_t *slots;
    lsq_status status = lsq_alloc(&slots, n_slots, sizeof *slots, error);
    if (status)
        return status;
    uint64_t mask = (uint64_t)n_slots - 1;
    for (int64_t i = 0; i < keys->count; i++) {
        uint64_t slot = keys->keys[i].hash & mask;
        while (slots[slot])
            slot = (slot + 1) & mask;
        slots[slot] = i + 1;
    }
    free(keys->slots);
    keys->slots = slots;
    keys->n_slots = n_slots;
    return LSQ_OK;
}

lsq_status lsq_keys_add(lsq_keys *keys, const void *bytes, size_t length, int64_t *index,
                        lsq_error *error) {
    lsq_status status = LSQ_OK;
    if (3 * (keys->count + 1) > 2 * keys->n_slots && (status = rehash(keys, error)))
        return status;
    uint64_t hash = hash_of(bytes, length);
    int64_t slot = slot_of(keys, bytes, length, hash);
    if (keys->slots[slot]) {
        *index = keys->slots[slot] - 1;
        return LSQ_OK;
    }
    int64_t room = ((int64_t)length + 8) & ~(int64_t)7;
    if ((status = lsq_grow(&keys->keys, &keys->keys_capacity, keys->count + 1, sizeof *keys->keys,
                           error)) ||
        (status = lsq_grow(&keys->bytes, &keys->bytes_capacity, keys->used + room, 1, error)))
        return status;
    if (length)
        memcpy(keys->bytes + keys->used, bytes, length);
    keys->bytes[keys->used + (int64_t)length] = 0;
    keys->keys[keys->count] = (lsq_key){keys->used, length, hash};
    keys->used += room;
    *index = keys->count++;
    keys->slots[slot] = keys->count;
    return LSQ_OK;
}

int64_t lsq_keys_find(const lsq_keys *keys, const void *bytes, size_t length) {
    if (!keys->n_slots)
        return -1;
    return keys->slots[slot_of(keys, bytes, length, hash_of(bytes, length))] - 1;
}

const void *lsq_keys_get(const lsq_keys *keys, int64_t index, size_t *length) {
    const lsq_key *key = &keys->keys[index];
    if (length)
        *length = key->length;
    return keys->bytes + key->offset;
}

void lsq_keys_clear(lsq_keys *keys) {
    free(keys->keys);
    free(keys->bytes);
    free(keys->slots);
    memset(keys, 0, sizeof *keys);
}
