/* escape.h - foreign text in the formats: one function a format.
 *
 * All append the text to *out; the `failed` flag of *out tells of lost memory.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_ESCAPE_H
#define LSQ_REPORT_ESCAPE_H

#include <lsq.h>

#include "../base/text.h"

/* A cell of CSV (RFC 4180), byte by byte as it is, in quotes where a reader would break it or cut
 * its ends.  What begins with = + - @, which spreadsheets take for a formula, is not guarded: a
 * sign in front would change the text. */
void lsq_put_csv(lsq_text *out, const char *text);

/* A name or formula in a line or cell of GitHub's Markdown: escaped for a terminal, then every sign
 * that Markdown or HTML would read gets a backslash. */
void lsq_put_markdown(lsq_text *out, const char *text);

/* A sentence whose names are escaped already. */
void lsq_put_markdown_sentence(lsq_text *out, const char *text);

/* The same for a line or cell of LaTeX, with UTF-8 as its input encoding. */
void lsq_put_latex(lsq_text *out, const char *text);
void lsq_put_latex_sentence(lsq_text *out, const char *text);

/* A number such as -1.5e-7 in LaTeX, with a minus sign and a power of ten; what is no number stays
 * as it is. */
void lsq_put_latex_number(lsq_text *out, const char *number);

#endif
