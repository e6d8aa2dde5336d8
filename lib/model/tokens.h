/* tokens.h - the words of a formula.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_TOKENS_H
#define LSQ_MODEL_TOKENS_H

#include <lsq.h>

typedef enum lsq_token_kind {
    LSQ_TOKEN_END,
    LSQ_TOKEN_NAME,   /* bare */
    LSQ_TOKEN_QUOTED, /* a name in backquotes */
    LSQ_TOKEN_NUMBER,
    LSQ_TOKEN_DOT,
    LSQ_TOKEN_SIGN /* one byte of ~+-*:^(),= */
} lsq_token_kind;

typedef struct lsq_token {
    lsq_token_kind kind;
    char sign;          /* the byte of a LSQ_TOKEN_SIGN, else NUL */
    int64_t at, length; /* bytes of the formula, backquotes included */
} lsq_token;

/* *token = the first token at or after byte `from`; O(its length and the blanks before).
 * LSQ_EFORMULA at a byte that starts none, a backquote without end, an empty name, a number that is
 * not of the grammar. */
lsq_status lsq_token_read(lsq_token *token, const char *formula, int64_t from, lsq_error *error);

#endif
