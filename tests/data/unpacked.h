/* unpacked.h - what becomes of bytes that may be packed, given and asked for in any pieces.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_UNPACKED_H
#define TESTS_DATA_UNPACKED_H

#include <stdlib.h>
#include <string.h>

#include "data/source.h"

#define NEED(condition)   \
    do {                  \
        if (!(condition)) \
            abort();      \
    } while (0)

typedef struct bytes {
    char *at;
    size_t length;
} bytes;

static inline int same_bytes(const char *a, size_t n, const char *b, size_t m) {
    return n == m && (n == 0 || memcmp(a, b, n) == 0);
}

/* A source that gives `step` bytes at a time, and fails where its bytes end if `broken`. */
typedef struct giver {
    const char *at;
    size_t left, step;
    int broken;
} giver;

static inline lsq_status give(void *context, char *buffer, size_t size, size_t *got,
                              lsq_error *error) {
    giver *g = context;
    size_t n = g->step < size ? g->step : size;
    *got = n < g->left ? n : g->left;
    memcpy(buffer, g->at, *got);
    g->at += *got;
    g->left -= *got;
    if (*got || !g->broken)
        return LSQ_OK;
    if (error) {
        memset(error, 0, sizeof *error);
        error->status = LSQ_EIO;
        strcpy(error->message, "the disk is on fire");
    }
    return LSQ_EIO;
}

typedef struct outcome {
    lsq_status status;
    lsq_error error;
    bytes text;
    int64_t consumed;
} outcome;

/* Read the source to its end or failure or `most` bytes, `ask` at a time; a failure stays what it
 * is. */
static inline void drain_source(lsq_source *source, size_t ask, size_t most, outcome *out) {
    size_t room = 0, got = 1;
    while (!out->status && got && out->text.length < most) {
        ask = ask < most - out->text.length ? ask : most - out->text.length;
        if (room < out->text.length + ask) {
            room = 2 * room + ask;
            out->text.at = realloc(out->text.at, room + 1);
            NEED(out->text.at);
        }
        out->status =
            lsq_source_read(source, out->text.at + out->text.length, ask, &got, &out->error);
        NEED(got <= ask);
        out->text.length += got;
    }
    lsq_error again = out->error;
    if (out->status) {
        char more[8];
        got = 9;
        NEED(lsq_source_read(source, more, sizeof more, &got, &again) == out->status);
        NEED(got == 0 && strcmp(again.message, out->error.message) == 0);
    }
    out->consumed = lsq_source_consumed(source);
}

/* What lsq_source_unpack makes of these bytes. */
static inline outcome unpack_from(giver from, size_t ask, size_t most) {
    lsq_source *source = NULL;
    outcome out = {.text = {calloc(1, 1), 0}};
    memset(&out.error, 0, sizeof out.error);
    NEED(out.text.at && !lsq_source_stream(&source, give, &from, "t.csv", NULL));
    out.status = lsq_source_unpack(&source, &out.error);
    if (!out.status)
        drain_source(source, ask, most, &out);
    lsq_source_free(source);
    return out;
}

#endif
