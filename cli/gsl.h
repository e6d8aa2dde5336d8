/* gsl.h - the GNU Scientific Library as a solver to compare with, if it is installed.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_GSL_H
#define CLI_GSL_H

#include <lsq.h>

/* The outside solver "gsl": libgsl is loaded here and stays loaded; where it is missing, the solver
 * fails with the name of its package. */
lsq_outside gsl_solver(void);

#endif
