/* unpack.c - sources that deliver the text their packed bytes hold.
 *
 * The library of a format is loaded when a source begins like it; a plain one loads none.  Packed
 * bytes and text pass through two buffers of a fixed size.  The first is always filled to the brim
 * or to the end, and the second as far as it goes, so a library sees the same calls however the
 * bytes arrive and are asked for: text, failure and its place depend on nothing but the bytes.
 * Memory does not depend on what a file grows to.
 *
 * All members of a file count, and nothing else may follow them.  The text in front of a damage is
 * delivered, then the failure, again and again: nobody who reads to the end misses it.
 *
 * SPDX-License-Identifier: MIT */
#include "unpack.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/library.h"
#include "../base/memory.h"

enum { PACKED_BYTES = 64 << 10, TEXT_BYTES = 256 << 10 };

typedef struct unpacker {
    lsq_source *source; /* of the packed bytes, the caller's */
    const lsq_packing *packing;
    void *library, *state;
    lsq_piece piece;
    int between;         /* 1: in front of a member or at the end */
    int ended;           /* 1: nothing follows the packed bytes but perhaps `broken` */
    lsq_error broken;    /* why reading ended early */
    int over;            /* 1: nothing follows the text but perhaps `failure` */
    lsq_error failure;   /* status LSQ_OK: none */
    int64_t offset;      /* of packed[0] in the source */
    size_t ready, given; /* text[given .. ready) is to be delivered */
    unsigned char packed[PACKED_BYTES];
    unsigned char text[TEXT_BYTES];
} unpacker;

static const lsq_packing *packing_of(const char *bytes, size_t length) {
    static const lsq_packing *const all[] = {&lsq_gzip, &lsq_zstd, &lsq_xz, &lsq_bzip2};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->known(bytes, length))
            return all[i];
    return NULL;
}

/* ---- packed bytes ---- */

/* Move what is left to the front and read until the buffer is full or the source ends. */
static void refill(unpacker *u) {
    lsq_piece *p = &u->piece;
    memmove(u->packed, p->in, p->in_left);
    u->offset += p->in - u->packed;
    p->in = u->packed;
    while (!u->ended && p->in_left < PACKED_BYTES) {
        size_t got = 0;
        lsq_status status = lsq_source_read(u->source, (char *)u->packed + p->in_left,
                                            PACKED_BYTES - p->in_left, &got, &u->broken);
        u->broken.status = status;
        p->in_left += got;
        u->ended = status || !got;
    }
}

/* ---- failures ---- */

static lsq_position here(const unpacker *u) {
    return (lsq_position){lsq_source_name(u->source), 0, 0, u->offset + (u->piece.in - u->packed)};
}

static lsq_status fail_step(unpacker *u, lsq_status status) {
    const char *name = u->packing->name, *why = u->piece.why;
    lsq_position at = here(u);
    if (status == LSQ_ENOMEM)
        return lsq_fail_at(&u->failure, LSQ_ENOMEM, at, "out of memory for unpacking %s data",
                           name);
    if (status == LSQ_ELIMIT)
        return lsq_fail_at(&u->failure, LSQ_ELIMIT, at, "the %s data need %s", name, why);
    return lsq_fail_at(&u->failure, LSQ_EDATA, at, "unpacking the %s data failed at byte %lld: %s",
                       name, (long long)at.byte, why);
}

static lsq_status fail_end(unpacker *u) {
    lsq_position at = here(u);
    if (u->broken.status) {
        u->failure = u->broken;
        return u->broken.status;
    }
    return lsq_fail_at(&u->failure, LSQ_EDATA, at,
                       "the %s data end in the middle, at byte %lld: is the file cut or still "
                       "being written?",
                       u->packing->name, (long long)at.byte);
}

static lsq_status fail_tail(unpacker *u) {
    lsq_position at = here(u);
    return lsq_fail_at(&u->failure, LSQ_EDATA, at,
                       "the %s data end at byte %lld, and something else follows: is the file cut "
                       "there, or did something get appended?",
                       u->packing->name, (long long)at.byte);
}

/* The text is packed too: the remedy is to unpack once. */
static lsq_status fail_twice(unpacker *u, const lsq_packing *inner) {
    lsq_position at = {lsq_source_name(u->source), 0, 0, 0};
    u->ready = 0;
    return lsq_fail_at(&u->failure, LSQ_EDATA, at,
                       "holds %s data within its %s data: %s FILE | lsq fit -", inner->name,
                       u->packing->name, u->packing->program);
}

/* ---- text ---- */

static int is_zero(const unsigned char *bytes, size_t length) {
    while (length && !bytes[length - 1])
        length--;
    return !length;
}

