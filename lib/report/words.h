/* words.h - text set to the width of a terminal.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_WORDS_H
#define LSQ_REPORT_WORDS_H

#include <lsq.h>

#include "../base/text.h"

/* Where ANSI colours begin and end; empty strings without colour. */
typedef struct lsq_style {
    const char *strong, *faint, *alert, *plain;
} lsq_style;

const lsq_style *lsq_style_of(int color);

/* Append `count` spaces, none if count < 0. */
void lsq_put_spaces(lsq_text *out, int64_t count);

/* Append the name, escaped for a terminal; where it is wider than `width` columns its middle gives
 * way to "…". */
void lsq_put_elided(lsq_text *out, const char *name, int64_t width);

/* Append the text at the right end of `width` columns. */
void lsq_put_right(lsq_text *out, const char *text, int64_t width);

/* Append the name as lsq_put_elided does, then spaces up to `width` columns. */
void lsq_put_name(lsq_text *out, const char *name, int64_t width);

/* Append the sum "a + b + c", escaped; where it is wider than `width` columns it ends after a whole
 * summand with " + … (`count` terms)". */
void lsq_put_sum(lsq_text *out, const char *sum, int64_t width, int64_t count);

/* Append the text escaped for a terminal, but a backslash as it is: it belongs to an earlier
 * escape. */
void lsq_put_escaped_once(lsq_text *out, const char *text, size_t length);

/* Append the sentence in lines of at most `width` columns, broken at spaces.  The first line starts
 * at column `indent` (already written), the others are indented by as much.  Control characters are
 * escaped, escapes stay as they are. */
void lsq_put_wrapped(lsq_text *out, const char *sentence, int64_t indent, int64_t width);

/* The line at *rest with NUL in the place of its end; *rest moves to the next one, NULL behind the
 * last.  NULL if *rest is NULL. */
char *lsq_take_line(char **rest);

#endif
