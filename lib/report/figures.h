/* figures.h - numbers of a fit for programs: the shortest text of the nearest double or as many
 * correctly rounded digits as asked for.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_FIGURES_H
#define LSQ_REPORT_FIGURES_H

#include <lsq.h>

#include "../base/text.h"

typedef struct lsq_figures {
    lsq_fit *fit;
    lsq_text *out;
    int digits;       /* 0: those of the nearest double */
    const char *none; /* stands where there is no value */
    char *number;     /* room for one number: the last one put */
    size_t size;
    lsq_status status; /* of the first number that failed; later ones are skipped */
    lsq_error *error;
} lsq_figures;

/* Make room for a number; the other members are the caller's to set. */
lsq_status lsq_figures_init(lsq_figures *figures);
void lsq_figures_clear(lsq_figures *figures);

/* Append `before` and the number. */
void lsq_put_figure(lsq_figures *figures, const char *before, lsq_quantity what, int64_t response,
                    int64_t term);

/* The same for the estimate of a term.  One that readers would take for 0 or infinity is
 * LSQ_ENUMERIC, unless digits were asked for. */
void lsq_put_estimate(lsq_figures *figures, const char *before, int64_t response, int64_t term);

/* Append `before` and the input digits with one decimal. */
void lsq_put_input_digits(lsq_figures *figures, const char *before, int64_t response, int64_t term);

#endif
