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
    double *point; /* p q */
    char *hint;    /* what `about` points to */
};

/* A gradient that differs, beside the right one as differences have it. */
typedef struct lsq_suspect {
    const lsq_squares *f;
    const lsq_check *check;   /* its rows are the p q elements */
    const double *lengths;    /* of the columns of [X Y], which are their units */
    const char *const *terms; /* p + q names, the responses behind the terms */
} lsq_suspect;

/* Append what the error looks like, one sentence; nothing if it looks like nothing known. */
void lsq_put_error_kind(const lsq_suspect *s, lsq_text *out);

#endif
