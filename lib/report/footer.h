/* footer.h - what a fit says about a response as a whole.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_FOOTER_H
#define LSQ_REPORT_FOOTER_H

#include <lsq.h>

#include "../base/text.h"

/* Append R squared, F, sigma and the rest; digits as in lsq_report_options, above
 * LSQ_REPORT_TABLE_DIGITS one number a line. */
lsq_status lsq_put_footer(lsq_fit *fit, int64_t response, int digits, lsq_text *out,
                          lsq_error *error);

/* Append why R squared or standard errors are missing where no warning of the fit says so, a line
 * each. */
void lsq_put_absences(const lsq_fit *fit, int64_t response, lsq_text *out);

#endif
