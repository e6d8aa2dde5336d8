/* curve.h - curves drawn with characters, both axes logarithmic.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_CURVE_H
#define LSQ_REPORT_CURVE_H

#include <lsq.h>

#include "../base/text.h"

typedef struct lsq_curve {
    const char *mark; /* one column wide */
    const char *name;
    const double *y; /* at each x; 0 stands at the bottom, infinity at the top, NAN nowhere */
} lsq_curve;

typedef struct lsq_plot {
    const char *x_name, *y_name;
    int64_t count;
    const double *x; /* > 0, in any order */
    int64_t n_curves;
    const lsq_curve *curves; /* where two meet the later one is seen */
    double level;            /* > 0: a horizontal line at this y, ... */
    const char *level_name;  /* ... called so */
    double at;               /* > 0: a vertical line at this x, ... */
    const char *at_name;     /* ... called so */
} lsq_plot;

/* Append the drawing, at most 80 columns wide, and a line that names what it shows; nothing without
 * a point to show. */
void lsq_put_plot(const lsq_plot *plot, lsq_text *out);

#endif
