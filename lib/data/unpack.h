/* unpack.h - the packed formats, one small file each, and what unpack.c asks of them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_UNPACK_H
#define LSQ_DATA_UNPACK_H

#include "source.h"

/* Packed bytes not taken yet and room for text not filled yet. */
typedef struct lsq_piece {
    const unsigned char *in;
    size_t in_left;
    unsigned char *out;
    size_t out_left;
    int whole;       /* a step sets 1: a member ended right before `in` */
    const char *why; /* a step that fails sets what is wrong in a few words */
} lsq_piece;

/* A packed file is a row of members, each of which can be unpacked by itself. */
typedef struct lsq_packing {
    const char *name, *program; /* "gzip", "gzip -dc" */
    const char *library, *package;
    size_t state;   /* bytes of a state, all zero before load */
    size_t padding; /* between and behind members there may be groups of so many zeros */

    /* A member begins like this; 16 bytes tell, fewer only where there are no more. */
    int (*known)(const char *bytes, size_t length);
    /* Look the functions up; the name of one that is missing, NULL if none is. */
    const char *(*load)(void *state, void *library);
    /* Be ready for the first or the next member; 0 if there is no memory. */
    int (*begin)(void *state);
    /* Take and fill what can be, to the end of the member at most.  LSQ_EDATA for damage,
     * LSQ_ELIMIT, LSQ_ENOMEM. */
    lsq_status (*step)(void *state, lsq_piece *piece);
    void (*end)(void *state); /* also after a load that failed */
} lsq_packing;

extern const lsq_packing lsq_gzip, lsq_zstd, lsq_xz, lsq_bzip2;

/* lsq_source_unpack of a source that is packed so, whatever its first bytes are. */
lsq_status lsq_source_unpack_as(lsq_source **source, const lsq_packing *packing, lsq_error *error);

#endif