/* Between members: go on with the next one, or see that all is over. */
static lsq_status begin_member(unpacker *u) {
    lsq_piece *p = &u->piece;
    size_t padding = u->packing->padding;
    if (p->in_left < LSQ_PEEK && !u->ended)
        refill(u);
    if (!p->in_left) {
        u->over = 1;
        return u->broken.status ? fail_end(u) : LSQ_OK;
    }
    if (padding && p->in_left >= padding && is_zero(p->in, padding)) {
        p->in += padding;
        p->in_left -= padding;
        return LSQ_OK;
    }
    if (!u->packing->known((const char *)p->in, p->in_left))
        return u->broken.status ? fail_end(u) : fail_tail(u);
    u->between = 0;
    return u->packing->begin(u->state) ? LSQ_OK : fail_step(u, LSQ_ENOMEM);
}

/* One call of the library; where it can do no more, it wants more packed bytes. */
static lsq_status go_on(unpacker *u) {
    lsq_piece *p = &u->piece;
    size_t in_left = p->in_left, out_left = p->out_left;
    p->whole = 0;
    p->why = "they break the rules of the format";
    lsq_status status = u->packing->step(u->state, p);
    if (status)
        return fail_step(u, status);
    u->between = p->whole;
    if (p->whole || p->in_left != in_left || p->out_left != out_left)
        return LSQ_OK;
    if (p->in_left)
        return fail_step(u, LSQ_EDATA);
    if (u->ended)
        return fail_end(u);
    refill(u);
    return LSQ_OK;
}

static void fill_text(unpacker *u, int first) {
    lsq_piece *p = &u->piece;
    lsq_status status = LSQ_OK;
    p->out = u->text;
    p->out_left = TEXT_BYTES;
    while (!status && !u->over && p->out_left)
        status = u->between ? begin_member(u) : go_on(u);
    u->given = 0;
    u->ready = TEXT_BYTES - p->out_left;
    const lsq_packing *inner = first ? packing_of((const char *)u->text, u->ready) : NULL;
    if (inner)
        status = fail_twice(u, inner);
    u->over |= status != LSQ_OK;
}

static lsq_status read_text(void *context, char *buffer, size_t size, size_t *got,
                            lsq_error *error) {
    unpacker *u = context;
    if (u->given == u->ready && !u->over)
        fill_text(u, !u->ready);
    if (u->given == u->ready && u->failure.status) {
        if (error)
            *error = u->failure;
        return u->failure.status;
    }
    size_t left = u->ready - u->given;
    *got = size < left ? size : left;
    memcpy(buffer, u->text + u->given, *got);
    u->given += *got;
    return LSQ_OK;
}

/* ---- making and freeing ---- */

static void release(void *context) {
    unpacker *u = context;
    if (!u)
        return;
    if (u->state)
        u->packing->end(u->state);
    free(u->state);
    if (u->library)
        dlclose(u->library);
    free(u);
}

static lsq_status load(unpacker *u, lsq_error *error) {
    const lsq_packing *k = u->packing;
    lsq_position at = {lsq_source_name(u->source), 0, 0, -1};
    u->library = dlopen(k->library, RTLD_NOW | RTLD_LOCAL);
    const char *why = u->library ? NULL : dlerror();
    if (why && lsq_is_want_of_memory(why))
        return lsq_fail_at(error, LSQ_ENOMEM, at,
                           "out of memory for loading %s, which unpacks %s data (%.400s)",
                           k->library, k->name, why);
    if (!u->library)
        return lsq_fail_at(error, LSQ_EIO, at,
                           "is %s-compressed, and %s cannot be loaded (%.400s); on Debian: apt-get "
                           "install %s, or %s FILE | lsq fit -",
                           k->name, k->library, why ? why : "no reason given", k->package,
                           k->program);
    const char *missing = k->load(u->state, u->library);
    if (missing)
        return lsq_fail_at(error, LSQ_EIO, at,
                           "is %s-compressed, and %s has no function %s; on Debian: apt-get "
                           "install %s, or %s FILE | lsq fit -",
                           k->name, k->library, missing, k->package, k->program);
    return LSQ_OK;
}

lsq_status lsq_source_unpack_as(lsq_source **source, const lsq_packing *packing, lsq_error *error) {
    unpacker *u = NULL;
    lsq_status status = lsq_alloc(&u, 1, sizeof *u, error);
    if (status)
        return status;
    u->source = *source;
    u->packing = packing;
    u->piece.in = u->packed;
    u->between = 1;
    status = lsq_alloc(&u->state, 1, packing->state, error);
    if (!status)
        status = load(u, error);
    if (!status)
        status = lsq_source_wrap(source, read_text, u, release, error);
    if (status)
        release(u);
    return status;
}

lsq_status lsq_source_unpack(lsq_source **source, lsq_error *error) {
    char bytes[LSQ_PEEK];
    size_t got = 0;
    lsq_status status = lsq_source_peek(*source, bytes, &got, error);
    if (status)
        return status;
    const lsq_packing *packing = packing_of(bytes, got);
    return packing ? lsq_source_unpack_as(source, packing, error) : LSQ_OK;
}
