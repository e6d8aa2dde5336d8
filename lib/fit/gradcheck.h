/* gradcheck.h - what an lsq_gradcheck holds, and what an error in a gradient looks like.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_GRADCHECK_H
#define LSQ_FIT_GRADCHECK_H

#include "../base/text.h"
#include "squares.h"

struct lsq_gradcheck {
    lsq_gradcheck_summary about;
    lsq_fit *fit;
    lsq_check *check;
    double *point;     /* p q */
    char *note, *hint; /* what `about` points to */
};

/* A gradient that differs, beside the right one as differences have it. */
typedef struct lsq_suspect {
    const lsq_squares *f;
    const lsq_check *check;   /* its rows are the p q elements */
    const double *lengths;    /* of the columns of [X Y], which are their units */
    const char *const *names; /* of the p terms, then of the q responses */
} lsq_suspect;

/* Append the name of an element, "x1", or "x1 of y2" where there are several responses, escaped;
 * names are those of the p terms, then of the q responses. */
void lsq_put_element(const char *const *names, int64_t p, int64_t q, int64_t at, lsq_text *out);

/* Append what the error looks like, one sentence; nothing if it looks like nothing known. */
void lsq_put_error_kind(const lsq_suspect *s, lsq_text *out);

#endif
