/* identity_lists.h - made-up identities for the tests of their reports.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_IDENTITY_LISTS_H
#define REPORT_IDENTITY_LISTS_H

#include <math.h>

#include "report/identities.h"
#include "support/check.h"

enum { N_IDENTITIES = 4 };

static const lsq_identity_result identity_rows[N_IDENTITIES] = {
    {"gradient of a linear form", "scalars by vectors", "∇ aᵀx = a", "x 4, ∇ 4", 0, 2.1e-12,
     LSQ_AGREES},
    {"gradient, \"quadratic\"", "scalars by vectors", "∇ xᵀBx = (B + Bᵀ)x", "x 4, B 4×4, ∇ 4", 0, 0,
     LSQ_AGREES},
    {"product rule | with uᵀdv for both", "errata", "d(uᵀv) = uᵀdv", "u 4, v 4", 1, 0.413,
     LSQ_DIFFERS},
    {"the wrong shape", "errata", "∂/∂X = −2(Y − XA)ᵀX", "", 1, INFINITY, LSQ_DIFFERS},
};

/* The text that a writer appends; to be freed with lsq_text_free. */
static inline char *taken(lsq_text *out) {
    char *text = NULL;
    check_status(lsq_text_take(out, &text, NULL), LSQ_OK, NULL);
    return text;
}

#endif
