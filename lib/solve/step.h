/* step.h - the step of gradient descent as its option spells it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_STEP_H
#define LSQ_SOLVE_STEP_H

#include <lsq.h>

typedef enum lsq_step_unit {
    LSQ_STEP_PLAIN,   /* t = factor */
    LSQ_STEP_PER_L,   /* t = factor / L */
    LSQ_STEP_PER_L_MU /* t = factor / (L + mu) */
} lsq_step_unit;

typedef struct lsq_step {
    double factor; /* > 0 */
    lsq_step_unit unit;
} lsq_step;

/* Read "1/L", "2/(L+mu)", "<number>/L" or "<number>", whatever the locale; NULL is "1/L".  A number
 * is digits[.digits][e[sign]digits], > 0.  LSQ_EUSAGE with what is understood for anything else. */
lsq_status lsq_step_parse(lsq_step *step, const char *text, lsq_error *error);

/* t for L >= mu >= 0, 0 being a mu that is not known. */
double lsq_step_length(lsq_step step, double L, double mu);

#endif
