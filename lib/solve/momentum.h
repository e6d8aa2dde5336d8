/* momentum.h - how the components of the error contract under momentum.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_MOMENTUM_H
#define LSQ_SOLVE_MOMENTUM_H

#include "spectrum.h"

/* The error along an eigenvector: x_k+1 = a x_k - b x_k-1 from rest, x_-1 = x_0 = 1.  With r =
 * sqrt(b) and a = 2 r cos(angle) that is x_k = r^k (cos(k angle) + slope sin(k angle) /
 * sin(angle)), slope = cos(angle) - r. */
typedef struct lsq_mode {
    double a, b;
    double log_r, sine, slope; /* sine = sin(angle) */
} lsq_mode;

/* The mode of an eigenvalue h of the Hessian, mu <= h <= L, 0 < mu. */
typedef lsq_mode (*lsq_mode_of)(double L, double mu, double h);

/* *steps = the smallest N after which |G| <= tolerance |G_0|, for S->mu > 0.  Within a budget of
 * operations that is found step by step, beyond it from where an envelope of all modes stays
 * below. */
lsq_status lsq_momentum_steps(double *steps, const lsq_spectrum *S, lsq_mode_of mode,
                              double tolerance, lsq_error *error);

#endif
