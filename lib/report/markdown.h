/* markdown.h - what fits and comparisons have in common in Markdown.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_MARKDOWN_H
#define LSQ_REPORT_MARKDOWN_H

#include <lsq.h>

#include "../base/text.h"

/* Append "title: y ~ x" and below it the account of the rows, as lsq_put_account does, without a
 * line end. */
void lsq_put_markdown_head(const lsq_fit *fit, const char *others, const char *title,
                           lsq_text *out);

/* Append "* name: sentence"; in the sentence names are escaped already. */
void lsq_put_markdown_item(const char *name, const char *sentence, lsq_text *out);

/* Append an item for each warning. */
void lsq_put_markdown_warnings(const lsq_fit *fit, lsq_text *out);

#endif
