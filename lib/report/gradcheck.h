/* gradcheck.h - a gradient check in its formats.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_GRADCHECK_H
#define LSQ_REPORT_GRADCHECK_H

#include <lsq.h>

#include "../base/text.h"

/* The response and term of an element. */
typedef struct lsq_element_name {
    const char *response, *term;
} lsq_element_name;
lsq_element_name lsq_element_of(const lsq_gradcheck *gradcheck, int64_t element);

/* Append the check to *out, whose `failed` flag tells of lost memory. */
void lsq_gradcheck_text(const lsq_gradcheck *gradcheck, int curve,
                        const lsq_report_options *options, lsq_text *out);
void lsq_gradcheck_json(const lsq_gradcheck *gradcheck, lsq_text *out);
void lsq_gradcheck_csv(const lsq_gradcheck *gradcheck, int curve, lsq_text *out);
void lsq_gradcheck_markdown(const lsq_gradcheck *gradcheck, int curve,
                            const lsq_report_options *options, lsq_text *out);

#endif
