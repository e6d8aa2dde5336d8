/* timings.h - where the time of a run went.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_TIMINGS_H
#define CLI_TIMINGS_H

#include <lsq.h>

/* Seconds of a clock that only goes forward. */
double seconds_now(void);

/* The table of --timings on standard error: the parts of the fit, `print` seconds for its report,
 * and `wall` seconds for everything. */
void say_timings(const lsq_fit *fit, double print, double wall);

#endif
