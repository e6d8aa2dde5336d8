/* spell.h - names, numbers and expressions of a formula as R writes them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_SPELL_H
#define LSQ_MODEL_SPELL_H

#include <lsq.h>

#include "../base/text.h"
#include "../exact/flint.h"
#include "formula.h"

/* 1 for what a bare name consists of: ASCII letters and digits, "." and "_", every byte above
 * 127. */
int lsq_is_name_byte(char c);

/* 1 if the name needs no backquotes: such bytes, not starting with a digit, "_" or "." and digit,
 * none of R's reserved words and not "." alone. */
int lsq_is_syntactic(const char *name);

/* Append the name, in backquotes if it needs them, a backquote inside being doubled. */
void lsq_spell_name(lsq_text *text, const char *name);

/* The same, in backquotes whether it needs them or not. */
void lsq_spell_quoted(lsq_text *text, const char *name);

/* Append |value| * 10^exp10 with all its digits and no trailing zeros, in plain or e notation as R
 * chooses: the shorter, plain if equal. */
void lsq_spell_number(lsq_text *text, const fmpz_t value, int64_t exp10);

/* Append a polynomial from inside I(), spaced as R does: "(a + b)^2 * -c". */
void lsq_spell_expression(lsq_text *text, const lsq_tree *tree, int64_t node);

#endif
