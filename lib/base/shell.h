/* shell.h - words that a message gives to be pasted into a shell.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_SHELL_H
#define LSQ_BASE_SHELL_H

#include <lsq.h>

#include "text.h"

/* 1 if a message may show the text as it is: UTF-8 without control, format and bidirectional
 * characters. */
int lsq_is_showable(const char *text);

/* Append the word as a POSIX shell reads it: as it is if it has only letters and digits of ASCII
 * and _ . , else in single quotes.  Whatever the word holds, the shell takes it as that word and
 * nothing in it runs.  The word must be showable. */
void lsq_put_shell_word(lsq_text *text, const char *word);

#endif
