/* identities.h - the identities of matrix calculus, checked, in the formats of a report.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_IDENTITIES_H
#define LSQ_REPORT_IDENTITIES_H

#include <lsq.h>

#include "../base/text.h"

/* What is reported. */
typedef struct lsq_identity_list {
    lsq_layout layout;
    int64_t count;
    const lsq_identity_result *rows; /* those of a group in a row */
} lsq_identity_list;

/* Append the list to *out, whose `failed` flag tells of lost memory. */
void lsq_identities_text(const lsq_identity_list *list, const lsq_report_options *options,
                         lsq_text *out);
void lsq_identities_json(const lsq_identity_list *list, lsq_text *out);
void lsq_identities_csv(const lsq_identity_list *list, lsq_text *out);
void lsq_identities_markdown(const lsq_identity_list *list, lsq_text *out);

#endif
